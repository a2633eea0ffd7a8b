"""The first run: what would you like to read?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tuinews.model import NewSource
from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.widgets.choice_list import Choice, ChoiceList

if TYPE_CHECKING:
    from tuinews.feeds.starter import Pack


class Welcomed(Struct, frozen=True):
    """What the user chose to begin with."""

    way: Literal["packs", "address", "file", "demo"]
    sources: tuple[NewSource, ...] = ()


class Welcome(Dialog[Welcomed]):
    """Offers the starter packs, an address of one's own, and the demo edition."""

    MOVES = "letters"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Pick", show=False)]

    def __init__(self, packs: Sequence[Pack], *, first: bool) -> None:
        super().__init__()
        self._packs = {pack.key: pack for pack in packs}
        self._first = first
        self._lead = Static(
            Content("What do you follow? Pick a few; you can change it any time."), classes="lead"
        )
        self._choices = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            title = "✦ Welcome to tuinews" if self._first else "✦ Starter packs"
            yield Static(Content(title), classes="title")
            yield self._lead
            yield self._choices
            yield Static(Content("space pick · enter start · esc skip"), classes="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        choices = [
            Choice(pack.key, pack.title, _named(pack.sources), ticked=self._first and number == 0)
            for number, pack in enumerate(self._packs.values())
        ]
        choices += [
            Choice("", ""),
            Choice("way:address", "An address of your own"),
            Choice("way:file", "Subscriptions of another reader (OPML)"),
            Choice("way:demo", "Look around in the demo edition"),
        ]
        self._choices.styles.max_height = len(choices)
        self._choices.replace_rows(choices, keep=False)
        self._choices.focus()

    def tell_offline(self) -> None:
        """Say that nothing can be fetched right now, and offer what needs no network."""
        self._lead.update(
            Content("No network right now. The demo edition needs none; what you pick is fetched later.")
        )
        self._choices.go_to("way:demo")

    def action_tick(self) -> None:
        """Pick, or choose where there is nothing to pick."""
        choice = self._choices.current
        if choice is not None and choice.ticked is None:
            self._choices.choose()
        else:
            self._choices.toggle()

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Begin."""
        choice: Choice = event.row
        if choice.key == "way:address":
            self.dismiss(Welcomed("address"))
        elif choice.key == "way:file":
            self.dismiss(Welcomed("file"))
        elif choice.key == "way:demo":
            self.dismiss(Welcomed("demo"))
        else:
            keys = self._choices.ticked() or [choice.key]
            sources = tuple(source for key in keys for source in self._packs[key].sources)
            self.dismiss(Welcomed("packs", sources))


def _named(sources: Sequence[NewSource]) -> str:
    names = [source.title for source in sources[:2]]
    more = len(sources) - len(names)
    return ", ".join(names) + (f", {more} more" if more else "")
