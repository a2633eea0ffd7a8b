"""The panes beside the stories: sources with their counts, and the context of the open story."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from msgspec.structs import replace

from tuinews.errors import NotFound
from tuinews.model import Reading, Related, Source, Stance, Story, Topic, View
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.context import Around, Context, context_rows
from tuinews.ui.widgets.marks import Marks
from tuinews.ui.widgets.source_list import OwnFeeds, SourceList, source_rows

_TRENDING: Final = timedelta(days=7)
_TRENDING_SHOWN: Final = 8
_SAVED_SHOWN: Final = 30
_RELATED_SHOWN: Final = 6
_REPORTS_READ: Final = 200


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
        self._open: Story | None = None
        self._topics: tuple[Topic, ...] | None = None
        self._near: tuple[Related, ...] = ()
        self._unread: dict[str, int] = {}
        self._uncounted: set[str] = set()
        self._days: dict[str, tuple[int, ...]] = {}
        self._undrawn: set[str] = set()
        """Trending topics whose days are to be counted."""
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
            self._undrawn = {topic.name for topic in self._trending}
            self._days = {name: days for name, days in self._days.items() if name in self._undrawn}
        followed = [each for each in self.stances if each.kind != "source" and each.stance == "follow"]
        followed.sort(key=lambda stance: stance.name.casefold())
        own = OwnFeeds(searches, followed, self._unread, self._days, _sources_in(self.stances))
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

    async def draw_days(self) -> None:
        """Count the days of the trending topics one after the other, and show each as it is known."""
        while self._undrawn:
            name = self._undrawn.pop()
            now = self._now()
            since = [
                await self._newsroom.count(View(topic=name, since=now - timedelta(days=days)))
                for days in range(_TRENDING.days + 1)
            ]
            days = tuple(older - newer for newer, older in pairwise(since))[::-1]
            if days != self._days.get(name) and any(topic.name == name for topic in self._trending):
                self._days[name] = days
                self._show_bars()

    def _show_bars(self) -> None:
        """Draw all bars anew: what is highest in one of them is the measure of all."""
        most = OwnFeeds(days=self._days).most
        for index, row in enumerate(self._source_list.rows):
            bar = self._marks.bar(self._days.get(row.label, ()), most) if row.kind == "topic" else ""
            if bar != row.bar:
                self._source_list.repaint_row(index, replace(row, bar=bar))

    def _show_number(self, key: str) -> None:
        index = self._source_list.index_of(key)
        if index is not None:
            row = replace(self._source_list.rows[index], count=self._unread[key])
            self._source_list.repaint_row(index, row)

    # --- context

    async def show_context(self) -> None:
        """Show what stands around another story: first what is read at once, then what is near to it.

        Given up by whoever opens the next story.
        """
        await self.reload_context()
        story = self._open
        if story is None:
            return
        with suppress(NotFound):  # It went while it was open.
            near = await self._newsroom.related(story.id, _RELATED_SHOWN)
            if near and self._is_open(story):
                self._near = near
                await self.reload_context()

    async def reload_context(self) -> None:
        """Read what the pane shows anew; what is near to the open story stays as it was found."""
        story = self._open
        saved = await self._newsroom.page(View(saved=True), limit=_SAVED_SHOWN)
        reports = await self._reports(story) if story is not None else ()
        near = await self._near_now()
        topics = self._trending if story is None else await self._topics_now(story)
        if not self._is_open(story):
            return
        stances = {each.name.casefold(): each.stance for each in self.stances if each.kind == "topic"}
        around = Around(topics, reports, near, saved.stories, stances, open=story is not None)
        # Until the user has moved in it, the first topic is where the cursor belongs.
        self._context.replace_rows(context_rows(around, self._now()), keep=self._context.touched)

    def set_open(self, reading: Reading | None) -> None:
        """Say which story is open, and what it is about; None while none is."""
        story = reading.story if reading is not None else None
        if not self._is_open(story):
            self._near = ()
        self._open = story
        waiting = reading is not None and not (reading.topics or reading.document.markdown)
        self._topics = None if reading is None or waiting else reading.topics

    def _is_open(self, story: Story | None) -> bool:
        return (story and story.id) == (self._open and self._open.id)

    async def _topics_now(self, story: Story) -> tuple[Topic, ...] | None:
        """Give the topics of the open story, as the user may have put them right since it was opened."""
        if self._topics:
            with suppress(NotFound):
                return await self._newsroom.topics(story.id) or self._topics
        return self._topics

    async def _reports(self, story: Story) -> tuple[Story, ...]:
        """Give the other reports of the event, the fullest first, as `Newsroom.groups` does."""
        page = await self._newsroom.page(View(alike=story.id), limit=_REPORTS_READ)
        others = [each for each in page.stories if each.id != story.id]
        return tuple(sorted(others, key=lambda each: (-(each.words or 0), each.place)))

    async def _near_now(self) -> tuple[Related, ...]:
        """Give what is near in the state that it has now, read or not; what has gone is left out."""
        if not self._near:
            return ()
        near = self._near
        now = {story.id: story for story in await self._newsroom.stories([each.story.id for each in near])}
        return tuple(
            replace(each, story=story)
            for each in near
            if (story := now.get(each.story.id)) and not story.hidden and (story.saved or not story.muted)
        )


def _sources_in(stances: Sequence[Stance]) -> dict[int, Literal["follow", "mute"]]:
    return {
        int(each.name): each.stance for each in stances if each.kind == "source" and each.name.isdecimal()
    }


def _midnight(now: datetime) -> datetime:
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
