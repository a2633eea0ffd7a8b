"""The one object that screens and commands hold: everything tuinews can do, as coroutines.

It owns the library's thread and the way to the network, and tells its listeners what changed. What needs the network or
the heavier libraries is imported when it is first asked for, so that the reader's first picture never waits for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, RefreshReport, Retention, Serve
from tuinews.newsroom.marks import Marks
from tuinews.newsroom.room import load
from tuinews.newsroom.sources import Sources
from tuinews.newsroom.stories import Stories
from tuinews.newsroom.topics import Topics
from tuinews.paths import Home
from tuinews.rounds import round_of

if TYPE_CHECKING:
    from tuinews.manners import Headers

_NO_HEADERS: Headers = {}
_clock = partial(datetime.now, UTC)


class Newsroom(Sources, Stories, Topics, Marks):
    """The library, the sources and the stories of one home.

    Made by `open`, ended by `aclose`, used from one event loop.
    """

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
        super().__init__(home, library, serve, now, headers, mark_group_read=mark_group_read)
        self._name = os.urandom(8).hex()
        """Tells this window from the others."""

    @classmethod
    async def open(
        cls,
        home: Home,
        *,
        serve: Serve | None = None,
        now: Callable[[], datetime] = _clock,
        headers: Headers = _NO_HEADERS,
        mark_group_read: bool = False,
    ) -> Newsroom:
        """Open a home.

        Args:
            home: Where its files are.
            serve: Answers in place of the network (the demo edition).
            now: The clock, aware and UTC.
            headers: Headers of their own for some sources, by the address of their feed.
            mark_group_read: Whether to read a story marks all that tell the same.

        Raises:
            LibraryError: The library can't be used; the summary says why and what helps.
        """
        library = await LibraryThread.open(home, now)
        return cls(home, library, serve, now, headers, mark_group_read=mark_group_read)

    async def aclose(self) -> None:
        """Close the network and the library."""
        if self._fetcher:
            await self._fetcher.aclose()
        await self._library.aclose()

    @property
    def notice(self) -> str:
        """What was repaired last since opening, as a sentence; empty when all was well."""
        return self._library.notice

    async def look_around(self) -> None:
        """See whether another window or command has changed the library, and announce it. Cheap, for every second."""
        if await self._library.read(Library.changed_elsewhere):
            self._announce(Change(elsewhere=True))

    async def keep_house(self, policy: Retention, open_ids: Callable[[], Collection[int]] = frozenset) -> str:
        """Look for damage, make the backup of the day and let old stories go, as far as that is due.

        Args:
            policy: How long stories are kept.
            open_ids: Gives the stories that are being read.

        Returns:
            A sentence when something did not work that the user can do something about, else empty.
        """
        await load("tuinews.housekeeping")
        from tuinews import housekeeping

        await (await self._own_manners()).keep_only({source.url for source in await self.sources()})
        return await housekeeping.keep_house(
            self._library, self._home, self._now, self._announce, policy, open_ids, self.export_opml
        )

    async def refresh(
        self,
        source_ids: Sequence[int] | None = None,
        *,
        force: bool = False,
        rest: timedelta = timedelta(0),
        progress: Callable[[int, int, str], None] | None = None,
    ) -> RefreshReport:
        """Ask sources for news. What they are about, and which tell the same, is found out by `index` and `group`.

        Args:
            source_ids: Which; all when None.
            force: Ask also those that are not yet due.
            rest: How long a source is left alone after it was asked, even so.
            progress: Told (done, in all, title) after each source.

        Returns:
            How each fared. Skipped is what is not yet due, and what another window or command asks just now. A source
            that fails is told in its outcome, never raised.

        Raises:
            LibraryError: The library can't be written.
        """
        async with round_of(self._library, self._name, self._now, source_ids, force=force, rest=rest) as turn:
            if not turn.asked:
                return RefreshReport(turn.skipped)
            await load("tuinews.refresh")
            from tuinews import refresh

            report = await refresh.refresh(
                self._library, await self._network(), turn.asked, self._now, self._announce, progress
            )
        return RefreshReport(report.outcomes + turn.skipped)
