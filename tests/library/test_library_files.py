"""Opening: what is sound, what is refused, what is mended."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from newsstand import (
    FEEDS,
    NOW,
    ids,
    index_all,
    keyed,
    known,
    opened,
    python,
    stocked,
    stories,
    titles,
    update,
)
from tuinews.errors import Damaged, Foreign, Full, LibraryError, Locked, ReadOnly, TooNew
from tuinews.library import Library, files
from tuinews.library.database import Database
from tuinews.library.schema import LIBRARY
from tuinews.model import Change, Validators, View
from tuinews.paths import Home

LOST = "so they are fetched again. Everything you saved or marked is kept."


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(home: Home, kind: type[LibraryError]) -> str:
    """Open a library that must be refused, with every file in its folder left as it was; give the sentence."""
    before = contents(home.data)
    with pytest.raises(kind) as caught:
        Library.open(home)
    assert contents(home.data) == before
    assert str(home.library_db) in caught.value.summary
    return caught.value.summary


def with_connection(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def marked_library(home: Home) -> None:
    """Story a is read, story b saved, story c neither."""
    with stocked(home, keyed("a"), keyed("b", minutes=1), keyed("c", minutes=2)) as library:
        library.apply(update(validators=Validators("etag"), body_hash="hash"))
        library.set_read([ids(library)["Story a"]], True)
        library.set_saved([ids(library)["Story b"]], True)


# --- a library that is sound --------------------------------------------------------------------------------


def test_a_new_library_is_empty_and_private(home: Home) -> None:
    with opened(home) as library:
        assert (library.notice, library.sources(), titles(library)) == ("", (), [])
        for path in (*home.data.iterdir(), *home.cache.iterdir()):
            assert path.stat().st_mode & 0o077 == 0, path


def test_closing_leaves_whole_files(home: Home) -> None:
    marked_library(home)
    assert {path.name for path in home.data.iterdir()} == {"library.db", "library.db.marker"}
    assert {path.name for path in home.cache.iterdir()} == {"cache.db"}
    copy = Home.below(home.data.parent / "copy")
    copy.make()
    shutil.copy(home.library_db, copy.library_db)
    with opened(copy) as library:
        assert titles(library) == ["Story b"]


def test_the_settings_of_both_files(home: Home) -> None:
    with opened(home) as library:
        connection = library._database.connection
        for pragma, wanted in {
            "main.journal_mode": "wal",
            "cache.journal_mode": "wal",
            "main.synchronous": 2,
            "cache.synchronous": 1,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "busy_timeout": 5_000,
        }.items():
            assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == wanted, pragma
        assert connection.isolation_level is None


def test_a_file_whose_making_was_cut_short_is_made_again(home: Home) -> None:
    home.make()
    script = """
import os, sqlite3
from tuinews.library.database import Database
from tuinews.library.schema import LIBRARY
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute(f"PRAGMA application_id = {LIBRARY.application_id}")
for statement in LIBRARY.statements:
    connection.execute(statement)
for number in range(500):
    connection.execute("INSERT INTO preferences VALUES (?, ?)", (str(number), "x" * 2000))
os._exit(0)
"""
    subprocess.run(python(script, str(home.library_db)), check=True)
    assert home.library_db.stat().st_size > 0
    assert (home.data / "library.db-journal").exists()
    with opened(home) as library:
        library.add_sources(FEEDS)
        assert library.preference("1") is None


# --- a library that is refused ------------------------------------------------------------------------------


def test_a_newer_library_is_refused_untouched(home: Home) -> None:
    marked_library(home)
    with_connection(home.library_db, f"PRAGMA user_version = {LIBRARY.version + 1}")
    assert "later version" in refused(home, TooNew)


def test_a_newer_library_is_refused_untouched_though_a_crash_left_that_in_the_log(home: Home) -> None:
    marked_library(home)
    script = """
import os, sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA user_version = {sys.argv[2]}")
os._exit(0)
"""
    subprocess.run(python(script, str(home.library_db), str(LIBRARY.version + 1)), check=True)
    before = contents(home.data)
    assert before["library.db-wal"]
    with pytest.raises(TooNew):
        Library.open(home)
    after = contents(home.data)
    for name in ("library.db", "library.db-wal"):
        assert after[name] == before[name]


def test_another_programs_file_is_refused_untouched(home: Home) -> None:
    home.make()
    with_connection(home.library_db, "CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)")
    assert "another program" in refused(home, Foreign)
    with_connection(home.library_db, "PRAGMA application_id = 7")
    refused(home, Foreign)


@pytest.mark.parametrize(
    "harm",
    [
        lambda whole: b"not a database" * 1_000,
        lambda whole: b"\0" * 100 + whole[100:],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:50],
        lambda whole: whole[:4096] + b"\xa5" * 4096 + whole[8192:],
    ],
    ids=["text", "header", "half", "stump", "page"],
)
def test_a_damaged_library_is_refused_untouched(home: Home, harm: Callable[[bytes], bytes]) -> None:
    marked_library(home)
    home.library_db.write_bytes(harm(home.library_db.read_bytes()))
    before = home.library_db.read_bytes()
    with pytest.raises(Damaged) as caught:
        Library.open(home)
    assert home.library_db.read_bytes() == before
    assert str(home.library_db) in caught.value.summary
    assert "“tuinews restore”" in caught.value.summary
    assert "“tuinews restore --salvage”" in caught.value.summary


def test_an_emptied_library_is_noticed(home: Home) -> None:
    marked_library(home)
    os.truncate(home.library_db, 0)
    said = refused(home, Damaged)
    assert "was emptied: it held 2 sources and 1 saved story" in said
    assert "“tuinews restore”" in said


def test_an_empty_file_where_nothing_was_becomes_a_library(home: Home) -> None:
    home.make()
    home.library_db.touch()
    home.cache_db.touch()
    with opened(home) as library:
        assert (library.notice, library.sources()) == ("", ())


def test_a_library_that_another_program_holds_is_said_to_be(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_MILLISECONDS", 20)
    with stocked(home, keyed("a")):
        pass
    with (
        closing(Library(Database(home, busy_ms=20), lambda: NOW)) as library,
        closing(sqlite3.connect(home.library_db, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match="Another program is using the library"):
            library.set_read([1], True)
        assert titles(library) == ["Story a"]
        other.execute("ROLLBACK")
        assert library.set_read([1], True).stories == {1}
    with closing(sqlite3.connect(home.library_db)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked):
            Library.open(home)


def test_what_cannot_be_written_is_named(home: Home) -> None:
    home.make()
    home.library_db.mkdir()
    with pytest.raises(ReadOnly) as caught:
        Library.open(home)
    assert str(home.library_db) in caught.value.summary


@pytest.mark.skipif(sys.platform != "linux", reason="gives up root the Linux way")
@pytest.mark.parametrize("harm", ["file", "folder", "new"])
def test_a_folder_without_permission_is_named(public_home: Home, harm: str) -> None:
    home = public_home
    script = """
import os
from pathlib import Path
from tuinews.errors import ReadOnly
from tuinews.paths import Home
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
try:
    Library.open(Home.below(Path(sys.argv[1])))
except ReadOnly as error:
    print(error.summary)
"""
    root = home.data.parent
    if harm != "new":
        marked_library(home)
    else:
        home.make()
    for folder in (root, home.cache, home.state, home.data):
        folder.chmod(0o755)
    home.cache_db.touch(0o644)
    if harm == "file":
        home.library_db.chmod(0o444)
    else:
        home.data.chmod(0o555)
    try:
        done = subprocess.run(python(script, str(root)), check=True, capture_output=True, text=True)
    finally:
        home.data.chmod(0o700)
    assert str(home.data) in done.stdout
    assert "can't be written" in done.stdout


# --- a full disk --------------------------------------------------------------------------------------------


def limit_pages(library: Library, database: str, pages: int) -> None:
    connection = library._database.connection
    connection.execute("PRAGMA main.cache_spill = ON")
    (used,) = connection.execute(f"PRAGMA {database}.page_count").fetchone()
    connection.execute(f"PRAGMA {database}.max_page_count = {used + pages}")


@pytest.mark.parametrize("database", ["main", "cache"])
def test_a_full_disk_stores_nothing_and_harms_nothing(home: Home, database: str) -> None:
    with stocked(
        home, *(keyed(str(number), minutes=number, text="<p>w</p>" * 900) for number in range(40))
    ) as library:
        everything = stories(library)
        some = [story.id for story in everything]
        limit_pages(library, database, 2)
        many = (keyed(f"n{number}", text="<p>x</p>" * 900) for number in range(40))
        large = update(*many, validators=Validators("later"), body_hash="later")
        with pytest.raises(Full, match="The disk is full, so nothing was stored"):
            _ = library.set_saved(some, True) if database == "main" else library.apply(large)
        assert stories(library) == everything
        (state,) = library.fetch_states([1])
        assert (state.validators, state.body_hash) == (Validators(), "")
        limit_pages(library, database, 10_000)
        if database == "main":
            assert library.set_saved(some, True).stories == set(some)
            assert library.count(View(saved=True)) == 40
        else:
            assert library.apply(update(keyed("n1"))).new == 1


def test_a_limit_on_the_size_of_files_is_a_full_disk_too(home: Home) -> None:
    script = """
import resource
from pathlib import Path
from tuinews.errors import Full
from tuinews.paths import Home
with opened(Home.below(Path(sys.argv[1]))) as library:
    size = Path(sys.argv[1], "cache", "cache.db").stat().st_size
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, hard))
    try:
        library.apply(update(*(keyed(f"n{number}", text="<p>x</p>" * 9000) for number in range(40))))
    except Full as error:
        print(error.summary)
    print(titles(library))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(library.set_saved([1], True).stories)
"""
    with stocked(home, keyed("a")):
        pass
    done = subprocess.run(python(script, str(home.data.parent)), check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("The disk is full")
    assert lines[1:] == ["['Story a']", "frozenset({1})"], done.stdout


# --- a cache that is lost -----------------------------------------------------------------------------------


def spoil_first_page(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xa5" * 3996 + whole[4096:])


CACHE_FAULTS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "emptied": lambda path: os.truncate(path, 0),
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "text": lambda path: path.write_text("no database" * 1_000),
    "stump": lambda path: os.truncate(path, 60),
    "first page": spoil_first_page,
    "newer": lambda path: with_connection(path, "PRAGMA user_version = 9"),
    "older": lambda path: with_connection(path, "PRAGMA user_version = 1"),
    "foreign": lambda path: with_connection(path, "PRAGMA application_id = 9"),
    "no tables": lambda path: with_connection(path, "DROP TABLE counters", "DROP TABLE meta"),
    "another library's": lambda path: with_connection(path, "UPDATE meta SET library_id = 'other'"),
    "of a later state": lambda path: with_connection(path, "UPDATE meta SET changes = changes + 1"),
}


@pytest.mark.parametrize("fault", CACHE_FAULTS)
def test_nothing_the_user_made_is_lost_with_the_cache(home: Home, fault: str) -> None:
    marked_library(home)
    CACHE_FAULTS[fault](home.cache_db)
    with opened(home) as library:
        assert titles(library) == ["Story b"]
        assert LOST in library.notice
        check_all_comes_back(library)
        if fault == "foreign":
            assert (home.cache / "cache.db.aside").exists()
    with opened(home) as library:
        assert library.notice == ""


def check_all_comes_back(library: Library) -> None:
    """Fetch everything again: marks, saved copies and ids must be as they were."""
    (state, _) = library.fetch_states()
    assert (state.validators, state.body_hash, state.next_check) == (Validators(), "", None)
    entries = [keyed("a"), keyed("b", minutes=1), keyed("c", minutes=2)]
    hashes = known(library, *entries).hashes
    library.apply(update(*(entry for entry in entries if entry.key not in hashes)))
    found = [(story.title, story.read, story.saved) for story in stories(library)]
    assert found == [("Story a", True, False), ("Story b", False, True), ("Story c", False, False)]
    assert [story.id for story in stories(library)][:2] == [3, 2]
    assert library.counts(NOW).unread == 2


def test_a_source_that_asked_us_to_stay_away_is_left_alone_though_the_cache_is_lost(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.apply(update(failure="Too many requests."))
        asked = library.source(1).next_check
    home.cache_db.unlink()
    with opened(home) as library:
        assert library.source(1).next_check == asked


@pytest.mark.parametrize("page", [b"\xa5" * 4096, b"\0" * 4096], ids=["garbage", "zeros"])
def test_damage_that_shows_only_in_use_is_mended_in_use(home: Home, page: bytes) -> None:
    marked_library(home)
    whole = home.cache_db.read_bytes()
    home.cache_db.write_bytes(whole[:8192] + page * (len(whole) // 4096 - 2))
    with opened(home) as library:
        library.counts(NOW)
        library.page(View())
        library.page(View(query="story"))
        library.apply(update(keyed("d", minutes=3)))
        assert LOST in library.notice
        assert "Story b" in titles(library)
        assert "Story d" in titles(library)
        assert library.story(ids(library)["Story b"]).saved


def test_text_in_the_cache_that_is_no_text_is_mended_in_use(home: Home) -> None:
    marked_library(home)
    with_connection(home.cache_db, "UPDATE bodies SET body = 'garbage' WHERE story_id = 2")
    with_connection(home.cache_db, "UPDATE stories SET title = CAST(x'ff41' AS TEXT) WHERE id = 1")
    with opened(home) as library:
        assert library.notice == ""
        assert titles(library) == ["Story b"]
        assert LOST in library.notice


def test_a_saved_text_that_cannot_be_read_harms_nothing_else(home: Home) -> None:
    marked_library(home)
    with_connection(home.library_db, "UPDATE saved SET body = 'garbage', topics = '{'")
    with opened(home) as library:
        assert library.body(2).content_html == "<p>Some words.</p>"
        assert library.notice == ""
    home.cache_db.unlink()
    with opened(home) as library:
        assert titles(library, View(saved=True)) == ["Story b"]
        index_all(library)
        assert titles(library, View(query="words")) == ["Story b"]


def test_a_cache_that_missed_a_transaction_catches_up(home: Home) -> None:
    marked_library(home)
    earlier = home.cache_db.read_bytes()
    with opened(home) as library:
        a, b, c = (story.id for story in stories(library))
        library.set_read([a], False)
        library.set_read([b, c], True)
        library.set_saved([b], False)
        library.set_saved([a], True)
        library.remove_source(2)
        (late,) = library.apply(update(keyed("late", minutes=9), validators=Validators("new"))).stories
        library.set_read([late], True)
        expected = stories(library)
    home.cache_db.write_bytes(earlier)
    with opened(home) as library:
        assert library.notice == ""
        assert stories(library) == expected[:3]
        assert library.counts(NOW).unread == 1
        (state,) = library.fetch_states()
        assert state.validators == Validators()
        library.apply(update(keyed("another", minutes=8)))
        library.apply(update(keyed("late", minutes=9)))
        assert [(story.title, story.read) for story in stories(library)[3:]] == [
            ("Story another", False),
            ("Story late", True),
        ]
        assert ids(library)["Story late"] == late


def test_a_cache_behind_is_seen_at_the_next_write_too(home: Home) -> None:
    marked_library(home)
    with opened(home) as library:
        with_connection(
            home.library_db,
            "UPDATE marks SET read = 1",
            "UPDATE meta SET changes = changes + 1",
        )
        library.set_read([1], True)
        assert [story.read for story in stories(library)] == [True, True, True]
        assert library.apply(update()) == Change(sources=frozenset({1}))


def test_a_library_put_back_from_a_copy_gets_a_fresh_cache(home: Home) -> None:
    marked_library(home)
    copy = home.library_db.read_bytes()
    with opened(home) as library:
        library.apply(update(keyed("d", minutes=4)))
        library.set_saved([ids(library)["Story d"]], True)
    home.library_db.write_bytes(copy)
    with opened(home) as library:
        assert LOST in library.notice
        assert titles(library) == ["Story b"]


def test_garbage_in_a_stray_log_is_ignored(home: Home) -> None:
    marked_library(home)
    (home.data / "library.db-wal").write_bytes(os.urandom(50_000))
    (home.cache / "cache.db-wal").write_bytes(os.urandom(50_000))
    with opened(home) as library:
        assert titles(library) == ["Story a", "Story b", "Story c"]


def test_what_is_interrupted_stores_nothing(home: Home) -> None:
    with stocked(home, keyed("a")) as library:

        def stopped(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE main.sources SET title = 'half'")
            library._database.connection.set_progress_handler(lambda: 1, 10)
            connection.execute("SELECT count(*) FROM cache.stories, cache.names, main.sources").fetchone()

        with pytest.raises(LibraryError, match="closed before this was done"):
            library._database.write(stopped)
        library._database.connection.set_progress_handler(None, 0)
        assert library.source(1).title == "Backlot"
