"""What lies under other widgets and shows nothing itself."""

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tuinews.ui.palette import blank_style


class Ground(Widget):
    """Blank lines. All that is under a widget is drawn with each picture of it, and mostly nothing of that is seen."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen: one line, many times."""
        if self.gutter or self.opacity != 1:
            return super().render_lines(crop)
        ground = self.background_colors[1]
        strip = Strip.blank(crop.width, blank_style(ground))
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, ground)
        return [strip] * crop.height


class Column(Vertical, Ground):
    """Widgets one below the other."""


class Row(Horizontal, Ground):
    """Widgets side by side."""
