"""Under which name a topic is shown and counted: other spellings are one topic, and what the user says goes before all.

A name that was found in a text points to the name that is shown, its head. Heads are worked out anew from the library
whenever the user corrects something, or the cache was lost; what was found in a story's text is kept beside what is shown
(`originals`), so that everything can be taken back.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tuinews.library.values import id_at, join_words, read_topics, write_json
from tuinews.model import BEATS, Topic

HIDDEN = 0
"""The head of what the user does not want to see; no name has this number."""
OF_NAME = "(SELECT coalesce(head, id) FROM cache.names WHERE folded = ?)"
"""The number under which the topic of a folded name is shown."""


class Shown(NamedTuple):
    """How a name is shown."""

    id: int
    """Its head's; 0 is not at all."""
    name: str
    own: int
    """Its own number; a beat of that name keeps it, whatever becomes of the topic."""


def fold(name: str) -> str:
    """Give a topic's name as it is looked up."""
    return name.casefold()


def is_beat(name: str) -> bool:
    """Tell whether a name is that of a field of entertainment, which no correction touches."""
    return fold(name) in BEATS


def shown(connection: sqlite3.Connection, names: Mapping[str, str]) -> dict[str, Shown]:
    """Say how names are shown; those that are new are added.

    Args:
        connection: Both files.
        names: Folded name -> name.
    """
    found = _known(connection, names)
    missing = {folded: name for folded, name in names.items() if folded not in found}
    if missing:
        _add(connection, missing)
        found |= _known(connection, missing)
    return found


def shown_topics(connection: sqlite3.Connection, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Give topics as they are shown, without adding any name."""
    known = _known(connection, [fold(topic.name) for topic in topics])
    by_name: dict[str, Topic] = {}
    for topic in topics:
        found = known.get(fold(topic.name))
        name = found.name if found else topic.name
        if found is None or found.id != HIDDEN:
            by_name.setdefault(fold(name), Topic(name, topic.weight, topic.stories))
    return tuple(by_name.values())


def _known(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, Shown]:
    rows = connection.execute(
        """
        SELECT n.folded, n.id AS own, coalesce(n.head, n.id) AS id, coalesce(h.name, n.name) AS name
        FROM json_each(?) AS j CROSS JOIN cache.names AS n ON n.folded = j.value
        LEFT JOIN cache.names AS h ON h.id = n.head
        """,
        (write_json(list(names)),),
    )
    return {row["folded"]: Shown(row["id"], row["name"], row["own"]) for row in rows.fetchall()}


def _add(connection: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Add names; one that spells a known topic in another way is shown as that."""
    # Here, so that the reader's first picture does not wait for it.
    from tuinews.topics.aliases import key_across_stories

    # What was corrected has its row since `settle`, so only spellings matter here.
    connection.executemany(
        """
        INSERT INTO cache.names (folded, name, key, head) VALUES (?1, ?2, ?3, (
            SELECT coalesce(n.head, n.id) FROM cache.names AS n WHERE n.key = ?3
            AND NOT EXISTS (SELECT 1 FROM main.corrections AS c WHERE c.folded = n.folded AND c.deed = 'split')
            ORDER BY n.id LIMIT 1
        ))
        """,
        [
            (folded, name, f" {folded}" if folded in BEATS else key_across_stories(name))
            for folded, name in names.items()
        ],
    )


class _Name(NamedTuple):
    id: int
    folded: str
    name: str
    key: str
    head: int | None


def settle(connection: sqlite3.Connection) -> set[int]:
    """Work the heads out anew from what the user said.

    Returns:
        The numbers of the names that are shown otherwise than before.
    """
    rules = connection.execute("SELECT folded, name, deed, target FROM main.corrections").fetchall()
    wanted = {row["folded"]: row["name"] for row in rules}
    wanted |= {fold(row["target"]): row["target"] for row in rules if row["target"]}
    missing = {folded: name for folded, name in wanted.items() if folded not in _known(connection, wanted)}
    _add(connection, missing)
    ruled = {row["folded"]: row for row in rules}
    names = _concerned(connection, wanted)
    by_folded = {name.folded: name for name in names}
    heads = {name.id: name.head for name in names}
    first_of_key: dict[str, int] = {}
    for name in names:
        if name.folded not in ruled or ruled[name.folded]["deed"] != "split":
            first_of_key.setdefault(name.key, name.id)
    by_id = {name.id: name for name in names}

    def head(name: _Name, seen: frozenset[int]) -> int:
        rule = ruled.get(name.folded)
        following = name.id
        if rule is None:
            following = first_of_key.get(name.key, name.id)
        elif rule["deed"] == "hide":
            return HIDDEN
        elif rule["target"]:
            following = by_folded[fold(rule["target"])].id
        return (
            name.id if following == name.id or following in seen else head(by_id[following], seen | {name.id})
        )

    changed = set()
    for name in names:
        number = head(name, frozenset())
        found = None if number == name.id else number
        if found != heads[name.id]:
            connection.execute("UPDATE cache.names SET head = ? WHERE id = ?", (found, name.id))
            changed.add(name.id)
    return changed | _rename(connection, ruled)


def _concerned(connection: sqlite3.Connection, ruled: Iterable[str]) -> list[_Name]:
    """Give the names that have a head, or may have one, or may be one; those found first come first."""
    rows = connection.execute(
        """
        SELECT id, folded, name, key, head FROM cache.names
        WHERE head IS NOT NULL OR folded IN (SELECT value FROM json_each(?))
        OR key IN (SELECT key FROM cache.names GROUP BY key HAVING count(*) > 1)
        ORDER BY id
        """,
        (write_json(list(ruled)),),
    ).fetchall()
    return [_Name(*row) for row in rows]


def _rename(connection: sqlite3.Connection, ruled: Mapping[str, sqlite3.Row]) -> set[int]:
    """Write names as the user writes them, also where that only changes their case."""
    changed: set[int] = set()
    for row in ruled.values():
        if row["deed"] != "rename":
            continue
        numbers = connection.execute(
            "UPDATE cache.names SET name = ?1 WHERE folded = ?2 AND name <> ?1 RETURNING id",
            (row["target"], fold(row["target"])),
        ).fetchall()
        changed.update(each["id"] for each in numbers)
    return changed


def places_of(connection: sqlite3.Connection, names: Iterable[int]) -> list[int]:
    """Give the places of the stories that show one of these names, or another than was found in their text."""
    rows = connection.execute(
        """
        SELECT m.place FROM json_each(?) AS j CROSS JOIN cache.mentions AS m ON m.topic_id = j.value
        UNION
        SELECT s.place FROM cache.originals AS o CROSS JOIN cache.stories AS s ON s.id = o.story_id
        """,
        (write_json(sorted(names)),),
    )
    return [row["place"] for row in rows.fetchall()]


def mined(connection: sqlite3.Connection, place: int) -> tuple[Topic, ...]:
    """Give the topics that were found in the text of the story at a place, strongest first."""
    row = connection.execute(
        "SELECT topics FROM cache.originals WHERE story_id = ?", (id_at(place),)
    ).fetchone()
    if row is not None:
        return read_topics(row["topics"])
    rows = connection.execute(
        """
        SELECT n.name, m.weight FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id
        WHERE m.place = ? AND m.weight IS NOT NULL ORDER BY m.weight DESC, n.name
        """,
        (place,),
    )
    return tuple(Topic(*row) for row in rows.fetchall())


def lines_of(topics: Iterable[Topic]) -> str:
    """Give the names of topics as they stand in the row of their story."""
    return join_words(topic.name for topic in topics)
