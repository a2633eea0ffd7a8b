"""Plays the reader in tests: a real library in a temporary home, real worker processes, a screen without a terminal."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from textual._wait import wait_for_idle
from textual.pilot import Pilot

from small_edition import SOURCES, STORIES, now, serve
from tuinews.config import Config
from tuinews.model import NewSource, Serve, Story
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.ui.app import ReaderApp
from tuinews.ui.screens.main import MainScreen
from tuinews.ui.screens.pictures import Drawing

PATIENCE = 2_000
"""Looks at the screen before a wait is given up."""
SOON, LATER = 0.005, 0.04
"""Seconds from the first look at the screen to the next, and at most from one look to another: who looks all the time takes the
processor from what is waited for."""

FAREWELL = 25
"""Looks at what is under way before it is left."""


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


class Room:
    """A running reader."""

    def __init__(self, app: ReaderApp, pilot: Pilot[str], clock: Clock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    @property
    def main(self) -> MainScreen:
        return self.app.main

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to happen on the screen."""
        pause = SOON
        for _ in range(PATIENCE):
            if holds():
                return
            await asyncio.sleep(pause)
            self.app.screen._on_timer_update()  # What waits to be drawn is drawn.
            pause = min(LATER, pause * 1.5)
        raise AssertionError(f"waited in vain; the screen shows:\n{self.text}")

    async def sees(self, *words: str) -> None:
        """Wait until the screen shows all of some words."""
        await self.until(lambda: not self._missing(words))

    async def misses(self, *words: str) -> None:
        """Wait until the screen shows none of some words."""
        await self.until(lambda: len(self._missing(words)) == len(words))

    def _missing(self, words: Sequence[str]) -> list[str]:
        text = self.text
        return [word for word in words if word not in text]

    async def press(self, *keys: str) -> None:
        """Press keys as a person does, a second apart."""
        for key in keys:
            await self._press(key, 1.0)

    async def left(self) -> None:
        """Wait until the reader has decided to leave."""
        for _ in range(PATIENCE):
            if self.app.return_code is not None:
                return
            await asyncio.sleep(LATER)
        raise AssertionError(f"it does not leave; the screen shows:\n{self.text}")

    async def hold(self, key: str, times: int) -> None:
        """Hold a key down: it repeats 25 times a second."""
        for _ in range(times):
            await self._press(key, 0.04)

    async def _press(self, key: str, seconds: float) -> None:
        """Press a key so many seconds after the last one.

        Each widget has heard it when `pilot.press` is back; `pilot.pause` would ask all of them once more.
        """
        self.clock.wait(seconds)
        await self.pilot.press(key)
        await wait_for_idle(0)
        self.app.screen._on_timer_update()

    async def opens(self, key: str, title: str) -> None:
        """Press a key, and wait until it has opened a story."""
        await self.press(key)
        await self.until(lambda: self.title == title)
        await self.arrived()

    @property
    def title(self) -> str:
        """The title of the open story."""
        reading = self.main.article.reading
        return reading.story.title if reading is not None else ""

    @property
    def titles(self) -> list[str]:
        """The titles in the list."""
        return [row.title for row in self.main.stories.rows if isinstance(row, Story)]

    def row(self, title: str) -> Story:
        """The row of a story, in the state that the list shows."""
        return next(row for row in self.main.stories.rows if isinstance(row, Story) and row.title == title)

    async def arrived(self) -> None:
        """Wait until nothing is under way any more: stories are open, marks are made.

        Which stories tell the same is found out behind all that, and waited for only by those who ask for it.
        """
        await self.until(
            lambda: all(worker.is_finished for worker in self.app.workers if worker.group != "group")
        )

    async def open_first(self) -> None:
        """Open the first story of the list."""
        await self.press("enter")
        await self.arrived()


@asynccontextmanager
async def reader(
    folder: Path,
    *,
    size: tuple[int, int] = (160, 45),
    answers: Serve | None = serve,
    first: Sequence[NewSource] = SOURCES,
    demo: bool = False,
    config: Config | None = None,
    filled: bool = True,
    drawing: Drawing | None = None,
    now: Callable[[], datetime] = now,
) -> AsyncIterator[Room]:
    """Open the reader.

    Args:
        folder: Its home.
        size: Columns and rows.
        answers: In place of the network; None leaves it to the network, which tests do not have.
        first: Sources that are there from the start.
        demo: Whether it is the demo edition.
        config: The settings.
        filled: Whether to wait until all stories are listed.
        drawing: How its terminal draws pictures.
        now: The hour.
    """
    home = Home.below(folder)
    if filled and answers is serve and first is SOURCES and not home.library_db.exists():
        shutil.copytree(await asyncio.to_thread(_filled_home), folder, dirs_exist_ok=True)
    clock = Clock()
    app = ReaderApp(
        home,
        config or Config(motion=False, pictures="off"),
        serve=answers,
        first_sources=first,
        demo=demo,
        drawing=drawing,
        clock=clock,
        now=now,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        room = Room(app, pilot, clock)
        if filled:
            await room.until(
                lambda: app.main.desk is not None and len(app.main.desk.listing.stories) == STORIES
            )
            await room.until(lambda: app.main.top_bar.progress is None)
        yield room
        # A loop that ends while a worker process is about to start leaves that to the garbage collector, in some later test.
        for _ in range(FAREWELL):
            if all(worker.is_finished for worker in app.workers):
                break
            await asyncio.sleep(LATER)


@cache
def _filled_home() -> Path:
    """Give a home in which all stories are listed already: to begin with one takes a third of what a test takes."""
    folder = Path(tempfile.mkdtemp(prefix="tuinews-filled-"))
    atexit.register(shutil.rmtree, folder)

    async def fill() -> None:
        newsroom = await Newsroom.open(Home.below(folder), serve=serve, now=now)
        try:
            await newsroom.add_sources(SOURCES)
            await newsroom.refresh()
            await newsroom.index()
            await newsroom.group()
        finally:
            await newsroom.aclose()

    asyncio.run(fill())
    return folder
