"""Read, hidden and saved: the marks that the user sets, and the copies of what was saved."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec.structs import replace

from tuinews.bodies import write_body
from tuinews.library import annotations, finding, journal, restore, stances, stories, views
from tuinews.library.values import as_far_as_legible, to_micros, write_json
from tuinews.model import Body, Change, View

Mark = Literal["read", "hidden"]

_OF_IDS = "id IN (SELECT value FROM json_each(?))"
_SUBSCRIBED = """EXISTS (
    SELECT 1 FROM main.sources AS o WHERE o.id = stories.source_id AND o.unsubscribed_at IS NULL
)"""


def set_read(
    connection: sqlite3.Connection,
    story_ids: Sequence[int],
    read: bool,
    now: datetime,
    *,
    with_groups: bool = False,
) -> Change:
    """Mark stories read or unread; one journal entry for those that were not so already.

    Args:
        connection: Both files.
        story_ids: Which.
        read: How.
        now: When.
        with_groups: Whether all that is listed and tells the same is marked with them.

    Raises:
        NotFound: One of them is not here, so none was marked.
    """
    if with_groups:
        rows = connection.execute(
            """
            SELECT s.id FROM cache.stories AS s INDEXED BY stories_of_group
            WHERE s.group_id IS NOT NULL AND s.listed = 1 AND s.group_id IN (
                SELECT group_id FROM cache.stories WHERE id IN (SELECT value FROM json_each(?))
            )
            """,
            (_json(story_ids),),
        ).fetchall()
        story_ids = list(dict.fromkeys((*story_ids, *(row["id"] for row in rows))))
    return _set(connection, "read", story_ids, read, now)


def set_hidden(
    connection: sqlite3.Connection, story_ids: Sequence[int], hidden: bool, now: datetime
) -> Change:
    """Hide stories from the lists, or show them again; one journal entry for those that were not so already.

    Raises:
        NotFound: One of them is not here, so none was hidden.
    """
    return _set(connection, "hidden", story_ids, hidden, now)


def mark_view_read(connection: sqlite3.Connection, view: View, now: datetime) -> Change:
    """Mark every story of a view read; one journal entry."""
    unread = replace(view, unread=True)
    if view.query:
        return set_read(connection, finding.ids(connection, unread, now), True, now)
    rows = connection.execute(*views.select(unread).ids()).fetchall()
    return set_read(connection, [row["id"] for row in rows], True, now)


def _set(
    connection: sqlite3.Connection, mark: Mark, story_ids: Sequence[int], value: bool, now: datetime
) -> Change:
    stories.require(connection, story_ids)
    rows = connection.execute(
        f"""
        SELECT s.id FROM json_each(?) AS j CROSS JOIN cache.stories AS s INDEXED BY stories_by_id ON s.id = j.value
        WHERE s.{mark} <> ?
        """,  # noqa: S608 - one of our own columns
        (_json(story_ids), value),
    )
    picked = list(dict.fromkeys(row["id"] for row in rows.fetchall()))
    if not picked:
        return Change()
    journal.record(connection, now, mark, {mark: value, "stories": picked})
    return write(connection, mark, picked, value)


def write(connection: sqlite3.Connection, mark: Mark, story_ids: Sequence[int], value: bool) -> Change:
    """Write a mark of stories, also of those that are not in the cache just now."""
    picked = _json(story_ids)
    identify(connection, picked)
    connection.execute(
        f"UPDATE main.marks SET {mark} = ? WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - one of our own columns
        (value, picked),
    )
    if mark == "read":
        statement = f"UPDATE cache.stories SET read = ? WHERE {_OF_IDS}"  # noqa: S608 - our own text
        connection.execute(statement, (value, picked))
    else:
        connection.execute(
            f"""
            UPDATE cache.stories SET hidden = ?1, listed = NOT ?1 AND (saved OR (NOT muted AND {_SUBSCRIBED}))
            WHERE {_OF_IDS.replace("?", "?2")}
            """,  # noqa: S608 - our own text
            (value, picked),
        )
    return change_of(connection, story_ids)


def marked(connection: sqlite3.Connection, mark: Mark, story_ids: Iterable[int], value: bool) -> list[int]:
    """Give those of the stories that are marked so."""
    rows = connection.execute(
        f"SELECT id FROM main.marks WHERE {mark} = ? AND id IN (SELECT value FROM json_each(?))",  # noqa: S608 - one of our own columns
        (value, _json(story_ids)),
    )
    return [row["id"] for row in rows.fetchall()]


def set_saved(connection: sqlite3.Connection, story_ids: Sequence[int], saved: bool, now: datetime) -> Change:
    """Save stories, each as a whole copy, or no longer; one journal entry for those that were not so already.

    Raises:
        NotFound: One of them is not here, so none was saved or let go.
    """
    stories.require(connection, story_ids)
    rows = connection.execute(
        f"SELECT id FROM cache.stories WHERE saved <> ? AND {_OF_IDS}",  # noqa: S608 - our own text
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
    """Remove the copies of saved stories and give them, whole, with their tags."""
    picked = _json(story_ids)
    with as_far_as_legible(connection):
        rows = connection.execute(
            "SELECT * FROM main.saved WHERE id IN (SELECT value FROM json_each(?))", (picked,)
        ).fetchall()
        copies = [dict(row) | {"tags": annotations.tags_of(connection, row["id"])} for row in rows]
    connection.execute("DELETE FROM main.saved WHERE id IN (SELECT value FROM json_each(?))", (picked,))
    connection.execute(
        f"UPDATE cache.stories SET saved = 0, listed = NOT hidden AND NOT muted AND {_SUBSCRIBED} WHERE {_OF_IDS}",  # noqa: S608 - our own text
        (picked,),
    )
    return copies


def put_copies(connection: sqlite3.Connection, copies: Sequence[dict[str, Any]]) -> Change:
    """Put removed copies of saved stories back, as they were, but for those that are saved again anyhow."""
    given = _json(copy["id"] for copy in copies)
    rows = connection.execute(
        "SELECT id FROM main.saved WHERE id IN (SELECT value FROM json_each(?))", (given,)
    ).fetchall()
    there = {row["id"] for row in rows}
    copies = [copy for copy in copies if copy["id"] not in there]
    for copy in copies:
        row = {name: value for name, value in copy.items() if name != "tags"}
        columns, places = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO main.saved ({columns}) VALUES ({places})",  # noqa: S608 - our own columns
            tuple(row.values()),
        )
        annotations.write_tags(connection, copy["id"], copy.get("tags", ()))
        # It may have grown too old meanwhile: then its feed may bring it up to date again.
        connection.execute("UPDATE main.marks SET gone = 0 WHERE id = ?", (copy["id"],))
    story_ids = [copy["id"] for copy in copies]
    _show_saved(connection, story_ids)
    if restore.put_back_saved(connection):
        stances.settle(connection)
    change = change_of(connection, story_ids)
    for source_id in change.sources:
        restore.settle(connection, source_id)
    return change


def _save(connection: sqlite3.Connection, story_ids: Sequence[int], now: datetime) -> Change:
    picked = _json(story_ids)
    identify(connection, picked)
    connection.execute(
        """
        INSERT INTO main.saved (id, saved_at, source_title, source_url, hash, published, first_seen, title, url, author,
            summary, words, beats, topics, body, document)
        SELECT s.id, ?, coalesce(o.title, ''), coalesce(o.url, ''), s.hash, s.published, s.first_seen, s.title, s.url,
            s.author, s.summary, s.words, s.beats,
            coalesce((SELECT topics FROM cache.originals WHERE story_id = s.id), (
                SELECT json_group_array(json_array(name, weight)) FROM (
                    SELECT n.name, m.weight FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id
                    WHERE m.place = s.place AND m.weight IS NOT NULL ORDER BY m.weight DESC
                )
            )),
            coalesce(b.body, ?), d.document
        FROM cache.stories AS s
        LEFT JOIN main.sources AS o ON o.id = s.source_id
        LEFT JOIN cache.bodies AS b ON b.story_id = s.id
        LEFT JOIN cache.documents AS d ON d.story_id = s.id
        WHERE s.id IN (SELECT value FROM json_each(?))
        ORDER BY s.id
        """,
        (to_micros(now), write_body(Body()), picked),
    )
    _show_saved(connection, story_ids)
    return change_of(connection, story_ids)


def _show_saved(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    connection.execute(
        f"UPDATE cache.stories SET saved = 1, listed = NOT hidden WHERE {_OF_IDS}",  # noqa: S608 - our own text
        (_json(story_ids),),
    )


def identify(connection: sqlite3.Connection, picked: str) -> None:
    """Give stories, a JSON list of their ids, their rows in the library, so that they keep those ids for ever."""
    connection.execute(
        """
        INSERT INTO main.marks (id, source_id, key, alias, read, hidden)
        SELECT s.id, s.source_id, s.key, s.alias, s.read, s.hidden
        FROM json_each(?) AS j CROSS JOIN cache.stories AS s INDEXED BY stories_by_id ON s.id = j.value WHERE true
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
