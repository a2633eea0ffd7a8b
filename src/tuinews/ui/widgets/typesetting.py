"""A story as lines: parsed in slices and wrapped block by block, as far as somebody looks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace
from rich.cells import cell_len

from tuinews.ui.widgets.article_head import GAP
from tuinews.ui.widgets.markdown_lines import SPOILER_MARK, Block, Line, Look, lay_out, parse, slices
from tuinews.ui.widgets.matching import Needle, spots
from tuinews.ui.widgets.veil import tells, veiled

_END: Final = Block("centre", (("⁂", Look("ink-faint")),), gap=GAP)


class Place(NamedTuple):
    """A place in the text that holds at every width."""

    block: int
    """Counted from the first one below the head."""
    share: float
    """How far into the block, 0 to 1."""


class Stretch(NamedTuple):
    """A run of cells on one line."""

    line: int
    start: int
    end: int
    """The first cell behind it."""


Match = tuple[Stretch, ...]
"""What was found, one stretch for each line that it runs over."""


class Typesetting:
    """The lines of a story.

    Args:
        head: What stands above the text.
        markdown: The text.
        links: The story's table of links; those of the text are added to it.
        veil: What stands for words that give something away; empty shows them.
    """

    def __init__(self, head: Sequence[Block], markdown: str, links: list[str], veil: str = "") -> None:
        self.blocks = list(head)
        self.links = links
        self.has_spoilers = False
        """Whether there are such words in what has been parsed."""
        self._veil = veil
        self.lines: list[Line] = []
        self.starts: list[int] = []
        """The first line of each block that has been laid out."""
        self.finished = False
        self.width = 0
        self.picture_rows = 0
        """Lines that a picture takes; 0 for none."""
        self.pictures: dict[int, tuple[str, int]] = {}
        """Line -> the address of the picture that stands there, and which line of it."""
        self._head = len(self.blocks)
        self._slices: Iterator[str] = slices(markdown)
        self._unparsed = len(markdown)  # characters
        self._lead_wanted = True

    def begin(self, width: int, picture_rows: int = 0) -> None:
        """Forget all lines, and lay out for another width from now on.

        Args:
            width: Cells of a line.
            picture_rows: Lines that a picture takes; 0 leaves pictures out.
        """
        self.width = width
        self.picture_rows = picture_rows
        self.pictures = {}
        self.lines = []
        self.starts = []
        self.finished = False

    def reach(self, line: int) -> None:
        """Lay out blocks until there is a line of that number, or no more text."""
        while not self.finished and len(self.lines) <= line:
            self._set_next()

    def reach_block(self, block: int) -> None:
        """Lay out blocks until one of that number is there, or no more text."""
        while not self.finished and len(self.starts) <= block:
            self._set_next()

    @property
    def height(self) -> int:
        """How many lines there are; a guess until all are laid out."""
        if self.finished:
            return len(self.lines)
        waiting = len(self.blocks) - len(self.starts)
        return len(self.lines) + 3 * waiting + 2 * self._unparsed // max(1, self.width)

    # --- places

    def block_at(self, line: int) -> tuple[int, int]:
        """Give the block that a line belongs to, and how many lines into it that is."""
        if not self.starts:
            return 0, 0
        block = bisect_right(self.starts, line) - 1
        return block, line - self.starts[block]

    def place_at(self, line: int) -> Place:
        """Give the place of a line; the head counts as the beginning."""
        block, into = self.block_at(line)
        if not self._head <= block < len(self.starts):
            return Place(0, 0.0)
        return Place(block - self._head, into / max(1, self._end_of(block) - self.starts[block]))

    def line_of(self, place: Place) -> int:
        """Give the line of a place, laying out as far as it takes."""
        if place.block <= 0 and place.share <= 0:
            return 0
        block = self._head + max(0, place.block)
        self.reach_block(block + 1)
        if block >= len(self.starts):
            return max(0, len(self.lines) - 1)
        return self.starts[block] + round(place.share * (self._end_of(block) - self.starts[block]))

    # --- what stands there

    def text(self, line: int) -> str:
        """Give the characters of a line."""
        return "".join(text for text, _ in self.lines[line])

    def words_between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """Give the text between two places, each a line and a character in it, as it was before it was wrapped.

        Lines of one paragraph are joined again; the bars of quotes and indents are left out.
        """
        parts: list[str] = []
        for line in range(max(0, start[0]), min(end[0], len(self.lines) - 1) + 1):
            block, _ = self.block_at(line)
            before = len(self.text(line)) - len(self._bare(block, line))
            first = max(before, start[1] if line == start[0] else 0)
            text = self.text(line)[first : end[1] if line == end[0] else None].rstrip()
            if parts and self._runs_on(block, line):
                parts.append("" if _breaks_inside(parts[-1]) else " ")
            elif parts:
                parts.append("\n")
            parts.append(text)
        return "".join(parts).strip("\n")

    def find(self, needle: Needle, block: int) -> list[Match]:
        """Find all matches in a block that has been laid out."""
        if block >= len(self.blocks):
            return []
        first, end = self.starts[block], self._end_of(block)
        source = self.blocks[block]
        if source.kind == "table":
            found: list[Match] = []
            for line in range(first, end):
                for start, stop in needle.matches(self.text(line)):
                    found.append((self._stretch(line, start, stop),))
            return found
        matches = needle.matches("".join(text for text, _ in source.spans))
        if not matches:
            return []
        first += source.gap is not None
        bodies = [self._bare(block, line) for line in range(first, end)]
        whole = "".join(text for text, _ in source.spans)
        placed = []
        for match in spots(whole, bodies, matches):
            stretches = []
            for number, start, stop in match:
                before = len(self.text(first + number)) - len(bodies[number])
                stretches.append(self._stretch(first + number, before + start, before + stop))
            if stretches:
                placed.append(tuple(stretches))
        return placed

    # --- inside

    def _set_next(self) -> None:
        number = len(self.starts)
        if number == len(self.blocks) and not self._parse_more():
            self.finished = True
            self.lines += lay_out(_END, self.width)
            return
        self.starts.append(len(self.lines))
        block = self.blocks[number]
        if block.kind == "picture":
            self._set_picture(block)
            return
        if number and self.picture_rows and self.blocks[number - 1].kind == "picture":
            block = replace(block, gap=None)  # A caption stands right below its picture.
        self.lines += lay_out(block, self.width)

    def _set_picture(self, block: Block) -> None:
        if not self.picture_rows:
            return
        self.lines.append([])
        for row in range(self.picture_rows):
            self.pictures[len(self.lines)] = (block.picture, row)
            self.lines.append([])

    def _parse_more(self) -> bool:
        """Parse slices until there is a block; tell whether there is one."""
        before = len(self.blocks)
        for markdown in self._slices:
            self._unparsed -= len(markdown)
            blocks = parse(markdown, self.links)
            if SPOILER_MARK in markdown:
                self.has_spoilers = self.has_spoilers or any(map(tells, blocks))
                blocks = [veiled(block, self._veil) for block in blocks] if self._veil else blocks
            # The first words of a slice stand apart from the one before, also when they are the caption of a picture.
            first = next((place for place, each in enumerate(blocks) if each.kind != "picture"), None)
            if first is not None and blocks[first].gap is None:
                blocks[first] = replace(blocks[first], gap=GAP)
            if self._lead_wanted:
                self._lead_wanted = False
                blocks[:1] = [_as_lead(block) for block in blocks[:1]]
            self.blocks += blocks
            if blocks:
                break
        return len(self.blocks) > before

    def _end_of(self, block: int) -> int:
        if block + 1 < len(self.starts):
            return self.starts[block + 1]
        return len(self.lines) - (len(lay_out(_END, self.width)) if self.finished else 0)

    def _bare(self, block: int, line: int) -> str:
        """Give a line without what stands before it: indents, a bullet, the bars of quotes."""
        spans = self.lines[line]
        if block < len(self.blocks):
            source = self.blocks[block]
            for prefix in (source.first, source.rest):
                if prefix and tuple(spans[: len(prefix)]) == prefix:
                    spans = spans[len(prefix) :]
                    break
        return "".join(text for text, _ in spans)

    def _runs_on(self, block: int, line: int) -> bool:
        """Tell whether a line goes on with the paragraph of the line above."""
        if block >= len(self.blocks) or self.blocks[block].kind != "text":
            return False
        return line > self.starts[block] + (self.blocks[block].gap is not None)

    def _stretch(self, line: int, start: int, stop: int) -> Stretch:
        text = self.text(line)
        return Stretch(line, cell_len(text[:start]), cell_len(text[:stop]))


def _breaks_inside(text: str) -> bool:
    """Tell whether a line ends where text may break without a blank."""
    return text.endswith(("-", "–", "—")) or (bool(text) and cell_len(text[-1]) == 2)


def _as_lead(block: Block) -> Block:
    """Let the opening paragraph stand out a little."""
    if block.kind != "text" or block.first:
        return block
    spans = tuple(
        (text, look._replace(ink="ink-strong") if look.ink == "foreground" else look)
        for text, look in block.spans
    )
    return replace(block, spans=spans)
