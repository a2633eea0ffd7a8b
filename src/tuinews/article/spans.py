"""The inside of a block: words, emphasis, links, line breaks and pictures, made fit to be written as Markdown."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml.html import HtmlElement

from tuinews.article.tree import BLOCKS
from tuinews.text import drop_hazards, one_line

Kind = Literal["text", "em", "strong", "code", "link", "break", "image"]

_KINDS: dict[str, Kind] = {
    "em": "em", "i": "em", "dfn": "em", "var": "em", "cite": "em", "b": "strong", "strong": "strong",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "a": "link", "br": "break", "img": "image",
}  # fmt: skip
_DEEPEST = 4
"""Levels of emphasis and links inside each other; markdown-it stops at 20 of all kinds."""
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Span:
    """A run of words, or something around runs of words."""

    kind: Kind
    text: str = ""
    """The words of a text or code; the alternative text of an image."""
    url: str = ""
    children: list["Span"] = field(default_factory=list)


def spans_of(
    element: HtmlElement, address: Callable[[str], str | None], *, without: frozenset[Kind] = frozenset()
) -> list[Span]:
    """Read the inside of an element.

    Args:
        element: A block; blocks inside it count as words apart.
        address: Gives the address that a link may lead to, or None for no link.
        without: Kinds that are left out; their words stay.

    Returns:
        Spans that can be written one after the other: texts merged, blanks single, emphasis where it will be
        understood, pictures outside of everything else.
    """
    return _tidy(_read(element, address, without, 0))


def plain(spans: list[Span]) -> str:
    """Give the words of spans."""
    parts = (
        " " if span.kind == "break" else span.text if span.kind != "image" else "" for span in walk(spans)
    )
    return _BLANKS.sub(" ", "".join(parts)).strip()


def walk(spans: list[Span]) -> Iterator[Span]:
    """Give all spans in reading order."""
    for span in spans:
        yield span
        yield from walk(span.children)


def split_at_images(spans: list[Span]) -> list[list[Span]]:
    """Part spans so that each picture stands alone."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        if span.kind == "image":
            parts += [[span], []]
        else:
            parts[-1].append(span)
    return [trimmed for trimmed in map(_trimmed, parts) if trimmed]


def _read(
    element: HtmlElement, address: Callable[[str], str | None], without: frozenset[Kind], depth: int
) -> list[Span]:
    spans = [_text(element.text)]
    for child in element:
        kind = _KINDS.get(str(child.tag))
        if kind == "break":
            spans.append(Span("break") if "break" not in without else _text(" "))
        elif kind == "image":
            if "image" not in without:
                spans.append(Span("image", _one_line(child.get("alt") or ""), child.get("src") or ""))
        elif kind == "code" and kind not in without:
            spans.append(Span("code", _one_line("".join(child.itertext()))))
        else:
            inner = _read(
                child, address, without | {kind} if kind in ("em", "strong", "link") else without, depth + 1
            )
            url = address(child.get("href") or "") if kind == "link" else ""
            if kind is None or kind in without or depth >= _DEEPEST or (kind == "link" and not url):
                apart = child.tag in BLOCKS or child.tag == "q"
                spans += (
                    [
                        _text(_OPENING.get(str(child.tag), " ")),
                        *inner,
                        _text(_CLOSING.get(str(child.tag), " ")),
                    ]
                    if apart
                    else inner
                )
            else:
                spans += _around(kind, inner, url or "")
        spans.append(_text(child.tail))
    return spans


_OPENING = {"q": "“"}
_CLOSING = {"q": "”"}


def _text(text: str | None) -> Span:
    return Span("text", drop_hazards(_BLANKS.sub(" ", text)) if text else "")


def _one_line(text: str) -> str:
    return one_line(text)


def _around(kind: Kind, inner: list[Span], url: str) -> list[Span]:
    """Put emphasis or a link around spans; pictures and blanks at the edges go out of it."""
    images = [span for span in inner if span.kind == "image"]
    inner = _merged([span for span in inner if span.kind != "image"])
    before = after = ""
    if inner and inner[0].kind == "text" and inner[0].text[:1].isspace():
        before = " "
    if inner and inner[-1].kind == "text" and inner[-1].text[-1:].isspace():
        after = " "
    inner = _trimmed(inner)
    if not inner:
        return [*images, _text(before or after)]
    return [*images, Span("text", before), Span(kind, url=url, children=inner), Span("text", after)]


def _tidy(spans: list[Span]) -> list[Span]:
    spans = _trimmed(_merged(spans))
    kept: list[Span] = []
    for place, span in enumerate(spans):
        if span.kind in ("em", "strong"):
            previous = kept[-1] if kept else None
            following = spans[place + 1] if place + 1 < len(spans) else None
            if not _understood(span, previous, following):
                kept += span.children
                continue
        kept.append(span)
    return _merged(kept)


def _merged(spans: list[Span]) -> list[Span]:
    """Join neighbouring texts, and make blanks single."""
    merged: list[Span] = []
    for span in spans:
        if span.kind == "text" and merged and merged[-1].kind == "text":
            merged[-1] = Span("text", merged[-1].text + span.text)
        elif span.text or span.children or span.kind in ("break", "image"):
            merged.append(span)
    for span in merged:
        if span.kind == "text":
            span.text = _BLANKS.sub(" ", span.text)
    return [span for span in merged if span.text or span.kind != "text"]


def _trimmed(spans: list[Span]) -> list[Span]:
    """Take breaks and blanks off both ends, and blanks off around breaks."""
    spans = list(spans)
    while spans and (spans[0].kind == "break" or (spans[0].kind == "text" and not spans[0].text.strip())):
        del spans[0]
    while spans and (spans[-1].kind == "break" or (spans[-1].kind == "text" and not spans[-1].text.strip())):
        del spans[-1]
    kept: list[Span] = []
    for place, span in enumerate(spans):
        if span.kind == "text":
            text = span.text
            if place == 0 or spans[place - 1].kind == "break":
                text = text.lstrip()
            if place + 1 == len(spans) or spans[place + 1].kind == "break":
                text = text.rstrip()
            if not text:
                continue
            span = Span("text", text)
        kept.append(span)
    return kept


def _understood(span: Span, previous: Span | None, following: Span | None) -> bool:
    """Tell whether stars around a span would be read as emphasis (CommonMark 0.31, section 6.2: flanking runs)."""
    words = plain([span])
    if (
        not words
        or (previous and previous.kind in ("em", "strong"))
        or (following and following.kind in ("em", "strong"))
    ):
        return False
    opens = _is_punctuation(_edge(span.children[0], first=True))
    closes = _is_punctuation(_edge(span.children[-1], first=False))
    before = _edge(previous, first=False) if previous else " "
    after = _edge(following, first=True) if following else " "
    return (not opens or _is_apart(before)) and (not closes or _is_apart(after))


def _edge(span: Span, *, first: bool) -> str:
    """Give the character that a span begins or ends with once it is written."""
    if span.kind == "text":
        return span.text[0 if first else -1]
    return " " if span.kind == "break" else "*"


def _is_apart(character: str) -> bool:
    return character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
