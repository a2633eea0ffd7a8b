"""What stands under a story: links to others, in lists and cards, which no single line gives away."""

import re
from collections.abc import Sequence

from tuinews.article.extract import Block
from tuinews.article.tree import HEADINGS, text_of

LINKED = 0.6
"""Share of a block's characters inside links from which on it is a door, not a text."""
_FEWEST = 2
_MOST = 0.25
"""Share of all words that a tail may have; more is a page that is a list of links."""
_REFERENCES = re.compile(
    r"\b(?:sources?|references?|notes?|footnotes?|citations?|bibliography|works cited|resources|links|credits|tracklist|track list|"
    r"line-?up|episodes?|quellen|fuentes|fonti|références|bronnen)\b",
    re.IGNORECASE,
)


def trailing_links(blocks: Sequence[Block]) -> list[Block]:
    """Find the links to other stories at the end of a story, with the headings over them.

    Args:
        blocks: The story's blocks, in reading order.

    Returns:
        The blocks of the tail; none where it is short, large, or says that it is the story's sources.
    """
    start = len(blocks)
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if _is_text(block):
            break
        start = place
    tail = list(blocks[start:])
    doors = [block for block in tail if block.words and block.link_share >= LINKED]
    words = sum(len(block.words) for block in blocks)
    if len(doors) < _FEWEST or sum(len(block.words) for block in tail) > _MOST * words:
        return []
    headings = [block for block in tail if block.link_share < LINKED]
    return [] if headings and is_references(headings[0]) else tail


def is_references(heading: Block) -> bool:
    """Tell whether a heading stands over a story's sources, notes or credits."""
    return bool(_REFERENCES.search(text_of(heading.element)))


def _is_text(block: Block) -> bool:
    """Tell whether a block ends the tail: words that are no link, and no short heading or label over links."""
    if not block.words or block.link_share >= LINKED:
        return False
    return not (block.element.tag in HEADINGS or len(block.words) <= 4)
