"""The source manager."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from printed import home, printed
from reading_room import Room, reader
from small_edition import NOW, STORIES, serve
from tuinews.model import Source
from tuinews.ui.screens.manage import EditSource, ManageSources
from tuinews.ui.widgets.health_list import HealthList, health_of

SIZES = [(80, 24), (160, 45)]


def rows(room: Room) -> list[str]:
    """Names of folders and sources as the manager lists them."""
    return [row.label for row in room.app.screen.query_one(HealthList).rows]


async def manage(room: Room) -> None:
    await room.press("E")
    await room.sees("✦ Sources", "4 sources")


@pytest.mark.parametrize("size", SIZES)
def test_a_source_is_renamed_moved_and_put_back(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await manage(room)
            assert rows(room) == [
                *("Film & TV", "Reel Daily", "Streamline"),
                *("Games", "Respawn", "Music", "Pitch & Tone"),
            ]
            await room.sees("4 stories, 4 unread · https://reeldaily.example/feed", "all well")
            await room.press("enter")
            await room.until(lambda: isinstance(room.app.screen, EditSource))
            await room.press("ctrl+u", *"My Reel", "tab", "ctrl+u", *"Gam", "right", "enter")
            await room.sees("Changed · u undoes it")
            assert rows(room) == [
                "Film & TV",
                "Streamline",
                "Games",
                "My Reel",
                "Respawn",
                "Music",
                "Pitch & Tone",
            ]
            # The cursor stays on it, and the panes behind follow.
            await room.sees("▌   My Reel", "https://reeldaily.example/feed")
            await room.press("u")
            await room.sees("Reel Daily is as it was")
            await room.until(lambda: rows(room)[1] == "Reel Daily")
            await room.press("escape")
            await room.until(lambda: room.app.screen is room.main)

    asyncio.run(play())


def test_a_source_is_removed_and_brought_back(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("s")
            await room.until(lambda: any(room.row(title).saved for title in room.titles))
            saved = room.titles[0]
            await manage(room)
            await room.press("d")
            await room.sees("“Reel Daily” removed", "3 sources")
            await room.press("escape")
            # The saved story stays, the others leave the list.
            await room.until(lambda: len(room.titles) == STORIES - 3)
            assert saved in room.titles
            await room.press("E")
            await room.sees("3 sources")
            await room.press("u")
            await room.sees("Subscribed to Reel Daily again", "4 sources")
            await room.press("q")
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


def test_how_a_failing_source_fares_is_said(tmp_path: Path) -> None:
    def failing(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        if "respawn" in url:
            return 503, {"content-type": "text/html"}, b"busy"
        status, sent, body = serve(url, {})
        return status, dict(sent), body

    async def play() -> None:
        async with reader(tmp_path, answers=failing, filled=False) as room:
            await room.until(lambda: len(room.titles) == STORIES - 2)
            await room.until(lambda: room.main.top_bar.progress is None)
            await manage(room)
            await room.sees("! Respawn", "1 of them failing")
            room.app.screen.query_one(HealthList).go_to("source:4")
            await room.press("r")
            await room.sees("Asked just now. Wait a minute before asking again.")
            await room.sees("and it failed; it never worked", "503")

    asyncio.run(play())


def test_a_adds_a_source_and_nothing_is_listed_without_any(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews")
            await room.press("escape", "E")
            await room.sees("No sources yet. Press a to add one.")
            await room.press("enter", "d", "e", "r", "j", "a")
            await room.sees("✦ Add a source")
            assert not any(isinstance(screen, ManageSources) for screen in room.app.screen_stack)

    asyncio.run(play())


def test_hostile_names_stay_what_they_are(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(80, 24)) as room:
            await manage(room)
            await room.press("e")
            await room.until(lambda: isinstance(room.app.screen, EditSource))
            edit = room.app.screen
            edit._title.value = "[/b] [@click=app.quit]x[/] 映画\x1b]0;t\x07"  # type: ignore[attr-defined]
            await room.press("enter")
            await room.sees("[/b] [@click=app.quit]x[/] 映画]0;t")
            for width in (20, 37, 250, 80):
                await room.pilot.resize_terminal(width, 12)
                await room.pilot.pause()

    asyncio.run(play())


def test_the_health_of_a_source_in_words() -> None:
    source = Source(1, "https://a.example/feed", "A")
    assert health_of(source, NOW) == "Not asked yet."
    well = replace(source, last_checked=NOW - timedelta(minutes=12), next_check=NOW + timedelta(minutes=48))
    assert health_of(well, NOW) == "Asked 12m ago, all well. Asked again in 48 minutes."
    ill = replace(well, streak=3, last_error="The server is busy (503).", next_check=NOW + timedelta(hours=5))
    assert health_of(ill, NOW) == (
        "Asked 12m ago, and it failed, 3 times in a row; it never worked. The server is busy (503)."
        " Asked again in 5 hours."
    )
    late = replace(ill, streak=1, last_success=NOW - timedelta(days=3), next_check=NOW - timedelta(hours=1))
    assert health_of(late, NOW).startswith("Asked 12m ago, and it failed; it last worked 3d ago.")
