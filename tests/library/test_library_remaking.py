"""Topics found anew: what they are found in, and what becomes of stories that went in the meantime."""

from newsstand import index_all, keyed, stocked, stories
from tuinews.library import Library
from tuinews.model import Document, Stance, Topic, View
from tuinews.paths import Home


def ids(library: Library) -> dict[str, int]:
    return {story.title: story.id for story in stories(library)}


def test_materials_come_newest_first_in_steps(home: Home) -> None:
    entries = [keyed(str(number), minutes=number) for number in range(5)]
    with stocked(home, *entries) as library:
        first = library.materials(None, 3)
        rest = library.materials(first[-1].place, 3)
        assert [each.title for each in (*first, *rest)] == [f"Story {number}" for number in range(5)]
        assert library.materials(rest[-1].place, 3) == ()
        assert first[0].markup == "<p>Some words.</p>"
        assert first[0].markdown is None


def test_a_document_is_preferred_to_what_the_feed_carries(home: Home) -> None:
    with stocked(home, keyed("1")) as library:
        (story_id,) = ids(library).values()
        library.keep_document(story_id, Document("The **whole** text", keywords=("Owls",)), ())
        (material,) = library.materials(None, 3)
        assert material.markdown == "The **whole** text"
        assert material.categories == ("Owls",)


def test_topics_take_the_place_of_earlier_ones_with_their_counts(home: Home) -> None:
    with stocked(home, keyed("1", topics=[Topic("Old", 1.0)], beats=["film"]), keyed("2")) as library:
        first, second = (ids(library)[title] for title in ("Story 1", "Story 2"))
        change = library.set_topics({first: (Topic("New", 1.0),), second: (), 4711: (Topic("Lost", 1.0),)})
        assert change.stories == {first}
        assert [(topic.name, topic.stories) for topic in library.topics(first)] == [("New", 1)]
        assert [story.id for story in library.page(View(topic="new"), None, 9).stories] == [first]
        assert [story.id for story in library.page(View(topic="film"), None, 9).stories] == [first]
        assert library.page(View(topic="old"), None, 9).stories == ()
        assert library.set_topics({first: (Topic("New", 1.0),)}).stories == frozenset()


def test_what_is_muted_is_judged_by_the_new_topics(home: Home) -> None:
    with stocked(home, keyed("1", topics=[Topic("Old", 1.0)])) as library:
        index_all(library)
        library.set_stance(Stance("topic", "New", "mute"))
        (story_id,) = ids(library).values()
        library.set_topics({story_id: (Topic("New", 1.0),)})
        assert stories(library) == ()
