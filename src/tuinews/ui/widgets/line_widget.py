"""What widgets that draw themselves line by line have in common."""

from textual.color import Color
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuinews.ui.palette import Palette


class LineWidget(ScrollView, inherit_bindings=False):
    """Knows the styles of the current theme, and what lies under its lines."""

    # Textual arranges and draws everything anew for it, since scroll bars might come or go; there are none here.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._palette: Palette | None = None
        self._ground: Color | None = None
        self._laid_out_for = 0
        """The width, in cells, that the lines were made for; 0 before there were any."""

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether there is more than fits; Textual asks its scroll bar, which learns of it only when all is arranged anew."""
        return self.virtual_size.height > self.size.height

    def watch_virtual_size(self) -> None:
        """Stay inside of what there is."""
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def forget_strips(self) -> None:
        """Draw every line anew the next time."""
        raise NotImplementedError

    def fit(self) -> None:
        """Lay out for the size that the widget has now."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.fit()

    @property
    def palette(self) -> Palette:
        """The styles of the current theme."""
        if self._palette is None:
            self._palette = Palette.of(self.app)
        return self._palette

    @property
    def ground(self) -> Color:
        """What lies under the lines."""
        return self._ground or self.background_colors[1]

    def notify_style_update(self) -> None:
        """Draw anew in the new theme."""
        super().notify_style_update()
        self._palette = None
        self.forget_strips()

    def refresh_position(self) -> None:
        """Draw the last column anew, which shows where the lines on the screen stand among all."""
        self.refresh(Region(max(0, self.size.width - 1), 0, 1, self.size.height))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen; what lies under all of them is looked up once."""
        if self.size.width != self._laid_out_for:
            # Of a widget that is shown again, Textual sometimes knows the place before it arranges, and tells of no change then.
            self.call_later(self.fit)
        self._ground = self.background_colors[1]
        try:
            return super().render_lines(crop)
        finally:
            self._ground = None
