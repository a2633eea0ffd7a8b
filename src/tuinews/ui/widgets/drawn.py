"""What widgets share that make the strips of their lines themselves."""

from collections.abc import Sequence

from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def stands_free(widget: Widget) -> bool:
    """Tell whether nothing stands around the lines of a widget and nothing lies over them.

    Then Textual has nothing to add to them, and needs not keep, cut and filter again what the widget keeps already.
    """
    return not widget.gutter and widget.opacity == 1


def finished(widget: Widget, strips: Sequence[Strip], ground: Color, crop: Region) -> list[Strip]:
    """Bring strips as wide as a widget into the form that goes to the terminal.

    Args:
        widget: Whose they are.
        strips: The lines of `crop`, whole.
        ground: What lies under them.
        crop: The part of the widget that is wanted.
    """
    width = strips[0].cell_length if strips else 0
    for line_filter in widget.get_line_filters():
        strips = [strip.apply_filter(line_filter, ground) for strip in strips]
    if crop.column_span != (0, width):
        strips = [strip.crop(*crop.column_span) for strip in strips]
    return list(strips)
