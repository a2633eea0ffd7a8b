"""`list`, `show`, the marks, `open` and `related`: the stories."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tuinews.commands.objects import (
    reading_object,
    related_object,
    state_object,
    story_object,
)
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.commands.times import age, iso
from tuinews.errors import UsageError
from tuinews.model import Story, View

if TYPE_CHECKING:
    from tuinews.newsroom import Newsroom

TERMINAL_LIMIT = 100
"""Stories that `list` shows on a terminal unless `--limit` says otherwise; a pipe gets all of them."""
_PAGE = 500


async def list_stories(session: Session, options: Namespace) -> int:
    """List the stories that match, newest first."""
    console = session.console
    wants_lines = console.out_is_terminal and not options.json
    limit = options.limit or (TERMINAL_LIMIT if wants_lines else None)
    async with session.newsroom() as newsroom:
        view = View(
            unread=options.unread,
            saved=options.saved,
            source_id=(await newsroom.find_source(options.source)).id if options.source else None,
            topic=options.topic,
            query=" ".join(options.query),
            since=options.since,
        )
        if view.query or view.topic:
            await newsroom.index()
        stories = await _stories(newsroom, view, limit)
        held_back = await newsroom.count(view) - len(stories) if wants_lines and len(stories) == limit else 0
        subscribed = bool(stories) or bool(await newsroom.sources())
    if options.json:
        console.say_json([story_object(story) for story in stories])
        return 0
    if stories:
        console.say(_lines(stories, session))
    elif subscribed:
        console.note(
            "No story matches." if view != View() else "No stories yet. “tuinews refresh” fetches them."
        )
    else:
        console.note("No sources yet. “tuinews add URL” follows one.")
    if held_back and not options.limit:
        console.note(f"The newest {len(stories)}; {held_back} more match. --limit says how many to show.")
    return 0


async def show(session: Session, options: Namespace) -> int:
    """Print one story with its text."""
    async with session.newsroom() as newsroom:
        reading = await newsroom.read(options.id, full=options.full, offline=not options.full)
    console = session.console
    if options.format == "json":
        console.say_json(reading_object(reading))
        return 0
    from tuinews.commands.prose import as_html, as_markdown, as_text

    if reading.notice:
        console.note(reading.notice)
    if options.format == "html":
        console.say(as_html(reading))
    elif options.format == "text":
        console.say(as_text(reading, console.columns))
    else:
        console.say(as_markdown(reading))
    return 0


async def save(session: Session, options: Namespace) -> int:
    """Keep stories."""
    return await _mark(session, options, "saved", True)


async def unsave(session: Session, options: Namespace) -> int:
    """Stop keeping stories."""
    return await _mark(session, options, "saved", False)


async def read(session: Session, options: Namespace) -> int:
    """Mark stories as read."""
    return await _mark(session, options, "read", True)


async def unread(session: Session, options: Namespace) -> int:
    """Mark stories as unread."""
    return await _mark(session, options, "read", False)


async def open_story(session: Session, options: Namespace) -> int:
    """Open a story's page in the browser."""
    from tuinews.browser import open_url

    async with session.newsroom() as newsroom:
        story = await newsroom.story(options.id)
    if not story.url:
        raise UsageError(f"“{story.title}” has no link to open.")
    open_url(story.url, session.config.browser)
    session.console.say(f"Opened {story.url}.")
    return 0


async def related(session: Session, options: Namespace) -> int:
    """Show the stories that are near to one, and why."""
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.index()
        found = await newsroom.related(options.id)
    if options.json:
        console.say_json([related_object(each) for each in found])
    elif found:
        rows = [(str(each.story.id), each.story.source, each.story.title, each.reason) for each in found]
        console.say(
            table(rows, console, heading=("id", "source", "title", "why"), right=(0,), clipped=(1, 2))
        )
    else:
        console.note("No story is related to this one.")
    return 0


async def _stories(newsroom: "Newsroom", view: View, limit: int | None) -> list[Story]:
    stories: list[Story] = []
    after = None
    while limit is None or len(stories) < limit:
        page = await newsroom.page(view, after, _PAGE if limit is None else min(_PAGE, limit - len(stories)))
        stories.extend(page.stories)
        after = page.after
        if after is None:
            break
    return stories


def _lines(stories: Sequence[Story], session: Session) -> str:
    console = session.console
    if not console.out_is_terminal:
        rows = [
            (str(story.id), iso(story.sort_time) or "", _state(story), story.source, story.title)
            for story in stories
        ]
        return table(rows, console)
    markers = session.config.markers
    pretty = markers == "unicode" or (markers == "auto" and console.speaks_unicode)
    unread_mark, saved_mark = ("●", "★") if pretty else ("*", "+")
    now = datetime.now(UTC)
    rows = [
        (
            str(story.id),
            age(story.sort_time, now),
            (" " if story.read else unread_mark) + (saved_mark if story.saved else " "),
            story.source,
            story.title,
        )
        for story in stories
    ]
    return table(rows, console, right=(0, 1), clipped=(3,))


def _state(story: Story) -> str:
    return ("read" if story.read else "unread") + (",saved" if story.saved else "")


async def _mark(session: Session, options: Namespace, mark: str, value: bool) -> int:
    async with session.newsroom() as newsroom:
        # All of them first: an unknown id changes nothing.
        asked = [await newsroom.story(story_id) for story_id in dict.fromkeys(options.ids)]
        ids = [story.id for story in asked]
        change = await (newsroom.set_saved(ids, value) if mark == "saved" else newsroom.set_read(ids, value))
        # Reports of the same event may have come along.
        asked += await newsroom.stories(sorted(change.stories - set(ids)))
    changed = [
        story._replace(saved=value) if mark == "saved" else story._replace(read=value)
        for story in asked
        if story.id in change.stories
    ]
    if options.json:
        session.console.say_json([state_object(story) for story in changed])
        return 0
    done, was_so = _WORDS[mark, value]
    for story in asked:
        if story.id in change.stories:
            session.console.say(f"{done} “{story.title}”.")
        else:
            session.console.say(f"“{story.title}” {was_so}.")
    return 0


_WORDS = {
    ("saved", True): ("Saved", "was saved already"),
    ("saved", False): ("No longer saved:", "was not saved"),
    ("read", True): ("Marked as read:", "was read already"),
    ("read", False): ("Marked as unread:", "was unread already"),
}
