"""Phrases of a text that may be names: quoted titles, headings, and runs of capitalised words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tuinews.topics import lexicon
from tuinews.topics.edges import Edges
from tuinews.topics.lexicon import (
    FUNCTION,
    is_common,
)
from tuinews.topics.quotes import quoted_titles
from tuinews.topics.runs import CONTEXT, WORK_BEFORE, Runs
from tuinews.topics.sentences import (
    Sentence,
    Token,
    Words,
    has_names,
    is_beginning,
    is_title_case,
    tokens,
)

_FORENAME_BEFORE = re.compile(r"[A-Z][\w’'-]+ $")
_SURNAME_AFTER = re.compile(r" [A-Z][\w’'-]+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


class Phrase(NamedTuple):
    """A phrase where it stands."""

    form: str
    start: int
    """Characters before it in the whole text."""
    paragraph: int
    initial: bool = False
    """Whether it begins a sentence, where every word is capitalised."""
    quoted: bool = False
    marked: bool = False
    """Whether it is a heading, or was set in italics."""
    left: str = ""
    right: str = ""


def phrases_of(
    all_sentences: Sequence[Sentence],
    words: Words,
    text: str,
    *,
    titles: Sequence[str] = (),
    headline: bool = False,
) -> Iterator[Phrase]:
    """Give the phrases of a text in their order.

    Args:
        all_sentences: The text, divided.
        words: How it writes its words.
        text: The same, undivided, in which joined phrases are looked for again.
        titles: What is known to be a title of several words, wherever it stands; the longest first.
        headline: Whether it is one, where a colon divides more often than it joins.
    """
    headings = [sentence for sentence in all_sentences if sentence.heading]
    sure = [heading for heading in headings if _is_title_of_part(heading, words, text)]
    # Where a third surely are titles, so are the others: a list goes through things of one kind.
    listed = headings if 3 * len(sure) >= len(headings) else sure
    for sentence in all_sentences:
        # One heading may be a slogan; three are the parts of a list.
        if sentence.heading and len(headings) >= 3:
            if sentence in listed:
                yield Phrase(sentence.text, sentence.start, sentence.paragraph, marked=True)
        else:
            yield from _Reader(sentence, words, text, titles, headline=headline).phrases()


def _is_title_of_part(heading: Sentence, words: Words, text: str) -> bool:
    """Tell a title that a list goes through from the name of a section: "How We Chose", "Final Thoughts"."""
    if heading.listed or text.count(heading.text) > 1:
        return True
    head = heading.text.split(": ")[0]
    named = [word.casefold() for word in _WORD.findall(head)]
    return any(word not in FUNCTION and not is_common(word) and not words.small[word] for word in named)


class _Reader:
    """Reads one sentence."""

    def __init__(
        self, sentence: Sentence, words: Words, text: str, titles: Sequence[str], *, headline: bool
    ) -> None:
        self.titles = titles
        self.sentence = sentence
        self.line = sentence.text
        self.words = words
        self.text = text
        self.taken: list[tuple[int, int]] = []
        self.runs = Runs(self.line, words, text, self.taken, headline=headline)
        self.edges = Edges(self.line, words, text)

    def phrases(self) -> Iterator[Phrase]:
        yield from self._quoted()
        yield from self._known_titles()
        for found in _institutions().finditer(self.line):
            if not self.runs.is_taken(found.start()):
                yield self._phrase(found.start(), found.end())
                self.taken.append(found.span())
        if not self.sentence.shouted and has_names(self.line):
            yield from self._runs()

    def _quoted(self) -> Iterator[Phrase]:
        for words, start, end in quoted_titles(self.line):
            if self._is_nickname(start, end):
                self.taken.append((start, end))
                continue
            self.taken.append((start, end))
            phrase = self._phrase(start, end, quoted=True)
            yield phrase._replace(form=words)

    def _known_titles(self) -> Iterator[Phrase]:
        for title in self.titles:
            start = self.line.find(title)
            while start >= 0:
                end = start + len(title)
                around = self.line[max(0, start - 1) : start] + self.line[end : end + 1]
                if not self.runs.is_taken(start) and not any(map(str.isalnum, around)):
                    yield self._phrase(start, end)
                    self.taken.append((start, end))
                start = self.line.find(title, end)

    def _is_nickname(self, start: int, end: int) -> bool:
        """Tell whether quotes stand inside a person's name: Dwayne "The Rock" Johnson."""
        return bool(
            _FORENAME_BEFORE.search(self.line[:start]) and _SURNAME_AFTER.match(self.line, end)
        ) and not WORK_BEFORE.search(self.line[:start])

    def _phrase(self, start: int, end: int, *, initial: bool = False, quoted: bool = False) -> Phrase:
        return Phrase(
            self.line[start:end],
            self.sentence.start + start,
            self.sentence.paragraph,
            initial=initial,
            quoted=quoted,
            left=self.line[max(0, start - CONTEXT) : start],
            right=self.line[end : end + CONTEXT],
        )

    def _runs(self) -> Iterator[Phrase]:
        found = tokens(self.line)
        headline = self.line[-1] not in ".!?" and is_title_case(self.line)
        end = -1
        for at in [number for number, token in enumerate(found) if token.capital]:
            if at <= end or self.runs.is_taken(found[at].start):
                continue
            end = self.runs.end_of_run(found, at)
            run = found[at : end + 1]
            initial = is_beginning(found, at)
            kept, initial = self.edges.trimmed(run, initial=initial)
            if kept and not (headline and not self._holds_in_headline(kept)):
                yield self._phrase(kept[0].start, kept[-1].end, initial=initial)

    def _holds_in_headline(self, kept: Sequence[Token]) -> bool:
        """Tell whether a run in a line that capitalises everything is a name all the same."""
        return 2 <= len(kept) <= 4 and not any(is_common(token.bare) for token in kept)


@cache
def _institutions() -> re.Pattern[str]:
    names: Iterable[str] = sorted(lexicon.institution_words(), key=len, reverse=True)
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        rests[name[0]].append(re.escape(name[1:]).replace("'", "[’']"))
    # By their first letters, so that one look tells that none begins here.
    written = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return re.compile(rf"(?=[{re.escape(''.join(rests))}])(?<![\w&-])(?:{written})(?![\w+&-])")
