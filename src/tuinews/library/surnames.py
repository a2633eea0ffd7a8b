"""Whom a lone surname means: the one person of that name whom the stories of those days name in full.

Only what a text speaks of as of somebody is looked at (`Topic.alone`), and nobody is guessed at: not where two people of
that name are known, nor where other stories call something else by it, as they do a film.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from tuinews.library import naming, stances, subjects
from tuinews.library.values import place_of, split_words
from tuinews.model import Change, Topic

WINDOW = timedelta(days=14)
"""How far apart stories may lie for one to say whom the other means."""
_LOOKED_AT = 200
"""The newest stories with a surname in them that are looked at."""
_PENDING = 500
"""Of those that the full text index does not know yet: more than one transaction brings."""


def standing_alone(found: Mapping[int, Sequence[Topic]]) -> dict[str, list[int]]:
    """Give the surnames that may stand alone in some stories, each with the ids of the stories."""
    alone: defaultdict[str, list[int]] = defaultdict(list)
    for story_id, topics in found.items():
        for topic in topics:
            if topic.alone:
                alone[topic.name].append(story_id)
    return dict(alone)


def name_in_full(connection: sqlite3.Connection, alone: Mapping[str, Sequence[int]]) -> Change:
    """Count lone surnames for the people that they mean.

    Args:
        connection: Both files.
        alone: Surname -> the ids of the stories that speak of somebody by it alone.

    Returns:
        The stories that show other topics than before.
    """
    changed: set[int] = set()
    for surname, story_ids in alone.items():
        rows = [
            row
            for story_id in story_ids
            for row in connection.execute(
                "SELECT id, place, beats FROM cache.stories WHERE id = ?", (story_id,)
            ).fetchall()
        ]
        places = frozenset(row["place"] for row in rows)
        for row in rows:
            topics = naming.mined(connection, row["place"])
            if not any(naming.fold(topic.name) == naming.fold(surname) for topic in topics):
                continue
            whole = _whole_name(connection, surname, row["place"], places)
            if whole:
                subjects.write(
                    connection, row["place"], _renamed(topics, surname, whole), split_words(row["beats"])
                )
                stances.judge(connection, row["place"])
                changed.add(row["id"])
    return Change(stories=frozenset(changed), topics=bool(changed))


def _renamed(topics: Sequence[Topic], surname: str, whole: str) -> list[Topic]:
    """Give topics with one called otherwise; where the story has both, the stronger stays."""
    found: dict[str, Topic] = {}
    for topic in topics:
        name = whole if naming.fold(topic.name) == naming.fold(surname) else topic.name
        found.setdefault(naming.fold(name), replace(topic, name=name))
    return list(found.values())


def _whole_name(
    connection: sqlite3.Connection, surname: str, place: int, alone: Collection[int]
) -> str | None:
    """Give the name of the one person that a surname may mean in the story at a place; None where that is not plain.

    Args:
        connection: Both files.
        surname: The name.
        place: Of the story.
        alone: The places of other stories that speak of somebody by the surname alone.
    """
    # Here, so that the reader's first picture does not wait for it.
    from tuinews.topics.aliases import is_person_in_full
    from tuinews.topics.lexicon import key_of

    key = key_of(surname)
    people: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for other, topics in _named_beside(connection, key, place).items() if key else ():
        for name in split_words(topics):
            if key_of(name) == key:
                if other not in alone:
                    return None
            elif is_person_in_full(name, key):
                people[key_of(name).split()[0]][name] += 1
    if len(people) != 1:
        return None
    ((names),) = people.values()
    return max(names, key=lambda name: (names[name], name))


def _named_beside(connection: sqlite3.Connection, key: str, place: int) -> dict[int, str]:
    """Give the topics, as they stand in their rows, of stories of those days that have a surname in them, by place.

    Args:
        connection: Both files.
        key: The surname, as `lexicon.key_of` writes it: no quotes are left in it.
        place: Of the story that they are beside.
    """
    away = place_of(int(WINDOW.total_seconds()) * 1_000_000, 0)
    between = (place - away, place + away)
    rows = connection.execute(
        """
        SELECT s.place, s.topics FROM cache.search AS f CROSS JOIN cache.stories AS s ON s.place = f.rowid
        WHERE f.search MATCH ? AND f.rowid BETWEEN ? AND ? ORDER BY f.rowid DESC LIMIT ?
        """,
        (f'"{key}"', *between, _LOOKED_AT),
    ).fetchall()
    # The index learns new stories last; what came with them counts as well.
    rows += connection.execute(
        """
        SELECT s.place, s.topics FROM (SELECT story_id FROM cache.pending ORDER BY story_id DESC LIMIT ?) AS p
        CROSS JOIN cache.stories AS s ON s.id = p.story_id WHERE s.topics <> '' AND s.place BETWEEN ? AND ?
        """,
        (_PENDING, *between),
    ).fetchall()
    return {row["place"]: row["topics"] for row in rows}
