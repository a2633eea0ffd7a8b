"""Footnotes: a reference is told from the word it stands behind, and the way back from a note, which a terminal has no use for, goes."""

import re

from lxml.html import HtmlElement

from tuinews.article.tree import names_of, text_of

_REFERENCE = re.compile(r"\[?\s*(\d{1,3}|[a-z]|[*†‡§¶]{1,3}|(?:n|note)\.?\s?\d{1,3})\s*\]?", re.IGNORECASE)
_NAMES = re.compile(
    r"\b(?:foot-?notes?|end-?notes?|note-?ref|fn|fn-?ref|doc-noteref|sdfootnote\w*|reference)\b"
)
_NOTE_PLACE = re.compile(r"#_?(?:fn|foot-?note|end-?note|ftn|edn|note|cite_note|sdfootnote)", re.IGNORECASE)
_BACK = re.compile(
    r"[\s\ufe0e\ufe0f]*(?:[↩↵⏎⤴⬆↑^]|back(?: to text)?|return(?: to text)?)[\s\ufe0e\ufe0f]*", re.IGNORECASE
)
_BACK_PLACE = re.compile(
    r"#_?(?:fn_?-?:?ref|ftnref|ednref|foot-?note-?(?:ref|anchor)|note-?ref|cite_ref|sdfootnote\w*anc)",
    re.IGNORECASE,
)


def mark_footnotes(root: HtmlElement) -> None:
    """Put references to notes into brackets, as plain words, and drop the links back from the notes.

    Args:
        root: The element of the story, which is changed.
    """
    for link in list(root.iter("a")):
        href = (link.get("href") or "").strip()
        if not href.startswith("#") or len(href) < 2 or link.getparent() is None:
            continue
        text = text_of(link)
        way_back = _BACK.fullmatch(text) is not None
        if way_back and (not text.isalpha() or _BACK_PLACE.match(href)):
            link.drop_tree()
        elif (found := _REFERENCE.fullmatch(text)) and _is_reference(link, href):
            tail = link.tail
            link.clear()
            link.tag, link.text, link.tail = "span", f"[{found[1]}]", tail


def _is_reference(link: HtmlElement, href: str) -> bool:
    parent = link.getparent()
    raised = link.find(".//sup") is not None or (parent is not None and parent.tag == "sup")
    named = link.get("role") == "doc-noteref" or _NAMES.search(names_of(link)) is not None
    return raised or named or _NOTE_PLACE.match(href) is not None
