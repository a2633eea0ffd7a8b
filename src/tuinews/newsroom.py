"""The one object that screens and commands hold: everything tuinews can do, as coroutines.

It owns the library's thread and the way to the network, and tells its listeners what changed. What needs the network or
the heavier libraries is imported when it is first asked for, so that the reader's first picture never waits for it.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import (
    Change,
    Counts,
    Cursor,
    ImportReport,
    NewSource,
    Page,
    Reading,
    RefreshReport,
    Serve,
    Source,
    SourceOutcome,
    Story,
    Topic,
    View,
)
from tuinews.paths import Home
from tuinews.reach import network_in_reach
from tuinews.topics.mine import topics_of
from tuinews.topics.prose import prose_of

if TYPE_CHECKING:
    from tuinews.http import Fetcher

Listener = Callable[[Change], None]


def _clock() -> datetime:
    return datetime.now(UTC)


class Newsroom:
    """The library, the sources and the stories of one home.

    Made by `open`, ended by `aclose`, used from one event loop.
    """

    def __init__(self, library: LibraryThread, serve: Serve | None, now: Callable[[], datetime]) -> None:
        self._library = library
        self._serve = serve
        self._now = now
        self._fetcher: Fetcher | None = None
        self._listeners: list[Listener] = []

    @classmethod
    async def open(
        cls, home: Home, *, serve: Serve | None = None, now: Callable[[], datetime] = _clock
    ) -> Newsroom:
        """Open a home.

        Args:
            home: Where its files are.
            serve: Answers in place of the network (the demo edition).
            now: The clock, aware and UTC.

        Raises:
            LibraryError: The library can't be used; the summary says why and what helps.
        """
        return cls(await LibraryThread.open(home, now), serve, now)

    async def aclose(self) -> None:
        """Close the network and the library."""
        if self._fetcher:
            await self._fetcher.aclose()
        await self._library.aclose()

    @property
    def notice(self) -> str:
        """What was repaired at opening, as a sentence; empty when all was well."""
        return self._library.notice

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a function told every committed change, on the event loop.

        Returns:
            A function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- sources ---------------------------------------------------------

    async def sources(self) -> tuple[Source, ...]:
        """Give the subscriptions by folder and title, with counts and health."""
        return await self._library.read(Library.sources)

    async def find_source(self, wanted: str) -> Source:
        """Find a subscription by id, feed address or exact title.

        Raises:
            NotFound: There is none.
        """
        return await self._library.read(Library.find_source, wanted)

    async def add(self, typed: str, *, folder: str = "", title: str = "", pick: int | None = None) -> Source:
        """Subscribe to what somebody typed: a feed, or a page that names its feeds. Its stories come along.

        Args:
            typed: An address.
            folder: Where to put the source.
            title: What to call it; the feed's own title when empty.
            pick: Which of a page's feeds to take, from 1.

        Raises:
            UsageError: No address, or (SeveralFeeds) a choice is needed.
            FetchError: It can't be reached.
            FeedError: There is no feed.
        """
        await _load("tuinews.refresh")
        from tuinews import refresh

        await _load("tuinews.subscribing")
        from tuinews import subscribing

        url, fetched = await subscribing.find_feed(await self._network(), typed, pick)
        new = NewSource(url, title, folder, fetched.feed.site_url)
        _, (source_id,) = await self._library.write(self._announce, Library.add_sources, [new])
        self._announce(Change(subscriptions=True))
        (state,) = await self._library.read(Library.fetch_states, [source_id])
        await refresh.store(self._library, state, fetched, self._now(), self._announce)
        return await self._library.read(Library.source, source_id)

    async def add_sources(self, new: Sequence[NewSource]) -> ImportReport:
        """Subscribe to several feeds unseen; the next refresh brings their stories."""
        report, _ = await self._library.write(self._announce, Library.add_sources, new)
        self._announce(Change(subscriptions=True))
        return report

    async def remove(self, source_id: int) -> None:
        """Unsubscribe. Saved stories stay, and `undo` subscribes again."""
        await self._library.write(self._announce, Library.remove_source, source_id)

    async def refresh(
        self,
        source_ids: Sequence[int] | None = None,
        *,
        force: bool = False,
        rest: timedelta = timedelta(0),
        progress: Callable[[int, int, str], None] | None = None,
    ) -> RefreshReport:
        """Ask sources for news.

        Args:
            source_ids: Which; all when None.
            force: Ask also those that are not yet due.
            rest: How long a source is left alone after it was asked, even so.
            progress: Told (done, in all, title) after each source.

        Returns:
            How each fared, those not yet due included. A source that fails is told in its outcome, never raised.

        Raises:
            LibraryError: The library can't be written.
        """
        states = await self._library.read(Library.fetch_states, source_ids)
        now = self._now()
        due = [
            state
            for state in states
            if state.next_check is None
            or state.next_check <= now
            or (force and (state.last_checked is None or state.last_checked <= now - rest))
        ]
        waiting = tuple(
            SourceOutcome(state.source_id, state.title, skipped=True) for state in states if state not in due
        )
        if not due:
            return RefreshReport(waiting)
        await _load("tuinews.refresh")
        from tuinews import refresh

        report = await refresh.refresh(
            self._library, await self._network(), due, self._now, self._announce, progress
        )
        return RefreshReport(report.outcomes + waiting)

    async def import_opml(self, document: bytes) -> ImportReport:
        """Subscribe to what an OPML file lists, all or nothing.

        Raises:
            FeedError: The file can't be read.
        """
        await _load("tuinews.feeds.opml")
        from tuinews.feeds import opml

        outlines = await asyncio.to_thread(opml.read_opml, document)
        report = await self.add_sources(outlines.sources)
        return replace(report, skipped=outlines.skipped + report.skipped)

    async def export_opml(self) -> bytes:
        """Give the subscriptions as OPML 2.0."""
        await _load("tuinews.feeds.opml")
        from tuinews.feeds import opml

        return opml.write_opml(await self.sources(), "tuinews subscriptions", self._now())

    # --- stories ---------------------------------------------------------

    async def page(self, view: View, after: Cursor | None = None, limit: int = 200) -> Page:
        """Give a run of a view's stories, newest first."""
        return await self._library.read(Library.page, view, after, limit)

    async def count(self, view: View) -> int:
        """Count the stories of a view."""
        return await self._library.read(Library.count, view)

    async def counts(self) -> Counts:
        """Count what the sources pane shows; a day begins at local midnight."""
        midnight = self._now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return await self._library.read(Library.counts, midnight.astimezone(UTC))

    async def story(self, story_id: int) -> Story:
        """Give one story.

        Raises:
            NotFound: There is none with that id.
        """
        return await self._library.read(Library.story, story_id)

    async def topics(self, story_id: int) -> tuple[Topic, ...]:
        """Give the topics of a story by weight.

        Raises:
            NotFound: There is none with that id.
        """
        await self._library.read(Library.story, story_id)
        return await self._library.read(Library.topics, story_id)

    async def trending(self, since: datetime, limit: int = 12) -> tuple[Topic, ...]:
        """Give the topics that most stories share since a time."""
        return await self._library.read(Library.trending, since, limit)

    async def read(self, story_id: int, *, full: bool = False, offline: bool = False) -> Reading:
        """Give a story with its text: what was kept, else the feed's own, else the page.

        Args:
            story_id: Which.
            full: Fetch the page even when the feed seems to carry the whole story.
            offline: Stay off the network.

        Returns:
            The text; a page that can't be had is told in `notice`, and the feed's own text stands in for it.

        Raises:
            NotFound: There is none with that id.
        """
        story = await self._library.read(Library.story, story_id)
        kept = await self._library.read(Library.document, story_id)
        notice = ""
        if kept is not None and (not full or kept.origin == "page"):
            document = kept
        else:
            await _load("tuinews.reading")
            from tuinews import reading

            body = await self._library.read(Library.body, story_id)
            feed_url = await self._library.read(Library.feed_of, story_id)
            fetcher = None if offline else await self._network()
            text = await reading.text_of(story, body, feed_url, fetcher, full=full)
            document, notice = text.document, text.notice
            if text.settled:
                topics = await asyncio.to_thread(
                    topics_of,
                    story.title,
                    prose_of(document.markdown),
                    (*body.categories, *document.keywords),
                )
                await self._library.write(self._announce, Library.keep_document, story_id, document, topics)
        story = await self._library.read(Library.story, story_id)
        return Reading(story, document, await self._library.read(Library.topics, story_id), notice)

    # --- what the user does ----------------------------------------------

    async def set_read(self, story_ids: Sequence[int], read: bool) -> Change:
        """Mark stories read or unread; what was so already is left alone."""
        return await self._library.write(self._announce, Library.set_read, story_ids, read)

    async def mark_view_read(self, view: View) -> Change:
        """Mark every story of a view read, as one step for undo."""
        return await self._library.write(self._announce, Library.mark_view_read, view)

    async def set_saved(self, story_ids: Sequence[int], saved: bool) -> Change:
        """Save stories whole, or let them go; true on return means it is on the disk."""
        return await self._library.write(self._announce, Library.set_saved, story_ids, saved)

    async def undo(self) -> str | None:
        """Take the newest change back.

        Returns:
            What came back, as a sentence, or None when there is nothing to take back.
        """
        undone = await self._library.write(self._announce, Library.undo)
        if undone is None:
            return None
        sentence, _ = undone
        return sentence

    async def preference(self, name: str) -> str | None:
        """Give what was chosen on screen, None when nothing was."""
        return await self._library.read(Library.preference, name)

    async def set_preference(self, name: str, value: str) -> None:
        """Remember what was chosen on screen."""
        await self._library.write(self._announce, Library.set_preference, name, value)

    async def network_in_reach(self) -> bool:
        """Tell whether feeds can probably be fetched; takes two seconds at most."""
        return self._serve is not None or await asyncio.to_thread(network_in_reach)

    # --- inside ----------------------------------------------------------

    async def _network(self) -> Fetcher:
        await _load("tuinews.http")
        from tuinews import http

        if self._fetcher is None:
            self._fetcher = http.Fetcher(self._serve)
        return self._fetcher

    def _announce(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


async def _load(name: str) -> None:
    """Import a module off the event loop: the first time costs up to a tenth of a second."""
    if name not in sys.modules:
        await asyncio.to_thread(importlib.import_module, name)
