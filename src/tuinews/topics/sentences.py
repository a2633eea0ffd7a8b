"""A text as sentences and tokens, and how this text itself writes its words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuinews.topics.lexicon import (
    ABBREVIATIONS,
    CALENDAR,
    FOREIGN_PARTICLES,
    FUNCTION,
    NAME_PARTICLES,
    TITLE_PARTICLES,
)

WORDS = 550
"""Words of a text that are looked at: what a story is about stands in its first half."""
CHARACTERS = 8_000
"""At most: honest words have fourteen or fewer."""
LONGEST_HEADING = 10
"""Words."""

_ENDS = re.compile(r"[.!?…]+[”\"’')\]]*\s+(?=[“\"‘'(\[]?[A-Z0-9À-ÖØ-Þ])")
_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|[MKBmkbn]{1,2})?(?![\w])"
    r"|(?:[A-Z]\.){1,4}(?![\w])"
    r"|[^\W_]+(?:[’'.&·-][^\W_]+)*\+?(?:\.(?=\s+[\w“\"])|(?<=[sSnl])[’'](?=\s))?"
    r"|&|[^\w\s]"
)
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_SMALL = re.compile(r"[a-zß-öø-ÿ]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SMALL_WORD = re.compile(r"(?<![\w’'-])[^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[’'-][^\W\d_]+)*")
# To look back behind the capital rather than before it lets the pattern go from capital to capital.
_CAPITAL_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?<![\w’'-].)[^\W\d_]*(?:[’'-][^\W\d_]+)*")
# Who took or owns a picture: "(Photo by A. Person/Agency)", "Image: Studio", "Credit: …", "Courtesy of …".
_CREDIT = re.compile(
    r"\((?:photo|image|picture|photograph|credit|courtesy|source)s?\b[^()\n]{0,160}\)"
    r"|\b(?:photo|image|picture|photograph|credit)s?(?: credit| courtesy| source)?(?: by |: ?| – )[^\n.]{0,120}(?=\n|$|\.)"
    r"|\bcourtesy of [^\n.]{0,80}(?=\n|$)|\bgetty images\b|\b(?:via|/) ?getty\b",
    re.IGNORECASE,
)
# What each of these has somewhere.
_OF_CREDIT = ("photo", "image", "picture", "credit", "courtesy", "source", "getty")
# Where a story was written: "LOS ANGELES (AP) —", "CLEVELAND, Ohio –".
_DATELINE = re.compile(r"[A-Z][A-Z .’'-]{2,30}(?:, [A-Z][\w. ]{1,20})?(?: \([\w ]{2,20}\))? ?[–—-]+ ?")
_MISTYPED = re.compile(r"(?<=\w)‘s\b")
_PROMPT = re.compile(
    r"(?:related|read more|read also|see also|watch|also read|more|sign up|subscribe|listen)\b ?:",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:#?\d{1,3}(?:[.):]\s+|\s+(?=[‘“'\"]))|[-•–*]\s+)")
_NO_HEADING = re.compile(r"[@|/#→“”\"]| [–—-] ")
_ASIDE = re.compile(r"\s*\((?:[^()]{0,40})\)$")


class Token(NamedTuple):
    """A word or a mark."""

    text: str
    start: int
    end: int
    capital: bool
    """Whether it is written like a part of a name: with a capital, or as a number in an order."""

    @property
    def bare(self) -> str:
        """The word without a dot at its end and without the possessive."""
        text = self.text.rstrip(".") if self.text.count(".") == 1 else self.text
        return text[:-2] if text[-2:] in ("'s", "’s") else text.rstrip("'’")


_INITIALS = re.compile(r"(?:[a-z]\.)+")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a heading."""

    text: str
    start: int
    """Characters before it in the whole text."""
    paragraph: int
    heading: bool = False
    """Whether it stands alone and is written like a title."""
    listed: bool = False
    """Whether it is numbered, or followed by a year or the like in brackets."""
    shouted: bool = False
    """Whether nearly all of it is written in capitals."""


@dataclass(slots=True)
class Words:
    """How a text writes its words in the middle of sentences."""

    capital: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    headline: set[str] = field(default_factory=set)
    """Words that the headline writes with a capital."""


def opening(text: str) -> str:
    """Give the first 550 words of a text, without credits of pictures, datelines and prompts to read something else."""
    text = text[:CHARACTERS]
    words = text.split(None, WORDS)
    rest = len(words[WORDS]) if len(words) > WORDS else 0
    text = text[: len(text) - rest].rstrip()
    if "‘s" in text:
        text = _MISTYPED.sub("’s", text)
    folded = text.casefold()
    if any(word in folded for word in _OF_CREDIT):
        text = _CREDIT.sub(" ", text)
    return "\n".join(map(_without_prompt, text.split("\n")))


def _without_prompt(line: str) -> str:
    line = _DATELINE.sub(" ", line, count=1) if _DATELINE.match(line) else line
    return " " if _PROMPT.match(line) else line


def sentences(text: str) -> list[Sentence]:
    """Divide a text, whose paragraphs are lines."""
    found: list[Sentence] = []
    start = 0
    paragraph = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            offset = start + line.index(stripped[0])
            if heading := _heading(stripped):
                found.append(
                    Sentence(
                        heading,
                        offset + stripped.find(heading),
                        paragraph,
                        heading=True,
                        listed=_is_listed(stripped),
                    )
                )
            else:
                found += (
                    Sentence(part, offset + at, paragraph, shouted=is_shouted(part))
                    for at, part in _parts(stripped)
                )
            paragraph += 1
        start += len(line) + 1
    return found


def tokens(sentence: str) -> list[Token]:
    """Divide a sentence into words and marks."""
    made: list[Token] = []
    # What `Token(…)` does, in half the time: this is done for every word.
    make = tuple.__new__
    for found in _TOKEN.finditer(sentence):
        text = found[0]
        first = text[0]
        capital = first.isupper() or (first.isdecimal() and _ORDINAL.fullmatch(text) is not None)
        made.append(make(Token, (text, found.start(), found.end(), capital)))
    return made


def words_of(all_sentences: Sequence[Sentence]) -> Words:
    """Count how words are written away from the beginning of a sentence."""
    words = Words()
    small: list[str] = []
    capital: list[str] = []
    for sentence in all_sentences:
        text = sentence.text
        if sentence.heading or sentence.shouted:
            continue
        small += _SMALL_WORD.findall(text)
        for found in _CAPITAL_WORD.finditer(text, 1):
            if text[found.start() - 1] not in "“\"‘'":
                capital.append(found[0].removesuffix("’s").removesuffix("'s").casefold())
    words.small.update(small)
    words.capital.update(capital)
    return words


def has_names(text: str) -> bool:
    """Tell, quickly, whether more is capitalised than a sentence's first word, or that word may be a name."""
    capital = _CAPITAL.search(text)
    if capital is None or not text[0].isupper() or _CAPITAL.search(text, capital.end()):
        return capital is not None
    first = _WORD.match(text)
    return first is None or first[0].casefold() not in FUNCTION


def is_shouted(text: str) -> bool:
    """Tell whether nearly all is written in capitals, which then mean nothing."""
    if len(text) < 7:
        return False
    capitals = len(_CAPITAL.findall(text))
    return capitals > 6 and capitals > 0.7 * (capitals + len(_SMALL.findall(text)))


def is_title_case(text: str) -> bool:
    """Tell whether a text capitalises its words as a headline does, so that capitals say little."""
    longer = small = 0
    for found in _WORD.finditer(text):
        word = found[0]
        if len(word) > 2 and word.casefold() not in FUNCTION:
            longer += 1
            if word[0].islower():
                if len(word) > 4:
                    return False
                small += 1
    return longer >= 4 and small < 0.25 * longer


def looks_like_title(phrase: str) -> bool:
    """Tell whether a phrase is written as titles are: every word capitalised but the small ones."""
    words = [found[0] for found in re.finditer(r"[^\W_][\w’'.&+-]*", phrase)]
    if not words or len(words) > LONGEST_HEADING - 1:
        return False
    if not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    small = [word for word in words if word[0].islower()]
    return (
        all(word in TITLE_PARTICLES or word in NAME_PARTICLES or word in FOREIGN_PARTICLES for word in small)
        and len(small) <= len(words) / 2
    )


def _heading(line: str) -> str:
    """Give the words of a line that stands alone like a title, "" for any other line."""
    if line[-1] in ".?:,;…":
        return ""
    line = _NUMBERING.sub("", line)
    if line.endswith(")"):
        line = _ASIDE.sub("", line)
    line = line.strip("’'‘“”\"[] ")
    if (
        not line
        or line.startswith(("…", "..."))
        or line[-1] in ".?:,;…"
        or _NO_HEADING.search(line)
        or is_shouted(line)
    ):
        return ""
    if line.split()[0].rstrip(".").casefold() in CALENDAR:
        return ""
    return line if len(line.split()) <= LONGEST_HEADING and looks_like_title(line) else ""


def _is_listed(line: str) -> bool:
    return bool(_NUMBERING.match(line) or _ASIDE.search(line))


def _parts(line: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for end in _ENDS.finditer(line):
        if line[end.start()] == ".":
            word = line[begin : end.start() + 1].split()[-1].casefold().lstrip("(“\"‘'")
            if word in ABBREVIATIONS or _INITIALS.fullmatch(word):
                continue
        yield begin, line[begin : end.end()].rstrip()
        begin = end.end()
    if begin < len(line):
        yield begin, line[begin:]


def is_beginning(found: Sequence[Token], at: int) -> bool:
    """Tell whether a token stands where any word is capitalised."""
    if not any(token.text[0].isalnum() for token in found[:at]):
        return True
    return found[at - 1].text in ("“", '"', "‘", ":", "…", "—", "?", "!") or ends_sentence(found[at - 1])


def ends_sentence(token: Token) -> bool:
    """Tell whether the dot behind a word ends a sentence, rather than shortens the word."""
    text = token.text
    return (
        text.endswith(".") and len(text) > 2 and text.casefold() not in ABBREVIATIONS and text.count(".") == 1
    )
