"""Reads our Markdown back as the reader pane does, to see what is really in it."""

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass
class ReadBack:
    """What a Markdown text turns out to hold."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def read_back(markdown: str) -> ReadBack:
    found = ReadBack()
    pieces: list[str] = []
    heading = False
    for token in _PARSER.parse(markdown):
        if token.type == "html_block":
            found.html.append(token.content)
        elif token.type in ("fence", "code_block"):
            pieces.append(token.content)
            found.blocks.append("code")
        elif token.type.endswith("_open"):
            found.blocks.append(token.type.removesuffix("_open"))
            heading = token.type == "heading_open"
        elif token.type == "inline":
            words = []
            for child in token.children or ():
                if child.type == "html_inline":
                    found.html.append(child.content)
                elif child.type == "link_open":
                    found.links.append(str(child.attrs["href"]))
                elif child.type == "image":
                    found.images.append(str(child.attrs["src"]))
                elif child.type in ("text", "code_inline"):
                    words.append(child.content)
                elif child.type in ("softbreak", "hardbreak"):
                    words.append("\n")
            pieces.append("".join(words))
            if heading:
                found.headings.append("".join(words))
    found.text = "\n".join(pieces)
    return found


def assert_safe(markdown: str) -> ReadBack:
    """Hold what must be true of every Markdown that leaves the article room."""
    found = read_back(markdown)
    assert found.html == []
    for address in found.links + found.images:
        assert re.match(r"https?://[^\s@/?#]+(?:[/?#]\S*)?\Z", address), address
    for text in (markdown, found.text, *found.links, *found.images):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
    return found


def assert_in_order(text: str, expected: list[str]) -> None:
    place = 0
    for words in expected:
        found = text.find(words, place)
        assert found >= 0, f"missing or out of order: {words[:80]}"
        place = found + len(words)
