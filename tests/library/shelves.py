"""Library files made with plain SQL, to copy, to harm and to bring together; and deaths at every line of the way."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tuinews.bodies import write_body
from tuinews.library import files
from tuinews.library.schema import LIBRARY
from tuinews.library.values import write_document
from tuinews.model import Body, Document
from tuinews.text import fingerprint

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
TABLES = (
    "sources",
    "marks",
    "saved",
    "tags",
    "stances",
    "corrections",
    "pairs",
    "searches",
    "journal",
    "preferences",
)
"""What the user made."""
DYING = """
import itertools, logging, os, shutil, signal, sys
logging.disable()
sys.path.insert(0, {folder!r})
from pathlib import Path
from shelves import *


def die_at_every_line(names, folder, deed, check, step=1):
    \"\"\"Do a deed in a process that dies at its first line in these modules, then `step` lines further on, and so on.\"\"\"
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    for dying_at in itertools.count(0, step):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        child = os.fork()
        if not child:
            lines = 0

            def trace(frame, event, argument):
                nonlocal lines
                if Path(frame.f_code.co_filename).stem not in names:
                    return None
                if event == "line":
                    lines += 1
                    if lines > dying_at:
                        os.kill(os.getpid(), signal.SIGKILL)
                return trace

            sys.settrace(trace)
            deed()
            sys.settrace(None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        finished = os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        assert finished or os.WIFSIGNALED(status), status
        check(finished)
        if finished:
            return dying_at


"""


def filled(
    path: Path,
    *,
    sources: int = 3,
    stories: int = 30,
    saved: int = 6,
    first: int = 1,
    text: str = "A text. ",
    library_id: str = "",
) -> Path:
    """Make a library file: story n is of source `n % sources + 1`, all are read, those from `first` on saved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files.make(path, LIBRARY)
    with closing(files.connect(path)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO sources (id, url, title, folder, added) VALUES (?, ?, ?, 'Film', 1)",
            [(number, url_of(number), f"Source {number}") for number in range(1, sources + 1)],
        )
        connection.executemany(
            "INSERT INTO marks (id, source_id, key, alias, read) VALUES (?, ?, ?, ?, 1)",
            [
                (number, number % sources + 1, key_of(number), alias_of(number))
                for number in range(1, stories + 1)
            ],
        )
        for number in range(first, first + saved):
            save(connection, number, number % sources + 1, text=text * 200)
            connection.execute("INSERT INTO tags VALUES ('oscars', ?, 'Oscars')", (number,))
        connection.execute(
            "INSERT INTO stances VALUES ('topic', 'dune', 'Dune', 'follow', 1, NULL, NULL, NULL)"
        )
        connection.execute("INSERT INTO stances VALUES ('source', '1', '1', 'mute', 1, NULL, NULL, NULL)")
        connection.execute("INSERT INTO searches (name, query, added) VALUES ('Sequels', 'sequel', 1)")
        connection.execute("INSERT INTO journal VALUES (1, 1, 'read', '{\"read\":true,\"stories\":[1]}')")
        connection.execute("INSERT INTO preferences VALUES ('theme', 'matinee')")
        connection.execute("UPDATE meta SET reserved_id = 1000, changes = 7")
        if library_id:
            connection.execute("UPDATE meta SET library_id = ?", (library_id,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path


def save(
    connection: sqlite3.Connection, number: int, source_id: int, *, text: str = "A text.", note: str = ""
) -> None:
    """Save a story whose mark is there."""
    connection.execute(
        """
        INSERT INTO saved VALUES (?, 1, ?, ?, 5, NULL, 7, ?, ?, 'Ann Archer', 'A summary', 2, 'film', '[["Dune",1.0]]',
            ?, ?, ?)
        """,
        (
            number,
            f"Source {source_id}",
            url_of(source_id),
            f"Story {number}",
            link_of(number),
            note,
            write_body(Body(content_html=text)),
            write_document(Document(text, origin="feed")),
        ),
    )


def url_of(source: int) -> str:
    return f"https://source{source}.example/feed"


def link_of(number: int) -> str:
    return f"https://source.example/{number}"


def key_of(number: int) -> int:
    return fingerprint("key", str(number))


def alias_of(number: int) -> int:
    return fingerprint(link_of(number), f"Story {number}")


def run(path: Path, *statements: str) -> None:
    """Carry out statements in one transaction."""
    with closing(files.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(files.connect(path)) as connection:
        return [tuple(row) for row in connection.execute(query).fetchall()]


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the user made, table by table."""
    return {table: sorted(rows(path, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def sound(path: Path) -> bool:
    checks = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
    return [rows(path, check) for check in checks] == [[("ok",)], []]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def at_every_line(script: str, *arguments: Path) -> int:
    """Run a script that calls `die_at_every_line`; it prints how many deaths there were."""
    if not hasattr(os, "fork"):
        pytest.skip("NOT TESTED: deaths at every line need fork, which this system has not")
    folder = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", DYING.format(folder=folder) + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return int(done.stdout)


@contextmanager
def small_disk(folder: Path, options: str = "size=1m") -> Iterator[Path]:
    """A file system of its own in a folder; needs root."""
    folder.mkdir()
    if (
        sys.platform != "linux"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("NOT TESTED: a full and a read-only disk need the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
