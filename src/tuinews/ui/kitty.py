"""Whole pictures in terminals that know Kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/).

A picture is sent once. Where it stands, cells hold a placeholder each that says, by marks above it, which part of the picture belongs there, and by
its colour, which picture: so it scrolls, is covered and cut off as text is, and leaves no pixel behind.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tuinews.model import Plate
from tuinews.text import fingerprint

_CHUNK: Final = 4_096
"""Bytes of base64 in one message, at most ("Remote client")."""
_PLACEHOLDER: Final = "\U0010eeee"
# The marks for 0, 1, 2, … ("rowcolumn-diacritics"), as far as pictures are broad here.
_MARKS: Final = tuple(
    map(
        chr,
        [
            0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350, 0x351, 0x352, 0x357,
            0x35B, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36A, 0x36B, 0x36C, 0x36D, 0x36E, 0x36F, 0x483, 0x484,
            0x485, 0x486, 0x487, 0x592, 0x593, 0x594, 0x595, 0x597, 0x598, 0x599, 0x59C, 0x59D, 0x59E, 0x59F, 0x5A0, 0x5A1,
            0x5A8, 0x5A9, 0x5AB, 0x5AC, 0x5AF, 0x5C4, 0x610, 0x611, 0x612, 0x613, 0x614, 0x615, 0x616, 0x617, 0x657, 0x658,
            0x659, 0x65A, 0x65B, 0x65D, 0x65E, 0x6D6, 0x6D7, 0x6D8, 0x6D9, 0x6DA, 0x6DB, 0x6DC, 0x6DF, 0x6E0, 0x6E1, 0x6E2,
        ],
    )
)  # fmt: skip
WIDEST: Final = len(_MARKS)
"""Cells of a picture that have a mark."""


_SINCE: Final = (("kitty", (0, 28)), ("ghostty", (1, 0)))
"""The versions that first knew placeholders."""
_VERSION: Final = re.compile(r"(\w+)[ (]+(\d+)\.(\d+)")


def possible(environ: Mapping[str, str]) -> bool:
    """Tell by the environment whether the terminal may draw pictures this way.

    Programs between it and the reader don't pass pictures on, and without colours a picture's number would be lost.
    """
    if "NO_COLOR" in environ or "TMUX" in environ or "STY" in environ:
        return False
    return environ.get("TERM") in ("xterm-kitty", "xterm-ghostty")


def known_to(version: str) -> bool:
    """Tell whether a terminal knows placeholders, by what it says of itself: `kitty(0.36.1)`, `ghostty 1.1.3`."""
    found = _VERSION.match(version)
    return found is not None and any(
        found[1].lower() == name and (int(found[2]), int(found[3])) >= since for name, since in _SINCE
    )


def number_of(url: str, columns: int, rows: int) -> int:
    """Give the number by which the terminal knows a picture at a size: 24 bits, since it is written as a colour."""
    return fingerprint(url, str(columns), str(rows)) % 0xFF_FFFF + 1


def sent(number: int, plate: Plate) -> str:
    """Give what sends a picture to the terminal, and has it ready for its placeholders."""
    body = base64.standard_b64encode(plate.png).decode()
    pieces = [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)] or [""]
    written = []
    for place, piece in enumerate(pieces):
        first = f"a=t,f=100,t=d,i={number},q=2," if not place else ""
        written.append(f"\x1b_G{first}m={int(place < len(pieces) - 1)};{piece}\x1b\\")
    written.append(f"\x1b_Ga=p,U=1,i={number},c={plate.columns},r={plate.rows},q=2\x1b\\")
    return "".join(written)


def taken_back(number: int) -> str:
    """Give what makes the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


def line(number: int, row: int, columns: int, ground: Style) -> Segment:
    """Give the placeholders of one line of a picture."""
    text = "".join(f"{_PLACEHOLDER}{_MARKS[row]}{_MARKS[column]}" for column in range(columns))
    return Segment(text, ground + Style(color=Color.from_rgb(number >> 16, number >> 8 & 255, number & 255)))
