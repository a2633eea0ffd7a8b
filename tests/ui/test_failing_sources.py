"""The screen that lists the failing sources, and what the reader asks by itself."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading_room import Room, reader
from small_edition import SOURCES, now, serve
from tuinews.config import Config
from tuinews.ui.screens.failing import Failing

QUIET = Config(motion=False, refresh_on_start=False)
FILM, MUSIC = SOURCES[0].url, SOURCES[2].url


class Stand:
    """A newspaper stand some of whose outlets are closed."""

    def __init__(self) -> None:
        self.closed: dict[str, tuple[int, Mapping[str, str]]] = {}
        self.asked: list[str] = []

    def __call__(self, url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        self.asked.append(url)
        if url in self.closed:
            status, sent = self.closed[url]
            return status, sent, b""
        return serve(url, headers)


async def shows_failing(room: Room, *words: str) -> None:
    await room.until(lambda: room.main.top_bar.progress is None)
    await room.press("exclamation_mark")
    await room.sees("Failing sources", *words)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_each_failing_source_says_why_since_when_and_what_helps(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    stand = Stand()
    stand.closed = {FILM: (410, {}), MUSIC: (503, {"Retry-After": "7200"})}

    async def play() -> None:
        async with reader(tmp_path, size=size, answers=stand, filled=False) as room:
            await room.until(lambda: sum(row.failing for row in room.main.sources.rows) == 2)
            await shows_failing(room, "2 of 4 sources", "Pitch & Tone", "Reel Daily")
            await room.sees(
                "answered 503", "Last read never", "asked to be left alone", "Wait. It is asked again"
            )
            await room.press("j")
            await room.sees("answered 410", "not by itself", "It is not asked any more", "press d")
            await room.press("escape")
            await room.misses("Failing sources")

    asyncio.run(play())


def test_a_source_is_tried_again_and_told_well(tmp_path: Path) -> None:
    stand = Stand()
    stand.closed = {FILM: (410, {}), MUSIC: (503, {"Retry-After": "7200"})}

    async def play() -> None:
        async with reader(tmp_path, answers=stand, filled=False) as room:
            await room.until(lambda: sum(row.failing for row in room.main.sources.rows) == 2)
            await shows_failing(room, "Reel Daily")
            before = len(stand.asked)
            await room.press("enter")
            await room.sees("wants to be left alone until")
            assert len(stand.asked) == before
            await room.press("j", "enter")
            await room.sees("less than a minute ago")

    asyncio.run(play())


def test_a_source_that_is_let_go_can_come_back(tmp_path: Path) -> None:
    stand = Stand()
    stand.closed = {FILM: (404, {})}

    async def play() -> None:
        async with reader(tmp_path, answers=stand, filled=False) as room:
            await room.until(lambda: sum(row.failing for row in room.main.sources.rows) == 1)
            await shows_failing(room, "1 of 4 sources", "answered 404")
            await room.press("d")
            await room.sees("No longer subscribed to Reel Daily", "All 3 sources are well")
            await room.press("escape", "u")
            await room.sees("Subscribed to Reel Daily again")

    asyncio.run(play())


def test_without_a_failure_it_says_so(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path) as room:
            await shows_failing(room, "All 4 sources are well.")
            await room.press("enter", "d", "q")
            await room.misses("Failing sources")

    asyncio.run(play())


def test_the_reader_asks_by_itself_only_what_is_due(tmp_path: Path) -> None:
    stand = Stand()

    async def play() -> None:
        async with reader(tmp_path, answers=stand) as room:
            asked = len(stand.asked)
            assert room.main.desk is not None
            await room.main.desk.refreshing.ask_due()
            assert len(stand.asked) == asked
            assert not room.main.desk.refreshing.offline

    asyncio.run(play())


def test_what_is_typed_before_the_sources_are_listed_is_not_lost(tmp_path: Path) -> None:
    stand = Stand()
    stand.closed = {FILM: (410, {})}

    async def play() -> None:
        async with reader(tmp_path, answers=stand, filled=False) as room:
            await room.until(lambda: sum(row.failing for row in room.main.sources.rows) == 1)
            await room.until(lambda: room.main.top_bar.progress is None)
            asked = len(stand.asked)
            dialog = Failing(room.main.desk._newsroom, now)  # type: ignore[union-attr]
            await room.app.push_screen(dialog)
            dialog.action_command("pane.in")
            await room.sees("less than a minute ago")
            assert len(stand.asked) == asked

    asyncio.run(play())
