"""What SQLite reports, as the errors that tuinews speaks of (https://sqlite.org/rescode.html)."""

import sqlite3
from pathlib import Path

from tuinews.errors import Damaged, Full, LibraryError, Locked, ReadOnly
from tuinews.text import clean_line


def error_name(error: sqlite3.Error) -> str:
    """Name the result code of an error, such as `SQLITE_FULL`; empty when Python itself raised it."""
    return getattr(error, "sqlite_errorname", "")


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error says that a file is no sound database."""
    if not error_name(error):
        # Python raises this one without a code when a text in the file is no UTF-8.
        return "decode to UTF-8" in str(error)
    return error_name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def failure_of(error: sqlite3.Error, path: Path) -> LibraryError:
    """Put an error of SQLite into words.

    Args:
        error: What was raised.
        path: The file that it is about.

    Returns:
        An error to raise from it.
    """
    name = error_name(error)
    place = clean_line(str(path))
    detail = f"{name or type(error).__name__}: {error}"
    if is_damage(error):
        return damaged(path, detail)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked("Another program is using the library just now. Try again in a moment.", detail)
    if name in ("SQLITE_FULL", "SQLITE_IOERR_WRITE"):
        # A write beyond the size that a process may give a file comes as SQLITE_IOERR_WRITE.
        return Full("The disk is full, so nothing was stored. Free some space and try again.", detail)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ReadOnly(
            f"The file {place} can't be written. Check the permissions of it and its folder, or choose another place"
            " with --home.",
            detail,
        )
    if name == "SQLITE_INTERRUPT":
        return LibraryError("The library was closed before this was done, so nothing was stored.", detail)
    return LibraryError("The library could not do this, and nothing was stored. The log says more.", detail)


def damaged(path: Path, detail: str) -> Damaged:
    """Say that a library is damaged."""
    return Damaged(
        f"The library {clean_line(str(path))} is damaged and was left as it is. Put a copy of it back in its place,"
        " or move it away to start with an empty one.",
        detail,
    )
