"""The backroom, as seen from the reader: a process of its own for whatever nobody looks at while it is done.

It is started for the first errand, and ended when there was none for a while, or with the reader.
"""

import asyncio
import itertools
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from datetime import timedelta

import msgspec
from msgspec import Struct

from tuinews import errors
from tuinews.errors import BrokenOff, LibraryError, TuinewsError
from tuinews.manners import Headers
from tuinews.model import Change, RefreshReport, Retention
from tuinews.newsroom.errands import (
    Asked,
    Changed,
    Done,
    Dropped,
    Errand,
    Failed,
    Group,
    Heard,
    Index,
    KeepHouse,
    Open,
    Opening,
    Progressed,
    Refresh,
    Told,
)
from tuinews.paths import Home

PYTHON = sys.executable
IDLE_SECONDS = 30.0
"""How long it waits for a further errand: the sources that are due in the next minute should find it asleep, not awake."""
_LINE_BYTES = 1 << 26
"""The longest answer: the report of a hundred thousand sources."""
_FAREWELL_SECONDS = 3.0
"""How long it may take to end by itself: the longest step of the library, several times over."""
# With -P no file of the folder that the user happens to be in is taken for a module.
_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tuinews.newsroom.backroom_process import main; main()"
_BROKEN_OFF = (
    "The work behind the screen broke off. What was done is kept, and you can ask for the rest again."
)

Progress = Callable[[int, int, str], None]

_told = msgspec.json.Decoder(Told)
_encode = msgspec.json.Encoder().encode
_log = logging.getLogger(__name__)


class _Waiting(Struct):
    """Somebody waits for an errand."""

    answer: asyncio.Future[Done]
    progress: Progress | None


class Backroom:
    """Has errands done. It belongs to one event loop.

    Args:
        home: The library.
        headers: Headers of their own for some sources, by the address of their feed.
        announce: Told each change that an errand commits.
        hear: Told what the user should know.
    """

    def __init__(
        self,
        home: Home,
        headers: Headers,
        announce: Callable[[Change], None],
        hear: Callable[[str, bool], None],
    ) -> None:
        self._home = home
        self._headers = headers
        self._announce = announce
        self._hear = hear
        self._process: Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._retiring: asyncio.TimerHandle | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}

    @property
    def at_work(self) -> bool:
        """Whether somebody waits for an errand."""
        return bool(self._waiting)

    async def start(self) -> None:
        """Have a process to do errands; nothing where there is one.

        Raises:
            OSError: None can be started.
        """
        async with self._starting:
            if self._process is not None:
                return
            process = await asyncio.create_subprocess_exec(
                PYTHON,
                "-P",
                "-c",
                _PROGRAM,
                json.dumps(sys.path),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=_LINE_BYTES,
            )
            self._process = process
            self._listening = asyncio.create_task(self._listen(process))
            self._write(process, self._opening())
            self._rest()

    async def refresh(
        self, source_ids: tuple[int, ...] | None, *, force: bool, rest: timedelta, progress: Progress | None
    ) -> RefreshReport:
        """Do as `Newsroom.refresh`.

        Raises:
            LibraryError: The library can't be written.
            BrokenOff: The process ended before the errand did.
        """
        done = await self._do(Refresh(source_ids, force, rest.total_seconds()), progress)
        return done.report or RefreshReport()

    async def index(self) -> None:
        """Do as `Topics.index`. Raises BrokenOff, LibraryError."""
        await self._do(Index())

    async def group(self) -> None:
        """Do as `Topics.group`. Raises BrokenOff, LibraryError."""
        await self._do(Group())

    async def keep_house(self, policy: Retention) -> str:
        """Do as `Newsroom.keep_house`. Raises BrokenOff."""
        return (await self._do(KeepHouse(policy))).sentence

    def keep_open(self, story_ids: tuple[int, ...]) -> None:
        """Say which stories are being read."""
        self._say(Open(story_ids))

    async def aclose(self) -> None:
        """End the process; what it was doing is broken off."""
        if self._retiring:
            self._retiring.cancel()
        process, listening = self._process, self._listening
        if process is None or listening is None:
            return
        self._retire()
        # What it still commits is announced to nobody.
        listening.cancel()
        self._break_off()
        try:
            await asyncio.wait_for(process.wait(), _FAREWELL_SECONDS)
        except TimeoutError:
            _log.warning("the backroom did not end by itself")
            process.kill()
            await process.wait()

    async def _do(self, work: Refresh | Index | Group | KeepHouse, progress: Progress | None = None) -> Done:
        """Have an errand done. When the caller is cancelled, so is the errand."""
        if self._process is None:
            raise BrokenOff(_BROKEN_OFF)
        loop = asyncio.get_running_loop()
        number = next(self._numbers)
        waiting = self._waiting[number] = _Waiting(loop.create_future(), progress)
        self._rest()
        self._say(Errand(number, work))
        try:
            return await waiting.answer
        except asyncio.CancelledError:
            self._say(Dropped(number))
            raise
        finally:
            del self._waiting[number]
            self._rest()

    def _rest(self) -> None:
        """Count down to the end of a process that has nothing to do."""
        if self._retiring:
            self._retiring.cancel()
        if not self._waiting:
            self._retiring = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire)

    def _opening(self) -> Opening:
        return Opening(
            config=str(self._home.config),
            data=str(self._home.data),
            state=str(self._home.state),
            cache=str(self._home.cache),
            headers=dict(self._headers),
            log_level=logging.getLogger("tuinews").level,
        )

    def _retire(self) -> None:
        """Let the process end; the next errand starts another."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()

    def _say(self, message: Asked) -> None:
        if self._process is not None:
            self._write(self._process, message)

    def _write(self, process: Process, message: Asked | Opening) -> None:
        # Messages are short, and asyncio keeps what the pipe does not take at once.
        assert process.stdin is not None
        if not process.stdin.is_closing():
            process.stdin.write(_encode(message) + b"\n")

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                self._take(_told.decode(line))
        finally:
            if self._process is process:
                self._retire()
                self._break_off()
                _log.warning("the backroom ended before its time")

    def _break_off(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.answer.done():
                waiting.answer.set_exception(BrokenOff(_BROKEN_OFF))

    def _take(self, message: Told) -> None:
        if isinstance(message, Changed):
            self._announce(message.change)
        elif isinstance(message, Heard):
            self._hear(message.sentence, message.lost)
        elif (waiting := self._waiting.get(message.number)) is None or waiting.answer.done():
            return  # Nobody waits for it any more.
        elif isinstance(message, Progressed):
            if waiting.progress:
                waiting.progress(message.done, message.total, message.title)
        elif isinstance(message, Failed):
            waiting.answer.set_exception(_error(message))
        else:
            waiting.answer.set_result(message)


def _error(message: Failed) -> TuinewsError:
    kind = getattr(errors, message.error, TuinewsError)
    # Others want more than a sentence, and no errand fails with them.
    expected = isinstance(kind, type) and issubclass(kind, LibraryError | errors.WorkTimeout)
    return (kind if expected else TuinewsError)(message.summary, message.detail)
