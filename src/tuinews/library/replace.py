"""Putting another library in the place of this one: a backup, or what was saved of a damaged one.

Nothing is ever deleted. Where the library that was there is sound, it is kept as a copy and its content is replaced in
one transaction, which other windows see as they see any other. A damaged one is moved aside, whole.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tuinews.errors import Damaged, NotFound, UsageError
from tuinews.library import copying, files
from tuinews.library.backup import backups_of
from tuinews.library.failures import failure_of
from tuinews.library.files import Kind
from tuinews.library.marker import Marker
from tuinews.library.migrate import migrate
from tuinews.library.safekeeping import unused_name
from tuinews.library.salvage import Salvaged, salvage
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.turns import turn
from tuinews.paths import Home, make_private, settle
from tuinews.text import clean_line

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """How it went."""

    holds: Marker
    """What the library holds now."""
    kept: Path | None
    """Where the library is that was there before; None when there was none."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """How saving what can be read went."""

    found: Salvaged
    held: Marker
    """What the library held when it was last whole; nothing where that is not known."""
    kept: Path
    """Where the damaged library is now."""


def put_back(home: Home, file: Path, now: datetime, *, salvaging: bool = False) -> Restored:
    """Put a backup in the place of the library. No library may be open in this process; in others it may.

    Args:
        home: Whose library.
        file: A backup, also of an earlier version. It is only read.
        now: The present, for the name of what is kept.
        salvaging: Whether the file is damaged, so that what can be read of it is to be taken.

    Raises:
        NotFound, UsageError, Foreign, TooNew, Damaged: It is no backup that can be used; the library is as it was.
        Locked, Full, ReadOnly: It can't be done just now; the library is as it was.
    """
    with turn_of(home), copy_of(home, file, now if salvaging else None) as draft:
        holds = copying.check(draft)
        kept = _replace(home, draft, now)
    holds.write(home.library_db)
    return Restored(holds, kept)


def rescue(home: Home, now: datetime) -> Rescued | None:
    """Save what can still be read of a damaged library into a new one, which takes its place.

    Returns:
        How it went; None when the library is sound, so that nothing was done.

    Raises:
        NotFound: There is no library.
        Damaged: Nothing of it can be read.
        LibraryError: It can't be done just now; the library is as it was.
    """
    library = home.library_db
    kind = files.kind_of(library, LIBRARY)
    if kind is Kind.ABSENT:
        raise NotFound(
            f"There is no library {clean_line(str(library))} to read. “tuinews restore” puts a backup back."
        )
    with turn_of(home), copying.draft_beside(library) as draft:
        if kind is not Kind.DAMAGED and is_sound(library):
            return None
        held = Marker.read(library)
        found = salvage(library, draft, now)
        _count_above(draft, _cache_numbers(home), take_over=True)
        kept = _move_aside(library, now)
        copying.put(draft, library)
    found.holds.write(library)
    return Rescued(found, held, kept)


@contextmanager
def turn_of(home: Home) -> Iterator[None]:
    """Keep other processes from opening the files of a home meanwhile; make its folders where they are missing."""
    home.make()
    files.require_writable(home.library_db)
    make_private(backups_of(home))
    with turn(home.data):
        yield


@contextmanager
def copy_of(home: Home, file: Path, salvaging: datetime | None) -> Iterator[Path]:
    """Copy a backup into a file beside the library, checked and brought up to this version.

    Args:
        home: Whose library.
        file: The backup.
        salvaging: The present, when what can be read of a damaged file is to be taken.

    Raises:
        NotFound, UsageError, Foreign, TooNew, Damaged: It can't be used; it was only read.
    """
    if file.exists() and home.library_db.exists() and file.samefile(home.library_db):
        raise UsageError(f"{clean_line(str(file))} is the library itself, so there is nothing to put back.")
    copying.require_file(file)
    with copying.draft_beside(home.library_db) as copy:
        if salvaging is not None:
            salvage(file, copy, salvaging)
        else:
            copying.require(file)
            copying.copy(file, copy, copying.unshared(file))
        if files.kind_of(copy, LIBRARY) is Kind.OLDER:
            # The backup itself stays, so the copy that migrating makes is one too many.
            with TemporaryDirectory(prefix=".migrating-", dir=home.data) as folder:
                migrate(copy, Path(folder))
        yield copy


def keep_copy(home: Home, now: datetime) -> Path:
    """Copy the library, as it is before something is done to it, into the folder of backups.

    Raises:
        LibraryError: It can't be copied.
    """
    kept = unused_name(backups_of(home), f"library-replaced-{_day(now)}", ".db")
    with copying.draft_beside(kept) as draft:
        copying.copy(home.library_db, draft)
        copying.put(draft, kept)
    return kept


def _replace(home: Home, draft: Path, now: datetime) -> Path | None:
    library = home.library_db
    if is_sound(library):
        try:
            return _replace_content(home, draft, now)
        except Damaged as error:
            _log.warning("the library that was there is damaged: %s", error)
    _count_above(draft, _cache_numbers(home))
    there = library.exists()
    kept = _move_aside(library, now)
    copying.put(draft, library)
    return kept if there else None


def is_sound(library: Path) -> bool:
    """Tell whether the library can be used, after bringing an earlier version up to this one.

    Raises:
        Foreign, TooNew: Another program's file, or a later version's, is there and must stay.
        Locked, Full, ReadOnly: It can't be told.
    """
    if files.kind_of(library, LIBRARY) in (Kind.ABSENT, Kind.EMPTY):
        return False
    try:
        files.roll_back(library, LIBRARY)
        if files.check(library, LIBRARY) is Kind.OLDER:
            migrate(library, library.parent / "backups")
        with closing(files.connect(library)) as connection:
            finding = files.fault(connection, "main", LIBRARY)
    except Damaged as error:
        finding = str(error)
    except sqlite3.Error as error:
        failure = failure_of(error, library)
        if not isinstance(failure, Damaged):
            raise failure from error
        finding = str(failure)
    if finding:
        _log.warning("%s is damaged: %s", library, finding)
    return not finding


def _replace_content(home: Home, draft: Path, now: datetime) -> Path:
    """Replace what is in the library by what is in a copy, in one transaction; keep a copy of what was there."""
    library = home.library_db
    kept = None
    _count_above(draft, _cache_numbers(home))
    try:
        with closing(files.connect(library)) as connection:
            connection.execute("ATTACH ? AS copy", (files.address(draft),))
            # Nobody writes from here on. A connection that closes rolls back what is not committed.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            kept = keep_copy(home, now)
            _copy_rows(connection)
            connection.execute("COMMIT")
    except BaseException as error:
        if kept is not None:
            kept.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise failure_of(error, library) from error
        raise
    return kept


def _copy_rows(connection: sqlite3.Connection) -> None:
    tables = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'meta'"
    ).fetchall()
    for (table,) in tables:
        names = connection.execute("SELECT name FROM pragma_table_info(?, 'copy')", (table,)).fetchall()
        columns = ", ".join(name for (name,) in names)
        connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
        connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM copy.{table}")  # noqa: S608
    # Neither a story's number nor a source's is ever given to another one.
    connection.execute(
        """
        UPDATE main.sqlite_sequence AS s
        SET seq = max(seq, coalesce((SELECT c.seq FROM copy.sqlite_sequence AS c WHERE c.name = s.name), 0))
        """
    )
    connection.execute(
        """
        UPDATE main.meta AS m SET library_id = c.library_id, changes = max(m.changes, c.changes) + 1,
            reserved_id = max(m.reserved_id, c.reserved_id), examined = NULL
        FROM copy.meta AS c
        """
    )


@dataclass(frozen=True, slots=True)
class _CacheNumbers:
    """What the cache says of the library that it belongs to."""

    library_id: str
    changes: int
    last_id: int


def _cache_numbers(home: Home) -> _CacheNumbers | None:
    """Read them, None when there is no cache that can be read: then it is made anew on opening."""
    if files.kind_of(home.cache_db, CACHE) is not Kind.OURS:
        return None
    try:
        with closing(files.connect(home.cache_db)) as connection:
            row = connection.execute(
                "SELECT library_id, changes, (SELECT max(last_id, coalesce(max(id), 0)) FROM stories) AS last_id FROM meta"
            ).fetchone()
    except sqlite3.Error as error:
        _log.warning("the cache can't be read: %s", error)
        return None
    return _CacheNumbers(row["library_id"], row["changes"], row["last_id"]) if row else None


def _count_above(draft: Path, cache: _CacheNumbers | None, *, take_over: bool = False) -> None:
    """Let the cache fall behind the library that is coming, so that it catches up, or finds that it is a stranger.

    Args:
        draft: The library that is coming.
        cache: What the cache says.
        take_over: Whether the library is surely the one that the cache belongs to, whatever became of its number.
    """
    if cache is None:
        return
    try:
        with closing(files.connect(draft)) as connection:
            connection.execute(
                """
                UPDATE meta SET changes = max(changes, :changes) + 1, reserved_id = max(reserved_id, :last_id),
                    library_id = CASE WHEN :take_over THEN :library_id ELSE library_id END
                """,
                {
                    "changes": cache.changes,
                    "last_id": cache.last_id,
                    "library_id": cache.library_id,
                    "take_over": take_over and bool(cache.library_id),
                },
            )
    except sqlite3.Error as error:
        raise failure_of(error, draft) from error
    copying.sync(draft)


def _move_aside(library: Path, now: datetime) -> Path:
    """Move a damaged library away with all that belongs to it, most of all its log: no other file must ever meet that.

    Returns:
        Where it is now, if it was there.
    """
    kept = unused_name(library.parent, f"{library.name}.corrupt-{_day(now)}")
    try:
        for suffix in ("-wal", "-journal", ""):
            part = files.beside(library, suffix)
            if part.exists() and (not suffix or part.stat().st_size):
                part.replace(files.beside(kept, suffix))
        for suffix in ("-wal", "-shm"):  # An empty log, and what SQLite makes of a log whenever it opens one.
            files.beside(library, suffix).unlink(missing_ok=True)
        settle(library.parent)
    except OSError as error:
        raise files.unwritable(library, error) from error
    return kept


def _day(now: datetime) -> str:
    return now.astimezone().date().isoformat()
