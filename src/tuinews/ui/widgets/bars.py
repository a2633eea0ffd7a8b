"""The single rows of the screen: top bar, tab strip, reading progress, key bar. Each is one widget that draws itself."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tuinews.ui.commands import shown_key
from tuinews.ui.format import count
from tuinews.ui.keymap import DEFAULT, Keymap
from tuinews.ui.widgets.wrap import fit

Part = tuple[str, str]
"""Text and its style, as Textual's Content takes them: never markup."""


def _joined(parts: Sequence[Part]) -> Content:
    return Content.assemble(*((text, style) for text, style in parts if text))


def _width(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)


class PaneTitle(Static):
    """The number and the name of a pane."""

    ALLOW_SELECT = False

    def __init__(self, title: str) -> None:
        super().__init__(Content(title), classes="pane-title")


class TopBar(Widget):
    """Brand, what is listed, how much of it is unread, what has arrived; at the right the progress of a refresh."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "TopBar { height: 1; padding: 0 1; background: $panel; color: $foreground; }"
    _BAR = 10

    view: reactive[str] = reactive("")
    unread: reactive[int] = reactive(0)
    new: reactive[str] = reactive("")
    """What the pill says; empty for no pill."""
    progress: reactive[tuple[int, int, str] | None] = reactive[tuple[int, int, str] | None](None)
    """Sources asked, sources in all, the newest one's title; None while nothing is refreshed."""
    note: reactive[str] = reactive("")
    """What stands at the right while nothing is refreshed."""

    def __init__(self, *, brand: str = "✦ tuinews") -> None:
        super().__init__()
        self._brand = brand

    def render(self) -> Content:
        """Draw the bar."""
        width = self.content_size.width
        left: list[Part] = [(self._brand, "bold $primary"), (" ", "")]
        # What is said in passing may take what the name of the list leaves.
        right = self._right(max(width // 2, width - _width(left) - cell_len(self.view) - 2))
        tail: list[Part] = []
        if self.new:
            tail = [("  ", ""), (f" {self.new} ", "bold $background on $primary")]
        unread = "" if not self.unread else f"  {count(self.unread, 'unread', 'unread')}"
        room = width - _width(left) - _width(right) - _width(tail) - 1
        if room < cell_len(unread) + max(8, min(cell_len(self.view), 16)):
            unread = ""
        view = fit(self.view, max(0, room - cell_len(unread)))
        left += [(view, "bold $ink-strong"), (unread, "$ink-soft"), *tail]
        return _joined([*left, (" " * max(0, width - _width(left) - _width(right)), ""), *right])

    def _right(self, room: int) -> list[Part]:
        if self.progress is None:
            return [(fit(self.note, room), "$ink-faint")] if self.note else []
        done, total, title = self.progress
        filled = round(self._BAR * done / total) if total else 0
        numbers = f" {done}/{total} "
        return [
            ("━" * filled, "$primary"),
            ("━" * (self._BAR - filled), "$hairline"),
            (numbers, "$ink-soft"),
            (fit(title, max(0, room - self._BAR - len(numbers))), "$ink-faint"),
        ]


class TabStrip(Widget):
    """The names of the panes, where only one of them is seen at a time."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "TabStrip { height: 1; padding: 0 2; background: $surface; color: $ink-faint; }"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("sources", "1 Sources"),
        ("stories", "2 Stories"),
        ("reader", "3 Reader"),
        ("context", "4 Context"),
    )

    class Clicked(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    pane: reactive[str] = reactive("stories")

    def render(self) -> Content:
        """Draw the tabs."""
        return _joined(
            [
                (text, "" if name is None else "bold $primary" if name == self.pane else "")
                for name, text in self._pieces()
            ]
        )

    def _pieces(self) -> list[tuple[str | None, str]]:
        blanks = " " * (4 if self.content_size.width >= 52 else 1)
        pieces: list[tuple[str | None, str]] = []
        for name, label in self.TABS:
            pieces += [(name, label), (None, blanks)]
        return pieces[:-1]

    def on_click(self, event: events.Click) -> None:
        """Ask for the pane whose tab was clicked."""
        name = _hit(self._pieces(), event.x - 2)
        if name:
            self.post_message(self.Clicked(name))


class ReadingProgress(Widget):
    """How far the story has been read, and what is left of it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ReadingProgress { height: 1; width: 1fr; max-width: 78; }"

    done: reactive[float] = reactive(0.0, repaint=False)
    minutes: reactive[int] = reactive(0)

    def __init__(self, keymap: Keymap = DEFAULT) -> None:
        super().__init__()
        self._next = keymap.key("read.on")
        self._drawn: tuple[int, int, str] | None = None

    def watch_done(self) -> None:
        """Draw the bar anew where that makes a difference; one line further, it mostly does not."""
        if self._measured() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Draw the bar and the words after it."""
        filled, left, note = self._drawn = self._measured()
        return _joined([("━" * filled, "$primary"), ("━" * left, "$hairline"), (note, "$ink-faint")])

    def _measured(self) -> tuple[int, int, str]:
        """Give the cells that are filled and those that are not, and the words."""
        left = max(1, round(self.minutes * (1 - self.done)))
        note = f" {left} min left" if self.done < 1 else f" end · {self._next} for next"
        width = max(0, self.content_size.width - len(note))
        filled = round(width * self.done)
        return filled, width - filled, note


class KeyBar(Widget):
    """The keys that matter here; each can be clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeyBar { height: 1; padding: 0 1; background: $surface; color: $ink-soft; }"

    class Clicked(Message):
        """A command was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    commands: reactive[tuple[str, ...]] = reactive[tuple[str, ...]](())
    """Ids, the most important first; what doesn't fit is left out."""

    def __init__(self, keymap: Keymap = DEFAULT) -> None:
        super().__init__()
        self._keymap = keymap

    def render(self) -> Content:
        """Draw the keys, the palette's at the right."""
        left, right = self._pieces()
        room = self.content_size.width - sum(cell_len(text) for _, text, _ in (*left, *right))
        return _joined([(text, style) for _, text, style in (*left, (None, " " * max(0, room), ""), *right)])

    def _pieces(self) -> tuple[list[tuple[str | None, str, str]], list[tuple[str | None, str, str]]]:
        right = self._key("app.palette")
        left: list[tuple[str | None, str, str]] = []
        room = self.content_size.width - sum(cell_len(text) for _, text, _ in right)
        for name in self.commands:
            pieces = [*self._key(name), (None, "  ", "")]
            taken = sum(cell_len(text) for _, text, _ in pieces)
            if taken > room:
                break
            left += pieces
            room -= taken
        return left, right

    def _key(self, name: str) -> list[tuple[str | None, str, str]]:
        command = self._keymap.by_id[name]
        if not command.keys:
            return [(name, command.title, "$ink-soft")]
        key = shown_key(command.keys[0]).replace("ctrl-", "^")
        return [(name, key, "bold $primary"), (name, f" {command.title}", "$ink-soft")]

    def on_click(self, event: events.Click) -> None:
        """Ask for the command that was clicked."""
        left, right = self._pieces()
        room = self.content_size.width - sum(cell_len(text) for _, text, _ in (*left, *right))
        pieces = [(name, text) for name, text, _ in (*left, (None, " " * max(0, room), ""), *right)]
        name = _hit(pieces, event.x - 1)
        if name:
            self.post_message(self.Clicked(name))


def _hit(pieces: Sequence[tuple[str | None, str]], x: int) -> str | None:
    for name, text in pieces:
        x -= cell_len(text)
        if x < 0:
            return name
    return None
