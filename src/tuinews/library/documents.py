"""The texts of stories: what the feed carries, and what was made of it and of the page.

One text of a story is shown, the other is at hand. A saved story's own copy wins, unless the other one was chosen while
both were there.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from tuinews.library import shortened, stances, stories, subjects
from tuinews.library.values import (
    UnsoundError,
    as_far_as_legible,
    read_body,
    read_document,
    split_words,
    write_document,
    write_topics,
)
from tuinews.model import Body, Change, Document, Topic

Text = TypeVar("Text", Body, Document)

_log = logging.getLogger(__name__)


def body(connection: sqlite3.Connection, story_id: int) -> Body:
    """Give what the feed carries of a story.

    Raises:
        NotFound: There is no such story.
    """
    with as_far_as_legible(connection):
        row = connection.execute(
            """
            SELECT v.body AS own, b.body AS cached FROM cache.stories AS s
            LEFT JOIN main.saved AS v ON v.id = s.id LEFT JOIN cache.bodies AS b ON b.story_id = s.id WHERE s.id = ?
            """,
            (story_id,),
        ).fetchone()
    if row is None:
        raise stories.unknown(story_id)
    return _first(read_body, row, story_id) or Body()


def document(connection: sqlite3.Connection, story_id: int) -> Document | None:
    """Give the cleaned text of a story that is shown, None when there is none yet."""
    shown, _ = _both(connection, story_id)
    return shown


def other(connection: sqlite3.Connection, story_id: int) -> Document | None:
    """Give the text of a story that is not shown: the page's where that is the feed's, and the other way round."""
    _, other = _both(connection, story_id)
    return other


def _both(connection: sqlite3.Connection, story_id: int) -> tuple[Document | None, Document | None]:
    with as_far_as_legible(connection):
        row = connection.execute(
            """
            SELECT (SELECT document FROM main.saved WHERE id = ?1) AS own,
                (SELECT document FROM cache.documents WHERE story_id = ?1) AS cached,
                (SELECT document FROM cache.versions WHERE story_id = ?1) AS other
            """,
            (story_id,),
        ).fetchone()
    own = _own(read_document, row["own"], story_id)
    cached, other = (
        read_document(row[name]) if row[name] is not None else None for name in ("cached", "other")
    )
    if own is None:
        return cached, other
    beside = [text for text in (cached, other) if text is not None and text.origin != own.origin]
    if len(beside) == 1 and cached is beside[0] and other is not None:
        return cached, own  # Both were at hand, and this one was chosen.
    return own, beside[0] if beside else None


def keep(
    connection: sqlite3.Connection,
    story_id: int,
    document: Document,
    topics: Sequence[Topic],
    other: Document | None = None,
) -> Change:
    """Keep the cleaned text of a story that is shown, its topics, and the text of the other origin, if any.

    The copy of a saved story takes it too while it has none, or only the feed's where this is the page's.

    Raises:
        NotFound: There is no such story.
    """
    row = connection.execute(
        "SELECT place, source_id, beats FROM cache.stories WHERE id = ?", (story_id,)
    ).fetchone()
    if row is None:
        raise stories.unknown(story_id)
    column = write_document(document)
    connection.execute(
        "INSERT OR REPLACE INTO cache.documents VALUES (?, ?, ?)", (story_id, document.origin, column)
    )
    if other is None:
        connection.execute(
            "DELETE FROM cache.versions WHERE story_id = ? AND origin = ?", (story_id, document.origin)
        )
    else:
        connection.execute(
            "INSERT OR REPLACE INTO cache.versions VALUES (?, ?, ?)",
            (story_id, other.origin, write_document(other)),
        )
    connection.execute("UPDATE cache.stories SET words = ? WHERE id = ?", (document.words, story_id))
    connection.execute("INSERT OR IGNORE INTO cache.pending VALUES (?)", (story_id,))
    subjects.write(connection, row["place"], topics, split_words(row["beats"]))
    stances.judge(connection, row["place"])
    shortened.name_in_full(connection, shortened.in_short({story_id: topics}))
    connection.execute(
        """
        UPDATE main.saved SET document = ?, words = ?, topics = ?
        WHERE id = ? AND CASE
            WHEN document IS NULL THEN 1
            WHEN json_valid(document) THEN json_extract(document, '$.origin') = 'feed' AND ? = 'page'
        END
        """,
        (column, document.words, write_topics(topics), story_id, document.origin),
    )
    return Change(frozenset((story_id,)), frozenset((row["source_id"],)))


def _first(read: Callable[[str], Text], row: sqlite3.Row, story_id: int) -> Text | None:
    """Read the saved copy, else the cached one."""
    own = _own(read, row["own"], story_id)
    if own is not None:
        return own
    return read(row["cached"]) if row["cached"] is not None else None


def _own(read: Callable[[str], Text], column: str | None, story_id: int) -> Text | None:
    if column is None:
        return None
    try:
        return read(column)
    except UnsoundError as error:
        _log.warning("saved story %d: unreadable %s", story_id, error)
        return None
