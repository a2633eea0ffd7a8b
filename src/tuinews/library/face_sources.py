"""The library as a refresh and the list of sources see it."""

from collections.abc import Sequence
from datetime import datetime

from tuinews.library import intake, leases, polling, sources
from tuinews.library.face import Face
from tuinews.model import Change, FeedUpdate, FetchState, ImportReport, Known, NewSource, Source


class SourcesFace(Face):
    """Sources, and what a refresh stores."""

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

    def edit_source(self, source_id: int, title: str, folder: str) -> Change:
        """Call a source something else (empty: as its feed does) and put it into a folder; NotFound without such a one."""
        return self._database.write(lambda db: sources.edit(db, source_id, title, folder, self._now()))

    def remove_source(self, source_id: int) -> Change:
        """Unsubscribe. Saved stories stay, the others are no longer listed; undo brings all back.

        Raises:
            NotFound: There is no such source.
        """
        change = self._database.write(lambda connection: sources.remove(connection, source_id, self._now()))
        self._database.remember()
        return change

    def feed_of(self, story_id: int) -> str:
        """Give the address of the feed that brought a story, subscribed to or not; empty when it is unknown."""
        return self._database.read(lambda connection: sources.feed_of(connection, story_id))

    def fetch_states(self, source_ids: Sequence[int] | None = None) -> tuple[FetchState, ...]:
        """Give what a refresh needs of all subscribed sources, or of those among `source_ids`."""
        return self._database.read(lambda connection: polling.fetch_states(connection, source_ids))

    def known(self, source_id: int, keys: Sequence[int], aliases: Sequence[int]) -> Known:
        """Tell which of these identities of a source's stories are known, for telling new from old."""
        return self._database.read(lambda connection: sources.known(connection, source_id, keys, aliases))

    def newest(self, source_id: int) -> dict[int, int]:
        """Give key -> hash of the newest listed stories of a source: those that its document most likely has."""
        return self._database.read(lambda connection: sources.newest(connection, source_id))

    def lease(self, source_ids: Sequence[int], owner: str, until: datetime) -> tuple[int, ...]:
        """Take the sources that no other window is asking just now.

        Args:
            source_ids: Which are wanted.
            owner: Names whoever asks.
            until: When the lease ends by itself.

        Returns:
            Those that may be asked, in the order given.
        """
        return self._database.write(
            lambda connection: leases.lease(connection, source_ids, owner, until, self._now()), "derived"
        )

    def release(self, source_ids: Sequence[int], owner: str) -> None:
        """Let leased sources go."""
        self._database.write(lambda connection: leases.release(connection, source_ids, owner), "derived")

    def apply(self, update: FeedUpdate) -> Change:
        """Store one attempt at a source. An entry that can't be stored is left out; the others stand.

        Returns:
            What changed; nothing when the source was unsubscribed in the meantime.

        Raises:
            NotFound: There never was such a source.
        """
        return self._database.write(lambda connection: intake.apply(connection, update), "fetched")

    def apply_all(self, updates: Sequence[FeedUpdate]) -> tuple[Change, ...]:
        """Store an attempt at each of several sources in one transaction.

        Returns:
            What changed, for each.

        Raises:
            NotFound: There never was one of the sources; nothing was stored.
        """
        return self._database.write(
            lambda connection: tuple(intake.apply(connection, update) for update in updates), "fetched"
        )
