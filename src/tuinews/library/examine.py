"""Looking at every page of both files, beside the reading: what opening a large library has no time for.

quick_check sees pages and rows that are unsound. integrity_check also sees an index that says something else than its
table, such as after one flipped bit, and takes three to twelve times as long (https://sqlite.org/pragma.html).
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from tuinews.errors import LibraryError
from tuinews.library import files, safekeeping
from tuinews.library.failures import error_name, failure_of, is_damage
from tuinews.paths import Home

INDEXED_STORIES = 10_000
"""The full text index of more is not compared with its stories: that takes the lock on writing, 15 ms a thousand."""
_PATIENCE_MILLISECONDS = 250
_STEPS = 100_000
"""Steps of SQLite's machine between two looks at whether to stop: some milliseconds."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with the files, in SQLite's words; empty where nothing is."""

    full: bool
    """Whether the cache and the indexes were looked at, too."""
    library: str = ""
    cache: str = ""


class Harm(Enum):
    """How a library is harmed."""

    NONE = "none"
    INDEXES = "indexes"
    """Its rows are sound, but an index says something else."""
    PAGES = "pages"


class Examination:
    """One look at the files of a home, through connections of its own, in any thread."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._stopped = threading.Event()
        self._connection: sqlite3.Connection | None = None

    def look(self, *, full: bool) -> Findings:
        """Look at the library, and if `full` also at its indexes and at the cache. Reading goes on meanwhile.

        The cache's full text index is compared with its stories where those are few, or where SQLite does it without
        the lock on writing (3.44 and later); damage elsewhere in it shows when it is used.

        Raises:
            LibraryError: It was interrupted, or the files can't be read just now.
        """
        check = "integrity_check" if full else "quick_check"
        library = self._finding(self._home.library_db, check)
        if not full:
            return Findings(full, library)
        cache = self._finding(self._home.cache_db, check)
        return Findings(full, library, cache or self._finding_of_search())

    def interrupt(self) -> None:
        """Stop looking, from any thread."""
        self._stopped.set()
        if connection := self._connection:
            # Closed in its own thread in the meantime: then nothing is running any more.
            with suppress(sqlite3.ProgrammingError):
                connection.interrupt()

    def _finding(self, path: Path, check: str) -> str:
        with self._connected(path, "ro") as connection:
            try:
                finding = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
            except sqlite3.Error as error:
                if is_damage(error):
                    return str(error)
                raise failure_of(error, path) from error
        return "" if finding == "ok" else finding

    def _finding_of_search(self) -> str:
        path = self._home.cache_db
        with self._connected(path, "rw") as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            try:
                rows = connection.execute(
                    "SELECT 1 FROM search_docsize LIMIT ?", (INDEXED_STORIES + 1,)
                ).fetchall()
                if len(rows) <= INDEXED_STORIES:
                    connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
            except sqlite3.Error as error:
                if is_damage(error):
                    return f"the full text index: {error}"
                if not error_name(error).startswith("SQLITE_BUSY"):
                    raise failure_of(error, path) from error
                _log.info("the full text index was not examined: %s", error)
            except MemoryError:
                return "the full text index: a length in it is damaged"
        return ""

    @contextmanager
    def _connected(self, path: Path, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = files.connect(path, mode)
        except sqlite3.Error as error:
            raise failure_of(error, path) from error
        with closing(connection):
            # SQLite forgets an interruption between two statements, and does not ask here inside of some.
            connection.set_progress_handler(self._stopped.is_set, _STEPS)
            self._connection = connection
            try:
                if self._stopped.is_set():
                    raise LibraryError("The library was closed before all of it was examined.")
                yield connection
            finally:
                self._connection = None


def harm(connection: sqlite3.Connection) -> Harm:
    """Say how a library in use is harmed, looking at all of it through its own connection.

    Raises:
        sqlite3.Error: It can't be told.
    """
    try:
        if files.quick_check(connection, "main"):
            return Harm.PAGES
        (finding,) = connection.execute("PRAGMA main.integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        if is_damage(error):
            return Harm.PAGES
        raise
    return Harm.NONE if finding == "ok" else Harm.INDEXES


def mend_indexes(connection: sqlite3.Connection, library: Path, today: date) -> bool:
    """Make the indexes of a library anew from its rows; a copy of it as it was stays beside it.

    Args:
        connection: The library is its `main`.
        library: Its file.
        today: For the copy's name.

    Returns:
        Whether all is sound now; if not, nothing was changed.

    Raises:
        sqlite3.Error, LibraryError: It can't be done; nothing was changed.
    """
    safekeeping.keep(
        library, safekeeping.unused_name(library.parent, f"{library.name}.corrupt-{today:%Y-%m-%d}")
    )
    connection.execute("BEGIN IMMEDIATE")
    try:
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for table in tables:
            connection.execute(f"REINDEX main.{table['name']}")
        sound = harm(connection) is Harm.NONE
        connection.execute("COMMIT" if sound else "ROLLBACK")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.IntegrityError):
            return False  # Two rows have become the same.
        raise
    return sound
