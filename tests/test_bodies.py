"""What a feed carries of a story, as one text: written by the worker, read by the library."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.bodies import markup_of_body, write_body
from tuinews.feeds.parse import packed, parse_feed
from tuinews.jobs import topics_of_bodies
from tuinews.library.values import read_body
from tuinews.model import Body, Enclosure

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
BODIES = st.builds(
    Body,
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.builds(Enclosure, TEXTS, TEXTS, st.none() | st.integers(0, 1 << 53), TEXTS), max_size=2).map(
        tuple
    ),
    TEXTS,
)
RSS = b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Reel</title><item>
<title>One</title><guid>1</guid><link>https://reel.example/1</link><author>Ann Archer</author><category>Film</category>
<description>&lt;p&gt;A "teaser" \\ of two
lines.&lt;/p&gt;</description><enclosure url="https://reel.example/1.mp3" type="audio/mpeg" length="7"/>
<media:thumbnail url="https://reel.example/1.jpg"/></item></channel></rss>"""


@given(BODIES)
def test_a_body_is_read_as_it_was_written(body: Body) -> None:
    assert read_body(write_body(body)) == body


def test_a_packed_feed_holds_all_that_was_read() -> None:
    read = parse_feed(RSS, "", "https://reel.example/feed", now=NOW)
    pack = packed(read)
    (entry,), (other,), (body,) = read.entries, pack.entries, pack.bodies
    assert read_body(body) == Body(
        entry.summary_html, entry.content_html, entry.categories, entry.enclosures, entry.image_url
    )
    assert (entry.summary_html, len(entry.enclosures)) == ('<p>A "teaser" \\ of two\nlines.</p>', 1)
    assert (other.summary_html, other.content_html, other.enclosures, other.image_url) == ("", "", (), "")
    for name in ("guid", "url", "title", "author", "published", "updated", "summary", "words", "categories"):
        assert getattr(other, name) == getattr(entry, name)
    assert pack.identities == read.identities
    assert pack == packed(read)


def test_words_are_those_of_the_content_or_else_of_the_summary() -> None:
    assert markup_of_body(write_body(Body("short", "long", ("Film",)))) == ("long", ("Film",))
    assert markup_of_body(write_body(Body("short"))) == ("short", ())


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", '{"content_html": ""}', '{"content_html": "x"}'])
def test_a_damaged_body_has_no_words(damaged: str) -> None:
    assert markup_of_body(damaged) == ("", ())
    assert len(topics_of_bodies((("A headline", damaged),))) == 1
