"""Finding the stories of a view that has a query: newest first, best first, their number, their ids.

For the best, only so many of the newest hits are looked at: a common word has hundreds of thousands, and to read them all
takes half a second.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from tuinews.library import query, routes, views
from tuinews.library.query import Query
from tuinews.library.ranking import WEIGHED_CHARACTERS, Scale
from tuinews.library.snippets import pattern_of, snippet
from tuinews.library.spelling import spelled_out
from tuinews.library.values import write_json
from tuinews.model import Found, Story, View

MOST_COUNTED = 10_000
LOOKED_AT = 1_000
"""The newest hits whose headlines are read when the best are wanted."""
WEIGHED = 200
"""Of them, so many of the newest are weighed, and so many of those with all the words in their headlines."""
_SNIPPET_CHARACTERS = 50_000
"""Of a text that are searched for a snippet, some 9,000 words."""

Row = tuple[object, ...]


def page(
    connection: sqlite3.Connection,
    view: View,
    after: int | None,
    limit: int,
    now: datetime,
    *,
    backwards: bool = False,
) -> list[Row]:
    """Give a run of at most `limit` rows of `views.COLUMNS`.

    Args:
        connection: Both files.
        view: Its query and all its other conditions must hold.
        after: The place that the run begins beyond; None is the beginning of the list, or the end of it backwards.
        limit: How many.
        now: For what was typed of times, in the time zone in which the user's days begin.
        backwards: The run above that place, oldest first, in place of the one below, newest first.
    """
    selection = routes.select(connection, view, _asked(connection, view, now))
    return [] if selection is None else _fetch(connection, selection, limit, after, backwards=backwards)


def count(connection: sqlite3.Connection, view: View, now: datetime, at_most: int = MOST_COUNTED) -> int:
    """Count what is found, but no further than `at_most`."""
    selection = routes.select(connection, view, _asked(connection, view, now))
    if selection is None:
        return 0
    where = " AND ".join(selection.conditions)
    (found,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {selection.tables} WHERE {where} LIMIT ?)",  # noqa: S608 - all values are parameters
        (*selection.parameters, at_most),
    ).fetchone()
    return int(found)


def ids(connection: sqlite3.Connection, view: View, now: datetime) -> list[int]:
    """Give the ids of everything that is found."""
    selection = routes.select(connection, view, _asked(connection, view, now))
    return [] if selection is None else [story_id for (story_id,) in connection.execute(*selection.ids())]


def best(connection: sqlite3.Connection, view: View, limit: int, now: datetime) -> tuple[Found, ...]:
    """Give the best of what is found, best first, with the words around the hits.

    Args:
        connection: Both files.
        view: Its query and all its other conditions must hold. Without words in it, the newest are the best.
        limit: How many at most.
        now: See `page`.
    """
    asked = _asked(connection, view, now)
    selection = routes.select(connection, view, asked)
    if selection is None:
        return ()
    if not asked.wanted:
        newest = map(Story._make, _fetch(connection, selection, limit))
        return tuple(Found(story, *snippet(story.summary, None)) for story in newest)
    scale = Scale(asked, now)
    candidates = _candidates(connection, selection, scale, max(WEIGHED, limit))
    texts = _texts(connection, candidates, WEIGHED_CHARACTERS)
    weights = {story.place: scale.weigh(story, texts.get(story.place, "")) for story in candidates}
    chosen = sorted(candidates, key=lambda story: (weights[story.place], story.place), reverse=True)[:limit]
    texts = _texts(connection, chosen, _SNIPPET_CHARACTERS)
    hits = pattern_of(asked.wanted)
    return tuple(Found(story, *snippet(texts.get(story.place, ""), hits)) for story in chosen)


def _asked(connection: sqlite3.Connection, view: View, now: datetime) -> Query:
    return spelled_out(connection, query.read(view.query, now))


def _candidates(
    connection: sqlite3.Connection, selection: views.Selection, scale: Scale, weighed: int
) -> list[Story]:
    """Give the newest hits, and those after them whose headlines have all the words."""
    where = " AND ".join(selection.conditions)
    titles = connection.execute(
        f"""
        SELECT s.place, s.title FROM {selection.tables} WHERE {where} ORDER BY {selection.place} DESC LIMIT ?
        """,  # noqa: S608 - all values are parameters
        (*selection.parameters, max(LOOKED_AT, weighed)),
    ).fetchall()
    headlines = (row["place"] for row in titles[weighed:] if scale.in_headline(row["title"]))
    places = [*(row["place"] for row in titles[:weighed]), *islice(headlines, weighed)]
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"""
        SELECT {views.COLUMNS} FROM json_each(?) AS j CROSS JOIN cache.stories AS s ON s.place = j.value {views.SOURCES}
        """,  # noqa: S608 - our own columns
        (write_json(places),),
    )
    return list(map(Story._make, rows))


def _texts(connection: sqlite3.Connection, stories: Iterable[Story], characters: int) -> dict[int, str]:
    """Give the openings of the indexed texts by place."""
    rows = connection.execute(
        """
        SELECT f.rowid AS place, substr(f.text, 1, ?) AS text FROM cache.search AS f
        WHERE f.rowid IN (SELECT value FROM json_each(?))
        """,
        (characters, write_json([story.place for story in stories])),
    )
    return {row["place"]: row["text"] for row in rows}


def _fetch(
    connection: sqlite3.Connection,
    selection: views.Selection,
    limit: int,
    after: int | None = None,
    *,
    backwards: bool = False,
) -> list[Row]:
    """Give a run of what is selected, as plain tuples."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(*selection.page(after, limit, backwards=backwards)).fetchall()
