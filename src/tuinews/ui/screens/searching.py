"""The field over the list in which one types what to look for in all stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen


class Searching:
    """Opens and closes the field; the desk lists what was found.

    Args:
        screen: The main screen.
        field: Where one types.
    """

    def __init__(self, screen: MainScreen, field: Input) -> None:
        self._screen = screen
        self._field = field

    def begin(self) -> None:
        """Let the user type what to look for."""
        self._screen.remove_class("zen")
        self._screen.add_class("searching")
        self._screen.mark_pane("stories")
        # Not by a rule of the style sheet, which comes a moment later: what is typed next belongs to the field.
        self._field.display = True
        self._screen.set_focus(self._field)

    def done_typing(self) -> None:
        """Go to what was found; where nothing was, the keys are commands again all the same."""
        self._screen.set_focus(None if self._screen.lists_nothing else self._screen.stories)

    def close(self) -> None:
        """Take the field away."""
        self._screen.remove_class("searching")
        self._field.display = False
        with self._field.prevent(Input.Changed):
            self._field.value = ""

    def end(self) -> None:
        """Take the field away, and list what was listed before."""
        self.close()
        if self._screen.desk is not None:
            self._screen.desk.step_out()
        self._screen.show_pane("stories")
