"""What a page says about its story: headline, byline, dates, and the sentence under the headline.

The visible headline and byline are what the reader would see, JSON-LD is what the publisher states with care, Open
Graph is made for sharing, other `meta` come last.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from tuinews import urls
from tuinews.article.linked_data import Node, is_free, nodes_of, story_node, texts, word_count
from tuinews.article.page_dates import dates_in, read_date
from tuinews.article.tree import names_of, text_of
from tuinews.text import AUTHOR_CELLS, clean_line

KEYWORDS = 40
DEK_CELLS = 400
_MAIN_WORDS = 3
_HOST_LETTERS = 4
"""Letters of a host's name that tell it from a word of a headline."""
_NEAR_HEADLINE = 12
"""Pieces of text around the headline among which a date may stand."""
_DATE_LINE = 80
"""Characters of a line that says when, and little else."""
_DATE_NAMES = re.compile(r"\b(?:date|published|pubdate|posted-on|timestamp)\b")
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»]|::?|-)\s+")
_WORD = re.compile(r"\w+")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_BY = re.compile(
    r"\A\s*(?:(?:written|words|posted|reviewed|reported|story|text|review|interview)\s+)?(?:by\b[:\s]+|(?:von|par|por|di|door)\s+|(?:words|text|story|report|author|writer|autor)\s*:\s*)",
    re.IGNORECASE,
)
_BYLINE_END = re.compile(
    r"\s*(?:[|•·]|\s[-–—]\s|\bpublished\b|\bupdated\b|\bposted\b|\d{1,2}[:/.]\d{2}|\d{4}\b|@).*\Z",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\A(?:admin(?:istrator)?|editor|staff|guest|unknown|none|null|author|user\d*|https?:.*|www\..*)\Z",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^<>]*>")
_MAIL = re.compile(r"\A\S+@\S+(?:\s*\(([^()]+)\))?\s*\Z")
_BYLINE_CHARACTERS = 1_000
_COMMENTS = re.compile(r"\b(?:comments?|respon[ds]e?s?|replies|disqus)\b")
_COMMENT_LEVELS = 8
_COMMENTS_LOOKED_AT = 200
_BYLINE_NAMES = re.compile(
    r"\b(?:byline|author-name|author|post-author|entry-author|article-author|by-author|writer)\b"
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|contributors?|staff|journalists?)/[\w.-]{3,}/?\Z", re.IGNORECASE
)
_DEK_NAMES = re.compile(
    r"\b(?:dek|deck|subtitle|sub-?(?:head(?:line|ing)?|title)|standfirst|stand-first|article-summary|entry-summary"
    r"|post-excerpt|article-(?:dek|intro|lead|lede|subtitle|description)|kicker-text|tagline|strapline)\b"
)
_CUT_SHORT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*\Z")


class Facts(Struct, frozen=True):
    """What a page says about its story. All text is one clean line."""

    title: str = ""
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    site: str = ""
    dek: str = ""
    image: str = ""
    keywords: tuple[str, ...] = ()
    base: str = ""
    """The address that links of the page are relative to."""
    body: str = ""
    """The text of the story where the page states it for machines too."""
    free: bool | None = None
    """Whether everybody may read the whole story, as the page says; None where it says nothing."""
    word_count: int = 0
    """Words of the whole story as the page states them; 0 where it does not."""


def read_facts(root: HtmlElement, url: str) -> Facts:
    """Read what a parsed page says about its story.

    Args:
        root: The page, scripts included.
        url: Where it came from.

    Returns:
        The facts; every field may be empty.
    """
    nodes = nodes_of(root)
    node = story_node(nodes, url)
    meta = _Meta(root)
    base = _base(root, url)
    site = _site(root, node, meta, url)
    title = _title(root, node, meta, site, url)
    return Facts(
        title=title,
        byline=_byline(root, node, meta, site),
        published=_first_date(
            texts(node.get("datePublished")),
            meta.all(
                "article:published_time",
                "og:published_time",
                "datepublished",
                "parsely-pub-date",
                "sailthru.date",
            ),
            meta.all(
                "dc.date.issued",
                "dcterms.created",
                "dc.date",
                "date",
                "pubdate",
                "publish-date",
                "article.published",
            ),
            texts(node.get("dateCreated")),
            _visible_dates(root),
        ),
        modified=_first_date(
            texts(node.get("dateModified")),
            meta.all(
                "article:modified_time",
                "og:updated_time",
                "datemodified",
                "last-modified",
                "dcterms.modified",
            ),
        ),
        language=_language(root, node, meta),
        site=site,
        dek=_dek(root, node, meta, title),
        image=_image(node, meta, base),
        keywords=_keywords(node, meta),
        base=base,
        body=next(iter(texts(node.get("articleBody"))), ""),
        free=_is_free(nodes, meta),
        word_count=word_count(node),
    )


class _Meta:
    """The `meta` elements of a page by lower-case name."""

    def __init__(self, root: HtmlElement) -> None:
        self._values: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    self._values.setdefault(name, []).append(content)

    def all(self, *names: str) -> list[str]:
        return [value for name in names for value in self._values.get(name, ())]

    def first(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")


def _base(root: HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        if element.get("href"):
            return urls.join(url, element.get("href") or "") or url
    return url


def _site(root: HtmlElement, node: Node, meta: _Meta, url: str) -> str:
    stated = [
        meta.first("og:site_name"),
        *texts(node.get("publisher"), "name"),
        meta.first("application-name"),
        _named_after_title(root),
    ]
    named = (clean_line(name, AUTHOR_CELLS) for name in stated)
    return next((name for name in named if name and "://" not in name), urls.host(url))


def _named_after_title(root: HtmlElement) -> str:
    """Give what follows the visible headline in the page's title: `Headline - Site`."""
    title = next((text_of(element) for element in root.iter("title")), "")
    for element in root.iter("h1"):
        headline = text_of(element)
        if headline and title.startswith(headline):
            pieces = _SEPARATOR.split(title[len(headline) :])
            return pieces[-1].strip() if len(pieces) > 1 else ""
    return ""


def _title(root: HtmlElement, node: Node, meta: _Meta, site: str, url: str) -> str:
    page_title = next((text_of(element) for element in root.iter("title")), "")
    stated = [*texts(node.get("headline")), meta.first("og:title"), meta.first("twitter:title"), page_title]
    stated = [title for title in (_without_site(clean_line(title), site, url) for title in stated) if title]
    shown = (clean_line(text_of(element)) for element in root.iter("h1"))
    headlines = [title for title in shown if title and _key(title) != _key(site)]
    likeness = [
        (max((_likeness(headline, title) for title in stated), default=0.0), headline)
        for headline in headlines
    ]
    if likeness:
        best, headline = max(likeness, key=lambda pair: pair[0])
        # A headline that nothing else on the page knows is the site's name or a section's.
        if best >= 0.5 or not stated:
            return next((title for title in stated if _is_with_byline(headline, title)), headline)
    return stated[0] if stated else ""


def _is_with_byline(headline: str, title: str) -> bool:
    """Tell whether a visible headline is a title with its date or byline in the same element."""
    if not headline.startswith(title):
        return False
    rest = headline[len(title) :].strip(" |–—·•:-")
    return bool(rest) and bool(_BY.match(rest) or len(dates_in(rest)) < len(rest))


def _without_site(title: str, site: str, url: str) -> str:
    """Take the site's name off the end, or the beginning, of a title."""
    names = {_key(site), _key(urls.host(url)), _key(urls.host(url).rpartition(".")[0])} - {""}
    pieces = _SEPARATOR.split(title)
    while len(pieces) > 1 and (_key(pieces[-1]) in names or _is_host(pieces[-1], url)):
        title = title[: title.rindex(pieces.pop())].rstrip(" |–—·•»:-")
    if len(pieces) > 1 and _key(pieces[0]) in names:
        title = title[len(pieces[0]) :].lstrip(" |–—·•»:-")
    return title


def _is_host(name: str, url: str) -> bool:
    """Tell whether a name is what an address is made of: its words, some of them, or their initials."""
    key = _key(name)
    initials = "".join(word[0] for word in _WORD.findall(name.lower()))
    for label in urls.host(url).split(".")[:-1]:
        part = _key(label)
        mostly = part in key and 2 * len(part) >= len(key)
        if len(part) >= _HOST_LETTERS and (
            mostly or (len(key) >= _HOST_LETTERS and key in part) or part == initials
        ):
            return True
    return False


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def _likeness(one: str, other: str) -> float:
    """Compare two headlines: the share of words that they have in common."""
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / max(1, min(len(first), len(second)), len(first | second) // 2)


def _byline(root: HtmlElement, node: Node, meta: _Meta, site: str) -> str:
    names = _names(texts(node.get("author"), "name"), site)
    if not names:
        names = _names(texts(node.get("creator"), "name"), site)
    if not names:
        stated = meta.all(
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "byl",
            "dc.creator",
            "dcterms.creator",
        )
        names = _names(stated, site)
    if not names:
        names = _names(_visible_names(root), site)
    return clean_line(", ".join(names), AUTHOR_CELLS)


def _names(stated: Iterable[str], site: str) -> list[str]:
    """Tell names from what else stands in author fields; each once, at most six."""
    names: list[str] = []
    for text in stated:
        text = _MAIL.sub(r"\1", _TAGS.sub(" ", text[:_BYLINE_CHARACTERS])).strip()
        name = _BYLINE_END.sub("", _BY.sub("", clean_line(text, AUTHOR_CELLS))).strip(" ,;")
        if not name or len(name.split()) > 12 or _NO_NAME.match(name) or "://" in name:
            continue
        if _key(name) != _key(site) and name.lower() not in (known.lower() for known in names):
            names.append(name)
    return names[:6]


def _visible_names(root: HtmlElement) -> list[str]:
    found: list[str] = []
    readers = 0
    for element in root.iter("a", "span", "p", "div", "address", "li", "cite"):
        if element.get("rel") == "author" or "author" in (element.get("itemprop") or ""):
            found.append(text_of(element))
        elif (element.get("class") or element.get("id")) and _BYLINE_NAMES.search(names_of(element)):
            text = text_of(element)
            if text and len(text) <= AUTHOR_CELLS and _BY.match(text):
                found.append(text)
        elif (
            element.tag == "a"
            and _AUTHOR_PAGE.search(element.get("href") or "")
            and len(text_of(element).split()) > 1
        ):
            found.append(text_of(element))
        if found and _is_of_readers(element):
            readers += 1
            found.clear()
        if found or readers > _COMMENTS_LOOKED_AT:
            break
    return found


def _is_of_readers(element: HtmlElement) -> bool:
    """Tell whether an element stands among the comments."""
    around = islice(chain([element], element.iterancestors()), _COMMENT_LEVELS)
    return any(_COMMENTS.search(names_of(each)) for each in around if each.tag not in ("body", "html"))


def _first_date(*sources: Iterable[str]) -> datetime | None:
    for source in sources:
        for text in source:
            moment = read_date(text)
            if moment:
                return moment
    return None


def _visible_dates(root: HtmlElement) -> Iterable[str]:
    """Find dates that are marked as such, then any that stands alone near the headline."""
    readers = 0
    for element in root.iter("time", "abbr", "span", "p", "div"):
        if readers > _COMMENTS_LOOKED_AT:
            break
        found: list[str] = []
        if element.get("datetime"):
            found.append(element.get("datetime") or "")
        if element.tag == "time" or "datePublished" in (element.get("itemprop") or ""):
            found.append(element.get("content") or text_of(element))
        elif element.get("class") and _DATE_NAMES.search(names_of(element)):
            text = text_of(element)
            if len(text) <= _DATE_LINE:
                found.append(text)
        if found and _is_of_readers(element):
            readers += 1
        else:
            yield from found
    headline = next(root.iter("h1"), None)
    if headline is None:
        return
    near = islice(
        chain(headline.itersiblings(), *(a.itersiblings() for a in headline.iterancestors())), _NEAR_HEADLINE
    )
    for element in near:
        for text in islice((piece.strip() for piece in element.itertext()), _NEAR_HEADLINE):
            if text and len(text) <= _DATE_LINE and len(dates_in(text)) < len(text):
                yield text


def _language(root: HtmlElement, node: Node, meta: _Meta) -> str:
    stated = [
        root.get("lang") or root.get("xml:lang") or "",
        *texts(node.get("inLanguage"), "alternateName", "name"),
        meta.first("og:locale"),
        meta.first("content-language"),
    ]
    for text in stated:
        if found := _LANGUAGE.fullmatch(text.strip()):
            return found[0].replace("_", "-")
    return ""


def _dek(root: HtmlElement, node: Node, meta: _Meta, title: str) -> str:
    visible = _visible_dek(root)
    stated = [
        visible,
        *texts(node.get("description")),
        meta.first("og:description"),
        meta.first("description", "twitter:description"),
    ]
    for text in stated:
        dek = clean_line(text, DEK_CELLS)
        if len(dek.split()) < _MAIN_WORDS or _key(dek) == _key(title):
            continue
        if text is not visible and _CUT_SHORT.search(dek):
            continue  # Cut out of the story by a machine.
        return dek
    return ""


def _visible_dek(root: HtmlElement) -> str:
    """Find the sentence under the headline by its name; only between the first `h1` and the story's first paragraphs."""
    paragraphs = 0
    after_headline = False
    for element in root.iter("h1", "h2", "h3", "p", "div", "span"):
        if element.tag == "h1":
            after_headline = True
        elif after_headline and (element.get("class") or element.get("itemprop")):
            if _DEK_NAMES.search(names_of(element)) or element.get("itemprop") in (
                "alternativeHeadline",
                "description",
            ):
                text = text_of(element)
                if 20 <= len(text) <= DEK_CELLS:
                    return text
        elif after_headline and element.tag == "p" and len(text_of(element)) > 80:
            paragraphs += 1
            if paragraphs > 1:
                break
    return ""


def _image(node: Node, meta: _Meta, base: str) -> str:
    stated = [
        *meta.all("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    ]
    stated += texts(node.get("image"), "url", "contentUrl", "@id")
    for text in stated:
        address = urls.join(base, text)
        if address and not urlsplit(address).path.lower().endswith(".svg"):
            return address
    return ""


def _is_free(nodes: list[Node], meta: _Meta) -> bool | None:
    if meta.first("article:content_tier").lower() in ("locked", "metered"):
        return False
    return is_free(nodes)


def _keywords(node: Node, meta: _Meta) -> tuple[str, ...]:
    stated = texts(node.get("keywords"), "name")
    stated += meta.all("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
    kept: dict[str, str] = {}
    for text in stated:
        for piece in re.split(r"[,;]", text[:2_000]):
            word = clean_line(piece, AUTHOR_CELLS)
            if word:
                kept.setdefault(word.lower(), word)
    return tuple(kept.values())[:KEYWORDS]
