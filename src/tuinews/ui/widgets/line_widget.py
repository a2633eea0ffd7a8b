"""What widgets that draw themselves line by line have in common."""

from typing import NamedTuple

from textual import events
from textual.color import Color
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuinews.ui.palette import Palette
from tuinews.ui.widgets.drawn import finished, stands_free
from tuinews.ui.widgets.position_mark import marked_lines


class Frame(NamedTuple):
    """What holds for all lines of one picture; Textual works most of it out anew whenever it is asked."""

    width: int
    height: int
    top: int
    """The line of the whole that is the first on the screen."""
    ground: Color
    """What lies under the lines."""
    marked: range
    """The lines of the screen that end with the position mark."""


class LineWidget(ScrollView, inherit_bindings=False):
    """Knows the styles of the current theme, and what lies under its lines."""

    # Textual arranges and draws everything anew for it, since scroll bars might come or go; there are none here.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._palette: Palette | None = None
        self._frame: Frame | None = None
        self._drawn_on: Color | None = None
        """The ground of the strips that are kept."""
        self._laid_out_for = 0
        """The width, in cells, that the lines were made for; 0 before there were any."""

    # --- what subclasses say

    def forget_strips(self) -> None:
        """Draw every line anew the next time."""
        raise NotImplementedError

    def fit(self) -> None:
        """Lay out for the size that the widget has now."""
        raise NotImplementedError

    def draw_line(self, y: int, frame: Frame) -> Strip:
        """Draw one line of the screen."""
        raise NotImplementedError

    def show_focus(self) -> None:
        """Draw what shows whether keys go here."""
        raise NotImplementedError

    # --- size

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether there is more than fits; Textual asks its scroll bar, which learns of it only when all is arranged anew.

        Also where everything fits by now but the first line is still out of sight: nothing could bring it back.
        """
        return self.virtual_size.height > self.size.height or self.scroll_y > 0

    def watch_virtual_size(self) -> None:
        """Stay inside of what there is."""
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.fit()

    # --- focus

    def on_focus(self, event: events.Focus) -> None:
        """Take the keys. Textual's own handler draws all of a widget anew."""
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Let the keys go."""
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show whether keys go here; no style sheet says that, so the styles stay."""
        self.show_focus()

    def take_cursor(self, x: int, y: int) -> None:
        """Have the terminal's cursor stand in a cell of the widget while keys go here: there screen readers read and braille displays show."""
        if self.has_focus and self.app.screen is self.screen:  # Under a dialog, a screen keeps its focus.
            self.app.cursor_position = self.content_region.offset + Offset(x, y)

    # --- drawing

    @property
    def palette(self) -> Palette:
        """The styles of the current theme."""
        if self._palette is None:
            self._palette = Palette.of(self.app)
        return self._palette

    def notify_style_update(self) -> None:
        """Draw anew if there is another theme; where there is another ground, that is seen when lines are drawn."""
        super().notify_style_update()
        if self._palette is not None and not self._palette.of_theme(self.app):
            self._palette = None
            self.forget_strips()

    def refresh_position(self) -> None:
        """Draw the last column anew, which shows where the lines on the screen stand among all."""
        self.refresh(Region(max(0, self.size.width - 1), 0, 1, self.size.height))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        return self.draw_line(y, self._frame or self._new_frame())

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen."""
        if self.size.width != self._laid_out_for:
            # Of a widget that is shown again, Textual sometimes knows the place before it arranges, and tells of no change then.
            self.call_later(self.fit)
        frame = self._frame = self._new_frame()
        try:
            if not stands_free(self):
                return super().render_lines(crop)
            return finished(self, [self.draw_line(y, frame) for y in crop.line_range], frame.ground, crop)
        finally:
            self._frame = None

    def _new_frame(self) -> Frame:
        width, height = self.size
        top = self.scroll_offset.y
        ground = self.background_colors[1]
        if ground != self._drawn_on:
            self._drawn_on = ground
            self.forget_strips()
        return Frame(width, height, top, ground, marked_lines(height, self.virtual_size.height, top))
