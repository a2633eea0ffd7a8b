"""The commands about stories and their options: listing, searching, showing and marking them."""

from tuinews.commands.limits import SEARCH_LIMIT, TERMINAL_LIMIT
from tuinews.commands.parsing import (
    ID_HELP,
    SOURCE_HELP,
    Commands,
    add_json,
    moment,
    positive,
    story_id,
    title,
)
from tuinews.text import one_line


def add_story_commands(commands: Commands) -> None:
    """Add the commands about stories."""
    parser = commands.add(
        "list",
        "stories.list_stories",
        "list stories, newest first",
        "list --unread",
        "list dune --since 2w",
        "list --source 7 --topic awards --limit 20",
        "list --json | jq -r '.[].url'",
        details=f"A terminal shows the newest {TERMINAL_LIMIT} unless --limit says otherwise; a pipe gets all:"
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
        "search.search",
        "find stories, best first",
        "search dune villeneuve",
        "search 'title:oscars -trailer since:2w'",
        "search --limit 5 --json 'source:variety is:unread'",
        details="Words, “phrases”, -words, title: source: topic: tag: is:unread is:saved since:3d before:2026-01-01; all"
        " must hold.",
    )
    parser.add_argument("query", nargs="+", metavar="QUERY", type=one_line, help="what to look for")
    parser.add_argument(
        "--limit", metavar="N", type=positive, help=f"at most so many; {SEARCH_LIMIT} if left out"
    )
    add_json(parser)

    parser = commands.add(
        "show",
        "stories.show",
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
        ("save", "stories.save", "keep stories, text and all"),
        ("unsave", "stories.unsave", "stop keeping stories"),
        ("read", "stories.read", "mark stories as read"),
        ("unread", "stories.unread", "mark stories as unread"),
    ):
        parser = commands.add(name, run, about, f"{name} 42", f"{name} 42 43 44")
        parser.add_argument("ids", nargs="+", metavar="ID", type=story_id, help=ID_HELP)
        add_json(parser)

    parser = commands.add(
        "open",
        "stories.open_story",
        "open a story in the browser",
        "open 42",
        "open 42 --media",
        details="The settings may name the programs: [open] browser, and player for videos and sound.",
    )
    parser.add_argument("id", metavar="ID", type=story_id, help=ID_HELP)
    parser.add_argument("--media", action="store_true", help="its first video or sound in place of its page")
