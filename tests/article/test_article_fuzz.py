"""A few of the broken pages that `make fuzz-pages` tries by the thousand, and those that once did harm."""

import pytest

from fuzz_pages import assert_harmless, bases, broken, page_of
from tuinews.article.render import render_page
from tuinews.model import Document

PAGES = bases()
SEED = 7
STORY = (
    "<p>The river rose in the night and took the stage with it, down to the very last lamp of the house.</p>"
    * 6
)


@pytest.mark.parametrize("number", range(60))
def test_a_broken_page_does_no_harm(number: int) -> None:
    assert_harmless(page_of(SEED, number, PAGES))


def test_a_seed_gives_the_same_page_each_time() -> None:
    assert page_of(SEED, 3, PAGES) == page_of(SEED, 3, PAGES)
    assert page_of(SEED, 3, PAGES) != page_of(SEED, 4, PAGES)
    assert callable(broken)


def test_a_host_that_no_name_server_knows_is_no_link() -> None:
    assert_harmless(
        f"{STORY}<iframe src='https://embed.{'music.' * 60}music.apple.com/us/album/x/1'></iframe>".encode()
    )


@pytest.mark.parametrize(
    "page",
    [
        "<div class=comments>" * 200 + "<span class=author>By x</span>" * 6_000,
        f"<article>{STORY}" + "<p>subscribe to read " * 4_000,
        f"<article>{STORY}" + "<p>Subscribe to continue reading</p>" * 4_000,
        STORY
        + '<script type="application/ld+json">'
        + '{"@type":"Article","author":' * 100_000
        + "</script>",
        STORY + '<script type="application/ld+json">' + '{"@type":"Article"} ' * 50_000 + "</script>",
        f"<p class=byline>By {'a ' * 60_000}</p>{STORY}",
    ],
    ids=["comments", "paragraphs", "walls", "nested facts", "many facts", "byline"],
)
def test_what_repeats_without_end_ends(page: str) -> None:
    assert isinstance(_rendered(page), Document)


def _rendered(page: str) -> Document:
    return render_page((page + STORY).encode(), "text/html", "https://lamp.example/a")
