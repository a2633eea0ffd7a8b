"""Dialogs in windows with few lines: what is chosen from and what is written in is on the screen."""

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input
from textual.widgets._toast import Toast

import staged
from reading_room import Room, reader
from tuinews.config import Config
from tuinews.library import Library
from tuinews.model import Stance
from tuinews.ui.widgets.choice_list import ChoiceList
from tuinews.ui.widgets.health_list import HealthList
from tuinews.ui.widgets.row_list import RowList

SIZES = ((20, 6), (40, 12), (80, 24))
STANCES = 30


def fill(library: Library) -> None:
    for number in range(STANCES):
        library.set_stance(Stance("topic", f"Topic {number}", "follow"))


def label_under_cursor(rows: ChoiceList | HealthList) -> str:
    row = rows.current
    assert row is not None
    return row.label[:6]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "keys", [("E",), ("T",), ("t",), ("plus",), ("g", "m"), ("exclamation_mark",)], ids=" ".join
)
def test_the_row_under_the_cursor_of_a_dialog_is_seen(
    tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    staged.stage(tmp_path, then=fill)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(tmp_path, size=size, first=(), config=config, filled=False, now=staged.now) as room:
            await room.until(lambda: len(room.titles) == staged.COUNT)
            await room.press(*keys)
            await room.arrived()
            rows = room.app.screen.query_one(RowList)
            await room.until(lambda: rows.current is not None)
            assert isinstance(rows, ChoiceList | HealthList)
            for move in ("j", "G", "k"):
                await room.press(move)
                await room.until(lambda: _seen(room, rows))

    asyncio.run(play())


def _seen(room: Room, rows: ChoiceList | HealthList) -> bool:
    shown = rows.region.intersection(room.app.screen.region)
    lines = room.text.splitlines()[shown.y : shown.bottom]
    return any("▌" in line[shown.x :] and label_under_cursor(rows) in line for line in lines)


def test_a_notice_leaves_half_of_a_low_window_to_the_stories(tmp_path: Path) -> None:
    staged.stage(tmp_path)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(
            tmp_path, size=(20, 6), first=(), config=config, filled=False, now=staged.now
        ) as room:
            await room.until(lambda: len(room.titles) == staged.COUNT)
            room.main.complain("The server is busy. " * 6, "One source failed")
            await room.sees("One source")
            notice = room.main.query_one(Toast)
            await room.until(lambda: 0 < notice.region.height <= 3)
            await room.sees("Stories", "One source")
            await room.pilot.resize_terminal(80, 24)
            await room.sees("One source failed")
            await room.until(lambda: notice.region.height > 3)

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("keys", [("ctrl+a",), ("E", "enter"), ("question_mark",)], ids=" ".join)
def test_the_field_of_a_dialog_is_seen(tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    staged.stage(tmp_path)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(tmp_path, size=size, first=(), config=config, filled=False, now=staged.now) as room:
            await room.until(lambda: len(room.titles) == staged.COUNT)
            await room.press(*keys)
            await room.until(lambda: bool(room.app.screen.query(Input)))
            for field in room.app.screen.query(Input):
                await room.until(lambda: bool(field.region))  # noqa: B023
                assert field.region.bottom <= size[1]

    asyncio.run(play())
