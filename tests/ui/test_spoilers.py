"""What a page marks as a spoiler: hidden in the story and in the lists until its key is pressed."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading_room import Room, reader
from tuinews.config import Config
from tuinews.model import NewSource, Serve

SOURCE = NewSource("https://forum.example/feed", "The Forum", "Film")
AROUND = (
    "<p>It was a long film with many songs, and nobody left the room before the last had been sung twice.</p>"
)
SECRET = "the lighthouse was a ghost"
TOLD = f'<p>In the end <span class="md-spoiler-text">{SECRET}</span>, and nobody saw it coming.</p>'
SIZES = [(80, 24), (160, 45)]


def forum(text: str) -> Serve:
    """A forum of one long thread."""

    def serve(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        if url != SOURCE.url:
            return 404, {"content-type": "text/plain"}, b"not here"
        item = (
            "<item><title>What did I just see</title><link>https://forum.example/1</link><guid>g</guid>"
            f"<description><![CDATA[{text}]]></description></item>"
        )
        document = f"<rss version='2.0'><channel><title>The Forum</title>{item}</channel></rss>"
        return 200, {"content-type": "application/rss+xml"}, document.encode()

    return serve


async def open_it(room: Room) -> None:
    await room.until(lambda: len(room.titles) == 1 and room.main.top_bar.progress is None)
    await room.arrived()
    await room.open_first()


@pytest.mark.parametrize("size", SIZES)
def test_v_shows_a_spoiler_and_hides_it_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(
            tmp_path, size=size, answers=forum(TOLD + 14 * AROUND), first=[SOURCE], filled=False
        ) as room:
            await room.until(lambda: len(room.titles) == 1)
            assert SECRET not in room.text
            await open_it(room)
            await room.sees("In the end [spoiler: v], and nobody saw it")
            assert SECRET not in room.text
            await room.press("v")
            await room.sees(f"In the end {SECRET}")
            await room.press("v")
            await room.sees("In the end [spoiler: v], and nobody saw it")
            # Words that are hidden are not found either.
            await room.press("ctrl+f", *"ghost", "enter")
            await room.arrived()
            assert SECRET not in room.text

    asyncio.run(play())


def test_the_place_in_the_story_stays(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>Scene {number}. {AROUND[3:]}" for number in range(40))

    async def play() -> None:
        async with reader(tmp_path, answers=forum(TOLD + paragraphs), first=[SOURCE], filled=False) as room:
            await open_it(room)
            await room.press("space")
            await room.arrived()
            top = room.main.article.scroll_offset.y
            assert top > 10
            shown = [line for line in room.text.splitlines() if "Scene " in line]
            await room.press("v")
            await room.arrived()
            assert [line for line in room.text.splitlines() if "Scene " in line] == shown
            await room.press("home")
            await room.sees(f"In the end {SECRET}")

    asyncio.run(play())


@pytest.mark.parametrize("text", ["", r"<p>Film || TV || Music, said Ann.</p>"])
def test_a_story_without_says_so(tmp_path: Path, text: str) -> None:
    async def play() -> None:
        async with reader(tmp_path, answers=forum(text + 14 * AROUND), first=[SOURCE], filled=False) as room:
            await open_it(room)
            await room.press("v")
            await room.sees("Nothing in this story is marked as a spoiler")
            if text:
                await room.sees("Film || TV || Music")

    asyncio.run(play())


def test_the_key_is_the_users(tmp_path: Path) -> None:
    config = Config(motion=False, pictures="off", keys={"story.reveal": ("ctrl+v",)})

    async def play() -> None:
        async with reader(
            tmp_path, answers=forum(TOLD + 14 * AROUND), first=[SOURCE], filled=False, config=config
        ) as room:
            await open_it(room)
            await room.sees("In the end [spoiler: ctrl-v], and")
            await room.press("ctrl+v")
            await room.sees(f"In the end {SECRET}")

    asyncio.run(play())
