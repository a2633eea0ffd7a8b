"""Writing: all or nothing in the library, and the cache kept in step with it.

SQLite commits two WAL files one after the other, the library first. A crash or a full disk in between leaves the cache
behind, so each transaction counts up in both, and a difference is mended before anything else is written.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from tuinews.library import restore
from tuinews.library.restore import Fit
from tuinews.library.values import UnsoundError

_log = logging.getLogger(__name__)


Stored = Literal["mine", "fetched", "derived"]
"""What a transaction is about: what the user did, which is stored once the library has it; what was fetched, which is
stored once both files have it; what can be computed again, which leaves the library as it is and waits for no disk."""


@contextmanager
def writing(connection: sqlite3.Connection, stored: Stored = "mine") -> Iterator[None]:
    """Hold one transaction; it commits at the end, unless nothing was written.

    Args:
        connection: Both files.
        stored: What it is about.

    Raises:
        sqlite3.Error: It can't be begun or committed; the library is as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = connection.total_changes
        behind = _bring_up(connection)
        yield
        if connection.total_changes == before:
            connection.execute("ROLLBACK")
            return
        if behind or stored != "derived":
            (changes,) = connection.execute(
                "UPDATE main.meta SET changes = changes + 1 RETURNING changes"
            ).fetchone()
            connection.execute("UPDATE cache.meta SET changes = ?", (changes,))
            _commit_both(connection, changes, stored)
        else:
            connection.execute("COMMIT")
    except BaseException:
        # A full disk, among others, makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _bring_up(connection: sqlite3.Connection) -> bool:
    """Mend the cache where it missed a transaction; tell whether it did."""
    fit = restore.fit(connection)
    if fit is Fit.STRANGER:
        # Another library was put in the place of this one while its files were open.
        raise UnsoundError("another library's cache")
    if fit is Fit.SOUND:
        return False
    restore.catch_up(connection)
    return True


def _commit_both(connection: sqlite3.Connection, changes: int, stored: Stored) -> None:
    """Commit both files.

    The library comes first. Where it took the transaction and the cache could not (a full disk), the cache is behind, and
    catches up before anything else is written.
    """
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        in_library = connection.execute("SELECT changes FROM main.meta").fetchone()[0] == changes
        if stored != "mine" or not in_library:
            raise
        _log.warning("stored in the library, not yet in the cache: %s", error)
