"""The running text of a story's Markdown, without what isn't prose; and what its marks say of names."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tuinews.text import plain_text

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:<[^>\n]*>|[^)\n]*)\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6} |>[ >]*|[-*+] |\d+[.)] )+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_{1,3}|~~|`)(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"^[ \t]*(?:[-*_] ?){3,}$|^[ \t]*\|?[ :|-]+\|[ :|-]*$", re.MULTILINE)
_HIDDEN = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1[^<>]*>?|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|hr|blockquote|figure|figcaption|section|article|table|tr|td|th|dd|dt|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_MOST_MARKS = 100
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

_ITALIC = re.compile(r"(?<![\\\w*_])([*_])(?![*_\s])([^*_\n]{2,80}?)(?<!\s)\1(?![\w*_])")
_LINK_TO = re.compile(r"(?<!!)\[([^\]\n]{2,80})\]\((?:<([^>\n]*)>|([^)\s]*))")
_WHOLE_LINE = re.compile(
    r"^[ \t>]*([*_])[^*_\n]+\1[ \t]*$", re.MULTILINE
)  # A caption, the sentence under the headline, or who signs a quotation.
_ONLY_LINK = re.compile(
    r"^[ \t]*\[[^\]\n]*\]\([^)\n]*\)[ \t]*$", re.MULTILINE
)  # A video or a post that was embedded.
_ITALIC_ELEMENT = re.compile(r"<(em|i|cite)\b[^<>]{0,200}>([^<>]{2,80})</\1\s*>", re.IGNORECASE)
# Who said what is quoted, rather than a title.
_SIGNED = re.compile(r"<cite\b[^<>]{0,200}>[^<>]{0,200}</cite\s*>(?=(?:\s|</p>)*</blockquote)", re.IGNORECASE)
_LINK_ELEMENT = re.compile(
    r"<a\b[^<>]{0,400}?\bhref\s*=\s*[\"']?([^\"'\s<>]+)[^<>]{0,200}>(?:<(?:em|i|cite|b|strong)>)?([^<>]{2,80})<",
    re.IGNORECASE,
)
# Pages about one thing, as publishers name them: /tag/john-wick/, /person/…, /title/tt…, /wiki/….
_ABOUT_PAGE = re.compile(
    r"/(?:tags?|topics?|person|people|persons|name|names|celebrity|celebrities|artists?|actors?|bio|title|titles|movies?|films?"
    r"|tv-shows?|shows?|series|games?|franchise|franchises|character|characters|wiki|m)/[^/?#]{3,}/?(?:[?#].*)?$",
    re.IGNORECASE,
)


class Marks(NamedTuple):
    """What a text's own marks say of the names in it."""

    italics: tuple[str, ...] = ()
    """Words set in italics: in nine of ten cases a title."""
    links: tuple[str, ...] = ()
    """Words of links that lead to pages about one person, title or topic."""


def without_embeds(markdown: str) -> str:
    """Give a Markdown text without the lines that only link to a video or a post."""
    return _ONLY_LINK.sub("", markdown)


def prose_of_html(markup: str) -> str:
    """Give the words of a piece of HTML, a block a line."""
    return "\n".join(filter(None, (plain_text(block) for block in _BLOCK.split(_HIDDEN.sub(" ", markup)))))


def marks_of(markdown: str) -> Marks:
    """Give what stands in italics in a Markdown text, and what is linked to a page of its own."""
    text = _WHOLE_LINE.sub("", _LINK.sub(r"\1", markdown))
    italics = (_ESCAPE.sub(r"\1", found[2]) for found in _ITALIC.finditer(text))
    links = (
        found[1].strip("*_ ")
        for found in _LINK_TO.finditer(markdown)
        if _ABOUT_PAGE.search(found[2] or found[3] or "")
    )
    return Marks(_distinct(italics), _distinct(links))


def marks_of_html(markup: str) -> Marks:
    """Give the same for a piece of HTML as feeds carry it. Its words are not made safe: they only speak for text that is."""
    return Marks(
        _distinct(found[2] for found in _ITALIC_ELEMENT.finditer(_SIGNED.sub("", markup))),
        _distinct(found[2] for found in _LINK_ELEMENT.finditer(markup) if _ABOUT_PAGE.search(found[1])),
    )


def _distinct(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))[
        :_MOST_MARKS
    ]


def prose_of(markdown: str) -> str:
    """Give the words of a Markdown text, a paragraph a line, without code, pictures, addresses and marks."""
    text = _FENCE.sub("", markdown)
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    text = _LINE_MARK.sub("", _RULE.sub("", text))
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _ESCAPE.sub(r"\1", text.replace("|", "\n"))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
