"""The context pane: what the open story is about, who else tells it, what is near to it, and what was saved for later."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from rich.cells import cell_len
from textual.color import Color

from tuinews.model import BEATS, Related, Story, Topic
from tuinews.ui.format import age, compact, count
from tuinews.ui.widgets.marks import UNICODE, Marks
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, padded, wrap

_BAR_CELLS = (6, 10)
"""In a narrow pane, where names want the room, and in a wide one."""
_WIDE = 40
_TITLE_LINES = 2
REPORTS_SHOWN: Final = 4
"""Reports of other outlets; the row below them leads to all."""


class ContextRow(Struct, frozen=True):
    """A row of the pane."""

    kind: Literal["head", "gap", "note", "topic", "report", "all", "related", "saved"]
    label: str
    key: str
    topic: Topic | None = None
    share: float = 0.0
    """Of the widest bar, 0 to 1."""
    story: Story | None = None
    stance: Literal["", "follow", "mute"] = ""
    """What the user thinks of the topic."""
    outlet: str = ""
    when: str = ""
    reason: str = ""
    """Why a story is near to the open one."""


class Around(Struct, frozen=True):
    """What stands around a story."""

    topics: Sequence[Topic] | None = ()
    """Of the open story, or the trending ones, strongest first; None while they are not known yet."""
    reports: Sequence[Story] = ()
    """Other reports of the same event, the fullest first."""
    related: Sequence[Related] = ()
    """Stories that are near, nearest first."""
    saved: Sequence[Story] = ()
    """Newest first."""
    stances: Mapping[str, Literal["follow", "mute"]] | None = None
    """What is followed and muted, by the folded names of topics."""
    open: bool = True
    """Whether a story is open; else the topics are those of the week."""


def context_rows(around: Around, now: datetime) -> list[ContextRow]:
    """Lay the pane out as rows.

    Args:
        around: What there is to show.
        now: The present, for ages.
    """
    rows = _topic_rows(around)
    if around.reports:
        rows += _heading("More on this story", "reports", rows)
        rows += [
            ContextRow(
                "report",
                story.title,
                f"report:{story.id}",
                story=story,
                outlet=story.source,
                when=_when(story, now) + _length(story),
            )
            for story in around.reports[:REPORTS_SHOWN]
        ]
        if len(around.reports) > REPORTS_SHOWN:
            rows.append(ContextRow("all", f"All {len(around.reports) + 1} reports", "all:reports"))
    if around.related:
        rows += _heading("Related", "related", rows)
        rows += [
            ContextRow(
                "related",
                each.story.title,
                f"related:{each.story.id}",
                story=each.story,
                outlet=each.story.source,
                when=_when(each.story, now),
                reason=each.reason,
            )
            for each in around.related
        ]
    rows += _heading("Saved for later", "saved", rows)
    rows += [ContextRow("saved", story.title, f"saved:{story.id}", story=story) for story in around.saved]
    if not around.saved:
        rows.append(ContextRow("note", "Nothing yet. What you save stays here.", "note:saved"))
    return rows


def _topic_rows(around: Around) -> list[ContextRow]:
    topics = around.topics or ()
    heading = "Related topics" if around.open else "Trending topics"
    rows = _heading(heading, "topics", [])
    stances = around.stances or {}
    most = max((topic.stories for topic in topics), default=0)
    for topic in topics:
        share = topic.stories / most if most else 0.0
        stance = stances.get(topic.name.casefold())
        rows.append(ContextRow("topic", topic.name, f"topic:{topic.name}", topic, share, stance=stance or ""))
    if not topics and around.topics is not None:
        nothing = (
            "No topics were found in this story."
            if around.open
            else "Topics appear here once there are stories."
        )
        rows.append(ContextRow("note", nothing, "note:topics"))
    return rows


def _heading(label: str, key: str, above: Sequence[ContextRow]) -> list[ContextRow]:
    """Give the rows of a heading; what stands above it is parted from it, as stories are from what follows them."""
    heading = [ContextRow("head", label, f"head:{key}"), ContextRow("gap", "", f"gap:{key}")]
    parted = not above or above[-1].story is not None
    return heading if parted else [ContextRow("gap", "", f"gap:{key}:above"), *heading]


def _when(story: Story, now: datetime) -> str:
    return f" · {age(story.sort_time, now)}"


def _length(story: Story) -> str:
    return f" · {count(story.words, 'word')}" if story.words else ""


class Context(RowList[ContextRow]):
    """Topics with bars and counts, and stories around the open one."""

    def __init__(self, *, marks: Marks = UNICODE, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._marks = marks

    def key_of(self, row: ContextRow) -> Hashable:
        """The row's own key."""
        return row.key

    def selectable(self, row: ContextRow) -> bool:
        """Topics and stories are, and what leads to more of them."""
        return row.kind not in ("head", "gap", "note")

    def height_of(self, row: ContextRow, width: int) -> int:
        """One line for a topic; a story has its title, where it stands, why it is here, and a gap."""
        if row.story is not None:
            return len(self._title(row, width)) + bool(row.outlet) + len(self._reason(row, width)) + 1
        return len(self._note(row, width)) if row.kind == "note" else 1

    def paint(self, row: ContextRow, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a row."""
        pen = Pen(self.palette, ground, width).skip(1)
        if row.kind == "gap":
            return [None]
        if row.kind == "head":
            return [pen.write(fit(row.label.upper(), pen.left), "ink-faint", bold=True).line]
        if row.kind == "all":
            return [pen.skip(2).write(fit(row.label, pen.left), "link").line]
        if row.kind == "note":
            return [
                Pen(self.palette, ground, width).skip(1).write(text, "ink-faint", italic=True).line
                for text in self._note(row, width)
            ]
        if row.topic is not None:
            return [self._topic(row, row.topic, pen, selected=selected).line]
        return self._story(row, width, ground, selected=selected) if row.story is not None else [None]

    def _story(self, row: ContextRow, width: int, ground: Color, *, selected: bool) -> Lines:
        lines: Lines = []
        story = row.story
        read = row.kind != "saved" and story is not None and story.read
        mark = self._marks.saved if story is not None and story.saved else "" if read else self._marks.unread
        for number, text in enumerate(self._title(row, width)):
            pen = Pen(self.palette, ground, width).skip(1)
            pen.write(padded("" if number else mark, 2), "primary")
            lines.append(
                pen.write(text, "ink-strong" if selected else "ink-soft" if read else "foreground").line
            )
        if row.outlet:
            pen = Pen(self.palette, ground, width).skip(3)
            pen.write(fit(row.outlet, max(0, pen.left - 1 - cell_len(row.when))), "ink-soft")
            lines.append(pen.write(row.when, "ink-faint").line)
        for text in self._reason(row, width):
            lines.append(Pen(self.palette, ground, width).skip(3).write(text, "ink-faint", italic=True).line)
        return [*lines, None]

    def _topic(self, row: ContextRow, topic: Topic, pen: Pen, *, selected: bool) -> Pen:
        count = compact(topic.stories)
        beat = topic.name.lower() in BEATS
        colour = f"topic-{topic.name.lower()}" if beat else "primary"
        bar = 0 if pen.left < 28 else _BAR_CELLS[pen.left >= _WIDE]
        room = pen.left - bar - cell_len(f"{count:>4}") - 2
        mark = {"": "", "follow": f" {self._marks.followed}", "mute": f" {self._marks.aside}"}[row.stance]
        name = fit(row.label, max(0, room - cell_len(mark)))
        ink = colour if beat else "ink-strong" if selected else "foreground"
        pen.write(name, "ink-faint" if row.stance == "mute" else ink).write(mark, "primary")
        pen.skip(room - cell_len(name) - cell_len(mark) + 1)
        if bar:
            filled = max(1, round(bar * row.share))
            pen.write("━" * filled, colour).write("━" * (bar - filled), "hairline")
        return pen.write(f"{count:>4}", "ink-soft")

    def _title(self, row: ContextRow, width: int) -> list[str]:
        return wrap(row.label, max(1, width - 4), _TITLE_LINES)

    def _reason(self, row: ContextRow, width: int) -> list[str]:
        return wrap(row.reason, max(1, width - 4), _TITLE_LINES) if row.reason else []

    def _note(self, row: ContextRow, width: int) -> list[str]:
        return wrap(row.label, max(1, width - 2), 3)
