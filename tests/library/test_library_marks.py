"""Read, saved, and taking it all back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from newsstand import FEEDS, NOW, ids, keyed, known, opened, stocked, stories, titles, update
from tuinews.library import Library, journal
from tuinews.model import Change, Document, Link, Picture, Topic, View
from tuinews.paths import Home


def state(library: Library) -> list[tuple[str, bool, bool]]:
    return [(story.title, story.read, story.saved) for story in stories(library)]


def sentence(library: Library) -> str:
    undone = library.undo()
    assert undone is not None
    return undone[0]


def test_only_what_really_changes_is_reported(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        a, b = (story.id for story in stories(library))
        assert library.set_read([a], True) == Change(frozenset({a}), frozenset({1}))
        assert library.set_read([a, b], True) == Change(frozenset({b}), frozenset({1}))
        assert library.set_read([a, b, a], True) == Change()
        assert library.set_saved([b, b], True) == Change(frozenset({b}), frozenset({1}))
        assert library.set_saved([b], True) == Change()
        assert library.set_saved([], False) == Change()
        assert [sentence(library) for _ in range(3)] == [
            "“Story b” is no longer saved",
            "“Story b” is unread again",
            "“Story a” is unread again",
        ]
        assert library.undo() is None


def test_a_story_is_marked_read_with_its_group_in_one_step(home: Home) -> None:
    with stocked(home, keyed("1"), keyed("2"), keyed("3"), keyed("4")) as library:
        one, two, three, four = (ids(library)[f"Story {number}"] for number in range(1, 5))
        library.set_groups({one: one, two: one, three: one}, frozenset())
        library.set_hidden([three], True)
        assert library.set_read([two], True).stories == {two}
        assert library.set_read([one, four], True, with_groups=True).stories == {one, four}
        library.undo()
        library.undo()
        assert library.set_read([one, four], True, with_groups=True).stories == {one, two, four}
        assert set(titles(library, View(unread=True))) == set()
        library.undo()
        assert set(titles(library, View(unread=True))) == {"Story 1", "Story 2", "Story 4"}


def test_a_view_is_marked_read_in_one_step(home: Home) -> None:
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(50))) as library:
        library.apply(update(keyed("other"), source_id=2))
        first = library.page(View(source_id=1), limit=8).stories
        library.set_read([story.id for story in first], True)
        change = library.mark_view_read(View(source_id=1, query="story"))
        assert len(change.stories) == 42
        assert library.count(View(unread=True)) == 1
        undone = library.undo()
        assert undone == ("42 stories are unread again", change)
        assert library.count(View(unread=True)) == 43
        assert all(library.story(story.id).read for story in first)
        assert library.mark_view_read(View(folder="Nowhere")) == Change()


def test_each_step_back_has_its_sentence(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        a, b = (story.id for story in stories(library))
        before = state(library)
        library.set_read([a], True)
        library.set_read([a], False)
        library.set_saved([a, b], True)
        library.set_saved([a], False)
        library.set_saved([b], False)
        library.remove_source(1)
        assert [sentence(library) for _ in range(6)] == [
            "Subscribed to Backlot again",
            "“Story b” is saved again",
            "“Story a” is saved again",
            "2 stories are no longer saved",
            "“Story a” is read again",
            "“Story a” is unread again",
        ]
        assert state(library) == before
        assert library.undo() is None


def test_undo_reaches_back_over_restarts_and_a_lost_cache(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        a, b = (story.id for story in stories(library))
        library.set_read([a, b], True)
        library.set_saved([b], True)
    with opened(home) as library:
        library.set_saved([b], False)
    home.cache_db.unlink()
    with opened(home) as library:
        assert sentence(library) == "“Story b” is saved again"
        assert titles(library) == ["Story b"]
        assert library.body(b).content_html == "<p>Some words.</p>"
        assert sentence(library) == "“Story b” is no longer saved"
        assert sentence(library) == "2 stories are unread again"
        library.apply(update(keyed("a"), keyed("b", minutes=1)))
        assert state(library) == [("Story a", False, False), ("Story b", False, False)]
        assert [story.id for story in stories(library)] == [a, b]


def test_a_step_that_means_nothing_any_more_is_passed_over(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_read([ids(library)["Story a"]], True)
        library.remove_source(1)
        library.add_sources(FEEDS)
        assert sentence(library) == "“Story a” is unread again"
        assert library.undo() is None


def test_resubscribing_by_undo_leaves_the_source_as_it_was(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.apply(update(failure="Away.", body_hash="h"))
        before = library.sources(), library.fetch_states(), state(library)
        library.remove_source(1)
        assert titles(library) == []
        library.undo()
        assert (library.sources(), library.fetch_states(), state(library)) == before


def test_the_journal_keeps_only_its_newest_entries(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert journal.LEVELS == 1_000
    monkeypatch.setattr(journal, "LEVELS", 7)
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(12))) as library:
        for story in stories(library):
            library.set_read([story.id], True)
        assert [sentence(library) for _ in range(7)] == [
            f"“Story {11 - step}” is unread again" for step in range(7)
        ]
        assert library.undo() is None


def test_a_saved_story_is_a_whole_copy(home: Home) -> None:
    document = Document(
        markdown="The *whole* story.",
        title="Nightjar renewed",
        byline="Ida Vale",
        published=NOW - timedelta(hours=3),
        language="en",
        dek="A second series",
        lead_image=Picture("https://backlot.example/i.png", "A bird", "Photo"),
        words=400,
        media=(Link("https://video.example/1", "Trailer"),),
        links=(Link("https://backlot.example/more", "More"),),
        keywords=("tv",),
        quality=0.9,
    )
    with stocked(home, keyed("a", beats=("tv",), author="Ida Vale")) as library:
        (a,) = (story.id for story in stories(library))
        library.keep_document(a, document, [Topic("Nightjar", 1.0), Topic("Ida Vale", 0.4)])
        library.set_saved([a], True)
        saved = library.story(a)
        body = library.body(a)
    home.cache_db.unlink()
    with opened(home) as library:
        assert library.story(a) == saved
        assert library.body(a) == body
        assert library.document(a) == document
        assert [(topic.name, topic.weight) for topic in library.topics(a)] == [
            ("Nightjar", 1.0),
            ("Ida Vale", 0.4),
        ]
        for view in (View(), View(saved=True), View(unread=True), View(source_id=1), View(topic="nightjar")):
            assert stories(library, view) == (saved,)
        assert known(library, keyed("a")).hashes == {keyed("a").key: keyed("a").hash}
        library.remove_source(1)
        assert library.document(a) == document


def test_nothing_the_feed_does_touches_a_saved_copy(home: Home) -> None:
    document = Document(markdown="From the feed.", words=3, origin="feed")
    with stocked(home, keyed("a", text="<p>First</p>")) as library:
        (a,) = (story.id for story in stories(library))
        library.keep_document(a, document, [])
        library.set_saved([a], True)
        library.apply(update(changed=[keyed("a", title="Rewritten", text="<p>Gone</p>", version="2")]))
        assert library.story(a).title == "Story a"
        assert library.document(a) == document
        assert library.body(a).content_html == "<p>First</p>"
    home.cache_db.unlink()
    with opened(home) as library:
        assert library.story(a).title == "Story a"


def test_a_saved_copy_takes_the_page_when_it_is_read_later(home: Home) -> None:
    feed = Document(markdown="A teaser.", words=2, origin="feed")
    page = Document(markdown="The whole page.", words=300)
    with stocked(home, keyed("a")) as library:
        (a,) = (story.id for story in stories(library))
        library.set_saved([a], True)
        assert library.document(a) is None
        for given, kept in ((feed, feed), (page, page), (feed, page), (replace(page, markdown="Cut"), page)):
            library.keep_document(a, given, [])
            assert library.document(a) == kept


def test_a_story_no_longer_saved_comes_back_whole(home: Home) -> None:
    page = Document(markdown="The whole page.", words=300)
    with stocked(home, keyed("a")) as library:
        (a,) = (story.id for story in stories(library))
        library.keep_document(a, page, [Topic("Otters", 1.0)])
        library.set_saved([a], True)
        library.remove_source(1)
        library.set_saved([a], False)
        assert titles(library) == []
    home.cache_db.unlink()
    with opened(home) as library:
        assert titles(library) == []
        assert sentence(library) == "“Story a” is saved again"
        assert titles(library, View(saved=True)) == ["Story a"]
        assert library.document(a) == page


def test_preferences_are_remembered(home: Home) -> None:
    with opened(home) as library:
        assert library.preference("theme") is None
        library.set_preference("theme", "matinee")
        library.set_preference("theme", "late-show")
    with opened(home) as library:
        assert library.preference("theme") == "late-show"
