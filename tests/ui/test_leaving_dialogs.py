"""Keys and clicks that come faster than a dialog comes and goes."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from reading_room import Room, reader
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.themes import Themes
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

DIALOGS = ("E", "T", "t", "plus", "ctrl+p", "ctrl+a")


def type_at_once(room: Room, *keys: str) -> None:
    """Type keys without a look at the screen between them."""
    for key in keys:
        room.app.post_message(events.Key(key, "\r" if key == "enter" else None))


@pytest.mark.parametrize("opening", DIALOGS)
@pytest.mark.parametrize("key", ["escape", "enter"])
def test_a_held_key_takes_one_dialog_away_and_not_the_program(tmp_path: Path, opening: str, key: str) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=(80, 24)) as room:
            await room.press(opening)
            await room.until(lambda: room.app.screen is not room.main)
            await room.arrived()
            type_at_once(room, *[key] * 4)
            await room.pilot.pause()
            await room.arrived()
            await room.press(*["escape"] * 5, "2")
            await room.until(lambda: room.app.screen is room.main)
            assert room.app.return_code is None
            await room.sees("2 Stories")

    asyncio.run(play())


def test_a_key_may_come_before_a_dialog_is_laid_out(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=(80, 24)) as room:
            dialog = Choose("Which?", "", [Choice("one", "One"), Choice("two", "Two")])
            room.app.push_screen(dialog)
            dialog.action_command("move.down")
            await room.sees("Which?")
            rows = dialog.query_one(ChoiceList)
            await room.until(lambda: rows.current is not None and rows.current.key == "two")

    asyncio.run(play())


def test_the_themes_may_be_left_before_they_are_laid_out(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=(80, 24)) as room:
            before = room.app.theme
            dialog = Themes((Choice(before, "This one"),))
            room.app.push_screen(dialog)
            dialog.action_leave()
            await room.until(lambda: room.app.screen is room.main)
            assert room.app.theme == before

    asyncio.run(play())


def test_a_double_click_beside_the_palette_takes_it_away_and_not_the_program(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=(80, 24)) as room:
            await room.press("ctrl+p")
            await room.until(lambda: room.app.screen is not room.main)
            palette = room.app.screen
            for _ in range(2):
                click = events.Click(palette, 1, 1, 0, 0, 1, False, False, False, 1, 1)
                click._set_forwarded()
                palette.post_message(click)
            await room.until(lambda: room.app.screen is room.main)
            await room.sees("2 Stories")

    asyncio.run(play())


def test_a_dialog_that_is_done_takes_what_lies_above_it_along(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, size=(80, 24)) as room:
            await room.press("ctrl+a")
            await room.sees("Add a source")
            dialog = room.app.screen
            await room.press("ctrl+p")
            await room.sees("Search for commands")
            dialog.dismiss(None)
            await room.until(lambda: room.app.screen is room.main)

    asyncio.run(play())
