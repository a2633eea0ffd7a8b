"""The feed's text and the page's: which is shown, x to the other, walls, and never a blank pane."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading_room import Room, reader
from tuinews.model import NewSource, Serve

SIZES = [(80, 24), (160, 45)]
SOURCE = NewSource("https://lamp.example/feed", "The Lamp", "Film")
LINE = "On day {n} the harbour theatre burned again, and the company rehearsed in the ashes without a roof or a door."


def text(word: str, paragraphs: int) -> str:
    """Paragraphs that each have a word of their own."""
    return "".join(f"<p>{word.capitalize()}: {LINE.format(n=n)}</p>" for n in range(paragraphs))


def press(feed: str, page: str | None, *, title: str = "The fire") -> Serve:
    """A paper of one story: what its feed carries, and its page; None when that is not there."""

    def serve(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        if url == SOURCE.url:
            item = (
                f"<item><title>{title}</title><link>https://lamp.example/fire</link><guid>g</guid>"
                f"<description><![CDATA[{feed}]]></description></item>"
            )
            document = f"<rss version='2.0'><channel><title>The Lamp</title>{item}</channel></rss>"
            return 200, {"content-type": "application/rss+xml"}, document.encode()
        if url == "https://lamp.example/fire" and page is not None:
            document = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{page}</body></html>"
            return 200, {"content-type": "text/html; charset=utf-8"}, document.encode()
        return 404, {"content-type": "text/plain"}, b"not here"

    return serve


async def open_it(room: Room) -> None:
    await room.until(lambda: room.titles == ["The fire"] and room.main.top_bar.progress is None)
    await room.arrived()
    await room.open_first()


@pytest.mark.parametrize("size", SIZES)
def test_x_shows_the_other_text_and_the_reader_says_which_it_is(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def play() -> None:
        answers = press(text("feedly", 14), text("pagely", 14))
        async with reader(
            tmp_path / "library", size=size, answers=answers, first=[SOURCE], filled=False
        ) as room:
            await open_it(room)
            await room.sees("Feedly: On day 0", "the feed’s text, x for the page’s")
            await room.press("x")
            await room.sees("Pagely: On day 0", "the page’s text, x for the feed’s")
            assert "Feedly: On day 0" not in room.text
            await room.press("x")
            await room.sees("Feedly: On day 0", "the feed’s text, x for the page’s")
            await room.press("x")
            await room.sees("Pagely: On day 0")
        async with reader(
            tmp_path / "library", size=size, answers=press("", None), first=[], filled=False
        ) as room:
            await open_it(room)
            await room.sees("Pagely: On day 0", "the page’s text, x for the feed’s")

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_teaser_behind_a_wall_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        wall = "<div><h2>This story is for subscribers</h2><p>Already a subscriber? Log in</p></div>"
        answers = press("A teaser.", text("pagely", 3) + wall)
        async with reader(
            tmp_path / "library", size=size, answers=answers, first=[SOURCE], filled=False
        ) as room:
            await open_it(room)
            await room.sees("! Only the opening of this story is open to all", "Pagely: On day 0")
            assert "Already a subscriber" not in room.text

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("feed", "page", "seen"),
    [
        ("A teaser.", "<script src='/a.js'></script>", ("A teaser.", "Here is what the feed carries.")),
        ("A teaser.", None, ("A teaser.", "404")),
        ("", None, ("The fire", "404", "https://lamp.example/fire")),
        ("<img src='https://lamp.example/p.gif' width='1' height='1'>", "", ("The fire", "https://lamp.example/fire", "No story could be found")),
    ],
    ids=["page without a story", "page not there", "neither", "neither but a pixel"],
)  # fmt: skip
def test_there_is_always_something_to_read(
    tmp_path: Path, size: tuple[int, int], feed: str, page: str | None, seen: tuple[str, ...]
) -> None:
    async def play() -> None:
        async with reader(
            tmp_path / "library", size=size, answers=press(feed, page), first=[SOURCE], filled=False
        ) as room:
            await open_it(room)
            await room.sees(*seen)
            await room.press("x")
            await room.arrived()
            await room.sees(*seen[:1])

    asyncio.run(play())
