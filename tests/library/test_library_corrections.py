"""What the user says of topics: it applies to what is stored, to what comes, and can be taken back."""

import pytest

from newsstand import NOW, ids, keyed, opened, stocked, stories, titles, update
from tuinews.errors import UsageError
from tuinews.library import Library
from tuinews.model import Correction, Document, Stance, Topic, View
from tuinews.paths import Home


def topics(*names: str) -> tuple[Topic, ...]:
    return tuple(Topic(name, 1 - number / 10) for number, name in enumerate(names))


def shown(library: Library, title: str) -> list[str]:
    """The topics of a story as the sidebar has them, which its row must have too."""
    (story,) = (story for story in stories(library) if story.title == title)
    found = [topic.name for topic in library.topics(story.id)]
    assert found == list(story.topics)
    return found


def counted(library: Library, name: str) -> tuple[int, list[str]]:
    return library.count(View(topic=name)), titles(library, View(topic=name))


WHOLE = keyed("1", topics=topics("Inês Calloway", "Nightjar"), minutes=1)
SHORT = keyed("2", topics=topics("Nightjar", "Calloway"), minutes=2)
BOTH = keyed("3", topics=topics("Calloway", "Inês Calloway"), minutes=3, beats=["film"])
MERGED = Correction("merge", "Calloway", "Inês Calloway")


def test_a_merge_applies_to_what_is_here_with_counts_and_lists(home: Home) -> None:
    with stocked(home, WHOLE, SHORT, BOTH) as library:
        change = library.correct_topic(MERGED)
        assert change.stories == {ids(library)["Story 2"], ids(library)["Story 3"]}
        assert change.topics
        assert shown(library, "Story 2") == ["Nightjar", "Inês Calloway"]
        assert shown(library, "Story 3") == ["Inês Calloway"]
        everything = (3, ["Story 1", "Story 2", "Story 3"])
        assert counted(library, "Inês Calloway") == counted(library, "calloway") == everything
        (calloway,) = (t for t in library.trending(NOW.replace(year=2020)) if t.name == "Inês Calloway")
        assert calloway.stories == 3
        assert titles(library, View(topic="film")) == ["Story 3"]


def test_a_merge_applies_to_what_comes(home: Home) -> None:
    with stocked(home, WHOLE) as library:
        library.correct_topic(MERGED)
        library.apply(update(SHORT, BOTH))
        assert shown(library, "Story 2") == ["Nightjar", "Inês Calloway"]
        assert shown(library, "Story 3") == ["Inês Calloway"]
        assert counted(library, "Inês Calloway")[0] == 3
        story = ids(library)["Story 1"]
        library.keep_document(story, Document("The text."), topics("Calloway", "Owls"))
        assert shown(library, "Story 1") == ["Inês Calloway", "Owls"]
        library.set_topics({story: topics("Owls", "Calloway")})
        assert shown(library, "Story 1") == ["Owls", "Inês Calloway"]


def test_a_merge_can_name_what_no_text_had_yet(home: Home) -> None:
    with stocked(home) as library:
        library.correct_topic(MERGED)
        library.apply(update(SHORT))
        assert shown(library, "Story 2") == ["Nightjar", "Inês Calloway"]


def test_what_was_merged_comes_apart_again(home: Home) -> None:
    with stocked(home, WHOLE, SHORT, BOTH) as library:
        before = {title: shown(library, title) for title in titles(library)}
        library.correct_topic(MERGED)
        assert library.undo() is not None
        assert {title: shown(library, title) for title in titles(library)} == before
        assert counted(library, "Calloway") == (2, ["Story 2", "Story 3"])
        assert counted(library, "Inês Calloway") == (2, ["Story 1", "Story 3"])
        assert library.undo() is None
        library.correct_topic(MERGED)
        library.forget_correction("calloway")
        assert {title: shown(library, title) for title in titles(library)} == before
        assert library.corrections() == ()


def test_what_is_hidden_is_a_topic_of_nothing(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.correct_topic(Correction("hide", "nightjar"))
        library.apply(update(keyed("4", topics=topics("NIGHTJAR"))))
        assert shown(library, "Story 1") == ["Inês Calloway"]
        assert shown(library, "Story 2") == ["Calloway"]
        assert shown(library, "Story 4") == []
        assert counted(library, "Nightjar") == (0, [])
        assert "Nightjar" not in {topic.name for topic in library.trending(NOW.replace(year=2020))}
        assert library.untold() == {}, "it has topics, though none is shown"
        undone = library.undo()
        assert undone is not None
        assert undone[0] == "The topic “nightjar” is as it was"
        assert shown(library, "Story 1") == ["Inês Calloway", "Nightjar"]
        assert shown(library, "Story 4")[0].casefold() == "nightjar"


def test_a_rename_holds_for_other_cases_and_in_chains(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.correct_topic(Correction("rename", "Nightjar", "NightJar"))
        assert shown(library, "Story 1") == ["Inês Calloway", "NightJar"]
        library.apply(update(keyed("4", topics=topics("Nightjar"))))
        assert shown(library, "Story 4") == ["NightJar"]
        library.correct_topic(MERGED)
        library.correct_topic(Correction("rename", "Inês Calloway", "I. C."))
        assert shown(library, "Story 2") == ["NightJar", "I. C."]
        library.undo()
        library.undo()
        library.undo()
        assert shown(library, "Story 2") == ["Nightjar", "Calloway"]
        assert library.corrections() == ()


def test_the_newest_word_counts_where_two_contradict_each_other(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.correct_topic(MERGED)
        library.correct_topic(Correction("merge", "Inês Calloway", "Calloway"))
        assert shown(library, "Story 1") == ["Calloway", "Nightjar"]
        assert shown(library, "Story 2") == ["Nightjar", "Calloway"]
        library.correct_topic(Correction("hide", "Calloway"))
        assert shown(library, "Story 1") == ["Nightjar"]
        library.correct_topic(Correction("merge", "Nightjar", "Calloway"))
        assert shown(library, "Story 2") == ["Calloway"], "what is named as the aim is to be seen"


def test_a_split_takes_back_every_merge_into_a_topic(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.correct_topic(MERGED)
        change = library.correct_topic(Correction("split", "Inês Calloway"))
        assert change.outdated
        assert shown(library, "Story 2") == ["Nightjar", "Calloway"]
        assert library.kept_apart() == {"inês calloway", "calloway"}
        assert {each.title for each in library.materials(None, 9, outdated=True)} == set(), "no text has it"
        library.undo()
        assert shown(library, "Story 2") == ["Nightjar", "Inês Calloway"]
        assert library.kept_apart() == frozenset()


def test_texts_with_a_name_that_was_split_are_read_anew(home: Home) -> None:
    entries = [keyed("1", topics=topics("Inês Calloway"), text="<p>Calloway sings.</p>"), SHORT]
    with stocked(home, *entries) as library:
        library.correct_topic(Correction("split", "Calloway"))
        assert [each.title for each in library.materials(None, 9, outdated=True)] == ["Story 1"]
        library.set_topics({ids(library)["Story 1"]: topics("Inês Calloway", "Calloway")})
        assert library.materials(None, 9, outdated=True) == ()


def test_other_spellings_are_one_topic_until_they_are_split(home: Home) -> None:
    one = keyed("1", topics=topics("Academy Awards", "The Lighthouse Keeper"), minutes=1)
    other = keyed(
        "2", topics=topics("Oscars", "Lighthouse Keeper", "The Lighthouse Keeper’s Daughter"), minutes=2
    )
    with stocked(home, one) as library:
        library.apply(update(other))
        assert shown(library, "Story 2") == [
            "Academy Awards",
            "The Lighthouse Keeper",
            "The Lighthouse Keeper’s Daughter",
        ]
        assert counted(library, "oscars") == counted(library, "Academy Awards") == (2, ["Story 1", "Story 2"])
        library.correct_topic(Correction("split", "Oscars"))
        assert shown(library, "Story 2")[0] == "Oscars"
        assert counted(library, "oscars") == (1, ["Story 2"])
        library.correct_topic(Correction("hide", "Academy Awards"))
        assert shown(library, "Story 1") == ["The Lighthouse Keeper"]
        assert shown(library, "Story 2")[0] == "Oscars"
        library.forget_correction("Oscars")
        assert shown(library, "Story 2")[0] == "The Lighthouse Keeper", (
            "what is hidden is so in every spelling"
        )


def test_an_article_tells_a_film_from_its_hero(home: Home) -> None:
    entries = [keyed("1", topics=topics("The Batman")), keyed("2", topics=topics("Batman"))]
    with stocked(home, *entries) as library:
        assert shown(library, "Story 1") == ["The Batman"]
        assert shown(library, "Story 2") == ["Batman"]


def test_stances_follow_the_name_that_is_shown(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.set_stance(Stance("topic", "Inês Calloway", "mute"))
        assert titles(library) == ["Story 2"]
        library.correct_topic(MERGED)
        assert titles(library) == []
        library.apply(update(keyed("4", topics=topics("Calloway"))))
        assert titles(library) == []
        library.undo()
        assert sorted(titles(library)) == ["Story 2", "Story 4"]


def test_a_story_in_another_spelling_is_muted_when_it_comes(home: Home) -> None:
    with stocked(home, keyed("1", topics=topics("Academy Awards"))) as library:
        library.set_stance(Stance("topic", "Academy Awards", "mute"))
        library.apply(update(keyed("2", topics=topics("Oscars"))))
        assert titles(library) == []


def test_fields_of_news_are_no_topics_to_correct(home: Home) -> None:
    with stocked(home, BOTH) as library:
        for correction in (
            Correction("hide", "Film"),
            Correction("merge", "Calloway", "film"),
            Correction("rename", "Calloway", "  "),
            Correction("split", ""),
        ):
            with pytest.raises(UsageError):
                library.correct_topic(correction)
        assert titles(library, View(topic="film")) == ["Story 3"]
        assert library.undo() is None


def test_to_say_the_same_again_is_no_step_of_undo(home: Home) -> None:
    with stocked(home, WHOLE, SHORT) as library:
        library.correct_topic(MERGED)
        assert library.correct_topic(MERGED).stories == frozenset()
        assert library.correct_topic(Correction("merge", "Nightjar", "nightjar")).stories == frozenset()
        assert library.forget_correction("nobody").stories == frozenset()
        library.undo()
        assert library.undo() is None


def test_corrections_outlive_the_cache_and_so_does_what_the_text_had(home: Home) -> None:
    with stocked(home, WHOLE, SHORT, BOTH) as library:
        library.correct_topic(MERGED)
        library.set_saved(list(ids(library).values()), True)
    home.cache_db.unlink()
    with opened(home) as library:
        assert shown(library, "Story 2") == ["Nightjar", "Inês Calloway"]
        assert counted(library, "Inês Calloway")[0] == 3
        (copy,) = (each for each in library.saved_stories(0, 9) if each.title == "Story 3")
        assert [topic.name for topic in copy.topics] == ["Inês Calloway"]
        library.forget_correction("Calloway")
        assert shown(library, "Story 3") == ["Calloway", "Inês Calloway"]


def test_a_story_that_changes_keeps_what_the_user_said(home: Home) -> None:
    with stocked(home, SHORT) as library:
        library.correct_topic(MERGED)
        library.keep_document(ids(library)["Story 2"], Document("The text."), topics("Calloway"))
        library.apply(update(changed=[keyed("2", version="2", title="Story 2, mended", minutes=2)]))
        assert shown(library, "Story 2, mended") == ["Inês Calloway"]
        library.undo()
        assert shown(library, "Story 2, mended") == ["Calloway"]


def test_names_that_try_to_be_more_than_names_are_names(home: Home) -> None:
    with stocked(home, WHOLE) as library:
        for name in ('"; DROP TABLE names; --', "%_\\", "\x1b[31mred", "n" * 4_000, "🦉", '" OR *'):
            library.correct_topic(Correction("merge", "Nightjar", name))
            assert len(shown(library, "Story 1")) == 2
            library.correct_topic(Correction("split", name))
        assert shown(library, "Story 1") == ["Inês Calloway", "Nightjar"]
