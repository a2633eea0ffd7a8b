"""Finding words in a text, whatever their case and accents, and where they stand once the text is wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_ALIKE = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}


class Needle:
    """What to look for.

    Args:
        typed: Words; blanks between them stand for any blanks. Case and accents don't matter, and straight quotes and
            hyphens find their typographic kin.
    """

    def __init__(self, typed: str) -> None:
        words = ["".join(map(_folded, word)) for word in typed.split()]
        self._pattern = re.compile(r"\s+".join(re.escape(word) for word in words if word))
        self.empty = not any(words)

    def matches(self, text: str) -> list[tuple[int, int]]:
        """Give where it stands in a text, as (first character, the one behind the last)."""
        if self.empty:
            return []
        if text.isascii():
            return [match.span() for match in self._pattern.finditer(text.lower())]
        folded: list[str] = []
        places: list[int] = []
        for place, character in enumerate(text):
            plain = _folded(character)
            folded.append(plain)
            places += [place] * len(plain)
        found = []
        for match in self._pattern.finditer("".join(folded)):
            end = places[match.end() - 1] + 1
            while end < len(text) and not _folded(text[end]):
                end += 1  # Marks belong to the letter before them.
            found.append((places[match.start()], end))
        return found


def spots(
    text: str, lines: Sequence[str], matches: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, int, int]]]:
    """Tell where parts of a text stand in the lines that it was broken into.

    Args:
        text: The text before it was broken.
        lines: The same text in lines: no character is lost but blanks.
        matches: Parts of the text, as (first character, the one behind the last).

    Yields:
        For each part its runs, as (line, first character, the one behind the last).
    """
    where = [
        (number, place)
        for number, line in enumerate(lines)
        for place, character in enumerate(line)
        if not character.isspace()
    ]
    solid = 0
    at = 0
    for start, end in matches:
        solid += sum(not character.isspace() for character in text[at:start])
        inside = sum(not character.isspace() for character in text[start:end])
        runs: list[tuple[int, int, int]] = []
        for number, place in where[solid : solid + inside]:
            if runs and runs[-1][0] == number:
                runs[-1] = (number, runs[-1][1], place + 1)
            else:
                runs.append((number, place, place + 1))
        solid += inside
        at = end
        yield runs


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Give what a character is without case and accents; empty for a mark."""
    if unicodedata.combining(character):
        return ""
    plain = _ALIKE.get(character) or unicodedata.normalize("NFD", character)[0]
    return plain.lower() if len(plain.lower()) == 1 else plain
