"""The library as the rest of the program sees it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tuinews.library import documents, intake, marks, preferences, sources, stories, subjects, undo
from tuinews.library.database import Database
from tuinews.model import (
    Body,
    Change,
    Counts,
    Cursor,
    Document,
    FeedUpdate,
    FetchState,
    ImportReport,
    Known,
    NewSource,
    Page,
    Source,
    Story,
    Topic,
    View,
)
from tuinews.paths import Home


def _now() -> datetime:
    return datetime.now(UTC)


class Library:
    """Sources, stories and what the user did with them. Synchronous; belongs to the thread that opened it.

    A method that returns has stored what it says, durably. Each of them raises a LibraryError when the files can't be
    used (Locked, Full, Damaged, ReadOnly); nothing of what it was to do was stored then.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    @classmethod
    def open(cls, home: Home, *, now: Callable[[], datetime] = _now) -> "Library":
        """Open the library of a home; make it if there is none.

        Args:
            home: Where it is.
            now: The clock.

        Raises:
            Damaged, Foreign, TooNew: The file can't be used; not a byte of it was changed.
            Locked: Another program holds it.
            Full, ReadOnly: It can't be written.
        """
        return cls(Database(home), now)

    def close(self) -> None:
        """Close it, leaving each file whole."""
        self._database.close()

    def interrupt(self) -> None:
        """Stop what is running; callable from any thread. What was being written is not stored."""
        self._database.interrupt()

    @property
    def notice(self) -> str:
        """What was repaired since opening, as a sentence, else empty."""
        return self._database.notice

    # --- sources --------------------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """Give the subscribed sources with counts and health, by folder, then by title."""
        return self._database.read(sources.subscribed)

    def source(self, source_id: int) -> Source:
        """Give one subscribed source.

        Raises:
            NotFound: There is none with that id.
        """
        return self._database.read(lambda connection: sources.source(connection, source_id))

    def find_source(self, wanted: str) -> Source:
        """Find a subscribed source by its id, its address or its exact title.

        Raises:
            NotFound: There is none, or several have that title.
        """
        return self._database.read(lambda connection: sources.find(connection, wanted))

    def add_sources(self, new: Sequence[NewSource]) -> tuple[ImportReport, tuple[int, ...]]:
        """Subscribe to sources, all or none. One that was unsubscribed comes back with its id and marks.

        Returns:
            What happened, and the ids of all that are usable, in the order given, known ones included.
        """
        result = self._database.write(lambda connection: sources.add(connection, new, self._now()))
        self._database.remember()
        return result

    def remove_source(self, source_id: int) -> Change:
        """Unsubscribe. Saved stories stay, the others are no longer listed; undo brings all back.

        Raises:
            NotFound: There is no such source.
        """
        change = self._database.write(lambda connection: sources.remove(connection, source_id, self._now()))
        self._database.remember()
        return change

    # --- refresh --------------------------------------------------------------------------------------------

    def fetch_states(self, source_ids: Sequence[int] | None = None) -> tuple[FetchState, ...]:
        """Give what a refresh needs of all subscribed sources, or of those among `source_ids`."""
        return self._database.read(lambda connection: sources.fetch_states(connection, source_ids))

    def known(self, source_id: int) -> Known:
        """Give the stories of a source that are here, for telling new from old."""
        return self._database.read(lambda connection: sources.known(connection, source_id))

    def apply(self, update: FeedUpdate) -> Change:
        """Store one attempt at a source. An entry that can't be stored is left out; the others stand.

        Returns:
            What changed; nothing when the source was unsubscribed in the meantime.

        Raises:
            NotFound: There never was such a source.
        """
        return self._database.write(lambda connection: intake.apply(connection, update))

    # --- stories --------------------------------------------------------------------------------------------

    def page(self, view: View, after: Cursor | None = None, limit: int = 200) -> Page:
        """Give a run of at most `limit` stories of a view, newest first."""
        return self._database.read(lambda connection: stories.page(connection, view, after, limit))

    def counts(self, today: datetime) -> Counts:
        """Count what the sources pane shows.

        Args:
            today: When today began, where the user is.
        """
        return self._database.read(lambda connection: stories.counts(connection, today))

    def count(self, view: View) -> int:
        """Count the stories of a view."""
        return self._database.read(lambda connection: stories.count(connection, view))

    def story(self, story_id: int) -> Story:
        """Give one row of the list.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: stories.story(connection, story_id))

    def body(self, story_id: int) -> Body:
        """Give what the feed carries of a story, for a saved one as it was saved.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: documents.body(connection, story_id))

    def feed_of(self, story_id: int) -> str:
        """Give the address of the feed that brought a story, subscribed to or not; empty when it is unknown."""
        return self._database.read(lambda connection: sources.feed_of(connection, story_id))

    def document(self, story_id: int) -> Document | None:
        """Give the cleaned text of a story, for a saved one its own copy. None when there is none yet."""
        return self._database.read(lambda connection: documents.document(connection, story_id))

    def keep_document(self, story_id: int, document: Document, topics: Sequence[Topic]) -> Change:
        """Keep the cleaned text of a story and the topics that were mined from it.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.write(lambda connection: documents.keep(connection, story_id, document, topics))

    def topics(self, story_id: int) -> tuple[Topic, ...]:
        """Give a story's topics, strongest first, with the number of stories that share each."""
        return self._database.read(lambda connection: subjects.of_story(connection, story_id))

    def trending(self, since: datetime, limit: int = 12) -> tuple[Topic, ...]:
        """Give the topics of the stories since a moment, those of most stories first."""
        return self._database.read(lambda connection: subjects.trending(connection, since, limit))

    # --- what the user does ---------------------------------------------------------------------------------

    def set_read(self, story_ids: Sequence[int], read: bool) -> Change:
        """Mark stories read or unread; one step of undo, none when nothing changes.

        Raises:
            NotFound: One of them is not here, so none was marked.
        """
        return self._database.write(
            lambda connection: marks.set_read(connection, story_ids, read, self._now())
        )

    def mark_view_read(self, view: View) -> Change:
        """Mark all stories of a view read; one step of undo."""
        return self._database.write(lambda connection: marks.mark_view_read(connection, view, self._now()))

    def set_saved(self, story_ids: Sequence[int], saved: bool) -> Change:
        """Save stories as whole copies, or no longer; one step of undo, none when nothing changes.

        Raises:
            NotFound: One of them is not here, so none was saved or let go.
        """
        return self._database.write(
            lambda connection: marks.set_saved(connection, story_ids, saved, self._now())
        )

    def undo(self) -> tuple[str, Change] | None:
        """Take the newest step back, of this or an earlier session.

        Returns:
            What came back, as a sentence without a full stop, and what changed; None when there is nothing.
        """
        result = self._database.write(undo.undo)
        self._database.remember()
        return result

    # --- small things ---------------------------------------------------------------------------------------

    def preference(self, name: str) -> str | None:
        """Give what was chosen on screen under a name, None when nothing was."""
        return self._database.read(lambda connection: preferences.preference(connection, name))

    def set_preference(self, name: str, value: str) -> None:
        """Remember what was chosen on screen."""
        self._database.write(lambda connection: preferences.set_preference(connection, name, value))
