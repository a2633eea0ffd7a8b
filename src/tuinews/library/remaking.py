"""Topics found anew for stories that are here: a later version finds better ones."""

import sqlite3
from collections.abc import Mapping, Sequence

from tuinews.library import documents, stances, subjects
from tuinews.library.values import split_words
from tuinews.model import Change, Material, Topic


def materials(connection: sqlite3.Connection, before: int | None, limit: int) -> tuple[Material, ...]:
    """Give what topics are found in, of stories before a place (None begins with the newest)."""
    rows = connection.execute(
        """
        SELECT s.place, s.id, s.title, coalesce(o.title, '') AS source
        FROM cache.stories AS s LEFT JOIN main.sources AS o ON o.id = s.source_id
        WHERE ?1 IS NULL OR s.place < ?1 ORDER BY s.place DESC LIMIT ?2
        """,
        (before, limit),
    ).fetchall()
    found = []
    for row in rows:
        document = documents.document(connection, row["id"])
        body = documents.body(connection, row["id"])
        found.append(
            Material(
                row["id"],
                row["place"],
                row["title"],
                row["source"],
                document.markdown if document else None,
                body.content_html or body.summary_html,
                (*body.categories, *(document.keywords if document else ())),
            )
        )
    return tuple(found)


def set_topics(connection: sqlite3.Connection, found: Mapping[int, Sequence[Topic]]) -> Change:
    """Put these topics in place of what stories had; what went in the meantime is passed over."""
    changed: set[int] = set()
    for story_id, topics in found.items():
        row = connection.execute(
            "SELECT place, beats, topics FROM cache.stories WHERE id = ?", (story_id,)
        ).fetchone()
        if row is None or row["topics"] == subjects.lines_of(topics):
            continue
        subjects.write(connection, row["place"], topics, split_words(row["beats"]))
        stances.judge(connection, row["place"])
        changed.add(story_id)
    return Change(stories=frozenset(changed))
