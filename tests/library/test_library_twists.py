"""Odd turns of events: reposted items, put-back copies, merges between two steps of undo, edits of what was saved."""

from datetime import timedelta

import msgspec.structs
import pytest

from newsstand import FEEDS, NOW, ids, index_all, keyed, opened, stocked, titles, update
from tuinews.errors import UsageError
from tuinews.library import backup, merge, replace
from tuinews.model import Document, NewSource, Stance, Topic, View
from tuinews.paths import Home

LATE = View(aside=True)


@pytest.mark.parametrize("cache_lost", [False, True])
def test_a_marked_story_that_is_posted_once_more_stays_two_stories(home: Home, cache_lost: bool) -> None:
    first = keyed("x1", alias="link and title")
    with stocked(home, first) as library:
        library.set_read([ids(library)["Story x1"]], True)
    if cache_lost:
        home.cache_db.unlink()
    corrected = keyed("x1", alias="link and title", version="2")
    reposted = keyed("x2", alias="link and title", minutes=-1)
    with opened(home) as library:
        if cache_lost:
            library.apply(update(reposted, corrected))
        else:
            library.apply(update(reposted, changed=[corrected]))
        assert titles(library) == ["Story x2", "Story x1"]
        assert [story.read for story in library.page(View()).stories] == [False, True]


def test_a_source_that_a_put_back_library_does_not_know_leaves_no_stories(home: Home) -> None:
    with stocked(home, keyed("a")):
        pass
    backup.back_up(home.library_db, home.data / "earlier.db")
    with opened(home) as library:
        (_, (third,)) = library.add_sources([NewSource("https://third.example/feed", "Third")])
        library.apply(update(keyed("b"), source_id=third))
        assert titles(library) == ["Story b", "Story a"]
    replace.put_back(home, home.data / "earlier.db", NOW)
    with opened(home) as library:
        assert titles(library) == ["Story a"]
        assert library.mark_view_read(View()).stories == {ids(library)["Story a"]}
        assert library.counts(NOW).all == 1


def test_undo_goes_on_after_a_merge_saved_a_story_again(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_read([1], True)
        library.set_saved([1], True)
    backup.back_up(home.library_db, home.data / "saved.db")
    with opened(home) as library:
        library.set_saved([1], False)
    merge.merge_copy(home, home.data / "saved.db", NOW)
    with opened(home) as library:
        assert titles(library, View(saved=True)) == ["Story a"]
        assert library.undo() is not None
        assert library.undo() is not None
        assert not library.story(1).read


def test_undo_takes_no_note_away_that_a_merge_brought(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved([1], True)
    backup.back_up(home.library_db, home.data / "other.db")
    with opened(home) as library:
        library.set_note(1, "Mine")
        backup.back_up(home.library_db, home.data / "noted.db")
        library.undo()
    merge.merge_copy(home, home.data / "noted.db", NOW)
    with opened(home) as library:
        assert library.note(1) == "Mine"
        library.undo()
        assert library.note(1) == "Mine"
        assert titles(library, View(saved=True)) == ["Story a"]


def test_a_story_that_undo_brings_back_is_in_its_folder_and_muted_as_it_should_be(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved([1], True)
        library.set_saved([1], False)
        library.set_stance(Stance("source", "1", "mute"))
    home.cache_db.unlink()
    with opened(home) as library:
        library.undo()
        library.set_stance(Stance("source", "1", "mute"))
        library.undo()
        library.undo()
        assert titles(library, View(folder="Film")) == ["Story a"]
        assert library.count(View(folder="Film")) == 1


def test_an_edit_of_the_feed_does_not_show_on_a_saved_story(home: Home) -> None:
    with stocked(home, keyed("a", author="Ann"), keyed("b", minutes=1)) as library:
        library.set_saved([ids(library)["Story a"]], True)
        edited = keyed(
            "a", title="Removed by lawyers", author="Bob", minutes=500, version="2", text="<p>Gone.</p>"
        )
        library.apply(update(changed=[edited]))
        index_all(library)
        saved = library.page(View(saved=True)).stories[0]
        assert (saved.title, saved.author) == ("Story a", "Ann")
        assert titles(library) == ["Story a", "Story b"]
        assert titles(library, View(query="lawyers")) == []
        library.set_saved([saved.id], False)
        library.apply(update(changed=[edited]))
        assert titles(library) == ["Story b", "Removed by lawyers"]


WORDS = [
    "Straße",
    "Новый",
    "Ёлка",
    "Άγιος",
    "비밀의",
    "ガンダム",
    "हिन्दी",
    "ﬁnal",
    "x²",
    "Été",
    "O’Hara",
    "AT&T",
]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("indexed", [False, True])
def test_a_word_is_muted_in_any_script(home: Home, word: str, indexed: bool) -> None:
    with stocked(home) as library:
        library.apply(update(keyed("a", title=f"On {word} again"), keyed("b", minutes=1)))
        if indexed:
            index_all(library)
        library.set_stance(Stance("word", word, "mute"))
        library.apply(update(keyed("c", title=f"More {word}", minutes=2)))
        index_all(library)
        library.set_stance(Stance("topic", "nothing", "follow"))
        assert titles(library) == ["Story b"]
        library.undo()
        library.undo()
        assert len(titles(library)) == 3


def test_a_corrected_headline_is_judged_anew(home: Home) -> None:
    with stocked(home, keyed("a", title="Spoiler inside"), keyed("b", title="Calm", minutes=1)) as library:
        library.set_stance(Stance("word", "spoiler", "mute"))
        corrected = keyed("a", title="Nothing inside", version="2"), keyed("b", title="Spoiler", version="2")
        library.apply(update(changed=corrected))
        library.set_stance(Stance("topic", "nothing", "follow"))
        assert titles(library) == ["Nothing inside"]
        index_all(library)
        assert titles(library, LATE) == ["Spoiler"]


def test_a_text_that_names_a_muted_topic_mutes_its_story(home: Home) -> None:
    with stocked(home, keyed("a", topics=[Topic("Owls", 1.0)])) as library:
        library.set_stance(Stance("topic", "Nightjar", "mute"))
        library.keep_document(1, Document("Nightjar."), [Topic("Nightjar", 1.0)])
        assert titles(library) == []
        library.apply(update(changed=[keyed("a", version="2", topics=[Topic("Owls", 1.0)])]))
        assert titles(library, LATE) == ["Story a"]
        library.undo()
        assert titles(library) == ["Story a"]


def test_undo_brings_no_stance_back_that_has_run_out(home: Home) -> None:
    clock = [NOW]
    with opened(home, now=lambda: clock[0]) as library:
        library.add_sources(FEEDS)
        library.apply(update(keyed("a", topics=[Topic("Nightjar", 1.0)])))
        library.set_read([1], True)
        library.set_stance(Stance("topic", "Nightjar", "mute", NOW + timedelta(days=1)))
        library.set_stance(Stance("topic", "Nightjar", "follow"))
        clock[0] += timedelta(days=2)
        library.undo()
        assert library.stances() == ()
        assert titles(library) == ["Story a"]
        assert library.undo() is not None
        assert not library.story(1).read


def test_more_tags_than_a_story_takes_are_refused(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved([1], True)
        library.set_tags(1, [f"tag {number}" for number in range(30)])
        with pytest.raises(UsageError, match="30 tags"):
            library.set_tags(1, [f"tag {number}" for number in range(31)])
        assert len(library.tags(1)) == 30


def test_a_tag_is_found_however_it_was_composed(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved([1], True)
        library.set_tags(1, ["cafe\u0301", 'q"r'])
        assert library.tags(1) == ("caf\u00e9", "qr")
        for query in ("tag:caf\u00e9", "tag:cafe\u0301", "tag:qr"):
            assert titles(library, View(query=query)) == ["Story a"], query


def test_what_is_searched_among_what_was_set_aside_is_aside(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        library.set_saved([1, 2], True)
        library.set_hidden([1], True)
        hidden = library.story(1).title
        assert titles(library, View(aside=True, saved=True)) == [hidden]


def test_a_source_whose_answer_cannot_be_stored_stops_no_other(home: Home) -> None:
    with stocked(home) as library:
        bad = msgspec.structs.replace(keyed("a"), key=2**70)
        assert library.apply(update(bad, keyed("b"))).new == 1
