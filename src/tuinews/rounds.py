"""Whose turn it is to be asked for news: sources that are due, and that no other window or command is asking."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from msgspec import Struct

from tuinews.errors import LibraryError
from tuinews.library import Library
from tuinews.library.thread import LibraryThread, Pause
from tuinews.model import Change, FetchState, SourceOutcome
from tuinews.schedule import LONGEST_SILENCE, is_left_out

LEASE = timedelta(minutes=2)
"""How long a source is kept from other windows when its own is killed. One request takes half a minute at most."""
_RENEW_SECONDS = LEASE.total_seconds() / 2
_CLOCK_SLACK = timedelta(minutes=5)
"""Clocks are set right by seconds every day; further ahead of the present nothing can have happened."""

_log = logging.getLogger(__name__)


class Round(Struct, frozen=True):
    """What one refresh asks."""

    asked: tuple[FetchState, ...]
    skipped: tuple[SourceOutcome, ...]
    """Not due yet, or another window asks them."""


def is_due(
    state: FetchState,
    now: datetime,
    *,
    force: bool = False,
    named: bool = False,
    rest: timedelta = timedelta(0),
) -> bool:
    """Tell whether a source may be asked.

    Args:
        state: The source.
        now: The present.
        force: Ask also before it is due.
        named: Whether the user asks for this very source: then also one that is gone for good, once more.
        rest: How long a source is left alone after it was asked, even so.
    """
    if _out_of_time(state, now):
        return named or not state.stopped
    if is_silent(state, now):
        return False
    rested = state.last_checked is None or state.last_checked <= now - rest
    if state.stopped:
        return named and rested
    if state.next_check is None or (force and rested):
        return True
    # It may have become due in a better hour, with nobody there to ask it.
    return state.next_check <= now and not is_left_out(now, state.wishes)


def is_silent(state: FetchState, now: datetime) -> bool:
    """Tell whether the source's server wants to be left alone, also by somebody who asks by hand."""
    # Beyond the longest silence it is a wrong clock that speaks.
    return state.silent_until is not None and now < state.silent_until <= now + LONGEST_SILENCE


def _out_of_time(state: FetchState, now: datetime) -> bool:
    """Tell whether the clock was wrong when the source was asked, or is now: it must not stay silent for years."""
    asked_later = state.last_checked is not None and state.last_checked > now + _CLOCK_SLACK
    return asked_later or (state.next_check is not None and state.next_check > now + LONGEST_SILENCE)


async def how_many_due(
    library: LibraryThread,
    now: datetime,
    source_ids: Sequence[int] | None,
    *,
    force: bool,
    rest: timedelta,
) -> int:
    """Tell how many sources would be asked; see `round_of`."""
    states = await library.read(Library.fetch_states, source_ids)
    return len(_due(states, now, named=source_ids is not None, force=force, rest=rest))


@asynccontextmanager
async def round_of(
    library: LibraryThread,
    owner: str,
    now: Callable[[], datetime],
    source_ids: Sequence[int] | None,
    *,
    force: bool,
    rest: timedelta,
    pause: Pause = asyncio.sleep,
) -> AsyncIterator[Round]:
    """Take the sources whose turn it is, for the length of a block.

    Args:
        library: Where the turns are written down.
        owner: Names this window or command.
        now: The clock.
        source_ids: Which sources; all when None.
        force: See `is_due`.
        rest: See `is_due`.
        pause: Waits between two renewals.

    Raises:
        LibraryError: The library can't be read or written.
    """
    states = await library.read(Library.fetch_states, source_ids)
    due = _due(states, now(), named=source_ids is not None, force=force, rest=rest)
    if not due:
        yield Round((), _skipped(states, now()))
        return
    due_ids = [state.source_id for state in due]
    try:
        granted = await library.write(_unheard, Library.lease, due_ids, owner, now() + LEASE)
        asked = await _not_asked_meanwhile(library, due, granted)
        ids = [state.source_id for state in asked]
        renewing = asyncio.ensure_future(_renew(library, owner, now, ids, pause))
        try:
            left = [state for state in states if state.source_id not in ids]
            yield Round(asked, _skipped(left, now()))
        finally:
            renewing.cancel()
    finally:
        # It comes behind the lease, also when the caller gave up waiting for that one.
        try:
            await library.attempt(_unheard, Library.release, due_ids, owner)
        except LibraryError as error:
            _log.info("the leases are left to run out: %s", error)


def _due(
    states: Sequence[FetchState], now: datetime, *, named: bool, force: bool, rest: timedelta
) -> list[FetchState]:
    return [state for state in states if is_due(state, now, force=force, named=named, rest=rest)]


async def _not_asked_meanwhile(
    library: LibraryThread, due: Sequence[FetchState], granted: Sequence[int]
) -> tuple[FetchState, ...]:
    """Leave out what another window has asked between our look at the sources and our lease."""
    last_checked = {state.source_id: state.last_checked for state in due}
    states = await library.read(Library.fetch_states, granted)
    return tuple(state for state in states if state.last_checked == last_checked[state.source_id])


async def _renew(
    library: LibraryThread, owner: str, now: Callable[[], datetime], ids: Sequence[int], pause: Pause
) -> None:
    while True:
        await pause(_RENEW_SECONDS)
        try:
            await library.attempt(_unheard, Library.lease, ids, owner, now() + LEASE)
        except LibraryError as error:
            _log.info("the leases were not renewed: %s", error)


def _skipped(states: Sequence[FetchState], now: datetime) -> tuple[SourceOutcome, ...]:
    return tuple(
        SourceOutcome(
            state.source_id,
            state.title,
            skipped=True,
            silent_until=state.silent_until if is_silent(state, now) else None,
        )
        for state in states
    )


def _unheard(_: Change) -> None:
    """Nobody needs to know of leases."""
