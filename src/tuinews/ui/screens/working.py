"""Work beside a screen: started, given up, and told when it failed."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any

from textual.worker import Worker, WorkerState

from tuinews.errors import TuinewsError
from tuinews.ui.screens.beside import Beside
from tuinews.ui.screens.picturing import Picturing

_log = logging.getLogger(__name__)


class Working(Picturing):
    """A screen with work beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._beside = Beside(self)

    def complain(self, sentence: str, title: str = "") -> None:
        """Say what went wrong."""
        raise NotImplementedError

    def start(
        self, work: Coroutine[Any, Any, object], group: str, *, exclusive: bool = False
    ) -> Worker[object]:
        """Run a coroutine beside the screen; its failure becomes a sentence.

        Args:
            work: What to do.
            group: What kind of work it is.
            exclusive: Whether older work of the group is given up.
        """
        return self._beside.start(work, group, exclusive=exclusive)

    def on_unmount(self) -> None:
        """Give up what has not begun."""
        self._beside.give_up()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what failed."""
        if event.worker.is_finished:
            self._beside.ended(event.worker)
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        if isinstance(error, TuinewsError):
            self.complain(error.summary)
        elif error is not None:
            _log.error("a worker of the screen failed (%s)", event.worker.group, exc_info=error)
            self.complain("Something unexpected went wrong. The log has the details; your library is safe.")
