"""Opening both files: the library brought up to this version, the cache made anew where it is lost.

To be called in one's `turn`. The library comes first: once it is known to be sound, any complaint is about the cache.
"""

import logging
import sqlite3

from tuinews.library import files, restore
from tuinews.library.failures import damaged, error_name, failure_of, is_damage, lost
from tuinews.library.files import Kind
from tuinews.library.marker import Marker
from tuinews.library.migrate import migrate
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.transactions import writing
from tuinews.library.turns import turn
from tuinews.library.values import UnsoundError
from tuinews.paths import Home

PAGES_KIBIBYTES = 16_000
"""Of the cache's pages that are kept in memory at most: the upper levels of all indexes over a million stories."""

_log = logging.getLogger(__name__)


def prepare_library(home: Home) -> None:
    """Make sure that there is a library of this version: make a new one where nothing was, bring an older one up.

    Raises:
        LibraryError: There is none, and it was not changed.
    """
    path = home.library_db
    files.require_writable(path)
    files.roll_back(path, LIBRARY)
    kind = files.kind_of(path, LIBRARY)
    if kind in (Kind.ABSENT, Kind.EMPTY):
        marker = Marker.read(path)
        if marker.sources + marker.saved:
            state = "is missing" if kind is Kind.ABSENT else "was emptied"
            raise lost(path, state, marker, Marker.beside(path))
        files.make(path, LIBRARY)
    if files.check(path, LIBRARY) is Kind.OLDER:
        migrate(path, home.data / "backups")
        files.check(path, LIBRARY)


def open_both(home: Home, absent: str) -> tuple[sqlite3.Connection, str]:
    """Connect, after making the cache anew where it is lost, damaged or another library's.

    Args:
        home: Whose library is ready.
        absent: What became of a cache that is not there.

    Returns:
        `library.db` as `main` and `cache.db` as `cache`; and what became of the cache that was, such as "damaged", if it
        was made anew and that means anything to the user.

    Raises:
        LibraryError: They can't be opened.
    """
    path = home.cache_db
    files.require_writable(path)
    kind = files.kind_of(path, CACHE)
    if kind is not Kind.OURS:
        if kind is not Kind.ABSENT:
            files.clear(path, CACHE)
        fate = {
            Kind.EMPTY: "emptied",
            Kind.OLDER: "kept by an earlier version",
            Kind.NEWER: "written by a later version",
            Kind.FOREIGN: "replaced by another program's file, which was moved aside",
            Kind.DAMAGED: "damaged",
        }.get(kind, absent)
        return _start_anew(home, fate)
    try:
        connection = _connect(home)
        stranger = restore.fit(connection) is restore.Fit.STRANGER
    except (sqlite3.Error, UnsoundError, MemoryError) as error:
        if isinstance(error, sqlite3.Error) and not is_damage(error) and error_name(error) != "SQLITE_ERROR":
            raise failure_of(error, path) from error
        _log.warning("the cache is damaged: %r", error)
        files.clear(path, CACHE)
        return _start_anew(home, "damaged")
    if stranger:
        connection.close()
        files.clear(path, CACHE)
        return _start_anew(home, "another library's")
    return connection, ""


def discard_cache(home: Home) -> None:
    """Delete the cache without opening anything: a disk that is full to the last byte does not even let it be read.

    Takes a turn of its own. A window that has the cache open makes a new one.

    Raises:
        Locked: Another process takes too long.
        ReadOnly: It can't be deleted.
    """
    with turn(home.data):
        files.clear(home.cache_db, CACHE)


def _start_anew(home: Home, fate: str) -> tuple[sqlite3.Connection, str]:
    path = home.cache_db
    files.make(path, CACHE)
    try:
        connection = _connect(home)
        (any_source,) = connection.execute("SELECT EXISTS (SELECT 1 FROM main.sources)").fetchone()
    except sqlite3.Error as error:
        # A cache that was made just now is sound, so the damage is the library's.
        raise failure_of(error, home.library_db if is_damage(error) else path) from error
    except UnsoundError as error:
        raise damaged(home.library_db, repr(error)) from error
    return connection, fate if any_source else ""


def _connect(home: Home) -> sqlite3.Connection:
    connection = files.connect(home.library_db)
    try:
        connection.execute("ATTACH ? AS cache", (files.address(home.cache_db),))
        for database, synchronous in (("main", "FULL"), ("cache", "NORMAL")):
            files.use_wal(connection, database)
            connection.execute(f"PRAGMA {database}.synchronous = {synchronous}")
        files.require_whole(connection, "cache", CACHE)
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache.cache_size = {-PAGES_KIBIBYTES}")
        if restore.fit(connection) in (restore.Fit.EMPTY, restore.Fit.BEHIND):
            with writing(connection):
                if restore.fit(connection) is restore.Fit.EMPTY:
                    restore.fill(connection)
    except BaseException:
        connection.close()
        raise
    return connection
