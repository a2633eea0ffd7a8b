"""What can be done with the sources."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from tuinews.library import Library
from tuinews.model import Change, ImportReport, NewSource, Source
from tuinews.newsroom.room import Room, load
from tuinews.urls import split_login


class Sources(Room):
    """Subscriptions: found, added, edited, removed, exchanged."""

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
        await load("tuinews.subscribing")
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

    async def import_opml(self, document: bytes) -> ImportReport:
        """Subscribe to what an OPML file lists, all or nothing.

        Raises:
            FeedError: The file can't be read.
        """
        await load("tuinews.feeds.opml")
        from tuinews.feeds import opml

        outlines = await asyncio.to_thread(opml.read_opml, document)
        report = await self.add_sources(outlines.sources)
        return replace(report, skipped=outlines.skipped + report.skipped)

    async def export_opml(self) -> bytes:
        """Give the subscriptions as OPML 2.0."""
        await load("tuinews.feeds.opml")
        from tuinews.feeds import opml

        return opml.write_opml(await self.sources(), "tuinews subscriptions", self._now())
