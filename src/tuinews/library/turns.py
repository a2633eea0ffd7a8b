"""Opening and replacing the files of a home, one process after the other."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuinews.errors import Locked
from tuinews.library.failures import BUSY
from tuinews.library.files import unwritable

if sys.platform != "win32":
    import fcntl

PATIENCE_SECONDS = 30.0
"""How long another process may take: longer than bringing a million marks up to a new version."""

_log = logging.getLogger(__name__)


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Hold the right to open or replace the files of a home; it ends with the process, too.

    SQLite finds the `-wal` and `-shm` files by their names, so a process that opens a file while it is replaced could
    get the other file's log (https://sqlite.org/howtocorrupt.html, 4.2). It never deletes them beside a file that was
    replaced since, so those that have it open already are safe, and need only look whether it is still the same.

    Args:
        folder: Where the library is.

    Raises:
        Locked: Another process takes too long.
        ReadOnly: The folder can't be opened.
    """
    if sys.platform == "win32":
        yield  # An open file can't be replaced there.
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise Locked(BUSY, repr(error)) from error
                time.sleep(0.01)  # flock(2) itself can only wait for ever, or not at all.
            except OSError as error:
                _log.info("this file system has no such locks: %r", error)
                break
        yield
    finally:
        os.close(descriptor)
