"""Topics and groups found anew, when they were found by an earlier version, or when somebody asks for it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from tuinews.errors import WorkTimeout
from tuinews.jobs import groups_of, topics_of_materials
from tuinews.library import Library
from tuinews.library.kindred import TALES
from tuinews.library.remaking import DONE
from tuinews.library.shortened import in_short
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, Tale
from tuinews.subjects import name_in_full
from tuinews.topics.version import GROUPS, VERSION
from tuinews.workshop import work

AT_ONCE = 40
"""Stories of one step: a fifth of a second in a worker, some ten milliseconds of the library's thread."""
BEHIND_THE_SCREEN = 5_000
"""Stories that are looked at anew by themselves at a time, the newest first; the rest comes the next day."""
AT_A_KEY = 800
"""Stories that are looked at while somebody waits: some two seconds in a worker."""
GROUPED = timedelta(days=8)
"""How far back groups are looked for: what came at the edge of four days has four days of company."""
STRETCHES_BEHIND_THE_SCREEN = 10
"""Stretches of time whose groups are found anew by themselves in a day: 40 days, some ten seconds in a worker."""
_GROUPINGS = 3
"""Times that groups are found anew when the user corrects them meanwhile."""
_GROUPS_DONE = "groups-version"
"""The preference that holds by which version groups were found, and down to which moment while older ones are not."""
_FIRST = "1"
"""The version of groups that nothing is noted of."""

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
    shortened: defaultdict[str, list[int]] = defaultdict(list)
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
            for name, story_ids in in_short(topics).items():
                shortened[name] += story_ids
        place = some[-1].place
        looked_at += len(some)
        if progress:
            progress(looked_at)
    await name_in_full(library, announce, shortened)
    return looked_at


async def is_due(library: LibraryThread) -> bool:
    """Tell whether topics were found by another version than this one."""
    return await library.read(Library.preference, DONE) != str(VERSION)


async def group(
    library: LibraryThread, announce: Callable[[Change], None], since: datetime, until: datetime | None = None
) -> tuple[Tale, ...]:
    """Find out which stories between two moments tell the same. In a worker process: it may take seconds.

    Returns:
        The stories that were looked at, the oldest first.

    Raises:
        Locked: Another program holds the library.
        WorkTimeout: It took too long.
    """
    tales: tuple[Tale, ...] = ()
    for _ in range(_GROUPINGS):
        by_hand = await library.read(Library.pairs)
        tales = await library.read(Library.tales, since, until)
        groups = await work(groups_of, tales, by_hand)
        if await library.attempt(announce, Library.set_groups, groups, by_hand) is not None:
            break
    return tales


async def group_anew(
    library: LibraryThread,
    announce: Callable[[Change], None],
    limit: int | None = None,
    *,
    again: bool = False,
) -> None:
    """Find the groups of all stories anew, the newest first, in stretches of time that overlap by half.

    Args:
        library: Where they are kept.
        announce: Told each committed change.
        limit: How many stretches at most, all when None. The next call goes on with those before.
        again: Begin with the newest, whatever was done before.

    Raises:
        Locked: Another program holds the library; what is done is done.
        LibraryError: The library can't be written.
    """
    until = None if again else await _grouped_down_to(library)
    done = 0
    while limit is None or done < limit:
        newest = await library.read(Library.newest_before, until)
        if newest is None:
            await library.attempt(announce, Library.set_preference, _GROUPS_DONE, str(GROUPS))
            return
        end = newest + timedelta(seconds=1)
        since = end - GROUPED
        try:
            tales = await group(library, announce, since, end)
        except WorkTimeout as error:
            _log.warning("groups before %s: %s", end, error)
            tales = ()
        until = end - max(timedelta(seconds=1), (end - _begin(tales, since, end)) / 2)
        await library.attempt(
            announce, Library.set_preference, _GROUPS_DONE, f"{GROUPS} down to {until.isoformat()}"
        )
        done += 1


def _begin(tales: Sequence[Tale], since: datetime, end: datetime) -> datetime:
    """Give the moment from which on all stories of a stretch were looked at: where there are very many, the newest are."""
    seconds = [tale.seconds for tale in tales if since.timestamp() <= tale.seconds < end.timestamp()]
    return datetime.fromtimestamp(seconds[-TALES], UTC) if len(seconds) >= TALES else since


async def are_groups_due(library: LibraryThread) -> bool:
    """Tell whether groups were found by another version than this one."""
    return (await library.read(Library.preference, _GROUPS_DONE) or _FIRST) != str(GROUPS)


async def _grouped_down_to(library: LibraryThread) -> datetime | None:
    version, _, moment = (await library.read(Library.preference, _GROUPS_DONE) or "").partition(" down to ")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return found if version == str(GROUPS) and found.tzinfo else None
