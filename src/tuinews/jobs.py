"""The jobs that run in worker processes, as functions that cost nothing to name.

The libraries behind them take a third of a second to import: each is imported in the worker that needs it, never in the
process that draws the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuinews.feeds.discover import FoundFeed
    from tuinews.model import (
        Document,
        Material,
        Mosaic,
        Pair,
        ParsedFeed,
        Plate,
        Sixels,
        SixelScreen,
        Tale,
        Topic,
    )

READING = 3
"""Counts up when `parse_feed` finds more in a document than before: each source is then asked for the whole once."""
_TOPIC_CHARACTERS = 40_000
"""Of markup: more than enough for the 550 words that are looked at."""


def parse_feed(body: bytes, content_type: str, url: str, known: Mapping[int, int]) -> ParsedFeed:
    """See `feeds.parse.parse_feed`. What is kept of each entry as one text comes as that (`ParsedFeed.bodies`)."""
    from tuinews.feeds import parse

    return parse.packed(parse.parse_feed(body, content_type, url, known))


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


def plate(body: bytes, columns: int, rows: int, ground: tuple[int, int, int]) -> Plate:
    """See `pictures.plate`."""
    from tuinews import pictures

    return pictures.plate(body, columns, rows, ground)


def sixels(
    body: bytes, columns: int, rows: int, ground: tuple[int, int, int], screen: SixelScreen
) -> Sixels | Mosaic:
    """See `pictures.sixels`."""
    from tuinews import pictures

    return pictures.sixels(body, columns, rows, ground, screen)


def topics_of_bodies(
    stories: tuple[tuple[str, str], ...], apart: frozenset[str] = frozenset()
) -> list[tuple[Topic, ...]]:
    """Name the topics of stories from headline and text, each text as `bodies.write_body` writes it."""
    from tuinews.bodies import markup_of_body

    return [_topics_of_markup(title, *markup_of_body(body), apart=apart) for title, body in stories]


def topics_of_document(
    title: str, markdown: str, clues: tuple[str, ...], outlet: str, apart: frozenset[str] = frozenset()
) -> tuple[Topic, ...]:
    """See `topics.mine.topics_of_markdown`."""
    from tuinews.topics import mine

    return mine.topics_of_markdown(title, markdown, clues, outlet=outlet, apart=apart)


def groups_of(tales: tuple[Tale, ...], by_hand: frozenset[Pair]) -> dict[int, int | None]:
    """See `topics.groups.grouped`."""
    from tuinews.topics import groups

    return groups.grouped(tales, by_hand)


def topics_of_materials(
    materials: tuple[Material, ...], apart: frozenset[str] = frozenset()
) -> list[tuple[Topic, ...]]:
    """Name the topics of stories that the library has, from the best text that it has."""
    return [
        _topics_of_markup(each.title, each.markup, each.categories, each.outlet, apart=apart)
        if each.markdown is None
        else topics_of_document(each.title, each.markdown, each.categories, each.outlet, apart)
        for each in materials
    ]


def _topics_of_markup(
    title: str, markup: str, categories: tuple[str, ...], outlet: str = "", *, apart: frozenset[str]
) -> tuple[Topic, ...]:
    from tuinews.topics.mine import topics_of
    from tuinews.topics.prose import marks_of_html, prose_of_html

    markup = markup[:_TOPIC_CHARACTERS]
    marks = marks_of_html(markup)
    return topics_of(
        title,
        prose_of_html(markup),
        categories,
        marked=marks.italics,
        linked=marks.links,
        outlet=outlet,
        apart=apart,
    )
