"""Choosing the colours, seen at once."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

_ROWS = 14


class Themes(Dialog[str]):
    """Answers with the name of a theme; while the cursor moves, the screen shows each."""

    CSS = """
    Themes { align: right top; background: transparent; }
    Themes > #panel { width: 40; margin: 2 1 0 0; }
    """
    MOVES = "letters"

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self._offered = choices
        self._before = self.app.theme
        self._choices = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Theme"), classes="title")
            yield self._choices
            yield Static(Content("enter take · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Put the cursor on the theme that is in use."""
        self._choices.styles.max_height = min(_ROWS, len(self._offered))
        self._choices.replace_rows(self._offered, keep=False)
        self._choices.focus()
        self.call_after_refresh(self._choices.go_to, self._before)

    def on_choice_list_moved(self, event: ChoiceList.Moved) -> None:
        """Show a theme."""
        self.app.theme = event.choice.key

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take a theme."""
        self.dismiss(event.row.key)

    def action_leave(self) -> None:
        """Go back to the theme that was in use."""
        self.app.theme = self._before
        self.dismiss(None)
