"""What became of a library that can't be opened, and what there is to bring it back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from tuinews.library import files
from tuinews.library.backup import BackupInfo, newest_good, newest_snapshot
from tuinews.library.files import Kind
from tuinews.library.marker import Marker
from tuinews.library.replace import is_sound
from tuinews.library.schema import LIBRARY
from tuinews.paths import Home


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be done."""

    state: Literal["missing", "emptied", "damaged"]
    held: Marker
    """What the library held when it was last whole; nothing where that is not known."""
    backup: BackupInfo | None
    """The newest backup that is whole."""
    snapshot: Path | None
    """The newest list of the sources."""

    @property
    def readable(self) -> bool:
        """Whether there is anything to try and read."""
        return self.state == "damaged"


def look_ahead(home: Home, now: datetime) -> Outlook | None:
    """See what can be done about a library that can't be opened. It is only read.

    Returns:
        What was found; None when the library is neither lost nor damaged.

    Raises:
        LibraryError: It can't be told just now.
    """
    kind = files.kind_of(home.library_db, LIBRARY)
    if kind in (Kind.FOREIGN, Kind.NEWER):
        return None
    state: Literal["missing", "emptied", "damaged"] = "damaged"
    if kind is Kind.ABSENT:
        state = "missing"
    elif kind is Kind.EMPTY:
        state = "emptied"
    elif is_sound(home.library_db):
        return None
    return Outlook(state, Marker.read(home.library_db), newest_good(home, now), newest_snapshot(home, now))
