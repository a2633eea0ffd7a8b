"""Who asks which source, and what a refresh may keep when the cache changed under it."""

from datetime import datetime, timedelta

from newsstand import FEEDS, NOW, keyed, known, opened, stocked, titles, update
from tuinews.library import Library
from tuinews.model import FeedUpdate, Validators
from tuinews.paths import Home

UNTIL = NOW + timedelta(minutes=2)


def test_a_source_is_asked_by_one_at_a_time(home: Home) -> None:
    with opened(home) as library, opened(home) as other:
        library.add_sources(FEEDS)
        assert library.lease([1, 2], "a", UNTIL) == (1, 2)
        assert other.lease([2, 1], "b", UNTIL) == ()
        assert library.lease([1, 2], "a", UNTIL) == (1, 2)
        library.release([1], "b")
        assert other.lease([1], "b", UNTIL) == ()
        library.release([1], "a")
        assert other.lease([1, 2], "b", UNTIL) == (1,)


def test_a_lease_runs_out_by_itself(home: Home) -> None:
    clock = [NOW]
    with opened(home, now=lambda: clock[0]) as library:
        library.add_sources(FEEDS)
        library.lease([1], "killed", UNTIL)
        clock[0] = UNTIL
        assert library.lease([1], "b", UNTIL + timedelta(minutes=2)) == (1,)


def test_a_lease_from_a_clock_that_was_ahead_counts_for_nothing(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.lease([1], "killed", NOW + timedelta(days=3_650))
        assert library.lease([1], "b", UNTIL) == (1,)


def test_windows_whose_clocks_differ_a_little_respect_each_other(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.lease([1], "a", UNTIL + timedelta(seconds=20))
        assert library.lease([1], "b", UNTIL) == ()


def answered(library: Library, cache: str, at: datetime = NOW) -> FeedUpdate:
    """An update with one story of two, decided while the library had the cache of that name."""
    fetched = update(keyed("new"), at=at, validators=Validators('"2"', ""), body_hash="2")
    return FeedUpdate(
        **{name: getattr(fetched, name) for name in fetched.__struct_fields__} | {"cache": cache}
    )


def test_validators_are_kept_for_the_cache_that_they_speak_of(home: Home) -> None:
    with stocked(home, keyed("old", minutes=1)) as library:
        (state, _) = library.fetch_states()
        library.apply(answered(library, state.cache))
        (state, _) = library.fetch_states()
        assert (state.validators, state.body_hash) == (Validators('"2"', ""), "2")


def test_validators_are_dropped_when_the_cache_was_lost_in_between(home: Home) -> None:
    with stocked(home, keyed("old", minutes=1)) as library:
        (before, _) = library.fetch_states()
        assert known(library, keyed("old")).hashes
    home.cache_db.unlink()
    with opened(home) as library:
        library.apply(answered(library, before.cache))
        (state, _) = library.fetch_states()
        # "old" was taken for known, and is not here: nothing may keep the next request from bringing it.
        assert (state.validators, state.body_hash) == (Validators(), "")
        assert titles(library) == ["Story new"]
        library.apply(update(keyed("old", minutes=1), keyed("new")))
        assert titles(library) == ["Story new", "Story old"]
