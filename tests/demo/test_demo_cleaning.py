"""The article room on the edition's pages: the whole story, in order, and nothing that the sites put round it."""

import re
from datetime import UTC, datetime

import pytest

from tuinews.article.render import render_fragment, render_page
from tuinews.demo.edition import SOURCES, Edition
from tuinews.demo.junk import JUNK
from tuinews.demo.stories import DemoStory, Embed, Pictures
from tuinews.feeds.parse import parse_feed
from tuinews.model import Document

EDITION = Edition(datetime(2025, 5, 14, 9, 30, tzinfo=UTC))
STORIES = EDITION.stories()

_MARKUP = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)|[*_>#\\]|^\s*(?:\d+\.|[-+])\s", re.MULTILINE)


def by_slug(story: DemoStory) -> str:
    return story.slug


def words(markdown: str) -> str:
    """Take the marks of Markdown, blanks and quotation dashes out, so that only the words are compared."""
    return re.sub(r"[\s|*_#>\\]", "", _MARKUP.sub(r"\1", markdown))


def assert_tells(document: Document, story: DemoStory) -> None:
    text = words(document.markdown)
    place = 0
    for paragraph in story.paragraphs:
        found = text.find(words(paragraph), place)
        assert found >= 0, f"missing or out of order: {paragraph[:80]}"
        place = found + len(words(paragraph))


@pytest.mark.parametrize("story", STORIES, ids=by_slug)
def test_page_is_cleaned_to_its_story(story: DemoStory) -> None:
    _, headers, body = EDITION.serve(story.url, {})
    document = render_page(body, headers["content-type"], story.url)

    assert document.title == story.title
    assert document.byline == story.author
    assert document.dek in ("", story.dek)
    assert document.published == EDITION.published(story)
    assert_tells(document, story)
    assert [phrase for phrase in JUNK if phrase in document.markdown] == []
    others = {other.title for other in STORIES if other is not story}
    assert [title for title in others if title in document.markdown] == []
    assert story.title not in document.markdown
    assert document.quality > 0.5


@pytest.mark.parametrize("story", STORIES, ids=by_slug)
def test_page_keeps_pictures_and_embeds(story: DemoStory) -> None:
    _, headers, body = EDITION.serve(story.url, {})
    document = render_page(body, headers["content-type"], story.url)

    own = {shot.name for block in story.blocks if isinstance(block, Pictures) for shot in block.shots}
    own |= {story.lead.name} if story.lead else set()
    shown = re.findall(r"/media/([\w-]+?)(?:-\d+)?\.png", document.markdown)
    assert set(shown) <= own
    media = " ".join(link.url for link in document.media)
    for block in story.blocks:
        match block:
            case Embed():
                assert block.id in media
            case Pictures(shots):
                assert all(shot.name in document.markdown for shot in shots)
                assert all(shot.caption in document.markdown for shot in shots)
            case _:
                pass
    if story.lead:
        assert document.lead_image is not None
        assert story.lead.name in document.lead_image.url


def test_full_text_of_feeds_is_cleaned_to_its_story() -> None:
    checked = 0
    for source in SOURCES:
        own = [story for story in STORIES if story.outlet.feed_url == source.url]
        _, headers, body = EDITION.serve(source.url, {})
        entries = parse_feed(body, headers["content-type"], source.url).entries
        for entry, story in zip(entries, own, strict=True):
            if story.outlet.full:
                assert_tells(render_fragment(entry.content_html, entry.url, title=entry.title), story)
                checked += 1
    assert checked >= 25
