"""Whole pictures in terminals that draw sixels (xterm, "ctlseqs"; DEC, "VT330/VT340 Programmer Reference Manual").

Sixels are pixels that are painted over cells: whatever is written to a cell later takes its pixels away. So they are
never a part of the text. The cells of a picture are half blocks as everywhere, and over each line of them, while nothing
else stands in it, its pixels are painted (`screens/painting.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tuinews.model import SixelScreen
from tuinews.sixels import WIDEST
from tuinews.ui.terminal_answers import Answers, WindowSize, window_size

_LEAST_COLOURS: Final = 16
_MOST_COLOURS: Final = 256
_SIDES: Final = range(3, 129)
"""Pixels of a cell that can be right."""
_BORDERS: Final = range(65)
"""Pixels around the cells of a window."""
_NAMES: Final = ("foot", "mlterm")
"""Beginnings of what terminals that draw sixels call themselves in TERM."""
_PROGRAMS: Final = ("WezTerm", "iTerm.app")
"""The same in TERM_PROGRAM."""
_OWN: Final = ("XTERM_VERSION", "WT_SESSION", "MLTERM")
"""Variables that such a terminal sets."""
_AGAINST: Final = ("NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "SSH_TTY")
_LEAVES_PIXELS: Final = "konsole"
"""It keeps each picture that was ever painted, below what is written there later (tried with 22.12)."""


def possible(environ: Mapping[str, str]) -> bool:
    """Tell by the environment whether the terminal may draw sixels, and is to be asked.

    Programs between it and the reader draw over them and don't know it; over SSH they would be sent again and again.
    """
    if any(name in environ for name in _AGAINST):
        return False
    return (
        environ.get("TERM", "").startswith(_NAMES)
        or environ.get("TERM_PROGRAM") in _PROGRAMS
        or any(name in environ for name in _OWN)
    )


class SixelTerminal:
    """A terminal that draws sixels, however large its cells are just now.

    Args:
        asked: What it answered.
        window: Gives the size of its window, which changes when the user chooses another font.
    """

    def __init__(self, asked: Answers, window: Callable[[], WindowSize | None] = window_size) -> None:
        self._window = window
        self._first = window()
        self._first_cell = (
            asked.cell or _cell_of_picture(asked.picture, self._first) or _cell_told(self._first)
        )
        self._colours = min(_MOST_COLOURS, asked.colours or _MOST_COLOURS)
        self._draws = (
            asked.sixel
            and not asked.version.lower().startswith(_LEAVES_PIXELS)
            and self._colours >= _LEAST_COLOURS
        )

    @property
    def screen(self) -> SixelScreen | None:
        """What has to be known to draw in it; None while that isn't known for sure, or when it draws none."""
        cell = self._cell if self._draws else None
        if cell is None or cell[0] not in _SIDES or cell[1] not in _SIDES:
            return None
        return SixelScreen(*cell, self._colours)

    @property
    def _cell(self) -> tuple[int, int] | None:
        first, now, cell = self._first, self._window(), self._first_cell
        if now == first:
            return cell
        if first is None or now is None or cell is None or not (all(first) and all(now)):
            return None
        beside, below = first.width - first.columns * cell[0], first.height - first.rows * cell[1]
        if beside not in _BORDERS or below not in _BORDERS:
            # It answered in other pixels than the system was told.
            return cell if _cell_told(now) == _cell_told(first) else None
        if _fits(now.width, now.columns, beside, cell[0]) and _fits(now.height, now.rows, below, cell[1]):
            return cell
        return _side_now(now.width, now.columns, beside), _side_now(now.height, now.rows, below)


def painted(column: int, line: int, sixels: str) -> str:
    """Give what paints sixels from a cell of the screen on; both count from 0."""
    return f"\x1b[{line + 1};{column + 1}H{sixels}"


def _cell_told(window: WindowSize | None) -> tuple[int, int] | None:
    """Give the size of a cell by that of the window, with a narrow border around them perhaps."""
    if window is None or not all(window):
        return None
    return window.width // window.columns, window.height // window.rows


def _cell_of_picture(picture: tuple[int, int] | None, window: WindowSize | None) -> tuple[int, int] | None:
    """Give the size of a cell where the largest picture covers all cells exactly, without the border."""
    told = _cell_told(window)
    if picture is None or window is None or told is None:
        return None
    return (
        _side(picture[0], window.width, window.columns, told[0]),
        _side(picture[1], window.height, window.rows, told[1]),
    )


def _side(picture: int, window: int, cells: int, told: int) -> int:
    # xterm names no more than its limit, however large its window is.
    exact = picture % cells == 0 and picture != WIDEST and window - picture in _BORDERS
    return picture // cells if exact else told


# xterm tells the system of its border at the start, and no longer once another font was chosen.


def _fits(window: int, cells: int, border: int, side: int) -> bool:
    """Tell whether as many cells of a size as there are fit into a window, and not one more."""
    return any((window - around) // side == cells for around in (0, border))


def _side_now(window: int, cells: int, border: int) -> int:
    """Give the size of cells that fill a window, or nearly."""
    exact = [(window - around) // cells for around in (0, border) if (window - around) % cells == 0]
    return min(exact, default=(window - border) // cells)
