"""Markdown as blocks, and blocks as lines of spans for a given width.

Only our own cleaned Markdown comes here. It is taken in slices, so that a long story never holds the screen up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from tuinews.ui.widgets.table_lines import TABLE_CELLS, Cell, lay_out_table
from tuinews.ui.widgets.wrap import chop, wrap_spans
from tuinews.urls import web_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SLICE_CHARACTERS: Final = 12_000
"""About 2,000 words: some milliseconds of parsing."""
FIRST_SLICE_CHARACTERS: Final = 3_000
"""What fills a screen: the first picture of a story waits for it."""


class Look(NamedTuple):
    """How a span looks: a token of the theme, and what is added to it."""

    ink: str = "foreground"
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: int | None = None
    """The number of a link in the story's own table."""
    ground: str = ""
    """A token whose tint lies under the text, for chips and code."""
    spoiler: bool = False
    """Whether the words give something away."""


Span = tuple[str, Look]
Line = list[Span]

PLAIN = Look()
RULE = Look("hairline")
CODE = Look("ink-soft", ground="panel")
SPOILER_MARK: Final = "||"
"""What stands around words that give something away, as in Discord and Telegram."""
QUOTE_BAR: Span = ("▌  ", Look("primary"))


class Block(Struct, frozen=True):
    """A paragraph, heading, list item, table, rule or piece of code."""

    kind: Literal["text", "line", "code", "table", "rule", "centre", "picture"]
    spans: tuple[Span, ...] = ()
    first: tuple[Span, ...] = ()
    """What stands before the first line: indents, the bars of quotes, a bullet."""
    rest: tuple[Span, ...] = ()
    """What stands before the other lines; as wide as `first`."""
    gap: tuple[Span, ...] | None = None
    """What the empty line above the block starts with; None for no empty line."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    """Of a table, the head first."""
    picture: str = ""
    """The address of a picture."""


def slices(
    markdown: str, characters: int = SLICE_CHARACTERS, first: int = FIRST_SLICE_CHARACTERS
) -> Iterator[str]:
    """Cut Markdown into slices that can be parsed on their own.

    Cuts are made at empty lines before an unindented line outside fences, and, in a single endless block, anywhere at
    four times the length.

    Args:
        markdown: Cleaned Markdown.
        characters: About so long are slices.
        first: About so long is the first one.
    """
    start, length = 0, min(first, characters)
    while len(markdown) - start > length:
        cut = _cut_after(markdown, start, start + length)
        yield markdown[start:cut]
        start, length = cut, characters
    if start < len(markdown):
        yield markdown[start:]


def parse(markdown: str, links: list[str]) -> list[Block]:
    """Turn one slice of Markdown into blocks.

    Args:
        markdown: Cleaned Markdown.
        links: The story's table of links; the links of this slice are added to it.
    """
    return _Builder(links).build(_parser().parse(markdown))


def lay_out(block: Block, width: int) -> list[Line]:
    """Break a block into lines of at most `width` cells, the empty line above it included; a picture has none here."""
    if block.kind == "picture":
        return []
    lines: list[Line] = [] if block.gap is None else [list(block.gap)]
    before = sum(cell_len(text) for text, _ in block.first)
    if before > width // 2:
        # Nested deeper than the screen is wide: the indents go, the words stay.
        block, before = replace(block, first=(), rest=()), 0
    inner = max(1, width - before)
    body: list[Line]
    if block.kind == "rule":
        body = [[("─" * inner, RULE)]]
    elif block.kind == "line":
        body = [_cut(block.spans, inner)]
    elif block.kind == "code":
        body = [[piece] for piece in _code_lines(block.spans, inner)]
    elif block.kind == "table":
        body = [
            [(text, look if isinstance(look, Look) else RULE) for text, look in line]
            for line in lay_out_table(block.rows, inner)
        ]
    else:
        body = wrap_spans(block.spans, inner)
    for number, line in enumerate(body):
        prefix = block.first if number == 0 else block.rest
        if block.kind == "centre":
            space = (inner - sum(cell_len(text) for text, _ in line)) // 2
            prefix = ((" " * space, PLAIN),)
        lines.append([*prefix, *line])
    return lines


def _cut(spans: Sequence[Span], width: int) -> Line:
    line: Line = []
    for text, look in spans:
        head, tail = chop(text, width)
        line.append((head, look))
        width -= cell_len(head)
        if tail:
            break
    return line


def _cut_after(markdown: str, start: int, wanted: int) -> int:
    position = wanted
    while (position := markdown.find("\n\n", position)) != -1:
        if position - start > 4 * (wanted - start):
            break
        position += 2
        following = markdown[position : position + 1]
        # A fence is open where an odd number of fence lines has gone by.
        if following not in (" ", "\t", "", "\n") and markdown.count("\n```", start, position) % 2 == 0:
            return position
    if position == -1 and len(markdown) - start <= 4 * (wanted - start):
        return len(markdown)
    blank = markdown.rfind(" ", start + 1, wanted)
    return blank + 1 if blank > start else wanted


def _code_lines(spans: Sequence[Span], width: int) -> Iterator[Span]:
    for text, look in spans:
        for line in text.expandtabs(4).split("\n"):
            rest = line
            while True:
                head, rest = chop(rest, width)
                yield head + " " * (width - cell_len(head)), look
                if not rest or not head:
                    break


@cache
def _parser() -> MarkdownIt:
    # Imported with the first story, so that the first picture of the reader does not wait for it.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 40})
    # What was escaped stays apart, so that bars that are words are told from those around spoilers.
    return parser.enable(["table", "strikethrough"]).disable("text_join")


class _Builder:
    """Walks the tokens of a slice once."""

    def __init__(self, links: list[str]) -> None:
        self.links = links
        self.blocks: list[Block] = []
        self.containers: list[
            Span
        ] = []  # quotes and list items, as what they put before a line, outermost first
        self.numbers: list[int | None] = []  # of the open lists; None for bullets
        self.marker = ""
        self.heading = 0
        self.gap_due = False
        self.tight = False
        self.quotes_before = 0
        self.table: list[list[Cell]] | None = None
        self.in_head = False

    def build(self, tokens: Sequence[Token]) -> list[Block]:
        for token in tokens:
            handler = getattr(self, "_" + token.type, None)
            if handler is not None:
                handler(token)
        return self.blocks

    # --- blocks

    def _heading_open(self, token: Token) -> None:
        self.heading = int(token.tag[1:])
        self.gap_due = True

    def _heading_close(self, _: Token) -> None:
        self.heading = 0
        self.gap_due = True

    def _paragraph_open(self, token: Token) -> None:
        self.tight = token.hidden

    def _paragraph_close(self, token: Token) -> None:
        self.gap_due = not token.hidden

    def _blockquote_open(self, _: Token) -> None:
        self.containers.append(QUOTE_BAR)
        self.gap_due = True

    def _blockquote_close(self, _: Token) -> None:
        self.containers.pop()
        self.gap_due = True

    def _bullet_list_open(self, _: Token) -> None:
        self.numbers.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        start = token.attrGet("start")
        self.numbers.append(int(start) if isinstance(start, (int, str)) else 1)

    def _bullet_list_close(self, _: Token) -> None:
        self.numbers.pop()
        self.gap_due = self.gap_due or not self.numbers

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _: Token) -> None:
        number = self.numbers[-1]
        if number is None:
            self.marker = "• "
        else:
            self.marker = f"{number}. "
            self.numbers[-1] = number + 1
        self.containers.append((" " * cell_len(self.marker), PLAIN))

    def _list_item_close(self, _: Token) -> None:
        self.containers.pop()
        self.marker = ""

    def _hr(self, _: Token) -> None:
        self.gap_due = True
        self._add(Block("rule"))
        self.gap_due = True

    def _fence(self, token: Token) -> None:
        self.gap_due = True
        self._add(Block("code", ((token.content.rstrip("\n"), CODE),)))
        self.gap_due = True

    _code_block = _fence

    def _inline(self, token: Token) -> None:
        if self.table is not None:
            look = Look("primary", bold=True) if self.in_head else PLAIN
            self.table[-1].append(tuple(self._spans(token, look)))
            return
        if self.heading:
            look = Look("primary" if self.heading <= 2 else "secondary", bold=True)
        elif QUOTE_BAR in self.containers:
            look = Look("ink-soft", italic=True)
        else:
            look = PLAIN
        self._add_picture(token)
        spans = tuple(self._spans(token, look))
        if spans:
            self._add(Block("text", spans))

    def _add_picture(self, token: Token) -> None:
        """Put a picture that stands on its own line before its words."""
        first = next(iter(token.children or ()), None)
        if first is not None and first.type == "image" and not self.containers:
            url = web_url(str(first.attrGet("src") or ""))
            if url is not None:
                self.blocks.append(Block("picture", gap=(), picture=url))

    def _table_open(self, _: Token) -> None:
        self.table = []

    def _thead_open(self, _: Token) -> None:
        self.in_head = True

    def _thead_close(self, _: Token) -> None:
        self.in_head = False

    def _tr_open(self, _: Token) -> None:
        if self.table is not None:
            self.table.append([])

    def _table_close(self, _: Token) -> None:
        rows = tuple(tuple(row) for row in self.table or ())
        self.table = None
        self.gap_due = True
        for number in range(1, len(rows), TABLE_CELLS):
            self._add(Block("table", rows=(rows[0], *rows[number : number + TABLE_CELLS])))
        self.gap_due = True

    def _add(self, block: Block) -> None:
        rest = tuple(self.containers)
        first = rest
        if self.marker:
            first = (*rest[:-1], (self.marker, Look("primary")))
            self.marker = ""
        quotes = self.containers.count(QUOTE_BAR)
        gap: tuple[Span, ...] | None = None
        if self.gap_due and self.blocks:
            gap = (QUOTE_BAR,) * min(quotes, self.quotes_before)
        self.blocks.append(replace(block, first=first, rest=rest, gap=gap))
        self.quotes_before = quotes
        self.gap_due = False

    # --- the inside of a block

    def _spans(self, token: Token, base: Look) -> Iterator[Span]:
        children = token.children or []
        if children and children[0].type == "image":
            base = base._replace(ink="ink-faint")  # What follows a picture on its own line is its caption.
        looks = [base]
        hidden = False
        marks = sum(child.content.count(SPOILER_MARK) for child in children if child.type == "text")
        marks -= marks % 2
        for place, child in enumerate(children):
            look = looks[-1]._replace(spoiler=True, ground="panel") if hidden else looks[-1]
            match child.type:
                case "text" if marks and SPOILER_MARK in child.content:
                    pieces = child.content.split(SPOILER_MARK, marks)
                    marks -= len(pieces) - 1
                    for number, piece in enumerate(pieces):
                        hidden ^= number > 0
                        if piece:
                            yield (
                                piece,
                                looks[-1]._replace(spoiler=True, ground="panel") if hidden else looks[-1],
                            )
                case "text" | "text_special" | "html_inline":
                    if child.content:
                        yield child.content.replace("\n", " "), look
                case "code_inline":
                    yield child.content, look._replace(ink="ink-strong", ground="panel")
                case "softbreak":
                    yield "\n" if children[place - 1].type == "image" else " ", look
                case "hardbreak":
                    yield "\n", look
                case "em_open":
                    # Inside a quote, which is italic, emphasis stands upright.
                    looks.append(look._replace(italic=not look.italic))
                case "strong_open":
                    looks.append(look._replace(bold=True, ink=_stronger(look.ink)))
                case "s_open":
                    looks.append(look._replace(strike=True))
                case "link_open":
                    looks.append(self._linked(look, child.attrGet("href")))
                case "em_close" | "strong_close" | "s_close" | "link_close":
                    looks.pop()
                case "image":
                    label = child.content.strip() or "picture"
                    caption = look._replace(ink="ink-faint", italic=True)
                    yield f"▣ {label}", self._linked(caption, child.attrGet("src"), keep_colour=True)

    def _linked(self, look: Look, address: object, *, keep_colour: bool = False) -> Look:
        url = web_url(str(address or ""))
        if url is None:
            return look
        self.links.append(url)
        number = len(self.links) - 1
        return look._replace(link=number) if keep_colour else look._replace(ink="link", link=number)


def _stronger(ink: str) -> str:
    return "ink-strong" if ink in ("foreground", "ink-soft") else ink
