"""Backups: whole, private, never in the place of anything better."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from shelves import NOW, at_every_line, content, filled, names, rows, run, small_disk, sound
from tuinews.errors import Damaged, Foreign, Full, Locked, NotFound, TooNew, TuinewsError, UsageError
from tuinews.library import backup, copying, files
from tuinews.library.marker import Marker
from tuinews.library.schema import LIBRARY
from tuinews.paths import Home

OPML = b'<opml><head><dateCreated>%s</dateCreated></head><body><outline xmlUrl="https://a.example/"/>%s</body></opml>'

WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from shelves import *
print("ready", flush=True)
for number in range(10_000):
    run(Path(sys.argv[2]), f"INSERT INTO preferences VALUES ('a{number}', '1')", f"INSERT INTO preferences VALUES ('b{number}', '1')")
"""

BACKUP_DYING = """
from tuinews.library import backup
library, target = Path(sys.argv[1]), Path(sys.argv[2])
earlier, now = content(target), content(library)

def check(finished):
    assert content(target) in ((now,) if finished else (earlier, now))
    assert content(library) == now
    assert sound(target)
    assert not finished or names(target.parent) == {"library.db", "mine.db"}

print(die_at_every_line({"copying", "backup"}, library.parent, lambda: backup.back_up(library, target), check))
"""


def marked(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT count(*) FROM preferences WHERE name LIKE 'a%' OR name LIKE 'b%'")


# --- one backup ---------------------------------------------------------------------------------------------


def test_a_backup_is_one_whole_private_file(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert backup.back_up(library, folder / "mine.db") == Marker(3, 6)
    assert names(folder) == {"mine.db"}
    assert (folder / "mine.db").stat().st_mode & 0o777 == 0o600
    assert content(folder / "mine.db") == content(library)
    assert names(folder) == {"mine.db"}, "reading it left a file beside it"
    assert sound(folder / "mine.db")


def test_what_a_crash_left_in_the_log_is_in_the_backup(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    with closing(files.connect(library)) as connection:
        connection.execute("INSERT INTO preferences VALUES ('late', '1')")
        assert files.beside(library, "-wal").stat().st_size
        backup.back_up(library, tmp_path / "mine.db")
    assert ("late", "1") in content(tmp_path / "mine.db")["preferences"]


def test_others_may_write_meanwhile(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", text="Long. " * 100, saved=30)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(Path(__file__).parent), str(library)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        seen: set[int] = set()
        while len(seen) < 5:
            backup.back_up(library, tmp_path / "mine.db")
            ((count,),) = marked(tmp_path / "mine.db")
            assert isinstance(count, int)
            assert count % 2 == 0, "half a transaction"
            seen.add(count)
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()


def test_a_death_at_any_line_leaves_the_earlier_backup_or_the_new_one(tmp_path: Path) -> None:
    library = filled(tmp_path / "home" / "library.db")
    backup.back_up(library, library.with_name("mine.db"))
    run(library, "DELETE FROM preferences")
    assert at_every_line(BACKUP_DYING, library, library.with_name("mine.db")) > 30


def test_an_earlier_backup_is_replaced_also_through_a_link(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    (tmp_path / "link.db").symlink_to("mine.db")
    backup.back_up(library, tmp_path / "link.db")
    run(library, "DELETE FROM preferences")
    backup.back_up(library, tmp_path / "link.db")
    assert (tmp_path / "link.db").is_symlink()
    assert content(tmp_path / "mine.db")["preferences"] == []


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("Dear diary"),
        lambda path: path.write_bytes(os.urandom(20_000)),
        lambda path: path.mkdir(),
        lambda path: run_foreign(path),
        lambda path: filled(path),
        lambda path: run(filled(path), "PRAGMA user_version = 9999"),
        lambda path: os.mkfifo(path),
    ],
    ids=["text", "random", "folder", "foreign", "library in use", "newer", "pipe"],
)
def test_what_is_no_backup_is_never_replaced(tmp_path: Path, make: Callable[[Path], object]) -> None:
    library = filled(tmp_path / "library.db")
    target = tmp_path / "target"
    make(target)
    before = target.read_bytes() if target.is_file() else None
    with pytest.raises(UsageError) as caught:
        backup.back_up(library, target)
    assert str(target) in caught.value.summary
    assert before is None or target.read_bytes() == before
    assert not [name for name in names(tmp_path) if "draft" in name]


def run_foreign(path: Path) -> None:
    path.touch()
    run(path, "CREATE TABLE theirs (x)")


@pytest.mark.parametrize("name", ["library.db", "library.db-wal", "library.db.marker", "link", "hard"])
def test_the_library_itself_is_no_place_for_its_backup(tmp_path: Path, name: str) -> None:
    library = filled(tmp_path / "library.db")
    (tmp_path / "link").symlink_to("library.db")
    (tmp_path / "hard").hardlink_to(library)
    before = content(library)
    with pytest.raises(UsageError, match="the library itself"):
        backup.back_up(library, tmp_path / name)
    assert content(library) == before


def test_an_empty_file_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "mine.db").touch()
    backup.back_up(filled(tmp_path / "library.db"), tmp_path / "mine.db")
    assert sound(tmp_path / "mine.db")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    with pytest.raises(UsageError, match=r"nowhere/mine.db” can't be written: no such file"):
        backup.back_up(library, tmp_path / "nowhere" / "mine.db")
    with small_disk(tmp_path / "disk", "size=1m,ro") as disk, pytest.raises(UsageError, match="read-only"):
        backup.back_up(library, disk / "mine.db")


def test_a_full_disk_leaves_the_earlier_backup(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    with small_disk(tmp_path / "disk") as disk:
        backup.back_up(library, disk / "mine.db")
        before = content(disk / "mine.db")
        run(library, "INSERT INTO preferences VALUES ('much', hex(zeroblob(2000000)))")
        with pytest.raises(Full, match="The disk is full"):
            backup.back_up(library, disk / "mine.db")
        assert content(disk / "mine.db") == before
        assert names(disk) == {"mine.db"}


def test_no_library_gives_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no library yet"):
        backup.back_up(tmp_path / "library.db", tmp_path / "mine.db")
    assert names(tmp_path).isdisjoint({"library.db", "mine.db"})


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (lambda path: os.truncate(path, 0), Damaged),
        (lambda path: garbage(path, 5), Damaged),
        (lambda path: run(path, "PRAGMA application_id = 7"), Foreign),
        (lambda path: run(path, "PRAGMA user_version = 9999"), TooNew),
    ],
    ids=["emptied", "page", "foreign", "newer"],
)
def test_a_library_that_cannot_be_used_replaces_no_backup(
    tmp_path: Path, harm: Callable[[Path], None], kind: type[TuinewsError]
) -> None:
    library = filled(tmp_path / "library.db")
    backup.back_up(library, tmp_path / "mine.db")
    before = (tmp_path / "mine.db").read_bytes()
    harm(library)
    with pytest.raises(kind) as caught:
        backup.back_up(library, tmp_path / "mine.db")
    assert str(library) in caught.value.summary
    assert (tmp_path / "mine.db").read_bytes() == before


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def first_page_garbage(path: Path) -> None:
    garbage(path, 1)


def garbage(path: Path, page: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: (page - 1) * 4096] + b"\xa5" * 4096 + content[page * 4096 :])


def test_a_library_that_another_program_holds_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_MILLISECONDS", 20)
    library = filled(tmp_path / "library.db")
    with closing(files.connect(library)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked):
            backup.back_up(library, tmp_path / "mine.db")


# --- one for each day ---------------------------------------------------------------------------------------


def opml(more: bytes = b"", made: bytes = b"today") -> bytes:
    return OPML % (made, more)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def dailies(home: Home) -> list[str]:
    return sorted(name for name in names(backup.backups_of(home)) if name.startswith("library-"))


def test_there_is_one_backup_a_day_and_seven_in_all(home: Home) -> None:
    filled(home.library_db)
    made: Path | None = None
    for number in range(10):
        run(home.library_db, f"INSERT OR REPLACE INTO preferences VALUES ('day', '{number}')")
        made = backup.daily(home, day(number), opml())
        assert made is not None
        assert backup.daily(home, day(number) + timedelta(seconds=1), opml()) is None
    assert dailies(home) == [f"library-2026-03-{number}.db" for number in range(17, 24)]
    assert made is not None
    assert ("day", "9") in content(made)["preferences"]
    found = backup.newest_good(home, day(9))
    assert found == backup.BackupInfo(made, date(2026, 3, 23), Marker(3, 6))


def test_an_empty_library_is_not_backed_up(home: Home) -> None:
    home.make()
    files.make(home.library_db, LIBRARY)
    assert backup.daily(home, NOW, b"") is None
    assert names(backup.backups_of(home)) == set()


def test_a_damaged_library_crowds_no_backup_out(home: Home) -> None:
    filled(home.library_db)
    for number in range(7):
        backup.daily(home, day(number), opml())
    before = dailies(home)
    garbage(home.library_db, 5)
    with pytest.raises(Damaged):
        backup.daily(home, day(7), opml())
    assert dailies(home) == before


def test_a_new_library_crowds_no_backup_of_the_lost_one_out(home: Home) -> None:
    filled(home.library_db, library_id="lost")
    for number in range(7):
        backup.daily(home, day(number), opml())
    home.library_db.unlink()
    filled(home.library_db, sources=1, library_id="new")
    for number in range(7, 20):
        backup.daily(home, day(number), opml())
    ids = [
        rows(backup.backups_of(home) / name, "SELECT library_id FROM meta")[0][0] for name in dailies(home)
    ]
    assert ids == ["lost"] * 7 + ["new"] * 7


def test_a_clock_that_was_ahead_stops_no_backup(home: Home) -> None:
    filled(home.library_db)
    for number in range(3_650, 3_660):
        backup.daily(home, day(number), opml())
    made = backup.daily(home, NOW, opml())
    assert made is not None
    assert made.exists()
    found = backup.newest_good(home, NOW)
    assert found is not None
    assert found.path == made


def test_a_damaged_backup_is_passed_over(home: Home) -> None:
    filled(home.library_db)
    good = backup.daily(home, day(0), opml())
    for number, harm in enumerate((emptied, first_page_garbage), 1):
        made = backup.daily(home, day(number), opml())
        assert made is not None
        harm(made)
    files.make(backup.backups_of(home) / "library-2026-03-20.db", LIBRARY)
    found = backup.newest_good(home, day(9))
    assert found is not None
    assert found.path == good


def test_without_backups_there_is_none(home: Home) -> None:
    assert backup.newest_good(home, NOW) is None
    assert backup.newest_snapshot(home, NOW) is None


def test_subscriptions_are_written_down_when_they_changed(home: Home) -> None:
    filled(home.library_db)
    backup.daily(home, day(0), opml(made=b"one"))
    backup.daily(home, day(1), opml(made=b"two"))
    backup.daily(home, day(2), opml(b"<outline/>"))
    backup.daily(home, day(3), b"<opml/>")
    found = sorted(name for name in names(backup.backups_of(home)) if name.endswith("opml"))
    assert found == ["subscriptions-2026-03-14.opml", "subscriptions-2026-03-16.opml"]
    newest = backup.newest_snapshot(home, day(3))
    assert newest is not None
    assert newest.read_bytes() == opml(b"<outline/>")
    for number in range(4, 20):
        backup.daily(home, day(number), opml(str(number).encode()))
    assert sum(name.endswith("opml") for name in names(backup.backups_of(home))) == 7


def test_what_a_killed_process_left_is_swept_away_a_day_later(home: Home) -> None:
    filled(home.library_db)
    backup.backups_of(home).mkdir()
    left = backup.backups_of(home) / ".0123456789abcdef.draft-journal"
    left.touch()
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    backup.daily(home, NOW + timedelta(hours=23), opml())
    assert left.exists()
    backup.daily(home, NOW + timedelta(hours=25), opml())
    assert not left.exists()


def test_a_copy_that_is_only_read_gets_no_file_beside_it(tmp_path: Path) -> None:
    library = filled(tmp_path / "home" / "library.db")
    taken = tmp_path / "taken" / "library.db"
    taken.parent.mkdir()
    taken.write_bytes(library.read_bytes())
    assert copying.check(taken) == Marker(3, 6)
    assert names(taken.parent) == {"library.db"}
