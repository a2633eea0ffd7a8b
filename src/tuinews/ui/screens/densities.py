"""How much room a story takes in the list: chosen by the user, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.story_list import DENSITIES

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_DENSITY: Final = "density"
_WORDS: Final = {
    "dense": "One line for each story",
    "cosy": "Two lines for each story",
    "roomy": "Whole titles, with room between them",
}


class Densities:
    """Goes from one density to the next, and remembers the last."""

    def __init__(self, screen: MainScreen, newsroom: Newsroom) -> None:
        self._screen = screen
        self._newsroom = newsroom

    async def turn(self) -> None:
        """Take the next one."""
        at = DENSITIES.index(self._screen.stories.density)
        density = DENSITIES[(at + 1) % len(DENSITIES)]
        self._screen.choose_density(density)
        self._screen.say(_WORDS[density])
        await self._newsroom.set_preference(_DENSITY, density)

    async def recall(self) -> None:
        """Take the one that was chosen last time."""
        stored = await self._newsroom.preference(_DENSITY)
        if self._screen.chosen_density is None:  # Else it was chosen while the library was being asked.
            self._screen.choose_density(next((each for each in DENSITIES if each == stored), None))
