"""Work beside a screen that may be given up before its first step."""

from collections.abc import Coroutine, Generator
from typing import Any


class Beside:
    """A coroutine to be awaited, or not.

    Who leaves at once gives up work that was asked for and has not begun, and Python takes a coroutine that was never
    awaited for a mistake. Who starts the work says when it is over, and then it is none.
    """

    def __init__(self, work: Coroutine[Any, Any, object]) -> None:
        self._work = work
        self._begun = False

    def __await__(self) -> Generator[Any, Any, object]:
        """Do the work."""
        self._begun = True
        return self._work.__await__()

    def give_up(self) -> None:
        """Give up what has not begun; what has begun goes its way."""
        if not self._begun:
            self._work.close()
