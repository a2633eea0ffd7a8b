"""Writing: all or nothing in the library, and the cache kept in step with it.

SQLite commits two WAL files one after the other, the library first. A crash or a full disk in between leaves the cache
behind, so each transaction counts up in both, and a difference is mended before anything else is written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tuinews.library import restore


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction; it commits at the end, unless nothing was written.

    Raises:
        sqlite3.Error: It can't be begun or committed; the library is as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = connection.total_changes
        if not restore.agree(connection):
            restore.catch_up(connection)
        yield
        if connection.total_changes == before:
            connection.execute("ROLLBACK")
            return
        connection.execute("UPDATE main.meta SET changes = changes + 1")
        connection.execute("UPDATE cache.meta SET changes = (SELECT changes FROM main.meta)")
        connection.execute("COMMIT")
    except BaseException:
        # A full disk, among others, makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def part(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold a part of a transaction: when it fails, the rest of the transaction stands."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")
