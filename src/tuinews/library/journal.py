"""What the user did, newest last, with what is needed to take it back."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuinews.library.values import to_micros, write_json

LEVELS = 1_000
"""Entries that are kept."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry."""

    kind: str
    payload: dict[str, Any]


def record(connection: sqlite3.Connection, now: datetime, kind: str, payload: dict[str, Any]) -> None:
    """Add an entry, and forget those beyond the newest 1,000."""
    connection.execute(
        "INSERT INTO main.journal (at, kind, payload) VALUES (?, ?, ?)",
        (to_micros(now), kind, write_json(payload)),
    )
    connection.execute(
        "DELETE FROM main.journal WHERE id <= (SELECT id FROM main.journal ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (LEVELS,),
    )


def take_newest(connection: sqlite3.Connection) -> Deed | None:
    """Remove the newest entry and give it, None when there is none."""
    row = connection.execute("SELECT * FROM main.journal ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    connection.execute("DELETE FROM main.journal WHERE id = ?", (row["id"],))
    return Deed(row["kind"], json.loads(row["payload"]))
