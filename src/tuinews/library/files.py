"""The two files before SQLite opens them: what they are, whether they may be opened, how they are made.

A file that is not ours is refused by its first hundred bytes, read plainly: merely opening it with SQLite could leave
a `-wal` file beside it or convert it.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

from tuinews.errors import Damaged, Foreign, ReadOnly, TooNew
from tuinews.library.failures import damaged, error_name, failure_of
from tuinews.library.schema import Schema
from tuinews.library.values import UnsoundError
from tuinews.text import clean_line

BUSY_MILLISECONDS = 5_000
QUICK_BYTES = 2 * 1024 * 1024
"""Up to this size every page of a library is looked at when it is opened: 4 ms, and 75 ms for each further 30 MiB."""
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_log = logging.getLogger(__name__)


class Kind(Enum):
    """What a file is, by its header (https://sqlite.org/fileformat2.html#the_database_header)."""

    ABSENT = "absent"
    EMPTY = "empty"
    OURS = "ours"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"
    DAMAGED = "damaged"


class Cursor(sqlite3.Cursor):
    """A cursor whose failures are all of sqlite3's own.

    SQLite names what is wrong in a schema. Where the damage is in that name, Python can't read the message, and raises a
    UnicodeDecodeError that says nothing of a database.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> "Cursor":
        """Carry out a statement."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise _illegible(error) from error


class Connection(sqlite3.Connection):
    """A connection with such cursors, whose own methods fail in the same way."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Carry out a statement."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise _illegible(error) from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Carry out a statement with each of these."""
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise _illegible(error) from error

    def cursor(self, factory: Any = Cursor) -> Any:
        """Make a cursor."""
        return super().cursor(factory)


def kind_of(path: Path, schema: Schema) -> Kind:
    """Tell what a file is without changing anything.

    Raises:
        ReadOnly: It can't even be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return Kind.ABSENT
    except OSError as error:
        raise unwritable(path, error) from error
    if not header:
        return Kind.EMPTY
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        return Kind.DAMAGED
    version = int.from_bytes(header[60:64])
    application_id = int.from_bytes(header[68:72])
    return _kind(application_id, version, schema)


def roll_back(path: Path, schema: Schema) -> None:
    """Let SQLite undo what a crash left half written, where a rollback journal was in use.

    Raises:
        LibraryError: It can't be undone.
    """
    if not beside(path, "-journal").exists() or kind_of(path, schema) is Kind.FOREIGN:
        return
    try:
        with closing(connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise failure_of(error, path) from error


def check(path: Path, schema: Schema) -> Kind:
    """Make sure that a library is one that this version reads, and sound as far as can be told at once; it is only read.

    SQLite itself compares a file's size with what its header says. Every page is looked at only in a small file: larger
    ones are examined later, beside the reading (`examine`).

    Returns:
        OURS, or OLDER when it is to be brought up to this version first.

    Raises:
        TooNew, Foreign, Damaged: It is not; nothing was changed.
        Locked, ReadOnly: It can't be read.
    """
    kind = kind_of(path, schema)
    if kind in (Kind.OURS, Kind.OLDER):
        kind = _inspect(path, schema)
    place = clean_line(str(path))
    if kind is Kind.NEWER:
        raise TooNew(
            f"A later version of tuinews wrote the library {place}. It was left as it is; install the newest"
            " version to open it."
        )
    if kind is Kind.FOREIGN:
        raise Foreign(
            f"The file {place} belongs to another program and was left as it is. Move it away, or choose another"
            " place with --home."
        )
    if kind is Kind.DAMAGED:
        raise damaged(path, "by its header, its tables or quick_check")
    return kind


def is_small(path: Path) -> bool:
    """Tell whether every page of a library is looked at when it is opened."""
    return path.stat().st_size <= QUICK_BYTES


def make(path: Path, schema: Schema) -> None:
    """Make a file with its tables, private to the user, unless another process was faster.

    The tables come in one transaction before the file is switched to WAL, so the header on the disk is never without
    our numbers.

    Raises:
        LibraryError: It can't be made.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with closing(connect(path)) as connection:
            if schema.shrinks:
                # Only before the first table (https://sqlite.org/pragma.html#pragma_auto_vacuum).
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in schema.statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {schema.application_id}")
                connection.execute(f"PRAGMA user_version = {schema.version}")
            connection.execute("COMMIT")
            use_wal(connection, "main")
    except sqlite3.Error as error:
        raise failure_of(error, path) from error


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open one file that is there.

    Raises:
        sqlite3.Error: It can't be opened.
    """
    connection = sqlite3.connect(
        address(path, mode),
        uri=True,
        isolation_level=None,
        timeout=BUSY_MILLISECONDS / 1_000,
        cached_statements=256,
        factory=Connection,
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.row_factory = sqlite3.Row
    return connection


def address(path: Path, mode: str = "rw") -> str:
    """Name a file as SQLite opens it, never making one that is not there."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def use_wal(connection: sqlite3.Connection, database: str) -> None:
    """Switch a file to write-ahead logging; a file system that can't do it keeps the rollback journal.

    SQLite does not wait for other processes here, whatever its busy timeout is, so we do.
    """
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1_000
    while True:
        try:
            connection.execute(f"PRAGMA {database}.journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error_name(error).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def lacking(connection: sqlite3.Connection, database: str, schema: Schema) -> str:
    """Name the parts of its schema that a sound file lacks, its row of `meta` included; empty when it is whole."""
    there = {row["name"] for row in connection.execute(f"SELECT name FROM {database}.sqlite_master")}  # noqa: S608 - our own name
    lost = sorted(schema.names - there)
    if not lost and connection.execute(f"SELECT 1 FROM {database}.meta").fetchone() is None:  # noqa: S608 - our own name
        lost = ["the row of meta"]
    return ", ".join(lost)


def require_whole(connection: sqlite3.Connection, database: str, schema: Schema) -> None:
    """Make sure that a file has every part of its schema.

    Raises:
        UnsoundError: It has not.
    """
    if lost := lacking(connection, database, schema):
        raise UnsoundError(lost)


def quick_check(connection: sqlite3.Connection, database: str) -> str:
    """Say what is wrong with the pages of a file, looking at all of them; empty when they are sound."""
    finding = str(connection.execute(f"PRAGMA {database}.quick_check(1)").fetchone()[0])
    return "" if finding == "ok" else finding


def fault(connection: sqlite3.Connection, database: str, schema: Schema) -> str:
    """Say what is wrong with a file, looking at all of it; empty when it is sound and whole."""
    return quick_check(connection, database) or lacking(connection, database, schema)


def require_writable(path: Path) -> None:
    """Make sure that a file and its folder can be written, since SQLite falls back to reading silently.

    Raises:
        ReadOnly: One of them can't; the summary names it.
    """
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise unwritable(path)


def beside(path: Path, suffix: str) -> Path:
    """Name a file that belongs to another one: `library.db-wal`."""
    return path.with_name(path.name + suffix)


def clear(path: Path, schema: Schema) -> None:
    """Take a cache file out of the way: ours is deleted, anything else is moved aside.

    Raises:
        ReadOnly: It can't be moved.
    """
    try:
        if kind_of(path, schema) is Kind.FOREIGN:
            path.replace(beside(path, ".aside"))
        path.unlink(missing_ok=True)
        for suffix in ("-wal", "-shm", "-journal"):
            beside(path, suffix).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError | None = None) -> ReadOnly:
    """Say that a file can't be used for want of permission."""
    reason = f" ({error.strerror})" if error and error.strerror else ""
    return ReadOnly(
        f"The file {clean_line(str(path))} can't be written{reason}. Check the permissions of it and its folder, or"
        " choose another place with --home.",
        repr(error) if error else "",
    )


def _illegible(error: UnicodeDecodeError) -> sqlite3.DatabaseError:
    damage = sqlite3.DatabaseError(f"a message with illegible names: {error}")
    damage.sqlite_errorname = "SQLITE_CORRUPT"
    return damage


def _kind(application_id: int, version: int, schema: Schema) -> Kind:
    if application_id != schema.application_id:
        return Kind.FOREIGN
    if version < 1:
        return Kind.DAMAGED  # We number a file in the transaction that makes its tables.
    if version == schema.version:
        return Kind.OURS
    return Kind.NEWER if version > schema.version else Kind.OLDER


def _inspect(path: Path, schema: Schema) -> Kind:
    """Look again through SQLite: what a crash left in the `-wal` file counts.

    A connection that only reads never checkpoints, so a file that is refused here keeps every byte.
    """
    try:
        with closing(connect(path, "ro")) as connection:
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            kind = _kind(application_id, version, schema)
            if kind not in (Kind.OURS, Kind.OLDER):
                return kind
            finding = quick_check(connection, "main") if is_small(path) else ""
            if kind is Kind.OURS and not finding:
                finding = lacking(connection, "main", schema)
    except sqlite3.Error as error:
        failure = failure_of(error, path)
        if isinstance(failure, Damaged):
            _log.error("%s is damaged: %s", path, failure.detail)
            return Kind.DAMAGED
        raise failure from error
    if finding:
        _log.error("%s is damaged: %s", path, finding)
    return Kind.DAMAGED if finding else kind
