"""The library as lists, searches and the reader see it."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from tuinews.library import documents, finding, saved, search, stories, subjects
from tuinews.library.face import Face
from tuinews.library.saved import SavedStory
from tuinews.library.search import EVERYTHING
from tuinews.model import Body, Change, Counts, Document, Found, Page, Story, Topic, View


class StoriesFace(Face):
    """Stories, in runs and whole."""

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

    def index_some(self, limit: int = 40, between: tuple[int, int] = EVERYTHING) -> bool:
        """Take stories that are new or were changed into the full text index, the newest first.

        Args:
            limit: How many, at most.
            between: Lowest and highest number of those that may be taken.

        Returns:
            Whether more wait.
        """

        def index(connection: sqlite3.Connection) -> bool:
            search.index_pending(connection, limit, between)
            return search.pending(connection)

        return self._database.write(index, "derived")

    def unindexed(self, limit: int) -> int:
        """Count the stories that wait for the full text index, up to a limit."""
        return self._database.read(lambda connection: search.unindexed(connection, limit))

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

    def shown(self, story_id: int) -> tuple[Story, Document | None, tuple[Topic, ...]]:
        """Give all that the reader shows of a story at once: its row, its text as far as there is one, its topics.

        Raises:
            NotFound: There is no such story.
        """

        def shown(connection: sqlite3.Connection) -> tuple[Story, Document | None, tuple[Topic, ...]]:
            story = stories.story(connection, story_id)
            return story, documents.document(connection, story_id), subjects.of_story(connection, story_id)

        return self._database.read(shown)

    def body(self, story_id: int) -> Body:
        """Give what the feed carries of a story, for a saved one as it was saved.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: documents.body(connection, story_id))

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
