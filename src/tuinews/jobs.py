"""The jobs that run in worker processes, as functions that cost nothing to name.

The libraries behind them take a third of a second to import: each is imported in the worker that needs it, never in the
process that draws the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuinews.feeds.discover import FoundFeed
    from tuinews.model import Document, Entry, ParsedFeed, Tale, Topic

_TOPIC_CHARACTERS = 40_000
"""Of markup: more than enough for the 550 words that are looked at."""


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


def topics_of_entries(entries: tuple[Entry, ...]) -> list[tuple[Topic, ...]]:
    """Name the topics of each entry from its headline and what the feed carries of its text."""
    return [_topics_of(entry) for entry in entries]


def topics_of_document(title: str, markdown: str, clues: tuple[str, ...], outlet: str) -> tuple[Topic, ...]:
    """See `topics.mine.topics_of_markdown`."""
    from tuinews.topics import mine

    return mine.topics_of_markdown(title, markdown, clues, outlet=outlet)


def groups_of(tales: tuple[Tale, ...]) -> dict[int, int | None]:
    """See `topics.groups.grouped`."""
    from tuinews.topics import groups

    return groups.grouped(tales)


def _topics_of(entry: Entry) -> tuple[Topic, ...]:
    from tuinews.topics.mine import topics_of
    from tuinews.topics.prose import marks_of_html, prose_of_html

    markup = (entry.content_html or entry.summary_html)[:_TOPIC_CHARACTERS]
    marks = marks_of_html(markup)
    return topics_of(
        entry.title,
        prose_of_html(markup),
        entry.categories,
        marked=marks.italics,
        linked=marks.links,
    )
