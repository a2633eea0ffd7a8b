"""How screens that lie over others are left."""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.screen import Screen

from tuinews.ui.screens.laying_out import LastDrawn


def still_there(screen: Screen[Any]) -> bool:
    """Tell whether a screen that is to be left has not gone yet; what lies above it goes.

    To dismiss a screen, Textual takes away whatever lies on top, also when that screen has gone already. Keys and clicks
    that came faster than it went are still handed to it: then they would take the next screen with them, and the
    program when that is the last.
    """
    if screen not in screen.app.screen_stack:
        return False
    while screen.app.screen is not screen:
        screen.app.pop_screen()
    return True


class Palette(CommandPalette):
    """The palette of commands."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette")
        self._compositor = LastDrawn()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, once."""
        return super().dismiss(result) if still_there(self) else AwaitComplete()
