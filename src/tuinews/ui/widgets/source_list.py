"""The sources pane: smart feeds, sources by folder, and the topics of the week."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, field
from rich.cells import cell_len
from textual.color import Color

from tuinews.model import BEATS, Counts, SavedSearch, Source, Stance, Topic, View
from tuinews.ui.format import compact
from tuinews.ui.widgets.marks import UNICODE, Marks
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import fit, padded

_MOST_SHOWN: Final = 999
"""A search is not counted to its end, so more than this is only said to be more."""


_LEAST_DAYS: Final = 3
_LEAST_NAME: Final = 10
"""Cells; without them for the name, a topic has no bar."""


class SourceRow(Struct, frozen=True):
    """A row of the pane."""

    kind: Literal["head", "gap", "smart", "search", "follow", "folder", "source", "topic"]
    label: str
    key: str
    view: View | None = None
    """The stories that it stands for."""
    mark: str = ""
    count: int = 0
    failing: bool = False
    nested: bool = False
    search: SavedSearch | None = None
    """What is kept, in the row of a search."""
    bar: str = ""
    """How much there was of a topic on each of the last days."""
    sign: str = ""
    """Behind the name of a source that is followed or muted."""


class OwnFeeds(Struct, frozen=True):
    """The smart feeds that the user has made."""

    searches: Sequence[SavedSearch] = ()
    followed: Sequence[Stance] = ()
    """Topics and words of headlines, by name."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """By the key of the row; those that are not counted yet are missing."""
    days: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Stories of the last days by trending topic, the oldest day first; those that are not counted yet are missing."""
    sources: Mapping[int, Literal["follow", "mute"]] = field(default_factory=dict)
    """What is followed and muted, by the ids of sources."""

    @property
    def most(self) -> int:
        """The most stories that a trending topic had on one day."""
        return max((max(days) for days in self.days.values() if days), default=0)


def smart_feeds(today: View) -> dict[str, tuple[str, View]]:
    """Give the smart feeds that everybody has, by a short name: label and view."""
    return {
        "top": ("Top stories", View()),
        "today": ("Today", today),
        "unread": ("All unread", View(unread=True)),
        "saved": ("Saved", View(saved=True)),
        "aside": ("Hidden and muted", View(aside=True)),
    }


def source_rows(
    sources: Sequence[Source],
    counts: Counts,
    trending: Sequence[Topic],
    today: View,
    own: OwnFeeds,
    marks: Marks = UNICODE,
) -> list[SourceRow]:
    """Lay the pane out as rows.

    Args:
        sources: By folder, then title.
        counts: Of the whole library.
        trending: Topics, strongest first.
        today: The view of today's stories.
        own: What the user keeps and follows.
        marks: The signs of the terminal.
    """
    plain = marks is not UNICODE
    signs = {
        "top": ("-" if plain else "✦", counts.unread),
        "today": ("o" if plain else "☀", counts.today_unread),
        "unread": (marks.unread, counts.unread),
        "saved": (marks.saved, counts.saved),
        "aside": (marks.aside, counts.aside),
    }
    smart = [
        SourceRow("smart", label, f"smart:{name}", view, *signs[name])
        for name, (label, view) in smart_feeds(today).items()
    ]
    rows = [SourceRow("head", "Smart feeds", "head:smart"), *smart[:-1], *own_rows(own, marks)]
    if counts.aside:
        rows.append(smart[-1])
    if sources:
        rows += [SourceRow("gap", "", "gap:sources"), SourceRow("head", "Sources", "head:sources")]
    folder = ""
    for source in sources:
        if source.folder != folder:
            folder = source.folder
            unread = sum(
                counts.unread_by_source.get(other.id, 0) for other in sources if other.folder == folder
            )
            if folder:
                row = SourceRow(
                    "folder", folder, f"folder:{folder}", View(folder=folder), "v" if plain else "▾", unread
                )
                rows.append(row)
        rows.append(
            SourceRow(
                "source",
                source.title,
                f"source:{source.id}",
                View(source_id=source.id),
                count=counts.unread_by_source.get(source.id, 0),
                failing=source.failing,
                nested=bool(folder),
                sign={"": "", "follow": marks.followed, "mute": marks.aside}[own.sources.get(source.id, "")],
            )
        )
    if trending:
        most = own.most
        rows += [SourceRow("gap", "", "gap:topics"), SourceRow("head", "Trending topics", "head:topics")]
        rows += [
            SourceRow(
                "topic",
                topic.name,
                f"topic:{topic.name}",
                View(topic=topic.name),
                "#",
                topic.stories,
                bar=marks.bar(own.days.get(topic.name, ()), most),
            )
            for topic in trending
        ]
    return rows


def headlines_with(words: str) -> View:
    """Give the stories whose headlines have these words in a row."""
    return View(query=f'title:"{words.replace(chr(34), " ")}"')


def own_rows(own: OwnFeeds, marks: Marks = UNICODE) -> list[SourceRow]:
    """Give the rows of the smart feeds that the user has made: searches, then what is followed."""
    unread = own.unread
    rows = []
    for search in own.searches:
        key = f"search:{search.id}"
        view = View(query=search.query)
        rows.append(SourceRow("search", search.name, key, view, "/", unread.get(key, 0), search=search))
    for stance in own.followed:
        key = f"follow:{stance.name.casefold()}"
        view = View(topic=stance.name)
        if stance.kind == "word":
            key, view = f"follow-word:{stance.name.casefold()}", headlines_with(stance.name)
        rows.append(SourceRow("follow", stance.name, key, view, marks.followed, unread.get(key, 0)))
    return rows


class SourceList(RowList[SourceRow]):
    """What there is to read, each with its number of unread stories."""

    def key_of(self, row: SourceRow) -> Hashable:
        """The row's own key."""
        return row.key

    def selectable(self, row: SourceRow) -> bool:
        """Rows that stand for stories are."""
        return row.view is not None

    def height_of(self, row: SourceRow, width: int) -> int:
        """One line each."""
        return 1

    def paint(self, row: SourceRow, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a row: mark, name, and the count or the sign of failure at the right."""
        if row.kind == "gap":
            return [None]
        pen = Pen(self.palette, ground, width).skip(1)
        if row.kind == "head":
            return [pen.write(fit(row.label.upper(), pen.left), "ink-faint", bold=True).line]
        count = "!" if row.failing else _number(row)
        quiet = row.kind == "source" and not row.count
        mark = "ink-faint" if row.kind == "folder" else "primary"
        if row.kind in ("topic", "follow") and row.label.lower() in BEATS:
            mark = f"topic-{row.label.lower()}"
        pen.write(padded(row.mark, 2), mark)
        sign = f" {row.sign}" if row.sign else ""
        room = max(0, pen.left - cell_len(count) - 2)
        # What the name leaves, but at least the last days: the newest stand at the right.
        days = max(min(_LEAST_DAYS, len(row.bar)), min(len(row.bar), room - cell_len(row.label) - 2))
        bar = f"{row.bar[-days:]} " if days and room > _LEAST_NAME + days else ""
        room -= len(bar)
        name = fit(row.label, max(0, room - cell_len(sign)))
        pen.write(
            name,
            "ink-strong" if selected else "ink-faint" if quiet else "foreground",
            bold=row.kind == "folder" or (selected and not quiet),
        )
        pen.write(sign, "primary").skip(room - cell_len(name) - cell_len(sign) + 1)
        pen.write(bar, mark)
        pen.write(count, "error" if row.failing else "ink-soft", bold=row.failing)
        return [pen.line]


def _number(row: SourceRow) -> str:
    if row.kind == "search" and row.count > _MOST_SHOWN:
        return f"{_MOST_SHOWN}+"
    return compact(row.count)
