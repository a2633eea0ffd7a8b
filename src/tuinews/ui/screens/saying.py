"""What a screen says: in passing in its top bar, as a notice, as a warning."""

from __future__ import annotations

from typing import Final

from textual.timer import Timer

from tuinews.ui.screens.working import Working
from tuinews.ui.widgets.bars import TopBar

SAID_SECONDS: Final = 3.0
TOLD_SECONDS: Final = 6.0
COMPLAINED_SECONDS: Final = 10.0


class Saying(Working):
    """A screen with a top bar, and with work beside it.

    Args:
        top_bar: Its top bar.
        silence: What stands there while nothing is said.
    """

    def __init__(self, top_bar: TopBar, silence: str) -> None:
        super().__init__()
        self.top_bar = top_bar
        self._silence = silence
        self._said: Timer | None = None

    def say(self, sentence: str) -> None:
        """Say something in passing, in the top bar."""
        self.top_bar.note = sentence
        if self._said is not None:
            self._said.stop()  # It would cut short what is said now.
        self._said = self.set_timer(SAID_SECONDS, self.fall_silent)

    def fall_silent(self) -> None:
        """Say nothing any more in the top bar."""
        self.top_bar.note = self._silence

    def tell(self, sentence: str, title: str = "") -> None:
        """Say something that should be noticed."""
        self.notify(sentence, title=title, timeout=TOLD_SECONDS, markup=False)

    def complain(self, sentence: str, title: str = "") -> None:
        """Say what went wrong."""
        self.notify(sentence, title=title, severity="warning", timeout=COMPLAINED_SECONDS, markup=False)
