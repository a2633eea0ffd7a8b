import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tuinews.errors import DamagedFeed, FeedError, NotAFeed
from tuinews.feeds.parse import parse_feed
from tuinews.model import Enclosure, Entry, ParsedFeed
from tuinews.text import clean_line, is_clean

URL = "https://example.com/news/feed.xml"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(items: str, channel: str = "<title>The Wire</title>") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{channel}{items}</channel></rss>'.encode()


def atom(entries: str, head: str = "<title>The Wire</title>") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()


def parse(body: bytes, content_type: str = "", url: str = URL) -> ParsedFeed:
    return parse_feed(body, content_type, url, now=NOW)


def item(inside: str) -> Entry:
    (entry,) = parse(rss(f"<item>{inside}</item>")).entries
    return entry


def entry(inside: str, head: str = "<title>The Wire</title>") -> Entry:
    (entry,) = parse(atom(f"<entry>{inside}</entry>", head)).entries
    return entry


# --- whole documents ----------------------------------------------------------------------------------------


def test_an_rss_feed_is_mapped_field_by_field() -> None:
    feed = parse(
        rss(
            """<item><title>Dune: Part Three opens</title><link>/film/dune</link><guid isPermaLink="false">tag-1</guid>
            <dc:creator>Ana Lima</dc:creator><dc:creator>Bo Ek</dc:creator>
            <pubDate>Sun, 22 Nov 2026 10:19:00 +0000</pubDate>
            <category>Film</category><category>film</category><category>Box Office</category>
            <description>A short one.</description>
            <content:encoded><![CDATA[<p>The whole story of it.</p>]]></content:encoded>
            <enclosure url="trailer.mp4" type="video/mp4" length="1234"/>
            <media:content url="/small.jpg" medium="image" width="140"/>
            <media:content url="/large.jpg" medium="image" width="1200"/></item>""",
            """<title>The Wire</title><link>https://example.com/</link><description>News &amp;amp; views</description>
            <language>en-gb</language><ttl>30</ttl>""",
        ),
        "application/rss+xml",
    )
    moment = datetime(2026, 11, 22, 10, 19, tzinfo=UTC)
    assert replace(feed, identities=()) == ParsedFeed(
        title="The Wire",
        site_url="https://example.com/",
        description="News & views",
        language="en-gb",
        format="rss20",
        ttl_minutes=30,
        entries=(
            Entry(
                guid="tag-1",
                url="https://example.com/film/dune",
                title="Dune: Part Three opens",
                author="Ana Lima, Bo Ek",
                published=moment,
                summary_html="A short one.",
                content_html="<p>The whole story of it.</p>",
                summary="A short one.",
                words=5,
                categories=("Film", "Box Office"),
                enclosures=(Enclosure("https://example.com/news/trailer.mp4", "video/mp4", 1234),),
                image_url="https://example.com/large.jpg",
            ),
        ),
    )


def test_an_atom_feed_is_mapped_field_by_field() -> None:
    feed = parse(
        atom(
            """<entry xml:base="https://other.example/2026/"><id>urn:1</id><title type="html">Tom &amp;amp; Jerry</title>
            <link rel="enclosure" href="ep.mp3" type="audio/mpeg" title="Episode"/><link href="story"/>
            <published>2026-11-22T10:19:00Z</published><updated>2026-11-22T11:00:00Z</updated>
            <category term="film-x" label="Film"/><summary>Short</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long &lt; text</p></div></content>
            </entry>""",
            """<title>The Wire</title><link href="/"/><author><name>The Desk</name><email>d@example.com</email></author>""",
        )
    )
    (story,) = feed.entries
    assert (feed.format, feed.site_url) == ("atom10", "https://example.com/")
    assert story == Entry(
        guid="urn:1",
        url="https://other.example/2026/story",
        title="Tom & Jerry",
        author="The Desk",
        published=datetime(2026, 11, 22, 10, 19, tzinfo=UTC),
        updated=datetime(2026, 11, 22, 11, tzinfo=UTC),
        summary_html="<p>Short</p>",
        content_html="<p>Long &lt; text</p>",
        summary="Short",
        words=2,
        categories=("Film",),
        enclosures=(Enclosure("https://other.example/2026/ep.mp3", "audio/mpeg", title="Episode"),),
    )


@pytest.mark.parametrize("body", [rss(""), atom("")])
def test_a_sound_feed_without_entries_is_a_feed(body: bytes) -> None:
    feed = parse(body)
    assert feed.entries == ()
    assert feed.title == "The Wire"


def test_results_can_leave_a_worker_process() -> None:
    feed = parse(rss("<item><title>One</title></item>"))
    assert pickle.loads(pickle.dumps(feed)) == feed


@pytest.mark.parametrize(
    ("body", "content_type", "says"),
    [
        (b"", "", "empty"),
        (b" \n\xef\xbb\xbf ", "text/xml", "empty"),
        (
            b"<!DOCTYPE html><html><head><title>Log in</title></head></html>",
            "application/rss+xml",
            "web page",
        ),
        (b"<!-- x --><HTML><body><item><title>no</title></item></body></HTML>", "", "web page"),
        (b"<div>Not found</div>", "text/html", "web page"),
        ("<html><body>Bonjour</body></html>".encode("utf-16"), "", "web page"),
        (b"Not found", "text/plain", "plain text"),
        (b"\x89PNG\r\n\x1a\n\0\0<a", "image/png", "picture"),
        (b"\x1f\x8b\x08\0\0\0", "", "plain text"),
        (b'{"ok": true}', "", "JSON"),
        (b"[1, 2]", "application/json; charset=utf-8", "JSON"),
        (b'<opml version="2.0"><body/></opml>', "", "OPML"),
        (b"<kml xmlns='http://earth.google.com/kml/2.1'><Document/></kml>", "", "XML"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, content_type: str, says: str) -> None:
    with pytest.raises(NotAFeed) as error:
        parse(body, content_type)
    assert says in error.value.summary
    assert is_clean(error.value.summary)


@pytest.mark.parametrize(
    "body",
    [
        b'<rss version="2.0"><channel><title>Broken off',
        rss("<item></item><item><title> </title></item>"),
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [',
    ],
)
def test_a_feed_that_gives_nothing_is_damaged(body: bytes) -> None:
    with pytest.raises(DamagedFeed):
        parse(body)


def test_a_broken_feed_gives_what_can_be_read() -> None:
    feed = parse(rss("<item><title>One & two</title></item><item><title>Three</title><descr")[:-40])
    assert [story.title for story in feed.entries][:1] == ["One & two"]


def test_a_feed_in_the_clothes_of_a_page_is_read() -> None:
    assert parse(b"<!DOCTYPE html>" + atom("<entry><title>One</title></entry>")).entries[0].title == "One"
    assert parse(b"<html><body>" + atom("<entry><title>One</title></entry>")).entries[0].title == "One"


def test_entries_without_anything_are_counted_and_cost_nobody() -> None:
    feed = parse(rss("<item/><item><title>One</title></item><item><link>javascript:alert(1)</link></item>"))
    assert [story.title for story in feed.entries] == ["One"]
    assert feed.skipped == 2


def test_a_reference_to_no_character_costs_only_itself() -> None:
    feed = parse(rss("<item><title>A&#99999999;B&#x110000;C</title></item><item><title>two</title></item>"))
    assert [story.title for story in feed.entries] == ["ABC", "two"]


def test_only_the_newest_thousand_are_kept_in_their_order() -> None:
    old = "<item><title>old</title><pubDate>Tue, 01 Jan 2019 00:00:00 GMT</pubDate></item>"
    new = "<item><title>new {}</title><pubDate>Tue, 01 Jan 2025 00:00:00 GMT</pubDate></item>"
    undated = "<item><title>undated</title></item>"
    feed = parse(rss(old + undated + "".join(new.format(number) for number in range(999)) + old))
    assert [story.title for story in feed.entries] == ["old", *(f"new {number}" for number in range(999))]
    assert feed.skipped == 0


def test_deep_nesting_and_foreign_elements_do_no_harm() -> None:
    nested = "<a>" * 20_000 + "</a>" * 20_000
    feed = parse(rss(f"<item><title>One</title><description>{nested}</description></item>"))
    assert feed.entries[0].title == "One"


def test_a_document_that_feedparser_stumbles_over_is_damaged() -> None:
    with pytest.raises(DamagedFeed, match="feedparser"):
        parse(b"\xff" + rss("<item><title>One</title></item>"), "text/xml; charset=undefined")


def test_entities_neither_multiply_nor_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "{secret.as_uri()}">{laughs}]>'
    body = rss("<item><title>One &l9;</title><description>&file;</description></item>")
    (story,) = parse(body.replace(b"<rss", doctype.encode() + b"<rss", 1)).entries
    assert "haha" not in story.title
    assert "swordfish" not in story.summary_html


def test_an_old_expat_is_given_no_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuinews.feeds.parse._EXPAT_IS_SAFE", False)
    with pytest.raises(DamagedFeed, match="newer Python"):
        parse(b'<!DOCTYPE rss [<!ENTITY a "b">]>' + rss("<item><title>One</title></item>")[21:])
    assert parse(rss("<item><title>One</title></item>")).entries


# --- encodings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss("<item><title>Amélie</title></item>"), ""),
        (rss("<item><title>Amélie</title></item>"), "text/xml"),
        (rss("<item><title>Amélie</title></item>"), "text/xml; charset=iso-8859-1"),
        (rss("<item><title>Amélie</title></item>"), "text/xml; charset=undefined"),
        (b"\xef\xbb\xbf" + rss("<item><title>Amélie</title></item>"), ""),
        (
            rss("<item><title>Amélie</title></item>").decode().encode("latin-1"),
            "text/xml; charset=iso-8859-1",
        ),
        (rss("<item><title>Amélie</title></item>").decode().encode("latin-1"), "application/xml"),
        (rss("<item><title>Amélie</title></item>").decode().encode("utf-16"), ""),
        (rss("<item><title>Am&#233;lie</title></item>"), "charset"),
    ],
)
def test_text_is_decoded_as_it_was_meant(body: bytes, content_type: str) -> None:
    assert parse(body, content_type).entries[0].title == "Amélie"


# --- titles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("AT&amp;T buys", "AT&T buys"),
        ("AT&amp;amp;T buys", "AT&T buys"),
        ("A &lt;b&gt;bold&lt;/b&gt; move", "A bold move"),
        ("<![CDATA[A <i>fine</i> film]]>", "A fine film"),
        ("&amp;lt;i&amp;gt;Dune&amp;lt;/i&amp;gt; returns", "Dune returns"),
        ("One&lt;br/&gt;two", "One two"),
        ("An unclosed &lt;i&gt;Dune", "An unclosed Dune"),
        ("If a &lt; b and b &gt; c", "If a < b and b > c"),
        ("Say &lt;3 to it", "Say <3 to it"),
        ("\n  Wide \t\n blanks ", "Wide blanks"),
        ("&#27;]0;owned&#7; Oscars\u202e", "]0;owned Oscars"),
    ],
)
def test_titles_lose_their_markup_and_keep_their_words(markup: str, title: str) -> None:
    assert item(f"<title>{markup}</title>").title == title


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<description>&lt;p&gt;First words of it.&lt;/p&gt;</description>", "First words of it."),
        ("<description>" + "word " * 40 + "</description>", "word " * 14 + "word…"),
        ("<link>https://e.com/film/dune-part-three_review.html?x=1</link>", "Dune part three review"),
        ("<link>https://e.com/2026/11/</link>", "Untitled"),
        ("<guid>7</guid>", "Untitled"),
        ("<title>&lt;img src=x&gt;</title><link>https://e.com/a%20tale</link>", "A tale"),
    ],
)
def test_a_missing_title_is_made(inside: str, title: str) -> None:
    assert item(inside).title == title


def test_a_title_is_cut_to_what_a_screen_can_use() -> None:
    title = item(f"<title>{'wide ' * 10_000}</title>").title
    assert len(title) <= 300
    assert title.endswith("…")


# --- identity and links -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "guid", "url"),
    [
        ("<guid>https://e.com/1</guid>", "https://e.com/1", "https://e.com/1"),
        ('<guid isPermaLink="false">https://e.com/1</guid>', "https://e.com/1", ""),
        ("<guid>12345</guid>", "12345", ""),
        ("<guid>12345</guid><link>/a</link>", "12345", "https://example.com/a"),
        ("<link>a/b</link>", "", "https://example.com/news/a/b"),
        ("<link>//cdn.example/x</link>", "", "https://cdn.example/x"),
        ("<link>https://e.com/a?id=7&amp;utm_source=rss</link>", "", "https://e.com/a?id=7"),
        ("<link>javascript:alert(1)</link><title>x</title>", "", ""),
        ("<link>ssh://host</link><title>x</title>", "", ""),
        (
            "<link>http://feeds.e.com/~r/1</link><feedburner:origLink>https://e.com/1</feedburner:origLink>",
            "",
            "https://e.com/1",
        ),
    ],
)
def test_ids_stay_as_given_and_links_are_resolved(inside: str, guid: str, url: str) -> None:
    story = item(inside)
    assert (story.guid, story.url) == (guid, url)


def test_the_link_of_an_atom_entry_may_be_of_another_type_or_relation() -> None:
    assert entry('<link type="text/plain" href="a.txt"/>').url == "https://example.com/news/a.txt"
    assert entry('<link rel="self" href="s"/><link rel="via" href="v"/>').url == "https://example.com/news/v"


# --- people, dates, bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        ("<author>ana@example.com (Ana Lima)</author>", "Ana Lima"),
        ("<author>Ana Lima &lt;ana@example.com&gt;</author>", "Ana Lima"),
        ("<author>ana@example.com</author>", ""),
        (
            "<dc:creator>&lt;b&gt;Ana&lt;/b&gt; Lima</dc:creator><itunes:author>ana lima</itunes:author>",
            "Ana Lima",
        ),
        ("<dc:creator>https://example.com/ana</dc:creator>", ""),
        (f"<author>{'a@' * 2000}</author>", "a@" * 49 + "a…"),
    ],
)
def test_bylines_hold_names_only(markup: str, author: str) -> None:
    assert item(f"<title>x</title>{markup}").author == author


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "9999-12-31T23:59:59-12:00",
        "2024-13-01",
        "Sat, 01 Jan 2028 00:00:00 GMT",
    ],
)
def test_dates_that_no_story_can_have_are_left_out(date: str) -> None:
    assert item(f"<title>x</title><pubDate>{date}</pubDate>").published is None


def test_a_feed_that_only_says_updated_still_dates_its_stories() -> None:
    story = entry("<title>x</title><updated>2026-11-22T10:00:00Z</updated>")
    assert story.published == story.updated == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_a_lone_long_description_is_the_story() -> None:
    story = item(f"<description>&lt;p&gt;{'word ' * 300}&lt;/p&gt;</description>")
    assert story.content_html.startswith("<p>word")
    assert (story.summary_html, story.words) == ("", 300)
    assert len(story.summary) <= 300
    teaser = item("<description>&lt;p&gt;word word&lt;/p&gt;</description>")
    assert (teaser.summary_html, teaser.content_html) == ("<p>word word</p>", "")


def test_a_picture_caption_does_not_pass_for_the_text() -> None:
    story = item(
        "<description>The story told at some length.</description>"
        '<media:content url="/a.jpg"><media:description>A caption</media:description></media:content>'
    )
    assert (story.summary_html, story.content_html) == ("The story told at some length.", "")


def test_plain_text_becomes_paragraphs() -> None:
    assert (
        entry('<content type="text">a &lt; b\n\nc\nd</content>').content_html
        == "<p>a &lt; b</p><p>c<br>d</p>"
    )
    assert item("<description>One.\n\nTwo &amp;amp; three.</description>").summary_html == (
        "<p>One.</p><p>Two &amp; three.</p>"
    )


def test_markup_under_the_name_of_text_is_still_markup() -> None:
    assert entry('<content type="text">&lt;p&gt;One&lt;/p&gt;</content>').content_html == "<p>One</p>"


def test_bodies_that_are_no_text_are_left_out() -> None:
    story = entry('<title>x</title><content type="image/png" mode="base64">iVBORw0KGgo=</content>')
    assert story.content_html == ""


@pytest.mark.parametrize(
    ("markup", "picture", "enclosures"),
    [
        ('<media:thumbnail url="/t.jpg" width="90"/>', "https://example.com/t.jpg", 0),
        ('<media:group><media:content url="/v.mp4" type="video/mp4"/></media:group>', "", 1),
        (
            '<media:content url="/p" type="image/webp" width="9000"/><media:thumbnail url="/t" width="200"/>',
            "https://example.com/t",
            0,
        ),
        ('<enclosure url="/e.jpg" type="image/jpeg" length="-1"/>', "https://example.com/e.jpg", 1),
        ('<itunes:image href="/i.png"/>', "https://example.com/i.png", 0),
        ('<media:content url="https://secure.gravatar.com/avatar/1?s=96" medium="image"/>', "", 0),
        ('<enclosure url="file:///etc/passwd" type="image/png"/>', "", 0),
        ('<enclosure url="/a.mp3"/>' * 2, "", 1),
        ("".join(f'<enclosure url="/{n}.mp3"/>' for n in range(40)), "", 20),
    ],
)
def test_pictures_and_enclosures_are_told_apart(markup: str, picture: str, enclosures: int) -> None:
    story = item(f"<title>x</title>{markup}")
    assert (story.image_url, len(story.enclosures)) == (picture, enclosures)


@pytest.mark.parametrize(
    ("markup", "minutes"),
    [
        ("", None),
        ("<ttl>90</ttl>", 90),
        ("<ttl>often</ttl>", None),
        ("<ttl>99999999999999</ttl>", 7 * 24 * 60),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 360),
        (
            "<ttl>15</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            60,
        ),
    ],
)
def test_how_long_a_feed_wants_to_be_left_alone(markup: str, minutes: int | None) -> None:
    assert parse(rss("", f"<title>x</title>{markup}")).ttl_minutes == minutes


def test_categories_are_few_and_each_stands_once() -> None:
    many = "".join(f"<category>c{n}</category>" for n in range(30))
    story = item(
        f"<title>x</title><category>#Film</category><category>FILM</category><category>http://x/y</category>{many}"
    )
    assert story.categories == ("Film", *(f"c{n}" for n in range(19)))


# --- anything at all ----------------------------------------------------------------------------------------

KNOWN = [
    "title",
    "link",
    "guid",
    "id",
    "author",
    "name",
    "dc:creator",
    "pubDate",
    "updated",
    "description",
    "summary",
]
MORE = [
    "content",
    "content:encoded",
    "category",
    "enclosure",
    "media:content",
    "media:thumbnail",
    "media:group",
]
ODD = ["image", "url", "source", "textinput", "svg", "atom:link", "itunes:image", "entry", "item"]
# Names under which feedparser keeps what it found.
KEYS = ["tags", "links", "title_detail", "published_parsed", "authors", "media_content", "media_thumbnail"]
NAMES = st.sampled_from([*KNOWN, *MORE, *ODD, *KEYS])
WORDS = st.text(
    alphabet=st.characters(exclude_characters="<>&\"'", exclude_categories=["Cs", "Cc"]), max_size=20
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    attributes = draw(
        st.dictionaries(
            st.sampled_from(["href", "url", "type", "rel", "width", "length", "term", "xml:base"]),
            WORDS,
            max_size=3,
        )
    )
    inside = draw(WORDS if depth == 0 else WORDS | st.lists(elements(depth - 1), max_size=4).map("".join))
    start = " ".join((name, *(f'{key}="{value}"' for key, value in attributes.items())))
    return f"<{start}>{inside}</{name}>"


@settings(max_examples=60)
@given(st.lists(elements(), max_size=5).map("".join))
@example("<media_thumbnail>x</media_thumbnail><links>y</links><tags>z</tags>")
def test_elements_in_any_place_never_cost_the_others(inside: str) -> None:
    try:
        feed = parse(rss(f"<item><title>First</title></item><item>{inside}</item>"))
    except DamagedFeed as error:
        if "feedparser" in error.detail:
            return  # It stumbled itself; nothing came that could be kept.
        raise
    assert feed.entries[0].title == "First"
    assert all(story.title and is_clean(story.title) for story in feed.entries)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_bytes_give_a_feed_or_a_feed_error(body: bytes, content_type: str) -> None:
    try:
        parse(body, content_type)
    except FeedError as error:
        said = error.summary
    else:
        said = ""
    assert is_clean(said)


@pytest.mark.parametrize(
    ("said", "hours", "days"),
    [
        (b"<skipHours><hour>0</hour><hour> 7 </hour></skipHours>", {0, 7}, set()),
        (b"<skipHours>\n<hour>24</hour><hour>25</hour><hour>x</hour></skipHours>", {0}, set()),
        (b"<skipDays><day>Saturday</day><day>sunday</day></skipDays>", set(), {5, 6}),
        (b"<skipDays><day>Samstag</day></skipDays><skipHours/>", set(), set()),
        (b"", set(), set()),
    ],
)
def test_the_hours_and_days_that_a_feed_leaves_out(said: bytes, hours: set[int], days: set[int]) -> None:
    document = b"<rss version='2.0'><channel><title>T</title>" + said
    document += b"<item><title>One</title></item></channel></rss>"
    feed = parse_feed(document, "", "https://example.com/")
    assert (set(feed.skip_hours), set(feed.skip_days)) == (hours, days)


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("映画館で新しい映画が公開されました。監督は次の作品について語りました。", "shift_jis"),
        ("映画館で新しい映画が公開されました。監督は次の作品について語りました。", "euc-jp"),
        ("새로운 영화가 극장에서 개봉했습니다. 감독은 다음 작품에 대해 이야기했습니다.", "euc-kr"),
        ("Новый фильм вышел на экраны кинотеатров, и режиссёр рассказал о следующей картине.", "koi8-r"),
        (
            "Le nouveau film est sorti au cinéma, et la réalisatrice évoque déjà l’œuvre à venir.",
            "windows-1252",
        ),
        ("Größere Rollen für ältere Schauspielerinnen – „endlich“, sagt die Regisseurin.", "windows-1252"),
    ],
)
def test_an_encoding_that_nothing_states_is_guessed(title: str, encoding: str) -> None:
    body = f"<rss version='2.0'><channel><title>T</title><item><title>{title}</title></item></channel></rss>"
    for content_type in ("application/xml", ""):
        feed = parse(body.encode(encoding), content_type)
        assert [entry.title for entry in feed.entries] == [title]


def test_the_guess_at_a_long_document_looks_at_its_beginning() -> None:
    title = "映画館で新しい映画が公開されました。"
    items = "".join(f"<item><title>{title} {number}</title></item>" for number in range(900))
    body = f"<rss version='2.0'><channel><title>T</title>{items * 2}</channel></rss>".encode("shift_jis")
    feed = parse(body, "application/xml")
    assert feed.entries[0].title == f"{title} 0"


@pytest.mark.parametrize("more", ["", "<comments xml:lang='en'>https://e.com/c</comments>"])
def test_an_address_of_the_at_protocol_does_not_hide_the_page(more: str) -> None:
    feed = parse(
        rss(f"<item><title>T</title><link uri='at://did:plc:x/p/3'>https://e.com/1</link>{more}</item>")
    )
    assert feed.entries[0].url == "https://e.com/1"


@pytest.mark.parametrize(
    ("element", "guid"),
    [
        ("<guid isPermaLink='false'><p>abc &amp; d</p></guid>", "<p>abc &amp; d</p>"),
        ("<guid> <b>1</b>/<b>2</b> </guid>", "<b>1</b>/<b>2</b>"),
        ("<guid><![CDATA[<p>1</p>]]></guid>", "<p>1</p>"),
        ("<guid>plain</guid>", "plain"),
    ],
)
def test_a_guid_of_elements_is_what_stands_there(element: str, guid: str) -> None:
    item = f"<item><title>One</title>{element}<link>https://e.example/1</link></item>"
    body = f"<rss version='2.0'><channel><title>T</title>{item}{item.replace('One', 'Two')}</channel></rss>"
    entries = parse_feed(body.encode(), "", "https://e.example/feed").entries
    assert [(entry.guid, entry.title) for entry in entries] == [
        (clean_line(guid), "One"),
        (clean_line(guid), "Two"),
    ]
    assert {entry.url for entry in entries} == {"https://e.example/1"}


@pytest.mark.parametrize(
    ("markup", "summary"),
    [
        (
            "<p>The owls are back.</p><p>The post <a href='/1'>Owls</a> appeared first on <a href='/'>Reel</a>.</p>",
            "The owls are back.",
        ),
        ("<p>The owls […]</p><p>The post Owls first appeared on Reel.</p>", "The owls […]"),
        ("<p>The owls… <a>Continue Reading</a></p><p>The post Owls appeared first on Reel.</p>", "The owls…"),
        ("<p>Die Eulen.</p><p>Der Beitrag Eulen erschien zuerst auf Rolle.</p>", "Die Eulen."),
        (
            "<p>The post office of “Nightjar” appeared twice.</p>",
            "The post office of “Nightjar” appeared twice.",
        ),
        (
            "<p>The post was read. It first appeared on Monday.</p>",
            "The post was read. It first appeared on Monday.",
        ),
        ("<video src='/v'>Your browser does not play videos.</video>The owls", "The owls"),
    ],
)
def test_the_opening_of_a_story_is_its_own(markup: str, summary: str) -> None:
    assert item(f"<title>Owls</title><description><![CDATA[{markup}]]></description>").summary == summary


@pytest.mark.parametrize(
    ("marked", "opening"),
    [
        ('In the end <span class="md-spoiler-text">the ship <b>sinks</b></span>, she says.', "In the end …"),
        ("In the end <a href='/s' class='x spoiler'>the ship sinks</a>, she says.", "In the end …"),
        (
            'Free of spoilers <span class="spoiler-free">and long</span> too.',
            "Free of spoilers and long too.",
        ),
    ],
)
def test_the_opening_of_a_story_ends_before_a_spoiler(marked: str, opening: str) -> None:
    story = item(f"<description><![CDATA[<p>{marked}</p>]]></description>")
    # Also where it has to serve for a headline.
    assert (story.summary, story.title) == (opening, opening)
    assert marked in story.summary_html


def test_a_base_of_its_own_is_where_the_links_of_a_text_start() -> None:
    document = """<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/'><title>T</title>
        <entry xml:base='y/'><id>urn:1</id><title>A</title><link href='z.html'/><link rel='enclosure' href='z.mp3'/>
        <summary type='html'>&lt;img alt="a" src="s.png"&gt;</summary>
        <content type='xhtml' xml:base='w/'><div xmlns='http://www.w3.org/1999/xhtml'><img src='i.png'/>
        <a href='../q?a=1&amp;b=2'>q</a> <a href='#note'>n</a> <a href='mailto:x@a.example'>m</a> href='plain'
        <code>&lt;a href='code'&gt;</code></div></content></entry></feed>"""
    (entry,) = parse(document.encode()).entries
    assert entry.url == "https://a.example/x/y/z.html"
    assert [each.url for each in entry.enclosures] == ["https://a.example/x/y/z.mp3"]
    assert 'src="https://a.example/x/y/s.png"' in entry.summary_html
    assert 'src="https://a.example/x/y/w/i.png"' in entry.content_html
    assert 'href="https://a.example/x/y/q?a=1&amp;b=2"' in entry.content_html
    for kept in ('href="#note"', 'href="mailto:x@a.example"', " href='plain'", "href='code'"):
        assert kept in entry.content_html


def test_a_base_of_its_own_is_where_files_start() -> None:
    document = """<rss version='2.0' xml:base='https://b.example/base/' xmlns:media='http://search.yahoo.com/mrss/'>
        <channel><title>T</title><item xml:base='sub/'><title>A</title><enclosure url='e.mp3' type='audio/mpeg'/>
        <media:content url='v.mp4' type='video/mp4'/><media:thumbnail url='/t.jpg'/></item></channel></rss>"""
    (entry,) = parse(document.encode()).entries
    assert {each.url for each in entry.enclosures} == {
        "https://b.example/base/sub/e.mp3",
        "https://b.example/base/sub/v.mp4",
    }
    assert entry.image_url == "https://b.example/t.jpg"


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml", ""])
def test_an_encoding_that_switches_is_believed_though_all_its_bytes_are_ascii(content_type: str) -> None:
    document = "<?xml version='1.0' encoding='ISO-2022-JP'?><rss version='2.0'><channel><title>日本語のニュース</title>"
    document += "<item><title>映画</title></item></channel></rss>"
    feed = parse(document.encode("iso-2022-jp"), content_type)
    assert (feed.title, feed.entries[0].title) == ("日本語のニュース", "映画")


@pytest.mark.parametrize(
    ("document", "whole"),
    [
        (rss("<item><title>A&nbsp;b &eacute; Q & A</title></item>"), True),
        (rss("<item><title>A\x0bB</title></item>"), True),
        (rss("<item><title>A</title><other:x>1</other:x></item>"), True),
        (b"\n \n" + rss("<item><title>A</title></item>"), True),
        (rss("<item><title>A</title></item>") + b"\nWarning: <b>slow</b> in /x.php\n" * 50, True),
        (atom("<entry><title>A&nbsp;b</title></entry>"), True),
        (rss("<item><title>A&nbsp;b</title></item><item><title>B</title></item>")[:-30], False),
        (rss("<item><title>A</title></item><item><title>B</title></item>")[:-30], False),
        (rss("<item><title>A &nbsp;</title></item>") + b"<item><title>B", False),
    ],
)
def test_only_what_has_no_end_broke_off(document: bytes, whole: bool) -> None:
    feed = parse(document)
    assert feed.entries[0].title.startswith("A")
    assert feed.broken_off is not whole


def test_an_address_without_scheme_is_no_folder() -> None:
    assert item("<title>A</title><link>www.example.com/a</link>").url == "https://www.example.com/a"


def test_half_a_story_is_left_for_the_next_time() -> None:
    whole = rss("<item><title>A</title><guid>1</guid></item><item><title>Bee</title><guid>2</guid></item>")
    for end in (b"<item><title>Be", b"<item><title>Bee</title><gu", b"<guid>2<", b"</guid>"):
        cut = whole[: whole.rindex(end) + len(end)]
        assert [entry.guid for entry in parse(cut).entries] == ["1"]
    assert len(parse(whole[: whole.rindex(b"</channel")]).entries) == 2
    with pytest.raises(DamagedFeed):
        parse(whole[: whole.index(b"<guid>")])
