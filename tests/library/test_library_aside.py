"""What is hidden, followed or muted, and what is written on saved stories."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from newsstand import NOW, ids, keyed, opened, stocked, titles, update
from tuinews.errors import NotFound
from tuinews.library import Library
from tuinews.model import Change, Counts, Stance, Topic, View
from tuinews.paths import Home

ASIDE = View(aside=True)


def test_a_hidden_story_is_in_no_list_but_one_and_comes_back(home: Home) -> None:
    with stocked(home, keyed("a", beats=("film",)), keyed("b", minutes=1, beats=("film",))) as library:
        a = ids(library)["Story a"]
        assert library.set_hidden([a], True) == Change(frozenset({a}), frozenset({1}))
        assert library.set_hidden([a], True) == Change()
        for view in (View(), View(unread=True), View(source_id=1), View(folder="Film"), View(topic="film")):
            assert titles(library, view) == ["Story b"], view
            assert library.count(view) == 1, view
        assert titles(library, View(query="story")) == ["Story b"]
        assert titles(library, ASIDE) == ["Story a"]
        assert library.story(a).hidden
    with opened(home) as library:
        assert titles(library) == ["Story b"]
        assert library.undo() == ("“Story a” is shown again", Change(frozenset({a}), frozenset({1})))
        assert titles(library) == ["Story a", "Story b"]
        assert titles(library, View(query="story")) == ["Story a", "Story b"]


def test_a_hidden_story_stays_hidden_when_the_cache_is_lost(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        library.set_hidden([ids(library)["Story a"]], True)
    home.cache_db.unlink()
    with opened(home) as library:
        library.apply(update(keyed("a"), keyed("b", minutes=1)))
        assert titles(library) == ["Story b"]
        assert titles(library, ASIDE) == ["Story a"]


def test_a_saved_story_stays_on_its_shelf_though_it_is_hidden(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        a = ids(library)["Story a"]
        library.set_saved([a], True)
        library.set_hidden([a], True)
        assert titles(library) == []
        assert titles(library, View(saved=True)) == ["Story a"]


MUTES = {
    "topic": Stance("topic", "otto FARROW", "mute"),
    "beat": Stance("topic", "music", "mute"),
    "word": Stance("word", "Été fatal", "mute"),
    "source": Stance("source", "2", "mute"),
}


def several(home: Home) -> Library:
    library = Library.open(home, now=lambda: NOW)
    with stocked(home, keyed("plain", minutes=9)):
        pass
    library.apply(
        update(
            keyed("topic", minutes=1, topics=[Topic("Otto Farrow", 1.0)]),
            keyed("beat", minutes=2, beats=("music",)),
            keyed("word", minutes=3, title="Review: ete FATAL, again"),
            keyed("nearly", minutes=4, title="An étéfatal case"),
        )
    )
    library.apply(update(keyed("source", minutes=5), source_id=2))
    return library


@pytest.mark.parametrize("kind", MUTES)
@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_what_is_muted_is_set_aside_and_comes_back(
    home: Home, kind: str, indexed: bool, before: bool
) -> None:
    muted = {"word": "Review: ete FATAL, again"}.get(kind, f"Story {kind}")
    if before:
        with stocked(home) as first:
            first.set_stance(MUTES[kind])
    library = several(home)
    while indexed and library.index_some():
        pass
    if not before:
        story_id = ids(library)[muted]
        assert library.set_stance(MUTES[kind]).stories == {story_id}
        assert library.set_stance(MUTES[kind]) == Change()
    listed = titles(library)
    assert muted not in listed
    assert len(listed) == 5
    assert titles(library, ASIDE) == [muted]
    assert library.counts(NOW).aside == 1
    (stance,) = library.stances()
    assert (stance.name, stance.stance, stance.stories) == (MUTES[kind].name, "mute", 1)
    assert library.undo() is not None
    assert library.stances() == ()
    assert len(titles(library)) == 6
    assert titles(library, ASIDE) == []
    library.close()


def test_a_muted_story_that_is_saved_stays_listed(home: Home) -> None:
    with stocked(home, keyed("a", beats=("film",))) as library:
        a = ids(library)["Story a"]
        library.set_saved([a], True)
        library.set_stance(Stance("topic", "film", "mute"))
        assert titles(library) == titles(library, View(saved=True)) == ["Story a"]
        library.set_saved([a], False)
        assert titles(library) == []
        library.set_saved([a], True)
        assert titles(library) == ["Story a"]


def test_a_mute_ends_by_itself_and_survives_the_loss_of_the_cache(home: Home) -> None:
    clock = [NOW]
    with opened(home, now=lambda: clock[0]) as library:
        library.set_stance(Stance("topic", "film", "mute", until=NOW + timedelta(days=1)))
    with stocked(home, keyed("a", beats=("film",)), keyed("b", minutes=1)) as library:
        assert titles(library) == ["Story b"]
    home.cache_db.unlink()
    with opened(home, now=lambda: clock[0]) as library:
        library.apply(update(keyed("a", beats=("film",)), keyed("b", minutes=1)))
        assert titles(library) == ["Story b"]
        assert library.expire_stances() == Change()
        clock[0] += timedelta(days=1)
        (back,) = library.expire_stances().stories
        assert library.story(back).title == "Story a"
        assert titles(library) == ["Story a", "Story b"]
        assert library.stances() == ()


def test_a_stance_takes_the_place_of_another_and_undo_brings_that_back(home: Home) -> None:
    with stocked(home, keyed("a", topics=[Topic("Nightjar", 1.0)])) as library:
        library.set_stance(Stance("topic", "Nightjar", "follow"))
        assert titles(library) == ["Story a"]
        library.set_stance(Stance("topic", "nightjar", "mute", until=NOW + timedelta(days=7)))
        assert titles(library) == []
        assert library.undo() == ("“nightjar” is followed again", Change(stories=frozenset({1})))
        assert [each.stance for each in library.stances()] == ["follow"]
        library.clear_stance("topic", "NIGHTJAR")
        assert library.stances() == ()
        library.undo()
        assert [each.stance for each in library.stances()] == ["follow"]


@pytest.mark.parametrize("name", ["", "  ", "?!", "\x00"])
def test_words_that_are_none_are_no_stance(home: Home, name: str) -> None:
    with stocked(home, keyed("a")) as library:
        assert library.set_stance(Stance("word", name, "mute")) == Change()
        assert titles(library) == ["Story a"]


def test_tags_and_a_note_are_written_and_taken_back(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        a = ids(library)["Story a"]
        library.set_saved([a], True)
        change = library.set_tags(a, ["#Oscars", "oscars", " best  picture ", ""])
        assert change == Change(frozenset({a}))
        assert library.tags(a) == ("best picture", "Oscars")
        assert library.set_tags(a, ["Oscars", "best picture"]) == Change()
        library.set_note(a, "Watch this\nin March \x1b[31m")
        assert library.note(a) == "Watch this\nin March [31m"
        assert titles(library, View(tag="OSCARS")) == ["Story a"]
        assert library.count(View(tag="oscars")) == 1
        assert library.all_tags() == {"best picture": 1, "Oscars": 1}
    home.cache_db.unlink()
    with opened(home) as library:
        assert titles(library, View(tag="oscars")) == ["Story a"]
        library.set_saved([a], False)
        assert library.all_tags() == {}
        library.undo()
        assert (library.tags(a), library.note(a)) == (("best picture", "Oscars"), "Watch this\nin March [31m")
        assert library.undo() == ("The note on “Story a” is as it was", Change(frozenset({a})))
        assert library.note(a) == ""
        assert library.undo() == ("The tags of “Story a” are back", Change(frozenset({a})))
        assert library.tags(a) == ()


@pytest.mark.parametrize(
    "write", [lambda library: library.set_tags(1, ["x"]), lambda library: library.set_note(1, "x")]
)
def test_only_saved_stories_take_tags_and_notes(home: Home, write: Callable[[Library], Change]) -> None:
    with stocked(home, keyed("a")) as library:
        with pytest.raises(NotFound, match="Save it first"):
            write(library)
        assert library.undo() is None


def test_the_counts_of_everything_set_aside(home: Home) -> None:
    with stocked(
        home, *(keyed(str(number), minutes=number, beats=("film",)) for number in range(4))
    ) as library:
        library.set_hidden([1], True)
        library.set_stance(Stance("topic", "film", "mute"))
        assert library.counts(NOW) == Counts(aside=4, muted=4)
        library.undo()
        assert library.counts(NOW - timedelta(hours=1)).aside == 1
