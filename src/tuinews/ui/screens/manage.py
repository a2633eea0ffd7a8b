"""The source manager: every subscription with how it fares, to be renamed, moved, asked and removed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from tuinews.model import Change, Source
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.screens.working_dialog import WorkingDialog
from tuinews.ui.widgets.health_list import HealthList, HealthRow, about, health_of, health_rows

_NAME_CHARACTERS = 40
_WAY_IN = "enter rename or move · r ask now · d remove · u undo · a add · esc back"


class ManageSources(WorkingDialog[Literal["add"]]):
    """Lists the sources. Answers with `add` when the user wants to subscribe to another one.

    Args:
        newsroom: The open library.
        now: The clock.
        refresh: Asks sources for news.
        start_at: The id of the source that the cursor stands on at first.
    """

    CSS = """
    ManageSources > #panel { width: 92; height: 90%; }
    ManageSources.-low > #panel { height: 100%; }
    ManageSources .about { color: $ink-soft; height: auto; max-height: 4; margin-top: 1; }
    ManageSources .about.-trouble { color: $warning; }
    """
    MOVES = "letters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,E", "edit", "Edit", show=False),
        Binding("d,delete", "remove", "Remove", show=False),
        Binding("r,R", "ask", "Ask", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("a,ctrl+a", "add", "Add", show=False),
        Binding("q", "leave", "Back", show=False),
    ]

    def __init__(
        self,
        newsroom: Newsroom,
        now: Callable[[], datetime],
        refresh: Callable[[Sequence[int]], Coroutine[Any, Any, None]],
        start_at: int | None,
    ) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._now = now
        self._refresh = refresh
        self._start_at = start_at
        self._rows = HealthList(now(), id="rows")
        self._about = Static(classes="about")
        self._lead = Static(classes="lead")
        self._quit_listening: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Sources"), classes="title")
            yield self._lead
            yield self._rows
            yield self._about
            yield self.said
            yield Static(Content(_WAY_IN), classes="keys")

    def on_mount(self) -> None:
        """List them, and follow what becomes of them."""
        self._quit_listening = self._newsroom.subscribe(self._changed)
        self._rows.focus()
        self.await_rows()
        self.start(self._list())

    def on_unmount(self) -> None:
        """Listen no longer."""
        if self._quit_listening is not None:
            self._quit_listening()

    # --- what is shown

    async def _list(self) -> None:
        sources = await self._newsroom.sources()
        failing = sum(source.failing for source in sources)
        words = f"{len(sources)} sources" if len(sources) != 1 else "1 source"
        if failing:
            words += f", {failing} of them failing"
        if not sources:
            words = "No sources yet. Press a to add one."
        self._lead.update(Content(words))
        self._rows.replace_rows(health_rows(sources))
        if self._start_at is not None:
            self._rows.go_to(f"source:{self._start_at}")
            self._start_at = None
        self.rows_came()
        self._tell_about()

    def _changed(self, change: Change) -> None:
        if change.sources or change.subscriptions or change.new or change.elsewhere:
            self.start(self._list())

    def _tell_about(self) -> None:
        source = self._source
        if source is None:
            self._about.update(Content(""))
            return
        self._about.set_class(source.failing, "-trouble")
        self._about.update(Content(f"{about(source)}\n{health_of(source, self._now())}"))

    def action_command(self, command: str) -> None:
        """Move in the list, or edit; say what the cursor stands on."""
        super().action_command(command)
        self._tell_about()

    @property
    def _source(self) -> Source | None:
        row = self._rows.current
        return row.source if row is not None else None

    # --- what is done

    def on_row_list_chosen(self, event: HealthList.Chosen) -> None:
        """Edit what was chosen."""
        event.stop()
        self._tell_about()
        row: HealthRow = event.row
        if row.source is not None:
            self._edit(row.source)

    def action_edit(self) -> None:
        """Edit the source under the cursor."""
        if self._source is not None:
            self._edit(self._source)

    def _edit(self, source: Source) -> None:
        folders = sorted({row.source.folder for row in self._rows.rows if row.source is not None} - {""})

        def answered(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self.start(self._keep(source, *answer))

        self.app.push_screen(EditSource(source, folders), answered)

    async def _keep(self, source: Source, title: str, folder: str) -> None:
        change = await self._newsroom.edit_source(source.id, title, folder)
        if change.sources:
            self.say("Changed · u undoes it")
        self._start_at = source.id
        await self._list()

    def action_remove(self) -> None:
        """Unsubscribe from the source under the cursor."""
        if self._source is not None:
            self.start(self._remove(self._source))

    async def _remove(self, source: Source) -> None:
        await self._newsroom.remove(source.id)
        self.say(
            f"“{shorten(source.title, _NAME_CHARACTERS)}” removed · saved stories stay · u brings it back"
        )
        await self._list()

    def action_ask(self) -> None:
        """Ask the source under the cursor for news."""
        if self._source is not None:
            self.say(f"Asking “{shorten(self._source.title, _NAME_CHARACTERS)}” …")
            self.start(self._ask(self._source))

    async def _ask(self, source: Source) -> None:
        await self._refresh([source.id])
        await self._list()
        now = await self._newsroom.find_source(str(source.id))
        rested = now.last_checked == source.last_checked and now.last_checked is not None
        self.say("Asked just now. Wait a minute before asking again." if rested else "")

    def action_undo(self) -> None:
        """Take the newest thing back."""
        self.start(self._undo())

    async def _undo(self) -> None:
        self.say(await self._newsroom.undo() or "Nothing to take back")
        await self._list()

    def action_add(self) -> None:
        """Leave, to subscribe to another source."""
        self.dismiss("add")


class EditSource(Dialog[tuple[str, str]]):
    """Answers with the title and the folder that a source is to have.

    Args:
        source: Which.
        folders: Those that there are, to be completed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Field before", show=False),
    ]

    def __init__(self, source: Source, folders: Sequence[str]) -> None:
        super().__init__()
        self._source = source
        self._title = Input(source.title, placeholder="As its feed calls itself", id="name", compact=True)
        self._folder = Input(
            source.folder,
            placeholder="None",
            id="folder",
            compact=True,
            suggester=SuggestFromList(folders, case_sensitive=False),
        )

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Edit a source"), classes="title")
            yield Static(Content(about(self._source)), classes="lead")
            yield Static(Content("Name"), classes="said")
            yield self._title
            yield Static(Content("Folder"), classes="said")
            yield self._folder
            yield Static(Content("tab next field · → complete · enter keep · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Ask."""
        self._title.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was written."""
        event.stop()
        self.dismiss((self._title.value, self._folder.value))
