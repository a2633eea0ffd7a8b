"""How sure it is that the whole story, and only the story, was found.

The score is an estimate of the F1 that a text would reach against what an editor marks as the story. Its weights were
fitted by ridge regression (least squares, the features scaled to unit variance, penalty 1) to the F1 of 870 labelled
pages of two public sets, and rounded; fitted on either half of the pages, they order the other half as well (Spearman
0.42 and 0.43). What it reaches stands in `benchmarks/README.md`: the figures `quality` of `benchmarks/extraction.py`.
"""

from collections import Counter
from collections.abc import Sequence

from tuinews.article.witness import Witness, words_of

_BASE = 0.25
_AGREEMENT = 0.6
_SENTENCES = 0.15
_LINKS = 0.2
_ENOUGH_WORDS = 250
"""Words of a short news story; from here on length says nothing more."""
_FEWEST_WORDS = 60
"""A story with fewer words is rare: what was found is rather the beginning of one, or something else."""
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "’", ":", ")")
_SENTENCE_WORDS = 5


def score(paragraphs: Sequence[str], words: int, witness: Witness | None = None, *, linked: int = 0) -> float:
    """Rate a story.

    Args:
        paragraphs: The words of each block.
        words: Words in all.
        witness: What another extractor took for the story; None where none was asked.
        linked: Characters that are inside links.

    Returns:
        0 (nothing) to 1. It grows with the agreement with the witness (F1 of the two bags of words; where none was
        asked the length stands in for it) and with the share of words in whole sentences, and falls with the share of
        links. Of texts below 60 words it is that share.
    """
    if not words:
        return 0.0
    told = sum(len(text.split()) for text in paragraphs)
    sentences = sum(
        len(text.split())
        for text in paragraphs
        if text.endswith(_SENTENCE_ENDS) and len(text.split()) > _SENTENCE_WORDS
    )
    links = min(1.0, linked / max(1, sum(map(len, paragraphs))))
    support = min(1.0, words / _ENOUGH_WORDS) if witness is None else _agreement(paragraphs, witness)
    rated = _BASE + _AGREEMENT * support + _SENTENCES * sentences / max(1, told) - _LINKS * links
    return round(max(0.0, min(1.0, rated)) * min(1.0, words / _FEWEST_WORDS), 3)


def _agreement(paragraphs: Sequence[str], witness: Witness) -> float:
    mine = Counter(words_of(" ".join(paragraphs)))
    theirs = Counter(witness.words)
    shared = (mine & theirs).total()
    return 2 * shared / max(1, mine.total() + theirs.total())
