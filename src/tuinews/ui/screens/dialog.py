"""What all dialogs share: their place on the screen, and Escape."""

from typing import ClassVar, Literal, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen

from tuinews.ui import keymap
from tuinews.ui.bindings import joined, moving
from tuinews.ui.screens.laying_out import LastDrawn
from tuinews.ui.screens.leaving import still_there
from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.row_list import RowList

Answer = TypeVar("Answer")

_LEAST_ROWS = 1
"""What the style sheet leaves of a list that gives way."""
LOW_ROWS = 14
"""A window with fewer lines has none for what is only pleasant."""


class Panel(Vertical):
    """What a dialog says and asks, from top to bottom. Its lists are as high as they may be, or give way where the screen is low."""

    def __init__(self) -> None:
        super().__init__(id="panel")

    @property
    def _has_relative_children_height(self) -> bool:
        # Else Textual takes all lines there are for it, whatever they would be filled with.
        return False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as all of it takes."""
        lines = self.arrange(Size(width, 0)).total_region.height
        for child in self.displayed_children:
            most = child.styles.max_height
            if isinstance(child, RowList) and most is not None:
                lines += max(0, int(most.value) - _LEAST_ROWS)
        return lines


class Dialog(ModalScreen[Answer | None]):
    """A panel over the dimmed screen. Dismissed with None when the user leaves it."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_ROWS, "-high")]  # noqa: RUF012 - declared so by Textual
    MOVES: ClassVar[Literal["", "keys", "letters"]] = ""
    """Which keys move in the dialog's list: none, those that write nothing, or the letters as well."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LastDrawn()
        if self.MOVES:
            known = getattr(self.app, "keymap", keymap.DEFAULT)
            moves = BindingsMap(moving(known, letters=self.MOVES == "letters"))
            # Textual has no public way to give keys to one screen that are known only when it is made.
            self._bindings = joined(moves, self._bindings)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with an answer, once."""
        return super().dismiss(result) if still_there(self) else AwaitComplete()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_command(self, command: str) -> None:
        """Move in the dialog's list, or choose from it."""
        lists = self.query(RowList)
        if lists:
            move_in(lists.first(RowList), command)
        else:  # Typed in one go with the key that opens the dialog.
            self.call_after_refresh(self.action_command, command)


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
