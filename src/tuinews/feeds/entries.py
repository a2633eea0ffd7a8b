"""What a feed states of one entry, and the one place where that is cleaned.

The readers of the formats (parse, jsonfeed) only collect; everything that a terminal, a database or a browser might
trip over is dealt with here, once, so that an RSS item and a JSON item come out alike.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Literal, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tuinews import urls
from tuinews.feeds.openings import opening_of
from tuinews.model import Enclosure, Entry
from tuinews.text import (
    AUTHOR_CELLS,
    bare_text,
    clean_line,
    clean_markup,
    count_words,
    shorten,
)

ENTRIES = 1_000
"""Of a larger feed only so many are taken, the newest."""
GUID_CHARACTERS = 2_048
CATEGORIES = 20
ENCLOSURES = 20
FULL_TEXT_WORDS = 250
"""A lone description of at least so many words is the story itself, not a teaser of it (the Guardian's have 200)."""
RELATIONS = ("alternate", "related", "via")
"""Of links that may lead to a story, the nearest to it first (RFC 4287 section 4.2.7.2)."""
WIDEST_PICTURE = 2_000
"""Pixels; a terminal shows no more, and the originals of picture agencies take megabytes."""

Item = TypeVar("Item")

_TITLE_OPENING = 80
_TITLE_MARKUP = 10_000
_NAME = 500
_LENGTH_LIMIT = 1 << 53
_TAG = re.compile(r"<!?/?[a-zA-Z-][^<>]*>")
# Mark-up that publishers leave in headlines that claim to be plain text. Anything else in angle brackets is kept.
_STRAY_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u"
    r"|wbr)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_START_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_REFERENCE = re.compile(r"""(\s(?:href|src|poster)\s*=\s*)(["'])([^"']*)\2""", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|div|h[1-6])\b[^<>]*>", re.IGNORECASE)
_BLOCK_MARKUP = re.compile(
    r"<(?:p|br|div|img|ul|ol|blockquote|figure|h[1-6])\b[^<>]*>|<a\s+href\s*=", re.IGNORECASE
)
_EMPTY_LINE = re.compile(r"\n\s*\n")
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PICTURE_PATH = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
# WordPress gives the face of the author as the first picture of a story.
_PORTRAIT = re.compile(r"://[^/]*\bgravatar\.com/")


class File(Struct, frozen=True):
    """A file or picture as a feed states it: a raw address and raw words about it."""

    url: str
    role: Literal["enclosure", "media", "picture"] = "enclosure"
    """`media` (Media RSS) is an enclosure unless it turns out to be a picture; `picture` only illustrates."""
    media_type: str = ""
    medium: str = ""
    """`image`, `video` … (Media RSS), empty when not stated."""
    length: object = None
    width: object = None
    title: str = ""


class Statement(Struct, frozen=True):
    """One entry as its feed states it: raw text, raw addresses, believable dates."""

    guid: str = ""
    links: tuple[str, ...] = ()
    """Candidates for the story's address, the best first; may be relative."""
    title: str = ""
    title_is_markup: bool = False
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    """HTML."""
    content: str = ""
    """HTML."""
    categories: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


def newest(items: Sequence[Item], date_of: Callable[[Item], datetime | None]) -> Sequence[Item]:
    """Cut an oversized feed to its newest items, in the order of the document.

    Args:
        items: Raw items.
        date_of: Gives an item's believable date. Items without one go first, and so do the later ones of the
            document among those of the same age: feeds put new stories on top.
    """
    if len(items) <= ENTRIES:
        return items
    places = range(len(items))
    dates = [date_of(item) for item in items]
    ranked = sorted(places, key=lambda place: (-(date.timestamp() if (date := dates[place]) else 0.0), place))
    return [items[place] for place in sorted(ranked[:ENTRIES])]


def make_entry(stated: Statement, base: str) -> Entry | None:
    """Clean what a feed states of an entry.

    Args:
        stated: The raw entry.
        base: The address that relative links start from.

    Returns:
        The entry without what `finished` adds, or None when nothing of it is left.
    """
    url = next((found for link in stated.links if (found := _address(base, link))), "")
    guid = clean_line(stated.guid, GUID_CHARACTERS)
    title = clean_title(stated.title, markup=stated.title_is_markup)
    author, categories = _byline(stated.authors), _categories(stated.categories)
    summary_html, content_html = clean_markup(stated.summary.strip()), clean_markup(stated.content.strip())
    enclosures, picture = _files(stated.files, base)
    published = stated.published or stated.updated
    if not any(
        (url, guid, title, author, categories, summary_html, content_html, enclosures, picture, published)
    ):
        return None

    if summary_html == content_html:
        summary_html = ""
    if not title:
        opening = opening_of(summary_html, content_html)
        title = clean_line(shorten(opening, _TITLE_OPENING)) or _words_of_path(url) or "Untitled"
    words = 0
    # A word and what parts it from the next one are two characters at least.
    if not content_html and len(summary_html) >= 2 * FULL_TEXT_WORDS - 1:
        words = _words(summary_html)
        if words >= FULL_TEXT_WORDS:
            summary_html, content_html = "", summary_html
    return Entry(
        guid=guid,
        url=url,
        title=title,
        author=author,
        published=published,
        updated=stated.updated,
        summary_html=summary_html,
        content_html=content_html,
        words=words,
        categories=categories,
        enclosures=enclosures,
        image_url=picture,
    )


def finished(entry: Entry) -> Entry:
    """Add to an entry what is read off its texts: how it opens, and how many words it has.

    It takes longer than all the rest, and is needed only of entries that are new.
    """
    summary, content = entry.summary_html, entry.content_html
    words = entry.words or _words_of_longer(summary, content)  # Of a lone text, they are counted by then.
    return replace(entry, summary=opening_of(summary, content), words=words)


def clean_title(title: str, *, markup: bool = False) -> str:
    """Make a headline of what stands in a title element.

    Args:
        title: Text that may hold tags, references, or references to tags.
        markup: Whether the feed says that it is HTML; then every tag goes, else only those that publishers leave in
            by mistake, so that “Use of <T> in a < b” keeps its brackets.

    Returns:
        One cleaned line, maybe empty.
    """
    bare = title[:_TITLE_MARKUP]
    if "<" in bare:
        pattern = _TAG if markup else _STRAY_TAG
        bare = pattern.sub("", _BREAK.sub(" ", bare))
    line = clean_line(bare)
    return " ".join(_STRAY_TAG.sub("", line).split()) if "<" in line else line


def markup_of(text: str, *, markup: bool) -> str:
    """Give a body as HTML whatever the feed called it.

    Args:
        text: The body.
        markup: Whether the feed says that it is HTML. Text with block elements in it counts as HTML all the same.

    Returns:
        HTML; plain text is escaped and its paragraphs are marked.
    """
    if markup or _BLOCK_MARKUP.search(text):
        if "<" in text or "\n" not in text.strip():
            return text
        # Many feeds put plain text, references and all, where HTML belongs; its empty lines still mean paragraphs.
        paragraphs = _EMPTY_LINE.split(text.strip())
        return text if len(paragraphs) == 1 else "".join(f"<p>{part.strip()}</p>" for part in paragraphs)
    escaped = (html.escape(part.strip(), quote=False) for part in _EMPTY_LINE.split(text.strip()))
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in escaped if part)


def rebased(markup: str, base: str) -> str:
    """Resolve the relative references of a text in HTML that has a base of its own (xml:base).

    Args:
        markup: The text.
        base: Its base, empty for none.
    """
    if not base or "=" not in markup:
        return markup

    def of_tag(tag: re.Match[str]) -> str:
        return _REFERENCE.sub(
            lambda found: f"{found[1]}{found[2]}{resolved(base, found[3])}{found[2]}", tag[0]
        )

    return _START_TAG.sub(of_tag, markup)


def resolved(base: str, reference: str) -> str:
    """Resolve a reference against a base that may itself be relative; as it is, where there is nothing to resolve."""
    bare = reference.strip()
    if not base or not bare or bare.startswith("#"):
        return reference
    try:
        return urljoin(base, bare)
    except ValueError:
        return reference


def _words_of_longer(summary: str, content: str) -> int:
    words = _words(content)
    # A word and what parts it from the next one are two characters at least.
    return words if 2 * words > len(summary) else max(words, _words(summary))


def _words(markup: str) -> int:
    return count_words(bare_text(markup)) if markup else 0


def _address(base: str, reference: str) -> str:
    bare = reference.strip()
    if bare.startswith("www."):
        bare = f"//{bare}"  # As people type it; no site has a folder of that name.
    joined = urls.join(base, bare) if bare else None
    return urls.without_tracking(joined) if joined else ""


def _words_of_path(url: str) -> str:
    """Read a headline off an address: `/film/dune-part-three-review.html` is “Dune part three review”."""
    for segment in reversed(urlsplit(url).path.split("/")):
        stem = re.sub(r"\.\w{2,5}\Z", "", unquote(segment))
        words = clean_line(re.sub(r"[-_+]+", " ", stem))
        if any(character.isalpha() for character in words):
            return words[0].upper() + words[1:]
    return ""


# The same few names and categories come with every entry of a document.


@lru_cache(maxsize=1_024)
def _byline(authors: tuple[str, ...]) -> str:
    names: dict[str, str] = {}
    for author in authors:
        name = clean_line(_EMAIL.sub(" ", _TAG.sub(" ", author[:_NAME])), AUTHOR_CELLS).strip(" ,;()<>[]")
        if name and not name.startswith(("http://", "https://")):
            names.setdefault(name.casefold(), name)
    return clean_line(", ".join(names.values()), AUTHOR_CELLS)


@lru_cache(maxsize=1_024)
def _categories(stated: tuple[str, ...]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for category in stated:
        name = clean_title(category).strip(" ,;#")
        if name and "://" not in name:  # Blogger names the kinds of its entries by address.
            names.setdefault(name.casefold(), name)
    return tuple(names.values())[:CATEGORIES]


def _files(files: Iterable[File], base: str) -> tuple[tuple[Enclosure, ...], str]:
    """Sort the files of an entry into its enclosures and its one picture."""
    enclosures: dict[str, Enclosure] = {}
    widths: dict[str, int] = {}
    for file in files:
        address = urls.join(base, file.url) if file.url.strip() else None
        if address is None:
            continue
        picture = _is_picture(file, address)
        if picture and not ("gravatar" in address and _PORTRAIT.search(address)):
            width = _number(file.width) or 0
            widths.setdefault(address, width if width <= WIDEST_PICTURE else 0)
        if (file.role == "enclosure" or not picture) and len(enclosures) < ENCLOSURES:
            enclosure = Enclosure(
                address, clean_line(file.media_type, 100), _number(file.length), clean_title(file.title)
            )
            enclosures.setdefault(address, enclosure)
    return tuple(enclosures.values()), max(widths, key=widths.__getitem__, default="")


def _is_picture(file: File, address: str) -> bool:
    if file.role == "picture":
        return True
    if file.medium or file.media_type:
        return file.medium == "image" or file.media_type.startswith("image/")
    return bool(_PICTURE_PATH.search(urlsplit(address).path)) or _number(file.width) is not None


def _number(value: object) -> int | None:
    """Read a size in bytes or pixels from a string or number of a feed."""
    try:
        number = int(value) if isinstance(value, int | float | str) else -1
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < _LENGTH_LIMIT else None
