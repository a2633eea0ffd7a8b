"""The user's settings: a TOML file that the program reads and never writes. `settings.py` lists what may stand in it.

The environment goes before the file: `TUINEWS_THEME` before `theme`, `TEXTUAL_ANIMATIONS=none` before `motion`.
"""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from tuinews.settings import BY_NAME, TABLES
from tuinews.settings_file import read_settings_file
from tuinews.text import clean_line

if TYPE_CHECKING:
    from tuinews.model import Retention

WARNINGS = 10
"""Sentences about single settings; beyond them, only their number is told."""


class Config(Struct, frozen=True):
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
    pictures: Literal["auto", "on", "cells", "off"] = "auto"
    player: tuple[str, ...] = ()
    """The command that opens a video or sound; empty takes the browser's."""
    mark_group_read: bool = False
    """Whether to read a story marks all reports of the same event."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Name of a setting (of a table, with a dot and the entry) -> where its value comes from, such as `line 3 of
    /home/me/.config/tuinews/config.toml`; what has its default is not in it."""

    @property
    def retention(self) -> "Retention":
        """How long stories are kept."""
        # Here, so that what needs no library starts without its values.
        from tuinews.model import Retention

        return Retention(self.read_days, self.unread_days, self.days_by_source)


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
    file = read_settings_file(path)
    shown = clean_line(str(path))
    fields: dict[str, Any] = {}
    origins: dict[str, str] = {}
    warnings: list[str] = []
    more = 0
    for keys, value in _keys(file.values):
        complaint = _take(keys, value, fields)
        line = file.line(*keys)
        if not complaint:
            origins[".".join(keys)] = f"line {line} of {shown}" if line else shown
        elif len(warnings) < WARNINGS:
            warnings.append(f"{shown}, line {line}: {complaint}" if line else f"{shown}: {complaint}")
        else:
            more += 1
    if more:
        warnings.append(
            f"{shown}: {'1 more setting' if more == 1 else f'{more:,} more settings'} could not be used."
        )
    if theme := clean_line(environ.get("TUINEWS_THEME", "")):
        fields["theme"], origins["theme"] = theme, "TUINEWS_THEME"
    if environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none":
        fields["motion"], origins["motion"] = False, "TEXTUAL_ANIMATIONS"
    return replace(Config(), **fields, origins=origins), tuple(warnings)


def _keys(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give what can be judged by itself: settings, entries of tables, and whatever is no setting."""
    for name, value in values.items():
        if name == "keys" and isinstance(value, dict):
            # The dots of command ids are tables to TOML when they are not quoted.
            for entry, keys in _flat(value).items():
                yield ("keys", *entry), keys
        elif name == "keys" and isinstance(value, str):
            yield ("keys", "preset"), value
        elif name in TABLES and isinstance(value, dict):
            for key, inner in value.items():
                setting = BY_NAME.get(f"{name}.{key}")
                if setting and setting.table and isinstance(inner, dict):
                    for entry, some in inner.items():
                        yield (name, key, entry), some
                else:
                    yield (name, key), inner
        else:
            yield (name,), value


def _flat(table: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    flat: dict[tuple[str, ...], Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= {(name, inner): keys for inner, keys in value.items()}
        else:
            flat[name,] = value
    return flat


def _take(keys: tuple[str, ...], value: Any, fields: dict[str, Any]) -> str:
    """Take a value up where it can be used; otherwise say why it can't, to follow the file's name and line."""
    name = ".".join(keys)
    setting = BY_NAME.get(name)
    if setting is not None and not setting.table:
        if not setting.accepts(value):
            return f"“{name}” must be {setting.wanted}. Until it is, the default is used."
        fields[setting.field] = setting.make(value)
        return ""
    if setting is not None:
        return f"“{name}” must be {setting.table}. Until it is, the default is used."
    table = BY_NAME.get("keys" if keys[0] == "keys" else ".".join(keys[:2]))
    if table is None or len(keys) < 2:
        return _unknown(name)
    entry = ".".join(keys[1:]) if keys[0] == "keys" else keys[-1]
    if not table.accepts(value):
        return f"“{clean_line(entry, 100)}” under “{table.name}” must be {table.wanted}. It was passed over."
    fields[table.field] = {**fields.get(table.field, {}), entry: table.make(value)}
    return ""


def _unknown(name: str) -> str:
    shown = clean_line(name, 60)
    if name in TABLES:
        return f"“{shown}” must be a table, written [{shown}]. It was passed over."
    near = difflib.get_close_matches(name, BY_NAME, n=1)
    nearest = f" The nearest that is: “{near[0]}”." if near else f" Settings are {', '.join(BY_NAME)}."
    return f"“{shown}” is not a setting and was passed over.{nearest}"
