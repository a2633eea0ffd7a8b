"""Which stories are related, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from tuinews.topics.features import Gist, Rarity, cosine, weighed

WORDS_SHARE = 0.7
"""Of the score, what words make; the rest is made by shared topics."""
LEAST = 0.08
"""Below this, two stories merely use the same language."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """How near two stories are."""

    score: float
    """0 to 1."""
    shared: tuple[str, ...]
    """The topics that both name, those that tell most first."""

    @property
    def reason(self) -> str:
        """A sentence for the screen."""
        if not self.shared:
            return "Tells of similar things"
        return f"Both name {' and '.join(self.shared[:2])}"


class Comparison:
    """Compares one story with others."""

    def __init__(self, gist: Gist, rarity: Rarity, rarity_of_topic: Rarity) -> None:
        self._gist = gist
        self._rarity = rarity
        self._rarity_of_topic = rarity_of_topic
        self._words = weighed(gist.words, rarity)
        self._topics = weighed(dict.fromkeys(gist.topics, 1.0), rarity_of_topic)

    def with_(self, other: Gist) -> Kinship:
        """Tell how near another story is: .7 by its words, .3 by its topics, both by rarity."""
        words = cosine(self._words, weighed(other.words, self._rarity))
        topics = cosine(self._topics, weighed(dict.fromkeys(other.topics, 1.0), self._rarity_of_topic))
        shared = sorted(
            self._gist.topics.keys() & other.topics.keys(), key=lambda key: self._telling(key, other)
        )
        return Kinship(
            WORDS_SHARE * words + (1 - WORDS_SHARE) * topics,
            tuple(self._gist.topics[key] for key in shared),
        )

    def _telling(self, key: str, other: Gist) -> tuple[float, str]:
        """Order shared topics: first what few stories name and both are about, rather than mention."""
        place = list(self._gist.topics).index(key) + list(other.topics).index(key)
        return -self._rarity_of_topic(key) / (1 + 0.2 * place), key


def ranked(
    comparison: Comparison, others: Iterable[tuple[int, Gist]], limit: int
) -> list[tuple[int, Kinship]]:
    """Give the nearest stories by their numbers, the nearest first."""
    found = ((number, comparison.with_(features)) for number, features in others)
    near = [(number, kinship) for number, kinship in found if kinship.score >= LEAST]
    return sorted(near, key=lambda pair: (-pair[1].score, pair[0]))[:limit]
