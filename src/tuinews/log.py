"""The log: what went wrong, for those who want to know; never what was read."""

import logging
import os
import re
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tuinews.errors import ReadOnly
from tuinews.paths import Home, make_private
from tuinews.text import clean_line, clean_markup
from tuinews.urls import redacted

FILE_BYTES = 1_000_000
OLDER_FILES = 2

# asyncio tells of failures that nobody waited for; without a handler they would be printed over the screen.
_LOGGERS = ("tuinews", "asyncio")
_ADDRESS = re.compile(r"https?://[^\s'\"<>]+", re.IGNORECASE)


def start_log(home: Home, level: str) -> None:
    """Write the log into a home from now on. Another home's log is closed.

    Args:
        home: Where.
        level: The least that is written: `debug`, `info`, `warning`, `error` or `critical`, in any case.

    Raises:
        ReadOnly: The file can't be written; the summary names it.
        ValueError: No such level.
    """
    make_private(home.log_file.parent)
    try:
        handler = _PrivateFile(home.log_file)
    except OSError as error:
        raise ReadOnly(
            f"The log {clean_line(str(home.log_file))} can't be written ({error.strerror}). Check its permissions, or choose another"
            " place with --home.",
            repr(error),
        ) from error
    handler.setFormatter(_Plain())
    handler.addFilter(_is_news)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        for older in tuple(logger.handlers):
            if isinstance(older, _PrivateFile):
                logger.removeHandler(older)
                older.close()
        logger.addHandler(handler)
    logging.getLogger("tuinews").setLevel(level.upper())


class _PrivateFile(RotatingFileHandler):
    """A file for the user's eyes only, which makes room for itself."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="utf-8", errors="backslashreplace"
        )

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=_privately)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Give a record up: on a full disk nothing can be logged, and a traceback on stderr would spoil the screen."""


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out a complaint that means nothing.

    When a worker is stopped, asyncio's thread waits for its end, and so does `Popen.poll`, which closing its pipes
    calls. Whoever comes second finds no process, and asyncio warns of it. A worker's exit code interests nobody.
    """
    return not (record.name == "asyncio" and record.getMessage().startswith("Unknown child process pid"))


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Plain(logging.Formatter):
    """One line a record in UTC, further lines indented, with nothing in them that a terminal or a spy could use."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        # clean_markup and not clean_text, which would take the indents out of tracebacks.
        text = clean_markup(super().format(record))
        return _ADDRESS.sub(lambda found: redacted(found[0]), text).replace("\n", "\n  ")
