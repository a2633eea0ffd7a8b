"""Putting right what a topic is, and which stories tell the same."""

import asyncio
from pathlib import Path

import pytest

import staged
from reading_room import Room
from test_context_journeys import NEAR, READ_REPORT, REPORT, labels, open_first, rows, staged_reader
from tuinews.ui.widgets.choice_list import ChoiceList

SIZES = [(80, 24), (200, 50)]


async def choose(room: Room, key: str) -> None:
    await room.until(
        lambda: (
            bool(room.app.screen.query(ChoiceList))
            and any(choice.key == key for choice in room.app.screen.query_one(ChoiceList).rows)
        )
    )
    room.app.screen.query_one(ChoiceList).go_to(key)
    await room.press("enter")


async def to_topic(room: Room, name: str) -> None:
    await room.press("4")
    await room.until(lambda: name in labels(room, "topic"))
    assert room.main.context.go_to(f"topic:{name}")


@pytest.mark.parametrize("size", SIZES)
def test_a_topic_is_renamed_and_that_is_taken_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path, size) as room:
            await open_first(room)
            await to_topic(room, "Golden Gull")
            await room.press("equals_sign")
            await room.sees("✦ Correct “Golden Gull”")
            await choose(room, "rename")
            await room.sees("is called")
            await room.press("enter")
            await room.sees("Type a name.")
            await room.press(*"The", "space", *"Gull")
            await room.sees("“Golden Gull” becomes “The Gull”.")
            await room.press("enter")
            await room.until(lambda: "The Gull" in labels(room, "topic"))
            assert "Golden Gull" not in labels(room, "topic")
            await room.press("g", "c")
            await room.sees("✦ Corrected topics", "called The Gull")
            await room.press("enter")
            await room.until(lambda: "Golden Gull" in labels(room, "topic"))
            await room.press("g", "c")
            await room.sees("No topic was corrected yet")

    asyncio.run(play())


def test_a_topic_is_none_and_u_brings_it_back(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await to_topic(room, "Inês Calloway")
            await room.press("equals_sign")
            await choose(room, "hide")
            await room.until(lambda: "Inês Calloway" not in labels(room, "topic"))
            await room.press("u")
            await room.until(lambda: "Inês Calloway" in labels(room, "topic"))

    asyncio.run(play())


def test_two_topics_become_one(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await to_topic(room, "Inês Calloway")
            await room.press("equals_sign")
            await choose(room, "merge")
            await room.sees("“Inês Calloway” is", "The name of the topic that it is.")
            await room.press(*"Golden", "space", *"Gull", "enter")
            await room.until(lambda: "Inês Calloway" not in labels(room, "topic"))
            assert "Golden Gull" in labels(room, "topic")

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_report_is_taken_out_and_put_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path, size) as room:
            await open_first(room)
            await room.press("4")
            room.main.context.go_to(rows(room, "report")[1].key)
            await room.press("equals_sign")
            await room.sees("It tells something else than 2 other reports")
            assert "the same as the open story" not in room.text
            await choose(room, "apart")
            await room.until(lambda: labels(room, "report") == [READ_REPORT])
            assert room.row(REPORT).others == 0
            await room.press("u")
            await room.until(lambda: labels(room, "report") == [READ_REPORT, REPORT])

    asyncio.run(play())


def test_a_story_is_put_with_the_open_one(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await room.press("4")
            room.main.context.go_to(next(row.key for row in rows(room, "related") if row.label == NEAR))
            await room.press("equals_sign")
            await choose(room, "together")
            await room.until(lambda: NEAR in labels(room, "report"))
            assert room.row(NEAR).others == 3

    asyncio.run(play())


def test_what_is_taken_out_leaves_the_list_of_reports(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await room.press("right")
            await room.until(lambda: len(room.titles) == 3)
            room.main.stories.go_to(room.row(REPORT).id)
            await room.press("equals_sign")
            await choose(room, "apart")
            await room.until(lambda: room.titles == [staged.FIRST_TITLE, READ_REPORT])
            # The one that they are reports of: there is nothing left to list.
            await room.press("g", "g", "equals_sign")
            await choose(room, "apart")
            await room.until(lambda: len(room.titles) == staged.COUNT)

    asyncio.run(play())


def test_fields_of_news_stay_as_they_are(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await to_topic(room, "Golden Gull")
            await room.press("equals_sign")
            await choose(room, "rename")
            await room.press(*"film", "enter")
            await room.sees("“film” is a field of news and no topic.")
            await room.press("escape")

    asyncio.run(play())
