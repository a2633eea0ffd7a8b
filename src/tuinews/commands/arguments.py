"""The commands and their options, as argparse understands them."""

import argparse
from collections.abc import Sequence

from tuinews import __version__
from tuinews.commands import (
    arguments_topics,
    article,
    doctor,
    exchange,
    library,
    reader,
    search,
    sources,
    stories,
    themes,
)
from tuinews.commands.parsing import (
    ID_HELP,
    SOURCE_HELP,
    Commands,
    Parser,
    add_globals,
    add_json,
    any_line,
    file_path,
    moment,
    positive,
    story_id,
    title,
)
from tuinews.text import one_line

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


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="tuinews",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tuinews {__version__}")
    add_globals(parser)
    parser.set_defaults(run=reader.read_news, diagnoses=False)
    commands = Commands(parser)
    _add_reading_commands(commands)
    _add_source_commands(commands)
    _add_story_commands(commands)
    arguments_topics.add_topic_commands(commands)
    arguments_topics.add_stance_commands(commands)
    _add_library_commands(commands)
    _add_other_commands(commands)
    return parser


def _add_reading_commands(commands: Commands) -> None:
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


def _add_source_commands(commands: Commands) -> None:
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
        sources.remove,
        "stop following a source; its saved stories stay",
        "remove 7",
        "remove https://example.com/feed.xml",
        "remove 'Example News'",
    )
    parser.add_argument("source", metavar="SOURCE", type=title, help=SOURCE_HELP)

    parser = commands.add(
        "sources",
        sources.list_sources,
        "list the sources with their health",
        "sources",
        "sources --json | jq -r '.[] | select(.streak > 0) | .title'",
    )
    add_json(parser)

    parser = commands.add(
        "refresh",
        sources.refresh,
        "fetch what is due",
        "refresh",
        "refresh --force",
        "refresh 'Example News' 7",
        details="Exit code 3 says that some sources failed.",
    )
    parser.add_argument("sources", nargs="*", metavar="SOURCE", type=title, help=SOURCE_HELP)
    parser.add_argument("--force", action="store_true", help="also ask sources that are not due yet")
    add_json(parser)

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
        exchange.export,
        "write the sources as OPML 2.0, or the saved stories as files",
        "export subscriptions.opml",
        "export | less",
        "export --saved ~/Notes/Entertainment",
        "export --saved stories --format json",
        details="Saved stories\nbecome a Markdown file each, with a front matter that Obsidian and site generators read. To"
        " do it\nagain writes what is new; a file that you changed is left as it is.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="where to; stdout by default")
    parser.add_argument(
        "--saved", metavar="DIR", type=file_path, help="write the saved stories into this folder"
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=("markdown", "json"),
        help="of saved stories: markdown (the default) or json, all in one file",
    )


def _add_library_commands(commands: Commands) -> None:
    parser = commands.add(
        "backup",
        library.backup,
        "copy the whole library into one file",
        "backup library-2026-03-14.db",
        "backup /media/stick/tuinews.db",
        details="The reader may be open\nmeanwhile. Copying library.db itself is no backup: it may miss what was written"
        " last.",
    )
    parser.add_argument(
        "file", metavar="FILE", type=file_path, help="where to; an older backup there is replaced"
    )

    parser = commands.add(
        "restore",
        library.restore,
        "put a backup in the place of the library",
        "restore",
        "restore library-2026-03-14.db",
        "restore --merge old-laptop.db",
        "restore --salvage",
        "restore --salvage --merge library.db.corrupt-2026-03-14",
        details="The library that\nis there is kept beside it, and nothing is ever deleted.",
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


def _add_story_commands(commands: Commands) -> None:
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
    parser.add_argument("--source", metavar="S", type=title, help=f"only this source: {SOURCE_HELP}")
    parser.add_argument("--topic", metavar="T", type=title, help="only this topic")
    parser.add_argument(
        "--since",
        metavar="WHEN",
        type=moment,
        help="only newer ones: 30m, 12h, 3d, 2w or a date like 2026-03-14",
    )
    parser.add_argument("--limit", metavar="N", type=positive, help="at most so many")
    add_json(parser)

    parser = commands.add(
        "search",
        search.search,
        "find stories, best first",
        "search dune villeneuve",
        "search 'title:oscars -trailer since:2w'",
        "search --limit 5 --json 'source:variety is:unread'",
        details="Words, “phrases”,\n-words, title: source: topic: tag: is:unread is:saved since:3d before:2026-01-01; all"
        " must hold.",
    )
    parser.add_argument("query", nargs="+", metavar="QUERY", type=one_line, help="what to look for")
    parser.add_argument(
        "--limit", metavar="N", type=positive, help=f"at most so many; {search.LIMIT} if left out"
    )
    add_json(parser)

    parser = commands.add(
        "show",
        stories.show,
        "print one story",
        "show 42",
        "show 42 --full --format text | less",
        "show 42 --format html > story.html",
    )
    parser.add_argument("id", metavar="ID", type=story_id, help=ID_HELP)
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
        parser.add_argument("ids", nargs="+", metavar="ID", type=story_id, help=ID_HELP)
        add_json(parser)

    parser = commands.add("open", stories.open_story, "open a story in the browser", "open 42")
    parser.add_argument("id", metavar="ID", type=story_id, help=ID_HELP)


def _add_other_commands(commands: Commands) -> None:
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
    add_json(parser)

    parser = commands.add(
        "doctor",
        doctor.examine,
        "check library, config, themes, terminal and sources",
        "doctor",
        "doctor --json",
        "doctor --drop-cache",
        "doctor --reindex",
        details="Says the cure\nfor each finding.",
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
