"""`search`: the best stories for some words, with the words around each hit."""

from argparse import Namespace
from datetime import UTC, datetime

from tuinews.commands.limits import SEARCH_LIMIT
from tuinews.commands.objects import found_object
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.commands.times import age, iso

_INDENT = "    "


async def search(session: Session, options: Namespace) -> int:
    """Find stories, best first."""
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.index()
        found = await newsroom.search(" ".join(options.query), options.limit or SEARCH_LIMIT)
    if options.json:
        console.say_json([found_object(each) for each in found])
    elif not found:
        console.note("Nothing found. “tuinews search --help” shows what can be asked.")
    elif console.out_is_terminal:
        now = datetime.now(UTC)
        for each in found:
            story = each.story
            console.say(f"{story.id}  {story.title}  ({story.source}, {age(story.sort_time, now)})")
            if each.snippet:
                console.say(_INDENT + each.snippet)
    else:
        rows = [
            (
                str(each.story.id),
                iso(each.story.sort_time) or "",
                each.story.source,
                each.story.title,
                each.snippet,
            )
            for each in found
        ]
        console.say(table(rows, console))
    return 0
