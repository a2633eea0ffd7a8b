"""Theme files: what is there, and what is wrong with it. Knows TOML, not Textual, so that the command line may use it."""

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from msgspec import Struct

from tuinews.errors import ThemeError
from tuinews.model import BEATS
from tuinews.paths import Home
from tuinews.text import clean_line

DEFAULT = "late-show"
SIXTEEN = "house-lights"
"""What takes its place where the terminal has sixteen colours only."""

COLOURS = (
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "foreground",
    "background",
    "surface",
    "panel",
)
"""The colours that a theme may set; `primary` and `background` it must."""

TOKENS = (
    "ink-strong",
    "ink-soft",
    "ink-faint",
    "hairline",
    "cursor-row",
    "cursor-row-blur",
    "hover-row",
    "position-mark",
    "link",
    *(f"topic-{beat}" for beat in BEATS),
)
"""What a theme may set under `[variables]`; whatever is absent is derived from the colours."""

TEXT_TOKENS = ("ink-strong", "ink-soft", "ink-faint", "link", *(f"topic-{beat}" for beat in BEATS))
"""The tokens that text is written in: each has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3) on every ground."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ANSI = re.compile(r"ansi_(default|(bright_)?(black|red|green|yellow|blue|magenta|cyan|white))\Z")
_SIZE_LIMIT = 64_000


class ThemeFile(Struct, frozen=True):
    """A theme as its file states it."""

    name: str
    """The file's stem."""
    label: str
    dark: bool
    colours: Mapping[str, str]
    """Name out of COLOURS -> `#RRGGBB`, or `ansi_red` in an ANSI theme."""
    variables: Mapping[str, str]
    """The same for names out of TOKENS."""
    path: Path
    ansi: bool = False
    """Whether it is made of the terminal's own sixteen colours only."""


def available_themes(home: Home) -> list[ThemeFile]:
    """List the themes that can be used: the bundled ones first, then the user's, each by name."""
    return read_themes(home)[0]


def read_bundled(name: str, home: Home) -> ThemeFile | None:
    """Read one of the bundled themes; None where there is no sound one of that name, or the user has themes.

    To read all themes takes longer than anything else that the reader does before its first picture.
    """
    folder = _bundled_folder()
    path = folder / f"{name}.toml"
    if home.themes.is_dir() or path.parent != folder or not path.is_file():
        return None
    try:
        return read_theme(path)
    except ThemeError:
        return None  # `read_themes` tells why.


def read_themes(home: Home) -> tuple[list[ThemeFile], list[ThemeError]]:
    """Read the bundled themes and those in the user's theme folder.

    A user's theme with the name of a bundled one takes its place.

    Returns:
        The themes that can be used, and an error for each file that can't.
    """
    themes: dict[str, ThemeFile] = {}
    errors: list[ThemeError] = []
    for folder in (_bundled_folder(), home.themes):
        for path in sorted(folder.glob("*.toml")):
            try:
                themes[path.stem] = read_theme(path)
            except ThemeError as error:
                errors.append(error)
    return list(themes.values()), errors


def read_theme(path: Path) -> ThemeFile:
    """Read one theme file.

    Raises:
        ThemeError: It can't be used; the summary names the file and what is wrong.
    """
    name = clean_line(path.name, 60)
    try:
        with path.open("rb") as file:
            content = file.read(_SIZE_LIMIT + 1)
        if len(content) > _SIZE_LIMIT:
            raise ThemeError(f"The theme {name} was left out: the file is too large.")
        document = tomllib.loads(content.decode())
    except OSError as error:
        raise ThemeError(
            f"The theme {name} was left out: it can't be read ({error.strerror}).", repr(error)
        ) from error
    except ValueError as error:
        reason = clean_line(str(error), 120)
        raise ThemeError(f"The theme {name} was left out: it is not TOML ({reason}).", repr(error)) from error
    dark = document.pop("dark", True)
    ansi = document.pop("ansi", False)
    label = document.pop("label", path.stem)
    variables = document.pop("variables", {})
    if not isinstance(dark, bool) or not isinstance(ansi, bool):
        raise ThemeError(f"The theme {name} was left out: dark and ansi must be true or false.")
    if not isinstance(label, str) or not isinstance(variables, dict):
        raise ThemeError(f"The theme {name} was left out: label must be text, and variables a table.")
    for part, known in ((document, COLOURS), (variables, TOKENS)):
        for key, value in part.items():
            shown = clean_line(key, 40)
            if key not in known:
                raise ThemeError(
                    f"The theme {name} was left out: it sets “{shown}”, which themes don’t have."
                )
            if not isinstance(value, str) or not (_ANSI if ansi else _COLOUR).match(value):
                like = "ansi_bright_yellow" if ansi else "#F2B84B"
                raise ThemeError(f"The theme {name} was left out: {shown} must be a colour like {like}.")
    missing = [key for key in ("primary", "background", "foreground") if key not in document]
    if missing:
        raise ThemeError(f"The theme {name} was left out: it must set {missing[0]}.")
    return ThemeFile(clean_line(path.stem, 40), clean_line(label, 40), dark, document, variables, path, ansi)


def _bundled_folder() -> Path:
    # An installed package carries the folder; a checkout has it beside src/.
    packaged = Path(str(resources.files("tuinews"))) / "themes"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "themes"
