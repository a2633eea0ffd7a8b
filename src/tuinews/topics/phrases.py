"""Phrases of a text that may be names: quoted titles, headings, and runs of capitalised words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tuinews.topics import lexicon
from tuinews.topics.lexicon import (
    ABBREVIATIONS,
    CALENDAR,
    COMMON,
    FUNCTION,
    MONTHS,
    NAME_PARTICLES,
    ORDINALS,
    ROLES,
    TITLE_PARTICLES,
    is_common,
    key_of,
    smallness,
)
from tuinews.topics.quotes import quoted_titles
from tuinews.topics.sentences import (
    Sentence,
    Token,
    Words,
    has_names,
    is_shouted,
    is_title_case,
    tokens,
)

_CONTEXT = 28
"""Characters to the left and right of a phrase that tell what it is."""
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_NUMBER = re.compile(r"\d{1,4}")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_WORK_BEFORE = re.compile(
    r"\b(?:film|movie|series|sitcom|drama|dramedy|comedy|thriller|show|game|album|mixtape|EP|single|song|track|ballad"
    r"|novel|memoir|book|epic|biopic|documentary|musical|hit|opera|sequel|prequel|spinoff|spin-off|remake|reboot"
    r"|called|titled|entitled|named)s?,? $|\b(?:the|new|a|’s|'s) play,? $"
)
_LABEL_WORDS = """
    file photo image source watch read related exclusive update video credit credits by review recap interview listen
    note director cast writer starring genre plot rating verdict where when platform release runtime winner nominees
    plus warning spoiler trailer director's writers producers
    """
_LABEL = frozenset(_LABEL_WORDS.split())
# No list of names begins with one of these away from a sentence's beginning: "last week Only Fools and Horses".
_TITLE_OPENINGS_WORDS = """
    only all some now what who how when where it you i we they me us her him no not never once still both
"""
_TITLE_OPENINGS = frozenset(_TITLE_OPENINGS_WORDS.split())
_DATE_BEFORE = re.compile(
    r"\b(?:in|last|this|next|since|by|until|till|from|of|early|late|mid|every|each|for|through|to|and|between|before|after|\d{1,2}(?:st|nd|rd|th)?) $",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"(?:’s|'s)? (?:is|was|has|had|will|would|won’t|won't|opens|opened|stars|arrives|arrived|premieres|premiered|follows|followed"
    r"|returns|returned|tells|says|said|added|adds|plans|announced|launched|raised|began|begins|ended|ends|made|makes|won)\b"
)
_UNITS_WORDS = """
    years year months weeks days hours minutes times million billion episodes films movies songs albums people points
     percent seasons nominations awards copies dates shows stores theaters theatres locations tracks games
"""
_UNITS = frozenset(_UNITS_WORDS.split())


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
        self.headline = headline
        self.taken: list[tuple[int, int]] = []

    def phrases(self) -> Iterator[Phrase]:
        yield from self._quoted()
        for found in _institutions().finditer(self.line):
            if not self._is_taken(found.start()):
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
        ) and not _WORK_BEFORE.search(self.line[:start])

    def _phrase(self, start: int, end: int, *, initial: bool = False, quoted: bool = False) -> Phrase:
        return Phrase(
            self.line[start:end],
            self.sentence.start + start,
            self.sentence.paragraph,
            initial=initial,
            quoted=quoted,
            left=self.line[max(0, start - _CONTEXT) : start],
            right=self.line[end : end + _CONTEXT],
        )

    def _is_taken(self, position: int) -> bool:
        return any(begin <= position < end for begin, end in self.taken)

    def _runs(self) -> Iterator[Phrase]:
        found = tokens(self.line)
        headline = self.line[-1] not in ".!?" and is_title_case(self.line)
        at = 0
        while at < len(found):
            token = found[at]
            if not _is_capital(token) or self._is_taken(token.start):
                at += 1
                continue
            end = self._end_of_run(found, at)
            run = found[at : end + 1]
            initial = _is_beginning(found, at)
            kept, initial = self._trimmed(run, initial=initial)
            if kept and not (headline and not self._holds_in_headline(kept)):
                yield self._phrase(kept[0].start, kept[-1].end, initial=initial)
            at = end + 1

    def _end_of_run(self, found: Sequence[Token], begin: int) -> int:
        """Give the index of the last token of the run of capitalised words that begins here."""
        last = begin
        at = begin + 1
        while at < len(found):
            token, before = found[at], found[at - 1]
            gap = token.start - before.end
            if gap > 1 or self._is_taken(token.start) or _ends_sentence(before) or _is_adjective(before):
                break
            if at - 1 == last and _is_possessive(before) and not self._is_title_with_owner(found, begin, at):
                break
            if gap == 1 and (_is_capital(token) or self._is_number_of_name(found, at, last)):
                last = at
            elif subtitle := self._subtitle(found, begin, at):
                at = subtitle
                last = subtitle
            elif after := self._after_particles(found, begin, at):
                at = after
                last = after
            else:
                break
            at += 1
        return last

    def _is_number_of_name(self, found: Sequence[Token], at: int, last: int) -> bool:
        if last != at - 1 or not _NUMBER.fullmatch(found[at].text) or _YEAR.fullmatch(found[at].text):
            return False
        if found[last].text.rstrip(".").casefold() in CALENDAR:
            return False
        following = found[at + 1].text.casefold() if at + 1 < len(found) else ""
        return following not in _UNITS and following not in ("%", "-")

    def _subtitle(self, found: Sequence[Token], begin: int, at: int) -> int | None:
        """Give the index of the first word of a subtitle: "X: Chapter 4", "Chapter 3 – Parabellum"."""
        mark, before = found[at], found[at - 1]
        if at + 1 >= len(found) or not _is_capital(found[at + 1]) or found[at + 1].start - mark.end != 1:
            return None
        if mark.text == ":":
            if mark.start != before.end:
                return None
        elif mark.text != "–" or not re.fullmatch(r"[\dIVX]+", before.text):
            return None
        head = found[begin:at]
        is_part = found[at + 1].text.casefold() in ("part", "chapter", "volume")
        if (
            self.headline
            and not is_part
            and self.text.count(self.line[head[0].start : found[at + 1].end]) < 2
        ):
            return None
        if head[-1].text.casefold() in _LABEL or (
            len(head) == 1 and _is_beginning(found, begin) and is_common(head[0].text)
        ):
            return None
        first = found[at + 1].bare
        second = found[at + 2].text if at + 2 < len(found) else ""
        if first.casefold() in FUNCTION and not (
            second[:1].isupper()
            and first.casefold() in ("the", "a", "an", "into", "beyond", "no", "first", "last", "new")
        ):
            return None
        if (
            second
            and second[0].isalpha()
            and second[0].islower()
            and second not in ("of", "the", "and", "to")
        ):
            # A lone capital after a colon begins a clause, unless it is the whole subtitle.
            return None if is_common(first) or self.words.small[first.casefold()] else at + 1
        return at + 1

    def _after_particles(self, found: Sequence[Token], begin: int, at: int) -> int | None:
        """Give the index of the capitalised word that small words join to the run: "Lord of the Rings"."""
        end = at
        while (
            end < len(found)
            and end - at < 3
            and (found[end].text in NAME_PARTICLES or found[end].text in TITLE_PARTICLES)
        ):
            end += 1
        if end == at or end >= len(found) or not _is_capital(found[end]) or self._is_taken(found[end].start):
            return None
        if any(found[index].start - found[index - 1].end > 1 for index in range(at, end + 1)):
            return None
        small = [token.text for token in found[at:end]]
        if all(word in NAME_PARTICLES or word in ("&", "vs", "vs.") for word in small):
            return end
        if found[at - 1].text.casefold().rstrip(".") in CALENDAR:
            return None
        if small[-1] in ("in", "at", "from", "on", "to") and found[end].bare.casefold() in lexicon.places():
            return None
        first = found[end].bare.casefold()
        if (
            small == ["of"]
            and at - begin == 2
            and not any(is_common(token.bare) for token in found[begin:at])
        ):
            # "Beatriz Lund of Ashgrove" works there.
            return None
        if small in (["of"], ["of", "the"], ["of", "a"], ["of", "an"]):
            if key_of(self.line[found[begin].start : found[at - 1].end]) in lexicon.institutions():
                return None
            owner = first in lexicon.places() or (
                self._is_name_word(first)
                and len(found[begin:at]) == 1
                and is_common(found[begin].text)
                and _is_beginning(found, begin)
            )
            return None if owner else end
        if _WORK_BEFORE.search(self.line[: found[begin].start][-_CONTEXT:]) and "and" not in small:
            return end
        joined = self.line[found[begin].start : found[end].end]
        if (
            found[begin].text.casefold() in _TITLE_OPENINGS
            and not _is_beginning(found, begin)
            and at - begin > 1
        ):
            return end
        if small == ["and", "the"] and " " not in self.line[found[begin].start : found[at - 1].end]:
            return end if self.text.count(joined) > 1 else None
        return (
            end
            if self.text.count(joined) > 1
            and self._alone(found[begin:at], joined)
            and self._alone(found[end : end + 1], joined)
            else None
        )

    def _alone(self, run: Sequence[Token], joined: str) -> bool:
        """Tell whether a part of a joined phrase never stands without the whole, as the parts of a list do."""
        part = self.line[run[0].start : run[-1].start] + run[-1].bare
        return self.text.count(part) <= self.text.count(joined)

    def _is_name_word(self, word: str) -> bool:
        share = smallness(word)
        return share is None or share <= COMMON

    def _is_title_with_owner(self, found: Sequence[Token], begin: int, at: int) -> bool:
        """Tell "Dawson's Creek" from "Netflix's Ozark": in the one, the owner never stands alone."""
        owner = found[at - 1].bare
        following = found[at]
        if not _is_capital(following) or key_of(owner) in lexicon.institutions():
            return False
        while at - begin > 1 and found[begin].text != "The" and found[begin].text.casefold() in FUNCTION:
            begin += 1
        if at - begin > 1 and not (at - begin == 2 and found[begin].text == "The"):
            return False
        whole = self.line[found[begin].start : following.start] + following.bare
        apart = len(re.findall(rf"\b{re.escape(owner)}\b(?![’']s {re.escape(following.bare)})", self.text))
        if apart:
            return False
        if at - begin == 2 and is_common(owner):
            return True
        return self.text.count(whole) > 1 or all(
            smallness(word) is not None for word in _capitals_from(found, at)
        )

    def _trimmed(self, run: Sequence[Token], *, initial: bool) -> tuple[list[Token], bool]:
        """Take off what is no part of a name at both ends."""
        kept = list(run)
        whole = self.line[run[0].start : run[-1].end]
        if initial and len(run) > 2 and re.search(rf"[a-z,] {re.escape(whole)}", self.text):
            return kept, initial
        beginning = initial
        while kept and self._is_no_beginning(kept, initial=beginning):
            kept.pop(0)
            beginning = beginning and bool(kept) and self._may_go_on(kept[0])
        initial = initial and bool(kept) and kept[0] is run[0]
        while kept and self._is_no_end(kept, initial=initial):
            kept.pop()
        return kept, initial

    def _is_no_end(self, kept: Sequence[Token], *, initial: bool) -> bool:
        last = kept[-1]
        word = last.bare.casefold()
        if last.text[0].islower() or last.text in ("&", "–", ":"):
            return True
        if word in CALENDAR:
            # "It Was Always Thursday" ends so each time.
            return len(kept) < 3 or self.text.count(self.line[kept[0].start : last.end]) < 2
        if len(kept) > 1 and last.bare in ("TV", "CGI", "VFX", "CEO", "UK", "US"):
            return True
        if last.text == "I" and re.match(r" [a-z]", self.line[last.end :]):
            return True
        return word in FUNCTION and word not in ORDINALS and (initial or len(kept) == 1)

    def _may_go_on(self, token: Token) -> bool:
        return is_common(token.bare) and not self.words.capital[token.bare.casefold()]

    def _is_no_beginning(self, kept: Sequence[Token], *, initial: bool) -> bool:
        word = kept[0].bare.casefold().replace("’", "'").rstrip(".")
        if word in MONTHS and len(kept) > 1 and kept[1].text[0].isupper():
            return bool(_DATE_BEFORE.search(self.line[: kept[0].start]))
        if (
            kept[0].text[0].islower()
            or word in CALENDAR
            or word in ("mr", "mrs", "ms", "dr", "i", "i'm", "sir", "dame")
        ):
            return not (word == "i" and len(kept) > 2 and not initial)
        if word in ("the", "a", "an"):
            if len(kept) == 1:
                return True
            return initial and not re.search(rf"[a-z,] {kept[0].text} {re.escape(kept[1].text)}", self.text)
        if word in FUNCTION:
            return initial or len(kept) == 1
        return initial and self._only_begins(kept)

    def _only_begins(self, kept: Sequence[Token]) -> bool:
        """Tell whether the first word of a sentence is capitalised for no other reason."""
        word = kept[0].bare.casefold()
        if self.words.capital[word]:
            return False
        small, share = self.words.small[word], smallness(word)
        if share is None:
            return small > 0 and len(kept) == 1
        if share <= 0.6:
            return False
        if len(kept) == 1 and word in self.words.headline and self._is_bare_subject(kept[0]):
            return False
        if (
            len(kept) == 1
            or word.endswith(("ing", "ed", "ly"))
            or word in ("former", "late", "longtime", "ex")
        ):
            return True
        if (
            word in ROLES
            and len(kept) > 2
            and not any(token.text == ":" or token.text.isdigit() for token in kept)
        ):
            return not is_common(kept[1].bare)
        # "Captain America" begins a sentence as a whole; in "Fans Netflix lost", the rest stands alone elsewhere.
        rest = self.line[kept[1].start : kept[-1].start] + kept[-1].bare
        whole = self.line[kept[0].start : kept[1].start] + rest
        return (
            len(kept) > 1
            and self.text.count(rest) > self.text.count(whole)
            and ":" not in rest
            and not rest[-1].isdigit()
        )

    def _is_bare_subject(self, token: Token) -> bool:
        """Tell whether a lone word is used as only names are: "Silo is the game of the year", without an article."""
        word = token.bare.casefold()
        if word.endswith(("ing", "ed", "ly", "ss")) or (word.endswith("s") and is_common(word[:-1])):
            return False
        return bool(_VERB_AFTER.match(self.line[token.end :]))

    def _holds_in_headline(self, kept: Sequence[Token]) -> bool:
        """Tell whether a run in a line that capitalises everything is a name all the same."""
        return 2 <= len(kept) <= 4 and not any(is_common(token.bare) for token in kept)


def _is_capital(token: Token) -> bool:
    text = token.text
    return text[0].isupper() or bool(_ORDINAL.fullmatch(text))


def _is_adjective(token: Token) -> bool:
    """Tell whether a word is one like "Oscar-winning", which says something of what follows."""
    head, hyphen, tail = token.text.rpartition("-")
    return bool(hyphen and head and tail and tail.islower() and is_common(tail))


def _capitals_from(found: Sequence[Token], at: int) -> Iterator[str]:
    for token in found[at:]:
        if not _is_capital(token):
            return
        yield token.bare


def _is_beginning(found: Sequence[Token], at: int) -> bool:
    """Tell whether a token stands where any word is capitalised."""
    if all(not token.text[0].isalnum() for token in found[:at]):
        return True
    return found[at - 1].text in ("“", '"', "‘", ":", "…", "—", "?", "!") or _ends_sentence(found[at - 1])


def _ends_sentence(token: Token) -> bool:
    text = token.text
    return (
        text.endswith(".") and len(text) > 2 and text.casefold() not in ABBREVIATIONS and text.count(".") == 1
    )


def _is_possessive(token: Token) -> bool:
    return token.text.endswith(("'s", "’s", "s'", "s’")) and token.bare.casefold() not in FUNCTION


@cache
def _institutions() -> re.Pattern[str]:
    names: Iterable[str] = sorted(lexicon.institution_words(), key=len, reverse=True)
    written = "|".join(re.escape(name).replace("'", "[’']") for name in names)
    return re.compile(rf"(?<![\w&-])(?:{written})(?![\w+&-])")
