"""The first minutes: welcome, packs, no network, a library in trouble."""

import asyncio
from pathlib import Path

import pytest

from printed import home, printed
from reading_room import reader
from small_edition import SOURCES, STORIES, serve, unreachable
from tuinews.config import Config
from tuinews.model import Story
from tuinews.paths import Home
from tuinews.ui.screens.add_source import AddSource
from tuinews.ui.screens.main import DEMO
from tuinews.ui.screens.welcome import Welcome


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_packs_without_a_network_end_in_a_sentence_and_the_offer_of_the_demo(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=size, answers=unreachable, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews", "What do you follow?", "[x] Film", "demo edition")
            await room.press("j", "space", "enter")
            await room.sees("No network right now", "to try again", "demo edition")
            await room.press("D")
            await room.left()
        assert room.app.return_value == DEMO

    asyncio.run(play())


def test_the_welcome_says_that_there_is_no_network_and_offers_what_needs_none(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, answers=None, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews", "No network right now. The demo edition needs none")
            await room.press("enter")
            await room.left()
        assert room.app.return_value == DEMO

    asyncio.run(play())


def test_skipping_the_welcome_leaves_a_reader_that_says_what_to_press(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews")
            await room.press("escape")
            await room.sees("No sources yet", "ctrl-a")
            await room.press("space", "n", "s", "A", "J", "u", "R", "x", "o", "y", "m")
            await room.sees("No sources yet")
            await room.press("q")
            await room.left()
        assert room.app.return_code == 0

    asyncio.run(play())


def test_the_welcome_leads_to_the_demo(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews")
            await room.press("G", "enter")
            await room.left()
        assert room.app.return_value == DEMO

    asyncio.run(play())


def test_an_address_of_ones_own(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=(), filled=False) as room:
            await room.until(lambda: isinstance(room.app.screen, Welcome))
            await room.press("G", "k", "k", "enter")
            await room.until(lambda: isinstance(room.app.screen, AddSource))
            await room.press(*"nonsense", "enter")
            await room.sees("is not a web address")
            room.app.screen.query_one("#address").clear()  # type: ignore[attr-defined]
            await room.press(*"respawn.example/feed", "enter")
            await room.until(lambda: room.app.screen is room.main)
            await room.sees("Respawn", "Hollow Knightfall")

    asyncio.run(play())


def test_a_page_with_several_feeds_asks_which(tmp_path: Path) -> None:
    def site(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        if url.startswith("https://paper.example"):
            links = "".join(
                f'<link rel="alternate" type="application/rss+xml" title="{source.title}" href="{source.url}">'
                for source in SOURCES[:2]
            )
            return 200, {"content-type": "text/html"}, f"<html><head>{links}</head></html>".encode()
        status, answer_headers, body = serve(url, {})
        return status, dict(answer_headers), body

    async def play() -> None:
        async with reader(tmp_path, first=(), answers=site, filled=False) as room:
            await room.until(lambda: isinstance(room.app.screen, Welcome))
            await room.press("escape", "ctrl+a")
            await room.until(lambda: isinstance(room.app.screen, AddSource))
            await room.press(*"paper.example", "enter")
            await room.sees("2 feeds", "Streamline")
            await room.press("down", "enter")
            await room.until(lambda: room.app.screen is room.main)
            await room.sees("Nightjar renewed")

    asyncio.run(play())


def test_what_is_there_already_is_shown_without_a_welcome(home: Path) -> None:
    async def play() -> None:
        config = Config(refresh_on_start=False)
        async with reader(home, first=(), answers=unreachable, config=config) as room:
            assert room.app.screen is room.main
            assert sum(isinstance(row, Story) for row in room.main.stories.rows) == STORIES

    asyncio.run(play())


def test_one_failing_source_of_several_is_told_once_and_marked(tmp_path: Path) -> None:
    def lame(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        if "respawn" in url:
            return 503, {"content-type": "text/plain"}, b""
        status, answer_headers, body = serve(url, {})
        return status, dict(answer_headers), body

    async def play() -> None:
        async with reader(tmp_path, answers=lame, filled=False) as room:
            await room.sees("1 of 4 sources failed", "503", "!")
            await room.until(lambda: any(row.failing for row in room.main.sources.rows))
            failing = [row.label for row in room.main.sources.rows if row.failing]
            assert failing == ["Respawn"]

    asyncio.run(play())


def test_a_broken_theme_and_an_unknown_one_are_told(home: Path) -> None:
    themes = Home.below(home).themes
    themes.mkdir(parents=True, exist_ok=True)
    (themes / "odd.toml").write_text("primary = 3")

    async def play() -> None:
        async with reader(home, config=Config(theme="late-shwo")) as room:
            await room.sees("odd.toml", "late-shwo")
            assert room.app.theme == "late-show"

    asyncio.run(play())
