"""Copies that are kept of a library, as it is, before anything is done to it."""

from pathlib import Path

from tuinews.errors import Damaged, ReadOnly, UsageError
from tuinews.library import copying
from tuinews.library.failures import damaged


def keep(library: Path, target: Path) -> None:
    """Copy a library to a file of its own, private to the user; once that has its name, it is whole and on the disk.

    Args:
        library: The library; others may write to it meanwhile.
        target: The copy, in a folder that is there.

    Raises:
        LibraryError: It can't be copied; nothing of that name was made.
    """
    try:
        with copying.draft_beside(target) as draft:
            copying.copy(library, draft)
            copying.put(draft, target)
    except UsageError as error:
        # The place is our own choice, so it is no mistake of the user's that it can't be written.
        raise ReadOnly(error.summary, error.detail) from error
    except Damaged as error:
        raise damaged(library, str(error)) from error


def unused_name(folder: Path, stem: str, suffix: str = "") -> Path:
    """Name a file that is not there yet: `stem`, `stem-2`, `stem-3` …, so that no copy ever replaces another."""
    number = 1
    path = folder / f"{stem}{suffix}"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path
