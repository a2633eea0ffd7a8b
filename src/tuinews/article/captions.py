"""Captions without the credit: who owns a picture is not part of the story."""

import re

from tuinews.article.spans import Span, plain

_OWNER = r"[^.!?]{2,80}"
_WORDS = r"(?:images?|photos?|photographs?|photography|pictures?|screenshots?|stills?|illustrations?|credits?|cr(?=[.:]))"
_CREDIT = re.compile(
    rf"(?:\A|(?<=[.!?”\"’)\]]))\s*[-–—|/•·]?\s*(?:"
    rf"\(?{_WORDS}(?:\s+(?:credits?|courtesy(?: of)?|by|via|source|from))*\s*(?:[:/©]|\bby\b|\bvia\b|\bcourtesy of\b)\s*{_OWNER}\)?"
    rf"|\(?(?:courtesy(?: of)?|photo courtesy)\s+{_OWNER}\)?"
    rf"|©\s*{_OWNER}"
    rf"|\(?[^.!?()]{{0,40}}(?:/\s*getty images|getty images|shutterstock|alamy|afp|reuters|ap photo)[^.!?()]{{0,30}}\)?"
    rf")\.?\s*\Z",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    rf"\s*[(\[]\s*(?:{_WORDS}|©|courtesy|via|source|getty)\b[^()\[\]]{{0,90}}[)\]]\.?\s*\Z", re.IGNORECASE
)


def without_credit(spans: list[Span]) -> list[Span]:
    """Take the credit off the end of a caption.

    Args:
        spans: The caption.

    Returns:
        What is left, without links where the credit ran over them; nothing when there was nothing else.
    """
    text = plain(spans)
    kept = _BRACKETED.sub("", text)
    kept = _CREDIT.sub("", kept).strip()
    if kept == text:
        return spans
    head: list[Span] = []
    room = len(kept)
    for span in spans:
        words = plain([span])
        if len(plain([*head, span])) > room:
            rest = kept[len(plain(head)) :]
            if rest.strip() and span.kind == "text":
                head.append(Span("text", rest if head else rest.lstrip()))
            elif rest.strip() and words:
                head.append(Span("text", rest))
            break
        head.append(span)
    return head if kept else []
