"""A safe tree -> Markdown, by markdownify. Everything that could do harm was left behind in `compose`."""

from bs4 import Tag
from markdownify import MarkdownConverter

from tuinews.article.compose import OTHER_MARK, Composition
from tuinews.article.escape import escape_text, fence_for


def to_markdown(composition: Composition) -> str:
    """Write a story as Markdown: CommonMark with tables, without any HTML.

    Args:
        composition: The story as a safe tree.

    Returns:
        Markdown without a line end at its end; where the tree is too deep for the converter, its plain paragraphs.
    """
    try:
        written: str = _Converter(heading_style="atx").convert_soup(composition.soup)
    except RecursionError:
        written = "\n\n".join(escape_text(words, line_start=True) for words in composition.paragraphs)
    return _without_trailing_blanks(written)


class _Converter(MarkdownConverter):
    """markdownify for a tree whose words are escaped and whose addresses are checked already."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[{text.strip()}]({el['href']})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"![{el['alt']}]({el['src']})"

    def convert_spoiler(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"||{text}||"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        fence = fence_for(text)
        return f"\n\n{fence}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # markdownify counts the items before each one, which takes minutes for a list of 20,000.
        other = el.parent is not None and OTHER_MARK in el.parent.attrs
        number = el.attrs.get("value")
        mark = f"{number}{')' if other else '.'} " if number else "+ " if other else "- "
        lines = text.strip().split("\n")
        indent = " " * len(mark)
        return "\n".join([mark + lines[0], *(indent + line if line else "" for line in lines[1:])]) + "\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cell = text.strip().replace("|", "\\|")
        return f" {cell} |"

    convert_th = convert_td


def _without_trailing_blanks(text: str) -> str:
    """Take blanks off line ends, but not the two that mean a line break."""
    lines = (
        line.rstrip() + "  " if line.endswith("  ") and line.strip() else line.rstrip()
        for line in text.split("\n")
    )
    return "\n".join(lines).strip("\n").rstrip()
