"""The reader as a program: opens the library behind the first picture, runs the screens, and goes when asked to."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tuinews import clipboard, pictures
from tuinews.config import Config
from tuinews.errors import LibraryError, ThemeError
from tuinews.model import NewSource
from tuinews.paths import Home
from tuinews.ui import kitty, sixel
from tuinews.ui.commands import shown_key
from tuinews.ui.format import count
from tuinews.ui.keymap import keymap_of
from tuinews.ui.screens.main import DEMO, MainScreen
from tuinews.ui.screens.pictures import Drawing, wanted
from tuinews.ui.sixel import SixelTerminal
from tuinews.ui.theme import DEFAULT, SIXTEEN, ThemeFile, read_bundled, read_themes
from tuinews.ui.tokens import textual_theme, token_defaults
from tuinews.ui.widgets.marks import marks_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuinews.model import Serve
    from tuinews.newsroom import Newsroom
    from tuinews.ui.screens.painting import Painter

_THEME = "theme"
_CURTAIN_SECONDS = 0.3
"""How long the terminal may stay empty at the start."""
LIBRARY_TROUBLE = 4
"""The exit code when the library can't be used."""


class ReaderApp(App[str]):
    """The reader."""

    TITLE = "tuinews"
    # Textual does not load the style sheet of a default screen by itself.
    CSS_PATH = ["app.tcss", "screens/main.tcss"]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        home: Home,
        config: Config,
        *,
        serve: Serve | None = None,
        first_sources: Sequence[NewSource] = (),
        demo: bool = False,
        drawing: Drawing | None = None,
        backroom: bool = False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Make the app.

        Args:
            home: The library's home.
            config: The settings.
            serve: Answers in place of the network.
            first_sources: What to subscribe to when the library has none of it.
            demo: Whether this is the demo edition.
            drawing: How the terminal draws pictures; None if it doesn't: then they are coloured cells.
            backroom: Whether what nobody looks at is done in a process of its own.
            clock: Seconds, for telling a held key from presses.
            now: The present; the system's when None.
        """
        super().__init__()
        self.home = home
        self.config = config
        self.demo = demo
        self._drawing = drawing
        self._backroom = backroom
        self._serve = serve
        self._first_sources = first_sources
        self.keymap, self.key_complaints = keymap_of(config.keys_preset, config.keys)
        self._opening: asyncio.Task[Newsroom] | None = None
        self._first_colours: dict[str, str] | None = None
        """What the style sheets are read with at first."""
        self._curtain = ExitStack()
        """Holds back what is drawn until it is closed."""
        self._painter: Painter | None = None
        marks = marks_for(config.markers, os.environ)
        self.main = MainScreen(config, demo=demo, marks=marks, keymap=self.keymap, clock=clock, now=now)
        self.main.expect(self.size)
        if isinstance(drawing, SixelTerminal):
            from tuinews.ui.screens.painting import Painter

            self._painter = Painter(self.main, self.main.article, lambda: drawing.screen, clock)
        self._theme_files: list[ThemeFile] = []
        self.theme_errors: list[ThemeError] = []
        self.theme = self._first_theme(config.theme)
        self._first_colours = self.get_css_variables()
        self.stylesheet.set_variables(self._first_colours)
        if not config.motion:
            self.animation_level = "none"

    async def on_event(self, event: events.Event) -> None:
        """Hand a key to who waits for one, before Textual looks for its binding.

        Only here keys pass in the order in which they were typed: `g` and what follows it may come in one go.
        """
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and self.screen is self.main
            and self.main.leading.take(event)
        ):
            return
        await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard: by a program where there is one, and by the terminal."""
        super().copy_to_clipboard(text)
        self.run_worker(partial(clipboard.copy, text), group="clipboard", thread=True, exit_on_error=False)

    def action_command_palette(self) -> None:
        """Show the palette of commands, unless it is there."""
        from tuinews.ui.screens.leaving import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_default_screen(self) -> Screen[None]:
        """Give the main screen."""
        return self.main

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Only here what is painted comes after the cells, and with them in one picture.
        if self._painter is not None and screen is self.main and renderable is not None:
            renderable = self._painter.over(renderable)
        super()._display(screen, renderable)

    def refresh_css(self, animate: bool = True) -> None:
        """Read the style sheets anew, unless they were never read in other colours."""
        first, self._first_colours = self._first_colours, None
        if first is None or first != self.get_css_variables():
            super().refresh_css(animate)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Derive what the current theme leaves open."""
        return token_defaults(self.current_theme)

    def on_mount(self) -> None:
        """Open the library; what is drawn first are its rows, unless it lets one wait for them."""
        self._curtain.enter_context(self.main.in_one_picture())
        self._curtain.callback(_settle)
        # Whoever stopped the program had another screen meanwhile.
        self.app_resume_signal.subscribe(self, lambda _app: self.screen.refresh())
        self.set_timer(_CURTAIN_SECONDS, self._curtain.close)
        self.call_after_refresh(self._open)

    async def on_unmount(self) -> None:
        """Close the library, also when it is only just being opened."""
        if self._opening is not None:
            try:
                newsroom = await self._opening
            except LibraryError:
                return
            if self.main.desk is not None:
                self.main.desk.pictures.take_back()
                await self.main.desk.flow.places.write()
            await newsroom.aclose()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command of the table in the palette."""
        for command in self.keymap.commands:
            if command.group != "Move" and command.id != "app.palette":
                keys = f" ({shown_key(command.keys[0])})" if command.keys else ""
                yield SystemCommand(
                    command.title, command.help + keys, partial(self.main.action_command, command.id)
                )

    def _open(self) -> None:
        for error in self.theme_errors:
            self.main.complain(error.summary, "Theme")
        if self.key_complaints:
            first, more = self.key_complaints[0], len(self.key_complaints) - 1
            rest = f" {count(more, 'other setting')} can’t be used either." if more else ""
            self.main.complain(f"{first}{rest}", "Keys")
        if self.config.theme not in (DEFAULT, *self.available_themes):
            self.main.complain(f"There is no theme “{self.config.theme}”, so Late Show is used.", "Theme")
        self.run_worker(self._begin(), group="opening", exit_on_error=False)

    async def _begin(self) -> None:
        from tuinews.newsroom import Newsroom
        from tuinews.newsroom.with_backroom import NewsroomWithBackroom
        from tuinews.ui.screens.desk import Desk

        kind = NewsroomWithBackroom if self._backroom else Newsroom
        # A task of its own: leaving early must not tear the opening in two, only close what was opened.
        self._opening = asyncio.ensure_future(
            kind.open(
                self.home,
                serve=self._serve,
                now=self.main.now,
                headers=self.main.config.headers_by_source,
                mark_group_read=self.main.config.mark_group_read,
            )
        )
        try:
            newsroom = await asyncio.shield(self._opening)
        except LibraryError as error:
            from tuinews.ui.screens.trouble import Trouble

            self._curtain.close()
            await self.push_screen(
                Trouble(error, self.home, LIBRARY_TROUBLE, self.main.now), self._brought_back
            )
            return
        await self._recall_theme(newsroom)
        desk = Desk(self.main, newsroom, self._first_sources, drawing=self._drawing)
        self.main.attach(desk, self._curtain.close)

    def _brought_back(self, sentence: str | None) -> None:
        """Open the library that was just put in place."""
        self.main.tell(sentence or "")
        self.run_worker(self._begin(), group="opening", exit_on_error=False)

    # --- themes

    def theme_files(self) -> list[ThemeFile]:
        """Give all themes of ours and of the user; the first who asks has them read."""
        if not self._theme_files:
            self._theme_files, self.theme_errors = read_themes(self.home)
            for file in self._theme_files:
                self.register_theme(textual_theme(file))
        return self._theme_files

    def _first_theme(self, wanted: str) -> str:
        """Have ready the theme to begin with, and only that if it is one of ours; give its name."""
        default = SIXTEEN if self.console.color_system == "standard" else DEFAULT
        bundled = read_bundled(default if wanted == DEFAULT else wanted, self.home)
        if bundled is not None:
            self.register_theme(textual_theme(bundled))
            return bundled.name
        self.theme_files()
        return wanted if wanted in self.available_themes and wanted != DEFAULT else default

    def action_choose_theme(self) -> None:
        """Let the user choose the colours."""
        from tuinews.ui.screens.themes import Themes
        from tuinews.ui.widgets.choice_list import Choice

        ours = {file.name: file for file in self.theme_files()}
        choices = [
            Choice(name, file.label, "terminal" if file.ansi else "dark" if file.dark else "light")
            for name, file in sorted(ours.items(), key=lambda item: (item[1].ansi, not item[1].dark))
        ]
        # Ours come first. Textual's own ANSI themes take grounds for granted that the terminal may not have.
        choices += [
            Choice(name, name, "dark" if theme.dark else "light")
            for name, theme in sorted(self.available_themes.items())
            if name not in ours and not theme.ansi
        ]
        self.push_screen(Themes(tuple(choices)), self._theme_chosen)

    def _theme_chosen(self, name: str | None) -> None:
        if name is not None and self._opening is not None and self._opening.done():
            newsroom = self._opening.result()
            self.main.start(newsroom.set_preference(_THEME, self._choice_of(name)), "deed")

    async def _recall_theme(self, newsroom: Newsroom) -> None:
        chosen = await newsroom.preference(_THEME) or ""
        name = chosen.partition(" ")[0]
        if chosen == self._choice_of(name) and name != self.theme:
            self.theme_files()
            if name in self.available_themes:
                self.theme = name

    def _choice_of(self, name: str) -> str:
        # Whoever changes the setting, or gives --theme, after having chosen on screen means the newer word.
        return f"{name} {self.config.theme}"


def _settle() -> None:
    """Look for garbage from now on, and not among what was made at the start: that stays, and is most of all there is."""
    gc.freeze()
    gc.enable()


def _drawing_of_terminal(config: Config) -> Drawing | None:
    """Find out how the terminal draws pictures, where they may be wanted."""
    if config.pictures == "cells" or not wanted(config.pictures, os.environ) or not pictures.available():
        return None
    may_be_kitty, may_be_sixel = kitty.possible(os.environ), sixel.possible(os.environ)
    if not may_be_kitty and not may_be_sixel:
        return None
    from tuinews.ui.terminal_answers import ask_terminal

    answers = ask_terminal()
    if may_be_kitty and kitty.known_to(answers.version):
        return "kitty"
    terminal = SixelTerminal(answers)
    return terminal if may_be_sixel and terminal.screen is not None else None


def run_reader(
    home: Home,
    config: Config,
    *,
    serve: Serve | None = None,
    first_sources: Sequence[NewSource] = (),
    demo: bool = False,
) -> int:
    """Open the reader and stay until the user leaves.

    Args:
        home: The library's home.
        config: The settings.
        serve: Answers in place of the network (the demo edition).
        first_sources: What to subscribe to when the library has none of it.
        demo: Whether this is the demo edition.

    Returns:
        The exit code: 0, or 4 when the library can't be used.
    """
    app = ReaderApp(
        home,
        config,
        serve=serve,
        first_sources=first_sources,
        demo=demo,
        drawing=_drawing_of_terminal(config),
        # The demo edition answers by a function, which another process does not have.
        backroom=serve is None,
    )
    if app.run() != DEMO:
        return app.return_code or 0
    from tuinews.demo import edition

    with TemporaryDirectory(prefix="tuinews-demo-") as folder:
        return run_reader(
            Home.below(Path(folder)),
            replace(config, refresh_on_start=True),
            serve=edition.serve,
            first_sources=edition.SOURCES,
            demo=True,
        )
