"""The façade over the real thing: a loopback server, SQLite files, worker processes."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import anyio
import pytest

from harbour import HTML, LONG, NOW, XML, in_newsroom, item, page, rss
from loopback import Site, answer, conditional, in_turn
from tuinews.errors import NotAFeed, NotFound, SeveralFeeds, Unreachable, UsageError
from tuinews.model import Change, NewSource, Stance, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.refresh import UNSTORED, _Pile


def test_a_feed_is_added_with_its_stories(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1), item(2)), XML)

    async def journey(newsroom: Newsroom) -> None:
        source = await newsroom.add(site.url("/feed"), folder="Film")
        assert (source.title, source.folder, source.stories, source.unread) == ("Reel Harbour", "Film", 2, 2)
        stories = (await newsroom.page(View())).stories
        assert {story.title for story in stories} == {"Story number 1", "Story number 2"}
        assert stories[0].beats == ("film",)

    in_newsroom(home, journey)
    assert len(site.requests) == 1


def test_a_page_with_one_feed_gives_it_and_one_with_several_asks(home: Home, site: Site) -> None:
    one = "<link rel='alternate' type='application/rss+xml' title='News' href='/feed'>"
    two = "<link rel='alternate' type='application/rss+xml' title='Reviews' href='/reviews'>"
    site.pages["/"] = answer(f"<html><head>{one}</head><body>Hello</body></html>".encode(), HTML)
    site.pages["/many"] = answer(f"<html><head>{one}{two}</head><body>Hello</body></html>".encode(), HTML)
    site.pages["/none"] = answer(b"<html><body><p>Hello</p></body></html>", HTML)
    site.pages["/feed"] = answer(rss(item(1)), XML)
    site.pages["/reviews"] = answer(rss(item(2), title="Reviews"), XML)

    async def journey(newsroom: Newsroom) -> None:
        assert (await newsroom.add(site.url("/"))).url == site.url("/feed")
        with pytest.raises(SeveralFeeds) as caught:
            await newsroom.add(site.url("/many"))
        assert [feed.title for feed in caught.value.feeds] == ["News", "Reviews"]
        with pytest.raises(UsageError):
            await newsroom.add(site.url("/many"), pick=3)
        assert (await newsroom.add(site.url("/many"), pick=2)).title == "Reviews"
        with pytest.raises(NotAFeed) as nothing:
            await newsroom.add(site.url("/none"))
        assert "127.0.0.1" in nothing.value.summary
        with pytest.raises(Unreachable):
            await newsroom.add("http://127.0.0.1:1/feed")
        assert len(await newsroom.sources()) == 2

    in_newsroom(home, journey)


def test_refresh_asks_first_and_downloads_only_what_changed(home: Home, site: Site) -> None:
    site.pages["/feed"] = conditional(rss(item(1)), {**XML, "ETag": 'W/"a, b"', "Last-Modified": "yesterday"})

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        report = await newsroom.refresh(force=True)
        assert (report.new, report.failed) == (0, ())
        site.pages["/feed"] = answer(rss(item(1), item(2)), XML)
        assert (await newsroom.refresh(force=True)).new == 1

    in_newsroom(home, journey)
    assert "if-none-match" not in site.requests[0].headers
    assert site.requests[1].headers["if-none-match"] == 'W/"a, b"'
    assert site.requests[1].headers["if-modified-since"] == "yesterday"


def test_nothing_is_asked_before_it_is_due_even_after_a_restart(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1)), XML)

    async def add(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))

    async def refresh(newsroom: Newsroom) -> bool:
        report = await newsroom.refresh()
        return report.outcomes[0].skipped

    in_newsroom(home, add)
    assert in_newsroom(home, refresh, NOW + timedelta(minutes=50)) is True
    assert len(site.requests) == 1
    assert in_newsroom(home, refresh, NOW + timedelta(hours=2)) is False
    assert len(site.requests) == 2


def test_a_source_that_was_just_asked_may_rest(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1)), XML)
    minute = timedelta(minutes=1)

    async def add(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))

    async def skipped(newsroom: Newsroom) -> bool:
        return (await newsroom.refresh(force=True, rest=minute)).outcomes[0].skipped

    in_newsroom(home, add)
    assert in_newsroom(home, skipped, NOW + timedelta(seconds=59)) is True
    assert in_newsroom(home, skipped, NOW + minute) is False


def test_one_failing_source_is_that_sources_own(home: Home, site: Site) -> None:
    site.pages["/good"] = in_turn(
        answer(rss(item(1), title="Good"), XML), answer(rss(item(1), item(2), title="Good"), XML)
    )
    site.pages["/bad"] = in_turn(answer(rss(item(1), title="Bad"), XML), answer(b"", status=503))

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/good"))
        await newsroom.add(site.url("/bad"))
        seen: list[tuple[int, int, str]] = []
        report = await newsroom.refresh(force=True, progress=lambda *step: seen.append(step))
        assert report.new == 1
        assert [outcome.source for outcome in report.failed] == ["Bad"]
        assert sorted(done for done, _, _ in seen) == [1, 2]
        bad = await newsroom.find_source("Bad")
        assert bad.failing
        assert "503" in bad.last_error
        assert bad.stories == 1

    in_newsroom(home, journey)


def test_a_feed_whose_topics_take_for_ever_costs_only_its_topics(home: Home, site: Site) -> None:
    names = ", ".join(f"“Xa{number} Ya{number}”, Xa{number} Za{number}" for number in range(300))
    site.pages["/feed"] = answer(rss(*(item(number, text=names) for number in range(900))), XML)

    async def journey(newsroom: Newsroom) -> None:
        source = await newsroom.add(site.url("/feed"))
        assert source.stories == 900

    in_newsroom(home, journey)


def test_a_teaser_is_fetched_once_and_then_read_offline(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1, link=site.url("/story"))), XML)
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def read(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        (story,) = (await newsroom.page(View())).stories
        reading = await newsroom.read(story.id)
        assert reading.notice == ""
        assert reading.document.origin == "page"
        assert reading.document.markdown.count("harbour cinema") == 12
        assert "All rights" not in reading.document.markdown

    async def read_again(newsroom: Newsroom) -> None:
        (story,) = (await newsroom.page(View())).stories
        assert (await newsroom.read(story.id)).document.markdown.count("harbour cinema") == 12

    in_newsroom(home, read)
    asked = len(site.requests)
    in_newsroom(home, read_again)
    assert len(site.requests) == asked


def test_a_whole_story_in_the_feed_needs_no_page(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1, link=site.url("/story"), text=LONG)), XML)
    site.pages["/story"] = answer(page("Story number 1"), HTML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        (story,) = (await newsroom.page(View())).stories
        assert (await newsroom.read(story.id)).document.origin == "feed"
        assert not site.asked("/story")
        assert (await newsroom.read(story.id, full=True)).document.origin == "page"

    in_newsroom(home, journey)


def test_a_page_that_cannot_be_had_costs_only_a_sentence(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1, link=site.url("/gone"))), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        (story,) = (await newsroom.page(View())).stories
        reading = await newsroom.read(story.id)
        assert "A teaser." in reading.document.markdown
        assert "404" in reading.notice
        site.pages["/gone"] = answer(page("Story number 1"), HTML)
        assert (await newsroom.read(story.id)).notice == ""

    in_newsroom(home, journey)


def test_offline_reading_stays_off_the_network(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1, link=site.url("/story"))), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        (story,) = (await newsroom.page(View())).stories
        reading = await newsroom.read(story.id, offline=True)
        assert "A teaser." in reading.document.markdown
        assert not site.asked("/story")

    in_newsroom(home, journey)


def test_changes_are_announced_also_when_the_caller_stops_waiting(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1)), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        (story,) = (await newsroom.page(View())).stories
        heard: list[Change] = []
        stop = newsroom.subscribe(heard.append)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await newsroom.set_saved([story.id], True)
        await newsroom.counts()
        assert any(story.id in change.stories for change in heard)
        assert (await newsroom.story(story.id)).saved
        stop()
        heard.clear()
        await newsroom.set_read([story.id], True)
        assert heard == []

    in_newsroom(home, journey)


def test_everything_can_be_taken_back(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(item(1), item(2)), XML)

    async def journey(newsroom: Newsroom) -> None:
        source = await newsroom.add(site.url("/feed"))
        first, second = (await newsroom.page(View())).stories
        await newsroom.set_saved([first.id], True)
        await newsroom.mark_view_read(View())
        assert (await newsroom.counts()).unread == 0
        await newsroom.remove(source.id)
        assert await newsroom.sources() == ()
        assert (await newsroom.story(first.id)).saved
        for _ in range(2):
            assert await newsroom.undo()
        assert (await newsroom.counts()).unread == 2
        assert (await newsroom.story(first.id)).saved
        assert await newsroom.undo()
        assert not (await newsroom.story(first.id)).saved
        assert (await newsroom.story(second.id)).title == "Story number 2" or second.title == "Story number 1"

    in_newsroom(home, journey)


def test_subscriptions_travel_as_opml(home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    async def fill(newsroom: Newsroom) -> bytes:
        await newsroom.add_sources(
            [
                NewSource("https://a.example/feed", "A & B", "Film"),
                NewSource("https://b.example/feed", "[/b]"),
            ]
        )
        return await newsroom.export_opml()

    async def take(newsroom: Newsroom) -> list[tuple[str, str, str]]:
        report = await newsroom.import_opml(document)
        assert (report.added, report.known, report.skipped) == (2, 0, ())
        assert (await newsroom.import_opml(document)).known == 2
        return sorted((source.url, source.title, source.folder) for source in await newsroom.sources())

    document = in_newsroom(home, fill)
    other = Home.below(tmp_path_factory.mktemp("other"))
    assert in_newsroom(other, take) == [
        ("https://a.example/feed", "A & B", "Film"),
        ("https://b.example/feed", "[/b]", ""),
    ]


def test_what_is_not_there_is_said(home: Home) -> None:
    async def journey(newsroom: Newsroom) -> None:
        with pytest.raises(NotFound):
            await newsroom.read(4)
        with pytest.raises(NotFound):
            await newsroom.find_source("nobody")
        assert await newsroom.undo() is None
        assert (await newsroom.refresh(force=True)).outcomes == ()

    in_newsroom(home, journey)


ABOUT = "<p>Ann Archer sings in “The Long Night”, and Ann Archer dances. The Long Night opens in March.</p>"


def test_topics_and_search_follow_behind_the_list(home: Home, site: Site) -> None:
    items = [item(number, text=ABOUT if number % 2 else "") for number in range(90)]
    site.pages["/feed"] = answer(rss(*items), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        heard: list[Change] = []
        newsroom.subscribe(heard.append)
        assert (await newsroom.page(View(query="story"))).stories == ()
        await newsroom.index()
        assert len((await newsroom.page(View(query="story"), limit=200)).stories) == 90
        assert len((await newsroom.page(View(topic="Ann Archer"), limit=200)).stories) == 45
        assert heard == [Change(topics=True)]
        await newsroom.index()
        assert len(heard) == 1

    in_newsroom(home, journey)


def test_what_another_program_keeps_from_the_search_comes_later(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(rss(*(item(number, text=ABOUT) for number in range(50))), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        with closing(sqlite3.connect(home.library_db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await newsroom.index()
            assert (await newsroom.page(View(query="story"))).stories == ()
        await newsroom.index()
        assert len((await newsroom.page(View(query="story"), limit=200)).stories) == 50
        assert len((await newsroom.page(View(topic="Ann Archer"), limit=200)).stories) == 50

    in_newsroom(home, journey)


def test_an_edited_story_among_known_ones_is_stored_and_the_others_stay(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(
        answer(rss(*(item(number) for number in range(5))), XML),
        answer(
            rss(item(9), item(0), item(1, text="Rewritten."), *(item(number) for number in range(2, 5))), XML
        ),
    )

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add(site.url("/feed"))
        before = {story.title: story.id for story in (await newsroom.page(View())).stories}
        report = await newsroom.refresh(force=True)
        assert (report.new, report.failed) == (1, ())
        after = (await newsroom.page(View())).stories
        assert {story.title: story.id for story in after if story.title in before} == before
        assert {story.summary for story in after if story.title == "Story number 1"} == {"Rewritten."}
        assert len(after) == 6

    in_newsroom(home, journey)


def test_no_more_documents_are_asked_for_than_can_be_stored(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits is held in memory: a slow disk must not let a thousand documents pile up there."""
    monkeypatch.setattr("tuinews.refresh.UNSTORED", 1)
    site.pages.update({f"/{number}": answer(rss(item(number)), XML) for number in range(12)})

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.add_sources([NewSource(site.url(f"/{number}")) for number in range(12)])
        assert (await newsroom.refresh()).new == 12

    in_newsroom(home, journey)


def test_a_pile_of_documents_makes_the_next_wait() -> None:
    async def play() -> None:
        pile = _Pile()
        for number in range(UNSTORED):
            await pile.room()
            pile.put(number)
        waiting = asyncio.ensure_future(pile.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        pile.drop(4711)
        await asyncio.sleep(0)
        assert not waiting.done()
        pile.drop(3)
        await asyncio.wait_for(waiting, 10)

    asyncio.run(play())


def test_what_is_muted_by_its_text_is_never_listed(home: Home, site: Site) -> None:
    told = "<p>The director <i>Mira Solvang</i> said so on Friday. Mira Solvang made three films before.</p>"
    site.pages["/feed"] = answer(rss(item(1, text=told * 3), item(2)), XML)

    async def journey(newsroom: Newsroom) -> None:
        await newsroom.set_stance(Stance("topic", "Mira Solvang", "mute"))
        await newsroom.add(site.url("/feed"))
        assert [story.title for story in (await newsroom.page(View())).stories] == ["Story number 2"]
        assert (await newsroom.counts()).muted == 1

    in_newsroom(home, journey)
