"""What helps in reading a story: finding words in it, following its links, coming back to one's place, copying."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from printed import home, printed
from reading_room import Room, reader
from small_edition import FIRST_TITLE, STORIES
from tuinews.config import Config
from tuinews.ui.screens.places import Places
from tuinews.ui.widgets.typesetting import Place

SIZES = [(80, 24), (160, 45)]


def marked(room: Room) -> list[str]:
    """The words that are marked as the current match, as they stand on the screen."""
    ground = room.main.article.background_colors[1]
    style = room.main.article.palette.marked(ground)
    return [
        segment.text
        for y in range(room.main.article.size.height)
        for segment in room.main.article.render_line(y)
        if segment.style is not None and segment.style.bgcolor == style.bgcolor
    ]


@pytest.mark.parametrize("size", SIZES)
def test_words_are_found_in_the_story(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.open_first()
            await room.press("ctrl+f", *"generator")
            await room.sees("1 of 5")
            assert marked(room) == ["generator"]
            # The letters went to the field: nothing was saved, filtered or gone on to.
            assert room.title == FIRST_TITLE
            await room.press("enter", "n")
            await room.sees("2 of 5")
            assert marked(room) == ["generator"]
            await room.press("N", "N")
            await room.sees("5 of 5")
            await room.press("n")
            await room.sees("1 of 5")
            await room.press("escape")
            await room.misses("of 5")
            assert marked(room) == []
            # Now n goes to the next story again.
            await room.press("n")
            await room.until(lambda: room.title != FIRST_TITLE)

    asyncio.run(play())


def test_what_does_not_stand_there_is_said(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("ctrl+f")
            await room.sees("Open a story first")
            await room.open_first()
            await room.press("ctrl+f", *"zeppelin")
            await room.sees("Not in this story")
            await room.press("enter", "n", "escape")
            await room.misses("Not in this story")
            assert room.main.pane == "reader"

    asyncio.run(play())


def test_matches_hold_through_a_resize_and_end_with_the_story(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.open_first()
            await room.press("ctrl+f", *"generator", "enter", "n")
            await room.sees("2 of 5")
            for size in ((80, 24), (41, 13), (200, 50)):
                await room.pilot.resize_terminal(*size)
                await room.pilot.pause()
                await room.sees("2 of 5")
            await room.press("J")
            await room.until(lambda: room.title != FIRST_TITLE)
            await room.misses("of 5")

    asyncio.run(play())


def test_a_link_is_followed_by_its_letter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("tuinews.ui.screens.flow.open_url", lambda url, command: opened.append(url))

    async def play() -> None:
        async with reader(home) as room:
            await room.press("f")
            await room.sees("Open a story first")
            await room.open_first()
            await room.press("f")
            assert marked(room) == ["a"]
            await room.press("a")
            await room.until(lambda: opened == ["https://reeldaily.example/ending"])
            assert marked(room) == []
            # Any other key takes the letters away, and does nothing else.
            await room.press("f", "s")
            assert marked(room) == []
            assert not room.row(FIRST_TITLE).saved
            await room.press("f", "escape")
            assert room.main.pane == "reader"
            await room.pilot.resize_terminal(160, 20)
            await room.press("G", "f")
            await room.sees("There is no link on this page of the story")

    asyncio.run(play())


def test_the_place_in_a_story_is_remembered_until_its_end(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(80, 24)) as room:
            await room.open_first()
            await room.press("space")
            place = room.main.article.place
            assert place.block > 0
            await room.press("J")
            await room.until(lambda: room.title != FIRST_TITLE)
            await room.arrived()
            assert room.main.article.scroll_offset.y == 0
            await room.press("K")
            await room.until(lambda: room.title == FIRST_TITLE)
            await room.sees("Where you stopped reading")
            assert room.main.article.place == place
        # Also after leaving, and in a terminal of another width.
        async with reader(home, size=(120, 30)) as room:
            await room.open_first()
            assert room.main.article.place.block == place.block
            await room.press("G")
            await room.until(lambda: room.main.article.at_end)
            await room.press("J")
            await room.until(lambda: room.title != FIRST_TITLE)
            await room.opens("K", FIRST_TITLE)
            assert room.main.article.scroll_offset.y == 0

    asyncio.run(play())


def test_the_place_is_known_to_who_opens_a_story_at_once(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(80, 24)) as room:
            assert room.main.desk is not None
            story_id = room.row(FIRST_TITLE).id
            newsroom = room.main.desk._newsroom
            await newsroom.set_preference("places", f'{{"{story_id}": [3, 0.5]}}')
            # As it is before the reader has read them by itself.
            assert await Places(room.main, newsroom).of(story_id) == Place(3, 0.5)

    asyncio.run(play())


@pytest.mark.parametrize(
    "stored", ["", "[]", "{", '{"1": 3}', '{"x": [1, 2]}', '{"1": [1e99, "nan"]}', "null"]
)
def test_odd_remembered_places_are_passed_over(home: Path, stored: str) -> None:
    async def play() -> None:
        async with reader(home) as room:
            assert room.main.desk is not None
            await room.main.desk._newsroom.set_preference("places", stored)
        async with reader(home) as room:
            await room.open_first()
            assert room.title == FIRST_TITLE
            assert room.main.article.scroll_offset.y == 0

    asyncio.run(play())


def test_text_is_selected_with_the_mouse_and_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr("tuinews.clipboard.copy", copied.append)

    async def play() -> None:
        async with reader(home) as room:
            await room.open_first()
            rows = room.text.split("\n")
            row = next(number for number, line in enumerate(rows) if "The lights went out" in line)
            column = rows[row].index("The lights went out")
            await room.pilot.mouse_down(offset=(column, row))
            await room.pilot.hover(offset=(column + 5, row + 1))
            await room.pilot.mouse_up(offset=(column + 5, row + 1))
            selected = room.main.get_selected_text()
            assert selected is not None
            assert selected.startswith("The lights went out twice during the closing ceremony")
            # Broken lines are whole again, and nothing of the neighbouring panes comes along.
            assert "\n" not in selected
            assert room.main.article.reading is not None
            assert selected in room.main.article.reading.document.markdown.replace("*", "")
            await room.press("y")
            await room.until(lambda: copied == [selected])
            await room.press("escape")
            assert room.main.get_selected_text() is None
            assert room.main.pane == "reader"
            await room.press("y")
            await room.until(lambda: copied[1:] == ["https://reeldaily.example/0"])
            await room.press("Y")
            await room.until(lambda: len(copied) == 3)
            assert copied[2].startswith(
                f"# {FIRST_TITLE}\n\n[Reel Daily](https://reeldaily.example/0)\n\nThe lights"
            )

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_g_shows_where_it_leads(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.press("G", "g")
            await room.sees(" t  Today", " s  Saved", " g  Top")
            await room.press("g")
            await room.misses(" t  Today")
            await room.until(lambda: room.main.stories.story is not None)
            assert room.main.stories.story is not None
            assert room.main.stories.story.title == FIRST_TITLE
            await room.press("g", "s")
            await room.until(lambda: room.main.top_bar.view == "Saved")
            await room.press("g", "t")
            await room.until(lambda: room.main.top_bar.view == "Today")
            await room.press("g", "u")
            await room.until(lambda: room.main.top_bar.view == "All unread")
            await room.press("g", "a")
            await room.until(lambda: room.main.top_bar.view == "Top stories")
            # A key that leads nowhere does nothing, whatever it does elsewhere.
            await room.press("g", "A")
            await room.until(lambda: not room.main.leader.display)
            assert len(room.titles) == STORIES
            assert not any(room.row(title).read for title in room.titles)
            await room.press("g", "r")
            await room.until(lambda: room.main.pane == "context")

    asyncio.run(play())


def test_two_keys_typed_in_one_go_and_by_mouse(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            for key in ("G", "g", "g", "j", "s"):
                room.app.post_message(events.Key(key, key))
            await room.until(lambda: room.row(room.titles[1]).saved)
            assert not room.row(room.titles[0]).saved
            await room.press("g")
            await room.sees(" s  Saved")
            rows = room.text.split("\n")
            row = next(number for number, line in enumerate(rows) if " s  Saved" in line)
            await room.pilot.click(offset=(rows[row].index(" s  Saved") + 2, row))
            await room.until(lambda: room.main.top_bar.view == "Saved")
            assert not room.main.leader.display

    asyncio.run(play())


def test_density_goes_round_and_is_remembered(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            assert room.main.stories.density == "roomy"
            await room.press("c")
            await room.sees("One line for each story")
            await room.until(lambda: room.main.stories.virtual_size.height == STORIES + 2)
            await room.press("c")
            await room.sees("Two lines for each story")
            await room.press("c", "c")
            await room.arrived()
        async with reader(home, size=(80, 24)) as room:
            await room.until(lambda: room.main.stories.density == "dense")
            await room.pilot.resize_terminal(160, 45)
            await room.pilot.pause()
            assert room.main.stories.density == "dense"

    asyncio.run(play())


def test_t_lists_the_stories_of_a_topic(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("t")
            await room.sees("✦ Topics of this story", "film")
            room.app.screen.query_one("#choices").go_to("film")  # type: ignore[attr-defined]
            await room.press("enter")
            await room.until(lambda: room.main.top_bar.view == "film")
            assert room.titles
            await room.press("escape")
            await room.until(lambda: room.main.top_bar.view == "Top stories")

    asyncio.run(play())


def test_brackets_go_from_source_to_source(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("left_square_bracket")
            await room.sees("That is the first one")
            seen = []
            for _ in range(6):
                await room.press("right_square_bracket")
                await room.arrived()
                seen.append(room.main.top_bar.view)
            assert seen == ["Today", "All unread", "Saved", "Film & TV", "Reel Daily", "Streamline"]
            await room.press("left_square_bracket")
            await room.until(lambda: room.main.top_bar.view == "Reel Daily")
            assert len(room.titles) == 4
            # No step is lost when they come in one go.
            for key in ("[", "[", "[", "]"):
                room.app.post_message(events.Key({"[": "left", "]": "right"}[key] + "_square_bracket", key))
            await room.until(lambda: room.main.top_bar.view == "Saved")

    asyncio.run(play())


def test_every_theme_can_be_worn(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.open_first()
            for name in [file.name for file in room.app.theme_files()]:
                room.app.theme = name
                await room.pilot.pause()
                await room.press("question_mark", "escape")
                await room.sees("The lights went out twice")
        async with reader(home, config=Config(motion=False, theme="house-lights")) as room:
            await room.open_first()
            await room.press("T")
            await room.sees("House Lights", "terminal", "Spotlight")

    asyncio.run(play())
