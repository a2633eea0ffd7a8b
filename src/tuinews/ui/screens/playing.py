"""Playing trailers, other videos, podcasts and music that a story brings along."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from tuinews.browser import open_url
from tuinews.errors import UsageError
from tuinews.model import Link, Story
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.flow import Flow
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_TITLE_CHARACTERS: Final = 100


class Playing:
    """Hands what is to be played to the player of the settings, else to the browser.

    Args:
        screen: The main screen.
        newsroom: The open library.
        flow: Knows which story is meant.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom, flow: Flow) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._flow = flow

    async def play(self) -> None:
        """Play what the story brings along; where there is several, ask which."""
        story = await self._flow.target()
        if story is None:
            self._screen.say("Choose a story first")
            return
        links = await self._newsroom.playable(story.id)
        if not links:
            self._screen.say("Nothing to play in this story")
        elif len(links) == 1:
            await self._start(links[0])
        else:
            self._ask(story, links)

    def _ask(self, story: Story, links: tuple[Link, ...]) -> None:
        def chosen(key: str | None) -> None:
            if key is not None:
                self._screen.start(self._start(links[int(key)]), "deed")

        choices = [Choice(str(number), link.text or link.url) for number, link in enumerate(links)]
        self._screen.app.push_screen(
            Choose("✦ Play", shorten(story.title, _TITLE_CHARACTERS), choices), chosen
        )

    async def _start(self, link: Link) -> None:
        config = self._screen.config
        try:
            if config.player:
                await asyncio.to_thread(open_url, link.url, config.player, "player")
            else:
                await asyncio.to_thread(open_url, link.url, config.browser)
        except UsageError as error:
            self._screen.complain(error.summary)
        else:
            self._screen.say("Opened in the player" if config.player else "Opened in the browser")
