"""What stories are about: topics and beats, by story and by name."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from tuinews.library.values import join_words, to_micros
from tuinews.model import Topic


def write(
    connection: sqlite3.Connection, story_id: int, topics: Iterable[Topic], beats: Iterable[str]
) -> None:
    """Put these topics and beats in place of what a story in the cache had."""
    topics = tuple(topics)
    # A beat can be a topic too ("Awards"): one row then stands for both, or the story would be listed twice.
    rows: dict[str, tuple[str, float | None]] = {beat.casefold(): (beat, None) for beat in beats}
    rows.update((topic.name.casefold(), (topic.name, topic.weight)) for topic in reversed(topics))
    connection.execute("DELETE FROM cache.topics WHERE story_id = ?", (story_id,))
    connection.executemany(
        """
        INSERT INTO cache.topics (story_id, folded, name, weight, sort_time)
        SELECT ?, ?, ?, ?, sort_time FROM cache.stories WHERE id = ?
        """,
        [(story_id, folded, name, weight, story_id) for folded, (name, weight) in rows.items()],
    )
    connection.execute(
        "UPDATE cache.stories SET topics = ? WHERE id = ?",
        (join_words(topic.name for topic in topics), story_id),
    )


def stored(connection: sqlite3.Connection, story_id: int) -> tuple[Topic, ...]:
    """Give a story's topics, strongest first, without counting who shares them."""
    rows = connection.execute(
        "SELECT name, weight FROM cache.topics WHERE story_id = ? AND weight IS NOT NULL ORDER BY weight DESC, name",
        (story_id,),
    )
    return tuple(Topic(name, weight) for name, weight in rows.fetchall())


def of_story(connection: sqlite3.Connection, story_id: int) -> tuple[Topic, ...]:
    """Give a story's topics, strongest first, with the number of listed stories that share each."""
    rows = connection.execute(
        """
        SELECT mine.name, mine.weight, (
            SELECT count(*) FROM cache.topics AS other JOIN cache.stories AS s ON s.id = other.story_id
            WHERE other.folded = mine.folded AND s.listed = 1
        )
        FROM cache.topics AS mine WHERE mine.story_id = ? AND mine.weight IS NOT NULL
        ORDER BY mine.weight DESC, mine.name
        """,
        (story_id,),
    )
    return tuple(Topic(name, weight, stories) for name, weight, stories in rows.fetchall())


def trending(connection: sqlite3.Connection, since: datetime, limit: int) -> tuple[Topic, ...]:
    """Give the topics of the stories since a moment, those of most stories first.

    Returns:
        Topics whose `stories` counts those stories, and whose weight is their sum of weights as a share of the largest
        sum.
    """
    rows = connection.execute(
        """
        SELECT t.name, max(t.weight), sum(t.weight), count(*) AS stories
        FROM cache.stories AS s INDEXED BY stories_all CROSS JOIN cache.topics AS t ON t.story_id = s.id
        WHERE s.listed = 1 AND s.sort_time >= ? AND t.weight IS NOT NULL
        GROUP BY t.folded ORDER BY stories DESC, sum(t.weight) DESC, t.folded LIMIT ?
        """,
        (to_micros(since), limit),
    ).fetchall()
    largest = max((total for _, _, total, _ in rows), default=0.0) or 1.0
    return tuple(Topic(name, total / largest, stories) for name, _, total, stories in rows)
