"""The one object that screens and commands hold: everything tuinews can do, as coroutines.

It owns the library's thread and the way to the network, and tells its listeners what changed. What needs the network or
the heavier libraries is imported when it is first asked for, so that the reader's first picture never waits for it.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuinews.errors import Locked
from tuinews.library import Library
from tuinews.library.stances import Kind as StanceKind
from tuinews.library.thread import LibraryThread
from tuinews.model import (
    Change,
    Counts,
    Found,
    ImportReport,
    Mosaic,
    NewSource,
    Page,
    Reading,
    RefreshReport,
    Retention,
    SavedSearch,
    Serve,
    Source,
    Stance,
    Story,
    Topic,
    View,
)
from tuinews.paths import Home
from tuinews.reach import network_in_reach
from tuinews.rounds import round_of

if TYPE_CHECKING:
    from tuinews.gallery import Gallery
    from tuinews.http import Fetcher
    from tuinews.library.saved import SavedStory

Listener = Callable[[Change], None]
Hearer = Callable[[str, bool], None]
"""Told (a sentence for the user, whether it says that stories were lost and come with the next refresh)."""

_clock = partial(datetime.now, UTC)
_log = logging.getLogger(__name__)


class Newsroom:
    """The library, the sources and the stories of one home.

    Made by `open`, ended by `aclose`, used from one event loop.
    """

    def __init__(
        self, home: Home, library: LibraryThread, serve: Serve | None, now: Callable[[], datetime]
    ) -> None:
        self._home = home
        self._library = library
        self._serve = serve
        self._now = now
        self._name = os.urandom(8).hex()
        """Tells this window from the others."""
        self._fetcher: Fetcher | None = None
        self._gallery: Gallery | None = None
        self._listeners: list[Listener] = []
        self._hearers: list[Hearer] = []
        library.hear(self._hear)

    @classmethod
    async def open(
        cls,
        home: Home,
        *,
        serve: Serve | None = None,
        now: Callable[[], datetime] = _clock,
    ) -> Newsroom:
        """Open a home.

        Args:
            home: Where its files are.
            serve: Answers in place of the network (the demo edition).
            now: The clock, aware and UTC.

        Raises:
            LibraryError: The library can't be used; the summary says why and what helps.
        """
        return cls(home, await LibraryThread.open(home, now), serve, now)

    async def aclose(self) -> None:
        """Close the network and the library."""
        if self._fetcher:
            await self._fetcher.aclose()
        await self._library.aclose()

    @property
    def notice(self) -> str:
        """What was repaired last since opening, as a sentence; empty when all was well."""
        return self._library.notice

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a function told every committed change, on the event loop.

        Returns:
            A function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def hear(self, hearer: Hearer) -> None:
        """Have a function told, on the event loop, what the user should know from now on: repairs, and long waits."""
        self._hearers.append(hearer)

    async def look_around(self) -> None:
        """See whether another window or command has changed the library, and announce it. Cheap, for every second."""
        if await self._library.read(Library.changed_elsewhere):
            self._announce(Change(elsewhere=True))

    async def index(self) -> None:
        """Take what is new into the search, in small steps that key presses go between.

        Another program that holds the library ends it: what is left comes with the next call.
        """
        try:
            while await self._library.attempt(self._announce, Library.index_some):
                pass
        except Locked:
            _log.info("the search learns the rest later")

    async def keep_house(self, policy: Retention, open_ids: Callable[[], Collection[int]] = frozenset) -> str:
        """Look for damage, make the backup of the day and let old stories go, as far as that is due.

        Args:
            policy: How long stories are kept.
            open_ids: Gives the stories that are being read.

        Returns:
            A sentence when something did not work that the user can do something about, else empty.
        """
        await _load("tuinews.housekeeping")
        from tuinews import housekeeping

        return await housekeeping.keep_house(
            self._library, self._home, self._now, self._announce, policy, open_ids, self.export_opml
        )

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
        await _load("tuinews.subscribing")
        from tuinews import subscribing

        url, fetched = await subscribing.find_feed(await self._network(), typed, pick)
        new = NewSource(url, title, folder, fetched.feed.site_url)
        source_id = await subscribing.subscribe(self._library, new, fetched, self._now(), self._announce)
        return await self._library.read(Library.source, source_id)

    async def add_sources(self, new: Sequence[NewSource]) -> ImportReport:
        """Subscribe to several feeds unseen; the next refresh brings their stories."""
        report, _ = await self._library.write(self._announce, Library.add_sources, new)
        self._announce(Change(subscriptions=True))
        return report

    async def edit_source(self, source_id: int, title: str, folder: str) -> Change:
        """Call a source something else (empty: as its feed does) and put it into a folder."""
        return await self._library.write(self._announce, Library.edit_source, source_id, title, folder)

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
            How each fared. Skipped is what is not yet due, and what another window or command asks just now. A source
            that fails is told in its outcome, never raised.

        Raises:
            LibraryError: The library can't be written.
        """
        async with round_of(self._library, self._name, self._now, source_ids, force=force, rest=rest) as turn:
            if not turn.asked:
                return RefreshReport(turn.skipped)
            await _load("tuinews.refresh")
            from tuinews import refresh

            report = await refresh.refresh(
                self._library, await self._network(), turn.asked, self._now, self._announce, progress
            )
        return RefreshReport(report.outcomes + turn.skipped)

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

    async def page(
        self, view: View, after: int | None = None, limit: int = 200, *, backwards: bool = False
    ) -> Page:
        """Give a run of a view's stories, newest first; see `Library.page`."""
        return await self._library.read(Library.page, view, after, limit, backwards=backwards)

    async def search(self, query: str, limit: int = 50) -> tuple[Found, ...]:
        """Give the stories that a search finds, best first, with the words around what was found."""
        return await self._library.read(Library.search, query, limit)

    async def count(self, view: View) -> int:
        """Count the stories of a view."""
        return await self._library.read(Library.count, view)

    async def counts(self) -> Counts:
        """Count what the sources pane shows; a day begins at local midnight."""
        midnight = self._now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return await self._library.read(Library.counts, midnight.astimezone(UTC))

    async def stories(self, story_ids: Sequence[int]) -> tuple[Story, ...]:
        """Give those of some stories that are still here."""
        return await self._library.read(Library.stories, story_ids)

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
        if kept is not None and (not full or kept.origin == "page"):
            return Reading(story, kept, await self._library.read(Library.topics, story_id))
        await _load("tuinews.reading")
        from tuinews import reading

        fetcher = None if offline else await self._network()
        return await reading.read_anew(self._library, story, fetcher, self._announce, full=full)

    async def picture(
        self, story_id: int, url: str, columns: int, rows: int, ground: tuple[int, int, int]
    ) -> Mosaic | None:
        """Give a picture of a story as cells; None when it can't be had. See `gallery.Gallery.picture`."""
        await _load("tuinews.gallery")
        from tuinews.gallery import Gallery

        if self._gallery is None:
            self._gallery = Gallery(self._network)
        found_in = await self._library.read(Library.feed_of, story_id)
        return await self._gallery.picture(url, found_in, columns, rows, ground)

    # --- what the user does ----------------------------------------------

    async def saved_stories(self, after: int, limit: int) -> tuple[SavedStory, ...]:
        """Give whole copies of saved stories by id, those after an id (0 begins)."""
        return await self._library.read(Library.saved_stories, after, limit)

    async def set_read(self, story_ids: Sequence[int], read: bool) -> Change:
        """Mark stories read or unread; what was so already is left alone."""
        return await self._library.write(self._announce, Library.set_read, story_ids, read)

    async def mark_view_read(self, view: View) -> Change:
        """Mark every story of a view read, as one step for undo."""
        return await self._library.write(self._announce, Library.mark_view_read, view)

    async def set_saved(self, story_ids: Sequence[int], saved: bool) -> Change:
        """Save stories whole, or let them go; true on return means it is on the disk."""
        return await self._library.write(self._announce, Library.set_saved, story_ids, saved)

    async def set_hidden(self, story_ids: Sequence[int], hidden: bool) -> Change:
        """Hide stories from the lists, or show them again."""
        return await self._library.write(self._announce, Library.set_hidden, story_ids, hidden)

    async def set_tags(self, story_id: int, tags: Sequence[str]) -> Change:
        """Put these tags on a story in place of those that it had; NotFound unless it is saved."""
        return await self._library.write(self._announce, Library.set_tags, story_id, tags)

    async def set_note(self, story_id: int, note: str) -> Change:
        """Write a note on a story in place of the one that it had; NotFound unless it is saved."""
        return await self._library.write(self._announce, Library.set_note, story_id, note)

    async def tags(self, story_id: int) -> tuple[str, ...]:
        """Give the tags of a story by name."""
        return await self._library.read(Library.tags, story_id)

    async def note(self, story_id: int) -> str:
        """Give the note on a story, empty when there is none."""
        return await self._library.read(Library.note, story_id)

    async def all_tags(self) -> Mapping[str, int]:
        """Give every tag with the number of stories that have it, by name."""
        return await self._library.read(Library.all_tags)

    async def set_stance(self, stance: Stance) -> Change:
        """Follow or mute a topic, words of headlines or a source."""
        return await self._library.write(self._announce, Library.set_stance, stance)

    async def clear_stance(self, kind: StanceKind, name: str) -> Change:
        """Neither follow nor mute it any longer."""
        return await self._library.write(self._announce, Library.clear_stance, kind, name)

    async def stances(self) -> tuple[Stance, ...]:
        """Give what is followed and muted, the newest first."""
        return await self._library.read(Library.stances)

    async def keep_search(self, name: str, query: str) -> Change:
        """Keep a search as a list of its own; one of that name is replaced."""
        return await self._library.write(self._announce, Library.keep_search, name, query)

    async def drop_search(self, search_id: int) -> Change:
        """Keep a search no longer; NotFound when there is none with that id."""
        return await self._library.write(self._announce, Library.drop_search, search_id)

    async def searches(self) -> tuple[SavedSearch, ...]:
        """Give the searches that are kept as lists, by name."""
        return await self._library.read(Library.searches)

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

    def _hear(self, sentence: str, lost: bool) -> None:
        for hearer in tuple(self._hearers):
            hearer(sentence, lost)
        if lost:
            self._announce(Change(elsewhere=True))

    def _announce(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


async def _load(name: str) -> None:
    """Import a module off the event loop: the first time costs up to a tenth of a second."""
    if name not in sys.modules:
        await asyncio.to_thread(importlib.import_module, name)
