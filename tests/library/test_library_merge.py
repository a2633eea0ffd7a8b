"""The union of two libraries."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsstand import FEEDS, ids, keyed, opened, stocked, titles, update
from shelves import NOW, at_every_line, content, filled, rows, run, save, small_disk, sound
from tuinews.errors import Full, UsageError
from tuinews.library import Library, files
from tuinews.library.backup import back_up
from tuinews.library.marker import Marker
from tuinews.library.merge import Merged, merge_copy
from tuinews.model import Correction, NewSource, Pair, Stance, View
from tuinews.paths import Home

DYING = """
from tuinews.library.merge import merge_copy
from tuinews.paths import Home
home = Home.below(Path(sys.argv[1]))
backup = Path(sys.argv[2])
earlier = content(home.library_db)

def check(finished):
    merged = len(rows(home.library_db, "SELECT id FROM saved"))
    assert merged == 8 or (not finished and content(home.library_db) == earlier)
    assert sound(home.library_db)

print(die_at_every_line({"merge"}, home.data.parent, lambda: merge_copy(home, backup, NOW), check, step=4))
"""


@pytest.fixture
def other(tmp_path: Path) -> Home:
    """Another machine's home."""
    return Home.below(tmp_path / "other")


def backup_of(home: Home) -> Path:
    target = home.data.parent / "mine.db"
    back_up(home.library_db, target)
    return target


def merged(home: Home, other: Home) -> Merged:
    """Merge what the other library has; to do it again must change nothing."""
    backup = backup_of(other)
    done, kept = merge_copy(home, backup, NOW)
    assert bool(done) == (kept is not None)
    before, meta = content(home.library_db), rows(home.library_db, "SELECT * FROM meta")
    assert merge_copy(home, backup, NOW) == (Merged(), None)
    assert content(home.library_db) == before
    assert rows(home.library_db, "SELECT * FROM meta") == meta
    assert sound(home.library_db)
    return done


def marked(library: Library, *, read: str = "", saved: str = "", hidden: str = "") -> None:
    numbers = ids(library)
    for number in [numbers[f"Story {key}"] for key in read]:
        library.set_read([number], True)
    for number in [numbers[f"Story {key}"] for key in saved]:
        library.set_saved([number], True)
    for number in [numbers[f"Story {key}"] for key in hidden]:
        library.set_hidden([number], True)


@contextmanager
def marks_of(home: Home, *keys: str, **marks: str) -> Iterator[Library]:
    with stocked(home, *map(keyed, keys)) as library:
        marked(library, **marks)
        yield library


def test_what_either_marked_is_marked(home: Home, other: Home) -> None:
    with marks_of(home, *"abcdef", read="ab", saved="c"):
        pass
    # The other machine met the same stories in another order, and knows some that are not here any more.
    with marks_of(other, *"xfedcba", read="bfx", saved="dx", hidden="e"):
        pass
    assert merged(home, other) == Merged(sources=0, saved=2, read=2, rest=1)
    with opened(home) as library:
        assert library.notice == ""
        assert set(titles(library, View(saved=True))) == {"Story c", "Story d", "Story x"}
        assert set(titles(library, View(unread=True))) == {"Story c", "Story d"}
        assert "Story e" not in titles(library)
        assert library.body(ids(library)["Story x"]).content_html == "<p>Some words.</p>"
        assert Marker.read(home.library_db) == Marker(2, 3)


def test_a_story_keeps_its_number_and_a_new_one_gets_one_of_its_own(home: Home, other: Home) -> None:
    with marks_of(home, *"ab") as library:
        numbers = ids(library)
    with marks_of(other, *"cba", read="cba", saved="c"):
        pass
    merged(home, other)
    with opened(home) as library:
        after = ids(library)
        assert {title: after[title] for title in numbers} == numbers
        library.apply(update(keyed("d")))
        assert len(set(ids(library).values())) == 4


def test_what_either_said_of_topics_and_stories_holds(home: Home, other: Home) -> None:
    with marks_of(home, *"abc") as library:
        library.correct_topic(Correction("hide", "Owls"))
    with marks_of(other, *"cbad") as library:
        library.correct_topic(Correction("merge", "Calloway", "Inês Calloway"))
        library.correct_topic(Correction("rename", "Owls", "Night birds"))
        library.put_together([ids(library)["Story a"], ids(library)["Story b"]])
    merged(home, other)
    with opened(home) as library:
        assert set(library.corrections()) == {
            Correction("merge", "Calloway", "Inês Calloway"),
            Correction("hide", "Owls"),
        }
        one, two = sorted((ids(library)["Story a"], ids(library)["Story b"]))
        assert library.pairs() == {Pair(one, two, together=True)}


def test_a_feed_that_changed_its_guids_brings_no_story_twice(home: Home, other: Home) -> None:
    with marks_of(home, "new") as library:
        library.apply(update(keyed("unmarked new", alias="unmarked")))
        library.apply(update(keyed("marked new", alias="marked")))
        library.set_read([ids(library)["Story marked new"]], True)
    with marks_of(other) as library:
        library.apply(update(keyed("unmarked old", alias="unmarked"), keyed("marked old", alias="marked")))
        library.set_saved(list(ids(library).values()), True)
    assert merged(home, other).saved == 2
    with opened(home) as library:
        assert len(titles(library)) == 3
        assert len(titles(library, View(saved=True))) == 2


def test_sources_come_along_and_one_that_was_left_stays_left(home: Home, other: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.remove_source(2)
    with opened(other) as library:
        library.add_sources(
            [
                FEEDS[1],
                NewSource("https://new.example/feed", "New", "Film"),
                NewSource("https://left.example/feed", "Left", "Film"),
            ]
        )
        library.remove_source(library.find_source("Left").id)
    assert merged(home, other) == Merged(sources=1, rest=1)
    with opened(home) as library:
        assert {source.title for source in library.sources()} == {"Backlot", "New"}
        assert library.find_source("New").folder == "Film"


def test_notes_tags_stances_and_searches_come_along(home: Home, other: Home) -> None:
    with marks_of(home, *"abcd", saved="abcd") as library:
        numbers = ids(library)
        for key, note in {"a": "mine", "b": "a longer one, mine", "c": "the same"}.items():
            library.set_note(numbers[f"Story {key}"], note)
        library.set_tags(numbers["Story a"], ["Oscars"])
        library.set_stance(Stance("topic", "Dune", "follow"))
        library.keep_search("Sequels", "sequel")
    with opened(other) as library:
        library.add_sources(FEEDS[::-1])
        library.apply(update(*map(keyed, "dcba"), source_id=2))
        numbers = ids(library)
        library.set_saved(list(numbers.values()), True)
        for key, note in {"a": "theirs", "b": "mine", "c": "the same", "d": "only theirs"}.items():
            library.set_note(numbers[f"Story {key}"], note)
        library.set_tags(numbers["Story a"], ["oscars", "Later"])
        library.set_stance(Stance("topic", "dune", "mute"))
        library.set_stance(Stance("source", "2", "mute"))
        library.set_stance(Stance("word", "remake", "mute", NOW))
        library.keep_search("Sequels", "title:sequel")
        library.keep_search("Other", "sequel")
    merged(home, other)
    with opened(home) as library:
        numbers = ids(library)
        notes = {key: library.note(numbers[f"Story {key}"]) for key in "abcd"}
        assert notes == {
            "a": "mine\n\ntheirs",
            "b": "a longer one, mine",
            "c": "the same",
            "d": "only theirs",
        }
        assert [tag.casefold() for tag in library.tags(numbers["Story a"])] == ["later", "oscars"]
        assert {(stance.kind, stance.name, stance.stance) for stance in library.stances()} == {
            ("topic", "Dune", "follow"),
            ("source", "1", "mute"),
        }
        assert {(search.name, search.query) for search in library.searches()} == {
            ("Sequels", "sequel"),
            ("Sequels 2", "title:sequel"),
        }


def test_a_text_that_is_missing_here_comes_along(home: Home, tmp_path: Path) -> None:
    filled(home.library_db)
    run(home.library_db, "UPDATE saved SET document = NULL, words = NULL WHERE id = 1")
    backup = filled(tmp_path / "mine.db")
    done, _ = merge_copy(home, backup, NOW)
    assert done == Merged(rest=1)
    assert content(home.library_db)["saved"] == content(backup)["saved"]


def test_a_copy_is_kept_of_what_was(home: Home, tmp_path: Path) -> None:
    filled(home.library_db)
    before = content(home.library_db)
    _, kept = merge_copy(home, filled(tmp_path / "mine.db", first=9), NOW)
    assert kept == home.data / "backups" / "library-replaced-2026-03-14.db"
    assert content(kept) == before


def test_a_window_that_is_open_goes_on(home: Home, other: Home) -> None:
    with marks_of(other, *"ab", saved="a"):
        pass
    with stocked(home, *map(keyed, "abc")) as library:
        done, _ = merge_copy(home, backup_of(other), NOW)
        assert done.saved == 1
        assert titles(library, View(saved=True)) == ["Story a"]
        library.set_saved([ids(library)["Story b"]], True)
    with opened(home) as library:
        assert set(titles(library, View(saved=True))) == {"Story a", "Story b"}


def test_into_nothing_everything_comes(home: Home, tmp_path: Path) -> None:
    done, _ = merge_copy(home, filled(tmp_path / "mine.db"), NOW)
    assert done == Merged(sources=3, saved=6, read=30, rest=9)
    with opened(home) as library:
        assert len(titles(library, View(saved=True))) == 6


def test_the_library_is_not_merged_with_itself(home: Home) -> None:
    filled(home.library_db)
    with pytest.raises(UsageError, match="the library itself"):
        merge_copy(home, home.library_db, NOW)


def test_a_death_at_any_line_leaves_all_or_nothing(home: Home, tmp_path: Path) -> None:
    filled(home.library_db)
    with opened(home):
        pass
    assert at_every_line(DYING, home.data.parent, filled(tmp_path / "mine.db", first=3)) > 30


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path) -> None:
    backup = filled(tmp_path / "mine.db", first=9, saved=15, text="Long. " * 30)
    with small_disk(tmp_path / "disk", "size=4m") as disk:
        home = Home.below(disk)
        filled(home.library_db)
        with opened(home):
            pass
        before = content(home.library_db)
        ballast = disk / "ballast"
        tried = 0
        for room in range(300_000, 4_000_000, 300_000):
            ballast.write_bytes(b"")
            space = os.statvfs(disk)
            ballast.write_bytes(b"x" * max(0, space.f_bavail * space.f_bsize - room))
            try:
                merge_copy(home, backup, NOW)
            except Full:
                tried += 1
                assert content(home.library_db) == before
                assert not list(home.data.rglob("library-replaced*"))
            else:
                break
        assert tried > 2
        assert len(content(home.library_db)["saved"]) == 21


KEYS = st.sets(st.integers(1, 12))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=st.tuples(KEYS, KEYS), theirs=st.tuples(KEYS, KEYS), shift=st.integers(0, 3))
def test_the_union_is_the_union_whatever_the_numbers(
    tmp_path_factory: pytest.TempPathFactory,
    mine: tuple[set[int], set[int]],
    theirs: tuple[set[int], set[int]],
    shift: int,
) -> None:
    folder = tmp_path_factory.mktemp("union")
    home = Home.below(folder / "home")
    for path, (read, saved), moved in ((home.library_db, mine, 0), (folder / "mine.db", theirs, shift)):
        filled(path, stories=0, saved=0)
        with_marks(path, read, saved, moved)
    merge_copy(home, folder / "mine.db", NOW)
    titles_saved = {title for (title,) in rows(home.library_db, "SELECT title FROM saved")}
    assert titles_saved == {f"Story {key}" for key in mine[1] | theirs[1]}
    keys_read = {key for (key,) in rows(home.library_db, "SELECT key FROM marks WHERE read")}
    assert keys_read == mine[0] | theirs[0]
    keys_saved = {key for (key,) in rows(home.library_db, "SELECT key FROM marks JOIN saved USING (id)")}
    assert keys_saved == mine[1] | theirs[1]


def with_marks(path: Path, read: set[int], saved: set[int], moved: int) -> None:
    with closing(files.connect(path)) as connection:
        for key in read | saved:
            connection.execute(
                "INSERT INTO marks (id, source_id, key, alias, read) VALUES (?, 1, ?, 0, ?)",
                (key + moved, key, key in read),
            )
        for key in saved:
            save(connection, key + moved, 1)
            connection.execute("UPDATE saved SET title = ? WHERE id = ?", (f"Story {key}", key + moved))
