"""What is drawn when something comes or goes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import ChopsUpdate
from textual.screen import Screen
from textual.widgets._toast import Toast

from reading_room import reader
from tuinews.ui.app import ReaderApp

LOOKS = 60
"""At the end of a minute all is drawn anew, whatever came or went."""


def test_a_notice_goes_from_the_screen_though_what_is_out_of_sight_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: set[int] = set()

    def note(app: ReaderApp, screen: Screen[Any], update: RenderableType | None) -> None:
        if isinstance(update, ChopsUpdate):
            drawn.update(line for line, *_ in update.spans)

    async def play() -> None:
        async with reader(tmp_path, size=(110, 33)) as room:
            room.app.notify("The owls are not what they seem.")
            await room.sees("The owls are not")
            notice = room.app.screen.query_one(Toast)
            lines = set(notice.region.line_range)
            await room.pilot.pause(0.1)
            for widget in room.main.query("*"):
                if not widget.region:
                    widget.refresh()
            await room.pilot.pause(0.1)
            monkeypatch.setattr(ReaderApp, "_display", note)
            notice._expire()
            for _ in range(LOOKS):
                await asyncio.sleep(0.05)  # To look would lay all out.
                if lines <= drawn:
                    break
            assert lines <= drawn
            assert "The owls are not" not in room.text

    asyncio.run(play())
