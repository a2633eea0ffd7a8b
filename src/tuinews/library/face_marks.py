"""The library as the user's own hand sees it."""

from collections.abc import Sequence

from tuinews.library import annotations, marks, preferences, searches, undo
from tuinews.library.face import Face
from tuinews.model import Change, SavedSearch, View


class MarksFace(Face):
    """What the user does with stories, and takes back."""

    def set_read(self, story_ids: Sequence[int], read: bool, *, with_groups: bool = False) -> Change:
        """Mark stories read or unread, with all that tells the same if wanted; one step of undo, none when nothing changes.

        Raises:
            NotFound: One of them is not here, so none was marked.
        """
        return self._database.write(
            lambda connection: marks.set_read(
                connection, story_ids, read, self._now(), with_groups=with_groups
            )
        )

    def mark_view_read(self, view: View) -> Change:
        """Mark all stories of a view read; one step of undo."""
        return self._database.write(
            lambda connection: marks.mark_view_read(connection, view, self._here_and_now())
        )

    def set_saved(self, story_ids: Sequence[int], saved: bool) -> Change:
        """Save stories as whole copies, or no longer; one step of undo, none when nothing changes.

        Raises:
            NotFound: One of them is not here, so none was saved or let go.
        """
        return self._database.write(
            lambda connection: marks.set_saved(connection, story_ids, saved, self._now())
        )

    def set_hidden(self, story_ids: Sequence[int], hidden: bool) -> Change:
        """Hide stories from the lists, or show them again; one step of undo, none when nothing changes.

        Raises:
            NotFound: One of them is not here, so none was hidden.
        """
        return self._database.write(
            lambda connection: marks.set_hidden(connection, story_ids, hidden, self._now())
        )

    def set_tags(self, story_id: int, tags: Sequence[str]) -> Change:
        """Put these tags on a saved story in place of those that it had; one step of undo.

        Raises:
            NotFound: It is not saved.
        """
        return self._database.write(
            lambda connection: annotations.set_tags(connection, story_id, tags, self._now())
        )

    def set_note(self, story_id: int, note: str) -> Change:
        """Write a note on a saved story in place of the one that it had; one step of undo.

        Raises:
            NotFound: It is not saved.
        """
        return self._database.write(
            lambda connection: annotations.set_note(connection, story_id, note, self._now())
        )

    def tags(self, story_id: int) -> tuple[str, ...]:
        """Give the tags of a story by name."""
        return tuple(self._database.read(lambda connection: annotations.tags_of(connection, story_id)))

    def note(self, story_id: int) -> str:
        """Give the note on a story, empty when there is none."""
        return self._database.read(lambda connection: annotations.note_of(connection, story_id))

    def all_tags(self) -> dict[str, int]:
        """Give every tag with the number of stories that have it, by name."""
        return self._database.read(annotations.all_tags)

    def searches(self) -> tuple[SavedSearch, ...]:
        """Give the searches that are kept as lists, by name."""
        return self._database.read(searches.kept)

    def keep_search(self, name: str, query: str) -> Change:
        """Keep a search as a list; one of that name is replaced. One step of undo."""
        return self._database.write(lambda connection: searches.keep(connection, name, query, self._now()))

    def drop_search(self, search_id: int) -> Change:
        """Keep a search no longer; one step of undo.

        Raises:
            NotFound: There is no such search.
        """
        return self._database.write(lambda connection: searches.drop(connection, search_id, self._now()))

    def undo(self) -> tuple[str, Change] | None:
        """Take the newest step back, of this or an earlier session.

        Returns:
            What came back, as a sentence without a full stop, and what changed; None when there is nothing.
        """
        result = self._database.write(lambda connection: undo.undo(connection, self._now()))
        self._database.remember()
        return result

    def preference(self, name: str) -> str | None:
        """Give what was chosen on screen under a name, None when nothing was."""
        return self._database.read(lambda connection: preferences.preference(connection, name))

    def set_preference(self, name: str, value: str) -> None:
        """Remember what was chosen on screen."""
        self._database.write(lambda connection: preferences.set_preference(connection, name, value))
