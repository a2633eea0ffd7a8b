"""Everything that is followed and muted, to be changed and ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tuinews.model import Change, Source, Stance, View
from tuinews.newsroom import Newsroom
from tuinews.ui.format import count, day_and_hour
from tuinews.ui.screens.dialog import Panel
from tuinews.ui.screens.muting import Muting
from tuinews.ui.screens.subjects import EVERYWHERE, scope_of, subject_of
from tuinews.ui.screens.working_dialog import WorkingDialog
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

_WAY_IN = "enter change · d end · + follow words · - mute words · u undo · esc back"
_ROWS = 20
_KINDS = {"topic": "topic", "word": "words", "source": "source"}


class StanceList(WorkingDialog[None]):
    """Lists what is muted, then what is followed, each with how many stories it is about, and until when.

    Args:
        newsroom: The open library.
        muting: Asks for more, and stores what is changed.
        aside_key: The key that lists what is set aside.
    """

    CSS = "StanceList > #panel { width: 84; }"
    MOVES = "letters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "end", "End", show=False),
        Binding("plus", "words('follow')", "Follow words", show=False),
        Binding("minus", "words('mute')", "Mute words", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("q", "leave", "Back", show=False),
    ]

    def __init__(self, newsroom: Newsroom, muting: Muting, aside_key: str) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._muting = muting
        self._aside_key = aside_key
        self._rows = ChoiceList(id="rows")
        self._lead = Static(classes="lead")
        self._stances: dict[str, Stance] = {}
        self._sources: Sequence[Source] = ()
        self._quit_listening: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Followed and muted"), classes="title")
            yield self._lead
            yield self._rows
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

    def _changed(self, change: Change) -> None:
        self.start(self._list())

    async def _list(self) -> None:
        stances = await self._newsroom.stances()
        self._sources = await self._newsroom.sources()
        aside = await self._newsroom.count(View(aside=True))
        self._stances = {subject_of(each, self._sources).key: each for each in stances}
        rows: list[Choice] = []
        for stance, heading in (("mute", "Muted"), ("follow", "Followed")):
            some = [each for each in stances if each.stance == stance]
            if some:
                rows += [Choice("", ""), Choice("", heading), *map(self._row, some)]
        self._rows.replace_rows(rows[1:])
        self._rows.styles.max_height = min(_ROWS, len(rows[1:]))
        self.rows_came()
        if not stances:
            words = "Nothing yet. Press + or - on a topic, a source or a story, or here to type words."
        elif aside:
            words = f"{count(aside, 'story is', 'stories are')} muted or hidden now · {self._aside_key} lists them"
        else:
            words = "No story is set aside now."
        self._lead.update(Content(words))

    def _row(self, stance: Stance) -> Choice:
        subject = subject_of(stance, self._sources)
        number = count(stance.stories, "story", "stories") if stance.stories else "no story now"
        until = f" · until {day_and_hour(stance.until)}" if stance.until is not None else ""
        scope = scope_of(stance, self._sources)
        where = "" if scope == EVERYWHERE else f" · {scope.label}"
        return Choice(subject.key, subject.short, f"{_KINDS[stance.kind]}{where} · {number}{until}")

    @property
    def _stance(self) -> Stance | None:
        row = self._rows.current
        return self._stances.get(row.key) if row is not None else None

    # --- what is done

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Change it: for how long it is muted, or that it is muted in place of followed."""
        event.stop()
        stance = self._stances.get(event.row.key)
        if stance is not None:
            subject, scope = subject_of(stance, self._sources), scope_of(stance, self._sources)
            self._muting.mute(subject, scope=scope, ends=stance.stance == "mute")

    def action_end(self) -> None:
        """Neither follow nor mute it any longer."""
        stance = self._stance
        if stance is not None:
            subject = subject_of(stance, self._sources)
            self._muting.end(subject, stance.stance)
            self.say(f"{subject.named} is no longer {_done(stance)} · u undoes it")

    def action_words(self, stance: str) -> None:
        """Ask for words to follow or to mute."""
        if stance == "follow":
            self._muting.ask_words("follow", self._muting.follow)
        else:
            self._muting.ask_words("mute", self._muting.mute)

    def action_undo(self) -> None:
        """Take the newest thing back."""
        self.start(self._undo())

    async def _undo(self) -> None:
        self.say(await self._newsroom.undo() or "Nothing to take back")


def _done(stance: Stance) -> str:
    return "followed" if stance.stance == "follow" else "muted"
