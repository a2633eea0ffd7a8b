"""Lists of subscriptions as other readers write and read them: OPML (http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree
from xml.parsers import expat

from msgspec.structs import replace

from tuinews.errors import FeedError, UsageError
from tuinews.model import NewSource, Source
from tuinews.text import clean_line, shorten
from tuinews.urls import join, typed_url, without_login

LARGEST = 20_000_000
"""Bytes of a file that is read; the largest real collections are a hundredth of it."""
OUTLINES = 10_000
DEEPEST = 50
"""Levels of folders; deeper ones are left out."""

_ROOTS = ("opml", "outlinedocument")  # The second is what OPML was called before 1.0.
_NAME_CELLS = 100
_SHOWN = 60
_ADDRESSES = ("xmlurl", "url")
# FreshRSS's types of what has no feed: the form of the page, and the language of the rules for it
# (https://freshrss.github.io/FreshRSS/en/developers/OPML.html).
_MADE_OF_A_PAGE = re.compile(r"(?:html|xml|json)\+(?:xpath|dot)")
_NO_FEED = "There is no feed at its address: the other reader picks its stories out of the page itself."
# What XML 1.0 section 2.2 does not allow: ElementTree would write it, and no reader could read it back.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What readers and editors leave before the beginning, where XML allows nothing.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*")
# Without entities of its own, a document knows five by name (XML 1.0 section 4.6); `&nbsp;` is as bare as `&b=`.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_ENCODING = re.compile(rb"<\?xml[^<>?]{0,100}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")
_DECLARATION = re.compile(r"\A<\?xml[^<>]{0,200}\?>")
_ENTITIES = "This file defines XML entities, which a list of subscriptions never needs; it was not read."
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class OpmlOutlines:
    """What a list of subscriptions holds."""

    sources: tuple[NewSource, ...]
    """Each feed once, in the order of the file."""
    skipped: tuple[str, ...]
    """A sentence for each outline that could not be used: which, and why."""


def read_opml(document: bytes) -> OpmlOutlines:
    """Read a list of subscriptions.

    Folders are the outlines around a feed; those inside others are joined with a slash. A feed that stands twice is
    taken once, in the first folder.

    Args:
        document: An OPML file of any version, in any encoding that expat knows. Two common faults of other programs are
            forgiven: blanks before the beginning, and ampersands that were not escaped.

    Raises:
        FeedError: It is too large, broken, or no OPML; nothing was read.
    """
    root = _parse(document)
    sources: dict[str, NewSource] = {}
    skipped: list[str] = []
    for number, (outline, folder) in enumerate(_outlines(root, skipped)):
        if number == OUTLINES:
            skipped.append(f"Only the first {OUTLINES:,} outlines were read; the file has more.")
            break
        title = clean_line(outline.get("title") or outline.get("text") or "", _NAME_CELLS)
        address = next((outline[name] for name in _ADDRESSES if outline.get(name)), "")
        kind = outline.get("type", "").strip().lower()
        if not outline.get("xmlurl") and kind not in ("rss", "atom", "feed"):
            continue  # A folder, a note, a link to a page.
        name = shorten(title or without_login(clean_line(address)), _SHOWN) or f"Outline {number + 1}"
        if _MADE_OF_A_PAGE.match(kind):
            skipped.append(f"“{name}” was left out. {_NO_FEED}")
            continue
        try:
            source = NewSource(
                url=typed_url(address),
                title=title,
                folder=folder,
                site_url=join("", outline.get("htmlurl", "")) or "",
            )
        except UsageError as error:
            reason = error.summary if address else "It has no feed address."
            skipped.append(f"“{name}” was left out. {reason}")
            continue
        known = sources.setdefault(source.url, source)
        sources[source.url] = replace(
            known, title=known.title or source.title, site_url=known.site_url or source.site_url
        )
    return OpmlOutlines(tuple(sources.values()), tuple(skipped))


def write_opml(sources: Iterable[Source], title: str, created: datetime) -> bytes:
    """Write a list of subscriptions that other readers, and `read_opml`, can read.

    Args:
        sources: The subscriptions; those of a folder are put together in one outline.
        title: What the list is called.
        created: When it was made, aware.

    Returns:
        An OPML 2.0 document in UTF-8, proven to be readable XML.
    """
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = _for_xml(title)
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(created)
    body = ElementTree.SubElement(root, "body")
    folders: dict[str, ElementTree.Element] = {"": body}
    for source in sources:
        folder = _for_xml(source.folder)
        if folder not in folders:
            folders[folder] = ElementTree.SubElement(body, "outline", text=folder, title=folder)
        name = _for_xml(source.title)
        outline = ElementTree.SubElement(folders[folder], "outline", type="rss", text=name, title=name)
        outline.set("xmlUrl", _for_xml(source.url))
        if source.site_url:
            outline.set("htmlUrl", _for_xml(source.site_url))
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    ElementTree.fromstring(document)  # noqa: S314 - our own words; raises rather than hand out what can't be read
    return document


def _parse(document: bytes) -> ElementTree.Element:
    if len(document) > LARGEST:
        raise FeedError(f"This file is larger than {LARGEST // 1_000_000} MB; no list of subscriptions is.")
    if any(entity in document for entity in _ENTITY):
        raise FeedError(_ENTITIES)
    before = _BEFORE.match(document)
    start = before.end() if before else 0
    lines_before = len(document[:start].splitlines())
    document = document[start:]
    try:
        try:
            root = ElementTree.fromstring(document)  # noqa: S314 - entities, the danger of XML, are refused above
        except (ElementTree.ParseError, ValueError):  # ValueError: an encoding that expat leaves to others.
            root = ElementTree.fromstring(_mended(document))  # noqa: S314 - as above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FeedError(
            f"This file is not a sound OPML file: it breaks{_place(error, lines_before)}. Export it again from the other"
            " reader.",
            clean_line(str(error)),
        ) from None
    if _name(root.tag) not in _ROOTS:
        raise FeedError("This file is XML, but no list of subscriptions (OPML).", clean_line(root.tag))
    return root


def _mended(document: bytes) -> bytes:
    """Write a document that XML does not allow as it was meant: in UTF-8, with escaped ampersands and no control characters.

    Raises:
        FeedError: It defines entities, in an encoding that hid them before.
    """
    declared = _ENCODING.match(document)
    for name in (declared[1].decode("ascii") if declared else "", "utf-8", "cp1252", "latin-1"):
        try:
            text = document.decode(name) if name else ""
        except (LookupError, ValueError):
            continue
        if "<" in text and "opml" in text.lower():
            break
    # In its place, so that lines keep their numbers.
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    if "<!ENTITY" in text:
        raise FeedError(_ENTITIES)
    return _BARE_AMPERSAND.sub(b"&amp;", _NOT_XML.sub("", text).encode())


def _place(error: Exception, lines_before: int) -> str:
    if not isinstance(error, ElementTree.ParseError):
        return ""
    return f" at line {lines_before + error.position[0]} ({expat.ErrorString(error.code)})"


def _outlines(root: ElementTree.Element, skipped: list[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Give the attributes of every outline in the order of the file, with the folder it stands in."""
    waiting = [(root, "", 0)]
    too_deep = False
    while waiting:
        element, folder, depth = waiting.pop()
        inside = folder
        if _name(element.tag) == "outline":
            outline = {name.lower(): value for name, value in element.attrib.items()}
            yield outline, folder
            name = clean_line(outline.get("title") or outline.get("text") or "", _NAME_CELLS)
            inside = clean_line(f"{folder}/{name}" if folder and name else folder or name, _NAME_CELLS)
        if depth <= DEEPEST:
            waiting.extend((child, inside, depth + 1) for child in reversed(element))
        elif len(element) and not too_deep:
            too_deep = True
            skipped.append(f"Outlines more than {DEEPEST} levels deep were left out.")


def _name(tag: object) -> str:
    """Give an element's name without its namespace; comments have none."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _for_xml(text: str) -> str:
    return _NOT_XML.sub("", text)
