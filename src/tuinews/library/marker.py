"""What the library held, remembered outside of it, so that an emptied or missing file is noticed.

An emptied database passes every check of SQLite's, and a missing one is made anew by whoever opens it.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from tuinews.library.files import beside
from tuinews.paths import write_atomically

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Marker:
    """How much a library held when it was last asked."""

    sources: int = 0
    saved: int = 0

    @staticmethod
    def beside(library: Path) -> Path:
        """Name the marker of a library."""
        return beside(library, ".marker")

    @classmethod
    def read(cls, library: Path) -> "Marker":
        """Read the marker beside a library; an absent or odd one says that there was nothing."""
        try:
            stored = json.loads(cls.beside(library).read_bytes())
            return cls(int(stored["sources"]), int(stored["saved"]))
        except (OSError, ValueError, TypeError, KeyError):
            return cls()

    def write(self, library: Path) -> None:
        """Write the marker where it changed. It is no truth, so a failure is only logged."""
        if self == Marker.read(library):
            return
        try:
            content = json.dumps({"sources": self.sources, "saved": self.saved})
            write_atomically(self.beside(library), content.encode())
        except OSError as error:
            _log.warning("the marker was not written: %r", error)

    def __str__(self) -> str:
        sources = "1 source" if self.sources == 1 else f"{self.sources:,} sources"
        stories = "1 saved story" if self.saved == 1 else f"{self.saved:,} saved stories"
        return f"{sources} and {stories}"
