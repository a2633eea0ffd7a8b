"""The text of a story, drawn by one widget.

The Markdown is parsed in slices and wrapped block by block, what is seen first, the rest in idle moments: a story of
any length is on the screen at once, and scrolling never waits.
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuinews.model import Reading
from tuinews.ui.palette import Palette
from tuinews.ui.widgets.article_head import GAP, NOTHING, Jotting, head_of
from tuinews.ui.widgets.markdown_lines import Block, Line, Look, lay_out, parse, slices

MEASURE: Final = 78
"""Cells of a line of text at most: longer lines are hard to come back from."""

_PADDING: Final = 2
_LINES_A_STEP: Final = 300
_IDLE_SECONDS: Final = 0.01
_PAGE_SECONDS: Final = 0.12
_END: Final = Block("centre", (("⁂", Look("ink-faint")),), gap=GAP)


class ArticleView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a story from its headline to the ⁂ at its end."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    ArticleView { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size: 0 0; background: transparent; }
    """

    class Scrolled(Message):
        """Another part of the story is on the screen."""

        def __init__(self, view: "ArticleView") -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    class LinkClicked(Message):
        """A link of the story was clicked."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    def __init__(
        self,
        *,
        zone: tzinfo | None = None,
        clock: Callable[[], float] = time.monotonic,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.jotting = NOTHING
        self.painted_at: float | None = None
        """When the story was first on the screen, by the clock; None before."""
        self.roomy = True
        """Whether there is room for empty lines in the head of a story."""
        self._zone = zone
        self._clock = clock
        self._now: datetime | None = None
        self._links: list[str] = []
        self._blocks: list[Block] = []
        self._slices: Iterator[str] = iter(())
        self._unparsed = 0  # characters
        self._lead_wanted = False
        self._lines: list[Line] = []
        self._starts: list[int] = []  # the first line of each block that has been laid out
        self._finished = True
        self._step_due = False
        self._wants_end = False
        self._laid_out_for = 0
        self._palette: Palette | None = None
        self._strips: dict[int, Strip] = {}

    # --- the story

    def show(self, reading: Reading, now: datetime, jotting: Jotting = NOTHING) -> None:
        """Show a story from its beginning, or, if it is the one that is shown, with its new text from where it was.

        Args:
            reading: The story with its text.
            now: The present.
            jotting: What the user wrote on it.
        """
        same = self.reading is not None and self.reading.story.id == reading.story.id
        line = self.scroll_offset.y if same else 0
        if not same:
            self.painted_at = None
        self.reading = reading
        self.jotting = jotting
        self._now = now
        self._wants_end = False
        self._begin()
        self._lay_out_until(line + self.size.height)
        self.scroll_to(y=line, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Scrolled(self))

    def clear(self) -> None:
        """Show nothing."""
        self.reading = None
        self.painted_at = None
        self._blocks = []
        self._begin()
        self.refresh()

    @property
    def progress(self) -> float:
        """How much of the story has been on the screen, 0 to 1."""
        if self.reading is None:
            return 0.0
        if self.max_scroll_y <= 0:
            return 1.0
        return min(1.0, self.scroll_target_y / self.max_scroll_y)

    @property
    def at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return self._finished and self.scroll_target_y >= self.max_scroll_y - 0.5

    # --- moving

    def move(self, step: int) -> None:
        """Scroll by lines."""
        self._scroll_by(step)

    def page(self, direction: int) -> None:
        """Scroll by a screenful, less two lines to find one's place again."""
        self._scroll_by(direction * max(1, self.size.height - 2), seconds=_PAGE_SECONDS)

    def to_edge(self, direction: int) -> None:
        """Scroll to the first or the last line."""
        if direction > 0 and not self._finished:
            self._wants_end = True
        self.scroll_to(y=0 if direction < 0 else self.max_scroll_y, animate=False, immediate=True)

    def _scroll_by(self, lines: int, seconds: float = 0.0) -> None:
        self._wants_end = False
        target = self.scroll_target_y + lines
        self._lay_out_until(int(target) + self.size.height)
        target = max(0, min(self.max_scroll_y, target))
        self.scroll_to(y=target, animate=seconds > 0, duration=seconds or None, immediate=True)
        self.post_message(self.Scrolled(self))

    # --- layout

    @property
    def _measure(self) -> int:
        return max(1, min(MEASURE, self.size.width - 2 * _PADDING))

    def _begin(self) -> None:
        """Start the story anew: its head, and none of its text yet."""
        self._links = []
        reading = self.reading
        if reading is not None and self._now is not None:
            self._blocks = head_of(
                reading, self._now, self._links, self.jotting, roomy=self.roomy, zone=self._zone
            )
            self._slices = slices(reading.document.markdown)
            self._unparsed = len(reading.document.markdown)
            self._lead_wanted = True
        else:
            self._slices = iter(())
            self._unparsed = 0
        self._forget_layout()

    def _forget_layout(self) -> None:
        self._lines = []
        self._starts = []
        self._strips.clear()
        self._finished = self.reading is None
        self._laid_out_for = self.size.width
        self._measure_up()

    def _lay_out_until(self, line: int) -> None:
        """Lay out blocks until there is a line of that number, or no more text; the rest follows in idle moments."""
        if not self._laid_out_for:
            return
        width = self._measure
        while not self._finished and len(self._lines) <= line:
            number = len(self._starts)
            if number == len(self._blocks) and not self._parse_more():
                self._finished = True
                self._lines += lay_out(_END, width)
                break
            self._starts.append(len(self._lines))
            self._lines += lay_out(self._blocks[number], width)
        self._measure_up()
        if not self._finished and not self._step_due:
            self._step_due = True
            self.set_timer(_IDLE_SECONDS, self._step)

    def _parse_more(self) -> bool:
        """Parse slices until there is a block; tell whether there is one."""
        before = len(self._blocks)
        for markdown in self._slices:
            self._unparsed -= len(markdown)
            blocks = parse(markdown, self._links)
            if blocks and blocks[0].gap is None:
                blocks[0] = replace(blocks[0], gap=GAP)
            if self._lead_wanted:
                self._lead_wanted = False
                blocks[:1] = [_as_lead(block) for block in blocks[:1]]
            self._blocks += blocks
            if blocks:
                break
        return len(self._blocks) > before

    def _step(self) -> None:
        self._step_due = False
        if self.reading is None:
            return
        self._lay_out_until(len(self._lines) + _LINES_A_STEP)
        if self._finished and self._wants_end:
            self.to_edge(1)
        if self._finished:
            self.post_message(self.Scrolled(self))

    def _measure_up(self) -> None:
        waiting = len(self._blocks) - len(self._starts)
        guess = 0 if self._finished else 3 * waiting + 2 * self._unparsed // max(1, self._measure)
        self.virtual_size = Size(self.size.width, len(self._lines) + guess)

    def _lay_out_anew(self) -> None:
        """Lay out for another width; the paragraph at the top of the screen stays there."""
        top = self.scroll_offset.y
        block = bisect_right(self._starts, top) - 1 if self._starts else 0
        into = top - self._starts[block] if self._starts else 0
        self._forget_layout()
        while self._laid_out_for and len(self._starts) <= block and not self._finished:
            self._lay_out_until(len(self._lines))
        line = self._starts[block] + into if block < len(self._starts) else 0
        self._lay_out_until(line + self.size.height)
        self.scroll_to(y=min(line, self.max_scroll_y), animate=False, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Lay out for the new width."""
        if self.size.width != self._laid_out_for:
            self._lay_out_anew()
        else:
            self._lay_out_until(self.scroll_offset.y + self.size.height)
        self.post_message(self.Scrolled(self))

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Have ready what comes into view."""
        super().watch_scroll_y(old, new)
        self._lay_out_until(int(new) + self.size.height)
        if round(old) != round(new):
            self.post_message(self.Scrolled(self))

    # --- drawing

    @property
    def palette(self) -> Palette:
        """The styles of the current theme."""
        if self._palette is None:
            self._palette = Palette.of(self.app)
        return self._palette

    def notify_style_update(self) -> None:
        """Draw anew in the new theme."""
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if self.painted_at is None and self.reading is not None:
            self.painted_at = self._clock()
        width = self.size.width
        number = self.scroll_offset.y + y
        ground = self.background_colors[1]
        if number >= len(self._lines) or width != self._laid_out_for:
            return Strip.blank(width, self.palette.fill(ground))
        strip = self._strips.get(number)
        if strip is None:
            strip = self._strips[number] = self._strip(self._lines[number], ground, width - 1)
        return Strip([*strip, self._position_mark(y, ground)], width)

    def _strip(self, line: Line, ground: Color, width: int) -> Strip:
        margin = min(self._margin, width)
        segments = [Segment(" " * margin, self.palette.fill(ground))]
        segments += [Segment(text, self._style(look, ground)) for text, look in line if text]
        return Strip(segments).adjust_cell_length(width, self.palette.fill(ground))

    @property
    def _margin(self) -> int:
        return max(0, (self.size.width - self._measure) // 2)

    def _style(self, look: Look, ground: Color) -> Style:
        if look.ground == "panel":
            ground = ground + self.palette.colour("panel")
        elif look.ground:
            ground = self.palette.tinted(look.ground, ground)
        return self.palette.style(
            look.ink,
            ground,
            bold=look.bold,
            italic=look.italic,
            strike=look.strike,
            underline=look.ink == "link",
        )

    def _position_mark(self, y: int, ground: Color) -> Segment:
        seen, height = self.size.height, self.virtual_size.height
        if height > seen:
            length = max(1, seen * seen // height)
            start = round((seen - length) * self.scroll_offset.y / (height - seen))
            if start <= y < start + length:
                return Segment("▐", self.palette.style("position-mark", ground))
        return Segment(" ", self.palette.fill(ground))

    # --- the mouse

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        url = self.link_at(event.x, event.y)
        if url is not None:
            self.post_message(self.LinkClicked(url))

    def link_at(self, x: int, y: int) -> str | None:
        """Find the link at a place of the widget."""
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return None
        column = self._margin
        for text, look in self._lines[number]:
            column += cell_len(text)
            if x < column:
                started = column - cell_len(text) <= x
                return self._links[look.link] if started and look.link is not None else None
        return None


def _as_lead(block: Block) -> Block:
    """Let the opening paragraph stand out a little."""
    if block.kind != "text" or block.first:
        return block
    spans = tuple(
        (text, look._replace(ink="ink-strong") if look.ink == "foreground" else look)
        for text, look in block.spans
    )
    return replace(block, spans=spans)
