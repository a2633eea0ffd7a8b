"""The backroom itself: a process that does errands on a library until the reader that started it is gone.

It shares no interpreter with the screen, so nothing that it does can hold up a key; and what it takes of memory goes with
it. To the library it is one more window.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path

import msgspec

from tuinews.errors import TuinewsError
from tuinews.log import start_log
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
from tuinews.newsroom.newsroom import Newsroom
from tuinews.paths import Home

NICENESS = 10
"""How far it stands back (nice(2)): nothing here is as urgent as the screen that somebody looks at."""
_CHUNK = 65_536
_UNEXPECTED = "Something unexpected went wrong. The log has the details; your library is safe."

_asked = msgspec.json.Decoder(Asked)
_encode = msgspec.json.Encoder().encode
_log = logging.getLogger(__name__)


def main() -> None:
    """Do errands until standard input ends."""
    # The reader's own end comes as the end of the stream; what a terminal sends to all that run in it is for the reader.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    told = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Whatever prints must not print into the messages.
    asyncio.run(_work(told))


async def _work(told: int) -> None:
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    # A thread, since not every platform lets an event loop wait for a pipe that it got from its parent.
    listening = threading.Thread(
        target=_listen, args=(loop, lines, sys.stdin.fileno()), daemon=True, name="listening"
    )
    listening.start()
    first = await lines.get()
    if not first:
        return
    opening = msgspec.json.decode(first, type=Opening)
    home = Home(*map(Path, (opening.config, opening.data, opening.state, opening.cache)))
    start_log(home, logging.getLevelName(opening.log_level))
    backroom = _Backroom(lines, told)
    try:
        newsroom = await Newsroom.open(home, headers=opening.headers)
    except TuinewsError as error:
        await backroom.refuse(error)
        return
    try:
        await backroom.serve(newsroom)
    finally:
        await newsroom.aclose()


def _listen(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes], source: int) -> None:
    """Hand on each line that comes, and nothing at the end. Reads past Python's own buffers, which lock at exit."""
    rest = b""
    while chunk := os.read(source, _CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            loop.call_soon_threadsafe(lines.put_nowait, line)
    loop.call_soon_threadsafe(lines.put_nowait, b"")


class _Backroom:
    """Does errands beside each other.

    Args:
        lines: What is asked; an empty line at the end.
        told: The file descriptor that answers go to.
    """

    def __init__(self, lines: asyncio.Queue[bytes], told: int) -> None:
        self._lines = lines
        self._told = told
        self._open_ids: tuple[int, ...] = ()
        self._running: dict[int, asyncio.Task[None]] = {}

    async def refuse(self, error: TuinewsError) -> None:
        """Answer every errand with an error."""
        while line := await self._lines.get():
            if isinstance(asked := _asked.decode(line), Errand):
                self._tell(_failed(asked.number, error))

    async def serve(self, newsroom: Newsroom) -> None:
        """Do what is asked until nobody asks any more; what is under way then is broken off."""
        newsroom.subscribe(lambda change: self._tell(Changed(change)))
        newsroom.hear(lambda sentence, lost: self._tell(Heard(sentence, lost)))
        if newsroom.notice:
            self._tell(Heard(newsroom.notice, False))
        try:
            while line := await self._lines.get():
                asked = _asked.decode(line)
                if isinstance(asked, Open):
                    self._open_ids = asked.story_ids
                elif isinstance(asked, Dropped):
                    if task := self._running.get(asked.number):
                        task.cancel()
                else:
                    self._running[asked.number] = asyncio.create_task(self._do(asked, newsroom))
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _do(self, errand: Errand, newsroom: Newsroom) -> None:
        try:
            self._tell(await self._done(errand, newsroom))
        except TuinewsError as error:
            self._tell(_failed(errand.number, error))
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            _log.exception("%r", errand.work)
            self._tell(_failed(errand.number, TuinewsError(_UNEXPECTED, repr(error))))
        finally:
            del self._running[errand.number]

    def _done(self, errand: Errand, newsroom: Newsroom) -> Coroutine[None, None, Done]:
        match errand.work:
            case Refresh():
                return self._refreshed(errand.number, errand.work, newsroom)
            case Index():
                return _nothing_to_tell(errand.number, newsroom.index())
            case Group():
                return _nothing_to_tell(errand.number, newsroom.group())
            case KeepHouse():
                return self._house_kept(errand.number, errand.work, newsroom)

    async def _refreshed(self, number: int, work: Refresh, newsroom: Newsroom) -> Done:
        report = await newsroom.refresh(
            work.source_ids,
            force=work.force,
            rest=timedelta(seconds=work.rest),
            progress=lambda done, total, title: self._tell(Progressed(number, done, total, title)),
        )
        return Done(number, report)

    async def _house_kept(self, number: int, work: KeepHouse, newsroom: Newsroom) -> Done:
        return Done(number, sentence=await newsroom.keep_house(work.policy, lambda: self._open_ids))

    def _tell(self, message: Told) -> None:
        line = memoryview(_encode(message) + b"\n")
        try:
            while line:
                line = line[os.write(self._told, line) :]
        except OSError as error:
            _log.info("nobody listens any more: %r", error)
            self._lines.put_nowait(b"")


async def _nothing_to_tell(number: int, work: Coroutine[None, None, None]) -> Done:
    await work
    return Done(number)


def _failed(number: int, error: TuinewsError) -> Failed:
    return Failed(number, type(error).__name__, error.summary, error.detail)
