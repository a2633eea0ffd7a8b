"""The commands and their options, as argparse understands them."""

import argparse
from collections.abc import Sequence

from tuinews import __version__
from tuinews.commands.parsing import (
    SOURCE_HELP,
    Commands,
    Parser,
    add_globals,
    add_json,
    any_line,
    file_path,
    positive,
    title,
)
from tuinews.commands.story_arguments import add_story_commands
from tuinews.commands.topic_arguments import add_stance_commands, add_topic_commands
from tuinews.errors import UsageError

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
        The options. `run` is the command as `module.function` in this package, `diagnoses` whether it can do with a
        config file that can't be used.

    Raises:
        UsageError: They make no sense.
        NotFound: A story's id is larger than any can be.
        SystemExit: They asked for help or for the version, which has been printed.
    """
    return _reader_options(argv) or program_parser().parse_args(argv)


def _reader_options(argv: Sequence[str]) -> argparse.Namespace | None:
    """Read the arguments of the reader itself; None where there may be a command, or anything that has to be explained.

    Most starts are of this kind, and need no table of forty commands.
    """
    parser = Parser(prog="tuinews", add_help=False, allow_abbrev=False)
    _add_reader(parser)
    try:
        options, others = parser.parse_known_args(argv)
    except UsageError:
        return None
    return None if others else options


def _add_reader(parser: argparse.ArgumentParser) -> None:
    add_globals(parser)
    parser.set_defaults(run="reader.read_news", diagnoses=False)


def program_parser() -> argparse.ArgumentParser:
    """Make the parser, with every command below it."""
    parser = Parser(
        prog="tuinews",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tuinews {__version__}")
    _add_reader(parser)
    commands = Commands(parser)
    _add_reading_commands(commands)
    _add_source_commands(commands)
    _add_exchange_commands(commands)
    add_story_commands(commands)
    add_topic_commands(commands)
    add_stance_commands(commands)
    _add_library_commands(commands)
    _add_other_commands(commands)
    _add_setting_commands(commands)
    return parser


def _add_reading_commands(commands: Commands) -> None:
    commands.add(
        "demo",
        "reader.read_demo",
        "open the reader on a bundled edition",
        "demo",
        "demo --theme matinee",
        "--home /tmp/demo demo",
        details="It needs no network and touches nothing of yours: its library is thrown away at the end. With --home it is"
        " kept below that folder, in a folder called demo.",
    )


def _add_source_commands(commands: Commands) -> None:
    parser = commands.add(
        "add",
        "sources.add",
        "follow a feed, or the feed that a page announces",
        "add https://example.com/feed.xml",
        "add example.com --folder Film",
        "add example.com --pick 2",
        details="When a page announces several, they are listed and --pick chooses one.",
    )
    parser.add_argument("url", metavar="URL", help="address of a feed or of a page")
    parser.add_argument(
        "--folder", default="", metavar="F", type=any_line, help="put the source into this folder"
    )
    parser.add_argument(
        "--title", default="", metavar="T", type=any_line, help="show the source under this name"
    )
    parser.add_argument(
        "--pick", metavar="N", type=positive, help="take the Nth feed of a page that has several"
    )
    add_json(parser)

    parser = commands.add(
        "remove",
        "sources.remove",
        "stop following a source; its saved stories stay",
        "remove 7",
        "remove https://example.com/feed.xml",
        "remove 'Example News'",
    )
    parser.add_argument("source", metavar="SOURCE", type=title, help=SOURCE_HELP)

    parser = commands.add(
        "sources",
        "sources.list_sources",
        "list the sources with their health",
        "sources",
        "sources --json | jq -r '.[] | select(.streak > 0) | .title'",
    )
    add_json(parser)

    parser = commands.add(
        "refresh",
        "sources.refresh",
        "fetch what is due",
        "refresh",
        "refresh --force",
        "refresh 'Example News' 7",
        details="Exit code 3 says that some sources failed.",
    )
    parser.add_argument("sources", nargs="*", metavar="SOURCE", type=title, help=SOURCE_HELP)
    parser.add_argument("--force", action="store_true", help="also ask sources that are not due yet")
    add_json(parser)


def _add_exchange_commands(commands: Commands) -> None:
    parser = commands.add(
        "import",
        "exchange.import_subscriptions",
        "follow everything in an OPML file, or in newsboat's list",
        "import subscriptions.opml",
        "import - < subscriptions.opml",
        "import ~/.newsboat/urls && tuinews refresh && tuinews import ~/.newsboat/cache.db",
        details="What is followed already stays as it is. Of newsboat's “urls”, the first tag of a feed becomes its folder;"
        " its “cache.db” marks as read what was read there, among the stories that are here.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="an OPML file, or newsboat's urls or cache.db; - for stdin"
    )

    parser = commands.add(
        "export",
        "exchange.export",
        "write the sources as OPML 2.0, or the saved stories as files",
        "export subscriptions.opml",
        "export | less",
        "export --saved ~/Notes/Entertainment",
        "export --saved stories --format json",
        "export --saved ~/public --format html",
        details="Saved stories become a Markdown file each, with a front matter that Obsidian and site generators read, or all"
        " of them one JSON file or one HTML page, which loads nothing from anywhere. To do it again writes what is new; a"
        " file that you changed is left as it is.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="where to; stdout by default")
    parser.add_argument(
        "--saved", metavar="DIR", type=file_path, help="write the saved stories into this folder"
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=("markdown", "json", "html"),
        help="of saved stories: markdown (the default), json or html, the last two all in one file",
    )


def _add_library_commands(commands: Commands) -> None:
    parser = commands.add(
        "backup",
        "library.backup",
        "copy the whole library into one file",
        "backup library-2026-03-14.db",
        "backup /media/stick/tuinews.db",
        details="The reader may be open meanwhile. Copying library.db itself is no backup: it may miss what was written"
        " last.",
    )
    parser.add_argument(
        "file", metavar="FILE", type=file_path, help="where to; an older backup there is replaced"
    )

    parser = commands.add(
        "restore",
        "library.restore",
        "put a backup in the place of the library",
        "restore",
        "restore library-2026-03-14.db",
        "restore --merge old-laptop.db",
        "restore --salvage",
        "restore --salvage --merge library.db.corrupt-2026-03-14",
        details="The library that is there is kept beside it, and nothing is ever deleted.",
    )
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        type=file_path,
        help="a backup; without it, the newest of those that are made every day",
    )
    parser.add_argument(
        "--merge",
        action="store_true",
        help="add what the backup has besides, and keep everything that is here",
    )
    parser.add_argument(
        "--salvage",
        action="store_true",
        help="save what can still be read of a damaged library, or of a damaged FILE",
    )


def _add_other_commands(commands: Commands) -> None:
    parser = commands.add(
        "clean",
        "article.clean",
        "print the story of a page as Markdown",
        "clean https://example.com/story",
        "clean page.html --url https://example.com/story --json",
        "clean - < page.html",
        details="Needs no library.",
    )
    parser.add_argument("where", metavar="FILE|URL|-", help="a file, an address, or - for stdin")
    parser.add_argument("--url", metavar="URL", help="where the page came from, for its relative links")
    add_json(parser)

    parser = commands.add(
        "doctor",
        "doctor.examine",
        "check library, config, themes, terminal and sources",
        "doctor",
        "doctor --json",
        "doctor --drop-cache",
        "doctor --reindex",
        details="Says the cure for each finding.",
        diagnoses=True,
    )
    parser.add_argument(
        "--drop-cache",
        action="store_true",
        help="first delete what can be fetched again, which makes room on a full disk; nothing of yours goes",
    )
    parser.add_argument(
        "--reindex", action="store_true", help="find the topics of all stories anew, and what tells the same"
    )
    add_json(parser)


def _add_setting_commands(commands: Commands) -> None:
    parser = commands.add(
        "config",
        "settings.config",
        "show the settings in force, and where each comes from",
        "config",
        "config path",
        "config check",
        "config show --default > config.toml",
        details="Flags go before the environment, the environment before the file, the file before the defaults. tuinews"
        " itself never writes the file. “check” ends with exit code 2 when something in it can't be used.",
        diagnoses=True,
    )
    parser.add_argument(
        "action",
        nargs="?",
        default="show",
        metavar="path|show|check",
        choices=("path", "show", "check"),
        help="where the file is, what is in force (if left out), or what is wrong with it",
    )
    parser.add_argument(
        "--default", action="store_true", help="print a file with every setting at its default, explained"
    )
    add_json(parser)

    parser = commands.add(
        "keys",
        "keys.list_keys",
        "list the keys of the reader that are in force",
        "keys",
        "keys --json | jq -r '.[] | select(.origin) | .id'",
        details="The column on the right says where they come from when it is not the table of tuinews itself.",
    )
    add_json(parser)

    parser = commands.add(
        "themes",
        "themes.list_themes",
        "list the themes, and say which is in force",
        "themes",
        "--theme matinee",
        details="A theme of your own is a TOML file in the folder “themes” beside config.toml.",
    )
    add_json(parser)

    parser = commands.add(
        "completion",
        "shell.completion",
        "print what lets a shell complete commands and options",
        "completion bash > ~/.local/share/bash-completion/completions/tuinews",
        "completion zsh > ~/.zfunc/_tuinews",
        "completion fish > ~/.config/fish/completions/tuinews.fish",
        details="The folder for zsh is one of your fpath, named before compinit runs.",
    )
    parser.add_argument(
        "shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="which shell: bash, zsh or fish"
    )

    commands.add(
        "man",
        "shell.manual",
        "print the manual page",
        "man | man -l -",
        "man > ~/.local/share/man/man1/tuinews.1",
    )
