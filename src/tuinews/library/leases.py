"""Who is asking which source just now, so that two windows don't ask one server twice.

A lease is worth nothing but a request, so it lives in the cache and runs out by itself.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from tuinews.library.values import to_micros, write_json


def lease(
    connection: sqlite3.Connection, source_ids: Sequence[int], owner: str, until: datetime, now: datetime
) -> tuple[int, ...]:
    """Take the sources that nobody else is asking.

    Args:
        connection: Both files.
        source_ids: Which are wanted.
        owner: Names whoever asks.
        until: When the lease ends by itself.
        now: When. A lease that ends much later than this one is left from before the clock was set back.

    Returns:
        Those that may be asked, in the order given.
    """
    taken = {
        row["source_id"]
        for row in connection.execute(
            """
            SELECT source_id FROM cache.leases
            WHERE owner <> ? AND until > ? AND until <= ? AND source_id IN (SELECT value FROM json_each(?))
            """,
            (owner, to_micros(now), to_micros(until + (until - now)), write_json(list(source_ids))),
        ).fetchall()
    }
    free = tuple(source_id for source_id in source_ids if source_id not in taken)
    connection.executemany(
        "INSERT OR REPLACE INTO cache.leases VALUES (?, ?, ?)",
        [(source_id, owner, to_micros(until)) for source_id in free],
    )
    return free


def release(connection: sqlite3.Connection, source_ids: Sequence[int], owner: str) -> None:
    """Let sources go."""
    connection.execute(
        "DELETE FROM cache.leases WHERE owner = ? AND source_id IN (SELECT value FROM json_each(?))",
        (owner, write_json(list(source_ids))),
    )
