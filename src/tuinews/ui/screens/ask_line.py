"""A question that is answered by one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tuinews.text import clean_line
from tuinews.ui.screens.dialog import Panel
from tuinews.ui.screens.working_dialog import WorkingDialog

_CHARACTERS = 200


class AskLine(WorkingDialog[str]):
    """Answers with the line, cleaned, once it can be used.

    Args:
        question: The title.
        about: What it is about, a line under the title.
        example: What stands in the empty field.
        look: Looks at the line while it is typed. Gives whether it can be used, and a sentence about it.
    """

    CSS = "AskLine > #panel { width: 60; }"

    def __init__(
        self, question: str, about: str, example: str, look: Callable[[str], Awaitable[tuple[bool, str]]]
    ) -> None:
        super().__init__()
        self._question = question
        self._about = about
        self._look = look
        self._input = Input(placeholder=example, id="line", compact=True, max_length=_CHARACTERS)

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content(self._question), classes="title")
            yield Static(Content(self._about), classes="lead")
            yield self._input
            yield self.said
            yield Static(Content("enter take it · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Let the user type."""
        self._input.focus()

    @property
    def line(self) -> str:
        """What was typed."""
        return clean_line(self._input.value, _CHARACTERS)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what the line means."""
        event.stop()
        self._inspect(taken=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, if it can be used."""
        event.stop()
        self._inspect(taken=True)

    def _inspect(self, *, taken: bool) -> None:
        self.start(self._judge(self.line, taken=taken), exclusive=True)

    async def _judge(self, line: str, *, taken: bool) -> None:
        usable, sentence = await self._look(line)
        if taken and usable:
            self.dismiss(line)
            return
        self.say(sentence if line or taken else "", trouble=taken and not usable)
