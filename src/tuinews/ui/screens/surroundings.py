"""The panes beside the stories: sources with their counts, and the context of the open story."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tuinews.model import Source, Stance, Topic, View
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.context import Context, context_rows
from tuinews.ui.widgets.marks import Marks
from tuinews.ui.widgets.source_list import OwnFeeds, SourceList, source_rows

_TRENDING: Final = timedelta(days=7)
_TRENDING_SHOWN: Final = 8
_SAVED_SHOWN: Final = 30


class Surroundings:
    """Fills the two panes."""

    def __init__(
        self,
        newsroom: Newsroom,
        sources: SourceList,
        context: Context,
        marks: Marks,
        now: Callable[[], datetime],
    ) -> None:
        self._newsroom = newsroom
        self._source_list = sources
        self._context = context
        self._marks = marks
        self._now = now
        self._trending: tuple[Topic, ...] = ()
        self._topics: tuple[Topic, ...] | None = None
        self._unread: dict[str, int] = {}
        self._uncounted: set[str] = set()
        self.sources: tuple[Source, ...] = ()
        self.stances: tuple[Stance, ...] = ()
        """What is followed and muted."""

    @property
    def today(self) -> View:
        """The view of today's stories."""
        return View(since=_midnight(self._now()))

    async def reload_sources(self, *, topics: bool) -> None:
        """Read sources and counts anew; the user's own feeds keep their numbers until `count_own`.

        Args:
            topics: Whether the trending topics may have changed as well.
        """
        self.sources = await self._newsroom.sources()
        counts = await self._newsroom.counts()
        searches = await self._newsroom.searches()
        before, self.stances = self.stances, await self._newsroom.stances()
        if topics or before != self.stances:
            self._trending = await self._newsroom.trending(self._now() - _TRENDING, _TRENDING_SHOWN)
        followed = [each for each in self.stances if each.kind == "topic" and each.stance == "follow"]
        followed.sort(key=lambda stance: stance.name.casefold())
        own = OwnFeeds(searches, followed, self._unread)
        rows = source_rows(self.sources, counts, self._trending, self.today, own, self._marks)
        self._uncounted = {row.key for row in rows if row.kind in ("search", "follow")}
        self._unread = {key: number for key, number in self._unread.items() if key in self._uncounted}
        self._source_list.replace_rows(rows)

    async def count_own(self) -> None:
        """Count the user's own feeds one after the other, and show each number as it comes."""
        while self._uncounted:
            # Taken out first: what changes while it is counted puts it back.
            key = self._uncounted.pop()
            index = self._source_list.index_of(key)
            view = None if index is None else self._source_list.rows[index].view
            if view is not None:
                self._unread[key] = await self._newsroom.count(replace(view, unread=True))
                self._show_number(key)

    def _show_number(self, key: str) -> None:
        index = self._source_list.index_of(key)
        if index is not None:
            row = replace(self._source_list.rows[index], count=self._unread[key])
            self._source_list.repaint_row(index, row)

    async def reload_context(self) -> None:
        """Read the saved stories anew."""
        saved = await self._newsroom.page(View(saved=True), limit=_SAVED_SHOWN)
        stances = {each.name.casefold(): each.stance for each in self.stances if each.kind == "topic"}
        if self._topics is None:
            rows = context_rows(self._trending, "Trending topics", saved.stories, stances)
        else:
            rows = context_rows(self._topics, "Related topics", saved.stories, stances)
        # Until the user has moved in it, the first topic is where the cursor belongs.
        self._context.replace_rows(rows, keep=self._context.touched)

    def set_topics(self, topics: tuple[Topic, ...] | None) -> None:
        """Say what the open story is about; None while none is open."""
        self._topics = topics


def _midnight(now: datetime) -> datetime:
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
