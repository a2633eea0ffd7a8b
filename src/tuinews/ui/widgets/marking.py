"""Changing how some cells of a drawn line look."""

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def restyled(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """Lay a style over some cells of a line.

    Args:
        strip: The line.
        start: The first cell.
        end: The one behind the last.
        style: What it sets goes before what the cells have.
    """
    end = min(end, strip.cell_length)
    if start >= end:
        return strip
    inside = Strip(Segment.apply_style(strip.crop(start, end), post_style=style), end - start)
    return Strip.join([strip.crop(0, start), inside, strip.crop(end)])


def overlaid(strip: Strip, start: int, text: str, style: Style) -> Strip:
    """Write over some cells of a line; what would stand behind its end is moved to the left.

    Args:
        strip: The line.
        start: The first cell.
        text: What to write.
        style: How it looks.
    """
    cells = cell_len(text)
    start = max(0, min(start, strip.cell_length - cells))
    if cells > strip.cell_length:
        return strip
    return Strip.join([strip.crop(0, start), Strip([Segment(text, style)], cells), strip.crop(start + cells)])
