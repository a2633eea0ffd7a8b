"""Files that commands are given: read within a limit, written whole."""

import sys
from pathlib import Path

from tuinews.errors import UsageError
from tuinews.paths import write_atomically


def read_input(where: str, limit: int) -> bytes:
    """Read a file, or stdin for `-`.

    Args:
        where: The file's name, or `-`.
        limit: Bytes that may be of use. One more is read where there are more, so that the caller can tell.

    Raises:
        UsageError: It can't be read; the summary says why.
    """
    try:
        if where == "-":
            if sys.stdin is None:
                raise UsageError("“-” can't be read: stdin is closed.")
            return sys.stdin.buffer.read(limit + 1)
        with Path(where).expanduser().open("rb") as file:
            return file.read(limit + 1)
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # ValueError: a NUL in the name; RuntimeError: no ~ known.
        raise UsageError(f"“{where}” can't be read: {_why(error)}.", repr(error)) from error


def write_output(where: str, content: bytes) -> None:
    """Write a file whole or not at all; a pipe or a device is written to as it stands.

    Raises:
        UsageError: It can't be written; the summary says why.
    """
    try:
        write_atomically(Path(where).expanduser(), content, private=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"“{where}” can't be written: {_why(error)}.", repr(error)) from error


def _why(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return reason[:1].lower() + reason[1:]
