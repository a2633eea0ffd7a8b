"""What stands in the story's element though nobody vouched for it: pictures and players of the story, or strangers.

An island is the largest element around such a block that holds nothing vouched for: a figure, an embedded post, a box
of links, an overlooked paragraph. Each is kept or dropped as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from tuinews.article.embeds import MARK
from tuinews.article.extract import Block, Story
from tuinews.article.tails import is_references
from tuinews.article.tree import HEADINGS, text_of

REASON = "outside the story"
_MAIN_SHARE = 0.3
"""Share of the vouched text that an element holds when it counts as the story's own column."""
_NEAR = 3
"""Blocks before the first or behind the last vouched one where a picture still belongs to the story."""
_MOST_OF_LIST = 0.5
"""Share of a list's characters that is vouched for when all of it stays."""
_HEADING_WORDS = 4
"""Words of a heading that only names what is under it."""
_BOTH_SIDES = 2
"""Vouched neighbours of a line that stands between them: a heading made of a `div`."""
_OVERLOOKED_WORDS = 15
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "’", ":", ")")
_GROUPS = frozenset({"table", "tbody", "thead", "tr", "ul", "ol", "dl"})
"""What is kept whole, unless it holds the story itself, as the tables of old pages do."""
_TEXT_TAGS = frozenset(
    {"p", "li", "td", "th", "dd", "dt", "pre", "blockquote", "figcaption", "caption", *HEADINGS}
)


@dataclass(slots=True)
class _Island:
    top: HtmlElement
    blocks: list[Block]
    first: int
    last: int


def stranded(story: Story, blocks: Sequence[Block]) -> Iterator[tuple[HtmlElement, str]]:
    """Find the islands that do not belong to the story.

    Args:
        story: Where the story is.
        blocks: What is left of its element, in reading order.

    Yields:
        Each island to be dropped, with the reason.
    """
    places = [place for place, block in enumerate(blocks) if block.element in story.vouched]
    if not places:
        return
    references = _references(blocks, places[0])
    for island in list(_islands(story, blocks)):
        if references and all(block.element in references for block in island.blocks):
            continue
        nearest = {place for place in (island.first - 1, island.last + 1) if 0 <= place < len(blocks)}
        touches = sum(blocks[place].element in story.vouched for place in nearest)
        if not _belongs(story, island, blocks, places[0], places[-1], touches=touches):
            yield island.top, REASON


def _references(blocks: Sequence[Block], first: int) -> frozenset[HtmlElement]:
    """Find the story's sources and notes: a heading that calls them so, and what follows up to the next heading."""
    found: set[HtmlElement] = set()
    under = False
    for block in blocks[first + 1 :]:
        if block.element.tag in HEADINGS:
            under = len(block.words) <= _HEADING_WORDS and is_references(block)
        if under:
            found.add(block.element)
    return frozenset(found)


def _islands(story: Story, blocks: Sequence[Block]) -> Iterator[_Island]:
    islands: dict[HtmlElement, _Island] = {}
    for place, block in enumerate(blocks):
        if block.element in story.vouched:
            continue
        top = _top(story, block.element)
        island = islands.setdefault(top, _Island(top, [], place, place))
        island.blocks.append(block)
        island.last = place
    yield from islands.values()


def _top(story: Story, element: HtmlElement) -> HtmlElement:
    """Climb as long as nothing vouched for comes in."""
    top = element
    for ancestor in element.iterancestors():
        if story.weights.get(ancestor, 0) or ancestor is story.root:
            break
        top = ancestor
    return top


def _is_heading_over(story: Story, island: _Island, blocks: Sequence[Block]) -> bool:
    """Tell whether an island is a heading right above a vouched paragraph beside it."""
    if len(island.blocks) != 1 or island.top.tag not in HEADINGS or island.last + 1 >= len(blocks):
        return False
    following = blocks[island.last + 1].element
    return following in story.vouched and following.getparent() is island.top.getparent()


def _belongs(
    story: Story, island: _Island, blocks: Sequence[Block], first: int, last: int, *, touches: int
) -> bool:
    parent = island.top.getparent()
    if parent is None:
        return False
    main = story.weights.get(parent, 0) >= _MAIN_SHARE * story.weights.get(story.root, 0)
    between = first < island.first and island.last < last
    if parent.tag in ("li", "dd"):
        return True  # The rest of an item, a list in it for one, is vouched for.
    if _is_heading_over(story, island, blocks) and main:
        return True
    if parent.tag in _GROUPS and not main:
        # A row stays whole, and a list most of which is vouched for.
        most = story.weights.get(parent, 0) >= _MOST_OF_LIST * len(text_of(parent))
        return parent.tag == "tr" or most or _link_share(island) < 0.9
    if island.top.tag in ("figcaption", "caption") and parent.tag in ("figure", "table"):
        return True  # What it belongs to stays.
    if parent.tag == "blockquote" and not parent.get(MARK):
        return _link_share(island) < 0.9  # Whose words they are.
    if any(_is_media(block.element) for block in island.blocks):
        near = first - _NEAR <= island.first and island.last <= last + _NEAR
        return (between or (main and near and _says_something(island))) and not _is_card(island)
    if not between:
        return main and _is_overlooked(story, island, last)
    if _link_share(island) >= 0.4:
        return False
    words = sum(len(block.words) for block in island.blocks)
    return (
        words >= _OVERLOOKED_WORDS
        or ((main or touches > 0) and all(block.element.tag in _TEXT_TAGS for block in island.blocks))
        or (main and touches == _BOTH_SIDES and island.top.tag == "div" and len(island.blocks) == 1)
    )


def _is_overlooked(story: Story, island: _Island, last: int) -> bool:
    """Tell whether an island outside reads like the story's own beginning or end: one paragraph beside a vouched one."""
    if len(island.blocks) != 1 or _link_share(island) > 0.3:
        return False
    block = island.blocks[0]
    text = "".join(block.element.itertext()).strip()
    if block.element.tag != "p" or len(block.words) < _OVERLOOKED_WORDS or not text.endswith(_SENTENCE_ENDS):
        return False
    neighbour = island.top.getprevious() if island.first > last else island.top.getnext()
    return neighbour is not None and neighbour in story.vouched


def _is_media(element: HtmlElement) -> bool:
    marked = element.get(MARK) or any(ancestor.get(MARK) for ancestor in element.iterancestors())
    return bool(marked) or element.tag == "pre" or next(element.iter("img"), None) is not None


def _says_something(island: _Island) -> bool:
    """Tell whether a picture outside has words of its own; a bare one is a portrait or an ornament of the site."""
    pictures = [image for block in island.blocks for image in block.element.iter("img")]
    return (
        not pictures
        or any(image.get("alt") for image in pictures)
        or any(block.words for block in island.blocks)
    )


def _is_card(island: _Island) -> bool:
    """Tell whether a picture is the door to another story: words and picture inside links."""
    words = sum(len(block.words) for block in island.blocks if not block.element.get(MARK))
    linked = _link_share(island)
    marked = any(block.element.get(MARK) for block in island.blocks)
    pictures = list(island.top.iter("img"))
    return not marked and bool(pictures) and words >= 3 and linked >= 0.5


def _link_share(island: _Island) -> float:
    characters = sum(block.characters for block in island.blocks)
    return (
        sum(block.link_share * block.characters for block in island.blocks) / characters
        if characters
        else 0.0
    )
