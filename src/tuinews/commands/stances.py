"""`follow`, `unfollow`, `mute` and `unmute`: topics, words of headlines and sources."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from tuinews.commands.objects import stance_object
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.commands.times import minute
from tuinews.errors import UsageError
from tuinews.model import Source, Stance

if TYPE_CHECKING:
    from tuinews.newsroom import Newsroom

Kind = Literal["topic", "word", "source"]
_Way = Literal["follow", "mute"]


async def follow(session: Session, options: Namespace) -> int:
    """Follow things, or list what is followed."""
    return await _take(session, options, "follow")


async def mute(session: Session, options: Namespace) -> int:
    """Mute things, or list what is muted."""
    return await _take(session, options, "mute")


async def unfollow(session: Session, options: Namespace) -> int:
    """Follow things no longer."""
    return await _leave(session, options, "follow")


async def unmute(session: Session, options: Namespace) -> int:
    """Mute things no longer."""
    return await _leave(session, options, "mute")


async def _take(session: Session, options: Namespace, way: _Way) -> int:
    if not options.names:
        return await _list(session, options, way)
    async with session.newsroom() as newsroom:
        await newsroom.index()
        sources = await newsroom.sources()
        asked = [await _stance(newsroom, sources, name, options, way) for name in options.names]
        changed = [stance for stance in asked if await _set(newsroom, stance)]
        told = [await newsroom.stance_on(each.kind, each.name) or each for each in asked]
    if options.json:
        found = [now for stance, now in zip(asked, told, strict=True) if stance in changed]
        session.console.say_json([stance_object(each, sources) for each in found])
        return 0
    for stance, now in zip(asked, told, strict=True):
        done = f"{_DONE[way]} “{_name(stance, sources)}”{_until(stance)}{_where(stance, sources)}."
        if stance not in changed:
            session.console.say(f"“{_name(stance, sources)}” {_WAS[way]} so already.")
        elif way == "mute":
            session.console.say(f"{done} {_told(now.stories)}")
        else:
            session.console.say(done)
    return 0


async def _set(newsroom: "Newsroom", stance: Stance) -> bool:
    """Follow or mute; tell whether that was not so already."""
    before = await newsroom.stance_on(stance.kind, stance.name)
    await newsroom.set_stance(stance)
    after = await newsroom.stance_on(stance.kind, stance.name)
    return (before and replace(before, stories=0)) != (after and replace(after, stories=0))


async def _leave(session: Session, options: Namespace, way: _Way) -> int:
    kind = _kind(options)
    async with session.newsroom() as newsroom:
        await newsroom.index()
        sources = await newsroom.sources()
        left: list[tuple[str, Stance | None]] = []
        for name in options.names:
            thing = str((await newsroom.find_source(name)).id) if kind == "source" else name
            stance = await newsroom.stance_on(kind, thing)
            ended = stance if stance is not None and stance.stance == way else None
            if ended:
                await newsroom.clear_stance(kind, thing)
            left.append((name, ended))
    if options.json:
        session.console.say_json([stance_object(ended, sources) for _, ended in left if ended])
        return 0
    for name, ended in left:
        shown = _name(ended, sources) if ended else name
        session.console.say(f"“{shown}” {_NO_LONGER[way]}." if ended else f"“{name}” {_WAS_NOT[way]}.")
    return 0


async def _list(session: Session, options: Namespace, way: _Way) -> int:
    console = session.console
    async with session.newsroom() as newsroom:
        await newsroom.index()
        sources = await newsroom.sources()
        found = [each for each in await newsroom.stances() if each.stance == way]
    if options.json:
        console.say_json([stance_object(each, sources) for each in found])
    elif found:
        rows = [
            (
                each.kind,
                str(each.stories),
                _name(each, sources),
                minute(each.until) if each.until else "for ever",
                _scope(each, sources),
            )
            for each in found
        ]
        console.say(
            table(
                rows,
                console,
                heading=("kind", "stories", "what", "until", "only in"),
                right=(1,),
                clipped=(2,),
            )
        )
    else:
        console.note(f"Nothing is {_PAST[way]}. “tuinews {way} NAME” changes that.")
    return 0


async def _stance(
    newsroom: "Newsroom", sources: Sequence[Source], name: str, options: Namespace, way: _Way
) -> Stance:
    kind = _kind(options)
    if kind == "source":
        if options.only:
            raise UsageError(
                "A source is followed or muted as a whole, so --only makes no sense with --source."
            )
        return Stance("source", str((await newsroom.find_source(name)).id), way, options.until)
    if not options.only:
        return Stance(kind, name, way, options.until)
    folder = next((each.folder for each in sources if each.folder and each.folder == options.only), None)
    if folder is not None:
        return Stance(kind, name, way, options.until, only_folder=folder)
    only = (await newsroom.find_source(options.only)).id
    return Stance(kind, name, way, options.until, only_source=only)


def _kind(options: Namespace) -> Kind:
    return "word" if options.word else "source" if options.source else "topic"


def _name(stance: Stance, sources: Sequence[Source]) -> str:
    if stance.kind != "source":
        return stance.name
    return next((each.title for each in sources if str(each.id) == stance.name), stance.name)


def _scope(stance: Stance, sources: Sequence[Source]) -> str:
    if stance.only_folder is not None:
        return stance.only_folder
    return next((each.title for each in sources if each.id == stance.only_source), "")


def _where(stance: Stance, sources: Sequence[Source]) -> str:
    scope = _scope(stance, sources)
    return f", only in “{scope}”" if scope else ""


def _until(stance: Stance) -> str:
    return f" until {minute(stance.until)}" if stance.until else ""


def _told(stories: int) -> str:
    if not stories:
        return "No story here is about it."
    return f"{'1 story is' if stories == 1 else f'{stories:,} stories are'} about it; saved ones stay listed."


_DONE = {"follow": "Following", "mute": "Muted"}
_PAST = {"follow": "followed", "mute": "muted"}
_WAS = {"follow": "is followed", "mute": "is muted"}
_WAS_NOT = {"follow": "was not followed", "mute": "was not muted"}
_NO_LONGER = {"follow": "is no longer followed", "mute": "is no longer muted"}
