"""What is done once a day: the backup, letting old stories go, giving room back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta

from loopback import Site, answer
from tuinews.library.backup import backups_of
from tuinews.model import Change, NewSource, Retention, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
POLICY = Retention(read=60, unread=180)
STORIES = 250


def feed() -> bytes:
    items = "".join(
        f"<item><title>Story {number}</title><guid>{number}</guid><link>https://reel.example/{number}</link></item>"
        for number in range(STORIES)
    )
    return f"<rss version='2.0'><channel><title>Reel</title>{items}</channel></rss>".encode()


class House:
    """A library with stories of one day, and a clock."""

    def __init__(self, newsroom: Newsroom, times: list[datetime]) -> None:
        self.newsroom = newsroom
        self._times = times
        self.heard: list[Change] = []
        newsroom.subscribe(self.heard.append)

    async def kept(self, after: timedelta, *open_ids: int) -> str:
        """Keep house at a time after NOW."""
        self._times.append(NOW + after)
        return await self.newsroom.keep_house(POLICY, lambda: open_ids)

    async def stories(self) -> int:
        return (await self.newsroom.counts()).all


@asynccontextmanager
async def house(home: Home, site: Site) -> AsyncIterator[House]:
    times = [NOW]
    site.pages["/feed"] = answer(feed())
    newsroom = await Newsroom.open(home, now=lambda: times[-1])
    try:
        await newsroom.add_sources([NewSource(site.url("/feed"))])
        await newsroom.refresh()
        yield House(newsroom, times)
    finally:
        await newsroom.aclose()


def backups(home: Home) -> list[str]:
    return sorted(path.name for path in backups_of(home).glob("library-*.db"))


def test_a_backup_is_made_once_a_day(home: Home, site: Site) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            assert await tidy.kept(HOUR) == ""
            (first,) = backups(home)
            (backups_of(home) / first).unlink()
            assert await tidy.kept(2 * HOUR) == ""
            assert backups(home) == []
            await tidy.kept(DAY + 2 * HOUR)
            await tidy.kept(2 * DAY + 3 * HOUR)
            assert len(backups(home)) == 2

    asyncio.run(play())


def test_old_stories_go_but_not_what_is_saved_or_open(home: Home, site: Site) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            saved, opened, *_ = (await tidy.newsroom.page(View())).stories
            await tidy.newsroom.set_saved([saved.id], True)
            for days in range(0, 170, 20):
                await tidy.kept(days * DAY)
            assert await tidy.stories() == STORIES
            tidy.heard.clear()
            await tidy.kept(181 * DAY, opened.id)
            assert {story.id for story in (await tidy.newsroom.page(View())).stories} == {saved.id, opened.id}
            assert any(change.elsewhere for change in tidy.heard)
            # They don't come back, though the feed still has them.
            await tidy.newsroom.refresh(force=True)
            assert await tidy.stories() == 2

    asyncio.run(play())


def test_a_clock_that_runs_years_ahead_lets_nothing_go(home: Home, site: Site) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            await tidy.kept(HOUR)
            for ahead in (10 * YEAR, 2 * HOUR, -10 * YEAR, 3 * HOUR):
                await tidy.kept(ahead)
                assert await tidy.stories() == STORIES

    asyncio.run(play())


def test_a_backup_that_cannot_be_made_is_told_and_keeps_nothing_else_from_being_done(
    home: Home, site: Site
) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            await tidy.kept(150 * DAY)
            folder = backups_of(home)
            folder.rename(folder.with_name("elsewhere"))
            folder.write_text("no folder")
            assert "backup" in await tidy.kept(175 * DAY)
            # Once a day is enough.
            assert await tidy.kept(175 * DAY + HOUR) == ""
            assert "backup" in await tidy.kept(185 * DAY)
            assert await tidy.stories() == 0

    asyncio.run(play())


def test_while_another_program_works_house_is_kept_later(home: Home, site: Site) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            heard: list[str] = []
            tidy.newsroom.hear(lambda sentence, lost: heard.append(sentence))
            await tidy.kept(170 * DAY)
            with closing(sqlite3.connect(home.library_db, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                assert await tidy.kept(185 * DAY) == ""
            assert await tidy.stories() == STORIES
            await tidy.kept(185 * DAY + HOUR)
            assert await tidy.stories() == 0
            # Nobody waited for it, so nobody needs to hear of it.
            assert heard == []

    asyncio.run(play())


def test_leaving_in_the_middle_costs_nothing(home: Home, site: Site) -> None:
    async def play() -> None:
        async with house(home, site) as tidy:
            await tidy.kept(170 * DAY)
            keeping = asyncio.ensure_future(tidy.kept(185 * DAY))
            while await tidy.stories() == STORIES:
                pass
            keeping.cancel()
            await asyncio.wait({keeping})
        async with house(home, site) as tidy:
            await tidy.kept(185 * DAY + HOUR)
            assert await tidy.stories() == 0

    asyncio.run(play())
