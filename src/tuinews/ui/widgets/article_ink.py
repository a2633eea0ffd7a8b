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
