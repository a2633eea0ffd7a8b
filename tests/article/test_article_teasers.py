"""Pages that keep the rest of a story back are known; whole stories of sites with subscribers are left in peace."""

from collections.abc import Callable

import pytest

from tuinews.article.render import render_page
from tuinews.model import Document

URL = "https://site.example/a"
LINE = "On day {n} the harbour theatre burned again, and the company rehearsed in the ashes without a roof or a door."
CLOSED = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The fire","isAccessibleForFree":"False"}</script>'
LONG_ONE = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The fire","wordCount":2400}</script>'


def story(paragraphs: int) -> str:
    return "".join(f"<p>{LINE.format(n=n)}</p>" for n in range(paragraphs))


def page(after: str, *, head: str = "", paragraphs: int = 6, inside: str = "") -> Document:
    """Render a page whose story is followed by something."""
    text = f"""<html><head><title>The fire</title>{head}</head><body><nav><a href="/">Home</a><a href="/in">Log in</a>
        <a href="/pay">Subscribe</a></nav><article><h1>The fire</h1>{story(paragraphs)}{inside}</article>{after}
        <footer><p>© The Lamp. All rights reserved.</p></footer></body></html>"""
    return render_page(text.encode(), "text/html; charset=utf-8", URL)


WALLS = {
    "This post is for paid subscribers": "subscription",
    "This article is exclusive to Lamp+ members.": "subscription",
    "To read the rest of this story subscribe to Lamp+.": "subscription",
    "Subscribe to continue reading": "subscription",
    "Continue reading this article with a Lamp subscription": "subscription",
    "You've reached your limit of free articles. Subscribe for $1.": "subscription",
    "Unlock this article and the whole archive.": "subscription",
    "The rest of this article is only for our paying members": "subscription",
    "Sign in to continue reading": "sign-in",
    "To keep reading this story, create a free account.": "sign-in",
    "Please log in or register to read the full article": "sign-in",
    "Dieser Artikel ist nur für Abonnenten lesbar.": "subscription",
    "Jetzt weiterlesen mit Lampe+": "subscription",
    "Cet article est réservé aux abonnés": "subscription",
    "Il vous reste 75 % de cet article à lire.": "subscription",
    "Contenido exclusivo para suscriptores": "subscription",
    "Contenuto riservato agli abbonati": "subscription",
}


@pytest.mark.parametrize("note", WALLS)
def test_a_wall_that_names_itself(note: str) -> None:
    for document in (
        page("", inside=f"<div class='x9'><h3>{note}</h3></div>"),
        page(f"<aside><p>{note}</p></aside>"),
    ):
        assert document.wall == WALLS[note]
        assert document.notice.startswith("Only the opening of this story is open to all")
        assert document.quality <= 0.4
        assert note not in document.markdown


@pytest.mark.parametrize(
    "rendered",
    [
        lambda: page("<div class='offer'><p>Already a subscriber? <a href='/in'>Log in</a></p></div>", head=CLOSED, paragraphs=2),
        lambda: page("<div class='offer'><p>Start your free trial</p></div>", head=LONG_ONE),
        lambda: page("<div class='regwall'><p>The Lamp, every morning.</p></div>", inside="<p>Then, in the long night that followed the second fire, the …</p>"),
        lambda: page("", head=CLOSED, paragraphs=1, inside="<p>Then, in the long night that followed the second fire, the director</p>"),
        lambda: page("", head=LONG_ONE.replace("}", ',"isAccessibleForFree":false}')),
        lambda: page("", head='<meta property="article:content_tier" content="locked">', paragraphs=1, inside="<p>Then, in the night that followed the second fire, the …</p>"),
    ],
    ids=["offer", "much shorter", "named", "breaks off", "stated count", "tier"],
)  # fmt: skip
def test_a_wall_that_shows_in_several_signs(rendered: Callable[[], Document]) -> None:
    document = rendered()
    assert document.wall == "subscription"


@pytest.mark.parametrize(
    "rendered",
    [
        lambda: page(""),
        lambda: page("", head=CLOSED, paragraphs=20),
        lambda: page("<p>Already a subscriber? <a href='/in'>Log in</a></p>"),
        lambda: page("<p>Subscribe to our newsletter to read more stories like this one every week.</p>"),
        lambda: page("<div class='cta'><h3>Subscribe</h3><p>Start your free trial. Cancel any time.</p></div>", head=CLOSED, paragraphs=20),
        lambda: page("<div class='cta'><h3>Subscribe to continue reading</h3></div>".replace("<div", "<div style='display: none'")),
        lambda: page("<div hidden><p>Sign in to continue reading</p></div>"),
        lambda: page("<div class='meter-wall'><p>You have read two of your three free articles. Register to keep reading.</p></div>"),
        lambda: page("<p>You have 3 free articles left. Subscribe to continue reading.</p>"),
        lambda: page("<div><p>You have 2 free articles left this month.</p><a href='/join'>Continue reading with a membership</a></div>"),
        lambda: page("<p>Scroll to continue reading</p>"),
        lambda: page("<p>Advertisement - continue reading below</p>"),
        lambda: page("<p>Members only: 8 a.m. to 10 a.m.</p>"),
        lambda: page("", inside="<p>“This film is for members of a club that nobody joins,” she said, and left the room.</p>"),
        lambda: page("", inside=f"<p>The paper told its readers to subscribe to continue reading.</p>{story(3)}"),
        lambda: page("<div class='related'><h2>More fires</h2>" + "<p><a href='/b'>Another lamp, another fire, and what the neighbours of the theatre saw of it</a></p>" * 6 + "<p>Subscribe to continue reading</p></div>"),
    ],
    ids=[
        "plain", "closed but whole", "log in", "newsletter", "advertised", "hidden", "hidden by attribute", "meter", "articles left", "offer under a meter", "advertising", "advertising below",
        "opening hours", "said in the story", "told in the story", "elsewhere on the page",
    ],
)  # fmt: skip
def test_a_whole_story_is_no_teaser(rendered: Callable[[], Document]) -> None:
    document = rendered()
    assert (document.wall, document.notice) == ("", "")
