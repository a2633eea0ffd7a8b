"""What is said when a deed of the user could not be stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tuinews.errors import LibraryError

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen


@contextmanager
def storing(screen: MainScreen, failed: str, command: str) -> Iterator[None]:
    """Say what was not stored, and which key tries again.

    Args:
        screen: Where to say it.
        failed: What did not happen: `Not saved`.
        command: What tries again, by its id.
    """
    try:
        yield
    except LibraryError as error:
        screen.complain(error.summary, f"{failed} · {screen.key(command)} tries again")
