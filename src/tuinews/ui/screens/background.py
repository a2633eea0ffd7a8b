"""What runs beside everything else: a look at what other windows did, the search, and what is due once a day."""

import logging
from collections.abc import Callable, Collection, Coroutine
from typing import TYPE_CHECKING, Any, Final

from textual.timer import Timer

from tuinews.errors import BrokenOff, LibraryError
from tuinews.newsroom import Newsroom

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_LOOK_SECONDS: Final = 1.0
"""So often it is asked whether another window or command has changed the library."""
_HOUSE_SECONDS: Final = 3600.0
"""So often it is asked whether what is done once a day is due."""
_HOUSE_AFTER_SECONDS: Final = 3.0
"""The first time so long after the first picture: who opens a reader looks at it, and the work of the day may take a minute."""
_ASK_SECONDS: Final = 60.0
"""So often it is asked whether a source is due."""
_SETTLE_SECONDS: Final = 0.3
"""The user's own feeds are counted when nothing has changed for so long."""

_log = logging.getLogger(__name__)


class Background:
    """Starts such work, each piece only once at a time; it ends with the screen.

    Args:
        screen: The main screen.
        newsroom: The open library.
        open_story: Gives the id of the story that is being read, None when none is.
        count: Counts the user's own feeds.
        ask: Asks the sources that are due.
        busy: Tells whether sources are being asked: what comes of that goes before the search.
    """

    def __init__(
        self,
        screen: "MainScreen",
        newsroom: Newsroom,
        open_story: Callable[[], int | None],
        count: Callable[[], Coroutine[Any, Any, None]],
        ask: Callable[[], Coroutine[Any, Any, None]],
        busy: Callable[[], bool],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._open_story = open_story
        self._count = count
        self._ask = ask
        self._busy = busy
        self._settling: Timer | None = None
        self._running: set[str] = set()
        self._news = False
        """Whether stories have come since it was last looked which of them tell the same."""

    def begin(self) -> None:
        """Do everything now, the work of the day a little later, and what recurs from now on."""
        self._screen.set_interval(_LOOK_SECONDS, self._look_around)
        self._screen.set_interval(_HOUSE_SECONDS, self._keep_house)
        if self._screen.config.refresh_on_start:
            self._screen.set_interval(_ASK_SECONDS, lambda: self._start("due", self._ask))
        self.index()
        self._screen.set_timer(_HOUSE_AFTER_SECONDS, self._keep_house)

    def index(self, *, news: bool = False) -> None:
        """Find out what new stories are about and let the search learn them, then count the user's own feeds.

        Args:
            news: Whether stories have come that others may tell as well.
        """
        self._news = self._news or news

        async def index() -> None:
            await self._newsroom.index()
            self.count()
            if self._news:
                self._start("group", group)

        async def group() -> None:
            while self._news:
                self._news = False
                await self._newsroom.group()

        if self._busy():
            self.count()
        else:
            self._start("index", index)

    def count(self) -> None:
        """Count the user's own feeds, as soon as nothing has changed for a moment."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self._screen.set_timer(_SETTLE_SECONDS, lambda: self._start("count", self._count))

    def _look_around(self) -> None:
        self._start("look", self._newsroom.look_around)

    def _keep_house(self) -> None:
        async def keep() -> None:
            policy = self._screen.config.retention
            if sentence := await self._newsroom.keep_house(policy, self._open_ids):
                self._screen.complain(sentence)

        self._start("house", keep)

    def _open_ids(self) -> Collection[int]:
        story_id = self._open_story()
        return () if story_id is None else (story_id,)

    def _start(self, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start a piece of work, unless it is under way."""

        async def run() -> None:
            try:
                await work()
            except (LibraryError, BrokenOff) as error:
                # It is tried again by itself; whatever the user does says what is wrong.
                _log.debug("%s: %s", group, error)
            finally:
                self._running.discard(group)

        if group not in self._running:
            self._running.add(group)
            self._screen.start(run(), group)
