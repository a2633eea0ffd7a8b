"""One connection to both files, while others replace, remove or hold them."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Self

import pytest

from tuinews.errors import Damaged, Locked, ReadOnly
from tuinews.library import files, turns
from tuinews.library.database import Database
from tuinews.library.marker import Marker
from tuinews.library.opening import discard_cache
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.values import UnsoundError
from tuinews.paths import Home

LOST = "so they are fetched again. Everything you saved or marked is kept."
SOURCE = "INSERT INTO main.sources (url, title, added) VALUES ('https://backlot.example/{}', 'Backlot', 0)"

OTHER = """
import sys
from pathlib import Path
from tuinews.library.database import Database
from tuinews.paths import Home

database = Database(Home.below(Path(sys.argv[1])))
print("open", flush=True)
for line in sys.stdin:
    kind, statement = line.rstrip("\\n").split(" ", 1)
    rows = getattr(database, kind)(lambda connection: connection.execute(statement).fetchall())
    print([tuple(row) for row in rows], database.take_notice(), sep="|", flush=True)
database.close()
"""

HOLDER = """
import sys
from pathlib import Path
from tuinews.library.turns import turn

with turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


class Process:
    """Another process that has something open, and does what it is told."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.hear()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def tell(self, line: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def end(self) -> None:
        _, errors = self.process.communicate()
        assert (errors, self.process.returncode) == ("", 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def opened(home: Home, busy_ms: int = files.BUSY_MILLISECONDS) -> Iterator[Database]:
    database = Database(home, busy_ms=busy_ms)
    try:
        yield database
    finally:
        database.close()


def add_source(database: Database, name: str) -> None:
    database.write(lambda connection: connection.execute(SOURCE.format(name)))


def count(database: Database, table: str) -> int:
    found: int = database.read(
        lambda connection: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    )
    return found


def born(database: Database) -> str:
    found: str = database.read(
        lambda connection: connection.execute("SELECT born FROM cache.meta").fetchone()[0]
    )
    return found


# --- making and opening -------------------------------------------------------------------------------------


def test_only_the_cache_gives_room_back(tmp_path: Path) -> None:
    for schema, wanted in ((LIBRARY, 0), (CACHE, 2)):
        path = tmp_path / f"{schema.application_id}.db"
        files.make(path, schema)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA auto_vacuum").fetchone()[0] == wanted


def test_every_page_of_a_small_library_is_looked_at_on_opening(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as database:
        database.write(
            lambda connection: connection.executemany(
                "INSERT INTO main.preferences VALUES (?, ?)",
                [(str(number), "x" * 99) for number in range(999)],
            )
        )
    size = home.library_db.stat().st_size
    with closing(sqlite3.connect(home.library_db)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'preferences'"
        ).fetchone()
    with home.library_db.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    monkeypatch.setattr(files, "QUICK_BYTES", size)
    with pytest.raises(Damaged):
        Database(home)
    monkeypatch.setattr(files, "QUICK_BYTES", size - 1)
    with opened(home) as database:
        assert count(database, "main.sources") == 0


def test_a_large_library_that_was_cut_is_noticed_on_opening(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as database:
        add_source(database, "a")
    os.truncate(home.library_db, home.library_db.stat().st_size - 4096)
    monkeypatch.setattr(files, "QUICK_BYTES", 0)
    with pytest.raises(Damaged):
        Database(home)


def test_opening_waits_for_its_turn(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.make()
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    with Process(HOLDER, str(home.data)) as holder:
        with pytest.raises(Locked, match="Another program is using the library"):
            Database(home)
        holder.end()
    with opened(home) as database:
        assert count(database, "main.sources") == 0


def test_a_turn_ends_with_its_process(home: Home) -> None:
    home.make()
    with Process(HOLDER, str(home.data)) as holder:
        holder.process.kill()
    with opened(home) as database:
        assert count(database, "main.sources") == 0


# --- another process that writes ----------------------------------------------------------------------------


def test_an_operation_waits_only_as_long_as_it_was_told_to(home: Home) -> None:
    with opened(home, busy_ms=1) as database, closing(sqlite3.connect(home.library_db)) as other:
        add_source(database, "a")
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked):
            add_source(database, "b")
        assert count(database, "main.sources") == 1
        other.execute("ROLLBACK")
        add_source(database, "b")
        assert count(database, "main.sources") == 2
        assert database.connection.execute("PRAGMA busy_timeout").fetchone()[0] == 1
        discard_cache(home)
        assert database.connection.execute("PRAGMA busy_timeout").fetchone()[0] == 1


# --- files that are replaced or removed ---------------------------------------------------------------------


def test_dropping_the_cache_begins_a_new_one(home: Home) -> None:
    with opened(home) as database:
        add_source(database, "a")
        before = born(database)
        discard_cache(home)
        assert born(database) != before
        assert count(database, "main.sources") == 1
        assert LOST in database.take_notice()
        assert database.take_notice() == ""
        add_source(database, "b")
    assert {path.name for path in home.cache.iterdir()} == {"cache.db"}


def test_another_process_goes_on_with_the_new_cache(home: Home) -> None:
    with opened(home) as database, ExitStack() as held:
        add_source(database, "a")
        other = held.enter_context(Process(OTHER, str(home.data.parent)))
        assert other.tell("write INSERT INTO cache.leases VALUES (1, 'theirs', 0)") == "[]|"
        discard_cache(home)
        database.write(
            lambda connection: connection.execute("INSERT INTO cache.leases VALUES (2, 'ours', 0)")
        )
        database.take_notice()
        rows, notice = other.tell("read SELECT owner FROM cache.leases").split("|")
        assert rows == "[('ours',)]"
        assert LOST in notice
        assert other.tell("write " + SOURCE.format("theirs")) == "[]|"
        assert other.tell("write INSERT INTO cache.leases VALUES (3, 'theirs', 0)") == "[]|"
        other.end()
        assert (count(database, "main.sources"), count(database, "cache.leases")) == (2, 2)
        assert database.take_notice() == ""
        for name in ("main", "cache"):
            assert database.connection.execute(f"PRAGMA {name}.integrity_check").fetchone()[0] == "ok"


def test_a_cache_that_another_one_has_just_mended_is_taken_as_it_is(home: Home) -> None:
    mended: list[str] = []

    def damaged_at_first(connection: sqlite3.Connection) -> str:
        if not mended:
            discard_cache(home)
            with opened(home) as other:
                mended.append(born(other))
            raise UnsoundError("stories")
        found: str = connection.execute("SELECT born FROM cache.meta").fetchone()[0]
        return found

    with opened(home) as database:
        assert database.read(damaged_at_first) == mended[0]


def test_a_cache_that_is_removed_in_use_is_made_anew(home: Home) -> None:
    with opened(home) as database:
        add_source(database, "a")
        home.cache_db.unlink()
        assert count(database, "main.sources") == 1
        assert "were missing, " + LOST in database.take_notice()
        add_source(database, "b")
    with opened(home) as database:
        assert count(database, "main.sources") == 2
        assert database.take_notice() == ""


def test_a_library_that_is_removed_in_use_is_read_and_not_written(home: Home) -> None:
    with opened(home) as database:
        add_source(database, "a")
        database.remember()
        aside = home.library_db.with_name("aside.db")
        home.library_db.rename(aside)
        assert count(database, "main.sources") == 1
        with pytest.raises(Damaged, match="is missing: it held 1 source and 0 saved stories"):
            add_source(database, "b")
        Marker(7, 7).write(home.library_db)
        database.remember()
        assert Marker.read(home.library_db) == Marker(7, 7), "it is about the library that is missing"
        aside.rename(home.library_db)
        add_source(database, "b")
        assert count(database, "main.sources") == 2


def test_a_library_that_is_replaced_in_use_is_opened_again(home: Home, tmp_path: Path) -> None:
    with opened(home) as database:
        add_source(database, "a")
    copy = home.library_db.read_bytes()
    with opened(home) as database:
        add_source(database, "b")
        (home.data / "draft").write_bytes(copy)
        for suffix in ("-wal", "-shm"):
            files.beside(home.library_db, suffix).unlink()
        (home.data / "draft").replace(home.library_db)
        assert count(database, "main.sources") == 1
        assert LOST in database.take_notice(), "the cache is of a later state than the copy"
        add_source(database, "c")
    with opened(home) as database:
        assert count(database, "main.sources") == 2


def test_what_cannot_be_mended_now_is_mended_later(home: Home) -> None:
    with opened(home) as database:
        add_source(database, "a")
        home.cache_db.unlink()
        home.cache_db.mkdir()
        for _ in range(2):
            with pytest.raises(ReadOnly, match=r"cache\.db"):
                count(database, "main.sources")
        database.interrupt()
        home.cache_db.rmdir()
        assert count(database, "main.sources") == 1
        add_source(database, "b")
        home.cache_db.unlink()
        home.cache_db.mkdir()
        with pytest.raises(ReadOnly):
            count(database, "main.sources")
    home.cache_db.rmdir()
    with opened(home) as database:
        assert count(database, "main.sources") == 2


# --- room on the disk ---------------------------------------------------------------------------------------


def test_free_pages_are_given_back_bit_by_bit(home: Home) -> None:
    with opened(home) as database:
        database.write(
            lambda connection: connection.executemany(
                "INSERT INTO cache.bodies VALUES (?, ?)", [(number, "x" * 4000) for number in range(500)]
            )
        )
        assert database.shrink(50) == 0
        large = home.cache_db.stat().st_size
        database.write(lambda connection: connection.execute("DELETE FROM cache.bodies"))
        (free,) = database.connection.execute("PRAGMA cache.freelist_count").fetchone()
        left = database.shrink(50)
        assert free - left == 50
        assert large - home.cache_db.stat().st_size >= 50 * 4096
        while left:
            fewer = database.shrink(200)
            assert fewer == max(0, left - 200)
            left = fewer
        assert home.cache_db.stat().st_size < large - 490 * 4096
        assert database.connection.execute("PRAGMA cache.integrity_check").fetchone()[0] == "ok"
