"""Pictures in the open story: whether they are shown, and getting them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from tuinews import pictures
from tuinews.model import Plate, SixelScreen
from tuinews.ui import kitty
from tuinews.ui.sixel import SixelTerminal

if TYPE_CHECKING:
    from tuinews.newsroom import Newsroom
    from tuinews.ui.screens.main import MainScreen
    from tuinews.ui.widgets.article_view import ArticleView

_PREFERENCE: Final = "pictures"


def wanted(setting: Literal["auto", "on", "cells", "off"], environ: Mapping[str, str]) -> bool:
    """Tell whether pictures are shown at first: not over SSH, where they are slow, unless the settings say so."""
    far = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    return setting in ("on", "cells") or (setting == "auto" and not far)


Drawing = Literal["kitty"] | SixelTerminal
"""How a terminal draws pictures."""


class Pictures:
    """Turns pictures on and off, and fetches those that come into view.

    Args:
        screen: The main screen.
        newsroom: The open library.
        article: The open story.
        terminal: How the terminal draws pictures; None if it doesn't: then they are coloured cells.
    """

    def __init__(
        self, screen: MainScreen, newsroom: Newsroom, article: ArticleView, terminal: Drawing | None = None
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._article = article
        self._whole = terminal == "kitty"
        self._sixels = terminal if isinstance(terminal, SixelTerminal) else None
        self._made_for: SixelScreen | None = None
        """What the last sixels were made for."""
        self._chosen = False
        """Whether they were turned on or off since the program began: what was stored before says nothing then."""
        self._sent: dict[int, int] = {}
        """The numbers of the pictures that the terminal has, with the ids of their stories."""

    async def recall(self) -> None:
        """Show pictures if they were wanted last, and can be shown."""
        setting = self._screen.config.pictures
        chosen = await self._newsroom.preference(_PREFERENCE)
        if self._chosen:
            return
        # Whoever changes the setting after having chosen on screen means the newer word.
        on = chosen == f"on {setting}" or (chosen != f"off {setting}" and wanted(setting, os.environ))
        self._article.show_pictures(on and not self._hindrance())

    async def toggle(self) -> None:
        """Show pictures, or no longer."""
        hindrance = self._hindrance()
        if hindrance:
            self._screen.complain(hindrance, "Pictures")
            return
        self._chosen = True
        on = not self._article.shows_pictures
        self._article.show_pictures(on)
        self._screen.say("Pictures on" if on else "Pictures off")
        setting = self._screen.config.pictures
        await self._newsroom.set_preference(_PREFERENCE, f"{'on' if on else 'off'} {setting}")

    async def fetch(self, url: str, columns: int, rows: int) -> None:
        """Get a picture of the open story, and draw it."""
        reading = self._article.reading
        if reading is None:
            return
        story_id = reading.story.id
        ground = self._article.background_colors[1].rgb
        whole = (
            self._whole and columns <= kitty.WIDEST and self._screen.app.console.color_system == "truecolor"
        )
        sixels = self._made_for = self._sixels.screen if self._sixels is not None else None
        if sixels is not None:
            # Sixels take a moment to be made, and cells lie under them anyway.
            cells = await self._newsroom.picture(story_id, url, columns, rows, ground)
            if cells is None or not self._shows(story_id):
                return
            self._article.put_picture(url, cells)
        picture = await self._newsroom.picture(
            story_id, url, columns, rows, ground, whole=whole, sixels=sixels
        )
        if picture is None or not self._shows(story_id):
            return
        if isinstance(picture, Plate):
            self.take_back(but=story_id)
            number = kitty.number_of(url, columns, rows)
            self._sent[number] = story_id
            self._write(kitty.sent(number, picture))
        self._article.put_picture(url, picture)

    def fit(self) -> None:
        """Have sixels made anew when the cells of the terminal have another size."""
        if self._sixels is not None and self._sixels.screen != self._made_for:
            self._made_for = self._sixels.screen
            self._article.forget_pictures()

    def _shows(self, story_id: int) -> bool:
        now = self._article.reading
        return now is not None and now.story.id == story_id

    def take_back(self, *, but: int | None = None) -> None:
        """Have the terminal forget the pictures that it was sent, except those of one story."""
        for number in [number for number, story_id in self._sent.items() if story_id != but]:
            del self._sent[number]
            self._write(kitty.taken_back(number))

    def _write(self, sequence: str) -> None:
        # Textual has no public way to the terminal; past it, what is written would come between the parts of its pictures.
        driver = self._screen.app._driver
        if driver is not None:
            driver.write(sequence)

    def _hindrance(self) -> str:
        """Say why pictures can't be shown; empty when they can."""
        if not pictures.available():
            return "Pictures need Pillow. Install tuinews with its extra “images”: pip install 'tuinews[images]'."
        if self._screen.app.current_theme.ansi:
            return (
                "This theme uses only the colours of your terminal, too few for pictures. Choose another one."
            )
        return ""
