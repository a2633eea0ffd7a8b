"""Where commands write: data to stdout, narration to stderr, never a character that a terminal would act on."""

import io
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TextIO

from tuinews.errors import TuinewsError
from tuinews.text import cells, clip, drop_hazards

_BAR_CELLS = 20


class OutputGone(Exception):
    """Whoever read our output has had enough, which is no failure (`tuinews list | head`)."""


class Console:
    """The two streams of one run.

    No colour and no escape sequence is ever written, so `NO_COLOR`, pipes and screen readers need nothing special.
    Everything is cleaned once more on its way out: a second line of defence behind the borders.

    Args:
        out: For data.
        err: For narration.
    """

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._bar_shown = False

    @classmethod
    def of_this_process(cls) -> "Console":
        """Use the process's own streams, also when a shell closed them or their encoding knows few characters."""
        streams = [_usable(stream) for stream in (sys.stdout, sys.stderr)]
        return cls(*streams)

    @property
    def out_is_terminal(self) -> bool:
        """Whether data goes to a terminal."""
        return self._out.isatty()

    @property
    def speaks_unicode(self) -> bool:
        """Whether stdout can carry any character."""
        return (self._out.encoding or "").lower().replace("-", "").startswith("utf")

    @property
    def encoding(self) -> str:
        """The name of stdout's encoding."""
        return self._out.encoding or "none"

    @property
    def columns(self) -> int:
        """Cells in a line of the terminal (`COLUMNS` wins), 80 where there is none."""
        return max(20, shutil.get_terminal_size().columns)

    def say(self, text: str = "") -> None:
        """Write lines of data to stdout."""
        _write(self._out, drop_hazards(text) + "\n")

    def say_json(self, value: object) -> None:
        """Write one JSON document to stdout."""
        document = json.dumps(_harmless(value), indent=2, ensure_ascii=not self.speaks_unicode)
        _write(self._out, document + "\n")

    def say_bytes(self, content: bytes) -> None:
        """Write a file's content to stdout as it is."""
        try:
            self._out.flush()
            self._out.buffer.write(content)
        except OSError as error:
            raise _failure(error) from error

    def note(self, text: str = "") -> None:
        """Write lines of narration to stderr."""
        self.end_progress()
        _write(self._err, drop_hazards(text) + "\n")

    def note_progress(self, done: int, total: int, what: str) -> None:
        """Draw a progress bar over the last one; nothing where stderr is no terminal."""
        if not self._err.isatty() or total <= 0:
            return
        filled = _BAR_CELLS * done // total
        line = f"[{'#' * filled}{'.' * (_BAR_CELLS - filled)}] {done}/{total} {what}"
        width = self.columns - 1
        line = clip(drop_hazards(line), width)
        _write(self._err, "\r" + line + " " * (width - cells(line)))
        self._err.flush()
        self._bar_shown = True

    def end_progress(self) -> None:
        """Take the progress bar away."""
        if self._bar_shown:
            _write(self._err, "\r" + " " * (self.columns - 1) + "\r")
            self._bar_shown = False

    def flush(self) -> None:
        """Hand everything over.

        Raises:
            OutputGone: Nobody reads it any more.
            TuinewsError: It could not be written.
        """
        try:
            self._out.flush()
            self._err.flush()
        except OSError as error:
            raise _failure(error) from error

    def abandon(self) -> None:
        """Write nothing any more, also not when the interpreter shuts down and flushes what is left."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (self._out, self._err):
            try:
                stream.flush()
            except OSError:
                os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except OSError as error:
        raise _failure(error) from error


def _failure(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return OutputGone()
    return TuinewsError(f"The output could not be written: {error.strerror}.", repr(error))


def _usable(stream: TextIO | None) -> TextIO:
    if stream is None:  # The shell closed it (`>&-`).
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def _harmless(value: object) -> object:
    if isinstance(value, str):
        return drop_hazards(value)
    if isinstance(value, dict):
        return {name: _harmless(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(item) for item in value]
    return value
