"""Markup -> a tree that no later step can choke on: cleaned, complete, and not too deep."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree, html
from lxml.html import HtmlElement

from tuinews.text import clean_markup, drop_hazards

PAGE_CHARACTERS = 3_000_000
DEPTH = 60
"""Levels of nesting that are kept. markdownify recurses, and gives up at 110 nested tables."""

BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    }
)
"""Elements that begin on a line of their own (HTML Standard, section 15.3)."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset(
    {
        "script",
        "style",
        "template",
        "link",
        "meta",
        "base",
        "title",
        "head",
        "svg",
        "canvas",
        "map",
        "datalist",
        "param",
        "source-set",
    }
)
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
# Attributes that name an element; class names are often made by machines, the others are for people.
_NAMING = ("class", "id", "data-component", "data-testid", "data-module")
# Elements that the parser closes by itself when the next one begins: they do not nest by being left open.
_SELF_CLOSING = frozenset(
    {"p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "tfoot", "html", "head", "body"}
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNDERSCORES = re.compile(r"[_:/.]+|--+")
# Characters that lxml refuses in a text (XML 1.0, production 2).
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{1,20};?")
_BEGUN = re.compile(r"&#?[xX]?[0-9a-fA-F]*\Z")
_LONGEST_REFERENCE = 24
_APART = "\u200b"  # A zero width space: the words are cleaned of it.
_BLANKS = re.compile(r"\s+")


def parse(markup: str) -> HtmlElement:
    """Parse a page or a fragment.

    libxml2 drops everything from 256 levels on, silently; such documents are thinned first.

    Args:
        markup: HTML as it came; 3 million characters of it are used.

    Returns:
        The `html` element, which always has a `body`, without comments.
    """
    markup = markup[:PAGE_CHARACTERS]
    if _UNFIT.search(markup):
        markup = drop_hazards(markup.replace("\f", " "))
    # One reference to a control character makes extractors return nothing. Only references are looked at here, since
    # cleaning a whole page takes longer than parsing it; its words are cleaned as they are taken out of the tree.
    markup = _REFERENCE.sub(_cleaned, markup)
    root, complete = _parse(markup)
    if not complete:
        root, complete = _parse(_thinned(markup))
    if not complete:
        root, _ = _parse(_TAG.sub(" ", markup))
    return root


def _cleaned(reference: re.Match[str]) -> str:
    """Give what a reference becomes: itself, or nothing where it stands for what would be dropped."""
    cleaned = clean_markup(reference[0])
    before = reference.string[max(0, reference.start() - _LONGEST_REFERENCE) : reference.start()]
    # Where nothing remains between the two halves of another reference, they must not become one.
    return cleaned or (_APART if _BEGUN.search(before) else "")


def body_of(root: HtmlElement) -> HtmlElement:
    """Give the `body` of a parsed page; of several, or of framesets, the root itself serves."""
    return next(root.iterchildren("body"), root)


def prune_unseen(root: HtmlElement) -> None:
    """Remove what a browser does not show as text: scripts, styles, drawings."""
    for element in list(root.iter(*_UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()


def flatten(root: HtmlElement, depth: int = DEPTH) -> None:
    """Take the elements away that are nested deeper than so many levels below a root; their words stay.

    Where a block is taken away, blanks remain, so that words do not run together.
    """
    deep: list[HtmlElement] = []
    level = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            level -= 1
            continue
        level += 1
        if level > depth + 1 and element.tag not in _VOID:
            deep.append(element)
    for element in deep:
        if element.tag in BLOCKS:
            element.text = " " + (element.text or "")
            element.tail = " " + (element.tail or "")
        element.drop_tag()


def text_of(element: HtmlElement) -> str:
    """Give the words of an element on one line."""
    return _BLANKS.sub(" ", "".join(element.itertext())).strip()


def names_of(element: HtmlElement) -> str:
    """Give what an element is called as lower-case words joined by hyphens: `authorBox__name` is `author-box-name`."""
    return _hyphenated(" ".join(filter(None, map(element.get, _NAMING)))[:500])


@lru_cache(maxsize=4_096)
def _hyphenated(names: str) -> str:
    return _UNDERSCORES.sub("-", _CAMEL.sub("-", names)).lower() if names else ""


def containers_of(root: HtmlElement) -> set[HtmlElement]:
    """Find the elements that have a block somewhere inside."""
    containers: set[HtmlElement] = set()
    for element in root.iter(*BLOCKS):
        if element is root:
            continue
        parent = element.getparent()
        while parent is not None and parent not in containers:
            containers.add(parent)
            if parent is root:
                break
            parent = parent.getparent()
    return containers


def leaves(root: HtmlElement) -> Iterator[HtmlElement]:
    """Give the innermost blocks in reading order: paragraphs, headings, items, cells. `pre` counts as one."""
    containers = containers_of(root)
    for element in root.iter(*BLOCKS):
        if element in containers and element.tag != "pre":
            continue
        if any(ancestor.tag == "pre" for ancestor in element.iterancestors("pre")):
            continue
        yield element


def _parse(markup: str) -> tuple[HtmlElement, bool]:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(
            markup.encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except etree.ParserError:  # Nothing in it at all.
        return html.document_fromstring(b"<html><body></body></html>"), True
    complete = not any("Excessive depth" in entry.message for entry in parser.error_log)
    return root, complete


def _thinned(markup: str) -> str:
    """Leave out the tags that are nested more than DEPTH deep, by counting them as they come."""
    pieces: list[str] = []
    opened: list[tuple[str, bool]] = []
    kept_levels = 0
    end = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _VOID:
            continue
        keep = True
        if name in _SELF_CLOSING:
            keep = kept_levels < DEPTH
        elif not tag[1]:
            keep = kept_levels < DEPTH
            opened.append((name, keep))
            kept_levels += keep
        elif opened and opened[-1][0] == name:
            keep = opened.pop()[1]
            kept_levels -= keep
        if not keep:
            pieces += (markup[end : tag.start()], " " if name in BLOCKS else "")
            end = tag.end()
    return "".join([*pieces, markup[end:]])
