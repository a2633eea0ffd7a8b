"""Rows of a few words that draw themselves."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tuinews.ui.palette import Palette
from tuinews.ui.widgets.drawn import finished, stands_free


class Part(NamedTuple):
    """Some words of a bar."""

    text: str
    ink: str = "foreground"
    """A token of the theme."""
    bold: bool = False
    chip: bool = False
    """Whether they stand out as a chip; the ink is the chip's own then."""


def cells(parts: Iterable[Part]) -> int:
    """Count the cells of some words."""
    return sum(cell_len(part.text) for part in parts)


class Bar(Widget):
    """One row of words; subclasses say which."""

    ALLOW_SELECT = False
    SIDES: ClassVar[tuple[int, int]] = (1, 1)
    """Blank cells before the words and behind them."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[tuple[object, ...], Strip] | None = None
        """What the last strip was made of, and the strip."""

    def parts(self, width: int) -> Sequence[Part]:
        """Say what stands in the bar, at most so many cells."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """Cells for words."""
        return max(0, self.size.width - sum(self.SIDES))

    def render_line(self, y: int) -> Strip:
        """Draw a line; in a bar that is higher than one, the others are blank."""
        return self._line(y, self.background_colors[1])

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen."""
        if not stands_free(self):
            return super().render_lines(crop)
        ground = self.background_colors[1]
        return finished(self, [self._line(y, ground) for y in crop.line_range], ground, crop)

    def _line(self, y: int, ground: Color) -> Strip:
        palette = Palette.of(self.app)
        width = self.size.width
        if y:
            return Strip.blank(width, palette.fill(ground))
        parts = tuple(part for part in self.parts(self.room) if part.text)
        made_of = (parts, width, ground, palette)
        if self._kept is None or self._kept[0] != made_of:
            blank = palette.fill(ground)
            segments = [Segment(" " * self.SIDES[0], blank)]
            segments += [Segment(part.text, _style(part, palette, ground)) for part in parts]
            strip = Strip(segment for segment in segments if segment.text).adjust_cell_length(width, blank)
            self._kept = (made_of, strip)
        return self._kept[1]


def _style(part: Part, palette: Palette, ground: Color) -> Style:
    return palette.marked(ground) if part.chip else palette.style(part.ink, ground, bold=part.bold)
