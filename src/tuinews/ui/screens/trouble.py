"""What is shown when the library can't be opened."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuinews.ui.widgets.empty_state import EmptyState


class Trouble(Screen[None]):
    """One calm sentence and the way out."""

    CSS = "Trouble { background: $background; } Trouble EmptyState { max-width: 76; } Trouble { align: center middle; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "leave", "Quit", show=False) for key in ("q", "escape", "enter", "space", "ctrl+q")
    ]

    def __init__(self, sentence: str, return_code: int) -> None:
        super().__init__()
        self._sentence = sentence
        self._return_code = return_code

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield EmptyState()

    def on_mount(self) -> None:
        """Say it."""
        sentence = self._sentence.replace("`", "’")
        self.query_one(EmptyState).tell(
            "The library can’t be opened", f"{sentence}\n\nPress `q` to leave.", "curtain"
        )

    def action_leave(self) -> None:
        """Leave the program."""
        self.app.exit(return_code=self._return_code)
