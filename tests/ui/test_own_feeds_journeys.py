"""What the user keeps, follows, mutes and hides: on the screen at once, taken back by u, there after a restart."""

import asyncio
from pathlib import Path

import pytest

from printed import home, printed
from reading_room import Room, reader
from small_edition import FIRST_TITLE, SOURCES, STORIES
from tuinews.model import Story, View
from tuinews.ui.screens.subjects import topic
from tuinews.ui.widgets.source_list import SourceRow

SIZES = [(80, 24), (160, 45)]


def row(room: Room, key: str) -> SourceRow | None:
    """The row of the sources pane with a key."""
    return next((row for row in room.main.sources.rows if row.key == key), None)


def own(room: Room, kind: str) -> dict[str, int]:
    """The names of the user's own feeds with their numbers."""
    return {row.label: row.count for row in room.main.sources.rows if row.kind == kind}


async def search(room: Room, words: str) -> None:
    """Search, and go to the hits."""
    await room.press("slash")
    room.main.search.value = words
    await room.until(lambda: room.main.top_bar.view == f"“{words}”")
    await room.press("enter")


async def topic_in_context(room: Room) -> str:
    """Open the first story and put the cursor on its strongest topic."""
    await room.open_first()
    await room.press("4")
    await room.until(lambda: any(row.kind == "topic" for row in room.main.context.rows))
    name = next(row.label for row in room.main.context.rows if row.kind == "topic")
    room.main.context.go_to(f"topic:{name}")
    return name


@pytest.mark.parametrize("size", SIZES)
def test_a_search_is_kept_as_a_list_let_go_and_taken_back(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await search(room, "generator")
            await room.sees("S Keep search")
            await room.press("S")
            await room.sees("Kept “generator” as a list · u undoes it")
            await room.until(lambda: own(room, "search") == {"generator": STORIES})
            await room.press("u")
            await room.until(lambda: own(room, "search") == {})
            await room.press("S")
            await room.until(lambda: own(room, "search") == {"generator": STORIES})
            await room.press("escape", "1")
            await room.sees("/ generator")
            # The number follows what is read.
            await room.press("2")
            await room.open_first()
            await room.until(lambda: own(room, "search") == {"generator": STORIES - 1})
        async with reader(home, size=size) as room:
            await room.until(lambda: own(room, "search") == {"generator": STORIES - 1})
            await room.press("1")
            room.main.sources.go_to(next(row.key for row in room.main.sources.rows if row.search))
            await room.press("enter")
            await room.until(lambda: room.main.top_bar.view == "generator")
            assert len(room.titles) == STORIES
            await room.press("1", "S")
            await room.sees("No longer kept · u undoes it")
            await room.until(lambda: own(room, "search") == {})
            await room.press("u")
            await room.until(lambda: own(room, "search") == {"generator": STORIES - 1})
            # The same key lets go what is listed.
            await room.press("2", "S")
            await room.until(lambda: own(room, "search") == {})

    asyncio.run(play())


def test_without_a_search_there_is_nothing_to_keep(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("S")
            await room.sees("Search for something first · press /")

    asyncio.run(play())


def test_a_kept_search_that_finds_nothing_says_what_it_waits_for(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await search(room, "zeppelin")
            await room.sees("Nothing found", "esc closes the")
            await room.press("S")
            await room.until(lambda: own(room, "search") == {"zeppelin": 0})
            await room.press("1")
            room.main.sources.go_to(next(row.key for row in room.main.sources.rows if row.search))
            await room.press("enter")
            await room.sees("Nothing found yet", "“zeppelin”")

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_hidden_story_leaves_the_list_and_comes_back(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            order = room.titles
            assert row(room, "smart:aside") is None
            await room.press("H")
            await room.sees("Hidden · u undoes it")
            await room.until(lambda: room.titles == order[1:])
            assert room.main.stories.story is not None
            assert room.main.stories.story.title == order[1]
            await room.press("H")
            await room.until(lambda: room.titles == order[2:])
            # Undo brings the cursor back as well.
            for number in (1, 0):
                await room.press("u")
                await room.until(lambda number=number: room.titles == order[number:])  # type: ignore[misc]
                assert room.main.stories.story is not None
                assert room.main.stories.story.title == order[number]
            await room.until(lambda: row(room, "smart:aside") is None)
            await room.press("H")
            await room.until(lambda: room.titles == order[1:])
        async with reader(home, size=size, filled=False) as room:
            await room.until(lambda: room.titles == order[1:])
            await room.until(lambda: row(room, "smart:aside") is not None)
            await room.press("1")
            await room.sees("Hidden and muted")
            room.main.sources.go_to("smart:aside")
            await room.press("enter")
            await room.until(lambda: room.titles == order[:1])
            await room.press("H")
            await room.sees("Shown again · u undoes it", "Nothing is set aside")
            await room.until(lambda: row(room, "smart:aside") is None)
            await room.press("1")
            room.main.sources.go_to("smart:top")
            await room.press("enter")
            await room.until(lambda: room.titles == order)

    asyncio.run(play())


def test_after_hiding_the_open_story_the_next_one_is_the_next_one(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            order = room.titles
            await room.open_first()
            await room.press("H")
            await room.until(lambda: room.titles == order[1:])
            assert room.title == order[0]
            await room.opens("n", order[1])
            await room.opens("J", order[2])
            await room.opens("K", order[1])
            # And the last one: the cursor goes up.
            await room.opens("J", order[2])
            await room.press("2", "G", "H")
            await room.until(lambda: room.titles == order[1:-1])
            assert room.main.stories.story is not None
            assert room.main.stories.story.title == order[-2]

    asyncio.run(play())


def test_hiding_fast_hides_each_story_once(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            order = room.titles
            await room.pilot.press("H", "H", "H")
            await room.arrived()
            await room.until(lambda: len(room.titles) < STORIES)
            # However many presses came before the list had changed: none of them showed a story again.
            assert order[0] not in room.titles
            assert all(not story.hidden for story in room.main.stories.rows if isinstance(story, Story))

    asyncio.run(play())


def test_a_saved_story_that_is_hidden_stays_on_its_shelf(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("s")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            await room.press("1")
            room.main.sources.go_to("smart:saved")
            await room.press("enter")
            await room.until(lambda: room.titles == [FIRST_TITLE])
            await room.press("H")
            await room.until(lambda: room.row(FIRST_TITLE).hidden)
            await room.press("H")
            await room.until(lambda: not room.row(FIRST_TITLE).hidden)

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_topic_is_followed_from_the_context_pane(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            name = await topic_in_context(room)
            await room.press("plus")
            await room.sees("Following “", "✧")
            assert room.main.desk is not None
            unread = await room.main.desk._newsroom.count(View(topic=name, unread=True))
            await room.until(lambda: own(room, "follow") == {name: unread})
            await room.press("plus")
            await room.sees("No longer following")
            await room.until(lambda: own(room, "follow") == {})
            await room.press("u")
            await room.until(lambda: own(room, "follow") == {name: unread})
        async with reader(home, size=size) as room:
            await room.until(lambda: own(room, "follow") == {name: unread})
            await room.press("1")
            room.main.sources.go_to(f"follow:{name.casefold()}")
            await room.press("enter")
            await room.until(lambda: room.main.top_bar.view == name)
            assert room.titles
            await room.press("1", "plus")
            await room.until(lambda: own(room, "follow") == {})

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_topic_is_muted_for_a_while_and_no_longer(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.press("minus")
            await room.sees("✦ Mute", "Golden Gull", "Reel Daily", "Words of headlines …")
            choose = room.app.screen.query_one("#choices")
            choose.go_to("topic:film")  # type: ignore[attr-defined]
            await room.press("enter")
            await room.sees("✦ Mute “film”", "For a day", "For a week", "For ever", "until Saturday 15 March")
            await room.press("k", "k", "enter")
            await room.until(lambda: FIRST_TITLE not in room.titles)
            left = room.titles
            await room.sees("Muted “film”", f"{STORIES - len(left)} stories set aside · u undoes it")
            assert room.main.desk is not None
            stance = (await room.main.desk._newsroom.stances())[0]
            assert stance.until is not None
            await room.press("u")
            await room.until(lambda: len(room.titles) == STORIES)
            # Enter takes it for ever.
            await room.press("g", "g", "minus")
            room.app.screen.query_one("#choices").go_to("topic:film")  # type: ignore[attr-defined]
            await room.press("enter", "enter")
            await room.until(lambda: room.titles == left)
        async with reader(home, size=size, filled=False) as room:
            await room.until(lambda: room.titles == left)
            await room.press("1")
            room.main.sources.go_to("smart:aside")
            await room.press("enter")
            await room.until(lambda: len(room.titles) == STORIES - len(left))
            await room.press("H")
            await room.sees("Something that you muted sets it aside")
            await room.press("minus")
            await room.sees("muted · enter ends it")
            room.app.screen.query_one("#choices").go_to("topic:film")  # type: ignore[attr-defined]
            await room.press("enter")
            await room.sees("No longer muted: “film”")
            await room.until(lambda: room.titles == [])
            await room.until(lambda: row(room, "smart:aside") is None)

    asyncio.run(play())


def test_topics_of_the_sources_pane_and_of_nothing(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("1")
            room.main.sources.go_to("smart:top")
            await room.press("plus")
            await room.sees("Put the cursor on a topic, a source or a story first")
            trending = next(row for row in room.main.sources.rows if row.kind == "topic")
            room.main.sources.go_to(trending.key)
            await room.press("plus")
            await room.until(lambda: list(own(room, "follow")) == [trending.label])
            # Muting takes its place.
            room.main.sources.go_to(f"follow:{trending.label.casefold()}")
            await room.press("minus", "enter")
            await room.until(lambda: own(room, "follow") == {})
            await room.until(lambda: row(room, "smart:aside") is not None)
            await room.press("u")
            await room.until(lambda: list(own(room, "follow")) == [trending.label])
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


def test_leaving_a_choice_changes_nothing(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("plus", "escape", "minus", "escape")
            await topic_in_context(room)
            await room.press("minus", "escape", "u")
            await room.sees("unread again")
            assert room.main.desk is not None
            assert await room.main.desk._newsroom.stances() == ()

    asyncio.run(play())


def test_hostile_names_change_nothing_but_their_row(tmp_path: Path) -> None:
    def hostile(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        body = (
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>[/b] x</title><item><title>[/b] [@click=app.quit]x[/]'
            b"</title><link>https://a.example/1</link><category>[/b] [red]y</category>"
            b"<description>[red]y[/] z</description></item></channel></rss>"
        )
        return 200, {"content-type": "application/rss+xml"}, body

    async def play() -> None:
        async with reader(tmp_path, answers=hostile, first=SOURCES[:1], filled=False) as room:
            await room.sees("[/b] [@click=app.quit]x[/]")
            await search(room, "[/b] [@click=app.quit]x[/]")
            await room.press("S")
            await room.until(lambda: list(own(room, "search")) == ["[/b] [@click=app.quit]x[/]"])
            await room.sees("Kept “[/b] [@click=app.quit]")
            assert room.main.desk is not None
            stances = room.main.desk._stances
            stances._follow(topic("[/b] [red]y[/]"))
            await room.until(lambda: list(own(room, "follow")) == ["[/b] [red]y[/]"])
            stances._mute(topic("[/b] [@click=app.quit]x[/]"))
            await room.sees("Mute “[/b] [@click=app.quit]x[/]”")
            await room.press("enter")
            await room.sees("Muted “[/b] [@click=app.quit]x[/]”", "u undoes it")
            await room.press("1", "4", "question_mark", "escape", "H")
            for size in ((20, 10), (200, 50)):
                await room.pilot.resize_terminal(*size)
                await room.press("1", "2")

    asyncio.run(play())
