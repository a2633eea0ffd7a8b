"""What stories are about: topics and beats, by story and by name."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tuinews.library.values import join_words, place_of, split_words, to_micros, write_json
from tuinews.model import Topic

TRENDING_STORIES = 3_000
"""Newest stories by which trending topics are chosen; to look through them takes some ten milliseconds."""
_CANDIDATES = 8
"""Topics that are counted in all for each one that is wanted."""


@dataclass(frozen=True, slots=True)
class About:
    """A story that has no topics yet, and what it is about."""

    place: int
    topics: Sequence[Topic]
    beats: Sequence[str]
    listed: bool
    read: bool


def write(connection: sqlite3.Connection, place: int, topics: Sequence[Topic], beats: Sequence[str]) -> None:
    """Put these topics and beats in place of what the story at a place had."""
    connection.execute("DELETE FROM cache.mentions WHERE place = ?", (place,))
    connection.execute("UPDATE cache.stories SET topics = ? WHERE place = ?", (lines_of(topics), place))
    row = connection.execute("SELECT listed, read FROM cache.stories WHERE place = ?", (place,)).fetchone()
    add(connection, [About(place, topics, beats, bool(row["listed"]), bool(row["read"]))])


def untold(
    connection: sqlite3.Connection, limit: int, below: int
) -> tuple[tuple[int, int] | None, dict[int, tuple[str, str]]]:
    """Give those of the next stories for the full text index that have no topics yet, though they have a text.

    Args:
        connection: Both files.
        limit: How many of the index's stories are looked at, the newest first.
        below: The number that theirs are below.

    Returns:
        Lowest and highest number of those that were looked at, None when there are none; and story id -> (title, body as
        `values.write_body` writes it).
    """
    ids = [
        row["story_id"]
        for row in connection.execute(
            "SELECT story_id FROM cache.pending WHERE story_id < ? ORDER BY story_id DESC LIMIT ?",
            (below, limit),
        ).fetchall()
    ]
    if not ids:
        return None, {}
    rows = connection.execute(
        """
        SELECT s.id, s.title, b.body
        FROM json_each(?) AS p
        CROSS JOIN cache.stories AS s ON s.id = p.value CROSS JOIN cache.bodies AS b ON b.story_id = s.id
        WHERE s.topics = '' AND NOT EXISTS (SELECT 1 FROM cache.documents AS d WHERE d.story_id = s.id)
        """,
        (write_json(ids),),
    ).fetchall()
    return (ids[-1], ids[0]), {row["id"]: (row["title"], row["body"]) for row in rows}


def tell(connection: sqlite3.Connection, topics: Mapping[int, Sequence[Topic]]) -> None:
    """Note the topics of stories that have none; those that have some by now, or are gone, are left alone."""
    told: list[About] = []
    for story_id, found in topics.items():
        row = connection.execute(
            "SELECT place, beats, listed, read FROM cache.stories WHERE id = ? AND topics = ''", (story_id,)
        ).fetchone()
        if row is None or not found:
            continue
        place = row["place"]
        connection.execute("DELETE FROM cache.mentions WHERE place = ?", (place,))
        connection.execute("UPDATE cache.stories SET topics = ? WHERE place = ?", (lines_of(found), place))
        told.append(About(place, found, split_words(row["beats"]), bool(row["listed"]), bool(row["read"])))
    add(connection, told)


def add(connection: sqlite3.Connection, stories: Iterable[About]) -> None:
    """Note what stories are about, all at once: they share names, and each name is counted up once."""
    names: dict[str, str] = {}
    mentions: list[tuple[str, int, float | None, bool, bool]] = []
    for story in stories:
        # A beat can be a topic too ("Awards"): one row then stands for both, or the story would be listed twice.
        found: dict[str, tuple[str, float | None]] = {beat.casefold(): (beat, None) for beat in story.beats}
        found.update((topic.name.casefold(), (topic.name, topic.weight)) for topic in reversed(story.topics))
        for folded, (name, weight) in found.items():
            names.setdefault(folded, name)
            mentions.append((folded, story.place, weight, story.listed, story.listed and not story.read))
    ids = _ids_of(connection, names)
    connection.executemany(
        "INSERT INTO cache.mentions (topic_id, place, weight, listed, unread) VALUES (?, ?, ?, ?, ?)",
        sorted((ids[folded], *rest) for folded, *rest in mentions),
    )
    listed = Counter(folded for folded, _, _, is_listed, _ in mentions if is_listed)
    unread = Counter(folded for folded, _, _, _, is_unread in mentions if is_unread)
    # Not by a trigger, which would do it once for each story.
    connection.executemany(
        "UPDATE cache.names SET stories = stories + ?, unread = unread + ? WHERE id = ?",
        [(count, unread[folded], ids[folded]) for folded, count in listed.items()],
    )


def _ids_of(connection: sqlite3.Connection, names: Mapping[str, str]) -> dict[str, int]:
    """Give the number of each folded name, new ones included."""
    query = "SELECT folded, id FROM cache.names WHERE folded IN (SELECT value FROM json_each(?))"
    wanted = write_json(list(names))
    ids = {row["folded"]: row["id"] for row in connection.execute(query, (wanted,)).fetchall()}
    missing = [(folded, name) for folded, name in names.items() if folded not in ids]
    if missing:
        connection.executemany("INSERT INTO cache.names (folded, name) VALUES (?, ?)", missing)
        ids = {row["folded"]: row["id"] for row in connection.execute(query, (wanted,)).fetchall()}
    return ids


def lines_of(topics: Iterable[Topic]) -> str:
    """Give the names of topics as they stand in the row of their story."""
    return join_words(topic.name for topic in topics)


def stored(connection: sqlite3.Connection, place: int) -> tuple[Topic, ...]:
    """Give the topics of the story at a place, strongest first, with the number of listed stories that share each."""
    rows = connection.execute(
        """
        SELECT n.name, m.weight, n.stories FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id
        WHERE m.place = ? AND m.weight IS NOT NULL ORDER BY m.weight DESC, n.name
        """,
        (place,),
    )
    return tuple(Topic(*row) for row in rows.fetchall())


def of_story(connection: sqlite3.Connection, story_id: int) -> tuple[Topic, ...]:
    """Give a story's topics, strongest first, with the number of listed stories that share each."""
    row = connection.execute("SELECT place FROM cache.stories WHERE id = ?", (story_id,)).fetchone()
    return stored(connection, row["place"]) if row else ()


def trending(connection: sqlite3.Connection, since: datetime, limit: int) -> tuple[Topic, ...]:
    """Give the topics of the stories since a moment, those of most stories first.

    Where there are very many stories, the topics are chosen by the newest 3,000 of them, and counted in all.

    Returns:
        Topics whose `stories` counts those stories, and whose weight is their sum of weights as a share of the largest
        sum.
    """
    place = place_of(to_micros(since), 0)
    newest = connection.execute(
        """
        SELECT topics FROM cache.stories INDEXED BY stories_all
        WHERE listed = 1 AND place >= ? ORDER BY place DESC LIMIT ?
        """,
        (place, TRENDING_STORIES),
    ).fetchall()
    mentioned = Counter(name.casefold() for row in newest for name in split_words(row["topics"]))
    rows = connection.execute(
        """
        SELECT n.name, sum(m.weight), count(*) AS stories
        FROM json_each(?) AS j CROSS JOIN cache.names AS n ON n.folded = j.value
        CROSS JOIN cache.mentions AS m ON m.topic_id = n.id
        WHERE m.place >= ? AND m.listed = 1 AND m.weight IS NOT NULL
        GROUP BY m.topic_id ORDER BY stories DESC, sum(m.weight) DESC, n.folded LIMIT ?
        """,
        (write_json([folded for folded, _ in mentioned.most_common(_CANDIDATES * limit)]), place, limit),
    ).fetchall()
    largest = max((total for _, total, _ in rows), default=0.0) or 1.0
    return tuple(Topic(name, total / largest, count) for name, total, count in rows)
