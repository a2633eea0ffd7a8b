"""Where the user stopped reading in each story, remembered until it is read to its end."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from tuinews.errors import LibraryError
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.typesetting import Place

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_PREFERENCE: Final = "places"
_KEPT: Final = 500
"""Stories whose place is remembered, the newest ones."""
_SETTLE_SECONDS: Final = 2.0


class Places:
    """Remembers places, and writes them down when the user stops scrolling.

    Args:
        screen: The main screen.
        newsroom: The open library.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._places: dict[int, Place] = {}
        self._changed: dict[int, Place | None] = {}
        self._timer: Timer | None = None
        self._loading = asyncio.Lock()
        self._loaded = False

    async def load(self) -> None:
        """Read what is remembered, once."""
        async with self._loading:
            if not self._loaded:
                self._places = _read(await self._newsroom.preference(_PREFERENCE)) | {
                    story_id: place for story_id, place in self._places.items() if story_id in self._changed
                }
                self._loaded = True

    async def of(self, story_id: int) -> Place | None:
        """Give where the user stopped in a story; None for its beginning."""
        if not self._loaded:
            # Somebody who opens the first story at once must not begin it anew, nor have its place forgotten.
            await self.load()
        return self._places.get(story_id)

    def note(self, story_id: int, place: Place | None) -> None:
        """Note where the user is in a story; None at its beginning and at its end."""
        if self._places.get(story_id) == place:
            return
        self._places.pop(story_id, None)
        if place is not None:
            self._places[story_id] = place
        self._changed[story_id] = place
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(_SETTLE_SECONDS, self._write_soon)

    async def write(self) -> None:
        """Write down what was noted; another window's places are kept."""
        if not self._changed:
            return
        changed, self._changed = self._changed, {}
        try:
            places = _read(await self._newsroom.preference(_PREFERENCE))
            for story_id, place in changed.items():
                places.pop(story_id, None)
                if place is not None:
                    places[story_id] = place
            kept = list(places.items())[-_KEPT:]
            document = {str(story_id): [place.block, round(place.share, 3)] for story_id, place in kept}
            await self._newsroom.set_preference(_PREFERENCE, json.dumps(document))
        except LibraryError:
            # Nothing that the user asked for: it is tried again with the next place.
            self._changed = changed | self._changed

    def _write_soon(self) -> None:
        self._screen.start(self.write(), "places")


def _read(stored: str | None) -> dict[int, Place]:
    try:
        document = json.loads(stored or "{}")
        return {
            int(story_id): Place(int(block), float(share)) for story_id, (block, share) in document.items()
        }
    except (AttributeError, TypeError, ValueError):
        return {}
