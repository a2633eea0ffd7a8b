"""Which text of a story is shown, that the other stays at hand, and that there is always something to read."""

import pytest

from harbour import HTML, LONG, PARAGRAPH, XML, in_newsroom, item, page, rss
from loopback import Site, answer
from tuinews.model import Body, Document, Reading, Story, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.reading import Text, is_cut_off, page_is_better, text_of

OPENING = f"<p>{PARAGRAPH}</p><p>Then the lights went out, and {PARAGRAPH}</p>"
PAY = '<div class="paywall"><h2>This story is for subscribers</h2><p>Already a subscriber? <a href="/in">Log in</a></p></div>'
SIGN_IN = "<div><p>To continue reading this story, sign in or create a free account.</p></div>"


def behind(wall: str) -> bytes:
    return (
        f"<html><head><title>Story number 1</title></head><body><article><h1>Story number 1</h1>{OPENING}{wall}"
        "</article><footer>All rights reserved</footer></body></html>"
    ).encode()


async def added(newsroom: Newsroom, site: Site, feed: bytes) -> Story:
    site.pages["/feed"] = answer(feed, XML)
    await newsroom.add(site.url("/feed"))
    (story,) = (await newsroom.page(View())).stories
    return story


def read(home: Home, site: Site, text: str, *, link: str = "/story") -> Reading:
    """Subscribe to a feed of one story with this text, and open it."""

    async def journey(newsroom: Newsroom) -> Reading:
        story = await added(newsroom, site, rss(item(1, link=site.url(link), text=text)))
        return await newsroom.read(story.id)

    return in_newsroom(home, journey)


def read_again(home: Home) -> Reading:
    """Open the same story after a restart."""

    async def journey(newsroom: Newsroom) -> Reading:
        (story,) = (await newsroom.page(View())).stories
        return await newsroom.read(story.id)

    return in_newsroom(home, journey)


# --- one of two ---------------------------------------------------------------------------------------------


def test_x_goes_from_the_feeds_text_to_the_pages_and_back(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(page("Story number 1").replace(b"harbour cinema", b"old cinema"), HTML)

    async def there_and_back(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/story"), text=LONG)))
        first = await newsroom.read(story.id)
        assert (first.document.origin, "harbour cinema" in first.document.markdown) == ("feed", True)
        for origin, words in (("page", "old cinema"), ("feed", "harbour cinema"), ("page", "old cinema")):
            reading = await newsroom.read_other(story.id)
            assert (reading.document.origin, reading.notice) == (origin, "")
            assert words in reading.document.markdown
            assert (await newsroom.read(story.id)).document == reading.document

    async def later(newsroom: Newsroom) -> None:
        (story,) = (await newsroom.page(View())).stories
        assert (await newsroom.read(story.id)).document.origin == "page"
        assert (await newsroom.read_other(story.id)).document.origin == "feed"

    in_newsroom(home, there_and_back)
    in_newsroom(home, later)
    assert len(site.asked("/story")) == 1


def test_the_other_text_of_a_saved_story_costs_its_copy_nothing(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def journey(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/story"))))
        assert (await newsroom.read(story.id)).document.origin == "page"
        await newsroom.set_saved([story.id], True)
        assert (await newsroom.read_other(story.id)).document.origin == "feed"
        (copy,) = await newsroom.saved_stories(0, 10)
        assert copy.document is not None
        assert copy.document.origin == "page"
        assert (await newsroom.read(story.id)).document.origin == "feed"
        assert (await newsroom.read_other(story.id)).document.origin == "page"

    in_newsroom(home, journey)


def test_a_changed_feed_text_is_not_kept_beside_the_page(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def journey(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/story"), text="An early teaser.")))
        assert (await newsroom.read(story.id)).document.origin == "page"
        site.pages["/feed"] = answer(rss(item(1, link=site.url("/story"), text="A late teaser.")), XML)
        await newsroom.refresh(force=True)
        assert "A late teaser." in (await newsroom.read_other(story.id)).document.markdown

    in_newsroom(home, journey)


def test_where_there_is_no_other_text_a_sentence_says_so(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def journey(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/story"), text="")))
        shown = (await newsroom.read(story.id)).document
        assert shown.origin == "page"
        reading = await newsroom.read_other(story.id)
        assert reading.document == shown
        assert reading.notice == "The feed carries no text of its own, so the page’s text stays."
        assert (await newsroom.read(story.id)).notice == ""

    in_newsroom(home, journey)


def test_a_page_that_fails_leaves_the_feeds_text(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/gone"), text=LONG)))
        shown = (await newsroom.read(story.id)).document
        reading = await newsroom.read_other(story.id)
        assert reading.document == shown
        assert "404" in reading.notice
        assert reading.notice.endswith("So the feed’s text stays.")

    in_newsroom(home, journey)


def test_the_pages_text_is_had_from_the_cache_when_the_feeds_is_shown(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def journey(newsroom: Newsroom) -> None:
        story = await added(newsroom, site, rss(item(1, link=site.url("/story"))))
        await newsroom.read(story.id)
        assert (await newsroom.read_other(story.id)).document.origin == "feed"
        assert (await newsroom.read(story.id, full=True)).document.origin == "page"
        assert (await newsroom.read(story.id)).document.origin == "feed"

    in_newsroom(home, journey)
    assert len(site.asked("/story")) == 1


def words(count: int, word: str = "lamp") -> str:
    return " ".join(f"{word}{number}" for number in range(count)) + "."


@pytest.mark.parametrize(
    ("page_text", "own", "better"),
    [
        (Document(words(300), words=300, quality=0.9), Document("A teaser …", words=2, quality=0.2), True),
        (Document(words(300), words=300, quality=0.1), Document(words(40) + " …", words=40, quality=0.9), True),
        (Document(words(30), words=30, quality=0.9), Document(words(300), words=300, quality=0.5), False),
        (Document(words(300), words=300, quality=0.9), Document("", words=0), True),
        (Document(words(60), words=60, wall="subscription"), Document(words(90), words=90), False),
        (Document(words(90), words=90, wall="subscription"), Document(words(60), words=60), True),
        # The page shows another text than the feed tells, and is less sure to be the story.
        (Document(words(900, "cookie"), words=900, quality=0.5), Document(words(300), words=300, quality=0.8), False),
        (Document(words(900), words=900, quality=0.6), Document(words(300), words=300, quality=0.8), True),
        (Document(words(900), words=900, quality=0.3), Document(words(300), words=300, quality=0.8), False),
    ],
)  # fmt: skip
def test_the_better_text(page_text: Document, own: Document, better: bool) -> None:
    assert page_is_better(page_text, own) is better


@pytest.mark.parametrize(
    "end", ["…", "...", "[…]", "Read more", "[Continue reading](https://x.example/a)", "Full story »"]
)
def test_a_teaser_ends_as_one(end: str) -> None:
    assert is_cut_off(Document(f"The river rose in the night {end}"))
    assert not is_cut_off(Document(f"The river {end} rose in the night."))


# --- walls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wall", "kind", "asks"), [(PAY, "subscription", "subscribers"), (SIGN_IN, "sign-in", "sign in")]
)
def test_a_teaser_behind_a_wall_is_called_that_each_time_it_is_opened(
    home: Home, site: Site, wall: str, kind: str, asks: str
) -> None:
    site.pages["/story"] = answer(behind(wall), HTML)

    for reading in (read(home, site, "A teaser."), read_again(home)):
        assert (reading.document.origin, reading.document.wall) == ("page", kind)
        assert "Then the lights went out" in reading.document.markdown
        assert asks in reading.notice
        assert "subscriber" not in reading.document.markdown
    assert len(site.asked("/story")) == 1


def test_behind_a_wall_the_longer_text_is_shown(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(behind(PAY), HTML)
    reading = read(home, site, f"{OPENING}{OPENING} Read on …")

    assert reading.document.origin == "feed"
    assert "only for those who subscribe" in reading.notice
    assert read_again(home).notice == reading.notice


# --- never a blank pane -------------------------------------------------------------------------------------


def test_a_page_without_a_story_leaves_the_feeds_text_and_a_sentence(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(
        b"<html><body><script src='/app.js'></script><p>Enable JavaScript to go on.</p></body></html>", HTML
    )

    for reading in (read(home, site, "A teaser."), read_again(home)):
        assert reading.document.markdown == "A teaser."
        assert reading.notice == (
            "This page builds its story with scripts, which are not run here. Open it in the browser to read it."
            " Here is what the feed carries."
        )
    assert len(site.asked("/story")) == 1


def test_a_page_that_says_less_than_the_feed_is_told(home: Home, site: Site) -> None:
    site.pages["/story"] = answer(f"<html><body><p>{PARAGRAPH}</p></body></html>".encode(), HTML)
    reading = read(home, site, f"{OPENING}<p>There is more …</p>")

    assert reading.document.origin == "feed"
    assert reading.notice.startswith("This is what the feed carries; the page shows no more")


@pytest.mark.parametrize(
    "text", ["", "<img src='https://p.example/1.gif' width='1' height='1'>", "<div></div>"]
)
def test_with_neither_there_are_the_link_and_a_sentence(home: Home, site: Site, text: str) -> None:
    reading = read(home, site, text, link="/gone")

    assert f"[{site.url('/gone')}]({site.url('/gone')})" in reading.document.markdown
    assert "404" in reading.notice
    assert reading.notice.endswith(".")


def test_what_is_known_of_a_story_stands_in_for_its_text(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> Text:
        story = await added(newsroom, site, rss(item(1, link=site.url("/gone"), text="")))
        return await text_of(story._replace(summary="[What] it is about."), Body(), site.url("/feed"), None)

    text = in_newsroom(home, journey)
    assert text.document.markdown.startswith("\\[What\\] it is about.\n\n[http://127.0.0.1")
    assert text.document.notice == "The text of this story has not been fetched yet."
    assert not text.settled


def test_without_a_page_and_without_a_link_there_is_a_sentence(home: Home, site: Site) -> None:
    feed = (
        b"<rss version='2.0'><channel><title>t</title><item><title>Only a headline</title>"
        b"<guid isPermaLink='false'>g</guid></item></channel></rss>"
    )

    async def journey(newsroom: Newsroom) -> Reading:
        story = await added(newsroom, site, feed)
        await newsroom.read_other(story.id)
        return await newsroom.read(story.id)

    reading = in_newsroom(home, journey)
    assert reading.story.title == "Only a headline"
    assert reading.notice == "This story came without any text, and without a link to a page."


def test_empty_content_gives_way_to_the_summary(home: Home, site: Site) -> None:
    feed = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><id>t</id><entry><title>A</title><id>a</id>"
        b"<link href='http://127.0.0.1:9/never'/><content type='html'>&lt;div&gt;&lt;/div&gt;</content>"
        b"<summary>What it is about.</summary></entry></feed>"
    )

    async def journey(newsroom: Newsroom) -> Reading:
        story = await added(newsroom, site, feed)
        return await newsroom.read(story.id, offline=True)

    assert in_newsroom(home, journey).document.markdown == "What it is about."
