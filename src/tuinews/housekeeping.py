"""What keeps a home in order, behind everything else: looking for damage, the backup of the day, letting old stories go."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from tuinews import reindexing
from tuinews.errors import LibraryError, Locked, TuinewsError
from tuinews.library import Library, backup
from tuinews.library.examine import Examination
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, Retention
from tuinews.paths import Home

DAY = timedelta(days=1)
LONG_ABSENCE = timedelta(days=30)
"""After so long without housekeeping the clock may be what is wrong: nothing is let go until a day later."""
STEPS = 2_000
"""Steps of letting go in one day: some 40 s of background work, or 200,000 stories."""
PAGES = 100
"""Pages that one step gives back to the disk: about a millisecond."""
_KEPT = "house-kept"
"""The preference that holds when house was kept last."""

_log = logging.getLogger(__name__)


async def is_due(library: LibraryThread, now: datetime) -> bool:
    """Tell whether there is anything to look for, or to do for the day.

    Raises:
        LibraryError: The library can't be read.
    """
    return bool(await library.read(Library.examine_due)) or not await _is_done(library, now)


async def keep_house(
    library: LibraryThread,
    home: Home,
    now: Callable[[], datetime],
    announce: Callable[[Change], None],
    policy: Retention,
    open_ids: Callable[[], Collection[int]],
    opml: Callable[[], Awaitable[bytes]],
) -> str:
    """Do what is due, in small steps that key presses go between. What another program's lock prevents comes next time.

    Args:
        library: The library.
        home: Where its files are.
        now: The clock.
        announce: Told each committed change.
        policy: How long stories are kept.
        open_ids: Gives the stories that are being read.
        opml: Gives the subscriptions as OPML.

    Returns:
        A sentence when something did not work that the user can do something about, else empty.
    """
    try:
        await library.attempt(announce, Library.expire_stances)
        await _examine(library, home, announce)
        if await _is_done(library, now()):
            return ""
        last = _moment(await library.read(Library.preference, _KEPT))
        sentence = await _back_up(home, now(), await opml())
        if last is not None and timedelta() <= now() - last < LONG_ABSENCE:
            await _let_go(library, announce, policy, open_ids)
        await _shrink(library, announce)
        if await reindexing.is_due(library):
            await reindexing.find_anew(library, announce, reindexing.BEHIND_THE_SCREEN, outdated=True)
        if await reindexing.are_groups_due(library):
            await reindexing.group_anew(library, announce, reindexing.STRETCHES_BEHIND_THE_SCREEN)
        await library.attempt(announce, Library.set_preference, _KEPT, now().isoformat())
    except Locked as error:
        _log.info("house is kept later: %s", error)
        return ""
    except LibraryError as error:
        # Whatever the user does next says the same of the library.
        _log.warning("house was not kept: %s", error)
        return ""
    return sentence


async def _is_done(library: LibraryThread, now: datetime) -> bool:
    last = _moment(await library.read(Library.preference, _KEPT))
    return last is not None and timedelta() <= now - last < DAY


async def _examine(library: LibraryThread, home: Home, announce: Callable[[Change], None]) -> None:
    """Look for damage, and mend what is found; the library's own notice tells it."""
    due = await library.read(Library.examine_due)
    if not due:
        return
    examination = Examination(home)
    try:
        findings = await asyncio.to_thread(examination.look, full=due == "full")
    except asyncio.CancelledError:
        examination.interrupt()
        raise
    await library.attempt(announce, Library.act_on, findings)


async def _back_up(home: Home, now: datetime, opml: bytes) -> str:
    try:
        made = await asyncio.to_thread(backup.daily, home, now, opml)
    except TuinewsError as error:
        _log.warning("the backup of the day: %s", error)
        return f"Today's backup could not be made. {error.summary}"
    if made:
        _log.info("backup: %s", made)
    return ""


async def _let_go(
    library: LibraryThread,
    announce: Callable[[Change], None],
    policy: Retention,
    open_ids: Callable[[], Collection[int]],
) -> None:
    after = None
    removed = 0
    try:
        for _ in range(STEPS):
            step = await library.attempt(announce, Library.prune, policy, open_ids(), after)
            removed += step.removed
            after = step.after
            if after is None:
                break
    finally:
        if removed:
            _log.info("let %d old stories go", removed)
            # As if another window had done it: lists look again at what they show.
            announce(Change(elsewhere=True))


async def _shrink(library: LibraryThread, announce: Callable[[Change], None]) -> None:
    """Give what the stories took back to the disk."""
    left = await library.attempt(announce, Library.shrink, PAGES)
    while left and (now_left := await library.attempt(announce, Library.shrink, PAGES)) < left:
        left = now_left


def _moment(stored: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stored or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
