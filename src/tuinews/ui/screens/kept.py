"""Searches that are kept as lists of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuinews.model import SavedSearch
from tuinews.newsroom import Newsroom
from tuinews.text import one_line, shorten
from tuinews.ui.screens.listing import Listing
from tuinews.ui.screens.storing import storing

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_NAME_CHARACTERS: Final = 24


class Kept:
    """Keeps the search that is listed, and lets kept ones go.

    Args:
        screen: The main screen.
        newsroom: The open library.
        listing: What is listed.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom, listing: Listing) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._listing = listing

    async def keep(self) -> None:
        """Keep the search that is listed; let go the one under the cursor, or the one that is listed if it is kept."""
        row = self._screen.sources.current
        if self._screen.pane == "sources" and row is not None and row.search is not None:
            await self._drop(row.search)
            return
        query = self._listing.shelf.view.query
        if not query:
            self._screen.say(f"Search for something first · press {self._screen.key('find.search')}")
            return
        wanted = one_line(query)
        for search in await self._newsroom.searches():
            if search.query.strip() == wanted:
                await self._drop(search)
                return
        with storing(self._screen, "Not kept", "find.keep"):
            await self._newsroom.keep_search("", query)
            self._screen.say(
                f"Kept “{shorten(wanted, _NAME_CHARACTERS)}” as a list · {self._screen.key('app.undo')} undoes it"
            )

    async def _drop(self, search: SavedSearch) -> None:
        with storing(self._screen, "Still kept", "find.keep"):
            await self._newsroom.drop_search(search.id)
            self._screen.say(f"No longer kept · {self._screen.key('app.undo')} undoes it")
