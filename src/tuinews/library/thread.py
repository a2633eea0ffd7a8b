"""The one thread that talks to SQLite, as seen from the event loop."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from tuinews.library.library import Library
from tuinews.model import Change
from tuinews.paths import Home

Given = ParamSpec("Given")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class LibraryThread:
    """A library, its connection and the thread that both live in.

    `read` may be cancelled before it has begun. `write` goes on when its caller is cancelled, and announces what it
    changed from its own end, so that nobody who stopped waiting hides a write from the screen.
    """

    def __init__(self, executor: ThreadPoolExecutor, library: Library) -> None:
        self._executor = executor
        self._library = library

    @classmethod
    async def open(cls, home: Home, now: Callable[[], datetime]) -> "LibraryThread":
        """Open the library of a home in a thread of its own.

        Raises:
            LibraryError: See `Library.open`.
        """
        executor = ThreadPoolExecutor(1, thread_name_prefix="library")
        try:
            library = await asyncio.wrap_future(executor.submit(lambda: Library.open(home, now=now)))
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        return cls(executor, library)

    @property
    def notice(self) -> str:
        """What was repaired since opening, as a sentence, else empty."""
        return self._library.notice

    async def read(
        self, method: Callable[Concatenate[Library, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Call a method of the library that changes nothing."""
        return await asyncio.wrap_future(self._executor.submit(method, self._library, *args, **kwargs))

    async def write(
        self,
        done: Callable[[Change], None],
        method: Callable[Concatenate[Library, Given], Result],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Call a method of the library that changes something.

        Args:
            done: Called on the event loop with the Change among the results, once it is committed.
            method: The method.
            *args: Its arguments.
            **kwargs: Its arguments.
        """
        future = asyncio.wrap_future(self._executor.submit(method, self._library, *args, **kwargs))

        def announce(ended: asyncio.Future[Result]) -> None:
            if ended.cancelled():
                return
            if error := ended.exception():
                _log.warning("%s: %s", method.__name__, error)
                return
            result = ended.result()
            for part in result if isinstance(result, tuple) else (result,):
                if isinstance(part, Change):
                    done(part)

        future.add_done_callback(announce)
        return await asyncio.shield(future)

    async def aclose(self) -> None:
        """Finish what has begun, close the files and end the thread."""
        try:
            await asyncio.shield(asyncio.wrap_future(self._executor.submit(self._library.close)))
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)
