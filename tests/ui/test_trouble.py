"""A library that can't be opened: what is said, and how it comes back."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from printed import home, printed
from reading_room import Room, reader
from small_edition import STORIES, now
from tuinews.config import Config
from tuinews.library import Library
from tuinews.library.backup import daily
from tuinews.model import View
from tuinews.paths import Home
from tuinews.ui.app import LIBRARY_TROUBLE

QUIET = Config(motion=False, refresh_on_start=False)


def saved_and_backed_up(folder: Path) -> Home:
    """Save two stories, and make the backup of yesterday."""
    place = Home.below(folder)
    library = Library.open(place, now=now)
    library.set_saved([story.id for story in library.page(View(), limit=2).stories], True)
    library.close()
    daily(place, now() - timedelta(days=1), b"")
    return place


def harm(place: Home) -> None:
    whole = place.library_db.read_bytes()
    place.library_db.write_bytes(b"\xa5" * 4096 + whole[4096:])


async def back(room: Room) -> None:
    """Wait until the reader shows its stories."""
    await room.until(lambda: room.app.screen is room.main)
    await room.until(lambda: room.main.desk is not None and room.main.desk.listing.ready)


def test_a_later_versions_library_is_explained_and_nothing_else_is_offered(home: Path) -> None:
    async def play() -> None:
        with closing(sqlite3.connect(Home.below(home).library_db)) as connection:
            connection.execute("PRAGMA user_version = 9999")
        async with reader(home, filled=False) as room:
            await room.sees("The library can’t be opened", "Press q to leave")
            await room.press("b", "r")
            await room.sees("Press q to leave")
            await room.press("q")
            await room.left()
        assert room.app.return_code == LIBRARY_TROUBLE

    asyncio.run(play())


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
@pytest.mark.parametrize("state", ["It is damaged", "It was emptied", "It is missing"])
def test_the_newest_backup_comes_back_with_one_key(home: Path, size: tuple[int, int], state: str) -> None:
    place = saved_and_backed_up(home)
    if state == "It is damaged":
        harm(place)
    elif state == "It was emptied":
        place.library_db.write_bytes(b"")
    else:
        place.library_db.unlink()

    async def play() -> None:
        async with reader(home, size=size, filled=False, config=QUIET, first=()) as room:
            await room.sees("The library can’t be opened", state, "It held 4 sources and 2 saved stories")
            await room.sees("The backup of", "has 4 sources", "b put that backup back", "q leave")
            assert ("r save what" in room.text) == (state == "It is damaged")
            await room.press("b")
            await room.sees("is back: 4 sources")
            await back(room)

    asyncio.run(play())
    with closing(sqlite3.connect(place.library_db)) as connection:
        assert connection.execute("SELECT count(*) FROM saved").fetchone() == (2,)


def test_what_can_be_read_is_saved_with_one_key(home: Path) -> None:
    place = saved_and_backed_up(home)
    harm(place)
    damaged = place.library_db.read_bytes()

    async def play() -> None:
        async with reader(home, size=(80, 24), filled=False, config=QUIET, first=()) as room:
            await room.sees("r save what can still be read")
            await room.press("r")
            await room.sees("could be read")
            await back(room)
            assert len(room.main.desk.listing.stories) == STORIES  # type: ignore[union-attr]

    asyncio.run(play())
    assert [path.read_bytes() for path in place.data.glob("library.db.corrupt-*")] == [damaged]


def test_without_a_backup_none_is_offered_and_leaving_changes_nothing(home: Path) -> None:
    place = Home.below(home)
    harm(place)
    damaged = place.library_db.read_bytes()

    async def play() -> None:
        async with reader(home, size=(80, 24), filled=False) as room:
            await room.sees("There is no backup here", "r save what can still be read", "q leave")
            assert "b put" not in room.text
            await room.press("b", "q")
            await room.left()
        assert room.app.return_code == LIBRARY_TROUBLE

    asyncio.run(play())
    assert place.library_db.read_bytes() == damaged


def test_what_fails_is_said_and_the_other_way_stays_open(home: Path) -> None:
    place = saved_and_backed_up(home)
    place.library_db.write_bytes(b"\xa5" * 50_000)

    async def play() -> None:
        async with reader(home, size=(80, 24), filled=False, config=QUIET, first=()) as room:
            await room.sees("r save what can still be read")
            await room.press("r")
            # How the sentence is broken into lines depends on how long the file's name is.
            await room.until(lambda: "Nothing in it can be read any more" in " ".join(room.text.split()))
            await room.sees("b put that backup back")
            await room.press("b")
            await back(room)

    asyncio.run(play())


def test_there_is_room_for_it_in_the_smallest_window(home: Path) -> None:
    harm(saved_and_backed_up(home))

    async def play() -> None:
        async with reader(home, size=(30, 10), filled=False) as room:
            await room.sees(
                "The library won’t open",
                "It is damaged.",
                "b backup of",
                "r save what can be read",
                "q leave",
            )
            await room.press("q")
            await room.left()

    asyncio.run(play())
