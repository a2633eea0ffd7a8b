"""How arguments are read: the parser with our words for what is wrong, the options of every command, the kinds of values."""

import argparse
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from tuinews.commands.session import Session
from tuinews.commands.times import parse_since, parse_until
from tuinews.errors import NotFound, UsageError
from tuinews.text import clean_line, drop_hazards, one_line, shorten

LOG_LEVELS = ("warning", "debug", "info", "error")
"""What `--log-level` takes, the default first."""

ID_HELP = "a story's id, as “tuinews list” shows it"
SOURCE_HELP = "id, feed address or exact title"

Run = Callable[[Session, argparse.Namespace], int | Coroutine[Any, Any, int]]

_LARGEST_ID = 2**63 - 1  # SQLite's largest integer.


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences of ours."""

    def error(self, message: str) -> NoReturn:
        """Say that the arguments make no sense."""
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UsageError(f"{drop_hazards(sentence)}. “{self.prog} --help” shows how it is used.")


def add_globals(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the options that every command knows; `again` for after the command's name, where they need no help."""

    def add(name: str, default: object, text: str, **more: Any) -> None:
        parser.add_argument(
            name,
            default=argparse.SUPPRESS if again else default,
            help=argparse.SUPPRESS if again else text,
            **more,
        )

    add(
        "--home",
        None,
        "keep config, data, state and cache below DIR (also: TUINEWS_HOME)",
        metavar="DIR",
        type=file_path,
    )
    add("--config", None, "read the settings from FILE", metavar="FILE", type=file_path)
    add("--theme", None, "use this theme (“tuinews themes” lists them)", metavar="NAME", type=title)
    add("--no-motion", False, "move nothing on the screen", action="store_true")
    add(
        "--log-level",
        LOG_LEVELS[0],
        f"how much goes to the log: {', '.join(sorted(LOG_LEVELS))}",
        metavar="LEVEL",
        choices=LOG_LEVELS,
    )


class Commands:
    """The commands below the program's parser."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._below = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    def add(
        self, name: str, run: Run, about: str, *examples: str, details: str = "", diagnoses: bool = False
    ) -> argparse.ArgumentParser:
        """Add a command with its examples; `diagnoses` for one that runs with a config file that can't be used."""
        parser = self._below.add_parser(
            name,
            help=about,
            description=f"{about[:1].upper()}{about[1:]}.{' ' if details else ''}{details}",
            epilog="examples:\n" + "\n".join(f"  tuinews {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        add_globals(parser, again=True)
        parser.set_defaults(run=run, diagnoses=diagnoses)
        return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option that every command with data has."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def story_id(text: str) -> int:
    """Read the number of a story."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is no id. “tuinews list” shows the ids")
    digits = text.lstrip("0") or "0"
    # The length first, since Python refuses to read numbers of thousands of digits.
    if len(digits) > len(str(_LARGEST_ID)) or int(digits) > _LARGEST_ID:
        raise NotFound(f"There is no story with the number {shorten(text, 60)}.")
    return int(digits)


def positive(text: str) -> int:
    """Read a number from 1 up."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 up")
    return int(text)


def moment(text: str) -> datetime:
    """Read a time that is past."""
    try:
        return parse_since(text, datetime.now(UTC))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def end(text: str) -> datetime | None:
    """Read a time that is to come; None for one that never comes."""
    try:
        return parse_until(text, datetime.now(UTC))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def file_path(text: str) -> Path:
    """Read the name of a file or folder; ~ is the user's own folder."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise argparse.ArgumentTypeError(f"“{text}” names no user's folder") from error


def title(text: str) -> str:
    """Read something in one line that is not empty."""
    if not (name := one_line(text)):
        raise argparse.ArgumentTypeError("it is empty")
    return name


def any_line(text: str) -> str:
    """Read something in one line, made safe for the screen."""
    return clean_line(text)
