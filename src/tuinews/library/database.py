"""Both files behind one connection: opened, checked, mended, and their failures put into words."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from tuinews.errors import Damaged
from tuinews.library import files, restore
from tuinews.library.failures import damaged, error_name, failure_of, is_damage
from tuinews.library.files import Kind, Marker
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.transactions import writing
from tuinews.library.values import UnsoundError
from tuinews.paths import Home
from tuinews.text import clean_line

Result = TypeVar("Result")

_LOST = "The stored copies of the stories were {}, so they are fetched again. Everything you saved or marked is kept."
_CLOSING_MILLISECONDS = 250
"""How long closing waits for another process before it leaves the tidying to that one."""

_log = logging.getLogger(__name__)


class Database:
    """The library with its cache attached. Belongs to the thread that made it.

    Attributes:
        connection: `library.db` as `main` and `cache.db` as `cache`, in autocommit mode.
        notice: What was repaired, as a sentence, else empty.
    """

    def __init__(self, home: Home) -> None:
        """Open both files; make what is not there, mend what can be mended.

        Raises:
            LibraryError: The library can't be opened; it was not changed.
        """
        home.make()
        self._home = home
        self.notice = ""
        self._prepare_library()
        self.connection = self._open()
        self.remember()

    def read(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run something that only reads.

        Raises:
            LibraryError: It can't be done.
        """
        return self._run(operation)

    def write(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run something that writes, in one transaction. When it fails, nothing of it was stored.

        Raises:
            LibraryError: It can't be done.
        """

        def transaction(connection: sqlite3.Connection) -> Result:
            with writing(connection):
                return operation(connection)

        return self._run(transaction)

    def interrupt(self) -> None:
        """Stop what is running, from any thread."""
        # Closed already, in its own thread: then nothing is running any more.
        with suppress(sqlite3.ProgrammingError):
            self.connection.interrupt()

    def close(self) -> None:
        """Close both files, each whole in itself. What can't be tidied now is tidied at the next opening."""
        try:
            self.remember()
            self.connection.execute(f"PRAGMA busy_timeout = {_CLOSING_MILLISECONDS}")
            self.connection.execute("PRAGMA analysis_limit = 400")
            self.connection.execute("PRAGMA optimize")
            self.connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.execute("PRAGMA cache.wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            # Another process at work is nothing to worry about: it tidies up when it closes.
            level = logging.INFO if error_name(error).startswith("SQLITE_BUSY") else logging.WARNING
            _log.log(level, "closing: %s %s", error_name(error), error)
        finally:
            self.connection.close()

    def remember(self) -> None:
        """Note what the library holds outside of it."""
        try:
            sources, saved = self.connection.execute(
                """
                SELECT (SELECT count(*) FROM main.sources WHERE unsubscribed_at IS NULL),
                    (SELECT count(*) FROM main.saved)
                """
            ).fetchone()
        except sqlite3.Error as error:
            _log.warning("the marker was not written: %s %s", error_name(error), error)
        else:
            Marker(sources, saved).write(self._home.library_db)

    def _prepare_library(self) -> None:
        path = self._home.library_db
        files.require_writable(path)
        files.roll_back(path, LIBRARY)
        kind = files.kind_of(path, LIBRARY)
        marker = Marker.read(path)
        if kind in (Kind.ABSENT, Kind.EMPTY):
            if marker.sources + marker.saved:
                state = "is missing" if kind is Kind.ABSENT else "was emptied"
                raise Damaged(
                    f"The library {clean_line(str(path))} {state}: it held {marker}. Put a copy of it back in its"
                    f" place. To start with an empty one, remove {clean_line(str(Marker.beside(path)))}."
                )
            files.make(path, LIBRARY)
        files.check(path, LIBRARY)

    def _open(self) -> sqlite3.Connection:
        """Connect, after making the cache anew where it is lost, damaged or another library's."""
        path = self._home.cache_db
        files.require_writable(path)
        kind = files.kind_of(path, CACHE)
        reason = {
            Kind.EMPTY: "emptied",
            Kind.NEWER: "written by a later version",
            Kind.FOREIGN: "replaced by another program's file, which was moved aside",
            Kind.DAMAGED: "damaged",
        }.get(kind, "missing")
        if kind is not Kind.OURS:
            # What is not there may be in the making by another process, so nothing is cleared away then.
            if kind not in (Kind.ABSENT, Kind.EMPTY):
                files.clear(path, CACHE)
            return self._start_anew(reason)
        try:
            connection = self._connect()
            stranger = restore.fit(connection) is restore.Fit.STRANGER
        except (sqlite3.Error, UnsoundError) as error:
            # The library was just found to be sound, so any complaint about content is about the cache.
            if (
                isinstance(error, sqlite3.Error)
                and not is_damage(error)
                and error_name(error) != "SQLITE_ERROR"
            ):
                raise failure_of(error, path) from error
            _log.warning("the cache is damaged: %r", error)
            files.clear(path, CACHE)
            return self._start_anew("damaged")
        if stranger:
            connection.close()
            files.clear(path, CACHE)
            return self._start_anew("another library's")
        return connection

    def _start_anew(self, reason: str) -> sqlite3.Connection:
        path = self._home.cache_db
        files.make(path, CACHE)
        try:
            connection = self._connect()
            (any_source,) = connection.execute("SELECT EXISTS (SELECT 1 FROM main.sources)").fetchone()
        except sqlite3.Error as error:
            raise failure_of(error, path) from error
        except UnsoundError as error:
            raise damaged(path, repr(error)) from error
        if any_source:
            self.notice = _LOST.format(reason)
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = files.connect(self._home.library_db)
        try:
            connection.execute("ATTACH ? AS cache", (files.address(self._home.cache_db),))
            for database, synchronous in (("main", "FULL"), ("cache", "NORMAL")):
                files.use_wal(connection, database)
                connection.execute(f"PRAGMA {database}.synchronous = {synchronous}")
            files.require_whole(connection, "cache", CACHE)
            connection.execute("PRAGMA temp_store = MEMORY")
            if restore.fit(connection) in (restore.Fit.EMPTY, restore.Fit.BEHIND):
                with writing(connection):
                    if restore.fit(connection) is restore.Fit.EMPTY:
                        restore.fill(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _run(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run something, and once more if the cache had to be made anew for it."""
        try:
            return operation(self.connection)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise failure_of(error, self._home.library_db) from error
            self._mend(error)
        except UnsoundError as error:
            self._mend(error)
        try:
            return operation(self.connection)
        except sqlite3.Error as error:
            raise failure_of(error, self._home.library_db) from error
        except UnsoundError as error:
            raise damaged(self._home.library_db, repr(error)) from error

    def _mend(self, cause: Exception) -> None:
        """Make the cache anew while in use, if it is the cache that is damaged."""
        try:
            finding = files.fault(self.connection, "main", LIBRARY)
        except sqlite3.Error as error:
            raise failure_of(error, self._home.library_db) from error
        if finding:
            raise damaged(self._home.library_db, f"{cause!r}; {finding}") from cause
        _log.warning("the cache is damaged: %r", cause)
        self.connection.close()
        files.clear(self._home.cache_db, CACHE)
        self.connection = self._start_anew("damaged")
