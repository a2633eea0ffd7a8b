"""A story for reading outside the reader: as Markdown, as plain text, as an HTML page."""

import html
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType, OptionsDict

from tuinews.commands.times import minute
from tuinews.model import Document, Reading
from tuinews.text import cells
from tuinews.urls import web_url

TEXT_COLUMNS = 78
"""Widest line of plain text, as in the reader."""
_LEAST_COLUMNS = 20

# What Markdown would take for its own inside a heading.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")


def as_markdown(reading: Reading) -> str:
    """Write a story as Markdown: headline, byline, the sentence under the headline, text."""
    story = reading.story
    link = f"<{story.url}>" if story.url else ""
    by = _byline(reading.document.byline or story.author, story.source, story.published, link)
    return _as_markdown(story.title, by, reading.document.dek, _text_of(reading))


def page_as_markdown(document: Document) -> str:
    """Write a cleaned page as Markdown, in the same form as a story."""
    by = _byline(document.byline, document.site, document.published)
    return _as_markdown(document.title, by, document.dek, document.markdown)


def as_text(reading: Reading, columns: int) -> str:
    """Write a story as plain text, wrapped; links are numbered and listed at the end.

    Args:
        reading: The story.
        columns: Cells in a line, of which at most 78 are used.
    """
    story, document = reading.story, reading.document
    width = max(_LEAST_COLUMNS, min(TEXT_COLUMNS, columns))
    by = _byline(document.byline or story.author, story.source, story.published)
    writer = _PlainText()
    body = writer.blocks(_parser_tree(_text_of(reading)).children, width)
    parts = [_wrapped(story.title, width), _wrapped(by, width), _wrapped(document.dek, width), body]
    parts.append([f"[{number}] {url}" for number, url in enumerate(writer.links, 1)])
    if story.url:
        parts.append([story.url])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def as_html(reading: Reading) -> str:
    """Write a story as an HTML page of its own. Nothing in the story can become an element or a script."""
    story, document = reading.story, reading.document
    by = _byline(document.byline or story.author, story.source, story.published)
    head = [
        "<!doctype html>",
        f'<html lang="{html.escape(document.language)}">' if document.language else "<html>",
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{html.escape(story.title)}</title></head>",
        "<body><article>",
        f"<h1>{html.escape(story.title)}</h1>",
        f"<p>{html.escape(by)}</p>",
    ]
    if document.dek:
        head.append(f"<p><em>{html.escape(document.dek)}</em></p>")
    body = _parser().render(_text_of(reading)).rstrip()
    tail = ["</article></body>", "</html>"]
    if story.url:
        tail.insert(0, f'<p><a href="{html.escape(story.url)}">{html.escape(story.url)}</a></p>')
    return "\n".join([*head, body, *tail])


def as_fragment(markdown: str) -> str:
    """Write Markdown as HTML to stand inside a page. Nothing in it can become an element; pictures are links to them."""
    parser = _parser()
    parser.add_render_rule("image", _picture_link)
    return str(parser.render(markdown)).rstrip()


def _picture_link(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    shown = html.escape(f"Picture: {token.content}" if token.content else "Picture")
    return f'<a href="{html.escape(str(token.attrs.get("src", "")))}">{shown}</a>'


def _as_markdown(title: str, by: str, dek: str, text: str) -> str:
    heading = f"# {_literal(title)}" if title else ""
    about = "\n".join(line for line in (heading, "", by) if line or heading).strip()
    return "\n\n".join(part for part in (about, f"*{_literal(dek)}*" if dek else "", text) if part)


def _text_of(reading: Reading) -> str:
    return reading.document.markdown or _literal(reading.story.summary)


def _byline(author: str, source: str, published: datetime | None, link: str = "") -> str:
    parts = [f"By {author}" if author else "", source, minute(published) if published else "", link]
    return " · ".join(part for part in parts if part)


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _parser() -> MarkdownIt:
    # Without raw HTML, and with links to the web only.
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: web_url(url) is not None  # type: ignore[method-assign]
    return parser


def _parser_tree(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_parser().parse(markdown))


class _PlainText:
    """Writes the blocks of a Markdown document as lines, and gathers the links on its way."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def blocks(self, nodes: Iterable[SyntaxTreeNode], width: int, *, tight: bool = False) -> list[str]:
        lines: list[str] = []
        for node in nodes:
            block = self._block(node, max(_LEAST_COLUMNS, width))
            if lines and block and not tight:
                lines.append("")
            lines.extend(block)
        return lines

    def _block(self, node: SyntaxTreeNode, width: int) -> list[str]:
        match node.type:
            case "paragraph" | "heading":
                return _wrapped(self._words(node), width)
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(node.children, width - 2)]
            case "bullet_list":
                return self._items(node, ["- "] * len(node.children), width)
            case "ordered_list":
                first = int(node.attrs.get("start", 1))
                markers = [f"{first + place}. " for place in range(len(node.children))]
                return self._items(node, markers, width)
            case "fence" | "code_block":
                return [f"    {line}" for line in node.content.rstrip("\n").split("\n")]
            case "hr":
                return ["* * *"]
            case "table":
                rows = (row for part in node.children for row in part.children)
                return [" | ".join(self._words(cell) for cell in row.children) for row in rows]
            case _:
                return _wrapped(self._words(node), width)

    def _items(self, node: SyntaxTreeNode, markers: Sequence[str], width: int) -> list[str]:
        lines: list[str] = []
        for item, marker in zip(node.children, markers, strict=True):
            tight = any(child.hidden for child in item.children)
            inside = self.blocks(item.children, width - len(marker), tight=tight) or [""]
            if lines and not tight:
                lines.append("")
            lines.append((marker + inside[0]).rstrip())
            lines.extend((" " * len(marker) + line).rstrip() for line in inside[1:])
        return lines

    def _words(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text" | "code_inline":
                return node.content
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "image":
                return f"[Picture: {node.content}]" if node.content else "[Picture]"
            case "link":
                inside = "".join(map(self._words, node.children))
                return f"{inside} [{self._link(str(node.attrs.get('href', '')))}]"
            case _:
                return "".join(map(self._words, node.children))

    def _link(self, url: str) -> int:
        if url not in self.links:
            self.links.append(url)
        return self.links.index(url) + 1


def _wrapped(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` cells, at blanks where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for word in paragraph.split():
            size = cells(word)
            if used and used + 1 + size <= width:
                line, used = f"{line} {word}", used + 1 + size
                continue
            if line:
                lines.append(line)
            line, used = word, size
            while used > width:
                place = _fitting(line, width)
                lines.append(line[:place])
                line = line[place:]
                used = cells(line)
        if line:
            lines.append(line)
    return lines


def _fitting(text: str, width: int) -> int:
    """Count the characters from the start of a text that fit into `width` cells, at least one."""
    used = 0
    for place, character in enumerate(text):
        used += cells(character)
        if used > width:
            return max(1, place)
    return len(text)
