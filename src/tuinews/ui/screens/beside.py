"""Work beside a screen that may be given up before its first step."""

from collections.abc import Coroutine, Generator
from typing import Any

from textual.screen import Screen
from textual.worker import Worker


class Beside:
    """What is done beside a screen.

    Args:
        screen: The screen.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._under_way: dict[Worker[object], _Work] = {}

    def start(self, work: Coroutine[Any, Any, object], group: str, *, exclusive: bool) -> Worker[object]:
        """Begin some work; a failure of it is told to the screen, and ends nothing.

        Args:
            work: What to do.
            group: What kind of work it is.
            exclusive: Whether older work of the group is given up.
        """
        begun = _Work(work)
        worker = self._screen.run_worker(begun, group=group, exclusive=exclusive, exit_on_error=False)
        self._under_way[worker] = begun
        return worker

    def ended(self, worker: Worker[Any]) -> None:
        """Take notice of the end of some work."""
        if work := self._under_way.pop(worker, None):
            work.give_up()

    def give_up(self) -> None:
        """Give up what has not begun; what has begun goes its way."""
        for work in self._under_way.values():
            work.give_up()


class _Work:
    """A coroutine to be awaited, or not.

    Who leaves at once gives up work that was asked for and has not begun, and Python takes a coroutine that was never
    awaited for a mistake. Who started the work says when it is over, and then it is none.
    """

    def __init__(self, work: Coroutine[Any, Any, object]) -> None:
        self._work = work
        self._begun = False

    def __await__(self) -> Generator[Any, Any, object]:
        """Do the work."""
        self._begun = True
        return self._work.__await__()

    def give_up(self) -> None:
        """Give up what has not begun."""
        if not self._begun:
            self._work.close()
