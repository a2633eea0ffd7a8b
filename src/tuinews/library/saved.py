"""The saved stories as whole copies, for taking them elsewhere."""

import logging
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from tuinews.library import naming
from tuinews.library.values import (
    as_far_as_legible,
    legible,
    read_body,
    read_document,
    read_topics,
    to_moment,
    to_moment_or_none,
)
from tuinews.model import Body, Document, Topic

Part = TypeVar("Part")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedStory:
    """A saved story with everything that was saved, and what the user wrote on it."""

    id: int
    source_id: int
    source: str
    source_url: str
    title: str
    url: str
    author: str
    summary: str
    published: datetime | None
    first_seen: datetime
    saved_at: datetime
    read: bool
    words: int | None
    group: int | None
    """The id shared by stories that tell the same event, None while alone."""
    topics: tuple[Topic, ...]
    tags: tuple[str, ...]
    note: str
    body: Body
    """What its feed carried; empty where that can't be read any more."""
    document: Document | None
    """Its text; None while it was never opened, or where it can't be read any more."""


def copies(connection: sqlite3.Connection, after: int, limit: int) -> tuple[SavedStory, ...]:
    """Give saved stories by id.

    Args:
        connection: Both files.
        after: The last id that was given; 0 begins.
        limit: At most so many; fewer are the last ones.
    """
    with as_far_as_legible(connection):
        rows = connection.execute(
            """
            SELECT v.*, m.source_id, m.read, s.group_id, o.title AS shown_title,
                (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM main.tags WHERE story_id = v.id ORDER BY folded))
                    AS tags
            FROM main.saved AS v JOIN main.marks AS m ON m.id = v.id JOIN main.sources AS o ON o.id = m.source_id
            LEFT JOIN cache.stories AS s ON s.id = v.id
            WHERE v.id > ? ORDER BY v.id LIMIT ?
            """,
            (after, limit),
        ).fetchall()
    return tuple(
        replace(story, topics=naming.shown_topics(connection, story.topics)) for story in map(_story, rows)
    )


def _story(row: sqlite3.Row) -> SavedStory:
    return SavedStory(
        id=row["id"],
        source_id=row["source_id"],
        source=row["source_title"] or row["shown_title"],
        source_url=row["source_url"],
        title=row["title"],
        url=row["url"],
        author=row["author"],
        summary=row["summary"],
        published=to_moment_or_none(row["published"]),
        first_seen=to_moment(row["first_seen"]),
        saved_at=to_moment(row["saved_at"]),
        read=bool(row["read"]),
        words=row["words"],
        group=row["group_id"],
        topics=legible(read_topics, row, "topics") or (),
        tags=tuple(row["tags"].split("\n")) if row["tags"] else (),
        note=row["note"],
        body=legible(read_body, row, "body") or Body(),
        document=legible(read_document, row, "document"),
    )
