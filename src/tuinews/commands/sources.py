"""`add`, `remove`, `sources` and `refresh`: the subscriptions."""

from argparse import Namespace
from datetime import UTC, datetime

from tuinews.commands.objects import refresh_object, source_object
from tuinews.commands.session import Session
from tuinews.commands.tables import table
from tuinews.commands.times import age, minute, wait
from tuinews.errors import SeveralFeeds
from tuinews.health import times_failed
from tuinews.model import RefreshReport, Source

SOME_FAILED = 3
SEVERAL_FOUND = 2


async def add(session: Session, options: Namespace) -> int:
    """Subscribe to a feed, or to the feed that a page announces."""
    console = session.console
    async with session.newsroom() as newsroom:
        before = {source.id for source in await newsroom.sources()}
        try:
            source = await newsroom.add(
                options.url, folder=options.folder, title=options.title, pick=options.pick
            )
        except SeveralFeeds as several:
            if options.json:
                console.say_json(
                    [
                        {"pick": number, "url": feed.url, "title": feed.title or None}
                        for number, feed in enumerate(several.feeds, 1)
                    ]
                )
            console.note(several.summary)
            for number, feed in enumerate(several.feeds, 1):
                console.note(f"{number:>3}  {feed.title or '(no title)'}  {feed.url}")
            console.note("Add --pick and a number to take one.")
            return SEVERAL_FOUND
        await newsroom.index()
    if options.json:
        console.say_json(source_object(source, datetime.now(UTC)))
    elif source.id in before:
        kept = " It keeps its title and folder." if options.title or options.folder else ""
        console.say(f"You follow “{source.title}” already.{kept}")
    else:
        console.say(f"Now following “{source.title}”: {_stories(source.stories)}.")
    return 0


async def remove(session: Session, options: Namespace) -> int:
    """Unsubscribe."""
    async with session.newsroom() as newsroom:
        source = await newsroom.find_source(options.source)
        await newsroom.remove(source.id)
    session.console.say(f"No longer following “{source.title}”. Saved stories stay.")
    return 0


async def list_sources(session: Session, options: Namespace) -> int:
    """List the subscriptions with their health."""
    console = session.console
    async with session.newsroom() as newsroom:
        sources = await newsroom.sources()
    if options.json:
        now = datetime.now(UTC)
        console.say_json([source_object(source, now) for source in sources])
        return 0
    if not sources:
        console.note("No sources yet. “tuinews add URL” follows one.")
        return 0
    now = datetime.now(UTC)
    rows = [
        (
            str(source.id),
            source.title,
            source.folder,
            f"{source.unread}/{source.stories}",
            age(source.last_success, now) if source.last_success else "never",
            "never" if source.stopped else wait(source.next_check, now) or "now",
            health(source),
        )
        for source in sources
    ]
    heading = ("id", "source", "folder", "unread/all", "fetched", "next", "health")
    console.say(table(rows, console, heading=heading, right=(0, 3), clipped=(1, 2)))
    return 0


async def refresh(session: Session, options: Namespace) -> int:
    """Fetch what is due, or everything that was named."""
    console = session.console
    async with session.newsroom() as newsroom:
        chosen = [(await newsroom.find_source(wanted)).id for wanted in options.sources]
        try:
            report = await newsroom.refresh(
                chosen or None, force=options.force, progress=console.note_progress
            )
        finally:
            console.end_progress()
        await newsroom.index()
        if report.new:
            await newsroom.group()
        if sentence := await newsroom.keep_house(session.config.retention):
            console.note(sentence)
    if options.json:
        console.say_json(refresh_object(report))
    else:
        console.say(_summary(report))
    for outcome in report.failed:
        console.note(f"{outcome.source}: {outcome.failure}")
    return SOME_FAILED if report.failed else 0


def _stories(number: int) -> str:
    """Say a number of stories in words that agree."""
    return "1 story" if number == 1 else f"{number} stories"


def health(source: Source) -> str:
    """Say how the newest attempts at a source went."""
    if not source.failing:
        return "ok"
    return f"failed {times_failed(source)}: {source.last_error}"


def _sources(number: int) -> str:
    return "1 source" if number == 1 else f"{number} sources"


def _summary(report: RefreshReport) -> str:
    silent = sorted(outcome.silent_until for outcome in report.outcomes if outcome.silent_until)
    skipped = sum(outcome.skipped for outcome in report.outcomes)
    asked = len(report.outcomes) - skipped
    skipped -= len(silent)
    if not report.outcomes:
        return "There are no sources to refresh. “tuinews add URL” follows one."
    parts = [f"{_new_stories(report.new)} from {_sources(asked)}"]
    if report.failed:
        parts.append(f"{len(report.failed)} failed")
    if skipped:
        parts.append(f"{skipped} not due yet (--force asks anyway)")
    if silent:
        parts.append(
            f"{len(silent)} left alone, since {'its server' if len(silent) == 1 else 'their servers'} asked for it"
            f" (until {minute(silent[0])})"
        )
    return ", ".join(parts) + "."


def _new_stories(number: int) -> str:
    return "1 new story" if number == 1 else f"{number or 'No'} new stories"
