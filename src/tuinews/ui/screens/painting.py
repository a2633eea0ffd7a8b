"""Painting sixels over the cells of pictures, after the cells and in the same picture of the screen.

What is written to a cell takes its pixels away, and only that does. So whenever a cell of a picture's line was written,
and the line stands free, its sixels are painted again; where a dialog, a drawer or a message lies over a part of it, it
stays half blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, cast

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.timer import Timer

from tuinews.model import SixelScreen
from tuinews.ui.sixel import painted
from tuinews.ui.widgets.article_view import ArticleView

REST_SECONDS: Final = 0.2
"""Sixels of a picture are some hundred kilobytes: what moves more often shows half blocks until it rests for so long."""


class _Line(NamedTuple):
    """A line of cells that has sixels."""

    place: Offset
    """Its first cell, on the screen."""
    columns: int
    pieces: tuple[tuple[int, str], ...]
    made_for: SixelScreen


class Painter:
    """Knows what is to be painted after which cells were written.

    Args:
        screen: The main screen.
        article: The open story.
        terminal: Tells for what terminal sixels have to be made just now, if it draws any.
        clock: Seconds.
    """

    def __init__(
        self,
        screen: Screen[None],
        article: ArticleView,
        terminal: Callable[[], SixelScreen | None],
        clock: Callable[[], float],
    ) -> None:
        self._screen = screen
        self._article = article
        self._terminal = terminal
        self._clock = clock
        self._written_at = float("-inf")
        self._resting: Timer | None = None

    def over(self, update: RenderableType) -> RenderableType:
        """Add to what is written to the main screen the sixels that go over it, now or as soon as it rests."""
        if not isinstance(update, ChopsUpdate | LayoutUpdate):
            return update
        written = [
            line for line in self._lines() if _writes(update, line.place, line.columns) and self._free(line)
        ]
        if not written:
            return update
        terminal = self._terminal()
        sequences = [
            painted(line.place.x + cell, line.place.y, sixels)
            for line in written
            if line.made_for == terminal
            for cell, sixels in line.pieces
        ]
        now = self._clock()
        last, self._written_at = self._written_at, now
        moving = self._article.app.animator.is_being_animated(self._article, "scroll_y")
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        if moving or now - last < REST_SECONDS:
            self._resting = self._screen.set_timer(REST_SECONDS, self._rest)
            return update
        return _Painted(update, "".join(sequences))

    def _rest(self) -> None:
        self._resting = None
        self._written_at = float("-inf")
        self._article.refresh(
            *(Region(0, line, self._article.size.width, 1) for line, *_ in self._article.sixels_seen())
        )

    def _lines(self) -> list[_Line]:
        if self._article not in self._screen._compositor.visible_widgets:
            return []
        corner = self._article.content_region.offset
        return [
            _Line(corner + Offset(cell, line), picture.columns, picture.lines[row], picture.screen)
            for line, cell, picture, row in self._article.sixels_seen()
        ]

    def _free(self, line: _Line) -> bool:
        """Tell whether all cells of a line are the story's. Textual has no public way to ask for more than one cell."""
        place = line.place
        # Below a picture the terminal goes on to the next line, and from the last one it would scroll.
        if not 0 <= place.y < self._screen.size.height - 1:
            return False
        first, end = place.x, place.x + line.columns
        for widget, region, _ in self._screen._compositor.layers_visible[place.y]:
            if widget is self._article:
                return region.x <= first and end <= region.right
            if region.x < end and first < region.right:
                return False
        return False


class _Painted(CompositorUpdate):
    """What is written to the screen, and what is painted over it."""

    def __init__(self, update: CompositorUpdate, sequence: str) -> None:
        self._update = update
        self._sequence = sequence

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the same where it is not for the terminal."""
        yield cast("RenderableType", self._update)

    def render_segments(self, console: Console) -> str:
        """Give both as what the terminal reads."""
        return self._update.render_segments(console) + self._sequence


def _writes(update: ChopsUpdate | LayoutUpdate, place: Offset, columns: int) -> bool:
    """Tell whether an update writes to some cells of a line."""
    if isinstance(update, LayoutUpdate):
        return True
    written = [(first, end) for line, first, end in update.spans if line == place.y]
    if not written:
        return False
    # What a widget has on a line is written from its first cell on, though only some of its last ones are asked for.
    stretches = list(zip(update.chops[place.y].items(), update.chop_ends[place.y], strict=False))
    return any(
        begin <= last and first < end and begin < place.x + columns and place.x < min(end, last)
        for first, last in written
        for (begin, strip), end in stretches
        if strip is not None
    )
