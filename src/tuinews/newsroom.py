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

from tuinews.errors import Locked, WorkTimeout
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
    Related,
    Retention,
    SavedSearch,
    Serve,
    Source,
    Stance,
    Story,
    StoryGroup,
    Topic,
    View,
)
from tuinews.paths import Home
from tuinews.reach import network_in_reach
from tuinews.rounds import round_of
from tuinews.urls import split_login

if TYPE_CHECKING:
    from tuinews.gallery import Gallery
    from tuinews.http import Fetcher
    from tuinews.library.saved import SavedStory
    from tuinews.manners import Headers, OwnManners

Listener = Callable[[Change], None]
Hearer = Callable[[str, bool], None]
"""Told (a sentence for the user, whether it says that stories were lost and come with the next refresh)."""

_NO_HEADERS: Headers = {}
_GROUPED = timedelta(days=8)
"""How far back groups are looked for: what came at the edge of four days has four days of company."""
_clock = partial(datetime.now, UTC)
_log = logging.getLogger(__name__)


class Newsroom:
    """The library, the sources and the stories of one home.

    Made by `open`, ended by `aclose`, used from one event loop.
    """

    def __init__(
        self,
        home: Home,
        library: LibraryThread,
        serve: Serve | None,
        now: Callable[[], datetime],
        headers: Headers,
    ) -> None:
        self._home = home
        self._library = library
        self._serve = serve
        self._now = now
        self._headers = headers
        self._manners: OwnManners | None = None
        self._name = os.urandom(8).hex()
        """Tells this window from the others."""
        self._fetcher: Fetcher | None = None
        self._gallery: Gallery | None = None
        self._listeners: list[Listener] = []
        self._hearers: list[Hearer] = []
        self._grouping: asyncio.Task[None] | None = None
        library.hear(self._hear)

    @classmethod
    async def open(
        cls,
        home: Home,
        *,
        serve: Serve | None = None,
        now: Callable[[], datetime] = _clock,
        headers: Headers = _NO_HEADERS,
    ) -> Newsroom:
        """Open a home.

        Args:
            home: Where its files are.
            serve: Answers in place of the network (the demo edition).
            now: The clock, aware and UTC.
            headers: Headers of their own for some sources, by the address of their feed.

        Raises:
            LibraryError: The library can't be used; the summary says why and what helps.
        """
        return cls(home, await LibraryThread.open(home, now), serve, now, headers)

    async def aclose(self) -> None:
        """Close the network and the library."""
        if self._grouping:
            self._grouping.cancel()
            await asyncio.gather(self._grouping, return_exceptions=True)
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
        """Find out what new stories are about and take them into the search, in small steps that key presses go between.

        Another program that holds the library ends it: what is left comes with the next call.
        """
        await _load("tuinews.subjects")
        from tuinews import subjects

        told = False
        try:
            more = True
            while more:
                told = await subjects.tell_some(self._library, _unheard) or told
                for _ in range(subjects.BATCHES):
                    more = more and await self._library.attempt(self._announce, Library.index_some)
        except Locked:
            _log.info("the search learns the rest later")
        if told:
            # Once and at the end: whoever hears it reads the trending topics anew.
            self._announce(Change(topics=True))

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

        await (await self._own_manners()).keep_only({source.url for source in await self.sources()})
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
            typed: An address; a name and password in it are kept apart from the library.
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

        address, user, password = split_login(typed)
        fetcher = await self._network()
        manners = await self._own_manners()
        manner = manners.with_login(address, user, password) if user else None
        url, fetched = await subscribing.find_feed(fetcher, address, pick, manner)
        if user and (sentence := await manners.keep(url, user, password)):
            self._hear(sentence, False)
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
        if report.new and (self._grouping is None or self._grouping.done()):
            self._grouping = asyncio.create_task(self.group())
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

    async def related(self, story_id: int, limit: int = 10) -> tuple[Related, ...]:
        """Give the stories that are nearest to one, nearest first, with the reason.

        Raises:
            NotFound: There is none with that id.
        """
        return await self._library.read(Library.related, story_id, limit)

    async def group(self) -> None:
        """Find out which stories of the last days tell the same. In a worker process: it may take seconds.

        What can't be had just now comes with the next call.
        """
        await _load("tuinews.workshop")
        from tuinews.jobs import groups_of
        from tuinews.workshop import work

        try:
            tales = await self._library.read(Library.tales, self._now() - _GROUPED)
            await self._library.attempt(self._announce, Library.set_groups, await work(groups_of, tales))
        except (Locked, WorkTimeout) as error:
            _log.info("groups come later: %s", error)

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Find the topics and groups of all stories anew; give how many stories there are.

        Args:
            progress: Told how many were looked at.

        Raises:
            LibraryError: The library can't be written.
        """
        await _load("tuinews.reindexing")
        from tuinews import reindexing

        looked_at = await reindexing.find_anew(self._library, self._announce, progress=progress)
        await self.group()
        return looked_at

    async def groups(self, since: datetime) -> tuple[StoryGroup, ...]:
        """Give the groups of stories that tell the same, since a moment, newest first."""
        return await self._library.read(Library.groups, since)

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
        if kept is not None and full and kept.origin == "feed":
            kept = await self._library.read(Library.other_document, story_id)
        if kept is not None:
            topics = await self._library.read(Library.topics, story_id)
            return Reading(story, kept, topics, kept.notice)
        await _load("tuinews.reading")
        from tuinews import reading

        fetcher = None if offline else await self._network()
        return await reading.read_anew(self._library, story, fetcher, self._announce, full=full)

    async def read_other(self, story_id: int) -> Reading:
        """Show the page's text of a story in place of its feed's, or the other way round, from now on.

        Returns:
            The other text; where there is none, what was shown, and `notice` says why.

        Raises:
            NotFound: There is none with that id.
        """
        story = await self._library.read(Library.story, story_id)
        shown = await self._library.read(Library.document, story_id)
        if shown is None:
            return await self.read(story_id, full=True)
        await _load("tuinews.reading")
        from tuinews import reading

        other = await self._library.read(Library.other_document, story_id)
        return await reading.read_other(self._library, story, shown, other, self._network, self._announce)

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
            self._fetcher = http.Fetcher(self._serve, manners=(await self._own_manners()).of, now=self._now)
        return self._fetcher

    async def _own_manners(self) -> OwnManners:
        await _load("tuinews.manners")
        from tuinews import manners

        if self._manners is None:
            self._manners = manners.OwnManners(self._home, self._headers)
        return self._manners

    def _hear(self, sentence: str, lost: bool) -> None:
        for hearer in tuple(self._hearers):
            hearer(sentence, lost)
        if lost:
            self._announce(Change(elsewhere=True))

    def _announce(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


def _unheard(_: Change) -> None:
    """Told later, with the rest."""


async def _load(name: str) -> None:
    """Import a module off the event loop: the first time costs up to a tenth of a second."""
    if name not in sys.modules:
        await asyncio.to_thread(importlib.import_module, name)
