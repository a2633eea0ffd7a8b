"""Text as the full text index sees it: without case and accents, letter for letter."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


class _Folds(dict[int, str]):
    """For each character that was met, the one that stands for it."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        parts = unicodedata.normalize("NFD", character)
        # The parts of a Hangul syllable are letters, not marks.
        plain = (parts[0] if all(map(unicodedata.combining, parts[1:])) else character).lower()
        folded = self[code] = plain if len(plain) == 1 else character
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Take case and accents away; every character keeps its place."""
    return text.translate(_FOLDS)


def words_of(text: str) -> list[str]:
    """Give the words of a text, folded."""
    return _WORD.findall(fold(text))
