"""What the user says of stories: groups that are made, mended and taken apart by hand, and stay so."""

from datetime import timedelta

import pytest

from newsstand import NOW, ids, keyed, opened, stocked, stories, update
from tuinews.errors import NotFound, UsageError
from tuinews.library import Library
from tuinews.model import Document, Pair
from tuinews.paths import Home
from tuinews.topics.groups import grouped

WEEK_AGO = NOW - timedelta(days=7)
ENTRIES = [keyed(str(number), minutes=10 - number) for number in range(1, 7)]


def groups(library: Library) -> set[frozenset[int]]:
    """The numbers in the titles of the stories of each group."""
    found: dict[int, set[int]] = {}
    for story in stories(library):
        if story.group is not None:
            found.setdefault(story.group, set()).add(int(story.title.split()[-1]))
    assert all(len(members) > 1 for members in found.values())
    return set(map(frozenset, found.values()))


def number(library: Library, *stories_: int) -> list[int]:
    by_title = ids(library)
    return [by_title[f"Story {each}"] for each in stories_]


def regroup(library: Library) -> set[frozenset[int]]:
    by_hand = library.pairs()
    library.set_groups(grouped(library.tales(WEEK_AGO), by_hand), by_hand)
    return groups(library)


def together(*members: int) -> set[frozenset[int]]:
    return {frozenset(members)}


@pytest.fixture
def six(home: Home) -> Home:
    """Six stories that have nothing in common but their words, so that all of them look alike."""
    with stocked(home, *ENTRIES) as library:
        assert regroup(library) == together(1, 2, 3, 4, 5, 6), "near-copies, or the tests below say little"
    return home


def test_a_story_is_taken_out_of_its_group_and_stays_out(six: Home) -> None:
    with opened(six) as library:
        change = library.take_out(number(library, 1))
        assert change.stories == frozenset(ids(library).values())
        assert groups(library) == together(2, 3, 4, 5, 6)
        assert regroup(library) == together(2, 3, 4, 5, 6)
        library.apply(update(keyed("7", minutes=0)))
        found = regroup(library)
        assert any(group >= {2, 3, 4, 5, 6} and 1 not in group for group in found)


def test_stories_are_put_together_with_their_groups(six: Home) -> None:
    with opened(six) as library:
        library.take_out(number(library, 1, 2))
        assert groups(library) == together(3, 4, 5, 6)
        library.put_together(number(library, 1, 2))
        assert groups(library) == {frozenset((1, 2)), frozenset((3, 4, 5, 6))}
        assert regroup(library) == {frozenset((1, 2)), frozenset((3, 4, 5, 6))}
        library.put_together(number(library, 6, 2))
        assert groups(library) == together(1, 2, 3, 4, 5, 6)
        assert regroup(library) == together(1, 2, 3, 4, 5, 6)


def test_stories_that_have_nothing_in_common_are_put_together(home: Home) -> None:
    owls = keyed("1", title="Owls 1", text="<p>a</p>", minutes=2)
    with stocked(home, owls, keyed("2", minutes=1)) as library:
        both = [story.id for story in stories(library)]
        library.set_groups({}, frozenset())
        library.put_together(both)
        group = library.group_of(both[0])
        assert group is not None
        assert {story.id for story in group.stories} == set(both)
        regroup(library)
        assert library.group_of(both[0]) == library.group_of(both[1]) != None  # noqa: E711


def test_undo_takes_each_step_back(six: Home) -> None:
    with opened(six) as library:
        library.take_out(number(library, 1))
        library.take_out(number(library, 2))
        library.put_together(number(library, 1, 2))
        undone = library.undo()
        assert undone is not None
        assert undone[0] == "“Story 1” is in its group as before"
        assert groups(library) == together(3, 4, 5, 6)
        assert regroup(library) == together(3, 4, 5, 6)
        library.undo()
        assert groups(library) == together(2, 3, 4, 5, 6)
        assert regroup(library) == together(2, 3, 4, 5, 6)
        library.undo()
        assert groups(library) == together(1, 2, 3, 4, 5, 6)
        assert library.pairs() == frozenset()
        assert library.undo() is None


def test_who_is_taken_out_leaves_the_others_as_they_were_put_together(six: Home) -> None:
    with opened(six) as library:
        library.take_out(number(library, 1, 2, 3, 4, 5, 6))
        assert groups(library) == set()
        library.put_together(number(library, 1, 2, 3))
        library.take_out(number(library, 1))
        assert groups(library) == together(2, 3)
        assert regroup(library) == together(2, 3)


def test_what_was_found_before_the_user_spoke_is_not_noted(six: Home) -> None:
    with opened(six) as library:
        before = library.pairs()
        found = grouped(library.tales(WEEK_AGO), before)
        library.take_out(number(library, 1))
        assert library.set_groups(found | dict.fromkeys(ids(library).values(), 1), before) is None
        assert groups(library) == together(2, 3, 4, 5, 6)


def test_what_was_said_outlives_the_cache(six: Home) -> None:
    with opened(six) as library:
        one, two = number(library, 1, 2)
        library.take_out([one])
    six.cache_db.unlink()
    with opened(six) as library:
        library.apply(update(*ENTRIES))
        assert number(library, 1, 2) == [one, two], "a story about which something was said keeps its number"
        assert regroup(library) == together(2, 3, 4, 5, 6)


def test_a_group_that_began_long_ago_stays_whole(home: Home) -> None:
    entries = [keyed(str(number), minutes=1_440 * 3 * number) for number in range(1, 5)]
    with stocked(home, *entries) as library:
        by_hand = library.pairs()
        library.set_groups(grouped(library.tales(NOW - timedelta(days=30)), by_hand), by_hand)
        assert groups(library) == together(1, 2, 3, 4)
        library.set_groups(grouped(library.tales(NOW - timedelta(days=7)), by_hand), by_hand)
        assert groups(library) == together(1, 2, 3, 4)


def test_nonsense_is_refused_or_does_nothing(six: Home) -> None:
    with opened(six) as library:
        (one,) = number(library, 1)
        with pytest.raises(UsageError):
            library.put_together([one, one])
        with pytest.raises(UsageError):
            library.put_together([])
        with pytest.raises(NotFound):
            library.put_together([one, 4711])
        with pytest.raises(NotFound):
            library.take_out([4711])
        with pytest.raises(NotFound):
            library.group_of(4711)
        assert library.put_together(number(library, 1, 2)).stories == frozenset()
        assert library.take_out([]).stories == frozenset()
        assert library.undo() is None


def test_pairs_that_contradict_each_other_end_no_grouping() -> None:
    pairs = [Pair(1, 2, True), Pair(2, 3, True), Pair(1, 3, False), Pair(3, 3, True), Pair(9, 10, False)]
    assert grouped([], pairs) == {}


def test_the_fullest_copy_comes_first(six: Home) -> None:
    with opened(six) as library:
        (fullest,) = number(library, 4)
        library.keep_document(fullest, Document("The whole text.", words=900), ())
        group = library.group_of(fullest)
        assert group is not None
        assert group.stories[0].id == fullest
        assert library.groups(WEEK_AGO)[0].stories[0].id == fullest
