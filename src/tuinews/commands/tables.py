"""Rows as aligned columns on a terminal, and separated by tabs in a pipe."""

from collections.abc import Collection, Sequence

from tuinews.commands.console import Console
from tuinews.text import cells, clip

_GAP = "  "
_WIDEST_CLIPPED = 32


def table(
    rows: Sequence[Sequence[str]],
    console: Console,
    *,
    heading: Sequence[str] = (),
    right: Collection[int] = (),
    clipped: Collection[int] = (),
) -> str:
    """Lay rows out as lines.

    Args:
        rows: One-line cells, as many in each row.
        console: Where they go: a pipe gets every cell whole, with tabs between and without the heading.
        heading: The names of the columns.
        right: The columns that are aligned to the right.
        clipped: The columns that are cut to 32 cells. The last column is cut to what the terminal has left.

    Returns:
        The lines, without a newline at the end.
    """
    if not console.out_is_terminal:
        return "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)
    shown = [
        [clip(cell, _WIDEST_CLIPPED) if column in clipped else cell for column, cell in enumerate(row)]
        for row in ([heading, *rows] if heading else rows)
    ]
    widths = [max(map(cells, column)) for column in zip(*shown, strict=True)]
    left = console.columns - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)
    lines = []
    for row in shown:
        padded = [
            _padded(cell, width, to_right=column in right)
            for column, (cell, width) in enumerate(zip(row[:-1], widths[:-1], strict=True))
        ]
        # A last column that would be squeezed to nothing is left to wrap instead.
        last = clip(row[-1], left) if left >= 10 else row[-1]
        lines.append(_GAP.join([*padded, last]).rstrip())
    return "\n".join(lines)


def _padded(cell: str, width: int, *, to_right: bool) -> str:
    blanks = " " * (width - cells(cell))
    return blanks + cell if to_right else cell + blanks
