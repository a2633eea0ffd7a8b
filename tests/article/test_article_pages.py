"""Whole pages with all that sites put round their stories: only the story may come through, and all of it."""

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reading_back import assert_in_order, assert_safe
from tuinews.article.render import render_fragment, render_page
from tuinews.model import Document

PAGES = Path(__file__).parent / "pages"


def rendered(name: str, url: str = "https://site.example/news/story") -> Document:
    return render_page((PAGES / name).read_bytes(), "text/html; charset=utf-8", url)


# --- invented pages -----------------------------------------------------------------------------------------

PREMIERE_JUNK = [
    "Skip to main", "cookies", "Front page", "By Ines", "19 August", "4 min read", "Comments", "Copy link",
    "Photograph:", "Otto Lens", "Photo:", "Jun Aoki", "Related", "hold my breath", "Advertisement", "at dawn",
    "inbox", "commission", "free articles", "Register", "Topics", "staff writer", "eleven tents", "Compare",
    "Clear all", "discussion", "will not be published", "kelpfan", "More from", "single lift", "foley", "Most read",
    "snack", "rights reserved", "Privacy policy", "utm_source", "data:",
]  # fmt: skip


def test_page_of_an_unknown_system_gives_its_story_alone() -> None:
    document = rendered("premiere.html")
    found = assert_safe(document.markdown)

    assert_in_order(
        found.text,
        [
            "Nadia Brandt as the diver Wren.",
            "The opening night of the Saltmarsh festival belongs to Glass Harbour",
            "It stars Nadia Brandt",
            "Two years in the tank",
            "“We had eleven minutes of air and nine minutes of script,”",
            "The crew waits for the water to clear.",
            "Opening night: 4 October",
            "doors at seven",
            "Second showing: 6 October",
            "Nobody drowned, and only one of us lied about it.",
            "Otis Fenn, actor",
            "Video on Vimeo: Glass Harbour teaser",
            "four million pounds",
            "Kelp City",
            "Tickets are sold from Friday at noon.",
        ],
    )
    assert [junk for junk in PREMIERE_JUNK if junk in document.markdown] == []
    assert "Glass Harbour sets its festival premiere" not in document.markdown
    assert "will open the Saltmarsh festival" not in document.markdown
    assert found.headings == ["Two years in the tank"]
    assert found.images == [
        "https://img.lantern.example/glass-hero-1600x900.jpg",
        "https://img.lantern.example/tank-1200.jpg",
    ]
    assert found.links == ["https://lantern.example/film/otis-fenn?id=7", "https://vimeo.com/771122334"]
    assert {"ordered_list", "bullet_list", "blockquote", "table"} <= set(found.blocks)


def test_page_of_an_unknown_system_gives_its_facts() -> None:
    document = rendered("premiere.html")

    assert document.title == "Glass Harbour sets its festival premiere"
    assert document.byline == "Ines Okoro, Tom Vale"
    assert document.published == datetime(2024, 8, 19, 5, 45, tzinfo=UTC)
    assert document.modified == datetime(2024, 8, 20, 9, 0, tzinfo=UTC)
    assert document.dek == "Mara Quill's underwater heist drama will open the Saltmarsh festival in October."
    assert document.site == "The Lantern Post"
    assert document.language == "en"
    assert document.keywords == ("Glass Harbour", "Mara Quill")
    assert document.lead_image is not None
    assert document.lead_image.caption == "Nadia Brandt as the diver Wren."
    assert [link.url for link in document.media] == ["https://vimeo.com/771122334"]
    assert document.origin == "page"
    assert document.quality > 0.7
    assert document.words == pytest.approx(230, abs=40)


def test_every_dropped_block_says_why() -> None:
    reasons = {dropped.reason: dropped.text for dropped in rendered("premiere.html").dropped}

    assert reasons["author box"].startswith("Ines Okoro")
    assert reasons["comments"].startswith("Join the discussion")
    assert {"navigation", "sharing", "newsletter", "related stories", "disclosure", "paywall"} <= set(reasons)
    assert all(len(text) <= 80 for text in reasons.values())


NAMELESS_JUNK = [
    "Signal Box", "Home »", "By Pell", "March 3", "minute read", "Share", "Facebook", "Image:", "Advertisement",
    "Read more", "conductor", "Sign up", "newsletter", "reader-supported", "Related Topics", "Leave a Reply",
    "Your email address", "Required fields", "Comment *", "Post Comment", "Articles: 214", "since it had knobs",
    "canoes", "Comparison List", "Clear all", "You may also like", "lighthouse", "howls of the year", "rights reserved",
]  # fmt: skip


def test_junk_without_names_is_known_by_what_it_says_and_where() -> None:
    document = rendered("nameless.html")

    assert_in_order(
        assert_safe(document.markdown).text,
        [
            "The singing wolves of the northern coast",
            "“We wrote the final howl",
            "What is left to tell",
            "Eight episodes remain.",
            "The composer Lio Marsh returns as well.",
            "The last season begins on 1 May.",
        ],
    )
    assert [junk for junk in NAMELESS_JUNK if junk in document.markdown] == []
    assert document.markdown.endswith("The last season begins on 1 May.")
    assert (document.title, document.byline) == (
        "Choir of Wolves to end after its fourth season",
        "Pell Rowan",
    )
    assert document.published == datetime(2022, 3, 3, tzinfo=UTC)
    assert document.site == "Signal Box"


LINES = [
    "Paper Lanterns closes after nine hundred nights",
    "The last candle went out on Sunday, and the cast went with it, through the stalls and into the rain.",
    "Paper Lanterns opened in the spring of 2019 in a theatre that had been a swimming bath. Nobody gave it a month.",
    "The musical outlived two managers, one roof and a flood that the audience took for part of the second act.",
    "What comes next",
    "The company will take the show on the road from March, beginning in the harbour towns where the lanterns were made.",
    "“We never learnt to end it,” said its director, Wen Albright. “So somebody had to switch off the light.”",
    "The tour begins on 4 March.",
]
LINES_JUNK = [
    "Related Topics",
    "Your email address will not be published. Required fields are marked *",
    "Ola Brandt",
    "Ola Brandt // Articles: 38",
    "Ola has been going to the theatre since she was four, and loves curtains. You can find Ola on Instagram.",
    "Comparison List (0)",
]


@pytest.mark.parametrize(
    "layout",
    [
        lambda lines: "".join(f"<p>{line}</p>" for line in lines),
        lambda lines: "<div>" + "<br><br>".join(lines) + "</div>",
        lambda lines: "<div>" + "".join(f"<div><span>{line}</span></div>" for line in lines) + "</div>",
        lambda lines: "<table><tr><td>" + "<br/>\n<br/>".join(lines) + "</td></tr></table>",
        "\n\n".join,
        "\n".join,
    ],
    ids=["paragraphs", "empty lines", "boxes", "table", "plain text", "plain lines"],
)
def test_text_without_any_markup_of_its_own(layout: Any) -> None:
    body = layout([html.escape(line) for line in LINES + LINES_JUNK])
    document = render_page(body.encode(), "text/html", "https://stage.example/lanterns")

    assert document.title == LINES[0]
    assert_in_order(document.markdown, LINES[1:])
    assert document.markdown.endswith(LINES[-1])
    assert [junk for junk in LINES_JUNK if junk in document.markdown] == []


def test_two_runs_give_the_same() -> None:
    assert rendered("premiere.html") == rendered("premiere.html")


# --- the labelled page beside the checkout ------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed(shared: Path) -> tuple[str, dict[str, Any]]:
    folder = shared / "seed"
    return (folder / "page.html").read_text("utf-8"), json.loads((folder / "expect.json").read_text("utf-8"))


def without_names(markup: str) -> str:
    """Take all class names, ids and roles away but those that embedding scripts need."""
    needed = ("twitter-tweet", "instagram-media", "tiktok-embed")
    return re.sub(
        r' (?:class|id|role)="([^"]*)"', lambda found: found[0] if found[1] in needed else "", markup
    )


SEED_URL = "https://www.reelpixel.example/ballerina-release-date/"


def assert_story(document: Document, expected: dict[str, Any]) -> None:
    text = assert_safe(document.markdown).text
    assert_in_order(text, expected["body"])
    for words in [*expected["extra_body"], expected["tweet"]]:
        assert words in text
    for address in [*expected["imgs"], *expected["links"], *expected["embeds"].values()]:
        assert address in document.markdown
    assert [junk for junk in expected["boiler"] if junk in document.markdown] == []
    assert expected["title"] not in document.markdown


def test_seed_page_is_cleaned_to_its_story(seed: tuple[str, dict[str, Any]]) -> None:
    markup, expected = seed
    document = render_page(markup.encode(), "text/html; charset=utf-8", SEED_URL)

    assert_story(document, expected)
    assert document.title == expected["title"]
    assert document.dek == expected["dek"]
    assert document.byline == "Darryl Lara"
    assert document.published == datetime(2023, 4, 7, 10, 12, tzinfo=UTC)
    assert document.site == "Reel Pixel"


def test_seed_page_without_class_names(seed: tuple[str, dict[str, Any]]) -> None:
    markup, expected = seed
    assert_story(render_page(without_names(markup).encode(), "text/html", SEED_URL), expected)


def test_seed_text_as_a_feed_carries_it(seed: tuple[str, dict[str, Any]]) -> None:
    markup, expected = seed
    fragment = markup[
        markup.index('<div class="entry-content">') : markup.index('<footer class="entry-footer">')
    ]
    assert_story(render_fragment(fragment, SEED_URL, title=expected["title"]), expected)


def test_seed_text_alone(seed: tuple[str, dict[str, Any]], shared: Path) -> None:
    _, expected = seed
    text = (shared / "seed" / "page.txt").read_text("utf-8")
    document = render_page(text.encode(), "text/plain", SEED_URL)

    assert document.title == expected["title"]
    assert_in_order(assert_safe(document.markdown).text, expected["body"])
    assert [junk for junk in expected["boiler"] if junk in document.markdown] == []
