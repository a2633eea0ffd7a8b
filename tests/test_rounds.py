"""Whose turn it is to be asked: several windows, windows that died, and clocks that are wrong."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from loopback import Page, Request, Site, Wire, answer, held, silent
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import FetchState, NewSource, View, Wishes
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.rounds import LEASE, is_due, round_of
from tuinews.schedule import LONGEST_SILENCE

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SECOND, MINUTE, HOUR, YEAR = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=365),
)
NONE = timedelta(0)


def state(*, checked: timedelta | None = None, following: timedelta | None = None) -> FetchState:
    """A source that was asked, and is to be asked, so long after NOW."""
    return FetchState(
        1,
        "https://reel.example/feed",
        "Reel",
        last_checked=None if checked is None else NOW + checked,
        next_check=None if following is None else NOW + following,
    )


@pytest.mark.parametrize(
    ("source", "due"),
    [
        (state(), True),
        (state(checked=-HOUR, following=-SECOND), True),
        (state(checked=-HOUR, following=SECOND), False),
        (state(checked=-SECOND, following=LONGEST_SILENCE - SECOND), False),
        # Clocks are set right by seconds all the time.
        (state(checked=MINUTE, following=HOUR), False),
        # The clock was an hour, or years, ahead when it was asked.
        (state(checked=HOUR, following=2 * HOUR), True),
        (state(checked=10 * YEAR, following=10 * YEAR + HOUR), True),
        (state(checked=-HOUR, following=LONGEST_SILENCE + SECOND), True),
        # It was years behind.
        (state(checked=-10 * YEAR, following=-10 * YEAR + HOUR), True),
    ],
)
def test_what_is_due(source: FetchState, due: bool) -> None:
    assert is_due(source, NOW) is due


def test_force_asks_before_the_time_but_lets_a_source_rest() -> None:
    asked = state(checked=-MINUTE, following=HOUR)
    assert is_due(asked, NOW, force=True)
    assert is_due(asked, NOW, force=True, rest=MINUTE)
    assert not is_due(asked, NOW, force=True, rest=2 * MINUTE)


def test_what_is_due_waits_for_an_hour_that_its_feed_does_not_want_left_out() -> None:
    for wishes in (Wishes(hours=frozenset((9, 10))), Wishes(days=frozenset((NOW.weekday(),)))):
        asked = replace(state(checked=-HOUR, following=-SECOND), wishes=wishes)
        assert not is_due(asked, NOW)
        assert not is_due(asked, NOW + HOUR)
        assert is_due(asked, NOW + 15 * HOUR)
        assert is_due(asked, NOW, force=True)
        assert is_due(replace(asked, next_check=None), NOW)


def test_a_silence_is_kept_also_by_force_unless_the_clock_is_wrong() -> None:
    asked = replace(state(checked=-MINUTE, following=-SECOND), silent_until=NOW + HOUR)
    assert not is_due(asked, NOW)
    assert not is_due(asked, NOW, force=True, named=True)
    assert is_due(asked, NOW + HOUR)
    assert is_due(replace(asked, silent_until=NOW + LONGEST_SILENCE + SECOND), NOW)


def test_what_is_gone_is_asked_by_name_only_and_rests_even_so() -> None:
    gone = replace(state(checked=-MINUTE), stopped=True)
    assert not is_due(gone, NOW + YEAR)
    assert not is_due(gone, NOW + YEAR, force=True)
    assert is_due(gone, NOW, named=True)
    assert not is_due(gone, NOW, named=True, force=True, rest=2 * MINUTE)
    assert not is_due(replace(gone, last_checked=NOW + YEAR), NOW)


def feed(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Story {number}</title><guid>{number}</guid><link>https://reel.example/{number}</link>"
        f"<pubDate>Sat, 14 Mar 2026 0{number}:00:00 GMT</pubDate></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>Reel</title>{items}</channel></rss>".encode()


@asynccontextmanager
async def windows(home: Home, number: int, now: list[datetime]) -> AsyncIterator[list[Newsroom]]:
    """Open windows that go by the last of some times."""
    opened = [await Newsroom.open(home, now=lambda: now[-1]) for _ in range(number)]
    try:
        yield opened
    finally:
        for newsroom in opened:
            await newsroom.aclose()


def sources(site: Site, number: int) -> list[NewSource]:
    return [NewSource(site.url(f"/{place}")) for place in range(number)]


async def asked(newsroom: Newsroom) -> int:
    """Refresh; give how many sources were asked."""
    report = await newsroom.refresh()
    return sum(not outcome.skipped for outcome in report.outcomes)


def arriving(arrived: threading.Event, then: Page) -> Page:
    """A page that says when it is asked for."""

    def page(request: Request, wire: Wire) -> None:
        arrived.set()
        then(request, wire)

    return page


def test_two_windows_ask_each_source_once(home: Home, site: Site) -> None:
    arrived, release = threading.Event(), threading.Event()
    for place in range(3):
        site.pages[f"/{place}"] = arriving(arrived, held(release, answer(feed(1))))

    async def play() -> None:
        async with windows(home, 2, [NOW]) as (here, there):
            await here.add_sources(sources(site, 3))
            first = asyncio.ensure_future(asked(here))
            await asyncio.to_thread(arrived.wait)
            assert await asked(there) == 0
            release.set()
            assert await first == 3
            assert await asked(there) == 0
            assert (await there.counts()).all == 3

    asyncio.run(play())
    assert sorted(request.path for request in site.requests) == ["/0", "/1", "/2"]


def test_two_commands_ask_each_source_once(home: Home, site: Site) -> None:
    for place in range(3):
        site.pages[f"/{place}"] = answer(feed(1))

    async def subscribe() -> None:
        async with windows(home, 1, [NOW]) as (newsroom,):
            await newsroom.add_sources(sources(site, 3))

    asyncio.run(subscribe())
    command = [sys.executable, "-m", "tuinews", "--home", str(home.data.parent), "refresh"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for process in processes:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        assert b"locked" not in errors
    assert sorted(request.path for request in site.requests) == ["/0", "/1", "/2"]


def test_what_another_window_asked_meanwhile_is_not_asked_again(home: Home, site: Site) -> None:
    site.pages["/0"] = answer(feed(1))
    turns = 0

    async def play() -> None:
        async with windows(home, 1, [NOW]) as (there,):
            await there.add_sources(sources(site, 1))
            # The window that was slower: it looked at the sources before the other one asked.
            here = await LibraryThread.open(home, lambda: NOW)
            read = here.read

            async def slow_read(method: Any, *args: Any, **kwargs: Any) -> Any:
                nonlocal turns
                result = await read(method, *args, **kwargs)
                if method is Library.fetch_states and not turns:
                    turns += 1
                    assert await asked(there) == 1
                return result

            here.read = slow_read  # type: ignore[method-assign]
            async with round_of(here, "here", lambda: NOW, None, force=True, rest=NONE) as turn:
                assert turn.asked == ()
                assert [outcome.skipped for outcome in turn.skipped] == [True]
            await here.aclose()

    asyncio.run(play())
    assert turns == 1


def test_a_window_that_stops_lets_the_others_ask(home: Home, site: Site) -> None:
    arrived = threading.Event()
    site.pages["/0"] = silent(arrived)

    async def play() -> None:
        async with windows(home, 2, [NOW]) as (here, there):
            await here.add_sources(sources(site, 1))
            refreshing = asyncio.ensure_future(here.refresh())
            await asyncio.to_thread(arrived.wait)
            assert await asked(there) == 0
            refreshing.cancel()
            await asyncio.wait({refreshing})
            site.pages["/0"] = answer(feed(1))
            assert await asked(there) == 1

    asyncio.run(play())


def test_the_leases_of_a_window_that_died_run_out(home: Home, site: Site) -> None:
    site.pages["/0"] = answer(feed(1))
    times = [NOW]

    async def play() -> None:
        async with windows(home, 1, times) as (newsroom,):
            await newsroom.add_sources(sources(site, 1))
            dead = Library.open(home, now=lambda: NOW)
            assert dead.lease([1], "dead", NOW + LEASE) == (1,)
            dead.close()
            times.append(NOW + LEASE - SECOND)
            assert await asked(newsroom) == 0
            times.append(NOW + LEASE + SECOND)
            assert await asked(newsroom) == 1

    asyncio.run(play())


def test_the_leases_of_a_long_round_are_renewed(home: Home, site: Site) -> None:
    times = [NOW]

    async def play() -> None:
        async with windows(home, 1, times) as (newsroom,):
            await newsroom.add_sources(sources(site, 1))
            here = await LibraryThread.open(home, lambda: times[-1])
            renewals = 0

            async def pause(seconds: float) -> None:
                nonlocal renewals
                renewals += 1
                times.append(times[-1] + timedelta(seconds=seconds))
                if renewals > 5:
                    renewed.set()
                    await asyncio.Event().wait()

            renewed = asyncio.Event()
            async with round_of(
                here, "here", lambda: times[-1], None, force=False, rest=NONE, pause=pause
            ) as turn:
                assert len(turn.asked) == 1
                await renewed.wait()
                assert times[-1] > NOW + 2 * LEASE
                assert await asked(newsroom) == 0
            await here.aclose()

    asyncio.run(play())


def test_a_clock_that_jumps_starts_no_storm_and_silences_nobody(home: Home, site: Site) -> None:
    site.pages["/0"] = answer(feed(1, 2, 3))
    times = [NOW]

    async def play() -> None:
        async with windows(home, 1, times) as (newsroom,):
            await newsroom.add_sources(sources(site, 1))
            assert await asked(newsroom) == 1
            (saved, *_) = (await newsroom.page(View())).stories
            await newsroom.set_saved([saved.id], True)
            for number, ahead in enumerate((10 * YEAR, MINUTE, -10 * YEAR, 2 * HOUR, HOUR), 4):
                times.append(NOW + ahead)
                site.pages["/0"] = answer(feed(*range(1, number + 1)))
                assert await asked(newsroom) == 1
                # No storm: it has a sane next time.
                assert await asked(newsroom) == 0
                times.append(NOW + ahead + 2 * HOUR)
                assert await asked(newsroom) == 1
            stories = (await newsroom.page(View())).stories
            assert {story.title for story in stories} == {f"Story {number}" for number in range(1, 9)}
            assert [story.sort_time for story in stories] == sorted(
                (story.sort_time for story in stories), reverse=True
            )
            assert (await newsroom.story(saved.id)).saved

    asyncio.run(play())
