"""A second opinion: what trafilatura takes for the story, to be asked about each block of the page."""

import logging
import re
from collections.abc import Sequence

import trafilatura
from lxml.html import HtmlElement

SHINGLE = 4
"""Words in a row that are compared."""
VOUCHED = 0.6
"""Share of a block's shingles that must be found for the block to count as part of the story."""
LONG_PAGE = 6_000
"""Elements from which on it is asked without justext, whose time grows with the square of the paragraphs."""
LONGEST_PAGE = 60_000
"""Elements from which on it is not asked at all, to be done in time."""

_WORD = re.compile(r"\w+")
# trafilatura tells at WARNING that a page has no story. That is an answer here, and said in words elsewhere.
for _name in ("trafilatura", "justext", "readability", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def words_of(text: str) -> list[str]:
    """Give the words of a text in lower case, for comparing."""
    return _WORD.findall(text.lower())


class Witness:
    """A text that blocks are looked up in.

    Args:
        text: What is taken for the story.
    """

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self._joined = f" {' '.join(self.words)} "
        self._shingles = {
            tuple(self.words[start : start + SHINGLE]) for start in range(len(self.words) - SHINGLE + 1)
        }

    def vouches(self, words: Sequence[str]) -> bool:
        """Tell whether a block with these words is in the text."""
        if not words:
            return False
        if len(words) < SHINGLE:
            return f" {' '.join(words)} " in self._joined
        shingles = [tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]
        return sum(shingle in self._shingles for shingle in shingles) >= VOUCHED * len(shingles)


def ask(root: HtmlElement) -> Witness:
    """Ask trafilatura about a parsed page, which stays as it is.

    Returns:
        Its opinion; an empty one where it has none.
    """
    elements = sum(1 for _ in root.iter())
    if elements > LONGEST_PAGE:
        return Witness("")
    try:
        found = trafilatura.bare_extraction(
            root, fast=elements > LONG_PAGE, include_comments=False, include_tables=True, with_metadata=False
        )
    except Exception:  # noqa: BLE001 - a large heuristic library on hostile pages; an opinion that fails is none
        return Witness("")
    text = found.text if found is not None and not isinstance(found, dict) else ""
    return Witness(text or "")
