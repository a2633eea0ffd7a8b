"""`config`: where the settings are, what is in force and why, what is wrong with them."""

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tuinews.commands.objects import Object
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.config import Config
from tuinews.errors import UsageError
from tuinews.settings import BY_NAME, SETTINGS, Setting
from tuinews.text import clean_line

UNUSABLE = 2
NOT_SHOWN = "…"
"""In place of the values of headers, which may be keys to somewhere."""
_HEAD = """\
# The settings of tuinews, each with its default. Take the # away from what you change: it stands right before the name of
# a setting. tuinews reads this file and never writes it. “tuinews config check” says what can't be used in it.
"""


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting as it is."""

    name: str
    value: object
    origin: str
    """Where its value comes from; empty for the default."""


def config(session: Session, options: Namespace) -> int:
    """Show the settings, their file, or what is wrong with it."""
    if options.default:
        if options.action != "show" or options.json:
            raise UsageError("--default goes with “tuinews config show”, and is no JSON.")
        session.console.say(default_document().rstrip("\n"))
        return 0
    if options.action == "path":
        return _path(session, as_json=options.json)
    if options.action == "check":
        return _check(session, as_json=options.json)
    return _show(session, as_json=options.json)


def default_document() -> str:
    """Write a settings file with every setting explained and none set."""
    parts = [_HEAD]
    shown = ""
    for setting in SETTINGS:
        folder, _, name = setting.name.rpartition(".")
        header = setting.name if setting.table else folder
        if header != shown:
            parts.append(f"[{header}]")
            shown = header
        parts.extend(f"# {line}" for line in _wrapped(setting.about))
        if setting.table:
            parts.append(f"#{setting.example}")
        else:
            parts.append(f"#{name} = {toml_of(getattr(Config(), setting.field))}")
        parts.append("")
    return "\n".join(parts)


def in_force(config: Config) -> Iterator[InForce]:
    """Give every setting with its value and where that comes from, those of tables entry by entry."""
    for setting in SETTINGS:
        value = getattr(config, setting.field)
        if not setting.table:
            yield InForce(setting.name, _plain(value), config.origins.get(setting.name, ""))
            continue
        for entry, inner in value.items():
            name = f"{setting.name}.{entry}"
            yield InForce(name, _entry(setting, inner), config.origins.get(name, ""))


def complaints(session: Session) -> list[str]:
    """Say everything that is wrong with the settings: the file, the keys, the theme."""
    from tuinews.ui.theme import read_themes

    if session.config_problem:
        return [session.config_problem.summary]
    config = session.config
    found = [*session.config_warnings, *key_complaints(config)]
    themes, _ = read_themes(session.home)
    names = [theme.name for theme in themes]
    if config.theme not in names:
        place = config.origins.get("theme", "")
        sentence = f"There is no theme file for “{config.theme}”. There are {', '.join(names)}."
        found.append(f"{_capital(place)}: {sentence}" if place else sentence)
    return found


def key_complaints(config: Config) -> list[str]:
    """Say which keys of the user's own can't be used, and in which line they stand."""
    from tuinews.ui.keymap import keymap_of

    _, sentences = keymap_of(config.keys_preset, config.keys)
    return [_with_place(sentence, config) for sentence in sentences]


def toml_of(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_of, value))}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(name))} = {toml_of(some)}" for name, some in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False)


def _show(session: Session, *, as_json: bool) -> int:
    if session.config_problem:
        raise session.config_problem
    for warning in session.config_warnings:
        session.console.note(warning)
    if as_json:
        session.console.say_json([_object(each) for each in in_force(session.config)])
        return 0
    rows = [
        (_shown_name(each.name), clean_line(toml_of(each.value)), clean_line(each.origin or "default"))
        for each in in_force(session.config)
    ]
    session.console.say(table(rows, session.console, heading=("setting", "value", "from"), clipped=(1,)))
    return 0


def _path(session: Session, *, as_json: bool) -> int:
    file = session.config_file
    if as_json:
        session.console.say_json({"path": str(file), "exists": file.exists()})
        return 0
    session.console.say(str(file))
    if not file.exists():
        session.console.note(
            "There is no such file yet, so everything has its default. “tuinews config show --default” prints one to begin"
            " with."
        )
    return 0


def _check(session: Session, *, as_json: bool) -> int:
    found = complaints(session)
    file = session.config_file
    if as_json:
        session.console.say_json({"path": str(file), "exists": file.exists(), "complaints": found})
    else:
        for sentence in found:
            session.console.say(sentence)
        if not found and file.exists():
            session.console.say(f"{file} is in order.")
        elif not found:
            session.console.say(f"There is no {file}, so everything has its default.")
    return UNUSABLE if found else 0


def _object(each: InForce) -> Object:
    return {"setting": each.name, "value": each.value, "origin": each.origin or None}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _entry(setting: Setting, value: object) -> object:
    """Give an entry of a table as it stands in the file, without what may be a secret."""
    if setting is BY_NAME["retention.sources"]:
        assert isinstance(value, tuple)
        names = ("read_days", "unread_days")
        return {name: days for name, days in zip(names, value, strict=True) if days is not None}
    if setting is BY_NAME["refresh.sources"]:
        assert isinstance(value, tuple)
        headers = dict(value)
        agent = headers.pop("User-Agent", None)
        return ({"user_agent": agent} if agent else {}) | (
            {"headers": dict.fromkeys(headers, NOT_SHOWN)} if headers else {}
        )
    return _plain(value)


def _shown_name(name: str) -> str:
    """Give a setting's name with its entry in quotes, as it may stand in the file."""
    for setting in SETTINGS:
        if setting.table and name.startswith(f"{setting.name}.") and name not in BY_NAME:
            return clean_line(f"{setting.name}.{_key(name.removeprefix(f'{setting.name}.'))}")
    return name


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _with_place(sentence: str, config: Config) -> str:
    """Begin a complaint about keys with the line that it is about."""
    from tuinews.ui.commands import COMMANDS

    known = {command.id for command in COMMANDS}
    about = [name for name in config.keys if f"“{clean_line(name, 60)}”" in sentence]
    # A sentence names the nearest command after one that there is not, and the one that keeps its keys after the other.
    about.sort(key=lambda name: (name not in known, sentence.rindex(f"“{clean_line(name, 60)}”")))
    place = config.origins.get(f"keys.{about[-1]}" if about else "keys.preset", "")
    return f"{_capital(place)}: {sentence}" if place else sentence


def _capital(place: str) -> str:
    return place if place.startswith("-") else place[:1].upper() + place[1:]


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 98)
