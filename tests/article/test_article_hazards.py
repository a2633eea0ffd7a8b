"""Pages that mean harm, or are made so badly that they do it."""

import html
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading_back import assert_safe, read_back
from tuinews.article.escape import escape_address, escape_text
from tuinews.article.render import render_fragment, render_page
from tuinews.errors import TuinewsError
from tuinews.text import one_line

URL = "https://site.example/a"
PAGES = Path(__file__).parent / "pages"
SENTENCE = "The river rose in the night and took the stage with it, down to the last lamp. "
STORY = f"<p>{SENTENCE * 3}</p>" * 3


def assert_kind(error: TuinewsError) -> None:
    """Hold what every failure must tell: one whole sentence."""
    assert error.summary.endswith(".")


# --- nesting (E8, E9) ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>" * 400, "</div>" * 400),
        ("<ul><li>" * 165, "</li></ul>" * 165),
        ("<table><tr><td>" * 110, "</td></tr></table>" * 110),
        ("<blockquote>" * 329, "</blockquote>" * 329),
        ("<b>" * 3_000, ""),
        ("<div>" * 30_000, ""),
        ("<section><span><em>" * 250, ""),
        ("<p><i><a href='/x'>again " * 2_000, ""),
    ],
    ids=["div", "list", "table", "quotation", "bold", "abyss", "mixed", "unclosed"],
)
def test_a_story_is_found_in_the_deep(opening: str, closing: str) -> None:
    page = f"<html><body>{opening}{STORY}{closing}</body></html>"
    for document in (render_page(page.encode(), "text/html", URL), render_fragment(page, URL)):
        assert read_back(document.markdown).text.count(SENTENCE.strip()) == 9
        assert_safe(document.markdown)


@pytest.mark.parametrize("reference", ["&#27;", "&#1;", "&#xFFFE;", "&#0;", "&#x1b", "\x1b", "\x00"])
def test_a_control_character_does_not_empty_a_page(reference: str) -> None:
    document = render_page(f"<p>Before {reference} after.</p>{STORY}".encode(), "text/html", URL)

    assert document.words > 100
    assert_safe(document.markdown)


@pytest.mark.parametrize(
    "halves", ["&#\x1b1", "&#&#1;1", "&&#1;#1", "&#x&#1;1", "&#&#1;&#1;1", "&#&#&#1;1;1"]
)
def test_what_remains_of_references_never_becomes_another(halves: str) -> None:
    for document in (
        render_page(f"{STORY}{halves}".encode(), "text/html", URL),
        render_fragment(f"{STORY}{halves}", URL),
    ):
        assert document.words > 100
        assert_safe(document.markdown)


# --- size (E11) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "large",
    [
        f"<p>{SENTENCE * 12_000}</p>",
        f"<p>{SENTENCE}</p>" * 6_000,
        "<ol>" + "<li>item" * 4_000 + "</ol>",
        "<p>" + "x" * 700_000,
        "<p>" + "[" * 60_000,
        "<p>" + "&lt;" * 60_000,
        "<a href='/y'>link</a> " * 8_000,
        "<p>e" + "\u0301" * 60_000,
        "<noscript><img src='/a.jpg'></noscript>" * 3_000,
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>" * 700,
    ],
    ids=[
        "one paragraph",
        "many",
        "list",
        "one word",
        "brackets",
        "less-than",
        "links",
        "marks",
        "noscript",
        "tables",
    ],
)
def test_large_pages_end_within_what_a_body_may_have(large: str) -> None:
    document = render_fragment(STORY + large, URL)

    assert "The river rose in the night" in document.markdown
    assert len(document.markdown) <= 1_000_000


def test_a_story_longer_than_a_book_says_that_it_was_cut() -> None:
    document = render_fragment(f"<p>{SENTENCE}</p>" * 8_000, URL)

    assert document.dropped[-1].reason == "longer than a book"
    assert document.words > 50_000


def test_a_large_table_becomes_lines() -> None:
    rows = "".join(f"<tr><td>Film {n}</td><td>{n} million</td></tr>" for n in range(200))
    found = read_back(render_fragment(f"{STORY}<table>{rows}</table>", URL).markdown)

    assert "table" not in found.blocks
    assert "Film 199 · 199 million" in found.text


# --- injection (E13) ----------------------------------------------------------------------------------------


def test_words_stay_words() -> None:
    document = render_page((PAGES / "hostile.html").read_bytes(), "text/html; charset=utf-8", URL)
    found = assert_safe(document.markdown)

    assert found.headings == []
    assert set(found.blocks) <= {"paragraph", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert found.blocks.count("table") == 1
    assert found.images == ["https://good.example/pic.png"]
    assert (
        sorted(found.links)
        == [
            "https://good.example/a_(b)",
            "https://good.example/b",
            "https://good.example/%5D52;c;x",
        ]
        or len(found.links) == 3
    )
    for words in (
        "[x](javascript:alert(1)) is how",
        "# This is no heading",
        "1. Neither is this a list",
        "- is this",
        "| a | b |",
        "<script>alert(1)</script> stays",
        "&lt;b&gt;",
        "[ref]: https://evil.example/",
        "![p](https://evil.example/p.png)",
        "Wow!a link (with brackets)",
        "``` and then\n~~~\n# not a heading\n<b>not bold</b>",
        "bold:text",
        "x | y",
        "ends in a backslash \\",
    ):
        assert words in found.text
    assert "gnp.exe" in found.text
    assert document.title == "A quiet story about brackets"


ALPHABET = st.sampled_from(
    [
        *"[]()!#*_`~<>&|\\-+=.1:; \n\t\"'/ax?",
        "\u202e",
        "\x1b",
        "\u200b",
        "&#",
        "&lt;",
        "javascript:",
        "https://h.example/",
        "](",
        "\u0301",
        "“",
    ]
)
TEXT = st.lists(ALPHABET, max_size=40).map("".join)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "b",
        "i",
        "em",
        "strong",
        "a",
        "code",
        "pre",
        "li",
        "ul",
        "ol",
        "blockquote",
        "table",
        "tr",
        "td",
        "h2",
        "br",
        "img",
        "figure",
        "figcaption",
        "span",
        "q",
        "cite",
    ]
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(0, 14))):
        tag, text = draw(TAGS), draw(TEXT)
        match draw(st.integers(0, 4)):
            case 0:
                pieces.append(text)
            case 1:
                pieces.append(html.escape(text))
            case 2:
                pieces.append(f"</{tag}>")
            case _:
                pieces.append(
                    f'<{tag} href="{html.escape(draw(TEXT))}" src="{html.escape(draw(TEXT))}" alt="{html.escape(text)}">{html.escape(draw(TEXT))}'
                )
    return "".join(pieces)


@given(markup())
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_no_markup_gives_unsafe_markdown(fragment: str) -> None:
    assert_safe(render_fragment(fragment, URL).markdown)


@given(markup())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_no_page_gives_unsafe_markdown_or_an_unknown_error(fragment: str) -> None:
    try:
        document = render_page((STORY + fragment).encode("utf-8", "replace"), "text/html", URL)
    except TuinewsError as error:
        assert_kind(error)
    else:
        assert_safe(document.markdown)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_can_be_a_fragment(text: str) -> None:
    assert_safe(render_fragment(text, URL, title=text).markdown)


@given(
    st.binary(max_size=300),
    st.sampled_from(
        ["", "text/html", "text/html; charset=shift_jis", "text/html; charset=rot13", "application/pdf"]
    ),
)
@settings(max_examples=100)
def test_any_bytes_are_a_page_or_a_kind_word(body: bytes, content_type: str) -> None:
    try:
        assert_safe(render_page(body, content_type, URL).markdown)
    except TuinewsError as error:
        assert_kind(error)


@given(st.one_of(TEXT, st.text(max_size=60)).map(one_line).filter(bool))
@settings(max_examples=400)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    found = read_back(escape_text(text, line_start=True))

    assert found.blocks == ["paragraph"]
    assert found.text == text


@given(st.lists(st.sampled_from([*"()&;?=/%ab#", "&copy;", "&#40;"]), max_size=30).map("".join))
@settings(max_examples=100)
def test_escaped_addresses_end_where_they_should(tail: str) -> None:
    address = escape_address(f"https://h.example/{tail}")
    found = read_back(f"[x]({address}) after")

    assert found.text == "x after"
    assert len(found.links) == 1
    assert found.links[0].startswith("https://h.example/")
