"""Compares the safe tree of a story with what a CommonMark parser makes of its Markdown: the same blocks, words, emphasis and links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tuinews.article.compose import Composition

Event = tuple[object, ...]
Look = tuple[str, ...]
Run = tuple[Look, str]
"""How words look (kinds of emphasis, and where they lead), and the words."""

IMAGE = "image"
_PARSER = MarkdownIt("commonmark").enable("table")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"\s+")
_INLINE = frozenset({"a", "em", "strong", "code", "br", "img"})


def assert_round_trip(composition: Composition, markdown: str) -> None:
    """Hold that nothing was lost, added or changed on the way through Markdown."""
    expected = list(_blocks(composition.soup))
    assert list(_read(_PARSER.parse(markdown))) == expected


# --- the tree -----------------------------------------------------------------------------------------------


def _blocks(tag: Tag | BeautifulSoup) -> Iterator[Event]:
    run: list[PageElement] = []
    for child in tag.children:
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and child.name in _INLINE):
            run.append(child)
            continue
        if run:
            yield ("paragraph", _joined(_inline(run)))
            run = []
        assert isinstance(child, Tag)
        yield from _block(child)
    if run:
        yield ("paragraph", _joined(_inline(run)))


def _block(tag: Tag) -> Iterator[Event]:
    match tag.name:
        case "p":
            yield ("paragraph", _joined(_inline(tag.children)))
        case "h2" | "h3" | "h4" | "h5" | "h6":
            yield ("heading", int(tag.name[1]), _joined(_inline(tag.children)))
        case "pre":
            yield ("code", _lines(tag.get_text()))
        case "hr":
            yield ("rule",)
        case "table":
            yield ("table",)
            for row in tag.find_all("tr"):
                yield ("row", *(_joined(_inline(cell.children)) for cell in row.find_all(["td", "th"])))
        case "li":
            yield ("item", str(tag.get("value", "")))
            yield from _blocks(tag)
            yield ("end", "item")
        case name:
            yield (name,)
            yield from _blocks(tag)
            yield ("end", name)


def _inline(nodes: Iterable[PageElement], look: Look = ()) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, NavigableString):
            yield look, _ESCAPED.sub(r"\1", str(node))
            continue
        assert isinstance(node, Tag)
        if node.name == "br":
            yield look, "\n"
        elif node.name == "img":
            yield (*look, IMAGE, _place(node["src"])), _ESCAPED.sub(r"\1", str(node["alt"]))
        elif node.name == "code":
            yield (*look, "code"), node.get_text()
        else:
            name = _place(node["href"]) if node.name == "a" else node.name
            yield from _inline(node.children, tuple(sorted((*look, name))))


# --- the Markdown -------------------------------------------------------------------------------------------


def _read(tokens: Sequence[Token]) -> Iterator[Event]:
    row: list[list[Run]] | None = None
    before = ""
    for token in tokens:
        if token.type == "inline":
            words = _joined(_spans(token.children or []))
            if row is not None:
                row.append(words)
            elif before == "heading_open":
                yield ("heading", int(tokens[tokens.index(token) - 1].tag[1]), words)
            else:
                yield ("paragraph", words)
        elif token.type == "fence":
            yield ("code", _lines(token.content))
        elif token.type == "hr":
            yield ("rule",)
        elif token.type == "table_open":
            yield ("table",)
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            assert row is not None
            yield ("row", *row)
            row = None
        elif token.type == "list_item_open":
            yield ("item", token.info)
        elif token.type == "list_item_close":
            yield ("end", "item")
        elif token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            yield (token.tag,)
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            yield ("end", token.tag)
        else:
            assert token.type.startswith(("paragraph", "heading", "thead", "tbody", "th_", "td_", "table")), (
                token
            )
        before = token.type


def _spans(children: Sequence[Token]) -> Iterator[Run]:
    looks: list[str] = []
    for child in children:
        look = tuple(sorted(looks))
        if child.type == "text":
            yield look, child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield look, "\n"
        elif child.type == "code_inline":
            yield (*look, "code"), child.content
        elif child.type == "image":
            words = "".join(part.content for part in child.children or [])
            yield (*look, IMAGE, _place(child.attrs["src"])), words
        elif child.type == "link_open":
            looks.append(_place(child.attrs["href"]))
        elif child.type.endswith("_open"):
            looks.append(child.tag)
        elif child.type.endswith("_close"):
            looks.pop()
        else:
            raise AssertionError(child)


# --- both ---------------------------------------------------------------------------------------------------


def _joined(runs: Iterator[Run]) -> list[Run]:
    """Join runs that look the same, with single blanks, none at the ends."""
    joined: list[Run] = []
    for look, words in runs:
        if joined and joined[-1][0] == look and IMAGE not in look:
            words = joined.pop()[1] + words
        if words or IMAGE in look:
            joined.append((look, _BLANKS.sub(" ", words)))
    if joined and IMAGE not in joined[0][0]:
        joined[0] = (joined[0][0], joined[0][1].lstrip())
    if joined and IMAGE not in joined[-1][0]:
        joined[-1] = (joined[-1][0], joined[-1][1].rstrip())
    return [run for run in joined if run[1] or IMAGE in run[0]]


def _lines(code: str) -> list[str]:
    return [line.rstrip() for line in code.strip("\n").split("\n")]


def _place(address: object) -> str:
    return unquote(str(address)).replace(" ", "%20")
