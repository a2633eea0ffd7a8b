"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read leniently.

The specification itself asks readers to accept ids that are numbers; beyond that, a value of the wrong type counts as
absent, and only the item it stands in may suffer.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tuinews import urls
from tuinews.errors import DamagedFeed
from tuinews.feeds.dates import believable, read_date
from tuinews.feeds.entries import File, Statement, clean_title, markup_of, newest
from tuinews.feeds.identity import gathered
from tuinews.feeds.kinds import not_a_feed
from tuinews.model import ParsedFeed
from tuinews.text import clean_line, plain_text, shorten

_DESCRIPTION = 1_000
_LANGUAGE = 35  # RFC 5646 section 4.4.1: room for every language tag there is.
_VERSIONS = {"https://jsonfeed.org/version/1": "json10", "https://jsonfeed.org/version/1.1": "json11"}


def parse_json_feed(body: bytes, url: str, now: datetime, known: Mapping[int, int]) -> ParsedFeed:
    """Read a JSON Feed.

    Args:
        body: The document.
        url: Where it came from; relative links start there.
        now: The present, to judge dates by.
        known: Key -> hash of entries that need not be told again.

    Returns:
        The feed, maybe without entries, with at most its 1,000 newest.

    Raises:
        NotAFeed: It is JSON, but no JSON Feed.
        DamagedFeed: It is no sound JSON, or none of its items is of use.
    """
    document = _load(body)
    if not isinstance(document, dict):
        raise not_a_feed("json")
    version = _text(document, "version").rstrip("/").replace("http:", "https:").replace("//www.", "//")
    items = document.get("items")
    if "jsonfeed.org/version/" not in version and not _look_like_stories(items):
        raise not_a_feed("json")
    if items is not None and not isinstance(items, list):
        raise DamagedFeed(
            "This JSON feed is damaged: its list of stories can't be read. It will be tried again later."
        )

    site = _text(document, "home_page_url")
    feed_authors = _authors(document)
    considered = newest(items or [], lambda item: _date(item, "date_published", now))
    statements = (_statement(item, feed_authors, now) for item in considered if isinstance(item, dict))
    found = gathered(statements, url, known)
    if considered and not found:
        raise DamagedFeed(
            "This JSON feed is damaged: none of its stories can be read. It will be tried again later."
        )
    return ParsedFeed(
        title=clean_title(_text(document, "title")),
        entries=found.entries,
        identities=found.identities,
        unchanged=found.unchanged,
        site_url=(urls.join(url, site) or "") if site else "",
        description=shorten(plain_text(_text(document, "description")), _DESCRIPTION),
        language=clean_line(_text(document, "language"), _LANGUAGE),
        format=_VERSIONS.get(version, "json"),
        skipped=len(considered) - len(found),
    )


def _load(body: bytes) -> object:
    try:
        try:
            return json.loads(body, strict=False)
        except UnicodeDecodeError:
            return json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise DamagedFeed(
            "This JSON feed is damaged: it breaks off or is garbled. It will be tried again later.",
            type(error).__name__,
        ) from None


def _look_like_stories(items: object) -> bool:
    """Tell a feed that forgot to say so from other JSON: these names are JSON Feed's own."""
    return isinstance(items, list) and any(
        isinstance(item, dict) and ("content_html" in item or "content_text" in item) for item in items
    )


def _statement(item: Mapping[str, Any], feed_authors: tuple[str, ...], now: datetime) -> Statement:
    guid = _text(item, "id")
    content = _text(item, "content_html") or markup_of(_text(item, "content_text"), markup=False)
    pictures = (File(_text(item, name), "picture") for name in ("image", "banner_image"))
    attachments = (
        File(
            _text(attachment, "url"),
            media_type=_text(attachment, "mime_type"),
            length=attachment.get("size_in_bytes"),
            title=_text(attachment, "title"),
        )
        for attachment in _list(item, "attachments")
        if isinstance(attachment, dict)
    )
    return Statement(
        guid=guid,
        links=(_text(item, "url"), _text(item, "external_url"), guid if "://" in guid else ""),
        title=_text(item, "title"),
        authors=_authors(item) or feed_authors,
        published=_date(item, "date_published", now),
        updated=_date(item, "date_modified", now),
        summary=markup_of(_text(item, "summary"), markup=False),
        content=content,
        categories=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        files=(*pictures, *attachments),
    )


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of a feed's or an item's authors: `authors` of 1.1, `author` of 1.0, or bare strings."""
    stated = [*_list(holder, "authors"), holder.get("author")]
    names = (_text(author, "name") if isinstance(author, dict) else author for author in stated)
    return tuple(name for name in names if isinstance(name, str) and name)


def _date(item: object, name: str, now: datetime) -> datetime | None:
    return believable(read_date(_text(item, name)), now) if isinstance(item, dict) else None


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
