"""`tuinews` and `tuinews demo`: the reader."""

import os
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from tuinews.commands.session import Session
from tuinews.errors import UsageError
from tuinews.paths import Home


def read_news(session: Session, options: Namespace) -> int:
    """Open the reader on the user's library."""
    _require_terminal()
    from tuinews.log import start_log
    from tuinews.ui.app import run_reader

    start_log(session.home, session.log_level)
    return run_reader(session.home, session.config)


def read_demo(session: Session, options: Namespace) -> int:
    """Open the reader on the bundled edition, apart from the user's library.

    Its own library is thrown away at the end. Where a home was named, it is kept in a folder of its own in there, so that
    what was saved is found again.
    """
    _require_terminal()
    if session.chosen_folder is not None:
        return _run_demo(session, session.chosen_folder / "demo")
    with TemporaryDirectory(prefix="tuinews-demo-") as folder:
        return _run_demo(session, Path(folder))


def _run_demo(session: Session, folder: Path) -> int:
    from tuinews.demo import edition
    from tuinews.log import start_log
    from tuinews.ui.app import run_reader

    home = replace(Home.below(folder), config=session.home.config)
    start_log(home, session.log_level)
    # Without a refresh there would be nothing to see, whatever the user's own setting is.
    config = replace(session.config, refresh_on_start=True)
    return run_reader(home, config, serve=edition.serve, first_sources=edition.SOURCES, demo=True)


def _require_terminal() -> None:
    # Textual reads keys from stdin and draws on stderr; with stdout in a pipe a script would wait for ever.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(
            "The reader needs a terminal, and this is none. “tuinews list” and “tuinews show” work anywhere."
        )
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            "This terminal says that it can't move its cursor (TERM=dumb), which the reader needs."
            " “tuinews list” and “tuinews show” work anywhere."
        )
