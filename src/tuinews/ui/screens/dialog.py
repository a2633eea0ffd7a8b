"""What all dialogs share: their place on the screen, and Escape."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.row_list import RowList

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None]):
    """A panel over the dimmed screen. Dismissed with None when the user leaves it."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_command(self, command: str) -> None:
        """Move in the dialog's list, or choose from it."""
        rows = self.query(RowList).first(RowList)
        move_in(rows, command)


def move_in(target: "RowList[object] | ArticleView", command: str) -> bool:
    """Carry out a command of the Move group, or Enter, in a list or text.

    Returns:
        Whether the command was one of those.
    """
    match command:
        case "move.down":
            target.move(1)
        case "move.up":
            target.move(-1)
        case "move.page_down":
            target.page(1)
        case "move.page_up":
            target.page(-1)
        case "move.top":
            target.to_edge(-1)
        case "move.end":
            target.to_edge(1)
        case "pane.in":
            if isinstance(target, RowList):
                target.choose()
        case _:
            return False
    return True
