"""Themes: what the files say, and whether it can be read on the screen."""

from pathlib import Path

import pytest
from rich.color import ColorType
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tuinews.config import Config
from tuinews.errors import ThemeError
from tuinews.paths import Home
from tuinews.ui.app import ReaderApp
from tuinews.ui.palette import Palette
from tuinews.ui.theme import (
    SIXTEEN,
    TEXT_TOKENS,
    TOKENS,
    available_themes,
    read_bundled,
    read_theme,
    read_themes,
)
from tuinews.ui.tokens import ENOUGH_CONTRAST, contrast, textual_theme, token_defaults

_NOWHERE = Home.below(Path("/nonexistent"))
_FILES = {file.name: file for file in available_themes(_NOWHERE)}
_ALL = {name: textual_theme(file) for name, file in _FILES.items()}
_BUNDLED = {name: theme for name, theme in _ALL.items() if not theme.ansi}
_STRONG = 7.0
"""The enhanced contrast of WCAG 2.2, 1.4.6."""
_PLAIN = {name: theme for name, theme in BUILTIN_THEMES.items() if not theme.ansi}


def grounds(theme: Theme) -> dict[str, Color]:
    generated = theme.to_color_system().generate()
    background = Color.parse(generated["background"])
    return {name: background + Color.parse(generated[name]) for name in ("background", "surface", "panel")}


def test_there_are_enough_to_choose_from() -> None:
    assert len(_ALL) >= 8
    assert sum(theme.dark for theme in _BUNDLED.values()) >= 3
    assert sum(not theme.dark for theme in _BUNDLED.values()) >= 3
    assert [name for name, theme in _ALL.items() if theme.ansi] == [SIXTEEN]
    assert len({file.label for file in _FILES.values()}) == len(_FILES)


def texts_of(theme: Theme) -> dict[str, Color]:
    """Everything that text is written in."""
    inks = token_defaults(theme)
    texts = {token: Color.parse(inks[token]) for token in TEXT_TOKENS}
    for own in ("foreground", "primary", "secondary", "warning", "error", "success"):
        texts[own] = Color.parse(str(getattr(theme, own)))
    return texts


def all_grounds(theme: Theme) -> dict[str, Color]:
    """Everything that lies under text: the panes, and the rows of lists."""
    inks = token_defaults(theme)
    rows = {row: Color.parse(inks[row]) for row in ("cursor-row", "cursor-row-blur", "hover-row")}
    return grounds(theme) | rows


@pytest.mark.parametrize("name", sorted(_BUNDLED))
def test_every_text_of_a_bundled_theme_can_be_read_on_every_ground(name: str) -> None:
    theme = _BUNDLED[name]
    least = _STRONG if name in ("spotlight", "shooting-script") else ENOUGH_CONTRAST
    low = {
        (text, ground): round(contrast(ink, shade), 2)
        for text, ink in texts_of(theme).items()
        for ground, shade in all_grounds(theme).items()
        if contrast(ink, shade) < least
    }
    assert not low


@pytest.mark.parametrize("name", sorted(_BUNDLED))
def test_chips_marks_and_buttons_can_be_read(name: str) -> None:
    theme = _BUNDLED[name]
    palette = Palette(theme.to_color_system().generate() | token_defaults(theme))
    background = Color.parse(str(theme.background))
    for token in (token for token in TEXT_TOKENS if token.startswith("topic-")):
        chip = palette.tinted(token, background)
        assert contrast(palette.colour(token), chip) >= ENOUGH_CONTRAST, token
    for swapped in ("primary", "foreground"):
        assert contrast(background, palette.colour(swapped)) >= ENOUGH_CONTRAST


def test_the_theme_of_the_terminals_colours_uses_nothing_else() -> None:
    theme = _ALL[SIXTEEN]
    palette = Palette(theme.to_color_system().generate() | token_defaults(theme))
    ground = palette.colour("background")
    assert ground.ansi is not None
    for token in (*TOKENS, "primary", "secondary", "warning", "error", "foreground"):
        style = palette.style(token, ground)
        assert style.color is not None
        assert style.color.type in (ColorType.DEFAULT, ColorType.STANDARD)
        assert style.bgcolor is not None
        assert style.bgcolor.is_default
    # Nobody knows the ground, so nothing may rest on one: what is faint is dimmed, what is marked is reversed.
    assert palette.style("ink-faint", ground).dim
    assert palette.marked(ground).reverse
    assert palette.selected(ground).reverse
    assert palette.found(ground).underline


@pytest.mark.parametrize("name", sorted(_PLAIN))
def test_textuals_own_themes_get_inks_that_can_be_read(name: str) -> None:
    theme = _PLAIN[name]
    inks = token_defaults(theme)
    assert set(inks) == set(TOKENS)
    for token in TEXT_TOKENS:
        for ground in grounds(theme).values():
            # Where a theme's grounds lie so far apart that nothing suits all, white or black is the best there is.
            best = max(contrast(Color.parse(pole), ground) for pole in ("#ffffff", "#000000"))
            assert contrast(Color.parse(inks[token]), ground) >= min(ENOUGH_CONTRAST, best) - 0.01


def test_the_five_inks_are_five_steps() -> None:
    for theme in _BUNDLED.values():
        inks = token_defaults(theme)
        ground = Color.parse(str(theme.background))
        steps = [
            inks["ink-strong"],
            str(theme.foreground),
            inks["ink-soft"],
            inks["ink-faint"],
            inks["hairline"],
        ]
        ratios = [contrast(Color.parse(step), ground) for step in steps]
        assert ratios == sorted(ratios, reverse=True)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def user_theme(tmp_path: Path, name: str, text: str) -> Home:
    home = Home.below(tmp_path)
    home.themes.mkdir(parents=True, exist_ok=True)
    (home.themes / name).write_text(text, "utf-8")
    return home


def test_a_users_theme_takes_the_place_of_a_bundled_one(tmp_path: Path) -> None:
    home = user_theme(
        tmp_path,
        "matinee.toml",
        'label = "Mine"\nprimary = "#112233"\nbackground = "#ffffff"\nforeground = "#000000"\ndark = false\n',
    )
    labels = {name: file.label for name, file in _FILES.items()}
    assert {file.name: file.label for file in available_themes(home)} == labels | {"matinee": "Mine"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("primary = ", "is not TOML"),
        ('primary = "gold"', "must be a colour like"),
        ('primary = "#112233"', "it must set background"),
        ('primry = "#112233"', "“primry”, which themes don’t have"),
        ('[variables]\nink = "#112233"', "“ink”, which themes don’t have"),
        ("dark = 3", "true or false"),
        ("ansi = 3", "true or false"),
        ('ansi = true\nprimary = "#112233"', "a colour like ansi_bright_yellow"),
        ('primary = "ansi_red"', "a colour like #F2B84B"),
        ('variables = "x"', "variables a table"),
        ("x" * 70_000, "too large"),
    ],
)
def test_a_broken_theme_is_told_and_left_out(tmp_path: Path, text: str, complaint: str) -> None:
    home = user_theme(tmp_path, "odd.toml", text)
    themes, errors = read_themes(home)
    assert [file.name for file in themes] == list(_FILES)
    assert complaint in errors[0].summary
    assert "odd.toml" in errors[0].summary


def test_a_theme_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="can't be read"):
        read_theme(tmp_path / "none.toml")


def test_a_bundled_theme_is_read_alone(tmp_path: Path) -> None:
    home = Home.below(tmp_path)
    late_show = read_bundled("late-show", home)
    assert late_show is not None
    assert late_show == _FILES["late-show"]
    assert read_bundled("no-such-theme", home) is None
    assert read_bundled("../themes/late-show", home) is None
    home.themes.mkdir(parents=True)
    assert read_bundled("late-show", home) is None  # The user may have one of that name.


@pytest.mark.parametrize("wanted", ["late-show", "no-such-theme"])
def test_few_colours_begin_with_the_theme_for_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    home = Home.below(tmp_path)
    assert ReaderApp(home, Config(theme=wanted)).theme == SIXTEEN
    home.themes.mkdir(parents=True)
    assert ReaderApp(home, Config(theme=wanted)).theme == SIXTEEN
    assert ReaderApp(home, Config(theme="matinee")).theme == "matinee"
