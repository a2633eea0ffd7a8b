"""Tables: which of them are tables, and what stands where in them."""

from dataclasses import dataclass
from typing import Literal

from lxml.html import HtmlElement

from tuinews.article.embeds import MARK
from tuinews.article.tree import HEADINGS, text_of

CELLS = 300
"""Cells that are drawn as a table; Textual takes 5 s over 10,000."""
COLUMNS = 12
_CELL_CHARACTERS = 300
_HEADED_CELL_CHARACTERS = 600
_LISTS = frozenset({"ul", "ol"})
_BLOCKS_IN_CELLS = frozenset({"blockquote", "pre", "figure", "table", "hr"})


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table."""

    kind: Literal["table", "layout", "large"]
    """`layout`: only made to set things beside each other; `large`: too much to be drawn."""
    rows: tuple[tuple[HtmlElement | None, ...], ...]
    """Equally long rows; None where a cell reaches over more than one place."""
    loose: tuple[HtmlElement, ...]
    """The cells as they come."""


def read_grid(table: HtmlElement) -> Grid:
    """Read a table.

    Args:
        table: The element; tables inside its cells are not gone into.

    Returns:
        Its cells, and whether it is one.
    """
    lines = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in lines]
    loose = tuple(cell for row in cells for cell in row)
    rows = _placed([row for row in cells if row])
    if _is_layout(table, loose, rows):
        return Grid("layout", rows, loose)
    columns = len(rows[0]) if rows else 0
    return Grid("large" if len(rows) * columns > CELLS or columns > COLUMNS else "table", rows, loose)


def _is_layout(
    table: HtmlElement, loose: tuple[HtmlElement, ...], rows: tuple[tuple[HtmlElement | None, ...], ...]
) -> bool:
    if not rows or len(rows[0]) < 2 or table.get("role") in ("presentation", "none"):
        return True
    headed = any(cell.tag == "th" for cell in loose)
    if len(rows) == 1 or any(_holds_blocks(cell, lists=headed) for cell in loose):
        return True
    longest = _HEADED_CELL_CHARACTERS if headed else _CELL_CHARACTERS
    if any(len(text_of(cell)) > longest for cell in loose):
        return True
    pictures = sum(1 for cell in loose if cell.find(".//img") is not None)
    return pictures * 2 > len(loose) and not _are_marks(rows)


def _holds_blocks(cell: HtmlElement, *, lists: bool) -> bool:
    """Tell whether a cell holds more than words; headings in the cells of a heading are words, lists under one too."""
    refused = _BLOCKS_IN_CELLS if lists else _BLOCKS_IN_CELLS | _LISTS
    if cell.tag != "th":
        refused = refused | HEADINGS
    return any(inner.tag in refused or inner.get(MARK) for inner in cell.iter())


def _are_marks(rows: tuple[tuple[HtmlElement | None, ...], ...]) -> bool:
    """Tell whether the pictures of a table are marks: under a row of words, each alone in its cell."""
    named = [cell for cell in rows[0] if cell is not None and text_of(cell)]
    if len(rows) < 3 or len(rows[0]) < 3 or len(named) < len(rows[0]) - 1:
        return False
    shown = [cell for row in rows for cell in row if cell is not None and cell.find(".//img") is not None]
    return not any(text_of(cell) for cell in shown)


def _placed(cells: list[list[HtmlElement]]) -> tuple[tuple[HtmlElement | None, ...], ...]:
    """Put cells into their columns, over spans of columns and rows (HTML Standard, section 4.9.12.1)."""
    rows: list[list[HtmlElement | None]] = []
    reserved: dict[int, int] = {}
    for line in cells:
        row: list[HtmlElement | None] = []
        waiting = list(line)
        while waiting or any(column >= len(row) and left > 0 for column, left in reserved.items()):
            if reserved.get(len(row), 0) > 0:
                reserved[len(row)] -= 1
                row.append(None)
            elif waiting:
                cell = waiting.pop(0)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                for offset in range(width):
                    if height > 1:
                        reserved[len(row)] = height - 1
                    row.append(None if offset else cell)
            else:
                row.append(None)
        rows.append(row)
    width = max(map(len, rows), default=0)
    return tuple(
        tuple(row + [None] * (width - len(row))) for row in rows if any(cell is not None for cell in row)
    )


def _span(cell: HtmlElement, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return max(1, min(50, int(text))) if text.isdecimal() and len(text) < 5 else 1
