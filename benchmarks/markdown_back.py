"""Our Markdown read back: as plain text for the scorers, and as HTML for the comparison of structure."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")
_EMBED = re.compile(
    r"(?:Video|Clip|Post|Reel|Playlist|Episode|Album|Track|Artist|Show|Music|Song|Podcast|Channel|Animation|Recording|Embedded page)\b"
    r"(?: (?:on|from|by) .*)?(?::|\Z)"
)


def as_html(markdown: str) -> str:
    """Render as a browser would."""
    return str(_PARSER.render(markdown))


def as_text(markdown: str, *, captions: bool = False) -> str:
    """Give the words.

    Args:
        markdown: What the product made.
        captions: Whether to leave the captions of pictures in, and the lines that stand for embedded things.
    """
    tokens = _PARSER.parse(markdown)
    pieces: list[str] = []
    beside_figure = False
    for place, token in enumerate(tokens):
        if token.type in ("fence", "code_block"):
            pieces.append(token.content)
        if token.type != "inline":
            continue
        children = token.children or []
        shown = [child for child in children if child.type != "image"]
        figure = len(shown) < len(children)
        embed = _is_embed_line(shown)
        alone = tokens[place - 1].type == "paragraph_open"
        caption = alone and _is_emphasis(shown) and (figure or beside_figure)
        if captions or not (embed or caption):
            pieces.append(_words(shown))
        beside_figure = figure or embed or caption
    return "\n".join(pieces)


def _is_embed_line(children: Sequence[Token]) -> bool:
    shown = [child for child in children if child.type != "text" or child.content.strip()]
    if len(shown) < 3 or shown[0].type != "link_open" or shown[-1].type != "link_close":
        return False
    inside = shown[1:-1]
    return all(child.type == "text" for child in inside) and bool(_EMBED.match(_words(inside)))


def _is_emphasis(children: Sequence[Token]) -> bool:
    shown = [
        child
        for child in children
        if child.type not in ("softbreak", "hardbreak") and (child.type != "text" or child.content.strip())
    ]
    return (
        bool(shown)
        and shown[0].type == "em_open"
        and shown[-1].type == "em_close"
        and sum(child.type == "em_open" for child in shown) == 1
    )


def _words(children: Sequence[Token]) -> str:
    return "".join(
        child.content
        if child.type in ("text", "code_inline")
        else "\n"
        if child.type.endswith("break")
        else ""
        for child in children
    )
