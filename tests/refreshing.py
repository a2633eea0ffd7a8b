"""A reader with a clock of its own before a scripted server, for what it asks over hours and weeks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from tuinews.library import Library
from tuinews.model import FetchState, NewSource, RefreshReport, Source
from tuinews.newsroom import Newsroom
from tuinews.paths import Home

START = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
"""A Saturday."""
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)


def feed(*numbers: int, more: str = "", title: str = "Reel") -> bytes:
    """Write an RSS feed with stories of these numbers; `more` stands in the channel."""
    items = "".join(
        f"<item><title>Story {number}</title><guid>{number}</guid><link>https://reel.example/{number}</link></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{more}{items}</channel></rss>".encode()


class Reader:
    """A newsroom and the time in it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.now = START
        self._newsroom: Newsroom | None = None

    @property
    def newsroom(self) -> Newsroom:
        """The newsroom, once opened."""
        assert self._newsroom
        return self._newsroom

    async def open(self) -> None:
        """Start the program."""
        self._newsroom = await Newsroom.open(self.home, now=lambda: self.now)

    async def close(self) -> None:
        """End it."""
        if self._newsroom:
            await self._newsroom.aclose()
            self._newsroom = None

    async def restart(self) -> None:
        """End it and start it again."""
        await self.close()
        await self.open()

    async def follow(self, *urls: str) -> None:
        """Subscribe unseen."""
        await self.newsroom.add_sources([NewSource(url) for url in urls])

    async def refresh(self, *, force: bool = False) -> RefreshReport:
        """Ask what is due."""
        return await self.newsroom.refresh(force=force)

    async def by_hand(self, *source_ids: int) -> RefreshReport:
        """Ask as the keys `r` and `R` do."""
        return await self.newsroom.refresh(source_ids or None, force=True, rest=MINUTE)

    async def source(self, source_id: int = 1) -> Source:
        """Give a source with its health."""
        return next(source for source in await self.newsroom.sources() if source.id == source_id)

    def state(self, source_id: int = 1) -> FetchState:
        """Give what a refresh knows of a source, as it stands in the file."""
        library = Library.open(self.home, now=lambda: self.now)
        try:
            (state,) = library.fetch_states([source_id])
            return state
        finally:
            library.close()

    async def wait(self, source_id: int = 1) -> timedelta:
        """Give the time until a source is due."""
        following = (await self.source(source_id)).next_check
        assert following is not None
        return following - self.now

    async def pass_until_due(self, source_id: int = 1) -> timedelta:
        """Let time pass until a source is due; give how long that was."""
        passed = await self.wait(source_id)
        self.now += passed
        return passed


@asynccontextmanager
async def reader(home: Home) -> AsyncIterator[Reader]:
    """Open a reader for the length of a block."""
    opened = Reader(home)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()


def play(home: Home, scene: Callable[[Reader], Awaitable[None]]) -> None:
    """Run a scene with a reader."""

    async def run() -> None:
        async with reader(home) as opened:
            await scene(opened)

    asyncio.run(run())
