"""Asking the sources for news, and getting sources in the first place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tuinews.model import ImportReport, NewSource, RefreshReport, Source, SourceOutcome, View
from tuinews.newsroom import Newsroom
from tuinews.ui.format import count, day_and_hour
from tuinews.ui.screens.listing import Shelf

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen
    from tuinews.ui.screens.welcome import Welcome, Welcomed

_REST: Final = timedelta(minutes=1)
"""A key that is pressed again and again must not press the sources."""
_SHOWN_SECONDS: Final = 0.2
"""How far a refresh is, is shown anew so often: whoever waits reads no faster, and keys go before."""
_NO_NETWORK_FROM: Final = 2
"""So many sources that fail all at once are no coincidence: the way to the network is missing."""


class Refreshing:
    """Runs refreshes, and shows how they go.

    Args:
        screen: The main screen.
        newsroom: The open library.
        list_shelf: Lists other stories.
        done: Called after each refresh.
    """

    def __init__(
        self,
        screen: MainScreen,
        newsroom: Newsroom,
        list_shelf: Callable[[Shelf], None],
        done: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._list_shelf = list_shelf
        self._done = done
        self.running = False
        self._shown = -_SHOWN_SECONDS
        """When it was last shown how far a refresh is, by the screen's clock."""
        self.offline = False
        """Whether the last refresh reached nobody."""

    async def refresh(self, source_ids: Sequence[int] | None = None, *, force: bool = False) -> None:
        """Ask sources for news, unless that is under way.

        Args:
            source_ids: Which; all when None.
            force: Ask also those that are not yet due.
        """
        if self.running:
            self._screen.say("The sources are being asked already")
            return
        self.running = True
        try:
            report = await self._newsroom.refresh(
                source_ids, force=force, rest=_REST, progress=self._progress
            )
        finally:
            self.running = False
            self._screen.top_bar.progress = None
            self._done()
        if force and report.outcomes and all(outcome.skipped for outcome in report.outcomes):
            self._screen.say(_why_not(report))
        else:
            self._conclude(report, by_hand=force)

    async def ask_due(self) -> None:
        """Ask the sources that are due, without a word: the list of sources marks those that fail."""
        if self.running:
            return
        self.running = True
        try:
            report = await self._newsroom.refresh()
        finally:
            self.running = False
            self._done()
        if any(not outcome.skipped for outcome in report.outcomes):
            self._note_reach(report)
            self._screen.refresh_chrome()

    def show_failing(self) -> None:
        """Show which sources fail, and why."""
        from tuinews.ui.screens.failing import Failing

        self._screen.app.push_screen(Failing(self._newsroom, self._screen.now))

    def _progress(self, done: int, total: int, title: str) -> None:
        now = self._screen.clock()
        if now >= self._shown + _SHOWN_SECONDS or done == total:
            self._shown = now
            self._screen.top_bar.progress = (done, total, title)

    def _conclude(self, report: RefreshReport, *, by_hand: bool) -> None:
        asked, failed = self._note_reach(report), report.failed
        if self.offline:
            self._complain_of_the_network(asked)
        elif failed:
            self._complain(failed, asked)
        elif by_hand:
            self._screen.say(
                f"{count(report.new, 'new story', 'new stories')}" if report.new else "Nothing new"
            )
        self._screen.refresh_chrome()

    def _note_reach(self, report: RefreshReport) -> int:
        """Note whether anybody was reached; give how many were asked."""
        asked = sum(not outcome.skipped for outcome in report.outcomes)
        self.offline = asked >= _NO_NETWORK_FROM and len(report.failed) == asked
        return asked

    def _complain_of_the_network(self, asked: int) -> None:
        if self._screen.lists_nothing:
            return  # The empty list says it.
        demo = (
            ""
            if self._screen.demo
            else f", or {self._screen.key('app.demo')} to look around in the demo edition"
        )
        self._screen.complain(
            f"No network right now: none of {count(asked, 'source')} could be reached. Press {self._screen.key('sources.refresh')} to try again{demo}.",
            "Offline",
        )

    def _complain(self, failed: Sequence[SourceOutcome], asked: int) -> None:
        first = failed[0]
        more = f" {count(len(failed) - 1, 'other source')} failed as well." if len(failed) > 1 else ""
        self._screen.complain(
            f"{first.source}: {first.failure}{more} Press ! to see what helps.",
            f"{len(failed)} of {count(asked, 'source')} failed",
        )

    # --- getting sources

    async def begin(self, first: Sequence[NewSource], *, refresh: bool) -> None:
        """Begin: subscribe to what is to be there at first, else greet; then ask for news.

        Args:
            first: Sources to subscribe to when the library has none of them.
            refresh: Whether to ask for news at the start.
        """
        sources = await self._newsroom.sources()
        known = {source.url for source in sources}
        if first and not any(source.url in known for source in first):
            await self._newsroom.add_sources(first)
            await self.refresh()
        elif not sources:
            self.greet(first=True)
        elif refresh:
            await self.refresh()

    def greet(self, *, first: bool) -> None:
        """Offer the starter packs."""
        from tuinews.feeds.starter import PACKS
        from tuinews.ui.screens.welcome import Welcome

        welcome = Welcome(PACKS, first=first)
        self._screen.app.push_screen(welcome, self._welcomed)
        self._screen.start(self._look_for_network(welcome), "reach")

    async def _look_for_network(self, welcome: Welcome) -> None:
        if not await self._newsroom.network_in_reach():
            # The answer may come before the dialog is on the screen.
            welcome.call_after_refresh(welcome.tell_offline)

    def _welcomed(self, choice: Welcomed | None) -> None:
        if choice is None:
            self._screen.refresh_chrome()
        elif choice.way == "demo":
            self._screen.leave_for_demo()
        elif choice.way == "address":
            self.add()
        elif choice.way == "file":
            self.import_file()
        else:
            self._screen.start(self._subscribe(choice.sources), "refresh")

    async def _subscribe(self, sources: Sequence[NewSource]) -> None:
        await self._newsroom.add_sources(sources)
        await self.refresh()

    def add(self) -> None:
        """Ask for an address."""
        from tuinews.ui.screens.add_source import AddSource

        self._screen.app.push_screen(AddSource(self._newsroom), self._added)

    def import_file(self) -> None:
        """Ask for a file with subscriptions."""
        from tuinews.ui.screens.import_file import ImportFile

        self._screen.app.push_screen(ImportFile(self._newsroom), self._imported)

    def _imported(self, report: ImportReport | None) -> None:
        if report is None:
            self._screen.refresh_chrome()
            return
        known = f", {report.known:,} there already" if report.known else ""
        left_out = f", {len(report.skipped):,} left out" if report.skipped else ""
        sentence = f"{count(report.added, 'source')} added{known}{left_out}."
        self._screen.tell(" ".join([sentence, *report.skipped[:1]]), "Imported")
        if report.added:
            self._screen.start(self.refresh(), "refresh")

    def _added(self, source: Source | None) -> None:
        if source is not None:
            self._screen.say(f"Subscribed to {source.title}")
            self._list_shelf(Shelf(View(source_id=source.id), source.title))


def _why_not(report: RefreshReport) -> str:
    """Say why nobody was asked."""
    silent = [outcome.silent_until for outcome in report.outcomes if outcome.silent_until]
    if len(silent) < len(report.outcomes):
        return "Asked just now, here or in another window"
    return f"Not asked: the server wants to be left alone until {day_and_hour(min(silent))}"
