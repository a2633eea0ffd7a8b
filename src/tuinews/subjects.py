"""What new stories are about, found out behind the list: it takes some milliseconds a story, which nobody should wait for.

With that, they go into the full text index. The newest come first, a few at a time, and while some are indexed the
worker processes look at the next.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from tuinews.errors import Locked, WorkTimeout
from tuinews.jobs import topics_of_bodies
from tuinews.library import Library
from tuinews.library.shortened import in_short
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, Topic
from tuinews.workshop import WORKERS, work

AT_ONCE = 30
"""Stories for one worker: what somebody opens meanwhile waits for about a tenth of a second."""
NAMES_AT_ONCE = 10
"""Names in short that are looked up in one step, each in some milliseconds."""

_log = logging.getLogger(__name__)


async def follow(library: LibraryThread, announce: Callable[[Change], None]) -> bool:
    """Find out what the stories that wait for the full text index are about, and take them into it.

    Another program that holds the library ends it: what is left comes with the next call.

    Args:
        library: Where they are kept.
        announce: Told each change.

    Returns:
        Whether anything became known of their topics.
    """
    told = False
    shortened: defaultdict[str, list[int]] = defaultdict(list)
    while True:
        march = _March(library, announce)
        # One more than there are workers, so that none waits while the library writes.
        results = await asyncio.gather(*(march.go() for _ in range(WORKERS + 1)), return_exceptions=True)
        told = told or march.told
        for name, story_ids in in_short(march.shortened).items():
            shortened[name] += story_ids
        failures = [result for result in results if result is not None]
        for failure in failures:
            if not isinstance(failure, Locked):
                raise failure
        if failures:
            _log.info("the search learns the rest later")
        if failures:
            return told
        if not march.came_by:
            # At the end, since any story may be the one that names somebody in full.
            try:
                await name_in_full(library, announce, shortened)
            except Locked:
                _log.info("names in short are left as they are")
            return told


async def name_in_full(
    library: LibraryThread, announce: Callable[[Change], None], shortened: Mapping[str, Sequence[int]]
) -> None:
    """Count names in short for what they mean, a few at a time.

    Args:
        library: Where the stories are kept.
        announce: Told each change.
        shortened: Name -> the ids of the stories that have it only.

    Raises:
        Locked: Another program holds the library.
    """
    left = sorted(shortened.items())
    while left:
        some, left = dict(left[:NAMES_AT_ONCE]), left[NAMES_AT_ONCE:]
        await library.attempt(announce, Library.name_in_full, some)


class _March:
    """One way through the stories that wait, from the newest to the oldest; walked by several at a time."""

    def __init__(self, library: LibraryThread, announce: Callable[[Change], None]) -> None:
        self._library = library
        self._announce = announce
        self._next = asyncio.Lock()
        self._below = 1 << 62
        self.shortened: dict[int, Sequence[Topic]] = {}
        """What may be names in short, by story."""
        self.came_by = False
        """Whether there were any."""
        self.told = False
        """Whether topics became known."""

    async def go(self) -> None:
        """Take the next few as long as there are some."""
        while True:
            async with self._next:
                between, waiting = await self._library.read(Library.untold, AT_ONCE, self._below)
                if between is None:
                    return
                self._below = between[0]
            self.came_by = True
            if told := await _topics(waiting, await self._library.read(Library.kept_apart)):
                await self._library.attempt(self._announce, Library.tell, told)
                self.shortened |= {
                    story_id: tuple(each for each in topics if each.shortened)
                    for story_id, topics in told.items()
                }
                self.told = True
            # After that, since what is in the index is not asked for its topics again.
            await self._library.attempt(self._announce, Library.index_some, AT_ONCE, between)


async def _topics(
    stories: Mapping[int, tuple[str, str]], apart: frozenset[str]
) -> dict[int, Sequence[Topic]]:
    """Give the topics of those stories that have any, by number."""
    if not stories:
        return {}
    try:
        found = await work(topics_of_bodies, tuple(stories.values()), apart)
    except WorkTimeout as error:
        # Stories without topics are stories; each gets its own when it is opened.
        _log.warning("topics of %d entries: %s", len(stories), error)
        return {}
    return {story_id: topics for story_id, topics in zip(stories, found, strict=True) if topics}
