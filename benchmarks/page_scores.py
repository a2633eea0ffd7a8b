"""How close a text comes to the story of a page, by the published rule of each public set of pages.

- scrapinghub's article-extraction-benchmark: runs of four words as multisets; precision and recall of each page, their means, and F1 of the
  means; accuracy is the share of pages whose words are the very same.
- WCXB: words as multisets, F1 of each page and its mean; of each page's snippets the share that is found and the share that leaked.
- Structure: the share of the blocks, links and pictures of a reference that are found in ours as the same kind of thing.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html
from lxml.html import HtmlElement

RUN = 4
"""Words in a run (scrapinghub/article-extraction-benchmark, `evaluate.py`)."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Overlap:
    """What a text and its gold share."""

    found: int
    added: int
    lost: int

    @property
    def precision(self) -> float:
        """Share of the text that is gold; 1 where there is neither."""
        if not self.added and not self.lost:
            return 1.0
        return self.found / (self.found + self.added) if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that is in the text; 1 where there is neither."""
        if not self.added and not self.lost:
            return 1.0
        return self.found / (self.found + self.lost) if self.found else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return f1_of(self.precision, self.recall)


def words_of(text: str) -> list[str]:
    """Give the words as they are written."""
    return _WORD.findall(text)


def overlap_of_runs(text: str, gold: str) -> Overlap:
    """Compare runs of four words; a shorter text is one run."""
    return _overlap(_runs(words_of(text)), _runs(words_of(gold)))


def overlap_of_words(text: str, gold: str) -> Overlap:
    """Compare words in lower case."""
    return _overlap(Counter(words_of(text.lower())), Counter(words_of(gold.lower())))


def same_words(text: str, gold: str) -> bool:
    """Tell whether both are the same, word for word."""
    return words_of(text) == words_of(gold)


def f1_of(precision: float, recall: float) -> float:
    """Give the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mean(values: Iterable[float]) -> float:
    """Give the mean; 0 of nothing."""
    found = list(values)
    return statistics.fmean(found) if found else 0.0


def share_of_snippets(text: str, snippets: Sequence[str], *, whole_words: bool = False) -> tuple[int, int]:
    """Count the snippets that stand in a text, and those that were looked for.

    Case, white space and punctuation don't count. A snippet that should be there may have been cut inside a word; of one that
    should not, only whole words count: "Home" is not in "homework".
    """
    text = f" {_folded(text)} "
    edge = " " if whole_words else ""
    wanted = [folded for folded in map(_folded, snippets) if folded]
    return sum(f"{edge}{snippet}{edge}" in text for snippet in wanted), len(wanted)


def _folded(text: str) -> str:
    return " ".join(words_of(text.lower()))


def _runs(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    if len(words) <= RUN:
        return Counter([tuple(words)] if words else [])
    return Counter(tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _overlap(
    text: Counter[str] | Counter[tuple[str, ...]], gold: Counter[str] | Counter[tuple[str, ...]]
) -> Overlap:
    found = (text & gold).total()  # type: ignore[operator]
    return Overlap(found, text.total() - found, gold.total() - found)


# --- structure ----------------------------------------------------------------------------------------------

KINDS: Mapping[str, tuple[str, ...]] = {
    "paragraphs": ("p",),
    "headings": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "list items": ("li",),
    "links": ("a",),
    "images": ("img",),
    "quotes": ("blockquote",),
    "tables": ("table",),
    "code": ("pre",),
    "embeds": ("iframe", "video", "embed", "object"),
}
_ALIKE = 0.8
"""Share of the shorter text's words that two blocks must have in common to be the same block."""
_PARAGRAPH_WORDS = 5
"""Words of a paragraph that counts; shorter ones are labels, and stand in the reference by the dozen."""
_EMBED_ID = re.compile(r"[\w-]{6,}")


def kept_structure(ours: HtmlElement, expected: HtmlElement, url: str) -> dict[str, tuple[int, int]]:
    """Count, for each kind, what is expected and what of it stands in ours as the same kind.

    Args:
        ours: The Markdown as HTML again.
        expected: The reference.
        url: The page's address, which relative ones belong to.

    Returns:
        For each kind the number kept and the number expected. A paragraph (of five words or more) is kept when its words
        stand in a row anywhere in ours; any other block when a block of the kind has the same words or four fifths of them; a
        link when a link leads to the same place; a picture when one has the same file's name; an embedded thing when a
        link or frame holds the same number or name.
    """
    found: dict[str, tuple[int, int]] = {}
    links = {_place(link.get("href") or "", url) for link in ours.iter("a")}
    frames = [
        str(frame.get(name) or "") for frame in ours.iter() for name in ("src", "href", "data", "videoid")
    ]
    for kind, tags in KINDS.items():
        wanted = list(expected.iter(*tags))
        if kind == "links":
            places = [
                place for link in wanted if (place := _place(link.get("href") or "", url)) and _text(link)
            ]
            found[kind] = sum(place in links for place in places), len(places)
        elif kind == "images":
            files = [file for image in wanted if (file := _file(image.get("src") or ""))]
            shown = {_file(image.get("src") or "") for image in ours.iter("img")}
            found[kind] = sum(file in shown for file in files), len(files)
        elif kind == "embeds":
            addresses = [frame.get("src") or frame.get("data") or _source(frame) for frame in wanted]
            addresses = [address for address in addresses if address]
            found[kind] = sum(_embedded(address, frames) for address in addresses), len(addresses)
        elif kind == "paragraphs":
            whole = f" {' '.join(words_of(_text(ours).lower()))} "
            asked = [
                words
                for element in wanted
                if len(words := words_of(_text(element).lower())) >= _PARAGRAPH_WORDS
            ]
            found[kind] = sum(f" {' '.join(words)} " in whole for words in asked), len(asked)
        else:
            texts = [words for element in wanted if (words := words_of(_text(element).lower()))]
            mine = [words for element in ours.iter(*tags) if (words := words_of(_text(element).lower()))]
            found[kind] = _matched(texts, mine), len(texts)
    return found


def _matched(wanted: Sequence[Sequence[str]], mine: Sequence[Sequence[str]]) -> int:
    exact = Counter(map(tuple, mine))
    bags = [Counter(words) for words in mine]
    matched = 0
    for words in wanted:
        if exact[tuple(words)]:
            exact[tuple(words)] -= 1
            matched += 1
        elif len(words) >= RUN:
            bag = Counter(words)
            matched += any(
                (bag & other).total() >= _ALIKE * max(bag.total(), other.total()) for other in bags
            )
    return matched


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _source(frame: HtmlElement) -> str:
    return next((source.get("src") or "" for source in frame.iter("source")), "")


def _place(href: str, url: str) -> str:
    """Give where a link leads, without scheme, query and fragment; empty for places on the page and no web address."""
    try:
        parts = urlsplit(urljoin(url, href.strip()))
    except ValueError:
        return ""
    if not href.strip() or href.lstrip().startswith("#") or parts.scheme not in ("http", "https"):
        return ""
    return f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}"


def _file(url: str) -> str:
    if url.startswith("data:"):
        return ""
    try:
        return unquote(urlsplit(url.strip()).path).rpartition("/")[2].lower()
    except ValueError:
        return ""


def _embedded(address: str, frames: Sequence[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    keys = _EMBED_ID.findall(parts.path.rpartition("/")[2]) or [parts.path]
    return any(address in frame or keys[-1] in frame for frame in frames if frame)


def tree_of(markup: str) -> HtmlElement:
    """Parse HTML, or nothing, for comparing."""
    return html.document_fromstring(f"<html><body>{markup}</body></html>")
