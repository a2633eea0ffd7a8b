"""Copies of a library that can be trusted: made while others write to it, looked at as a whole before they are used.

A library that may be open in this process is touched through SQLite only: closing any other handle of it would let go of
the locks that the process holds (https://sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tuinews.errors import Damaged, Foreign, NotFound, TooNew, UsageError
from tuinews.library import files
from tuinews.library.failures import failure_of, is_damage
from tuinews.library.files import Kind
from tuinews.library.marker import Marker
from tuinews.library.schema import LIBRARY
from tuinews.paths import settle
from tuinews.text import clean_line


class _UnsoundError(Exception):
    """A copy is not whole."""


def copy(source: Path, draft: Path, mode: str = "rw") -> Marker:
    """Copy a library, whoever writes to it, into a new file, and look at all of the copy.

    Args:
        source: The library.
        draft: An empty file.
        mode: How the source is opened, see `unshared`.

    Returns:
        What the copy holds; it is on the disk, and no other file belongs to it.

    Raises:
        Foreign, TooNew, Damaged: The source is no library that this version reads, or not whole.
        Locked, Full, ReadOnly: It can't be copied just now.
    """
    try:
        with closing(files.connect(source, mode)) as original, closing(files.connect(draft)) as copied:
            # A snapshot of our own: what others write meanwhile is not in it. Asked for here, because the backup itself
            # would wait for a lock without end.
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_master").fetchone()
            original.backup(copied)
            copied.execute("PRAGMA journal_mode = DELETE").fetchone()
            holds = _check(copied, source)
    except sqlite3.Error as error:
        raise failure_of(error, source if is_damage(error) else draft) from error
    except _UnsoundError as error:
        raise _damaged(source, str(error)) from error
    sync(draft)
    return holds


def check(path: Path) -> Marker:
    """Look whether a file that no library is open on is a whole copy that this version reads.

    Returns:
        What it holds.

    Raises:
        NotFound, UsageError, Foreign, TooNew, Damaged: It is not; it was only read.
        ReadOnly: It can't be read.
    """
    require(path)
    try:
        with closing(files.connect(path, unshared(path))) as connection:
            return _check(connection, path)
    except sqlite3.Error as error:
        raise failure_of(error, path) from error
    except _UnsoundError as error:
        raise _damaged(path, str(error)) from error


def require_file(path: Path) -> None:
    """Make sure that something is a file, since to open a named pipe would wait for a writer without end.

    Raises:
        NotFound, UsageError: It is not.
    """
    if not path.exists():
        raise NotFound(f"There is no file {clean_line(str(path))}.")
    if not path.is_file():
        raise UsageError(f"{clean_line(str(path))} is no file. Give the name of a backup.")


def require(path: Path) -> None:
    """Tell by its first bytes whether a file may be a copy.

    Raises:
        NotFound, UsageError: It can't.
        ReadOnly: It can't be read.
    """
    require_file(path)
    place = clean_line(str(path))
    match files.kind_of(path, LIBRARY):
        case Kind.EMPTY:
            raise UsageError(f"The file {place} is empty, so there is nothing in it to put back.")
        case Kind.DAMAGED:
            raise UsageError(f"The file {place} is no backup of tuinews, or its beginning is damaged.")
        case _:
            return


def unshared(path: Path) -> str:
    """Choose how a copy is opened to be read, so that no file appears beside it, also where none can.

    A copy of a library in use needs its `-wal` file, where that was copied along.
    """
    return "ro" if files.beside(path, "-wal").exists() else "ro&immutable=1"


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Make an empty file, private to the user, beside the one that it is to become. What is left of it is removed.

    Raises:
        UsageError: The folder can't be written.
    """
    draft = target.with_name(f".{os.urandom(8).hex()}.draft")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        yield draft
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            files.beside(draft, suffix).unlink(missing_ok=True)


def put(draft: Path, place: Path) -> None:
    """Give a draft its name, durably.

    Raises:
        UsageError: It can't be done.
    """
    try:
        draft.replace(place)
        settle(place.parent)
    except OSError as error:
        raise unwritable(place, error) from error


def unwritable(target: Path, error: Exception) -> UsageError:
    """Say that a file can't be written where the user wants it."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(
        f"“{clean_line(str(target))}” can't be written: {reason[:1].lower()}{reason[1:]}.", repr(error)
    )


def sync(path: Path) -> None:
    """Bring a file to the disk.

    Raises:
        OSError: It can't be.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(connection: sqlite3.Connection, path: Path) -> Marker:
    """Look at all of a copy. Earlier versions have other tables, so of theirs only the pages are looked at."""
    place = clean_line(str(path))
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise _UnsoundError("it is empty")
    if application_id != LIBRARY.application_id:
        raise Foreign(f"The file {place} belongs to another program; it was left as it is.")
    if version > LIBRARY.version:
        raise TooNew(
            f"A later version of tuinews wrote {place}. It was left as it is; install the newest version to use it."
        )
    finding = files.quick_check(connection, "main")
    if not finding and version == LIBRARY.version:
        finding = files.lacking(connection, "main", LIBRARY)
    if finding:
        raise _UnsoundError(finding)
    sources, saved = connection.execute(
        "SELECT (SELECT count(*) FROM sources WHERE unsubscribed_at IS NULL), (SELECT count(*) FROM saved)"
    ).fetchone()
    return Marker(sources, saved)


def _damaged(path: Path, finding: str) -> Damaged:
    return Damaged(
        f"The file {clean_line(str(path))} is damaged, so no copy of it was made or used.", finding
    )
