from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.errors import FeedError
from tuinews.feeds.opml import DEEPEST, LARGEST, OUTLINES, read_opml, write_opml
from tuinews.model import NewSource, Source
from tuinews.text import clean_line, is_clean
from tuinews.urls import typed_url

CREATED = datetime(2026, 11, 22, 10, 19, tzinfo=UTC)


def opml(body: str, encoding: str = "utf-8") -> bytes:
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?><opml version="2.0"><head/><body>{body}</body></opml>'
    )
    return document.encode(encoding)


def test_folders_titles_and_sites_are_read() -> None:
    outlines = read_opml(
        opml(
            """<outline text="Loose" type="rss" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>
            <outline text="Film"><outline title="One" text="x" xmlUrl="b.example/rss"/>
              <outline text="Awards"><outline text="Two" XMLURL="feed://c.example/rss"/></outline></outline>
            <outline text="" ><outline type="rss" url="https://d.example/feed"/></outline>
            <outline text="A note"/><outline text="A page" type="link" url="https://e.example/"/>"""
        )
    )
    assert outlines.sources == (
        NewSource("https://a.example/feed", "Loose", "", "https://a.example/"),
        NewSource("https://b.example/rss", "One", "Film"),
        NewSource("https://c.example/rss", "Two", "Film/Awards"),
        NewSource("https://d.example/feed"),
    )
    assert outlines.skipped == ()


def test_a_feed_that_stands_twice_is_taken_once() -> None:
    outlines = read_opml(
        opml(
            """<outline xmlUrl="https://a.example/feed#top"/>
            <outline text="Film"><outline text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline>"""
        )
    )
    assert outlines.sources == (NewSource("https://a.example/feed", "A", "", "https://a.example/"),)


def test_what_can_not_be_used_is_named_with_its_reason() -> None:
    outlines = read_opml(
        opml(
            """<outline text="Search&#x202e;" xmlUrl="|~/fetch.py"/><outline text="Bare" type="rss"/>
            <outline xmlUrl="ftp://a.example/f"/><outline type="rss" xmlUrl=""/><outline text="Good" xmlUrl="https://g.example/"/>"""
        )
    )
    assert [source.title for source in outlines.sources] == ["Good"]
    beginnings = (
        "“Search” was left out. “|~/",
        "“Bare” was left out. It has no feed",
        "“ftp://a.example/f” was left",
        "“Outline 4” was",
    )
    assert len(outlines.skipped) == len(beginnings)
    for sentence, beginning in zip(outlines.skipped, beginnings, strict=True):
        assert sentence.startswith(beginning)
        assert is_clean(sentence)


@pytest.mark.parametrize(
    "kind",
    ["HTML+XPath", "xml+xpath", "JSON+DotNotation", "JSON+XPath", " HTML+XPath+JSON+DotNotation"],
)
def test_what_another_reader_makes_of_a_page_is_no_feed(kind: str) -> None:
    outlines = read_opml(
        opml(
            f"""<outline text="Made" type="{kind}" xmlUrl="https://page.example/" frss:xPathItem="//a" xmlns:frss="https://f"/>
            <outline text="Feed" type="JSONFeed" xmlUrl="https://a.example/feed.json"/>
            <outline text="Other" type="application/rss+xml" xmlUrl="https://b.example/feed"/>"""
        )
    )
    assert [source.title for source in outlines.sources] == ["Feed", "Other"]
    assert outlines.skipped == (
        "“Made” was left out. There is no feed at its address: the other reader picks its stories out of the page itself.",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_expat_knows(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    document = opml('<outline text="Amélie" xmlUrl="https://a.example/"/>', declared)
    if encoding == "utf-8-sig":
        document = b"\xef\xbb\xbf" + document
    assert read_opml(document).sources[0].title == "Amélie"


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "breaks"),
        (b"<opml><body><outline", "line 1"),
        (b"not xml", "breaks"),
        (b"\n\n<opml>\n</body>", "line 4 (mismatched tag)"),
        (b"<opml><body>\n<outline text='a & b'>\n</opml>", "line 3 (mismatched tag)"),
        (b"\x00\x01", "breaks"),
        (b'<?xml version="1.0" encoding="nonsense"?><opml/>', "breaks"),
        (b"<rss version='2.0'/>", "no list of subscriptions"),
        (b'<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>', "entities"),
        ('<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>'.encode("utf-16"), "entities"),
        pytest.param(b" " * (LARGEST + 1), "larger", id="too large"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(document: bytes, says: str) -> None:
    with pytest.raises(FeedError) as error:
        read_opml(document)
    assert says in error.value.summary


@pytest.mark.parametrize("head", [b"\n", b" \r\n\t", b"\xef\xbb\xbf\n", b"\n\xef\xbb\xbf"])
def test_blanks_before_the_beginning_are_passed_over(head: bytes) -> None:
    document = head + opml('<outline text="Amélie" xmlUrl="https://a.example/"/>')
    assert read_opml(document).sources == (NewSource("https://a.example/", "Amélie"),)


def test_ampersands_that_were_not_written_as_xml_wants_it_are_understood() -> None:
    document = opml(
        '<outline text="Film & TV"><outline text="Q&A &amp; Amélie &lt;&#33;&#x21;" xmlUrl="https://a.example/?a=1&b=2&copy=3"/>'
        '<outline text="Am&eacute;lie" xmlUrl="https://b.example/?a=1&amp;b=2"/></outline>'
    )
    outlines = read_opml(document)
    assert outlines.sources == (
        NewSource("https://a.example/?a=1&b=2&copy=3", "Q&A & Amélie <!!", "Film & TV"),
        NewSource("https://b.example/?a=1&b=2", "Amélie", "Film & TV"),
    )
    assert outlines.skipped == ()


def test_outlines_of_great_depth_and_number_have_their_limits() -> None:
    deep = "<outline text='x'>" * 100_000 + "</outline>" * 100_000
    good = '<outline xmlUrl="https://a.example/"/>'
    outlines = read_opml(opml(good + deep))
    assert len(outlines.sources) == 1
    assert str(DEEPEST) in outlines.skipped[0]
    wide = "".join(f'<outline xmlUrl="https://a.example/{number}"/>' for number in range(OUTLINES + 5))
    outlines = read_opml(opml(wide))
    assert len(outlines.sources) == OUTLINES
    assert "first 10,000" in outlines.skipped[0]


@pytest.mark.parametrize("body", ["", "<outline/>", "<!-- nothing -->"])
def test_a_list_of_nothing_is_a_list(body: str) -> None:
    assert read_opml(opml(body)).sources == ()


def test_what_is_written_is_opml_2() -> None:
    document = write_opml(
        [
            Source(1, "https://a.example/feed?x=1&y=2", "A & <B>", "Film", "https://a.example/"),
            Source(2, "https://b.example/feed", "Loose"),
            Source(3, "https://c.example/feed", "C", "Film"),
        ],
        "My sources",
        CREATED,
    )
    root = ElementTree.fromstring(document)
    assert document.endswith(b"</opml>\n")
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "My sources"
    assert parsedate_to_datetime(root.findtext("head/dateCreated") or "") == CREATED
    film, loose = root.findall("body/outline")
    assert (film.get("text"), [outline.get("title") for outline in film]) == ("Film", ["A & <B>", "C"])
    assert film[0].attrib == {
        "type": "rss",
        "text": "A & <B>",
        "title": "A & <B>",
        "xmlUrl": "https://a.example/feed?x=1&y=2",
        "htmlUrl": "https://a.example/",
    }
    assert "htmlUrl" not in loose.attrib


def test_characters_that_xml_can_not_hold_never_reach_the_file() -> None:
    document = write_opml([Source(1, "https://a.example/", "a\0b\x1bc\ud800d", "\ufffe")], "\x07t", CREATED)
    assert read_opml(document).sources[0].title == "abcd"


# A name as the library holds it: cleaned, and stable when it is cleaned again.
NAMES = (
    st.text(max_size=40)
    .map(lambda text: clean_line(text, 60))
    .filter(lambda text: clean_line(text, 60) == text)
)
ADDRESSES = st.text("abc/?=&%-1", max_size=12).map(lambda path: typed_url(f"https://a.example/{path}"))


@given(st.dictionaries(ADDRESSES, st.tuples(NAMES, NAMES), max_size=8), NAMES)
def test_sources_survive_the_round_trip(rows: dict[str, tuple[str, str]], title: str) -> None:
    sources = [
        Source(number, url, name, folder, "https://a.example/")
        for number, (url, (name, folder)) in enumerate(rows.items())
    ]
    outlines = read_opml(write_opml(sources, title, CREATED))
    assert outlines.skipped == ()
    assert {source.url: source for source in outlines.sources} == {
        source.url: NewSource(source.url, source.title, source.folder, source.site_url) for source in sources
    }


@given(st.text(), st.text())
def test_any_text_is_written_as_sound_xml(title: str, folder: str) -> None:
    ElementTree.fromstring(write_opml([Source(1, "https://a.example/", title, folder)], title, CREATED))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    try:
        outlines = read_opml(document)
    except FeedError as error:
        said: tuple[str, ...] = (error.summary,)
    else:
        said = outlines.skipped
    assert all(is_clean(sentence) for sentence in said)


def test_a_password_is_not_told_again() -> None:
    outlines = read_opml(
        opml(
            """<outline type="rss" xmlUrl="https://ann:sekret@a.example/f"/>
            <outline type="rss" xmlUrl="ftp://ann:sekret@a.example/f"/><outline type="rss" xmlUrl="ann:sekret@a.example"/>
            <outline type="rss" xmlUrl="https://ann:sekret@a.example:99999/f"/>"""
        )
    )
    assert outlines.sources == ()
    assert [sentence.count("“…@a.") + sentence.count("://…@a.") > 0 for sentence in outlines.skipped] == [
        True
    ] * 4
    assert "sekret" not in "".join(outlines.skipped)


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (opml("<outline text='Amélie\x0b' xmlUrl='https://a.example/f'/>"), "Amélie"),
        (opml("<outline text='Amélie' xmlUrl='https://a.example/f'/>").decode().encode("cp1252"), "Amélie"),
        (
            opml("<outline text='Amélie' xmlUrl='https://a.example/f'/>").replace(b'"utf-8"', b'"UTF-16"'),
            "Amélie",
        ),
        (
            '<?xml version="1.0" encoding="gbk"?><opml><body><outline text="电影" xmlUrl="https://a.example/f"/></body></opml>'.encode(
                "gbk"
            ),
            "电影",
        ),
        (
            '<?xml version="1.0" encoding="Shift_JIS"?><opml><body><outline text="映画" xmlUrl="https://a.example/f"/></body></opml>'.encode(
                "shift_jis"
            ),
            "映画",
        ),
    ],
)
def test_what_other_readers_write_against_the_rules_is_understood(document: bytes, title: str) -> None:
    assert [source.title for source in read_opml(document).sources] == [title]


def test_entities_are_refused_in_every_encoding() -> None:
    document = '<?xml version="1.0" encoding="utf-7"?><!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>'
    for encoding in ("utf-7", "utf-16", "utf-8"):
        with pytest.raises(FeedError):
            read_opml(document.encode(encoding))
    hidden = document.replace("<", "+ADw-").replace("+ADw-?xml", "<?xml", 1)
    with pytest.raises(FeedError):
        read_opml(hidden.encode())
