"""Programs in a real pseudo-terminal, timed from outside: a key goes in, and the last byte of the answer is waited for."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

QUIET_SECONDS = 0.04
"""An answer has ended when nothing came for so long."""
PATIENCE_SECONDS = 60.0


class Program:
    """A program in a terminal of its own.

    Args:
        command: What to run.
        columns: Of the terminal.
        rows: Of the terminal.
        environment: Added to a plain one.
    """

    def __init__(
        self, command: Sequence[str], columns: int, rows: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={
                **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LC_ALL": "C.UTF-8",
                **(environment or {}),
            },
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        os.close(self._master)

    def until(self, mark: str) -> float:
        """Read until some text was drawn.

        Returns:
            When it came, by `time.perf_counter`.

        Raises:
            TimeoutError: It never came.
        """
        wanted, seen = mark.encode(), b""
        end = time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < end:
            piece = self._read(0.5)
            seen = seen[-len(wanted) :] + piece
            if wanted in seen:
                return time.perf_counter()
            if not piece and self._process.poll() is not None:
                break
        raise TimeoutError(f"{mark!r} never came")

    def settle(self, quiet: float = QUIET_SECONDS) -> float:
        """Read until nothing comes any more.

        Returns:
            When the last byte came, by `time.perf_counter`.
        """
        last = time.perf_counter()
        end = last + PATIENCE_SECONDS
        while time.perf_counter() < end and self._read(quiet):
            last = time.perf_counter()
        return last

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def answer(self, key: str) -> float:
        """Type a key and wait for the last byte of the answer.

        Returns:
            Seconds; 0 when there was no answer.
        """
        start = time.perf_counter()
        self.press(key)
        last = 0.0
        # The first byte may take long, those that follow it come at once.
        if self._read(1.0):
            last = time.perf_counter()
            last = max(last, self.settle())
        return max(0.0, last - start)

    def answer_with(self, key: str, mark: str, pause: float = QUIET_SECONDS) -> float:
        """Type a key and wait for an answer that holds a text, for a screen that never rests.

        Args:
            key: What to type.
            mark: A text that only the answer holds.
            pause: Seconds before the key in which the screen is only read.

        Raises:
            TimeoutError: It never came.
        """
        end = time.perf_counter() + pause
        while (left := end - time.perf_counter()) > 0:
            self._read(left)
        start = time.perf_counter()
        self.press(key)
        return self.until(mark) - start

    @property
    def resident_megabytes(self) -> float:
        """Memory that it holds, without its worker processes."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._master, 65_536)
        except OSError:
            return b""
