"""What a page says of itself in JSON-LD, however broken, as plain dictionaries."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]

_STORY_TYPES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle",
    "backgroundnewsarticle", "article", "blogposting", "liveblogposting", "review", "techarticle",
    "socialmediaposting", "report", "scholarlyarticle", "webpage", "itempage",
)  # fmt: skip
"""Types of schema.org that describe a story, the surest first."""
_NODES = 2_000
_CHARACTERS = 500_000
_VALUES = 20
_START = re.compile(r"\[\s*\{|\{")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|description|inLanguage|articleBody)"\s*:\s*"((?:[^"\\\n]|\\.)*)"'
)


def nodes_of(root: HtmlElement) -> list[Node]:
    """Give the nodes that a page states, those inside others too, in reading order; at most 2,000.

    Args:
        root: The parsed page, scripts included.
    """
    return list(_nodes(root))


def story_node(nodes: Sequence[Node], url: str = "") -> Node:
    """Find the node that describes the story of a page.

    Args:
        nodes: All that the page states.
        url: The page's address.

    Returns:
        The node of the surest story type, that of this address or else the first of them, with the author and the
        publisher that it only refers to; empty when there is none. Where JSON is broken beyond
        repair, the fields that can still be made out.
    """
    best: Node = {}
    best_rank = (len(_STORY_TYPES), True)
    for node in nodes:
        # A site may list other stories too: that of this page names it.
        rank = (
            min((_rank(name) for name in _types(node)), default=len(_STORY_TYPES)),
            not _is_about(node, url),
        )
        if rank[0] < len(_STORY_TYPES) and rank < best_rank:
            best, best_rank = node, rank
    return _with_people(best, nodes)


def _is_about(node: Node, url: str) -> bool:
    stated = (
        texts(node.get("mainEntityOfPage"), "@id", "url") + texts(node.get("url")) + texts(node.get("@id"))
    )
    page = url.partition("#")[0].rstrip("/")
    return bool(page) and any(address.partition("#")[0].rstrip("/") == page for address in stated)


def _with_people(story: Node, nodes: Sequence[Node]) -> Node:
    """Put the nodes in place that a story names by their `@id` only."""
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    whole = dict(story)
    for key in ("author", "creator", "publisher", "image"):
        value = story.get(key)
        each = value if isinstance(value, list) else [value]
        found = [_referred(item, known) for item in each[:50]]
        if value is not None:
            whole[key] = found
    return whole


def _referred(item: object, known: dict[str, Node]) -> object:
    if isinstance(item, dict) and set(item) <= {"@id", "@type"} and isinstance(item.get("@id"), str):
        return known.get(item["@id"], item)
    return item


def is_free(nodes: Sequence[Node]) -> bool | None:
    """Tell what a page says of itself: whether everybody may read all of its story. None where it says nothing.

    Args:
        nodes: All that the page states.
    """
    said = [node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node]
    free = [str(value).strip().lower().rpartition("/")[2] for value in said]
    if "false" in free:
        return False
    return True if "true" in free else None


def word_count(node: Node) -> int:
    """Give the words that a story has as its node states, 0 where that is unknown or not believable."""
    stated = str(node.get("wordCount") or "").strip()
    return int(stated) if stated.isdecimal() and len(stated) <= 6 else 0


def texts(value: object, *keys: str) -> list[str]:
    """Give the strings of a JSON-LD value: itself, those of a list, or the given keys of objects."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:50]:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            inner = next((item[key] for key in keys if item.get(key)), None)
            if isinstance(inner, list):
                inner = next((part for part in inner if isinstance(part, str)), None)
            if isinstance(inner, str):
                found.append(inner)
    return [text.strip() for text in found if text.strip()]


def _nodes(root: HtmlElement) -> Iterator[Node]:
    seen = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting: list[object] = [_load(script.text or "")]
        while waiting and seen < _NODES:
            value = waiting.pop(0)
            seen += 1
            if isinstance(value, list):
                waiting += value[:200]
            elif isinstance(value, dict):
                yield value
                waiting += [
                    value[key] for key in ("@graph", "mainEntity", "itemReviewed", "hasPart") if key in value
                ]


@dataclass(frozen=True, slots=True)
class ItemList:
    """What a page says it lists."""

    names: tuple[str, ...]
    in_all: int


def item_lists(root: HtmlElement) -> list[ItemList]:
    """Give the lists that a page states; those of the way to the page, its breadcrumbs, are no lists here.

    Args:
        root: The parsed page, scripts included.
    """
    found = []
    for node in _nodes(root):
        if "itemlist" not in _types(node):
            continue
        elements = node.get("itemListElement")
        each = [
            element
            for element in (elements if isinstance(elements, list) else [])[:_NODES]
            if isinstance(element, dict)
        ]
        items = [element["item"] if isinstance(element.get("item"), dict) else element for element in each]
        names = tuple(name for item in items for name in texts(item.get("name"))[:1])
        stated = str(node.get("numberOfItems") or "").strip()
        total = int(stated) if stated.isdecimal() and len(stated) <= 3 else len(each)
        found.append(ItemList(names, max(total, len(each))))
    return found


def _types(node: Node) -> list[str]:
    return [name.rpartition("/")[2].lower() for name in texts(node.get("@type"))]


def _rank(name: str) -> int:
    return _STORY_TYPES.index(name) if name in _STORY_TYPES else len(_STORY_TYPES)


def _load(text: str) -> object:
    text = _bare(text[:_CHARACTERS])
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    if several := _several(text):
        return several
    fields: Node = {
        name: value.replace('\\"', '"').replace("\\/", "/") for name, value in _FIELD.findall(text)
    }
    return fields | {"@type": "Article"} if fields else None


def _bare(text: str) -> str:
    """Take off what is wrapped around the JSON: comments, CDATA marks, semicolons."""
    text = text.replace("<![CDATA[", "")
    start = _START.search(text)
    if start is None:
        return ""
    end = text.rfind("]" if start[0].startswith("[") else "}") + 1
    return text[start.start() : end if end > start.start() else None]


def _several(text: str) -> list[object]:
    """Read values that stand one after the other without a list around them; those before the first broken one."""
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    place = 0
    while place < len(text) and len(found) < _VALUES:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        found.append(value)
        rest = text[place:]
        place += len(rest) - len(rest.lstrip(" \t\r\n,;"))
    return found
