"""What a refresh brings on its way into the library: several sources in one transaction.

A transaction waits for the disk, and writes every page that it touches once. Whatever came while the last one was on its
way goes with the next.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from tuinews.errors import LibraryError
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, FeedUpdate

STORIES = 250
"""In one transaction, unless a single source brings more: what is read waits for its end, some 25 milliseconds. With 150,
storing takes a tenth longer, since every transaction writes the pages of all indexes anew."""
SOURCES = 50
"""In one transaction."""

_Waiting = tuple[FeedUpdate, asyncio.Future[Change]]


class Storing:
    """Stores updates in the order in which they come.

    Args:
        library: Where.
        announce: Told each committed change.
    """

    def __init__(self, library: LibraryThread, announce: Callable[[Change], None]) -> None:
        self._library = library
        self._announce = announce
        self._waiting: deque[_Waiting] = deque()
        self._carrier: asyncio.Task[None] | None = None

    async def apply(self, update: FeedUpdate) -> Change:
        """Store an update.

        Raises:
            LibraryError: It could not be stored; others that went along with it are.
        """
        stored: asyncio.Future[Change] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, stored))
        if self._carrier is None or self._carrier.done():
            self._carrier = asyncio.create_task(self._carry())
        return await stored

    async def _carry(self) -> None:
        while batch := self._next():
            await self._store(batch)

    def _next(self) -> list[_Waiting]:
        """Take what is stored next. Nobody waits any more for what was cancelled."""
        batch: list[_Waiting] = []
        stories = 0
        while self._waiting and stories < STORIES and len(batch) < SOURCES:
            update, stored = self._waiting.popleft()
            if not stored.done():
                batch.append((update, stored))
                stories += len(update.new) + len(update.changed)
        return batch

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        try:
            updates = [update for update, _ in batch]
            changes = await self._library.write(self._announce, Library.apply_all, updates)
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            unusable = isinstance(error, LibraryError) and type(error) is not LibraryError
            if len(batch) > 1 and not unusable:
                # One of them could not be stored; the others can.
                for each in batch:
                    await self._store([each])
                return
            for _, stored in batch:
                if not stored.done():
                    stored.set_exception(error)
        else:
            for (_, stored), change in zip(batch, changes, strict=True):
                if not stored.done():
                    stored.set_result(change)
