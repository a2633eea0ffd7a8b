"""One story told by several outlets: listed from any of their reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tuinews.model import View
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.format import count
from tuinews.ui.screens.listing import Listing, Shelf

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_TITLE_CHARACTERS: Final = 40


class Reports:
    """Lists the reports of an event in place of what was listed, and that again.

    Args:
        screen: The main screen.
        newsroom: The open library.
        listing: What is listed.
        list_aside: Lists other stories, from which Back leads here.
        step_out: Leads back; tells whether there was anything to go back to.
    """

    def __init__(
        self,
        screen: MainScreen,
        newsroom: Newsroom,
        listing: Listing,
        list_aside: Callable[[Shelf], None],
        step_out: Callable[[], bool],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._listing = listing
        self._list_aside = list_aside
        self._step_out = step_out

    def open(self) -> bool:
        """List who else tells the story under the cursor of the list; tell whether anybody does, and is not listed yet."""
        story = self._screen.stories.story
        if story is None or not story.others or self._listing.view.alike is not None:
            return False
        self.list_of(story.id)
        return True

    def close(self) -> bool:
        """List what was listed before the reports of an event; tell whether those are listed."""
        return self._listing.view.alike is not None and self._step_out()

    def list_of(self, story_id: int | None) -> None:
        """List all reports of the event that a story tells."""

        async def list_them() -> None:
            if story_id is None:
                self._screen.say("Choose a story first")
                return
            story = await self._newsroom.story(story_id)
            if not story.others:
                self._screen.say("There are no other reports of this story")
                return
            self._screen.searching.close()
            title = f"{count(story.others + 1, 'report')} · {shorten(story.title, _TITLE_CHARACTERS)}"
            self._list_aside(Shelf(View(alike=story_id), title))

        self._screen.start(list_them(), "group", exclusive=True)
