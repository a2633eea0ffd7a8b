"""The newsroom of a reader on the screen: what nobody looks at while it is done, its backroom does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tuinews.library import Library
from tuinews.model import RefreshReport, Retention
from tuinews.newsroom.newsroom import Newsroom
from tuinews.newsroom.room import load
from tuinews.rounds import how_many_due

if TYPE_CHECKING:
    from tuinews.newsroom.backroom import Backroom

FEW_SOURCES = 4
"""So many are asked here: what that takes of the screen's time is less than what it takes to start a process."""
FEW_STORIES = 20
"""So many are looked at here, for the same reason."""
_SELDOM_SECONDS = 5.0
"""So often it is looked for changes of other processes while the backroom makes some."""
_LOOK_SECONDS = 1.0
"""So often it is looked which stories are being read while house is kept."""

_log = logging.getLogger(__name__)


class NewsroomWithBackroom(Newsroom):
    """A newsroom with a process of its own for refreshes, topics, groups and housekeeping.

    The process is started only where there is enough to do. Where none can be started, the work is done here.
    """

    _backroom: Backroom | None = None
    _looked_at = float("-inf")
    """When it was last looked whether another process has changed the library, by `time.monotonic`."""

    async def aclose(self) -> None:
        """Close the network, the library and the backroom."""
        if self._backroom:
            await self._backroom.aclose()
        await super().aclose()

    async def look_around(self) -> None:
        """See whether another process has changed the library; see `Newsroom.look_around`.

        What the backroom changes it tells by itself, so it is looked seldom while that is at work.
        """
        now = time.monotonic()
        if self._backroom and self._backroom.at_work and now < self._looked_at + _SELDOM_SECONDS:
            return
        self._looked_at = now
        await super().look_around()

    async def refresh(
        self,
        source_ids: Sequence[int] | None = None,
        *,
        force: bool = False,
        rest: timedelta = timedelta(0),
        progress: Callable[[int, int, str], None] | None = None,
    ) -> RefreshReport:
        """Ask sources for news; see `Newsroom.refresh`.

        Raises:
            LibraryError: The library can't be written.
            BrokenOff: The backroom ended before its time.
        """
        due = await how_many_due(self._library, self._now(), source_ids, force=force, rest=rest)
        if due > FEW_SOURCES and (backroom := await self._own_backroom()):
            ids = None if source_ids is None else tuple(source_ids)
            return await backroom.refresh(ids, force=force, rest=rest, progress=progress)
        return await super().refresh(source_ids, force=force, rest=rest, progress=progress)

    async def index(self) -> None:
        """Find out what new stories are about; see `Topics.index`.

        Raises:
            LibraryError: The library can't be read.
            BrokenOff: The backroom ended before its time.
        """
        waiting = await self._library.read(Library.unindexed, FEW_STORIES + 1)
        if waiting > FEW_STORIES and (backroom := await self._own_backroom()):
            await backroom.index()
        else:
            await super().index()

    async def group(self) -> None:
        """Find out which stories of the last days tell the same; see `Topics.group`.

        Raises:
            BrokenOff: The backroom ended before its time.
        """
        if backroom := await self._own_backroom():
            await backroom.group()
        else:
            await super().group()

    async def keep_house(self, policy: Retention, open_ids: Callable[[], Collection[int]] = frozenset) -> str:
        """Do what is due once a day; see `Newsroom.keep_house`.

        Raises:
            BrokenOff: The backroom ended before its time.
        """
        await self.expire_stances()
        await load("tuinews.housekeeping")
        from tuinews import housekeeping

        if not await housekeeping.is_due(self._library, self._now()):
            return ""
        if (backroom := await self._own_backroom()) is None:
            return await super().keep_house(policy, open_ids)
        watching = asyncio.create_task(_say_what_is_open(backroom, open_ids))
        try:
            return await backroom.keep_house(policy)
        finally:
            watching.cancel()

    async def _own_backroom(self) -> Backroom | None:
        """Give the backroom, with its process; None where none can be started."""
        await load("tuinews.newsroom.backroom")
        from tuinews.newsroom.backroom import Backroom

        if self._backroom is None:
            self._backroom = Backroom(self._home, self._headers, self._announce, self._hear)
        try:
            await self._backroom.start()
        except OSError as error:
            _log.warning("there is no backroom: %r", error)
            return None
        return self._backroom


async def _say_what_is_open(backroom: Backroom, open_ids: Callable[[], Collection[int]]) -> None:
    told: tuple[int, ...] = ()
    while True:
        if (now_open := tuple(open_ids())) != told:
            told = now_open
            backroom.keep_open(told)
        await asyncio.sleep(_LOOK_SECONDS)
