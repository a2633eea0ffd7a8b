"""The topics of a story: the people, titles, franchises, companies and events that it tells of.

Nothing is learned and nothing is asked: a name is what the text itself writes as one, by quotes, italics, headings and
capitals where no capital is due, and it weighs by how often, how early and where it stands. The publisher's own keywords
are right about one time in four, so they only speak for names that the text has.
"""

import math
import re
from collections.abc import Collection, Iterable, Sequence

from tuinews.model import BEATS, Topic
from tuinews.topics import aliases, lexicon
from tuinews.topics.candidates import Candidate, Candidates, is_spoken_of, kind_of
from tuinews.topics.lexicon import CALENDAR, DEMONYMS, FUNCTION, TITLE_PARTICLES, Kind, is_common, key_of
from tuinews.topics.phrases import phrases_of
from tuinews.topics.prose import marks_of, prose_of, without_embeds
from tuinews.topics.quotes import quoted_titles
from tuinews.topics.sentences import (
    Sentence,
    Words,
    is_shouted,
    is_title_case,
    looks_like_title,
    opening,
    sentences,
    words_of,
)

LIMIT = 16
"""Topics given for a story."""
_TEASER = 400
"""Characters of a text that is too short to say what its headline is about."""
_LEAST_SHARE = 0.05
"""Of the strongest score, below which a name is mentioned rather than told of; the first three always count."""
_LONGEST = 80
"""Characters of a name."""

_WEIGHTS: dict[Kind, float] = {
    "work": 1.35,
    "person": 1.3,
    "event": 1.05,
    "org": 1.0,
    "thing": 0.85,
    "outlet": 0.45,
    "place": 0.3,
}
_LABEL = re.compile(
    r"(?:^|\W)(?:box office|reviews?|recap|trailer|watch|listen|exclusive|first look|preview|interview|video|news|spoilers?)"
    r"[:!]? ?[:–—-] ?$",
    re.IGNORECASE,
)
_LABEL_NAMES = """
    box office review reviews recap trailer watch listen exclusive first look preview interview video news spoilers spoiler
    weekend early full new list best worst breaking update report opinion analysis ranked photos photo inside guide week day
    everything explained live how why what who where when q
"""
_LABEL_WORDS = frozenset(_LABEL_NAMES.split())
_HEADLINE_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_HEAD = re.compile(r"[A-Z0-9][^:]{1,40}(?=: )")
_WORD = re.compile(r"[^\W_][\w'’.&-]*[\w+]|[^\W_]|[^\w\s]")
_LETTERS = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_SAID_BEFORE = re.compile(
    r"\b(?:say|says|calls?|called|be|is|was|a|an|so|too|it|:|—|–|not|for being|over)\s*$", re.IGNORECASE
)
# Shelves of a publisher, not topics.
_SHELF_WORDS = (
    "films movies movie television reviews features culture theatre theater gaming video news entertainment"
)
_SHELVES = frozenset((*BEATS, *_SHELF_WORDS.split()))


def topics_of(
    title: str,
    text: str,
    categories: Sequence[str] = (),
    *,
    marked: Sequence[str] = (),
    linked: Sequence[str] = (),
    outlet: str = "",
    apart: Iterable[str] = (),
) -> tuple[Topic, ...]:
    """Name what a story is about, the weightiest first.

    Args:
        title: The headline.
        text: The story as plain text, paragraphs divided by newlines.
        categories: What its feed or page says it is about; only what the text uses is believed.
        marked: What the text sets in italics.
        linked: The words of links that lead to pages of a tag, a person or a title.
        outlet: Who published it: a paper is not what its stories are about.
        apart: Names that stand for nothing but themselves, by the user's word.

    Returns:
        At most 16 topics, each name once, weights falling from 1.
    """
    text = opening(text)
    parts = sentences(text)
    words = words_of(parts)
    _learn_from_headline(title, words)
    candidates = Candidates(words)
    candidates.add_all(phrases_of(parts, words, text, titles=_titles_of(title, text, marked)))
    _add_marked(candidates, marked, text)
    _add_headline(candidates, title, text, words)
    _believe(candidates, categories, linked, text)
    own_names = frozenset(map(key_of, apart))
    aliases.merge(candidates, own_names)
    _drop_parts_of_titles(candidates, own_names)
    length = max(1, len(text))
    own = key_of(outlet)
    named = [
        found
        for found in candidates.by_key.values()
        if is_spoken_of(found, words) and not (own and found.key == own)
    ]
    scored = sorted(
        ((_score(found, length), found) for found in named),
        key=lambda pair: (-pair[0], pair[1].first, pair[1].key),
    )
    if not scored:
        return ()
    top = scored[0][0]
    shown = [
        (score, found)
        for number, (score, found) in enumerate(scored[:LIMIT])
        if number < 3 or score >= _LEAST_SHARE * top
    ]
    return tuple(
        Topic(
            _written(found.name),
            round(score / top, 3),
            shortened=found.key not in own_names and aliases.may_be_short(found),
        )
        for score, found in shown
        if score > 0
    )


def _titles_of(title: str, text: str, marked: Iterable[str]) -> list[str]:
    """Give the titles of several words that quotes or italics name somewhere, the longest first."""
    quoted = (phrase for part in (title, text) for phrase, _, _ in quoted_titles(part))
    slanted = (
        words
        for words in (phrase.strip(" ,.;:") for phrase in marked)
        if looks_like_title(words) and not is_shouted(words)
    )
    return sorted({each for each in (*quoted, *slanted) if " " in each}, key=lambda each: (-len(each), each))


def _written(name: str) -> str:
    """Write a name as every outlet's stories have it: apostrophes alone would make two topics of one."""
    return name[:_LONGEST].replace("'", "’")


def topics_of_markdown(
    title: str,
    markdown: str,
    categories: Sequence[str] = (),
    *,
    outlet: str = "",
    apart: Iterable[str] = (),
) -> tuple[Topic, ...]:
    """Name what a story is about that stands as Markdown; see `topics_of`."""
    marks = marks_of(markdown)
    return topics_of(
        title,
        prose_of(without_embeds(markdown)),
        categories,
        marked=marks.italics,
        linked=marks.links,
        outlet=outlet,
        apart=apart,
    )


def _score(found: Candidate, length: int) -> float:
    """Weigh a name: often, in the headline, in the opening, early, as what, in quotes.

    In how many other stories it stands is left out: what everybody writes about is no less a story's topic.
    """
    kind = kind_of(found)
    weight = (1.0 + math.log(found.count)) * _WEIGHTS[kind]
    if found.titled:
        weight *= 1.9
    if found.paragraph <= 1:
        weight *= 1.25
    weight *= 1.0 + 0.5 * (1 - min(1.0, found.first / length))
    if len(found.words) > 1:
        weight *= 1.2
    if found.quoted:
        weight *= 1.15
    if found.stated or found.linked:
        weight *= 1.15
    if found.only_titled:
        weight *= 0.5
    if kind == "thing" and len(found.words) == 1 and found.count == 1 and not found.titled:
        weight *= 0.6
    if kind == "outlet" and found.credit < found.count and found.titled:
        weight *= 2.0
    if kind == "thing" and found.initial == found.count:
        weight *= 0.7
    return weight


def _learn_from_headline(title: str, words: Words) -> None:
    """Note the words of the headline; one that capitalises only names says which words are names."""
    says_names = not is_title_case(title) and not is_shouted(title)
    for number, found in enumerate(_HEADLINE_WORD.finditer(title)):
        word = found[0].removesuffix("’s").removesuffix("'s")
        if word[0].isupper():
            words.headline.add(word.casefold())
            begins = title[max(0, found.start() - 2) : found.start()].strip()[-1:] in (
                "“",
                "‘",
                '"',
                "'",
                ":",
                "?",
                "!",
                "—",
            )
            if number and says_names and not begins:
                words.capital[word.casefold()] += 1


def _add_marked(candidates: Candidates, marked: Iterable[str], text: str) -> None:
    for phrase in marked:
        words = phrase.strip(" ,.;:")
        position = text.find(words)
        if position < 0 or not looks_like_title(words) or is_shouted(words):
            continue
        present = candidates.by_key.get(key_of(words))
        if present is not None:
            present.marked += 1
        else:
            candidates.note(words, position, marked=True)


def _add_headline(candidates: Candidates, title: str, text: str, words: Words) -> None:
    by_key = candidates.by_key
    whole = title
    for phrase, start, _ in quoted_titles(title):
        key = key_of(phrase)
        if key not in by_key and (
            _is_written_small(phrase, text) or (is_title_case(title) and _is_said(title, start, phrase))
        ):
            continue
        is_new = key not in by_key
        found = candidates.note(phrase, 0, quoted=True)
        if found is not None:
            found.titled = True
            found.only_titled = is_new and len(text) >= _TEASER
    head = _HEAD.match(title)
    if head and len(text) < _TEASER and _is_title_before_colon(head[0]):
        key = f" {key_of(head[0])} "
        if not any(f" {known} " in key for known in by_key):
            candidates.note(head[0], 0)
            title = title[head.end() + 2 :]
    if is_title_case(title) and not is_shouted(title):
        _add_runs_of_headline(candidates, title)
    elif title.strip() and not is_shouted(title):
        # The headline as one more sentence of the text.
        headline = [Sentence(title, 0, 0)]
        candidates.add_all(
            phrase
            for phrase in phrases_of(headline, words, f"{title}\n{text}", headline=True)
            if not phrase.quoted
        )
    folded = f" {key_of(whole)} ".replace("'s ", " ").replace("' ", " ")
    for key in sorted(by_key, key=len, reverse=True):
        # The longest first: "Gigi Hadid" in a headline says nothing of "Gigi".
        if f" {key} " in folded:
            by_key[key].titled = True
            folded = folded.replace(f" {key} ", " | ")


def _is_title_before_colon(head: str) -> bool:
    """Tell a title from a label: "Strictly Come Dancing: …", but not "Box Office: …" or "First Look: …"."""
    words = _LETTERS.findall(head.casefold())
    if not 2 <= len(words) <= 5 or not looks_like_title(head) or _LABEL_WORDS & set(words):
        return False
    return not any(word in CALENDAR or (word in FUNCTION and word not in TITLE_PARTICLES) for word in words)


def _is_written_small(phrase: str, text: str) -> bool:
    return phrase not in text and phrase.casefold() in text.casefold()


def _is_said(title: str, start: int, phrase: str) -> bool:
    """Tell whether quotes in a headline hold somebody's words rather than a title."""
    if _LABEL.search(title[:start]):
        return False
    return _SAID_BEFORE.search(title[:start]) is not None and all(
        is_common(word) or word.casefold() in FUNCTION for word in _LETTERS.findall(phrase)
    )


def _add_runs_of_headline(candidates: Candidates, title: str) -> None:
    """Take what a headline that capitalises everything surely names: runs of words that nobody writes small."""
    spans = [(start, end) for _, start, end in quoted_titles(title)]
    run: list[str] = []

    def flush() -> None:
        # "Okafor Inks" beside a text that has Okafor: the other word is a verb.
        if 2 <= len(run) <= 4 and not any(
            key_of(" ".join(run[start:end])) in candidates.by_key
            for start in range(len(run))
            for end in range(start + 1, len(run) + 1)
        ):
            candidates.note(" ".join(run), 0)
        elif (
            len(run) == 1
            and _may_be_name_alone(run[0])
            and not any(key_of(run[0]) in key.split() for key in candidates.by_key)
        ):
            candidates.note(run[0], 0)
        run.clear()

    for found in _WORD.finditer(title):
        bare = _POSSESSIVE.sub("", found[0])
        folded = bare.casefold()
        is_name = (
            bare[:1].isupper()
            and folded not in FUNCTION
            and folded not in CALENDAR
            and (run or folded not in DEMONYMS)
            and (lexicon.smallness(folded) or 0.0) <= 0.35
            and not any(start <= found.start() < end for start, end in spans)
        )
        if not is_name:
            flush()
            continue
        run.append(bare)
        if bare != found[0]:
            flush()
    flush()


def _believe(candidates: Candidates, categories: Iterable[str], linked: Iterable[str], text: str) -> None:
    """Let the publisher speak for what the text has."""
    folded = ""
    for is_link, name in (*((False, each) for each in categories), *((True, each) for each in linked)):
        key = key_of(name)
        found = candidates.by_key.get(key)
        if found is None:
            known = lexicon.institutions().get(key)
            found = candidates.by_key.get(key_of(known.name)) if known else None
        if found is None and key and not _is_shelf(key) and name[:1].isupper() and len(key) > 3:
            folded = folded or f" {key_of(text)} "
            if f" {name}" in text and looks_like_title(name) and not all(map(is_common, key.split())):
                found = candidates.note(name, text.find(name))
                if found is not None:
                    found.count = max(1, text.count(name))
        if found is not None:
            found.stated |= not is_link
            found.linked |= is_link


def _may_be_name_alone(word: str) -> bool:
    """Tell whether one word of a headline that capitalises everything is a name: verbs there end in -s, or are known."""
    known = lexicon.institutions().get(key_of(word))
    if known:
        return known.kind != "outlet" and not is_common(word)
    return lexicon.smallness(word) is None and not word.casefold().endswith(
        ("s", "ed", "ing", "ly", "er", "ion", "-")
    )


def _is_shelf(key: str) -> bool:
    return key in _SHELVES or all(word in FUNCTION or word in _SHELVES for word in key.split())


def _drop_parts_of_titles(candidates: Candidates, own_names: Collection[str]) -> None:
    """Drop what the text only has as a part of a longer title: a possessive or a small word ends a run."""
    titles = [
        found for found in candidates.by_key.values() if found.is_named_by_mark and len(found.words) > 1
    ]
    if not titles:
        return
    for key, found in list(candidates.by_key.items()):
        if found.is_named_by_mark or found.key in lexicon.institutions() or key in own_names:
            continue
        wholes = [title for title in titles if f" {key} " in f" {title.key} "]
        if wholes and found.count <= sum(title.count - title.quoted - title.marked for title in wholes):
            del candidates.by_key[key]
