"""Making the cache fit the library: after it was lost, or when it missed a transaction.

The library is the truth. Nothing here changes what the user made; what is forgotten of a source is only what would keep
the next fetch from bringing everything.
"""

import logging
import sqlite3
from enum import Enum
from typing import TypeVar

from tuinews.bodies import write_body
from tuinews.library import naming, stances, stories, subjects
from tuinews.library.values import (
    as_far_as_legible,
    legible,
    place_of,
    read_body,
    read_document,
    read_topics,
    split_words,
)
from tuinews.model import Body

Text = TypeVar("Text")

_log = logging.getLogger(__name__)


class Fit(Enum):
    """How a cache stands to a library."""

    SOUND = "sound"
    BEHIND = "behind"
    """It missed a transaction."""
    EMPTY = "empty"
    STRANGER = "stranger"
    """It belongs to another library, or to a later state of this one (a copy was put back)."""


def fit(connection: sqlite3.Connection) -> Fit:
    """Compare both files."""
    of_library, of_cache, difference = connection.execute(
        """
        SELECT l.library_id, c.library_id, c.changes - l.changes FROM main.meta AS l, cache.meta AS c
        """
    ).fetchone()
    if not of_cache:
        return Fit.EMPTY
    if of_cache != of_library or difference > 0:
        return Fit.STRANGER
    return Fit.BEHIND if difference else Fit.SOUND


def fill(connection: sqlite3.Connection) -> None:
    """Fill an empty cache with what the library has: the saved stories. Sources are fetched anew when next asked."""
    connection.execute("UPDATE cache.meta SET library_id = (SELECT library_id FROM main.meta)")
    catch_up(connection)


def catch_up(connection: sqlite3.Connection) -> None:
    """Bring the cache's copies of marks and saved stories up to the library."""
    # Validators of a document whose stories may be missing would only bring "not modified".
    connection.execute("UPDATE main.sources SET etag = '', last_modified = '', body_hash = ''")
    # A source that fails may have asked us to stay away, so its next check stands.
    connection.execute("UPDATE main.sources SET next_check = NULL WHERE streak = 0")
    # The ids of the stories that the cache missed may have marks already.
    connection.execute("UPDATE cache.meta SET next_id = 1, last_id = 0")
    _drop_strays(connection)
    connection.execute(
        """
        UPDATE cache.stories SET
            read = coalesce((SELECT m.read FROM main.marks AS m WHERE m.id = stories.id), 0),
            hidden = coalesce((SELECT m.hidden FROM main.marks AS m WHERE m.id = stories.id), 0),
            saved = EXISTS (SELECT 1 FROM main.saved AS v WHERE v.id = stories.id)
        WHERE read <> coalesce((SELECT m.read FROM main.marks AS m WHERE m.id = stories.id), 0)
        OR hidden <> coalesce((SELECT m.hidden FROM main.marks AS m WHERE m.id = stories.id), 0)
        OR saved <> EXISTS (SELECT 1 FROM main.saved AS v WHERE v.id = stories.id)
        """
    )
    subjects.name_anew(connection)
    put_back_saved(connection)
    stances.settle(connection)
    settle(connection)


def settle(connection: sqlite3.Connection, source_id: int | None = None) -> None:
    """Put the stories of a source, or of all, into its folder, and list those that are to be seen.

    Listed is what is not hidden, and saved, or subscribed to and not muted.
    """
    connection.execute(
        "INSERT OR IGNORE INTO cache.folders (name) SELECT folder FROM main.sources WHERE ?1 IS NULL OR id = ?1",
        (source_id,),
    )
    wanted = connection.execute(
        """
        SELECT o.id, f.id AS folder_id, o.unsubscribed_at IS NULL AS subscribed
        FROM main.sources AS o JOIN cache.folders AS f ON f.name = o.folder WHERE ?1 IS NULL OR o.id = ?1
        """,
        (source_id,),
    ).fetchall()
    connection.executemany(
        """
        UPDATE cache.stories SET folder_id = :folder_id,
            listed = NOT hidden AND (saved OR (:subscribed AND NOT muted))
        WHERE source_id = :id
        AND (folder_id <> :folder_id OR listed <> (NOT hidden AND (saved OR (:subscribed AND NOT muted))))
        """,
        [dict(row) for row in wanted],
    )


def put_back_saved(connection: sqlite3.Connection) -> int:
    """Put the saved stories that the cache lacks into it, whole, and give their number; `settle` files and lists them."""
    with as_far_as_legible(connection):
        missing = connection.execute(
            """
            SELECT v.*, m.source_id, m.key, m.alias, m.read, m.hidden
            FROM main.saved AS v JOIN main.marks AS m ON m.id = v.id
            WHERE NOT EXISTS (SELECT 1 FROM cache.stories AS s WHERE s.id = v.id)
            """
        ).fetchall()
    for row in missing:
        _put_back(connection, row)
    return len(missing)


def _drop_strays(connection: sqlite3.Connection) -> None:
    """Drop the stories that have no place here: of no known source, gone as too old, or at odds with a mark."""
    rows = connection.execute(
        """
        SELECT s.place FROM cache.stories AS s JOIN main.marks AS m ON m.source_id = s.source_id AND m.key = s.key
        WHERE m.id <> s.id
        UNION
        SELECT s.place FROM cache.stories AS s JOIN main.marks AS m ON m.id = s.id
        WHERE m.source_id <> s.source_id OR m.key <> s.key
        OR (m.gone AND NOT EXISTS (SELECT 1 FROM main.saved AS v WHERE v.id = m.id))
        UNION
        SELECT place FROM cache.stories WHERE source_id NOT IN (SELECT id FROM main.sources)
        """
    ).fetchall()
    drop(connection, [row["place"] for row in rows])


def drop(connection: sqlite3.Connection, places: list[int]) -> None:
    """Take stories out of the cache with everything that belongs to them."""
    rows = [(place,) for place in places]
    # SQLite 3.40 lets no trigger touch the full text index while the schema is not trusted.
    connection.executemany("DELETE FROM cache.search WHERE rowid = ?", rows)
    connection.executemany("DELETE FROM cache.stories WHERE place = ?", rows)


def _put_back(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    body = legible(read_body, row, "body") or Body()
    document = legible(read_document, row, "document")
    topics = legible(read_topics, row, "topics") or ()
    published, first_seen = row["published"], row["first_seen"]
    place = place_of(first_seen if published is None else min(published, first_seen), row["id"])
    # Into its folder, and out of the way when it is muted, it is put by `settle`.
    state = {"place": place, "folder_id": 0, "saved": 1, "muted": 0, "listed": not row["hidden"]}
    stories.insert(connection, [{**dict(row), **state, "topics": naming.lines_of(topics), "topics_by": 0}])
    about = subjects.About(place, topics, split_words(row["beats"]), not row["hidden"], bool(row["read"]))
    subjects.add(connection, [about])
    connection.execute("INSERT OR REPLACE INTO cache.bodies VALUES (?, ?)", (row["id"], write_body(body)))
    if document:
        connection.execute(
            "INSERT OR REPLACE INTO cache.documents VALUES (?, ?, ?)",
            (row["id"], document.origin, row["document"]),
        )
    connection.execute("INSERT OR IGNORE INTO cache.pending VALUES (?)", (row["id"],))
