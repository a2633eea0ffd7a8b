"""What the terminal says of itself: asked before the reader begins, since later its answers would come among the keys."""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from typing import Final, NamedTuple

if sys.platform != "win32":
    import fcntl
    import termios
    import tty

_QUESTIONS: Final = b"\x1b[>0q\x1b[16t\x1b[?1;1;0S\x1b[?2;1;0S\x1b[c"
"""XTVERSION, the size of a cell, the number of colours and the size of pictures (XTSMGRAPHICS), and after them primary device
attributes (xterm, "ctlseqs"): those every terminal answers, so nobody waits for the others in vain."""
_ATTRIBUTES: Final = re.compile(rb"\x1b\[\?([0-9;]*)c")
_VERSION: Final = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_CELL: Final = re.compile(rb"\x1b\[6;([0-9]{1,4});([0-9]{1,4})t")
_COLOURS: Final = re.compile(rb"\x1b\[\?1;0;([0-9]{1,6})S")
_PICTURE: Final = re.compile(rb"\x1b\[\?2;0;([0-9]{1,6});([0-9]{1,6})S")
_SIXEL: Final = b"4"
"""The attribute of a terminal that draws sixels."""
_SECONDS: Final = 1.0
_LONGEST: Final = 4_096


class Answers(NamedTuple):
    """What a terminal answered; empty, or None, where it did not within a second."""

    version: str = ""
    """Its name and version, like `kitty(0.36.1)`."""
    sixel: bool = False
    """Whether it draws sixels."""
    cell: tuple[int, int] | None = None
    """Pixels of a cell: how broad, how high."""
    colours: int | None = None
    """How many colours its sixels may have."""
    picture: tuple[int, int] | None = None
    """Pixels of the largest picture: how broad, how high; at most what the window shows."""


class WindowSize(NamedTuple):
    """The size of the terminal's window as the system knows it."""

    rows: int
    columns: int
    width: int
    """Pixels; 0 if the terminal does not tell the system."""
    height: int
    """Pixels; 0 if the terminal does not tell the system."""


def ask_terminal() -> Answers:
    """Ask the terminal what it is and can."""
    if sys.platform == "win32":
        return Answers()
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return Answers()
    try:
        return answers_in(_asked(terminal))
    except (OSError, termios.error):
        return Answers()
    finally:
        os.close(terminal)


def window_size() -> WindowSize | None:
    """Ask the system for the size of the window; None where there is none."""
    if sys.platform == "win32":
        return None
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        told = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    finally:
        os.close(terminal)
    return WindowSize(*struct.unpack("4H", told))


def answers_in(said: bytes) -> Answers:
    """Find the answers in what a terminal said."""
    version, cell, colours = _VERSION.search(said), _CELL.search(said), _COLOURS.search(said)
    attributes, picture = _ATTRIBUTES.search(said), _PICTURE.search(said)
    return Answers(
        version=version[1].decode("ascii", "replace") if version else "",
        sixel=attributes is not None and _SIXEL in attributes[1].split(b";")[1:],
        cell=(int(cell[2]), int(cell[1])) if cell else None,
        colours=int(colours[1]) if colours else None,
        picture=(int(picture[1]), int(picture[2])) if picture else None,
    )


def _asked(terminal: int) -> bytes:
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        os.write(terminal, _QUESTIONS)
        said, end = b"", time.monotonic() + _SECONDS
        while not _ATTRIBUTES.search(said) and len(said) < _LONGEST:
            left = end - time.monotonic()
            if left <= 0 or not select.select([terminal], [], [], left)[0]:
                break
            said += os.read(terminal, _LONGEST)
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
    return said
