"""RSS 0.9x and 2.0 of the usual kind; see `quick`."""

import re

from tuinews.feeds import quick
from tuinews.feeds.entries import Statement

_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_OTHER_VERSIONS = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
# What makes feedparser take a plain title for HTML; whether it does in the end is its own affair.
_MAYBE_HTML = re.compile(r"</\w+>|&#?\w+;")
_LIKE_A_REFERENCE = re.compile(r"&[A-Za-z0-9_]+;")

_ITEM_TEXTS = frozenset(("title", "link", "pubDate", "description"))
_ITEM_TEXTS_ELSEWHERE = frozenset(
    ((quick.CONTENT, "encoded"), (quick.FEEDBURNER, "origLink"), (quick.DC, "date"))
)
_CHANNEL_TEXTS = frozenset(("title", "link", "description", "language", "ttl"))
_CHANNEL_UNUSED = frozenset(
    [
        "category",
        "copyright",
        "docs",
        "generator",
        "lastBuildDate",
        "managingEditor",
        "pubDate",
        "webMaster",
        "author",
        "cloud",
        "rating",
    ]
)
_CHANNEL_UNUSED_DC = frozenset(("creator", "date", "publisher", "rights"))
_UNUSED_SPACES = frozenset((*quick.UNUSED, quick.SYNDICATION))
_IMAGE_PARTS = frozenset(("url", "title", "link", "width", "height", "description"))


class RssReader(quick.QuickReader):
    """Reads one document of RSS."""

    item_depth = 3
    _in_image = False
    _language = ""

    def bind(self, prefix: str | None, uri: str | None) -> None:
        """See that no namespace gives the elements another meaning."""
        if (not prefix and uri != quick.WORDPRESS) or not uri or uri.lower() in _OTHER_VERSIONS:
            raise quick.Unusual

    def element(self, space: str, local: str, attributes: dict[str, str]) -> None:
        """Look at an element that begins."""
        if self.depth <= 2:
            self._frame(space, local, attributes)
        elif self.item is not None:
            self._in_item(self.item, space, local, attributes)
        elif self._in_image:
            if space or local not in _IMAGE_PARTS or attributes:
                raise quick.Unusual
            self.take(quick.nowhere)
        elif self.depth == 3:
            self._in_channel(space, local, attributes)
        elif space or local not in ("hour", "day"):
            raise quick.Unusual

    def ended(self) -> None:
        """Take notice of the end of an item or a picture."""
        if self.depth == 2:
            if self.item is not None:
                self.statements.append(self.statement(self.item))
                self.item = None
            self._in_image = False
        elif self.depth == 0:
            quick.plain_address(self.channel.get("link", ""))
            if self._language:
                self.channel.setdefault("language", self._language)

    def statement(self, item: quick.Item) -> Statement:
        """Put together what was read of an item."""
        texts = item.texts
        title, link, guid = texts.get("title", ""), texts.get("link", ""), texts.get("guid", "")
        if item.is_permalink:
            quick.plain_address(guid)
        if "&" in link:
            link = link.replace("&amp;", "&")
            if _LIKE_A_REFERENCE.search(link):
                raise quick.Unusual
        quick.plain_address(link)
        if ("<" in title or "&" in title) and _MAYBE_HTML.search(title):
            raise quick.Unusual
        named = guid if "link" not in texts and item.is_permalink else link
        # A GUID that does not say otherwise counts as an address, also when it is a number.
        named = "" if named == guid and "://" not in named else named
        original = texts.get("origLink", "")
        if quick.CAPTION in texts:
            if "encoded" in texts or _MAYBE_HTML.search(texts[quick.CAPTION]):
                raise quick.Unusual
            summary, content = quick.bodies(item, "description", quick.CAPTION, plain=(False, True))
        else:
            summary, content = quick.bodies(item, "description", "encoded")
        if len(item.authors) > 1 and any("@" in author for author in item.authors):
            raise quick.Unusual
        return Statement(
            guid=guid,
            links=(original if "://" in original else "", named, link),
            title=title,
            authors=tuple(filter(None, item.authors)),
            published=self.date(texts.get("pubDate", "")),
            updated=self.date(texts.get("date", "")),
            summary=summary,
            content=content,
            categories=tuple(filter(None, item.categories)),
            files=(*item.contents, *item.thumbnails, *item.enclosures),
        )

    def _frame(self, space: str, local: str, attributes: dict[str, str]) -> None:
        if space or local != ("rss", "channel")[self.depth - 1]:
            raise quick.Unusual
        if self.depth == 1:
            version = attributes.get("version", "")
            self.version = "rss20" if version.startswith("2.") else _VERSIONS.get(version, "rss")
            if any(
                name.startswith("http") or name in ("base", "lang")
                for name in attributes.keys() - {quick.XML_LANG}
            ):
                raise quick.Unusual
            self._language = attributes.get(quick.XML_LANG, "").replace("_", "-")
        elif attributes or self.channel or self.statements:
            raise quick.Unusual

    def _in_channel(self, space: str, local: str, attributes: dict[str, str]) -> None:
        if not space and local == "item":
            if attributes:
                raise quick.Unusual
            self.begin_item()
        elif (
            (not space and local in _CHANNEL_TEXTS)
            or (space == quick.SYNDICATION and local != "updateBase")
            or (space == quick.DC and local == "language")
        ):
            if attributes:
                raise quick.Unusual
            self.text(self.channel, local)
        elif not space and local == "image" and not attributes and "title" in self.channel:
            self._in_image = True
        elif space == quick.ATOM and local == "link":
            if attributes.get("rel", "alternate").lower() == "alternate":
                raise quick.Unusual
            quick.plain_address(attributes.get("href", ""))
            self.take(quick.nothing)
        elif (
            (not space and local in _CHANNEL_UNUSED)
            or (space == quick.DC and local in _CHANNEL_UNUSED_DC)
            or space in _UNUSED_SPACES
        ):
            self.take(quick.nowhere)
        elif space or local not in ("skipHours", "skipDays"):
            raise quick.Unusual
        else:
            self.skips = True

    def _in_item(self, item: quick.Item, space: str, local: str, attributes: dict[str, str]) -> None:
        if not space and self.depth == 4:
            self._own(item, local, attributes)
        elif space in quick.MEDIA and self.depth <= 6:
            self.media(item, local, attributes)
        elif self.depth != 4:
            raise quick.Unusual
        elif space in quick.UNUSED and attributes:
            self.take(quick.nowhere)
        elif space in quick.UNUSED:
            self.plain_texts(item, quick.to_nowhere)
        elif attributes:
            raise quick.Unusual
        elif (space, local) in _ITEM_TEXTS_ELSEWHERE:
            self.plain_text(item, local)
        elif (space, local) == (quick.DC, "creator"):
            self.plain_texts(item, quick.to_authors)
        elif (space, local) == (quick.DC, "subject"):
            self.plain_texts(item, quick.to_categories)
        else:
            raise quick.Unusual

    def _own(self, item: quick.Item, local: str, attributes: dict[str, str]) -> None:
        """Read an element of RSS's own."""
        if (local in _ITEM_TEXTS and not attributes) or (local == "guid" and not attributes):
            self.plain_text(item, local)
        elif local == "guid":
            self.attributed(item, self._guid, attributes)
        elif local == "category" and not attributes:
            self.plain_texts(item, quick.to_categories)
        elif local == "category":
            self.attributed(item, self._category, attributes)
        elif local == "enclosure":
            self.attributed(item, self._enclosure, attributes)
        elif local == "link" and attributes.get("uri", "").startswith("at:") and len(attributes) == 1:
            self.text(item.texts, local)
        elif local == "source":
            self.take(quick.nowhere)
        elif attributes:
            raise quick.Unusual
        elif local == "author":
            self.plain_texts(item, quick.to_authors)
        elif local == "comments":
            self.plain_texts(item, quick.to_nowhere)
        else:
            raise quick.Unusual

    def _guid(self, item: quick.Item, attributes: dict[str, str]) -> None:
        if attributes.keys() != {"isPermaLink"}:
            raise quick.Unusual
        item.is_permalink = attributes["isPermaLink"] == "true"
        self.text(item.texts, "guid")

    def _category(self, item: quick.Item, attributes: dict[str, str]) -> None:
        if attributes.keys() != {"domain"}:
            raise quick.Unusual
        self.take(item.categories.append)

    def _enclosure(self, item: quick.Item, attributes: dict[str, str]) -> None:
        if "href" in attributes:
            raise quick.Unusual
        item.enclosures.append(self.enclosure(attributes, attributes.get("url", "")))
        self.take(quick.nothing)
