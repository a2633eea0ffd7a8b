"""The tables of both files, and the numbers that tell them from other SQLite files.

`library.db` holds what the user made and is the truth. `cache.db` holds what can be fetched or computed again; its
flags `read`, `saved` and `listed` are copies, so that every list is one walk along one index.

Times are integer microseconds since 1970 UTC, lists of words are joined by newlines, texts are JSON (`values`).
"""

import re
from dataclasses import dataclass

_MAKES = re.compile(r"\s*CREATE (?:VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\w+)")


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of file."""

    application_id: int
    """Bytes 68-71 of the header (https://sqlite.org/fileformat2.html#application_id)."""
    version: int
    """Bytes 60-63 of the header, SQLite's user_version."""
    statements: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The tables, indexes and triggers that the statements make."""
        return frozenset(found[1] for statement in self.statements if (found := _MAKES.match(statement)))


LIBRARY = Schema(
    application_id=int.from_bytes(b"tunl"),
    version=1,
    statements=(
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            library_id TEXT NOT NULL,
            changes INTEGER NOT NULL, -- transactions so far; cache.db holds the same number while both agree
            reserved_id INTEGER NOT NULL -- story ids up to this one are given out, for ever
        )
        """,
        "INSERT INTO meta VALUES (1, lower(hex(randomblob(16))), 0, 0)",
        """
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL, -- what is shown: user_title, else feed_title, else the host
            user_title TEXT NOT NULL DEFAULT '',
            feed_title TEXT NOT NULL DEFAULT '',
            folder TEXT NOT NULL DEFAULT '',
            site_url TEXT NOT NULL DEFAULT '',
            added INTEGER NOT NULL,
            unsubscribed_at INTEGER, -- the row stays, so that subscribing again finds its marks
            last_checked INTEGER,
            last_success INTEGER,
            next_check INTEGER,
            last_error TEXT NOT NULL DEFAULT '',
            streak INTEGER NOT NULL DEFAULT 0,
            etag TEXT NOT NULL DEFAULT '',
            last_modified TEXT NOT NULL DEFAULT '',
            body_hash TEXT NOT NULL DEFAULT ''
        )
        """,
        """
        CREATE TABLE marks (
            id INTEGER PRIMARY KEY, -- the story's id, which it gets back when the cache was lost
            source_id INTEGER NOT NULL REFERENCES sources (id),
            key TEXT NOT NULL,
            alias TEXT NOT NULL,
            read INTEGER NOT NULL CHECK (read IN (0, 1)),
            UNIQUE (source_id, key)
        )
        """,
        "CREATE INDEX marks_by_alias ON marks (source_id, alias)",
        """
        CREATE TABLE saved (
            id INTEGER PRIMARY KEY REFERENCES marks (id),
            saved_at INTEGER NOT NULL,
            source_title TEXT NOT NULL,
            source_url TEXT NOT NULL,
            hash TEXT NOT NULL,
            published INTEGER,
            first_seen INTEGER NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            author TEXT NOT NULL,
            summary TEXT NOT NULL,
            words INTEGER,
            beats TEXT NOT NULL,
            topics TEXT NOT NULL,
            body TEXT NOT NULL,
            document TEXT -- NULL until the story was opened; the body is there then
        )
        """,
        "CREATE TABLE journal (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL)",
        "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
)

CACHE = Schema(
    application_id=int.from_bytes(b"tunc"),
    version=1,
    statements=(
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            library_id TEXT NOT NULL, -- '' until it was filled for a library
            changes INTEGER NOT NULL,
            next_id INTEGER NOT NULL, -- the block of story ids in use, both ends included
            last_id INTEGER NOT NULL
        )
        """,
        "INSERT INTO meta VALUES (1, '', 0, 1, 0)",
        """
        CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL,
            key TEXT NOT NULL,
            alias TEXT NOT NULL,
            hash TEXT NOT NULL,
            sort_time INTEGER NOT NULL, -- the earlier of published and first_seen
            published INTEGER,
            first_seen INTEGER NOT NULL,
            read INTEGER NOT NULL CHECK (read IN (0, 1)),
            saved INTEGER NOT NULL CHECK (saved IN (0, 1)),
            listed INTEGER NOT NULL CHECK (listed IN (0, 1)), -- subscribed to its source, or saved
            words INTEGER,
            group_id INTEGER,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            author TEXT NOT NULL,
            summary TEXT NOT NULL,
            beats TEXT NOT NULL,
            topics TEXT NOT NULL DEFAULT '',
            UNIQUE (source_id, key)
        )
        """,
        "CREATE INDEX stories_all ON stories (sort_time DESC, id DESC) WHERE listed = 1",
        "CREATE INDEX stories_unread ON stories (sort_time DESC, id DESC) WHERE listed = 1 AND read = 0",
        "CREATE INDEX stories_saved ON stories (sort_time DESC, id DESC) WHERE saved = 1",
        "CREATE INDEX stories_of_source ON stories (source_id, sort_time DESC, id DESC) WHERE listed = 1",
        """
        CREATE TABLE bodies (
            story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
            body TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE documents (
            story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
            origin TEXT NOT NULL,
            document TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE topics (
            story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
            folded TEXT NOT NULL,
            name TEXT NOT NULL,
            weight REAL, -- NULL for what is a beat only
            sort_time INTEGER NOT NULL,
            PRIMARY KEY (story_id, folded)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX topics_by_name ON topics (folded, sort_time DESC, story_id DESC)",
        """
        CREATE VIRTUAL TABLE search USING fts5 (
            title, author, text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
        )
        """,
        """
        CREATE TABLE counters (
            source_id INTEGER PRIMARY KEY,
            stories INTEGER NOT NULL,
            unread INTEGER NOT NULL,
            saved INTEGER NOT NULL
        )
        """,
        """
        CREATE TRIGGER story_came AFTER INSERT ON stories BEGIN
            INSERT INTO counters VALUES (NEW.source_id, NEW.listed, NEW.listed AND NOT NEW.read, NEW.saved)
            ON CONFLICT (source_id) DO UPDATE SET
                stories = stories + excluded.stories,
                unread = unread + excluded.unread,
                saved = saved + excluded.saved;
        END
        """,
        """
        CREATE TRIGGER story_marked AFTER UPDATE OF read, saved, listed ON stories BEGIN
            UPDATE counters SET
                stories = stories + NEW.listed - OLD.listed,
                unread = unread + (NEW.listed AND NOT NEW.read) - (OLD.listed AND NOT OLD.read),
                saved = saved + NEW.saved - OLD.saved
            WHERE source_id = NEW.source_id;
        END
        """,
        """
        CREATE TRIGGER story_went AFTER DELETE ON stories BEGIN
            UPDATE counters SET
                stories = stories - OLD.listed,
                unread = unread - (OLD.listed AND NOT OLD.read),
                saved = saved - OLD.saved
            WHERE source_id = OLD.source_id;
        END
        """,
        """
        CREATE TRIGGER story_moved AFTER UPDATE OF sort_time ON stories WHEN NEW.sort_time <> OLD.sort_time BEGIN
            UPDATE topics SET sort_time = NEW.sort_time WHERE story_id = NEW.id;
        END
        """,
    ),
)
