"""What every part of the newsroom works with: the library's thread, the way to the network, and whoever listens."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tuinews.errors import Locked
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, Serve
from tuinews.paths import Home
from tuinews.reach import network_in_reach

if TYPE_CHECKING:
    from tuinews.gallery import Gallery
    from tuinews.http import Fetcher
    from tuinews.manners import Headers, OwnManners

Listener = Callable[[Change], None]
Hearer = Callable[[str, bool], None]
"""Told (a sentence for the user, whether it says that stories were lost and come with the next refresh)."""

_log = logging.getLogger(__name__)


class Room:
    """One home's library and network, and the listeners that are told what changed."""

    def __init__(
        self,
        home: Home,
        library: LibraryThread,
        serve: Serve | None,
        now: Callable[[], datetime],
        headers: Headers,
        *,
        mark_group_read: bool = False,
    ) -> None:
        self._home = home
        self._library = library
        self._serve = serve
        self._now = now
        self._headers = headers
        self._mark_group_read = mark_group_read
        self._manners: OwnManners | None = None
        self._fetcher: Fetcher | None = None
        self._gallery: Gallery | None = None
        self._listeners: list[Listener] = []
        self._hearers: list[Hearer] = []
        library.hear(self._hear)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a function told every committed change, on the event loop.

        Returns:
            A function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def hear(self, hearer: Hearer) -> None:
        """Have a function told, on the event loop, what the user should know from now on: repairs, and long waits."""
        self._hearers.append(hearer)

    async def network_in_reach(self) -> bool:
        """Tell whether feeds can probably be fetched; takes two seconds at most."""
        return self._serve is not None or await asyncio.to_thread(network_in_reach)

    # --- for the parts ---------------------------------------------------

    async def _network(self) -> Fetcher:
        await load("tuinews.http")
        from tuinews import http

        if self._fetcher is None:
            self._fetcher = http.Fetcher(self._serve, manners=(await self._own_manners()).of, now=self._now)
        return self._fetcher

    async def _own_manners(self) -> OwnManners:
        await load("tuinews.manners")
        from tuinews import manners

        if self._manners is None:
            self._manners = manners.OwnManners(self._home, self._headers)
        return self._manners

    async def _catch_up(self, change: Change) -> None:
        """Find topics anew where a change asks for it. What can't be had just now comes within a day."""
        if not change.outdated:
            return
        await load("tuinews.reindexing")
        from tuinews import reindexing

        try:
            await reindexing.find_anew(self._library, self._announce, reindexing.AT_A_KEY, outdated=True)
        except Locked as error:
            _log.info("topics come later: %s", error)

    def _hear(self, sentence: str, lost: bool) -> None:
        for hearer in tuple(self._hearers):
            hearer(sentence, lost)
        if lost:
            self._announce(Change(elsewhere=True))

    def _announce(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


async def load(name: str) -> None:
    """Import a module off the event loop: the first time costs up to a tenth of a second."""
    if name not in sys.modules:
        await asyncio.to_thread(importlib.import_module, name)
