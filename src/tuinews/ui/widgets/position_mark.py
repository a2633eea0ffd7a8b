"""The mark in the last column that shows which part of the whole is on the screen."""

from rich.segment import Segment
from textual.color import Color
from textual.strip import Strip

from tuinews.ui.palette import Palette


def marked_lines(seen: int, height: int, top: int) -> range:
    """Give the lines of the screen that bear the mark; none where all is seen.

    Args:
        seen: Lines of the screen.
        height: Lines in all.
        top: The first line that is seen.
    """
    if height <= seen:
        return range(0)
    length = max(1, seen * seen // height)
    start = round((seen - length) * top / (height - seen))
    return range(start, start + length)


class LineStrip:
    """A line but for its last cell, which is a blank or a part of the mark.

    Textual keeps with a strip how it is cut, filtered and written, so the whole line is kept with either end.
    """

    __slots__ = ("_ends", "body")

    def __init__(self, body: Strip) -> None:
        self.body = body
        self._ends: list[Strip | None] = [None, None]

    def ended(self, marked: bool, palette: Palette, ground: Color) -> Strip:
        """Give the whole line."""
        known = self._ends[marked]
        if known is None:
            known = self._ends[marked] = ended(self.body, marked, palette, ground)
        return known


def ended(body: Strip, marked: bool, palette: Palette, ground: Color) -> Strip:
    """Put the last cell behind a line."""
    end = (
        Segment("▐", palette.style("position-mark", ground)) if marked else Segment(" ", palette.fill(ground))
    )
    return Strip([*body, end], body.cell_length + 1)
