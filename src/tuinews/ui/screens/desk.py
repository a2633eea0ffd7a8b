"""Everything of the main screen that needs the library, put together once that is open."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tuinews.model import Change, NewSource, Reading, Story, View
from tuinews.newsroom import Newsroom
from tuinews.ui.screens.annotate import Annotate
from tuinews.ui.screens.background import Background
from tuinews.ui.screens.densities import Densities
from tuinews.ui.screens.flow import Flow
from tuinews.ui.screens.gathering import Gathering
from tuinews.ui.screens.kept import Kept
from tuinews.ui.screens.listing import TOP, Listing, Shelf
from tuinews.ui.screens.pictures import Drawing, Pictures
from tuinews.ui.screens.refreshing import Refreshing
from tuinews.ui.screens.reports import Reports
from tuinews.ui.screens.surroundings import Surroundings
from tuinews.ui.widgets.context import ContextRow
from tuinews.ui.widgets.source_list import SourceRow, smart_feeds

if TYPE_CHECKING:
    from tuinews.ui.screens.correcting import Correcting
    from tuinews.ui.screens.main import MainScreen
    from tuinews.ui.screens.playing import Playing
    from tuinews.ui.screens.stances import Stances

_TYPING_SECONDS: Final = 0.08
"""A search begins when the user pauses for so long."""
_QUERY_CHARACTERS: Final = 200


class Desk:
    """Carries out the commands that need the library, and keeps the screen in step with it.

    Args:
        screen: The main screen.
        newsroom: The open library.
        first: Sources to subscribe to when the library has none of them.
        drawing: How the terminal draws pictures; None if it doesn't.
    """

    def __init__(
        self,
        screen: MainScreen,
        newsroom: Newsroom,
        first: Sequence[NewSource] = (),
        *,
        drawing: Drawing | None = None,
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._first = first
        self._changes = Gathering(screen, self._absorb)
        self._asked: View | None = None
        """The view that is on its way to the list."""
        self.listing = Listing(newsroom, screen.stories, screen.now, screen.refresh_chrome)
        self.flow = Flow(screen, newsroom, self.listing, screen.article, screen.clock, screen.now)
        self.refreshing = Refreshing(screen, newsroom, self.list_shelf, self._refreshed)
        self.surroundings = Surroundings(newsroom, screen.sources, screen.context, screen.marks, screen.now)
        self._kept = Kept(screen, newsroom, self.listing)
        self.reports = Reports(
            screen, newsroom, self.listing, partial(self.list_shelf, aside=True), self.step_out
        )
        self._annotate = Annotate(screen, newsroom, self.flow)
        self._density = Densities(screen, newsroom)
        self.pictures = Pictures(screen, newsroom, screen.article, drawing)
        self._background = Background(
            screen,
            newsroom,
            lambda: self.flow.wanted,
            self._count_in_the_panes,
            self.refreshing.ask_due,
            lambda: self.refreshing.running,
        )

    # Made when they are first needed: the first picture needs none of their dialogs.

    @cached_property
    def _stances(self) -> Stances:
        from tuinews.ui.screens.stances import Stances

        return Stances(
            self._screen,
            self._newsroom,
            self.listing,
            self.flow,
            lambda: self.surroundings.stances,
            lambda: self.surroundings.sources,
        )

    @cached_property
    def _correcting(self) -> Correcting:
        from tuinews.ui.screens.correcting import Correcting

        return Correcting(self._screen, self._newsroom, self.flow, self.listing)

    @cached_property
    def _playing(self) -> Playing:
        from tuinews.ui.screens.playing import Playing

        return Playing(self._screen, self._newsroom, self.flow)

    def begin(self, listed: Callable[[], None]) -> None:
        """Show what there is, then ask for news.

        Args:
            listed: Called once the first rows are in the list, or can't be had.
        """
        self._newsroom.subscribe(self._changes.note)
        self._newsroom.hear(self._hear)
        if self._newsroom.notice:
            self._screen.tell(self._newsroom.notice)
        self._screen.start(self._begin(listed), "begin")

    async def _begin(self, listed: Callable[[], None]) -> None:
        try:
            await self.listing.show(TOP)
        finally:
            listed()
        await self._screen.drawn()
        await self.flow.places.load()
        await self._density.recall()
        await self.pictures.recall()
        await self._reload_panes(topics=True)
        self._screen.start(
            self.refreshing.begin(self._first, refresh=self._screen.config.refresh_on_start), "refresh"
        )
        self._background.begin()

    async def _count_in_the_panes(self) -> None:
        await self.surroundings.count_own()
        await self.surroundings.draw_days()

    def _hear(self, sentence: str, lost: bool) -> None:
        self._screen.tell(sentence)
        if lost:
            self._screen.start(self._fetch_again(), "refresh")

    async def _fetch_again(self) -> None:
        await self.refreshing.refresh()
        await self.listing.refill()

    # --- changes of the library

    def _refreshed(self) -> None:
        self._changes.hurry()
        self._background.index()

    async def _absorb(self, change: Change) -> None:
        await self.listing.absorb(change)
        await self.flow.absorb(change)
        # While sources are asked more is to come, and which topics are talked of is known at the end.
        news = change.new > 0 and not self.refreshing.running
        await self._reload_panes(topics=news or change.subscriptions or change.elsewhere or change.topics)
        if change.new or change.stories:
            self._background.index(news=change.new > 0)
        else:
            self._background.count()

    async def _reload_panes(self, *, topics: bool) -> None:
        await self.surroundings.reload_sources(topics=topics)
        await self.surroundings.reload_context()
        view = self.listing.view
        unread = await self._newsroom.count(replace(view, unread=True))
        if view == self.listing.view:
            self._screen.top_bar.unread = unread
        self._screen.refresh_chrome()

    # --- what is listed

    def list_shelf(self, shelf: Shelf, *, aside: bool = False) -> None:
        """List other stories."""
        self._screen.show_pane("stories")
        self._asked = shelf.view
        self._list(partial(self.listing.show, shelf, aside=aside))

    def _list(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def listed() -> None:
            await work()
            self._asked = None
            await self._reload_panes(topics=False)

        self._screen.start(listed(), "listing", exclusive=True)

    def search(self, typed: str) -> None:
        """List what matches; nothing typed lists what was there before."""
        query = typed.strip()[:_QUERY_CHARACTERS]
        if query:
            shelf = Shelf(View(query=query), f"“{query}”")
            self._screen.set_timer(_TYPING_SECONDS, lambda: self._search(typed, shelf))
        else:
            self.step_out()

    def _search(self, typed: str, shelf: Shelf) -> None:
        if self._screen.search.value == typed:
            self._list(partial(self.listing.show, shelf, aside=True))

    def step_out(self) -> bool:
        """List what was listed before a topic or a search; tell whether there was one."""
        behind = self.listing.behind
        if behind is None:
            return False
        self._list(partial(self.listing.show, behind))
        return True

    def chosen(self, row: object) -> None:
        """Open what was chosen in one of the panes."""
        match row:
            case Story():
                self.flow.open(row)
            case SourceRow(view=View() as view, label=label):
                self._screen.searching.close()
                self.list_shelf(Shelf(view, label))
            case ContextRow(story=Story() as story):
                self.flow.open(story)
            case ContextRow(topic=topic) if topic is not None:
                self._list_topic(topic.name)
            case ContextRow(kind="all"):
                self.reports.list_of(self.flow.wanted)

    def why_empty(self) -> tuple[str, str, str]:
        """Say why nothing is listed: title, sentence, picture."""
        listing, key = self.listing, self._screen.key
        if not self.surroundings.sources and not (listing.view.saved or listing.view.aside):
            if self._screen.top_bar.progress:
                return "Fetching the first stories", "They appear here as they come in.", ""
            return (
                "No sources yet",
                f"Press `{key('sources.add')}` to add one, or `{key('app.palette')}` and choose Starter packs.",
                "ticket",
            )
        if listing.view.aside:
            return (
                "Nothing is set aside",
                f"What you hide with `{key('story.hide')}`, or mute with `{key('topics.mute')}`, is found here.",
                "ticket",
            )
        title = listing.shelf.title.replace("`", "’")
        if listing.view.query and listing.behind is None:
            return "Nothing found yet", f"What matches “{title}” appears here as it comes in.", ""
        if listing.view.query:
            return "Nothing found", f"No story has {title}. `{key('pane.out')}` closes the search.", ""
        if listing.view.saved:
            return (
                "Nothing saved yet",
                f"Press `{key('story.save')}` on any story to keep it here, even after its source forgets it.",
                "ticket",
            )
        if self.refreshing.offline:
            demo = "" if self._screen.demo else f", or `{key('app.demo')}` to look around in the demo edition"
            return (
                "No network right now",
                f"None of your sources could be reached. Press `{key('sources.refresh')}` to try again{demo}.",
                "curtain",
            )
        if self._screen.top_bar.progress:
            return "Fetching the first stories", "They appear here as they come in.", ""
        if listing.view.unread:
            return (
                "All caught up",
                f"Nothing is unread here. Press `{key('list.filter')}` to show all stories, or `{key('sources.refresh')}` to ask for more.",
                "curtain",
            )
        return "No stories yet", f"Press `{key('sources.refresh')}` to ask your sources for news.", "ticket"

    # --- the open story

    def story_shown(self, reading: Reading | None) -> None:
        """Show what stands around the story."""
        self.surroundings.set_open(reading)
        self._screen.start(self.surroundings.show_context(), "context", exclusive=True)

    # --- commands

    def carry_out(self, command: str) -> None:
        """Carry out a command of the table that needs the library."""
        flow, screen = self.flow, self._screen
        match command:
            case "read.on":
                flow.read_on()
            case "next.unread":
                flow.next_unread(1)
            case "previous.unread":
                flow.next_unread(-1)
            case "next.story":
                flow.next_story(1)
            case "previous.story":
                flow.next_story(-1)
            case "story.save":
                screen.start(flow.save(), "deed")
            case "story.read":
                screen.start(flow.toggle_read(), "deed")
            case "story.hide":
                screen.start(self._stances.hide(), "deed")
            case "story.tags":
                self._annotate.tags()
            case "story.note":
                self._annotate.note()
            case "story.open":
                screen.start(flow.browse(), "deed")
            case "story.play":
                screen.start(self._playing.play(), "deed")
            case "story.copy":
                screen.start(flow.copy(), "deed")
            case "story.markdown":
                screen.start(flow.copy_markdown(), "deed")
            case "story.pictures":
                screen.start(self.pictures.toggle(), "deed")
            case "story.reveal":
                if screen.article.turn_veil() is None:
                    screen.say("Nothing in this story is marked as a spoiler")
            case "story.full":
                screen.start(flow.other_text(), "deed")
            case "go.reports":
                self.reports.list_of(self.flow.target_id())
            case "go.top" | "go.today" | "go.unread" | "go.saved" | "go.aside":
                self._go_to(command.partition(".")[2])
            case "go.newest":
                self._list(self._newest)
            case "list.read":
                screen.start(flow.mark_all_read(), "deed")
            case "list.filter":
                self._list(self.listing.turn_filter)
            case "list.density":
                screen.start(self._density.turn(), "deed")
            case "list.new":
                if not self.listing.pull_in():
                    screen.say("No new stories are waiting")
            case "find.search":
                screen.searching.begin()
            case "find.keep":
                screen.start(self._kept.keep(), "deed")
            case "topics.story":
                self._stances.list_topic(self._list_topic)
            case "topics.follow":
                self._stances.follow()
            case "topics.mute":
                self._stances.mute()
            case "topics.correct":
                screen.start(self._correcting.correct(), "ask")
            case "topics.corrections":
                screen.start(self._correcting.show_corrections(), "ask")
            case "topics.stances":
                self._stances.manage()
            case "sources.refresh":
                screen.start(self.refreshing.refresh(force=True), "refresh")
            case "sources.refresh_one":
                self._refresh_one()
            case "sources.previous":
                self._step_source(-1)
            case "sources.next":
                self._step_source(1)
            case "sources.add":
                self.refreshing.add()
            case "sources.failing":
                self.refreshing.show_failing()
            case "sources.manage":
                self._manage_sources()
            case "sources.import":
                self.refreshing.import_file()
            case "sources.packs":
                self.refreshing.greet(first=False)
            case "app.undo":
                screen.start(flow.undo(), "deed")
            case "app.demo":
                if not screen.demo:
                    screen.leave_for_demo()

    def _go_to(self, smart: str) -> None:
        """List one of the smart feeds."""
        label, view = smart_feeds(self.surroundings.today)[smart]
        self._screen.searching.close()
        self.list_shelf(Shelf(view, label))

    async def _newest(self) -> None:
        self._screen.show_pane("stories")
        self.listing.pull_in()
        self._screen.stories.to_edge(-1)

    def _list_topic(self, name: str) -> None:
        self._screen.searching.close()
        self.list_shelf(Shelf(View(topic=name), name), aside=True)

    def _step_source(self, step: int) -> None:
        """List the row of the sources pane above or below the one that is listed."""
        rows = [row for row in self._screen.sources.rows if row.view is not None]
        listed = self._asked or self.listing.shelf.view
        at = next((n for n, row in enumerate(rows) if row.view == listed), None)
        target = (0 if step > 0 else len(rows) - 1) if at is None else at + step
        if not 0 <= target < len(rows):
            self._screen.say("That was the last one" if step > 0 else "That is the first one")
            return
        self._screen.sources.go_to(rows[target].key)
        self.chosen(rows[target])

    def _manage_sources(self) -> None:
        # Imported here for the sake of the first picture.
        from tuinews.ui.screens.manage import ManageSources

        async def refresh(source_ids: Sequence[int]) -> None:
            await self.refreshing.refresh(source_ids, force=True)

        def answered(answer: str | None) -> None:
            if answer == "add":
                self.refreshing.add()

        manager = ManageSources(self._newsroom, self._screen.now, refresh, self._source_meant())
        self._screen.app.push_screen(manager, answered)

    def _source_meant(self) -> int | None:
        row = self._screen.sources.current
        story = self._screen.stories.story
        if self._screen.pane == "sources" and row is not None and row.view is not None:
            return row.view.source_id
        return story.source_id if story is not None else None

    def _refresh_one(self) -> None:
        source_id = self._source_meant()
        if source_id is None:
            self._screen.say("Choose a source first")
        else:
            self._screen.start(self.refreshing.refresh([source_id], force=True), "refresh")
