"""Examining both files beside the reading, and what is done about what is found."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tuinews.errors import Damaged, LibraryError
from tuinews.library import examine, files
from tuinews.library.database import Database
from tuinews.library.examine import Examination, Findings
from tuinews.library.schema import LIBRARY
from tuinews.paths import Home

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
PAGE = 4096
STORIES = 400


@contextmanager
def opened(home: Home) -> Iterator[Database]:
    database = Database(home)
    try:
        yield database
    finally:
        database.close()


def stock(home: Home) -> None:
    """A hundred sources and stories enough that each table has pages of its own; five of them are saved."""

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO main.sources (url, title, added) VALUES (?, 'Backlot', 0)",
            [(f"https://backlot.example/{number:04d}",) for number in range(100)],
        )
        for number in range(1, STORIES + 1):
            connection.execute(
                "INSERT INTO main.marks (id, source_id, key, alias, read) VALUES (?1, 1 + ?1 % 100, ?1, 0, 1)",
                (number,),
            )
            if number <= 5:
                connection.execute(
                    """
                    INSERT INTO main.saved (id, saved_at, source_title, source_url, hash, first_seen, title, url, author,
                        summary, beats, topics, body)
                    VALUES (?1, ?1, 'Backlot', '', 0, 0, 'Story ' || ?1, '', '', '', '', '[]', '{}')
                    """,
                    (number,),
                )
            connection.execute("INSERT INTO main.preferences VALUES (?, 'x')", (f"name {number}",))
            words = " ".join(f"word{number * 7 % 61}x{step * number % 97}" for step in range(60))
            connection.execute(
                "INSERT INTO cache.search (rowid, title, author, text, filed) VALUES (?, 'Story', '', ?, 's1')",
                (number, words),
            )
            connection.execute("INSERT INTO cache.bodies VALUES (?, ?)", (number, words))

    with opened(home) as database:
        database.write(fill)


def page_of(path: Path, name: str) -> int:
    """The first leaf of a table or index, in a file where all is in its place."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    page = path.read_bytes()[(root - 1) * PAGE : root * PAGE]
    if page[0] in (10, 13):  # A leaf (https://sqlite.org/fileformat2.html#b_tree_pages).
        return int(root)
    first = int.from_bytes(page[12:14])
    return int.from_bytes(page[first : first + 4])


def spoil(path: Path, name: str) -> None:
    """Fill a page of a table with garbage."""
    place = (page_of(path, name) - 1) * PAGE
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + b"\xa5" * PAGE + whole[place + PAGE :])


def flip_byte_of_address(path: Path) -> None:
    """Flip a byte of an address where the index keeps it; its row stays as it is."""
    place = (page_of(path, "sqlite_autoindex_sources_1") - 1) * PAGE
    whole = bytearray(path.read_bytes())
    at = whole.index(b"backlot.example", place, place + PAGE)
    whole[at] ^= 1
    path.write_bytes(whole)


def flip_byte_of_words(path: Path) -> None:
    """Flip a byte of a word in the full text index."""
    with closing(sqlite3.connect(path)) as connection:
        (key, block) = connection.execute(
            "SELECT id, block FROM search_data WHERE id > 10 ORDER BY id LIMIT 1"
        ).fetchone()
        at = block.index(b"word")
        connection.execute(
            "UPDATE search_data SET block = ? WHERE id = ?", (block[:at] + b"v" + block[at + 1 :], key)
        )
        connection.commit()


def saved(database: Database, file: str = "cache.stories WHERE saved = 1") -> int:
    found: int = database.read(
        lambda connection: connection.execute(f"SELECT count(*) FROM {file}").fetchone()[0]
    )
    return found


def set_preference(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO main.preferences VALUES ('tried', 'x') ON CONFLICT DO NOTHING")


# --- looking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("full", [True, False])
def test_nothing_is_found_in_sound_files_by_another_thread(home: Home, full: bool) -> None:
    stock(home)
    with opened(home) as database, ThreadPoolExecutor(1) as other:
        looking = other.submit(lambda: Examination(home).look(full=full))
        for _ in range(20):
            database.write(set_preference)
        assert looking.result() == Findings(full)
    assert {path.name for path in home.data.iterdir()} == {"library.db", "library.db.marker"}


LIBRARY_FAULTS: dict[str, tuple[Callable[[Path], None], bool]] = {
    "page": (lambda path: spoil(path, "preferences"), True),
    "index page": (lambda path: spoil(path, "marks_by_key"), True),
    "byte": (flip_byte_of_address, False),
}


@pytest.mark.parametrize("fault", LIBRARY_FAULTS)
def test_what_is_wrong_with_the_library_is_found(home: Home, fault: str) -> None:
    stock(home)
    harm, is_quickly_found = LIBRARY_FAULTS[fault]
    harm(home.library_db)
    assert bool(Examination(home).look(full=False).library) is is_quickly_found
    findings = Examination(home).look(full=True)
    assert findings.library
    assert not findings.cache


CACHE_FAULTS: dict[str, Callable[[Path], None]] = {
    "page": lambda path: spoil(path, "bodies"),
    "page of the full text index": lambda path: spoil(path, "search_docsize"),
    "byte of the full text index": flip_byte_of_words,
}


@pytest.mark.parametrize("fault", CACHE_FAULTS)
def test_what_is_wrong_with_the_cache_is_found(home: Home, fault: str) -> None:
    stock(home)
    CACHE_FAULTS[fault](home.cache_db)
    findings = Examination(home).look(full=True)
    assert findings.cache
    assert not findings.library


def test_a_large_full_text_index_is_left_to_its_use(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(home)
    flip_byte_of_words(home.cache_db)
    monkeypatch.setattr(examine, "INDEXED_STORIES", STORIES)
    assert Examination(home).look(full=True).cache
    if sqlite3.sqlite_version_info < (3, 44):
        monkeypatch.setattr(examine, "INDEXED_STORIES", STORIES - 1)
        assert not Examination(home).look(full=True).cache


def test_looking_waits_for_nobody_who_writes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(home)
    monkeypatch.setattr(examine, "_PATIENCE_MILLISECONDS", 1)
    with closing(sqlite3.connect(home.cache_db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert Examination(home).look(full=True) == Findings(True)


@pytest.mark.parametrize("moment", ["before a statement", "as it begins", "inside of it"])
def test_looking_ends_when_it_is_interrupted(
    home: Home, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(home)
    connect = files.connect
    examination = Examination(home)
    if moment == "as it begins":
        monkeypatch.setattr(examine, "_STEPS", 1)

    def stop(statement: str) -> None:
        if statement == "PRAGMA quick_check(1)":
            if moment == "inside of it":
                examination.interrupt()
            else:
                examination._stopped.set()  # SQLite has just forgotten the rest of what interrupt() does.

    def interrupting(path: Path, mode: str = "rw") -> sqlite3.Connection:
        connection = connect(path, mode)
        if moment == "before a statement":
            examination.interrupt()
        else:
            connection.set_trace_callback(stop)
        return connection

    monkeypatch.setattr(files, "connect", interrupting)
    with pytest.raises(LibraryError, match="closed before"):
        examination.look(full=False)
    examination.interrupt()


def test_a_file_that_is_not_there_cannot_be_examined(home: Home) -> None:
    home.make()
    with pytest.raises(LibraryError):
        Examination(home).look(full=False)


# --- when ---------------------------------------------------------------------------------------------------


def test_all_is_examined_each_week_and_the_library_each_day(home: Home) -> None:
    with opened(home) as database:
        assert database.examine_due(NOW) == "full"
        database.act_on(Findings(full=True), NOW)
        assert database.examine_due(NOW) == ""
        assert database.examine_due(NOW + timedelta(hours=23)) == ""
        assert database.examine_due(NOW + timedelta(days=1)) == "quick"
        database.act_on(Findings(full=False), NOW + timedelta(days=1))
        assert database.examine_due(NOW + timedelta(days=1, hours=1)) == ""
        assert database.examine_due(NOW + timedelta(days=7)) == "full"
        assert database.examine_due(NOW - timedelta(hours=1)) == "full"
    with opened(home) as database:
        later = NOW + timedelta(days=3)
        assert database.examine_due(later) == ""
        assert database.examine_due(later + timedelta(days=1)) == "quick"


def test_a_library_too_large_to_look_at_on_opening_is_examined_then(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as database:
        database.act_on(Findings(full=True), NOW)
    monkeypatch.setattr(files, "QUICK_BYTES", 0)
    with opened(home) as database:
        assert database.examine_due(NOW) == "quick"
        database.act_on(Findings(full=False), NOW)
        assert database.examine_due(NOW) == ""


# --- what is done about it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", CACHE_FAULTS)
def test_a_damaged_cache_is_made_anew_and_that_is_said_once(home: Home, fault: str) -> None:
    stock(home)
    CACHE_FAULTS[fault](home.cache_db)
    with opened(home) as database:
        assert database.take_notice() == ""
        database.act_on(Examination(home).look(full=True), NOW)
        assert "were damaged, so they are fetched again" in database.take_notice()
        assert database.take_notice() == ""
        assert saved(database) == 5
        assert saved(database, "main.marks") == STORIES
        assert Examination(home).look(full=True) == Findings(True)
        assert database.examine_due(NOW) == ""


def test_the_indexes_of_the_library_are_made_anew(home: Home) -> None:
    stock(home)
    flip_byte_of_address(home.library_db)
    before = home.library_db.read_bytes()
    with opened(home) as database:
        database.act_on(Examination(home).look(full=True), NOW)
        assert "indexes" in database.take_notice()
        database.write(set_preference)
        assert saved(database, "main.sources WHERE url = 'https://backlot.example/0000'") == 1
        assert Examination(home).look(full=True) == Findings(True)
    kept = home.data / "library.db.corrupt-2026-03-14"
    assert kept.exists()
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
    assert len(kept.read_bytes()) == len(before)


def test_indexes_that_rows_contradict_are_left_as_they_are(home: Home) -> None:
    stock(home)
    whole = home.library_db.read_bytes()
    # The second of two addresses becomes the first, but only in its row.
    at = whole.index(b"https://backlot.example/0001", (page_of(home.library_db, "sources") - 1) * PAGE)
    home.library_db.write_bytes(whole[: at + 27] + b"0" + whole[at + 28 :])
    with opened(home) as database:
        database.act_on(Examination(home).look(full=True), NOW)
        with pytest.raises(Damaged):
            database.write(set_preference)
        assert saved(database, "main.sources") == 100
    with closing(sqlite3.connect(home.library_db)) as connection:
        assert connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"


def test_a_damaged_library_is_read_but_not_written(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(home)
    copy = home.library_db.read_bytes()
    spoil(home.library_db, "preferences")
    monkeypatch.setattr(files, "QUICK_BYTES", 0)
    with opened(home) as database:
        findings = Examination(home).look(full=True)
        database.act_on(findings, NOW)
        said = database.take_notice()
        assert "is damaged, so nothing more is stored in it. You can go on reading." in said
        assert "“tuinews restore”" in said
        assert "“tuinews restore --salvage”" in said
        with pytest.raises(Damaged) as caught:
            database.write(set_preference)
        assert caught.value.summary == said
        assert saved(database, "main.saved") == 5
        assert database.examine_due(NOW) == ""
        # Another process puts a backup in its place.
        (home.data / "put-back.db").write_bytes(copy)
        for suffix in ("-wal", "-shm"):
            files.beside(home.library_db, suffix).unlink()
        (home.data / "put-back.db").replace(home.library_db)
        database.write(set_preference)
        assert saved(database, "main.preferences WHERE name = 'tried'") == 1


def test_what_was_only_odd_for_a_moment_is_not_acted_upon(home: Home) -> None:
    stock(home)
    with opened(home) as database:
        database.act_on(Findings(full=False, library="*** in database main ***"), NOW)
        assert database.take_notice() == ""
        database.write(set_preference)
        assert files.fault(database.connection, "main", LIBRARY) == ""
