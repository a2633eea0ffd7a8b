"""Breaking text into lines of terminal cells.

Cells are counted as Textual counts them, so a line that fits here fits on the screen.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Generic, TypeVar

from rich.cells import cell_len

Look = TypeVar("Look")

# Ideographs, kana, Hangul and full-width forms: a line may break after each of them (UAX 14, class ID), but not before
# a closing mark.
_WIDE = "\u2e80-\u2fff\u3003-\u3007\u3012-\u3013\u3020-\u9fff\uac00-\ud7af\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00020000-\U0003ffff"
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5d"
_FIRST_WIDE = "\u2e80"
_NARROW_PIECE = re.compile(r"\n|[^\S\n]+|\S+?[-\u2013\u2014](?=[^\W\d])|\S+")
_JOINER = "\u200d"


def wrap(text: str, width: int, lines: int) -> list[str]:
    """Break a one-line text into at most `lines` lines.

    Args:
        text: Cleaned text.
        width: Cells of a line, at least 1.
        lines: The most lines to give, at least 1; the last one ends with an ellipsis where text was left out.

    Returns:
        At least one line, each at most `width` cells.
    """
    if cell_len(text) <= width and "\n" not in text:
        return [text]
    broken = ["".join(piece for piece, _ in line) for line in wrap_spans([(text, None)], width)]
    if len(broken) <= lines:
        return broken or [""]
    return [*broken[: lines - 1], fit(" ".join(broken[lines - 1 : lines + 1]), width, cut=True)]


def fit(text: str, width: int, *, cut: bool = False) -> str:
    """Cut a text to `width` cells, with an ellipsis where something was cut.

    Args:
        text: Cleaned text.
        width: Cells, at least 0.
        cut: Whether something was cut already, so that an ellipsis is due even if the text fits.
    """
    if cell_len(text) <= width:
        if not cut:
            return text
        if cell_len(text) < width:
            return text + "…"
    if width <= 0:
        return ""
    return chop(text, width - 1)[0].rstrip() + "…"


def chop(text: str, width: int) -> tuple[str, str]:
    """Split a text after at most `width` cells.

    Returns:
        The head, at most `width` cells, and the rest.
    """
    if cell_len(text) <= width:
        return text, ""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if cell_len(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    # A picture made of joined characters is not taken apart, and marks stay with their letter.
    while 0 < low < len(text) and (text[low - 1] == _JOINER or _hangs_on(text[low])):
        low -= 1
    return text[:low], text[low:]


def _hangs_on(character: str) -> bool:
    return character == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Sk")


def wrap_spans(spans: Iterable[tuple[str, Look]], width: int) -> list[list[tuple[str, Look]]]:
    """Break running text with looks into lines.

    A word may be made of several spans; it is broken only when it is wider than a line.

    Args:
        spans: Text and its look; a newline breaks the line.
        width: Cells of a line, at least 1.

    Returns:
        Lines of spans; blanks at the ends of lines are gone, neighbours of the same look are joined.
    """
    filler: _Filler[Look] = _Filler(max(1, width))
    for text, look in spans:
        pieces = _NARROW_PIECE if text and max(text) < _FIRST_WIDE else _piece()
        for match in pieces.finditer(text):
            filler.add(match[0], look)
    return filler.finish()


@cache
def _piece() -> re.Pattern[str]:
    """Give the pattern for texts with wide characters; to compile it takes milliseconds."""
    return re.compile(
        rf"\n|[^\S\n]+|[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+?[-\u2013\u2014](?=[^\W\d])|[^\s{_WIDE}]+"
    )


def padded(text: str, width: int) -> str:
    """Cut or fill a text to exactly `width` cells."""
    text = fit(text, width)
    return text + " " * (width - cell_len(text))


def cells_of(spans: Sequence[tuple[str, object]]) -> int:
    """Count the cells of a line of spans."""
    return sum(cell_len(text) for text, _ in spans)


class _Filler(Generic[Look]):
    """Fills lines word by word."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[list[tuple[str, Look]]] = []
        self.line: list[tuple[str, Look]] = []
        self.used = 0
        self.gap: tuple[str, Look] | None = None
        self.word: list[tuple[str, Look]] = []
        self.word_cells = 0

    def add(self, piece: str, look: Look) -> None:
        if piece == "\n":
            self._place_word()
            self._end_line()
        elif piece.isspace():
            self._place_word()
            if self.line:
                self.gap = (" ", look)
        else:
            self.word.append((piece, look))
            self.word_cells += cell_len(piece)
            if piece[-1] in "-\u2013\u2014" or (not piece.isascii() and cell_len(piece[0]) == 2):
                self._place_word()

    def finish(self) -> list[list[tuple[str, Look]]]:
        self._place_word()
        if self.line:
            self._end_line()
        return self.lines

    def _place_word(self) -> None:
        if not self.word:
            return
        gap = 1 if self.gap else 0
        if self.used + gap + self.word_cells > self.width and self.line:
            self._end_line()
        elif self.gap is not None:
            self._append(*self.gap)
        self.gap = None
        for text, look in self.word:
            rest = text
            while self.used + cell_len(rest) > self.width:
                head, tail = chop(rest, self.width - self.used)
                if not head and not self.line:
                    # One character wider than a line: it is left out, since half of it can't be shown.
                    head, tail = "", tail[1:]
                if head:
                    self._append(head, look)
                if self.line:
                    self._end_line()
                rest = tail
            if rest:
                self._append(rest, look)
        self.word = []
        self.word_cells = 0

    def _append(self, text: str, look: Look) -> None:
        if self.line and self.line[-1][1] == look:
            self.line[-1] = (self.line[-1][0] + text, look)
        else:
            self.line.append((text, look))
        self.used += cell_len(text)

    def _end_line(self) -> None:
        self.lines.append(self.line)
        self.line = []
        self.used = 0
        self.gap = None
