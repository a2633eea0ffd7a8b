"""Saving what can still be read of a damaged library into a new one.

Every record of every page is looked at, whatever became of the rest. What a table's page lost, its indexes may still
know; what was lost all the same is made up for, so that no saved story is left behind for want of its mark or source.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuinews.bodies import write_body
from tuinews.errors import Damaged, NotFound
from tuinews.library import copying, files
from tuinews.library.failures import failure_of
from tuinews.library.marker import Marker
from tuinews.library.pages import LOST, Pages, Record, Value
from tuinews.library.schema import LIBRARY
from tuinews.library.values import to_micros
from tuinews.model import Body
from tuinews.text import clean_line, fingerprint
from tuinews.urls import host, likeness

_AT_ONCE = 500
_SAVED_WITHOUT = {
    "author": "",
    "summary": "",
    "words": None,
    "beats": "",
    "topics": "[]",
    "note": "",
    "document": None,
}
"""What stands in a saved copy for the parts that are lost; the rest of it must be there."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was found."""

    holds: Marker
    marks: int
    """Stories that are remembered as read, hidden or saved."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: type
    nullable: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """The form of a table's records."""

    name: str
    columns: tuple[_Column, ...]
    rowid: int | None
    """Which column is another name for the rowid; it is stored as NULL."""

    def row(self, record: Record) -> tuple[Value, ...] | None:
        """Give the row that a record is of this table; None when it is another's, or not whole."""
        # A column that a later version added at the end is not in older rows.
        missing = self.columns[len(record.values) :]
        if len(record.values) > len(self.columns) or not all(column.nullable for column in missing):
            return None
        if (record.rowid is None) != (self.rowid is None):
            return None
        values = [*record.values, *(None for _ in missing)]
        if self.rowid is not None:
            if values[self.rowid] is not None:
                return None
            values[self.rowid] = record.rowid
        for place, column in enumerate(self.columns):
            if values[place] is LOST and self.name == "saved":
                values[place] = _SAVED_WITHOUT.get(column.name, LOST)
                if column.name == "body":
                    values[place] = write_body(Body())
            if not (isinstance(values[place], column.kind) or (column.nullable and values[place] is None)):
                return None
        return tuple(values)


def salvage(path: Path, draft: Path, now: datetime) -> Salvaged:
    """Read a damaged library record by record into a new one. It is only read.

    Args:
        path: The damaged library, with its `-wal` file where there is one.
        draft: An empty file; becomes the new library.
        now: When a source that had to be made up for was added.

    Returns:
        What the new library holds; it is whole and on the disk.

    Raises:
        NotFound: There is no such file.
        Damaged: Nothing can be read, or an earlier version wrote it.
        LibraryError: The new library can't be written.
    """
    try:
        pages = Pages(path)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {clean_line(str(path))}.") from error
    except OSError as error:
        raise files.unwritable(path, error) from error
    with closing(pages):
        if pages.version is not None and pages.version < LIBRARY.version:
            raise _hopeless(path, "An earlier version of tuinews wrote it.")
        files.make(draft, LIBRARY)
        try:
            with closing(files.connect(draft)) as connection:
                connection.execute("PRAGMA foreign_keys = OFF")
                connection.execute("BEGIN IMMEDIATE")
                _read_all(connection, pages)
                _ask_indexes(connection, pages, now)
                _complete(connection, now)
                (marks,) = connection.execute("SELECT count(*) FROM marks").fetchone()
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.Error as error:
            raise failure_of(error, draft) from error
    holds = copying.check(draft)
    copying.sync(draft)
    if holds == Marker() and not marks:
        raise _hopeless(path, "Nothing in it can be read any more.")
    return Salvaged(holds, marks)


def _read_all(connection: sqlite3.Connection, pages: Pages) -> None:
    """Put each record into the table whose form it has. Of two with one key, the first is of a page still in use."""
    tables = _tables(connection)
    waiting: dict[str, list[tuple[Value, ...]]] = {table.name: [] for table in tables}
    metas: list[tuple[Value, ...]] = []

    def hand_over(table: _Table) -> None:
        _insert(connection, table.name, waiting[table.name])
        waiting[table.name].clear()

    for record in pages.records():
        for table in tables:
            if (row := table.row(record)) is None:
                continue
            if table.name == "meta":
                metas.append(row)
                break
            waiting[table.name].append(row)
            if len(waiting[table.name]) == _AT_ONCE:
                hand_over(table)
            break
    for table in tables:
        hand_over(table)
    if metas:
        _, library_id, changes, reserved_id, _ = metas[0]
        connection.execute(
            "UPDATE meta SET library_id = ?, changes = ?, reserved_id = ?", (library_id, changes, reserved_id)
        )


def _ask_indexes(connection: sqlite3.Connection, pages: Pages, now: datetime) -> None:
    """Bring back what only indexes still know: marks, and the addresses of sources.

    A mark is made for what was read, with few exceptions, so that is what it becomes.
    """
    there = {row["id"] for row in connection.execute("SELECT id FROM marks")}
    lost = {
        story_id: (source_id, key)
        for source_id, key, story_id in _integers(pages, "marks_by_key")
        if story_id not in there
    }
    aliases = {
        story_id: alias
        for source_id, alias, story_id in (_integers(pages, "marks_by_alias") if lost else ())
        if lost.get(story_id, (None,))[0] == source_id
    }
    marks = [
        (story_id, source_id, key, aliases.get(story_id, 0), 1, 0, 0)
        for story_id, (source_id, key) in lost.items()
    ]
    _insert(connection, "marks", marks)
    there = {row["id"] for row in connection.execute("SELECT id FROM sources")}
    for record in pages.entries("sqlite_autoindex_sources_1"):
        match record.values:
            case (str(url), int(source_id)) if source_id not in there:
                _add_source(connection, source_id, url, host(url) or url, now)


def _complete(connection: sqlite3.Connection, now: datetime) -> None:
    """Make up for lost marks and sources of what the user saved; drop what belongs to nothing any more.

    A source is taken for subscribed: to lose one would be noticed too late, to have one too many is soon seen.
    """
    lost = connection.execute(
        """
        SELECT m.source_id, max(v.source_url) AS source_url, max(v.source_title) AS source_title
        FROM marks AS m JOIN saved AS v ON v.id = m.id
        WHERE NOT EXISTS (SELECT 1 FROM sources AS o WHERE o.id = m.source_id) GROUP BY m.source_id
        """
    ).fetchall()
    for row in lost:
        source_id = _add_source(connection, row["source_id"], row["source_url"], row["source_title"], now)
        connection.execute(
            "UPDATE OR IGNORE marks SET source_id = ? WHERE source_id = ?", (source_id, row["source_id"])
        )
    lost = connection.execute(
        """
        SELECT v.id, v.source_url, v.source_title, v.url, v.title FROM saved AS v
        WHERE NOT EXISTS (SELECT 1 FROM marks AS m WHERE m.id = v.id)
        """
    ).fetchall()
    for row in lost:
        source_id = _add_source(connection, None, row["source_url"], row["source_title"], now)
        # The alias lets the story be recognised when its feed brings it again.
        alias = fingerprint(likeness(row["url"]), row["title"]) if row["url"] else 0
        mark = (row["id"], source_id, fingerprint("salvaged", str(row["id"])), alias, 0, 0, 0)
        _insert(connection, "marks", [mark])
    connection.execute("DELETE FROM marks WHERE source_id NOT IN (SELECT id FROM sources)")
    connection.execute("DELETE FROM polling WHERE source_id NOT IN (SELECT id FROM sources)")
    connection.execute("DELETE FROM saved WHERE id NOT IN (SELECT id FROM marks)")
    connection.execute("DELETE FROM stances WHERE only_source NOT IN (SELECT id FROM sources)")
    connection.execute(
        "DELETE FROM pairs WHERE one NOT IN (SELECT id FROM marks) OR other NOT IN (SELECT id FROM marks)"
    )
    connection.execute("DELETE FROM tags WHERE story_id NOT IN (SELECT id FROM saved)")
    connection.execute(
        "UPDATE meta SET reserved_id = max(reserved_id, (SELECT coalesce(max(id), 0) FROM marks))"
    )


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    tables = []
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    for (name,) in names:
        columns = connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
        keys = [place for place, column in enumerate(columns) if column["pk"]]
        alone = len(keys) == 1 and columns[keys[0]]["type"] == "INTEGER"
        forms = [
            _Column(column["name"], int if column["type"] == "INTEGER" else str, not column["notnull"])
            for column in columns
        ]
        tables.append(_Table(name, tuple(forms), keys[0] if alone else None))
    return tables


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own name


def _integers(pages: Pages, index: str) -> Iterator[tuple[int, int, int]]:
    for record in pages.entries(index):
        match record.values:
            case (int(first), int(second), int(third)):
                yield first, second, third


def _add_source(
    connection: sqlite3.Connection, source_id: int | None, url: str, title: str, now: datetime
) -> int:
    """Add a source, unless its address is there; one whose address is unknown can't be subscribed to.

    Returns:
        Its id.
    """
    address = url or f"lost:{title}"
    row = connection.execute("SELECT id FROM sources WHERE url = ?", (address,)).fetchone()
    if row is not None:
        return int(row["id"])
    cursor = connection.execute(
        "INSERT INTO sources (id, url, title, added, unsubscribed_at) VALUES (?, ?, ?, ?, ?)",
        (source_id, address, title or host(url) or url, to_micros(now), None if url else to_micros(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _hopeless(path: Path, reason: str) -> Damaged:
    return Damaged(f"The file {clean_line(str(path))} was left as it is. {reason}")
