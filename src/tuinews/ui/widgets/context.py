"""The context pane: what the open story is about, and what was saved for later."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from textual.color import Color

from tuinews.model import BEATS, Story, Topic
from tuinews.ui.format import compact
from tuinews.ui.widgets.marks import UNICODE, Marks
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, padded, wrap

_BAR_CELLS = 10


@dataclass(frozen=True, slots=True)
class ContextRow:
    """A row of the pane."""

    kind: Literal["head", "gap", "note", "topic", "saved"]
    label: str
    key: str
    topic: Topic | None = None
    share: float = 0.0
    """Of the widest bar, 0 to 1."""
    story: Story | None = None
    stance: Literal["", "follow", "mute"] = ""
    """What the user thinks of the topic."""


def context_rows(
    topics: Sequence[Topic],
    heading: str,
    saved: Sequence[Story],
    stances: Mapping[str, Literal["follow", "mute"]],
) -> list[ContextRow]:
    """Lay the pane out as rows.

    Args:
        topics: Of the open story, or the trending ones, strongest first.
        heading: What the topics are.
        saved: Saved stories, newest first.
        stances: What is followed and muted, by folded name.
    """
    rows = [ContextRow("head", heading, "head:topics"), ContextRow("gap", "", "gap:topics")]
    most = max((topic.stories for topic in topics), default=0)
    for topic in topics:
        share = topic.stories / most if most else 0.0
        stance = stances.get(topic.name.casefold())
        rows.append(ContextRow("topic", topic.name, f"topic:{topic.name}", topic, share, stance=stance or ""))
    if not topics:
        rows.append(ContextRow("note", "Topics appear here once there are stories.", "note:topics"))
    rows += [
        ContextRow("gap", "", "gap:saved"),
        ContextRow("head", "Saved for later", "head:saved"),
        ContextRow("gap", "", "gap:saved2"),
    ]
    rows += [ContextRow("saved", story.title, f"saved:{story.id}", story=story) for story in saved]
    if not saved:
        rows.append(ContextRow("note", "Nothing yet. What you save stays here.", "note:saved"))
    return rows


class Context(RowList[ContextRow]):
    """Topics with bars and counts, and saved stories."""

    def __init__(self, *, marks: Marks = UNICODE, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._marks = marks

    def key_of(self, row: ContextRow) -> Hashable:
        """The row's own key."""
        return row.key

    def selectable(self, row: ContextRow) -> bool:
        """Topics and stories are."""
        return row.kind in ("topic", "saved")

    def height_of(self, row: ContextRow, width: int) -> int:
        """One line for a topic; a saved story has up to two and a gap."""
        if row.kind == "saved":
            return len(wrap(row.label, max(1, width - 4), 2)) + 1
        return len(self._note(row, width)) if row.kind == "note" else 1

    def paint(self, row: ContextRow, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a row."""
        pen = Pen(self.palette, ground, width).skip(1)
        if row.kind == "gap":
            return [None]
        if row.kind == "head":
            return [pen.write(fit(row.label.upper(), pen.left), "ink-faint", bold=True).line]
        if row.kind == "note":
            return [
                Pen(self.palette, ground, width).skip(1).write(text, "ink-faint", italic=True).line
                for text in self._note(row, width)
            ]
        if row.topic is not None:
            return [self._topic(row, row.topic, pen, selected=selected).line]
        lines: Lines = []
        for number, text in enumerate(wrap(row.label, max(1, width - 4), 2)):
            pen = Pen(self.palette, ground, width).skip(1)
            pen.write(padded("" if number else self._marks.saved, 2), "primary")
            lines.append(pen.write(text, "ink-strong" if selected else "foreground").line)
        return [*lines, None]

    def _topic(self, row: ContextRow, topic: Topic, pen: Pen, *, selected: bool) -> Pen:
        count = compact(topic.stories)
        beat = topic.name.lower() in BEATS
        colour = f"topic-{topic.name.lower()}" if beat else "primary"
        bar = _BAR_CELLS if pen.left >= 28 else 0
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

    def _note(self, row: ContextRow, width: int) -> list[str]:
        return wrap(row.label, max(1, width - 2), 3)
