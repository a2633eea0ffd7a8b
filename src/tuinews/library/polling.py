"""How sources are asked: what a refresh must know of each, and what is noted after each attempt."""

import json
import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from tuinews.library import journal
from tuinews.library.values import to_micros, to_micros_or_none, to_moment_or_none, write_json
from tuinews.model import FeedUpdate, FetchState, Validators, Wishes
from tuinews.urls import host, redacted, server

_STATES = """
    SELECT o.id, o.url, o.title, o.folder, o.etag, o.last_modified, p.validated, o.body_hash, o.streak, o.last_success, o.last_checked,
        o.next_check, p.interval, p.wish_minutes, p.wish_hours, p.wish_days, p.read_by, p.stopped, p.silent_until, p.moved_to,
        p.moved_since, EXISTS (SELECT 1 FROM cache.stories AS s WHERE s.source_id = o.id)
        OR EXISTS (SELECT 1 FROM main.marks AS m WHERE m.source_id = o.id AND m.gone = 1) AS has_stories
    FROM main.sources AS o LEFT JOIN main.polling AS p ON p.source_id = o.id
    WHERE o.unsubscribed_at IS NULL
"""
_POLLING = """
    INSERT OR REPLACE INTO main.polling (source_id, interval, wish_minutes, wish_hours, wish_days, read_by, trouble,
        failing_since, next_reason, stopped, silent_until, moved_to, moved_since, validated)
    VALUES (:source_id, :interval, :wish_minutes, :wish_hours, :wish_days, :read_by, :trouble,
        :failing_since, :next_reason, :stopped, :silent_until, :moved_to, :moved_since, :validated)
"""
_UNASKED = {
    "interval": 0,
    "wish_minutes": 0,
    "wish_hours": "[]",
    "wish_days": "[]",
    "read_by": 0,
    "failing_since": None,
    "moved_to": "",
    "moved_since": None,
    "validated": "",
}

_log = logging.getLogger(__name__)


def fetch_states(connection: sqlite3.Connection, source_ids: Sequence[int] | None) -> tuple[FetchState, ...]:
    """Give what a refresh needs of all subscribed sources, or of those among `source_ids`."""
    some = "" if source_ids is None else "AND o.id IN (SELECT value FROM json_each(?))"
    wanted = () if source_ids is None else (write_json(list(source_ids)),)
    (cache,) = connection.execute("SELECT born FROM cache.meta").fetchone()
    silences = dict(connection.execute("SELECT server, until FROM main.silences").fetchall())
    return tuple(
        _state(row, cache, silences)
        for row in connection.execute(f"{_STATES} {some} ORDER BY o.id", wanted).fetchall()
    )


def source(connection: sqlite3.Connection, source_id: int) -> sqlite3.Row | None:
    """Give the row of a source, subscribed to or not; None when there never was one."""
    # By name, so that a damaged name of a column is an error of SQLite's and known as damage.
    row: sqlite3.Row | None = connection.execute(
        """
        SELECT id, url, title, user_title, feed_title, folder, site_url, unsubscribed_at, last_success, streak, etag,
            last_modified, body_hash
        FROM main.sources WHERE id = ?
        """,
        (source_id,),
    ).fetchone()
    return row


def write(connection: sqlite3.Connection, source: sqlite3.Row, update: FeedUpdate) -> bool:
    """Note how an attempt went, and when the next one is.

    Args:
        connection: Both files.
        source: The row of the source as it was before.
        update: The attempt.

    Returns:
        Whether the source is called otherwise, or found elsewhere, from now on.
    """
    row = connection.execute(
        """
        SELECT interval, wish_minutes, wish_hours, wish_days, read_by, failing_since, moved_to, moved_since,
            validated
        FROM main.polling WHERE source_id = ?
        """,
        (source["id"],),
    ).fetchone()
    before = dict(row) if row else _UNASKED
    url = _moved(connection, source, update) or source["url"]
    title = _write_source(connection, source, update, url)
    connection.execute(
        _POLLING,
        before
        | _wishes(update)
        | _sighting(before, update, settled=url != source["url"])
        | {
            "source_id": source["id"],
            "interval": update.interval or before["interval"],
            "read_by": update.read_by or before["read_by"],
            "trouble": update.trouble,
            "failing_since": _failing_since(before, source, update),
            "next_reason": update.next_reason,
            "stopped": update.stopped,
            "silent_until": to_micros_or_none(update.silent_until),
        }
        | ({} if update.validators is None else {"validated": update.validators.url}),
    )
    if update.silent_server and update.silent_until is not None:
        _fall_silent(connection, update.silent_server, update.silent_until, update.checked_at)
    return bool(title != source["title"] or url != source["url"])


def forget(connection: sqlite3.Connection, source_id: int) -> None:
    """Forget how a source was asked: it begins anew. What its server asked of all its sources stands."""
    connection.execute("DELETE FROM main.polling WHERE source_id = ?", (source_id,))


def move_back(connection: sqlite3.Connection, source_id: int, url: str) -> str | None:
    """Give a source the address back that it had before its server said that it moved; that is not heard again.

    Returns:
        Its title, None when it has another address by now, or another source has taken the old one.
    """
    row = connection.execute("SELECT title, url FROM main.sources WHERE id = ?", (source_id,)).fetchone()
    if row is None or row["url"] == url or _is_taken(connection, url):
        return None
    connection.execute(
        "UPDATE main.sources SET url = ?, etag = '', last_modified = '', body_hash = '' WHERE id = ?",
        (url, source_id),
    )
    connection.execute(
        "UPDATE main.polling SET moved_to = ?, moved_since = NULL WHERE source_id = ?",
        (row["url"], source_id),
    )
    return str(row["title"])


def shown_title(user_title: str, feed_title: str, url: str) -> str:
    """Choose what a source is called: the user's title, else the feed's, else the host."""
    return user_title or feed_title or host(url) or url


def _state(row: sqlite3.Row, cache: str, silences: dict[str, int]) -> FetchState:
    silent = [until for until in (row["silent_until"], silences.get(server(row["url"]))) if until is not None]
    return FetchState(
        source_id=row["id"],
        url=row["url"],
        title=row["title"],
        folder=row["folder"],
        validators=_validators(row),
        body_hash=row["body_hash"],
        streak=row["streak"],
        last_success=to_moment_or_none(row["last_success"]),
        last_checked=to_moment_or_none(row["last_checked"]),
        next_check=to_moment_or_none(row["next_check"]),
        cache=cache,
        interval=row["interval"] or 0,
        wishes=Wishes(row["wish_minutes"] or 0, _numbers(row["wish_hours"]), _numbers(row["wish_days"])),
        silent_until=to_moment_or_none(max(silent, default=None)),
        stopped=bool(row["stopped"]),
        moved_to=row["moved_to"] or "",
        moved_since=to_moment_or_none(row["moved_since"]),
        read_by=row["read_by"] or 0,
        has_stories=bool(row["has_stories"]),
    )


def _validators(row: sqlite3.Row) -> Validators:
    if not (row["etag"] or row["last_modified"]):
        return Validators()
    return Validators(row["etag"], row["last_modified"], row["validated"] or "")


def _numbers(column: str | None) -> frozenset[int]:
    try:
        return frozenset(each for each in json.loads(column or "[]") if isinstance(each, int))
    except (ValueError, TypeError):
        return frozenset()  # A wish that can't be read any more is none.


def _write_source(connection: sqlite3.Connection, source: sqlite3.Row, update: FeedUpdate, url: str) -> str:
    checked = to_micros(update.checked_at)
    feed_title = update.feed_title or source["feed_title"]
    title = shown_title(source["user_title"], feed_title, url)
    (cache,) = connection.execute("SELECT born FROM cache.meta").fetchone()
    if update.cache in ("", cache):
        validators = update.validators or Validators(source["etag"], source["last_modified"])
        body_hash = source["body_hash"] if update.body_hash is None else update.body_hash
    else:
        # The stories that were taken for known went with another cache: the next request asks for all of them.
        validators, body_hash = Validators(), ""
    connection.execute(
        """
        UPDATE main.sources SET last_checked = :checked, next_check = :next_check, last_error = :failure,
            streak = :streak, last_success = :last_success, title = :title, feed_title = :feed_title, url = :url,
            site_url = :site_url, etag = :etag, last_modified = :last_modified, body_hash = :body_hash
        WHERE id = :id
        """,
        {
            "id": source["id"],
            "checked": checked,
            "next_check": to_micros_or_none(update.next_check),
            "failure": update.failure,
            "streak": source["streak"] + 1 if update.failure else 0,
            "last_success": source["last_success"] if update.failure else checked,
            "title": title,
            "feed_title": feed_title,
            "url": url,
            "site_url": update.site_url or source["site_url"],
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "body_hash": body_hash,
        },
    )
    return title


def _wishes(update: FeedUpdate) -> dict[str, object]:
    if update.wishes is None:
        return {}
    return {
        "wish_minutes": update.wishes.minutes,
        "wish_hours": write_json(sorted(update.wishes.hours)),
        "wish_days": write_json(sorted(update.wishes.days)),
    }


def _failing_since(before: dict[str, object], source: sqlite3.Row, update: FeedUpdate) -> object:
    if not update.failure:
        return None
    return before["failing_since"] if source["streak"] else to_micros(update.checked_at)


def _sighting(before: dict[str, object], update: FeedUpdate, *, settled: bool) -> dict[str, object]:
    """Note where the server says that the feed moved to, and since when. A failure says nothing about it."""
    if settled:
        return {"moved_to": "", "moved_since": None}
    if update.failure or update.moved_to == before["moved_to"]:
        return {}
    since = to_micros(update.checked_at) if update.moved_to else None
    return {"moved_to": update.moved_to, "moved_since": since}


def _moved(connection: sqlite3.Connection, source: sqlite3.Row, update: FeedUpdate) -> str:
    """Give the address that takes the place of the old one, empty when that stays."""
    there = update.moved_to
    if not update.move or update.failure or there == source["url"] or _is_taken(connection, there):
        return ""
    payload = {"source": source["id"], "from": source["url"], "to": there}
    journal.record(connection, update.checked_at, "moved", payload)
    _log.info("source %d moved from %s to %s", source["id"], redacted(source["url"]), redacted(there))
    return there


def _is_taken(connection: sqlite3.Connection, url: str) -> bool:
    return connection.execute("SELECT 1 FROM main.sources WHERE url = ?", (url,)).fetchone() is not None


def _fall_silent(connection: sqlite3.Connection, name: str, until: datetime, now: datetime) -> None:
    connection.execute("DELETE FROM main.silences WHERE until <= ?", (to_micros(now),))
    connection.execute("INSERT OR REPLACE INTO main.silences VALUES (?, ?)", (name, to_micros(until)))
