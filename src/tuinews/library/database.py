"""Both files behind one connection: opened, checked, mended, and their failures put into words."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

from tuinews.errors import Full, LibraryError
from tuinews.library import examine, files, opening
from tuinews.library.failures import (
    closed_to_writing,
    damaged,
    error_name,
    failure_of,
    is_damage,
    lost,
)
from tuinews.library.marker import Marker
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.transactions import Stored, writing
from tuinews.library.turns import turn
from tuinews.library.values import UnsoundError, to_micros, to_moment
from tuinews.paths import Home

Result = TypeVar("Result")

_LOST = "The stored copies of the stories were {}, so they are fetched again. Everything you saved or marked is kept."
_CLOSING_MILLISECONDS = 250
"""How long closing waits for another process before it leaves the tidying to that one."""
_QUICK_EVERY = timedelta(days=1)
_FULL_EVERY = timedelta(days=7)

_log = logging.getLogger(__name__)


class Database:
    """The library with its cache attached. Belongs to the thread that made it.

    Another process may replace either file at any time: each operation first looks whether they are still the same
    ones, and opens them again if not.

    Attributes:
        connection: `library.db` as `main` and `cache.db` as `cache`, in autocommit mode.
        notice: What was repaired since `take_notice`, as sentences, else empty.
    """

    def __init__(self, home: Home, *, busy_ms: int = files.BUSY_MILLISECONDS) -> None:
        """Open both files; make what is not there, mend what can be mended.

        Args:
            home: Where they are.
            busy_ms: How long an operation waits for another process before it raises Locked, in milliseconds. Opening
                waits for `files.BUSY_MILLISECONDS` all the same.

        Raises:
            LibraryError: The library can't be opened; it was not changed.
        """
        home.make()
        self._home = home
        self._busy_ms = busy_ms
        self._closed = True
        self._damage = ""
        self._looked: datetime | None = None
        self._looked_on_opening = False
        self._openings = 0
        self._versions: tuple[int, ...] = ()
        self.notice = ""
        self.connection = self._open()
        self.remember()
        self.changed_elsewhere()

    def read(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run something that only reads.

        Raises:
            LibraryError: It can't be done.
        """
        return self._run(operation)

    def write(self, operation: Callable[[sqlite3.Connection], Result], stored: Stored = "mine") -> Result:
        """Run something that writes, in one transaction. When it fails, nothing of it was stored.

        Args:
            operation: What to run.
            stored: What it is about.

        Raises:
            LibraryError: It can't be done.
        """

        def transaction(connection: sqlite3.Connection) -> Result:
            self._require_library()
            with writing(connection, stored):
                return operation(connection)

        return self._run(transaction)

    def changed_elsewhere(self) -> bool:
        """Tell whether another connection has written since this was last asked, or the files were opened again."""

        def look(connection: sqlite3.Connection) -> tuple[int, ...]:
            # Unlike a counter of ours, it costs nothing to ask (https://sqlite.org/pragma.html#pragma_data_version).
            return tuple(
                connection.execute(f"PRAGMA {database}.data_version").fetchone()[0]
                for database in ("main", "cache")
            )

        before = self._versions
        versions = self.read(look)
        self._versions = (self._openings, *versions)
        return self._versions != before

    def take_notice(self) -> str:
        """Give what was repaired since the last time, as sentences, each once; empty when nothing was."""
        notice, self.notice = self.notice, ""
        return notice

    def interrupt(self) -> None:
        """Stop what is running, from any thread."""
        # Closed already, in its own thread: then nothing is running any more.
        with suppress(sqlite3.ProgrammingError):
            self.connection.interrupt()

    def close(self) -> None:
        """Close both files, each whole in itself. What can't be tidied now is tidied at the next opening."""
        if self._closed:
            return
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
            self._shut()

    def remember(self) -> None:
        """Note what the library holds outside of it, unless another library stands in its place."""
        if _identity(self._home.library_db) != self._here[0]:
            return
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

    # --- tending ----------------------------------------------------------------------------------------------

    def shrink(self, pages: int) -> int:
        """Give up to so many free pages of the cache back to the disk; a hundred take some ten milliseconds.

        Returns:
            How many pages are still free.

        Raises:
            LibraryError: It can't be done.
        """

        def step(connection: sqlite3.Connection) -> int:
            # Each step of it frees one page, and execute() takes only one, since it has no columns.
            connection.executescript(f"PRAGMA cache.incremental_vacuum({pages:d})")
            # The file gets shorter only when its log is carried over.
            connection.execute("PRAGMA cache.wal_checkpoint(PASSIVE)").fetchall()
            left: int = connection.execute("PRAGMA cache.freelist_count").fetchone()[0]
            return left

        return self._run(step)

    def examine_due(self, now: datetime) -> Literal["", "quick", "full"]:
        """Tell whether the files are to be examined now (`examine.Examination`), and how thoroughly.

        Raises:
            LibraryError: It can't be told.
        """
        if self._damage:
            return ""
        (examined,) = self.read(
            lambda connection: connection.execute("SELECT examined FROM main.meta").fetchone()
        )
        # A clock that was set back must not put it off.
        if examined is None or not timedelta() <= now - to_moment(examined) < _FULL_EVERY:
            return "full"
        if self._looked_on_opening:
            self._looked_on_opening, self._looked = False, now
        if self._looked is None or not timedelta() <= now - self._looked < _QUICK_EVERY:
            return "quick"
        return ""

    def act_on(self, findings: examine.Findings, now: datetime) -> None:
        """Mend what an examination found: the cache is made anew, the library's indexes too. What was done is noticed.

        A library whose rows are damaged is only read from now on.

        Raises:
            LibraryError: It can't be done; it is found again next time.
        """
        self._keep_up()
        if findings.library:
            _log.error("%s is damaged: %s", self._home.library_db, findings.library)
            self._mend_library(findings.library, now)
        if findings.cache:
            _log.warning("the cache is damaged: %s", findings.cache)
            self._renew("damaged")
        if findings.full and not self._damage:
            examined = "UPDATE main.meta SET examined = ?"
            self.write(lambda connection: connection.execute(examined, (to_micros(now),)))
        self._looked = now

    def _mend_library(self, finding: str, now: datetime) -> None:
        path = self._home.library_db
        try:
            # A second look, since what is read while another process closes or replaces a file may look odd.
            harm = examine.harm(self.connection)
            if harm is examine.Harm.NONE:
                return
            if harm is examine.Harm.INDEXES and examine.mend_indexes(self.connection, path, now.date()):
                self._notice(
                    "The library's indexes were damaged and were made anew. Nothing of yours was lost."
                )
                return
        except sqlite3.Error as error:
            raise failure_of(error, path) from error
        self._damage = finding
        self._notice(closed_to_writing(path, finding).summary)

    # --- opening ----------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        with turn(self._home.data):
            opening.prepare_library(self._home)
            self._damage = ""
            self._looked = None
            self._looked_on_opening = files.is_small(self._home.library_db)
            return self._open_cache("missing")

    def _open_cache(self, absent: str) -> sqlite3.Connection:
        connection, fate = opening.open_both(self._home, absent)
        connection.execute(f"PRAGMA busy_timeout = {self._busy_ms:d}")
        self._here = self._identities()
        self._closed = False
        self._openings += 1
        if fate:
            self._notice(_LOST.format(fate))
        return connection

    # --- in use -----------------------------------------------------------------------------------------------

    def _run(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run something, and once more if the cache had to be made anew for it."""
        self._keep_up()
        try:
            return operation(self.connection)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise self._failure(error) from error
            self._mend(error)
        except (UnsoundError, MemoryError) as error:
            # A damaged length in the full text index asks for memory that no machine has.
            self._mend(error)
        try:
            return operation(self.connection)
        except sqlite3.Error as error:
            raise self._failure(error) from error
        except (UnsoundError, MemoryError) as error:
            raise damaged(self._home.library_db, repr(error)) from error

    def _failure(self, error: sqlite3.Error) -> LibraryError:
        failure = failure_of(error, self._home.library_db)
        if isinstance(failure, Full):
            try:
                # What was rolled back still takes its room in the log.
                self.connection.execute("PRAGMA cache.wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as trouble:
                _log.info("the cache's log was not cut: %s", trouble)
        return failure

    def _mend(self, cause: Exception) -> None:
        """Make the cache anew while in use, if it is the cache that is damaged."""
        path = self._home.library_db
        try:
            finding = files.fault(self.connection, "main", LIBRARY)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise failure_of(error, path) from error
            finding = str(error)
        if finding:
            self._damage = f"{cause!r}; {finding}"
            raise closed_to_writing(path, self._damage) from cause
        _log.warning("the cache is damaged: %r", cause)
        self._renew("damaged")

    def _renew(self, reason: str) -> None:
        """Make the cache anew, unless another process has just done that."""
        with turn(self._home.data):
            replaced = self._identities() != self._here
            self._shut()
            if not replaced:
                files.clear(self._home.cache_db, CACHE)
            self.connection = self._open_cache(reason)

    def _keep_up(self) -> None:
        """Open the files again if they were replaced, or could not be opened the last time.

        A library that is not there any more is still read: all that it held is in the open file.
        """
        library, cache = self._identities()
        if not self._closed and (library is None or (library, cache) == self._here):
            return
        _log.info("the files were replaced or could not be opened, so they are opened again")
        is_other_cache = not self._closed and cache not in (None, self._here[1])
        self._shut()
        notice = self.notice
        self.connection = self._open()
        if is_other_cache and self.notice == notice:
            self._notice(_LOST.format("dropped by another tuinews"))

    def _require_library(self) -> None:
        """Make sure that what is written now will be found again.

        Raises:
            Damaged: The library is damaged, or not there any more.
        """
        path = self._home.library_db
        if self._damage:
            raise closed_to_writing(path, self._damage)
        if _identity(path) is None:
            raise lost(path, "is missing", Marker.read(path), Marker.beside(path))

    def _shut(self) -> None:
        self._closed = True
        self.connection.close()

    def _identities(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        return _identity(self._home.library_db), _identity(self._home.cache_db)

    def _notice(self, sentence: str) -> None:
        self.notice = f"{self.notice} {sentence}".strip()


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell a file from another one of the same name; None when there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
