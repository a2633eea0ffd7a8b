"""Reading stories: pages of the list, counts, single rows; and writing a row."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tuinews.errors import NotFound
from tuinews.library import finding, naming, views
from tuinews.library.values import to_micros, write_json
from tuinews.model import Counts, Page, Story, View

_QUARTER = timedelta(minutes=15) // timedelta(microseconds=1)


def page(
    connection: sqlite3.Connection,
    view: View,
    after: int | None,
    limit: int,
    now: datetime,
    *,
    backwards: bool = False,
) -> Page:
    """Give a run of at most `limit` stories, newest first.

    Args:
        connection: Both files.
        view: Of which list.
        after: The place that the run begins beyond; None is the beginning of the list, or the end of it backwards.
        limit: How many.
        now: For what was typed of times.
        backwards: The run above that place, in place of the one below.
    """
    if view.query:
        rows = finding.page(connection, view, after, limit + 1, now, backwards=backwards)
    else:
        rows = fetch(connection, *views.select(view).page(after, limit + 1, backwards=backwards))
    found = tuple(map(Story._make, rows[:limit]))
    return Page(found[::-1] if backwards else found, more=len(rows) > limit)


def fetch(
    connection: sqlite3.Connection, query: str, parameters: views.Parameters
) -> list[tuple[object, ...]]:
    """Run a query whose rows are wanted as plain tuples: a list has hundreds of them."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(query, parameters).fetchall()


def story(connection: sqlite3.Connection, story_id: int) -> Story:
    """Give one row of the list.

    Raises:
        NotFound: There is no such story.
    """
    rows = fetch(connection, views.story_query(), (story_id,))
    if not rows:
        raise unknown(story_id)
    return Story._make(rows[0])


def some(connection: sqlite3.Connection, story_ids: Iterable[int]) -> tuple[Story, ...]:
    """Give those of some stories that are here."""
    rows = fetch(connection, views.some_query(), (write_json(list(story_ids)),))
    return tuple(map(Story._make, rows))


def require(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    """Make sure that all of these stories are here.

    Raises:
        NotFound: One of them is not.
    """
    row = connection.execute(
        """
        SELECT value FROM json_each(?)
        WHERE NOT EXISTS (SELECT 1 FROM cache.stories AS s INDEXED BY stories_by_id WHERE s.id = value)
        """,
        (write_json(list(story_ids)),),
    ).fetchone()
    if row is not None:
        raise unknown(row["value"])


def insert(connection: sqlite3.Connection, columns: Mapping[str, object]) -> None:
    """Put a story into the cache; `subjects.add` notes its topics.

    Args:
        connection: Both files.
        columns: A value for each column of `stories` but `group_id`. Others are passed over.
    """
    connection.execute(
        """
        INSERT INTO cache.stories (place, id, source_id, folder_id, key, alias, hash, read, saved, hidden, muted,
            listed, published, first_seen, words, title, url, author, beats, topics, topics_by,
            summary)
        VALUES (:place, :id, :source_id, :folder_id, :key, :alias, :hash, :read, :saved, :hidden, :muted, :listed,
            :published, :first_seen, :words, :title, :url, :author, :beats, :topics, :topics_by,
            :summary)
        """,
        columns,
    )


def count(connection: sqlite3.Connection, view: View, now: datetime) -> int:
    """Count the stories of a view: from the counters where they tell, else along its index; a search to 10,000."""
    if view.query:
        return finding.count(connection, view, now)
    if view in (View(source_id=view.source_id), View(source_id=view.source_id, unread=True)):
        total = connection.execute(
            """
            SELECT coalesce(sum(CASE WHEN ?1 THEN unread ELSE stories END), 0) FROM cache.counters
            WHERE source_id = ?2 OR ?2 IS NULL
            """,
            (view.unread, view.source_id),
        )
    elif view in (View(folder=view.folder), View(folder=view.folder, unread=True)):
        total = connection.execute(
            """
            SELECT coalesce(sum(CASE WHEN ?1 THEN c.unread ELSE c.stories END), 0)
            FROM main.sources AS o JOIN cache.counters AS c ON c.source_id = o.id WHERE o.folder = ?2
            """,
            (view.unread, view.folder),
        )
    elif view in (View(topic=view.topic), View(topic=view.topic, unread=True)):
        total = connection.execute(
            f"SELECT coalesce(sum(CASE WHEN ? THEN unread ELSE stories END), 0) FROM cache.names WHERE id = {naming.OF_NAME}",  # noqa: S608 - our own text
            (view.unread, naming.fold(view.topic or "")),
        )
    elif view == View(saved=True):
        total = connection.execute("SELECT coalesce(sum(saved), 0) FROM cache.counters")
    else:
        total = connection.execute(*views.select(view).count())
    return int(total.fetchone()[0])


def counts(connection: sqlite3.Connection, today: datetime) -> Counts:
    """Count what the sources pane shows.

    Args:
        connection: Both files.
        today: When today began, where the user is.
    """
    rows = connection.execute(
        "SELECT source_id, stories, unread, saved, aside, muted FROM cache.counters"
    ).fetchall()
    (today_unread,) = connection.execute(
        "SELECT coalesce(sum(unread), 0) FROM cache.quarters WHERE quarter >= ?",
        (to_micros(today) // _QUARTER,),
    ).fetchone()
    return Counts(
        all=sum(row["stories"] for row in rows),
        unread=sum(row["unread"] for row in rows),
        saved=sum(row["saved"] for row in rows),
        today_unread=today_unread,
        aside=sum(row["aside"] for row in rows),
        unread_by_source={row["source_id"]: row["unread"] for row in rows if row["unread"]},
        muted=sum(row["muted"] for row in rows),
    )


def unknown(story_id: int) -> NotFound:
    """Say that there is no such story."""
    return NotFound(f"There is no story with the number {story_id}.")
