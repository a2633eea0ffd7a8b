"""How well a score that a text is given foretells the score that it reaches."""

import statistics
from collections.abc import Sequence

BAD_F1 = 0.8
"""Below it something of the story is missing, or much stands there that is not the story."""


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float:
    """Give Spearman's correlation of the ranks, -1 to 1; 0 where one side is the same everywhere."""
    first, second = _ranks([pair[0] for pair in pairs]), _ranks([pair[1] for pair in pairs])
    if len(set(first)) < 2 or len(set(second)) < 2:
        return 0.0
    return statistics.correlation(first, second)


def pairs_in_order(pairs: Sequence[tuple[float, float]]) -> float:
    """Give the share of pairs of a good text and a bad one in which the good one has the higher score.

    A tie counts half: the area under the curve of hits over false alarms. 1 where all are good, or all bad.
    """
    good = [told for told, reached in pairs if reached >= BAD_F1]
    bad = [told for told, reached in pairs if reached < BAD_F1]
    if not good or not bad:
        return 1.0
    won = sum(1.0 if one > other else 0.5 if one == other else 0.0 for one in good for other in bad)
    return won / (len(good) * len(bad))


def _ranks(values: Sequence[float]) -> list[float]:
    """Give the place of each value, that of equal ones in the middle."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2
        start = end + 1
    return ranks
