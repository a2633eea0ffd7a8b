"""What a name in short means: the one person of a surname, the one title of a number, that other stories name in full.

Only what a text has in no other form is looked at (`Topic.shortened`), and nothing is guessed at: not where the stories of
those days name two people of that surname, nor where one calls something else by it, as it does a film.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from tuinews.library import naming, stances, subjects
from tuinews.library.values import place_of, split_words, write_json
from tuinews.model import Change, Topic

WINDOW = timedelta(days=14)
"""How far apart stories may lie for one to say what the other means."""
_LOOKED_AT = 200
"""The newest stories with a name in them that are looked at."""
_PENDING = 500
"""Of those that the full text index does not know yet: more than one transaction brings."""


def in_short(found: Mapping[int, Sequence[Topic]]) -> dict[str, list[int]]:
    """Give the names that may be in short in some stories, each with the ids of the stories."""
    shortened: defaultdict[str, list[int]] = defaultdict(list)
    for story_id, topics in found.items():
        for topic in topics:
            if topic.shortened:
                shortened[topic.name].append(story_id)
    return dict(shortened)


def name_in_full(connection: sqlite3.Connection, shortened: Mapping[str, Sequence[int]]) -> Change:
    """Count names in short for what they mean.

    Args:
        connection: Both files.
        shortened: Name -> the ids of the stories that have it only.

    Returns:
        The stories that show other topics than before.
    """
    changed: set[int] = set()
    for short, story_ids in shortened.items():
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
            if not any(naming.fold(topic.name) == naming.fold(short) for topic in topics):
                continue
            whole = _whole_name(connection, short, row["place"], places)
            if whole:
                renamed = _renamed(topics, short, whole)
                subjects.write(connection, row["place"], renamed, split_words(row["beats"]))
                stances.judge(connection, row["place"])
                changed.add(row["id"])
    return Change(stories=frozenset(changed), topics=bool(changed))


def _renamed(topics: Sequence[Topic], short: str, whole: str) -> list[Topic]:
    """Give topics with one called otherwise; where the story has both, the stronger stays."""
    found: dict[str, Topic] = {}
    for topic in topics:
        name = whole if naming.fold(topic.name) == naming.fold(short) else topic.name
        found.setdefault(naming.fold(name), replace(topic, name=name))
    return list(found.values())


def _whole_name(
    connection: sqlite3.Connection, short: str, place: int, in_short_too: Collection[int]
) -> str | None:
    """Give the one name that a name in short may mean in the story at a place; None where that is not plain.

    Args:
        connection: Both files.
        short: The name.
        place: Of the story.
        in_short_too: The places of the stories that have it only in short.
    """
    # Here, so that the reader's first picture does not wait for it.
    from tuinews.topics.aliases import ShortName

    name = ShortName(short)
    if not name.in_common:
        return None
    meant: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for other, topics in _named_beside(connection, name.in_common, place).items():
        if not name.may_be_in(topics):
            continue
        for each in split_words(topics):
            if name.is_other(each) and other not in in_short_too:
                return None
            if whole := name.whole(each):
                meant[whole][each] += 1
    if len(meant) != 1:
        return None
    ((names),) = meant.values()
    return max(names, key=lambda each: (names[each], each))


def _named_beside(connection: sqlite3.Connection, words: str, place: int) -> dict[int, str]:
    """Give the topics, as they stand in their rows, of stories of those days that have some words in them, by place.

    Args:
        connection: Both files.
        words: As `lexicon.key_of` writes them: no quotes are left in them.
        place: Of the story that they are beside.
    """
    away = place_of(int(WINDOW.total_seconds()) * 1_000_000, 0)
    between = (place - away, place + away)
    rows = connection.execute(
        """
        SELECT s.place, s.topics FROM cache.search AS f CROSS JOIN cache.stories AS s ON s.place = f.rowid
        WHERE f.search MATCH ? AND f.rowid BETWEEN ? AND ? ORDER BY f.rowid DESC LIMIT ?
        """,
        (f'"{words}"', *between, _LOOKED_AT),
    ).fetchall()
    # The index learns new stories last; what came with them counts as well.
    pending = connection.execute(
        "SELECT story_id FROM cache.pending ORDER BY story_id DESC LIMIT ?", (_PENDING,)
    ).fetchall()
    # As a list: joined with the table itself, SQLite would first read through all stories for a filter.
    rows += connection.execute(
        """
        SELECT s.place, s.topics FROM json_each(?) AS p CROSS JOIN cache.stories AS s ON s.id = p.value
        WHERE s.topics <> '' AND s.place BETWEEN ? AND ?
        """,
        (write_json([row["story_id"] for row in pending]), *between),
    ).fetchall()
    return {row["place"]: row["topics"] for row in rows}
