"""Putting a backup in the place of the library, whatever became of that."""

import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from newsstand import ids, keyed, opened, python, stocked, titles, update
from shelves import NOW, at_every_line, content, filled, names, rows, run, small_disk, sound
from test_library_backup import garbage
from test_library_migrate import write_version_1
from tuinews.errors import (
    Damaged,
    Foreign,
    Full,
    Locked,
    NotFound,
    ReadOnly,
    TooNew,
    TuinewsError,
    UsageError,
)
from tuinews.library import files
from tuinews.library.backup import back_up
from tuinews.library.marker import Marker
from tuinews.library.replace import put_back
from tuinews.library.schema import LIBRARY
from tuinews.model import View
from tuinews.paths import Home

DYING = """
from tuinews.library.replace import put_back
from tuinews.paths import Home
home = Home.below(Path(sys.argv[1]))
backup = Path(sys.argv[2])
wanted = content(backup)
before = home.library_db.read_bytes()
earlier = content(home.library_db) if sys.argv[3] == "sound" else None

def check(finished):
    if home.library_db.exists() and home.library_db.read_bytes() == before:
        assert not finished
    elif home.library_db.exists():
        now = content(home.library_db)
        assert now == wanted or (not finished and now == earlier)
    else:
        assert not finished
        assert (home.data / "library.db.corrupt-2026-03-14").read_bytes() == before
    assert content(backup) == wanted

print(die_at_every_line({"replace"}, home.data, lambda: put_back(home, backup, NOW), check, step=3))
"""


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def kept_files(home: Home) -> set[str]:
    return {path.name for path in home.data.rglob("*") if path.is_file()} - {
        "library.db",
        "library.db.marker",
    }


def test_a_backup_takes_the_place_of_a_sound_library_which_is_kept(home: Home, tmp_path: Path) -> None:
    backup = filled(tmp_path / "mine.db", sources=2, saved=4)
    filled(home.library_db)
    before = content(home.library_db)
    done = put_back(home, backup, NOW)
    assert done.holds == Marker(2, 4)
    assert done.kept == home.data / "backups" / "library-replaced-2026-03-14.db"
    assert content(done.kept) == before
    assert content(home.library_db) == content(backup)
    assert sound(home.library_db)
    assert Marker.read(home.library_db) == Marker(2, 4)
    put_back(home, done.kept, NOW)
    assert content(home.library_db) == before
    assert kept_files(home) == {"library-replaced-2026-03-14.db", "library-replaced-2026-03-14-2.db"}


@pytest.mark.parametrize(
    ("harm", "kept"),
    [
        (lambda path: path.unlink(), set()),
        (lambda path: os.truncate(path, 0), {"library.db.corrupt-2026-03-14"}),
        (lambda path: path.write_bytes(b"Dear diary" * 100), {"library.db.corrupt-2026-03-14"}),
        (lambda path: os.truncate(path, path.stat().st_size // 2), {"library.db.corrupt-2026-03-14"}),
        (lambda path: garbage(path, 1), {"library.db.corrupt-2026-03-14"}),
        (lambda path: garbage(path, 7), {"library.db.corrupt-2026-03-14"}),
        (
            lambda path: files.beside(empty(path), "-wal").write_bytes(b"x" * 90_000),
            {"library.db.corrupt-2026-03-14", "library.db.corrupt-2026-03-14-wal"},
        ),
    ],
    ids=["missing", "emptied", "text", "half", "schema", "page", "garbage log"],
)
def test_a_library_that_is_lost_is_moved_aside(
    home: Home, tmp_path: Path, harm: Callable[[Path], object], kept: set[str]
) -> None:
    backup = filled(tmp_path / "mine.db")
    with stocked(home, keyed("a"), keyed("b")) as library:
        library.set_saved([1], True)
    harm(home.library_db)
    damaged = home.library_db.read_bytes() if kept else b""
    with pytest.raises(Damaged), opened(home):
        pass
    done = put_back(home, backup, NOW)
    assert kept_files(home) == kept
    assert (done.kept.read_bytes() if done.kept else b"") == damaged
    with opened(home) as library:
        assert len(titles(library, View(saved=True))) == 6
        assert {source.title for source in library.sources()} == {"Source 1", "Source 2", "Source 3"}


def test_a_library_without_a_home_comes_from_a_backup(home: Home, tmp_path: Path) -> None:
    assert put_back(home, filled(tmp_path / "mine.db"), NOW).kept is None
    with opened(home) as library:
        assert len(titles(library, View(saved=True))) == 6


@pytest.mark.parametrize("lost", [False, True], ids=["sound", "lost"])
def test_an_earlier_state_of_the_same_library_keeps_what_the_cache_has(
    home: Home, tmp_path: Path, lost: bool
) -> None:
    with stocked(home, keyed("a"), keyed("b"), keyed("c")) as library:
        library.set_saved([ids(library)["Story a"]], True)
        numbers = ids(library)
    back_up(home.library_db, tmp_path / "mine.db")
    with opened(home) as library:
        library.set_saved([numbers["Story a"]], False)
        library.set_read([numbers["Story b"]], True)
        library.apply(update(keyed("d")))
        numbers = ids(library)
    if lost:
        garbage(home.library_db, 1)
    put_back(home, tmp_path / "mine.db", NOW)
    with opened(home) as library:
        assert library.notice == ""
        assert ids(library) == numbers
        assert titles(library, View(saved=True)) == ["Story a"]
        assert library.count(View(unread=True)) == 4
        library.apply(update(keyed("e")))
        assert ids(library)["Story e"] > max(numbers.values()), "a number was given twice"


def test_another_librarys_backup_makes_the_cache_a_strangers(home: Home, tmp_path: Path) -> None:
    with stocked(home, keyed("a")):
        pass
    put_back(home, filled(tmp_path / "mine.db", sources=1), NOW)
    with opened(home) as library:
        assert "another library's" in library.notice
        assert [source.title for source in library.sources()] == ["Source 1"]
        assert len(titles(library)) == 6


def test_a_window_that_is_open_sees_the_backup_and_writes_on(home: Home, tmp_path: Path) -> None:
    with stocked(home, keyed("a"), keyed("b")) as library:
        library.set_saved([ids(library)["Story a"]], True)
        back_up(home.library_db, tmp_path / "mine.db")
        library.set_saved([ids(library)["Story a"]], False)
        script = (
            "from tuinews.library.replace import put_back\nfrom tuinews.paths import Home\nfrom pathlib import Path\n"
            "put_back(Home.below(Path(sys.argv[1])), Path(sys.argv[2]), NOW)"
        )
        subprocess.run(python(script, str(home.data.parent), str(tmp_path / "mine.db")), check=True)
        library.set_read([ids(library)["Story b"]], True)
        assert titles(library, View(saved=True)) == ["Story a"]
    with opened(home) as library:
        assert titles(library, View(saved=True)) == ["Story a"]
        assert library.count(View(unread=True)) == 1


def test_a_log_without_its_library_never_meets_the_backup(home: Home, tmp_path: Path) -> None:
    backup = filled(tmp_path / "mine.db")
    filled(home.library_db)
    with closing(files.connect(home.library_db)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE saved SET title = 'Not from the backup'")
        home.library_db.unlink()
        assert files.beside(home.library_db, "-wal").stat().st_size
        assert put_back(home, backup, NOW).kept is None
        assert content(home.library_db) == content(backup)
    assert content(home.library_db) == content(backup)
    assert kept_files(home) >= {"library.db.corrupt-2026-03-14-wal"}


def test_a_window_that_is_open_on_a_lost_library_goes_on_with_the_backup(home: Home, tmp_path: Path) -> None:
    with stocked(home, keyed("a"), keyed("b")) as library:
        library.set_saved([ids(library)["Story a"]], True)
        back_up(home.library_db, tmp_path / "mine.db")
        home.library_db.unlink()
        put_back(home, tmp_path / "mine.db", NOW)
        library.set_saved([ids(library)["Story b"]], True)
    with opened(home) as library:
        assert set(titles(library, View(saved=True))) == {"Story a", "Story b"}


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    backup = filled(tmp_path / "mine.db")
    with small_disk(tmp_path / "disk") as disk:
        home = Home.below(disk)
        filled(home.library_db)
        home.make()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(ReadOnly) as caught:
            put_back(home, backup, NOW)
        assert str(home.data) in caught.value.summary


def test_a_backup_in_use_is_taken_with_its_log(home: Home, tmp_path: Path) -> None:
    other = filled(tmp_path / "library.db")
    with closing(files.connect(other)) as connection:
        connection.execute("INSERT INTO preferences VALUES ('late', '1')")
        put_back(home, other, NOW)
    assert ("late", "1") in content(home.library_db)["preferences"]


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda path: None, NotFound, "There is no file"),
        (lambda path: path.touch(), UsageError, "is empty"),
        (lambda path: path.write_bytes(os.urandom(50_000)), UsageError, "no backup of tuinews"),
        (lambda path: path.write_bytes(b"x"), UsageError, "no backup of tuinews"),
        (lambda path: run(empty(path), "CREATE TABLE theirs (x)"), Foreign, "another program"),
        (lambda path: run(filled(path), "PRAGMA user_version = 9999"), TooNew, "later version"),
        (lambda path: garbage(filled(path), 5), Damaged, "is damaged"),
        (lambda path: os.truncate(filled(path), 50_000), Damaged, "is damaged"),
        (lambda path: path.mkdir(), UsageError, "is no file"),
        (lambda path: os.mkfifo(path), UsageError, "is no file"),
    ],
    ids=["missing", "empty", "random", "stump", "foreign", "newer", "page", "cut", "folder", "pipe"],
)
@pytest.mark.parametrize("there", [True, False], ids=["library", "no library"])
def test_what_is_no_backup_changes_nothing(
    home: Home,
    tmp_path: Path,
    make: Callable[[Path], object],
    kind: type[TuinewsError],
    words: str,
    there: bool,
) -> None:
    if there:
        filled(home.library_db)
    before = content(home.library_db) if there else None
    make(tmp_path / "mine.db")
    with pytest.raises(kind, match=words) as caught:
        put_back(home, tmp_path / "mine.db", NOW)
    assert str(tmp_path / "mine.db") in caught.value.summary
    assert home.library_db.exists() == there
    assert before is None or content(home.library_db) == before
    assert kept_files(home) <= {"library.db-wal", "library.db-shm"}


def test_the_library_is_no_backup_of_itself(home: Home) -> None:
    filled(home.library_db)
    with pytest.raises(UsageError, match="the library itself"):
        put_back(home, home.library_db, NOW)


@pytest.mark.parametrize(
    ("harm", "kind"),
    [("PRAGMA application_id = 7", Foreign), ("PRAGMA user_version = 9999", TooNew)],
    ids=["foreign", "newer"],
)
def test_what_stands_in_the_way_and_is_not_ours_stays(
    home: Home, tmp_path: Path, harm: str, kind: type[TuinewsError]
) -> None:
    filled(home.library_db)
    run(home.library_db, harm)
    before = home.library_db.read_bytes()
    with pytest.raises(kind):
        put_back(home, filled(tmp_path / "mine.db"), NOW)
    assert home.library_db.read_bytes() == before


def test_a_locked_library_is_waited_for_and_left(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_MILLISECONDS", 20)
    filled(home.library_db)
    before = content(home.library_db)
    with closing(files.connect(home.library_db)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked):
            put_back(home, filled(tmp_path / "mine.db", sources=1), NOW)
    assert content(home.library_db) == before
    assert kept_files(home) == set()


@pytest.mark.parametrize("state", ["sound", "damaged"])
def test_a_death_at_any_line_leaves_the_one_or_the_other(home: Home, tmp_path: Path, state: str) -> None:
    filled(home.library_db)
    if state == "damaged":
        garbage(home.library_db, 7)
    backup = filled(tmp_path / "mine.db", sources=2, saved=4)
    assert at_every_line(DYING, home.data.parent, backup, Path(state)) > 30


def test_a_full_disk_leaves_the_library(tmp_path: Path) -> None:
    backup = filled(tmp_path / "mine.db", sources=1)
    run(backup, "INSERT INTO preferences VALUES ('much', hex(zeroblob(100000)))")
    with small_disk(tmp_path / "disk") as disk:
        home = Home.below(disk)
        filled(home.library_db)
        before = content(home.library_db)
        ballast = disk / "ballast"
        tried = 0
        for room in range(100_000, 900_000, 100_000):
            space = os.statvfs(disk)
            ballast.write_bytes(b"")
            space = os.statvfs(disk)
            ballast.write_bytes(b"x" * max(0, space.f_bavail * space.f_bsize - room))
            try:
                put_back(home, backup, NOW)
            except Full:
                tried += 1
                assert content(home.library_db) == before
                assert not [name for name in names(home.data) if "draft" in name]
            else:
                break
        assert tried > 2
        assert content(home.library_db) == content(backup)


def test_an_earlier_versions_backup_is_brought_up(home: Home, tmp_path: Path) -> None:
    backup = tmp_path / "mine.db"
    write_version_1(backup)
    before = backup.read_bytes()
    filled(home.library_db)
    done = put_back(home, backup, NOW)
    assert backup.read_bytes() == before
    assert rows(home.library_db, "PRAGMA user_version") == [(LIBRARY.version,)]
    with opened(home) as library:
        assert len(library.sources()) == done.holds.sources > 0
        assert len(titles(library, View(saved=True))) == done.holds.saved > 0
    assert kept_files(home) == {"library-replaced-2026-03-14.db"}


def test_a_library_of_an_earlier_version_is_replaced_too(home: Home, tmp_path: Path) -> None:
    home.make()
    write_version_1(home.library_db)
    backup = filled(tmp_path / "mine.db")
    put_back(home, backup, NOW)
    assert content(home.library_db) == content(backup)
