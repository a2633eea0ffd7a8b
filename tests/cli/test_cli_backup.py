"""`backup` and `restore`, through the command line as it is installed."""

import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli_library import TITLES, filled, mark, saved
from cli_newsstand import PROGRAM, run, run_program
from tuinews.library.backup import daily
from tuinews.paths import Home

TODAY = datetime.now(UTC).astimezone().date().isoformat()


FOUND, PRIZE, TIDES = TITLES


def marked(home: Home) -> dict[str, int]:
    """Three stories, of which one is saved and another one read."""
    numbers = filled(home)
    mark(home, saved={numbers[FOUND]: True}, read={numbers[TIDES]: True})
    return numbers


def let_go(home: Home, numbers: dict[str, int]) -> None:
    mark(home, saved=dict.fromkeys(numbers.values(), False))


def test_a_backup_brings_everything_back(home: Home, tmp_path: Path) -> None:
    numbers = marked(home)
    file = tmp_path / "mine.db"
    done = run_program("backup", str(file))
    assert (done.code, done.out, done.err) == (0, f"Wrote 1 source and 1 saved story to {file}.\n", "")
    let_go(home, numbers)
    done = run_program("restore", str(file))
    assert (done.code, done.out) == (0, "The library holds 1 source and 1 saved story now.\n")
    kept = home.data / "backups" / f"library-replaced-{TODAY}.db"
    assert done.err == f"The library that was there is kept as {kept}.\n"
    assert saved(home) == {FOUND}
    assert {story["title"]: story["id"] for story in run("list", "--json").json} == numbers
    assert run("restore", str(kept)).code == 0
    assert saved(home) == set()


def test_a_merge_adds_and_a_second_one_does_not(home: Home, tmp_path: Path) -> None:
    numbers = marked(home)
    file = tmp_path / "mine.db"
    run("backup", str(file))
    let_go(home, numbers)
    mark(home, read={numbers[TIDES]: False})
    mark(home, saved={numbers[PRIZE]: True})
    done = run_program("restore", "--merge", str(file))
    assert (done.code, done.out) == (0, "Added 1 saved story and 1 read mark.\n")
    assert f"library-replaced-{TODAY}.db" in done.err
    assert saved(home) == {FOUND, PRIZE}
    done = run_program("restore", "--merge", str(file))
    assert (done.code, done.out, done.err) == (0, "The library has all of it already.\n", "")


def test_without_a_name_the_newest_backup_is_taken(home: Home) -> None:
    marked(home)
    daily(home, datetime(2026, 3, 14, 12, tzinfo=UTC), b"")
    home.library_db.write_bytes(b"")
    assert run("list").code == 4
    done = run_program("restore")
    assert (done.code, done.out) == (0, "The library holds 1 source and 1 saved story now.\n")
    assert "The newest backup is of 14 March 2026 and holds 1 source and 1 saved story.\n" in done.err
    assert f"library.db.corrupt-{TODAY}" in done.err
    assert saved(home) == {FOUND}


def test_without_backups_the_list_of_sources_is_offered(home: Home) -> None:
    done = run_program("restore")
    assert (done.code, done.out) == (5, "")
    assert "no backup that could be put back" in done.err
    (home.data / "backups").mkdir(parents=True)
    snapshot = home.data / "backups" / "subscriptions-2026-03-14.opml"
    snapshot.write_text("<opml/>")
    assert str(snapshot) in run_program("restore").err


def test_what_can_be_read_of_a_damaged_library_is_saved(home: Home) -> None:
    marked(home)
    whole = home.library_db.read_bytes()
    home.library_db.write_bytes(b"\xa5" * 4096 + whole[4096:])
    assert run("list").code == 4
    done = run_program("restore", "--salvage")
    assert (done.code, done.out) == (0, "Saved 1 source and 1 saved story, and 2 marks.\n")
    assert f"library.db.corrupt-{TODAY}" in done.err
    assert saved(home) == {FOUND}
    done = run_program("restore", "--salvage")
    assert (done.code, done.out) == (0, "The library is whole, so there is nothing to save from it.\n")


def test_what_can_be_read_of_a_damaged_file_is_added(home: Home, tmp_path: Path) -> None:
    numbers = marked(home)
    file = tmp_path / "mine.db"
    run("backup", str(file))
    file.write_bytes(b"\xa5" * 4096 + file.read_bytes()[4096:])
    let_go(home, numbers)
    assert run("restore", "--merge", str(file)).code == 2
    done = run("restore", "--merge", "--salvage", str(file))
    assert (done.code, done.out) == (0, "Added 1 saved story.\n")
    assert saved(home) == {FOUND}
    let_go(home, numbers)
    assert run("restore", "--salvage", str(file)).code == 0
    assert saved(home) == {FOUND}


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["backup"], 2, "--help"),
        (["backup", ""], 2, "empty"),
        (["backup", "library.db"], 2, "no backup. Choose another name"),
        (["backup", "nowhere/mine.db"], 2, "no such file or directory"),
        (["backup", "."], 2, "no file"),
        (["restore", "nowhere.db"], 5, "There is no file"),
        (["restore", "library.db"], 2, "is no backup of tuinews"),
        (["backup", "-"], 2, "a file of its own"),
        (["restore", "."], 2, "is no file"),
        (["restore", "--salvage", "."], 2, "is no file"),
        (["restore", "--salvage", "--merge"], 2, "name of the damaged file"),
        (["restore", "--salvage", "library.db"], 4, "Nothing in it can be read"),
        (["restore", "--salvage", "nowhere.db"], 5, "There is no file"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    code: int,
    words: str,
) -> None:
    marked(home)
    monkeypatch.chdir(tmp_path)
    Path("library.db").write_bytes(os.urandom(5_000))
    before = home.library_db.read_bytes()
    done = run(*argv)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert home.library_db.read_bytes() == before
    assert Path("library.db").stat().st_size == 5_000


def test_there_is_nothing_to_back_up_or_to_save_where_nothing_was(home: Home, tmp_path: Path) -> None:
    for argv in (["backup", str(tmp_path / "mine.db")], ["restore", "--salvage"]):
        done = run_program(*argv)
        assert (done.code, done.out) == (5, "")
        assert "There is no library" in done.err
    assert not (tmp_path / "mine.db").exists()
    assert not home.library_db.exists()


def test_a_name_with_hazards_writes_none(home: Home, tmp_path: Path) -> None:
    marked(home)
    done = run_program("backup", str(tmp_path / "mi\x1b]0;ne\x07.db"))
    assert done.code == 0
    assert "\x1b" not in done.out + done.err


@pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: sends a signal")
def test_an_interrupted_restore_leaves_the_one_or_the_other(home: Home, tmp_path: Path) -> None:
    numbers = marked(home)
    file = tmp_path / "mine.db"
    run("backup", str(file))
    let_go(home, numbers)
    process = subprocess.Popen(
        [PROGRAM, "restore", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # Until it is at work on the library, it would only be a program that has not begun.
    while process.poll() is None and not list(home.data.glob(".*.draft")):
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert saved(home) in ({FOUND}, set())
    assert run("list").code == 0


def test_help_shows_how(home: Home) -> None:
    for command, words in {
        "backup": "replaced",
        "restore": "nothing is ever deleted",
        "export": "--saved DIR",
    }.items():
        done = run(command, "--help")
        assert done.code == 0
        assert words in done.out
        assert f"tuinews {command}" in done.out
