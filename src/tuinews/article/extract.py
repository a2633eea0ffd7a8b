"""Which part of the page is the story, and which of its blocks surely belong to it.

The page's own tree is kept: an extractor's flattened output loses pictures, players, tables and quotations. Each block
of the tree is put to the witness instead; where the witness is silent, the page's own names for its story speak, and
where there are none, the density of prose.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tuinews.article.tree import HEADINGS, leaves, names_of
from tuinews.article.witness import Witness, words_of

_HOLDS_STORY = 0.98
"""Share of the vouched text that the story's element must hold; the rest may lie outside (a stray line, a caption)."""
_SILENT = 0.4
"""Below this share of the prose of the page's own container, the witness is taken to have missed the story."""
_KIN = 3
"""Vouched paragraphs of one setting from which on the others of it are looked at."""
_KIN_SHARE = 0.35
"""Share of the characters of one setting that must be vouched for."""
_PROSE_WORDS = 10
_PROSE_LINKS = 0.4
_CONTAINER_CHARACTERS = 250
_BODY_NAMES = re.compile(
    r"\b(?:article-?body(?:-content)?|article-?(?:content|text)|story-?(?:body|content|text)|post-?(?:content|body|text)"
    r"|entry-?content|entry-?body|content-?body|body-?(?:content|copy|text)|news-?(?:content|text|body)|blog-?content)\b"
)


@dataclass(frozen=True, slots=True)
class Block:
    """An innermost block of the page, with what tells story from junk."""

    element: HtmlElement
    words: tuple[str, ...]
    characters: int
    link_share: float
    """Share of the characters that are inside links."""

    @property
    def is_prose(self) -> bool:
        """Whether it reads like running text."""
        return len(self.words) >= _PROSE_WORDS and self.link_share < _PROSE_LINKS


@dataclass(frozen=True, slots=True)
class Story:
    """The part of a page that is its story."""

    root: HtmlElement
    blocks: tuple[Block, ...]
    """All blocks of the page, in reading order."""
    vouched: frozenset[HtmlElement]
    """The innermost blocks that surely belong to the story."""
    weights: dict[HtmlElement, int] = field(repr=False)
    """Characters of vouched text in each element that has any."""


def block_of(element: HtmlElement) -> Block:
    """Measure an innermost block."""
    text = "".join(element.itertext())
    characters = len(text.strip())
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    parent = element.getparent()
    if parent is not None and any(ancestor.tag == "a" for ancestor in element.iterancestors("a")):
        linked = characters
    return Block(element, tuple(words_of(text)), characters, linked / characters if characters else 0.0)


def find_story(body: HtmlElement, witness: Witness) -> Story | None:
    """Find the story of a page.

    Args:
        body: The page, with every word in an innermost block.
        witness: What another extractor took for the story.

    Returns:
        The story, or None when there is no prose at all.
    """
    blocks = tuple(map(block_of, leaves(body)))
    vouched = [block for block in blocks if witness.vouches(block.words)]
    own = _own_container(body, blocks)
    if own and sum(block.characters for block in vouched) < _SILENT * sum(block.characters for block in own):
        vouched = own
    if not vouched:
        vouched = _densest(body, blocks)
    if not vouched:
        return None
    vouched = _with_kin(blocks, vouched)
    weights = _weights(body, vouched)
    return Story(_root(body, weights), blocks, frozenset(block.element for block in vouched), weights)


def find_fragment(body: HtmlElement) -> Story:
    """Take all of a feed's own text for the story; its prose is what no rule may take away lightly.

    Args:
        body: The fragment, with every word in an innermost block.
    """
    blocks = tuple(map(block_of, leaves(body)))
    prose = [block for block in blocks if block.is_prose] or [block for block in blocks if block.words]
    return Story(body, blocks, frozenset(block.element for block in prose), _weights(body, prose))


def _own_container(body: HtmlElement, blocks: Iterable[Block]) -> list[Block]:
    """Give the prose of the element that the page itself calls its story, and the headings among it."""
    candidates = [element for element in body.iter() if "articleBody" in (element.get("itemprop") or "")]
    candidates += [
        element for element in body.iter("div", "section", "article") if _BODY_NAMES.search(names_of(element))
    ]
    articles = list(body.iter("article"))
    candidates += articles if len(articles) == 1 else []
    prose = [block for block in blocks if block.is_prose or block.element.tag in HEADINGS]
    weights = _weights(body, [block for block in prose if block.is_prose])
    best = max(candidates[:200], key=lambda element: weights.get(element, 0), default=None)
    if best is None or weights.get(best, 0) < _CONTAINER_CHARACTERS:
        return []
    inside = set(best.iter())
    return [block for block in prose if block.element in inside]


def _with_kin(blocks: Iterable[Block], vouched: list[Block]) -> list[Block]:
    """Add the prose that is set exactly as the vouched prose is: pages part a story at advertisements and pictures.

    An extractor that looks for the one best element takes a part for the whole. Of another story on the same page, which
    is set the same way, only that is taken which stands in the same `article`.
    """
    chosen = {block.element for block in vouched}
    settings: dict[tuple[object, ...], list[Block]] = {}
    for block in blocks:
        if block.is_prose:
            settings.setdefault(_setting(block.element), []).append(block)
    for kin in settings.values():
        known = [block for block in kin if block.element in chosen]
        if len(known) >= _KIN and sum(block.characters for block in known) >= _KIN_SHARE * sum(
            block.characters for block in kin
        ):
            chosen.update(block.element for block in kin)
    return [block for block in blocks if block.element in chosen]


def _setting(element: HtmlElement) -> tuple[object, ...]:
    """Give what two paragraphs of one story have in common: tag and class of three levels, and the `article` around."""
    around = [element, *list(element.iterancestors())[:2]]
    named = tuple((level.tag, level.get("class") or "") for level in around)
    return (*named, next(element.iterancestors("article"), None))


def _densest(body: HtmlElement, blocks: Iterable[Block]) -> list[Block]:
    """Give the prose of the element whose children hold the most of it (as Arc90's Readability weighs them)."""
    prose = [block for block in blocks if block.is_prose]
    scores: dict[HtmlElement, float] = {}
    for block in prose:
        share = 1.0
        for ancestor in list(block.element.iterancestors())[:3]:
            scores[ancestor] = scores.get(ancestor, 0.0) + share * block.characters
            share /= 2
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element])
    inside = set(best.iter())
    return [block for block in prose if block.element in inside]


def _weights(body: HtmlElement, blocks: Iterable[Block]) -> dict[HtmlElement, int]:
    weights: dict[HtmlElement, int] = {}
    for block in blocks:
        weights[block.element] = weights.get(block.element, 0) + block.characters
        for ancestor in block.element.iterancestors():
            weights[ancestor] = weights.get(ancestor, 0) + block.characters
            if ancestor is body:
                break
    return weights


def _root(body: HtmlElement, weights: dict[HtmlElement, int]) -> HtmlElement:
    """Go down from the body as long as one child holds nearly all that is vouched for."""
    root = body
    needed = _HOLDS_STORY * weights.get(body, 0)
    while True:
        heavy = next((child for child in root if weights.get(child, 0) >= needed), None)
        if (
            heavy is None
            or len(heavy) == 0
            or heavy.tag in ("p", "li", "tr", "td", "ul", "ol", "table", *HEADINGS)
        ):
            return root
        root = heavy
