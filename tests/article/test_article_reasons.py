"""What was left out is told with the rule's name and, in words, why."""

from tuinews.article.render import render_fragment, render_page
from tuinews.model import Document

URL = "https://site.example/a"
STORY = "".join(
    f"<p>On day {n} the harbour theatre burned again, and the company rehearsed in the ashes without a roof.</p>"
    for n in range(8)
)
FOOT = "<p>© 2024 The Lamp. All rights reserved.</p>"


def told(document: Document) -> dict[str, str]:
    return {dropped.reason: dropped.why for dropped in document.dropped}


def test_each_thing_that_goes_says_why() -> None:
    page = f"""<html><head><title>The fire</title></head><body><div class="story"><h1>The fire</h1>
        <div style="display: none">A second copy of something</div>{STORY}
        <div class="adSlot">Buy a lamp</div><p>Read more: <a href="/b">Another fire</a></p>{STORY}
        <h2>You may also like</h2><ul><li><a href="/c">A third fire</a></li></ul></div>{FOOT}</body></html>"""
    document = render_page(page.encode(), "text/html", URL)

    assert {"headline", "advertising", "related stories"} <= told(document).keys()
    assert all(told(document).values())


def test_two_rules_of_one_name_give_each_its_own_why() -> None:
    shown = render_fragment(
        f'{STORY}<div class="related-posts">Nothing</div><p>Read more: <a href="/b">x</a></p>{STORY}', URL
    )
    whys = {dropped.why for dropped in shown.dropped if dropped.reason == "related stories"}

    assert len(whys) == 2


def test_a_book_says_where_it_ends() -> None:
    document = render_fragment(f"<p>{'The river rose in the night. ' * 20}</p>" * 1_000, URL)

    assert told(document)["longer than a book"]
