"""Feed documents of every kind, to a ParsedFeed.

feedparser reads RSS, Atom, RDF and CDF and forgives nearly everything. It also opens files and addresses when it is
given text, believes every date, and stumbles over some hostile documents; so it sees bytes only, and what it says is
taken field by field, each of the type expected or not at all.
"""

import io
import pyexpat
import re
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

from msgspec.structs import replace

from tuinews import urls
from tuinews.bodies import write_body
from tuinews.errors import DamagedFeed
from tuinews.feeds import quick
from tuinews.feeds.dates import believable, read_date
from tuinews.feeds.encodings import encoding_of
from tuinews.feeds.entries import (
    RELATIONS,
    File,
    Statement,
    clean_title,
    markup_of,
    newest,
    rebased,
    resolved,
)
from tuinews.feeds.identity import gathered
from tuinews.feeds.jsonfeed import parse_json_feed
from tuinews.feeds.kinds import Kind, kind_of, not_a_feed
from tuinews.feeds.quick_atom import AtomReader
from tuinews.feeds.quick_rss import RssReader
from tuinews.feeds.wishes import minutes_of, skipped_days, skipped_hours
from tuinews.model import ParsedFeed
from tuinews.text import clean_line, plain_text, shorten

DESCRIPTION_CHARACTERS = 1_000
LANGUAGE_CHARACTERS = 35  # RFC 5646 section 4.4.1: room for every language tag there is.
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD = 2_000
_ATOM_ROOT = re.compile(rb"<feed\s[^>]*xmlns")
_NONE_READABLE = (
    "This feed is damaged: it has stories, but none that can be read. It will be tried again later."
)

NOTHING: Mapping[int, int] = {}
RawEntry = dict[str, Any]
"""An entry, or any other part of a feed, as feedparser gives it."""

# From this version expat stops entities that multiply (CVE-2013-0340).
_EXPAT_IS_SAFE = tuple(int(part) for part in re.findall(r"\d+", pyexpat.EXPAT_VERSION)) >= (2, 4, 1)
# References beyond the last character of Unicode: one of them in one entry would cost the feed.
_NO_CHARACTER = re.compile(rb"&#(?:0*[1-9][0-9]{6,}|[xX]0*[1-9a-fA-F][0-9a-fA-F]{5,});?")
# An address of the AT protocol beside that of the page, which feedparser would take in its place.
_AT_ADDRESS = re.compile(rb"<link\s+uri\s*=\s*(?:\"at:[^\"<>]*\"|'at:[^'<>]*')\s*>")
# A GUID that is written as elements, which feedparser would take for an empty one.
_MARKED_GUID = re.compile(
    rb"(<guid\b[^<>]*(?<!/)>)([^<]{0,200}(?=<[a-zA-Z])(?:(?!\]\]>|<!\[CDATA\[|</?(?:guid|item|title|link)\b).){1,500}?)"
    rb"(?=</guid\s*>)",
    re.DOTALL,
)
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DATES = ("published", "created", "updated")


def parse_feed(
    body: bytes,
    content_type: str,
    url: str,
    known: Mapping[int, int] = NOTHING,
    *,
    now: datetime | None = None,
) -> ParsedFeed:
    """Read a feed document: RSS, Atom, RDF, CDF or JSON Feed.

    Args:
        body: The document, decompressed, at most 10 MB (the fetcher sees to that).
        content_type: The Content-Type header, may be empty or wrong.
        url: Where it came from in the end; relative links start there.
        known: Key -> hash of entries that need not be told again.
        now: The present, to judge dates by; by default what the clock says.

    Returns:
        The feed, maybe without entries, with at most its 1,000 newest. All text is cleaned.

    Raises:
        NotAFeed: The document is no feed; the summary says what it is instead.
        DamagedFeed: It is a feed, but broken off or garbled so that nothing can be read.
    """
    now = now or datetime.now(UTC)
    kind = kind_of(body, content_type)
    if kind == "json":
        return parse_json_feed(body, url, now, known)
    if kind != "markup":
        raise not_a_feed(kind)
    if not _EXPAT_IS_SAFE and b"<!DOCTYPE" in body and b"<!ENTITY" in body:
        raise DamagedFeed(
            "This feed defines XML entities, which the XML library of this computer can't read safely. "
            "A newer Python can.",
            pyexpat.EXPAT_VERSION,
        )

    usual = _usual(body, now)
    if usual is not None:
        return _of_usual(usual, body, url, known)
    return _of_feedparser(body, content_type, url, known, now, kind)


def packed(feed: ParsedFeed) -> ParsedFeed:
    """Write down of each entry what is kept as one text (`KeyedEntry.body`), and take it from the entry."""
    return replace(
        feed,
        entries=tuple(
            replace(entry, summary_html="", content_html="", enclosures=(), image_url="")
            for entry in feed.entries
        ),
        bodies=tuple(map(write_body, feed.entries)),
    )


def _usual(body: bytes, now: datetime) -> quick.Read | None:
    """Read a document of the usual kind; None when it is better left to feedparser."""
    reader = AtomReader(now) if _ATOM_ROOT.search(body, 0, _HEAD) else RssReader(now)
    try:
        if not body.isascii():
            body.decode("utf-8")
        return reader.read(body)
    except (quick.Unusual, expat.ExpatError, UnicodeDecodeError):
        return None


def _of_feedparser(
    body: bytes, content_type: str, url: str, known: Mapping[int, int], now: datetime, kind: Kind
) -> ParsedFeed:
    from xml.sax import SAXException  # As little used as feedparser, which imports it.

    result = _read(body, content_type)
    raw = _mappings(result, "entries")
    version = clean_line(_text(result, "version"), 20)
    if not raw and not version:
        raise not_a_feed(kind, body)
    broken = isinstance(result.get("bozo_exception"), SAXException) or not result.get("encoding")
    broken_off = broken and not (result.get("encoding") and _comes_to_its_end(body))
    if broken_off and _ends_within_an_entry(body):
        # Half a story would come again, as another one, once the document is whole.
        raw = raw[:-1]
    if not raw and broken:
        raise DamagedFeed(
            "This feed is damaged: it breaks off or is garbled before its first story. It will be tried again later.",
            clean_line(str(result.get("bozo_exception", ""))),
        )

    feed = _mapping(result, "feed")
    # RFC 4287 section 4.2.1: the author of an Atom feed is the author of the entries that name none.
    fallback = _authors(feed) if version.startswith("atom") else ()
    considered = newest(raw, lambda entry: _published(entry, now))
    found = gathered((_statement(item, fallback, now) for item in considered), url, known)
    if considered and not found:
        raise DamagedFeed(_NONE_READABLE)
    site = _text(feed, "link")
    return ParsedFeed(
        title=clean_title(_text(feed, "title"), markup=_is_markup(feed, "title")),
        entries=found.entries,
        identities=found.identities,
        unchanged=found.unchanged,
        site_url=(urls.join(url, site) or "") if site else "",
        description=shorten(plain_text(_text(feed, "subtitle")), DESCRIPTION_CHARACTERS),
        language=clean_line(_text(feed, "language"), LANGUAGE_CHARACTERS),
        format=version,
        ttl_minutes=_ttl(feed),
        skip_hours=skipped_hours(body),
        skip_days=skipped_days(body),
        skipped=len(considered) - len(found),
        broken_off=broken_off,
    )


def _comes_to_its_end(body: bytes) -> bool:
    """Tell whether a document is whole, sound or not: the same faults would come with it each time."""
    ends = [end.start() for end in _END.finditer(body)]
    return bool(ends) and not _ENTRY.search(body, ends[-1])


def _ends_within_an_entry(body: bytes) -> bool:
    begins = [entry.start() for entry in _ENTRY.finditer(body)]
    return bool(begins) and not _ENTRY_END.search(body, begins[-1])


def _of_usual(usual: quick.Read, body: bytes, url: str, known: Mapping[int, int]) -> ParsedFeed:
    channel = usual.channel
    considered = newest(usual.statements, lambda stated: stated.published or stated.updated)
    found = gathered(considered, url, known)
    if considered and not found:
        raise DamagedFeed(_NONE_READABLE)
    site = channel.get("link", "")
    return ParsedFeed(
        title=clean_title(channel.get("title", ""), markup=usual.title_is_markup),
        entries=found.entries,
        identities=found.identities,
        unchanged=found.unchanged,
        site_url=(urls.join(url, site) or "") if site else "",
        description=shorten(plain_text(channel.get("description", "")), DESCRIPTION_CHARACTERS),
        language=clean_line(channel.get("language", ""), LANGUAGE_CHARACTERS),
        format=usual.version,
        ttl_minutes=minutes_of(
            *(channel.get(name, "") for name in ("ttl", "updatePeriod", "updateFrequency"))
        ),
        # To look through the whole document takes a quarter as long as all the rest.
        skip_hours=skipped_hours(body) if usual.skips else frozenset(),
        skip_days=skipped_days(body) if usual.skips else frozenset(),
        skipped=len(considered) - len(found),
    )


def _read(body: bytes, content_type: str) -> RawEntry:
    body, headers = prepared(body, content_type)
    try:
        # Our own cleaning does the work of both options once, later, and only where somebody reads.
        result: RawEntry = equipped_feedparser().parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        return result
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - hostile documents make it fail in many ways; each costs one feed
        raise DamagedFeed(
            "This feed is damaged so badly that it can't be read. It will be tried again later.",
            f"feedparser: {type(error).__name__}: {clean_line(str(error))}",
        ) from None


def equipped_feedparser() -> Any:
    """Give feedparser, which asks us for an encoding where it would ask chardet, whose licence is not ours (LGPL)."""
    import feedparser  # Its import takes longer than twenty usual feeds, which don't need it.

    feedparser.encodings.lazy_chardet_encoding = encoding_of
    return feedparser


def prepared(body: bytes, content_type: str) -> tuple[bytes, dict[str, str]]:
    """Give what feedparser is given of a document: its bytes, and the headers it is to believe.

    feedparser compares keys in lower case, and calls a document without a type broken. It gets no content-location: with
    one it would resolve ids that are mere numbers, so that they changed with the address of the feed. Relative links are
    resolved here instead.
    """
    mended = _AT_ADDRESS.sub(b"<link>", _NO_CHARACTER.sub(b"", body))
    mended = _MARKED_GUID.sub(rb"\1<![CDATA[\2]]>", mended)
    return mended, {"content-type": _media_type(body, content_type)}


def _media_type(body: bytes, content_type: str) -> str:
    """Name the encoding for feedparser: what decodes as UTF-8 is UTF-8, whatever the header says.

    Servers add charsets out of habit, or `charset=undefined` by mistake. Zero bytes and escapes stand for UTF-16 and
    for the encodings that switch (ISO-2022), which would decode too. Where every byte is ASCII, all encodings that are
    based on it mean the same, and what is said stands.
    """
    stated = content_type if content_type.strip() else "application/xml"
    if b"\x1b" in body and not _CHARSET.search(stated):
        return (
            "application/xml"  # For text/xml feedparser would believe ASCII sooner than the document itself.
        )
    if b"\0" in body or b"\x1b" in body or (body.isascii() and _is_based_on_ascii(stated)):
        return stated
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return stated
    return "application/xml; charset=utf-8"


def _is_based_on_ascii(content_type: str) -> bool:
    charset = _CHARSET.search(content_type)
    if charset is None:
        return True
    try:
        return string.printable.encode("ascii").decode(charset[1]) == string.printable
    except (LookupError, ValueError):
        return False


def _statement(entry: RawEntry, authors: tuple[str, ...], now: datetime) -> Statement:
    summary, content = _bodies(entry)
    return Statement(
        guid=_text(entry, "id"),
        links=_links(entry),
        title=_text(entry, "title"),
        title_is_markup=_is_markup(entry, "title"),
        authors=_authors(entry) or authors,
        published=_date(entry, "published", now) or _date(entry, "created", now),
        updated=_date(entry, "updated", now),
        summary=summary,
        content=content,
        categories=tuple(_text(tag, "label") or _text(tag, "term") for tag in _mappings(entry, "tags")),
        files=_files(entry),
    )


def _links(entry: RawEntry) -> tuple[str, ...]:
    link, guid = _text(entry, "link"), _text(entry, "id")
    if link == guid and "://" not in link:
        link = ""  # feedparser takes every guid for a permalink that does not say otherwise, numbers too.
    others = _mappings(entry, "links")
    linked = (_text(other, "href") for rel in RELATIONS for other in others if other.get("rel") == rel)
    elsewhere = (_text(body, "src") for body in _mappings(entry, "content"))
    # FeedBurner put its own redirect into link, and kept the story's address beside it.
    original = _text(entry, "feedburner_origlink")
    return original if "://" in original else "", link, *linked, *elsewhere


def _bodies(entry: RawEntry) -> tuple[str, str]:
    """Give an entry's summary and content as HTML.

    feedparser files every further description (Media RSS captions, iTunes summaries) under `content`, and copies
    a lone content to `summary`; a summary of its own has a detail. A content that is shorter than the summary is such
    a caption.
    """
    contents = [
        rebased(
            markup_of(_text(body, "value"), markup=_text(body, "type") != "text/plain"), _text(body, "base")
        )
        for body in _mappings(entry, "content")
        if _text(body, "type").startswith("text/") or _text(body, "type").endswith("xml")
    ]
    content = max(contents, key=len, default="")
    summary = ""
    if not content or "summary_detail" in entry:
        summary = markup_of(_text(entry, "summary"), markup=_is_markup(entry, "summary", otherwise=True))
        summary = rebased(summary, _text(_mapping(entry, "summary_detail"), "base"))
    return summary, content if len(content) >= len(summary) else ""


def _authors(holder: RawEntry) -> tuple[str, ...]:
    names = [_text(author, "name") for author in _mappings(holder, "authors")]
    stated = _text(holder, "author")
    if "@" in stated and len(names) < 2:
        names = [
            stated
        ]  # feedparser cuts addresses off by a pattern that knows no domain of over four letters.
    return tuple(filter(None, names)) or tuple(filter(None, [stated]))


def _files(entry: RawEntry) -> tuple[File, ...]:
    # feedparser tells a base with texts only.
    base = _text(_mapping(entry, "title_detail"), "base") or _text(_mapping(entry, "summary_detail"), "base")
    media = (
        File(
            resolved(base, _text(content, "url")),
            "media",
            media_type=_text(content, "type"),
            medium=_text(content, "medium"),
            length=content.get("filesize"),
            width=content.get("width"),
        )
        for content in _mappings(entry, "media_content")
    )
    thumbnails = (
        File(resolved(base, _text(thumbnail, "url")), "picture", width=thumbnail.get("width"))
        for thumbnail in _mappings(entry, "media_thumbnail")
    )
    enclosures = (
        File(
            resolved(base, _text(link, "href")),
            media_type=_text(link, "type"),
            length=link.get("length"),
            title=_text(link, "title"),
        )
        for link in _mappings(entry, "links")
        if link.get("rel") == "enclosure"
    )
    return *media, *thumbnails, *enclosures, File(_text(_mapping(entry, "image"), "href"), "picture")


def _published(entry: RawEntry, now: datetime) -> datetime | None:
    return next((date for name in _DATES if (date := _date(entry, name, now))), None)


def _date(entry: RawEntry, name: str, now: datetime) -> datetime | None:
    guess = dict.get(entry, f"{name}_parsed")
    return believable(read_date(_text(entry, name), guess if isinstance(guess, tuple) else None), now)


def _ttl(feed: RawEntry) -> int | None:
    return minutes_of(_text(feed, "ttl"), _text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency"))


def _is_markup(holder: RawEntry, name: str, *, otherwise: bool = False) -> bool:
    kind = _text(_mapping(holder, f"{name}_detail"), "type")
    return kind != "text/plain" if kind else otherwise


# An element with an unexpected name or place can put any value under any key, so each is taken by its type. And past
# the look-ups of feedparser's own dictionary, which answers for one key with another (`updated` with `published`).


def _text(holder: RawEntry, name: str) -> str:
    value = dict.get(holder, name)
    return value if isinstance(value, str) else ""


def _mapping(holder: RawEntry, name: str) -> RawEntry:
    value = dict.get(holder, name)
    return value if isinstance(value, dict) else {}


def _mappings(holder: RawEntry, name: str) -> list[RawEntry]:
    value = dict.get(holder, name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
