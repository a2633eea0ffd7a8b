"""Every command, given in every pane: with stories, and with nothing at all."""

import asyncio
from pathlib import Path

import pytest

import staged
from reading_room import Room, reader
from small_edition import unreachable
from tuinews.config import Config
from tuinews.ui.commands import COMMANDS

_LEAVING = {"app.quit", "pane.leave", "app.demo"}
_GIVEN = [command.id for command in COMMANDS if command.id not in _LEAVING]


@pytest.fixture(autouse=True)
def nobody_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no browser, and leave the clipboard alone."""
    monkeypatch.setattr("tuinews.ui.screens.flow.open_url", lambda url, command: None)
    monkeypatch.setattr("tuinews.ui.screens.playing.open_url", lambda url, *command: None)
    monkeypatch.setattr("tuinews.clipboard.copy", lambda text: True)


async def give_all(room: Room, pane: str) -> None:
    for command in _GIVEN:
        room.main.show_pane(pane)
        await room.pilot.pause()
        room.main.action_command(command)
        await room.pilot.pause()
        for _ in range(5):
            if room.app.screen is room.main:
                break
            room.app.pop_screen()
            await room.pilot.pause()
        room.main.leading.give_up()
        await room.until(lambda: all(worker.is_finished for worker in room.app.workers))
        assert "unexpected" not in room.text, command
        assert room.app.return_code is None, command


@pytest.mark.parametrize(
    ("pane", "stories"),
    [("sources", 0), ("stories", staged.COUNT), ("reader", staged.COUNT), ("context", staged.COUNT)],
)
def test_every_command_can_be_given_anywhere(tmp_path: Path, pane: str, stories: int) -> None:
    staged.stage(tmp_path, stories=stories)

    async def play() -> None:
        config = Config(motion=False, refresh_on_start=False, pictures="off")
        async with reader(
            tmp_path,
            answers=unreachable,
            first=(),
            config=config,
            filled=False,
            now=staged.now,
            size=(120, 35),
        ) as room:
            await room.until(lambda: room.main.desk is not None and room.main.desk.listing.ready)
            await room.arrived()
            await give_all(room, pane)

    asyncio.run(play())
