"""Atom 1.0 of the usual kind; see `quick`."""

from datetime import datetime
from functools import partial

from msgspec import Struct

from tuinews.feeds import quick
from tuinews.feeds.entries import RELATIONS, Statement

_TYPES = {"": "plain", "text": "plain", "text/plain": "plain", "html": "html", "text/html": "html"}
_HTML = ("text/html", "application/xhtml+xml", "html", "xhtml")


class _Person(Struct):
    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.email})" if self.name and self.email else self.name or self.email


class AtomReader(quick.QuickReader):
    """Reads one document of Atom."""

    version = "atom10"
    item_depth = 2

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._types: dict[str, str] = {}
        self._people: list[_Person] = []
        self._feeds_people: list[_Person] = []
        self._in_person = False
        self._feed_links: list[str] = []

    def bind(self, prefix: str | None, uri: str | None) -> None:
        """See that no namespace gives the elements another meaning."""
        if not uri or (not prefix and uri != quick.ATOM) or (prefix and uri == quick.ATOM):
            raise quick.Unusual

    def element(self, space: str, local: str, attributes: dict[str, str]) -> None:
        """Look at an element that begins."""
        if self.depth == 1:
            if space != quick.ATOM or local != "feed":
                raise quick.Unusual
            self._language(attributes)
        elif self._in_person:
            self._in_the_person(space, local, attributes)
        elif self.item is not None:
            self._in_entry(self.item, space, local, attributes)
        elif self.depth == 2:
            self._in_feed(space, local, attributes)
        else:
            raise quick.Unusual

    def ended(self) -> None:
        """Take notice of the end of a person or an entry."""
        if self._in_person:
            self._in_person = False
        elif self.depth == 1 and self.item is not None:
            self.statements.append(self.statement(self.item))
            self.item = None
        elif self.depth == 0:
            named = quick.plain_address(self.channel.get("id", ""))
            self.channel["link"] = self._feed_links[-1] if self._feed_links else named

    def statement(self, item: quick.Item) -> Statement:
        """Put together what was read of an entry."""
        texts = item.texts
        guid = quick.plain_address(texts.get("id", ""))
        pages = [address for relation, address in item.links if relation == "page"]
        link = pages[-1] if pages else guid
        if link == guid and "://" not in link:
            link = ""
        # Pages are alternates too, in their order among the others.
        others = [
            address
            for wanted in RELATIONS
            for relation, address in item.links
            if relation == wanted or (relation == "page" and wanted == "alternate")
        ]
        plain = self._types.get("summary") == "plain", self._types.get("content") == "plain"
        if "description" in texts:
            if not texts.keys().isdisjoint(("summary", "content")):
                raise quick.Unusual
            summary, content = quick.bodies(item, "description", "content")
        else:
            summary, content = quick.bodies(item, "summary", "content", plain=plain)
        return Statement(
            guid=guid,
            links=("", link, *others),
            title=texts.get("title", ""),
            title_is_markup=self._types.get("title") == "html",
            authors=_names(self._people) or _names(self._feeds_people),
            published=self.date(texts.get("published", "")),
            updated=self.date(texts.get("updated", "")),
            summary=summary,
            content=content,
            categories=tuple(filter(None, item.categories)),
            files=(*item.contents, *item.thumbnails, *item.enclosures),
        )

    def _language(self, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name != quick.XML_LANG:
                raise quick.Unusual
            if value:
                self.channel["language"] = value.replace("_", "-")

    def _in_feed(self, space: str, local: str, attributes: dict[str, str]) -> None:
        if space in quick.UNUSED:
            self.take(quick.nowhere)
        elif space != quick.ATOM:
            raise quick.Unusual
        elif local == "entry" and not attributes:
            self.begin_item()
            self._types, self._people = {}, []
        elif local == "title":
            self.title_is_markup = _kind(attributes) == "html"
            self.text(self.channel, local)
        elif local == "subtitle":
            _kind(attributes)
            self.text(self.channel, "description")
        elif local == "id" and not attributes:
            self.text(self.channel, local)
        elif local == "link":
            address = quick.plain_address(attributes.get("href", ""))
            if "href" not in attributes:
                raise quick.Unusual
            relation = attributes.get("rel", "alternate").lower()
            if relation == "alternate" and attributes.get("type", "text/html").lower() in _HTML:
                self._feed_links.append(address)
            self.take(quick.nothing)
        elif local == "author" and not self.statements:
            self._begin_person(self._feeds_people)
        elif local in ("published", "updated", "generator", "icon", "logo", "rights", "category"):
            self.take(quick.nowhere)
        else:
            raise quick.Unusual

    def _in_entry(self, item: quick.Item, space: str, local: str, attributes: dict[str, str]) -> None:
        if space in quick.MEDIA and self.depth <= 6:
            self.media(item, local, attributes)
        elif self.depth != 3:
            raise quick.Unusual
        elif space in quick.UNUSED:
            self.take(quick.nowhere)
        elif space != quick.ATOM:
            raise quick.Unusual
        elif local in ("title", "summary", "content"):
            self.attributed(item, partial(self._text, local), attributes)
        elif local == "link":
            self.attributed(item, self._link, attributes)
        elif local == "category":
            self.attributed(item, self._category, attributes)
        elif local == "author":
            self._begin_person(self._people)
        elif local == "contributor":
            self._begin_person([])
        elif local == "rights":
            self.take(quick.nowhere)
        elif local in ("id", "published", "updated") and not attributes:
            self.plain_text(item, local)
        else:
            raise quick.Unusual

    def _text(self, local: str, item: quick.Item, attributes: dict[str, str]) -> None:
        self._types[local] = _kind(attributes)
        self.text(item.texts, local)

    def _category(self, item: quick.Item, attributes: dict[str, str]) -> None:
        item.categories.append(attributes.get("label", "") or attributes.get("term", ""))
        self.take(quick.nothing)

    def _link(self, item: quick.Item, attributes: dict[str, str]) -> None:
        if "href" not in attributes or "url" in attributes:
            raise quick.Unusual
        address = quick.plain_address(attributes["href"])
        relation = attributes.get("rel", "alternate").lower()
        if relation == "enclosure":
            item.enclosures.append(self.enclosure({"type": "text/html"} | attributes, address))
        elif relation == "alternate" and attributes.get("type", "text/html").lower() in _HTML:
            item.links.append(("page", address))
        else:
            item.links.append((relation, address))
        self.take(quick.nothing)

    def _begin_person(self, people: list[_Person]) -> None:
        people.append(_Person())
        self._person = people[-1]
        self._in_person = True

    def _in_the_person(self, space: str, local: str, attributes: dict[str, str]) -> None:
        if space in quick.UNUSED or (space == quick.ATOM and local == "uri"):
            self.take(quick.nowhere)
        elif (
            space == quick.ATOM
            and local in ("name", "email")
            and not attributes
            and not getattr(self._person, local)
        ):
            self.take(partial(setattr, self._person, local), mend=False)
        else:
            raise quick.Unusual


def _kind(attributes: dict[str, str]) -> str:
    """Tell whether a text construct is `plain` or `html`."""
    kind = _TYPES.get(attributes.get("type", "").lower())
    if kind is None or attributes.keys() - {"type"}:
        raise quick.Unusual
    return kind


def _names(people: list[_Person]) -> tuple[str, ...]:
    names = tuple(person.name for person in people if person.name)
    last = str(people[-1]) if people else ""
    # With an address in it, the name is found by whoever cleans it.
    return (last,) if last and (not names or (len(people) == 1 and "@" in last)) else names
