"""Subscribing, unsubscribing, and the health of sources."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from newsstand import FEEDS, NOW, keyed, opened, stocked, stories, titles, update
from tuinews.errors import NotFound
from tuinews.model import Change, NewSource, Validators, View
from tuinews.paths import Home


def test_sources_stand_by_folder_and_title(home: Home) -> None:
    with opened(home) as library:
        report, ids = library.add_sources(
            [
                NewSource("https://z.example/", "zebra", "Film"),
                NewSource("https://a.example/", "Apple", "film"),
                NewSource("https://www.host.example/feed", "", "Books"),
            ]
        )
        assert (report.added, report.known, report.skipped, ids) == (3, 0, (), (1, 2, 3))
        assert [source.title for source in library.sources()] == ["host.example", "Apple", "zebra"]


def test_a_known_address_is_counted_not_doubled(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        report, ids = library.add_sources(
            [replace(FEEDS[1], title="Other"), NewSource("https://new.example/")]
        )
        assert (report.added, report.known, ids) == (1, 1, (2, 3))
        assert library.source(2).title == "Green Room"


def test_an_address_that_cannot_be_fetched_is_skipped_with_a_sentence(home: Home) -> None:
    with opened(home) as library:
        report, ids = library.add_sources([NewSource("javascript:alert(1)", "Trick"), *FEEDS])
        assert (report.added, ids) == (2, (1, 2))
        assert report.skipped == ("“Trick” has no web address that can be read.",)


def test_a_source_is_found_by_number_address_or_title(home: Home) -> None:
    with opened(home) as library:
        library.add_sources([*FEEDS, NewSource("https://other.example/", "Backlot")])
        assert library.find_source("2").title == "Green Room"
        assert library.find_source("https://backlot.example/feed").id == 1
        assert library.find_source("Green Room").id == 2
        with pytest.raises(NotFound, match=r"2 sources are called “Backlot”\. Use a number: 1, 3"):
            library.find_source("Backlot")
        with pytest.raises(NotFound, match="no source “green”"):
            library.find_source("green")
        with pytest.raises(NotFound):
            library.source(9)


def test_the_feeds_title_is_shown_until_the_user_gives_one(home: Home) -> None:
    with opened(home) as library:
        library.add_sources([NewSource("https://plain.example/feed"), FEEDS[0]])
        change = library.apply(update(source_id=1, feed_title="The Plain Paper"))
        assert change.subscriptions
        assert not library.apply(update(source_id=2, feed_title="Backlot – all news")).subscriptions
        assert [source.title for source in library.sources()] == ["The Plain Paper", "Backlot"]


def test_failures_are_counted_until_a_success(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.apply(update(failure="The server is away."))
        change = library.apply(update(failure="The server is still away.", at=NOW + timedelta(hours=1)))
        assert change == Change(sources=frozenset({1}))
        failing = library.source(1)
        assert (failing.streak, failing.last_error) == (2, "The server is still away.")
        assert failing.last_success == NOW
        assert failing.last_checked == NOW + timedelta(hours=1)
        assert failing.next_check == NOW + timedelta(hours=2)
        library.apply(update(at=NOW + timedelta(hours=2)))
        well = library.source(1)
        assert (well.streak, well.last_error, well.last_success) == (0, "", NOW + timedelta(hours=2))
        assert titles(library) == ["Story a"]


def test_validators_stand_until_others_come(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.apply(update(validators=Validators('W/"a, b"', "Sun, 1 Mar"), body_hash="h1"))
        library.apply(update(failure="No answer."))
        (state, other) = library.fetch_states()
        assert (state.validators, state.body_hash, state.streak) == (
            Validators('W/"a, b"', "Sun, 1 Mar"),
            "h1",
            1,
        )
        assert other.validators == Validators()
        library.apply(update(validators=Validators("", ""), body_hash="h2"))
        (state,) = library.fetch_states([1])
        assert (state.validators, state.body_hash, state.folder) == (Validators(), "h2", "Film")


def test_unsubscribing_leaves_saved_stories_readable(home: Home) -> None:
    text = "<p>The whole text.</p>"
    with stocked(home, keyed("a", text=text, minutes=1), keyed("b")) as library:
        saved = stories(library)[1].id
        library.set_saved([saved], True)
        change = library.remove_source(1)
        assert change == Change(sources=frozenset({1}), subscriptions=True)
        assert [source.id for source in library.sources()] == [2]
        assert titles(library) == ["Story a"]
        (story,) = stories(library, View(saved=True))
        assert (story.source, library.body(story.id).content_html) == ("Backlot", text)
        assert library.count(View()) == 1
        assert library.fetch_states() == library.fetch_states([2])
        with pytest.raises(NotFound):
            library.remove_source(1)


def test_subscribing_again_finds_the_old_stories_and_marks(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        library.apply(update(validators=Validators("etag"), body_hash="h"))
        library.set_read([stories(library)[0].id], True)
        library.remove_source(1)
        assert library.apply(update(keyed("late"))) == Change()
        report, ids = library.add_sources([replace(FEEDS[0], title="", folder="Later")])
        assert (report.added, report.known, ids) == (1, 0, (1,))
        assert [(story.title, story.read) for story in stories(library)] == [
            ("Story a", True),
            ("Story b", False),
        ]
        revived = library.source(1)
        assert (revived.title, revived.folder, revived.stories, revived.unread) == ("Backlot", "Later", 2, 1)
        (state,) = library.fetch_states([1])
        assert (state.validators, state.body_hash, state.next_check) == (Validators(), "", None)


def test_an_update_for_a_source_that_never_was_is_refused(home: Home) -> None:
    with opened(home) as library, pytest.raises(NotFound):
        library.apply(update(keyed("a"), source_id=5))


def test_a_source_is_renamed_and_moved_and_that_is_taken_back(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b")) as library:
        before = library.source(1)
        change = library.edit_source(1, "  My \x1b[2J Backlot ", "Film & TV")
        assert (change.sources, change.subscriptions) == (frozenset((1,)), True)
        after = library.source(1)
        assert (after.title, after.folder) == ("My [2J Backlot", "Film & TV")
        named = {story.source for story in library.page(View()).stories if story.source_id == 1}
        assert named == {after.title}
        assert library.edit_source(1, after.title, after.folder) == Change()
        undone = library.undo()
        assert undone is not None
        assert undone[0] == f"{before.title} is as it was"
        assert library.source(1) == before
        with pytest.raises(NotFound):
            library.edit_source(99, "x", "")


def test_without_a_name_a_source_is_called_as_its_feed_calls_itself(home: Home) -> None:
    with opened(home) as library:
        library.add_sources([NewSource("https://www.host.example/feed", "Mine", "A")])
        library.edit_source(1, "", "")
        assert (library.source(1).title, library.source(1).folder) == ("host.example", "")
        # Leaving the feed's own name as it is keeps following the feed.
        library.edit_source(1, "host.example", "B")
        library.undo()
        library.undo()
        assert (library.source(1).title, library.source(1).folder) == ("Mine", "A")


def test_an_edit_of_a_source_that_is_gone_is_not_taken_back(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.edit_source(1, "Mine", "")
        library.remove_source(1)
        undone = library.undo()
        assert undone is not None
        assert undone[0] == "Subscribed to Mine again"
        library.remove_source(1)
        library._database.write(lambda db: db.execute("DELETE FROM main.journal WHERE kind = 'removed'"))
        assert library.undo() is None
