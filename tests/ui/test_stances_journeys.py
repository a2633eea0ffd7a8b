"""Following and muting topics, words and sources; for a while, until a date, for ever; seen and ended in one place."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

import staged
from printed import home, printed
from reading_room import Room, reader
from small_edition import FIRST_TITLE, NOW, SOURCES, STORIES, unreachable
from tuinews.config import Config
from tuinews.model import Stance
from tuinews.ui.widgets.choice_list import ChoiceList
from tuinews.ui.widgets.source_list import SourceRow

SIZES = [(80, 24), (160, 45)]
OF_REEL_DAILY = 4


async def stances(room: Room) -> list[Stance]:
    assert room.main.desk is not None
    return list(await room.main.desk._newsroom.stances())


def row(room: Room, key: str) -> SourceRow:
    return next(row for row in room.main.sources.rows if row.key == key)


def keys(room: Room) -> list[str]:
    """The keys of what can be chosen in the dialog."""
    return [choice.key for choice in room.app.screen.query_one(ChoiceList).rows if choice.key]


async def to_source(room: Room) -> None:
    await room.press("1")
    assert room.main.sources.go_to("source:1")


async def choose(room: Room, key: str) -> None:
    await room.until(lambda: bool(room.app.screen.query(ChoiceList)) and key in keys(room))
    room.app.screen.query_one(ChoiceList).go_to(key)
    await room.press("enter")


async def type_line(room: Room, text: str) -> None:
    await room.until(lambda: bool(room.app.screen.query("#line")))
    await room.pilot.press(*(" " if character == " " else character for character in text))


@pytest.mark.parametrize("size", SIZES)
def test_a_source_is_muted_in_the_pane_and_back(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await to_source(room)
            await room.press("minus")
            await room.sees("✦ Mute “Reel Daily”", f"{OF_REEL_DAILY} stories now.")
            await room.press("enter")
            await room.until(lambda: len(room.titles) == STORIES - OF_REEL_DAILY)
            await room.until(lambda: row(room, "source:1").sign == "◌")
            await room.sees("Reel Daily ◌")
        async with reader(home, size=size, filled=False) as room:
            await room.until(lambda: len(room.titles) == STORIES - OF_REEL_DAILY)
            await to_source(room)
            await room.press("minus")
            await room.until(lambda: len(room.titles) == STORIES)
            assert await stances(room) == []
            await room.press("u")
            await room.until(lambda: len(room.titles) == STORIES - OF_REEL_DAILY)

    asyncio.run(play())


def test_a_source_is_followed(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await to_source(room)
            await room.press("plus")
            await room.sees("Following “Reel Daily”", "Reel Daily ✧")
            assert [(each.kind, each.name) for each in await stances(room)] == [("source", "1")]
            await room.press("plus")
            await room.misses("Reel Daily ✧")

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_words_of_a_headline_are_muted_and_named_by_the_story(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.press("minus")
            await choose(room, "words")
            await room.sees("✦ Mute words")
            await room.press("enter")
            await room.sees("Type a word, or several that stand together.")
            await type_line(room, "golden gull")
            await room.sees("1 story has them now.")
            await room.press("enter")
            await room.sees("✦ Mute “golden gull”", "1 story now.")
            await room.press("enter")
            await room.until(lambda: FIRST_TITLE not in room.titles)
            await room.press("g", "x")
            await room.until(lambda: room.titles == [FIRST_TITLE])
            room.app.clear_notifications()  # It stands over the last row of a small screen.
            await room.press("minus")
            await room.sees("muted · enter ends it")
            await choose(room, "word:golden gull")
            await room.until(lambda: room.titles == [])
            assert await stances(room) == []

    asyncio.run(play())


def test_words_that_are_followed_are_a_list_of_their_own(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("plus")
            await choose(room, "words")
            await type_line(room, "golden gull")
            await room.press("enter")
            await room.until(
                lambda: any(row.key == "follow-word:golden gull" for row in room.main.sources.rows)
            )
            await room.until(lambda: row(room, "follow-word:golden gull").count == 1)
            await room.press("1")
            room.main.sources.go_to("follow-word:golden gull")
            await room.press("enter")
            await room.until(lambda: room.titles == [FIRST_TITLE])
            await room.press("1", "plus")
            await room.until(lambda: all(row.kind != "follow" for row in room.main.sources.rows))

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_mute_until_a_date(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await to_source(room)
            await room.press("minus")
            await choose(room, "date")
            await room.sees("✦ Mute “Reel Daily” until")
            await type_line(room, "24 pec")
            await room.press("enter")
            await room.sees("That is no day to come.")
            room.app.screen.query_one("#line").value = ""  # type: ignore[attr-defined]
            await type_line(room, "24 dec")
            await room.sees("Muted until Wednesday 24 December 2025")
            await room.press("enter")
            await room.until(lambda: len(room.titles) == STORIES - OF_REEL_DAILY)
            (stance,) = await stances(room)
            assert stance.until is not None
            assert (stance.until.astimezone().month, stance.until.astimezone().day) == (12, 24)
            await room.press("g", "m")
            await room.sees(
                "until Wednesday 24 December, 00:00", f"{OF_REEL_DAILY} stories are muted or hidden now"
            )

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_is_followed_and_muted_is_seen_and_ended_in_one_place(
    home: Path, size: tuple[int, int]
) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.press("g", "m")
            await room.sees("✦ Followed and muted", "Nothing yet.")
            await room.press("minus")
            await type_line(room, "speedrun")
            await room.press("enter")
            await room.sees("✦ Mute “speedrun”")
            await room.press("enter")
            await room.sees("MUTED", "speedrun", "words · 1 story", "1 story is muted or hidden now")
            await room.press("plus")
            await type_line(room, "gull")
            await room.press("enter")
            await room.sees("FOLLOWED", "words · 2 stories")
            assert keys(room) == ["word:speedrun", "word:gull"]
            # Another length, then none at all.
            room.app.screen.query_one(ChoiceList).go_to("word:speedrun")
            await room.press("enter")
            await choose(room, "week")
            await room.sees("until Friday 21 March")
            room.app.screen.query_one(ChoiceList).go_to("word:speedrun")
            await room.press("enter")
            await choose(room, "end")
            await room.until(lambda: keys(room) == ["word:gull"])
            await room.press("u")
            await room.until(lambda: keys(room) == ["word:speedrun", "word:gull"])
            room.app.screen.query_one(ChoiceList).go_to("word:speedrun")
            await room.press("d")
            await room.until(lambda: keys(room) == ["word:gull"])
            await room.sees("“speedrun” is no longer muted · u undoes it", "No story is set aside now.")
            await room.press("d")
            await room.sees("Nothing yet.")
            await room.press("escape")
            await room.until(lambda: room.app.screen is room.main)
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_words_are_muted_in_one_folder_or_source_only(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.press("g", "m", "minus")
            await type_line(room, "the")
            await room.press("enter")
            await choose(room, "where")
            await room.sees("✦ Mute “the” where", "everywhere", "only in Film & TV")
            # Leaving leads back to the question before it.
            await room.press("escape")
            await choose(room, "where")
            await choose(room, "folder:Games")
            await room.sees("only in Games", "2 stories now.")
            await choose(room, "for ever")
            await room.sees("words · only in Games · 2 stories")
            await room.until(lambda: len(room.titles) == STORIES - 2)
            await choose(room, "word:the")
            await choose(room, "where")
            await choose(room, "source:1")
            await choose(room, "for ever")
            await room.sees("words · only in Reel Daily")
            (stance,) = await stances(room)
            assert (stance.only_source, stance.only_folder) == (1, None)
            await room.press("d")
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


def test_a_mute_that_has_ended_is_seen_no_more(home: Path) -> None:
    later = NOW + timedelta(days=2)

    async def play() -> None:
        async with reader(home) as room:
            await to_source(room)
            await room.press("minus")
            await choose(room, "day")
            await room.until(lambda: len(room.titles) == STORIES - OF_REEL_DAILY)
        async with reader(home, filled=False, now=lambda: later) as room:
            await room.until(lambda: len(room.titles) == STORIES)
            await room.press("g", "m")
            await room.sees("Nothing yet.")

    asyncio.run(play())


def test_leaving_the_questions_changes_nothing(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await to_source(room)
            await room.press("minus")
            await choose(room, "date")
            await type_line(room, "friday")
            await room.press("escape")
            await room.press("g", "m", "plus", "escape", "d", "enter", "u")
            await room.press("escape")
            assert await stances(room) == []

    asyncio.run(play())


def test_hostile_words_are_words(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            for text in ('a" OR title:b', "[/b] [@click=app.quit]x[/]", "\u202e映画 \x1b]0;x\x07"):
                await room.press("g", "m", "minus")
                await room.until(lambda: bool(room.app.screen.query("#line")))
                room.app.screen.query_one("#line").value = text  # type: ignore[attr-defined]
                await room.press("enter", "enter")
                await room.until(lambda: bool(keys(room)))
                await room.press("escape")
            assert len(await stances(room)) == 3
            assert len(room.titles) == STORIES
            for size in ((20, 10), (40, 12), (200, 50)):
                await room.press("g", "m")
                await room.pilot.resize_terminal(*size)
                await room.press("minus", "escape", "escape")

    asyncio.run(play())


def test_the_days_of_trending_topics_are_drawn(tmp_path: Path) -> None:
    staged.stage(tmp_path)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(
            tmp_path, answers=unreachable, first=SOURCES[:0], config=config, filled=False, now=staged.now
        ) as room:
            # Most of its stories are of the last 24 hours.
            await room.until(lambda: any(row.bar.endswith("█") for row in room.main.sources.rows))
            bars = [row.bar for row in room.main.sources.rows if row.kind == "topic"]
            assert all(len(bar) in (0, 7) for bar in bars)
            await room.press("1")
            await room.sees("█")

    asyncio.run(play())
