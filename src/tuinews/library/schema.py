"""The tables of both files, and the numbers that tell them from other SQLite files.

`library.db` holds what the user made and is the truth. `cache.db` holds what can be fetched or computed again; its
flags are copies, so that every list is one walk along one index.

Times are integer microseconds since 1970 UTC, lists of words are joined by newlines, texts are JSON (`values`).
Identities (`key`, `alias`, `hash`) are 64-bit fingerprints (`text.fingerprint`): a mark for ever costs 60 bytes.
A *place* is a story's position in every list, newest last: `seconds of its sort time << 30 | id` (`values.place_of`).
"""

import re
from dataclasses import dataclass

_MAKES = re.compile(r"\s*CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\w+)")


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of file."""

    application_id: int
    """Bytes 68-71 of the header (https://sqlite.org/fileformat2.html#application_id)."""
    version: int
    """Bytes 60-63 of the header, SQLite's user_version."""
    statements: tuple[str, ...]
    shrinks: bool = False
    """Whether room that became free is given back to the disk."""

    @property
    def names(self) -> frozenset[str]:
        """The tables, indexes and triggers that the statements make."""
        return frozenset(found[1] for statement in self.statements if (found := _MAKES.match(statement)))


LIBRARY = Schema(
    application_id=int.from_bytes(b"tunl"),
    version=5,
    statements=(
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            library_id TEXT NOT NULL,
            changes INTEGER NOT NULL, -- transactions so far; cache.db holds the same number while both agree
            reserved_id INTEGER NOT NULL, -- story ids up to this one are given out, for ever
            examined INTEGER -- when every page and index was last looked at
        )
        """,
        "INSERT INTO meta VALUES (1, lower(hex(randomblob(16))), 0, 0, NULL)",
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
        CREATE TABLE polling ( -- how a source is asked; one that was not asked yet has no row
            source_id INTEGER PRIMARY KEY REFERENCES sources (id),
            interval INTEGER NOT NULL, -- seconds of its own rhythm, 0 for none
            wish_minutes INTEGER NOT NULL,
            wish_hours TEXT NOT NULL, -- a list of numbers as JSON
            wish_days TEXT NOT NULL,
            read_by INTEGER NOT NULL, -- the reading of the document that the validators speak of
            trouble TEXT NOT NULL,
            failing_since INTEGER,
            next_reason TEXT NOT NULL,
            stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
            silent_until INTEGER,
            moved_to TEXT NOT NULL,
            moved_since INTEGER, -- NULL with an address: the user went back to the old one
            validated TEXT NOT NULL DEFAULT '' -- the address whose validators are kept, empty for the source's own
        )
        """,
        "CREATE TABLE silences (server TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
        """
        CREATE TABLE marks (
            id INTEGER PRIMARY KEY, -- the story's id, which it gets back when the cache was lost
            source_id INTEGER NOT NULL REFERENCES sources (id),
            -- An earlier version that still runs while this one moves in would write texts here.
            key INTEGER NOT NULL CHECK (typeof(key) = 'integer'),
            alias INTEGER NOT NULL CHECK (typeof(alias) = 'integer'), -- 0 for none
            read INTEGER NOT NULL CHECK (read IN (0, 1)),
            hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
            gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)) -- grew too old; its feed can't bring it back
        )
        """,
        "CREATE UNIQUE INDEX marks_by_key ON marks (source_id, key)",
        "CREATE INDEX marks_by_alias ON marks (source_id, alias) WHERE alias <> 0",
        """
        CREATE TABLE saved (
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
            document TEXT -- NULL until the story was opened; the body is there then
        )
        """,
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
            folded TEXT NOT NULL, -- of a source: its id
            name TEXT NOT NULL,
            stance TEXT NOT NULL CHECK (stance IN ('follow', 'mute')),
            since INTEGER NOT NULL,
            until INTEGER, -- NULL: for ever
            only_source INTEGER REFERENCES sources (id), -- NULL: everywhere, or in the folder
            only_folder TEXT,
            PRIMARY KEY (kind, folded)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE corrections ( -- what the user says of topics, for ever
            folded TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            deed TEXT NOT NULL CHECK (deed IN ('merge', 'rename', 'hide', 'split')),
            target TEXT NOT NULL, -- the name that is shown instead; '' where there is none
            since INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE pairs ( -- what the user says of two stories: whether they tell the same
            one INTEGER NOT NULL REFERENCES marks (id),
            other INTEGER NOT NULL REFERENCES marks (id),
            together INTEGER NOT NULL CHECK (together IN (0, 1)),
            PRIMARY KEY (one, other),
            CHECK (one < other)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX pairs_by_other ON pairs (other)",
        """
        CREATE TABLE searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            query TEXT NOT NULL,
            added INTEGER NOT NULL
        )
        """,
        "CREATE TABLE journal (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL)",
        "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
)

CACHE = Schema(
    application_id=int.from_bytes(b"tunc"),
    version=4,
    shrinks=True,
    statements=(
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            library_id TEXT NOT NULL, -- '' until it was filled for a library
            changes INTEGER NOT NULL,
            next_id INTEGER NOT NULL, -- the block of story ids in use, both ends included
            last_id INTEGER NOT NULL,
            born TEXT NOT NULL -- tells this file from the one that was here before
        )
        """,
        "INSERT INTO meta VALUES (1, '', 0, 1, 0, lower(hex(randomblob(8))))",
        "CREATE TABLE folders (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "INSERT INTO folders VALUES (0, '')",
        """
        CREATE TABLE stories (
            place INTEGER PRIMARY KEY,
            id INTEGER NOT NULL,
            source_id INTEGER NOT NULL,
            folder_id INTEGER NOT NULL,
            key INTEGER NOT NULL,
            alias INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            read INTEGER NOT NULL CHECK (read IN (0, 1)),
            saved INTEGER NOT NULL CHECK (saved IN (0, 1)),
            hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
            muted INTEGER NOT NULL CHECK (muted IN (0, 1)),
            listed INTEGER NOT NULL CHECK (listed IN (0, 1)), -- see restore.settle
            published INTEGER,
            first_seen INTEGER NOT NULL,
            words INTEGER,
            group_id INTEGER,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            author TEXT NOT NULL,
            beats TEXT NOT NULL,
            topics TEXT NOT NULL DEFAULT '',
            topics_by INTEGER NOT NULL DEFAULT 0, -- the version of the rules that found them; 0 for none yet
            summary TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX stories_by_id ON stories (id)",
        "CREATE UNIQUE INDEX stories_by_key ON stories (source_id, key)",
        "CREATE INDEX stories_by_alias ON stories (source_id, alias) WHERE alias <> 0",
        "CREATE INDEX stories_by_age ON stories (first_seen) WHERE saved = 0",
        # Every index ends with the place, the table's own key: each is in the order of the lists.
        "CREATE INDEX stories_all ON stories (place) WHERE listed = 1",
        "CREATE INDEX stories_unread ON stories (place) WHERE listed = 1 AND read = 0",
        "CREATE INDEX stories_saved ON stories (place) WHERE saved = 1",
        "CREATE INDEX stories_aside ON stories (place) WHERE hidden = 1 OR muted = 1",
        "CREATE INDEX stories_of_source ON stories (source_id) WHERE listed = 1",
        "CREATE INDEX unread_of_source ON stories (source_id) WHERE listed = 1 AND read = 0",
        "CREATE INDEX stories_of_folder ON stories (folder_id) WHERE listed = 1",
        "CREATE INDEX unread_of_folder ON stories (folder_id) WHERE listed = 1 AND read = 0",
        "CREATE INDEX stories_of_group ON stories (group_id) WHERE group_id IS NOT NULL",
        "CREATE TABLE bodies (story_id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
        """
        CREATE TABLE documents (
            story_id INTEGER PRIMARY KEY,
            origin TEXT NOT NULL,
            document TEXT NOT NULL
        )
        """,
        # Of the feed's text and the page's, the one that is not shown.
        "CREATE TABLE versions (story_id INTEGER PRIMARY KEY, origin TEXT NOT NULL, document TEXT NOT NULL)",
        """
        CREATE TABLE names (
            id INTEGER PRIMARY KEY,
            folded TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            key TEXT NOT NULL, -- what all spellings of it have in common
            head INTEGER, -- the name that is shown and counted instead; 0 where none is, NULL for itself
            stories INTEGER NOT NULL DEFAULT 0, -- listed ones
            unread INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX names_by_key ON names (key)",
        # The topics that were found in a story's text, where others are shown: other spellings, and what the user says.
        "CREATE TABLE originals (story_id INTEGER PRIMARY KEY, topics TEXT NOT NULL)",
        """
        CREATE TABLE mentions (
            topic_id INTEGER NOT NULL,
            place INTEGER NOT NULL,
            weight REAL, -- NULL for what is a beat only
            listed INTEGER NOT NULL,
            unread INTEGER NOT NULL, -- and listed
            PRIMARY KEY (topic_id, place)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX unread_mentions ON mentions (topic_id, place) WHERE unread = 1",
        "CREATE INDEX mentions_of_story ON mentions (place)",
        """
        CREATE VIRTUAL TABLE search USING fts5 (
            title, author, text, filed, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
        )
        """,
        "CREATE TABLE pending (story_id INTEGER PRIMARY KEY)",  # What the full text index is still to learn.
        "CREATE TABLE leases (source_id INTEGER PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL)",
        """
        CREATE TABLE counters (
            source_id INTEGER PRIMARY KEY,
            stories INTEGER NOT NULL,
            unread INTEGER NOT NULL,
            saved INTEGER NOT NULL,
            aside INTEGER NOT NULL, -- hidden or muted
            muted INTEGER NOT NULL
        )
        """,
        # Unread stories by the quarter of an hour: a day of any time zone begins with one.
        "CREATE TABLE quarters (quarter INTEGER PRIMARY KEY, unread INTEGER NOT NULL)",
        """
        CREATE TRIGGER story_came AFTER INSERT ON stories BEGIN
            INSERT INTO counters
            VALUES (
                NEW.source_id, NEW.listed, NEW.listed AND NOT NEW.read, NEW.saved, NEW.hidden OR NEW.muted, NEW.muted
            )
            ON CONFLICT (source_id) DO UPDATE SET
                stories = stories + excluded.stories,
                unread = unread + excluded.unread,
                saved = saved + excluded.saved,
                aside = aside + excluded.aside,
                muted = muted + excluded.muted;
            INSERT INTO quarters VALUES ((NEW.place >> 30) / 900, NEW.listed AND NOT NEW.read)
            ON CONFLICT (quarter) DO UPDATE SET unread = unread + excluded.unread;
        END
        """,
        """
        CREATE TRIGGER story_marked AFTER UPDATE OF read, saved, hidden, muted, listed ON stories BEGIN
            UPDATE counters SET
                stories = stories + NEW.listed - OLD.listed,
                unread = unread + (NEW.listed AND NOT NEW.read) - (OLD.listed AND NOT OLD.read),
                saved = saved + NEW.saved - OLD.saved,
                aside = aside + (NEW.hidden OR NEW.muted) - (OLD.hidden OR OLD.muted),
                muted = muted + NEW.muted - OLD.muted
            WHERE source_id = NEW.source_id;
            UPDATE quarters SET unread = unread + (NEW.listed AND NOT NEW.read) - (OLD.listed AND NOT OLD.read)
            WHERE quarter = (NEW.place >> 30) / 900;
            UPDATE mentions SET listed = NEW.listed, unread = NEW.listed AND NOT NEW.read
            WHERE place = NEW.place AND (listed <> NEW.listed OR unread <> (NEW.listed AND NOT NEW.read));
        END
        """,
        """
        CREATE TRIGGER story_went AFTER DELETE ON stories BEGIN
            UPDATE counters SET
                stories = stories - OLD.listed,
                unread = unread - (OLD.listed AND NOT OLD.read),
                saved = saved - OLD.saved,
                aside = aside - (OLD.hidden OR OLD.muted),
                muted = muted - OLD.muted
            WHERE source_id = OLD.source_id;
            UPDATE quarters SET unread = unread - (OLD.listed AND NOT OLD.read)
            WHERE quarter = (OLD.place >> 30) / 900;
            DELETE FROM mentions WHERE place = OLD.place;
            DELETE FROM bodies WHERE story_id = OLD.id;
            DELETE FROM documents WHERE story_id = OLD.id;
            DELETE FROM versions WHERE story_id = OLD.id;
            DELETE FROM originals WHERE story_id = OLD.id;
            DELETE FROM pending WHERE story_id = OLD.id;
        END
        """,
        """
        CREATE TRIGGER story_moved AFTER UPDATE OF place ON stories BEGIN
            UPDATE quarters SET unread = unread - (OLD.listed AND NOT OLD.read)
            WHERE quarter = (OLD.place >> 30) / 900;
            INSERT INTO quarters VALUES ((NEW.place >> 30) / 900, NEW.listed AND NOT NEW.read)
            ON CONFLICT (quarter) DO UPDATE SET unread = unread + excluded.unread;
            UPDATE mentions SET place = NEW.place WHERE place = OLD.place;
        END
        """,
        # What comes is counted by `subjects.add`, for many stories at once.
        """
        CREATE TRIGGER mention_marked AFTER UPDATE OF listed, unread ON mentions BEGIN
            UPDATE names SET stories = stories + NEW.listed - OLD.listed, unread = unread + NEW.unread - OLD.unread
            WHERE id = NEW.topic_id;
        END
        """,
        """
        CREATE TRIGGER mention_went AFTER DELETE ON mentions BEGIN
            UPDATE names SET stories = stories - OLD.listed, unread = unread - OLD.unread WHERE id = OLD.topic_id;
        END
        """,
    ),
)
