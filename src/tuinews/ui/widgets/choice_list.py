"""A short list to choose from, for dialogs: with or without ticks."""

from collections.abc import Hashable

from msgspec import Struct
from rich.cells import cell_len
from textual.color import Color
from textual.message import Message

from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, padded


class Choice(Struct, frozen=True):
    """Something to choose."""

    key: str
    """Empty: a gap or, with a label, a heading."""
    label: str = ""
    detail: str = ""
    ticked: bool | None = None
    """None where there is nothing to tick."""


class ChoiceList(RowList[Choice]):
    """Choices, one line each, their labels in a column."""

    class Moved(Message):
        """The cursor stands on another choice."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def toggle(self) -> None:
        """Tick the choice under the cursor, or take its tick away."""
        choice = self.current
        if choice is not None and self.cursor is not None and choice.ticked is not None:
            ticked = Choice(choice.key, choice.label, choice.detail, not choice.ticked)
            self.repaint_row(self.cursor, ticked)

    def ticked(self) -> list[str]:
        """Give the keys of what is ticked."""
        return [choice.key for choice in self.rows if choice.ticked]

    def key_of(self, row: Choice) -> Hashable:
        """The choice's own key; a heading's label."""
        return row.key or row.label

    def selectable(self, row: Choice) -> bool:
        """Gaps and headings are not."""
        return bool(row.key)

    def height_of(self, row: Choice, width: int) -> int:
        """One line each."""
        return 1

    def paint(self, row: Choice, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a choice."""
        if not row.key and not row.label:
            return [None]
        pen = Pen(self.palette, ground, width).skip(1)
        if not row.key:
            return [pen.write(fit(row.label.upper(), pen.left), "ink-faint", bold=True).line]
        if row.ticked is not None:
            pen.write("[" + ("x" if row.ticked else " ") + "] ", "primary", bold=bool(row.ticked))
        column = max((cell_len(other.label) for other in self.rows if other.detail), default=0)
        label = padded(row.label, min(column, pen.left)) if row.detail else fit(row.label, pen.left)
        pen.write(label, "ink-strong" if selected else "foreground", bold=selected)
        if row.detail:
            pen.skip(3).write(fit(row.detail, pen.left), "ink-soft")
        return [pen.line]

    def _go(self, index: int | None) -> None:
        before = self.cursor
        super()._go(index)
        if self.cursor != before and self.current is not None:
            self.post_message(self.Moved(self.current))
