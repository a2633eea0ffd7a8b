"""The words around what was found. Pure.

FTS5 has a function for it, but its time grows with the square of the hits in a text: a story that says one word 16,000
times would hold everything up for 2 s, and one of 100,000 for more than a minute.
"""

import re
from collections.abc import Iterable
from itertools import islice

from tuinews.library.folding import fold, words_of
from tuinews.library.query import Term

CHARACTERS = 180
"""A snippet is no longer."""
_ROOM = CHARACTERS - 2
"""What is left of them by an ellipsis on each side."""
_LEAD = 40
"""Characters before the first hit; half as many may go for a whole word."""
_MOST_HITS = 500

Marks = tuple[tuple[int, int], ...]


def pattern_of(terms: Iterable[Term]) -> re.Pattern[str]:
    """Give what finds any of these terms in a folded text."""
    return re.compile("|".join(map(_pattern, terms)))


def snippet(text: str, hits: re.Pattern[str] | None) -> tuple[str, Marks]:
    """Cut out the part of a text that has most of the hits.

    Args:
        text: One line.
        hits: What to look for; see `pattern_of`.

    Returns:
        At most 180 characters, with an ellipsis where something was cut, and where the hits stand in it. The opening
        of the text when there are none.
    """
    spans = [found.span() for found in islice(hits.finditer(fold(text)), _MOST_HITS)] if hits else []
    start, end = _window(text, spans)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple((first + shift, last + shift) for first, last in spans if start <= first and last <= end)
    return f"{before}{text[start:end]}{after}", marks


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Choose the part that has most hits, the first of several; it begins and ends between words."""
    if len(text) <= CHARACTERS:
        return 0, len(text)
    anchor = most = following = 0
    for number, (first, _) in enumerate(spans):
        while following < len(spans) and spans[following][1] <= first + _ROOM - _LEAD:
            following += 1
        if following - number > most:
            anchor, most = first, following - number
    start = max(0, min(anchor - _LEAD, len(text) - _ROOM))
    if start and (blank := text.find(" ", start - 1, start + _LEAD // 2)) >= 0:
        start = blank + 1
    end = min(start + _ROOM, len(text))
    if end < len(text) and (blank := text.rfind(" ", end - _LEAD // 2, end + 1)) >= 0:
        end = blank
    return start, end


def _pattern(term: Term) -> str:
    words = r"[\W_]+".join(map(re.escape, words_of(term.text)))
    return rf"(?<![^\W_]){words}" + (r"[^\W_]*" if term.going_on else r"(?![^\W_])")
