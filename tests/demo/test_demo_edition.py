"""The bundled edition: what its web server answers, and whether its feeds and pages carry its stories."""

import asyncio
import html
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tuinews.demo.edition import SOURCES, Edition, serve
from tuinews.demo.junk import JUNK
from tuinews.demo.stories import DemoStory
from tuinews.errors import BadStatus
from tuinews.feeds.discover import find_feeds
from tuinews.feeds.parse import parse_feed
from tuinews.http import FEED_ACCEPT, FEED_LIMIT, Fetcher, NotModified, Response
from tuinews.model import BEATS, NewSource, ParsedFeed
from tuinews.text import plain_text
from tuinews.urls import web_url

NOW = datetime(2025, 5, 14, 9, 30, 12, tzinfo=UTC)
EDITION = Edition(NOW)
STORIES = EDITION.stories()


def by_slug(story: DemoStory) -> str:
    return story.slug


def page(url: str) -> str:
    status, headers, body = EDITION.serve(url, {})
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    return body.decode()


def feed(source: NewSource) -> ParsedFeed:
    _, headers, body = EDITION.serve(source.url, {})
    return parse_feed(body, headers["content-type"], source.url)


# --- the table of contents ------------------------------------------------------------------------------------


def test_is_large_enough_to_browse() -> None:
    assert len(SOURCES) == 10
    assert {source.folder for source in SOURCES} == {
        "Film & TV",
        "Music",
        "Games",
        "Stage & Page",
        "Business",
    }
    assert len(STORIES) >= 66
    assert len({story.slug for story in STORIES}) == len(STORIES)
    assert len({story.title for story in STORIES}) == len(STORIES)
    assert all(180 <= story.words <= 700 for story in STORIES)


def test_events_are_told_by_several_outlets() -> None:
    events = defaultdict(list)
    for story in STORIES:
        if story.event:
            events[story.event].append(story)
    assert len(events) >= 12
    for told in events.values():
        assert 2 <= len({story.outlet for story in told}) == len(told) <= 4
        assert max(s.age for s in told) - min(s.age for s in told) <= timedelta(days=2)


def test_titles_are_not_only_ascii_words() -> None:
    titles = " ".join(story.title for story in STORIES)
    for mark in ("—", "&", "林小滿", "🪶", "“"):
        assert mark in titles


@pytest.mark.parametrize(
    "name",
    [
        "Inês Calloway",
        "Golden Gull",
        "The Lighthouse Keeper’s Daughter",
        "Augustin Pell",
        "Vesper Lane",
        "Brightwater+",
        "Candlewick",
    ],
)
def test_names_recur_across_outlets(name: str) -> None:
    telling = [story for story in STORIES if any(name in text for text in story.paragraphs)]
    assert len({story.outlet for story in telling}) >= 3


def test_every_beat_with_stories_has_several() -> None:
    tags = [tag.lower() for story in STORIES for tag in story.tags]
    for beat in ("film", "tv", "music", "games", "books", "awards", "streaming", "people", "business"):
        assert beat in BEATS
        assert tags.count(beat) >= 3


def test_nothing_lies_outside_the_reserved_domain() -> None:
    for story in STORIES:
        links = re.findall(r'(?:src|href|srcset|data-\w+)="(https?://[^"]+)"', page(story.url))
        hosts = {urlsplit(html.unescape(link)).hostname or "" for link in links}
        others = {host for host in hosts if not host.endswith(".example")}
        # Share buttons and embeds are the two ways in which real pages point elsewhere.
        assert others <= {
            "reddit.com", "twitter.com", "x.com", "www.facebook.com", "wa.me", "platform.twitter.com",
            "www.youtube.com", "www.youtube-nocookie.com", "www.instagram.com", "instagram.com",
        }  # fmt: skip


# --- the server -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.title)
def test_feed_says_when_it_has_not_changed(source: NewSource) -> None:
    status, headers, body = EDITION.serve(source.url, {})
    assert status == 200
    again = EDITION.serve(source.url, {"if-none-match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")
    assert again[1]["etag"] == headers["etag"]
    assert EDITION.serve(source.url, {"if-modified-since": headers["last-modified"]})[0] == 304
    # A validator that does not match wins over a date that does.
    stale = {"if-none-match": '"other"', "if-modified-since": headers["last-modified"]}
    assert EDITION.serve(source.url, stale)[::2] == (200, body)


def test_unknown_addresses_are_not_found() -> None:
    for url in (
        "https://reeldaily.example/nothing-here/",
        "https://pixelpost.example/story.php?id=1",
        "https://elsewhere.example/feed.xml",
        "https://elsewhere.example/media/lido-storm-1024.png",
    ):
        assert EDITION.serve(url, {})[0] == 404


def test_addresses_are_found_with_tracking_and_without_www() -> None:
    story = next(story for story in STORIES if story.outlet.key == "respawn")
    plain = EDITION.serve(story.url, {})
    assert EDITION.serve(story.url + "?utm_source=rss", {}) == plain
    assert EDITION.serve(story.url.replace("www.", "").rstrip("/"), {}) == plain


def test_ages_count_from_the_opening_and_stand_still() -> None:
    later = Edition(NOW + timedelta(days=1))
    for story in STORIES:
        assert EDITION.published(story) == NOW.replace(second=0) - story.age
        assert later.published(story) - EDITION.published(story) == timedelta(days=1)
    assert serve(SOURCES[0].url, {}) == serve(SOURCES[0].url, {})


def test_pictures_are_small_pngs() -> None:
    shown = {
        address
        for story in STORIES
        for address in re.findall(r"https://[\w.]+/media/[\w-]+\.png", page(story.url))
    }
    assert len(shown) > 100
    for address in shown:
        status, headers, body = EDITION.serve(address, {})
        assert (status, headers["content-type"]) == (200, "image/png")
        assert body.startswith(b"\x89PNG")
        assert len(body) < 4_000


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.title)
def test_front_page_leads_to_the_feed(source: NewSource) -> None:
    _, headers, body = EDITION.serve(source.site_url, {})
    found = find_feeds(body, headers["content-type"], source.site_url)
    assert [feed.url for feed in found] == [source.url]


def test_the_fetcher_reads_the_edition_like_the_network() -> None:
    async def read() -> None:
        fetcher = Fetcher(EDITION.serve)
        try:
            first = await fetcher.get(SOURCES[0].url, accept=FEED_ACCEPT, limit=FEED_LIMIT)
            assert isinstance(first, Response)
            again = await fetcher.get(
                SOURCES[0].url, accept=FEED_ACCEPT, limit=FEED_LIMIT, validators=first.validators
            )
            assert isinstance(again, NotModified)
            with pytest.raises(BadStatus) as caught:
                await fetcher.get("https://reeldaily.example/none", accept=FEED_ACCEPT, limit=FEED_LIMIT)
            assert caught.value.status == 404
        finally:
            await fetcher.aclose()

    asyncio.run(read())


# --- feeds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.title)
def test_feed_carries_its_stories(source: NewSource) -> None:
    parsed = feed(source)
    own = [story for story in STORIES if story.outlet.feed_url == source.url]
    assert parsed.title == source.title
    assert parsed.skipped == 0
    assert [entry.title for entry in parsed.entries] == [story.title for story in own]
    for entry, story in zip(parsed.entries, own, strict=True):
        assert entry.published == EDITION.published(story)
        assert story.author in entry.author
        assert story.dek in entry.summary or story.outlet.full
        assert web_url(entry.url)
        assert EDITION.serve(entry.url, {}) == EDITION.serve(story.url, {})


def test_feeds_come_in_many_formats_half_of_them_as_teasers() -> None:
    parsed = [feed(source) for source in SOURCES]
    assert len({each.format for each in parsed}) >= 5
    full = [each for each in parsed if all(entry.words > 150 for entry in each.entries)]
    teasers = [each for each in parsed if all(entry.words < 60 for entry in each.entries)]
    assert len(full) >= 4
    assert len(teasers) >= 5
    assert len(full) + len(teasers) == len(parsed)


def test_full_feeds_carry_every_paragraph() -> None:
    for source in SOURCES:
        own = [story for story in STORIES if story.outlet.feed_url == source.url]
        for entry, story in zip(feed(source).entries, own, strict=True):
            if story.outlet.full:
                text = re.sub(r"\s", "", plain_text(entry.content_html))
                assert all(re.sub(r"\s", "", paragraph) in text for paragraph in story.paragraphs)


# --- pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("story", STORIES, ids=by_slug)
def test_page_holds_the_story(story: DemoStory) -> None:
    # Compared without blanks: a mark inside a word becomes a blank when tags are taken out.
    text = re.sub(r"\s", "", plain_text(page(story.url)))
    place = 0
    for part in (story.title, story.author, *story.paragraphs):
        place = text.find(re.sub(r"\s", "", part), place)
        assert place >= 0, part


def test_junk_comes_from_the_skins_only() -> None:
    pages = [html.unescape(page(story.url)) for story in STORIES]
    for phrase in JUNK:
        assert any(phrase in markup for markup in pages), phrase
        for story in STORIES:
            assert not any(
                phrase.lower() in text.lower() for text in (story.title, story.dek, *story.paragraphs)
            ), (phrase, story.slug)


def test_at_least_four_skins_are_worn() -> None:
    assert len({story.outlet.skin for story in STORIES}) >= 4


def test_pages_embed_videos_posts_galleries_and_tables() -> None:
    pages = "".join(page(story.url) for story in STORIES)
    for sign in (
        "https://www.youtube.com/embed/",
        'class="twitter-tweet"',
        'class="instagram-media"',
        "<table",
        "<noscript>",
        "data-srcset",
        "<picture",
        "gallery",
        "application/ld+json",
        "og:title",
        "itemprop=",
    ):
        assert sign in pages
    for identity in re.findall(r"youtube\.com/embed/([^\"?]+)", pages):
        assert re.fullmatch(r"[\w-]{11}", identity)
