"""What new stories are about, found out behind the list: it takes two milliseconds a story, which nobody should wait for."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from tuinews.errors import WorkTimeout
from tuinews.jobs import topics_of_entries
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, Entry, Topic
from tuinews.workshop import WORKERS, work

AT_ONCE = 40
"""Stories for one worker: less than a tenth of a second."""
BATCHES = WORKERS
"""So many times as many stories are looked at together."""

_log = logging.getLogger(__name__)


async def tell_some(library: LibraryThread, announce: Callable[[Change], None]) -> bool:
    """Find out what those of the next stories for the full text index are about that have no topics yet.

    Args:
        library: Where they are kept.
        announce: Told the change.

    Returns:
        Whether there were any.

    Raises:
        Locked: Another program holds the library.
    """
    waiting = await library.read(Library.untold, AT_ONCE * BATCHES)
    entries = {
        story_id: Entry(
            "",
            "",
            title,
            summary_html=body.summary_html,
            content_html=body.content_html,
            categories=body.categories,
        )
        for story_id, (title, body) in waiting.items()
    }
    ids = list(entries)
    batches = [ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE)]
    apart = await library.read(Library.kept_apart)
    found = await asyncio.gather(*(_topics([entries[each] for each in batch], apart) for batch in batches))
    told = {
        story_id: topics
        for batch, several in zip(batches, found, strict=True)
        for story_id, topics in zip(batch, several, strict=True)
        if topics
    }
    if told:
        await library.attempt(announce, Library.tell, told)
    return bool(told)


async def _topics(entries: Sequence[Entry], apart: frozenset[str]) -> Sequence[Sequence[Topic]]:
    try:
        return await work(topics_of_entries, tuple(entries), apart)
    except WorkTimeout as error:
        # Stories without topics are stories; each gets its own when it is opened.
        _log.warning("topics of %d entries: %s", len(entries), error)
        return [()] * len(entries)
