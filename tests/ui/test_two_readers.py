"""A reader that is not alone: other windows, commands and programs share its library."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from printed import home, printed
from reading_room import Room, reader
from small_edition import FIRST_TITLE, STORIES, now, serve
from tuinews.model import Story, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home


async def command(folder: Path, *arguments: str) -> None:
    """Run a command on the same home, as somebody does in another terminal."""
    line = [sys.executable, "-m", "tuinews", "--home", str(folder), *arguments]
    done = await asyncio.to_thread(subprocess.run, line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def position(room: Room) -> tuple[int | None, float, str]:
    """Where the user is: cursor, scrolling, open story."""
    return room.main.stories.cursor, room.main.stories.scroll_offset.y, room.title


def test_what_another_process_does_is_seen(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("j", "j")
            await room.open_first()
            third = room.title
            first, second = room.titles[:2]
            here = position(room)
            await command(home, "save", str(room.row(first).id))
            await room.until(lambda: room.row(first).saved)
            await command(home, "read", str(room.row(first).id), str(room.row(second).id))
            await room.until(lambda: room.row(first).read and room.row(second).read)
            await room.sees(f"{STORIES - 3} unread")
            assert position(room) == here
            # What was done there is taken back here.
            await room.press("u")
            await room.until(lambda: not room.row(first).read and not room.row(second).read)
            await room.press("u")
            await room.until(lambda: not room.row(first).saved)
            await room.press("u")
            await room.until(lambda: not room.row(third).read)

    asyncio.run(play())


def test_two_readers_on_one_library(home: Path) -> None:
    async def play() -> None:
        there = await Newsroom.open(Home.below(home), serve=serve, now=now)
        async with reader(home) as room:
            # New stories wait behind the pill; nothing moves.
            (respawn,) = [source for source in await there.sources() if source.title == "Respawn"]
            await there.remove(respawn.id)
            await room.until(lambda: len(room.titles) == STORIES - 2)
            await room.misses("Respawn")
            await there.undo()
            await room.sees("2 new · press .", "Respawn")
            assert len(room.titles) == STORIES - 2
            await room.press("full_stop")
            assert len(room.titles) == STORIES
            # The story under the cursor stays, whatever becomes of its source.
            room.main.stories.go_to(
                room.row("Review: “The Quiet Arcade” is a puzzle game about listening").id
            )
            await there.remove(respawn.id)
            await room.until(lambda: len(room.titles) == STORIES - 1)
            assert room.main.stories.story is not None
            assert room.main.stories.story.source == "Respawn"
        await there.aclose()

    asyncio.run(play())


def test_filtered_lists_keep_what_was_read_elsewhere(home: Path) -> None:
    async def play() -> None:
        there = await Newsroom.open(Home.below(home), serve=serve, now=now)
        async with reader(home) as room:
            await room.press("a")
            await room.sees("Top stories · unread")
            await there.mark_view_read(View())
            await room.until(
                lambda: all(story.read for story in room.main.stories.rows if isinstance(story, Story))
            )
            assert len(room.titles) == STORIES
            await room.press("a")
            await room.sees("Nothing saved yet")
            await there.set_saved([story.id for story in (await there.page(View())).stories[:3]], True)
            await room.until(lambda: len(room.titles) == 3)
        await there.aclose()

    asyncio.run(play())


def test_another_program_holds_the_library(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path) as room:
            await room.arrived()
            with closing(sqlite3.connect(Home.below(tmp_path).library_db, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                await room.press("s")
                # Reading goes on, also into stories that were never opened.
                await room.press("enter")
                await room.sees("Mara Okonkwo", "The lights went out twice")
                await room.press("J")
                await room.until(lambda: room.title == room.titles[1])
                await room.sees("Another program is using the library")
                assert not room.row(FIRST_TITLE).saved
                other.rollback()
            await room.until(lambda: room.row(FIRST_TITLE).saved and room.row(FIRST_TITLE).read)
            await room.sees("what waited is stored")
            assert "locked" not in room.text

    asyncio.run(play())


def test_a_full_disk_is_told_and_a_save_works_again_once_there_is_room(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            newsroom = room.app._opening.result()  # type: ignore[union-attr]
            connection = newsroom._library._library._database.connection
            limit = "PRAGMA main.max_page_count = {}"
            (pages,) = await newsroom._library.read(
                lambda library: connection.execute("PRAGMA main.page_count").fetchone()
            )
            await newsroom._library.read(lambda library: connection.execute(limit.format(pages)).fetchone())
            story = room.row(FIRST_TITLE)
            for _ in range(40):
                # The first ones may still find room on the pages that are there.
                await room.press("s")
                await room.arrived()
                if "Not saved" in room.text:
                    break
                await room.press("j")
            await room.sees("Not saved · s tries again", "The disk is full")
            assert story.id
            full = room.main.stories.story
            assert full is not None
            assert not full.saved
            # Reading goes on.
            await room.press("enter")
            await room.until(lambda: room.title == full.title)
            await room.arrived()
            await newsroom._library.read(
                lambda library: connection.execute(limit.format(1_000_000)).fetchone()
            )
            await room.press("escape", "s")
            await room.until(lambda: room.row(full.title).saved)

    asyncio.run(play())


def test_a_cache_that_breaks_while_reading_is_fetched_again(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            with closing(sqlite3.connect(Home.below(home).cache_db)) as vandal:
                vandal.execute("DROP TABLE counters")
            everything = room.titles
            await room.press("m")
            await room.sees("The stored copies of the stories were damaged")
            before = room.main.stories.rows
            await room.until(lambda: room.main.stories.rows is not before and room.titles == everything)
            await room.misses(" new · press")
            await room.opens("J", everything[1])
            await room.press("s")
            await room.until(lambda: room.row(everything[1]).saved)

    asyncio.run(play())
