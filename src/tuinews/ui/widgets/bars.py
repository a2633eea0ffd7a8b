"""The single rows of the screen: titles of panes, top bar, tab strip, reading progress, key bar."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import reactive

from tuinews.ui.commands import shown_key
from tuinews.ui.format import count
from tuinews.ui.keymap import DEFAULT, Keymap
from tuinews.ui.widgets.bar import Bar, Part, cells
from tuinews.ui.widgets.wrap import fit


class PaneTitle(Bar):
    """The number and the name of a pane."""

    SIDES = (2, 1)
    DEFAULT_CSS = "PaneTitle { height: 1; width: 1fr; }"

    lit: reactive[bool] = reactive(False)
    """Whether the pane has the keys."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def parts(self, width: int) -> Sequence[Part]:
        """The title, in the primary colour while the keys go to its pane."""
        return [Part(fit(self._title, width), "primary" if self.lit else "ink-faint", bold=self.lit)]


class TopBar(Bar):
    """Brand, what is listed, how much of it is unread, what has arrived; at the right the progress of a refresh."""

    DEFAULT_CSS = "TopBar { height: 1; background: $panel; }"
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

    def parts(self, width: int) -> Sequence[Part]:
        """What is said in passing may take what the name of the list leaves."""
        left = [Part(self._brand, "primary", bold=True), Part(" ")]
        right = self._right(max(width // 2, width - cells(left) - cell_len(self.view) - 2))
        tail = [Part("  "), Part(f" {self.new} ", chip=True)] if self.new else []
        unread = "" if not self.unread else f"  {count(self.unread, 'unread', 'unread')}"
        room = width - cells(left) - cells(right) - cells(tail) - 1
        if room < cell_len(unread) + max(8, min(cell_len(self.view), 16)):
            unread = ""
        view = fit(self.view, max(0, room - cell_len(unread)))
        left += [Part(view, "ink-strong", bold=True), Part(unread, "ink-soft"), *tail]
        return [*left, Part(" " * max(0, width - cells(left) - cells(right))), *right]

    def _right(self, room: int) -> list[Part]:
        if self.progress is None:
            return [Part(fit(self.note, room), "ink-faint")] if self.note else []
        done, total, title = self.progress
        filled = round(self._BAR * done / total) if total else 0
        numbers = f" {done}/{total} "
        return [
            Part("━" * filled, "primary"),
            Part("━" * (self._BAR - filled), "hairline"),
            Part(numbers, "ink-soft"),
            Part(fit(title, max(0, room - self._BAR - len(numbers))), "ink-faint"),
        ]


class TabStrip(Bar):
    """The names of the panes, where only one of them is seen at a time."""

    SIDES = (2, 2)
    DEFAULT_CSS = "TabStrip { height: 1; background: $surface; }"
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

    def parts(self, width: int) -> Sequence[Part]:
        """The tabs."""
        return [part for _, part in self._pieces(width)]

    def _pieces(self, width: int) -> list[tuple[str | None, Part]]:
        """Where not all names have room, the panes behind are told by their numbers."""
        blanks = Part(" " * (4 if width >= 52 else 1))
        short = sum(cell_len(label) + 1 for _, label in self.TABS) > width + 1
        pieces: list[tuple[str | None, Part]] = []
        for name, label in self.TABS:
            front = name == self.pane
            words = label.partition(" ")[0] if short and not front else label
            pieces += [(name, Part(words, "primary" if front else "ink-faint", bold=front)), (None, blanks)]
        return pieces[:-1]

    def on_click(self, event: events.Click) -> None:
        """Ask for the pane whose tab was clicked."""
        name = _hit(self._pieces(self.room), event.x - self.SIDES[0])
        if name:
            self.post_message(self.Clicked(name))


class ReadingProgress(Bar):
    """How far the story has been read, and what is left of it."""

    SIDES = (0, 0)
    DEFAULT_CSS = "ReadingProgress { height: 1; width: 1fr; max-width: 78; }"

    done: reactive[float] = reactive(0.0, repaint=False)
    minutes: reactive[int] = reactive(0)

    def __init__(self, keymap: Keymap = DEFAULT) -> None:
        super().__init__()
        self._next = keymap.key("read.on")
        self._drawn: list[Part] = []

    def watch_done(self) -> None:
        """Draw the bar anew where that makes a difference; one line further, it mostly does not."""
        if self._measured(self.room) != self._drawn:
            self.refresh()

    def parts(self, width: int) -> Sequence[Part]:
        """The bar, and the words after it."""
        self._drawn = self._measured(width)
        return self._drawn

    def _measured(self, width: int) -> list[Part]:
        left = max(1, round(self.minutes * (1 - self.done)))
        note = f" {left} min left" if self.done < 1 else f" end · {self._next} for next"
        width = max(0, width - len(note))
        filled = round(width * self.done)
        return [
            Part("━" * filled, "primary"),
            Part("━" * (width - filled), "hairline"),
            Part(note, "ink-faint"),
        ]


class KeyBar(Bar):
    """The keys that matter here; each can be clicked."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $surface; }"

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

    def parts(self, width: int) -> Sequence[Part]:
        """The keys, the palette's at the right."""
        return [part for _, part in self._pieces(width)]

    def _pieces(self, width: int) -> list[tuple[str | None, Part]]:
        right = self._key("app.palette")
        left: list[tuple[str | None, Part]] = []
        room = width - cells(part for _, part in right)
        for name in self.commands:
            pieces = [*self._key(name), (None, Part("  "))]
            taken = cells(part for _, part in pieces)
            if taken > room:
                break
            left += pieces
            room -= taken
        return [*left, (None, Part(" " * max(0, room))), *right]

    def _key(self, name: str) -> list[tuple[str | None, Part]]:
        command = self._keymap.by_id[name]
        if not command.keys:
            return [(name, Part(command.title, "ink-soft"))]
        key = shown_key(command.keys[0]).replace("ctrl-", "^")
        return [(name, Part(key, "primary", bold=True)), (name, Part(f" {command.title}", "ink-soft"))]

    def on_click(self, event: events.Click) -> None:
        """Ask for the command that was clicked."""
        name = _hit(self._pieces(self.room), event.x - self.SIDES[0])
        if name:
            self.post_message(self.Clicked(name))


def _hit(pieces: Sequence[tuple[str | None, Part]], x: int) -> str | None:
    for name, part in pieces:
        x -= cell_len(part.text)
        if x < 0:
            return name
    return None
