"""Topics found anew for stories that are here: a later version finds better ones."""

import sqlite3
from collections.abc import Mapping, Sequence

from tuinews.library import documents, naming, stances, subjects
from tuinews.library.values import split_words
from tuinews.model import Change, Material, Topic
from tuinews.topics.version import VERSION

DONE = "topics-version"
"""The preference that holds by which version the topics of all stories were found."""
_OUTDATED = 400
"""The newest stories with a name that are looked at anew when the user says that it stands for itself."""


def outdate(connection: sqlite3.Connection, name: str) -> None:
    """Note that the topics of the newest stories with a name in their text are to be found anew."""
    quoted = name.replace('"', " ")
    connection.execute(
        """
        UPDATE cache.stories SET topics_by = 0 WHERE place IN (
            SELECT rowid FROM cache.search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?
        ) OR (topics <> '' AND id IN (SELECT story_id FROM cache.pending))
        """,
        (f'"{quoted}"', _OUTDATED),
    )
    connection.execute("DELETE FROM main.preferences WHERE name = ?", (DONE,))


def materials(
    connection: sqlite3.Connection, before: int | None, limit: int, *, outdated: bool = False
) -> tuple[Material, ...]:
    """Give what topics are found in, the newest stories first.

    Args:
        connection: Both files.
        before: The place that the stories come before; None begins with the newest.
        limit: How many at most.
        outdated: Only those whose topics were found by another version, or are to be found anew.
    """
    rows = connection.execute(
        """
        SELECT s.place, s.id, s.title, coalesce(o.title, '') AS source
        FROM cache.stories AS s LEFT JOIN main.sources AS o ON o.id = s.source_id
        WHERE (?1 IS NULL OR s.place < ?1) AND (?2 OR s.topics_by <> ?3) ORDER BY s.place DESC LIMIT ?4
        """,
        (before, not outdated, VERSION, limit),
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
        if row is None:
            continue
        before = naming.mined(connection, row["place"])
        if naming.lines_of(before) == naming.lines_of(topics):
            connection.execute(
                "UPDATE cache.stories SET topics_by = ? WHERE place = ?", (VERSION, row["place"])
            )
            continue
        subjects.write(connection, row["place"], topics, split_words(row["beats"]))
        stances.judge(connection, row["place"])
        changed.add(story_id)
    return Change(stories=frozenset(changed))
