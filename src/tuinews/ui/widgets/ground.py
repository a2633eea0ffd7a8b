"""What lies under other widgets and shows nothing itself."""

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tuinews.ui.palette import blank_style
from tuinews.ui.widgets.drawn import finished, stands_free


class Ground(Widget):
    """Blank lines. All that is under a widget is drawn with each picture of it, and mostly nothing of that is seen."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen: one line, many times."""
        if not stands_free(self):
            return super().render_lines(crop)
        ground = self.background_colors[1]
        blank = Strip.blank(crop.width, blank_style(ground))
        return finished(self, [blank], ground, Region(0, 0, crop.width, 1)) * crop.height


# Textual takes the style sheet of the first base only.
class Column(Vertical, Ground):
    """Widgets one below the other."""


class Row(Horizontal, Ground):
    """Widgets side by side."""
