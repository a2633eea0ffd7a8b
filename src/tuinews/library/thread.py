"""The one thread that talks to SQLite, as seen from the event loop."""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from tuinews.errors import LibraryError, Locked
from tuinews.library.library import Library
from tuinews.model import Change
from tuinews.paths import Home

Given = ParamSpec("Given")
Result = TypeVar("Result")
Pause = Callable[[float], Awaitable[None]]
"""Waits for so many seconds, as `asyncio.sleep` does."""

PATIENCE_SECONDS = 30.0
"""How long a write waits for another program to let go of the library."""
TELL_SECONDS = 1.0
"""A wait that takes longer is told."""
_BUSY_MILLISECONDS = 50
"""How long SQLite itself waits at each attempt; what is read waits behind it."""
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.5
_STOP_AGAIN_SECONDS = 0.01

_WAITS = "Another program is using the library just now. What has to be stored waits for it; reading goes on."
_FREE_AGAIN = "The other program is done with the library, and what waited is stored."
_NOT_BEGUN = "The library was closed before this was done."
_GIVEN_UP = "Another program kept the library to itself for half a minute, so this was not stored."

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Job:
    """One call in the library's thread."""

    given_up: bool = False


class LibraryThread:
    """A library, its connection and the thread that both live in.

    `read` stops when its caller is cancelled. `write` goes on then, and announces what it changed from its own end, so
    that nobody who stopped waiting hides a write from the screen. While another program holds the library, a write
    waits outside of the thread: reading goes on meanwhile. Writes are made in the order in which they were asked for.
    """

    def __init__(
        self, executor: ThreadPoolExecutor, library: Library, clock: Callable[[], float], pause: Pause
    ) -> None:
        self._executor = executor
        self._library = library
        self._clock = clock
        self._sleep = pause
        self._loop = asyncio.get_running_loop()
        self._running: _Job | None = None
        # Held while a job begins, ends or is stopped, so that a stop never hits somebody else's job.
        self._switch = threading.Lock()
        self._reads: set[_Job] = set()
        self._writes: set[asyncio.Task[object]] = set()
        self._order = asyncio.Lock()
        self._pausing: asyncio.Future[None] | None = None
        self._told = False
        self._closing = False
        self._hearer: Callable[[str, bool], None] | None = None
        self.notice = ""
        """What was repaired last since opening, as a sentence, else empty."""

    @classmethod
    async def open(
        cls,
        home: Home,
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Pause = asyncio.sleep,
    ) -> "LibraryThread":
        """Open the library of a home in a thread of its own.

        Args:
            home: Where its files are.
            now: The present, aware and UTC.
            clock: Seconds, for telling how long something has waited.
            pause: Waits.

        Raises:
            LibraryError: See `Library.open`.
        """
        executor = ThreadPoolExecutor(1, thread_name_prefix="library")
        opening = executor.submit(lambda: Library.open(home, now=now, busy_ms=_BUSY_MILLISECONDS))
        try:
            library = await asyncio.wrap_future(opening)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        thread = cls(executor, library, clock, pause)
        thread.notice = library.take_notice()
        return thread

    def hear(self, hearer: Callable[[str, bool], None]) -> None:
        """Have a function told on the event loop what the user should know from now on.

        Args:
            hearer: Told (a sentence, whether it is about a repair that lost stories; else about waiting).
        """
        self._hearer = hearer

    async def read(
        self, method: Callable[Concatenate[Library, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Call something that changes nothing in the library. When the caller is cancelled, so is the call.

        Raises:
            LibraryError: It can't be done.
        """
        work = partial(method, self._library, *args, **kwargs)
        begun, lengths = self._clock(), _pauses()
        while True:
            try:
                return await self._stoppably(work)
            except Locked:
                # Only where a file system can't do write-ahead logging, or another process is mending its log.
                if self._closing or self._clock() - begun >= PATIENCE_SECONDS:
                    raise
            await self._sleep(next(lengths))

    async def write(
        self,
        done: Callable[[Change], None],
        method: Callable[Concatenate[Library, Given], Result],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Call a method of the library that changes something. It goes on when the caller is cancelled.

        Args:
            done: Called on the event loop with the Change among the results, once it is committed.
            method: The method.
            *args: Its arguments.
            **kwargs: Its arguments.

        Raises:
            Locked: Another program held the library for half a minute.
            LibraryError: It can't be done.
        """
        work = partial(method, self._library, *args, **kwargs)
        return await self._see_through(method.__name__, done, self._in_turn(work, self._clock()))

    async def attempt(
        self,
        done: Callable[[Change], None],
        method: Callable[Concatenate[Library, Given], Result],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Call a method that changes something that nobody waits for: it gives way to another program at once.

        Raises:
            Locked: Another program holds the library.
            LibraryError: It can't be done.
        """
        work = partial(method, self._library, *args, **kwargs)
        return await self._see_through(method.__name__, done, self._submit(_Job(), work))

    async def aclose(self) -> None:
        """Finish what has begun, close the files and end the thread. What waits for another program tries once more."""
        self._closing = True
        if self._pausing is not None:
            self._pausing.cancel()
        for job in tuple(self._reads):
            self._stop(job)
        try:
            while self._writes:
                await asyncio.wait(self._writes)
            await asyncio.shield(self._submit(_Job(), self._library.close))
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)

    # --- in the thread

    def _carry_out(self, job: _Job, work: Callable[[], Result], context: Context) -> Result:
        with self._switch:
            if job.given_up:
                raise LibraryError(_NOT_BEGUN)
            self._running = job
        try:
            return work()
        finally:
            with self._switch:
                self._running = None
            if notice := self._library.take_notice():
                # In the context of whoever asked: what hears it may draw on a screen.
                self._loop.call_soon_threadsafe(self._repaired, notice, context=context)

    # --- reading

    async def _stoppably(self, work: Callable[[], Result]) -> Result:
        job = _Job()
        self._reads.add(job)
        try:
            return await self._submit(job, work)
        except asyncio.CancelledError:
            self._stop(job)
            raise
        finally:
            self._reads.discard(job)

    def _stop(self, job: _Job) -> None:
        """Stop a job if it is running, and see to it that it does not begin if it is not."""
        with self._switch:
            job.given_up = True
            if self._running is not job:
                return
            self._library.interrupt()
        # SQLite forgets an interrupt that comes between two statements.
        self._loop.call_later(_STOP_AGAIN_SECONDS, self._stop, job)

    # --- writing

    async def _see_through(
        self, name: str, done: Callable[[Change], None], writing: Awaitable[Result]
    ) -> Result:
        """Let a write come to its end, whatever becomes of its caller, and announce it from there."""

        async def write() -> Result:
            result = await writing
            for part in result if isinstance(result, tuple) else (result,):
                if isinstance(part, Change):
                    done(part)
            return result

        task = asyncio.ensure_future(write())
        self._writes.add(task)
        task.add_done_callback(partial(self._ended, name))
        return await asyncio.shield(task)

    async def _in_turn(self, work: Callable[[], Result], asked: float) -> Result:
        async with self._order:
            return await self._patiently(work, asked)

    async def _patiently(self, work: Callable[[], Result], asked: float) -> Result:
        lengths = _pauses()
        while True:
            try:
                result = await self._submit(_Job(), work)
            except Locked as error:
                waited = self._clock() - asked
                if self._closing or waited >= PATIENCE_SECONDS:
                    self._told = self._told and len(self._writes) > 1
                    raise Locked(_GIVEN_UP, error.detail) from error
                if waited >= TELL_SECONDS and not self._told:
                    self._told = True
                    self._tell(_WAITS)
            else:
                if self._told:
                    self._told = False
                    self._tell(_FREE_AGAIN)
                return result
            self._pausing = asyncio.ensure_future(self._sleep(next(lengths)))
            await asyncio.wait((self._pausing,))

    def _ended(self, name: str, task: asyncio.Task[object]) -> None:
        self._writes.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.log(logging.INFO if isinstance(error, Locked) else logging.WARNING, "%s: %s", name, error)

    # --- both

    async def _submit(self, job: _Job, work: Callable[[], Result]) -> Result:
        return await asyncio.wrap_future(self._executor.submit(self._carry_out, job, work, copy_context()))

    def _repaired(self, notice: str) -> None:
        self.notice = notice
        self._tell(notice, lost=True)

    def _tell(self, sentence: str, *, lost: bool = False) -> None:
        if self._hearer is not None:
            self._hearer(sentence, lost)


def _pauses() -> Iterator[float]:
    """Give the seconds to wait after each attempt."""
    length = _FIRST_PAUSE
    while True:
        yield length
        length = min(2 * length, _LONGEST_PAUSE)
