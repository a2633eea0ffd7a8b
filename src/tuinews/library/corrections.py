"""What the user says of topics: two are one, this one is nothing, that one is called otherwise. It holds for ever.

A correction is about a name as it is found in texts, or as it is shown; it follows that name through every text that is
read later, and beats whatever the rules find.
"""

import sqlite3
from datetime import datetime
from typing import Any, cast

from tuinews.errors import UsageError
from tuinews.library import journal, naming, remaking, stances, subjects
from tuinews.library.values import id_at, to_micros
from tuinews.model import Change, Correction
from tuinews.text import clean_line

Rows = dict[str, dict[str, Any] | None]
"""Rules as they stand in their table by folded name, None for a name without one."""

_CHARACTERS = 80
"""Of a name: as many as the longest topic has."""


def corrections(connection: sqlite3.Connection) -> tuple[Correction, ...]:
    """Give what the user said of topics, the newest first."""
    rows = connection.execute(
        "SELECT deed, name, target FROM main.corrections ORDER BY since DESC, folded"
    ).fetchall()
    return tuple(Correction(cast(Any, row["deed"]), row["name"], row["target"]) for row in rows)


def correct(connection: sqlite3.Connection, correction: Correction, now: datetime) -> Change:
    """Correct a topic everywhere; it takes the place of what was said of the same name. One journal entry.

    A split takes back what made others one with this topic, and keeps its name apart from now on.

    Raises:
        UsageError: One of the names is empty, or is that of a field of entertainment.
    """
    name, target = (clean_line(each)[:_CHARACTERS].strip() for each in (correction.name, correction.target))
    wants_target = correction.deed in ("merge", "rename")
    _require(name)
    if wants_target:
        _require(target)
    wanted = _wanted(connection, correction.deed, name, target, now)
    before = {folded: _stored(connection, folded) for folded in wanted}
    wanted = {folded: row for folded, row in wanted.items() if not _same(row, before[folded])}
    if not wanted:
        return Change()
    before = {folded: before[folded] for folded in wanted}
    journal.record(connection, now, "topic", {"name": name, "deed": correction.deed, "before": before})
    return put(connection, wanted)


def forget(connection: sqlite3.Connection, name: str, now: datetime) -> Change:
    """Let a topic be as its texts have it: forget what was said of it. One journal entry, none if nothing was."""
    folded = naming.fold(clean_line(name))
    row = _stored(connection, folded)
    if row is None:
        return Change()
    journal.record(connection, now, "topic", {"name": row["name"], "deed": "forget", "before": {folded: row}})
    return put(connection, {folded: None})


def put(connection: sqlite3.Connection, rows: Rows) -> Change:
    """Store rules as they stand in their table, or none, and show all topics accordingly."""
    outdated = False
    called_otherwise: set[int] = set()
    for folded, row in rows.items():
        earlier = _stored(connection, folded)
        connection.execute("DELETE FROM main.corrections WHERE folded = ?", (folded,))
        if earlier is not None and earlier["deed"] == "rename" and naming.fold(earlier["target"]) == folded:
            renamed = connection.execute(
                "UPDATE cache.names SET name = ? WHERE folded = ? RETURNING id", (earlier["name"], folded)
            )
            called_otherwise.update(each["id"] for each in renamed.fetchall())
        if row is not None:
            connection.execute(
                "INSERT INTO main.corrections VALUES (:folded, :name, :deed, :target, :since)", row
            )
        for each in (earlier, row):
            if each is not None and each["deed"] == "split":
                remaking.outdate(connection, each["name"])
                outdated = True
    places = subjects.name_anew(connection, called_otherwise)
    for place in places:
        stances.judge(connection, place)
    return Change(stories=frozenset(map(id_at, places)), topics=True, outdated=outdated)


def is_so(connection: sqlite3.Connection, rows: Rows) -> bool:
    """Tell whether rules stand in their table like this."""
    return all(_stored(connection, folded) == row for folded, row in rows.items())


def kept_apart(connection: sqlite3.Connection) -> frozenset[str]:
    """Give the folded names that stand for themselves in every text."""
    rows = connection.execute("SELECT folded FROM main.corrections WHERE deed = 'split'").fetchall()
    return frozenset(row["folded"] for row in rows)


def _require(name: str) -> None:
    if not name:
        raise UsageError("A topic needs a name.")
    if naming.is_beat(name):
        raise UsageError(f"“{name}” is a field of news and no topic, so it stays as it is.")


def _wanted(connection: sqlite3.Connection, deed: str, name: str, target: str, now: datetime) -> Rows:
    """Give the rules that a correction makes, and those that it ends."""
    folded, aim = naming.fold(name), naming.fold(target)
    since = to_micros(now)

    def rule(name: str, deed: str, target: str = "") -> dict[str, Any]:
        return {"folded": naming.fold(name), "name": name, "deed": deed, "target": target, "since": since}

    if deed == "hide":
        return {folded: rule(name, "hide")}
    if deed == "split":
        merged = connection.execute(
            """
            SELECT n.folded, n.name FROM cache.names AS n JOIN cache.names AS h ON h.id = n.head WHERE h.folded = ?
            """,
            (folded,),
        ).fetchall()
        split: Rows = {row["folded"]: rule(row["name"], "split") for row in merged}
        return split | {folded: rule(name, "split")}
    known = _as_known(connection, name)
    if aim == folded:
        # Only its case is to be another.
        return {folded: rule(known, deed, target) if deed == "rename" and target != known else None}
    rows: Rows = {folded: rule(known, deed, target)}
    ended = _stored(connection, aim)
    # What is named as the aim is to be seen, and must not lead back to where it comes from.
    if ended is not None and (ended["deed"] == "hide" or folded in _way_of(connection, aim)):
        rows[aim] = None
    return rows


def _as_known(connection: sqlite3.Connection, name: str) -> str:
    """Write a name as its texts do, also when it was renamed."""
    row = _stored(connection, naming.fold(name)) or (
        connection.execute("SELECT name FROM cache.names WHERE folded = ?", (naming.fold(name),)).fetchone()
    )
    return str(row["name"]) if row else name


def _way_of(connection: sqlite3.Connection, folded: str) -> set[str]:
    """Give the names that a name leads to by rules."""
    way: set[str] = set()
    while (row := _stored(connection, folded)) and row["target"] and folded not in way:
        way.add(folded)
        folded = naming.fold(row["target"])
    return way | {folded}


def _stored(connection: sqlite3.Connection, folded: str) -> dict[str, Any] | None:
    row = connection.execute("SELECT * FROM main.corrections WHERE folded = ?", (folded,)).fetchone()
    return dict(row) if row is not None else None


def _same(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    return one is other or (
        one is not None
        and other is not None
        and {**one, "since": 0, "name": ""} == {**other, "since": 0, "name": ""}
    )
