"""Lines of a story as strips of the screen."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tuinews.ui.palette import Palette
from tuinews.ui.widgets.markdown_lines import Line, Look
from tuinews.ui.widgets.typesetting import Typesetting


def strip_of(line: Line, margin: int, width: int, palette: Palette, ground: Color) -> Strip:
    """Draw a line of spans.

    Args:
        line: What stands there.
        margin: Blank cells before it.
        width: Cells of the strip.
        palette: The colours.
        ground: What lies under it.
    """
    segments = [Segment(" " * min(margin, width), palette.fill(ground))]
    segments += [Segment(text, _style(look, palette, ground)) for text, look in line if text]
    return Strip(segments).adjust_cell_length(width, palette.fill(ground))


def links_seen(text: Typesetting, seen: range, margin: int) -> list[tuple[tuple[int, int], str]]:
    """Give the links on some lines of a story: line and cell of the first word of each, and its address.

    Args:
        text: The story.
        seen: Its lines.
        margin: Blank cells before each.
    """
    found: dict[int, tuple[tuple[int, int], str]] = {}
    for number in seen:
        for cell, _, link in _links_on(text.lines[number], margin):
            found.setdefault(link, ((number, cell), text.links[link]))
    return list(found.values())


def link_at(text: Typesetting, number: int, cell: int, margin: int) -> str | None:
    """Find the address of the link in a cell of a line of a story; None where there is none."""
    if number < len(text.lines):
        for start, end, link in _links_on(text.lines[number], margin):
            if start <= cell < end:
                return text.links[link]
    return None


def _links_on(line: Line, margin: int) -> Iterator[tuple[int, int, int]]:
    end = margin
    for text, look in line:
        start, end = end, end + cell_len(text)
        if look.link is not None:
            yield start, end, look.link


def _style(look: Look, palette: Palette, ground: Color) -> Style:
    if look.ground == "panel":
        ground = ground + palette.colour("panel")
    elif look.ground:
        ground = palette.tinted(look.ground, ground)
    return palette.style(
        look.ink,
        ground,
        bold=look.bold,
        italic=look.italic,
        strike=look.strike,
        underline=look.ink == "link",
    )
