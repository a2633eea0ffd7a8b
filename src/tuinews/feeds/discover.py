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
from tuinews.feeds.known_sites import feed_of_site
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
_FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf|xml)/?\Z|/(?:feeds?|rss2?)(?:[/._-]|\Z)|/(?:atom|syndication\.axd)/?\Z", re.IGNORECASE
)
# WordPress, Joomla, TYPO3 and their like.
_FEED_QUERY = re.compile(
    r"(?:\A|&)(?:feed=(?:rss2?|atom|rdf)|format=(?:feed|rss|atom)|type=(?:rss|atom))(?:&|\Z)", re.IGNORECASE
)
# Hosts of podcasts and newsletters.
_FEED_HOST = re.compile(r"(?:feeds?|rss)\d?\.", re.IGNORECASE)
_FEED_LABEL = re.compile(r"\b(?:rss|atom|feed)\b", re.IGNORECASE)
# How YouTube names the channel in its pages of channels and of videos.
_CHANNEL = re.compile(
    r"""<meta\s+itemprop=["'](?:identifier|channelId)["']\s+content=["'](UC[\w-]{22})["']""", re.IGNORECASE
)
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
        or a page of YouTube names, then links of the body that look like feeds of the same site; feeds of comments come
        last. Where there are none, those that the page calls its feed though they are kept elsewhere, as podcasts are.
    """
    text = _decode(page, content_type)
    links = tuple(_links(text))
    declared_base = next((link.href for link in links if link.element == "base" and link.href), "")
    base = (urls.join(url, declared_base) if declared_base else None) or url
    found: dict[str, FoundFeed] = {}
    for feed in (
        *_declared(links, base),
        *_named_in_data(text),
        *_of_channel(text, url),
        *_linked(links, base, url),
    ):
        # The page itself is no feed: find_feeds is asked because it is not.
        if feed.url != url:
            _add(found, feed)
    if not found:
        for feed in _kept_elsewhere(links, base):
            _add(found, feed)
    return tuple(sorted(found.values(), key=_about_comments))[:FOUND]


def _add(found: dict[str, FoundFeed], feed: FoundFeed) -> None:
    """Add a feed unless it is there; of two that differ in http and https, the secure one counts, in the first's place."""
    known = found.setdefault(urls.likeness(feed.url), feed)
    if known.url.startswith("http:") and feed.url.startswith("https:"):
        found[urls.likeness(feed.url)] = FoundFeed(feed.url, known.title or feed.title)


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
        href = urls.without_feed_scheme(values.get("href", ""))
        title = values.get("title", "") or values.get("aria-label", "")
        if element == "a":
            if not _looks_like_a_feed(href) and not _FEED_TYPE.fullmatch(values.get("type", "").lower()):
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
        if not address or not link.href or _NO_FEED.search(address):
            continue
        # rel=feed says it by itself (https://microformats.org/wiki/rel-feed is older than any list of types).
        kinds = _FEED_TYPE.fullmatch(link.kind) if link.kind else "feed" in link.relations
        if kinds or (not link.kind and _FEED_PATH.search(urlsplit(address).path)):
            yield FoundFeed(address, link.title)


def _linked(links: Iterable[_Link], base: str, url: str) -> Iterator[FoundFeed]:
    here = urls.host(url)
    for link in links:
        address = urls.join(base, link.href) if link.element == "a" else None
        if address and _same_site(urls.host(address), here) and _is_feed_of_body(link, address):
            yield FoundFeed(address, link.title)


def _kept_elsewhere(links: Iterable[_Link], base: str) -> Iterator[FoundFeed]:
    for link in links:
        address = urls.join(base, link.href) if link.element == "a" else None
        if (
            address
            and _FEED_LABEL.search(link.title)
            and (_FEED_HOST.match(urls.host(address)) or _is_feed_of_body(link, address))
        ):
            yield FoundFeed(address, link.title)


def _looks_like_a_feed(href: str) -> bool:
    path, _, query = href.partition("#")[0].partition("?")
    return bool(
        _FEED_PATH.search(f"/{path}")
        or _FEED_QUERY.search(query)
        or _FEED_HOST.match(path.partition("//")[2])
    )


def _is_feed_of_body(link: _Link, address: str) -> bool:
    parts = urlsplit(address)
    looks = (
        _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query) or _FEED_TYPE.fullmatch(link.kind)
    )
    return bool(looks and not _NO_FEED.search(address))


def _of_channel(text: str, url: str) -> Iterator[FoundFeed]:
    channel = _CHANNEL.search(text) if urls.host(url) in ("youtube.com", "m.youtube.com") else None
    if channel and (feed := feed_of_site(f"https://www.youtube.com/channel/{channel[1]}")):
        yield FoundFeed(feed, "")


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
