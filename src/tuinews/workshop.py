"""Work on untrusted input, in processes that can be killed.

One hostile author field costs feedparser half a minute inside one regular expression that never lets go of the
interpreter; in a thread the screen would stand still for all of it. A process is stopped after its time, and a limit on
its memory keeps a bomb from taking the machine along.
"""

import contextlib
import ctypes
import math
import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from typing import TypeVar, TypeVarTuple, Unpack

import anyio
import anyio.lowlevel
import anyio.to_process

from tuinews.errors import WorkTimeout

if sys.platform != "win32":
    import fcntl
    import resource

SECONDS = 10.0
"""Longest time for one job. Of 5,239 feeds and 931 pages measured, none needs 2."""
MEMORY = 1 << 30
"""Address space of a worker, in bytes, where the platform can limit it (Linux)."""
WORKERS = 2
"""Processes at a time."""

NICENESS = 5
"""How far a worker stands back (nice(2)): what it reads is never as urgent as the screen that somebody looks at."""

_PR_SET_PDEATHSIG = 1
"""prctl(2), Linux: the signal that a process gets when its parent dies."""

_PIPES = (0, 1)
"""File descriptors of a worker's ends of the pipes in which jobs come and results leave: anyio has taken standard input
and output for them."""
_PIPE_BYTES = 1 << 20
"""What a pipe may hold (pipe(7), Linux): as much as any user may ask for."""

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

_places: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar("workshop_places")


async def work(
    function: Callable[[Unpack[Arguments]], Result], *args: *Arguments, seconds: float = SECONDS
) -> Result:
    """Run a function of module level in a worker process.

    Args:
        function: What to run; it and its arguments must be picklable.
        *args: Its arguments.
        seconds: How long it may take once a worker is free.

    Returns:
        What the function returns.

    Raises:
        WorkTimeout: It took too long or too much memory, or its process died.
        TuinewsError: Whatever expected failure the function raised itself.
    """
    async with _limiter():
        try:
            with anyio.fail_after(seconds):
                return await anyio.to_process.run_sync(_bounded, function, args, seconds, cancellable=True)
        except (TimeoutError, MemoryError, anyio.BrokenWorkerProcess) as error:
            raise WorkTimeout(
                "This took too long or too much memory to read, so it was stopped.",
                f"{function.__module__}.{function.__qualname__}: {error!r}",
            ) from error


def _limiter() -> anyio.CapacityLimiter:
    """Give this event loop's limiter: waiting for a place must not count against a job's time."""
    try:
        return _places.get()
    except LookupError:
        places = anyio.CapacityLimiter(WORKERS)
        _places.set(places)
        anyio.to_process.current_default_process_limiter().total_tokens = WORKERS
        return places


def _bounded(
    function: Callable[[Unpack[Arguments]], Result], args: tuple[*Arguments], seconds: float
) -> Result:
    """Run in the worker. Whatever becomes of the program, the worker ends: with it, or soon after its own time."""
    if sys.platform == "linux":
        _settle()
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
        _limit(resource.RLIMIT_AS, MEMORY)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds) + 1)
    return function(*args)


@cache
def _settle() -> None:
    """Prepare a worker process, once."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # A feed or page then comes and leaves in one go; else both processes wake for each 64 KiB of it.
    for pipe in _PIPES:
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _limit(which: int, amount: int) -> None:
    _, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (amount, hard))
    except (OSError, ValueError):
        # macOS refuses limits on memory, and a stricter hard limit of the user's stands anyway.
        return
