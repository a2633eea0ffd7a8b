"""Sources: subscribing and unsubscribing, their health, and which of their stories are known."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from tuinews.errors import NotFound
from tuinews.library import journal, polling, restore, stances
from tuinews.library.polling import shown_title
from tuinews.library.values import to_micros, to_moment_or_none, write_json
from tuinews.model import Change, ImportReport, Known, NewSource, Source
from tuinews.text import clean_line
from tuinews.urls import redacted, web_url

_SOURCES = """
    SELECT o.*, coalesce(c.unread, 0) AS unread, coalesce(c.stories, 0) AS stories, p.trouble, p.failing_since,
        p.next_reason, p.stopped, p.silent_until
    FROM main.sources AS o LEFT JOIN cache.counters AS c ON c.source_id = o.id
        LEFT JOIN main.polling AS p ON p.source_id = o.id
    WHERE o.unsubscribed_at IS NULL
"""


def subscribed(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """Give the subscribed sources, by folder, then by title."""
    sources = map(_source, connection.execute(_SOURCES).fetchall())
    return tuple(
        sorted(sources, key=lambda source: (source.folder.casefold(), source.title.casefold(), source.id))
    )


def source(connection: sqlite3.Connection, source_id: int) -> Source:
    """Give one subscribed source.

    Raises:
        NotFound: There is none with that id.
    """
    row = connection.execute(f"{_SOURCES} AND o.id = ?", (source_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no source with the number {source_id}.")
    return _source(row)


def find(connection: sqlite3.Connection, wanted: str) -> Source:
    """Find a subscribed source by its id, its address or its exact title.

    Raises:
        NotFound: There is none, or several have that title.
    """
    sources = subscribed(connection)
    tests: tuple[Callable[[Source], bool], ...] = (
        lambda source: str(source.id) == wanted,
        lambda source: source.url == wanted,
        lambda source: source.title == wanted,
    )
    for test in tests:
        found = [source for source in sources if test(source)]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(str(source.id) for source in sorted(found, key=lambda each: each.id))
            raise NotFound(f"{len(found)} sources are called “{found[0].title}”. Use a number: {numbers}.")
    raise NotFound(
        f"There is no source “{clean_line(wanted)}”. Give its number, its address or its exact title."
    )


def add(
    connection: sqlite3.Connection, new: Sequence[NewSource], now: datetime
) -> tuple[ImportReport, tuple[int, ...]]:
    """Subscribe to sources. One that was unsubscribed comes back with its id, and so with its marks.

    Returns:
        What happened, and the ids of all that are usable, in the order given, known ones included.
    """
    added = known = 0
    skipped: list[str] = []
    ids: list[int] = []
    for each in new:
        if web_url(each.url) is None:
            name = each.title or redacted(each.url)
            skipped.append(f"“{clean_line(name)}” has no web address that can be read.")
            continue
        row = connection.execute(
            """
            SELECT id, url, user_title, feed_title, site_url, unsubscribed_at FROM main.sources WHERE url = ?
            """,
            (each.url,),
        ).fetchone()
        if row is None:
            ids.append(_insert(connection, each, now))
            added += 1
            continue
        ids.append(row["id"])
        if row["unsubscribed_at"] is None:
            known += 1
        else:
            _revive(connection, row, each, now)
            restore.settle(connection, row["id"])
            stances.settle_folders(connection)
            added += 1
    return ImportReport(added, known, tuple(skipped)), tuple(ids)


def remove(connection: sqlite3.Connection, source_id: int, now: datetime) -> Change:
    """Unsubscribe. The saved stories stay, the others are no longer listed.

    Raises:
        NotFound: There is no such source.
    """
    source(connection, source_id)
    connection.execute(
        "UPDATE main.sources SET unsubscribed_at = ? WHERE id = ?", (to_micros(now), source_id)
    )
    journal.record(connection, now, "removed", {"source": source_id})
    restore.settle(connection, source_id)
    return Change(sources=frozenset((source_id,)), subscriptions=True)


def bring_back(connection: sqlite3.Connection, source_id: int) -> str | None:
    """Take an unsubscribing back, leaving the source exactly as it was.

    Returns:
        Its title, or None when it is subscribed to already.
    """
    row = connection.execute(
        "SELECT title FROM main.sources WHERE id = ? AND unsubscribed_at IS NOT NULL", (source_id,)
    ).fetchone()
    if row is None:
        return None
    connection.execute("UPDATE main.sources SET unsubscribed_at = NULL WHERE id = ?", (source_id,))
    restore.settle(connection, source_id)
    return str(row["title"])


def edit(connection: sqlite3.Connection, source_id: int, title: str, folder: str, now: datetime) -> Change:
    """Call a source something else, and put it into a folder.

    Args:
        connection: Both files.
        source_id: Which.
        title: What to call it; its feed's own title when empty.
        folder: Where it stands; in none when empty.
        now: When.

    Raises:
        NotFound: There is no such source.
    """
    source(connection, source_id)
    row = connection.execute("SELECT * FROM main.sources WHERE id = ?", (source_id,)).fetchone()
    title = clean_line(title)
    if title == shown_title("", row["feed_title"], row["url"]):
        title = ""
    wanted = (title, clean_line(folder))
    before = (row["user_title"], row["folder"])
    if wanted == before:
        return Change()
    journal.record(connection, now, "edited", {"source": source_id, "before": before, "after": wanted})
    return _name(connection, source_id, *wanted)


def undo_edit(connection: sqlite3.Connection, payload: dict[str, Any]) -> tuple[str, Change] | None:
    """Take an edit back, unless the source was edited elsewhere since."""
    source_id, before, after = payload["source"], payload["before"], payload["after"]
    row = connection.execute(
        "SELECT user_title, folder FROM main.sources WHERE id = ? AND unsubscribed_at IS NULL", (source_id,)
    ).fetchone()
    if row is None or [row["user_title"], row["folder"]] != after:
        return None
    change = _name(connection, source_id, *before)
    return f"{source(connection, source_id).title} is as it was", change


def known(
    connection: sqlite3.Connection, source_id: int, keys: Sequence[int], aliases: Sequence[int]
) -> Known:
    """Tell which of these identities the library knows.

    A story that has only marks is not among them: it must come again as a new one to get them back.

    Args:
        connection: Both files.
        source_id: Whose stories.
        keys: The keys to look for.
        aliases: The aliases to look for.
    """
    of_keys, of_aliases = write_json(list(keys)), write_json([alias for alias in aliases if alias])
    rows = connection.execute(
        """
        SELECT key, alias, hash, id FROM cache.stories INDEXED BY stories_by_key
        WHERE source_id = ?1 AND key IN (SELECT value FROM json_each(?2))
        UNION
        SELECT key, alias, hash, id FROM cache.stories INDEXED BY stories_by_alias
        WHERE source_id = ?1 AND alias <> 0 AND alias IN (SELECT value FROM json_each(?3))
        ORDER BY id
        """,
        (source_id, of_keys, of_aliases),
    ).fetchall()
    gone = connection.execute(
        """
        SELECT key AS identity FROM main.marks INDEXED BY marks_by_key
        WHERE source_id = ?1 AND key IN (SELECT value FROM json_each(?2)) AND gone = 1
        UNION
        SELECT alias FROM main.marks INDEXED BY marks_by_alias
        WHERE source_id = ?1 AND alias <> 0 AND alias IN (SELECT value FROM json_each(?3)) AND gone = 1
        """,
        (source_id, of_keys, of_aliases),
    ).fetchall()
    return Known(
        hashes={row["key"]: row["hash"] for row in rows},
        aliases={row["alias"]: row["key"] for row in rows if row["alias"]},
        gone=frozenset(row["identity"] for row in gone),
        topics_are_muted=stances.mutes(connection).topics,
    )


def feed_of(connection: sqlite3.Connection, story_id: int) -> str:
    """Give the address of the feed that brought a story, subscribed to or not; empty when it is unknown."""
    row = connection.execute(
        """
        SELECT sources.url FROM cache.stories AS stories JOIN main.sources AS sources ON sources.id = stories.source_id
        WHERE stories.id = ?
        """,
        (story_id,),
    ).fetchone()
    return str(row["url"]) if row else ""


def _name(connection: sqlite3.Connection, source_id: int, user_title: str, folder: str) -> Change:
    row = connection.execute("SELECT feed_title, url FROM main.sources WHERE id = ?", (source_id,)).fetchone()
    connection.execute(
        "UPDATE main.sources SET title = ?, user_title = ?, folder = ? WHERE id = ?",
        (shown_title(user_title, row["feed_title"], row["url"]), user_title, folder, source_id),
    )
    restore.settle(connection, source_id)
    stances.settle_folders(connection)
    return Change(sources=frozenset((source_id,)), subscriptions=True)


def _insert(connection: sqlite3.Connection, new: NewSource, now: datetime) -> int:
    cursor = connection.execute(
        "INSERT INTO main.sources (url, title, user_title, folder, site_url, added) VALUES (?, ?, ?, ?, ?, ?)",
        (new.url, shown_title(new.title, "", new.url), new.title, new.folder, new.site_url, to_micros(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _revive(connection: sqlite3.Connection, row: sqlite3.Row, new: NewSource, now: datetime) -> None:
    # Much may have happened to the feed and to our copy of its stories, so the next fetch brings everything.
    polling.forget(connection, row["id"])
    user_title = new.title or row["user_title"]
    connection.execute(
        """
        UPDATE main.sources SET unsubscribed_at = NULL, added = ?, title = ?, user_title = ?, folder = ?, site_url = ?,
            etag = '', last_modified = '', body_hash = '', next_check = NULL, streak = 0, last_error = ''
        WHERE id = ?
        """,
        (
            to_micros(now),
            shown_title(user_title, row["feed_title"], row["url"]),
            user_title,
            new.folder,
            new.site_url or row["site_url"],
            row["id"],
        ),
    )


def _source(row: sqlite3.Row) -> Source:
    return Source(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        folder=row["folder"],
        site_url=row["site_url"],
        added=to_moment_or_none(row["added"]),
        last_success=to_moment_or_none(row["last_success"]),
        last_checked=to_moment_or_none(row["last_checked"]),
        last_error=row["last_error"],
        streak=row["streak"],
        next_check=to_moment_or_none(row["next_check"]),
        unread=row["unread"],
        stories=row["stories"],
        trouble=row["trouble"] or "",
        failing_since=to_moment_or_none(row["failing_since"]),
        next_reason=row["next_reason"] or "",
        stopped=bool(row["stopped"]),
        silent_until=to_moment_or_none(row["silent_until"]),
    )
