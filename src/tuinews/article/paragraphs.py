"""Words that stand loose between blocks, or apart by empty lines only, become paragraphs.

Old pages and feeds write `text<br><br>text` or `<div>text<p>text</p></div>`. After this every word stands in an
innermost block, which is what the later steps judge, keep or drop as one.
"""

from lxml import html
from lxml.html import HtmlElement

from tuinews.article.tree import BLOCKS, containers_of

_WHOLE = frozenset({"pre", "table", "tbody", "thead", "tfoot", "tr", "select"})
"""Containers whose own loose words mean nothing, or are meant as they stand."""


def make_paragraphs(root: HtmlElement) -> None:
    """Wrap loose words and split at empty lines, everywhere below a root."""
    containers = containers_of(root)
    containers.add(root)
    for element in list(root.iter()):
        if element.tag == "br" and _ends_line_after_line(element, containers):
            parent = element.getparent()
            if parent is not None and parent.tag not in _WHOLE:
                containers.add(parent)
    for container in list(root.iter()):
        if container in containers and container.tag not in _WHOLE:
            _wrap_runs(container, containers)


def _ends_line_after_line(line_break: HtmlElement, containers: set[HtmlElement]) -> bool:
    """Tell whether a `br` is the second of two with nothing between, inside a block."""
    previous = line_break.getprevious()
    if previous is None or previous.tag != "br" or (previous.tail or "").strip():
        return False
    parent = line_break.getparent()
    return parent is not None and (parent.tag in BLOCKS or parent in containers)


def _wrap_runs(container: HtmlElement, containers: set[HtmlElement]) -> None:
    """Put each run of words and inline elements between the blocks of a container into a `p`."""
    children = list(container)
    run = _Run(container, container.text or "")
    container.text = None
    for child in children:
        tail = child.tail or ""
        if child.tag in BLOCKS or child in containers:
            child.tail = None
            run.close(before=child)
            run = _Run(container, tail)
        elif child.tag == "br" and run.ends_with_break():
            child.tail = None
            run.close(before=child)
            container.remove(child)
            run = _Run(container, tail)
        else:
            run.add(child)
    run.close()
    if container.tag == "p":
        container.tag = "div"  # A paragraph can't hold paragraphs.


class _Run:
    """Words and inline elements in a row, on their way into a paragraph."""

    def __init__(self, container: HtmlElement, text: str) -> None:
        self._container = container
        self._text = text
        self._elements: list[HtmlElement] = []

    def add(self, element: HtmlElement) -> None:
        self._elements.append(element)

    def ends_with_break(self) -> bool:
        if not self._elements:
            return not self._text.strip()
        last = self._elements[-1]
        return last.tag == "br" and not (last.tail or "").strip()

    def close(self, before: HtmlElement | None = None) -> None:
        """Make the paragraph, at the place of the run's elements; a run of blanks makes none."""
        while (
            self._elements and self._elements[-1].tag == "br" and not (self._elements[-1].tail or "").strip()
        ):
            self._container.remove(self._elements.pop())
        if not self._text.strip() and not any(_shows(element) for element in self._elements):
            for element in self._elements:
                self._container.remove(element)
            return
        paragraph = html.Element("p")
        paragraph.text = self._text
        if self._elements:
            self._elements[0].addprevious(paragraph)
        elif before is not None:
            before.addprevious(paragraph)
        else:
            self._container.append(paragraph)
        paragraph.extend(self._elements)


def _shows(element: HtmlElement) -> bool:
    """Tell whether an inline element has words or anything to be seen."""
    if (element.tail or "").strip() or element.tag in ("img", "iframe", "video", "audio"):
        return True
    return (
        any(text.strip() for text in element.itertext())
        or next(element.iter("img", "iframe", "video"), None) is not None
    )
