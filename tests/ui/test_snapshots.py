"""Every screen as a picture: four sizes in dark and light, and each state once.

`TUINEWS_SNAPSHOTS=write uv run pytest tests/ui/test_snapshots.py` draws the pictures anew; look at them before they are committed. A picture
that differs is put beside the test's other files, so that the two can be compared.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from textual._compositor import LayoutUpdate
from textual.strip import Strip
from textual.widgets import Input

import staged
from reading_room import Room, reader
from small_edition import unreachable
from tuinews.config import Config
from tuinews.library import Library
from tuinews.model import NewSource, Serve, Stance, View
from tuinews.paths import Home

PICTURES = Path(__file__).parent / "snapshots"

Play = Callable[[Room], Awaitable[None]]
WRITES = os.environ.get("TUINEWS_SNAPSHOTS") == "write"


@pytest.fixture(autouse=True)
def still_life(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let days begin where the pictures were drawn, and nothing pass by itself."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@dataclass(frozen=True)
class State:
    """How a picture comes about."""

    play: Play
    size: tuple[int, int] = (120, 35)
    theme: str = "late-show"
    stories: int = staged.COUNT
    then: Callable[[Library], None] | None = None
    config: dict[str, object] = field(default_factory=dict)
    empty: bool = False
    answers: Serve = unreachable


async def nothing(room: Room) -> None:
    await room.sees("Today")


def pressing(*keys: str, sees: str = "") -> Play:
    async def play(room: Room) -> None:
        await room.press(*keys)
        if sees:
            await room.sees(sees)

    return play


def read_everything(library: Library) -> None:
    library.mark_view_read(View())


async def reading(room: Room) -> None:
    await room.open_first()
    await room.sees("The lights went out twice")


async def all_read(room: Room) -> None:
    await room.press("space")
    for _ in range(60):
        await room.press("n")
        await room.arrived()
        if "All caught up" in room.text:
            return


async def refreshing(room: Room) -> None:
    await room.open_first()
    room.main.top_bar.progress = (2, 5, "Pitch & Tone")


async def new_ones(room: Room) -> None:
    desk = room.main.desk
    assert desk is not None
    desk.listing.fresh = tuple(desk.listing.stories.values())[:7]
    room.main.refresh_chrome()


async def unfetched(room: Room) -> None:
    await room.press("j", "x")
    await room.sees("could not be")
    await room.arrived()


async def until_a_date(room: Room) -> None:
    await room.press("minus", "enter")
    await room.sees("Until a date …")
    await room.press("k", "enter")
    await room.sees("24 Dec")
    await room.press(*"24", "space", *"dec")
    await room.sees("Muted until")


def take_stances(library: Library) -> None:
    week = staged.NOW + timedelta(days=7)
    library.set_stance(Stance("topic", "Lanternfall", "mute", week))
    library.set_stance(Stance("word", "season", "mute", only_folder="Film & TV"))
    library.set_stance(Stance("source", "3", "follow"))
    library.set_stance(Stance("topic", "Golden Gull", "follow"))


async def damaged(room: Room) -> None:
    await room.sees("The library can’t be opened", "leave")
    await room.misses("Looking for")


def garbage(folder: Path) -> None:
    path = Home.below(folder).library_db
    data = path.read_bytes()
    path.write_bytes(b"not a database" + data[14:])


STATES: dict[str, State] = {
    **{
        f"{columns}x{rows}-{name}": State(reading, (columns, rows), theme)
        for columns, rows in ((80, 24), (120, 35), (160, 45), (200, 50))
        for name, theme in (("dark", "late-show"), ("light", "matinee"))
    },
    "80x24-list": State(nothing, (80, 24)),
    "80x24-sources": State(pressing("1", sees="SMART FEEDS"), (80, 24)),
    "80x24-context": State(pressing("4", sees="SAVED FOR LATER"), (80, 24)),
    "41x13": State(nothing, (41, 13)),
    "20x8": State(nothing, (20, 8)),
    "drawer": State(pressing("1", sees="SMART FEEDS")),
    "context-drawer": State(pressing("enter", "4", sees="RELATED TOPICS")),
    "zen": State(pressing("enter", "z")),
    "dense": State(pressing("c", sees="One line for each story")),
    "leader": State(pressing("g", sees=" s  Saved")),
    "find-in-story": State(pressing("enter", "ctrl+f", *"generator", sees="1 of 2")),
    "links": State(pressing("enter", "f", sees="Press the letters")),
    "new-ones": State(new_ones),
    "first-run": State(pressing(sees="Welcome to tuinews"), empty=True),
    "no-sources": State(pressing("escape", sees="No sources yet"), empty=True),
    "empty-view": State(pressing("g", "x", sees="Nothing is set aside")),
    "nothing-saved": State(pressing("g", "t", "a", "a", sees="Nothing saved yet"), stories=5),
    "all-caught-up": State(all_read),
    "caught-up-list": State(pressing("a", sees="All caught up"), then=read_everything),
    "offline": State(pressing("r", sees="No network right now"), stories=0),
    "refreshing": State(refreshing),
    "failing-source": State(pressing("E", "j", "j", "k", sees="1 of them failing")),
    "not-extracted": State(unfetched),
    "long-search": State(pressing("slash", *"a search that goes on for longer than there is room", sees="Nothing found")),
    "search": State(pressing("slash", *"vesper", sees="“vesper”")),
    "help": State(pressing("question_mark", *"story", sees="Keys")),
    "themes": State(pressing("T", sees="Shooting Script")),
    "topics": State(pressing("t", sees="Topics of this story")),
    "mute": State(pressing("minus", "enter", sees="For a week")),
    "mute-until": State(until_a_date),
    "stances": State(pressing("g", "m", sees="Followed and muted"), then=take_stances),
    "correct": State(pressing("enter", "4", "equals_sign", sees="It is no topic")),
    "reports": State(pressing("right", sees="3 reports · ")),
    "import": State(pressing("ctrl+p", *"import", "enter", sees="✦ Import subscriptions")),
    "add": State(pressing("ctrl+a", sees="Add a source")),
    "edit": State(pressing("E", "enter", sees="Edit a source")),
    "toast": State(pressing("A", sees="marked as read")),
    "ascii": State(reading, config={"markers": "ascii"}),
    "house-lights": State(reading, theme="house-lights"),
    "spotlight": State(reading, theme="spotlight"),
    "damaged": State(damaged),
}  # fmt: skip


def at_rest(room: Room) -> bool:
    """Tell whether nothing is under way."""
    desk = room.main.desk
    busy = desk is not None and (not desk._changes.at_rest or bool(desk._background._running))
    return not busy and all(worker.is_finished for worker in room.app.workers)


def lines(room: Room) -> list[Iterable[Strip]]:
    """Give what a picture is drawn of; that costs a tenth of the picture."""
    update = room.app.screen._compositor.render_update(
        full=True, screen_stack=room.app._background_screens, simplify=True
    )
    assert isinstance(update, LayoutUpdate)
    return update.strips


async def settled(room: Room) -> str:
    """Give the picture that stays: changes of the library are taken up a moment after they were made."""
    shown: list[Iterable[Strip]] = []
    same = 0
    for _ in range(300):
        before, shown = shown, lines(room)
        same = same + 1 if shown == before and at_rest(room) else 0
        if same == 8:
            return room.app.export_screenshot(title="tuinews")
        await room.pilot.pause(0.1)
    raise AssertionError(f"it does not come to rest:\n{room.text}")


async def drawn(folder: Path, name: str, state: State) -> str:
    settings = {
        "motion": False,
        "pictures": "off",
        "refresh_on_start": False,
        "theme": state.theme,
    } | state.config
    sources: tuple[NewSource, ...] = ()
    async with reader(
        folder,
        size=state.size,
        answers=state.answers,
        first=sources,
        config=Config(**settings),  # type: ignore[arg-type]
        filled=False,
        now=staged.now,
    ) as room:
        if name != "damaged":
            await room.until(lambda: room.main.desk is not None and room.main.desk.listing.ready)
            if not state.empty and state.stories and state.then is None:
                await room.until(lambda: len(room.titles) == state.stories)
            await room.arrived()
        await state.play(room)
        await room.arrived()
        for screen in room.app.screen_stack:
            for entry in screen.query(Input):
                entry.cursor_blink = False
        return await settled(room)


@pytest.mark.parametrize("name", sorted(STATES))
def test_the_screen_looks_as_it_should(tmp_path: Path, name: str) -> None:
    state = STATES[name]
    folder = tmp_path / "staged"
    if not state.empty:
        staged.stage(folder, stories=state.stories, then=state.then)
    if name == "damaged":
        garbage(folder)
    svg = asyncio.run(drawn(folder, name, state))
    kept = PICTURES / f"{name}.svg"
    if WRITES:
        PICTURES.mkdir(exist_ok=True)
        kept.write_text(svg, "utf-8")
        return
    same = kept.read_text("utf-8") == svg
    if not same:
        (tmp_path / f"{name}.svg").write_text(svg, "utf-8")
    assert same, f"compare {kept} with {tmp_path / f'{name}.svg'}"
