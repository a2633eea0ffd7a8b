"""The dialogs in which the user writes on a saved story: its tags on one line, its note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static, TextArea

from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.widgets.wrap import fit

_OFFERED_CELLS = 300


class Jot(Dialog[str]):
    """Answers with what was written.

    It is on the screen before the library has said what there is, so that what is typed at once goes here: that stands
    after what there is, and an answer waits for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._about = Static(classes="lead")
        self._filled = False
        self._answered = False

    @property
    def written(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def put_before(self, text: str) -> None:
        """Put text before what was typed, the cursor at the end."""
        raise NotImplementedError

    def fill(self, title: str, text: str) -> None:
        """Show what there is.

        Args:
            title: The story's.
            text: What is written on it.
        """
        self._about.update(Content(title))
        self.put_before(text)
        self._filled = True
        if self._answered:
            self.dismiss(self.written)

    def answer(self) -> None:
        """Leave with what was written."""
        self._answered = True
        if self._filled:
            self.dismiss(self.written)


class Tags(Jot):
    """Asks for tags, with commas between them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._known = KnownTags()
        self._used = Static(classes="said")
        self._input = Input(
            placeholder="award season, to watch", id="tags", compact=True, suggester=self._known
        )

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Tags"), classes="title")
            yield self._about
            yield self._input
            yield self._used
            yield Static(
                Content("a comma between tags · tab completes · enter keep · esc back"), classes="keys"
            )

    def on_mount(self) -> None:
        """Let the user type."""
        self._input.focus()

    def offer(self, known: Iterable[str]) -> None:
        """Show and complete the tags that there are."""
        self._known.tags = tuple(known)
        used = fit("  ".join(f"#{tag}" for tag in self._known.tags), _OFFERED_CELLS)
        self._used.update(Content(used))
        self._used.display = bool(used)

    @property
    def written(self) -> str:
        """The line."""
        return self._input.value

    def put_before(self, text: str) -> None:
        """Put tags before those that were typed."""
        self._input.value = text + self._input.value
        self._input.cursor_position = len(self._input.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line."""
        event.stop()
        self.answer()

    def action_complete(self) -> None:
        """Take what is suggested."""
        self._input.action_cursor_right()


class Note(Jot):
    """Asks for a note. Escape keeps it: nothing that was written is thrown away."""

    CSS = """
    Note TextArea, Note TextArea:focus {
        border: none; height: 10; padding: 0 1; background: $panel; color: $foreground;
        scrollbar-size: 1 1; scrollbar-color: $hairline; scrollbar-background: $panel;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = TextArea(id="note", compact=True, highlight_cursor_line=False)

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Note"), classes="title")
            yield self._about
            yield self._text
            yield Static(Content("esc keep and go back"), classes="keys")

    def on_mount(self) -> None:
        """Let the user write."""
        self._text.focus()

    @property
    def written(self) -> str:
        """The note."""
        return self._text.text

    def put_before(self, text: str) -> None:
        """Put the note before what was typed."""
        self._text.load_text(text + self._text.text)
        self._text.move_cursor(self._text.document.end)

    def action_leave(self) -> None:
        """Keep the note."""
        self.answer()


class KnownTags(Suggester):
    """Completes the tag that is being typed."""

    def __init__(self, tags: Sequence[str] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.tags = tags

    async def get_suggestion(self, value: str) -> str | None:
        """Give the line with its last tag completed, None when there is none that fits."""
        before, _, typed = value.rpartition(",")
        begun = typed.lstrip().lstrip("#")
        if not begun:
            return None
        there = {tag.strip().casefold() for tag in before.split(",")}
        for tag in self.tags:
            if tag.casefold().startswith(begun.casefold()) and tag.casefold() not in there:
                return value + tag[len(begun) :]
        return None
