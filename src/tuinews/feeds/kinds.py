"""Telling what kind of document came, before any parser sees it, and saying so when it is no feed."""

import codecs
import re
from typing import Literal

from tuinews.errors import NotAFeed

Kind = Literal["empty", "json", "page", "opml", "media", "text", "markup"]
"""`markup` is what may be a feed in XML; `page` is HTML."""

_HEAD = 65_536
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<" and "{" as they begin in encodings that don't contain ASCII (XML 1.0 appendix F.1).
_WIDE = (
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]"), "utf-16-be"),
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FIRST_TAG = re.compile(r"<(?:[a-z_][\w.-]*:)?([a-z_][\w.-]*)", re.IGNORECASE)
# Some tools wrap a feed in html and body, or put the doctype of HTML before it.
_FEED_INSIDE = re.compile(r"<(?:rss\s[^<>]*version|feed\s[^<>]*xmlns)\s*=", re.IGNORECASE)
_PAGE_TAG = re.compile(
    r"html|head|body|title|meta|link|script|style|noscript|div|p|h[1-6]|table|form|center|br|b|a|span|img",
    re.IGNORECASE,
)

_REFUSALS: dict[Kind, str] = {
    "empty": "The server sent an empty document instead of a feed. That often passes by itself; try again later.",
    "json": "This address gives data for programs (JSON), but not a feed. Look on the site for a link that says RSS.",
    "page": "This address gives a web page, not a feed. The feed may have moved, or the site may want a login first.",
    "opml": "This is a list of subscriptions (OPML), not a feed. Save it as a file and import it with “tuinews import”.",
    "media": "This address gives a picture, a sound or a film, not a feed. Look on the site for a link that says RSS.",
    "text": "This address gives plain text or some other file, not a feed. Look on the site for a link that says RSS.",
    "markup": "This address gives an XML document, but not a feed. Look on the site for a link that says RSS.",
}


def kind_of(body: bytes, content_type: str) -> Kind:
    """Tell what a document is, by its opening rather than by its label: servers mislabel feeds freely.

    Args:
        body: The document.
        content_type: The Content-Type header, may be empty.

    Returns:
        `page` only for what surely is HTML; a fragment that might still hold a feed counts as `markup`.
    """
    head = _opening(body)
    start = head.lstrip("\ufeff\0 \t\r\n")
    label = content_type.partition(";")[0].strip().lower()
    if not start:
        return "empty"
    if start.startswith("{") or ("json" in label and not start.startswith("<")):
        return "json"
    if label.startswith(("image/", "audio/", "video/")) and not start.startswith("<"):
        return "media"
    bare = _COMMENT.sub("", start)
    tag = _FIRST_TAG.search(bare)
    if tag is None:
        return "text"
    if tag[1].lower() == "html" and not _FEED_INSIDE.search(bare):
        return "page"
    return "opml" if tag[1].lower() == "opml" else "markup"


def not_a_feed(kind: Kind, body: bytes = b"") -> NotAFeed:
    """Make the error that says what came instead of a feed.

    Args:
        kind: What `kind_of` said.
        body: The document, to tell a fragment of a page from other markup.
    """
    if kind == "markup":
        tag = _FIRST_TAG.search(_COMMENT.sub("", _opening(body)))
        if tag and _PAGE_TAG.fullmatch(tag[1]):
            kind = "page"
    return NotAFeed(_REFUSALS[kind], kind)


def _opening(body: bytes) -> str:
    head = body[:_HEAD]
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    for pattern, encoding in _WIDE:
        if pattern.match(head):
            return head.decode(encoding, "ignore")
    return head.decode("utf-8", "replace")
