"""From a theme to every colour that the screens use.

The tokens that a theme leaves out are derived from its colours, so Textual's own themes work as well.
"""

from collections.abc import Mapping

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from tuinews.ui.theme import TOKENS, ThemeFile

ENOUGH_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

_TOPIC_HUES = {
    "film": 15,
    "tv": 211,
    "music": 338,
    "games": 122,
    "stage": 287,
    "books": 252,
    "awards": 49,
    "streaming": 176,
    "people": 35,
    "business": 218,
}
_WHITE = Color(255, 255, 255)
_BLACK = Color(0, 0, 0)


def textual_theme(file: ThemeFile) -> Theme:
    """Make Textual's theme from a theme file, with the colours of Textual's own widgets drawn from its tokens."""
    colours = file.colours
    theme = Theme(
        name=file.name,
        dark=file.dark,
        ansi=file.ansi,
        primary=colours["primary"],
        secondary=colours.get("secondary"),
        accent=colours.get("accent"),
        success=colours.get("success"),
        warning=colours.get("warning"),
        error=colours.get("error"),
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours.get("surface"),
        panel=colours.get("panel"),
        boost="ansi_default" if file.ansi else None,
        variables=dict(file.variables),
    )
    theme.variables |= _for_stock_widgets(theme, token_defaults(theme))
    return theme


def token_defaults(theme: Theme) -> dict[str, str]:
    """Derive every token from a theme, those it sets itself included.

    Args:
        theme: Any theme; of an ANSI theme only the terminal's own colours are used.

    Returns:
        Token -> colour, as style sheets write it.
    """
    if theme.ansi:
        # Nobody knows whether the terminal is dark or light, so nothing but its own ground lies under text.
        inks = dict.fromkeys(TOKENS, "ansi_default")
        return inks | {name: value for name, value in theme.variables.items() if name in inks}
    generated = theme.to_color_system().generate()
    background = Color.parse(generated["background"])
    grounds = tuple(
        background + Color.parse(generated[name]) for name in ("background", "surface", "panel", "boost")
    )
    ink = Color.parse(theme.foreground or generated["foreground"])
    primary = Color.parse(theme.primary)
    pole = _WHITE if theme.dark else _BLACK
    tokens = {
        "ink-strong": readable(ink.blend(pole, 0.6), grounds, pole),
        "ink-soft": readable(ink.blend(background, 0.25), grounds, pole),
        "ink-faint": readable(ink.blend(background, 0.42), grounds, pole),
        "hairline": background.blend(ink, 0.16),
        "cursor-row": background.blend(primary, 0.18),
        "cursor-row-blur": background.blend(ink, 0.09),
        "hover-row": background.blend(ink, 0.06),
        "position-mark": background.blend(ink, 0.28),
        "link": readable(Color.parse("#8CC8FF" if theme.dark else "#1459A8"), grounds, pole),
    }
    for beat, hue in _TOPIC_HUES.items():
        colour = Color.from_hsl(hue / 360, 0.7, 0.72 if theme.dark else 0.34)
        tokens[f"topic-{beat}"] = readable(colour, grounds, pole)
    written = {name: colour.hex for name, colour in tokens.items()}
    written |= {name: value for name, value in theme.variables.items() if name in written}
    return written


def readable(colour: Color, grounds: tuple[Color, ...], pole: Color) -> Color:
    """Move a colour towards white or black until it can be read on every ground."""
    for step in range(21):
        moved = colour.blend(pole, step / 20)
        if all(contrast(moved, ground) >= ENOUGH_CONTRAST for ground in grounds):
            return moved
    return pole


def contrast(one: Color, other: Color) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def parsed(variables: Mapping[str, str], name: str, fallback: str = "ansi_default") -> Color:
    """Look a colour up among a theme's variables; what is no plain colour there becomes `fallback`."""
    try:
        return Color.parse(variables.get(name, fallback))
    except ColorParseError:
        return Color.parse(fallback)


def _luminance(colour: Color) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.rgb
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def _for_stock_widgets(theme: Theme, tokens: Mapping[str, str]) -> dict[str, str]:
    surface = theme.to_color_system().generate()["surface"]
    if theme.ansi:
        # Textual's own sheet names variables that only its ANSI themes have.
        return BUILTIN_THEMES["ansi-dark"].variables | {
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": theme.primary,
            "block-cursor-text-style": "bold reverse",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": theme.primary,
            "scrollbar": theme.primary,
            "scrollbar-background": "ansi_default",
        }
    return {
        "block-cursor-background": tokens["cursor-row"],
        "block-cursor-foreground": tokens["ink-strong"],
        "block-cursor-text-style": "none",
        "input-cursor-background": theme.primary,
        "input-cursor-foreground": theme.background or surface,
        "scrollbar": tokens["position-mark"],
        "scrollbar-hover": tokens["position-mark"],
        "scrollbar-active": theme.primary,
        "scrollbar-background": surface,
        "scrollbar-background-hover": surface,
        "scrollbar-background-active": surface,
        "scrollbar-corner-color": surface,
    }
