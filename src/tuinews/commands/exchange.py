"""`import` and `export`: subscriptions as OPML, saved stories as files."""

from argparse import Namespace
from collections.abc import Coroutine
from typing import Any

from tuinews.commands.files import read_input, write_output
from tuinews.commands.session import Session
from tuinews.errors import UsageError

_OPML_LIMIT = 20_000_000


def import_subscriptions(session: Session, options: Namespace) -> Coroutine[Any, Any, int]:
    """Subscribe to everything in an OPML file: all of it or nothing."""
    # Read here, since a running event loop would keep Ctrl-C to itself while stdin is waited for.
    return _import(session, read_input(options.file, _OPML_LIMIT))


async def _import(session: Session, document: bytes) -> int:
    async with session.newsroom() as newsroom:
        report = await newsroom.import_opml(document)
    session.console.say(f"{report.added} added, {report.known} there already, {len(report.skipped)} skipped.")
    for sentence in report.skipped:
        session.console.note(sentence)
    return 0


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
