"""What two stories are compared by: their words, their topics, their numbers and a sketch of their wording."""

import heapq
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tuinews.topics.lexicon import CALENDAR, FUNCTION, ORDINALS, ROMANS, key_of

LEAD = 90
"""Words that count in full; a report says in its first sentences what happened."""
WORDS = 400
"""Words that count at all, those after the lead for less than half."""
SKETCH = 48
"""Fingerprints that are kept of a text's word 4-grams: enough to tell a copy with another headline from another text."""
_SHINGLE = 4
_IN_HEADLINE = 2.0
_AFTER_LEAD = 0.4

Rarity = Callable[[str], float]
"""Gives how much a word or a topic tells: the logarithm of how many stories there are for each that has it."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = r"(?P<number>\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_OF_SEASON = re.compile(
    rf"\b(?:season|series)s? {_NUMBER}\b|\b(?P<before>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|first|\d{{1,2}}(?:st|nd|rd|th))(?: and final)?[ -]season\b|\bs(?P<short>\d{{1,2}})(?:e\d+)?\b",
    re.IGNORECASE,
)
_OF_EPISODE = re.compile(
    rf"\b(?:episode|ep\.?) {_NUMBER}\b|\bs\d{{1,2}}e(?P<short>\d{{1,3}})\b", re.IGNORECASE
)
_OF_PART = re.compile(rf"\b(?:part|chapter|volume|vol\.?) {_NUMBER}\b", re.IGNORECASE)
_FINALE = re.compile(r"\bfinale\b", re.IGNORECASE)
_SEQUEL = re.compile(r"(?P<name>.+?) (?P<number>\d{1,2})(?::.*)?$")
_GENRES = {
    "review": re.compile(r"\breviews?\b", re.IGNORECASE),
    "recap": re.compile(r"\b(?:recaps?|ending explained|explains? th(?:at|e) ending)\b", re.IGNORECASE),
    "interview": re.compile(
        r"\binterview\b|^[^:]{3,60}: [‘“'\"]|\b(?:minutes|q ?& ?a|conversation) with\b", re.IGNORECASE
    ),
    "list": re.compile(
        r"^(?:the |our |every )?(?:\d{1,3}|five|six|seven|eight|nine|ten|best|most|worst)\b.*\b(?:films?|movies?|shows?|series|songs?"
        r"|albums?|games?|books?|plays|novels|actors)\b|\branked\b|\bto (?:watch|stream|see|read|play|hear)\b|\bpreview\b",
        re.IGNORECASE,
    ),
}
_FIRST_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_FIRSTS = {word: str(number) for number, word in enumerate(_FIRST_WORDS.split(), 1)}
_DULL_WORDS = "news year years day time http https www com html people"
_DULL = FUNCTION | CALENDAR | frozenset(_DULL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that tell a story from its neighbour: of a season, an episode, a part, a sequel."""

    season: frozenset[str] = frozenset()
    episode: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    sequels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The number that each numbered title has in the headline."""

    def contradict(self, other: "Numbers") -> bool:
        """Tell whether both name a number of one kind, and no number in common."""
        pairs = [(self.season, other.season), (self.episode, other.episode), (self.part, other.part)]
        pairs += (
            (numbers, other.sequels[name]) for name, numbers in self.sequels.items() if name in other.sequels
        )
        return any(one and two and not one & two for one, two in pairs)


@dataclass(frozen=True, slots=True)
class Gist:
    """A story's words and topics: by these alone it is compared with stories that are merely near."""

    words: Mapping[str, float]
    """How much each stem counts: in the lead 1 for each use, in the headline 2, later .4."""
    topics: Mapping[str, str]
    """The name of each topic by its key."""


@dataclass(frozen=True, slots=True)
class Features(Gist):
    """A story as it is compared with reports of the same event."""

    named: frozenset[str]
    """The stems of those names."""
    numbers: Numbers
    sketch: frozenset[int]
    genre: str
    """What the headline calls the text: "review", "recap", "interview", "list"; empty for news."""


def features_of(title: str, text: str, topics: Iterable[str]) -> Features:
    """Look at a story.

    Args:
        title: The headline.
        text: Its text, plain; the first 400 words are looked at.
        topics: The names of what it is about.
    """
    names = list(topics)
    spoken = _spoken(text)
    opening = " ".join(spoken[:LEAD])
    return Features(
        words=_weights(title, spoken),
        topics=_by_key(names),
        named=frozenset(stem for name in names for stem in _stems(_WORD.findall(name.casefold()))),
        numbers=numbers_of(title, opening, names),
        sketch=sketch_of(spoken),
        genre=genre_of(title),
    )


def gist_of(title: str, text: str, topics: Iterable[str]) -> Gist:
    """Look at a story's words and topics only, in a quarter of the time; see `features_of`."""
    return Gist(_weights(title, _spoken(text)), _by_key(topics))


def _spoken(text: str) -> list[str]:
    return [found.casefold() for found in _WORD.findall(text[: WORDS * 14])[:WORDS]]


def _weights(title: str, spoken: Sequence[str]) -> dict[str, float]:
    words: dict[str, float] = dict(Counter(_stems(spoken[:LEAD])))
    for stem in _stems(_WORD.findall(title.casefold())):
        words[stem] = words.get(stem, 0.0) + _IN_HEADLINE
    for stem in _stems(spoken[LEAD:]):
        words[stem] = words.get(stem, 0.0) + _AFTER_LEAD
    return words


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {key_of(name): name for name in names}


def telling_words(text: str) -> dict[str, str]:
    """Give the words of a text that say something, in their order, each with its stem."""
    words = dict.fromkeys(found[0].casefold() for found in _WORD.finditer(text))
    return {word: stem_of(word) for word in words if len(word) > 2 and word not in _DULL}


def numbers_of(title: str, opening: str, topics: Iterable[str]) -> Numbers:
    """Find the numbers that tell a story from its neighbour: those of the headline, else those of the opening."""

    def first_of(pattern: re.Pattern[str]) -> frozenset[str]:
        for text in (title, opening):
            if found := frozenset(_plain_number(match) for match in pattern.finditer(text)):
                return found
        return frozenset()

    episode = first_of(_OF_EPISODE) or frozenset({"finale"} if _FINALE.search(title) else ())
    sequels: dict[str, set[str]] = {}
    folded = f" {key_of(title)} "
    for topic in topics:
        key = key_of(topic)
        if f" {key} " in folded and (found := _SEQUEL.match(key)):
            sequels.setdefault(
                found["name"].removesuffix(" chapter").removesuffix(" part").removesuffix(" season"), set()
            ).add(found["number"])
    return Numbers(
        season=first_of(_OF_SEASON),
        episode=episode,
        part=first_of(_OF_PART),
        sequels={name: frozenset(numbers) for name, numbers in sequels.items()},
    )


def genre_of(title: str) -> str:
    """Tell what a headline calls its text, "" when it calls it nothing, as news does."""
    return next((genre for genre, pattern in _GENRES.items() if pattern.search(title)), "")


def sketch_of(words: list[str]) -> frozenset[int]:
    """Give the 48 smallest fingerprints of a text's word 4-grams (bottom-k sketch: Broder 1997)."""
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    return frozenset(heapq.nsmallest(SKETCH, (zlib.crc32(each.encode()) for each in shingles)))


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Estimate what share of all their 4-grams two texts have in common: 0 to 1."""
    common = one & other
    if not common:
        return 0.0
    smallest = sorted(one | other)[:SKETCH]
    return sum(each <= smallest[-1] for each in common) / len(smallest)


def weighed(counts: Mapping[str, float], rarity: Rarity) -> dict[str, float]:
    """Give TF-IDF weights of length 1."""
    weights = {
        word: (1.0 + math.log(count) if count >= 1 else count) * rarity(word)
        for word, count in counts.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Give the cosine of two vectors of length 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


@lru_cache(maxsize=8_192)
def stem_of(word: str) -> str:
    """Take endings of number and time off a word, so that "renewed" meets "renews"."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    # A doubled consonant, and an e at the end, come and go with endings: "topped", "tops"; "made", "making".
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


_ENDINGS = (
    ("'s", ""), ("’s", ""), ("ations", "at"), ("ation", "at"), ("ingly", ""), ("ings", ""), ("ing", ""), ("iest", "y"), ("ies", "y"), ("ie", "y"), ("ied", "y"),
    ("edly", ""), ("ed", ""), ("sses", "ss"), ("ly", ""), ("ss", "ss"), ("us", "us"), ("is", "is"), ("es", ""), ("s", ""),
)  # fmt: skip


def _stems(words: Iterable[str]) -> Iterable[str]:
    return (stem_of(word) for word in words if len(word) > 1 and word not in _DULL)


def _plain_number(match: re.Match[str]) -> str:
    found = next(group for group in match.groups() if group).casefold()
    return (
        _FIRSTS.get(found)
        or ORDINALS.get(found)
        or ROMANS.get(found)
        or re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", found)
    )
