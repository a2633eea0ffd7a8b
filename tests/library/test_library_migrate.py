"""Libraries of earlier versions: brought up to this one, or left as they are."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tuinews.errors import Damaged, ReadOnly
from tuinews.library import files
from tuinews.library.database import Database
from tuinews.library.files import Kind
from tuinews.library.migrate import STEPS, migrate
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.paths import Home
from tuinews.text import fingerprint

VERSION_1 = (
    """
    CREATE TABLE meta (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        library_id TEXT NOT NULL,
        changes INTEGER NOT NULL,
        reserved_id INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        user_title TEXT NOT NULL DEFAULT '',
        feed_title TEXT NOT NULL DEFAULT '',
        folder TEXT NOT NULL DEFAULT '',
        site_url TEXT NOT NULL DEFAULT '',
        added INTEGER NOT NULL,
        unsubscribed_at INTEGER,
        last_checked INTEGER,
        last_success INTEGER,
        next_check INTEGER,
        last_error TEXT NOT NULL DEFAULT '',
        streak INTEGER NOT NULL DEFAULT 0,
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        body_hash TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE marks (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id),
        key TEXT NOT NULL,
        alias TEXT NOT NULL,
        read INTEGER NOT NULL CHECK (read IN (0, 1)),
        UNIQUE (source_id, key)
    )
    """,
    "CREATE INDEX marks_by_alias ON marks (source_id, alias)",
    """
    CREATE TABLE saved (
        id INTEGER PRIMARY KEY REFERENCES marks (id),
        saved_at INTEGER NOT NULL,
        source_title TEXT NOT NULL,
        source_url TEXT NOT NULL,
        hash TEXT NOT NULL,
        published INTEGER,
        first_seen INTEGER NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        author TEXT NOT NULL,
        summary TEXT NOT NULL,
        words INTEGER,
        beats TEXT NOT NULL,
        topics TEXT NOT NULL,
        body TEXT NOT NULL,
        document TEXT
    )
    """,
    "CREATE TABLE journal (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL)",
    "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
BODY = '{"summary_html":"","content_html":"<p>Words of “it”.</p>","categories":[],"enclosures":[],"image_url":""}'
SECOND = 1_000_000


def saved_row(number: int, *, url: str = "", document: str | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "saved_at": (2_000 + number) * SECOND,
        "source_title": "Backlot",
        "source_url": "https://backlot.example/feed",
        "hash": f"{number:024x}",
        "published": None if number == 3 else 1_500 * SECOND,
        "first_seen": 1_600 * SECOND,
        "title": f"Story {number} — “Ünder”",
        "url": url,
        "author": "Ada",
        "summary": "Some words.",
        "words": 2,
        "beats": "film",
        "topics": '[["Dune",0.5]]',
        "body": BODY,
        "document": document,
    }


SAVED = (
    saved_row(2, url="https://backlot.example/2", document='{"markdown":"The page.","words":2}'),
    saved_row(3),
    saved_row(4, url="https://backlot.example/4"),
)
LET_GO = saved_row(1, url="https://backlot.example/1")
MARKS = (
    (1, 1, "https://backlot.example/1", "aa" * 12, 1),
    (2, 1, "urn:uuid:2", "bb" * 12, 0),
    (3, 1, "tag:backlot.example,2026:ü", "", 1),
    (4, 2, "urn:uuid:2", "dd" * 12, 1),
    (9, 2, "nine", "ee" * 12, 1),
)
JOURNAL = (
    (1, 10, "read", '{"read":true,"stories":[1,4,9]}'),
    (2, 20, "saved", '{"stories":[2,3,4]}'),
    (3, 30, "unsaved", json.dumps({"copies": [LET_GO, SAVED[1]]}, ensure_ascii=False)),
    (4, 40, "removed", '{"source":2}'),
)


def write_version_1(path: Path, *further: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id = {LIBRARY.application_id}")
        connection.execute("PRAGMA user_version = 1")
        for statement in VERSION_1:
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES (1, '00ff', 7, 64)")
        connection.execute(
            "INSERT INTO sources (url, title, folder, added, etag, next_check) VALUES (?, ?, ?, 5, ?, 9)",
            ("https://backlot.example/feed", "Backlot", "Film", '"etag"'),
        )
        connection.execute(
            "INSERT INTO sources (url, title, added, unsubscribed_at) VALUES ('https://green.example/', 'Green', 6, 40)"
        )
        connection.executemany("INSERT INTO marks VALUES (?, ?, ?, ?, ?)", MARKS)
        for row in SAVED:
            names, places = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO saved ({names}) VALUES ({places})", tuple(row.values()))
        connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", JOURNAL)
        connection.execute("INSERT INTO preferences VALUES ('theme', 'noir')")
        for statement in further:
            connection.execute(statement)
        connection.execute("COMMIT")


@contextmanager
def looked_into(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def table(connection: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1")]


def version_of(path: Path) -> int:
    with looked_into(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version_1(path: Path) -> None:
    with looked_into(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert [tuple(row.values()) for row in table(connection, "marks")] == list(MARKS)
        assert table(connection, "saved") == list(SAVED)
        assert [tuple(row.values()) for row in table(connection, "journal")] == list(JOURNAL)
        assert len(table(connection, "sources")) == 2


def check_version_2(path: Path) -> None:
    with looked_into(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert table(connection, "meta") == [
            {"one": 1, "library_id": "00ff", "changes": 7, "reserved_id": 64, "examined": None}
        ]
        assert [tuple(row.values()) for row in table(connection, "marks")] == [
            (number, source, fingerprint(key), alias_of(number), read, 0, 0)
            for number, source, key, _, read in MARKS
        ]
        assert table(connection, "saved") == [{**row, "hash": 0, "note": ""} for row in SAVED]
        journal = table(connection, "journal")
        assert [(row["id"], row["at"], row["kind"]) for row in journal] == [row[:3] for row in JOURNAL]
        for row, (_, _, kind, payload) in zip(journal, JOURNAL, strict=True):
            if kind == "unsaved":
                copies = json.loads(payload)["copies"]
                assert json.loads(row["payload"]) == {"copies": [{**copy, "hash": 0} for copy in copies]}
            else:
                assert row["payload"] == payload
        first, second = table(connection, "sources")
        assert (first["url"], first["etag"], first["folder"], first["next_check"]) == (
            "https://backlot.example/feed",
            '"etag"',
            "Film",
            9,
        )
        assert (second["id"], second["unsubscribed_at"]) == (2, 40)
        assert table(connection, "preferences") == [{"name": "theme", "value": "noir"}]


def alias_of(number: int) -> int:
    """Only a saved story with an address still has what its alias is made of."""
    for row in SAVED:
        if row["id"] == number and row["url"]:
            return fingerprint(row["url"], row["title"])
    return 0


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Everything that a schema says, but for comments and the order of columns."""
    found: dict[str, object] = {}
    for row in connection.execute("SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
        name = row["name"]
        if row["type"] == "table":
            columns = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
            found[name] = (
                sorted(tuple(column)[1:] for column in columns),
                sorted(tuple(key)[2:] for key in connection.execute(f"PRAGMA foreign_key_list({name})")),
                sorted(tuple(index)[2:] for index in connection.execute(f"PRAGMA index_list({name})")),
            )
        else:
            found[name] = [tuple(part) for part in connection.execute(f"PRAGMA index_xinfo({name})")]
    return found


@pytest.fixture
def library(home: Home) -> Path:
    write_version_1(home.library_db)
    return home.library_db


@pytest.fixture
def backups(home: Home) -> Path:
    return home.data / "backups"


# --- what becomes of a library ------------------------------------------------------------------------------


def test_each_version_has_its_step() -> None:
    assert len(STEPS) == LIBRARY.version - 1


def test_an_older_library_comes_up_with_all_that_it_holds(library: Path, backups: Path) -> None:
    assert files.check(library, LIBRARY) is Kind.OLDER
    migrate(library, backups)
    assert files.check(library, LIBRARY) is Kind.OURS
    check_version_2(library)


def test_its_tables_are_those_of_a_new_library(library: Path, backups: Path, tmp_path: Path) -> None:
    migrate(library, backups)
    files.make(tmp_path / "new.db", LIBRARY)
    with looked_into(library) as brought_up, looked_into(tmp_path / "new.db") as new:
        assert shape(brought_up) == shape(new)
        with pytest.raises(sqlite3.IntegrityError):
            brought_up.execute("INSERT INTO marks (id, source_id, key, alias, read) VALUES (50, 1, 0, 0, 7)")


def test_a_copy_of_the_earlier_version_is_kept(library: Path, backups: Path) -> None:
    migrate(library, backups)
    (copy,) = backups.iterdir()
    assert copy.name.startswith(f"library-before-v{LIBRARY.version}-20")
    assert copy.suffix == ".db"
    assert backups.stat().st_mode & 0o777 == 0o700
    assert copy.stat().st_mode & 0o777 == 0o600
    assert version_of(copy) == 1
    check_version_1(copy)
    assert list(backups.iterdir()) == [copy], "a copy is one file"


def test_a_library_of_this_version_is_left_alone(home: Home, backups: Path) -> None:
    home.make()
    files.make(home.library_db, LIBRARY)
    before = home.library_db.read_bytes()
    migrate(home.library_db, backups)
    assert home.library_db.read_bytes() == before
    assert not backups.exists()


def test_bytes_that_are_no_text_keep_nothing_from_coming_up(home: Home, backups: Path) -> None:
    write_version_1(
        home.library_db,
        "INSERT INTO marks VALUES (20, 1, CAST(x'61ff' AS TEXT), 'x', 0)",
        "INSERT INTO marks VALUES (21, 1, CAST(x'61fe' AS TEXT), 'x', 0)",
        "UPDATE saved SET title = CAST(x'62ff' AS TEXT), body = CAST(x'7bff' AS TEXT) WHERE id = 2",
        "INSERT INTO journal VALUES (9, 9, 'unsaved', 'no json')",
    )
    migrate(home.library_db, backups)
    with looked_into(home.library_db) as connection:
        assert len(table(connection, "marks")) == len(MARKS) + 2
        (kept,) = connection.execute("SELECT CAST(title AS BLOB) FROM saved WHERE id = 2").fetchone()
        assert kept == b"b\xff"
        (kept,) = connection.execute("SELECT CAST(body AS BLOB) FROM saved WHERE id = 2").fetchone()
        assert kept == b"{\xff"
        assert table(connection, "journal")[-1]["payload"] == "no json"


def test_opening_brings_the_library_up_and_makes_the_cache_anew(home: Home) -> None:
    write_version_1(home.library_db)
    home.make()
    files.make(home.cache_db, CACHE)
    with closing(sqlite3.connect(home.cache_db)) as cache:
        cache.execute("PRAGMA user_version = 1")
    database = Database(home)
    assert database.take_notice() == (
        "The stored copies of the stories were kept by an earlier version, so they are fetched again. Everything you"
        " saved or marked is kept."
    )
    shown = database.read(
        lambda connection: connection.execute(
            "SELECT id FROM cache.stories WHERE saved = 1 ORDER BY id"
        ).fetchall()
    )
    assert [row["id"] for row in shown] == [2, 3, 4]
    database.close()
    database = Database(home)
    assert database.take_notice() == ""
    database.close()
    assert version_of(home.library_db) == LIBRARY.version


# --- what keeps a library from coming up --------------------------------------------------------------------


def test_a_library_whose_rows_refer_to_nothing_is_refused_as_it_is(home: Home, backups: Path) -> None:
    write_version_1(home.library_db, "INSERT INTO marks VALUES (20, 77, 'key', '', 0)")
    with pytest.raises(Damaged, match="tuinews restore --salvage"):
        migrate(home.library_db, backups)
    assert version_of(home.library_db) == 1
    with looked_into(home.library_db) as connection:
        assert len(table(connection, "marks")) == len(MARKS) + 1
    assert len(list(backups.iterdir())) == 1


def test_trying_again_keeps_one_copy(home: Home, backups: Path) -> None:
    write_version_1(home.library_db, "INSERT INTO marks VALUES (20, 77, 'key', '', 0)")
    for _ in range(3):
        with pytest.raises(Damaged):
            migrate(home.library_db, backups)
    assert len(list(backups.iterdir())) == 1
    with closing(sqlite3.connect(home.library_db)) as connection:
        connection.execute("DELETE FROM marks WHERE id = 20")
        connection.commit()
    migrate(home.library_db, backups)
    assert len(list(backups.iterdir())) == 2, "another library's copy replaces none"


def test_a_damaged_library_is_no_library_to_bring_up(library: Path, backups: Path) -> None:
    whole = library.read_bytes()
    library.write_bytes(whole[:8192] + b"\xa5" * 4096 + whole[12288:])
    with pytest.raises(Damaged):
        files.check(library, LIBRARY)
    with pytest.raises(Damaged) as caught:
        migrate(library, backups)
    assert str(library) in caught.value.summary
    assert list(backups.iterdir()) == []


def test_without_a_place_for_the_copy_nothing_is_changed(library: Path, backups: Path) -> None:
    before = library.read_bytes()
    backups.write_text("in the way")
    with pytest.raises(ReadOnly, match="backups"):
        migrate(library, backups)
    assert library.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files the POSIX way")
def test_without_room_for_the_copy_nothing_is_changed(library: Path, backups: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from tuinews.errors import Full
from tuinews.library.migrate import migrate
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
try:
    migrate(Path(sys.argv[1]), Path(sys.argv[2]))
except Full as error:
    print(error.summary)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(sorted(path.name for path in Path(sys.argv[2]).iterdir()))
migrate(Path(sys.argv[1]), Path(sys.argv[2]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(library), str(backups)], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("The disk is full")
    assert done.stdout.endswith("\n[]\n")
    check_version_2(library)


# --- crashes and crowds -------------------------------------------------------------------------------------

KILLED_AT_EACH_STATEMENT = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from tuinews.library import files
from tuinews.library.migrate import migrate

connect = files.connect

def run(folder, last):
    left = last

    def count(statement):
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*arguments):
        connection = connect(*arguments)
        connection.set_trace_callback(count)
        return connection

    files.connect = traced
    migrate(folder / "library.db", folder / "backups")

for last in itertools.count(1):
    folder = Path(sys.argv[2], str(last))
    folder.mkdir(parents=True)
    shutil.copy(sys.argv[1], folder / "library.db")
    child = os.fork()
    if not child:
        run(folder, last)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        print(last, os.WEXITSTATUS(status))
        break
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills its children the POSIX way")
def test_a_kill_at_any_statement_leaves_one_version_or_the_other(library: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_STATEMENT, str(library), str(tmp_path / "killed")],
        check=True,
        capture_output=True,
        text=True,
    )
    last, status = map(int, done.stdout.split())
    assert status == 0, done.stderr
    assert last > len(STEPS[0])
    earlier = later = 0
    for number in range(1, last + 1):
        folder = tmp_path / "killed" / str(number)
        path, backups = folder / "library.db", folder / "backups"
        copies = list(backups.glob("*.db")) if backups.exists() else []
        kind = files.check(path, LIBRARY)
        if kind is Kind.OLDER:
            check_version_1(path)
            earlier += bool(copies)
        else:
            later += 1
            assert len(copies) == 1
        for copy in copies:
            check_version_1(copy)
        migrate(path, backups)
        assert files.check(path, LIBRARY) is Kind.OURS
        check_version_2(path)
        assert len(list(backups.glob("*.db"))) == 1
    assert earlier >= len(STEPS[0])
    assert later >= 1


def test_two_processes_bring_a_library_up_at_once(library: Path, backups: Path) -> None:
    script = """
import sys
from pathlib import Path
from tuinews.library.migrate import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(Path(sys.argv[1]), Path(sys.argv[2]))
"""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(library), str(backups)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in processes] == ["", "", ""]
    check_version_2(library)
    assert len(list(backups.iterdir())) == 1
