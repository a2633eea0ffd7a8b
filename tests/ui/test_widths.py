"""Every line of the whole screen, at every width and in every mood, is exactly as wide as the terminal."""

import asyncio
from pathlib import Path

import pytest
from rich.cells import cell_len

import staged
from reading_room import Room, reader
from tuinews.config import Config
from tuinews.library import Library
from tuinews.model import View

SIZES = ((20, 9), (34, 24), (55, 9), (80, 24), (99, 50), (100, 24), (149, 9), (150, 50), (190, 24), (250, 50))
# Without joined pictures, which Textual itself takes apart where a dialog covers half of one.
HOSTILE = ("映画祭で金獅子賞", "🎬 Ze\u0301ro", "מבקר", "[/b] [red]x", "x" * 60)


def jot(library: Library) -> None:
    """Name sources, write tags and keep searches in words that are hard to draw."""
    for source, name in zip(library.sources(), HOSTILE, strict=True):
        library.edit_source(source.id, name, HOSTILE[source.id % 2])
    story = library.page(View()).stories[0]
    library.set_saved([story.id], True)
    library.set_tags(story.id, [name[:20] for name in HOSTILE])
    library.set_note(story.id, "\n".join(HOSTILE))
    for name in HOSTILE:
        library.keep_search(name, name)


def all_fit(room: Room, width: int) -> list[str]:
    """Lines that are not as wide as the terminal."""
    lines = [strip.text for strip in room.app.screen._compositor.render_strips()]
    return [line for line in lines if cell_len(line) != width]


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("1",),
        ("4",),
        ("enter",),
        ("enter", "z"),
        ("enter", "f"),
        ("enter", "ctrl+f", "a"),
        ("g",),
        ("slash", "a"),
        ("E",),
        ("E", "enter"),
        ("T",),
        ("question_mark",),
        ("t",),
        ("A",),
    ],
    ids=" ".join,
)
def test_every_line_is_as_wide_as_the_terminal(tmp_path: Path, keys: tuple[str, ...]) -> None:
    staged.stage(tmp_path, then=jot)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(tmp_path, first=(), config=config, filled=False, now=staged.now) as room:
            await room.until(lambda: len(room.titles) == staged.COUNT)
            await room.press(*keys)
            await room.arrived()
            for width, height in SIZES:
                await room.pilot.resize_terminal(width, height)
                await room.pilot.pause()
                assert all_fit(room, width) == [], (width, height)
            await room.pilot.resize_terminal(1, 1)
            await room.pilot.pause()
            await room.pilot.resize_terminal(160, 45)
            await room.pilot.pause()
            assert all_fit(room, 160) == []

    asyncio.run(play())
