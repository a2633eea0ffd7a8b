"""Where the widgets of a screen stand, and what of it has to be drawn anew when they come or go."""

from __future__ import annotations

from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.widget import Widget


class LastDrawn(Compositor):
    """Compares each layout with the one that was drawn last.

    Textual compares it with the last one that anybody asked for. Whoever asks where a widget stands between its going
    and the next picture, as its parent does when a hidden widget was changed before, gets a layout without it: then
    there seems to be nothing to draw, and a notice that went stays on the screen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._drawn: CompositorMap = {}

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out a screen, and note the regions of all that came, moved or went since it was drawn last."""
        self._full_map = self._drawn
        result = super().reflow(parent, size)
        self._drawn = self._full_map
        return result

    def clear(self) -> None:
        """Forget all widgets."""
        super().clear()
        self._drawn = {}
