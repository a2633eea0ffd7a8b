"""The jobs that run in worker processes, as functions that cost nothing to name.

The libraries behind them take a third of a second to import: each is imported in the worker that needs it, never in the
process that draws the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuinews.text import plain_text
from tuinews.topics.mine import topics_of

if TYPE_CHECKING:
    from tuinews.feeds.discover import FoundFeed
    from tuinews.model import Document, Entry, Mosaic, ParsedFeed, Topic

_TOPIC_CHARACTERS = 20_000


def parse_feed(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """See `feeds.parse.parse_feed`."""
    from tuinews.feeds import parse

    return parse.parse_feed(body, content_type, url)


def find_feeds(page: bytes, content_type: str, url: str) -> tuple[FoundFeed, ...]:
    """See `feeds.discover.find_feeds`."""
    from tuinews.feeds import discover

    return discover.find_feeds(page, content_type, url)


def render_page(body: bytes, content_type: str, url: str) -> Document:
    """See `article.render.render_page`."""
    from tuinews.article import render

    return render.render_page(body, content_type, url)


def render_fragment(markup: str, url: str) -> Document:
    """See `article.render.render_fragment`."""
    from tuinews.article import render

    return render.render_fragment(markup, url)


def mosaic(body: bytes, columns: int, rows: int, ground: tuple[int, int, int]) -> Mosaic:
    """See `pictures.mosaic`."""
    from tuinews import pictures

    return pictures.mosaic(body, columns, rows, ground)


def topics_of_entries(entries: tuple[Entry, ...]) -> list[tuple[Topic, ...]]:
    """Name the topics of each entry from its headline and what the feed carries of its text."""
    return [
        topics_of(
            entry.title,
            plain_text(entry.content_html or entry.summary_html, _TOPIC_CHARACTERS),
            entry.categories,
        )
        for entry in entries
    ]
