"""Titles in quotes, told from speech in quotes."""

import re
from collections.abc import Iterator

from tuinews.topics.lexicon import is_common
from tuinews.topics.sentences import looks_like_title

_QUOTED = re.compile(
    r"[“\"]\s?([^”“\"\n]{2,80}?)\s?[”\"]"
    r"|(?<![^\W_])[‘'](\S(?:[^\n‘’']|[’'](?=[^\W_])|(?<=[a-z]n)[’'](?= [A-Z])){0,70}?[^\s‘])[’'](?![^\W_])"
)
_SPEECH_AFTER = re.compile(
    r"[\s,]*(?:(?:he|she|they|it|we|i|who|the \w+|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?) )?"
    r"(?:said|says|told|tells|added|adds|wrote|writes|replied|joked|jokes|recalled|recalls|continued|explained|explains"
    r"|admitted|admits|noted|insisted|quipped|tweeted|posted|captioned|exclaimed|shouted|asked|remarked|declared)\b"
)
_SPEECH_BEFORE = re.compile(
    r"\b(?:said|says|say|saying|wrote|writes|replied|asked|declared|shouted|reads|chanted|went|goes|caption|captioned)[:,]? $",
    re.IGNORECASE,
)


def quoted_titles(text: str) -> Iterator[tuple[str, int, int]]:
    """Give (words, start, end) of what stands in quotes and is written like a title, speech left out."""
    if not any(mark in text for mark in "“\"‘'"):
        return
    for found in _QUOTED.finditer(text):
        inner = found[1] or found[2]
        words = inner.strip(" ,.;–—")
        if not looks_like_title(words):
            continue
        if _is_speech(
            words,
            inner,
            text[max(0, found.start() - 24) : found.start()],
            text[found.end() : found.end() + 48],
        ):
            continue
        yield words, found.start(), found.end()


def _is_speech(words: str, inner: str, left: str, right: str) -> bool:
    short = len(words.split()) <= 2
    if _SPEECH_AFTER.match(right):
        return True
    if inner[-1:] in ".!?" and not left.strip():
        return True
    return short and all(map(is_common, words.split())) and bool(_SPEECH_BEFORE.search(left))
