import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tuinews.errors import DamagedFeed, FeedError, NotAFeed
from tuinews.feeds.parse import parse_feed
from tuinews.model import Enclosure, Entry, ParsedFeed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.com/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def parse(document: object) -> ParsedFeed:
    return parse_feed(json.dumps(document).encode(), "application/feed+json", URL, now=NOW)


def item(**fields: Any) -> Entry:
    (entry,) = parse({"version": VERSION, "items": [fields]}).entries
    return entry


def test_a_feed_is_mapped_field_by_field() -> None:
    feed = parse(
        {
            "version": VERSION,
            "title": "The Wire",
            "home_page_url": "/",
            "description": "News",
            "language": "en",
            "authors": [{"name": "The Desk"}],
            "items": [
                {
                    "id": "1",
                    "url": "/film/dune",
                    "title": "Dune <opens>",
                    "content_html": "<p>The whole story of it.</p>",
                    "summary": "A < b",
                    "image": "/i.jpg",
                    "date_published": "2026-11-22T10:19:00Z",
                    "date_modified": "2026-11-22T12:00:00+01:00",
                    "tags": ["Film", "film", 7, "Awards"],
                    "authors": [{"name": "Ana Lima"}, {"name": "Bo Ek"}, {"url": "https://x.example"}],
                    "attachments": [
                        {"url": "ep.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9.0, "title": "Ep"},
                        "junk",
                    ],
                },
                {"id": 2, "content_text": "Plain & simple\n\ntext"},
            ],
        }
    )
    assert replace(feed, identities=()) == ParsedFeed(
        title="The Wire",
        site_url="https://example.com/",
        description="News",
        language="en",
        format="json11",
        entries=(
            Entry(
                guid="1",
                url="https://example.com/film/dune",
                title="Dune <opens>",
                author="Ana Lima, Bo Ek",
                published=datetime(2026, 11, 22, 10, 19, tzinfo=UTC),
                updated=datetime(2026, 11, 22, 11, tzinfo=UTC),
                summary_html="<p>A &lt; b</p>",
                content_html="<p>The whole story of it.</p>",
                summary="A < b",
                words=5,
                categories=("Film", "Awards"),
                enclosures=(Enclosure("https://example.com/ep.mp3", "audio/mpeg", 9, "Ep"),),
                image_url="https://example.com/i.jpg",
            ),
            Entry(
                guid="2",
                url="",
                title="Plain & simple text",
                author="The Desk",
                content_html="<p>Plain &amp; simple</p><p>text</p>",
                summary="Plain & simple text",
                words=3,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("https://jsonfeed.org/version/1", "json10"),
        ("https://jsonfeed.org/version/1.1/", "json11"),
        ("http://www.jsonfeed.org/version/1", "json10"),
        ("https://jsonfeed.org/version/2", "json"),
    ],
)
def test_versions(version: str, name: str) -> None:
    assert parse({"version": version, "items": []}).format == name


def test_the_author_of_version_one_and_bare_names_count() -> None:
    assert item(id="1", author={"name": "Ana"}).author == "Ana"
    assert item(id="1", authors=["Ana", None, {"name": 5}]).author == "Ana, 5"


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"external_url": "https://e.com/linked"}, "https://e.com/linked"),
        ({"url": "https://e.com/mine", "external_url": "https://e.com/linked"}, "https://e.com/mine"),
        ({"id": "https://e.com/id"}, "https://e.com/id"),
        ({"id": "7"}, ""),
        ({"id": "1", "url": "javascript:alert(1)"}, ""),
    ],
)
def test_the_link_of_an_item(fields: dict[str, str], url: str) -> None:
    assert item(**fields).url == url


def test_values_of_the_wrong_type_cost_only_themselves() -> None:
    feed = parse(
        {
            "version": VERSION,
            "title": ["no"],
            "language": {},
            "authors": "no",
            "items": [
                {
                    "id": True,
                    "title": {"a": 1},
                    "tags": "x",
                    "attachments": {},
                    "authors": 3,
                    "content_text": "One",
                },
                "no item",
                None,
                {"title": "Two", "date_published": 5, "image": []},
            ],
        }
    )
    assert [story.title for story in feed.entries] == ["One", "Two"]
    assert (feed.title, feed.skipped) == ("", 2)


def test_a_feed_may_begin_with_a_byte_order_mark_and_hold_raw_controls() -> None:
    body = '\ufeff {"version": "https://jsonfeed.org/version/1", "items": [{"title": "A\tB\x1b"}]}'
    assert parse_feed(body.encode(), "", URL, now=NOW).entries[0].title == "A B"
    assert parse_feed(body[1:].encode("utf-16"), "", URL, now=NOW).entries[0].title == "A B"
    broken = b'{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A\xffB"}]}'
    assert parse_feed(broken, "", URL, now=NOW).entries[0].title == "A\ufffdB"


def test_a_feed_that_forgot_its_version_is_known_by_its_fields() -> None:
    assert parse({"items": [{"content_text": "One"}]}).entries[0].title == "One"


@pytest.mark.parametrize(
    "document",
    [[], "feed", 7, None, {}, {"items": []}, {"items": [{"id": 1, "title": "x"}], "title": "An API"}],
)
def test_other_json_is_no_feed(document: object) -> None:
    with pytest.raises(NotAFeed):
        parse(document)


@pytest.mark.parametrize(
    "body",
    [
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id"',
        b'{"version": "https://jsonfeed.org/version/1", "items": 7}',
        b'{"version": "https://jsonfeed.org/version/1", "items": [{}, 1]}',
        b'{"a":' * 100_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
)
def test_damaged_json_is_damaged(body: bytes) -> None:
    with pytest.raises(DamagedFeed):
        parse_feed(body, "", URL, now=NOW)


def test_only_the_newest_thousand_are_kept_and_the_upper_ones_of_a_day() -> None:
    items = [{"title": str(place), "date_published": f"{1995 + place // 40}-01-01"} for place in range(1_100)]
    feed = parse({"version": VERSION, "items": items})
    assert [story.title for story in feed.entries] == [
        str(place) for place in (*range(80, 100), *range(120, 1_100))
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TEXTS = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"]
FIELDS = st.sampled_from(
    [*TEXTS, "date_published", "date_modified", "authors", "author", "tags", "attachments"]
)


@given(st.dictionaries(FIELDS, JSON, max_size=8))
def test_an_item_of_any_shape_never_costs_the_others(fields: dict[str, Any]) -> None:
    feed = parse({"version": VERSION, "items": [{"title": "First"}, fields]})
    assert feed.entries[0].title == "First"
    assert len(feed.entries) + feed.skipped == 2


@given(JSON)
def test_any_json_gives_a_feed_or_a_feed_error(document: object) -> None:
    try:
        parse(document)
    except FeedError:
        return


def test_a_mark_at_the_beginning_and_a_byte_that_is_no_utf_8_cost_only_that_byte() -> None:
    document = (
        b'\xef\xbb\xbf{"version":"%s","title":"T\xff","items":[{"id":1,"content_text":"x"}]}'
        % VERSION.encode()
    )
    feed = parse_feed(document, "application/json", URL, now=NOW)
    assert (feed.title, len(feed.entries)) == ("T\N{REPLACEMENT CHARACTER}", 1)
