"""`import` and `export`: subscriptions as OPML and from newsboat, saved stories as files."""

from argparse import Namespace
from collections import defaultdict
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from tuinews.commands import newsboat
from tuinews.commands.files import read_input, write_output
from tuinews.commands.session import Session
from tuinews.errors import NotFound, UsageError
from tuinews.model import View
from tuinews.urls import typed_url, web_url, without_tracking

_OPML_LIMIT = 20_000_000
_PAGE = 500


def import_subscriptions(session: Session, options: Namespace) -> Coroutine[Any, Any, int]:
    """Subscribe to everything in a list, all of it or nothing; or mark read what newsboat calls read."""
    if options.file != "-" and newsboat.is_cache(file := Path(options.file).expanduser()):
        return _import_read(session, file)
    # Read here, since a running event loop would keep Ctrl-C to itself while stdin is waited for.
    return _import(session, read_input(options.file, _OPML_LIMIT))


async def _import(session: Session, document: bytes) -> int:
    skipped: tuple[str, ...] = ()
    async with session.newsroom() as newsroom:
        if newsboat.is_urls(document):
            sources, skipped = newsboat.read_urls(document)
            report = await newsroom.add_sources(sources)
        else:
            report = await newsroom.import_opml(document)
    skipped += report.skipped
    session.console.say(f"{report.added} added, {report.known} there already, {len(skipped)} skipped.")
    for sentence in skipped:
        session.console.note(sentence)
    return 0


async def _import_read(session: Session, file: Path) -> int:
    read: dict[str, set[str]] = defaultdict(set)
    articles = 0
    for article in newsboat.read_articles(file):
        articles += 1
        if feed := _feed_address(article.feed):
            # Without an address of its own, an article is known by its headline.
            read[feed].add(_address(article.url) or article.title.strip())
    async with session.newsroom() as newsroom:
        sources = [source for source in await newsroom.sources() if source.url in read]
        if read and not sources:
            raise NotFound(
                "None of the feeds in this cache is among your sources. Import newsboat’s “urls” first, and refresh."
            )
        ids: list[int] = []
        for source in sources:
            view, after = View(unread=True, source_id=source.id), None
            known = read[source.url]
            while True:
                page = await newsroom.page(view, after, _PAGE)
                ids += [
                    story.id
                    for story in page.stories
                    if (_address(story.url) or story.title.strip()) in known
                ]
                after = page.after
                if after is None:
                    break
        change = await newsroom.set_read(ids, True) if ids else None
    marked = len(change.stories) if change else 0
    session.console.say(
        f"Marked {marked:,} {'story' if marked == 1 else 'stories'} as read, of {articles:,} that newsboat has read."
    )
    if marked < articles:
        session.console.note("The others are not in your library, or were read here already.")
    return 0


def _feed_address(text: str) -> str:
    try:
        return typed_url(text)
    except UsageError:
        return ""


def _address(url: str) -> str:
    return without_tracking(web_url(url) or "")


async def export(session: Session, options: Namespace) -> int:
    """Write the subscriptions, or with `--saved` the saved stories."""
    if options.saved is not None:
        from tuinews.commands.saved import export_saved

        return await export_saved(session, options)
    if options.format is not None:
        raise UsageError("--format says how saved stories are written, so it needs --saved DIR.")
    return await _export_subscriptions(session, options.file or "-")


async def _export_subscriptions(session: Session, file: str) -> int:
    """Write the subscriptions as OPML, to stdout or whole into a file."""
    async with session.newsroom() as newsroom:
        document = await newsroom.export_opml()
        number = len(await newsroom.sources())
    if file == "-":
        session.console.say_bytes(document)
    else:
        write_output(file, document)
        session.console.note(f"Wrote {'1 source' if number == 1 else f'{number} sources'} to {file}.")
    return 0
