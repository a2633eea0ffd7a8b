"""Reading stories: pages of the list, counts, single rows."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from tuinews.errors import NotFound
from tuinews.library import views
from tuinews.library.values import split_words, to_micros, to_moment, to_moment_or_none, write_json
from tuinews.model import Counts, Cursor, Page, Story, View


def page(connection: sqlite3.Connection, view: View, after: Cursor | None, limit: int) -> Page:
    """Give a run of at most `limit` stories, newest first."""
    rows = connection.execute(*views.select(connection, view).page(after, limit + 1)).fetchall()
    stories = tuple(map(_story, rows[:limit]))
    more = len(rows) > limit and bool(stories)
    return Page(stories, Cursor(stories[-1].sort_time, stories[-1].id) if more else None)


def story(connection: sqlite3.Connection, story_id: int) -> Story:
    """Give one row of the list.

    Raises:
        NotFound: There is no such story.
    """
    row = connection.execute(views.story_query(), (story_id,)).fetchone()
    if row is None:
        raise unknown(story_id)
    return _story(row)


def require(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    """Make sure that all of these stories are here.

    Raises:
        NotFound: One of them is not.
    """
    row = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM cache.stories)",
        (write_json(list(story_ids)),),
    ).fetchone()
    if row is not None:
        raise unknown(row["value"])


def insert(connection: sqlite3.Connection, columns: Mapping[str, object]) -> None:
    """Put a story that is listed into the cache; `subjects.write` adds its topics.

    Args:
        connection: Both files.
        columns: A value for each column of `stories` but `sort_time`, `listed`, `topics` and `group_id`. Others are
            passed over.
    """
    connection.execute(
        """
        INSERT INTO cache.stories (id, source_id, key, alias, hash, sort_time, published, first_seen, read, saved,
            listed, words, title, url, author, summary, beats)
        VALUES (:id, :source_id, :key, :alias, :hash, min(coalesce(:published, :first_seen), :first_seen), :published,
            :first_seen, :read, :saved, 1, :words, :title, :url, :author, :summary, :beats)
        """,
        columns,
    )


def count(connection: sqlite3.Connection, view: View) -> int:
    """Count the stories of a view: from the counters where they tell, else along its index."""
    if view in (View(source_id=view.source_id), View(source_id=view.source_id, unread=True)):
        total = connection.execute(
            """
            SELECT coalesce(sum(CASE WHEN ?1 THEN unread ELSE stories END), 0) FROM cache.counters
            WHERE source_id = ?2 OR ?2 IS NULL
            """,
            (view.unread, view.source_id),
        )
    else:
        total = connection.execute(*views.select(connection, view).count())
    return int(total.fetchone()[0])


def counts(connection: sqlite3.Connection, today: datetime) -> Counts:
    """Count what the sources pane shows.

    Args:
        connection: Both files.
        today: When today began, where the user is.
    """
    rows = connection.execute("SELECT source_id, stories, unread, saved FROM cache.counters").fetchall()
    (today_unread,) = connection.execute(
        "SELECT count(*) FROM cache.stories INDEXED BY stories_unread WHERE listed = 1 AND read = 0 AND sort_time >= ?",
        (to_micros(today),),
    ).fetchone()
    return Counts(
        all=sum(row["stories"] for row in rows),
        unread=sum(row["unread"] for row in rows),
        saved=sum(row["saved"] for row in rows),
        today_unread=today_unread,
        unread_by_source={row["source_id"]: row["unread"] for row in rows if row["unread"]},
    )


def unknown(story_id: int) -> NotFound:
    """Say that there is no such story."""
    return NotFound(f"There is no story with the number {story_id}.")


def _story(row: sqlite3.Row) -> Story:
    return Story(
        id=row["id"],
        source_id=row["source_id"],
        source=row["source"],
        title=row["title"],
        url=row["url"],
        author=row["author"],
        published=to_moment_or_none(row["published"]),
        first_seen=to_moment(row["first_seen"]),
        read=bool(row["read"]),
        saved=bool(row["saved"]),
        beats=split_words(row["beats"]),
        topics=split_words(row["topics"]),
        words=row["words"],
        summary=row["summary"],
        group=row["group_id"],
    )
