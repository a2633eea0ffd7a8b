"""A feed's own HTML."""

import pytest

from reading_back import read_back
from tuinews.article.render import render_fragment

URL = "https://lamp.example/fire"
PROSE = (
    "The lamp burned for two days, and nobody came to put it out before the rain did, which was on the third."
)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("", ""),
        ("  \n ", ""),
        ("One line & no more.", "One line & no more."),
        ("Tom &amp; Ida", "Tom & Ida"),
        ("First line\nof one.\n\nSecond.", "First line of one.\n\nSecond."),
        ("First.\nSecond.\r\nThird.", "First.\n\nSecond.\n\nThird."),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("# not a heading", "\\# not a heading"),
    ],
)
def test_plain_text(text: str, markdown: str) -> None:
    document = render_fragment(text, URL)
    assert document.markdown == markdown
    assert document.origin == "feed"


def test_what_feed_makers_add_goes() -> None:
    markup = (
        f'<p>{PROSE}</p><img src="http://feeds.feedburner.com/~r/lamp/~4/x" height="1" width="1">'
        f'<div class="feedflare"><a href="http://feeds.feedburner.com/~ff/lamp?a=1"><img src="http://feeds.feedburner.com/~ff/lamp?d=1"></a></div>'
        '<p><a href="https://facebook.com/sharer">Share on Facebook</a> <a href="https://twitter.com/intent">Tweet</a></p>'
        '<p>The post <a href="https://lamp.example/fire">The fire</a> appeared first on <a href="https://lamp.example">The Lamp</a>.</p>'
        '<img src="https://pixel.wp.com/b.gif?x">'
    )
    assert render_fragment(markup, URL).markdown == PROSE


@pytest.mark.parametrize(
    "tail",
    [
        "Continue reading…",
        "Continue reading The fire →",
        "Read more",
        "Read the full story",
        "Read More »",
        "Click here to read the rest…",
    ],
)
def test_tails_that_lead_on_go(tail: str) -> None:
    for markup in (
        f'<p>{PROSE}</p><p><a href="/fire">{tail}</a></p>',
        f'{PROSE}<br><br><a href="/fire">{tail}</a>',
    ):
        assert render_fragment(markup, URL).markdown == PROSE


def test_headline_is_not_repeated() -> None:
    document = render_fragment(f"<h2>The fire</h2><p>{PROSE}</p>", URL, title="The fire")
    assert document.markdown == PROSE
    assert document.title == "The fire"


def test_lists_pictures_and_embeds_stay() -> None:
    markup = (
        f"<p>{PROSE}</p><ul><li>one</li><li>two</li></ul><figure><img src='/l.jpg' alt='Lamp'><figcaption>Lit.</figcaption></figure>"
        "<iframe src='https://www.youtube.com/embed/abcDEF12345'></iframe><p>The end.</p>"
    )
    document = render_fragment(markup, URL)
    found = read_back(document.markdown)

    assert found.blocks.count("list_item") == 2
    assert found.images == ["https://lamp.example/l.jpg"]
    assert [link.url for link in document.media] == ["https://www.youtube.com/watch?v=abcDEF12345"]
    assert document.words == 27


def test_short_text_is_kept_whole() -> None:
    assert render_fragment("<p>Short and <b>sweet</b>.</p>", URL).markdown == "Short and **sweet**."


def test_relative_addresses_belong_to_the_story() -> None:
    assert (
        render_fragment('<p>See <a href="more">this</a>.</p>', URL).markdown
        == "See [this](https://lamp.example/more)."
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<",
        "<!",
        "<p",
        "</",
        "<![CDATA[x]]>",
        "<?xml version='1.0' encoding='latin-1'?><p>x",
        "\ud800",
        "<p>\x00</p>",
        "<frameset><frame>",
        "<!--",
        "<table>",
        "<li>",
        "<svg><p>x",
    ],
)
def test_nothing_is_too_broken(markup: str) -> None:
    assert render_fragment(markup, URL).origin == "feed"


def test_an_address_that_is_none_is_no_harm() -> None:
    assert render_fragment('<p><a href="/x">link</a></p>', "").markdown == "link"
