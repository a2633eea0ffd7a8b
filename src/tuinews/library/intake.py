"""Storing what a source said: its stories, its health, and what to ask it with next time."""

import logging
import sqlite3
from dataclasses import dataclass

from tuinews.errors import NotFound
from tuinews.library import search, stories, subjects
from tuinews.library.sources import shown_title
from tuinews.library.transactions import part
from tuinews.library.values import join_words, to_micros, to_micros_or_none, write_body
from tuinews.model import Body, Change, FeedUpdate, KeyedEntry

IDS_AT_ONCE = 1_000
"""Story ids that are taken from the library at a time."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A story that was written, and what the full text index is still to learn of it."""

    id: int
    title: str
    author: str
    text: str | None
    """None leaves the text that is there."""
    new: bool


def apply(connection: sqlite3.Connection, update: FeedUpdate) -> Change:
    """Store one attempt at a source. An entry that can't be stored is left out; the others stand.

    Returns:
        What changed; nothing when the source was unsubscribed in the meantime.

    Raises:
        NotFound: There never was such a source.
    """
    row = connection.execute("SELECT * FROM main.sources WHERE id = ?", (update.source_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no source with the number {update.source_id}.")
    if row["unsubscribed_at"] is not None:
        return Change()
    stored = []
    # Feeds put the newest first: stored last, it stands first among those of one moment.
    for keyed in (*reversed(update.changed), *reversed(update.new)):
        try:
            with part(connection):
                stored.append(_store(connection, update, keyed))
        except (sqlite3.DataError, sqlite3.IntegrityError, ArithmeticError, ValueError) as error:
            _log.warning("source %d: %.80r can't be stored: %r", update.source_id, keyed.key, error)
    written = [story for story in stored if story]
    # The index writes a segment at every savepoint, so it is fed once, after all of them.
    for story in written:
        _index(connection, story)
    title = _write_health(connection, row, update)
    return Change(
        stories=frozenset(story.id for story in written),
        sources=frozenset((update.source_id,)),
        new=sum(story.new for story in written),
        subscriptions=title != row["title"],
    )


def _store(connection: sqlite3.Connection, update: FeedUpdate, keyed: KeyedEntry) -> _Stored | None:
    # Another process may have stored the same document, or lost the cache, since `known` was asked.
    row = connection.execute(
        "SELECT id, hash FROM cache.stories WHERE source_id = ? AND key = ?",
        (update.source_id, keyed.key),
    ).fetchone()
    if row is None:
        return _insert(connection, update, keyed)
    return _rewrite(connection, row, keyed) if row["hash"] != keyed.hash else None


def _insert(connection: sqlite3.Connection, update: FeedUpdate, keyed: KeyedEntry) -> _Stored:
    entry = keyed.entry
    story_id, read = _earlier(connection, update.source_id, keyed) or (_next_id(connection), 0)
    columns = _columns(keyed) | {
        "id": story_id,
        "source_id": update.source_id,
        "key": keyed.key,
        "first_seen": to_micros(update.checked_at),
        "read": read,
        "saved": 0,
        "words": entry.words or None,
    }
    stories.insert(connection, columns)
    body = _body(keyed)
    connection.execute("INSERT INTO cache.bodies VALUES (?, ?)", (story_id, write_body(body)))
    subjects.write(connection, story_id, keyed.topics, keyed.beats)
    text = search.words_of_body(body, entry.summary)
    return _Stored(story_id, entry.title, entry.author, text, new=True)


def _rewrite(connection: sqlite3.Connection, row: sqlite3.Row, keyed: KeyedEntry) -> _Stored:
    entry, story_id = keyed.entry, row["id"]
    connection.execute(
        """
        UPDATE cache.stories SET alias = :alias, hash = :hash, published = :published,
            sort_time = min(coalesce(:published, first_seen), first_seen),
            title = :title, url = :url, author = :author, summary = :summary, beats = :beats
        WHERE id = :id
        """,
        _columns(keyed) | {"id": story_id},
    )
    connection.execute("UPDATE main.marks SET alias = ? WHERE id = ?", (keyed.alias, story_id))
    body = _body(keyed)
    same_body = connection.execute(
        "SELECT 1 FROM cache.bodies WHERE story_id = ? AND body = ?", (story_id, write_body(body))
    ).fetchone()
    if not same_body:
        connection.execute("INSERT OR REPLACE INTO cache.bodies VALUES (?, ?)", (story_id, write_body(body)))
        connection.execute("DELETE FROM cache.documents WHERE story_id = ? AND origin = 'feed'", (story_id,))
    if connection.execute("SELECT 1 FROM cache.documents WHERE story_id = ?", (story_id,)).fetchone():
        # A document says more than the feed does, so its words and its topics stay.
        subjects.write(connection, story_id, subjects.stored(connection, story_id), keyed.beats)
        return _Stored(story_id, entry.title, entry.author, None, new=False)
    connection.execute("UPDATE cache.stories SET words = ? WHERE id = ?", (entry.words or None, story_id))
    subjects.write(connection, story_id, keyed.topics, keyed.beats)
    text = search.words_of_body(body, entry.summary)
    return _Stored(story_id, entry.title, entry.author, text, new=False)


def _columns(keyed: KeyedEntry) -> dict[str, object]:
    entry = keyed.entry
    return {
        "alias": keyed.alias,
        "hash": keyed.hash,
        "published": to_micros_or_none(entry.published),
        "title": entry.title,
        "url": entry.url,
        "author": entry.author,
        "summary": entry.summary,
        "beats": join_words(keyed.beats),
    }


def _earlier(connection: sqlite3.Connection, source_id: int, keyed: KeyedEntry) -> tuple[int, int] | None:
    """Find the id and the read mark that a story had before the cache was lost, though its key may have changed."""
    row = connection.execute(
        "SELECT id, read FROM main.marks WHERE source_id = ? AND key = ?", (source_id, keyed.key)
    ).fetchone()
    if row is None and keyed.alias:
        row = connection.execute(
            """
            SELECT id, read FROM main.marks WHERE source_id = ? AND alias = ?
            AND NOT EXISTS (SELECT 1 FROM cache.stories AS s WHERE s.id = marks.id) ORDER BY id DESC
            """,
            (source_id, keyed.alias),
        ).fetchone()
        if row is not None:
            connection.execute("UPDATE main.marks SET key = ? WHERE id = ?", (keyed.key, row["id"]))
    return (row["id"], row["read"]) if row is not None else None


def _next_id(connection: sqlite3.Connection) -> int:
    """Take the next story id. None is ever given twice, also when the cache is lost: the library counts the blocks."""
    next_id, last_id = connection.execute("SELECT next_id, last_id FROM cache.meta").fetchone()
    if next_id > last_id:
        (reserved,) = connection.execute("SELECT reserved_id FROM main.meta").fetchone()
        next_id, last_id = reserved + 1, reserved + IDS_AT_ONCE
        connection.execute("UPDATE main.meta SET reserved_id = ?", (last_id,))
    connection.execute("UPDATE cache.meta SET next_id = ?, last_id = ?", (next_id + 1, last_id))
    return int(next_id)


def _index(connection: sqlite3.Connection, story: _Stored) -> None:
    if story.new:
        search.add(connection, story.id, story.title, story.author, story.text or "")
        return
    search.replace_heading(connection, story.id, story.title, story.author)
    if story.text is not None:
        search.replace_text(connection, story.id, story.text)


def _body(keyed: KeyedEntry) -> Body:
    entry = keyed.entry
    return Body(entry.summary_html, entry.content_html, entry.categories, entry.enclosures, entry.image_url)


def _write_health(connection: sqlite3.Connection, row: sqlite3.Row, update: FeedUpdate) -> str:
    checked = to_micros(update.checked_at)
    feed_title = update.feed_title or row["feed_title"]
    title = shown_title(row["user_title"], feed_title, row["url"])
    connection.execute(
        """
        UPDATE main.sources SET last_checked = :checked, next_check = :next_check, last_error = :failure,
            streak = :streak, last_success = :last_success, title = :title, feed_title = :feed_title,
            site_url = :site_url, etag = :etag, last_modified = :last_modified, body_hash = :body_hash
        WHERE id = :id
        """,
        {
            "id": update.source_id,
            "checked": checked,
            "next_check": to_micros(update.next_check),
            "failure": update.failure,
            "streak": row["streak"] + 1 if update.failure else 0,
            "last_success": row["last_success"] if update.failure else checked,
            "title": title,
            "feed_title": feed_title,
            "site_url": update.site_url or row["site_url"],
            "etag": row["etag"] if update.validators is None else update.validators.etag,
            "last_modified": row["last_modified"]
            if update.validators is None
            else update.validators.last_modified,
            "body_hash": row["body_hash"] if update.body_hash is None else update.body_hash,
        },
    )
    return title
