"""How sure it is that the whole story, and only the story, was found."""

from collections import Counter
from collections.abc import Sequence

from tuinews.article.witness import Witness, words_of

_ENOUGH_WORDS = 250
"""Words of a short news story; from here on length says nothing more."""
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "’", ":", ")")


def score(paragraphs: Sequence[str], words: int, witness: Witness | None = None) -> float:
    """Rate a story.

    Args:
        paragraphs: The words of each block.
        words: Words in all.
        witness: What another extractor took for the story; None where none was asked.

    Returns:
        0 (nothing) to 1: length weighs 0.35, the share of words in whole sentences 0.3, and agreement with the
        witness (F1 of the two bags of words) 0.35. Without a witness the other two share its weight.
    """
    if not words:
        return 0.0
    length = min(1.0, words / _ENOUGH_WORDS)
    sentences = sum(
        len(text.split()) for text in paragraphs if text.endswith(_SENTENCE_ENDS) and len(text.split()) > 5
    )
    whole = min(1.0, sentences / max(1, sum(len(text.split()) for text in paragraphs)))
    if witness is None:
        return round(0.55 * length + 0.45 * whole, 3)
    return round(0.35 * length + 0.3 * whole + 0.35 * _agreement(paragraphs, witness), 3)


def _agreement(paragraphs: Sequence[str], witness: Witness) -> float:
    mine = Counter(words_of(" ".join(paragraphs)))
    theirs = Counter(witness.words)
    shared = (mine & theirs).total()
    return 2 * shared / max(1, mine.total() + theirs.total())
