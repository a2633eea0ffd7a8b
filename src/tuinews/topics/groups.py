"""One story told by many outlets: which reports belong together.

Reports are looked at one by one, in the order they come. Each joins the group that it is nearest to, or begins its own; a
group that was made is never taken apart by what comes later. Copies with another headline are found first. What differs
in the number of a season, an episode, a part or a sequel is another story, however alike the words.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tuinews.model import Pair, Tale
from tuinews.topics.features import Features, Numbers, Rarity, features_of, resemblance, weighed

WINDOW = timedelta(days=4)
"""Reports that lie further apart than this tell of something else."""
COPY = 0.5
"""Resemblance from which two texts are one text: an agency's report under two headlines."""
NEAR = 0.12
"""Nearness from which a report belongs to a group."""
OF_NAMES = 0.3
"""What the words of names count: they say whom a report is about, the other words what happened."""
NO_TOPIC_SHARED = 0.4
"""What is left of the nearness of two reports that name nothing in common."""
_ALL_SHARED = 0.4
"""Nearness of topics from which nothing is taken off."""
OTHER_GENRE = 0.5
"""What is left of the nearness of a review and a report: they are about one thing, and tell another."""
SAME_SOURCE = 0.6
"""What is left where the group has a report of the same source: few tell one event twice."""
RARE = 12
"""Words of a report by which groups are looked for."""
LEAST_STORIES = 50
"""Rarity is reckoned as if there were so many, since among a few stories every word is common."""
_LOOKED_AT = 60
"""Groups that are compared in full."""


@dataclass(slots=True)
class Group:
    """Reports of one event, added up."""

    number: int
    last: float
    """When the newest report came, in seconds."""
    size: int = 0
    words: dict[str, float] = field(default_factory=dict)
    topics: dict[str, float] = field(default_factory=dict)
    numbers: list[Numbers] = field(default_factory=list)
    sketches: list[frozenset[int]] = field(default_factory=list)
    genres: set[str] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    words_length: float = 0.0
    topics_length: float = 0.0

    def add(self, report: "Report") -> None:
        """Add a report up."""
        self.size += 1
        self.last = max(self.last, report.time)
        for word, weight in report.words.items():
            self.words[word] = self.words.get(word, 0.0) + weight
        for topic, weight in report.topics.items():
            self.topics[topic] = self.topics.get(topic, 0.0) + weight
        self.words_length = _length(self.words)
        self.topics_length = _length(self.topics)
        self.numbers.append(report.numbers)
        self.sketches.append(report.sketch)
        self.genres.add(report.genre)
        if report.source:
            self.sources.add(report.source)


@dataclass(frozen=True, slots=True)
class Report:
    """A story, weighed."""

    time: float
    words: dict[str, float]
    topics: dict[str, float]
    numbers: Numbers
    sketch: frozenset[int]
    genre: str = ""
    source: int = 0

    @classmethod
    def of(
        cls, features: Features, time: float, rarity: Rarity, rarity_of_topic: Rarity, source: int = 0
    ) -> "Report":
        """Weigh a story that came at a time, in seconds, from a source, 0 for one that is not known."""
        words = {
            word: count * OF_NAMES if word in features.named else count
            for word, count in features.words.items()
        }
        return cls(
            time,
            weighed(words, rarity),
            weighed(dict.fromkeys(features.topics, 1.0), rarity_of_topic),
            features.numbers,
            features.sketch,
            features.genre,
            source,
        )

    @property
    def rarest(self) -> list[str]:
        """The words that tell most."""
        return sorted(self.words, key=lambda word: (-self.words[word], word))[:RARE]


def nearness(report: Report, group: Group) -> float:
    """Tell how near a report is to a group: 0 for what can't belong to it, above 1 for a copy of one of its texts."""
    if any(report.numbers.contradict(numbers) for numbers in group.numbers):
        return 0.0
    alike = max((resemblance(report.sketch, sketch) for sketch in group.sketches), default=0.0)
    if alike >= COPY:
        return 1.0 + alike
    words = _dot(report.words, group.words) / (group.words_length or 1.0)
    topics = _dot(report.topics, group.topics) / (group.topics_length or 1.0)
    near = words * (NO_TOPIC_SHARED + (1 - NO_TOPIC_SHARED) * min(1.0, topics / _ALL_SHARED))
    if report.genre not in group.genres:
        near *= OTHER_GENRE
    return near * SAME_SOURCE if report.source in group.sources else near


class Grouping:
    """Groups reports as they come."""

    def __init__(self, window: timedelta | None = WINDOW) -> None:
        """Begin without groups.

        Args:
            window: How far reports of one event may lie apart, None for any time.
        """
        self.groups: list[Group] = []
        self._window = math.inf if window is None else window.total_seconds()
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        self._by_topic: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, report: Report, into: int | None = None, apart_from: Collection[int] = frozenset()) -> int:
        """Give the number of the group that a report joins or begins.

        Args:
            report: Which.
            into: The number of the group that it belongs to, whatever it says.
            apart_from: The numbers of those that it does not belong to.
        """
        rarest = report.rarest
        if into is not None:
            best, number = NEAR, -into
        else:
            near = [
                (nearness(report, group), -group.number)
                for group in self._candidates(report, rarest)
                if group.number not in apart_from
            ]
            best, number = max(near, default=(0.0, 0))
        if best >= NEAR:
            group = self.groups[-number]
        else:
            group = Group(len(self.groups), report.time)
            self.groups.append(group)
        group.add(report)
        for word in rarest:
            self._by_word[word].add(group.number)
        for topic in report.topics:
            self._by_topic[topic].add(group.number)
        return group.number

    def _candidates(self, report: Report, rarest: Iterable[str]) -> list[Group]:
        hits: Counter[int] = Counter()
        for word in rarest:
            hits.update(self._by_word.get(word, ()))
        for topic in report.topics:
            for number in self._by_topic.get(topic, ()):
                hits[number] += 2
        looked_at = sorted(hits, key=lambda number: (-hits[number], number))
        recent = (self.groups[number] for number in looked_at)
        return [group for group in recent if abs(report.time - group.last) <= self._window][:_LOOKED_AT]


def grouped(tales: Sequence[Tale], by_hand: Collection[Pair] = ()) -> dict[int, int | None]:
    """Find the groups of stories, which come oldest first.

    Args:
        tales: The stories.
        by_hand: What the user says of pairs of them, which holds whatever their texts say.

    Returns:
        For each story whose group is another than until now the smallest id of its group, None for one that is alone.
    """
    features = [features_of(tale.title, tale.text, tale.topics) for tale in tales]
    words: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for each in features:
        words.update(each.words.keys())
        topics.update(each.topics.keys())
    total = max(len(tales), LEAST_STORIES) + 1

    def rarity(word: str) -> float:
        return math.log(total / (words[word] + 0.5))

    def rarity_of_topic(topic: str) -> float:
        return math.log(total / (topics[topic] + 0.5))

    grouping = Grouping()
    members: defaultdict[int, list[Tale]] = defaultdict(list)
    ties = _Ties(by_hand)
    for tale, each in zip(tales, features, strict=True):
        report = Report.of(each, tale.seconds, rarity, rarity_of_topic, tale.source_id)
        number = grouping.add(report, ties.into(tale.id), ties.apart_from(tale.id))
        ties.note(tale.id, number)
        members[number].append(tale)
    found: dict[int, int | None] = {}
    for group in members.values():
        first = min(tale.id for tale in group) if len(group) > 1 else None
        found.update((tale.id, first) for tale in group if tale.group != first)
    return found


class _Ties:
    """What the user says of stories, against the groups that are there so far."""

    def __init__(self, by_hand: Collection[Pair]) -> None:
        self._together: defaultdict[int, set[int]] = defaultdict(set)
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for one, other, together in by_hand:
            ties = self._together if together else self._apart
            ties[one].add(other)
            ties[other].add(one)
        self._numbers: dict[int, int] = {}

    def note(self, story_id: int, number: int) -> None:
        """Note in which group a story is."""
        self._numbers[story_id] = number

    def into(self, story_id: int) -> int | None:
        """Give the group in which a story is that it was put together with, by itself or through others."""
        numbers = {self._numbers[each] for each in self._all_together(story_id) if each in self._numbers}
        return min(numbers, default=None)

    def apart_from(self, story_id: int) -> set[int]:
        """Give the groups that a story, or what it was put together with, was taken out of."""
        own = self._all_together(story_id)
        return {
            self._numbers[other]
            for each in own
            for other in self._apart.get(each, ())
            if other in self._numbers
        }

    def _all_together(self, story_id: int) -> set[int]:
        seen, waiting = {story_id}, [story_id]
        while waiting:
            new = self._together.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _length(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))
