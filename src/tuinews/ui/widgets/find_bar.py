"""The row under a story in which one types what to find in it."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class FindBar(Horizontal):
    """A field, and beside it how much was found."""

    DEFAULT_CSS = """
    FindBar { height: 1; width: 1fr; max-width: 78; display: none; }
    FindBar > #find, FindBar > #find:focus {
        width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; color: $foreground;
    }
    FindBar > #find > .input--placeholder { color: $ink-faint; }
    FindBar > #found { width: auto; height: 1; padding: 0 0 0 1; color: $ink-soft; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.field = Input(placeholder="Find in this story", id="find", compact=True)
        self._found = Static(id="found")
        self._said = ""

    def compose(self) -> ComposeResult:
        """Lay the row out."""
        yield self.field
        yield self._found

    def say(self, sentence: str) -> None:
        """Say how much was found."""
        if sentence != self._said:
            self._said = sentence
            self._found.update(Content(sentence))
