"""Read and saved: the marks that the user sets, and the copies of what was saved."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tuinews.library import journal, restore, stories, views
from tuinews.library.values import as_far_as_legible, to_micros, write_body, write_json
from tuinews.model import Body, Change, View


def set_read(connection: sqlite3.Connection, story_ids: Sequence[int], read: bool, now: datetime) -> Change:
    """Mark stories read or unread; one journal entry for those that were not so already.

    Raises:
        NotFound: One of them is not here, so none was marked.
    """
    stories.require(connection, story_ids)
    rows = connection.execute(
        "SELECT id FROM cache.stories WHERE read <> ? AND id IN (SELECT value FROM json_each(?))",
        (read, _json(story_ids)),
    )
    picked = [row["id"] for row in rows.fetchall()]
    if not picked:
        return Change()
    journal.record(connection, now, "read", {"read": read, "stories": picked})
    return write_read(connection, picked, read)


def mark_view_read(connection: sqlite3.Connection, view: View, now: datetime) -> Change:
    """Mark every story of a view read; one journal entry."""
    rows = connection.execute(*views.select(connection, replace(view, unread=True)).ids()).fetchall()
    return set_read(connection, [row["id"] for row in rows], True, now)


def write_read(connection: sqlite3.Connection, story_ids: Sequence[int], read: bool) -> Change:
    """Write the read mark of stories, also of those that are not in the cache just now."""
    picked = _json(story_ids)
    _identify(connection, picked)
    connection.execute(
        "UPDATE main.marks SET read = ? WHERE id IN (SELECT value FROM json_each(?))", (read, picked)
    )
    connection.execute(
        "UPDATE cache.stories SET read = ? WHERE id IN (SELECT value FROM json_each(?))", (read, picked)
    )
    return change_of(connection, story_ids)


def marked(connection: sqlite3.Connection, story_ids: Iterable[int], read: bool) -> list[int]:
    """Give those of the stories that are marked so."""
    rows = connection.execute(
        "SELECT id FROM main.marks WHERE read = ? AND id IN (SELECT value FROM json_each(?))",
        (read, _json(story_ids)),
    )
    return [row["id"] for row in rows.fetchall()]


def set_saved(connection: sqlite3.Connection, story_ids: Sequence[int], saved: bool, now: datetime) -> Change:
    """Save stories, each as a whole copy, or no longer; one journal entry for those that were not so already.

    Raises:
        NotFound: One of them is not here, so none was saved or let go.
    """
    stories.require(connection, story_ids)
    rows = connection.execute(
        "SELECT id FROM cache.stories WHERE saved <> ? AND id IN (SELECT value FROM json_each(?))",
        (saved, _json(story_ids)),
    )
    picked = [row["id"] for row in rows.fetchall()]
    if not picked:
        return Change()
    if saved:
        journal.record(connection, now, "saved", {"stories": picked})
        return _save(connection, picked, now)
    journal.record(connection, now, "unsaved", {"copies": take_copies(connection, picked)})
    return change_of(connection, picked)


def take_copies(connection: sqlite3.Connection, story_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Remove the copies of saved stories and give them, whole."""
    picked = _json(story_ids)
    with as_far_as_legible(connection):
        rows = connection.execute(
            "SELECT * FROM main.saved WHERE id IN (SELECT value FROM json_each(?))", (picked,)
        ).fetchall()
    copies = [dict(row) for row in rows]
    connection.execute("DELETE FROM main.saved WHERE id IN (SELECT value FROM json_each(?))", (picked,))
    connection.execute(
        """
        UPDATE cache.stories SET saved = 0, listed = EXISTS (
            SELECT 1 FROM main.sources AS o WHERE o.id = stories.source_id AND o.unsubscribed_at IS NULL
        ) WHERE id IN (SELECT value FROM json_each(?))
        """,
        (picked,),
    )
    return copies


def put_copies(connection: sqlite3.Connection, copies: Sequence[dict[str, Any]]) -> Change:
    """Put removed copies of saved stories back, as they were."""
    for copy in copies:
        columns, places = ", ".join(copy), ", ".join("?" * len(copy))
        connection.execute(
            f"INSERT INTO main.saved ({columns}) VALUES ({places})",  # noqa: S608 - our own columns
            tuple(copy.values()),
        )
    story_ids = [copy["id"] for copy in copies]
    _show_saved(connection, story_ids)
    restore.put_back_saved(connection)
    return change_of(connection, story_ids)


def _save(connection: sqlite3.Connection, story_ids: Sequence[int], now: datetime) -> Change:
    picked = _json(story_ids)
    _identify(connection, picked)
    connection.execute(
        """
        INSERT INTO main.saved (id, saved_at, source_title, source_url, hash, published, first_seen, title, url, author,
            summary, words, beats, topics, body, document)
        SELECT s.id, ?, coalesce(o.title, ''), coalesce(o.url, ''), s.hash, s.published, s.first_seen, s.title, s.url,
            s.author, s.summary, s.words, s.beats,
            (
                SELECT json_group_array(json_array(name, weight)) FROM (
                    SELECT name, weight FROM cache.topics WHERE story_id = s.id AND weight IS NOT NULL
                    ORDER BY weight DESC
                )
            ),
            coalesce(b.body, ?), d.document
        FROM cache.stories AS s
        LEFT JOIN main.sources AS o ON o.id = s.source_id
        LEFT JOIN cache.bodies AS b ON b.story_id = s.id
        LEFT JOIN cache.documents AS d ON d.story_id = s.id
        WHERE s.id IN (SELECT value FROM json_each(?))
        """,
        (to_micros(now), write_body(Body()), picked),
    )
    _show_saved(connection, story_ids)
    return change_of(connection, story_ids)


def _show_saved(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    connection.execute(
        "UPDATE cache.stories SET saved = 1, listed = 1 WHERE id IN (SELECT value FROM json_each(?))",
        (_json(story_ids),),
    )


def _identify(connection: sqlite3.Connection, picked: str) -> None:
    connection.execute(
        """
        INSERT INTO main.marks (id, source_id, key, alias, read)
        SELECT id, source_id, key, alias, read FROM cache.stories WHERE id IN (SELECT value FROM json_each(?))
        ON CONFLICT (id) DO NOTHING
        """,
        (picked,),
    )


def change_of(connection: sqlite3.Connection, story_ids: Sequence[int]) -> Change:
    """Say that the marks of these stories changed."""
    sources = connection.execute(
        "SELECT DISTINCT source_id FROM main.marks WHERE id IN (SELECT value FROM json_each(?))",
        (_json(story_ids),),
    )
    return Change(frozenset(story_ids), frozenset(row["source_id"] for row in sources.fetchall()))


def _json(story_ids: Iterable[int]) -> str:
    return write_json(list(story_ids))
