"""Posts that pages quote in the form that a network's script would draw: the words stay a quotation, with a line that leads to the post."""

import re

from lxml import html
from lxml.html import HtmlElement

from tuinews.article.services import MARK, TITLE_CELLS, known, line_of, put
from tuinews.article.tree import names_of, text_of
from tuinews.text import clean_line

_WORDED = re.compile(r"\b(?:twitter-(?:tweet|video)|bluesky-embed|reddit-(?:embed|card)|mastodon-embed)\b")
"""What networks call quotations that hold the words of a post."""
_SIGNED = re.compile(r"[-–—]\s*[^\n]{1,80}\(@[\w.]+\)\s+\S[^\n]{0,40}\Z")
"""How a post ends whose class was taken away on the way: dash, name, handle, day."""
_SHARED_BY = re.compile(r"shared by\s+(.{2,80}?)\s*(?:\(@([\w.]+)\))?\s*(?:on\b.*)?\Z", re.IGNORECASE)
_WORD = re.compile(r"\w")


def resolve_post(quote: HtmlElement) -> None:
    """Keep the words of an embedded post, and put a marked line under them; a post without words becomes the line.

    Args:
        quote: A `blockquote`; one that quotes no post stays as it is.
    """
    names = names_of(quote)
    addresses = [
        quote.get("data-instgrm-permalink") or "",
        quote.get("data-text-post-permalink") or "",
        quote.get("data-embed-url") or "",
        quote.get("cite") or "",
        *(link.get("href") or "" for link in reversed(list(quote.iter("a")))),
    ]
    found = next((place for place in map(known, addresses) if place), None)
    if found is None:
        return
    what, address = found
    if re.search(r"\binstagram-media\b", names) or "data-instgrm-permalink" in quote.attrib:
        shared = next(
            (match for match in map(_SHARED_BY.search, map(text_of, quote.iter("p", "a", "div"))) if match),
            None,
        )
        by = f"{shared[1]} (@{shared[2]})" if shared and shared[2] else shared[1] if shared else ""
        put(quote, line_of(_by(what, by), "", address))
    elif re.search(r"\btiktok-embed\b|\btext-post-media\b", names):
        by = next((text for text in map(text_of, quote.iter("a")) if text.startswith("@")), "")
        caption = next((text for text in map(text_of, quote.iter("p")) if text), "")
        put(quote, line_of(_by(what, by), caption, address))
    elif _WORDED.search(names) or (what.startswith("Post") and _SIGNED.search(text_of(quote))):
        _keep_words(quote, what, address)


def _keep_words(quote: HtmlElement, what: str, address: str) -> None:
    line = line_of(what, "", address)
    unlinked = text_of(quote)
    for link in quote.iter("a"):
        unlinked = unlinked.replace(text_of(link), "", 1)
    if line is None or not _WORD.search(unlinked):
        put(quote, line)
        return
    both = html.Element("div")
    both.set(MARK, what)
    put(quote, both)
    quote.set(MARK, what)
    both.extend([quote, line])


def _by(what: str, name: str) -> str:
    return f"{what} by {clean_line(name, TITLE_CELLS)}" if name else what
