"""Tags and notes on saved stories."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input, TextArea

from printed import home, printed
from reading_room import reader
from small_edition import FIRST_TITLE, STORIES
from test_ui_strips import HOSTILE
from tuinews.model import Story
from tuinews.ui.screens.jotting import KnownTags, Note, Tags
from tuinews.ui.tokens import token_defaults

SIZES = [(80, 24), (160, 45)]


@pytest.mark.parametrize("size", SIZES)
def test_tags_and_note_are_written_shown_taken_back_and_kept(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.open_first()
            await room.press("number_sign")
            await room.sees("Save it first with s")
            await room.press("s")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            await room.press("number_sign")
            await room.sees("✦ Tags")
            room.app.screen.query_one(Input).value = "[/b] x, lido"
            await room.press("enter")
            await room.sees("#[/b] x · #lido", "Tagged · u undoes it")
            await room.press("w")
            await room.sees("✦ Note")
            room.app.screen.query_one(TextArea).insert("See it [red]twice[/]\nat")
            await room.press(*" night", "escape")
            await room.sees("See it [red]twice[/]", "at night", "Note kept · u undoes it")
            await room.press("u")
            await room.misses("at night")
            await room.press("u")
            await room.misses("#lido")
            await room.press("number_sign")
            await room.sees("✦ Tags")
            await room.press(*"gull", "enter")
            await room.sees("#gull")
        async with reader(home, size=size) as room:
            await room.open_first()
            await room.sees("#gull")
            # The next story is offered what there is; Tab completes it.
            await room.opens("J", room.titles[1])
            await room.press("s")
            await room.until(lambda: room.row(room.titles[1]).saved)
            await room.misses("#gull")
            await room.press("number_sign")
            await room.sees("✦ Tags", "#gull")
            await room.press(*"gu")
            box = room.app.screen.query_one(Input)
            await room.until(lambda: box._suggestion == "gull")
            await room.press("tab", "enter")
            await room.until(lambda: room.app.screen is room.main)
            await room.sees("#gull")
            # Nothing left takes them off; letting the story go takes all with it, and undo brings all back.
            await room.press("s")
            await room.misses("#gull")
            await room.press("u")
            await room.sees("#gull")
            await room.press("number_sign")
            await room.sees("✦ Tags")
            room.app.screen.query_one(Input).value = ""
            await room.press("enter")
            await room.misses("#gull")

    asyncio.run(play())


def test_leaving_the_tags_changes_nothing_and_a_note_can_be_emptied(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.open_first()
            await room.press("s")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            await room.press("number_sign")
            await room.sees("✦ Tags")
            await room.press(*"never", "escape")
            await room.until(lambda: room.app.screen is room.main)
            await room.press("w")
            await room.sees("✦ Note")
            await room.press("escape")
            await room.until(lambda: room.app.screen is room.main)
            await room.press("u")
            await room.until(lambda: not room.row(FIRST_TITLE).saved)

    asyncio.run(play())


def test_what_is_typed_in_one_go_with_the_key_is_no_command(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("s")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            for key in "wAHs":
                room.app.post_message(events.Key(key, key))
            await room.sees("✦ Note")
            await room.press("escape")
            await room.until(lambda: room.app.screen is room.main)
            for key in "#AHs":
                room.app.post_message(events.Key({"#": "number_sign"}.get(key, key), key))
            await room.sees("✦ Tags")
            await room.press("escape")
            await room.until(lambda: room.app.screen is room.main)
            await room.arrived()
            assert len(room.titles) == STORIES
            assert room.row(FIRST_TITLE).saved
            assert not any(story.read for story in room.main.stories.rows if isinstance(story, Story))

    asyncio.run(play())


def test_what_is_typed_before_the_library_has_answered_stands_after_what_there_is() -> None:
    class Alone(App[str]):
        def get_theme_variable_defaults(self) -> dict[str, str]:
            return token_defaults(self.current_theme)

    async def play() -> None:
        for dialog, key in ((Tags(), "enter"), (Note(), "escape")):
            answers: list[str | None] = []
            async with Alone().run_test() as pilot:
                pilot.app.push_screen(dialog, answers.append)
                await pilot.pause()
                await pilot.press("x", "y", key)
                assert answers == []
                dialog.fill(HOSTILE[5], "before, ")
                await pilot.pause()
                assert answers == ["before, xy"]

    asyncio.run(play())


def test_only_the_tag_that_is_being_typed_is_completed() -> None:
    known = KnownTags(("Award season", "[/b] x", "awful"))

    def suggestion(typed: str) -> str | None:
        return asyncio.run(known.get_suggestion(typed))

    assert suggestion("") is None
    assert suggestion("aw") == "award season"
    assert suggestion("lido, #Aw") == "lido, #Award season"
    assert suggestion("award season, aw") == "award season, awful"
    assert suggestion("lido, ") is None
    assert suggestion("[") == "[/b] x"
    assert suggestion("zebra") is None
