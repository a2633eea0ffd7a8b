"""The subscriptions with how they fare, for the source manager."""

from collections.abc import Hashable, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct
from rich.cells import cell_len
from textual.color import Color

from tuinews.model import Source
from tuinews.ui.format import age, ago, compact, count
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, padded
from tuinews.urls import redacted

_NO_FOLDER = "No folder"
_COUNT_CELLS = 5
_AGE_CELLS = 10


class HealthRow(Struct, frozen=True):
    """A source, or the name of the folder above some."""

    key: str
    label: str
    source: Source | None = None


def health_rows(sources: Sequence[Source]) -> list[HealthRow]:
    """Lay the subscriptions out as rows, under their folders.

    Args:
        sources: By folder, then title.
    """
    rows: list[HealthRow] = []
    folders = {source.folder for source in sources}
    folder: str | None = None
    for source in sources:
        if source.folder != folder and folders != {""}:
            rows.append(HealthRow(f"folder:{source.folder}", source.folder or _NO_FOLDER))
        folder = source.folder
        rows.append(HealthRow(f"source:{source.id}", source.title, source))
    return rows


def health_of(source: Source, now: datetime, zone: tzinfo | None = None) -> str:
    """Say in sentences how a source fares: when it was asked, what went wrong, when it is asked next."""
    if source.last_checked is None:
        return "Not asked yet."
    asked = f"Asked {ago(source.last_checked, now, zone)}"
    if not source.failing:
        text = f"{asked}, all well."
    else:
        worked = (
            f"it last worked {ago(source.last_success, now, zone)}"
            if source.last_success
            else "it never worked"
        )
        times = "" if source.streak == 1 else f", {source.streak} times in a row"
        text = f"{asked}, and it failed{times}; {worked}. {source.last_error}".rstrip()
    if source.next_check is not None and source.next_check > now:
        text += f" Asked again in {_span(source.next_check, now)}."
    return text


def about(source: Source) -> str:
    """Say what there is of a source: its stories and its address."""
    return f"{count(source.stories, 'story', 'stories')}, {source.unread:,} unread · {redacted(source.url)}"


def _span(moment: datetime, now: datetime) -> str:
    minutes = max(1, round((moment - now).total_seconds() / 60))
    if minutes < 100:
        return count(minutes, "minute")
    hours = round(minutes / 60)
    return count(hours, "hour") if hours < 48 else count(round(hours / 24), "day")


class HealthList(RowList[HealthRow]):
    """Sources, one line each: a sign when it fails, its name, unread stories, and when it was asked."""

    def __init__(self, now: datetime, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._now = now

    def key_of(self, row: HealthRow) -> Hashable:
        """The row's own key."""
        return row.key

    def selectable(self, row: HealthRow) -> bool:
        """Sources are, folders are not."""
        return row.source is not None

    def height_of(self, row: HealthRow, width: int) -> int:
        """One line each."""
        return 1

    def paint(self, row: HealthRow, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a row."""
        pen = Pen(self.palette, ground, width).skip(1)
        source = row.source
        if source is None:
            return [pen.write(fit(row.label.upper(), pen.left), "ink-faint", bold=True).line]
        pen.write("! " if source.failing else "  ", "error", bold=True)
        asked = age(source.last_checked, self._now) if source.last_checked else "–"
        tail = f"{compact(source.unread):>{_COUNT_CELLS}}{asked:>{_AGE_CELLS}}"
        if pen.left < cell_len(tail) + 12:
            tail = ""
        pen.write(
            padded(source.title, max(0, pen.left - cell_len(tail) - 1)),
            "ink-strong" if selected else "foreground",
            bold=selected,
        )
        pen.write(tail[:_COUNT_CELLS], "ink-soft").write(tail[_COUNT_CELLS:], "ink-faint")
        return [pen.line]
