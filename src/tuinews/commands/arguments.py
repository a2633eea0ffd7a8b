"""The commands and their options, as argparse understands them."""

import argparse
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from tuinews import __version__
from tuinews.commands import article, doctor, exchange, reader, sources, stories, themes
from tuinews.commands.session import Session
from tuinews.commands.times import parse_since
from tuinews.errors import NotFound, UsageError
from tuinews.text import clean_line, drop_hazards, one_line, shorten

LOG_LEVELS = ("warning", "debug", "info", "error")
"""What `--log-level` takes, the default first."""

Run = Callable[[Session, argparse.Namespace], int | Coroutine[Any, Any, int]]

_LARGEST_ID = 2**63 - 1  # SQLite's largest integer.

_ID_HELP = "a story's id, as “tuinews list” shows it"
_SOURCE_HELP = "id, feed address or exact title"

_DESCRIPTION = """\
A terminal reader for film, TV, games, music and stage news.

Without a command it opens the reader. Everything the reader can do to your library can be done by a command as well:
data goes to stdout, narration to stderr."""

_EPILOG = """\
examples:
  tuinews                              open the reader
  tuinews demo                         look around, without network and without a trace
  tuinews add https://example.com      follow the feed of a site
  tuinews refresh && tuinews list --unread --since 1d
  tuinews show 42 --format text | less

exit codes:
  0 done   1 unexpected error   2 usage or bad config   3 something could not be fetched or read
  4 the library can't be used   5 not found   130 interrupted

“tuinews COMMAND --help” explains a command."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments.

    Returns:
        The options. `run` is the command, `diagnoses` whether it can do with a config file that can't be used.

    Raises:
        UsageError: They make no sense.
        NotFound: A story's id is larger than any can be.
        SystemExit: They asked for help or for the version, which has been printed.
    """
    return _parser().parse_args(argv)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UsageError(f"{drop_hazards(sentence)}. “{self.prog} --help” shows how it is used.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tuinews",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tuinews {__version__}")
    _add_globals(parser)
    parser.set_defaults(run=reader.read_news, diagnoses=False)
    commands = _Commands(parser)
    _add_reading_commands(commands)
    _add_source_commands(commands)
    _add_story_commands(commands)
    _add_other_commands(commands)
    return parser


def _add_globals(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
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
        type=_path,
    )
    add("--config", None, "read the settings from FILE", metavar="FILE", type=_path)
    add("--theme", None, "use this theme (“tuinews themes” lists them)", metavar="NAME", type=_name)
    add("--no-motion", False, "move nothing on the screen", action="store_true")
    add(
        "--log-level",
        LOG_LEVELS[0],
        f"how much goes to the log: {', '.join(sorted(LOG_LEVELS))}",
        metavar="LEVEL",
        choices=LOG_LEVELS,
    )


class _Commands:
    """The commands below the program's parser."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._below = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def add(
        self, name: str, run: Run, about: str, *examples: str, details: str = "", diagnoses: bool = False
    ) -> argparse.ArgumentParser:
        parser = self._below.add_parser(
            name,
            help=about,
            description=f"{about[:1].upper()}{about[1:]}.{' ' if details else ''}{details}",
            epilog="examples:\n" + "\n".join(f"  tuinews {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        _add_globals(parser, again=True)
        parser.set_defaults(run=run, diagnoses=diagnoses)
        return parser


def _add_reading_commands(commands: _Commands) -> None:
    commands.add(
        "demo",
        reader.read_demo,
        "open the reader on a bundled edition",
        "demo",
        "demo --theme matinee",
        "--home /tmp/demo demo",
        details="It needs no network and touches nothing\nof yours: its library is thrown away at the end. With --home it is"
        " kept below that\nfolder, in a folder called demo.",
    )
    commands.add(
        "themes",
        themes.list_themes,
        "list the themes",
        "themes",
        "--theme matinee",
        details="A theme of your own is a\nTOML file in the folder “themes” beside config.toml.",
    )


def _add_source_commands(commands: _Commands) -> None:
    parser = commands.add(
        "add",
        sources.add,
        "follow a feed, or the feed that a page announces",
        "add https://example.com/feed.xml",
        "add example.com --folder Film",
        "add example.com --pick 2",
        details="When a page\nannounces several, they are listed and --pick chooses one.",
    )
    parser.add_argument("url", metavar="URL", help="address of a feed or of a page")
    parser.add_argument(
        "--folder", default="", metavar="F", type=_line, help="put the source into this folder"
    )
    parser.add_argument(
        "--title", default="", metavar="T", type=_line, help="show the source under this name"
    )
    parser.add_argument(
        "--pick", metavar="N", type=_positive, help="take the Nth feed of a page that has several"
    )
    _add_json(parser)

    parser = commands.add(
        "remove",
        sources.remove,
        "stop following a source; its saved stories stay",
        "remove 7",
        "remove https://example.com/feed.xml",
        "remove 'Example News'",
    )
    parser.add_argument("source", metavar="SOURCE", type=_name, help=_SOURCE_HELP)

    parser = commands.add(
        "sources",
        sources.list_sources,
        "list the sources with their health",
        "sources",
        "sources --json | jq -r '.[] | select(.streak > 0) | .title'",
    )
    _add_json(parser)

    parser = commands.add(
        "refresh",
        sources.refresh,
        "fetch what is due",
        "refresh",
        "refresh --force",
        "refresh 'Example News' 7",
        details="Exit code 3 says that some sources failed.",
    )
    parser.add_argument("sources", nargs="*", metavar="SOURCE", type=_name, help=_SOURCE_HELP)
    parser.add_argument("--force", action="store_true", help="also ask sources that are not due yet")
    _add_json(parser)

    parser = commands.add(
        "import",
        exchange.import_subscriptions,
        "follow everything in an OPML file",
        "import subscriptions.opml",
        "import - < subscriptions.opml",
    )
    parser.add_argument("file", metavar="FILE", help="an OPML file, - for stdin")

    parser = commands.add(
        "export",
        exchange.export_subscriptions,
        "write the sources as OPML 2.0",
        "export subscriptions.opml",
        "export | less",
    )
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="where to; stdout by default")


def _add_story_commands(commands: _Commands) -> None:
    parser = commands.add(
        "list",
        stories.list_stories,
        "list stories, newest first",
        "list --unread",
        "list dune --since 2w",
        "list --source 7 --topic awards --limit 20",
        "list --json | jq -r '.[].url'",
        details=f"A terminal shows\nthe newest {stories.TERMINAL_LIMIT} unless --limit says otherwise; a pipe gets all:"
        " id, time, state, source and title, between tabs.",
    )
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", type=one_line, help="words to be found in the stories"
    )
    parser.add_argument("--unread", action="store_true", help="only unread ones")
    parser.add_argument("--saved", action="store_true", help="only saved ones")
    parser.add_argument("--source", metavar="S", type=_name, help=f"only this source: {_SOURCE_HELP}")
    parser.add_argument("--topic", metavar="T", type=_name, help="only this topic")
    parser.add_argument(
        "--since",
        metavar="WHEN",
        type=_since,
        help="only newer ones: 30m, 12h, 3d, 2w or a date like 2026-03-14",
    )
    parser.add_argument("--limit", metavar="N", type=_positive, help="at most so many")
    _add_json(parser)

    parser = commands.add(
        "show",
        stories.show,
        "print one story",
        "show 42",
        "show 42 --full --format text | less",
        "show 42 --format html > story.html",
    )
    parser.add_argument("id", metavar="ID", type=_id, help=_ID_HELP)
    parser.add_argument(
        "--format",
        default="markdown",
        metavar="FORMAT",
        choices=("markdown", "text", "html", "json"),
        help="markdown (the default), text, html or json",
    )
    parser.add_argument("--full", action="store_true", help="fetch the story's page")

    for name, run, about in (
        ("save", stories.save, "keep stories, text and all"),
        ("unsave", stories.unsave, "stop keeping stories"),
        ("read", stories.read, "mark stories as read"),
        ("unread", stories.unread, "mark stories as unread"),
    ):
        parser = commands.add(name, run, about, f"{name} 42", f"{name} 42 43 44")
        parser.add_argument("ids", nargs="+", metavar="ID", type=_id, help=_ID_HELP)
        _add_json(parser)

    parser = commands.add("open", stories.open_story, "open a story in the browser", "open 42")
    parser.add_argument("id", metavar="ID", type=_id, help=_ID_HELP)

    parser = commands.add(
        "topics",
        stories.topics,
        "name the topics of a story, or the trending ones",
        "topics",
        "topics 42 --json",
    )
    parser.add_argument(
        "id", nargs="?", metavar="ID", type=_id, help=f"{_ID_HELP}; without it, what is trending"
    )
    _add_json(parser)


def _add_other_commands(commands: _Commands) -> None:
    parser = commands.add(
        "clean",
        article.clean,
        "print the story of a page as Markdown",
        "clean https://example.com/story",
        "clean page.html --url https://example.com/story --json",
        "clean - < page.html",
        details="Needs no library.",
    )
    parser.add_argument("where", metavar="FILE|URL|-", help="a file, an address, or - for stdin")
    parser.add_argument("--url", metavar="URL", help="where the page came from, for its relative links")
    _add_json(parser)

    parser = commands.add(
        "doctor",
        doctor.examine,
        "check library, config, themes, terminal and sources",
        "doctor",
        "doctor --json",
        details="Says the cure\nfor each finding.",
        diagnoses=True,
    )
    _add_json(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is no id. “tuinews list” shows the ids")
    digits = text.lstrip("0") or "0"
    # The length first, since Python refuses to read numbers of thousands of digits.
    if len(digits) > len(str(_LARGEST_ID)) or int(digits) > _LARGEST_ID:
        raise NotFound(f"There is no story with the number {shorten(text, 60)}.")
    return int(digits)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 up")
    return int(text)


def _since(text: str) -> datetime:
    try:
        return parse_since(text, datetime.now(UTC))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise argparse.ArgumentTypeError(f"“{text}” names no user's folder") from error


def _name(text: str) -> str:
    if not (name := one_line(text)):
        raise argparse.ArgumentTypeError("it is empty")
    return name


def _line(text: str) -> str:
    return clean_line(text)
