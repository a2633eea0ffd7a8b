"""A view as SQL: which index to walk, and what must hold on the way.

Each list is one walk along one index in the order of the list, so a page costs the same at any depth. The index is named
(INDEXED BY), since the planner without statistics picks others.
"""

from dataclasses import dataclass
from functools import lru_cache

from tuinews.library import naming
from tuinews.library.values import place_of, to_micros
from tuinews.model import View

OWN = """s.place, s.id, s.source_id, coalesce(o.title, ''), s.title, s.url, s.author, s.published, s.first_seen,
    s.read, s.saved, s.hidden, s.muted, s.words, s.group_id, s.beats, s.topics, s.summary"""
"""What stands in the row of a story itself, `s` (cache.stories), but for the name of its source, `o` (main.sources)."""
COLUMNS = f"""{OWN}, CASE WHEN s.group_id IS NULL THEN 0 ELSE (
    SELECT count(*) FROM cache.stories AS g INDEXED BY stories_of_group
    WHERE g.listed = 1 AND g.group_id = s.group_id
) - s.listed END"""  # noqa: S608 - our own columns
"""What `Story` is made of."""
SOURCES = "LEFT JOIN main.sources AS o ON o.id = s.source_id"

_HAS_TOPIC = f"""s.place IN (
    SELECT m.place FROM cache.mentions AS m
    WHERE m.topic_id = {naming.OF_NAME} AND m.place = s.place
)"""  # noqa: S608 - our own text

_WHOLE = {False: "stories_all", True: "stories_unread"}

Parameters = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The stories of a view."""

    tables: str
    conditions: tuple[str, ...]
    parameters: Parameters
    place: str = "s.place"

    def page(self, after: int | None, limit: int, *, backwards: bool = False) -> tuple[str, Parameters]:
        """Give the query for a run of stories and its parameters.

        Args:
            after: The place that it begins beyond; None is the beginning of the list, or the end of it backwards.
            limit: How many, at most.
            backwards: Upwards in the list, so the rows come oldest first.
        """
        conditions, parameters = self.conditions, self.parameters
        if after is not None:
            conditions = (*conditions, f"{self.place} {'>' if backwards else '<'} ?")
            parameters = (*parameters, after)
        order = "ASC" if backwards else "DESC"
        where = " AND ".join(conditions)
        query = f"SELECT {COLUMNS} FROM {self.tables} {SOURCES} WHERE {where} ORDER BY {self.place} {order} LIMIT ?"  # noqa: S608 - all values are parameters
        return query, (*parameters, limit)

    def count(self) -> tuple[str, Parameters]:
        """Give the query for the number of stories, and its parameters."""
        return self._all("count(*)"), self.parameters

    def ids(self) -> tuple[str, Parameters]:
        """Give the query for the ids of all stories, and its parameters."""
        return self._all("s.id"), self.parameters

    def _all(self, what: str) -> str:
        where = " AND ".join(self.conditions)
        return f"SELECT {what} FROM {self.tables} WHERE {where}"  # noqa: S608 - all values are parameters


def story_query() -> str:
    """Give the query for one row of the list, by id."""
    return f"SELECT {COLUMNS} FROM cache.stories AS s {SOURCES} WHERE s.id = ?"  # noqa: S608 - our own columns


def some_query() -> str:
    """Give the query for several rows, by a JSON list of ids."""
    tables = f"json_each(?) AS j CROSS JOIN cache.stories AS s INDEXED BY stories_by_id ON s.id = j.value {SOURCES}"
    return f"SELECT {COLUMNS} FROM {tables}"  # noqa: S608 - our own columns


@lru_cache(maxsize=256)
def select(view: View) -> Selection:
    """Say where the stories of a view are found; what was typed to search for is `finding`'s."""
    chosen = _Conditions()
    if view.saved or view.tag is not None:
        # What was saved stays on its shelf, whatever is hidden or muted.
        index = "stories_saved"
        chosen.add("s.saved = 1")
        if view.aside:
            chosen.add("(s.hidden = 1 OR s.muted = 1)")
    elif view.aside:
        index = "stories_aside"
        chosen.add("(s.hidden = 1 OR s.muted = 1)")
    elif view.topic is not None:
        return _of_topic(view)
    elif view.alike is not None:
        index = "stories_of_group"
        chosen.add("s.listed = 1")
    else:
        by = "source" if view.source_id is not None else "folder" if view.folder is not None else ""
        index = f"{'unread' if view.unread else 'stories'}_of_{by}" if by else _WHOLE[view.unread]
        chosen.add("s.listed = 1")
    if view.unread:
        chosen.add("s.read = 0")
    if view.topic is not None:
        chosen.add(_HAS_TOPIC, naming.fold(view.topic))
    chosen.filter(view)
    return Selection(f"cache.stories AS s INDEXED BY {index}", tuple(chosen.sql), tuple(chosen.parameters))


def _of_topic(view: View) -> Selection:
    assert view.topic is not None
    chosen = _Conditions()
    chosen.add(f"t.topic_id = {naming.OF_NAME}", naming.fold(view.topic))
    chosen.add("t.unread = 1" if view.unread else "t.listed = 1")
    chosen.filter(view, "t.place")
    index = " INDEXED BY unread_mentions" if view.unread else ""
    tables = f"cache.mentions AS t{index} CROSS JOIN cache.stories AS s ON s.place = t.place"
    return Selection(tables, tuple(chosen.sql), tuple(chosen.parameters), "t.place")


class _Conditions:
    """What must hold, gathered one by one."""

    def __init__(self) -> None:
        self.sql: list[str] = []
        self.parameters: list[str | int] = []

    def add(self, condition: str, *parameters: str | int) -> None:
        self.sql.append(condition)
        self.parameters += parameters

    def filter(self, view: View, place: str = "s.place") -> None:
        """Add what narrows any view."""
        if view.source_id is not None:
            self.add("s.source_id = ?", view.source_id)
        if view.folder is not None:
            self.add("s.folder_id = (SELECT id FROM cache.folders WHERE name = ?)", view.folder)
        if view.tag is not None:
            self.add("s.id IN (SELECT story_id FROM main.tags WHERE folded = ?)", view.tag.casefold())
        if view.alike is not None:
            self.add("s.group_id = (SELECT group_id FROM cache.stories WHERE id = ?)", view.alike)
        if view.since is not None:
            self.add(f"{place} >= ?", place_of(to_micros(view.since), 0))
