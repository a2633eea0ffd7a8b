"""The user's settings: a TOML file that the program reads and never writes.

    theme = "late-show"         # the name of a theme
    motion = true               # false: nothing moves
    markers = "auto"            # "unicode", "ascii", or "auto": what the terminal can show
    pictures = "auto"           # "on", "off", or "auto": on where Pillow is installed, off over SSH

    [keys]                      # other keys for commands, by the ids that docs/keys.md lists
    preset = "newsboat"         # the keys of newsboat as far as it has them; "default" when left out
    "story.save" = "ctrl-s"     # one key, two with a blank between them ("g o"), or a list; [] for none

    [open]
    browser = ["firefox"]       # the program and its arguments; the address comes last, or where %s stands
    player = ["mpv"]            # the same for what is played; the browser plays it when left out

    [reading]
    mark_group_read = false     # true: to read a story marks all that tell the same

    [refresh]
    on_start = true             # ask the sources that are due when the reader opens, and while it is open

    [refresh.sources]           # how some sources are asked, by the address of their feed
    "https://example.com/feed" = { user_agent = "Mozilla/5.0", headers = { "X-Key" = "abc" } }

    [retention]
    read_days = 60              # how long read stories are kept that you did not save; 0 keeps them for ever
    unread_days = 180           # the same for unread ones

    [retention.sources]         # other numbers for some sources, by the address of their feed
    "https://example.com/feed" = { read_days = 7, unread_days = 0 }

`TUINEWS_THEME` goes before `theme`, and `TEXTUAL_ANIMATIONS=none` before `motion`.
"""

import difflib
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from tuinews.errors import ConfigError
from tuinews.model import Retention
from tuinews.text import clean_line

LARGEST_FILE = 64_000
"""Bytes. A file beyond it is no settings file of ours."""
WARNINGS = 10
"""Sentences about single settings; beyond them, only their number is told."""
MOST_DAYS = 36_500
"""A hundred years: beyond what a clock can go back."""
_DAYS = f"a number of days from 0 (for ever) to {MOST_DAYS}"
# RFC 9110 5.6.2 (tokens) and 5.5 (values).
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\xa0-\xff]{0,1000}[\x21-\x7e\xa0-\xff])?")
_DOTS = 1_000
"""Dots in a line. tomllib takes time by the square of a key's parts: 17 s for the 32,000 that a file could hold."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force."""

    theme: str = "late-show"
    motion: bool = True
    markers: Literal["auto", "unicode", "ascii"] = "auto"
    browser: tuple[str, ...] = ()
    """The command that opens an address; empty leaves it to the system."""
    refresh_on_start: bool = True
    read_days: int = 60
    unread_days: int = 180
    days_by_source: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Feed address -> days for (read, unread) stories; None takes the general ones."""
    headers_by_source: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Feed address -> names and values of headers of its own."""
    keys_preset: str = "default"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Command id -> its keys, as they were written; whether there are such commands and keys is the reader's to say."""
    pictures: Literal["auto", "on", "off"] = "auto"
    mark_group_read: bool = False
    """Whether to read a story marks all reports of the same event."""
    player: tuple[str, ...] = ()
    """The command that plays what is at an address; empty leaves it to the browser."""

    @property
    def retention(self) -> Retention:
        """How long stories are kept."""
        return Retention(self.read_days, self.unread_days, self.days_by_source)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One key of the file."""

    field: str
    accepts: Callable[[Any], bool]
    wanted: str
    """What its value must be, to follow “must be”."""
    make: Callable[[Any], Any] = lambda value: value


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(clean_line(value))


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_command(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(word, str) and word and "\0" not in word for word in value
    )


def _is_days(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS


def _are_keys(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, dict)
        and all(
            isinstance(keys, str) or (isinstance(keys, list) and all(isinstance(key, str) for key in keys))
            for keys in _with_ids(value).values()
        )
    )


def _with_ids(table: Mapping[str, Any]) -> dict[str, Any]:
    """Give a table of keys by command ids, whose dots TOML takes for tables when they are not quoted."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": keys for inner, keys in value.items()}
        else:
            flat[name] = value
    return flat


def _are_days_by_source(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(days, dict)
        and days.keys() <= {"read_days", "unread_days"}
        and all(map(_is_days, days.values()))
        for days in value.values()
    )


def _are_manners(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(manner, dict)
        and manner.keys() <= {"user_agent", "headers"}
        and isinstance(manner.get("headers", {}), dict)
        and all(
            _HEADER.fullmatch(name) and _is_header(text) for name, text in manner.get("headers", {}).items()
        )
        and _is_header(manner.get("user_agent", "-"))
        for manner in value.values()
    )


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and bool(_HEADER_VALUE.fullmatch(value))


def _headers_by_source(value: Mapping[str, Mapping[str, Any]]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    return {
        url: (
            *(("User-Agent", manner["user_agent"]) for _ in range("user_agent" in manner)),
            *manner.get("headers", {}).items(),
        )
        for url, manner in value.items()
    }


def _days_by_source(value: Mapping[str, Mapping[str, int]]) -> Mapping[str, tuple[int | None, int | None]]:
    return {url: (days.get("read_days"), days.get("unread_days")) for url, days in value.items()}


_SETTINGS = {
    "theme": _Setting("theme", _is_name, 'a name in quotes, such as "late-show"', clean_line),
    "motion": _Setting("motion", _is_switch, "true or false"),
    "markers": _Setting(
        "markers", lambda value: value in ("auto", "unicode", "ascii"), '"auto", "unicode" or "ascii"'
    ),
    "pictures": _Setting("pictures", lambda value: value in ("auto", "on", "off"), '"auto", "on" or "off"'),
    "keys": _Setting(
        "keys",
        _are_keys,
        'a table of commands with their keys, such as "story.save" = "ctrl-s", or the name of a preset',
    ),
    "open.browser": _Setting("browser", _is_command, 'a list of words, such as ["firefox"]', tuple),
    "reading.mark_group_read": _Setting("mark_group_read", _is_switch, "true or false"),
    "open.player": _Setting("player", _is_command, 'a list of words, such as ["mpv"]', tuple),
    "refresh.on_start": _Setting("refresh_on_start", _is_switch, "true or false"),
    "refresh.sources": _Setting(
        "headers_by_source",
        _are_manners,
        "feed addresses, each with its user agent or headers, such as"
        ' "https://example.com/feed" = { user_agent = "Mozilla/5.0" }',
        _headers_by_source,
    ),
    "retention.read_days": _Setting("read_days", _is_days, _DAYS),
    "retention.unread_days": _Setting("unread_days", _is_days, _DAYS),
    "retention.sources": _Setting(
        "days_by_source",
        _are_days_by_source,
        'feed addresses, each with its days, such as "https://example.com/feed" = { read_days = 7 }',
        _days_by_source,
    ),
}
_TABLES = frozenset(name.partition(".")[0] for name in _SETTINGS if "." in name)


def load_config(path: Path, environ: Mapping[str, str]) -> tuple[Config, tuple[str, ...]]:
    """Read the settings. A file that is not there leaves every default.

    Args:
        path: The file.
        environ: The environment.

    Returns:
        The settings in force, and a sentence for each key that could not be used (its default stays), or for the first
        ten and all others together.

    Raises:
        ConfigError: The file can't be read, or is not TOML.
    """
    config = Config()
    warnings: list[str] = []
    more = 0
    shown = clean_line(str(path))
    for name, value in _flat(_parsed(path)):
        setting = _SETTINGS.get(name)
        if name == "keys" and _are_keys(value):
            config = _with_keys(config, value)
        elif setting is not None and setting.accepts(value):
            config = replace(config, **{setting.field: setting.make(value)})
        elif len(warnings) == WARNINGS:
            more += 1
        elif setting is None:
            warnings.append(f"{shown}: {_unknown(name)}")
        else:
            warnings.append(f"{shown}: “{name}” must be {setting.wanted}. Until it is, the default is used.")
    if more:
        warnings.append(
            f"{shown}: {'1 more setting' if more == 1 else f'{more:,} more settings'} could not be used."
        )
    if theme := clean_line(environ.get("TUINEWS_THEME", "")):
        config = replace(config, theme=theme)
    if environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none":
        config = replace(config, motion=False)
    return config, tuple(warnings)


def _with_keys(config: Config, value: str | Mapping[str, Any]) -> Config:
    table = {"preset": value} if isinstance(value, str) else _with_ids(value)
    preset = table.pop("preset", config.keys_preset)
    keys = {name: (some,) if isinstance(some, str) else tuple(some) for name, some in table.items()}
    return replace(config, keys_preset=preset if isinstance(preset, str) else "", keys=keys)


def _parsed(path: Path) -> dict[str, Any]:
    shown = clean_line(str(path))
    try:
        # Asked before it is opened: to open a named pipe would wait for a writer for ever.
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise ConfigError(f"The settings in {shown} can't be read: it is no file.")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"The settings in {shown} can't be read: {error.strerror}.", repr(error)) from error
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"{shown} is larger than {LARGEST_FILE:,} bytes, so it can't be a settings file.")
    for number, text in enumerate(content.splitlines(), 1):
        if text.count(b".") > _DOTS and not text.lstrip().startswith(b"#"):
            raise ConfigError(f"{shown}, line {number}: a name in it has too many dots.")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}, line {line}: the file must be saved as UTF-8.", str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown} is not valid TOML: {clean_line(str(error))}.") from error
    except ValueError as error:
        # Python's own limit (sys.get_int_max_str_digits), which tomllib lets through.
        raise ConfigError(
            f"{shown} is not a settings file: a number in it is too long.", clean_line(str(error))
        ) from error
    except RecursionError as error:
        raise ConfigError(f"{shown} is not a settings file: its lists are nested too deeply.") from error


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the keys of our tables as `table.key`, and all others as they are."""
    for name, value in settings.items():
        if name in _TABLES and isinstance(value, dict):
            for key, inner in value.items():
                yield f"{name}.{key}", inner
        else:
            yield name, value


def _unknown(name: str) -> str:
    shown = clean_line(name, 60)
    if name in _TABLES:
        return f"“{shown}” must be a table, written [{shown}]. It was passed over."
    near = difflib.get_close_matches(name, _SETTINGS, n=1)
    nearest = f" The nearest that is: “{near[0]}”." if near else f" Settings are {', '.join(_SETTINGS)}."
    return f"“{shown}” is not a setting and was passed over.{nearest}"
