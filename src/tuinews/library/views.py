"""A view as SQL: which index to walk, and what must hold on the way.

Each list is one walk along one index in the order of the list, so a page costs the same at any depth. The index is named
(INDEXED BY), since the planner without statistics picks others.
"""

import sqlite3
from dataclasses import dataclass

from tuinews.library import search
from tuinews.library.values import to_micros
from tuinews.model import Cursor, View

FEW_HITS = 2_000
"""Search hits that are cheaper to sort than to meet on a walk along the whole list."""

_ROWS = """
    SELECT s.id, s.source_id, coalesce(o.title, '') AS source, s.title, s.url, s.author, s.published, s.first_seen,
        s.read, s.saved, s.beats, s.topics, s.words, s.summary, s.group_id
    FROM {} LEFT JOIN main.sources AS o ON o.id = s.source_id"""


@dataclass(frozen=True, slots=True)
class Selection:
    """The stories of a view."""

    tables: str
    conditions: tuple[str, ...]
    parameters: tuple[str | int, ...]
    place: str
    """The columns that order the list: sort time and id."""

    def page(self, after: Cursor | None, limit: int) -> tuple[str, tuple[str | int, ...]]:
        """Give the query for a run of stories after a place, newest first, and its parameters."""
        conditions, parameters = list(self.conditions), list(self.parameters)
        if after:
            conditions.append(f"({self.place}) < (?, ?)")
            parameters += (to_micros(after.sort_time), after.id)
        order = ", ".join(f"{column} DESC" for column in self.place.split(", "))
        where = " AND ".join(conditions)
        return f"{_ROWS.format(self.tables)} WHERE {where} ORDER BY {order} LIMIT ?", (*parameters, limit)

    def count(self) -> tuple[str, tuple[str | int, ...]]:
        """Give the query for the number of stories, and its parameters."""
        return self._all("count(*)"), self.parameters

    def ids(self) -> tuple[str, tuple[str | int, ...]]:
        """Give the query for the ids of all stories, and its parameters."""
        return self._all("s.id"), self.parameters

    def _all(self, what: str) -> str:
        where = " AND ".join(self.conditions)
        return f"SELECT {what} FROM {self.tables} WHERE {where}"  # noqa: S608 - all values are parameters


def story_query() -> str:
    """Give the query for one row of the list, by id."""
    return _ROWS.format("cache.stories AS s") + " WHERE s.id = ?"


def select(connection: sqlite3.Connection, view: View) -> Selection:
    """Say where the stories of a view are found."""
    conditions = ["s.listed = 1"]
    parameters: list[str | int] = []
    place = "s.sort_time, s.id"
    if view.topic is not None:
        tables = (
            "cache.topics AS t INDEXED BY topics_by_name CROSS JOIN cache.stories AS s ON s.id = t.story_id"
        )
        place = "t.sort_time, t.story_id"
        conditions.append("t.folded = ?")
        parameters.append(view.topic.casefold())
    elif view.source_id is not None:
        tables = "cache.stories AS s INDEXED BY stories_of_source"
    elif view.saved:
        tables = "cache.stories AS s INDEXED BY stories_saved"
    elif view.unread:
        tables = "cache.stories AS s INDEXED BY stories_unread"
    else:
        tables = "cache.stories AS s INDEXED BY stories_all"
    if view.source_id is not None:
        conditions.append("s.source_id = ?")
        parameters.append(view.source_id)
    if view.saved:
        conditions.append("s.saved = 1")
    if view.unread:
        conditions.append("s.read = 0")
    if view.folder is not None:
        conditions.append("s.source_id IN (SELECT id FROM main.sources WHERE folder = ?)")
        parameters.append(view.folder)
    if view.since is not None:
        conditions.append(f"{place.partition(',')[0]} >= ?")
        parameters.append(to_micros(view.since))
    if match := search.match_of(view.query):
        conditions.append("s.id IN (SELECT rowid FROM cache.search WHERE search MATCH ?)")
        parameters.append(match)
        if place.startswith("s.") and _few_hits(connection, match):
            tables = "cache.stories AS s NOT INDEXED"
    return Selection(tables, tuple(conditions), tuple(parameters), place)


def _few_hits(connection: sqlite3.Connection, match: str) -> bool:
    (hits,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM cache.search WHERE search MATCH ? LIMIT ?)",
        (match, FEW_HITS + 1),
    ).fetchone()
    return bool(hits <= FEW_HITS)
