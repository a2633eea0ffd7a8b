"""Tables as lines: columns with thin rules, or one field a line where the columns would not fit."""

from collections.abc import Sequence
from typing import Final

from tuinews.ui.widgets.wrap import cells_of, wrap_spans

Cell = tuple[tuple[str, object], ...]
"""Spans; the look is the caller's."""

TableLine = list[tuple[str, object]]

TABLE_CELLS: Final = 60
"""Rows that are laid out at a time."""

_NARROWEST: Final = 7
_RULE: Final = None
"""The look of what this module draws itself."""


def lay_out_table(rows: Sequence[Sequence[Cell]], width: int) -> list[TableLine]:
    """Lay a table out.

    Args:
        rows: The head first. Rows may be of different lengths.
        width: Cells that a line may take.

    Returns:
        Lines of spans, at most `width` cells each; rules have the look None.
    """
    columns = max((len(row) for row in rows), default=0)
    if columns == 0:
        return []
    room = width - 3 * (columns - 1)
    widths = _shared_out([_widest(rows, column) for column in range(columns)], room)
    if widths is None:
        return _as_fields(rows, width)
    wrapped = [
        [wrap_spans(row[column] if column < len(row) else (), widths[column]) for column in range(columns)]
        for row in rows
    ]
    # Rows of one line each stand apart by themselves.
    ruled = any(len(cell) > 1 for cells in wrapped[1:] for cell in cells)
    lines: list[TableLine] = []
    for number, cells in enumerate(wrapped):
        height = max(1, *(len(cell) for cell in cells))
        if number > 1 and ruled:
            lines.append(_rule(widths))
        for level in range(height):
            line: TableLine = []
            for column, cell in enumerate(cells):
                spans = list(cell[level]) if level < len(cell) else []
                if column:
                    line.append((" │ ", _RULE))
                line.extend(spans)
                line.append((" " * (widths[column] - cells_of(spans)), _RULE))
            lines.append(line)
        if number == 0:
            lines.append(_rule(widths))
    return lines


def _rule(widths: Sequence[int]) -> TableLine:
    return [("─┼─".join("─" * width for width in widths), _RULE)]


def _widest(rows: Sequence[Sequence[Cell]], column: int) -> int:
    return max((cells_of(row[column]) for row in rows if column < len(row)), default=1) or 1


def _shared_out(wanted: Sequence[int], room: int) -> list[int] | None:
    """Give each column what it wants, or narrow the widest ones; None when even narrow ones don't fit."""
    if sum(wanted) <= room:
        return list(wanted)
    if sum(min(width, _NARROWEST) for width in wanted) > room:
        return None
    limit = max(wanted)
    low, high = _NARROWEST, limit
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(width, middle) for width in wanted) <= room:
            low = middle
        else:
            high = middle - 1
    widths = [min(width, low) for width in wanted]
    spare = room - sum(widths)
    for column, width in enumerate(wanted):
        if spare and width > widths[column]:
            widths[column] += 1
            spare -= 1
    return widths


def _as_fields(rows: Sequence[Sequence[Cell]], width: int) -> list[TableLine]:
    head, *body = rows
    labels = ["".join(text for text, _ in cell) for cell in head]
    lines: list[TableLine] = []
    for number, row in enumerate(body):
        if number:
            lines.append([("─" * min(width, 12), _RULE)])
        for column, cell in enumerate(row):
            if not cell:
                continue
            label = labels[column] if column < len(labels) else ""
            look = head[column][0][1] if column < len(head) and head[column] else _RULE
            spans = ((f"{label}: ", look), *cell) if label else cell
            lines.extend(wrap_spans(spans, width))
    return lines
