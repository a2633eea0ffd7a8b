"""Views, pages and counts."""

from datetime import timedelta

import pytest

from newsstand import FEEDS, NOW, ids, keyed, opened, stocked, stories, titles, update
from tuinews.errors import NotFound
from tuinews.library import Library, views
from tuinews.model import Counts, Cursor, Story, Topic, View
from tuinews.paths import Home


def walk(library: Library, view: View, limit: int) -> list[Story]:
    """All stories of a view, page by page."""
    found: list[Story] = []
    after: Cursor | None = None
    while True:
        page = library.page(view, after, limit)
        found += page.stories
        if page.after is None:
            return found
        assert len(page.stories) == limit
        after = page.after


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("view", [View(), View(source_id=1), View(topic="film"), View(query="some")])
def test_pages_at_one_moment_never_skip_or_repeat(home: Home, view: View, limit: int) -> None:
    entries = [keyed(str(number), minutes=number // 6, beats=("film",)) for number in range(20)]
    with stocked(home, *entries) as library:
        found = walk(library, view, limit)
        assert [story.title for story in found] == [f"Story {number}" for number in range(20)]
        assert len({story.id for story in found}) == 20


def test_a_page_goes_on_where_it_was_though_stories_come_and_go(home: Home) -> None:
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(6))) as library:
        page = library.page(View(unread=True), limit=3)
        library.set_read([story.id for story in page.stories], True)
        library.apply(update(keyed("newer", minutes=-5, dated=True)))
        rest = library.page(View(unread=True), page.after, 10)
        assert [story.title for story in rest.stories] == ["Story 3", "Story 4", "Story 5"]
        assert rest.after is None


def test_every_condition_must_hold(home: Home) -> None:
    with stocked(
        home, keyed("a", minutes=1, beats=("film",)), keyed("b", minutes=2), keyed("c", minutes=3)
    ) as library:
        library.apply(
            update(
                keyed("d", minutes=4, beats=("film",)),
                keyed("e", topics=[Topic("Otto Farrow", 0.5)]),
                source_id=2,
            )
        )
        by_title = ids(library)
        library.set_read([by_title["Story a"], by_title["Story d"]], True)
        library.set_saved([by_title["Story a"], by_title["Story b"]], True)
        for view, letters in {
            View(): "eabcd",
            View(unread=True): "ebc",
            View(saved=True): "ab",
            View(saved=True, unread=True): "b",
            View(source_id=1): "abc",
            View(source_id=1, unread=True): "bc",
            View(source_id=2, saved=True): "",
            View(folder="Film"): "abc",
            View(folder="Stage", unread=True): "e",
            View(folder="Nowhere"): "",
            View(topic="FILM"): "ad",
            View(topic="film", source_id=2): "d",
            View(topic="otto farrow"): "e",
            View(topic="otto"): "",
            View(since=NOW - timedelta(minutes=2)): "eab",
            View(topic="film", since=NOW - timedelta(minutes=2)): "a",
            View(query="story"): "eabcd",
            View(query="story d"): "d",
            View(query="story", unread=True, folder="Film"): "bc",
            View(query="story", topic="film", saved=True): "a",
        }.items():
            assert titles(library, view) == [f"Story {letter}" for letter in letters], view
            assert library.count(view) == len(letters), view


def test_a_beat_that_is_a_topic_too_lists_a_story_once(home: Home) -> None:
    with stocked(
        home, keyed("a", beats=("awards",), topics=[Topic("Awards", 1.0), Topic("awards", 0.5)])
    ) as library:
        assert titles(library, View(topic="awards")) == ["Story a"]
        (topic,) = library.topics(stories(library)[0].id)
        assert (topic.name, topic.weight) == ("Awards", 1.0)


def test_counts_follow_every_change(home: Home) -> None:
    today = NOW - timedelta(minutes=3)
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(5))) as library:
        library.apply(update(keyed("other", minutes=9), source_id=2))
        by_title = ids(library)
        assert library.counts(today) == Counts(6, 6, 0, 4, {1: 5, 2: 1})
        library.set_read([by_title["Story 0"], by_title["Story other"]], True)
        library.set_saved([by_title["Story 0"], by_title["Story 1"]], True)
        assert library.counts(today) == Counts(6, 4, 2, 3, {1: 4})
        library.remove_source(1)
        assert library.counts(today) == Counts(3, 1, 2, 1, {1: 1})
        assert [(source.stories, source.unread) for source in library.sources()] == [(1, 0)]
        library.set_saved([by_title["Story 0"], by_title["Story 1"]], False)
        assert library.counts(today) == Counts(1, 0, 0, 0, {})
        library.undo()
        library.undo()
        library.undo()
        assert library.counts(today) == Counts(6, 4, 0, 3, {1: 4})
        assert library.count(View(source_id=1)) == 5


def test_a_story_that_is_not_there_is_said_to_be(home: Home) -> None:
    with opened(home) as library:
        with pytest.raises(NotFound):
            library.story(1)
        with pytest.raises(NotFound):
            library.body(1)
        assert library.document(1) is None
        assert library.page(View()).after is None


@pytest.mark.parametrize(
    ("view", "index"),
    [
        (View(), "stories_all"),
        (View(unread=True), "stories_unread"),
        (View(saved=True), "stories_saved"),
        (View(source_id=1), "stories_of_source"),
        (View(source_id=1, unread=True), "stories_of_source"),
        (View(folder="Film"), "stories_all"),
        (View(folder="Film", unread=True), "stories_unread"),
        (View(since=NOW), "stories_all"),
        (View(topic="film"), "topics_by_name"),
        (View(topic="film", unread=True), "topics_by_name"),
    ],
)
@pytest.mark.parametrize("after", [None, Cursor(NOW, 5)])
def test_every_list_walks_one_index_in_its_own_order(
    home: Home, view: View, index: str, after: Cursor | None
) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        connection = library._database.connection
        query, parameters = views.select(connection, view).page(after, 200)
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]
        (walk,) = [line for line in plan if index in line]
        assert not any("SCAN o" in line or "TEMP B-TREE" in line for line in plan), plan
        if after:
            assert "sort_time<" in walk or "(sort_time," in walk, walk


def test_a_word_that_is_everywhere_walks_the_list(home: Home) -> None:
    entries = [keyed(str(number), minutes=number) for number in range(views.FEW_HITS + 1)]
    with stocked(home, *entries) as library:
        common = views.select(library._database.connection, View(query="some"))
        rare = views.select(library._database.connection, View(query="17"))
        assert "stories_all" in common.tables
        assert "NOT INDEXED" in rare.tables
        assert [story.title for story in library.page(View(query="some"), limit=2).stories] == [
            "Story 0",
            "Story 1",
        ]
        assert library.count(View(query="some")) == len(entries)
