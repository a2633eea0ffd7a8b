"""A question with a few answers."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

_ROWS = 20


class Choose(Dialog[str]):
    """Answers with the key of the choice that was taken.

    Args:
        question: The title.
        about: What it is about, a line under the title.
        choices: What can be taken.
        at: The key of the choice that the cursor stands on at first; the first one when empty.
    """

    CSS = "Choose > #panel { width: 60; }"
    MOVES = "letters"

    def __init__(self, question: str, about: str, choices: Sequence[Choice], *, at: str = "") -> None:
        super().__init__()
        self._question = question
        self._about = Static(Content(about), classes="lead")
        self._offered = choices
        self._at = at
        self._choices = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content(self._question), classes="title")
            yield self._about
            yield self._choices
            yield Static(Content("enter choose · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Ask."""
        self._choices.styles.max_height = max(1, min(_ROWS, len(self._offered)))
        self._choices.replace_rows(self._offered, keep=False)
        if self._at:
            # At once: Enter may have been typed already.
            self._choices.go_to(self._at)
            self.call_after_refresh(self._show_cursor)
        self._choices.focus()

    def _show_cursor(self) -> None:
        """Scroll to the cursor, once there is something to scroll."""
        if self._choices.current is not None:
            self._choices.go_to(self._choices.current.key)

    def tell(self, about: str) -> None:
        """Say something else under the title."""
        self._about.update(Content(about))

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take a choice."""
        event.stop()
        self.dismiss(event.row.key)
