"""What was chosen on screen; the config file is never written."""

import sqlite3


def preference(connection: sqlite3.Connection, name: str) -> str | None:
    """Give what was chosen, None when nothing was."""
    row = connection.execute("SELECT value FROM main.preferences WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row is not None else None


def set_preference(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember what was chosen."""
    connection.execute("INSERT OR REPLACE INTO main.preferences VALUES (?, ?)", (name, value))
