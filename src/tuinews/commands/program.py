"""One run of the program: finds the command, runs it, and turns what went wrong into a sentence and an exit code."""

import gc
import logging
import os
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tuinews.commands.arguments import parse
from tuinews.commands.console import Console, OutputGone
from tuinews.commands.parsing import LOG_LEVELS, Run
from tuinews.commands.reader import read_demo, read_news
from tuinews.commands.session import Session
from tuinews.errors import (
    ArticleError,
    ConfigError,
    FeedError,
    FetchError,
    LibraryError,
    NotFound,
    ThemeError,
    TuinewsError,
    UsageError,
)
from tuinews.paths import Home

_log = logging.getLogger(__name__)

UNEXPECTED = 1
EXIT_CODES: tuple[tuple[type[TuinewsError], int], ...] = (
    (UsageError, 2),
    (ConfigError, 2),
    (ThemeError, 2),
    (FetchError, 3),
    (FeedError, 3),
    (ArticleError, 3),
    (LibraryError, 4),
    (NotFound, 5),
)
"""What a failure means to a script. 0 is done, 1 unexpected."""


def run_program(argv: Sequence[str]) -> int:
    """Run one command.

    Args:
        argv: The arguments without the program's name.

    Returns:
        The exit code.

    Raises:
        KeyboardInterrupt: The user had enough.
    """
    console = Console.of_this_process()
    try:
        return _run(argv, console)
    except OutputGone:
        return 0
    finally:
        console.abandon()


def _run(argv: Sequence[str], console: Console) -> int:
    home: Home | None = None
    level = LOG_LEVELS[0]
    try:
        try:
            options = parse(argv)
        except SystemExit:  # argparse has printed the help or the version.
            console.flush()
            return 0
        home, level = Home.find(options.home), options.log_level
        run: Run = options.run
        if run not in (read_news, read_demo):  # They have more to load, and do it themselves.
            gc.enable()
        outcome = run(_session(options, home, console), options)
        if not isinstance(outcome, int):
            # An interrupt may come before the coroutine has started; unclosed, Python would complain of it.
            with closing(outcome):
                import asyncio

                outcome = asyncio.run(outcome)
        console.flush()
        return outcome
    except OutputGone:
        raise
    except TuinewsError as error:
        _log.info("%s", error)
        console.note(error.summary)
        return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), UNEXPECTED)
    except Exception as error:  # noqa: BLE001 - the outermost border: the log gets the traceback, the user a sentence
        return _unexpected(error, home, level, console)


def _session(options: Namespace, home: Home, console: Console) -> Session:
    from tuinews.config import Config, load_config

    file = options.config or home.config_file
    if options.config and not file.exists():
        raise ConfigError(f"There is no file {file}, which --config names.")
    problem = None
    try:
        config, warnings = load_config(file, os.environ)
    except ConfigError as error:
        if not options.diagnoses:
            raise
        config, warnings, problem = Config(), (), error
    if not options.diagnoses:
        for warning in warnings:
            console.note(warning)
    if options.theme:
        config = replace(config, theme=options.theme)
    if options.no_motion:
        config = replace(config, motion=False)
    return Session(
        home=home,
        chosen_folder=options.home or (Path(named) if (named := os.environ.get("TUINEWS_HOME")) else None),
        config=config,
        config_file=file,
        config_warnings=warnings,
        config_problem=problem,
        log_level=options.log_level,
        console=console,
    )


def _unexpected(error: Exception, home: Home | None, level: str, console: Console) -> int:
    if home is None:
        console.note(f"Something unexpected happened before the log could be opened: {error!r}")
        return UNEXPECTED
    from tuinews.log import start_log

    try:
        start_log(home, level)
    except (OSError, TuinewsError):
        console.note(f"Something unexpected happened, and the log can't be written: {error!r}")
        return UNEXPECTED
    _log.critical("unexpected", exc_info=error)
    console.note(f"Something unexpected happened. The details are in {home.log_file}.")
    return UNEXPECTED
