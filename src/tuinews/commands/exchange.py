"""`import` and `export`: subscriptions as OPML."""

from argparse import Namespace
from collections.abc import Coroutine
from typing import Any

from tuinews.commands.files import read_input, write_output
from tuinews.commands.session import Session

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


async def export_subscriptions(session: Session, options: Namespace) -> int:
    """Write the subscriptions as OPML, to stdout or whole into a file."""
    async with session.newsroom() as newsroom:
        document = await newsroom.export_opml()
        number = len(await newsroom.sources())
    if options.file == "-":
        session.console.say_bytes(document)
    else:
        write_output(options.file, document)
        session.console.note(f"Wrote {'1 source' if number == 1 else f'{number} sources'} to {options.file}.")
    return 0
