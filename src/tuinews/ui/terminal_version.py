"""Which terminal this is, by its own word: asked before the reader begins, since later its answer would come among the keys."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from typing import Final

if sys.platform != "win32":
    import termios
    import tty

_QUESTION: Final = b"\x1b[>0q\x1b[c"
"""XTVERSION, and after it primary device attributes (xterm, "ctlseqs"): that one every terminal answers, so nobody waits for the first in vain."""
_LAST_ANSWER: Final = re.compile(rb"\x1b\[\?[0-9;]*c")
_VERSION: Final = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_SECONDS: Final = 1.0
_LONGEST: Final = 4_096


def terminal_version() -> str:
    """Ask the terminal for its name and version, like `kitty(0.36.1)`; empty when it does not say within a second."""
    if sys.platform == "win32":
        return ""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return ""
    try:
        return _asked(terminal)
    except (OSError, termios.error):
        return ""
    finally:
        os.close(terminal)


def _asked(terminal: int) -> str:
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        os.write(terminal, _QUESTION)
        answer, end = b"", time.monotonic() + _SECONDS
        while not _LAST_ANSWER.search(answer) and len(answer) < _LONGEST:
            left = end - time.monotonic()
            if left <= 0 or not select.select([terminal], [], [], left)[0]:
                break
            answer += os.read(terminal, _LONGEST)
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
    found = _VERSION.search(answer)
    return found[1].decode("ascii", "replace") if found else ""
