"""The context pane: topics, other reports, near stories and saved ones, by keys and by mouse."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import staged
from reading_room import Room, reader
from small_edition import unreachable
from tuinews.config import Config
from tuinews.library import Library
from tuinews.model import View
from tuinews.ui.widgets.context import ContextRow

SIZES = [(80, 24), (120, 35), (200, 50)]
REPORT = "Golden Gull goes to a film that was lit by a lamp"
READ_REPORT = "The Gull’s winner has a score by Vesper Lane, and no other music"
NEAR = "Studios and composers reach a last-minute deal on streaming residuals"


@asynccontextmanager
async def staged_reader(
    folder: Path, size: tuple[int, int] = (200, 50), then: Callable[[Library], None] | None = None
) -> AsyncIterator[Room]:
    staged.stage(folder, then=then)
    config = Config(motion=False, refresh_on_start=False, pictures="off")
    async with reader(
        folder, size=size, answers=unreachable, first=(), config=config, filled=False, now=staged.now
    ) as room:
        await room.until(lambda: len(room.titles) == staged.COUNT)
        await room.arrived()
        yield room


def rows(room: Room, kind: str) -> list[ContextRow]:
    return [row for row in room.main.context.rows if row.kind == kind]


def labels(room: Room, kind: str) -> list[str]:
    return [row.label for row in rows(room, kind)]


async def open_first(room: Room) -> None:
    await room.open_first()
    await room.until(lambda: labels(room, "report") == [READ_REPORT, REPORT])
    await room.until(lambda: bool(rows(room, "related")))


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_around_a_story_is_shown_and_opened(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path, size) as room:
            assert labels(room, "report") == labels(room, "related") == []
            await open_first(room)
            near = next(row for row in rows(room, "related") if row.label == NEAR)
            assert near.reason.startswith("Both name Golden Gull")
            assert staged.FIRST_TITLE not in labels(room, "related")
            await room.press("4")
            await room.sees("RELATED TOPICS", "MORE ON THIS STORY")
            room.main.context.go_to(rows(room, "report")[1].key)
            await room.sees("Golden Gull goes to a film", "Streamline · 5h")
            await room.press("enter")
            await room.until(lambda: room.title == REPORT)
            await room.until(lambda: staged.FIRST_TITLE in labels(room, "report"))
            # From there to a near one, which nobody else tells.
            await room.until(lambda: NEAR in labels(room, "related"))
            await room.press("4")
            room.main.context.go_to(next(row.key for row in rows(room, "related") if row.label == NEAR))
            await room.sees("Both name Golden Gull")
            await room.press("enter")
            await room.until(lambda: room.title == NEAR)
            await room.until(lambda: labels(room, "report") == [])

    asyncio.run(play())


def test_the_pane_follows_what_is_done_to_its_stories(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await room.press("4")
            room.main.context.go_to(rows(room, "report")[1].key)
            await room.press("s")
            await room.until(lambda: REPORT in labels(room, "saved"))
            assert room.main.context.current is not None
            assert room.main.context.current.kind == "report", "the cursor stays where it was"
            await room.press("m")
            await room.until(
                lambda: any(row.story is not None and row.story.read for row in rows(room, "report")[:1])
            )
            near = next(row for row in rows(room, "related") if row.label == NEAR)
            room.main.context.go_to(near.key)
            await room.press("m")
            await room.until(
                lambda: any(
                    row.story is not None and row.story.read
                    for row in rows(room, "related")
                    if row.label == NEAR
                )
            )
            await room.press("H")
            await room.until(lambda: NEAR not in labels(room, "related"))

    asyncio.run(play())


def test_topics_are_listed_followed_and_muted_in_the_pane(tmp_path: Path) -> None:
    def gull(room: Room) -> ContextRow:
        return next(row for row in rows(room, "topic") if row.label == "Golden Gull")

    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await room.press("4")
            room.main.context.go_to("topic:Golden Gull")
            await room.press("plus")
            await room.until(lambda: gull(room).stance == "follow")
            await room.press("plus")
            await room.until(lambda: gull(room).stance == "")
            await room.press("enter")
            await room.until(lambda: room.main.top_bar.view == "Golden Gull")
            assert staged.FIRST_TITLE in room.titles

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_a_story_of_many_outlets_opens_into_its_reports(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path, size) as room:
            await room.sees("12m +2")
            await room.press("right")
            await room.until(lambda: room.titles == [staged.FIRST_TITLE, REPORT, READ_REPORT])
            await room.sees("3 reports · ")
            assert room.main.pane == "stories"
            # Once more goes on to the reader, as it does from any story.
            await room.press("right")
            await room.until(lambda: room.main.pane == "reader")
            await room.press("left")
            await room.until(lambda: room.main.pane == "stories")
            await room.press("left")
            await room.until(lambda: len(room.titles) == staged.COUNT)
            assert room.main.pane == "stories"
            await room.press("left")
            await room.until(lambda: room.main.pane == "sources")
            await room.press("right", "j", "right")
            await room.until(lambda: room.main.pane == "reader")

    asyncio.run(play())


def test_the_reports_of_the_open_story_are_listed_by_g_o(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            await room.press("g", "o")
            await room.until(lambda: len(room.titles) == 3)
            await room.press("escape")
            await room.until(lambda: len(room.titles) == staged.COUNT)
            await room.press("j", "g", "o")
            await room.sees("There are no other reports of this story")
            assert len(room.titles) == staged.COUNT

    asyncio.run(play())


def test_a_group_that_falls_apart_is_told_at_once(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await room.sees("12m +2")
            desk = room.main.desk
            assert desk is not None
            (group,) = await desk._newsroom.groups(staged.NOW.replace(year=2024))
            alone = next(story for story in group.stories if story.title == REPORT)
            await desk._newsroom._library.write(
                desk._newsroom._announce, Library.set_groups, {alone.id: None}
            )
            await room.sees("12m +1")
            assert room.row(REPORT).others == 0

    asyncio.run(play())


def test_with_many_outlets_a_row_leads_to_all(tmp_path: Path) -> None:
    def all_alike(library: Library) -> None:
        ids = [story.id for story in library.page(View()).stories]
        library.set_groups(dict.fromkeys(ids, min(ids)))

    async def play() -> None:
        async with staged_reader(tmp_path, then=all_alike) as room:
            await room.open_first()
            await room.until(lambda: len(rows(room, "report")) == 4)
            await room.press("4")
            room.main.context.go_to("all:reports")
            await room.sees(f"All {staged.COUNT} reports")
            await room.press("enter")
            await room.sees(f"{staged.COUNT} reports · ")

    asyncio.run(play())


def test_a_click_opens_what_stands_around(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await open_first(room)
            line = next(
                number
                for number, text in enumerate(room.text.splitlines())
                if "Golden Gull goes to" in text[150:]
            )
            await room.pilot.click(offset=(175, line))
            await room.until(lambda: room.title == REPORT)

    asyncio.run(play())


def test_a_story_in_passing_leaves_nothing_behind(tmp_path: Path) -> None:
    async def play() -> None:
        async with staged_reader(tmp_path) as room:
            await room.press("enter", *"JJJJ")
            await room.arrived()
            story = room.main.article.reading
            assert story is not None
            assert story.story.title not in labels(room, "related")
            expected = await room.main.desk._newsroom.related(story.story.id, 6)  # type: ignore[union-attr]
            await room.until(lambda: labels(room, "related") == [each.story.title for each in expected])

    asyncio.run(play())
