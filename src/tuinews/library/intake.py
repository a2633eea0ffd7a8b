"""Storing what a source said: its stories, its health, and what to ask it with next time."""

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from tuinews.bodies import write_body
from tuinews.errors import NotFound
from tuinews.library import naming, polling, search, shortened, stances, stories, subjects
from tuinews.library.subjects import About
from tuinews.library.values import id_at, join_words, place_of, to_micros, to_micros_or_none, write_json
from tuinews.model import Change, FeedUpdate, KeyedEntry, Topic
from tuinews.topics.version import VERSION

IDS_AT_ONCE = 1_000
"""Story ids that are taken from the library at a time."""
_TOO_LARGE = 1 << 63

_log = logging.getLogger(__name__)


def apply(connection: sqlite3.Connection, update: FeedUpdate) -> Change:
    """Store one attempt at a source. An entry that can't be stored is left out; the others stand.

    Returns:
        What changed; nothing when the source was unsubscribed in the meantime.

    Raises:
        NotFound: There never was such a source.
    """
    row = polling.source(connection, update.source_id)
    if row is None:
        raise NotFound(f"There is no source with the number {update.source_id}.")
    if row["unsubscribed_at"] is not None:
        return Change()
    new, changed = _store(connection, row, update)
    renamed = polling.write(connection, row, update)
    return Change(
        stories=frozenset((*new, *changed)),
        sources=frozenset((update.source_id,)),
        new=len(new),
        subscriptions=renamed,
    )


def _store(
    connection: sqlite3.Connection, source: sqlite3.Row, update: FeedUpdate
) -> tuple[list[int], list[int]]:
    """Store the entries; give the ids of the new stories, and of those that were changed."""
    # Feeds put the newest first: stored last, it gets the highest id, and stands first among those of one second.
    bodies = {id(each): _storable_body(each) for each in (*update.changed, *update.new)}
    entries = [each for each in (*reversed(update.changed), *reversed(update.new)) if bodies[id(each)]]
    desk = _Desk(connection, source, update, entries, bodies)
    new: list[dict[str, object]] = []
    changed: list[int] = []
    stored: set[int] = set()
    for keyed in entries:
        if keyed.key in stored:
            continue
        stored.add(keyed.key)
        present = desk.present.get(keyed.key)
        if present is None:
            new += _row_of(connection, desk, keyed)
        elif present["hash"] != keyed.hash and not present["saved"]:
            _rewrite(connection, desk, present, keyed)
            changed.append(present["id"])
    stories.insert(connection, new)
    connection.executemany("INSERT INTO cache.bodies VALUES (:id, :body)", new)
    connection.executemany("INSERT OR IGNORE INTO cache.pending VALUES (:id)", new)
    stances.judge_all(connection, subjects.add(connection, desk.about))
    in_short = shortened.in_short({id_at(about.place): about.topics for about in desk.about})
    shortened.name_in_full(connection, in_short)
    return [cast(int, row["id"]) for row in new], changed


def _storable_body(keyed: KeyedEntry) -> str:
    """Give the text of an entry as it is stored, empty unless SQLite takes all that the entry holds.

    SQLite takes whole characters, and numbers of 64 bits. Asked before anything is written. A savepoint for each entry would find it out too, at twice the time for all.
    """
    entry = keyed.entry
    try:
        body = keyed.body or write_body(entry)
        names = [topic.name for topic in keyed.topics]
        "".join((entry.title, entry.url, entry.author, entry.summary, *keyed.beats, *names, body)).encode()
        numbers = entry.words or 0, keyed.key, keyed.alias, keyed.hash
        if min(numbers) < -_TOO_LARGE or max(numbers) >= _TOO_LARGE:
            raise OverflowError(*numbers)
    except (UnicodeEncodeError, ArithmeticError, ValueError) as error:
        _log.warning("%x can't be stored: %r", keyed.key, error)
        return ""
    return body


class _Desk:
    """What must be known to store an update, asked once for all of its entries.

    Another process may have stored the same document, or lost the cache, since it was decided what is new.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        source: sqlite3.Row,
        update: FeedUpdate,
        entries: Sequence[KeyedEntry],
        bodies: Mapping[int, str],
    ) -> None:
        keys = write_json([keyed.key for keyed in entries])
        aliases = write_json([keyed.alias for keyed in entries if keyed.alias])
        self._bodies = bodies
        self.source_id = update.source_id
        self.now = to_micros(update.checked_at)
        self._muted = stances.mutes(connection)
        self._anything_muted = bool(self._muted)
        self.about: list[About] = []
        """Of stories that were stored, to be noted for all of them at once."""
        self.present = {
            row["key"]: row
            for row in connection.execute(
                """
                SELECT key, place, id, hash, first_seen, saved FROM cache.stories INDEXED BY stories_by_key
                WHERE source_id = ? AND key IN (SELECT value FROM json_each(?))
                """,
                (update.source_id, keys),
            ).fetchall()
        }
        marks = connection.execute(
            """
            SELECT * FROM main.marks INDEXED BY marks_by_key
            WHERE source_id = ?1 AND key IN (SELECT value FROM json_each(?2))
            UNION
            SELECT * FROM main.marks INDEXED BY marks_by_alias
            WHERE source_id = ?1 AND alias <> 0 AND alias IN (SELECT value FROM json_each(?3))
            AND NOT EXISTS (SELECT 1 FROM cache.stories AS s WHERE s.id = marks.id)
            ORDER BY id
            """,
            (update.source_id, keys, aliases),
        ).fetchall()
        self._by_key: dict[int, sqlite3.Row] = {row["key"]: row for row in marks}
        own_keys = {keyed.key for keyed in entries}
        # A mark whose own key stands in this document belongs to that entry, though another shares link and title.
        self._by_alias: dict[int, sqlite3.Row] = {
            row["alias"]: row for row in marks if row["alias"] and row["key"] not in own_keys
        }
        self._ids = _reserve(connection, len(entries) - len(self.present))
        connection.execute("INSERT OR IGNORE INTO cache.folders (name) VALUES (?)", (source["folder"],))
        (self.folder_id,) = connection.execute(
            "SELECT id FROM cache.folders WHERE name = ?", (source["folder"],)
        ).fetchone()

    def next_id(self) -> int:
        """Give an id that no story ever had."""
        return next(self._ids)

    def earlier(self, connection: sqlite3.Connection, keyed: KeyedEntry) -> sqlite3.Row | None:
        """Find the marks that a story had before it left the cache, though its key may have changed since."""
        if row := self._by_key.get(keyed.key):
            return row
        row = self._by_alias.pop(keyed.alias, None)
        if row is not None:
            connection.execute("UPDATE main.marks SET key = ? WHERE id = ?", (keyed.key, row["id"]))
        return row

    def body(self, keyed: KeyedEntry) -> str:
        """Give the text of an entry as it is stored."""
        return self._bodies[id(keyed)]

    def mutes(self, keyed: KeyedEntry) -> bool:
        """Tell whether a story is muted."""
        if not self._anything_muted:
            return False
        named = (name.casefold() for name in (*keyed.beats, *(topic.name for topic in keyed.topics)))
        return self._muted.hit(self.source_id, keyed.entry.title, named)


def _row_of(connection: sqlite3.Connection, desk: _Desk, keyed: KeyedEntry) -> list[dict[str, object]]:
    """Make the row of a new story, with its body; none for one that was here and grew too old."""
    earlier = desk.earlier(connection, keyed)
    if earlier is not None and earlier["gone"]:
        return []
    story_id = desk.next_id() if earlier is None else int(earlier["id"])
    read, hidden = (bool(earlier["read"]), bool(earlier["hidden"])) if earlier else (False, False)
    entry = keyed.entry
    published = to_micros_or_none(entry.published)
    place = place_of(desk.now if published is None else min(published, desk.now), story_id)
    muted = desk.mutes(keyed)
    listed = not hidden and not muted
    desk.about.append(About(place, keyed.topics, keyed.beats, listed, read))
    return [
        {
            "place": place,
            "id": story_id,
            "source_id": desk.source_id,
            "folder_id": desk.folder_id,
            "key": keyed.key,
            "alias": keyed.alias,
            "hash": keyed.hash,
            "published": published,
            "title": entry.title,
            "url": entry.url,
            "author": entry.author,
            "summary": entry.summary,
            "beats": join_words(keyed.beats),
            "first_seen": desk.now,
            "read": read,
            "saved": 0,
            "hidden": hidden,
            "muted": muted,
            "listed": listed,
            "words": entry.words or None,
            "topics": naming.lines_of(keyed.topics),
            "topics_by": VERSION if keyed.topics else 0,
            "body": desk.body(keyed),
        }
    ]


def _rewrite(connection: sqlite3.Connection, desk: _Desk, present: sqlite3.Row, keyed: KeyedEntry) -> None:
    entry, story_id = keyed.entry, present["id"]
    place = _move(connection, present, to_micros_or_none(entry.published))
    connection.execute(
        """
        UPDATE cache.stories SET alias = :alias, hash = :hash, published = :published, title = :title, url = :url,
            author = :author, summary = :summary, beats = :beats
        WHERE place = :place
        """,
        {
            "place": place,
            "alias": keyed.alias,
            "hash": keyed.hash,
            "published": to_micros_or_none(entry.published),
            "title": entry.title,
            "url": entry.url,
            "author": entry.author,
            "summary": entry.summary,
            "beats": join_words(keyed.beats),
        },
    )
    connection.execute("UPDATE main.marks SET alias = ? WHERE id = ?", (keyed.alias, story_id))
    body = desk.body(keyed)
    same_body = connection.execute(
        "SELECT 1 FROM cache.bodies WHERE story_id = ? AND body = ?", (story_id, body)
    ).fetchone()
    if not same_body:
        connection.execute("INSERT OR REPLACE INTO cache.bodies VALUES (?, ?)", (story_id, body))
        connection.execute("DELETE FROM cache.documents WHERE story_id = ? AND origin = 'feed'", (story_id,))
        connection.execute("DELETE FROM cache.versions WHERE story_id = ? AND origin = 'feed'", (story_id,))
    topics: Sequence[Topic] = keyed.topics
    if connection.execute("SELECT 1 FROM cache.documents WHERE story_id = ?", (story_id,)).fetchone():
        # A document says more than the feed does, so its words and its topics stay.
        topics = naming.mined(connection, place)
    else:
        connection.execute("UPDATE cache.stories SET words = ? WHERE place = ?", (entry.words or None, place))
    subjects.write(connection, place, topics, keyed.beats)
    stances.judge(connection, place)
    shortened.name_in_full(connection, shortened.in_short({story_id: topics}))
    connection.execute("INSERT OR IGNORE INTO cache.pending VALUES (?)", (story_id,))


def _move(connection: sqlite3.Connection, present: sqlite3.Row, published: int | None) -> int:
    """Put a story where its new date belongs; give its place."""
    first_seen = present["first_seen"]
    place = place_of(first_seen if published is None else min(published, first_seen), present["id"])
    if place != present["place"]:
        connection.execute("UPDATE cache.stories SET place = ? WHERE place = ?", (place, present["place"]))
        search.move(connection, present["place"], place)
    return place


def _reserve(connection: sqlite3.Connection, count: int) -> Iterator[int]:
    """Take story ids. None is ever given twice, also when the cache is lost: the library counts the blocks."""
    next_id, last_id = connection.execute("SELECT next_id, last_id FROM cache.meta").fetchone()
    taken = list(range(next_id, min(last_id, next_id + count - 1) + 1))
    if missing := count - len(taken):
        (reserved,) = connection.execute("SELECT reserved_id FROM main.meta").fetchone()
        last_id = reserved + max(IDS_AT_ONCE, missing)
        connection.execute("UPDATE main.meta SET reserved_id = ?", (last_id,))
        taken += range(reserved + 1, reserved + 1 + missing)
    if taken:
        connection.execute("UPDATE cache.meta SET next_id = ?, last_id = ?", (taken[-1] + 1, last_id))
    return iter(taken)
