"""What lies over words that give something away, until the reader asks for them."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from tuinews.ui.widgets.markdown_lines import Block, Look, Span
from tuinews.ui.widgets.table_lines import Cell


def tells(block: Block) -> bool:
    """Tell whether a block holds words that give something away."""
    return any(_is_spoiler(look) for spans in (block.spans, *_cells(block)) for _, look in spans)


def veiled(block: Block, veil: str) -> Block:
    """Put a text in the place of each run of such words. Neither a search nor a copy then finds them."""
    if not tells(block):
        return block
    rows = tuple(tuple(tuple(_veiled(cell, veil)) for cell in row) for row in block.rows)
    return replace(block, spans=tuple(_veiled(block.spans, veil)), rows=rows)


def _cells(block: Block) -> Iterator[Cell]:
    for row in block.rows:
        yield from row


def _veiled(spans: Iterable[Any], veil: str) -> Iterator[Span]:
    under = False
    for text, look in spans:
        if not _is_spoiler(look):
            yield text, look
        elif not under:
            yield veil, Look("ink-faint", ground=look.ground, spoiler=True)
        under = _is_spoiler(look)


def _is_spoiler(look: object) -> bool:
    return isinstance(look, Look) and look.spoiler
