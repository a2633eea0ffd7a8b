"""The installed program in a real pseudo-terminal."""

import os
import re
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pyte
import pytest

PROGRAM = Path(sysconfig.get_path("scripts")) / "tuinews"
PATIENCE = 30
"""Seconds until a picture must have come; a bound, not a measurement."""


class Terminal:
    """A terminal with the program in it: keys in, a picture out."""

    def __init__(
        self, arguments: list[str], columns: int, rows: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.bytes = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            str(PROGRAM),
            arguments,
            dimensions=(rows, columns),
            timeout=PATIENCE,
            env={**_environment(), **(environment or {})},
        )

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def until(self, words: str) -> str:
        """Read until the picture shows the words."""
        return self.until_match(re.escape(words))

    def read_on(self) -> str:
        """Read what comes next, if something does."""
        with suppress(pexpect.TIMEOUT):
            self._feed(self.child.read_nonblocking(65536, timeout=0.2))
        return self.picture()

    def until_gone(self, words: str) -> str:
        """Read until the picture no longer shows the words."""
        return self.until_match(rf"(?s)\A(?!.*{re.escape(words)})")

    def until_match(self, pattern: str) -> str:
        waited = 0.0
        while not re.search(pattern, self.picture()):
            try:
                self._feed(self.child.read_nonblocking(65536, timeout=0.2))
            except pexpect.TIMEOUT:
                waited += 0.2
                if waited > PATIENCE:
                    pytest.fail(f"{pattern!r} never came; the screen shows:\n{self.picture()}")
            except pexpect.EOF:
                pytest.fail(f"the program ended before {pattern!r} came; the screen shows:\n{self.picture()}")
        return self.picture()

    def end(self) -> int:
        """Read until the program has left; give its exit code."""
        while True:
            try:
                self._feed(self.child.read_nonblocking(65536, timeout=PATIENCE))
            except pexpect.EOF:
                break
        self.child.close()
        return (
            int(self.child.exitstatus or 0) if self.child.signalstatus is None else -self.child.signalstatus
        )

    def picture(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the terminal's cursor stands: row and column, from 0."""
        return self._screen.cursor.y, self._screen.cursor.x

    def _feed(self, data: bytes) -> None:
        self.bytes += data
        self._stream.feed(data)


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


@contextmanager
def running(
    *arguments: str, columns: int = 120, rows: int = 35, environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    terminal = Terminal(list(arguments), columns, rows, environment)
    try:
        yield terminal
    finally:
        terminal.child.close(force=True)
