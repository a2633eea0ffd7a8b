"""What the user does with stories, and takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tuinews.library import Library
from tuinews.model import Change, SavedSearch, View
from tuinews.newsroom.room import Room


class Marks(Room):
    """Read, saved, hidden, tags, notes, kept searches, preferences, undo."""

    async def set_read(self, story_ids: Sequence[int], read: bool) -> Change:
        """Mark stories read or unread; what was so already is left alone.

        Where the user wants it, all that tells the same is marked read with them.
        """
        with_groups = read and self._mark_group_read
        return await self._library.write(
            self._announce, Library.set_read, story_ids, read, with_groups=with_groups
        )

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
        sentence, change = undone
        await self._catch_up(change)
        return sentence

    async def preference(self, name: str) -> str | None:
        """Give what was chosen on screen, None when nothing was."""
        return await self._library.read(Library.preference, name)

    async def set_preference(self, name: str, value: str) -> None:
        """Remember what was chosen on screen."""
        await self._library.write(self._announce, Library.set_preference, name, value)
