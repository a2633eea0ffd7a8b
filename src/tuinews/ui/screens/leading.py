"""Keys that mean something else for once: the second one of two, and the letters of links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from tuinews.ui.widgets.leader_strip import LeaderStrip

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen


class Leading:
    """Hands the next key to who waits for it, and carries out two-key commands.

    Args:
        screen: The main screen.
        strip: Shows where the second key leads.
    """

    def __init__(self, screen: MainScreen, strip: LeaderStrip) -> None:
        self._screen = screen
        self._strip = strip
        self._taker: Callable[[str], None] | None = None

    def begin(self) -> None:
        """Wait for the second key of a command, and show which there are."""
        self._strip.display = True
        self.take_next(self._second)

    def take_next(self, taker: Callable[[str], None]) -> None:
        """Have the next key handed to a function in place of its command.

        Args:
            taker: Called with the key's character, or with its name in Textual where it has none.
        """
        self._taker = taker

    def take(self, event: events.Key) -> bool:
        """Hand a key to who waits for one; tell whether somebody did."""
        taker, self._taker = self._taker, None
        if taker is None:
            return False
        taker(event.character if event.character and event.is_printable else event.key)
        return True

    def give_up(self) -> None:
        """Wait for a key no longer."""
        if self._taker is not None:
            self.take(events.Key("escape", None))

    def _second(self, key: str) -> None:
        self._strip.display = False
        command = self._screen.keymap.second_key(key)
        if command is not None:
            self._screen.action_command(command)
