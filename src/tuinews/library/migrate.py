"""Bringing a library of an earlier version up to this one: a copy is kept first, then all steps are one transaction.

A crash at any moment leaves the earlier version, or this one. What the steps do is written out here and does not follow
`schema.py`, since each must lead to the version of its day.
"""

import filecmp
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tuinews.library import files, safekeeping
from tuinews.library.failures import damaged, failure_of
from tuinews.library.schema import LIBRARY
from tuinews.paths import make_private
from tuinews.text import fingerprint

_PATIENCE_MILLISECONDS = 30_000
"""How long to wait for another process that does the same: longer than it takes for a million marks."""

_TO_2 = (
    "ALTER TABLE meta ADD COLUMN examined INTEGER",
    # Tables whose columns change are rebuilt (https://sqlite.org/lang_altertable.html#otheralter).
    """
    CREATE TABLE marks_2 (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id),
        key INTEGER NOT NULL CHECK (typeof(key) = 'integer'),
        alias INTEGER NOT NULL CHECK (typeof(alias) = 'integer'),
        read INTEGER NOT NULL CHECK (read IN (0, 1)),
        hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
        gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))
    )
    """,
    # An alias was a digest of address and title, which only the saved stories still know.
    """
    INSERT INTO marks_2 (id, source_id, key, alias, read)
    SELECT m.id, m.source_id, fingerprint(CAST(m.key AS BLOB)),
        CASE WHEN m.alias = '' OR coalesce(v.url, '') = '' THEN 0
        ELSE fingerprint(CAST(v.url AS BLOB), CAST(v.title AS BLOB)) END,
        m.read
    FROM marks AS m LEFT JOIN saved AS v ON v.id = m.id
    """,
    "DROP TABLE marks",
    "ALTER TABLE marks_2 RENAME TO marks",
    "CREATE UNIQUE INDEX marks_by_key ON marks (source_id, key)",
    "CREATE INDEX marks_by_alias ON marks (source_id, alias) WHERE alias <> 0",
    """
    CREATE TABLE saved_2 (
        id INTEGER PRIMARY KEY REFERENCES marks (id),
        saved_at INTEGER NOT NULL,
        source_title TEXT NOT NULL,
        source_url TEXT NOT NULL,
        hash INTEGER NOT NULL,
        published INTEGER,
        first_seen INTEGER NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        author TEXT NOT NULL,
        summary TEXT NOT NULL,
        words INTEGER,
        beats TEXT NOT NULL,
        topics TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL,
        document TEXT
    )
    """,
    # No story has the hash 0, so its feed's own words are taken anew at the next fetch.
    """
    INSERT INTO saved_2 (id, saved_at, source_title, source_url, hash, published, first_seen, title, url, author,
        summary, words, beats, topics, body, document)
    SELECT id, saved_at, source_title, source_url, 0, published, first_seen, title, url, author,
        summary, words, beats, topics, body, document
    FROM saved
    """,
    "DROP TABLE saved",
    "ALTER TABLE saved_2 RENAME TO saved",
    "CREATE INDEX saved_by_time ON saved (saved_at)",
    """
    CREATE TABLE tags (
        folded TEXT NOT NULL,
        story_id INTEGER NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (folded, story_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX tags_of_story ON tags (story_id)",
    """
    CREATE TABLE stances (
        kind TEXT NOT NULL CHECK (kind IN ('topic', 'word', 'source')),
        folded TEXT NOT NULL,
        name TEXT NOT NULL,
        stance TEXT NOT NULL CHECK (stance IN ('follow', 'mute')),
        since INTEGER NOT NULL,
        until INTEGER,
        PRIMARY KEY (kind, folded)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE searches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        query TEXT NOT NULL,
        added INTEGER NOT NULL
    )
    """,
    # A story that was let go is kept whole in the journal, with the hash that its table held.
    """
    UPDATE journal SET payload = json_set(payload, '$.copies', json((
        SELECT json_group_array(json_set(value, '$.hash', 0)) FROM json_each(payload, '$.copies')
    ))) WHERE kind = 'unsaved' AND json_valid(payload)
    """,
)

_TO_3 = (
    """
    CREATE TABLE polling (
        source_id INTEGER PRIMARY KEY REFERENCES sources (id),
        interval INTEGER NOT NULL,
        wish_minutes INTEGER NOT NULL,
        wish_hours TEXT NOT NULL,
        wish_days TEXT NOT NULL,
        read_by INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        failing_since INTEGER,
        next_reason TEXT NOT NULL,
        stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
        silent_until INTEGER,
        moved_to TEXT NOT NULL,
        moved_since INTEGER
    )
    """,
    "CREATE TABLE silences (server TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
)

_TO_4 = (
    "ALTER TABLE stances ADD COLUMN only_source INTEGER REFERENCES sources (id)",
    "ALTER TABLE stances ADD COLUMN only_folder TEXT",
    """
    CREATE TABLE corrections (
        folded TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        deed TEXT NOT NULL CHECK (deed IN ('merge', 'rename', 'hide', 'split')),
        target TEXT NOT NULL,
        since INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE pairs (
        one INTEGER NOT NULL REFERENCES marks (id),
        other INTEGER NOT NULL REFERENCES marks (id),
        together INTEGER NOT NULL CHECK (together IN (0, 1)),
        PRIMARY KEY (one, other),
        CHECK (one < other)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX pairs_by_other ON pairs (other)",
)

_TO_5 = ("ALTER TABLE polling ADD COLUMN validated TEXT NOT NULL DEFAULT ''",)

STEPS: tuple[Sequence[str], ...] = (_TO_2, _TO_3, _TO_4, _TO_5)
"""What leads from version 1 to 2, from 2 to 3, and so on."""

_log = logging.getLogger(__name__)


def migrate(library: Path, backups: Path) -> None:
    """Bring a library of ours up to this version, unless another process was faster.

    Args:
        library: A file that `files.check` found to be older.
        backups: The folder that the copy of the earlier version is kept in; made if it is not there.

    Raises:
        LibraryError: It can't be done; the library is as it was.
    """
    try:
        with closing(files.connect(library)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            connection.execute("PRAGMA foreign_keys = OFF")  # It can't be changed inside of a transaction.
            connection.create_function("fingerprint", -1, _fingerprint, deterministic=True)
            # Nobody writes between the copy and the steps. A connection that closes rolls back what is not committed.
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version >= LIBRARY.version:
                return
            _keep_copy(library, backups)
            for step in STEPS[version - 1 :]:
                for statement in step:
                    connection.execute(statement)
            if orphan := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise damaged(library, f"a row of {orphan[0]} refers to nothing in {orphan[2]}")
            connection.execute(f"PRAGMA user_version = {LIBRARY.version}")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise failure_of(error, library) from error
    _log.info("brought %s from version %d to %d", library, version, LIBRARY.version)


def _keep_copy(library: Path, backups: Path) -> None:
    make_private(backups)
    name = f"library-before-v{LIBRARY.version}"
    path = safekeeping.unused_name(backups, f"{name}-{datetime.now(UTC):%Y-%m-%d}", ".db")
    safekeeping.keep(library, path)
    # Steps that were cut short leave the same library behind: one copy of it is enough, however often that happens.
    if any(filecmp.cmp(path, kept, shallow=False) for kept in backups.glob(f"{name}-*.db") if kept != path):
        path.unlink()


def _fingerprint(*parts: bytes) -> int:
    # Bytes that are no text must not keep a library from being opened, nor become the same as others.
    return fingerprint(*(part.decode("utf-8", "backslashreplace") for part in parts))
