"""The library as the rest of the program sees it."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Literal

from tuinews.library import retention
from tuinews.library.database import Database
from tuinews.library.examine import Findings
from tuinews.library.face_marks import MarksFace
from tuinews.library.face_sources import SourcesFace
from tuinews.library.face_stories import StoriesFace
from tuinews.library.face_topics import TopicsFace
from tuinews.library.files import BUSY_MILLISECONDS
from tuinews.library.retention import Step
from tuinews.model import Retention
from tuinews.paths import Home


def _now() -> datetime:
    return datetime.now(UTC)


class Library(SourcesFace, StoriesFace, TopicsFace, MarksFace):
    """Sources, stories and what the user did with them. Synchronous; belongs to the thread that opened it.

    A method that returns has stored what it says, durably. Each of them raises a LibraryError when the files can't be
    used (Locked, Full, Damaged, ReadOnly); nothing of what it was to do was stored then.
    """

    @classmethod
    def open(
        cls, home: Home, *, now: Callable[[], datetime] = _now, busy_ms: int = BUSY_MILLISECONDS
    ) -> "Library":
        """Open the library of a home; make it if there is none.

        Args:
            home: Where it is.
            now: The clock.
            busy_ms: How long an operation waits for another process before it raises Locked, in milliseconds.

        Raises:
            Damaged, Foreign, TooNew: The file can't be used; not a byte of it was changed.
            Locked: Another program holds it.
            Full, ReadOnly: It can't be written.
        """
        return cls(Database(home, busy_ms=busy_ms), now)

    def close(self) -> None:
        """Close it, leaving each file whole."""
        self._database.close()

    def interrupt(self) -> None:
        """Stop what is running; callable from any thread. What was being written is not stored."""
        self._database.interrupt()

    @property
    def notice(self) -> str:
        """What `take_notice` would give."""
        return self._database.notice

    def take_notice(self) -> str:
        """Give what was repaired since this was last asked, as sentences; empty when nothing was."""
        return self._database.take_notice()

    def changed_elsewhere(self) -> bool:
        """Tell whether another window or command changed the library since this was last asked."""
        return self._database.changed_elsewhere()

    # --- keeping it in order --------------------------------------------------------------------------------

    def prune(self, policy: Retention, open_ids: Collection[int], after: tuple[int, int] | None) -> Step:
        """Take one step in letting old stories go; saved, followed and open ones stay.

        Args:
            policy: How long stories are kept.
            open_ids: Stories that somebody is reading.
            after: `Step.after` of the step before; None begins anew.
        """
        return self._database.write(
            lambda connection: retention.prune(connection, policy, open_ids, after, self._now())
        )

    def shrink(self, pages: int = 1_000) -> int:
        """Give up to so many free pages of the cache back to the disk.

        Returns:
            How many are still free.
        """
        return self._database.shrink(pages)

    def examine_due(self) -> Literal["", "quick", "full"]:
        """Tell whether the files are to be examined now (`examine.Examination`), and how thoroughly."""
        return self._database.examine_due(self._now())

    def act_on(self, findings: Findings) -> None:
        """Mend what an examination found, with a notice; a library whose rows are damaged is only read from now on."""
        self._database.act_on(findings, self._now())
