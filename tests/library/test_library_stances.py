"""Follow and mute: where it holds, how long, what it counts, and that it can be taken back."""

from datetime import timedelta

import pytest

from newsstand import NOW, ids, keyed, opened, stocked, titles, update
from tuinews.errors import UsageError
from tuinews.library import Library
from tuinews.model import Correction, Retention, Stance, Topic, View
from tuinews.paths import Home

OWLS = (Topic("Owls", 1.0),)
ASIDE = View(aside=True)


def two_folders(library: Library) -> None:
    """The same two headlines in a source of the folder Film, and in one of the folder Stage."""
    for source_id in (1, 2):
        library.apply(
            update(
                keyed(f"a{source_id}", title=f"Owls win {source_id}", topics=OWLS),
                keyed(f"b{source_id}", title=f"Owls, the finale {source_id}"),
                source_id=source_id,
            )
        )


@pytest.mark.parametrize(
    ("stance", "gone"),
    [
        (Stance("topic", "owls", "mute"), {"Owls win 1", "Owls win 2"}),
        (Stance("topic", "owls", "mute", only_source=2), {"Owls win 2"}),
        (Stance("topic", "owls", "mute", only_folder="Film"), {"Owls win 1"}),
        (Stance("topic", "owls", "mute", only_folder="Nowhere"), set()),
        (Stance("word", "the finale", "mute", only_folder="Stage"), {"Owls, the finale 2"}),
        (Stance("word", "Finale", "mute", only_source=1), {"Owls, the finale 1"}),
        (Stance("source", "1", "mute"), {"Owls win 1", "Owls, the finale 1"}),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_mute_holds_where_it_is_to_hold(home: Home, stance: Stance, gone: set[str], first: bool) -> None:
    with stocked(home) as library:
        if first:
            library.set_stance(stance)
        two_folders(library)
        if not first:
            library.set_stance(stance)
        assert set(titles(library, ASIDE)) == gone
        assert library.counts(NOW).muted == library.counts(NOW).aside == len(gone)
        (kept,) = library.stances()
        assert kept.stories == len(gone)
        assert (kept.only_source, kept.only_folder) == (stance.only_source, stance.only_folder)
        library.undo()
        assert library.counts(NOW).muted == 0
        assert titles(library, ASIDE) == []


def test_where_a_mute_holds_can_be_changed_and_taken_back(home: Home) -> None:
    with stocked(home) as library:
        two_folders(library)
        library.set_stance(Stance("topic", "Owls", "mute", only_source=1))
        library.set_stance(Stance("topic", "Owls", "mute"))
        assert len(titles(library, ASIDE)) == 2
        library.undo()
        assert titles(library, ASIDE) == ["Owls win 1"]


def test_a_source_takes_the_mutes_of_its_new_folder(home: Home) -> None:
    with stocked(home) as library:
        two_folders(library)
        library.set_stance(Stance("topic", "Owls", "mute", only_folder="Film"))
        library.edit_source(2, "", "Film")
        assert set(titles(library, ASIDE)) == {"Owls win 1", "Owls win 2"}
        assert "Owls, the finale 2" in titles(library, View(folder="Film"))
        library.undo()
        assert titles(library, ASIDE) == ["Owls win 1"]
        assert "Owls, the finale 2" not in titles(library, View(folder="Film"))


def test_a_mute_ends_at_its_date(home: Home) -> None:
    day = NOW + timedelta(days=12, hours=3)
    with stocked(home, keyed("1", topics=OWLS)) as library:
        library.set_stance(Stance("topic", "Owls", "mute", day))
        assert library.stances()[0].until == day
    with opened(home, lambda: day - timedelta(seconds=1)) as library:
        library.expire_stances()
        assert titles(library) == []
    with opened(home, lambda: day) as library:
        assert library.expire_stances().stories == frozenset(ids(library).values())
        assert titles(library) == ["Story 1"]
        assert library.stances() == ()


def test_nonsense_is_refused(home: Home) -> None:
    with stocked(home) as library:
        with pytest.raises(UsageError):
            library.set_stance(Stance("source", "1", "mute", only_folder="Film"))
        assert library.stances() == ()
        assert library.undo() is None


def test_stories_are_kept_only_where_they_are_followed(home: Home) -> None:
    with stocked(home) as library:
        two_folders(library)
        library.set_stance(Stance("topic", "owls", "follow", only_source=1))
        library.set_stance(Stance("word", "finale", "follow", only_folder="Stage"))
        policy = Retention(1, 1)
    with opened(home, lambda: NOW + timedelta(days=9)) as library:
        library.prune(policy, (), None)
        assert set(titles(library)) == {"Owls win 1", "Owls, the finale 2"}


def test_another_spelling_is_the_same_stance(home: Home) -> None:
    entries = [keyed("1", topics=[Topic("Oscars", 1.0)]), keyed("2", topics=[Topic("Academy Awards", 1.0)])]
    with stocked(home, *entries) as library:
        library.set_stance(Stance("topic", "Oscars", "follow"))
        library.set_stance(Stance("topic", "Academy Awards", "mute"))
        (stance,) = library.stances()
        assert (stance.stance, stance.stories) == ("mute", 2)
        library.clear_stance("topic", "oscars")
        assert library.stances() == ()


def test_a_stance_is_named_as_its_topic_is_shown(home: Home) -> None:
    with stocked(home, keyed("1", topics=OWLS)) as library:
        library.set_stance(Stance("topic", "Owls", "follow"))
        library.correct_topic(Correction("rename", "Owls", "Night birds"))
        (stance,) = library.stances()
        assert (stance.name, stance.stories) == ("Night birds", 1)
        library.clear_stance("topic", "Night birds")
        assert library.stances() == ()


def test_hidden_and_muted_are_counted_apart(home: Home) -> None:
    with stocked(home, keyed("1", topics=OWLS), keyed("2")) as library:
        library.set_hidden([ids(library)["Story 2"]], True)
        library.set_stance(Stance("topic", "Owls", "mute"))
        counts = library.counts(NOW)
        assert (counts.aside, counts.muted) == (2, 1)
