"""Letting old stories go, step by step: never saved ones, nor followed or open ones, and none comes back by itself."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuinews.library import restore, stances
from tuinews.library.values import to_micros, write_json
from tuinews.model import Retention

EXAMINED = 2_000
"""Stories that one step looks at: a few milliseconds."""
REMOVED = 100
"""Stories that one step takes away: some ten milliseconds, so that key presses go between the steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far the removal has come."""

    removed: int
    """Stories that were taken away in this step."""
    after: tuple[int, int] | None
    """Where the next step begins; None when everything was looked at."""


def prune(
    connection: sqlite3.Connection,
    policy: Retention,
    open_ids: Collection[int],
    after: tuple[int, int] | None,
    now: datetime,
) -> Step:
    """Take away stories that are older than the policy keeps them, oldest first.

    Each leaves its identity behind, so that a feed that still carries it does not bring it back.

    Args:
        connection: Both files.
        policy: How long stories are kept.
        open_ids: Stories that somebody is reading.
        after: `Step.after` of the step before; None begins anew.
        now: When.
    """
    rows = connection.execute(
        """
        SELECT place, id, source_id, first_seen, read OR hidden OR muted OR NOT listed AS done
        FROM cache.stories INDEXED BY stories_by_age
        WHERE saved = 0 AND (first_seen, place) > (?, ?) ORDER BY first_seen, place LIMIT ?
        """,
        (*(after or (-1, -1)), EXAMINED),
    ).fetchall()
    ages = _Ages(connection, policy, now)
    due: list[sqlite3.Row] = []
    looked_at = 0
    for row in rows:
        if row["first_seen"] > ages.newest:
            # Everything behind it is younger still.
            rows = []
            break
        if len(due) == REMOVED:
            break
        looked_at += 1
        if row["id"] not in open_ids and ages.over(row):
            due.append(row)
    finished = not rows or (looked_at == len(rows) < EXAMINED)
    last = rows[looked_at - 1] if looked_at and rows else None
    followed = stances.followed(connection, [row["place"] for row in due])
    going = [row for row in due if row["place"] not in followed]
    _remember(connection, [row["id"] for row in going])
    restore.drop(connection, [row["place"] for row in going])
    return Step(len(going), None if finished or last is None else (last["first_seen"], last["place"]))


class _Ages:
    """Since when a story must have been here to go."""

    def __init__(self, connection: sqlite3.Connection, policy: Retention, now: datetime) -> None:
        self._general = (_since(policy.read, now), _since(policy.unread, now))
        self._own: dict[int, tuple[int, int]] = {}
        for row in connection.execute("SELECT id, url FROM main.sources").fetchall():
            if days := policy.by_source.get(row["url"]):
                read, unread = days
                self._own[row["id"]] = (
                    self._general[0] if read is None else _since(read, now),
                    self._general[1] if unread is None else _since(unread, now),
                )
        self.newest = max(max(pair) for pair in (self._general, *self._own.values()))
        """Nothing that came later goes."""

    def over(self, row: sqlite3.Row) -> bool:
        """Tell whether a story's time is over."""
        read, unread = self._own.get(row["source_id"], self._general)
        return bool(row["first_seen"] < (read if row["done"] else unread))


def _since(days: int, now: datetime) -> int:
    return to_micros(now - timedelta(days=days)) if days else -1


def _remember(connection: sqlite3.Connection, story_ids: list[int]) -> None:
    connection.execute(
        """
        INSERT INTO main.marks (id, source_id, key, alias, read, hidden, gone)
        SELECT s.id, s.source_id, s.key, s.alias, s.read, s.hidden, 1
        FROM json_each(?) AS j CROSS JOIN cache.stories AS s INDEXED BY stories_by_id ON s.id = j.value WHERE true
        ON CONFLICT (id) DO UPDATE SET gone = 1
        """,
        (write_json(story_ids),),
    )
