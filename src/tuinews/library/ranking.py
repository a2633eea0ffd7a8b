"""How well a story answers a search. Pure.

bm25() of FTS5 reads every hit of every word before it gives the first row: half a second for a common word among a
million stories. This weighs one story at a time, by itself.
"""

import math
from datetime import datetime, timedelta

from tuinews.library.folding import fold, words_of
from tuinews.library.query import Query, Term
from tuinews.library.snippets import pattern_of
from tuinews.model import Story

WEIGHED_CHARACTERS = 6_000
"""Of a text; what comes after them tells nothing new."""

# A word in the headline counts as eight in the text, one in the byline as four; more of them count ever less, as k1 of
# BM25 has it (Robertson and Zaragoza 2009, 3.1). Its share for rare words is left out: each hit has all the words.
_IN_TITLE, _IN_AUTHOR, _SATURATION = 8.0, 4.0, 2.0
_USUAL_CHARACTERS = 3_000
"""Of a text; a word in a longer one counts less."""
_IN_A_ROW = 0.5
"""Is added when the headline has all the words as they were typed."""
_HALVING = timedelta(days=30)
_NEWNESS = 0.4
"""The share of the weight that goes with age: half of it in the first 30 days, and so on."""


class Scale:
    """Weighs stories against what was asked for."""

    def __init__(self, asked: Query, now: datetime) -> None:
        """Make the scale for a query that has words, at a time from which age is counted."""
        terms = asked.wanted
        self._terms = [(pattern_of((term,)), " ".join(words_of(term.text))) for term in terms]
        self._row = pattern_of((Term(" ".join(term.text for term in terms), terms[-1].going_on),))
        self._now = now

    def in_headline(self, title: str) -> bool:
        """Tell whether all the words stand in a headline."""
        title = fold(title)
        return all(pattern.search(title) for pattern, _ in self._terms)

    def weigh(self, story: Story, text: str) -> float:
        """Give the weight of a story, between 0 and 1.5; more is better."""
        title, author, lowered = fold(story.title), fold(story.author), text.lower()
        length = max(1.0, len(text) / _USUAL_CHARACTERS)
        weight = 0.0
        for pattern, words in self._terms:
            strength = lowered.count(words) / length
            if pattern.search(title):
                strength += _IN_TITLE
            if pattern.search(author):
                strength += _IN_AUTHOR
            weight += strength / (strength + _SATURATION)
        weight /= len(self._terms)
        if len(self._terms) > 1 and self._row.search(title):
            weight += _IN_A_ROW
        age = max(timedelta(0), self._now - story.sort_time) / _HALVING
        return weight * (1 - _NEWNESS * (1 - math.exp2(-age)))
