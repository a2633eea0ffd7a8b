"""Finding the feeds of a web page: what its head declares, then what it links to.

Nothing is guessed: an address that no link of the page gives is not tried.
"""

import codecs
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tuinews import urls
from tuinews.text import clean_line, plain_text

FOUND = 20
"""At most so many feeds are offered."""

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template)(?=[\s/>]).*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_ELEMENT = re.compile(r"<(link|a|base)(?=[\s/>])((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+)))?")
_ANCHOR_END = re.compile(r"</a\b|<a\b", re.IGNORECASE)
_ANCHOR_TEXT = 500
# Directories of podcasts (Apple's among them) name the feed in the data of their pages' own scripts.
_FEED_URL = re.compile(r'"feedUrl"\s*:\s*"(https?:(?:[^"\\]|\\.){4,2000})"')
# https://www.rssboard.org/rss-autodiscovery, RFC 4287 section 7 and JSON Feed's own, with what sites write instead.
_FEED_TYPE = re.compile(
    r"(?:application|text)/(?:(?:x-)?(?:rss|atom|rdf|x\.atom|feed)(?:\+(?:xml|json))?|xml|json)\s*(?:;.*)?"
)
_FEED_PATH = re.compile(r"\.(?:rss|atom|xml)/?\Z|/(?:feeds?|rss)(?:[/._-]|\Z)", re.IGNORECASE)
_NO_FEED = re.compile(r"sitemap|opensearch|/wp-json/|oembed|/xmlrpc|osd\.xml|\bmanifest\b", re.IGNORECASE)
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4_096  # HTML says 1,024 bytes; pages say later.
# Python knows codecs that no page is in, some of which raise or warn at any input.
_PAGE_CODEC = re.compile(
    r"utf-?(?:8|16|32)|ascii|iso-?8859|cp125\d|cp437|cp8\d\d|cp9\d\d|koi8|gb|big5|hz|euc|shift_jis|iso2022|johab"
    r"|tis-620|mac-"
)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page offers."""

    url: str
    title: str
    """What the page calls it, empty when it says nothing."""


def find_feeds(page: bytes, content_type: str, url: str) -> tuple[FoundFeed, ...]:
    """Find the feeds that a web page offers.

    Args:
        page: The page, as it came.
        content_type: Its Content-Type header, may be empty.
        url: Its address; relative links start there, or at the page's own `base`.

    Returns:
        At most 20 feeds, each once: those that the head declares, in its order, then those that a directory of podcasts
        names, then links of the body that look like feeds of the same site; feeds of comments come last.
    """
    text = _decode(page, content_type)
    links = tuple(_links(text))
    declared_base = next((link.href for link in links if link.element == "base" and link.href), "")
    base = (urls.join(url, declared_base) if declared_base else None) or url
    found: dict[str, FoundFeed] = {}
    for feed in (*_declared(links, base), *_named_in_data(text), *_linked(links, base, url)):
        found.setdefault(feed.url, feed)
    # The page itself is no feed: find_feeds is asked because it is not.
    found.pop(url, None)
    return tuple(sorted(found.values(), key=_about_comments))[:FOUND]


@dataclass(frozen=True, slots=True)
class _Link:
    element: str
    href: str
    relations: frozenset[str]
    kind: str
    title: str


def _links(page: str) -> Iterator[_Link]:
    """Give the `link` and `base` elements of a page in order, and the `a` elements that look like links to feeds.

    Pages are scanned rather than parsed: html.parser takes minutes for some three-megabyte pages, this takes a moment
    for any.
    """
    page = _HIDDEN.sub(" ", page)
    for start in _ELEMENT.finditer(page):
        element = start[1].lower()
        values: dict[str, str] = {}
        for name, *quoted in _ATTRIBUTE.findall(start[2]):
            values.setdefault(name.lower(), html.unescape("".join(quoted)).strip())
        href, title = values.get("href", ""), values.get("title", "")
        if element == "a":
            if not _FEED_PATH.search("/" + re.split(r"[?#]", href, maxsplit=1)[0]):
                continue
            title = title or plain_text(
                _ANCHOR_END.split(page[start.end() : start.end() + _ANCHOR_TEXT], 1)[0]
            )
        relations = frozenset(values.get("rel", "").lower().split())
        yield _Link(element, href, relations, values.get("type", "").lower(), clean_line(title))


def _declared(links: Iterable[_Link], base: str) -> Iterator[FoundFeed]:
    for link in links:
        if (
            link.element != "link"
            or "stylesheet" in link.relations
            or not link.relations & {"alternate", "feed"}
        ):
            continue
        address = urls.join(base, link.href)
        if link.href and address and _FEED_TYPE.fullmatch(link.kind) and not _NO_FEED.search(address):
            yield FoundFeed(address, link.title)


def _linked(links: Iterable[_Link], base: str, url: str) -> Iterator[FoundFeed]:
    here = urls.host(url)
    for link in links:
        address = urls.join(base, link.href) if link.element == "a" else None
        if (
            address
            and _same_site(urls.host(address), here)
            and _FEED_PATH.search(urlsplit(address).path)
            and not _NO_FEED.search(address)
        ):
            yield FoundFeed(address, link.title)


def _named_in_data(text: str) -> Iterator[FoundFeed]:
    for found in _FEED_URL.finditer(text):
        try:
            address = urls.web_url(json.loads(f'"{found[1]}"'))
        except ValueError:
            continue
        if address:
            yield FoundFeed(address, "")


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _about_comments(feed: FoundFeed) -> bool:
    return bool(_COMMENTS.search(feed.title) or _COMMENTS.search(urlsplit(feed.url).path))


def _decode(page: bytes, content_type: str) -> str:
    named = _HEADER_CHARSET.search(content_type)
    declared = _META_CHARSET.search(page, 0, _CHARSET_WITHIN)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    for name in (named and named[1], declared and declared[1].decode("ascii", "replace")):
        try:
            codec = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if _PAGE_CODEC.match(codec):
            return page.decode(codec, "replace")
    return page.decode("utf-8", "replace")
