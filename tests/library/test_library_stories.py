"""Views, pages and counts."""

from datetime import timedelta

import pytest

from newsstand import FEEDS, NOW, ids, index_all, keyed, opened, stocked, stories, titles, update
from tuinews.errors import NotFound
from tuinews.library import Library, views
from tuinews.model import Counts, Story, Topic, View
from tuinews.paths import Home


def walk(library: Library, view: View, limit: int) -> list[Story]:
    """All stories of a view, page by page."""
    found: list[Story] = []
    after: int | None = None
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
        index_all(library)
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
    today = NOW - timedelta(minutes=45)
    with stocked(home, *(keyed(str(number), minutes=15 * number) for number in range(5))) as library:
        library.apply(update(keyed("other", minutes=90), source_id=2))
        by_title = ids(library)
        assert library.counts(today) == Counts(6, 6, 0, 4, 0, {1: 5, 2: 1})
        library.set_read([by_title["Story 0"], by_title["Story other"]], True)
        library.set_saved([by_title["Story 0"], by_title["Story 1"]], True)
        assert library.counts(today) == Counts(6, 4, 2, 3, 0, {1: 4})
        library.set_hidden([by_title["Story 2"]], True)
        assert library.counts(today) == Counts(5, 3, 2, 2, 1, {1: 3})
        library.undo()
        library.remove_source(1)
        assert library.counts(today) == Counts(3, 1, 2, 1, 0, {1: 1})
        assert [(source.stories, source.unread) for source in library.sources()] == [(1, 0)]
        library.set_saved([by_title["Story 0"], by_title["Story 1"]], False)
        assert library.counts(today) == Counts(1, 0, 0, 0, 0, {})
        library.undo()
        library.undo()
        library.undo()
        assert library.counts(today) == Counts(6, 4, 0, 3, 0, {1: 4})
        assert library.count(View(source_id=1)) == 5


def test_a_story_that_is_not_there_is_said_to_be(home: Home) -> None:
    with opened(home) as library:
        with pytest.raises(NotFound):
            library.story(1)
        with pytest.raises(NotFound):
            library.body(1)
        assert library.document(1) is None
        assert library.page(View()).after is None


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
@pytest.mark.parametrize(
    "view",
    [View(), View(source_id=1, unread=True), View(folder="Film"), View(topic="film"), View(saved=True)],
)
def test_a_list_reads_the_same_backwards(home: Home, view: View, limit: int) -> None:
    entries = [keyed(str(number), minutes=number // 3, beats=("film",)) for number in range(20)]
    with stocked(home, *entries) as library:
        library.set_saved(list(ids(library).values()), True)
        forwards = walk(library, view, limit)
        backwards: list[Story] = []
        before: int | None = None
        while True:
            page = library.page(view, before, limit, backwards=True)
            backwards = [*page.stories, *backwards]
            if not page.more:
                break
            before = page.stories[0].place
        assert backwards == forwards


def test_a_story_goes_where_its_new_date_belongs(home: Home) -> None:
    with stocked(
        home, *(keyed(str(number), minutes=10 * number, beats=("film",)) for number in range(3))
    ) as library:
        library.set_read([ids(library)["Story 0"]], True)
        library.apply(
            update(changed=[keyed("0", minutes=15, version="2", beats=("film",), text="<p>Owls.</p>")])
        )
        index_all(library)
        expected = ["Story 1", "Story 0", "Story 2"]
        assert titles(library) == expected
        for view in (View(topic="film"), View(source_id=1), View(folder="Film"), View(query="story")):
            assert titles(library, view) == expected, view
        assert titles(library, View(query="owls")) == ["Story 0"]
        assert titles(library, View(topic="film", unread=True)) == ["Story 1", "Story 2"]
        assert library.counts(NOW - timedelta(minutes=15)) == Counts(3, 2, 0, 1, 0, {1: 2})


@pytest.mark.parametrize(
    ("view", "index"),
    [
        (View(), "stories_all"),
        (View(unread=True), "stories_unread"),
        (View(saved=True), "stories_saved"),
        (View(aside=True), "stories_aside"),
        (View(source_id=1), "stories_of_source"),
        (View(source_id=1, unread=True), "unread_of_source"),
        (View(folder="Film"), "stories_of_folder"),
        (View(folder="Film", unread=True), "unread_of_folder"),
        (View(alike=1), "stories_of_group"),
        (View(since=NOW), "stories_all"),
        (View(topic="film"), "PRIMARY KEY (topic_id"),
        (View(topic="film", unread=True), "unread_mentions"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("after", [None, 10**18])
def test_every_list_walks_one_index_in_its_own_order(
    home: Home, view: View, index: str, after: int | None, backwards: bool
) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        query, parameters = views.select(view).page(after, 200, backwards=backwards)
        connection = library._database.connection
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]
        (walk,) = [
            line
            for line in plan
            if (index in line and "SEARCH g" not in line)
            or ("SEARCH t USING PRIMARY KEY" in line and "topic" in index)
        ]
        assert not any("SCAN o" in line or "TEMP B-TREE" in line for line in plan), plan
        if after:
            assert "place<" in walk or "place>" in walk or "rowid<" in walk or "rowid>" in walk, walk


def test_a_mark_is_looked_up_by_its_story(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        connection = library._database.connection
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        library.set_read([1], True)
        library.set_hidden([1], True)
        library.set_saved([1], True)
        library.set_saved([1], False)
        connection.set_trace_callback(None)
        changing = [
            each for each in statements if each.lstrip().startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))
        ]
        assert len(changing) > 20
        for statement in changing:
            plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
            scans = [line for line in plan if line.startswith("SCAN") and ("stories" in line or " s" in line)]
            assert not scans, (statement, plan)
