"""Pictures in the open story."""

import asyncio
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

import staged
from reading_room import Room, reader
from tuinews import pictures
from tuinews.config import Config
from tuinews.ui.screens.pictures import wanted

LEAD = "https://reeldaily.example/lead.jpg"
INLINE = "https://reeldaily.example/dusk.jpg"


class Camera:
    """Answers for the addresses of pictures, and remembers who asked."""

    def __init__(self, *, broken: bool = False) -> None:
        self.asked: list[str] = []
        self.broken = broken

    def serve(self, url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        self.asked.append(url)
        file = io.BytesIO()
        Image.new("RGB", (320, 180), (250, 10, 10)).save(file, "PNG")
        body = b"no picture" if self.broken else file.getvalue()
        return 200, {"content-type": "image/png"}, body


def half_blocks(room: Room) -> int:
    """Lines of the article that are drawn as half blocks."""
    article = room.main.article
    return sum("▀▀▀" in article.render_line(y).text for y in range(article.size.height))


def config(setting: str = "on") -> Config:
    return Config(motion=False, refresh_on_start=False, pictures=setting)  # type: ignore[arg-type]


async def ready(room: Room) -> None:
    await room.until(lambda: len(room.titles) == staged.COUNT)
    await room.arrived()


def test_the_pictures_of_the_open_story_are_drawn_where_room_was_kept(tmp_path: Path) -> None:
    camera = Camera()
    staged.stage(tmp_path)

    async def play() -> None:
        async with reader(
            tmp_path, answers=camera.serve, first=(), config=config(), filled=False, now=staged.now
        ) as room:
            await ready(room)
            await room.press("j", "j")
            assert camera.asked == []
            await room.press("g", "g", "enter")
            await room.sees("The Lido, minutes before the lights failed")
            height = room.main.article.virtual_size.height
            await room.until(lambda: half_blocks(room) == 14)
            assert room.main.article.virtual_size.height == height
            assert room.row(staged.FIRST_TITLE)
            # Only what comes into view is asked for, and once.
            assert camera.asked == [LEAD]
            await room.press("G")
            await room.until(lambda: camera.asked == [LEAD, INLINE])
            await room.press("g", "g")
            for size in ((80, 24), (160, 45), (41, 13), (200, 50)):
                await room.pilot.resize_terminal(*size)
                await room.pilot.pause()
            await room.until(lambda: half_blocks(room) == 14)
            assert camera.asked == [LEAD, INLINE]

    asyncio.run(play())


def test_i_turns_pictures_off_and_on_and_that_is_remembered(tmp_path: Path) -> None:
    camera = Camera()
    staged.stage(tmp_path)

    async def play() -> None:
        async with reader(
            tmp_path, answers=camera.serve, first=(), config=config("off"), filled=False, now=staged.now
        ) as room:
            await ready(room)
            await room.open_first()
            await room.sees("▣ The Lido")
            assert half_blocks(room) == 0
            await room.press("i")
            await room.sees("Pictures on")
            await room.until(lambda: half_blocks(room) == 14)
            await room.press("i")
            await room.sees("Pictures off")
            assert half_blocks(room) == 0
            await room.press("i")
            await room.arrived()
        async with reader(
            tmp_path, answers=camera.serve, first=(), config=config("off"), filled=False, now=staged.now
        ) as room:
            await ready(room)
            await room.open_first()
            await room.until(lambda: half_blocks(room) == 14)

    asyncio.run(play())


def test_a_picture_that_cannot_be_had_leaves_its_words(tmp_path: Path) -> None:
    camera = Camera(broken=True)
    staged.stage(tmp_path)

    async def play() -> None:
        async with reader(
            tmp_path, answers=camera.serve, first=(), config=config(), filled=False, now=staged.now
        ) as room:
            await ready(room)
            await room.open_first()
            await room.until(lambda: camera.asked == [LEAD])
            await room.arrived()
            await room.sees("▣ The Lido", "The lights went out twice")
            assert half_blocks(room) == 0

    asyncio.run(play())


def test_without_pillow_the_reader_is_whole_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "available", lambda: False)
    staged.stage(tmp_path)

    async def play() -> None:
        async with reader(tmp_path, first=(), config=config(), filled=False, now=staged.now) as room:
            await ready(room)
            await room.open_first()
            await room.sees("▣ The Lido")
            await room.press("i")
            await room.sees("tuinews[images]")
            assert half_blocks(room) == 0

    asyncio.run(play())


def test_pictures_are_off_over_ssh_unless_they_are_asked_for() -> None:
    assert wanted("auto", {})
    assert not wanted("auto", {"SSH_CONNECTION": "1 2 3 4"})
    assert wanted("on", {"SSH_TTY": "/dev/pts/1"})
    assert not wanted("off", {})
