"""What is shown when the library can't be opened, and the ways to bring it back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuinews.errors import Damaged, LibraryError, TuinewsError
from tuinews.paths import Home
from tuinews.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from tuinews.library.outlook import Outlook

_TITLE, _LOW_TITLE = "The library can’t be opened", "The library won’t open"
_LOW_ROWS = 18
"""Below this there is room for the keys, and for a few words."""


class Trouble(Screen[str]):
    """What happened, what there is to bring the library back, and the way out. Dismissed with a sentence once it is back.

    Args:
        error: Why it can't be opened.
        home: Whose library.
        return_code: The program's exit code when the user leaves.
        now: The clock.
    """

    CSS = "Trouble { background: $background; } Trouble EmptyState { max-width: 76; } Trouble { align: center middle; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "leave", "Quit", show=False) for key in ("q", "escape", "enter", "space", "ctrl+q")),
        Binding("b", "bring_back('backup')", "Put the backup back", show=False),
        Binding("r", "bring_back('read')", "Save what can be read", show=False),
    ]

    def __init__(
        self, error: LibraryError, home: Home, return_code: int, now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._said = error.summary
        self._curable = isinstance(error, Damaged)
        self._home = home
        self._return_code = return_code
        self._now = now
        self._outlook: Outlook | None = None
        self._busy = ""

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield EmptyState()

    def on_mount(self) -> None:
        """Say what happened, and look for ways to bring it back."""
        if self._curable:
            self._busy = "Looking for your backups …"
            self.run_worker(self._look_ahead(), group="trouble", exit_on_error=False)
        self._tell()

    def on_resize(self) -> None:
        """Say as much as there is room for."""
        self._tell()

    def action_leave(self) -> None:
        """Leave the program, but not in the middle of putting something back."""
        if not self._busy or self._outlook is None:
            self.app.exit(return_code=self._return_code)

    def action_bring_back(self, way: Literal["backup", "read"]) -> None:
        """Put the newest backup back, or save what can be read, and open the reader."""
        outlook = self._outlook
        if self._busy or outlook is None:
            return
        if way == "backup" and outlook.backup is not None:
            self._busy = "Putting the backup back …"
        elif way == "read" and outlook.readable:
            self._busy = "Saving what can be read …"
        else:
            return
        self._tell()
        self.run_worker(self._bring_back(outlook, way), group="trouble", exit_on_error=False)

    async def _look_ahead(self) -> None:
        from tuinews.library.outlook import look_ahead

        try:
            self._outlook = await asyncio.to_thread(look_ahead, self._home, self._now())
        except LibraryError as error:
            self._said = error.summary
        self._busy = ""
        self._tell()

    async def _bring_back(self, outlook: Outlook, way: Literal["backup", "read"]) -> None:
        from tuinews.library import replace

        try:
            if way == "backup" and outlook.backup is not None:
                done = await asyncio.to_thread(replace.put_back, self._home, outlook.backup.path, self._now())
                sentence = f"The backup of {_day(outlook)} is back: {done.holds}."
            else:
                rescued = await asyncio.to_thread(replace.rescue, self._home, self._now())
                sentence = (
                    f"{rescued.found.holds} could be read." if rescued else "The library is whole again."
                )
        except TuinewsError as error:
            self._busy = ""
            self._outlook = outlook
            self._said = error.summary
            self._tell(failed=True)
            return
        self.dismiss(f"{sentence} What was there before is kept.")

    def _tell(self, *, failed: bool = False) -> None:
        low = self.size.height < _LOW_ROWS
        outlook = self._outlook
        if self._busy:
            parts = [self._busy]
        elif outlook is None or failed:
            parts = [self._said.replace("`", "’")]
        else:
            parts = [_happened(outlook)] if low else [_happened(outlook), _at_hand(outlook)]
        if not self._busy or outlook is None:
            parts.append(_keys(outlook, low=low))
        self.query_one(EmptyState).tell(
            _LOW_TITLE if low else _TITLE, "\n\n".join(parts), "" if low else "curtain"
        )


def _happened(outlook: Outlook) -> str:
    state = {"missing": "It is missing", "emptied": "It was emptied", "damaged": "It is damaged"}[
        outlook.state
    ]
    held = f" It held {outlook.held}." if outlook.held.sources + outlook.held.saved else ""
    return f"{state}.{held}"


def _at_hand(outlook: Outlook) -> str:
    if outlook.backup is not None:
        return f"The backup of {_day(outlook)} has {outlook.backup.holds}.\nNothing will be deleted."
    if outlook.snapshot is not None:
        return f"There is no backup, but your sources are listed in {outlook.snapshot}.\nNothing will be deleted."
    return "There is no backup here. If you have one elsewhere, leave and type “tuinews restore FILE”."


def _keys(outlook: Outlook | None, *, low: bool) -> str:
    if outlook is None:
        return "Press `q` to leave."
    keys = []
    if outlook.backup is not None:
        keys.append(f"`b` backup of {_day(outlook)}" if low else "`b` put that backup back")
    if outlook.readable:
        keys.append("`r` save what can be read" if low else "`r` save what can still be read")
    return "\n".join([*keys, "`q` leave"])


def _day(outlook: Outlook) -> str:
    assert outlook.backup is not None
    day = outlook.backup.day
    return f"{day.day} {day:%B}"
