"""What can be read: lists, searches, stories with their texts and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from tuinews.library import Library
from tuinews.model import (
    Counts,
    Found,
    Link,
    Mosaic,
    Page,
    Plate,
    Reading,
    Sixels,
    SixelScreen,
    Story,
    View,
)
from tuinews.newsroom.room import Room, load

if TYPE_CHECKING:
    from tuinews.library.saved import SavedStory


class Stories(Room):
    """Stories, in lists and whole."""

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

    async def saved_stories(self, after: int, limit: int) -> tuple[SavedStory, ...]:
        """Give whole copies of saved stories by id, those after an id (0 begins)."""
        return await self._library.read(Library.saved_stories, after, limit)

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
        story, kept, topics = await self._library.read(Library.shown, story_id)
        if kept is not None and full and kept.origin == "feed":
            kept = await self._library.read(Library.other_document, story_id)
        if kept is not None:
            return Reading(story, kept, topics, kept.notice)
        await load("tuinews.reading")
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
        await load("tuinews.reading")
        from tuinews import reading

        other = await self._library.read(Library.other_document, story_id)
        return await reading.read_other(self._library, story, shown, other, self._network, self._announce)

    async def playable(self, story_id: int) -> tuple[Link, ...]:
        """Give what can be played of a story: videos, podcasts, music.

        Raises:
            NotFound: There is none with that id.
        """
        from tuinews.newsroom.playing import playable

        story = await self._library.read(Library.story, story_id)
        body = await self._library.read(Library.body, story_id)
        return playable(story, body, await self._library.read(Library.document, story_id))

    async def picture(
        self,
        story_id: int,
        url: str,
        columns: int,
        rows: int,
        ground: tuple[int, int, int],
        *,
        whole: bool = False,
        sixels: SixelScreen | None = None,
    ) -> Mosaic | Plate | Sixels | None:
        """Give a picture of a story as cells, or whole; None when it can't be had. See `gallery.Gallery.picture`."""
        await load("tuinews.gallery")
        from tuinews.gallery import Gallery

        if self._gallery is None:
            self._gallery = Gallery(self._network)
        found_in = await self._library.read(Library.feed_of, story_id)
        return await self._gallery.picture(url, found_in, columns, rows, ground, whole=whole, sixels=sixels)
