"""What every face of the library stands on: its files, the clock, and its notices."""

from collections.abc import Callable
from datetime import datetime

from tuinews.library.database import Database


class Face:
    """A part of what the library offers. Synchronous; belongs to the thread that opened it."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def _here_and_now(self) -> datetime:
        """The time where the user is: days that were typed begin at midnight there."""
        return self._now().astimezone()
