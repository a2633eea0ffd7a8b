"""The inside of a block: words, emphasis, links, line breaks and pictures, made fit to be written as Markdown."""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml.html import HtmlElement

from tuinews.article.tree import BLOCKS
from tuinews.text import drop_hazards, is_spoiler, one_line

Kind = Literal["text", "em", "strong", "code", "link", "break", "image", "spoiler"]

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


def split(spans: list[Span]) -> list[list[Span]]:
    """Part spans at empty lines, and so that each picture stands alone."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        if span.kind == "image":
            parts += [[span], []]
        elif span.kind == "break" and parts[-1] and parts[-1][-1].kind == "break":
            parts.append([])
        else:
            parts[-1].append(span)
    return [trimmed for trimmed in map(_trimmed, parts) if trimmed]


def _read(
    element: HtmlElement, address: Callable[[str], str | None], without: frozenset[Kind], depth: int
) -> list[Span]:
    spans = [_text(element.text)]
    for child in element:
        if "spoiler" not in without and _is_spoiler(child):
            # It goes around whatever the element is otherwise.
            spans += _around("spoiler", _read_child(child, address, without | {"spoiler"}, depth), "")
        else:
            spans += _read_child(child, address, without, depth)
        spans.append(_text(child.tail))
    return spans


def _read_child(
    child: HtmlElement, address: Callable[[str], str | None], without: frozenset[Kind], depth: int
) -> list[Span]:
    kind = _KINDS.get(str(child.tag))
    if kind == "break":
        return [Span("break") if "break" not in without else _text(" ")]
    if kind == "image":
        return (
            []
            if "image" in without
            else [Span("image", _one_line(child.get("alt") or ""), child.get("src") or "")]
        )
    if kind == "code" and kind not in without:
        return [Span("code", _one_line("".join(child.itertext())))]
    inner = _read(
        child, address, without | {kind} if kind in ("em", "strong", "link") else without, depth + 1
    )
    url = address(child.get("href") or "") if kind == "link" else ""
    if kind is None or kind in without or depth >= _DEEPEST or (kind == "link" and not url):
        apart = child.tag in BLOCKS or child.tag == "q"
        if not apart:
            return inner
        return [_text(_OPENING.get(str(child.tag), " ")), *inner, _text(_CLOSING.get(str(child.tag), " "))]
    return _around(kind, inner, url or "")


def _is_spoiler(element: HtmlElement) -> bool:
    """Tell whether an element within a paragraph marks words that give something away."""
    return element.tag not in BLOCKS and is_spoiler(element.get("class") or "")


_OPENING = {"q": "“"}
_CLOSING = {"q": "”"}


def _text(text: str | None) -> Span:
    return Span("text", drop_hazards(_BLANKS.sub(" ", text)) if text else "")


def _one_line(text: str) -> str:
    return one_line(text)


def _around(kind: Kind, inner: list[Span], url: str) -> list[Span]:
    """Put emphasis or a link around spans; pictures go out of it, and so do blanks and line breaks at its edges."""
    images = [span for span in inner if span.kind == "image"]
    inner = _merged([span for span in inner if span.kind != "image"])
    first = next((place for place, span in enumerate(inner) if not _is_gap(span)), len(inner))
    last = next((place for place in range(len(inner), first, -1) if not _is_gap(inner[place - 1])), first)
    before, after = inner[:first], inner[last:]
    inner = inner[first:last]
    if not inner:
        return [*images, *before]
    if inner[0].kind == "text" and inner[0].text[0].isspace():
        before.append(Span("text", " "))
    if inner[-1].kind == "text" and inner[-1].text[-1].isspace():
        after.insert(0, Span("text", " "))
    inner = _trimmed(inner)
    single = [
        span for place, span in enumerate(inner) if span.kind != "break" or inner[place - 1].kind != "break"
    ]
    return [*images, *before, Span(kind, url=url, children=single), *after]


def _is_gap(span: Span) -> bool:
    return span.kind == "break" or (span.kind == "text" and span.text.isspace())


def _tidy(spans: list[Span]) -> list[Span]:
    """Join what belongs together, and leave out emphasis that would not be understood, on every level."""
    waiting = _united(_trimmed(_merged(spans)))[::-1]
    kept: list[Span] = []
    while waiting:
        span = waiting.pop()
        if span.children:
            span.children = _tidy(span.children)
        if span.kind in ("em", "strong") and not _understood(
            span, kept[-1] if kept else None, waiting[-1] if waiting else None
        ):
            waiting += span.children[::-1]
        else:
            kept.append(span)
    return _merged(kept)


def _united(spans: list[Span]) -> list[Span]:
    """Make one of neighbours of the same kind: pages end emphasis only to begin it again."""
    united: list[Span] = []
    for span in spans:
        blank = len(united) > 1 and united[-1].kind == "text" and united[-1].text.isspace()
        before = united[-2 if blank else -1] if united else None
        if before is None or before.kind != span.kind or span.kind not in ("em", "strong", "link"):
            united.append(span)
        elif span.kind != "link" or (before.url == span.url and not blank):
            gap = [united.pop()] if blank else []
            united[-1] = Span(span.kind, url=span.url, children=[*before.children, *gap, *span.children])
        else:
            united.append(span)
    return united


def _merged(spans: list[Span]) -> list[Span]:
    """Join neighbouring texts and neighbouring code, and make blanks single."""
    merged: list[Span] = []
    for span in spans:
        if span.kind in ("text", "code") and merged and merged[-1].kind == span.kind:
            merged[-1] = Span(span.kind, merged[-1].text + span.text)
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
    """Give the character that a span begins or ends with once it is written, stars of emphasis left out."""
    if span.kind == "text":
        return span.text[0 if first else -1]
    if span.kind in ("em", "strong"):
        return _edge(span.children[0 if first else -1], first=first)
    return " " if span.kind == "break" else "|" if span.kind == "spoiler" else "["


def _is_apart(character: str) -> bool:
    """Tell whether emphasis may begin or end beside a character, by every version of the rule."""
    return character.isspace() or character in string.punctuation or unicodedata.category(character)[0] == "P"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
