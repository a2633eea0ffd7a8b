"""The colours of the current theme as the styles that line-drawing widgets put into their segments."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from rich.style import Style
from textual.app import App
from textual.color import Color

from tuinews.ui.tokens import parsed

_DIM = frozenset({"ink-soft", "ink-faint", "hairline", "position-mark"})
"""What is dimmed where the theme has only the terminal's own colours, whose shades nobody knows."""


@lru_cache(maxsize=64)
def blank_style(ground: Color) -> Style:
    """Give the style of cells that nothing is written in."""
    return Style(bgcolor=ground.rich_color)


class Palette:
    """Styles by token and ground, made once each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._colours: dict[str, Color] = {}
        self._styles: dict[tuple[str, Color, bool, bool, bool, bool], Style] = {}

    @classmethod
    def of(cls, app: App[object]) -> "Palette":
        """Give the palette of an app's current theme, the same one as long as there is no other theme."""
        known = _palettes.get(app)
        if known is None or not known.of_theme(app):
            known = _palettes[app] = cls(app.theme_variables)
        return known

    def of_theme(self, app: App[object]) -> bool:
        """Tell whether these are the colours of an app's current theme."""
        return self._variables is app.theme_variables

    def colour(self, token: str) -> Color:
        """Give the colour of a token, or of one of the theme's own colours."""
        known = self._colours.get(token)
        if known is None:
            known = self._colours[token] = parsed(self._variables, token)
        return known

    def style(
        self,
        token: str,
        ground: Color,
        *,
        bold: bool = False,
        italic: bool = False,
        underline: bool = False,
        strike: bool = False,
    ) -> Style:
        """Give the style of text in a token's colour on a ground."""
        key = (token, ground, bold, italic, underline, strike)
        known = self._styles.get(key)
        if known is None:
            dim = ground.ansi is not None and token in _DIM
            known = self._styles[key] = Style(
                dim=dim or None,
                color=(ground + self.colour(token)).rich_color,
                bgcolor=ground.rich_color,
                bold=bold or None,
                italic=italic or None,
                underline=underline or None,
                strike=strike or None,
            )
        return known

    def fill(self, ground: Color) -> Style:
        """Give the style of blank cells on a ground."""
        return self.style("foreground", ground)

    def marked(self, ground: Color) -> Style:
        """Give the style of what stands out most: the current match, the key of a link."""
        return self._swapped("primary", ground) + Style(bold=True)

    def found(self, ground: Color) -> Style:
        """Give what is laid over the other matches of a search."""
        if ground.ansi is not None:
            return Style(underline=True)
        return Style(bgcolor=(ground + self.colour("cursor-row")).rich_color, underline=True)

    def selected(self, ground: Color) -> Style:
        """Give what is laid over selected text."""
        return self._swapped("foreground", ground)

    def _swapped(self, token: str, ground: Color) -> Style:
        if ground.ansi is not None:
            return Style(reverse=True)
        return Style(color=ground.rich_color, bgcolor=(ground + self.colour(token)).rich_color)

    def tinted(self, token: str, ground: Color, share: float = 0.16) -> Color:
        """Mix a little of a token into a ground, for chips."""
        colour = self.colour(token)
        return ground if colour.ansi is not None else ground.blend(colour, share)


_palettes: WeakKeyDictionary[App[Any], Palette] = WeakKeyDictionary()
