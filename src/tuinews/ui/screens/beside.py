"""Work beside a screen that may be given up before its first step."""

from collections.abc import Coroutine, Generator
from typing import Any


class Beside:
    """A coroutine to be awaited, or not.

    Who leaves at once gives up work that was asked for and has not begun, and Python takes a coroutine that was never
    awaited for a mistake. Here it is none.
    """

    def __init__(self, work: Coroutine[Any, Any, object]) -> None:
        self._work = work

    def __await__(self) -> Generator[Any, Any, object]:
        """Do the work."""
        return self._work.__await__()

    def __del__(self) -> None:
        """Give up what has not begun; what has ended stays ended."""
        self._work.close()
