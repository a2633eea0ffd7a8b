"""The sources, topics and tags that the operators of a query name."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tuinews.library import naming
from tuinews.library.folding import fold
from tuinews.library.query import Name
from tuinews.urls import host

MOST_NAMES = 32
"""Topics or tags that a beginning stands for, those of most stories first."""
_LOOKED_AT = 1_000
_BEYOND_ALL = "\U0010ffff"

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Named:
    """What is named. Of each set in a tuple, one must apply."""

    sources: Ids | None = None
    """None where any will do."""
    other_sources: Ids = frozenset()
    """None of these."""
    topics: tuple[Ids, ...] = ()
    other_topics: Ids = frozenset()
    tags: tuple[frozenset[str], ...] = ()
    other_tags: frozenset[str] = frozenset()


def look_up(connection: sqlite3.Connection, names: Iterable[Name]) -> Named | None:
    """Find what is named; None when there is no such thing, so that no story is of it.

    A source is meant by its title, or else by a part of its title or host; a topic or a tag by its name, or else by the
    beginning of it.
    """
    sources: Ids | None = None
    other_sources: Ids = frozenset()
    topics: list[Ids] = []
    other_topics: Ids = frozenset()
    tags: list[frozenset[str]] = []
    other_tags: frozenset[str] = frozenset()
    for name in names:
        if name.kind == "source":
            ids = _sources(connection, name.value)
            if name.denied:
                other_sources |= ids
            else:
                sources = ids if sources is None else sources & ids
        elif name.kind == "topic":
            ids = _topics(connection, name.value)
            if name.denied:
                other_topics |= ids
            else:
                topics.append(ids)
        else:
            folded = _tags(connection, name.value)
            if name.denied:
                other_tags |= folded
            else:
                tags.append(folded)
    if (sources is not None and not sources) or not all(topics) or not all(tags):
        return None
    return Named(sources, other_sources, tuple(topics), other_topics, tuple(tags), other_tags)


def _sources(connection: sqlite3.Connection, value: str) -> Ids:
    wanted = fold(value)
    titles = [
        (row["id"], fold(row["title"]), host(row["url"]))
        for row in connection.execute("SELECT id, title, url FROM main.sources")
    ]
    exact = frozenset(source for source, title, _ in titles if title == wanted)
    return exact or frozenset(source for source, title, site in titles if wanted in title or wanted in site)


def _topics(connection: sqlite3.Connection, value: str) -> Ids:
    wanted = naming.fold(value)
    row = connection.execute(f"SELECT {naming.OF_NAME} AS id", (wanted,)).fetchone()
    if row["id"] is not None:
        return frozenset((row["id"],))
    rows = connection.execute(
        """
        SELECT DISTINCT h.id, h.stories FROM (
            SELECT coalesce(head, id) AS head FROM cache.names WHERE folded > ? AND folded < ? LIMIT ?
        ) AS n CROSS JOIN cache.names AS h ON h.id = n.head
        """,
        (wanted, wanted + _BEYOND_ALL, _LOOKED_AT),
    ).fetchall()
    rows.sort(key=lambda row: -row["stories"])
    return frozenset(row["id"] for row in rows[:MOST_NAMES])


def _tags(connection: sqlite3.Connection, value: str) -> frozenset[str]:
    wanted = value.casefold().lstrip("#")
    rows = connection.execute(
        "SELECT DISTINCT folded FROM main.tags WHERE folded >= ? AND folded < ? LIMIT ?",
        (wanted, wanted + _BEYOND_ALL, MOST_NAMES),
    ).fetchall()
    found = frozenset(row["folded"] for row in rows)
    return found & {wanted} or found
