"""The installed program in a real pseudo-terminal."""

import fcntl
import os
import re
import struct
import sysconfig
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pyte
import pytest

PROGRAM = Path(sysconfig.get_path("scripts")) / "tuinews"
PATIENCE = 30
"""Seconds until a picture must have come; a bound, not a measurement."""


STRING = re.compile(rb"\x1b[P_](.*?)\x1b\\", re.DOTALL)
"""A device control or application string."""
COLOURS = re.compile(rb"\x1b\[[0-9;:]*m")
"""What no test looks at, and three quarters of all that is sent."""
UNFINISHED = re.compile(rb"\x1b([P_]|(\[[0-9;:]*)?\Z)")
SIXELS = re.compile(rb'7;1q"1;1;(\d+);(\d+)')


class Canvas(pyte.Screen):
    """A screen whose cells can have pixels painted over them; what is written to a cell takes them away."""

    def __init__(self, columns: int, rows: int, cell: tuple[int, int]) -> None:
        self.painted: dict[tuple[int, int], bytes] = {}
        """The cells with pixels, as row and column from 0, and the sixels that they come from."""
        self.cell = cell
        super().__init__(columns, rows)

    def draw(self, data: str) -> None:
        row, first = self.cursor.y, self.cursor.x
        super().draw(data)
        self._rub_out(row, range(first, self.cursor.x))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        super().erase_in_line(how, private)
        self._rub_out(self.cursor.y, range(self.columns))

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        super().erase_in_display(how, *args, **kwargs)
        self.painted.clear()

    def paint(self, sixels: bytes) -> None:
        """Paint a picture at the cursor."""
        size = SIXELS.match(sixels)
        assert size is not None, sixels[:40]
        columns, lines = -(-int(size[1]) // self.cell[0]), -(-int(size[2]) // self.cell[1])
        row, first = self.cursor.y, self.cursor.x
        assert first + columns <= self.columns, "the picture stands over at the right"
        assert row + lines < self.lines, "below the picture there is no line to go on in: this scrolls"
        for y in range(row, row + lines):
            for x in range(first, first + columns):
                self.painted[y, x] = sixels

    def _rub_out(self, row: int, columns: range) -> None:
        for column in columns:
            self.painted.pop((row, column), None)


class Terminal:
    """A terminal with the program in it: keys in, a picture out."""

    CELL = (10, 20)
    """Pixels."""

    def __init__(
        self, arguments: list[str], columns: int, rows: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self.bytes = b""
        self._unread = b""
        """The beginning of a string whose end has yet to come."""
        self._screen = Canvas(columns, rows, self.CELL)
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

    @property
    def painted(self) -> dict[tuple[int, int], bytes]:
        """The cells that have pixels over them, as row and column from 0, and the sixels that they come from."""
        return self._screen.painted

    def has_stopped(self) -> bool:
        """Tell whether the program has been stopped since this was asked last, and not only been told to."""
        pid, status = os.waitpid(self.child.pid, os.WNOHANG | os.WUNTRACED)
        return bool(pid) and os.WIFSTOPPED(status)

    def resize(self, columns: int, rows: int, cell: tuple[int, int] = (0, 0)) -> None:
        """Give the window another size; without one of its cells, as a terminal does that says nothing of pixels."""
        self._screen.resize(rows, columns)
        self._screen.painted.clear()
        if all(cell):
            self._screen.cell = cell
        size = struct.pack("4H", rows, columns, columns * cell[0], rows * cell[1])
        fcntl.ioctl(self.child.child_fd, termios.TIOCSWINSZ, size)

    def blank(self) -> None:
        """Lose all that is on the screen, as when a program goes back to what was there before it."""
        self._screen.reset()
        self._screen.painted.clear()

    def until_painted(self, holds: Callable[[dict[tuple[int, int], bytes]], bool]) -> None:
        """Read until what is painted is as it should be."""
        for _ in range(5 * PATIENCE):
            if holds(self.painted):
                return
            self.read_on()
        pytest.fail(f"what is painted is never right; the screen shows:\n{self.picture()}")

    def _feed(self, data: bytes) -> None:
        self.bytes += data
        data = self._unread + data
        at = 0
        for string in STRING.finditer(data):
            self._write(data[at : string.start()])
            if string[0].startswith(b"\x1bP"):
                self._screen.paint(string[1])
            at = string.end()
        unfinished = UNFINISHED.search(data, at)
        begun = unfinished.start() if unfinished else len(data)
        self._write(data[at:begun])
        self._unread = data[begun:]

    def _write(self, data: bytes) -> None:
        self._stream.feed(COLOURS.sub(b"", data))


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
