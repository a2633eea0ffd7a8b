"""Phrases of a text that may be names: quoted titles, headings, and runs of capitalised words."""

import re
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
    is_capital,
    is_shouted,
    is_title_case,
    tokens,
)


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
    all_sentences: Sequence[Sentence], words: Words, text: str, *, headline: bool = False
) -> Iterator[Phrase]:
    """Give the phrases of a text in their order.

    Args:
        all_sentences: The text, divided.
        words: How it writes its words.
        text: The same, undivided, in which joined phrases are looked for again.
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
            yield from _Reader(sentence, words, text, headline=headline).phrases()


def _is_title_of_part(heading: Sentence, words: Words, text: str) -> bool:
    """Tell a title that a list goes through from the name of a section: "How We Chose", "Final Thoughts"."""
    if heading.listed or text.count(heading.text) > 1:
        return True
    head = heading.text.split(": ")[0]
    named = [word.casefold() for word in re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", head)]
    return any(word not in FUNCTION and not is_common(word) and not words.small[word] for word in named)


class _Reader:
    """Reads one sentence."""

    def __init__(self, sentence: Sentence, words: Words, text: str, *, headline: bool) -> None:
        self.sentence = sentence
        self.line = sentence.text
        self.words = words
        self.text = text
        self.taken: list[tuple[int, int]] = []
        self.runs = Runs(self.line, words, text, self.taken, headline=headline)
        self.edges = Edges(self.line, words, text)

    def phrases(self) -> Iterator[Phrase]:
        yield from self._quoted()
        for found in _institutions().finditer(self.line):
            if not self.runs.is_taken(found.start()):
                yield self._phrase(found.start(), found.end())
                self.taken.append(found.span())
        if has_names(self.line) and not is_shouted(self.line):
            yield from self._runs()

    def _quoted(self) -> Iterator[Phrase]:
        for words, start, end in quoted_titles(self.line):
            if self._is_nickname(start, end):
                self.taken.append((start, end))
                continue
            self.taken.append((start, end))
            phrase = self._phrase(start, end, quoted=True)
            yield phrase._replace(form=words)

    def _is_nickname(self, start: int, end: int) -> bool:
        """Tell whether quotes stand inside a person's name: Dwayne "The Rock" Johnson."""
        return bool(
            re.search(r"[A-Z][\w’'-]+ $", self.line[:start]) and re.match(r" [A-Z][\w’'-]+", self.line[end:])
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
        at = 0
        while at < len(found):
            token = found[at]
            if not is_capital(token) or self.runs.is_taken(token.start):
                at += 1
                continue
            end = self.runs.end_of_run(found, at)
            run = found[at : end + 1]
            initial = is_beginning(found, at)
            kept, initial = self.edges.trimmed(run, initial=initial)
            if kept and not (headline and not self._holds_in_headline(kept)):
                yield self._phrase(kept[0].start, kept[-1].end, initial=initial)
            at = end + 1

    def _holds_in_headline(self, kept: Sequence[Token]) -> bool:
        """Tell whether a run in a line that capitalises everything is a name all the same."""
        return 2 <= len(kept) <= 4 and not any(is_common(token.bare) for token in kept)


@cache
def _institutions() -> re.Pattern[str]:
    names: Iterable[str] = sorted(lexicon.institution_words(), key=len, reverse=True)
    written = "|".join(re.escape(name).replace("'", "[’']") for name in names)
    return re.compile(rf"(?<![\w&-])(?:{written})(?![\w+&-])")
