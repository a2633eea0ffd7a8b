"""The sources that fail: why, since when, when they are asked again, and what helps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tuinews.health import cure_of, of_reader, times_failed, why_then
from tuinews.model import Source
from tuinews.newsroom import Newsroom
from tuinews.ui.format import ago, count, day_and_hour
from tuinews.ui.screens.dialog import Panel
from tuinews.ui.screens.working_dialog import WorkingDialog
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

_ROWS: Final = 8
_REST: Final = timedelta(minutes=1)


class Failing(WorkingDialog[None]):
    """Lists the sources that fail, and tries one again or lets it go.

    Args:
        newsroom: The open library.
        now: The clock, aware.
    """

    CSS = """
    Failing > #panel { width: 84; }
    Failing .why { color: $foreground; margin-top: 1; height: auto; }
    Failing .when { color: $ink-soft; height: auto; }
    Failing .cure { color: $ink-strong; margin-top: 1; height: auto; }
    """
    MOVES = "letters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "let_go", "Let go", show=False),
        Binding("q", "leave", "Back", show=False),
    ]

    def __init__(self, newsroom: Newsroom, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._now = now
        self._failing: dict[str, Source] = {}
        self._lead = Static(classes="lead")
        self._choices = ChoiceList(id="choices")
        self._why = Static(classes="why")
        self._when = Static(classes="when")
        self._cure = Static(classes="cure")
        self._keys = Static(classes="keys")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Failing sources"), classes="title")
            yield self._lead
            yield self._choices
            yield self._why
            yield self._when
            yield self._cure
            yield self.said
            yield self._keys

    def on_mount(self) -> None:
        """Show them."""
        self.await_rows()
        self.start(self._reload())

    async def _reload(self) -> None:
        sources = await self._newsroom.sources()
        failing = sorted(
            (source for source in sources if source.failing), key=lambda source: source.title.casefold()
        )
        self._failing = {str(source.id): source for source in failing}
        all_well = (
            f"All {count(len(sources), 'source')} are well." if sources else "There are no sources yet."
        )
        self._lead.update(
            Content(
                f"{len(failing)} of {count(len(sources), 'source')} can’t be read." if failing else all_well
            )
        )
        self._choices.display = bool(failing)
        self._choices.styles.max_height = min(_ROWS, len(failing))
        self._choices.replace_rows(
            tuple(Choice(str(source.id), source.title, self._since(source)) for source in failing)
        )
        self._keys.update(Content("enter try again · d let go · esc back" if failing else "esc back"))
        if failing:
            self._choices.focus()
        current = self._choices.current
        self._tell(self._failing.get(current.key) if current else None)
        self.rows_came()

    def on_choice_list_moved(self, event: ChoiceList.Moved) -> None:
        """Tell of the source under the cursor."""
        self.say("")
        self._tell(self._failing.get(event.choice.key))

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Try a source again."""
        event.stop()
        source = self._failing.get(event.row.key)
        if source is not None:
            self.say(f"Asking {source.title} …")
            self.start(self._retry(source))

    async def _retry(self, source: Source) -> None:
        report = await self._newsroom.refresh([source.id], force=True, rest=_REST)
        await self._reload()
        (outcome,) = report.outcomes or (None,)
        if outcome is None:
            return
        if outcome.silent_until is not None:
            self.say(
                f"Not asked: its server wants to be left alone until {day_and_hour(outcome.silent_until)}."
            )
        elif outcome.skipped:
            self.say("It was asked less than a minute ago.")
        elif outcome.failure:
            self.say("It fails still.")
        else:
            self.say(f"{source.title} is well again: {count(outcome.new, 'new story', 'new stories')}.")

    def action_let_go(self) -> None:
        """Unsubscribe from the source under the cursor."""
        current = self._choices.current
        source = self._failing.get(current.key) if current else None
        if source is not None:
            self.start(self._let_go(source))

    async def _let_go(self, source: Source) -> None:
        await self._newsroom.remove(source.id)
        await self._reload()
        self.say(
            f"No longer subscribed to {source.title}. Saved stories stay; u in the main view takes it back."
        )

    def _since(self, source: Source) -> str:
        if source.failing_since is None:
            return f"failed {times_failed(source)}"
        return ago(source.failing_since, self._now())

    def _tell(self, source: Source | None) -> None:
        for part in (self._why, self._when, self._cure):
            part.display = source is not None
        if source is None:
            return
        now = self._now()
        last = ago(source.last_success, now) if source.last_success else "never"
        self._why.update(Content(source.last_error))
        following = day_and_hour(source.next_check) if source.next_check else ""
        next_check = (
            f"Next check {following}: {why_then(source)}."
            if following
            else f"Next check: {why_then(source)}."
        )
        self._when.update(Content(f"Last read {last} · failed {times_failed(source)}. {next_check}"))
        self._cure.update(Content(cure_of(source, of_reader(), now)))
