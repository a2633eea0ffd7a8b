"""Backups: one where the user wants it, and one for each day."""

import logging
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tuinews.errors import LibraryError, NotFound, UsageError
from tuinews.library import copying, files
from tuinews.library.failures import failure_of
from tuinews.library.files import Kind
from tuinews.library.marker import Marker
from tuinews.library.schema import LIBRARY
from tuinews.paths import Home, make_private, write_atomically
from tuinews.text import clean_line

DAILY_KEPT = 7
"""Daily backups of one library that are kept, and snapshots of its subscriptions."""

_DAY = re.compile(r"(?:library|subscriptions)-(\d{4}-\d\d-\d\d)\.(?:db|opml)")
_DATES = re.compile(rb"<date\w+>[^<]*</date\w+>")
_DRAFT_LIFE = timedelta(days=1)
"""After so long, nobody is still writing it."""
_WAL = 2
"""Byte 18 of the header of a file in WAL mode (https://sqlite.org/fileformat2.html): a library is, a backup never."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A daily backup that can be put back."""

    path: Path
    day: date
    holds: Marker


def back_up(library: Path, target: Path) -> Marker:
    """Copy the library as it is now into one whole file, private to the user. From any thread.

    Args:
        library: The library, which other threads and processes may use meanwhile.
        target: Where to. An older backup there is replaced, once the new one is whole and on the disk.

    Returns:
        What the backup holds.

    Raises:
        UsageError: The target is no place for a backup, or can't be written; the summary says why.
        NotFound: There is no library yet.
        Damaged, Foreign, TooNew: The library can't be used, so nothing was written.
        Locked, Full: It can't be copied just now.
    """
    target = _place_for(library, target)
    if not library.exists():
        raise NotFound("There is no library yet, so there is nothing to back up.")
    with copying.draft_beside(target) as draft:
        holds = copying.copy(library, draft)
        copying.put(draft, target)
    return holds


def daily(home: Home, now: datetime, opml: bytes) -> Path | None:
    """Make the backup of the day in the folder `backups`, unless there is one or nothing to keep; seven are kept.

    Only copies of this same library make room for new ones, so what is left of a lost library is never crowded out.
    A snapshot of the subscriptions is written when they differ from the newest one.

    Args:
        home: Whose library; other threads and processes may use it meanwhile.
        now: The present; the day is the one where the user is.
        opml: The subscriptions as an OPML document.

    Returns:
        The backup that was made, None when none was due.

    Raises:
        LibraryError, UsageError: It can't be made; the earlier ones are as they were.
    """
    folder = backups_of(home)
    make_private(folder)
    _sweep(folder, now)
    today = now.astimezone().date()
    try:
        _snapshot(folder, today, opml)
    except OSError as error:
        raise copying.unwritable(folder, error) from error
    target = folder / f"library-{today.isoformat()}.db"
    if target.exists() or not _anything_in(home.library_db):
        return None
    back_up(home.library_db, target)
    ours = _library_id(target)
    kin = [path for path in _newest_first(folder, "library-*.db", today) if _library_id(path) == ours]
    _forget(kin[DAILY_KEPT:])
    return target


def newest_good(home: Home, now: datetime) -> BackupInfo | None:
    """Find the newest daily backup that is whole and holds something, None when there is none."""
    for path in _newest_first(backups_of(home), "library-*.db", now.astimezone().date()):
        try:
            holds = copying.check(path)
        except (LibraryError, NotFound, UsageError) as error:
            _log.warning("passed over the backup %s: %s", path, error)
            continue
        if holds.sources or holds.saved:
            return BackupInfo(path, _day_of(path), holds)
    return None


def newest_snapshot(home: Home, now: datetime) -> Path | None:
    """Find the newest snapshot of the subscriptions, None when there is none."""
    snapshots = _newest_first(backups_of(home), "subscriptions-*.opml", now.astimezone().date())
    return snapshots[0] if snapshots else None


def backups_of(home: Home) -> Path:
    """Name the folder of the backups that the program makes by itself."""
    return home.data / "backups"


def _place_for(library: Path, target: Path) -> Path:
    """Give the file to write, which is another one where `target` is a link.

    Raises:
        UsageError: What is there must not be replaced.
    """
    shown = clean_line(str(target))
    try:
        target = target.resolve()
        own = library.resolve()
        is_library = target.exists() and own.exists() and target.samefile(own)
        if is_library or target in [
            files.beside(own, end) for end in ("", "-wal", "-shm", "-journal", ".marker")
        ]:
            raise UsageError(f"{shown} is the library itself. Choose another name for the backup.")
        if target.exists() and not target.is_file():
            raise UsageError(f"{shown} is no file. Give the name that the backup is to have.")
        header = b""
        if target.exists():
            with target.open("rb") as file:
                header = file.read(100)
    except (OSError, ValueError, RuntimeError) as error:
        raise copying.unwritable(target, error) from error
    kind = files.kind_of(target, LIBRARY)
    if kind in (Kind.FOREIGN, Kind.DAMAGED, Kind.NEWER) or (kind is Kind.OURS and header[18] == _WAL):
        raise UsageError(f"{shown} is there already and is no backup. Choose another name.")
    return target


def _anything_in(library: Path) -> bool:
    try:
        with closing(files.connect(library)) as connection:
            (anything,) = connection.execute(
                """
                SELECT EXISTS (SELECT 1 FROM sources) OR EXISTS (SELECT 1 FROM stances)
                    OR EXISTS (SELECT 1 FROM searches)
                """
            ).fetchone()
    except sqlite3.Error as error:
        raise failure_of(error, library) from error
    return bool(anything)


def _library_id(path: Path) -> str | None:
    """Tell which library a backup is of, None when it can't be read."""
    try:
        with closing(files.connect(path, copying.unshared(path))) as connection:
            return str(connection.execute("SELECT library_id FROM meta").fetchone()[0])
    except (sqlite3.Error, TypeError) as error:
        _log.warning("the backup %s can't be read: %r", path, error)
        return None


def _snapshot(folder: Path, today: date, opml: bytes) -> None:
    # An empty list is no reason to forget a full one.
    if b"xmlUrl" not in opml:
        return
    snapshots = _newest_first(folder, "subscriptions-*.opml", today)
    if snapshots and _DATES.sub(b"", snapshots[0].read_bytes()) == _DATES.sub(b"", opml):
        return
    write_atomically(folder / f"subscriptions-{today.isoformat()}.opml", opml)
    _forget(_newest_first(folder, "subscriptions-*.opml", today)[DAILY_KEPT:])


def _newest_first(folder: Path, pattern: str, today: date) -> list[Path]:
    """List what is named for a day. Days to come are a wrong clock's, and count as the oldest."""
    named = [path for path in folder.glob(pattern) if _DAY.fullmatch(path.name)]
    return sorted(named, key=lambda path: (_day_of(path) <= today, _day_of(path)), reverse=True)


def _day_of(path: Path) -> date:
    found = _DAY.fullmatch(path.name)
    with suppress(ValueError):
        return date.fromisoformat(found[1]) if found else date.min
    return date.min


def _forget(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what a killed process left half written."""
    for path in folder.glob(".*.draft*"):
        # Another process may be tidying up too.
        with suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > _DRAFT_LIFE.total_seconds():
                path.unlink()
