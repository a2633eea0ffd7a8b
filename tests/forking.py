"""Worker processes at the price of a fork: real ones, from a process that has read all their libraries before.

    with forked_workers():
        ...                       # what anyio starts as a worker is forked from here on

Each event loop starts workers of its own, and each of those would import feedparser, lxml and trafilatura anew: half a second
of work, hundreds of times. What a test starts as a program of its own starts its workers as ever.

Whoever asks for a worker waits for its end, so it must be a child of that process: it is forked twice, and taken in as orphans
are (PR_SET_CHILD_SUBREAPER, prctl(2)). Only Linux knows that; elsewhere workers start as ever.
"""

import ctypes
import gc
import importlib
import inspect
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

WORKER = (sys.executable, "-u", "-m", "anyio.to_process")
"""How asyncio starts what anyio wants for a worker."""
LIBRARIES = (
    *("anyio.to_process", "feedparser", "PIL.Image", "tuinews.workshop", "tuinews.jobs", "tuinews.bodies", "tuinews.pictures"),
    *("tuinews.feeds.parse", "tuinews.feeds.discover", "tuinews.article.render"),
    *("tuinews.topics.mine", "tuinews.topics.groups", "tuinews.topics.prose"),
)  # fmt: skip
"""What the jobs of workers import."""

_PR_SET_CHILD_SUBREAPER = 36
_PID = struct.Struct("i")
_LENGTH = struct.Struct("I")


class Nursery:
    """The process that workers are forked from, started with the first of them."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def fork(self, *streams: int) -> int:
        """Start a worker in the surroundings that this process has now.

        Args:
            *streams: Its standard input, output and error, as file descriptors of this process.

        Returns:
            Its process id.
        """
        surroundings = json.dumps([str(Path.cwd()), dict(os.environ)]).encode()
        with self._turn:
            line = self._line or self._start()
            _take_orphans_in(True)
            try:
                socket.send_fds(line, [_LENGTH.pack(len(surroundings))], streams)
                line.sendall(surroundings)
                pid: int = _PID.unpack(_read(line, _PID.size))[0]
            finally:
                _take_orphans_in(False)
        return pid

    def close(self) -> None:
        """Let it end."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.wait(30)

    def _start(self) -> socket.socket:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-u", __file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        return self._line


@contextmanager
def forked_workers() -> Iterator[None]:
    """Fork what anyio starts as a worker; every other process starts as ever."""
    if sys.platform != "linux":
        yield
        return
    popen: Any = subprocess.Popen
    execute = popen._execute_child
    names = inspect.signature(execute)

    def start(self: Any, *given: Any) -> None:
        said = names.bind(self, *given).arguments
        if said["args"] != WORKER:
            execute(self, *given)
            return
        self.pid = nursery.fork(said["p2cread"], said["c2pwrite"], said["errwrite"])
        self._child_created = True
        self._close_pipe_fds(
            *(said[end] for end in ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite"))
        )

    with closing(Nursery()) as nursery:
        popen._execute_child = start
        try:
            yield
        finally:
            popen._execute_child = execute


def _take_orphans_in(wanted: bool) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(wanted))


def _read(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise EOFError("the other end is gone")
        data += more
    return data


# --- inside the nursery -------------------------------------------------------------------------------------


def _serve(line: socket.socket) -> None:
    # Ctrl-C is meant for the tests; they take this process along.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        head, streams, _, _ = socket.recv_fds(line, _LENGTH.size, 3)
        if not head:
            return
        surroundings = json.loads(_read(line, _LENGTH.unpack(head)[0]))
        reads, writes = os.pipe()
        between = os.fork()
        if not between:
            worker = os.fork()
            if not worker:
                line.close()
                _work(streams, *surroundings)
            os.write(writes, _PID.pack(worker))
            os._exit(0)
        os.waitpid(between, 0)  # From here on the worker has its new parent.
        line.sendall(os.read(reads, _PID.size))
        for end in (reads, writes, *streams):
            os.close(end)


def _work(streams: list[int], folder: str, environment: dict[str, str]) -> NoReturn:
    """Become a worker."""
    from anyio.to_process import process_worker

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 256)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    process_worker()
    os._exit(0)


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
