"""Topics and groups found anew, when they were found by an earlier version, or when somebody asks for it."""

import logging
from collections.abc import Callable

from tuinews.errors import WorkTimeout
from tuinews.jobs import topics_of_materials
from tuinews.library import Library
from tuinews.library.remaking import DONE
from tuinews.library.thread import LibraryThread
from tuinews.model import Change
from tuinews.topics.version import VERSION
from tuinews.workshop import work

AT_ONCE = 40
"""Stories of one step: a fifth of a second in a worker, some ten milliseconds of the library's thread."""
BEHIND_THE_SCREEN = 5_000
"""Stories that are looked at anew by themselves at a time, the newest first; the rest comes the next day."""
AT_A_KEY = 800
"""Stories that are looked at while somebody waits: some two seconds in a worker."""

_log = logging.getLogger(__name__)


async def find_anew(
    library: LibraryThread,
    announce: Callable[[Change], None],
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    outdated: bool = False,
) -> int:
    """Find the topics of stories anew, the newest first, in small steps that key presses go between.

    Args:
        library: Where they are kept.
        announce: Told each committed change.
        limit: How many stories at most, all when None.
        progress: Told how many were looked at.
        outdated: Look only at those whose topics were found by another version, or are to be found anew.

    Returns:
        How many stories were looked at.

    Raises:
        Locked: Another program holds the library; what is done is done.
        LibraryError: The library can't be written.
    """
    place: int | None = None
    looked_at = 0
    while limit is None or looked_at < limit:
        some = await library.read(Library.materials, place, AT_ONCE, outdated=outdated)
        if not some:
            await library.attempt(announce, Library.set_preference, DONE, str(VERSION))
            break
        try:
            found = await work(topics_of_materials, some, await library.read(Library.kept_apart))
        except WorkTimeout as error:
            _log.warning("topics of stories %s: %s", [each.id for each in some], error)
        else:
            topics = {each.id: names for each, names in zip(some, found, strict=True)}
            await library.attempt(announce, Library.set_topics, topics)
        place = some[-1].place
        looked_at += len(some)
        if progress:
            progress(looked_at)
    return looked_at


async def is_due(library: LibraryThread) -> bool:
    """Tell whether topics were found by another version than this one."""
    return await library.read(Library.preference, DONE) != str(VERSION)
