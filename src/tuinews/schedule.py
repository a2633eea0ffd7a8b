"""When a source is asked again: its own rhythm, what its server and its document wish, and how failures make it rarer.

Pure. What others wish only ever lengthens a wait; a source that is not asked can't be overrun.
"""

import random
from datetime import datetime, timedelta

from msgspec import Struct

from tuinews.errors import BadStatus, TuinewsError
from tuinews.model import FetchState, Reason, Trouble, Validators, Wishes
from tuinews.urls import server

INTERVAL = timedelta(hours=1)
"""Between the first two requests to a source; after a failure, the first wait."""
SHORTEST = timedelta(minutes=30)
"""Between two requests to a source that brings something new each time."""
LONGEST = timedelta(hours=24)
"""No source is left alone for longer, whatever it or its failures say, but for Retry-After and the days it skips."""
LONGEST_SILENCE = timedelta(days=7)
"""How long a server may ask us to stay away with Retry-After."""
OFFLINE = timedelta(minutes=5)
"""Until the next try when our own way to the network is missing: nobody was asked, so nobody is spared by waiting."""
SPREAD = 0.1
"""Waits are lengthened by up to this share, so that sources don't stay in step."""
SETTLED = timedelta(hours=24)
"""For so long a server must say that a feed has moved before the new address takes the place of the old one."""

_QUIET_GROWS = 1.25
"""What the wait grows by while nothing new comes and asking costs the server a few bytes (a 304)."""
_WHOLE_GROWS = 2.0
"""The same for a server that sends the whole document each time."""
# Asked more often than daily, a server that wants a password or lets nobody in would only see the same request again.
_PATIENT: frozenset[Trouble] = frozenset(("password", "barred"))


class Plan(Struct, frozen=True):
    """When a source is asked again, and why then."""

    next_check: datetime | None
    """None: not by itself."""
    reason: Reason
    interval: int = 0
    """Seconds of its own rhythm from now on, 0 leaves it."""
    silent_until: datetime | None = None
    silent_server: str = ""
    """Whose sources are all silent until then, empty for this source alone."""
    stopped: bool = False


def after_success(
    state: FetchState, now: datetime, *, news: bool, edited: bool, max_age: int | None, wishes: Wishes
) -> Plan:
    """Plan what follows on an answer that could be used.

    Args:
        state: The source as it was before.
        now: The present.
        news: Whether new stories came.
        edited: Whether older ones had changed.
        max_age: Seconds for which the server calls its answer fresh.
        wishes: What its document asks for.
    """
    rhythm = _rhythm(state, now, news=news, edited=edited)
    fresh, asked = timedelta(seconds=max_age or 0), timedelta(minutes=wishes.minutes)
    wait = max(rhythm, fresh, asked)
    reason: Reason = "interval" if wait == rhythm else "server" if wait == fresh else "feed"
    planned = now + min(wait, LONGEST) * _spread(state, now)
    open_again = _within_hours(planned, wishes)
    if open_again > planned:
        planned, reason = open_again, "feed"
    return Plan(min(planned, now + LONGEST_SILENCE), reason, round(rhythm.total_seconds()))


def after_failure(state: FetchState, error: TuinewsError, now: datetime) -> Plan:
    """Plan what follows on a failure: waits double from an hour to a day."""
    if error.trouble == "gone":
        return Plan(None, "gone", stopped=True)
    if error.trouble == "offline":
        return Plan(now + OFFLINE, "retry")
    wait = LONGEST if error.trouble in _PATIENT else _doubled(state, now)
    again = now + wait * _spread(state, now)
    whole = _whole(state, error)
    if isinstance(error, BadStatus) and error.retry_after is not None:
        # Many servers name the same few seconds in each of their answers: that shortens no wait.
        until = now + min(timedelta(seconds=error.retry_after), LONGEST_SILENCE)
        reason: Reason = "silence" if until >= now + wait else "retry"
        return Plan(until if until >= now + wait else again, reason, silent_until=until, silent_server=whole)
    if whole:
        return Plan(again, "silence", silent_until=now + wait, silent_server=whole)
    return Plan(again, "retry")


def has_moved(state: FetchState, moved_to: str, now: datetime) -> bool:
    """Tell whether a new address is to be believed: said for a day, and not taken back by the user."""
    said = bool(moved_to) and moved_to == state.moved_to and state.moved_since is not None
    return said and state.moved_since is not None and state.moved_since <= now - SETTLED


def is_left_out(moment: datetime, wishes: Wishes) -> bool:
    """Tell whether a feed asks not to be read at a moment, aware and in UTC."""
    return _within_hours(moment, wishes) > moment


def _rhythm(state: FetchState, now: datetime, *, news: bool, edited: bool) -> timedelta:
    """Give the wait that suits how often something new comes: halved by news, longer for each visit in vain."""
    if not state.interval or state.last_success is None:
        return INTERVAL
    rhythm = timedelta(seconds=state.interval)
    if news:
        return max(SHORTEST, rhythm / 2)
    early = state.next_check is not None and now < state.next_check
    if edited or early:
        return rhythm
    return min(LONGEST, rhythm * (_WHOLE_GROWS if state.validators == Validators() else _QUIET_GROWS))


def _doubled(state: FetchState, now: datetime) -> timedelta:
    """Give twice the last wait. One who asks by hand again and again does not make it longer."""
    if not state.streak or state.last_checked is None or state.next_check is None:
        doubled: timedelta = INTERVAL * 2 ** min(state.streak, 10)
        return min(doubled, LONGEST)
    last = (state.next_check - state.last_checked) / _spread(state, state.last_checked)
    return min(max(INTERVAL, last if now < state.next_check else 2 * last), LONGEST)


def _whole(state: FetchState, error: TuinewsError) -> str:
    # Only 429 speaks of whoever asks; 503 is often about one of many feeds that a server makes for others.
    if error.trouble != "silence":
        return ""
    return (isinstance(error, BadStatus) and error.server) or server(state.url)


def _within_hours(moment: datetime, wishes: Wishes) -> datetime:
    """Give the first moment from one on that a feed does not ask to be left out."""
    if len(wishes.hours) >= 24 or len(wishes.days) >= 7:
        return moment
    hour = timedelta(hours=1)
    for _ in range(24 * 8):
        if moment.weekday() not in wishes.days and moment.hour not in wishes.hours:
            break
        # Minutes stay, so that those who left in the same hour don't all come in the same minute.
        moment += hour
    return moment


def _spread(state: FetchState, now: datetime) -> float:
    return 1 + SPREAD * random.Random(f"{state.source_id} {now.isoformat()}").random()  # noqa: S311 - no secret
