"""The quick reading of usual feeds says what feedparser says, or says nothing."""

import tarfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.errors import FeedError
from tuinews.feeds import parse
from tuinews.feeds.kinds import kind_of
from tuinews.model import ParsedFeed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.com/news/feed.xml"
SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:thr="http://purl.org/syndication/thread/1.0"'
)


def both(body: bytes) -> tuple[ParsedFeed | None, ParsedFeed | str]:
    """Read a document quickly, None when that gave up; and by feedparser."""
    usual = parse._usual(body, NOW)
    quick = None
    try:
        if usual is not None:
            quick = parse._of_usual(usual, body, URL, {})
    except FeedError as error:
        return None, str(error)
    try:
        return quick, parse._of_feedparser(body, "", URL, {}, NOW, kind_of(body, ""))
    except FeedError as error:
        return quick, str(error)


def closing(tag: str) -> str:
    """Close what a start of tags with attributes has opened."""
    return "".join(f"</{part.split()[0]}>" for part in reversed(tag.split("><")))


def rss(items: str, *, channel: str = "<title>T</title>", root: str = SPACES) -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {root}><channel>{channel}{items}</channel></rss>'.encode()
    )


def atom(entries: str, *, head: str = "<title>T</title>") -> bytes:
    spaces = SPACES.replace('xmlns:atom="http://www.w3.org/2005/Atom" ', "")
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {spaces}>{head}{entries}</feed>'.encode()


def typed(kind: str, body: bytes) -> bytes:
    """Give a document a type."""
    return body.replace(b"?>", f"?>\n<!DOCTYPE {kind}>".encode(), 1)


USUAL = [
    rss(
        "<item><title>One &amp; two</title><link>https://e.com/1?a=1&amp;b=2</link><guid>https://e.com/1</guid>"
        "<pubDate>Sun, 22 Nov 2026 10:19:00 +0000</pubDate><dc:creator><![CDATA[Ann]]></dc:creator>"
        "<category domain='x'>Film</category><category><![CDATA[TV]]></category><slash:comments>3</slash:comments>"
        "<description><![CDATA[<p>Short</p>]]></description><content:encoded><![CDATA[<p>Long text</p>]]></content:encoded>"
        "<enclosure url='/a.mp3' type='AUDIO/mpeg' length='12'/><source url='https://x.example/'>X</source>"
        "<media:group><media:content url='https://e.com/a.jpg' medium='image' width='900'><media:credit role='x'>N"
        "</media:credit></media:content></media:group><media:thumbnail url='t.jpg'/></item>",
        channel="<title>The Wire</title><link>https://e.com</link><atom:link href='https://e.com/f' rel='self'/>"
        "<description>News</description><language>en</language><ttl>60</ttl><lastBuildDate>x</lastBuildDate>"
        "<image><url>i.png</url><title>Other</title><link>https://other.example</link></image>",
    ),
    rss("<item><guid>tag 1</guid><title>No link</title></item>"),
    rss("<item><guid isPermaLink='false'>https://e.com/x</guid><title>No link</title></item>"),
    rss("<item><author>ann@example.museum (Ann Archer)</author><title>Byline</title></item>"),
    rss(
        "<item><title>It’s “quoted” caf\u00e9</title><description>Plain &lt;b&gt;bold&lt;/b&gt;</description></item>"
    ),
    rss("<item><title>Mojibake \u00c3\u00a9</title></item>"),
    rss("<item><title>Dated</title><pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item>"),
    rss("", channel="<title>Empty</title>"),
    rss("<item><title>In English</title></item>", root='xml:lang="en_GB"'),
    atom(
        "<entry><id>tag:e.com,2026:1</id><title type='html'>&lt;i&gt;One&lt;/i&gt;</title><link href='https://e.com/1'/>"
        "<link rel='enclosure' href='/a.mp4' type='video/mp4' length='9'/><link rel='replies' href='/c' thr:count='2'/>"
        "<published>2026-11-22T10:19:00Z</published><updated>2026-11-22T11:00:00Z</updated>"
        "<author><name>Ann</name><email>ann@e.com</email><uri>https://ann.example</uri></author>"
        "<category term='film' label='Film'/><summary>Short</summary><content type='html'>&lt;p&gt;Long&lt;/p&gt;</content></entry>",
        head="<title>T</title><id>tag:e.com</id><link rel='self' href='https://e.com/f'/><link href='https://e.com/'/>"
        "<subtitle>News</subtitle><author><name>Desk</name></author>",
    ),
    atom("<entry><title>Mojibake \u00c3\u00a9</title><author><name>Ren\u00c3\u00a9</name></author></entry>"),
    atom(
        "<entry><id>https://e.com/1</id><title>Of the desk</title></entry>",
        head="<author><name>Desk</name></author>",
    ),
    atom(
        "<entry><id>yt:1</id><title>Trailer</title><media:group><media:title>Other</media:title>"
        "<media:content url='https://e.com/v' type='application/x-shockwave-flash'/>"
        "<media:thumbnail url='https://e.com/t.jpg' width='480'/><media:description>Words</media:description>"
        "<media:community><media:statistics views='3'/></media:community></media:group></entry>"
    ),
    typed("html", rss("<item><title>Of a type</title></item>")),
    b"<!DOCTYPE html>" + atom("<entry><title>Of a type</title></entry>"),
    # As WordPress.com writes: elements in a default namespace of their own.
    rss(
        "<item><title>One</title><post-id xmlns='com-wordpress:feed-additions:1'>7</post-id><link>https://e.com/1</link></item>",
        channel="<title>T</title><site xmlns='com-wordpress:feed-additions:1'>142621012</site>",
    ),
    # As Blogger does, and YouTube.
    atom(
        "<entry><title>One</title></entry>",
        head="<title>T</title><o:totalResults xmlns:o='http://a9.com/-/spec/opensearchrss/1.0/'>678</o:totalResults>"
        "<published>2010-06-18T21:31:10+00:00</published>",
    ),
    # As blogs and newspapers do.
    rss(
        "<item><title>One</title><dc:date>2026-11-22T10:19:00Z</dc:date></item>"
        "<item><dc:date>2026-11-22T10:19:00Z</dc:date><pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate></item>",
        channel="<title>T</title><dc:language>en</dc:language><author>desk@e.com (Desk)</author><dc:creator>Desk</dc:creator>"
        "<dc:rights>(c)</dc:rights><dc:publisher>E</dc:publisher><dc:date>2026-11-22T10:19:00Z</dc:date>",
    ),
    *(
        rss(
            f"<item><title>Captions</title><description>{words}</description><media:content url='a.jpg' medium='image'>"
            f"<media:description{first}>A caption\n\nof two &amp; more</media:description></media:content><media:group>"
            f"<media:content url='b.jpg' medium='image'><media:copyright>E</media:copyright><media:rating>nonadult</media:rating>"
            f"<media:description{second}>Another caption, which is the longer one by some</media:description>"
            f"</media:content></media:group></item>"
        )
        for words in ("", "Words", "Words of more than what the captions say, of both together even")
        for first in ("", " type='plain'")
        for second in ("", " type='html'")
    ),
    rss(
        "<item><title>Caption beside a text</title><description>Words</description><content:encoded>Text</content:encoded>"
        "<media:content url='a.jpg'><media:description>A caption</media:description></media:content></item>"
    ),
]


@pytest.mark.parametrize("body", USUAL, ids=range(len(USUAL)))
def test_usual_feeds_are_read_quickly_and_alike(body: bytes) -> None:
    quick, slow = both(body)
    assert quick is not None
    assert quick == slow


UNUSUAL = [
    rss("<item><title>Bold &lt;b&gt;x&lt;/b&gt;</title></item>"),
    rss("<item><title>Twice</title><title>Thrice</title></item>"),
    rss("<item><title>Not <b>escaped</b></title></item>"),
    rss("<item><title>Date</title><pubDate>mardi 3 mars 2026</pubDate></item>"),
    rss("<item><title>Base</title><link xml:base='https://b.example/'>x</link></item>"),
    rss(
        "<item rdf:about='x' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><title>T</title></item>"
    ),
    rss("<item><title>A</title></item>", root="xmlns='http://purl.org/rss/1.0/'"),
    typed("rss []", rss("<item><title>A</title></item>")),
    typed("rss SYSTEM 'rss.dtd'", rss("<item><title>A</title></item>")),
    typed(
        "rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'x'", rss("<item><title>A</title></item>")
    ),
    typed("rss", rss("<item><title>A &nbsp; b</title></item>")),
    rss("<item><title>Broken off</title></item>")[:-20],
    rss("<item><title>\u0085 and &#x92;</title></item>"),
    rss("<item><title>Slashes</title><link>https:///e.com/1</link></item>"),
    rss(
        "<item><itunes:summary xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'>S</itunes:summary></item>"
    ),
    rss("<item><title>Latin</title></item>").replace(b"Latin", b"caf\xe9"),
    rss("<item><title xmlns='com-wordpress:feed-additions:1'>Of another kind</title></item>"),
    rss("", channel="<link>https:///e.com/</link>"),
    atom("", head="<id>https:///e.com/</id>"),
    rss("<item><title>A</title></item>", root="xmlns='com-wordpress:feed-additions:1'"),
    rss(
        "<item><description>Words</description><media:description>Right in the item</media:description></item>"
    ),
    rss(
        "<item><description>Words</description><media:group><media:description>Looks like &lt;b&gt;HTML&lt;/b&gt;"
        "</media:description></media:group></item>"
    ),
    rss(
        "<item><description>W</description><media:group><media:description>One</media:description>"
        "<media:description type='plain'>Two</media:description></media:group></item>"
    ),
    rss(
        "<item><description>W</description><media:group><media:description>Caption</media:description></media:group>"
        "<content:encoded>Text</content:encoded></item>"
    ),
    atom("<entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>T</div></title></entry>"),
    atom("<entry><content src='https://e.com/x'/></entry>"),
]


@pytest.mark.parametrize("body", UNUSUAL, ids=range(len(UNUSUAL)))
def test_what_is_unusual_is_left_to_feedparser(body: bytes) -> None:
    assert parse._usual(body, NOW) is None


_TEXT = st.sampled_from(
    ["", " ", "One", "a & b", "<p>x</p>", "caf\u00e9 \u2019s", "\u00c3\u00a9", "https://e.com/1", "/rel", "7", "ann@e.com (Ann)",
     "2026-11-22T10:19:00Z", "Sun, 22 Nov 2026 10:19:00 EST", "&amp;", "&b;", "x\ny\n\nz"]
)  # fmt: skip
_ITEM = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "title",
                "link",
                "guid",
                "guid isPermaLink='false'",
                "pubDate",
                "description",
                "category",
                "author",
                "content:encoded",
                "dc:creator",
                "dc:subject",
                "comments",
                "enclosure url='a.mp3'",
                "media:title",
                "media:description",
                "media:thumbnail url='x.jpg'",
                "media:content url='y' type='image/png'",
                "media:group><media:description",
                "media:group><media:description type='plain'",
                "post-id xmlns='com-wordpress:feed-additions:1'",
                "dc:date",
                "x",
            ]
        ),
        _TEXT,
    ),
    max_size=8,
)


@given(st.lists(_ITEM, max_size=3))
def test_whatever_stands_in_a_feed_both_say_the_same(items: list[list[tuple[str, str]]]) -> None:
    written = "".join(
        "<item>" + "".join(f"<{tag}>{escape(text)}{closing(tag)}" for tag, text in item) + "</item>"
        for item in items
    )
    quick, slow = both(rss(written))
    assert quick is None or quick == slow


_ENTRY = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "title",
                "title type='html'",
                "id",
                "link href='https://e.com/1'",
                "link rel='via' href='/v'",
                "link href='/x' type='application/xml'",
                "published",
                "updated",
                "summary",
                "summary type='html'",
                "content",
                "content type='html'",
                "author",
                "category term='a' label='b'",
                "rights",
                "media:description",
                "x",
            ]
        ),
        _TEXT,
    ),
    max_size=8,
)


@given(st.lists(_ENTRY, max_size=3), st.lists(_TEXT, max_size=2))
def test_whatever_stands_in_atom_both_say_the_same(
    entries: list[list[tuple[str, str]]], people: list[str]
) -> None:
    written = "".join(
        "<entry>"
        + "".join(
            f"<author><name>{escape(text)}</name></author>"
            if tag == "author"
            else f"<{tag}>{'' if '=' in tag and 'type' not in tag else escape(text)}</{tag.partition(' ')[0]}>"
            for tag, text in entry
        )
        + "</entry>"
        for entry in entries
    )
    head = "".join(f"<author><name>{escape(name)}</name></author>" for name in people)
    quick, slow = both(atom(written, head=f"<title>T</title>{head}"))
    assert quick is None or quick == slow


@pytest.mark.corpus
def test_every_feed_of_the_corpora_is_read_alike(shared: Path) -> None:
    archive = shared / "corpora" / "feeds.tar.gz"
    if not archive.is_file():
        pytest.skip(f"NOT TESTED: {archive} is missing; it holds 5,239 feed documents")
    quickly = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member)
            body = file.read() if file else b""
            if kind_of(body, "") == "markup":
                quick, slow = both(body)
                quickly += quick is not None
                assert quick is None or quick == slow, member.name
    assert quickly >= 1_820
