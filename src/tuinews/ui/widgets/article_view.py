"""The text of a story, drawn by one widget.

The Markdown is parsed in slices and wrapped block by block, what is seen first, the rest in idle moments: a story of
any length is on the screen at once, and scrolling never waits.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from tuinews.model import Mosaic, Plate, Reading, Sixels
from tuinews.ui.widgets.article_head import NOTHING, Jotting, head_of
from tuinews.ui.widgets.article_ink import link_at, links_seen, strip_of
from tuinews.ui.widgets.article_selection import selected_words, with_selection
from tuinews.ui.widgets.line_widget import Frame, LineWidget
from tuinews.ui.widgets.markdown_lines import SPOILER_MARK
from tuinews.ui.widgets.marking import overlaid, restyled
from tuinews.ui.widgets.picture_lines import PictureLines
from tuinews.ui.widgets.position_mark import LineStrip, ended
from tuinews.ui.widgets.search_in_text import SearchInText
from tuinews.ui.widgets.typesetting import Place, Typesetting

MEASURE: Final = 78
"""Cells of a line of text at most: longer lines are hard to come back from."""

_PADDING: Final = 2
_LINES_A_STEP: Final = 300
_IDLE_SECONDS: Final = 0.01
_PAGE_SECONDS: Final = 0.12
_CONTEXT_LINES: Final = 3
"""Lines kept in view around a match."""


class ArticleView(LineWidget, can_focus=True, inherit_bindings=False):
    """Shows a story from its headline to the ⁂ at its end."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    ArticleView { height: 1fr; overflow: hidden hidden; background: transparent; }
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

    class PictureWanted(Message):
        """A picture has come into view that has not been asked for."""

        def __init__(self, url: str, columns: int, rows: int) -> None:
            super().__init__()
            self.url = url
            self.columns = columns
            self.rows = rows

    def __init__(
        self,
        *,
        zone: tzinfo | None = None,
        clock: Callable[[], float] = time.monotonic,
        veil: str = "[spoiler]",
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.jotting = NOTHING
        self._veil = veil
        """What stands for words that give something away."""
        self._unveiled = False
        self.painted_at: float | None = None
        """When the story was first on the screen, by the clock; None before."""
        self.roomy = True
        """Whether there is room for empty lines in the head of a story."""
        self.search = SearchInText()
        self.shows_pictures = False
        """Whether pictures are drawn; else their words stand for them."""
        self._pictures = PictureLines()
        self._zone = zone
        self._clock = clock
        self._now: datetime | None = None
        self._text = Typesetting((), "", [])
        self._step_due = False
        self._wants_end = False
        self._wanted_place: Place | None = None
        self._strips: dict[int, LineStrip] = {}
        self._labels: Mapping[tuple[int, int], str] = {}

    # --- the story

    def show(
        self, reading: Reading, now: datetime, jotting: Jotting = NOTHING, *, place: Place | None = None
    ) -> None:
        """Show a story from its beginning, or, if it is the one that is shown, with its new text from where it was.

        Args:
            reading: The story with its text.
            now: The present.
            jotting: What the user wrote on it.
            place: Where to begin, unless the user has moved in it already.
        """
        same = self.reading is not None and self.reading.story.id == reading.story.id
        line = self.scroll_offset.y if same else 0
        if not same:
            self.painted_at = None
            self.search.look_for("")
            self._pictures.forget()
            self._unveiled = False
        self.reading = reading
        self.jotting = jotting
        self._now = now
        self._wants_end = False
        self._begin()
        self._wanted_place = place if line == 0 else None
        line = self._line_wanted(line)
        self._lay_out_until(line + self.size.height)
        self.scroll_to(y=line, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Scrolled(self))

    def turn_veil(self) -> bool | None:
        """Show the words that give something away, or hide them again.

        Returns:
            Whether they are shown now; None where the story has none.
        """
        if self.reading is None or SPOILER_MARK not in self.reading.document.markdown:
            return None
        block, into = self._text.block_at(self.scroll_offset.y)
        while not (self._text.has_spoilers or self._text.finished):
            self._text.reach(len(self._text.lines) + _LINES_A_STEP)
        if not self._text.has_spoilers:
            return None
        self._unveiled = not self._unveiled
        self._begin()
        self._return_to(block, into)
        return self._unveiled

    def clear(self) -> None:
        """Show nothing."""
        self.reading = None
        self.painted_at = None
        self.search.look_for("")
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
        return self._text.finished and self.scroll_target_y >= self.max_scroll_y - 0.5

    @property
    def place(self) -> Place:
        """Where in the story the screen begins."""
        return self._text.place_at(round(self.scroll_target_y))

    # --- moving

    def move(self, step: int) -> None:
        """Scroll by lines."""
        self._scroll_by(step)

    def page(self, direction: int) -> None:
        """Scroll by a screenful, less two lines to find one's place again."""
        self._scroll_by(direction * max(1, self.size.height - 2), seconds=_PAGE_SECONDS)

    def to_edge(self, direction: int) -> None:
        """Scroll to the first or the last line."""
        if direction > 0 and not self._text.finished:
            self._wants_end = True
        self.scroll_to(y=0 if direction < 0 else self.max_scroll_y, animate=False, immediate=True)

    def _scroll_by(self, lines: int, seconds: float = 0.0) -> None:
        self._wants_end = False
        target = self.scroll_target_y + lines
        self._lay_out_until(int(target) + self.size.height)
        target = max(0, min(self.max_scroll_y, target))
        self.scroll_to(y=target, animate=seconds > 0, duration=seconds or None, immediate=True)
        self.post_message(self.Scrolled(self))

    # --- searching

    def find(self, typed: str) -> None:
        """Mark some words wherever they stand, and go to the first place from here on; nothing ends it."""
        top = self.scroll_offset.y
        self.search.look_for(typed)
        self.search.take_up(self._text)
        self._bring_into_view(self.search.start_at(top))
        self.refresh()

    def find_next(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1)."""
        self._bring_into_view(self.search.step(step))
        self.refresh()

    @property
    def searched_all(self) -> bool:
        """Whether no more matches can come."""
        return self._text.finished

    def _bring_into_view(self, line: int | None) -> None:
        if line is None:
            return
        seen, top = self.size.height, self.scroll_offset.y
        margin = min(_CONTEXT_LINES, max(0, (seen - 1) // 2))
        if top + margin <= line < top + seen - margin:
            return
        self._lay_out_until(line + seen)
        self.scroll_to(y=max(0, line - seen // 3), animate=False, immediate=True)

    # --- pictures

    def show_pictures(self, on: bool) -> None:
        """Draw pictures, or leave them out; the place in the story stays."""
        if on != self.shows_pictures:
            self.shows_pictures = on
            self._lay_out_anew()

    def put_picture(self, url: str, picture: Mosaic | Plate | Sixels) -> None:
        """Draw a picture in the place that is kept for it."""
        self._pictures.put(url, picture)
        for line in [line for line, (other, _) in self._text.pictures.items() if other == url]:
            self._strips.pop(line, None)
        self.refresh()

    def forget_pictures(self) -> None:
        """Forget how pictures are drawn; those on the screen are asked for anew."""
        self._pictures.forget()
        self.forget_strips()
        self.refresh()

    def sixels_seen(self) -> list[tuple[int, int, Sixels, int]]:
        """Give the lines of the widget that the terminal draws as sixels: line and first cell, picture and which of its lines."""
        top, rows = self.scroll_offset.y, self._text.picture_rows
        if self.size.width != self._laid_out_for:
            return []
        return [
            (number - top, self._margin, picture, row)
            for number, (url, row) in self._text.pictures.items()
            if top <= number < top + self.size.height
            and (picture := self._pictures.sixels(url, self._measure, rows)) is not None
        ]

    @property
    def _picture_rows(self) -> int:
        if not self.shows_pictures:
            return 0
        return max(2, min(14 if self.roomy else 7, self._measure // 4))

    # --- layout

    @property
    def _measure(self) -> int:
        return max(1, min(MEASURE, self._laid_out_for - 2 * _PADDING))

    def _begin(self) -> None:
        """Start the story anew: its head, and none of its text yet."""
        reading = self.reading
        if reading is not None and self._now is not None:
            links: list[str] = []
            head = head_of(reading, self._now, links, self.jotting, roomy=self.roomy, zone=self._zone)
            veil = "" if self._unveiled else self._veil
            self._text = Typesetting(head, reading.document.markdown, links, veil)
        else:
            self._text = Typesetting((), "", [])
        self._forget_layout()

    def _forget_layout(self) -> None:
        self._laid_out_for = self.size.width
        self._text.begin(self._measure, self._picture_rows)
        self._text.finished = self.reading is None
        self._strips.clear()
        self._labels = {}
        self.search.forget()
        self._measure_up()

    def _lay_out_until(self, line: int) -> None:
        """Lay out blocks until there is a line of that number, or no more text; the rest follows in idle moments."""
        if not self._laid_out_for:
            return
        before, finished = self._text.height, self._text.finished
        self._text.reach(line)
        self._measure_up()
        if self.search.take_up(self._text) or before < self.scroll_offset.y + self.size.height:
            self.refresh()
        elif self._text.finished and not finished:
            self.refresh_position()  # Until then the height was a guess.
        if not self._text.finished and not self._step_due:
            self._step_due = True
            self.set_timer(_IDLE_SECONDS, self._step)

    def _step(self) -> None:
        self._step_due = False
        if self.reading is None:
            return
        self._lay_out_until(len(self._text.lines) + _LINES_A_STEP)
        if self._text.finished and self._wants_end:
            self.to_edge(1)
        if self._text.finished or not self.search.needle.empty:
            self.post_message(self.Scrolled(self))

    def _line_wanted(self, line: int) -> int:
        """Give the line to begin with: that of a wanted place as soon as there is a layout, else the one given."""
        if self._wanted_place is None or not self._laid_out_for:
            return line
        place, self._wanted_place = self._wanted_place, None
        return self._text.line_of(place)

    def _measure_up(self) -> None:
        self.virtual_size = Size(self.size.width, self._text.height)

    def _lay_out_anew(self) -> None:
        """Lay out for another width; the paragraph at the top of the screen stays there."""
        block, into = self._text.block_at(self.scroll_offset.y)
        self._forget_layout()
        self._return_to(block, into)

    def _return_to(self, block: int, into: int) -> None:
        if self._laid_out_for and self.reading is not None:
            self._text.reach_block(block)
        line = self._line_wanted(self._text.starts[block] + into if block < len(self._text.starts) else 0)
        self._lay_out_until(line + self.size.height)
        self.scroll_to(y=min(line, self.max_scroll_y), animate=False, immediate=True)
        self.refresh()

    def fit(self) -> None:
        """Lay out for the width that there is; the paragraph at the top of the screen stays there."""
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

    def forget_strips(self) -> None:
        """Draw every line anew the next time."""
        self._strips.clear()

    def show_focus(self) -> None:
        """Put the terminal's cursor at the first line."""
        self.refresh_lines(self.scroll_offset.y)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen with the places in the story, which Textual asks for when text is selected."""
        return super().render_line(y).apply_offsets(0, self.scroll_offset.y + y)

    def draw_line(self, y: int, frame: Frame) -> Strip:
        """Draw one line of the screen."""
        if self.painted_at is None and self.reading is not None:
            self.painted_at = self._clock()
        width, ground = frame.width, frame.ground
        number = frame.top + y
        if y == 0:
            self.take_cursor(min(self._margin, width - 1), 0)
        if number >= len(self._text.lines) or width != self._laid_out_for:
            return Strip.blank(width, self.palette.fill(ground))
        line = self._strips.get(number)
        if line is None:
            if number in self._text.pictures:
                strip = self._picture_strip(number, ground, width - 1)
            else:
                strip = strip_of(self._text.lines[number], self._margin, width - 1, self.palette, ground)
            line = self._strips[number] = LineStrip(strip)
        strip = self._marked(line.body, number, ground)
        if strip is line.body:
            return line.ended(y in frame.marked, self.palette, ground)
        return ended(strip, y in frame.marked, self.palette, ground)

    def _picture_strip(self, number: int, ground: Color, width: int) -> Strip:
        url, row = self._text.pictures[number]
        columns, rows = self._measure, self._text.picture_rows
        if self._pictures.ask(url, columns, rows):
            self.post_message(self.PictureWanted(url, columns, rows))
        fill = self.palette.fill(ground)
        blank = self.palette.fill(ground + self.palette.colour("panel"))
        segments = self._pictures.line(url, row, columns, rows, blank)
        return Strip([Segment(" " * min(self._margin, width), fill), *segments]).adjust_cell_length(
            width, fill
        )

    def _marked(self, strip: Strip, number: int, ground: Color) -> Strip:
        """Mark what is selected, what was found and which keys follow links."""
        for stretch, current in self.search.on_line(number):
            style = self.palette.marked(ground) if current else self.palette.found(ground)
            strip = restyled(strip, self._margin + stretch.start, self._margin + stretch.end, style)
        strip = with_selection(
            strip, self._text, number, self.text_selection, self._margin, self.palette.selected(ground)
        )
        for (line, cell), label in self._labels.items():
            if line == number:
                strip = overlaid(strip, cell, label, self.palette.marked(ground))
        return strip

    @property
    def _margin(self) -> int:
        return max(0, (self._laid_out_for - self._measure) // 2)

    # --- selecting

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Give the selected text as it was before it was wrapped."""
        words = selected_words(self._text, selection, self._margin)
        return None if words is None else (words, "\n")

    # --- links

    def visible_links(self) -> list[tuple[tuple[int, int], str]]:
        """Give the links on the screen: their place, as line of the story and cell of the widget, and their address."""
        top = self.scroll_offset.y
        return links_seen(
            self._text, range(top, min(len(self._text.lines), top + self.size.height)), self._margin
        )

    def label_links(self, labels: Mapping[tuple[int, int], str]) -> None:
        """Write labels over links, by their places; none takes them away."""
        self._labels = labels
        self.refresh()

    # --- the mouse

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked; what was dragged over is selected, not followed."""
        url = self.link_at(event.x, event.y)
        if url is not None and self.text_selection is None:
            self.post_message(self.LinkClicked(url))

    def link_at(self, x: int, y: int) -> str | None:
        """Find the link at a place of the widget."""
        return link_at(self._text, self.scroll_offset.y + y, x, self._margin)
