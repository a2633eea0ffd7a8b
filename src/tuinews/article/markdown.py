"""A safe tree -> Markdown, by markdownify. Everything that could do harm was left behind in `compose`."""

from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter

from tuinews.article.compose import Composition
from tuinews.article.escape import escape_text, fence_for


def to_markdown(composition: Composition) -> str:
    """Write a story as Markdown: CommonMark with tables, without any HTML.

    Args:
        composition: The story as a safe tree.

    Returns:
        Markdown without a line end at its end; where the tree is too deep for the converter, its plain paragraphs.
    """
    try:
        written: str = _Converter(heading_style="atx", bullets="-", autolinks=False).convert_soup(
            composition.soup
        )
    except RecursionError:
        written = "\n\n".join(escape_text(words, line_start=True) for words in composition.paragraphs)
    return _without_trailing_blanks(written)


class _Converter(MarkdownConverter):  # type: ignore[misc]
    """markdownify for a tree whose words are escaped and whose addresses are checked already."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[{text.strip()}]({el['href']})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"![{el['alt']}]({el['src']})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        fence = fence_for(text)
        return f"\n\n{fence}\n{text}\n{fence}\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        rows: list[str] = []
        for line in el.find_all("tr", recursive=False):
            cells = [self._cell(cell) for cell in line.find_all(["td", "th"], recursive=False)]
            rows.append(f"| {' | '.join(cells)} |")
            if len(rows) == 1:
                rows.append(f"|{' --- |' * len(cells)}")
        return "\n\n" + "\n".join(rows) + "\n\n"

    def _cell(self, cell: Tag) -> str:
        parts: list[Any] = [
            self.process_element(child, parent_tags={"td", "_inline"}) for child in cell.contents
        ]
        return "".join(parts).strip().replace("\\|", "|").replace("|", "\\|")


def _without_trailing_blanks(text: str) -> str:
    """Take blanks off line ends, but not the two that mean a line break."""
    lines = (
        line.rstrip() + "  " if line.endswith("  ") and line.strip() else line.rstrip()
        for line in text.split("\n")
    )
    return "\n".join(lines).strip("\n").rstrip()
