"""The panes beside the stories: sources with their counts, and the context of the open story."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from tuinews.model import Source, Topic, View
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.context import Context, context_rows
from tuinews.ui.widgets.marks import Marks
from tuinews.ui.widgets.source_list import SourceList, source_rows

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
        self.sources: tuple[Source, ...] = ()

    async def reload_sources(self, *, topics: bool) -> None:
        """Read sources and counts anew.

        Args:
            topics: Whether the trending topics may have changed as well.
        """
        self.sources = await self._newsroom.sources()
        counts = await self._newsroom.counts()
        if topics:
            self._trending = await self._newsroom.trending(self._now() - _TRENDING, _TRENDING_SHOWN)
        today = View(since=_midnight(self._now()))
        rows = source_rows(self.sources, counts, self._trending, today, self._marks)
        self._source_list.replace_rows(rows)

    async def reload_context(self) -> None:
        """Read the saved stories anew."""
        saved = await self._newsroom.page(View(saved=True), limit=_SAVED_SHOWN)
        if self._topics is None:
            rows = context_rows(self._trending, "Trending topics", saved.stories)
        else:
            rows = context_rows(self._topics, "Related topics", saved.stories)
        self._context.replace_rows(rows)

    def set_topics(self, topics: tuple[Topic, ...] | None) -> None:
        """Say what the open story is about; None while none is open."""
        self._topics = topics


def _midnight(now: datetime) -> datetime:
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
