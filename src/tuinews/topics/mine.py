"""The topics of a story: names that it repeats, and categories of its feed that really occur in its text.

Shown as feeds give them, categories are right about one time in four; those that the text itself uses are nearly always
right. A capitalised phrase is a name when it stands somewhere other than at a sentence's beginning, where every word
is capitalised.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tuinews.model import BEATS, Topic

LIMIT = 16
"""Topics given for a story."""
_TITLES = 50
"""Quoted titles whose parts are looked for: no honest opening has more."""
WORDS = 700
"""Words of the text that are looked at: what a story is about stands in its first half."""

_PARTICLES = r"(?:of|the|de|del|della|di|da|du|des|van|von|der|den|la|le|al|bin|&)"
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.&-]*[\w+]|[A-ZÀ-ÖØ-Þ]|\d+(?=[\s.,:;!?]|$))"
_START = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.&-]*[\w+]|[A-ZÀ-ÖØ-Þ]\b)"
_NAME = re.compile(rf"{_START}(?:(?<![’']s)(?: +{_PARTICLES}){{0,2}} +{_NAME_WORD})*")
_QUOTED = re.compile(r"[“\"]([^”\"\n]{2,60})[”\"]")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)”\"’])[.!?][”\"’]?\s+|\n+|:\s+(?=[A-Z])|(?<=[.!?])\s+(?=[“\"‘])")
_POSSESSIVE = re.compile(r"[’']s?$")
_KEY = re.compile(r"[^\w+]+")

# Capitalised without being names: the calendar, pronouns and the words that begin a sentence most often.
_NOT_NAME_WORDS = """
    a about according after all also although an and another any as asked at because before both but by can
    could despite did do does during each even every everyone few finally first for from had has have he her
    here hers him his how however i i'd i'll i'm i've if in indeed instead into is it it's its just last
    later let like many maybe me meanwhile more most mr mrs ms much my never new next no nobody not nothing
    now of on once one only or other our out over people perhaps please read related said second she since
    so some somebody something sometimes soon still such than that that's the their them then there there's
    these they they're this those though three through thus to together too two under until up us very was
    we we're well were what what's when where whether which while who whom whose why will with within
    without would yes yet you you're your monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december spring summer autumn fall
    winter today tomorrow tonight yesterday american british english french german italian spanish japanese
    chinese korean irish scottish canadian australian season episode chapter part act volume review
    interview exclusive update watch photo photos image video spoiler spoilers news tv uk us usa dvd cd ceo
    pm am
"""
_NOT_NAMES = frozenset(_NOT_NAME_WORDS.split())
# Shelves, not topics: a text that begins a sentence with one of them says nothing.
_NOT_CATEGORIES = _NOT_NAMES.union(
    *(
        BEATS,
        (
            "films",
            "movies",
            "movie",
            "television",
            "reviews",
            "features",
            "culture",
            "theatre",
            "theater",
            "gaming",
        ),
    )
)


@dataclass(slots=True)
class _Candidate:
    name: str
    count: int = 0
    first: int = 0
    inside: int = 0
    """Occurrences away from a sentence's beginning."""
    titled: bool = False
    quoted: bool = False
    stated: bool = False
    forms: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return len(self.name.split())


def topics_of(title: str, text: str, categories: Sequence[str]) -> tuple[Topic, ...]:
    """Name what a story is about, the weightiest first.

    Args:
        title: The headline.
        text: The story as plain text, paragraphs divided by newlines.
        categories: What its feed or page says it is about; only what the text uses is believed.

    Returns:
        At most 16 topics, each name once, weights falling from 1.
    """
    text = _opening(text)
    whole = f"{title}\n{text}"
    candidates = _candidates(title, text)
    _add_categories(candidates, categories, whole)
    _drop_parts(candidates, f" {_fold(whole)} ")
    _join_short_forms(candidates)
    named = [found for found in candidates.values() if _is_name(found)]
    scored = sorted(
        ((_score(found, len(text)), found) for found in named), key=lambda pair: (-pair[0], pair[1].first)
    )
    if not scored:
        return ()
    top = scored[0][0]
    return tuple(Topic(found.name, round(score / top, 3)) for score, found in scored[:LIMIT])


def _opening(text: str) -> str:
    end = 0
    for count, word in enumerate(re.finditer(r"\S+", text), 1):
        end = word.end()
        if count >= WORDS:
            break
    return text[:end]


def _candidates(title: str, text: str) -> dict[str, _Candidate]:
    candidates: dict[str, _Candidate] = {}
    for name, position, at_start, quoted in _names(text):
        _note(candidates, name, position + len(title), inside=not at_start, quoted=quoted)
    if _is_sentence_case(title):
        for name, position, at_start, quoted in _names(title):
            _note(candidates, name, position, inside=not at_start, quoted=quoted)
    # Other headlines capitalise as they like: they confirm names that the text has; those alone in them need quotes.
    folded = f" {_fold(title)} "
    for key, found in candidates.items():
        if f" {key} " in folded:
            found.titled = True
            found.first = 0
    for quote in _QUOTED.finditer(title):
        if _looks_like_title(quote[1]):
            _note(candidates, quote[1], quote.start(), inside=True, quoted=True)
            candidates[_fold(quote[1])].titled = True
    return candidates


def _is_sentence_case(title: str) -> bool:
    """Tell whether a headline capitalises only names: some of its longer words are small."""
    return sum(1 for word in title.split() if len(word) > 3 and word[0].islower()) >= 2


def _names(text: str) -> Iterator[tuple[str, int, bool, bool]]:
    """Yield (name, position, at a sentence's beginning, in quotes)."""
    taken: list[tuple[int, int]] = []
    for quote in _QUOTED.finditer(text):
        if _looks_like_title(quote[1]):
            taken.append(quote.span())
            yield quote[1].rstrip(",. "), quote.start(), False, True
    starts = {0, *(end.end() for end in _SENTENCE_END.finditer(text))}
    for found in _NAME.finditer(text):
        if any(begin <= found.start() < end for begin, end in taken):
            continue
        name, offset = _without_lead(found[0])
        if name:
            at_start = offset == 0 and any(place in starts for place in (found.start(), found.start() - 1))
            yield name, found.start(), at_start, False


def _without_lead(phrase: str) -> tuple[str, int]:
    """Take words that are no part of a name off both ends; tell how many went in front."""
    words = phrase.split()
    gone = 0
    while (
        words
        and (_bare(words[0]) in _NOT_NAMES or not words[0][0].isupper())
        and not _is_article_of_title(words)
    ):
        words.pop(0)
        gone += 1
    while words and (
        words[-1].islower() or (_bare(words[-1]) in _NOT_NAMES and len(words) > 1 and not words[-1].isdigit())
    ):
        words.pop()
    name = _POSSESSIVE.sub("", " ".join(words)).rstrip(".") if words else ""
    return ("" if name.isdigit() or len(name) < 2 else name), gone


def _is_article_of_title(words: Sequence[str]) -> bool:
    return len(words) >= 3 and words[0] == "The" and words[1][0].isupper() and words[2][0].isupper()


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).replace("’", "'").strip(".").casefold()


def _looks_like_title(phrase: str) -> bool:
    words = phrase.strip(" ,.").split()
    if not words or len(words) > 8 or not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    small = [word for word in words if word[0].islower()]
    return all(re.fullmatch(_PARTICLES + "|a|an|in|on|to|for|at", word) for word in small) and (
        len(words) > 1 or _bare(words[0]) not in _NOT_NAMES
    )


def _note(candidates: dict[str, _Candidate], name: str, position: int, *, inside: bool, quoted: bool) -> None:
    key = _fold(name)
    if not key:
        return
    found = candidates.setdefault(key, _Candidate(name, first=position))
    found.count += 1
    found.inside += inside
    found.first = min(found.first, position)
    found.quoted |= quoted
    found.forms[name] = found.forms.get(name, 0) + 1
    found.name = max(found.forms, key=lambda form: (found.forms[form], form))


def _add_categories(candidates: dict[str, _Candidate], categories: Sequence[str], text: str) -> None:
    folded = f" {_fold(text)} "
    for category in categories:
        key = _fold(category)
        if not key or f" {key} " not in folded:
            continue
        if key in candidates:
            candidates[key].stated = True
        elif category[0].isupper() and key not in _NOT_CATEGORIES and len(key) > 3 and category in text:
            candidates[key] = _Candidate(
                category, folded.count(f" {key} "), text.find(category), stated=True, inside=1
            )


def _join_short_forms(candidates: dict[str, _Candidate]) -> None:
    """Count "Reeves" for "Keanu Reeves", unless two longer names end so."""
    longer: dict[str, list[str]] = {}
    for key in candidates:
        if 1 <= key.count(" ") <= 2:
            longer.setdefault(key.rpartition(" ")[2], []).append(key)
    for last, names in longer.items():
        short = candidates.get(last)
        if short is None or len(names) > 1:
            continue
        whole = candidates[names[0]]
        if short.quoted or (short.count > 3 * whole.count + 2 and short.titled):
            continue
        whole.count += short.count
        whole.inside += short.inside
        whole.first = min(whole.first, short.first)
        whole.titled |= short.titled
        whole.stated |= short.stated
        del candidates[last]


def _drop_parts(candidates: dict[str, _Candidate], folded: str) -> None:
    """Drop what never stands without the quoted title that it is a part of: a possessive ends a name elsewhere."""
    titles = [key for key, found in candidates.items() if found.quoted and " " in key][:_TITLES]
    for key in list(candidates):
        wholes = [title for title in titles if title != key and f" {key} " in f" {title} "]
        if wholes and folded.count(f" {key} ") <= sum(folded.count(f" {title} ") for title in wholes):
            del candidates[key]


def _is_name(found: _Candidate) -> bool:
    if found.words == 1 and _bare(found.name) in _NOT_NAMES:
        return False
    if found.stated or found.quoted:
        return True
    if found.titled:
        return found.inside > 0 or found.words > 1
    if found.words > 1:
        return found.inside > 0 or found.count > 1
    return found.inside > 1 or (found.inside == 1 and found.count > 2)


def _score(found: _Candidate, length: int) -> float:
    """Weigh a name: often, early, in the headline, stated by the publisher, more than one word."""
    score = 1.0 + min(found.count, 8)
    score *= 1.0 + 0.6 * (1 - found.first / max(1, length))
    if found.titled:
        score *= 1.8
    if found.stated:
        score *= 1.3
    if found.words > 1:
        score *= 1.25
    return score


def _fold(name: str) -> str:
    words = (
        _KEY.sub(" ", re.sub(r"[’']s?\b", "", name.replace("’s", "").replace("'s", ""))).casefold().split()
    )
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)
