"""A picture of few colours as sixels: printable characters that each paint six pixels, one below the other.

The format is that of DEC's terminals ("VT330/VT340 Programmer Reference Manual", chapter 14), with the size of the
picture before it, so that a pixel is as broad as high. Pure work on bytes; runs in a worker process.
"""

from __future__ import annotations

import re
from typing import Final

from tuinews.model import SixelScreen

WIDEST: Final = 1_000
"""Pixels of one piece: xterm draws no broader ones (its resource `maxGraphicSize`)."""
_BAND: Final = 6
"""Pixels of a character, one below the other."""
_NONE: Final = b"?"
"""The character that paints none of its pixels; each pixel counts up from it by its power of two."""
_RUN: Final = re.compile(rb"(.)\1{3,}")


def sixels_of(
    pixels: bytes, palette: bytes, columns: int, rows: int, screen: SixelScreen, most: int
) -> tuple[tuple[tuple[int, str], ...], ...] | None:
    """Encode a picture, each line of cells by itself.

    Args:
        pixels: The colour of each pixel, a number in the palette, line by line from the top.
        palette: Red, green and blue of each colour, 0 to 255.
        columns: Cells that it takes.
        rows: Lines of cells that it takes.
        screen: How large a cell is.
        most: Bytes that it may take.

    Returns:
        The pieces of each line of cells: the cell that each begins at, and what paints it, no higher than a cell. None
        when they take more bytes.
    """
    width, height = columns * screen.width, screen.height
    step = max(1, WIDEST // screen.width)
    lines = []
    left = most
    for line in range(rows):
        drawn = [pixels[at * width : (at + 1) * width] for at in range(line * height, (line + 1) * height)]
        pieces = []
        for first in range(0, columns, step):
            ends = slice(first * screen.width, min(columns, first + step) * screen.width)
            piece = _piece([pixels_of_line[ends] for pixels_of_line in drawn], palette)
            left -= len(piece)
            if left < 0:
                return None
            pieces.append((first, piece))
        lines.append(tuple(pieces))
    return tuple(lines)


def _piece(drawn: list[bytes], palette: bytes) -> str:
    width, height = len(drawn[0]), len(drawn)
    bands = [_band(drawn[top : top + _BAND]) for top in range(0, height, _BAND)]
    colours = [
        b"#%d;2;%d;%d;%d" % (colour, *(round(part / 2.55) for part in palette[3 * colour : 3 * colour + 3]))
        for colour in sorted(set().union(*drawn))
    ]
    # 7: a pixel is as broad as high. 1: what is not painted stays as it is.
    parts = [b'\x1bP7;1q"1;1;%d;%d' % (width, height), *colours, b"-".join(bands), b"\x1b\\"]
    return b"".join(parts).decode("ascii")


def _band(drawn: list[bytes]) -> bytes:
    """Encode up to six lines of pixels: each of their colours once from the left to the right."""
    width = len(drawn[0])
    painted: dict[int, bytearray] = {}
    for x, column in enumerate(zip(*drawn, strict=True)):
        bit = 1
        for colour in column:
            mask = painted.get(colour)
            if mask is None:
                mask = painted[colour] = bytearray(width)
            mask[x] |= bit
            bit <<= 1
    # All characters of a colour are counted up at once: no sum reaches the next byte.
    ground = int.from_bytes(_NONE * width)
    return b"$".join(
        b"#%d%s"
        % (colour, _RUN.sub(_repeated, (int.from_bytes(mask) + ground).to_bytes(width).rstrip(_NONE)))
        for colour, mask in painted.items()
    )


def _repeated(run: re.Match[bytes]) -> bytes:
    return b"!%d%s" % (len(run[0]), run[1])
