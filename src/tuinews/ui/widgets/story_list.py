"""The list of stories under the headings of their days."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Literal

from msgspec import Struct
from rich.cells import cell_len
from textual.color import Color

from tuinews.model import BEATS, Story
from tuinews.ui.format import age, compact, day_heading
from tuinews.ui.widgets.marks import UNICODE, Marks
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, wrap

ROOMY_TITLE_LINES = 3

Density = Literal["dense", "cosy", "roomy"]
"""One line a story; title and meta line; whole titles, meta line and a gap."""
DENSITIES: tuple[Density, ...] = ("dense", "cosy", "roomy")


class Heading(Struct, frozen=True):
    """The name of a day above its stories."""

    text: str


StoryRow = Story | Heading


class StoryList(RowList[StoryRow]):
    """Stories, newest first."""

    def __init__(self, *, marks: Marks = UNICODE, zone: tzinfo | None = None, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._marks = marks
        self._zone = zone
        self._now = datetime.now(UTC)
        self._density: Density = "cosy"
        self._last_heading = ""

    # --- stories

    def show(self, stories: Sequence[Story], now: datetime, *, keep: bool) -> None:
        """Show stories in place of the others.

        Args:
            stories: Newest first.
            now: The present, for headings and ages.
            keep: Whether the cursor stays on its story.
        """
        self._now = now
        self._last_heading = ""
        self.replace_rows(list(self._with_headings(stories)), keep=keep)

    def extend(self, stories: Sequence[Story]) -> None:
        """Put older stories below the last one."""
        self.add_rows(list(self._with_headings(stories)))

    def update_story(self, story: Story) -> None:
        """Draw a story in its new state, if it is here."""
        index = self.index_of(story.id)
        if index is not None:
            self.repaint_row(index, story)

    @property
    def story(self) -> Story | None:
        """The story under the cursor."""
        row = self.current
        return row if isinstance(row, Story) else None

    @property
    def density(self) -> Density:
        """How much room a story takes."""
        return self._density

    @density.setter
    def density(self, density: Density) -> None:
        if density != self._density:
            self._density = density
            self.lay_out_anew()

    def tell_time(self, now: datetime) -> None:
        """Let the ages follow the clock."""
        self._now = now
        self._strips.clear()
        self.refresh()

    def _with_headings(self, stories: Iterable[Story]) -> Iterable[StoryRow]:
        for story in stories:
            heading = day_heading(story.sort_time, self._now, self._zone)
            if heading != self._last_heading:
                self._last_heading = heading
                yield Heading(heading)
            yield story

    # --- rows

    def key_of(self, row: StoryRow) -> Hashable:
        """A story's id, or a heading's text."""
        return row.id if isinstance(row, Story) else row.text

    def selectable(self, row: StoryRow) -> bool:
        """Stories are, headings are not."""
        return isinstance(row, Story)

    def height_of(self, row: StoryRow, width: int) -> int:
        """One line in dense rows, two in cosy ones; title, meta line and gap in roomy ones."""
        roomy = self._density == "roomy"
        if isinstance(row, Heading):
            return 2 if roomy else 1
        if self._density == "dense":
            return 1
        return len(self._title(row, width)) + 2 if roomy else 2

    def paint(self, row: StoryRow, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a story or a heading."""
        pen = Pen(self.palette, ground, width)
        if isinstance(row, Heading):
            pen.skip(1).write(row.text, "ink-faint", bold=True).skip(1)
            return [pen.write("─" * max(0, pen.left - 1), "hairline").line, None]
        lines: Lines = []
        token = "ink-soft" if row.read and not selected else "ink-strong"
        for number, text in enumerate(self._title(row, width)):
            pen = Pen(self.palette, ground, width).skip(1)
            if number:
                pen.skip(1)
            elif row.saved:
                pen.write(self._marks.saved, "ink-faint" if row.read else "primary")
            elif row.read:
                pen.skip(1)
            else:
                pen.write(self._marks.unread, "primary")
            lines.append(pen.skip(1).write(text, token, bold=not row.read).line)
        if self._density == "dense":
            when, others = self._age(row), _others(row)
            pen.skip(pen.left - 1 - cell_len(when) - cell_len(others))
            pen.write(others.strip(), "primary").skip(bool(others)).write(when, "ink-faint")
            return lines
        lines.append(self._meta(row, Pen(self.palette, ground, width)).line)
        if self._density == "roomy":
            lines.append(None)
        return lines

    def _title(self, story: Story, width: int) -> list[str]:
        room = width - 4
        if self._density == "dense":
            room -= cell_len(self._age(story)) + cell_len(_others(story)) + 2
        return wrap(story.title, max(1, room), ROOMY_TITLE_LINES if self._density == "roomy" else 1)

    def _age(self, story: Story) -> str:
        return age(story.sort_time, self._now, self._zone)

    def _meta(self, story: Story, pen: Pen) -> Pen:
        pen.skip(3)
        room = pen.left - 1
        when = f" · {self._age(story)}"
        others = _others(story)
        beats = [beat for beat in story.beats if beat in BEATS][:2]
        # The source's name counts for more than a second beat, and the age for more than both.
        least = min(cell_len(story.source), 10) + cell_len(when) + cell_len(others)
        while beats and sum(cell_len(beat) + 1 for beat in beats) + least > room:
            beats.pop()
        taken = sum(cell_len(beat) + 1 for beat in beats)
        source = fit(story.source, max(0, room - taken - cell_len(when) - cell_len(others)))
        pen.write(source, "ink-soft").write(when, "ink-faint").write(others, "primary")
        pen.skip(pen.left - 1 - taken)
        for beat in beats:
            pen.skip(1).write(beat, f"topic-{beat}")
        return pen


def _others(story: Story) -> str:
    """Say how many other reports of a story there are."""
    return f" +{compact(story.others)}" if story.others else ""
