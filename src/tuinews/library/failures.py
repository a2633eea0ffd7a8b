"""What SQLite reports, as the errors that tuinews speaks of (https://sqlite.org/rescode.html)."""

import shutil
import sqlite3
from pathlib import Path

from tuinews.errors import Damaged, Full, LibraryError, Locked, ReadOnly
from tuinews.text import clean_line

_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})
"""What comes of writing where there is no room, or beyond the size that a process may give a file."""
_ROOM_BYTES = 64 * 1024
"""Less than this is no room: the index of a write-ahead log alone takes 32 KiB (https://sqlite.org/walformat.html)."""
BUSY = "Another program is using the library just now. Try again in a moment."
_CURE = "Type “tuinews restore” to put the newest backup back, or “tuinews restore --salvage” to save what can still be read."


def error_name(error: sqlite3.Error) -> str:
    """Name the result code of an error, such as `SQLITE_FULL`; empty when Python itself raised it."""
    return getattr(error, "sqlite_errorname", "")


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error says that a file is no sound database."""
    if not error_name(error):
        # Python raises this one without a code when a text in the file is no UTF-8.
        return "decode to UTF-8" in str(error)
    if error_name(error) == "SQLITE_ERROR":
        # We only ask for what our schema has, so a part of it was taken away.
        return str(error).startswith(
            ("no such table", "no such fts5 table", "no such column", "no such index", "vtable constructor")
        )
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
        return Locked(BUSY, detail)
    if name in _FULL or (name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and not _has_room(path)):
        return Full(
            "The disk is full, so nothing was stored. Free some space and try again. Typing “tuinews doctor --drop-cache”"
            " frees what can be fetched again.",
            detail,
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ReadOnly(
            f"The file {place} can't be written. Check the permissions of it and its folder, or choose another place"
            " with --home.",
            detail,
        )
    if name == "SQLITE_INTERRUPT":
        return LibraryError("The library was closed before this was done, so nothing was stored.", detail)
    return LibraryError("The library could not do this, and nothing was stored. The log says more.", detail)


def _has_room(path: Path) -> bool:
    """Tell whether the disk has room, for errors that name no cause; when in doubt, it has."""
    try:
        return shutil.disk_usage(path.parent).free >= _ROOM_BYTES
    except OSError:
        return True


def damaged(path: Path, detail: str) -> Damaged:
    """Say that a library is damaged."""
    return Damaged(f"The library {clean_line(str(path))} is damaged and was left as it is. {_CURE}", detail)


def closed_to_writing(path: Path, detail: str) -> Damaged:
    """Say that the library in use was found to be damaged, and what may still be done with it."""
    return Damaged(
        f"The library {clean_line(str(path))} is damaged, so nothing more is stored in it. You can go on reading. {_CURE}",
        detail,
    )


def lost(path: Path, state: str, held: object, marker: Path) -> Damaged:
    """Say that a library is not there any more.

    Args:
        path: Where it was.
        state: What became of it: "is missing", "was emptied".
        held: What it held.
        marker: The file that remembers it.
    """
    return Damaged(
        f"The library {clean_line(str(path))} {state}: it held {held}. Type “tuinews restore” to put the newest backup back."
        f" To start with an empty one, remove {clean_line(str(marker))}."
    )
