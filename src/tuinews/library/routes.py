"""Which way leads to the stories of a view that are as asked for, newest first.

The full text index gives its hits newest first and only as many as are asked for, since its rows stand at the places of
the stories. So a page of a common word costs as little as one of a rare word, as long as the other conditions hold for
many stories. Where they hold for few, those few are looked up first.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from tuinews.library import naming, query, views
from tuinews.library.named import Ids, Named, look_up
from tuinews.library.query import Query
from tuinews.library.values import place_of, to_micros, write_json
from tuinews.model import View

_TESTED = 300
"""So few stories are tested one by one for the words: 30 µs each, however common the words are.

But not for a word that is still being typed: to ask for all that it may become costs too much to do it often.
"""
_FEW = 1_000
"""Stories are few when the square of their number is less than so many times the number of all.

To look them up costs 0.25 µs each. Not to do so costs 1.7 µs for each hit on the way to a full page, and that way is the
longer the fewer they are: 200 * all / few hits.
"""
_MOST_FILED = 50
"""Sources that the full text index is asked for; more of them leave so many stories that it is not worth it."""
_FIRST, _LAST = -(2**63), 2**63 - 1

_OF_SOURCE = "s.source_id IN (SELECT value FROM json_each(?))"
_OF_TAG = """s.id IN (
    SELECT story_id FROM main.tags WHERE folded IN (SELECT value FROM json_each(?))
)"""
_OF_TOPIC = """EXISTS (
    SELECT 1 FROM cache.mentions AS m WHERE m.topic_id IN (SELECT value FROM json_each(?)) AND m.place = s.place
)"""
_WITH_WORDS = "EXISTS (SELECT 1 FROM cache.search AS f WHERE f.search MATCH ? AND f.rowid = s.place)"

_SAVED = (
    "SELECT place FROM cache.stories INDEXED BY stories_saved WHERE saved = 1 AND place >= ? AND place < ?"
)
_ASIDE = """
    SELECT place FROM cache.stories INDEXED BY stories_aside
    WHERE (hidden = 1 OR muted = 1) AND place >= ? AND place < ?
"""
_UNREAD = """
    SELECT place FROM cache.stories INDEXED BY stories_unread
    WHERE listed = 1 AND read = 0 AND place >= ? AND place < ?
"""
_IN_SOURCES = """
    SELECT place FROM cache.stories INDEXED BY stories_of_source
    WHERE listed = 1 AND place >= ? AND place < ? AND source_id IN (SELECT value FROM json_each(?))
"""
_IN_TOPICS = """
    SELECT place FROM cache.mentions
    WHERE listed = 1 AND place >= ? AND place < ? AND topic_id IN (SELECT value FROM json_each(?))
"""
_COUNTED = """
    SELECT coalesce(sum(stories), 0) AS stories, coalesce(sum(unread), 0) AS unread, coalesce(sum(saved), 0) AS saved,
        coalesce(sum(aside), 0) AS aside
    FROM cache.counters
"""


def select(connection: sqlite3.Connection, view: View, asked: Query) -> views.Selection | None:
    """Say where the stories of a view are that are as asked for; None when there can't be any.

    Args:
        connection: Both files.
        view: All its conditions must hold, but for its query, which is passed over.
        asked: What was typed.
    """
    if asked.never or (view.unread and asked.read) or (view.saved and asked.saved is False):
        return None
    named = look_up(connection, asked.names)
    if named is None:
        return None
    return _Search(connection, view, asked, named).selection()


@dataclass(frozen=True, slots=True)
class _Few:
    """Stories whose number is known beforehand, and the query that gives their places."""

    stories: int
    places: str
    parameters: views.Parameters


class _Search:
    """A view and what was asked for in it, on the way to SQL."""

    def __init__(self, connection: sqlite3.Connection, view: View, asked: Query, named: Named) -> None:
        self._connection = connection
        self._asked = asked
        self._named = named
        self._view = replace(
            view,
            unread=view.unread or asked.read is False,
            saved=view.saved or bool(asked.saved) or bool(named.tags),
            since=None,
        )
        self._span = _span(view, asked)
        self._sources = self._sources_left()
        self._topics = self._topics_of_view()
        self._conditions: list[str] = []
        self._parameters: list[str | int] = []

    def selection(self) -> views.Selection | None:
        """Choose the way; None when view and query leave no source or no topic."""
        if self._sources == frozenset() or self._topics == frozenset():
            return None
        few = self._few()
        if not self._asked.worded or (
            few is not None and few.stories <= _TESTED and not self._asked.going_on
        ):
            return self._list(few)
        return self._hits(few)

    def _hits(self, few: _Few | None) -> views.Selection:
        """Walk along what holds the words."""
        self._hold("f.search MATCH ?", self._match())
        self._hold("f.rowid >= ? AND f.rowid < ?", *self._span)
        if few is not None:
            # But for the sign, SQLite would ask the index for each of them.
            self._hold(f"+f.rowid IN ({few.places})", *few.parameters)
        self._hold_view()
        self._hold_rest()
        return self._made("cache.search AS f CROSS JOIN cache.stories AS s ON s.place = f.rowid", "f.rowid")

    def _list(self, few: _Few | None) -> views.Selection:
        """Walk along the list, or along a few of it, and test each story for the words."""
        if few is None:
            listed = views.select(self._view)
            tables, place = listed.tables, listed.place
            self._hold_all(listed)
        else:
            tables, place = "cache.stories AS s NOT INDEXED", "s.place"
            self._hold(f"s.place IN ({few.places})", *few.parameters)
            self._hold_view()
        self._hold(f"{place} >= ? AND {place} < ?", *self._span)
        self._hold_rest()
        if self._asked.worded:
            self._hold(_WITH_WORDS, self._match())
        return self._made(tables, place)

    def _made(self, tables: str, place: str) -> views.Selection:
        return views.Selection(tables, tuple(self._conditions), tuple(self._parameters), place)

    def _hold(self, condition: str, *parameters: str | int) -> None:
        self._conditions.append(condition)
        self._parameters += parameters

    def _hold_all(self, listed: views.Selection) -> None:
        self._conditions += listed.conditions
        self._parameters += listed.parameters

    def _hold_view(self) -> None:
        """Add the conditions of the view, for a walk that is not along its index."""
        self._hold_all(views.select(replace(self._view, topic=None)))
        if self._topics is not None:
            self._hold(_OF_TOPIC, _json(self._topics))

    def _hold_rest(self) -> None:
        """Add the conditions that no view has."""
        asked, named = self._asked, self._named
        if asked.read:
            self._hold("s.read = 1")
        if asked.saved is False:
            self._hold("s.saved = 0")
        if named.sources is not None:
            self._hold(_OF_SOURCE, _json(named.sources))
        if named.other_sources:
            self._hold(f"NOT {_OF_SOURCE}", _json(named.other_sources))
        for topics in named.topics:
            self._hold(_OF_TOPIC, _json(topics))
        if named.other_topics:
            self._hold(f"NOT {_OF_TOPIC}", _json(named.other_topics))
        for tags in named.tags:
            self._hold(_OF_TAG, _json(tags))
        if named.other_tags:
            self._hold(f"NOT {_OF_TAG}", _json(named.other_tags))

    def _match(self) -> str:
        """Write what the full text index is asked for."""
        match = query.expression(self._asked)
        if self._sources is None or len(self._sources) > _MOST_FILED:
            return match
        return f"({match}) AND filed : ({' OR '.join(map(query.filed, sorted(self._sources)))})"

    def _sources_left(self) -> Ids | None:
        """Give the sources that view and query leave; None for all of them."""
        sources = self._named.sources
        if self._view.source_id is not None:
            of_view = frozenset((self._view.source_id,))
            sources = of_view if sources is None else sources & of_view
        if self._view.folder is not None:
            rows = self._connection.execute(
                "SELECT id FROM main.sources WHERE folder = ?", (self._view.folder,)
            )
            in_folder = frozenset(row["id"] for row in rows)
            sources = in_folder if sources is None else sources & in_folder
        return sources

    def _topics_of_view(self) -> Ids | None:
        """Give the one topic of the view, none when there is none of that name; None for all of them."""
        if self._view.topic is None:
            return None
        rows = self._connection.execute(
            f"SELECT id FROM cache.names WHERE id = {naming.OF_NAME}",  # noqa: S608 - our own text
            (naming.fold(self._view.topic),),
        )
        return frozenset(row["id"] for row in rows)

    def _few(self) -> _Few | None:
        """Give the fewest stories that one of the conditions leaves, if they are worth to be looked up."""
        counted = self._connection.execute(_COUNTED).fetchone()
        fewest = min(self._known(counted), key=lambda few: few.stories, default=None)
        return fewest if fewest is not None and fewest.stories**2 < _FEW * counted["stories"] else None

    def _known(self, counted: sqlite3.Row) -> Iterator[_Few]:
        """Give the stories that each condition leaves, where they are counted and no index of the view has them."""
        view, words = self._view, self._asked.worded
        if view.saved or view.tag is not None or view.aside:
            if words:
                aside = view.aside and not view.saved and view.tag is None
                yield _Few(counted["aside" if aside else "saved"], _ASIDE if aside else _SAVED, self._span)
            return
        if words and view.unread:
            yield _Few(counted["unread"], _UNREAD, self._span)
        if not words and self._named.sources is not None:
            chosen = _json(self._named.sources)
            (stories,) = self._connection.execute(
                """
                SELECT coalesce(sum(stories), 0) FROM cache.counters
                WHERE source_id IN (SELECT value FROM json_each(?))
                """,
                (chosen,),
            ).fetchone()
            yield _Few(stories, _IN_SOURCES, (*self._span, chosen))
        of_view = (self._topics,) if words and self._topics is not None else ()
        for topics in (*of_view, *self._named.topics):
            chosen = _json(topics)
            (stories,) = self._connection.execute(
                "SELECT coalesce(sum(stories), 0) FROM cache.names WHERE id IN (SELECT value FROM json_each(?))",
                (chosen,),
            ).fetchone()
            yield _Few(stories, _IN_TOPICS, (*self._span, chosen))


def _span(view: View, asked: Query) -> tuple[int, int]:
    """Give the first place that the times leave, and the first that they leave no more."""
    since = max((moment for moment in (view.since, asked.since) if moment is not None), default=None)
    return (
        _FIRST if since is None else _place(since),
        _LAST if asked.before is None else _place(asked.before),
    )


def _place(moment: datetime) -> int:
    """Give the place where a moment begins, or the last that SQLite can hold."""
    return min(place_of(to_micros(moment), 0), _LAST)


def _json(values: Iterable[int] | Iterable[str]) -> str:
    return write_json(sorted(values))
