"""Lines of a story as strips of the screen."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tuinews.ui.palette import Palette
from tuinews.ui.widgets.markdown_lines import Line, Look


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


def position_mark(y: int, seen: int, height: int, top: int, palette: Palette, ground: Color) -> Segment:
    """Draw the last cell of a line: part of the mark that shows which part of the whole is seen, or a blank.

    Args:
        y: The line of the screen.
        seen: Lines of the screen.
        height: Lines in all.
        top: The first line that is seen.
        palette: The colours.
        ground: What lies under it.
    """
    if height > seen:
        length = max(1, seen * seen // height)
        start = round((seen - length) * top / (height - seen))
        if start <= y < start + length:
            return Segment("▐", palette.style("position-mark", ground))
    return Segment(" ", palette.fill(ground))


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
