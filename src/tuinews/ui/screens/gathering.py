"""Changes of the library on their way to the screen: those that come close together are taken up as one."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from textual.timer import Timer

from tuinews.model import Change

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_SECONDS: Final = 0.05
"""Changes that come closer together are one."""
_REST_SECONDS: Final = 1.0
"""After news was taken up, further news waits at least for so long. What the user did himself never waits, nor does the last
of a refresh."""
_REST: Final = 20
"""It waits also for so many times as long as that took, so that nineteen of twenty keys never meet it."""


class Gathering:
    """Gathers changes.

    Args:
        screen: The main screen.
        absorb: Takes up what has changed.
    """

    def __init__(self, screen: MainScreen, absorb: Callable[[Change], Coroutine[Any, Any, None]]) -> None:
        self._screen = screen
        self._absorb = absorb
        self._pending: Change | None = None
        self._hurried = False
        """Whether something of what is pending is the user's own doing."""
        self._absorbing = False
        self._timer: Timer | None = None
        self._rested_at = 0.0
        """When news may be taken up again, by `time.monotonic`."""

    @property
    def at_rest(self) -> bool:
        """Whether everything has been taken up."""
        return self._pending is None and not self._absorbing

    def note(self, change: Change) -> None:
        """Note a change; it is taken up together with those that follow at once."""
        own = not may_wait(change)
        hurry = own and not self._hurried
        self._pending = change if self._pending is None else _both(self._pending, change)
        self._hurried = self._hurried or own
        if not self._absorbing and (self._timer is None or hurry):
            self._plan()

    def hurry(self) -> None:
        """Take up at once what is waiting: no more is to come."""
        if self._timer is not None and not self._hurried:
            self._hurried = True
            self._plan()

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        rest = 0.0 if self._hurried else self._rested_at - time.monotonic()
        self._timer = self._screen.set_timer(max(_SECONDS, rest), self._take_up)

    def _take_up(self) -> None:
        self._timer = None
        self._absorbing = True
        self._screen.start(self._take(), "changes")

    async def _take(self) -> None:
        change, self._pending, self._hurried = self._pending, None, False
        began = time.monotonic()
        try:
            if change is not None:
                await self._absorb(change)
        finally:
            ended = time.monotonic()
            self._rested_at = ended + max(_REST_SECONDS, _REST * (ended - began))
            self._absorbing = False
            if not self.at_rest:
                self._plan()


def may_wait(change: Change) -> bool:
    """Tell whether a change is one of the many that a refresh or another process makes, and none of the user's own."""
    health = bool(change.sources) and not (change.subscriptions or change.stories)
    return change.new > 0 or change.elsewhere or health


def _both(before: Change, change: Change) -> Change:
    return Change(
        before.stories | change.stories,
        before.sources | change.sources,
        before.new + change.new,
        before.subscriptions or change.subscriptions,
        before.elsewhere or change.elsewhere,
        before.topics or change.topics,
    )
