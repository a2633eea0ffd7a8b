"""Related stories and groups, from the library's point of view: what is found, what is left out, what is kept."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from newsstand import NOW, index_all, keyed, stocked, stories
from tuinews.errors import NotFound
from tuinews.library import Library
from tuinews.model import KeyedEntry, Topic, View
from tuinews.paths import Home
from tuinews.topics.groups import grouped

WEEK_AGO = NOW - timedelta(days=7)


def topics(*names: str) -> tuple[Topic, ...]:
    return tuple(Topic(name, 1 - number / 10) for number, name in enumerate(names))


def told(number: str, summary: str, **more: Any) -> KeyedEntry:
    """An entry whose opening is its own."""
    made = keyed(number, **more)
    return replace(made, entry=replace(made.entry, summary=summary))


OWLS = told(
    "1",
    "Streamline wants more of its owls.",
    title="Nightjar renewed for a third season",
    topics=topics("Nightjar", "Ilse Brandt"),
    minutes=10,
)
AGAIN = told(
    "2",
    "There will be more owls at Streamline.",
    title="Nightjar gets a third season",
    topics=topics("Nightjar", "Ilse Brandt"),
    minutes=5,
)
ACTRESS = told(
    "3",
    "She talks about her winter in a barn.",
    title="Ilse Brandt on silence",
    topics=topics("Ilse Brandt"),
    minutes=3,
)
SIEGE = told(
    "4",
    "The gate opens in February, its makers say.",
    title="Stonewarden has a date",
    topics=topics("Stonewarden"),
    minutes=1,
)


def by_title(library: Library) -> dict[str, int]:
    return {story.title: story.id for story in stories(library)}


def test_related_stories_share_a_rare_topic_and_say_which(home: Home) -> None:
    with stocked(home, OWLS, AGAIN, ACTRESS, SIEGE) as library:
        index_all(library)
        found = library.related(by_title(library)["Nightjar renewed for a third season"])
        assert [each.story.title for each in found] == [
            "Nightjar gets a third season",
            "Ilse Brandt on silence",
        ]
        assert found[0].reason == "Both name Nightjar and Ilse Brandt"
        assert found[1].reason == "Both name Ilse Brandt"
        assert 1 >= found[0].score > found[1].score > 0


def test_related_stories_are_those_that_are_listed(home: Home) -> None:
    with stocked(home, OWLS, AGAIN, ACTRESS) as library:
        index_all(library)
        ids = by_title(library)
        library.set_hidden([ids["Nightjar gets a third season"]], True)
        found = library.related(ids["Nightjar renewed for a third season"])
        assert [each.story.title for each in found] == ["Ilse Brandt on silence"]


def test_nothing_is_related_where_nothing_else_is(home: Home) -> None:
    with stocked(home, SIEGE) as library:
        assert library.related(by_title(library)["Stonewarden has a date"]) == ()
        with pytest.raises(NotFound):
            library.related(4711)


def test_stories_without_words_or_topics_are_related_to_nothing(home: Home) -> None:
    with stocked(home, keyed("1", title="“?!”"), keyed("2", title='"*" AND (')) as library:
        index_all(library)
        for story in stories(library):
            assert library.related(story.id) == () or library.related(story.id)[0].reason


def test_reports_of_one_event_become_a_group_and_stay_listed(home: Home) -> None:
    with stocked(home, OWLS, AGAIN, ACTRESS, SIEGE) as library:
        found = grouped(library.tales(WEEK_AGO))
        ids = by_title(library)
        first = min(ids["Nightjar renewed for a third season"], ids["Nightjar gets a third season"])
        assert found == {
            ids["Nightjar renewed for a third season"]: first,
            ids["Nightjar gets a third season"]: first,
        }
        change = library.set_groups(found)
        assert change is not None
        assert change.stories == frozenset(found)
        (group,) = library.groups(WEEK_AGO)
        assert group.id == first
        assert {story.title for story in group.stories} == {
            "Nightjar renewed for a third season",
            "Nightjar gets a third season",
        }
        assert len(stories(library)) == 4
        assert {story.id: story.others for story in stories(library) if story.others} == dict.fromkeys(
            found, 1
        )
        for story_id in found:
            assert {story.id for story in stories(library, View(alike=story_id))} == set(found)
        alone = ids["Ilse Brandt on silence"]
        assert stories(library, View(alike=alone)) == stories(library, View(alike=4711)) == ()
        library.set_hidden([first], True)
        assert {story.others for story in stories(library)} == {0}, "what is hidden is not counted"
        library.set_hidden([first], False)
        assert grouped(library.tales(WEEK_AGO)) == {}, "what is known already is not told again"


def test_a_story_of_the_same_group_is_not_called_related(home: Home) -> None:
    with stocked(home, OWLS, AGAIN, ACTRESS) as library:
        index_all(library)
        library.set_groups(grouped(library.tales(WEEK_AGO)))
        found = library.related(by_title(library)["Nightjar renewed for a third season"])
        assert [each.story.title for each in found] == ["Ilse Brandt on silence"]


def test_the_fullest_copy_comes_first(home: Home) -> None:
    with stocked(home, OWLS, AGAIN) as library:
        library.set_groups(grouped(library.tales(WEEK_AGO)))
        longest = max(stories(library), key=lambda story: (story.words or 0, -story.place))
        assert library.groups(WEEK_AGO)[0].stories[0].id == longest.id


def test_groups_survive_stories_that_go(home: Home) -> None:
    with stocked(home, OWLS, AGAIN) as library:
        library.set_groups({4711: 1})
        ids = sorted(by_title(library).values())
        library.set_groups(dict.fromkeys(ids, ids[0]))
        library.set_hidden([ids[0]], True)
        assert library.groups(WEEK_AGO) == (), "one story alone is no group"
        library.set_groups(dict.fromkeys(ids, None))
        assert {story.group for story in stories(library)} == {None}
