"""Listicles and galleries: one heading for each item, and how many of all the items a page carries.

Pages write the same thing in many ways: numbered headings, bold lines, numbers in boxes of their own, lists of cards.
Here they become numbered headings with what belongs to them, in the page's order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tuinews.article.linked_data import item_lists
from tuinews.article.tree import HEADINGS, leaves, text_of

_FEWEST = 3
"""Items from which on it is a list."""
_TITLE_WORDS = 20
_GAP = 2
"""Numbers that may be missing between one item and the next."""
_NUMBERED = re.compile(
    r"(?:(?:no|nr)\.\s*|number\s+|#\s*)?(\d{1,3})(?:\s*[.)](?=\s|[^\W\d])|:(?=\s)|\s+[-–—|]\s|(?<=#\d)\s|(?<=#\d\d)\s|(?<=#\d\d\d)\s)\s*\S",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:(?:no|nr)\.?\s*|number\s+|#\s*)?(\d{1,3})[.)]?", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:(?:slide|photo|image|picture|item)\s+)?(\d{1,3})\s*(?:of|/)\s*(\d{1,3})", re.IGNORECASE
)
_UNIT = (
    r"(?:hours?|minutes?|mins?|seconds?|days?|nights?|weeks?|months?|years?|percent|per\s+cent|million|billion|thousand"
    r"|hundred|dollars?|pounds?|euros?|miles?|km|pages?|inch(?:es)?|feet|ft|degrees?|seasons?|episodes?|x\b|%|[-–]?year|st\b|nd\b|rd\b|th\b)"
)
_HEADLINE = re.compile(
    rf"(?:\A|[:–—|]\s*|\b(?:the|our|my|top|best|all|these|those|here\s+are)\s+)(\d{{1,3}})(?![\d.,:/%’'-]|\s*[-–]?{_UNIT}\b)\s+\w",
    re.IGNORECASE,
)
_COUNTS = ("p", "div", "dt")
"""What may hold a slide's counter and become its heading; in a caption there is no room for one."""
_KEY = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a list there are; both 0 where there is no list."""

    here: int = 0
    in_all: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """What a page says of the items it lists."""

    lists: Sequence[Count] = ()
    """Of each list that it states for machines: the items whose names stand anywhere on the page, and all."""
    continued: bool = False
    """Whether the page says that it is one of several in a row."""


NO_LIST = Count()


@dataclass(slots=True)
class _Item:
    number: int
    title: HtmlElement
    label: HtmlElement | None = None
    """The element that holds the number alone, where it stands apart from the title."""


@dataclass(slots=True)
class _Run:
    items: list[_Item] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        return [item.number for item in self.items]

    def takes(self, number: int) -> bool:
        """Tell whether a number goes on in the direction of the run."""
        if not self.items:
            return True
        step = number - self.items[-1].number
        if len(self.items) == 1:
            return 0 < abs(step) <= _GAP + 1
        direction = 1 if self.items[1].number > self.items[0].number else -1
        return 0 < step * direction <= _GAP + 1


def promise_of(root: HtmlElement) -> Promise:
    """Read what a page says of its items.

    Args:
        root: The parsed page, scripts included.
    """
    relations = [(link.get("rel") or "").lower().split() for link in root.iter("link", "a")]
    continued = any("next" in names or "prev" in names for names in relations)
    lists = item_lists(root)
    if not lists:
        return Promise(continued=continued)
    text = f" {_key(' '.join(_texts(root)))} "
    counted = [
        Count(sum(f" {_key(name)} " in text for name in names.names), names.in_all)
        for names in lists
        if names.names
    ]
    return Promise([count for count in counted if count.here >= _FEWEST], continued)


def _texts(root: HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if element.tag not in ("script", "style", "template"):
            yield element.text or ""
        yield element.tail or ""


def shape_items(root: HtmlElement, title: str, promise: Promise = Promise()) -> Count:
    """Give every item of a list its heading, and count the items.

    Args:
        root: The cleaned element of the story, which is changed.
        title: The story's headline.
        promise: What the page says of its items.

    Returns:
        The items here and in all. That some are missing is told only where the page itself shows it: its numbers, its counters, or what
        it states for machines.
    """
    for listing in list(root.iter("ol", "ul")):
        _unfold(listing)
    order = list(leaves(root))
    counted = _counters(order)
    runs = [run for run in _runs(order, slides=counted is not None) if len(run.items) >= _FEWEST]
    for run in runs:
        _give_headings(run, root)
    if counted is not None:
        return counted
    if len(runs) == 1:
        return _numbered(runs[0].numbers, title, promise)
    if runs or not promise.lists:
        return NO_LIST
    return max(promise.lists, key=lambda count: count.here)


# --- lists of cards -----------------------------------------------------------------------------------------


def _unfold(listing: HtmlElement) -> None:
    """Let the items of a list stand by themselves where each has a heading and more, or numbers that no Markdown list can have."""
    items = [child for child in listing if child.tag == "li"]
    if len(items) < _FEWEST or len(items) != len(listing) or any(True for _ in listing.iterancestors("li")):
        return
    firsts = [next((leaf for leaf in leaves(item) if text_of(leaf)), None) for item in items]
    numbers = _list_numbers(listing, items)
    plain = listing.tag == "ol" and not listing.get("class") and not listing.get("style")
    cards = all(
        first is not None and first.tag in HEADINGS and len(text_of(item)) > len(text_of(first))
        for first, item in zip(firsts, items, strict=True)
    )
    irregular = listing.tag == "ol" and numbers != list(range(numbers[0], numbers[0] + len(numbers)))
    if not cards and not irregular:
        return
    for first, item, number in zip(firsts, items, numbers, strict=True):
        if first is not None and (irregular or plain) and not _NUMBERED.match(text_of(first)):
            first.text = f"{number}. {(first.text or '').lstrip()}"
        item.tag = "p" if first is item else "div"
    listing.tag = "div"


def _list_numbers(listing: HtmlElement, items: list[HtmlElement]) -> list[int]:
    """Give the numbers that a browser puts before the items (HTML Standard, section 4.4.5: ordinal values)."""
    step = -1 if "reversed" in listing.attrib else 1
    number = _whole(listing.get("start"), len(items) if step < 0 else 1)
    numbers = []
    for item in items:
        number = _whole(item.get("value"), number)
        numbers.append(number)
        number += step
    return numbers


def _whole(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 6 else otherwise


# --- numbered items -----------------------------------------------------------------------------------------


def _runs(order: list[HtmlElement], *, slides: bool) -> list[_Run]:
    """Find the items in a row. A slide that has no title is headed by what counts it."""
    runs = [_Run()]
    for place, leaf in enumerate(order):
        item = _item(leaf, order[place + 1 : place + 3], slides=slides)
        if item is None:
            continue
        if not runs[-1].takes(item.number):
            runs.append(_Run())
        runs[-1].items.append(item)
    return runs


def _item(leaf: HtmlElement, following: list[HtmlElement], *, slides: bool) -> _Item | None:
    text = text_of(leaf)
    if not text[:1].isdigit() and text[:1] not in "#nN":
        return None
    if any(ancestor.tag in ("li", "table", "blockquote") for ancestor in leaf.iterancestors()):
        return None
    if (found := _NUMBERED.match(text)) and _is_title(leaf, text):
        return _Item(int(found[1]), leaf)
    found = _NUMBER.fullmatch(text) or _COUNTER.fullmatch(text)
    if found is None:
        return None
    title = next((other for other in following if text_of(other)), None)
    if title is not None and _is_title(title, text_of(title)) and not _NUMBER.fullmatch(text_of(title)):
        return _Item(int(found[1]), title, leaf)
    counts = slides and leaf.tag in _COUNTS and bool(_COUNTER.fullmatch(text))
    return _Item(int(found[1]), leaf) if leaf.tag in HEADINGS or counts else None


def _is_title(leaf: HtmlElement, text: str) -> bool:
    if leaf.tag in HEADINGS:
        return True
    if leaf.tag not in ("p", "div", "dt") or len(text.split()) > _TITLE_WORDS:
        return False
    bold = "".join(text_of(part) for part in leaf.iter("b", "strong") if not _inside_bold(part, leaf))
    return bool(bold) and bold.replace(" ", "") == text.replace(" ", "")


def _inside_bold(part: HtmlElement, leaf: HtmlElement) -> bool:
    for ancestor in part.iterancestors():
        if ancestor is leaf:
            return False
        if ancestor.tag in ("b", "strong"):
            return True
    return False


def _give_headings(run: _Run, root: HtmlElement) -> None:
    """Make a heading of each title, with its number before it."""
    levels = [str(item.title.tag) for item in run.items if item.title.tag in HEADINGS]
    others = next(root.iter("h2"), None) is not None
    level = max(levels, key=levels.count) if levels else "h3" if others else "h2"
    for item in run.items:
        if item.title.tag not in HEADINGS:
            item.title.tag = level
        if item.label is not None:
            if not _NUMBERED.match(text_of(item.title)):
                item.title.text = f"{item.number}. {(item.title.text or '').lstrip()}"
            if item.label.getparent() is not None:
                item.label.drop_tree()


# --- counting -----------------------------------------------------------------------------------------------


def _counters(order: list[HtmlElement]) -> Count | None:
    """Count by what slides say of themselves: `3 of 25`. Alone, or with another total, it is something else, a rating for one."""
    found = [match for match in (_COUNTER.fullmatch(text_of(leaf)) for leaf in order) if match]
    numbers = [int(match[1]) for match in found]
    totals = {int(match[2]) for match in found}
    if len(found) < _FEWEST or len(totals) > 1:
        return None
    total = totals.pop()
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[-1] > total:
        return None
    return Count(len(numbers), total)


def _numbered(numbers: list[int], title: str, promise: Promise) -> Count:
    """Count by numbers. Authors miscount, so one that is passed over alone proves nothing: the headline, the direction or the page must agree."""
    here, greatest = len(set(numbers)), max(numbers)
    stated = [int(found[1]) for found in _HEADLINE.finditer(title)]
    beyond = [total for total in stated if total > greatest]
    breaks_off = numbers == list(range(greatest, greatest - here, -1)) and numbers[-1] > 1
    if promise.continued and beyond and greatest not in stated:
        return Count(here, min(beyond))
    if breaks_off or greatest in stated or (promise.continued and min(numbers) > 1):
        return Count(here, max(here, greatest))
    return Count(here, here)


def _key(text: str) -> str:
    return " ".join(_KEY.findall(text.lower()))
