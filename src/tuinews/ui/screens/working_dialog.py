"""A dialog that does its work beside itself, and says in itself what came of it."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any

from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from tuinews.errors import TuinewsError
from tuinews.ui.screens.beside import Beside
from tuinews.ui.screens.dialog import Answer, Dialog

_log = logging.getLogger(__name__)


class WorkingDialog(Dialog[Answer]):
    """Has a line for what it says; subclasses put `self.said` where that line belongs."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Static(classes="said")
        self._beside = Beside(self)
        self._ahead: list[str] | None = None
        """Commands that wait for rows; None while there is nothing to wait for."""

    def await_rows(self) -> None:
        """Keep commands until rows have come: who opens a dialog often types on."""
        self._ahead = []

    def rows_came(self) -> None:
        """Carry out what waited for rows."""
        ahead, self._ahead = self._ahead or [], None
        for command in ahead:
            self.action_command(command)

    def action_command(self, command: str) -> None:
        """Move in the dialog's list, or choose from it, as soon as there is one."""
        if self._ahead is None:
            super().action_command(command)
        else:
            self._ahead.append(command)

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say something; empty for nothing."""
        self.said.update(Content(sentence))
        self.said.set_class(trouble, "-trouble")

    def start(self, work: Coroutine[Any, Any, None], *, exclusive: bool = False) -> None:
        """Run a coroutine beside the dialog; its failure becomes a sentence.

        Args:
            work: What to do.
            exclusive: Whether older work is given up.
        """
        self._beside.start(work, "dialog", exclusive=exclusive)

    def on_unmount(self) -> None:
        """Give up what has not begun."""
        self._beside.give_up()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what failed."""
        if event.worker.is_finished:
            self._beside.ended(event.worker)
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, TuinewsError):
            self.say(error.summary, trouble=True)
        else:
            _log.error("the work of a dialog failed (%s)", type(self).__name__, exc_info=error)
            self.say("Something unexpected went wrong. The log has the details.", trouble=True)
