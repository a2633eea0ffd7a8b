"""The library as the rest of the program sees it."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from tuinews.library import (
    annotations,
    documents,
    finding,
    intake,
    kindred,
    leases,
    marks,
    polling,
    preferences,
    remaking,
    retention,
    saved,
    search,
    searches,
    sources,
    stances,
    stories,
    subjects,
    undo,
)
from tuinews.library.database import Database
from tuinews.library.examine import Findings
from tuinews.library.files import BUSY_MILLISECONDS
from tuinews.library.retention import Step
from tuinews.library.saved import SavedStory
from tuinews.library.values import read_body
from tuinews.model import (
    Body,
    Change,
    Counts,
    Document,
    FeedUpdate,
    FetchState,
    Found,
    ImportReport,
    Known,
    Material,
    NewSource,
    Page,
    Related,
    Retention,
    SavedSearch,
    Source,
    Stance,
    Story,
    StoryGroup,
    Tale,
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
    def open(
        cls, home: Home, *, now: Callable[[], datetime] = _now, busy_ms: int = BUSY_MILLISECONDS
    ) -> "Library":
        """Open the library of a home; make it if there is none.

        Args:
            home: Where it is.
            now: The clock.
            busy_ms: How long an operation waits for another process before it raises Locked, in milliseconds.

        Raises:
            Damaged, Foreign, TooNew: The file can't be used; not a byte of it was changed.
            Locked: Another program holds it.
            Full, ReadOnly: It can't be written.
        """
        return cls(Database(home, busy_ms=busy_ms), now)

    def close(self) -> None:
        """Close it, leaving each file whole."""
        self._database.close()

    def interrupt(self) -> None:
        """Stop what is running; callable from any thread. What was being written is not stored."""
        self._database.interrupt()

    @property
    def notice(self) -> str:
        """What `take_notice` would give."""
        return self._database.notice

    def take_notice(self) -> str:
        """Give what was repaired since this was last asked, as sentences; empty when nothing was."""
        return self._database.take_notice()

    def changed_elsewhere(self) -> bool:
        """Tell whether another window or command changed the library since this was last asked."""
        return self._database.changed_elsewhere()

    def _here_and_now(self) -> datetime:
        """The time where the user is: days that were typed begin at midnight there."""
        return self._now().astimezone()

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

    # --- refresh --------------------------------------------------------------------------------------------

    def fetch_states(self, source_ids: Sequence[int] | None = None) -> tuple[FetchState, ...]:
        """Give what a refresh needs of all subscribed sources, or of those among `source_ids`."""
        return self._database.read(lambda connection: polling.fetch_states(connection, source_ids))

    def known(self, source_id: int, keys: Sequence[int], aliases: Sequence[int]) -> Known:
        """Tell which of these identities of a source's stories are known, for telling new from old."""
        return self._database.read(lambda connection: sources.known(connection, source_id, keys, aliases))

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

    # --- stories --------------------------------------------------------------------------------------------

    def page(
        self, view: View, after: int | None = None, limit: int = 200, *, backwards: bool = False
    ) -> Page:
        """Give a run of at most `limit` stories of a view, newest first.

        Args:
            view: Of which list.
            after: The place that the run begins beyond; None is the top of the list, or the end of it backwards.
            limit: How many.
            backwards: The run above that place, in place of the one below.
        """
        return self._database.read(
            lambda connection: stories.page(
                connection, view, after, limit, self._here_and_now(), backwards=backwards
            )
        )

    def search(self, query: str, limit: int = 50) -> tuple[Found, ...]:
        """Give the stories that a search finds, best first, with the words around what was found."""
        return self._database.read(
            lambda connection: finding.best(connection, View(query=query), limit, self._here_and_now())
        )

    def index_some(self, limit: int = 40) -> bool:
        """Take stories that are new or were changed into the full text index.

        Args:
            limit: How many, at most.

        Returns:
            Whether more wait.
        """

        def index(connection: sqlite3.Connection) -> bool:
            search.index_pending(connection, limit)
            return search.pending(connection)

        return self._database.write(index, "derived")

    def untold(self, limit: int = 40) -> dict[int, tuple[str, Body]]:
        """Give those of the next stories for the full text index that have no topics yet: title and text by id."""
        rows = self._database.read(lambda connection: subjects.untold(connection, limit))
        return {story_id: (title, read_body(body)) for story_id, (title, body) in rows.items()}

    def tell(self, topics: Mapping[int, Sequence[Topic]]) -> Change:
        """Note what stories are about that have no topics yet."""

        def tell(connection: sqlite3.Connection) -> Change:
            subjects.tell(connection, topics)
            return Change(topics=True)

        return self._database.write(tell, "derived")

    def counts(self, today: datetime) -> Counts:
        """Count what the sources pane shows.

        Args:
            today: When today began, where the user is.
        """
        return self._database.read(lambda connection: stories.counts(connection, today))

    def count(self, view: View) -> int:
        """Count the stories of a view; those of a search up to 10,000."""
        return self._database.read(lambda connection: stories.count(connection, view, self._here_and_now()))

    def story(self, story_id: int) -> Story:
        """Give one row of the list.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: stories.story(connection, story_id))

    def stories(self, story_ids: Sequence[int]) -> tuple[Story, ...]:
        """Give those of some stories that are here."""
        return self._database.read(lambda connection: stories.some(connection, story_ids))

    def saved_stories(self, after: int, limit: int) -> tuple[SavedStory, ...]:
        """Give whole copies of saved stories by id, those after an id (0 begins); fewer than `limit` are the last."""
        return self._database.read(lambda connection: saved.copies(connection, after, limit))

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

    def other_document(self, story_id: int) -> Document | None:
        """Give the text of a story that is not shown, the page's or the feed's. None when there is none yet."""
        return self._database.read(lambda connection: documents.other(connection, story_id))

    def keep_document(
        self, story_id: int, document: Document, topics: Sequence[Topic], other: Document | None = None
    ) -> Change:
        """Keep the cleaned text of a story and the topics that were mined from it.

        Args:
            story_id: The story.
            document: The text that is shown from now on.
            topics: Its topics.
            other: The text of the other origin, where it is at hand.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.write(
            lambda connection: documents.keep(connection, story_id, document, topics, other), "fetched"
        )

    def topics(self, story_id: int) -> tuple[Topic, ...]:
        """Give a story's topics, strongest first, with the number of stories that share each."""
        return self._database.read(lambda connection: subjects.of_story(connection, story_id))

    def trending(self, since: datetime, limit: int = 12) -> tuple[Topic, ...]:
        """Give the topics of the stories since a moment, those of most stories first."""
        return self._database.read(lambda connection: subjects.trending(connection, since, limit))

    def related(self, story_id: int, limit: int = 10) -> tuple[Related, ...]:
        """Give the stories that are nearest to one, nearest first, with the reason.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: kindred.related(connection, story_id, limit))

    def tales(self, since: datetime) -> tuple[Tale, ...]:
        """Give what groups are found by, of the stories since a moment, oldest first."""
        return self._database.read(lambda connection: kindred.tales(connection, since))

    def set_groups(self, groups: Mapping[int, int | None]) -> Change:
        """Note which group each story belongs to, None for those that are alone."""
        return self._database.write(lambda connection: kindred.set_groups(connection, groups), "derived")

    def groups(self, since: datetime) -> tuple[StoryGroup, ...]:
        """Give the groups of stories since a moment, newest first."""
        return self._database.read(lambda connection: kindred.groups(connection, since))

    def materials(self, before: int | None, limit: int) -> tuple[Material, ...]:
        """Give what topics are found in, of stories before a place (None begins with the newest)."""
        return self._database.read(lambda connection: remaking.materials(connection, before, limit))

    def set_topics(self, found: Mapping[int, Sequence[Topic]]) -> Change:
        """Put these topics in place of what stories had."""
        return self._database.write(lambda connection: remaking.set_topics(connection, found), "derived")

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

    def set_stance(self, stance: Stance) -> Change:
        """Follow or mute a topic, words of headlines or a source; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.take(connection, stance, self._now()))

    def clear_stance(self, kind: stances.Kind, name: str) -> Change:
        """Neither follow nor mute it any longer; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.leave(connection, kind, name, self._now()))

    def stances(self) -> tuple[Stance, ...]:
        """Give what is followed and muted, the newest first."""
        return self._database.read(stances.stances)

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

    # --- keeping it in order --------------------------------------------------------------------------------

    def expire_stances(self) -> Change:
        """End the mutes and follows whose time has come."""
        return self._database.write(lambda connection: stances.expire(connection, self._now()))

    def prune(self, policy: Retention, open_ids: Collection[int], after: tuple[int, int] | None) -> Step:
        """Take one step in letting old stories go; saved, followed and open ones stay.

        Args:
            policy: How long stories are kept.
            open_ids: Stories that somebody is reading.
            after: `Step.after` of the step before; None begins anew.
        """
        return self._database.write(
            lambda connection: retention.prune(connection, policy, open_ids, after, self._now())
        )

    def shrink(self, pages: int = 1_000) -> int:
        """Give up to so many free pages of the cache back to the disk.

        Returns:
            How many are still free.
        """
        return self._database.shrink(pages)

    def examine_due(self) -> Literal["", "quick", "full"]:
        """Tell whether the files are to be examined now (`examine.Examination`), and how thoroughly."""
        return self._database.examine_due(self._now())

    def act_on(self, findings: Findings) -> None:
        """Mend what an examination found, with a notice; a library whose rows are damaged is only read from now on."""
        self._database.act_on(findings, self._now())

    # --- small things ---------------------------------------------------------------------------------------

    def preference(self, name: str) -> str | None:
        """Give what was chosen on screen under a name, None when nothing was."""
        return self._database.read(lambda connection: preferences.preference(connection, name))

    def set_preference(self, name: str, value: str) -> None:
        """Remember what was chosen on screen."""
        self._database.write(lambda connection: preferences.set_preference(connection, name, value))
