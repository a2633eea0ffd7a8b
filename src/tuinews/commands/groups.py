"""`stories`: which stories tell the same, and what the user says of it."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tuinews.commands.objects import group_object, story_object
from tuinews.commands.parsing import story_id
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.errors import UsageError

GROUPED = timedelta(days=4)
"""How far back `stories` looks for groups."""

_MISUSED = "“tuinews stories” takes nothing, or group ID ID…, or ungroup ID…. “tuinews list” shows the ids."


async def same_stories(session: Session, options: Namespace) -> int:
    """Show which stories tell the same, across sources; or put some together, or take some out."""
    if options.what:
        deed, *words = options.what
        if deed not in ("group", "ungroup") or len(words) < (2 if deed == "group" else 1):
            raise UsageError(_MISUSED)
        return await _correct(session, options, deed, _ids(words))
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.group()
        found = await newsroom.groups(options.since or datetime.now(UTC) - GROUPED)
    if options.json:
        console.say_json([group_object(group) for group in found])
    elif found:
        rows = [
            (str(story.id), story.source, f"{'' if number == 0 else '→ '}{story.title}")
            for group in found
            for number, story in enumerate(group.stories)
        ]
        console.say(table(rows, console, heading=("id", "source", "title"), right=(0,), clipped=(1,)))
    else:
        console.note("No story of the last days is told by more than one source.")
    return 0


def _ids(words: Sequence[str]) -> list[int]:
    try:
        return list(dict.fromkeys(map(story_id, words)))
    except ArgumentTypeError as error:
        raise UsageError(f"{error}.") from error


async def _correct(session: Session, options: Namespace, deed: str, ids: Sequence[int]) -> int:
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.group()
        change = await (newsroom.put_together(ids) if deed == "group" else newsroom.take_out(ids))
        changed = await newsroom.stories(sorted(change.stories))
        asked = await newsroom.stories(ids)
    if options.json:
        console.say_json([story_object(story) for story in changed])
    elif not changed:
        console.say("They are one group already." if deed == "group" else "No group has it.")
    elif deed == "group":
        console.say(f"{len(changed)} stories are one group from now on.")
    else:
        for story in asked:
            if story.id in change.stories:
                console.say(f"“{story.title}” stands alone from now on.")
    return 0
