"""The reader's one screen: its panes, their layout, and who answers which command."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from tuinews.model import Reading
from tuinews.ui.bindings import bindings_of, joined
from tuinews.ui.commands import LEADER
from tuinews.ui.keymap import DEFAULT, Keymap
from tuinews.ui.screens.dialog import LOW_ROWS, move_in
from tuinews.ui.screens.finding import Finding
from tuinews.ui.screens.keys_shown import keys_for
from tuinews.ui.screens.leading import Leading
from tuinews.ui.screens.saying import Saying
from tuinews.ui.screens.searching import Searching
from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.bars import KeyBar, PaneTitle, ReadingProgress, TabStrip, TopBar
from tuinews.ui.widgets.context import Context
from tuinews.ui.widgets.empty_state import EmptyState
from tuinews.ui.widgets.find_bar import FindBar
from tuinews.ui.widgets.ground import Column, Ground, Row
from tuinews.ui.widgets.leader_strip import LeaderStrip
from tuinews.ui.widgets.marks import UNICODE, Marks
from tuinews.ui.widgets.row_list import RowList
from tuinews.ui.widgets.source_list import SourceList
from tuinews.ui.widgets.story_list import Density, StoryList

if TYPE_CHECKING:
    from tuinews.config import Config
    from tuinews.ui.screens.desk import Desk

DEMO: Final = "demo"
"""What the app answers when the user wants to see the demo edition."""

PANES: Final = ("sources", "stories", "reader", "context")
DRAWERS: Final = ("sources", "context")
"""Panes that come over the others where there is no room beside them."""

_BESIDE_COLUMNS: Final = 100
"""Columns from which on panes stand side by side."""
_ROOMY_ROWS: Final = 30


class MainScreen(Saying, Ground):
    """Sources, stories, reader and context: side by side as far as the columns go, one at a time below 100."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared so by Textual
        (0, "-one"),
        (_BESIDE_COLUMNS, "-two"),
        (150, "-three"),
        (190, "-four"),
    ]
    # Textual draws the whole screen anew with it; those who lose and get the focus draw themselves.
    focused: Reactive[Widget | None] = Reactive[Widget | None](None, repaint=False)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_ROOMY_ROWS, "-tall")]  # noqa: RUF012 - declared so by Textual

    def __init__(
        self,
        config: Config,
        *,
        demo: bool = False,
        marks: Marks = UNICODE,
        keymap: Keymap = DEFAULT,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        top_bar = TopBar(brand="✦ tuinews" if marks is UNICODE else "tuinews")
        super().__init__(top_bar, "demo edition" if demo else "")
        keys = BindingsMap([*bindings_of(keymap, at_once=True), *bindings_of(keymap)])
        # Textual has no public way to give keys to one screen that are known only when it is made.
        self._bindings = joined(self._bindings, keys)
        self.keymap = keymap
        self.config = config
        self.demo = demo
        self.clock = clock
        self.now = now or partial(datetime.now, UTC)
        self.marks = marks
        self.pane = "stories"
        self.desk: Desk | None = None
        """Everything that needs the library; None until that is open."""
        self.tabs = TabStrip()
        self.sources = SourceList(id="sources")
        self.search = Input(placeholder="Search all stories", id="search", compact=True)
        self.stories = StoryList(marks=marks, id="stories")
        self.article = ArticleView(clock=clock, veil=f"[spoiler: {keymap.key('story.reveal')}]", id="article")
        self.progress = ReadingProgress(keymap)
        self.context = Context(marks=marks, id="context")
        self.key_bar = KeyBar(keymap)
        self.find_bar = FindBar()
        self.finding = Finding(self, self.article, self.find_bar)
        self.leader = LeaderStrip(keymap)
        self.leading = Leading(self, self.leader)
        self.searching = Searching(self, self.search)
        self._panes = {name: Column(id=f"{name}-pane", classes="pane") for name in PANES}
        self._panes["reader"].add_class("-empty", update=False)
        self._titles = {name: PaneTitle(f"{number}  {name.title()}") for number, name in enumerate(PANES, 1)}
        self._stories_empty = EmptyState(id="stories-empty")
        self._reader_empty = EmptyState(id="reader-empty")
        self.chosen_density: Density | None = None
        self._before_drawer = "stories"

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield self.top_bar
        yield self.tabs
        with Row(id="body"):
            with self._panes["sources"]:
                yield self._titles["sources"]
                yield self.sources
            with self._panes["stories"]:
                yield self._titles["stories"]
                yield self.search
                yield self.stories
                yield self._stories_empty
            with self._panes["reader"]:
                yield self._titles["reader"]
                yield self.article
                with Row(id="reader-foot"):
                    yield self.progress
                    yield self.find_bar
                yield self._reader_empty
            with self._panes["context"]:
                yield self._titles["context"]
                yield self.context
        yield self.leader
        yield self.key_bar

    def on_mount(self) -> None:
        """Show the empty desk."""
        self.fall_silent()
        self.reader_says(
            (
                "Nothing open yet",
                f"Press `{self.key('pane.in')}` on a story, or `{self.key('read.on')}` to begin reading.",
                "ticket",
            )
        )
        # Without waiting for the message: bar and text go on in one picture.
        self.watch(self.article, "scroll_y", self._keep_progress, init=False)
        self.show_pane("stories")

    def attach(self, desk: Desk, listed: Callable[[], None]) -> None:
        """Take up work, now that the library is open.

        Args:
            desk: Who does it.
            listed: Called once the first rows are in the list, or can't be had.
        """
        self.desk = desk
        self.set_interval(60, lambda: self.stories.tell_time(self.now()))
        desk.begin(listed)

    # --- saying things

    def key(self, command: str) -> str:
        """Give the key of a command as people know it."""
        return self.keymap.key(command)

    def reader_says(self, words: tuple[str, str, str] | None) -> None:
        """Show title, sentence and picture in place of a story; None shows the story."""
        if words is not None:
            self._reader_empty.tell(*words)
        self._panes["reader"].set_class(words is not None, "-empty")

    @property
    def lists_nothing(self) -> bool:
        """Whether the list has no story."""
        return self._panes["stories"].has_class("-empty")

    def refresh_chrome(self) -> None:
        """Bring top bar, key bar and the empty list up to date."""
        self._show_keys()
        desk = self.desk
        if desk is None or not desk.listing.ready:
            return
        listing = desk.listing
        self.top_bar.view = listing.title
        number = len(listing.fresh)
        self.top_bar.new = (
            f"{number}{'+' if number >= 200 else ''} new · press {self.key('list.new')}" if number else ""
        )
        empty = not listing.stories
        if empty:
            self._stories_empty.tell(*desk.why_empty())
        if empty != self.lists_nothing:
            self._panes["stories"].set_class(empty, "-empty")
            if not empty and self.pane == "stories" and not isinstance(self.focused, Input):
                self.call_after_refresh(self.stories.focus)

    # --- panes

    def show_pane(self, name: str) -> None:
        """Bring a pane to the front and give it the keys."""
        if self.has_class("zen") and name != "reader":
            self.remove_class("zen")
        if name in DRAWERS and self.pane in ("stories", "reader"):
            self._before_drawer = self.pane
        self.mark_pane(name)
        if self._panes[name].display:
            self._focus_pane(name)
        else:  # What is not on the screen yet can't take the focus.
            self.call_after_refresh(self._focus_pane, name)

    def _focus_pane(self, name: str) -> None:
        field = {"stories": self.search, "reader": self.find_bar.field}.get(name)
        if name == self.pane and (field is None or self.focused is not field):
            self.set_focus(self.query_one(f"#{'article' if name == 'reader' else name}", Widget))

    def mark_pane(self, name: str) -> None:
        """Bring a pane to the front; the focus stays."""
        self.pane = name
        self.tabs.pane = name
        # On the panes, not on the screen, and only where it matters: the styles of everything below are worked out anew.
        alone = self.size.width < _BESIDE_COLUMNS
        for other, pane in self._panes.items():
            pane.update_classes(
                {
                    "-front": other == name and (alone or name in DRAWERS),
                    "-beside-sources": name == "sources",
                    "-beside-context": name == "context",
                }
            )
        self._show_keys()

    def _show_keys(self) -> None:
        searching = self.desk is not None and bool(self.desk.listing.view.query)
        self.key_bar.commands = keys_for(self.pane, searching=searching, finding=self.finding.active)

    def watch_focused(self, focused: Widget | None) -> None:
        """Light the title of the pane that has the keys; by :focus-within, Textual would style all that is in both panes anew."""
        above = focused.ancestors if focused is not None else ()
        for name, title in self._titles.items():
            title.lit = self._panes[name] in above

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, when the mouse has moved it."""
        for name, pane in self._panes.items():
            if name != self.pane and event.widget in pane.walk_children():
                self.mark_pane(name)

    def step_pane(self, step: int, *, around: bool = False) -> None:
        """Go to the pane beside."""
        place = PANES.index(self.pane) + step
        if around or 0 <= place < len(PANES):
            self.show_pane(PANES[place % len(PANES)])

    def step_out(self) -> bool:
        """Go one step out; tell whether there was one."""
        if self.has_class("searching") and self.pane == "stories":
            self.searching.end()
        elif self.selections and self.pane == "reader":
            self.clear_selection()
        elif self.finding.active and self.pane == "reader":
            self.finding.close()
        elif self.has_class("zen"):
            self.remove_class("zen")
        elif self.pane in DRAWERS:
            self.show_pane(self._before_drawer if self.pane == "context" else "stories")
        elif self.pane == "reader":
            self.show_pane("stories")
        else:
            return self.desk is not None and self.desk.step_out()
        return True

    def story_under_cursor(self) -> int | None:
        """Give the id of the story that the cursor of the pane in front stands on; None in the reader."""
        if self.pane == "context":
            row = self.context.current
            return row.story.id if row is not None and row.story is not None else None
        if self.pane == "stories" and self.stories.story is not None:
            return self.stories.story.id
        return None

    def on_resize(self, event: events.Resize) -> None:
        """Give rows and headlines room where there is some."""
        roomy = event.size.height >= _ROOMY_ROWS
        self.stories.density = self.chosen_density or ("roomy" if roomy else "cosy")
        self.article.roomy = roomy
        self.set_class(event.size.height < LOW_ROWS, "-low")
        self.set_class(event.size.height < LOW_ROWS // 2, "-lowest")
        self.mark_pane(self.pane)
        if self.desk is not None:
            self.desk.pictures.fit()

    def choose_density(self, density: Density | None) -> None:
        """Give stories more or less room; None leaves it to the height of the terminal."""
        self.chosen_density = density
        self.stories.density = density or ("roomy" if self.size.height >= _ROOMY_ROWS else "cosy")

    # --- keys

    def on_click(self) -> None:
        """Wait for a key no longer."""
        self.leading.give_up()

    # --- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to the search field while it has the focus."""
        return action != "at_once" or not isinstance(self.focused, Input)

    def action_at_once(self, command: str) -> None:
        """Carry out a command before the next key is looked at."""
        self.action_command(command)

    def action_command(self, command: str) -> None:
        """Carry out a command of the table."""
        if self._move(command):
            return
        pane, _, name = command.partition(".")
        if pane == "pane" and name in PANES:
            self.show_pane(name)
            return
        match command:
            case _ if command == LEADER:
                self.leading.begin()
            case "next.unread" if self.finding.active and self.pane == "reader":
                self.finding.step(1)
            case "find.previous":
                self.finding.step(-1)
            case "find.story":
                self.finding.begin()
            case "story.links":
                self.finding.label_links()
            case "pane.left":
                if not (self.pane == "stories" and self.desk is not None and self.desk.reports.close()):
                    self.step_pane(-1)
            case "pane.right":
                if not (self.pane == "stories" and self.desk is not None and self.desk.reports.open()):
                    self.step_pane(1)
            case "pane.next":
                self.step_pane(1, around=True)
            case "pane.previous":
                self.step_pane(-1, around=True)
            case "pane.out":
                self.step_out()
            case "pane.leave":
                if not self.step_out():
                    self.app.exit()
            case "app.zen":
                self.toggle_class("zen")
                self.show_pane("reader")
            case "app.help":
                from tuinews.ui.screens.help import Help

                self.app.push_screen(Help(self.keymap), self._run)
            case "app.palette":
                self.app.action_command_palette()
            case "app.theme":
                self.call_later(self.run_action, "app.choose_theme")
            case "app.quit":
                self.app.exit()
            case _ if self.desk is not None:
                self.desk.carry_out(command)

    def _run(self, command: str | None) -> None:
        if command is not None:
            self.action_command(command)

    def _move(self, command: str) -> bool:
        target = self.article if self.pane == "reader" else self.query_one(f"#{self.pane}", RowList)
        return move_in(target, command)

    def leave_for_demo(self) -> None:
        """Leave this library, and open the demo edition."""
        self.app.exit(DEMO)

    # --- fields

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        if event.input is self.find_bar.field:
            self.finding.typed(event.value)
        elif self.desk is not None:
            self.desk.search(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        if event.input is self.find_bar.field:
            self.finding.done_typing()
        else:
            self.searching.done_typing()

    # --- what the panes ask for

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open what was chosen."""
        if self.desk is not None:
            self.desk.chosen(event.row)

    def on_row_list_near_end(self, event: RowList.NearEnd) -> None:
        """Fetch more stories."""
        if event.rows is self.stories and self.desk is not None:
            self.start(self.desk.listing.more(), "more")

    def _keep_progress(self) -> None:
        self.progress.done = 1.0 if self.article.at_end else min(0.99, self.article.progress)

    def on_article_view_scrolled(self) -> None:
        """Keep the place in the story."""
        self._keep_progress()
        if self.finding.active:
            self.finding.tell()
        if self.desk is not None:
            self.desk.flow.note_place()

    def on_article_view_link_clicked(self, event: ArticleView.LinkClicked) -> None:
        """Follow a link."""
        self.follow(event.url)

    def follow(self, url: str) -> None:
        """Open an address in the browser."""
        if self.desk is not None:
            self.start(self.desk.flow.browse(url), "deed")

    def on_article_view_picture_wanted(self, event: ArticleView.PictureWanted) -> None:
        """Get a picture that has come into view."""
        if self.desk is not None:
            self.start(self.desk.pictures.fetch(event.url, event.columns, event.rows), "picture")

    def on_tab_strip_clicked(self, event: TabStrip.Clicked) -> None:
        """Show the pane of a tab."""
        self.show_pane(event.pane)

    @on(KeyBar.Clicked)
    @on(LeaderStrip.Clicked)
    def on_command_clicked(self, event: KeyBar.Clicked | LeaderStrip.Clicked) -> None:
        """Carry out the command of a key that was clicked."""
        self.action_command(event.command)

    def story_shown(self, reading: Reading | None) -> None:
        """A story is on the screen, or none any more."""
        self.progress.minutes = reading.document.minutes if reading is not None else 0
        if self.desk is not None:
            self.desk.story_shown(reading)
