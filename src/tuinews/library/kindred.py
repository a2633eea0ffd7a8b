"""Stories that belong together: related ones, and reports of the same event by several outlets.

Nothing is kept for it but the number of a story's group. Candidates come from the rarest words in the full text index and
from the topics that few stories share; how near they are, `topics.related` says.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tuinews.library import pairs, stories, views
from tuinews.library.values import place_of, split_words, to_micros, to_moment, write_json
from tuinews.model import Change, Pair, Related, Story, StoryGroup, Tale

if TYPE_CHECKING:
    from tuinews.topics.features import Gist, Rarity

_WORDS = 40
"""Words of a story that are looked up."""
_COMMON = 400
"""A word or topic of more stories tells nothing; counting stops there."""
_RAREST = 8
"""Words, and topics, by which candidates are found."""
_OF_EACH = 40
"""The newest candidates for each of them."""
_COMPARED = 80
_LEAST_STORIES = 1_000
"""As if there were so many, since among a few stories every word is common."""
_END = 1 << 62
"""Above every place."""
TALES = 4_000
"""Newest stories that are grouped: more than four days of three hundred sources bring."""


def related(connection: sqlite3.Connection, story_id: int, limit: int) -> tuple[Related, ...]:
    """Give the stories that are nearest to one, with what they have in common; those of its own group left out.

    Raises:
        NotFound: There is no such story.
    """
    # Here, so that the reader's first picture does not wait for it.
    from tuinews.topics.features import telling_words
    from tuinews.topics.lexicon import key_of
    from tuinews.topics.related import Comparison, ranked

    own = stories.story(connection, story_id)
    (total,) = connection.execute("SELECT coalesce(sum(stories), 0) FROM cache.counters").fetchone()
    total = max(total, _LEAST_STORIES)
    words = _counts_of_words(connection, own)
    topics = _topics(connection, own.place)
    candidates = _candidates(connection, words, topics)
    candidates.pop(own.place, None)
    places = sorted(candidates, key=lambda place: (-candidates[place], -place))[:_COMPARED]
    others = {
        other.id: other
        for other in _stories_at(connection, places)
        if own.group is None or other.group != own.group
    }
    stems = {stem: count for word, count in words.items() for stem in telling_words(word).values()}
    counts = {key_of(name): count for name, (_, count) in topics.items()}
    comparison = Comparison(_gist(own), _rarity(total, stems, total // 200), _rarity(total, counts, 1))
    found = ranked(comparison, ((other.id, _gist(other)) for other in others.values()), limit)
    return tuple(Related(others[number], kinship.score, kinship.reason) for number, kinship in found)


def newest_before(connection: sqlite3.Connection, moment: datetime | None) -> datetime | None:
    """Give when the newest listed story before a moment came, of all when it is None; None where there is none."""
    before = _END if moment is None else place_of(to_micros(moment), 0)
    row = connection.execute(
        """
        SELECT place FROM cache.stories INDEXED BY stories_all WHERE listed = 1 AND place < ?
        ORDER BY place DESC LIMIT 1
        """,
        (before,),
    ).fetchone()
    return to_moment((row["place"] >> 30) * 1_000_000) if row else None


def tales(connection: sqlite3.Connection, since: datetime, until: datetime | None = None) -> tuple[Tale, ...]:
    """Give what groups are found by, of the stories since a moment and of those that belong to their groups.

    Args:
        connection: Both files.
        since: The moment.
        until: Another, that the stories came before.

    Returns:
        The oldest first.
    """
    rows = connection.execute(
        """
        WITH newest AS MATERIALIZED (
            SELECT id, group_id FROM cache.stories INDEXED BY stories_all
            WHERE listed = 1 AND place >= ?1 AND place < ?3 ORDER BY place DESC LIMIT ?2
        )
        SELECT place, id, source_id, title, summary, topics, group_id FROM cache.stories WHERE listed = 1 AND id IN (
            SELECT id FROM newest
            UNION
            SELECT m.id FROM (SELECT DISTINCT group_id FROM newest WHERE group_id IS NOT NULL) AS g
            CROSS JOIN cache.stories AS m INDEXED BY stories_of_group ON m.group_id = g.group_id
            UNION
            SELECT p.one FROM newest AS n CROSS JOIN main.pairs AS p ON p.other = n.id WHERE p.together
            UNION
            SELECT p.other FROM newest AS n CROSS JOIN main.pairs AS p ON p.one = n.id WHERE p.together
        ) ORDER BY place DESC
        """,
        (
            place_of(to_micros(since), 0),
            TALES,
            _END if until is None else place_of(to_micros(until), 0),
        ),
    ).fetchall()
    return tuple(
        Tale(
            row["id"],
            row["place"] >> 30,
            row["title"],
            row["summary"],
            split_words(row["topics"]),
            row["group_id"],
            row["source_id"],
        )
        for row in reversed(rows)
    )


def set_groups(
    connection: sqlite3.Connection, groups: Mapping[int, int | None], by_hand: frozenset[Pair]
) -> Change | None:
    """Note which group each story belongs to, None for those that are alone.

    Args:
        connection: Both files.
        groups: Story id -> number of its group.
        by_hand: What the user had said of stories when they were found.

    Returns:
        What changed; None, and nothing is noted, when the user says something else by now.
    """
    if pairs.pairs(connection) != by_hand:
        return None
    changed = [
        (group, story_id)
        for story_id, group in groups.items()
        if connection.execute(
            "SELECT 1 FROM cache.stories WHERE id = ? AND group_id IS NOT ?", (story_id, group)
        ).fetchone()
    ]
    connection.executemany("UPDATE cache.stories SET group_id = ? WHERE id = ?", changed)
    return Change(stories=frozenset(story_id for _, story_id in changed))


def groups(connection: sqlite3.Connection, since: datetime) -> tuple[StoryGroup, ...]:
    """Give the groups with a story since a moment, the newest first; in each the fullest copy first."""
    place = place_of(to_micros(since), 0)
    query = f"""
        SELECT {views.COLUMNS} FROM cache.stories AS s INDEXED BY stories_all {views.SOURCES}
        WHERE s.listed = 1 AND s.place >= ? AND s.group_id IS NOT NULL ORDER BY s.place DESC LIMIT ?
        """  # noqa: S608 - our own columns
    members: defaultdict[int, list[Story]] = defaultdict(list)
    for row in stories.fetch(connection, query, (place, TALES)):
        story = Story._make(row)
        members[story.group or 0].append(story)
    return tuple(_group(group, found) for group, found in members.items() if len(found) > 1)


def group_of(connection: sqlite3.Connection, story_id: int) -> StoryGroup | None:
    """Give the group of a story, None while it is alone.

    Raises:
        NotFound: There is no such story.
    """
    own = stories.story(connection, story_id)
    if own.group is None:
        return None
    query = f"""
        SELECT {views.COLUMNS} FROM cache.stories AS s INDEXED BY stories_of_group {views.SOURCES}
        WHERE s.group_id = ? AND s.group_id IS NOT NULL AND s.listed = 1
        """  # noqa: S608 - our own columns
    members = [Story._make(row) for row in stories.fetch(connection, query, (own.group,))]
    return _group(own.group, members) if len(members) > 1 else None


def _group(number: int, members: Iterable[Story]) -> StoryGroup:
    return StoryGroup(number, tuple(sorted(members, key=lambda story: (-(story.words or 0), story.place))))


def _gist(story: Story) -> "Gist":
    from tuinews.topics.features import gist_of

    return gist_of(story.title, story.summary, story.topics)


def _counts_of_words(connection: sqlite3.Connection, story: Story) -> dict[str, int]:
    """Count the stories that have each telling word of a story, as far as that matters."""
    from tuinews.topics.features import telling_words

    words = list(telling_words(f"{story.title} {story.summary}"))[:_WORDS]
    query = "SELECT count(*) FROM (SELECT 1 FROM cache.search AS f WHERE f.search MATCH ? LIMIT ?)"
    return {word: connection.execute(query, (f'"{word}"', _COMMON)).fetchone()[0] for word in words}


def _topics(connection: sqlite3.Connection, place: int) -> dict[str, tuple[int, int]]:
    """Give the number of each topic of a story, and how many stories have it."""
    rows = connection.execute(
        """
        SELECT n.name, n.id, n.stories FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id
        WHERE m.place = ? AND m.weight IS NOT NULL ORDER BY n.name
        """,
        (place,),
    )
    return {row["name"]: (row["id"], row["stories"]) for row in rows.fetchall()}


def _candidates(
    connection: sqlite3.Connection, words: Mapping[str, int], topics: Mapping[str, tuple[int, int]]
) -> Counter[int]:
    """Give the places of stories that share what few have, by how much of it they share."""
    hits: Counter[int] = Counter()
    rare = sorted((count, word) for word, count in words.items() if 1 < count < _COMMON)
    for _, word in rare[:_RAREST]:
        rows = connection.execute(
            "SELECT f.rowid AS place FROM cache.search AS f WHERE f.search MATCH ? ORDER BY f.rowid DESC LIMIT ?",
            (f'"{word}"', _OF_EACH),
        )
        hits.update(row["place"] for row in rows.fetchall())
    few = sorted((count, topic_id) for topic_id, count in topics.values() if 1 < count < _COMMON)
    for _, topic_id in few[:_RAREST]:
        rows = connection.execute(
            "SELECT place FROM cache.mentions WHERE topic_id = ? AND listed = 1 ORDER BY place DESC LIMIT ?",
            (topic_id, _OF_EACH),
        )
        for row in rows.fetchall():
            hits[row["place"]] += 2
    return hits


def _stories_at(connection: sqlite3.Connection, places: list[int]) -> list[Story]:
    query = f"""
        SELECT {views.COLUMNS} FROM json_each(?) AS j CROSS JOIN cache.stories AS s ON s.place = j.value {views.SOURCES}
        WHERE s.listed = 1
        """  # noqa: S608 - our own columns
    return [Story._make(row) for row in stories.fetch(connection, query, (write_json(places),))]


def _rarity(total: int, counts: Mapping[str, int], otherwise: int) -> "Rarity":
    return lambda each: math.log((total + 1) / (min(total, counts.get(each, otherwise)) + 0.5))
