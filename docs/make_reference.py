"""Write what is made from the tables of commands and settings: `uv run python docs/make_reference.py`.

That is docs/commands.md, docs/settings.md, the manual page, and the completions of three shells. A test holds them equal.
"""

import argparse
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import shtab

from tuinews.commands.arguments import program_parser
from tuinews.commands.parsing import file_path
from tuinews.commands.settings import default_document, toml_of
from tuinews.commands.shell import COMPLETIONS, MANUAL
from tuinews.config import Config
from tuinews.settings import SETTINGS

DOCS = Path(__file__).parent
DATA = DOCS.parent / "src" / "tuinews" / "data"

_COMMANDS_TOP = """\
# Commands

Everything that the reader does to your library can be done without it: for scripts, cron, pipes and screen readers. Data goes to stdout,
narration to stderr, and the exit code says how it went. `--json` gives one JSON document. This page is made from the table in
`src/tuinews/commands/arguments.py`; `tuinews COMMAND --help` and `man tuinews` say the same.
"""
_COMMANDS_BOTTOM = """\
## Exit codes

| code | means |
|---|---|
| 0 | done |
| 1 | something unexpected; it is in the log, whose place is printed |
| 2 | usage, or a config file that can't be used |
| 3 | done, but something could not be fetched or read |
| 4 | the library can't be used: locked, full, damaged, or of a later version; the sentence says the cure |
| 5 | not found |
| 130 | interrupted |

## What `--json` gives

One document: an array of objects, or an object for a single thing. The names of the fields stay. Stories have `id`, `title`, `url`,
`source`, `source_id`, `author`, `published`, `first_seen`, `read`, `saved`, `topics`, `story`, `words`, `summary`. Times are ISO 8601 in UTC
with `Z`; what is absent is `null`, never missing.

## In pipes

Without a terminal, lists have tabs between their columns and no headings, no line is cut, and nothing is coloured. A closed pipe ends a
command in silence. What goes to a terminal is cleaned of control characters.
"""
_SETTINGS_TOP = """\
# Settings

One TOML file, which tuinews reads and never writes: `~/.config/tuinews/config.toml` on Linux; `tuinews config path` says where it is on your
system. What you choose on the screen, such as a theme, is kept in your library and holds until the setting itself is another.

Flags go before the environment (`TUINEWS_THEME`, `TEXTUAL_ANIMATIONS=none`, `TUINEWS_HOME`), the environment before the file, the file before
the defaults. `tuinews config` shows what is in force and where each value comes from. A setting that can't be used is told with its line
and the nearest name, and has its default until it is mended; `tuinews config check` tells all of them, and ends with exit code 2 if there
are any. This page is made from the table in `src/tuinews/settings.py`.
"""
_PREAMBLE = {
    "bash": '_tuinews_themes() { compgen -W "$(tuinews themes 2>/dev/null | cut -f2)" -- "$1"; }\n',
    "zsh": '_tuinews_themes() { compadd -- ${(f)"$(tuinews themes 2>/dev/null | cut -f2)"} }\n',
}
_THEMES = {
    "bash": "_tuinews_themes",
    "zsh": "_tuinews_themes",
    "fish": "(tuinews themes 2>/dev/null | cut -f2)",
}
_FOLDERS = ("--home", "--saved")


def pages() -> dict[Path, str]:
    """Give every file that is made here, with its content."""
    made = {
        DOCS / "commands.md": _commands_page(),
        DOCS / "settings.md": _settings_page(),
        DATA / MANUAL: _manual(),
    }
    for shell, name in COMPLETIONS.items():
        made[DATA / name] = _completion(shell)
    return made


# --- the table, as argparse has it --------------------------------------------------------------------------


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in program_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _arguments(command: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Give how each argument and option is written, and what it does; those of every command only for the program itself."""
    shown = []
    for action in command._actions:
        if action.help == argparse.SUPPRESS or isinstance(
            action, argparse._HelpAction | argparse._VersionAction | argparse._SubParsersAction
        ):
            continue
        name = _metavar(action)
        if action.option_strings:
            name = f"{action.option_strings[-1]} {name}".strip()
        shown.append((name, action.help or ""))
    return shown


def _metavar(action: argparse.Action) -> str:
    name = "" if action.nargs == 0 else str(action.metavar or "")
    return {"*": f"[{name}]…", "+": f"{name}…", "?": f"[{name}]"}.get(str(action.nargs), name)


def _usage(name: str, command: argparse.ArgumentParser) -> str:
    words = [word if word[0] != "-" else f"[{word}]" for word, _ in _arguments(command)]
    return " ".join(["tuinews", name, *words])


def _examples(command: argparse.ArgumentParser) -> list[str]:
    return [line.strip() for line in (command.epilog or "").splitlines()[1:]]


def _prose(text: str | None) -> list[str]:
    """Give the paragraphs of a description, each in one line."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n")]


# --- pages --------------------------------------------------------------------------------------------------


def _commands_page() -> str:
    parts = [_COMMANDS_TOP]
    parts += ["## For every command\n", "| option | |", "|---|---|"]
    parts += [f"| `{name}` | {_cell(about)} |" for name, about in _arguments(program_parser())]
    parts += ["| `--help`, `--version` | say how it is used, and which version this is |", ""]
    for name, command in _commands():
        parts += [f"## {name}\n", f"```\n{_usage(name, command)}\n```\n"]
        parts += [f"{html.escape(text, quote=False)}\n" for text in _prose(command.description)]
        if arguments := _arguments(command):
            parts += ["| | |", "|---|---|"]
            parts += [f"| `{_bars(word)}` | {_cell(about)} |" for word, about in arguments]
            parts.append("")
        parts += ["```", *_examples(command), "```\n"]
    return "\n".join([*parts, _COMMANDS_BOTTOM])


def _settings_page() -> str:
    parts = [_SETTINGS_TOP]
    for setting in SETTINGS:
        table, _, _ = setting.name.rpartition(".")
        header = setting.name if setting.table else table
        default = "empty" if setting.table else f"`{toml_of(getattr(Config(), setting.field))}`"
        parts += [f"## {setting.name}\n", f"{setting.about}\n"]
        parts += [f"Must be {setting.table or setting.wanted}. Default: {default}.\n"]
        parts += ["```toml", *([f"[{header}]"] if header else []), setting.example, "```\n"]
    parts += ["## A file to begin with\n", "`tuinews config show --default` prints it.\n"]
    return "\n".join([*parts, "```toml", default_document().rstrip("\n"), "```\n"])


def _cell(text: str) -> str:
    return html.escape(_bars(text[:1].upper() + text[1:]), quote=False)


def _bars(text: str) -> str:
    return text.replace("|", "\\|")


# --- the manual page ----------------------------------------------------------------------------------------


def _manual() -> str:
    """Write the page in the macros of man(7)."""
    program = program_parser()
    lines = [
        '.\\" Made by docs/make_reference.py from the table of commands.',
        '.TH TUINEWS 1 "" tuinews "User Commands"',
        *(".SH NAME", "tuinews \\- read entertainment news in the terminal"),
        *(".SH SYNOPSIS", ".B tuinews", '.RI [ options "] [" command " [" arguments ]]'),
        ".SH DESCRIPTION",
    ]
    for text in _prose(program.description):
        lines += [".PP", _roff(text)]
    lines.append(".SH OPTIONS")
    for name, about in _arguments(program):
        lines += _tagged(name, about)
    lines += _tagged("--version", "say which version this is")
    lines += _tagged("--help", "say how a command is used, with examples")
    lines.append(".SH COMMANDS")
    for name, command in _commands():
        lines += [f".SS {_roff(_usage(name, command))}"]
        for text in _prose(command.description):
            lines += [".PP", _roff(text)]
        for word, about in _arguments(command):
            lines += _tagged(word, about)
        lines += [".PP", "Examples:", ".PP", ".nf", ".RS 4", *map(_roff, _examples(command)), ".RE", ".fi"]
    lines.append(".SH EXIT STATUS")
    for code, meaning in re.findall(r"^\| (\d+) \| (.+) \|$", _COMMANDS_BOTTOM, re.MULTILINE):
        lines += _tagged(code, meaning)
    lines.append(".SH ENVIRONMENT")
    for name, about in _ENVIRONMENT.items():
        lines += _tagged(name, about)
    lines.append(".SH FILES")
    for name, about in _FILES.items():
        lines += _tagged(name, about)
    lines += [".SH SEE ALSO", ".BR newsboat (1),", ".BR xdg-open (1)"]
    return "\n".join(lines) + "\n"


_ENVIRONMENT = {
    "TUINEWS_HOME": "as --home",
    "TUINEWS_THEME": "as --theme",
    "TEXTUAL_ANIMATIONS": "“none” is as --no-motion",
    "NO_COLOR": "the reader is grey; commands never colour anything",
    "BROWSER": "what opens web pages where the settings name nothing",
    "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY": "proxies, socks5:// included",
}
_FILES = {
    "~/.config/tuinews/config.toml": "settings; “tuinews config show --default” prints one",
    "~/.config/tuinews/themes/*.toml": "themes of your own",
    "~/.local/share/tuinews/library.db": "what you made: sources, saved stories, marks; copies of it in backups/",
    "~/.cache/tuinews/cache.db": "what can be fetched again; delete it whenever you like",
    "~/.local/state/tuinews/tuinews.log": "the log",
}


def _tagged(name: str, about: str) -> list[str]:
    return [
        ".TP",
        f".B {_roff(name)}",
        _roff(about[:1].upper() + about[1:] + ("" if about[-1:] == "." else ".")),
    ]


def _roff(text: str) -> str:
    """Write a line of text so that nothing in it is a request: minus signs stay what can be typed."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text[:1] in (".", "'") else text


# --- completions --------------------------------------------------------------------------------------------


def _completion(shell: str) -> str:
    program = program_parser()
    waiting = [program, *(command for _, command in _commands_of(program))]
    for command in waiting:
        for action in command._actions:
            if complete := _what_completes(action):
                action.complete = complete  # type: ignore[attr-defined]
    text: str = shtab.complete(program, shell=shell, preamble=_PREAMBLE)
    if shell == "zsh":
        # (*) would allow one word only where several may stand; and where a word has no completion at all, zsh offers
        # no options in its place.
        text = re.sub(r'"\(\*\)::?', '"*:', text)
        text = re.sub(r'^(  "\*?:.*:)"$', r'\1()"', text, flags=re.MULTILINE)
    # Its own head names places that are not ours.
    return "\n".join(line.rstrip() for line in text.splitlines() if not _is_advice(line)) + "\n"


def _commands_of(program: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in program._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _what_completes(action: argparse.Action) -> Mapping[str, str] | None:
    names = action.option_strings
    if "--theme" in names:
        return _THEMES
    if any(name in _FOLDERS for name in names):
        return shtab.DIRECTORY
    if action.type is file_path or action.dest in ("file", "where"):
        return shtab.FILE
    return None


def _is_advice(line: str) -> bool:
    return bool(re.match(r"# (Usage:|[12]\) |See also: |   )", line))


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content, "utf-8")
