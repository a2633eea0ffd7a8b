"""Each rule of the table about junk: it takes what it is for, and leaves sentences of the story that sound alike."""

import pytest

from reading_back import read_back
from tuinews.article.clean import spoken
from tuinews.article.extract import block_of
from tuinews.article.junk_names import NAME_RULES
from tuinews.article.junk_phrases import PHRASE_RULES
from tuinews.article.render import render_fragment, render_page
from tuinews.article.tails import trailing_links
from tuinews.article.tree import body_of, leaves, parse, text_of
from tuinews.model import Document

URL = "https://site.example/a"
BEFORE = "The harbour theatre burned for two days, and on the third the company rehearsed in the ashes without a roof."
AFTER = "On the fourth day it rained, and the critics came with umbrellas and wrote that the set had never looked better."


def around(markup: str) -> tuple[Document, Document]:
    """Put markup into the middle of a story, as a page and as a feed carry it."""
    story = f"<p>{BEFORE}</p><p>{BEFORE}</p>{markup}<p>{AFTER}</p><p>{AFTER}</p>"
    page = f"<html><body><div class='x1'>{story}</div></body></html>"
    return render_page(page.encode(), "text/html", URL), render_fragment(story, URL)


NAMED = {
    "hidden text": '<p><span class="screen-reader-text">{}</span></p>',
    "another story": '<article><p>The mayor thanked the firemen.</p><article class="post type-post hentry"><p>{}</p></article></article>',
    "navigation": '<div class="post-nav">{}</div>',
    "form": "<form><p>{}</p></form>",
    "privacy notice": '<div id="CookieConsent"><div class="cookie-banner">{}</div></div>',
    "sharing": '<div class="td-post-sharing-bottom">{}</div>',
    "newsletter": '<section class="m-newsletterBox"><p>{}</p></section>',
    "related stories": '<div class="jp-relatedposts"><p>{}</p></div>',
    "advertising": '<div class="adSlot adSlot--wide">{}</div>',
    "author box": '<div class="authorBox__wrap"><p>{}</p></div>',
    "comments": '<section id="comments"><p>{}</p></section>',
    "byline": '<div class="entry-meta">{}</div>',
    "tags": '<div class="post_tags">{}</div>',
    "shop": '<div class="rehub-compare-panel">{}</div>',
    "disclosure": '<p class="affiliate-note">{}</p>',
    "paywall": '<div class="regwall">{}</div>',
    "pop-up": '<div class="modal">{}</div>',
    "credit": '<p>An old print. <span class="photoCredit">{}</span></p>',
    "app promotion": '<div class="join-whatsapp">{}</div>',
    "ticker": '<div class="news-ticker">{}</div>',
    "tool": '<div class="print-button">{}</div>',
    "beside the story": '<div class="sidebar">{}</div>',
    "page frame": '<div class="site-footer">{}</div>',
}


@pytest.mark.parametrize("name", NAMED)
def test_named_junk_goes(name: str) -> None:
    # Short, so that the second opinion has none; and nothing that a rule about phrases knows.
    document, fragment = around(NAMED[name].format("Zebra marker"))

    weak = any(rule.weak for rule in NAME_RULES if rule.name == name)
    for told in [fragment] if weak else [document, fragment]:
        assert "Zebra" not in told.markdown
        assert AFTER in told.markdown
    assert name in {dropped.reason for dropped in fragment.dropped}


def test_every_named_rule_has_its_example() -> None:
    assert {rule.name for rule in NAME_RULES} == set(NAMED)
    assert all(rule.why for rule in NAME_RULES)


SAID = [
    ("comments", "Your email address will not be published."),
    ("comments", "Leave a Reply"),
    ("comments", "14 comments"),
    ("author box", "Ada Thorne // Articles: 1110"),
    ("author box", "About the author"),
    ("shop", "Comparison List (0)"),
    ("shop", "Clear all"),
    ("related stories", "You may also like"),
    ("related stories", "Related Topics"),
    ("related stories", '<strong>Related:</strong> <a href="/o">Ten harbours that burned</a>'),
    ("related stories", '<a href="/o">READ MORE: Ten harbours that burned</a>'),
    ("related stories", "Also read: Ten harbours that burned"),
    ("related stories", '<b>More on harbours</b><br><a href="/o">Ten harbours that burned in the spring</a>'),
    ("related stories", "Você pode gostar..."),
    ("related stories", '<a href="/o">TEN HARBOURS THAT BURNED IN THE SPRING</a>'),
    ("related stories", '<a href="/o">More on harbours that burned and what the town made of it</a>'),
    ("navigation", '<a href="/o">Previous article: Ten harbours that burned</a>'),
    ("tags", "Tags: harbour, fire, theatre, ashes"),
    ("related stories", "You may be interested in the following topics as well:"),
    ("advertising", "Advertisement: a new book about roofs"),
    ("advertising", "What is really happening in your harbour (Sponsored)"),
    ("shop", "Unlock up to 55% off your roof subscription today."),
    ("shop", "Compare new roof deals with harbours.example"),
    ("disclosure", "Purchases made through our links may earn us a commission."),
    ("call to action", "Request a free consultation"),
    ("call to action", "View in list"),
    ("call to action", "Talk to our roof experts"),
    ("call to action", "Help us spread the word about this podcast."),
    ("call to action", "Did you make one of these roofs? Please leave a star rating and tell your neighbours about it."),
    ("byline", "Posted by Ida at December 16, 2025 11:15 AM"),
    ("sharing", "Click to Tweet"),
    ("sharing", "PIN FOR LATER"),
    ("sharing", "Follow us"),
    ("sharing", "Share your story"),
    ("sharing", "Share this article"),
    ("sharing", "Facebook Twitter WhatsApp Email"),
    ("sharing", "Follow us on Instagram"),
    ("newsletter", "Sign up for our weekly newsletter and never miss a fire."),
    ("newsletter", "Join 40,000 readers. One email a week, no spam."),
    ("advertising", "Advertisement"),
    ("advertising", "Story continues below"),
    ("reading time", "3 min read"),
    ("privacy notice", "We value your privacy. We and our 843 partners store and access information on your device."),
    ("disclosure", "The Lamp is reader-supported. We may earn a commission if you buy through links on our site."),
    ("paywall", "You have 2 free articles left this month."),
    ("paywall", "Already a subscriber? Sign in"),
    ("credit", "Image: Harbour Films"),
    ("credit", "(Photo by Jun Aoki/Agency)"),
    ("page frame", "Copyright 2023 Lamp Media Ltd. All rights reserved."),
    ("page frame", "Skip to content"),
    ("tool", "Listen to this article"),
    ("tool", "Save for later"),
    ("app promotion", "Follow us on Google News to get the latest fires first."),
    ("app promotion", "Listen to this story in the app, where Ida reads it to you."),
    ("call for tips", "Got a tip? Write to tips@lamp.example."),
    ("feed notice", 'The post <a href="/x">Fire</a> appeared first on <a href="/">The Lamp</a>.'),
    ("feed notice", '<a href="/x">Continue reading…</a>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), SAID, ids=[said[:40] for _, said in SAID])
def test_spoken_junk_goes(name: str, said: str) -> None:
    words = read_back(render_fragment(f"<p>{said}</p>", URL).markdown).text or said
    for told in around(f"<p>{said}</p>"):
        assert words not in told.markdown
        assert said not in told.markdown
        assert "Ten harbours" not in told.markdown
        assert told.markdown.count(AFTER) == 2
        assert told.markdown.count(BEFORE) == 2


def test_every_phrase_rule_has_its_example() -> None:
    shown = set()
    for name, said in SAID:
        block = block_of(next(leaves(body_of(parse(f"<p>{said}</p>")))))
        rule = spoken(text_of(block.element), len(block.words), block.link_share)
        assert rule is not None
        assert rule.name == name, said
        shown.add(rule)
    assert [rule.why for rule in PHRASE_RULES if rule not in shown] == []
    assert all(rule.why for rule in PHRASE_RULES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices of the studio fell on the news that the comparison list of its films held not one that made money.",
        "He had to sign up twice, he said, before the army believed that he was a dancer and let him go home.",
        "The advertisement that made her famous ran for eleven years, in four countries, and always after nine.",
        "“Related to whom?” asked the lawyer, and the whole room, which was related to him, laughed for a minute.",
        "Comments from the director reached us late, on a postcard, and none of them was about the film itself.",
        "Facebook paid for the theatre’s roof, Twitter for the curtain, and nobody at all paid for the actors.",
        "The newsletter of the guild, printed since 1911, reported the fire on its last page, between two recipes.",
        "More on that later, said the narrator, and then the film ended without one more word about the goose.",
        "Print the legend, the editor told her, and so she printed it, with footnotes that took it all back again.",
        "The author has written nine novels about lighthouses and has never once, he admits, been inside of one.",
        "Image was everything to the band, whose members were photographed by their own mothers in identical coats.",
        "Watch out: the second act begins before the interval ends, and ushers are not let back in until the storm.",
    ],
)
def test_sentences_that_sound_alike_stay(sentence: str) -> None:
    for told in around(f"<p>{sentence}</p>"):
        assert sentence in read_back(told.markdown).text


@pytest.mark.parametrize(
    "name", ["shop", "comments-open", "has-sidebar", "related-article", "paywall", "modal"]
)
def test_a_name_on_the_story_itself_takes_nothing(name: str) -> None:
    page = f"<html><body><div class='{name}'><p>{BEFORE}</p><p>{AFTER}</p><p>{BEFORE}</p></div></body></html>"
    document = render_page(page.encode(), "text/html", URL)

    assert document.markdown == f"{BEFORE}\n\n{AFTER}\n\n{BEFORE}"


def test_a_rule_that_would_take_the_story_piece_by_piece_is_not_applied() -> None:
    pieces = "".join(
        f"<section class='buy-box'><h2>Lamp {n}</h2><p>{BEFORE} {AFTER}</p></section>" for n in range(8)
    )
    page = f"<html><body><article><p>{BEFORE}</p>{pieces}<p>{AFTER}</p></article></body></html>"
    document = render_page(page.encode(), "text/html", URL)

    assert read_back(document.markdown).headings == [f"Lamp {n}" for n in range(8)]


def test_headings_whose_text_is_gone_go_too() -> None:
    document, fragment = around(
        "<h2>Buttons</h2><div class='share-bar'>Zebra</div><h2>The roof</h2><p>It was gone, and nobody missed it much.</p>"
    )

    for told in (document, fragment):
        assert read_back(told.markdown).headings == ["The roof"]


def test_attribution_of_a_quotation_is_no_byline() -> None:
    quotation = "<blockquote><p>We never owned a roof.</p><footer class='byline'>Ada Thorne, director</footer></blockquote>"
    for told in around(quotation):
        assert "Ada Thorne, director" in told.markdown


def test_writer_of_the_byline_is_known_under_the_story() -> None:
    page = (
        f'<html><head><meta name="author" content="Ida Lund"></head><body><div><p>{BEFORE}</p><p>{AFTER}</p><p>{BEFORE}</p>'
        f"<p>{AFTER}</p><p>{BEFORE}</p><p>{AFTER}</p><p>Ida Lund</p>"
        "<p>Ida has been going to fires since the nineties and loves candles. In her free time she writes about wax.</p></div></body></html>"
    )
    document = render_page(page.encode(), "text/html", URL)

    assert document.byline == "Ida Lund"
    assert document.markdown.endswith(AFTER)
    assert "Ida" not in document.markdown


def test_story_parted_into_two_boxes_is_kept_whole() -> None:
    # An extractor that looks for the one best element takes one of them.
    first = "".join(f"<p>{BEFORE} The {n}th time it was a candle.</p>" for n in range(9))
    second = "".join(f"<p>{AFTER} The {n}th critic left early.</p>" for n in range(9))
    page = (
        "<html><body><article><div class='chunks'><div class='grid'><div class='body'>"
        f"{first}</div></div><div class='ad-break'><p>Advertisement</p></div><div class='grid'><div class='body'>{second}</div></div></div>"
        "</article><article><div class='chunks'><div class='grid'><div class='body'><p>Elsewhere a lighthouse was sold, and nobody knows to whom or why.</p></div></div></div></article></body></html>"
    )
    words = read_back(render_page(page.encode(), "text/html", URL).markdown).text

    assert "The 0th time" in words
    assert "The 8th critic" in words
    assert "lighthouse" not in words


@pytest.mark.parametrize(("over", "kept"), [("", 0), ("<h3>Elsewhere</h3>", 0), ("<h3>Sources</h3>", 3)])
def test_links_under_the_story_go_but_sources_stay(over: str, kept: int) -> None:
    links = "".join(f"<li><a href='/{n}'>The {n}th harbour that burned</a></li>" for n in range(3))
    prose = f"<p>{BEFORE}</p><p>{AFTER}</p>" * 6
    root = body_of(parse(f"<main>{prose}{over}<ul>{links}</ul></main>"))
    blocks = [block for block in map(block_of, leaves(root)) if block.words]

    tail = trailing_links(blocks)

    assert len(tail) == (0 if kept else 3 + bool(over))
    assert all(block.element.tag in ("h3", "li") for block in tail)


def test_date_line_in_any_language_is_shown_apart() -> None:
    line = "sexta-feira, 22 de outubro de 2010 às 20:13"
    page = f"<html><body><article><h1>Fogo</h1><p>{line}</p><p>{BEFORE}</p><p>{AFTER}</p><p>In 1998 at 20:15 the roof fell.</p></article></body></html>"
    words = read_back(render_page(page.encode(), "text/html", URL).markdown).text

    assert line not in words
    assert "In 1998 at 20:15 the roof fell." in words


def test_headline_under_a_gallery_is_not_repeated() -> None:
    shot = f"<figure><script>show()</script><figcaption>{BEFORE} {BEFORE}</figcaption></figure>"
    page = (
        "<html><head><title>The roof is gone</title><meta property='og:title' content='The roof is gone'></head><body><article>"
        f"<div class='text'>{shot}<p>The roof is gone</p><p>{URL}</p>"
        + f"<p>{AFTER}</p><p>{BEFORE}</p>" * 4
        + "</div></article></body></html>"
    )
    words = read_back(render_page(page.encode(), "text/html", URL).markdown).text

    assert "The roof is gone" not in words
    assert URL not in words


def test_caption_without_its_picture_goes() -> None:
    document, _ = around(
        "<figure><script>show()</script><figcaption>The ashes, seen from the pier</figcaption></figure>"
    )

    assert "seen from the pier" not in document.markdown
    assert "caption without its picture" in {dropped.reason for dropped in document.dropped}


def test_heading_over_the_first_paragraph_and_lists_inside_items_stay() -> None:
    inner = "<ul><li><a href='/1'>First plank</a></li><li><a href='/2'>Second plank</a></li></ul>"
    items = "".join(f"<li>{BEFORE} Then came the {n}th.{inner if n == 1 else ''}</li>" for n in range(4))
    page = (
        "<html><head><title>Fire</title></head><body><div class='site'><h2>In the harbour</h2>"
        + f"<p>{BEFORE}</p><p>{AFTER}</p>" * 4
        + f"<ul>{items}</ul><p>{AFTER}</p></div></body></html>"
    )
    found = read_back(render_page(page.encode(), "text/html", URL).markdown)

    assert found.headings == ["In the harbour"]
    assert "First plank" in found.text
    assert "Second plank" in found.text


def test_rows_of_a_table_stay_whole() -> None:
    rows = "".join(
        f"<tr><td><div><a href='/{n}'>Roof {n}</a></div></td><td>{n} planks were carried over the frozen harbour in that winter</td></tr>"
        for n in range(6)
    )
    head = "<tr><th>Which of the roofs of the town</th><th>How many planks</th></tr>"
    document, _ = around(f"<table>{head}{rows}</table>")

    assert all(f"[Roof {n}]" in document.markdown for n in range(6))
