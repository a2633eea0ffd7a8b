"""A settings file as values, and in which line each of them stands. What is wrong with the file as a whole is told here."""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from tuinews.errors import ConfigError
from tuinews.text import clean_line

LARGEST_FILE = 64_000
"""Bytes. A file beyond it is no settings file of ours."""
_DOTS = 1_000
"""Dots in a line. tomllib takes time by the square of a key's parts: 17 s for the 32,000 that a file could hold."""
_LONGEST_VALUE = 50
"""Lines of one value; each of them is tried as the last, so a longer one would take time by the square."""
_LARGEST_VALUE = 4_000
"""Characters of one value, for the same reason."""
_DEEPEST = 4
"""Parts of a name that are told apart; no setting has more, and a line may hold a thousand."""


class SettingsFile(Struct, frozen=True):
    """What stands in a settings file."""

    values: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """Path of a key or table -> the line in which it first stands, from 1. After a very long value there are none."""

    def line(self, *path: str) -> int | None:
        """Give the line of a key, or of the innermost table around it that has one; None when that is not known."""
        for length in range(min(len(path), _DEEPEST), 0, -1):
            if line := self.lines.get(path[:length]):
                return line
        return None


def read_settings_file(path: Path) -> SettingsFile:
    """Read a settings file. One that is not there is empty.

    Raises:
        ConfigError: It can't be read, or is not TOML; the summary names the file and, where there is one, the line.
    """
    shown = clean_line(str(path))
    try:
        # Asked before it is opened: to open a named pipe would wait for a writer for ever.
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise ConfigError(f"The settings in {shown} can't be read: it is no file.")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return SettingsFile({})
    except OSError as error:
        raise ConfigError(f"The settings in {shown} can't be read: {error.strerror}.", repr(error)) from error
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"{shown} is larger than {LARGEST_FILE:,} bytes, so it can't be a settings file.")
    for number, line in enumerate(content.splitlines(), 1):
        if line.count(b".") > _DOTS and not line.lstrip().startswith(b"#"):
            raise ConfigError(f"{shown}, line {number}: a name in it has too many dots.")
    try:
        text = content.decode("utf-8-sig")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown}, line {number}: the file must be saved as UTF-8.", str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown} is not valid TOML: {clean_line(str(error))}.") from error
    except ValueError as error:
        # Python's own limit (sys.get_int_max_str_digits), which tomllib lets through.
        raise ConfigError(
            f"{shown} is not a settings file: a number in it is too long.", clean_line(str(error))
        ) from error
    except RecursionError as error:
        raise ConfigError(f"{shown} is not a settings file: its lists are nested too deeply.") from error
    return SettingsFile(values, _lines(text))


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Find the line of every key, which tomllib doesn't tell: statement by statement, each of them read by itself."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    statement, begun = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if not statement:
            begun = number
        statement += line + "\n"
        try:
            values = tomllib.loads(statement)
        except (ValueError, RecursionError):
            # A value of several lines is whole with its last.
            if number - begun >= _LONGEST_VALUE or len(statement) > _LARGEST_VALUE:
                break
            continue
        is_table = statement.lstrip().startswith("[")
        statement = ""
        paths = list(_paths(values))
        if is_table and paths:
            table = paths[-1]
            paths = [path[:length] for path in paths[-1:] for length in range(1, len(path) + 1)]
        else:
            paths = [(*table, *path)[:_DEEPEST] for path in paths]
        for path in paths:
            found.setdefault(path, begun)
    return found


def _paths(values: Any) -> list[tuple[str, ...]]:
    """Give the paths of all keys that are not too deep, those of tables before those inside.

    A list of tables (`[[x]]`) is one of them.
    """
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], Any]] = [((), values)]
    while waiting:
        path, value = waiting.pop()
        if path:
            found.append(path)
        if isinstance(value, dict) and len(path) < _DEEPEST:
            waiting.extend(((*path, name), inner) for name, inner in reversed(value.items()))
    return found
