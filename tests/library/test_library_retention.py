"""Old stories go, in steps; what the user cares for stays, and nothing comes back by itself."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

import pytest

from newsstand import NOW, ids, index_all, keyed, known, opened, stocked, titles, update
from tuinews.library import Library
from tuinews.model import Document, FeedUpdate, Retention, Stance, Topic, View
from tuinews.paths import Home

LATER = NOW + timedelta(days=61)
MUCH_LATER = NOW + timedelta(days=181)


def prune(library: Library, policy: Retention | None = None, open_ids: Collection[int] = ()) -> int:
    """Take all steps; give how many stories went."""
    removed, after, steps = 0, None, 0
    while True:
        step = library.prune(policy or Retention(), open_ids, after)
        removed += step.removed
        after = step.after
        steps += 1
        assert steps < 1_000
        if after is None:
            return removed


def test_read_stories_go_after_60_days_and_unread_ones_after_180(home: Home) -> None:
    with stocked(home, keyed("read"), keyed("unread", minutes=1)) as library:
        library.set_read([ids(library)["Story read"]], True)
        assert prune(library) == 0
    for now, left in (
        (LATER - timedelta(days=2), 2),
        (LATER, 1),
        (MUCH_LATER - timedelta(days=2), 1),
        (MUCH_LATER, 0),
    ):
        with opened(home, now=partial(datetime.astimezone, now)) as library:
            prune(library)
            assert len(titles(library)) == left, now
            assert library.count(View()) == left
            assert library.counts(NOW - timedelta(days=1)).all == left


def test_how_long_is_the_users_choice_for_each_source_too(home: Home) -> None:
    policy = Retention(read=10, unread=0, by_source={"https://greenroom.example/feed": (0, 20)})
    with stocked(home, keyed("a"), keyed("b")) as library:
        library.apply(update(keyed("c"), keyed("d"), source_id=2))
        by_title = ids(library)
        library.set_read([by_title["Story a"], by_title["Story c"]], True)
    with opened(home, now=lambda: NOW + timedelta(days=1_000)) as library:
        assert prune(library, policy) == 2
        assert set(titles(library)) == {"Story b", "Story c"}


def test_saved_followed_and_open_stories_stay(home: Home) -> None:
    with stocked(
        home,
        keyed("saved"),
        keyed("open"),
        keyed("old"),
        keyed("topic", topics=[Topic("Nightjar", 1.0)]),
        keyed("word", title="The étoile sings"),
    ) as library:
        library.apply(update(keyed("source"), source_id=2))
        by_title = ids(library)
        library.set_saved([by_title["Story saved"]], True)
        library.set_stance(Stance("topic", "nightjar", "follow"))
        library.set_stance(Stance("word", "etoile", "follow"))
        library.set_stance(Stance("source", "2", "follow"))
    with opened(home, now=lambda: MUCH_LATER) as library:
        assert prune(library, open_ids=[by_title["Story open"]]) == 1
        assert "Story old" not in titles(library)
        assert len(titles(library)) == 5


def test_what_went_leaves_nothing_behind_but_its_marks(home: Home) -> None:
    with stocked(home, keyed("a", text="<p>Otters.</p>", topics=[Topic("Nightjar", 1.0)])) as library:
        library.keep_document(1, Document("Otters."), [Topic("Nightjar", 1.0)])
        index_all(library)
    with opened(home, now=lambda: MUCH_LATER) as library:
        assert prune(library) == 1
        assert titles(library, View(query="otters")) == titles(library, View(topic="nightjar")) == []
        connection = library._database.connection
        for table in ("stories", "bodies", "documents", "mentions", "search", "pending"):
            assert connection.execute(f"SELECT count(*) FROM cache.{table}").fetchone()[0] == 0, table
        assert [tuple(row) for row in connection.execute("SELECT id, read, gone FROM main.marks")] == [
            (1, 0, 1)
        ]


def test_nothing_comes_back_by_itself(home: Home) -> None:
    a, b = keyed("a", alias="link and title"), keyed("b", minutes=1)
    with stocked(home, a, b) as library:
        library.set_read([ids(library)["Story a"]], True)
    with opened(home, now=lambda: LATER) as library:
        assert prune(library) == 1
        renamed = keyed("changed guid", alias="link and title")
        assert known(library, a, b).gone == {a.key, a.alias}
        assert known(library, renamed).gone == {a.alias}
        for again in (a, keyed("a", version="2"), renamed):
            assert library.apply(update(again, at=LATER)).stories == frozenset()
        assert titles(library) == ["Story b"]
    home.cache_db.unlink()
    with opened(home, now=lambda: LATER) as library:
        assert library.apply(update(a, b, at=LATER)).new == 1
        assert titles(library) == ["Story b"]


def test_a_story_that_was_saved_again_by_undo_is_no_longer_gone(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved([1], True)
        library.set_saved([1], False)
    with opened(home, now=lambda: MUCH_LATER) as library:
        assert prune(library) == 1
        assert library.undo() is not None
        assert titles(library, View(saved=True)) == ["Story a"]
        assert known(library, keyed("a")).gone == frozenset()
    home.cache_db.unlink()
    with opened(home, now=lambda: MUCH_LATER) as library:
        assert titles(library) == ["Story a"]
        library.set_saved([1], False)
        change = library.apply(update(changed=[keyed("a", version="2", title="Corrected")], at=MUCH_LATER))
        assert change.stories == {1}


def test_a_read_mark_outlives_its_story(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_read([1], True)
    with opened(home, now=lambda: LATER) as library:
        assert prune(library) == 1
        assert library.undo() is not None  # The story is gone, its mark is not.
        assert titles(library) == []


@pytest.mark.parametrize("count", [99, 100, 101, 2_000, 2_001])
def test_steps_meet_every_story_once(home: Home, count: int) -> None:
    entries = [keyed(str(number), minutes=number) for number in range(count)]
    with stocked(home, *entries) as library:
        library.set_read([story.id for story in library.page(View(), limit=count).stories][::2], True)
    with opened(home, now=lambda: LATER) as library:
        assert prune(library) == (count + 1) // 2
        assert prune(library) == 0
        assert library.count(View()) == count // 2


def test_the_file_shrinks(home: Home) -> None:
    text = "<p>" + "Words about a film that nobody saw. " * 60 + "</p>"
    update_of: FeedUpdate = update(*(keyed(str(number), text=f"{text}{number}") for number in range(600)))
    with stocked(home) as library:
        library.apply(update_of)
        index_all(library)
        for story_id in range(1, 50):
            library.keep_document(story_id, Document(text), ())
    before = home.cache_db.stat().st_size
    with opened(home, now=lambda: MUCH_LATER) as library:
        assert prune(library) == 600
        while library.shrink():
            pass
    assert home.cache_db.stat().st_size < before / 4
