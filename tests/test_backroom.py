"""The backroom: a real process that does errands on a real library, before a loopback server."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harbour import XML, item, rss
from loopback import Request, Site, Wire, answer
from test_workshop import _waited_for
from tuinews.errors import BrokenOff, TooNew
from tuinews.library.backup import backups_of
from tuinews.model import Change, NewSource, Retention, View
from tuinews.newsroom.backroom import Backroom
from tuinews.newsroom.with_backroom import FEW_SOURCES, FEW_STORIES, NewsroomWithBackroom
from tuinews.paths import Home

MANY = FEW_SOURCES + 3
EACH = 5
"""Stories of each source: together more than a few."""

TEXT = "Ann Archer sang the first song of the Harbour Choir, and Ann Archer was asked for another."


class Reader:
    """A newsroom with a backroom, and what it was told."""

    def __init__(self, newsroom: NewsroomWithBackroom) -> None:
        self.newsroom = newsroom
        self.changes: list[Change] = []
        newsroom.subscribe(self.changes.append)

    @property
    def backroom(self) -> Backroom:
        assert self.newsroom._backroom is not None
        return self.newsroom._backroom

    @property
    def process_id(self) -> int:
        """Of the backroom, 0 while there is none."""
        backroom = self.newsroom._backroom
        return 0 if backroom is None or backroom._process is None else backroom._process.pid

    async def follow(self, site: Site, number: int) -> None:
        await self.newsroom.add_sources([NewSource(site.url(f"/feed{each}")) for each in range(number)])

    async def stories(self) -> int:
        return (await self.newsroom.counts()).all

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what another process does; a bound, not a measurement."""
        for _ in range(3_000):
            if holds():
                return
            await asyncio.sleep(0.01)
        pytest.fail("it never came")


def with_reader(home: Home, journey: Callable[[Reader], Coroutine[Any, Any, None]]) -> None:
    async def play() -> None:
        newsroom = await NewsroomWithBackroom.open(home)
        assert isinstance(newsroom, NewsroomWithBackroom)
        try:
            await journey(Reader(newsroom))
        finally:
            await newsroom.aclose()

    asyncio.run(play())


def serve(site: Site, number: int, *, stories: Sequence[int] = range(EACH)) -> None:
    for each in range(number):
        items = [item(100 * each + story, text=TEXT) for story in stories]
        site.pages[f"/feed{each}"] = answer(rss(*items, title=f"Outlet {each}"), XML)


def stalled(_: Request, wire: Wire) -> None:
    wire.until_gone()


def gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    return False


def test_many_sources_are_asked_by_another_process(home: Home, site: Site) -> None:
    serve(site, MANY)
    progress: list[tuple[int, int, str]] = []
    process_ids: list[int] = []

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        report = await reader.newsroom.refresh(progress=lambda *each: progress.append(each))
        assert (report.new, len(report.outcomes), report.failed) == (MANY * EACH, MANY, ())
        assert await reader.stories() == MANY * EACH
        # Each change is told as it comes, and how far it is.
        assert sum(change.new for change in reader.changes) == MANY * EACH
        assert {source for change in reader.changes for source in change.sources} == {
            source.id for source in await reader.newsroom.sources()
        }
        assert [each[:2] for each in progress] == [(done, MANY) for done in range(1, MANY + 1)]
        assert {each[2] for each in progress} == {"127.0.0.1"}
        assert reader.process_id not in (0, os.getpid())
        process_ids.append(reader.process_id)
        # Nobody is due any more: nobody is asked.
        again = await reader.newsroom.refresh()
        assert all(outcome.skipped for outcome in again.outcomes)

    with_reader(home, journey)
    assert gone(*process_ids)
    assert len(site.requests) == MANY


def test_a_few_sources_need_no_process(home: Home, site: Site) -> None:
    serve(site, FEW_SOURCES)

    async def journey(reader: Reader) -> None:
        await reader.follow(site, FEW_SOURCES)
        assert (await reader.newsroom.refresh()).new == FEW_SOURCES * EACH
        assert reader.process_id == 0

    with_reader(home, journey)


def test_stories_are_looked_at_and_grouped_by_it(home: Home, site: Site) -> None:
    serve(site, MANY)

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        await reader.newsroom.refresh()
        assert await reader.newsroom.search("number") == ()
        reader.changes.clear()
        process_id = reader.process_id
        await reader.newsroom.index()
        await reader.newsroom.group()
        assert reader.process_id == process_id
        assert len(await reader.newsroom.search("number")) == MANY * EACH
        assert any(change.topics for change in reader.changes)

    assert MANY * EACH > FEW_STORIES
    with_reader(home, journey)


def test_house_is_kept_by_it_and_what_is_being_read_stays(home: Home, site: Site) -> None:
    serve(site, 1)

    async def journey(reader: Reader) -> None:
        await reader.follow(site, 1)
        await reader.newsroom.refresh()
        stories = (await reader.newsroom.page(View())).stories
        assert await reader.newsroom.keep_house(Retention(), tuple) == ""
        assert reader.process_id
        assert len(tuple(backups_of(home).glob("library-*.db"))) == 1
        # All are old enough to go, and the last housekeeping is a day ago.
        with (
            closing(sqlite3.connect(home.cache_db)) as cache,
            closing(sqlite3.connect(home.library_db)) as own,
        ):
            cache.execute("UPDATE stories SET first_seen = first_seen - 200 * 86400000000")
            cache.commit()
            own.execute(
                "UPDATE preferences SET value = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-2 days')"
                " WHERE name = 'house-kept'"
            )
            own.commit()
        process_id = reader.process_id
        await reader.newsroom.keep_house(Retention(), lambda: (stories[0].id,))
        assert reader.process_id == process_id
        assert [story.id for story in (await reader.newsroom.page(View())).stories] == [stories[0].id]
        assert any(change.elsewhere for change in reader.changes)

    with_reader(home, journey)


def test_nothing_is_started_when_house_is_in_order(home: Home) -> None:
    async def keep(reader: Reader) -> None:
        await reader.newsroom.keep_house(Retention())

    async def journey(reader: Reader) -> None:
        await keep(reader)
        assert reader.process_id == 0

    with_reader(home, keep)
    with_reader(home, journey)


def test_a_process_that_dies_costs_the_errand_only(
    home: Home, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    serve(site, MANY)

    site.pages["/feed0"] = stalled

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        refresh = asyncio.create_task(reader.newsroom.refresh())
        await reader.until(lambda: bool(site.requests))
        os.kill(reader.process_id, signal.SIGKILL)
        with pytest.raises(BrokenOff) as caught:
            await refresh
        assert "kept" in caught.value.summary
        # Its leases are still there, so this comes without waiting for those.
        await reader.newsroom.group()
        assert reader.process_id

    with caplog.at_level(logging.WARNING, "tuinews"):
        with_reader(home, journey)
    assert "ended before its time" in caplog.text


def test_without_a_process_the_work_is_done_here(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve(site, MANY)
    monkeypatch.setattr("tuinews.newsroom.backroom.PYTHON", str(tmp_path / "none"))

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        assert (await reader.newsroom.refresh()).new == MANY * EACH
        await reader.newsroom.index()
        await reader.newsroom.group()
        assert await reader.newsroom.keep_house(Retention()) == ""
        assert len(await reader.newsroom.search("number")) == MANY * EACH
        assert len(tuple(backups_of(home).glob("library-*.db"))) == 1
        assert reader.process_id == 0

    with_reader(home, journey)


def test_a_refresh_that_nobody_waits_for_is_given_up(home: Home, site: Site) -> None:
    serve(site, MANY)

    site.pages["/feed0"] = stalled

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        refresh = asyncio.create_task(reader.newsroom.refresh())
        await reader.until(lambda: bool(site.requests))
        refresh.cancel()
        with pytest.raises(asyncio.CancelledError):
            await refresh
        # The sources are free again for whoever asks next.
        serve(site, MANY)
        process_id = reader.process_id
        for _ in range(3_000):
            if (await reader.newsroom.refresh()).new:
                break
            await asyncio.sleep(0.01)
        assert await reader.stories() == MANY * EACH
        assert reader.process_id == process_id

    with_reader(home, journey)


def test_closing_breaks_off_what_is_under_way(home: Home, site: Site) -> None:
    serve(site, MANY)
    site.pages["/feed0"] = stalled

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        refresh = asyncio.create_task(reader.newsroom.refresh())
        await reader.until(lambda: bool(site.requests))
        await reader.backroom.aclose()
        with pytest.raises(BrokenOff):
            await asyncio.wait_for(refresh, 5)

    with_reader(home, journey)


def test_what_the_library_refuses_is_told(home: Home, site: Site) -> None:
    serve(site, MANY)

    async def journey(reader: Reader) -> None:
        await reader.follow(site, MANY)
        with closing(sqlite3.connect(home.library_db)) as own:
            own.execute("PRAGMA user_version = 999")
        with pytest.raises(TooNew) as caught:
            await reader.newsroom.group()
        assert caught.value.summary

    with_reader(home, journey)


PARENT = """
import asyncio, sys
from pathlib import Path
from tuinews.newsroom.with_backroom import NewsroomWithBackroom
from tuinews.paths import Home

async def main():
    newsroom = await NewsroomWithBackroom.open(Home.below(Path(sys.argv[1])))
    backroom = await newsroom._own_backroom()
    await backroom.group()
    print(backroom._process.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_backroom_outlives_its_reader(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "other")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        process_id = int(parent.stdout.readline())
        parent.send_signal(how)
        parent.wait(30)
    _waited_for(lambda: "gone" if gone(process_id) else "")
