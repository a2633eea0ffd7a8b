"""Searches that the user keeps: each is a list of its own."""

import sqlite3
from datetime import datetime
from typing import Any

from tuinews.errors import NotFound, UsageError
from tuinews.library import journal
from tuinews.library.query import MOST_CHARACTERS
from tuinews.library.values import to_micros
from tuinews.model import Change, SavedSearch
from tuinews.text import clean_line, one_line

NAME_CELLS = 60

_CHANGED = Change(subscriptions=True)


def kept(connection: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    """Give the searches that are kept, by name."""
    rows = connection.execute("SELECT id, name, query FROM main.searches").fetchall()
    searches = (SavedSearch(row["id"], row["name"], row["query"]) for row in rows)
    return tuple(sorted(searches, key=lambda search: (search.name.casefold(), search.id)))


def keep(connection: sqlite3.Connection, name: str, query: str, now: datetime) -> Change:
    """Keep a search, in place of one of the same name; one journal entry, none when nothing changes.

    Args:
        connection: Both files.
        name: What it is called; the query itself when it is empty.
        query: What was typed.
        now: The time.

    Raises:
        UsageError: Nothing was typed.
    """
    wanted = one_line(query[:MOST_CHARACTERS])
    if not wanted:
        raise UsageError("There is no search to keep yet. Type what to look for first.")
    name = clean_line(name, NAME_CELLS) or clean_line(wanted, NAME_CELLS)
    if query[-1].isspace():
        # It says that the last word is whole.
        wanted += " "
    row = connection.execute("SELECT query FROM main.searches WHERE name = ?", (name,)).fetchone()
    before = None if row is None else row["query"]
    if before == wanted:
        return Change()
    connection.execute(
        """
        INSERT INTO main.searches (name, query, added) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET query = excluded.query
        """,
        (name, wanted, to_micros(now)),
    )
    journal.record(connection, now, "search kept", {"name": name, "before": before})
    return _CHANGED


def drop(connection: sqlite3.Connection, search_id: int, now: datetime) -> Change:
    """Keep a search no longer; one journal entry.

    Raises:
        NotFound: There is no such search.
    """
    row = connection.execute("SELECT * FROM main.searches WHERE id = ?", (search_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no kept search with the number {search_id}.")
    connection.execute("DELETE FROM main.searches WHERE id = ?", (search_id,))
    journal.record(connection, now, "search dropped", dict(row))
    return _CHANGED


def undo_keep(connection: sqlite3.Connection, payload: dict[str, Any]) -> tuple[str, Change] | None:
    """Take back that a search was kept; None when it is not there any more."""
    name, before = payload["name"], payload["before"]
    if before is None:
        cursor = connection.execute("DELETE FROM main.searches WHERE name = ?", (name,))
    else:
        cursor = connection.execute("UPDATE main.searches SET query = ? WHERE name = ?", (before, name))
    if not cursor.rowcount:
        return None
    return f"The search “{name}” is {'no longer kept' if before is None else 'as it was'}", _CHANGED


def undo_drop(connection: sqlite3.Connection, payload: dict[str, Any]) -> tuple[str, Change] | None:
    """Take back that a search was dropped; None when there is another of its name."""
    cursor = connection.execute(
        "INSERT OR IGNORE INTO main.searches (id, name, query, added) VALUES (:id, :name, :query, :added)",
        payload,
    )
    return (f"The search “{payload['name']}” is kept again", _CHANGED) if cursor.rowcount else None
