"""The story's element -> a tree that holds nothing but what Markdown can say, safely.

Only words, and addresses that were checked, come over from the page: no attribute, no element is taken as it is. Words
are escaped here, where it is known what stands beside them.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from lxml.html import HtmlElement

from tuinews import urls
from tuinews.article.captions import without_credit
from tuinews.article.embeds import MARK
from tuinews.article.escape import escape_address, escape_text
from tuinews.article.footnotes import mark_footnotes
from tuinews.article.grid import Grid, read_grid
from tuinews.article.spans import Kind, Span, plain, spans_of, split, walk
from tuinews.article.tree import HEADINGS, containers_of, leaves, text_of
from tuinews.model import Link, Picture
from tuinews.text import clean_line, count_words, drop_hazards, shorten

CHARACTERS = 450_000
"""Characters of a story that are kept, addresses counted in: a book. All of it escaped is still a body that may be kept."""
LINKS = 500
LEVELS = 6
"""Levels of lists and quotations inside each other; a terminal has no room for more."""
SPOILER = "spoiler"
"""The element around words that give something away."""
OTHER_MARK = "data-other-mark"
"""The attribute of a list that stands right behind one of its kind, and so needs another mark."""
_SEPARATORS = re.compile("\u2028|\u2029")
"""Ends of lines that a terminal does not know."""
_HEADING_LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_NO_EMPHASIS: frozenset[Kind] = frozenset({"strong", "image", "break"})
_CAPTION: frozenset[Kind] = frozenset({"em", "image", "break"})
_CELL: frozenset[Kind] = frozenset({"image", "break"})


@dataclass(slots=True)
class Composition:
    """A story as a safe tree, with what was met on the way."""

    soup: BeautifulSoup
    words: int = 0
    paragraphs: list[str] = field(default_factory=list)
    """The words of each block, in reading order."""
    links: dict[str, Link] = field(default_factory=dict)
    media: dict[str, Link] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    cut: bool = False
    """Whether the story was longer than what is kept."""


def compose(root: HtmlElement, base: str) -> Composition:
    """Build the safe tree of a story.

    Args:
        root: The cleaned element of the story, every word in an innermost block, at most 60 levels deep.
        base: The address that relative ones belong to.

    Returns:
        The tree and its statistics.
    """
    mark_footnotes(root)
    composer = _Composer(root, base)
    composer.block(root, composer.result.soup, 0)
    return composer.result


class _Composer:
    def __init__(self, root: HtmlElement, base: str) -> None:
        self.result = Composition(BeautifulSoup("", "lxml"))
        self._base = base
        self._page = base.partition("#")[0]
        self._containers = containers_of(root)
        self._characters = 0

    def block(self, element: HtmlElement, out: Tag, level: int) -> None:
        """Write an element and everything in it to the end of a tag."""
        tag = element.tag
        if self.result.cut:
            return
        if element.get(MARK) and tag == "p":
            self._embed(element, out)
        elif tag in HEADINGS:
            self._heading(element, out)
        elif tag == "pre":
            self._code(element, out)
        elif tag in _LISTS:
            self._list(element, out, level)
        elif tag == "table":
            self._table(element, out, level)
        elif tag == "blockquote" and level < LEVELS:
            quotation = self._new("blockquote")
            self._inside(element, quotation, level + 1)
            if quotation.contents:
                out.append(quotation)
        elif tag == "figure":
            self._figure(element, out, level)
        elif tag == "hr":
            if (
                out.name != "li" or out.contents
            ):  # As the first thing of an item it would be read as a longer line.
                out.append(self._new("hr"))
        elif tag in ("dt", "summary") and element not in self._containers:
            self._paragraph([Span("strong", children=self._spans(element, _NO_EMPHASIS))], out)
        elif tag in ("figcaption", "caption"):
            self._caption(element, out)
        else:
            self._inside(element, out, level)

    def _inside(self, element: HtmlElement, out: Tag, level: int) -> None:
        if element not in self._containers:
            self._leaf(element, out)
            return
        for child in element:
            self.block(child, out, level)

    # --- innermost blocks -----------------------------------------------------------------------------------

    def _leaf(self, element: HtmlElement, out: Tag) -> None:
        for part in split(self._spans(element)):
            if part[0].kind == "image":
                self._picture(part[0], None, out)
            else:
                self._paragraph(part, out)

    def _spans(self, element: HtmlElement, without: frozenset[Kind] = frozenset()) -> list[Span]:
        spans = spans_of(element, self._address, without=without)
        room = CHARACTERS - self._characters
        if len(spans) == 1 and spans[0].kind == "text" and len(spans[0].text) > room:
            spans = [
                Span("text", shorten(spans[0].text, max(1, room)))
            ]  # A book in one paragraph: its beginning.
        return spans

    def _paragraph(self, spans: list[Span], out: Tag) -> None:
        if not self._count(spans):
            return
        paragraph = self._new("p")
        self._write(spans, paragraph)
        out.append(paragraph)

    def _heading(self, element: HtmlElement, out: Tag) -> None:
        parts = split(self._spans(element, frozenset({"strong", "break"})))
        words = [span for part in parts for span in part if span.kind != "image"]
        if words and self._count(words):
            heading = self._new(_HEADING_LEVELS[str(element.tag)])
            self._write(words, heading, nested=True)
            last = heading.contents[-1]
            if isinstance(last, NavigableString) and last.endswith("#"):
                last.replace_with(
                    NavigableString(f"{last[:-1]}\\#")
                )  # Else it would be read as a closing mark.
            out.append(heading)
        for part in parts:
            if part[0].kind == "image":
                self._picture(part[0], None, out)

    def _code(self, element: HtmlElement, out: Tag) -> None:
        for link in element.iter("a"):  # Code can't hold them; the story's list of links does.
            address, words = self._address(link.get("href") or ""), clean_line(text_of(link))
            if address and words and len(self.result.links) < LINKS:
                self.result.links.setdefault(address, Link(address, words))
        whole = _SEPARATORS.sub("\n", "".join(element.itertext()))
        text = _EMPTY_LINES.sub("", drop_hazards(whole.expandtabs(4)))
        if text and self._count([Span("text", text)]):
            block = self._new("pre")
            block.append(NavigableString(text))
            out.append(block)

    def _embed(self, element: HtmlElement, out: Tag) -> None:
        link = next(element.iter("a"), None)
        address = urls.web_url(link.get("href") or "") if link is not None else None
        if address is None or address in self.result.media:
            return
        title = clean_line(text_of(element))
        if not self._has_room(len(title) + len(address)):
            return
        self.result.media[address] = Link(address, title)
        paragraph = self._new("p")
        self._write([Span("link", url=address, children=[Span("text", title)])], paragraph)
        out.append(paragraph)

    # --- pictures -------------------------------------------------------------------------------------------

    def _picture(self, image: Span, caption: HtmlElement | None, out: Tag) -> None:
        address = urls.web_url(image.url)
        if address is None or any(known.url == address for known in self.result.pictures):
            if caption is not None:
                self._caption(caption, out)
            return
        spans = without_credit(self._spans(caption, _CAPTION)) if caption is not None else []
        paragraph = self._new("p")
        if not self._image(image, paragraph, caption=plain(spans)):
            return
        if spans and self._count(spans):
            paragraph.append(NavigableString("\n"))
            self._write([Span("em", children=spans)], paragraph)
        out.append(paragraph)

    def _image(self, image: Span, out: Tag, *, caption: str = "") -> bool:
        """Write a picture; False when its address may not be opened or there is no more room."""
        address, said = urls.web_url(image.url), clean_line(image.text)
        if address is None or not self._has_room(len(address) + len(said)):
            return False
        if all(known.url != address for known in self.result.pictures):
            self.result.pictures.append(Picture(address, said, caption))
        out.append(self._new("img", src=escape_address(address), alt=escape_text(said)))
        return True

    def _caption(self, element: HtmlElement, out: Tag) -> None:
        spans = without_credit(self._spans(element, _CAPTION))
        if spans:
            self._paragraph([Span("em", children=spans)], out)

    def _figure(self, element: HtmlElement, out: Tag, level: int) -> None:
        """Write a figure: of one picture the caption follows on the next line, of anything else it comes last."""
        captions = [caption for caption in element.iter("figcaption") if text_of(caption)]
        images = list(element.iter("img"))
        inner = element.find(".//figure") is not None
        if len(images) == 1 and len(captions) == 1 and not inner:
            image = images[0]
            others = [child for child in element if child is not captions[0] and image not in child.iter()]
            self._picture(Span("image", image.get("alt") or "", image.get("src") or ""), captions[0], out)
            for child in others:
                self.block(child, out, level)
            return
        own = next((child for child in element if child.tag == "figcaption"), None)
        for child in element if element in self._containers else [element]:
            if child is element:
                self._leaf(element, out)
            elif child is not own:
                self.block(child, out, level)
        if own is not None:
            self._caption(own, out)

    # --- lists and tables -----------------------------------------------------------------------------------

    def _list(self, element: HtmlElement, out: Tag, level: int) -> None:
        if level >= LEVELS:
            for child in element:
                self.block(child, out, level)
            return
        listing = self._new("ol" if element.tag == "ol" else "ul")
        before = out.contents[-1] if out.contents else None
        if isinstance(before, Tag) and before.name == listing.name and not before.get(OTHER_MARK):
            listing[OTHER_MARK] = "yes"  # Else both would be read as one list.
        start = (element.get("start") or "").strip()
        number = int(start) if start.isdecimal() and len(start) <= 6 else 1
        for child in element:
            last = listing.contents[-1] if listing.contents else None
            if child.tag in _LISTS and isinstance(last, Tag):
                self.block(
                    child, last, level + 1
                )  # A list right inside a list belongs to the item before it.
                continue
            item = self._new("li")
            if element.tag == "ol":
                item["value"] = str(number + len(listing.contents))
            if child.tag == "li":
                self._inside(child, item, level + 1)
            else:
                self.block(child, item, level + 1)
            _tighten(item)
            if item.contents:
                listing.append(item)
        if listing.contents:
            out.append(listing)

    def _table(self, element: HtmlElement, out: Tag, level: int) -> None:
        grid = read_grid(element)
        if grid.kind == "layout":
            for cell in grid.loose:
                self._inside(cell, out, level)
            return
        if grid.kind == "large":
            for row in grid.rows:
                cells = [self._cell(cell, set()) for cell in row if cell is not None]
                self._paragraph(_joined([spans for spans in cells if spans]), out)
        else:
            self._grid(grid, out)
        for caption in element.iter("caption"):
            self._caption(caption, out)

    def _grid(self, grid: Grid, out: Tag) -> None:
        table = self._new("table")
        pictures = Counter(image.get("src") for cell in grid.loose for image in cell.iter("img"))
        marks = {address for address, places in pictures.items() if address and places > 1}
        for number, row in enumerate(grid.rows):
            line = self._new("tr")
            for cell in row:
                box = self._new("td" if number else "th")
                spans = self._cell(cell, marks) if cell is not None else []
                if spans and spans[0].kind == "image":
                    self._image(spans[0], box)
                elif spans and self._count(spans):
                    self._write(spans, box)
                line.append(box)
            table.append(line)
        out.append(table)

    def _cell(self, cell: HtmlElement, marks: set[str]) -> list[Span]:
        """Read a cell: its words, the points of lists apart; without words its picture, which may be a mark in many cells."""
        texts: list[list[Span]] = []
        for leaf in leaves(cell):
            spans = self._spans(leaf, _CELL)
            if spans and texts:
                apart = leaf.tag == "li" or any(True for _ in leaf.iterancestors("li"))
                spans = [Span("text", " · " if apart else " "), *spans]
            texts.append(spans)
        words = [span for spans in texts for span in spans]
        image = cell.find(".//img")
        if words or image is None:
            return words
        address, said = image.get("src") or "", clean_line(image.get("alt") or "")
        return [Span("image", said or ("•" if address in marks else ""), address)]

    # --- writing --------------------------------------------------------------------------------------------

    def _write(self, spans: list[Span], out: Tag, *, nested: bool = False) -> None:
        line_start = not nested
        in_spoiler = out.name == SPOILER
        for place, span in enumerate(spans):
            following = spans[place + 1] if place + 1 < len(spans) else None
            if span.kind == "text":
                text = escape_text(span.text, line_start=line_start)
                beside = following.kind == "spoiler" if following is not None else in_spoiler
                if beside and text.endswith("|"):
                    text = text[:-1] + "\\|"  # Else it would be read as one of the two bars.
                if text.endswith("!") and following is not None and following.kind == "link":
                    text = text[:-1] + "\\!"  # Else the link would be read as a picture.
                out.append(NavigableString(text))
            elif span.kind == "code":
                code = self._new("code")
                code.append(NavigableString(span.text))
                out.append(code)
            elif span.kind == "break":
                out.append(self._new("br"))
            elif span.kind == "link":
                self._remember(span)
                link = self._new("a", href=escape_address(span.url))
                self._write(span.children, link, nested=True)
                out.append(link)
            elif span.kind in ("em", "strong", "spoiler"):
                around = self._new(SPOILER if span.kind == "spoiler" else span.kind)
                self._write(span.children, around, nested=True)
                out.append(around)
            line_start = span.kind == "break"

    def _remember(self, span: Span) -> None:
        if len(self.result.links) < LINKS:
            self.result.links.setdefault(span.url, Link(span.url, clean_line(plain(span.children))))

    def _count(self, spans: list[Span]) -> bool:
        """Count a block in; False when there is nothing in it or no more room."""
        words = plain(spans)
        addresses = sum(len(span.url) for span in walk(spans))
        if not words or not self._has_room(len(words) + addresses):
            return False
        self.result.words += count_words(words)
        self.result.paragraphs.append(words)
        return True

    def _has_room(self, characters: int) -> bool:
        self._characters += characters
        self.result.cut = self.result.cut or self._characters > CHARACTERS
        return not self.result.cut

    def _address(self, href: str) -> str | None:
        href = href.strip()
        if not href or href.startswith("#"):
            return None
        address = urls.join(self._base, href)
        if address is None or ("#" in address and address.partition("#")[0] == self._page):
            return None
        return urls.web_url(urls.without_tracking(address))

    def _new(self, name: str, **attributes: str) -> Tag:
        return self.result.soup.new_tag(name, attrs=dict(attributes))


def _tighten(item: Tag) -> None:
    """Let an item of one paragraph, or of one and lists, stand without the paragraph around it."""
    contents = [child for child in item.contents if isinstance(child, Tag)]
    if contents and contents[0].name == "p" and all(child.name in ("ul", "ol") for child in contents[1:]):
        contents[0].unwrap()


def _joined(cells: list[list[Span]]) -> list[Span]:
    joined: list[Span] = []
    for spans in cells:
        if joined:
            joined.append(Span("text", " · "))
        joined += spans
    return joined
