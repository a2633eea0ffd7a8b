"""Playing what a story brings along."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading_room import Room, reader
from small_edition import SOURCES
from tuinews.config import Config

SIZES = [(80, 24), (160, 45)]
_WORDS = "<p>" + "The lights went out twice during the ceremony, and nobody seemed to mind. " * 30 + "</p>"
_ITEMS = {
    "Two to choose from": '<enclosure url="https://a.example/1.mp3" type="audio/mpeg" length="9"/>',
    "One": '<enclosure url="https://a.example/2.mp3" type="audio/mpeg" length="9"/>',
    "None": "",
}
_FRAME = '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="[/b] A trailer"></iframe>'


def answer(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    items = "".join(
        f"<item><title>{title}</title><link>https://a.example/{number}</link><guid>{number}</guid>{enclosure}"
        f"<pubDate>Fri, 14 Mar 2025 1{5 - number}:00:00 GMT</pubDate>"
        f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{_WORDS}{_FRAME if not number else ''}]]>"
        "</content:encoded></item>"
        for number, (title, enclosure) in enumerate(_ITEMS.items())
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title>{items}</channel></rss>'
    return 200, {"content-type": "application/rss+xml"}, feed.encode()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """What was handed on: addresses with the commands."""
    handed: list[tuple[str, tuple[str, ...]]] = []

    def open_url(url: str, command: tuple[str, ...] = (), setting: str = "browser") -> None:
        handed.append((url, command))

    monkeypatch.setattr("tuinews.ui.screens.playing.open_url", open_url)
    return handed


async def ready(room: Room) -> None:
    await room.until(lambda: len(room.titles) == len(_ITEMS))
    await room.until(lambda: room.main.top_bar.progress is None)


@pytest.mark.parametrize("size", SIZES)
def test_one_is_played_several_are_asked_for(
    tmp_path: Path, opened: list[tuple[str, tuple[str, ...]]], size: tuple[int, int]
) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=size, answers=answer, first=SOURCES[:1], filled=False) as room:
            await ready(room)
            await room.press("j", "e")
            await room.sees("Opened in the browser")
            assert opened == [("https://a.example/2.mp3", ())]
            await room.press("j", "e")
            await room.sees("Nothing to play in this story")
            await room.press("g", "g")
            await room.open_first()
            await room.press("e")
            await room.sees("✦ Play", "Recording: a.example", "[/b] A trailer")
            await room.press("escape", "e")
            await room.sees("✦ Play")
            await room.press("j", "enter")
            await room.until(lambda: len(opened) == 2)
            assert opened[1][0] == "https://www.youtube.com/watch?v=abcdefghijk"

    asyncio.run(play())


def test_the_player_of_the_settings_plays(tmp_path: Path, opened: list[tuple[str, tuple[str, ...]]]) -> None:
    async def play() -> None:
        config = Config(motion=False, pictures="off", player=("mpv", "--fs"))
        async with reader(tmp_path, answers=answer, first=SOURCES[:1], filled=False, config=config) as room:
            await ready(room)
            await room.press("j", "e")
            await room.sees("Opened in the player")
            assert opened == [("https://a.example/2.mp3", ("mpv", "--fs"))]

    asyncio.run(play())


def test_a_player_that_is_missing_is_told(tmp_path: Path) -> None:
    async def play() -> None:
        config = Config(motion=False, pictures="off", player=("no-such-player",))
        async with reader(tmp_path, answers=answer, first=SOURCES[:1], filled=False, config=config) as room:
            await ready(room)
            await room.press("j", "e")
            await room.sees("There is no program")

    asyncio.run(play())


def test_without_a_story_there_is_a_word(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews")
            await room.press("escape", "e")
            await room.sees("Choose a story first")

    asyncio.run(play())
