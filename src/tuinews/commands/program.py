"""One run of the program: finds the command, runs it, and turns what went wrong into a sentence and an exit code."""

import gc
import logging
import os
from argparse import Namespace
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tuinews.commands.arguments import parse
from tuinews.commands.console import Console, OutputGone
from tuinews.commands.parsing import LOG_LEVELS
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

Run = Callable[[Session, Namespace], int | Coroutine[Any, Any, int]]
"""What a command is: its exit code, or a coroutine that gives it."""

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


def command(name: str) -> Run:
    """Give the function of a command by `module.function`, as the arguments name it."""
    module, _, function = name.partition(".")
    run: Run = getattr(import_module(f"tuinews.commands.{module}"), function)
    return run


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
        run, session = command(options.run), _session(options, home, console)
        if not options.run.startswith("reader."):  # The reader has more to load, and does it itself.
            gc.enable()
        outcome = run(session, options)
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
    flags: dict[str, Any] = {}
    origins = dict(config.origins)
    if options.theme:
        flags["theme"], origins["theme"] = options.theme, "--theme"
    if options.no_motion:
        flags["motion"], origins["motion"] = False, "--no-motion"
    config = replace(config, **flags, origins=origins)
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
