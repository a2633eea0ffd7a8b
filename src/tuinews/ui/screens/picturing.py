"""When a screen is drawn: once for all that belongs together, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from textual.geometry import Size
from textual.screen import Screen

from tuinews.ui.screens.laying_out import LastDrawn


class Picturing(Screen[None]):
    """A screen that can wait with its next picture, and for it."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LastDrawn()
        self._held = 0
        """How many wait for one picture."""
        self._undrawn = False
        """Whether there would have been another picture meanwhile."""

    def expect(self, size: Size) -> None:
        """Be styled for a size from the first; what has another one when it is drawn is styled anew."""
        for breakpoints, extent in (
            (self.HORIZONTAL_BREAKPOINTS, size.width),
            (self.VERTICAL_BREAKPOINTS, size.height),
        ):
            names = [name for least, name in breakpoints or () if extent >= least]
            self.add_class(*names[-1:], update=False)

    @contextmanager
    def in_one_picture(self) -> Iterator[None]:
        """Draw nothing until all that is done in the meantime can be shown at once."""
        self._held += 1
        try:
            with self.app.batch_update():
                yield
        finally:
            self._held -= 1
            if self._undrawn and not self._held:
                self._undrawn = False
                self.refresh()
            # Textual wakes the app, not the screen, which may have nothing else to do.
            self.check_idle()

    async def drawn(self) -> None:
        """Wait until what is to be shown is on the screen."""
        done = asyncio.Event()
        self.call_after_refresh(done.set)
        await done.wait()

    def _compositor_refresh(self) -> None:
        # Textual makes a picture of each new layout, and throws it away while all is held back.
        if self._held:
            self._undrawn = True
        else:
            super()._compositor_refresh()
