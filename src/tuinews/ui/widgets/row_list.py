"""A list of rows of any number and height, drawn line by line.

Only what is seen is laid out into strips. The cursor holds on to the key of its row, so it stays on its story whatever
arrives or goes.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tuinews.ui.palette import Palette
from tuinews.ui.widgets.line_widget import Frame, LineWidget
from tuinews.ui.widgets.position_mark import LineStrip
from tuinews.ui.widgets.wrap import chop

Row = TypeVar("Row")

Lines = list[list[Segment] | None]
"""The lines of a row without bar and position mark; None is an empty line that belongs to no row."""

_CACHED_ROWS: Final = 400
_SCROLL_OFF: Final = 2
"""Lines kept in view above and below the cursor."""
_NEAR_END: Final = 60
"""Rows before the end at which more are asked for."""


class RowList(LineWidget, Generic[Row], can_focus=True, inherit_bindings=False):
    """A list with a cursor. Subclasses say what a row is; screens say which keys move the cursor.

    Column 0 is the bar of the cursor, the last column the mark of the position, so text never shifts.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    RowList { height: 1fr; overflow: hidden hidden; background: transparent; }
    """

    class Chosen(Message):
        """The row under the cursor was chosen, by key or by mouse."""

        def __init__(self, rows: "RowList[Any]", row: Any) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> "RowList[Any]":
            """The list."""
            return self.rows

    class NearEnd(Message):
        """The cursor or the view came near the last row: more are wanted, if there are more."""

        def __init__(self, rows: "RowList[Any]") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "RowList[Any]":
            """The list."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.rows: list[Row] = []
        self.cursor: int | None = None
        """The index of the cursor's row; None while no row can be chosen."""
        self.touched = False
        """Whether the user moved in it since the rows were last replaced."""
        self._hover: int | None = None
        self._tops: list[int] = []
        self._height = 0
        self._strips: OrderedDict[tuple[Hashable, int, bool, bool, bool], list[LineStrip]] = OrderedDict()
        self._wants_end = False

    # --- what subclasses say

    def key_of(self, row: Row) -> Hashable:
        """Name a row for good."""
        raise NotImplementedError

    def height_of(self, row: Row, width: int) -> int:
        """Count the lines of a row that has `width` cells for its text."""
        raise NotImplementedError

    def paint(self, row: Row, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a row: as many lines as `height_of` says, each at most `width` cells."""
        raise NotImplementedError

    def selectable(self, row: Row) -> bool:
        """Tell whether the cursor may stand on a row."""
        return True

    # --- rows

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return None if self.cursor is None else self.rows[self.cursor]

    def replace_rows(self, rows: Sequence[Row], *, keep: bool = True) -> None:
        """Show other rows.

        Args:
            rows: The new rows.
            keep: Whether the cursor stays on its row, at its place on the screen; else it goes to the first row.
        """
        anchor = self._anchor() if keep else None
        self._wants_end = False
        if not keep:
            self.touched = False
        self.rows = list(rows)
        self._strips.clear()
        self._hover = None
        self._lay_out()
        if anchor is None:
            self.cursor = self._next(-1, 1)
            self.scroll_to(y=0, animate=False, immediate=True)
            self._keep_visible()
        else:
            self._return_to(*anchor)
        self.refresh()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Put more rows below the last one; what is shown stays where it is."""
        first = len(self.rows)
        self.rows.extend(rows)
        if not self._laid_out_for:
            return
        for row in rows:
            self._tops.append(self._height)
            self._height += self.height_of(row, self._text_width)
        self.virtual_size = Size(self.size.width, self._height)
        if self.cursor is None:
            self.cursor = self._next(first - 1, 1)
        if self._wants_end and rows:
            self.to_edge(1)
        self.refresh()

    def repaint_row(self, index: int, row: Row) -> None:
        """Put a changed row in the place of an older one of the same key."""
        self.rows[index] = row
        for key in [key for key in self._strips if key[0] == self.key_of(row)]:
            del self._strips[key]
        if not self._laid_out_for:
            return
        if self.height_of(row, self._text_width) != self._height_at(index):
            anchor = self._anchor()
            self._lay_out()
            if anchor is not None:
                self._return_to(*anchor)
            self.refresh()
        else:
            self._refresh_row(index)

    def index_of(self, key: Hashable) -> int | None:
        """Find a row by its key."""
        return next((index for index, row in enumerate(self.rows) if self.key_of(row) == key), None)

    # --- moving

    def move(self, step: int) -> None:
        """Move the cursor by rows."""
        self._go(self._next(-1 if self.cursor is None else self.cursor, step))

    def page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        if self.cursor is None:
            return
        if not self._tops:  # Not on the screen yet, and nobody knows what a page of it is.
            self.move(direction)
            return
        target = self._tops[self.cursor] + direction * max(1, self.size.height - 2)
        index = max(0, min(len(self.rows) - 1, bisect_right(self._tops, max(0, target)) - 1))
        if not self.selectable(self.rows[index]):
            nearest = self._next(index, direction)
            index = self.cursor if nearest is None else nearest
        self._go(index)

    def to_edge(self, direction: int) -> None:
        """Move the cursor to the first row, or to the last, also when that has yet to come."""
        self._go(self._next(-1, 1) if direction < 0 else self._next(len(self.rows), -1))
        self._wants_end = direction > 0

    def go_to(self, key: Hashable) -> bool:
        """Move the cursor to the row of a key; tell whether there is one."""
        index = self.index_of(key)
        self._go(index)
        return index is not None

    def choose(self) -> None:
        """Choose the row under the cursor."""
        row = self.current
        if row is not None:
            self.touched = True
            self.post_message(self.Chosen(self, row))

    def _go(self, index: int | None) -> None:
        self._wants_end = False
        self.touched = True
        if index is None:
            return
        old, self.cursor = self.cursor, index
        if index != old:
            self._refresh_row(old)
            self._refresh_row(index)
        self._keep_visible()
        self._ask_for_more(index)

    def _ask_for_more(self, index: int) -> None:
        if index >= len(self.rows) - _NEAR_END:
            self.post_message(self.NearEnd(self))

    def _next(self, start: int, step: int) -> int | None:
        index = start + step
        while 0 <= index < len(self.rows):
            if self.selectable(self.rows[index]):
                return index
            index += 1 if step > 0 else -1
        return None

    def _anchor(self) -> tuple[Hashable, int, int] | None:
        """Give the cursor's key, index and line on the screen."""
        if self.cursor is None or not self.rows:
            return None
        line = self._tops[self.cursor] - self.scroll_offset.y if self._tops else 0
        return self.key_of(self.rows[self.cursor]), self.cursor, line

    def _return_to(self, key: Hashable, index: int, line: int) -> None:
        found = self.index_of(key)
        if found is None:
            found = self._next(min(index, len(self.rows)) - 1, 1)
            if found is None:
                found = self._next(len(self.rows), -1)
        self.cursor = found
        if found is not None and self._tops:
            self.scroll_to(y=max(0, self._tops[found] - line), animate=False, immediate=True)

    def _keep_visible(self) -> None:
        if self.cursor is None or not self._tops:
            return
        seen = self.size.height
        height = self._height_at(self.cursor)
        around = max(0, min(_SCROLL_OFF, (seen - height) // 2))
        top = self._tops[self.cursor] - around
        bottom = self._tops[self.cursor] + height + around
        if self.cursor == self._next(-1, 1) and bottom <= seen:
            top = 0  # The heading above the first row belongs to it.
        first = self.scroll_offset.y
        if bottom - top > seen:
            self.scroll_to(y=max(0, top), animate=False, immediate=True)
        elif top < first:
            # Likewise upwards.
            self.scroll_to(y=max(0, min(top, bottom - seen + seen // 2)), animate=False, immediate=True)
        elif bottom > first + seen:
            # Half a page at once: to scroll draws everything anew, to move the cursor draws two rows.
            self.scroll_to(y=min(top, bottom - seen // 2), animate=False, immediate=True)

    # --- layout

    @property
    def _text_width(self) -> int:
        return max(1, self._laid_out_for - 2)

    def lay_out_anew(self) -> None:
        """Measure all rows again, after something that their height depends on has changed."""
        anchor = self._anchor()
        self._strips.clear()
        self._lay_out()
        if anchor is not None:
            self._return_to(*anchor)
            self._keep_visible()
        self.refresh()

    def _lay_out(self) -> None:
        self._laid_out_for = self.size.width
        self._tops = []
        self._height = 0
        if not self._laid_out_for:
            return
        width = self._text_width
        for row in self.rows:
            self._tops.append(self._height)
            self._height += self.height_of(row, width)
        self.virtual_size = Size(self.size.width, self._height)

    def _height_at(self, index: int) -> int:
        below = self._tops[index + 1] if index + 1 < len(self._tops) else self._height
        return below - self._tops[index]

    def fit(self) -> None:
        """Lay out for the width that there is, with the cursor in view."""
        if self.size.width != self._laid_out_for:
            self.lay_out_anew()
        else:
            self._keep_visible()

    # --- drawing

    def forget_strips(self) -> None:
        """Draw every line anew the next time."""
        self._strips.clear()

    def show_focus(self) -> None:
        """Show it by the cursor's colour."""
        self._refresh_row(self.cursor)

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Ask for more rows when the view comes near the end."""
        super().watch_scroll_y(old, new)
        if self._tops and new > old:
            self._ask_for_more(bisect_right(self._tops, int(new) + self.size.height) - 1)

    def draw_line(self, y: int, frame: Frame) -> Strip:
        """Draw one line of the screen."""
        line = frame.top + y
        if not self._tops or line >= self._height or frame.width != self._laid_out_for:
            return Strip.blank(frame.width, self.palette.fill(frame.ground))
        index = bisect_right(self._tops, line) - 1
        if index == self.cursor and line == self._tops[index]:
            self.take_cursor(min(1, frame.width - 1), y)
        drawn = self._row_strips(index, frame.ground)[line - self._tops[index]]
        return drawn.ended(y in frame.marked, self.palette, frame.ground)

    def _row_strips(self, index: int, ground: Color) -> list[LineStrip]:
        row = self.rows[index]
        selected = index == self.cursor
        hovered = index == self._hover and not selected
        key = (self.key_of(row), self._laid_out_for, selected, hovered, selected and self.has_focus)
        known = self._strips.get(key)
        if known is not None:
            self._strips.move_to_end(key)
            return known
        row_ground, bar = ground, Segment(" ", self.palette.fill(ground))
        if selected:
            row_ground = ground + self.palette.colour("cursor-row" if self.has_focus else "cursor-row-blur")
            bar = Segment("▌", self.palette.style("primary" if self.has_focus else "ink-faint", row_ground))
        elif hovered:
            row_ground = ground + self.palette.colour("hover-row")
            bar = Segment(" ", self.palette.fill(row_ground))
        width = self._laid_out_for - 1
        blank = LineStrip(Strip.blank(width, self.palette.fill(ground)))
        strips = [
            blank
            if line is None
            else LineStrip(Strip([bar, *line]).adjust_cell_length(width, self.palette.fill(row_ground)))
            for line in self.paint(row, self._text_width, row_ground, selected=selected)
        ]
        strips += [blank] * (self._height_at(index) - len(strips))
        self._strips[key] = strips
        if len(self._strips) > _CACHED_ROWS:
            self._strips.popitem(last=False)
        return strips

    def _refresh_row(self, index: int | None) -> None:
        if index is not None and index < len(self._tops):
            self.refresh_lines(self._tops[index], self._height_at(index))

    # --- the mouse

    def _row_at(self, event: events.MouseEvent) -> int | None:
        line = event.y + self.scroll_offset.y
        if not self._tops or not 0 <= line < self._height:
            return None
        index = bisect_right(self._tops, line) - 1
        return index if self.selectable(self.rows[index]) else None

    def _hover_over(self, index: int | None) -> None:
        if index != self._hover:
            old, self._hover = self._hover, index
            self._refresh_row(old)
            self._refresh_row(index)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which row a click would choose."""
        self._hover_over(self._row_at(event))

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self._hover_over(None)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        index = self._row_at(event)
        if index is not None:
            self._go(index)
            self.choose()


class Pen:
    """Writes the segments of one line of a row, never past its width."""

    def __init__(self, palette: Palette, ground: Color, width: int) -> None:
        self._palette = palette
        self._ground = ground
        self._left = width
        self.line: list[Segment] = []

    @property
    def left(self) -> int:
        """Cells that are still free."""
        return self._left

    def write(self, text: str, ink: str = "foreground", *, bold: bool = False, italic: bool = False) -> "Pen":
        """Write text in an ink, as much of it as fits."""
        text = chop(text, self._left)[0]
        if text:
            self.line.append(Segment(text, self._palette.style(ink, self._ground, bold=bold, italic=italic)))
            self._left -= cell_len(text)
        return self

    def skip(self, cells: int) -> "Pen":
        """Leave cells blank."""
        cells = min(cells, self._left)
        if cells > 0:
            style: Style = self._palette.fill(self._ground)
            self.line.append(Segment(" " * cells, style))
            self._left -= cells
        return self
