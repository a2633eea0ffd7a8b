"""What pages say of their stories: headline, byline, dates, standfirst, site, picture, keywords."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tuinews.article.metadata import Facts, read_facts
from tuinews.article.page_dates import read_date
from tuinews.article.render import render_page
from tuinews.article.tree import parse

URL = "https://www.lamp.example/2024/fire"


def facts(head: str, body: str = "") -> Facts:
    return read_facts(parse(f"<html><head>{head}</head><body>{body}</body></html>"), URL)


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","headline":"The fire","author":{"name":"Ida Lund"},"datePublished":"2024-05-01T10:00:00Z"}',
        '[{"@type":"WebSite","name":"x"},{"@type":["Article"],"headline":"The fire","author":["Ida Lund"],"datePublished":"2024-05-01T12:00:00+02:00"}]',
        '{"@graph":[{"@type":"WebPage","headline":"No"},{"@type":"https://schema.org/BlogPosting","headline":"The fire","author":[{"@type":"Person","name":"By Ida Lund"}],"datePublished":"2024-05-01 10:00"}]}',
        '{"@type":"Article","headline":"The fire","author":{"name":"Ida Lund"},"datePublished":"2024-05-01T10:00:00Z",}',
        '<!-- {"@type":"Article","headline":"The\nfire","author":{"name":"Ida Lund"},"datePublished":"2024-05-01T10:00:00.000Z"} -->',
        '//<![CDATA[\n{"@type":"Article","headline":"The fire","author":{"name":"Ida Lund"},"datePublished":"20240501T100000Z"}\n//]]>',
        '{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;The fire&quot;,&quot;author&quot;:&quot;Ida Lund&quot;,&quot;datePublished&quot;:&quot;2024-05-01T10:00:00Z&quot;}',
        '{"@graph":[{"@type":"Article","headline":"The fire","author":{"@id":"#ida"},"datePublished":"2024-05-01T10:00Z"},{"@id":"#ida","@type":"Person","name":"Ida Lund"}]}',
        '{"@type":"WebSite","name":"x"} {"@type":"Article","headline":"The fire","author":"Ida Lund","datePublished":"2024-05-01T10:00:00Z"};',
        '[{"@type":"Article","headline":"Another fire","url":"https://www.lamp.example/other"},{"@type":"Article","headline":"The fire","author":"Ida Lund","mainEntityOfPage":{"@id":"https://www.lamp.example/2024/fire/#x"},"datePublished":"2024-05-01T10:00:00Z"}]',
        '{"@type":"Article","mainEntity":{"@type":"NewsArticle","headline":"The fire","author":"Ida Lund","datePublished":"2024-05-01T10:00:00Z"}}',
    ],
)  # fmt: skip
def test_linked_data_in_all_its_forms(data: str) -> None:
    found = facts(linked(data))
    assert (found.title, found.byline, found.published) == (
        "The fire",
        "Ida Lund",
        datetime(2024, 5, 1, 10, tzinfo=UTC),
    )


def test_linked_data_beyond_repair_gives_what_can_be_made_out() -> None:
    found = facts(
        linked('{"@type":"Article", "headline": "The \\"great\\" fire", "datePublished": "2024-05-01", oops')
    )
    assert found.title == 'The "great" fire'
    assert found.published == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "[]",
        "{",
        '"x"',
        "[[[[" * 5_000,
        '{"@type":5,"author":7,"headline":{}}',
        '{"@graph":"x"}',
        "1e999",
        "9" * 9_000,
    ],
)
def test_useless_linked_data_harms_nothing(data: str) -> None:
    assert facts(linked(data) + "<title>Fire</title>").title == "Fire"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>The fire - The Lamp</title>", "<h1>The fire</h1>", "The fire"),
        ("<title>The fire | lamp.example</title>", "", "The fire"),
        ("<title>The Lamp: news</title>", "<h1>The Lamp</h1>", "The Lamp: news"),
        ('<meta property="og:title" content="The fire at the harbour"><title>x</title>', "<h1>The Lamp</h1><h1>Fire at the harbour</h1>", "Fire at the harbour"),
        ('<meta property="og:title" content="Tom &amp;amp; Ida">', "", "Tom & Ida"),
        ("<title>The \u202efire&#27;]0;x</title>", "", "The fire]0;x"),
        ("<title>The fire | Lamp News</title>", "", "The fire"),
        ("<title>The fire – LAMP.example</title>", "", "The fire"),
        ("<title>The fire | Part two</title>", "", "The fire | Part two"),
        ("<title>The fire at the harbour</title>", "<h1>Culture</h1><h2>The fire at the harbour</h2>", "The fire at the harbour"),
        ("<title>The fire</title>", "<h1>The fire <span>Posted on July 1, 2024 by admin</span></h1>", "The fire"),
        ("<title>The fire</title>", "<h1>The fire, part two</h1>", "The fire, part two"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_headline(head: str, body: str, title: str) -> None:
    assert (
        facts('<meta property="og:site_name" content="The Lamp">' * ("The Lamp" in head) + head, body).title
        == title
    )


@pytest.mark.parametrize(
    ("head", "body", "byline"),
    [
        ('<meta name="author" content="Ida Lund">', "", "Ida Lund"),
        ('<meta name="author" content="By Ida Lund | The Lamp">', "", "Ida Lund"),
        ('<meta property="article:author" content="https://facebook.com/ida">', "", ""),
        ('<meta name="author" content="admin">', '<span class="byline">By <a>Ida Lund</a></span>', "Ida Lund"),
        ("", '<a rel="author" href="/x">Ida Lund</a>', "Ida Lund"),
        ("", '<p class="article-byline">Words: Ida Lund</p>', "Ida Lund"),
        ("", '<p>By <a href="/authors/ida-lund/">Ida Lund</a></p>', "Ida Lund"),
        (linked('{"@type":"Article","author":[{"name":"Ida Lund"},{"name":"ida lund"},{"name":"Tom Vale"}]}'), "", "Ida Lund, Tom Vale"),
        (linked('{"@type":"Article","author":{"@type":"Organization","name":"The Wire"}}'), "", "The Wire"),
        (linked('{"@type":"Article","author":"<a href=\'/ida\'>Ida Lund</a>"}'), "", "Ida Lund"),
        ('<meta name="author" content="ida@lamp.example (Ida Lund)">', "", "Ida Lund"),
        ('<meta name="author" content="ida@lamp.example">', "", ""),
        ("", '<p class="byline">By <a href="/authors/ida">Ida Lund</a> and <a href="/authors/tom">Tom Vale</a></p>', "Ida Lund and Tom Vale"),
        ("", '<div id="comments"><div class="comment-author">By Troll Man</div></div>', ""),
        (linked('{"@type":"Article","author":{"name":"The Lamp"},"publisher":{"name":"The Lamp"}}'), "", ""),
    ],
)  # fmt: skip
def test_byline(head: str, body: str, byline: str) -> None:
    assert facts(head, body).byline == byline


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2024-05-01T10:00:00Z">', ""),
        ('<meta itemprop="datePublished" content="2024-05-01T10:00Z">', ""),
        ('<meta name="date" content="Wed, 01 May 2024 10:00:00 GMT">', ""),
        ("", '<time datetime="2024-05-01T10:00:00Z">May 1</time>'),
        ("", "<time pubdate>2024-05-01 10:00</time>"),
    ],
)
def test_published(head: str, body: str) -> None:
    assert facts(head, body).published == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_dates_of_comments_are_not_the_storys() -> None:
    assert (
        facts(
            "", "<h1>x</h1><ul class='comment-list'><li><time datetime='2020-01-01'>x</time></li></ul>"
        ).published
        is None
    )


@pytest.mark.parametrize(
    ("head", "free"),
    [
        ("", None),
        (linked('{"@type":"Article","isAccessibleForFree":true}'), True),
        (linked('{"@type":"Article","isAccessibleForFree":"False"}'), False),
        (linked('{"@type":"Article","isAccessibleForFree":"http://schema.org/False"}'), False),
        (linked('{"@type":"Article","isAccessibleForFree":true,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false}}'), False),
        ('<meta property="article:content_tier" content="metered">', False),
        (linked('{"@type":"Article","isAccessibleForFree":{"x":1}}'), None),
    ],
)  # fmt: skip
def test_what_a_page_says_of_its_price(head: str, free: bool | None) -> None:
    assert facts(head).free is free


@pytest.mark.parametrize(
    ("stated", "words"),
    [("1200", 1200), ('"1200"', 1200), ("-3", 0), ('"many"', 0), ("[]", 0), ("99999999", 0)],
)
def test_stated_length(stated: str, words: int) -> None:
    assert facts(linked(f'{{"@type":"Article","wordCount":{stated}}}')).word_count == words


def test_language_of_old_pages() -> None:
    assert read_facts(parse('<html xml:lang="fr"><body>x</body></html>'), URL).language == "fr"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01", (2024, 5, 1)),
        ("May 1, 2024", (2024, 5, 1)),
        ("Published: 1st of May 2024 at noon", (2024, 5, 1)),
        ("Updated Sept. 3, 2021 9:00 am", (2021, 9, 3)),
        ("2024-05-01T23:30:00-0500", (2024, 5, 2, 4, 30)),
        ("5 mai 2024", (2024, 5, 5)),
        ("3. März 2024", (2024, 3, 3)),
        ("le 1er août 2024 à 10h30", (2024, 8, 1)),
        ("12 de setembro de 2023", (2023, 9, 12)),
        ("1 maggio 2024", (2024, 5, 1)),
        ("2024年5月1日", (2024, 5, 1)),
        ("2024년 5월 1일", (2024, 5, 1)),
        ("2024/05/01", (2024, 5, 1)),
        ("2024-5-1", (2024, 5, 1)),
        ("01.05.2024", (2024, 5, 1)),
        ("31/05/2024", (2024, 5, 31)),
        ("05/31/2024", (2024, 5, 31)),
        ("05/05/2024", (2024, 5, 5)),
        ("3-May-2024", (2024, 5, 3)),
        ("Wed May 01 10:00:00 UTC 2024", (2024, 5, 1)),
        ("03/04/2024", None),
        ("99/99/2024", None),
        ("192.168.20.2024", None),
        ("2024-02-30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("1763823600", None),
        ("2024-05-01T25:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, moment: tuple[int, ...] | None) -> None:
    assert read_date(text) == (datetime(*moment, tzinfo=UTC) if moment else None)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("head", "body", "name", "value"),
    [
        ("<base href='https://cdn.example/x/'>", "", "base", "https://cdn.example/x/"),
        ("<base href='javascript:x'>", "", "base", URL),
        ('<meta property="og:locale" content="de_DE">', "", "language", "de-DE"),
        ("<title>The fire - The Lamp</title>", "<h1>The fire</h1>", "site", "The Lamp"),
        ("", "", "site", "lamp.example"),
        ('<meta property="og:image" content="/i.jpg">', "", "image", "https://www.lamp.example/i.jpg"),
        (linked('{"@type":"Article","image":[{"url":"https://i.example/j.jpg"}]}'), "", "image", "https://i.example/j.jpg"),
        ('<meta property="og:image" content="javascript:x">', "", "image", ""),
        ('<meta name="keywords" content="Fire, Ash; fire,">', "", "keywords", ("Fire", "Ash")),
        ('<meta name="description" content="Cut off by a machine somewhere…">', "", "dek", ""),
        ('<meta name="description" content="What it is about.">', "", "dek", "What it is about."),
        ('<meta name="description" content="Not it at all.">', "<h1>Fire</h1><h2 class='article__standfirst'>The one that is shown.</h2>", "dek", "The one that is shown."),
    ],
)  # fmt: skip
def test_other_facts(head: str, body: str, name: str, value: Any) -> None:
    assert getattr(facts(head, body), name) == value


STORY = "".join(
    f"<p>The {n}th lamp burned for two days, and nobody came to put it out before the rain did.</p>"
    for n in range(6)
)


def test_standfirst_that_opens_the_story_is_not_shown_twice() -> None:
    head = (
        '<meta name="description" content="The 0th lamp burned for two days, and nobody came to put it out">'
    )
    document = render_page(
        f"<html><head>{head}<title>Lamps</title></head><body>{STORY}</body></html>".encode(), "", URL
    )

    assert document.dek == ""
    assert document.markdown.startswith("The 0th lamp")


def test_standfirst_over_the_story_is_taken_out_of_it() -> None:
    dek = "Six lamps, and what became of them in the end."
    head = f'<meta name="description" content="{dek}"><title>Lamps</title>'
    document = render_page(
        f"<html><head>{head}</head><body><h1>Lamps</h1><p>{dek}</p>{STORY}</body></html>".encode(), "", URL
    )

    assert document.dek == dek
    assert document.markdown.startswith("The 0th lamp")


def test_lead_picture_is_named_as_it_stands_in_the_story() -> None:
    head = '<meta property="og:image" content="https://i.example/lamp-1200x630.jpg"><title>Lamps</title>'
    body = f'{STORY}<figure><img src="https://i.example/lamp-800x420.jpg" alt="A lamp"><figcaption>It burned.</figcaption></figure>{STORY}'
    document = render_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "", URL)

    assert document.lead_image is not None
    assert document.lead_image.url == "https://i.example/lamp-800x420.jpg"
    assert (document.lead_image.alt, document.lead_image.caption) == ("A lamp", "It burned.")
    assert document.lead_image.url in document.markdown


def test_story_that_only_machines_are_told() -> None:
    text = " ".join(f"Lamp number {n} went out." for n in range(40))
    page = f'<html><head><title>Lamps</title>{linked(f"""{{"@type":"Article","headline":"Lamps","articleBody":"{text}"}}""")}</head><body><div id="app"></div></body></html>'

    assert render_page(page.encode(), "text/html", URL).markdown.startswith("Lamp number 0 went out.")
