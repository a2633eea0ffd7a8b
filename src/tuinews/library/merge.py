"""Bringing together what two copies of a library remember: the union of both, with the library's own word first.

A source is known by its address and a story by its identity inside of it, so copies that grew on different machines can
be merged as well. To merge twice changes nothing.
"""

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuinews.library import files
from tuinews.library.failures import failure_of
from tuinews.library.marker import Marker
from tuinews.library.opening import open_both, prepare_library
from tuinews.library.replace import copy_of, keep_copy, turn_of
from tuinews.library.transactions import writing
from tuinews.library.values import to_micros
from tuinews.paths import Home

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Merged:
    """What the library did not have."""

    sources: int = 0
    """Subscriptions."""
    saved: int = 0
    """Stories."""
    read: int = 0
    """Stories that are marked read now."""
    rest: int = 0
    """Everything else: hidden stories, tags, notes, texts, what is followed or muted, searches, sources of old."""

    def __bool__(self) -> bool:
        return bool(self.sources or self.saved or self.read or self.rest)


def merge_copy(
    home: Home, file: Path, now: datetime, *, salvaging: bool = False
) -> tuple[Merged, Path | None]:
    """Add to the library of a home what a backup has besides. None may be open in this process.

    Args:
        home: Whose library; other processes may use it meanwhile.
        file: A backup, also of an earlier version, or of another machine's library. It is only read.
        now: The present.
        salvaging: Whether the file is damaged, so that what can be read of it is to be taken.

    Returns:
        What was added, and where a copy is of the library as it was before; None when nothing was added.

    Raises:
        NotFound, UsageError, Foreign, TooNew, Damaged: It is no backup that can be used.
        Locked, Full, ReadOnly: It can't be done just now; the library is as it was.
    """
    with turn_of(home), copy_of(home, file, now if salvaging else None) as draft:
        prepare_library(home)
        connection, _ = open_both(home, "missing")
        try:
            with closing(connection):
                connection.execute("ATTACH ? AS copy", (files.address(draft, "ro"),))
                merged, kept = _merge_all(home, connection, now)
                sources, saved = connection.execute(
                    """
                    SELECT (SELECT count(*) FROM main.sources WHERE unsubscribed_at IS NULL),
                        (SELECT count(*) FROM main.saved)
                    """
                ).fetchone()
        except sqlite3.Error as error:
            raise failure_of(error, home.library_db) from error
        Marker(sources, saved).write(home.library_db)
    return merged, kept


def merge(connection: sqlite3.Connection, now: datetime) -> Merged:
    """Add to `main` what `copy` has besides. The cache is left behind.

    Args:
        connection: Both files, and the copy; inside of a transaction.
        now: The present: what the copy muted until an earlier time is left out.
    """
    sources, old_sources = _merge_sources(connection)
    _find_stories(connection)
    connection.execute(_MARKS)
    read = _raise_mark(connection, "read")
    rest = old_sources + _raise_mark(connection, "hidden") + _raise_mark(connection, "gone")
    saved = _count(connection, _SAVED)
    rest += _count(connection, _TEXTS) + _merge_notes(connection) + _count(connection, _TAGS)
    rest += _count(connection, _STANCES, {"now": to_micros(now)}) + _merge_searches(connection)
    rest += _count(connection, _CORRECTIONS) + _count(connection, _PAIRS)
    for table in ("source_ids", "story_ids"):
        connection.execute(f"DROP TABLE temp.{table}")
    return Merged(sources, saved, read, rest)


_SOURCES = """
    INSERT INTO main.sources (url, title, user_title, feed_title, folder, site_url, added, unsubscribed_at)
    SELECT url, title, user_title, feed_title, folder, site_url, added, unsubscribed_at FROM copy.sources
    WHERE url NOT IN (SELECT url FROM main.sources) AND unsubscribed_at IS {} NULL ORDER BY id
"""
_SOURCE_IDS = """
    INSERT INTO temp.source_ids
    SELECT c.id, m.id FROM copy.sources AS c JOIN main.sources AS m ON m.url = c.url
"""
_BY_KEY = """
    INSERT INTO temp.story_ids
    SELECT c.id, m.id, m.key FROM copy.marks AS c JOIN temp.source_ids AS s ON s.old = c.source_id
    JOIN main.marks AS m ON m.source_id = s.new AND m.key = c.key
"""
# A feed that changed its GUIDs: link and title tell that it is the same story.
_BY_ALIAS = """
    INSERT OR IGNORE INTO temp.story_ids
    SELECT min(c.id), m.id, m.key FROM copy.marks AS c JOIN temp.source_ids AS s ON s.old = c.source_id
    JOIN main.marks AS m ON m.source_id = s.new AND m.alias = c.alias
    WHERE c.alias <> 0 AND c.id NOT IN (SELECT old FROM temp.story_ids)
    AND m.id NOT IN (SELECT new FROM temp.story_ids)
    GROUP BY m.id
"""
# What is listed here without any mark has its number already.
_BY_CACHE = """
    INSERT OR IGNORE INTO temp.story_ids
    SELECT min(c.id), k.id, k.key FROM copy.marks AS c JOIN temp.source_ids AS s ON s.old = c.source_id
    JOIN cache.stories AS k ON k.source_id = s.new AND {}
    WHERE c.id NOT IN (SELECT old FROM temp.story_ids)
    AND NOT EXISTS (SELECT 1 FROM main.marks AS m WHERE m.id = k.id OR (m.source_id = k.source_id AND m.key = k.key))
    AND k.id NOT IN (SELECT new FROM temp.story_ids)
    GROUP BY k.id
"""
_BY_NUMBER = """
    INSERT INTO temp.story_ids
    SELECT c.id, (SELECT reserved_id FROM main.meta) + row_number() OVER (ORDER BY c.id), c.key
    FROM copy.marks AS c JOIN temp.source_ids AS s ON s.old = c.source_id
    WHERE c.id NOT IN (SELECT old FROM temp.story_ids)
"""
_MARKS = """
    INSERT INTO main.marks (id, source_id, key, alias, read)
    SELECT i.new, s.new, i.key, c.alias, 0 FROM temp.story_ids AS i JOIN copy.marks AS c ON c.id = i.old
    JOIN temp.source_ids AS s ON s.old = c.source_id WHERE i.new NOT IN (SELECT id FROM main.marks)
"""
_SAVED = """
    INSERT OR IGNORE INTO main.saved (id, saved_at, source_title, source_url, hash, published, first_seen, title, url,
        author, summary, words, beats, topics, note, body, document)
    SELECT i.new, v.saved_at, v.source_title, v.source_url, v.hash, v.published, v.first_seen, v.title, v.url,
        v.author, v.summary, v.words, v.beats, v.topics, v.note, v.body, v.document
    FROM copy.saved AS v JOIN temp.story_ids AS i ON i.old = v.id
"""
_TEXTS = """
    UPDATE main.saved AS m SET document = v.document, words = v.words, topics = v.topics
    FROM copy.saved AS v JOIN temp.story_ids AS i ON i.old = v.id
    WHERE m.id = i.new AND m.document IS NULL AND v.document IS NOT NULL
"""
_TAGS = """
    INSERT OR IGNORE INTO main.tags (folded, story_id, tag)
    SELECT t.folded, i.new, t.tag FROM copy.tags AS t JOIN temp.story_ids AS i ON i.old = t.story_id
"""
# The id of a source is both the name and the key of a stance on it.
_STANCES = """
    INSERT OR IGNORE INTO main.stances (kind, folded, name, stance, since, until, only_source, only_folder)
    SELECT c.kind, coalesce(s.new, c.folded), CASE WHEN c.name = c.folded THEN coalesce(s.new, c.name) ELSE c.name END,
        c.stance, c.since, c.until, o.new, c.only_folder
    FROM copy.stances AS c LEFT JOIN temp.source_ids AS s ON c.kind = 'source' AND s.old = CAST(c.folded AS INTEGER)
    LEFT JOIN temp.source_ids AS o ON o.old = c.only_source
    WHERE (c.only_source IS NULL OR o.new IS NOT NULL) AND (c.kind <> 'source' OR s.new IS NOT NULL) AND (c.until IS NULL OR c.until > :now)
"""

_CORRECTIONS = (
    "INSERT OR IGNORE INTO main.corrections SELECT folded, name, deed, target, since FROM copy.corrections"
)
_PAIRS = """
    INSERT OR IGNORE INTO main.pairs (one, other, together)
    SELECT min(i.new, j.new), max(i.new, j.new), p.together FROM copy.pairs AS p
    JOIN temp.story_ids AS i ON i.old = p.one JOIN temp.story_ids AS j ON j.old = p.other WHERE i.new <> j.new
"""


def _merge_all(home: Home, connection: sqlite3.Connection, now: datetime) -> tuple[Merged, Path | None]:
    # The library alone is written, so that a disk that fills up leaves all of it or nothing.
    kept: Path | None = None
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Others may not write from here on, so the copy is of what the merging begins with.
        kept = keep_copy(home, now)
        merged = merge(connection, now)
        if merged:
            connection.execute("UPDATE main.meta SET changes = changes + 1")
        connection.execute("COMMIT" if merged else "ROLLBACK")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if kept is not None:
            kept.unlink(missing_ok=True)
        raise
    if not merged:
        kept.unlink()
        return merged, None
    try:
        with writing(connection):  # It lets the cache catch up, so that open windows see what came.
            pass
    except sqlite3.Error as error:
        _log.warning("the cache catches up later: %r", error)
    return merged, kept


def _merge_sources(connection: sqlite3.Connection) -> tuple[int, int]:
    """Add the sources that are missing, with what the user made of them; what is known here stays as it is here.

    Returns:
        How many subscriptions were added, and how many sources that had been left.
    """
    subscribed = _count(connection, _SOURCES.format(""))
    left = _count(connection, _SOURCES.format("NOT"))
    connection.execute("CREATE TEMP TABLE source_ids (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    connection.execute(_SOURCE_IDS)
    return subscribed, left


def _find_stories(connection: sqlite3.Connection) -> None:
    """Find the number that each story of the copy has here, or give it one that no story ever had."""
    connection.execute(
        "CREATE TEMP TABLE story_ids (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, key INTEGER NOT NULL)"
    )
    connection.execute("CREATE INDEX temp.story_ids_new ON story_ids (new)")
    connection.execute(_BY_KEY)
    connection.execute(_BY_ALIAS)
    connection.execute(_BY_CACHE.format("k.key = c.key"))
    connection.execute(_BY_CACHE.format("k.alias = c.alias AND c.alias <> 0"))
    given = _count(connection, _BY_NUMBER)
    connection.execute("UPDATE main.meta SET reserved_id = reserved_id + ?", (given,))


def _raise_mark(connection: sqlite3.Connection, mark: str) -> int:
    # What is still listed here has not grown too old here.
    also = "AND id NOT IN (SELECT id FROM cache.stories)" if mark == "gone" else ""
    return _count(
        connection,
        f"""
        UPDATE main.marks SET {mark} = 1 WHERE {mark} = 0 {also} AND id IN (
            SELECT i.new FROM temp.story_ids AS i JOIN copy.marks AS c ON c.id = i.old WHERE c.{mark}
        )
        """,  # noqa: S608 - our own column
    )


def _merge_notes(connection: sqlite3.Connection) -> int:
    rows = connection.execute(
        """
        SELECT m.id, m.note AS mine, v.note AS theirs FROM main.saved AS m
        JOIN temp.story_ids AS i ON i.new = m.id JOIN copy.saved AS v ON v.id = i.old
        WHERE instr(m.note, v.note) = 0
        """
    ).fetchall()
    notes = {row["id"]: _both(row["mine"], row["theirs"]) for row in rows}
    connection.executemany(
        "UPDATE main.saved SET note = ? WHERE id = ?", [(note, story_id) for story_id, note in notes.items()]
    )
    return len(notes)


def _both(mine: str, theirs: str) -> str:
    """Keep two notes: the longer where it holds the other, else one below the other."""
    return theirs if mine in theirs else f"{mine}\n\n{theirs}"


def _merge_searches(connection: sqlite3.Connection) -> int:
    """Add the searches for what is not searched for here; one whose name is taken gets a number."""
    rows = connection.execute(
        "SELECT name, query, added FROM copy.searches WHERE query NOT IN (SELECT query FROM main.searches) ORDER BY id"
    ).fetchall()
    taken = {name for (name,) in connection.execute("SELECT name FROM main.searches").fetchall()}
    for row in rows:
        name, number = row["name"], 1
        while name in taken:
            number += 1
            name = f"{row['name']} {number}"
        taken.add(name)
        connection.execute(
            "INSERT INTO main.searches (name, query, added) VALUES (?, ?, ?)",
            (name, row["query"], row["added"]),
        )
    return len(rows)


def _count(connection: sqlite3.Connection, statement: str, values: dict[str, object] | None = None) -> int:
    return connection.execute(statement, values or {}).rowcount
