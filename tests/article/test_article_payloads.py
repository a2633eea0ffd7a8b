"""What must never leave the article room, wherever on a page it stood: characters that steer terminals, and addresses that do things."""

import html
import json
import re
import tracemalloc

import pytest

from reading_back import assert_safe
from tuinews.article.render import render_fragment, render_page
from tuinews.errors import Unreadable
from tuinews.model import Document

URL = "https://site.example/a"
SENTENCE = "The river rose in the night and took the stage with it, down to the last lamp of the old house."
STORY = f"<p>{SENTENCE}</p>" * 5

HAZARDS = [
    *("\x00", "\x01", "\x07", "\x08", "\x0b", "\x1b", "\x7f", "\x80", "\x9b", "\x9d", "\u061c", "\u200b", "\u200e", "\u200f"),
    *("\u202a", "\u202e", "\u2028", "\u2029", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufff9", "\ufffe", "\u115f", "\u3164"),
    *("\U000e0001", "\U000e007f", "\U0001ffff"),
]  # fmt: skip
_HARM = re.compile("[" + "".join(re.escape(hazard) for hazard in HAZARDS) + "\ud800-\udfff]")


def page(payload: str) -> str:
    """Put a text wherever a page has room for one."""
    told = html.escape(payload)
    facts = {
        "@type": "NewsArticle",
        "headline": f"Fire {payload} fire",
        "author": [{"name": f"Ida {payload} Lund"}],
        "publisher": {"name": f"Lamp {payload}"},
        "keywords": [f"ash {payload} ash"],
        "inLanguage": payload,
        "image": f"https://i.example/{payload}.jpg",
    }
    return f"""<html lang="{told}"><head><title>Fire {told} fire</title><meta name="description" content="What {told} is known so far.">
        <script type="application/ld+json">{json.dumps(facts)}</script></head><body><article><h1>Fire {told} fire</h1>{STORY}
        <h2>Ashes {told} ashes</h2><p>{SENTENCE} {told} <a href="https://h.example/{told}">link {told} text</a> <b>bold{told}</b> <code>c{told}c</code></p>
        <figure><img src="https://h.example/p{told}.jpg" alt="alt {told} alt" width="900" height="600"><figcaption>Cap {told} tion.</figcaption></figure>
        <pre>code {told} code</pre><blockquote><p>{SENTENCE} {told}</p></blockquote><ul><li>{SENTENCE} {told}</li></ul>
        <table><tr><th>Film {told}</th><th>Year</th></tr><tr><td>Fire {told}</td><td>2024</td></tr></table>
        <iframe src="https://www.youtube.com/embed/abcdefghijk" title="Trailer {told}"></iframe>
        <div class="related">Read more {told}</div>{STORY}</article></body></html>"""


def texts(document: Document) -> list[str]:
    """Every text of a document."""
    lead = document.lead_image
    return [
        *(document.markdown, document.title, document.byline, document.language, document.site, document.dek, document.notice),
        *document.keywords,
        *(text for link in (*document.links, *document.media) for text in (link.url, link.text)),
        *(text for dropped in document.dropped for text in (dropped.reason, dropped.why, dropped.text)),
        *((lead.url, lead.alt, lead.caption) if lead else ()),
    ]  # fmt: skip


def assert_harmless(document: Document, hazard: str) -> None:
    assert_safe(document.markdown)
    for text in texts(document):
        assert hazard not in text
        assert not _HARM.search(text)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: f"{ord(hazard):04x}")
def test_no_character_that_steers_a_terminal_comes_through(hazard: str) -> None:
    for payload in (hazard, f"&#{ord(hazard)};", f"&amp;#x{ord(hazard):x};"):
        text = page("PAYLOAD").replace("PAYLOAD", payload)
        document = render_page(text.encode("utf-8", "replace"), "text/html; charset=utf-8", URL)
        assert SENTENCE in document.markdown
        assert_harmless(document, hazard)
        assert_harmless(render_fragment(text, URL, title=f"Fire {payload}"), hazard)


def test_json_cannot_smuggle_them_in() -> None:
    document = render_page(page("\x1b]0;pwned\x07\u202egnp").encode(), "text/html; charset=utf-8", URL)

    assert document.byline == "Ida ]0;pwnedgnp Lund"
    assert_harmless(document, "\x1b")


def test_at_most_four_marks_stand_on_a_letter() -> None:
    document = render_page(page("e" + "\u0301" * 200).encode(), "text/html; charset=utf-8", URL)

    assert not any(re.search("\u0301{5}", text) for text in texts(document))


def test_joined_emoji_stay_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    document = render_page(page(family).encode(), "text/html; charset=utf-8", URL)

    assert family in document.markdown
    assert family in document.title


ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", " javascript:alert(1)",
    "java&#10;script:alert(1)", "&#106;avascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ssh://h", "tel:123",
    "mailto:a@b.example", "//user:pass@h.example/", "https://user@h.example/", "http://h\\@evil.example/", "https://", "https:///x", "http://[::1", "about:blank", "blob:x",
    "\u202ehttps://h.example", "https://h.example\u202e/", "x" * 5_000 + ":y",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_but_of_the_web_comes_through(address: str) -> None:
    told = address.replace('"', "&quot;")
    text = f"""<html><head><title>Fire</title><meta property="og:image" content="{told}"><base href="{told}"></head><body><article><h1>Fire</h1>{STORY}
        <p>{SENTENCE} <a href="{told}">a link</a></p><p><img src="{told}" data-src="{told}" srcset="{told} 2x" alt="a picture"></p>
        <iframe src="{told}"></iframe><video src="{told}" poster="{told}"></video><object data="{told}"></object>
        <blockquote class="twitter-tweet" cite="{told}"><p>{SENTENCE}</p><a href="{told}">1 May</a></blockquote>{STORY}</article></body></html>"""
    for document in (render_page(text.encode(), "text/html; charset=utf-8", URL), render_fragment(text, URL)):
        assert SENTENCE in document.markdown
        found = assert_safe(document.markdown)
        addresses = [*found.links, *found.images, *(link.url for link in (*document.links, *document.media))]
        addresses += [document.lead_image.url] if document.lead_image else []
        for each in addresses:
            assert re.match(r"https?://[\w.-]+(?::\d+)?(?:[/?#]|\Z)", each), each
            assert "evil.example" not in each.partition("/")[0]


def test_one_endless_word_costs_no_more_than_its_length() -> None:
    tracemalloc.start()
    try:
        render_fragment(STORY + "<p>" + "x" * 900_000, URL)
        with pytest.raises(Unreadable):
            render_page(b"<p>" + b"x" * 10_000_000, "text/html", URL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 200_000_000


def test_ten_megabytes_are_a_page_like_others() -> None:
    document = render_page(f"<p>{SENTENCE} ".encode() * 100_000, "text/html", URL)

    assert document.markdown.startswith(SENTENCE)
    assert len(document.markdown) <= 1_000_000
    assert document.dropped[-1].reason == "longer than a book"
