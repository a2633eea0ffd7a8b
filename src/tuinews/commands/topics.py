"""`topics`: what stories are about, and what the user says of it."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from tuinews.commands.objects import correction_object, topic_object
from tuinews.commands.parsing import story_id
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.errors import UsageError
from tuinews.model import Correction, Topic

TRENDING = timedelta(days=7)
"""How far back `topics` looks for what is trending."""

_NAMES = {"merge": 2, "rename": 2, "hide": 1, "split": 1, "restore": 1, "corrections": 0}
"""How many names each deed takes."""
_MISUSED = (
    "“tuinews topics” takes a story's id, or merge A B, rename A B, hide A, split A, restore A or corrections."
    " “tuinews topics --help” explains them."
)


async def topics(session: Session, options: Namespace) -> int:
    """Name the topics of one story, or the trending ones; or correct one."""
    if not options.what:
        return await _show(session, options, None)
    deed, *names = options.what
    if deed in _NAMES and len(names) == _NAMES[deed]:
        return await (
            _corrections(session, options)
            if deed == "corrections"
            else _correct(session, options, deed, names)
        )
    if deed in _NAMES or names:
        raise UsageError(_MISUSED)
    try:
        number = story_id(deed)
    except ArgumentTypeError:
        raise UsageError(_MISUSED) from None
    return await _show(session, options, number)


async def _show(session: Session, options: Namespace, number: int | None) -> int:
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.index()
        if number is None:
            found = await newsroom.trending(datetime.now(UTC) - TRENDING)
        else:
            found = await newsroom.topics(number)
    if options.json:
        console.say_json([topic_object(topic) for topic in found])
    elif found:
        console.say(table(_rows(found), console, heading=("weight", "stories", "topic"), right=(0, 1)))
    else:
        console.note("No topics yet.")
    return 0


def _rows(found: Sequence[Topic]) -> list[tuple[str, ...]]:
    return [(f"{topic.weight:.2f}", str(topic.stories), topic.name) for topic in found]


async def _corrections(session: Session, options: Namespace) -> int:
    console = session.console
    async with session.newsroom() as newsroom:
        found = await newsroom.corrections()
    if options.json:
        console.say_json([correction_object(each) for each in found])
    elif found:
        rows = [(each.deed, each.name, each.target) for each in found]
        console.say(table(rows, console, heading=("deed", "topic", "shown as")))
    else:
        console.note("No topic was corrected. “tuinews topics merge A B” makes two one.")
    return 0


async def _correct(session: Session, options: Namespace, deed: str, names: Sequence[str]) -> int:
    name, target = names[0], names[1] if len(names) > 1 else ""
    async with session.newsroom() as newsroom:
        await newsroom.index()
        if deed == "restore":
            change = await newsroom.forget_correction(name)
        else:
            kind = cast(Literal["merge", "rename", "hide", "split"], deed)
            change = await newsroom.correct_topic(Correction(kind, name, target))
    if options.json:
        session.console.say_json(
            {"deed": deed, "topic": name, "target": target or None, "stories": sorted(change.stories)}
        )
    elif not change.topics:
        session.console.say(f"Nothing to do: that is how it is with “{name}”.")
    else:
        session.console.say(f"{_DONE[deed].format(name=name, target=target)} {_told(len(change.stories))}")
    return 0


_DONE = {
    "merge": "“{name}” is “{target}” from now on.",
    "rename": "“{name}” is called “{target}” from now on.",
    "hide": "“{name}” is no topic any more.",
    "split": "“{name}” is a topic of its own from now on.",
    "restore": "“{name}” is as the stories have it.",
}


def _told(stories: int) -> str:
    return (
        "No story here had it."
        if not stories
        else f"That changed {stories:,} {'story' if stories == 1 else 'stories'}."
    )
