"""What an answer means: pure, no network, no library."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tuinews.errors import BadStatus, Unreachable
from tuinews.feeds.identity import identify
from tuinews.model import Enclosure, Entry, FeedUpdate, FetchState, Known, ParsedFeed, Validators
from tuinews.refresh import Failed, Fetched, Unchanged, decide
from tuinews.schedule import INTERVAL, LONGEST, LONGEST_SILENCE, SPREAD

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
STATE = FetchState(7, "https://reel.example/feed", "Reel", folder="Film")


def fetched(*entries: Entry, ttl: int | None = None, max_age: int | None = None) -> Fetched:
    feed = ParsedFeed(
        "Reel", entries, site_url="https://reel.example/", ttl_minutes=ttl, identities=identify(entries)
    )
    return Fetched(feed, Validators('W/"1"', "yesterday"), "hash", max_age)


def later(update: FeedUpdate) -> datetime:
    """The next check, which there must be."""
    assert update.next_check is not None
    return update.next_check


def remembered(update: FeedUpdate) -> Known:
    """What the library would know after storing an update."""
    stored = (*update.new, *update.changed)
    return Known(
        {item.key: item.hash for item in stored}, {item.alias: item.key for item in stored if item.alias}
    )


ONE = Entry("g1", "https://reel.example/1", "One")
TWO = Entry("g2", "https://reel.example/2", "Two")


def test_the_first_fetch_brings_everything() -> None:
    update = decide(STATE, Known(), fetched(ONE, TWO), NOW)
    assert [item.entry for item in update.new] == [ONE, TWO]
    assert not update.changed
    assert not update.failure
    assert update.validators == Validators('W/"1"', "yesterday")
    assert update.body_hash == "hash"
    assert update.feed_title == "Reel"
    assert update.new[0].beats == ("film",)


def test_the_same_document_again_changes_nothing() -> None:
    first = decide(STATE, Known(), fetched(ONE, TWO), NOW)
    again = decide(STATE, remembered(first), fetched(ONE, TWO), NOW)
    assert (again.new, again.changed) == ((), ())


def test_a_document_of_which_all_is_known_is_no_failure() -> None:
    keys = tuple(each.key for each in identify([ONE, TWO]))
    update = decide(
        STATE, Known(), Fetched(ParsedFeed("Reel", (), unchanged=keys), Validators(), "hash"), NOW
    )
    assert (update.new, update.changed, update.failure) == ((), (), "")


def test_a_story_that_is_there_under_its_own_key_lends_it_to_no_other() -> None:
    one, other = identify([ONE, replace(ONE, guid="new")])
    feed = ParsedFeed("Reel", (replace(ONE, guid="new"),), identities=(other,), unchanged=(one.key,))
    update = decide(STATE, Known(aliases={one.alias: one.key}), Fetched(feed, Validators(), "hash"), NOW)
    assert [item.key for item in update.new] == [other.key]


def test_an_edited_story_is_changed_not_new() -> None:
    first = decide(STATE, Known(), fetched(ONE), NOW)
    again = decide(STATE, remembered(first), fetched(replace(ONE, title="One, corrected")), NOW)
    assert again.new == ()
    assert [item.entry.title for item in again.changed] == ["One, corrected"]


def test_a_document_without_entries_takes_nothing_away() -> None:
    first = decide(STATE, Known(), fetched(ONE), NOW)
    again = decide(STATE, remembered(first), fetched(), NOW)
    assert (again.new, again.changed) == ((), ())
    assert "without a single story" in again.failure
    assert again.validators is None


def test_a_document_that_broke_off_is_asked_for_again_in_full() -> None:
    outcome = fetched(ONE)
    update = decide(STATE, Known(), replace(outcome, feed=replace(outcome.feed, broken_off=True)), NOW)
    assert len(update.new) == 1
    assert update.validators == Validators()
    assert update.body_hash == ""


def test_a_feed_that_changes_every_guid_makes_no_copies() -> None:
    first = decide(STATE, Known(), fetched(ONE, TWO), NOW)
    again = decide(STATE, remembered(first), fetched(replace(ONE, guid="x1"), replace(TWO, guid="x2")), NOW)
    assert again.new == ()
    assert again.changed == ()


def test_two_stories_of_one_address_and_title_stay_two() -> None:
    daily = Entry("monday", "https://reel.example/quiz", "Daily quiz")
    update = decide(STATE, Known(), fetched(daily, replace(daily, guid="tuesday")), NOW)
    assert [item.entry.guid for item in update.new] == ["monday", "tuesday"]
    assert len({item.key for item in update.new}) == 2


def test_what_grew_too_old_does_not_come_back() -> None:
    first = decide(STATE, Known(), fetched(ONE, TWO), NOW)
    by_key = decide(STATE, Known(gone=frozenset({first.new[0].key})), fetched(ONE, TWO), NOW)
    assert [item.entry for item in by_key.new] == [TWO]
    renamed = replace(ONE, guid="changed")
    by_alias = decide(STATE, Known(gone=frozenset({first.new[0].alias})), fetched(renamed, TWO), NOW)
    assert [item.entry for item in by_alias.new] == [TWO]


def test_what_comes_later_is_none_of_those_that_grew_too_old() -> None:
    first = decide(STATE, Known(), fetched(ONE), NOW)
    known = Known(gone=frozenset({first.new[0].key, first.new[0].alias}))
    state = replace(STATE, last_success=NOW - timedelta(days=1))
    for days, new in ((0.5, 1), (2, 0)):
        again = replace(ONE, guid="next", published=NOW - timedelta(days=days))
        assert len(decide(state, known, fetched(again), NOW).new) == new


@pytest.mark.parametrize(
    "url",
    [
        *("http://reel.example/1", "https://www.reel.example/1", "http://www.reel.example/1/"),
        "https://reel.example/1/",
    ],
)
def test_a_site_that_changes_its_addresses_and_guids_with_them_makes_no_copies(url: str) -> None:
    for before, after in ((url, ONE.url), (ONE.url, url)):
        first = decide(STATE, Known(), fetched(replace(ONE, guid=before, url=before)), NOW)
        again = decide(STATE, remembered(first), fetched(replace(ONE, guid=after, url=after)), NOW)
        assert again.new == ()
        assert [item.key for item in again.changed] == [first.new[0].key]


def test_stories_without_address_are_known_again_by_their_file_or_their_date() -> None:
    bare = Entry("g1", "", "Episode", published=NOW)
    file = replace(bare, enclosures=(Enclosure("https://reel.example/1.mp3"),))
    for entry in (bare, file, replace(file, published=None)):
        first = decide(STATE, Known(), fetched(entry), NOW)
        again = decide(STATE, remembered(first), fetched(replace(entry, guid="x1")), NOW)
        assert (again.new, again.changed) == ((), ())
    first = decide(STATE, Known(), fetched(bare), NOW)
    later = replace(bare, guid="x1", published=NOW + timedelta(hours=1))
    assert len(decide(STATE, remembered(first), fetched(later), NOW).new) == 1


def test_one_guid_for_all_stories_keeps_them_apart() -> None:
    update = decide(STATE, Known(), fetched(ONE, replace(TWO, guid="g1")), NOW)
    assert len({item.key for item in update.new}) == 2


def test_entries_without_guid_or_link_are_told_by_their_words() -> None:
    bare = Entry("", "", "A title", summary_html="text")
    update = decide(STATE, Known(), fetched(bare, bare, replace(bare, summary_html="other")), NOW)
    assert len(update.new) == 2


def test_an_unchanged_source_keeps_its_hash_and_waits() -> None:
    update = decide(STATE, Known(), Unchanged(None), NOW)
    assert update.body_hash is None
    assert update.validators is None
    assert later(update) >= NOW + INTERVAL


def test_a_source_that_asks_for_longer_gets_longer_but_not_for_ever() -> None:
    assert later(decide(STATE, Known(), fetched(ONE, ttl=240), NOW)) >= NOW + timedelta(hours=4)
    assert later(decide(STATE, Known(), fetched(ONE, max_age=7_200), NOW)) >= NOW + timedelta(hours=2)
    far = later(decide(STATE, Known(), fetched(ONE, ttl=10**9), NOW))
    assert far <= NOW + LONGEST * (1 + SPREAD)


def test_asking_for_less_is_not_heard() -> None:
    assert later(decide(STATE, Known(), fetched(ONE, ttl=1, max_age=0), NOW)) >= NOW + INTERVAL


def test_failures_wait_longer_each_time() -> None:
    waits = [
        later(decide(replace(STATE, streak=streak), Known(), Failed(Unreachable("No answer.")), NOW)) - NOW
        for streak in range(12)
    ]
    assert waits[0] >= INTERVAL
    assert waits[1] >= 2 * INTERVAL
    assert all(wait <= LONGEST * (1 + SPREAD) for wait in waits)
    assert decide(STATE, Known(), Failed(Unreachable("No answer.")), NOW).failure == "No answer."


def test_a_server_that_asks_for_silence_gets_it() -> None:
    error = BadStatus("Busy.", status=503, retry_after=3 * 86_400)
    assert decide(STATE, Known(), Failed(error), NOW).next_check == NOW + timedelta(days=3)
    for_ever = BadStatus("Busy.", status=429, retry_after=10**9)
    assert decide(STATE, Known(), Failed(for_ever), NOW).next_check == NOW + LONGEST_SILENCE


_TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
_ENTRIES = st.lists(
    st.builds(Entry, guid=_TEXT, url=_TEXT, title=_TEXT, summary_html=_TEXT), min_size=1, max_size=8
)


@given(_ENTRIES)
def test_keys_are_unique_and_a_second_reading_brings_nothing_new(entries: list[Entry]) -> None:
    first = decide(STATE, Known(), fetched(*entries), NOW)
    keys = [item.key for item in first.new]
    assert len(keys) == len(set(keys))
    assert decide(STATE, remembered(first), fetched(*entries), NOW).new == ()
