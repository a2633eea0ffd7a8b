"""What the user says of stories: these tell the same, this one tells something else. It holds as long as they are here.

Kept as pairs of stories, which whoever finds groups must keep to. What is said to tell the same hangs on its story with the
smallest number, so that a group of many is few pairs.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tuinews.errors import UsageError
from tuinews.library import journal, marks, stories
from tuinews.library.values import write_json
from tuinews.model import Change, Pair

MOST = 400
"""Stories of one group by hand; more can't tell one event."""

_WITHIN = "one IN (SELECT value FROM json_each(?1)) AND other IN (SELECT value FROM json_each(?1))"


def pairs(connection: sqlite3.Connection) -> frozenset[Pair]:
    """Give all that was said."""
    rows = connection.execute("SELECT one, other, together FROM main.pairs").fetchall()
    return frozenset(Pair(row["one"], row["other"], bool(row["together"])) for row in rows)


def put_together(connection: sqlite3.Connection, story_ids: Sequence[int], now: datetime) -> Change:
    """Make one group of stories and of all that is in their groups. One journal entry, none if they are one.

    Raises:
        NotFound: One of them is not here.
        UsageError: It is only one story, or there are too many.
    """
    stories.require(connection, story_ids)
    if len(set(story_ids)) < 2:
        raise UsageError("It takes two stories to make a group.")
    groups = _groups_of(connection, story_ids)
    if len(groups) > MOST:
        raise UsageError(f"A group can have {MOST} stories, and these would be {len(groups)}.")
    if len(set(groups.values())) == 1 and None not in groups.values():
        return Change()
    _record(connection, groups, story_ids[0], now)
    marks.identify(connection, write_json(list(groups)))
    _forget_within(connection, groups)
    _hang_together(connection, groups)
    _set_groups(connection, dict.fromkeys(groups, min(groups)))
    return Change(stories=frozenset(groups))


def take_out(connection: sqlite3.Connection, story_ids: Sequence[int], now: datetime) -> Change:
    """Take stories out of their groups, each to stand alone. One journal entry, none if they stand alone.

    Raises:
        NotFound: One of them is not here.
    """
    stories.require(connection, story_ids)
    groups = {
        story_id: group for story_id, group in _groups_of(connection, story_ids).items() if group is not None
    }
    going = sorted(set(story_ids) & groups.keys())
    if not going:
        return Change()
    _record(connection, groups, going[0], now)
    marks.identify(connection, write_json(list(groups)))
    hung = _hung_together(connection, groups)
    connection.execute(
        f"DELETE FROM main.pairs WHERE together = 1 AND {_WITHIN}",  # noqa: S608 - our own text
        (write_json(list(groups)),),
    )
    for parts in hung:
        _hang_together(connection, parts - set(going))
    apart = {
        (min(one, other), max(one, other))
        for one in going
        for other, group in groups.items()
        if other != one and group == groups[one]
    }
    connection.executemany("INSERT OR REPLACE INTO main.pairs VALUES (?, ?, 0)", sorted(apart))
    _set_groups(connection, _without(groups, going))
    return Change(stories=frozenset(groups))


def put_back(
    connection: sqlite3.Connection,
    story_ids: Sequence[int],
    before: Sequence[Sequence[int]],
    groups: Mapping[str, int | None],
) -> Change | None:
    """Let pairs and groups of some stories be as they were; None when they are so.

    Args:
        connection: Both files.
        story_ids: The stories.
        before: The pairs among them, as they stood in their table.
        groups: Story id, as JSON has it -> number of its group.
    """
    if _within(connection, story_ids) == [list(pair) for pair in before]:
        return None
    _forget_within(connection, story_ids)
    connection.executemany("INSERT INTO main.pairs VALUES (?, ?, ?)", before)
    _set_groups(connection, {int(story_id): group for story_id, group in groups.items()})
    return Change(stories=frozenset(story_ids))


def _groups_of(connection: sqlite3.Connection, story_ids: Iterable[int]) -> dict[int, int | None]:
    """Give the number of the group of each of these stories and of all that is in the same groups."""
    rows = connection.execute(
        """
        SELECT id, group_id FROM cache.stories WHERE id IN (SELECT value FROM json_each(?1))
        UNION
        SELECT s.id, s.group_id FROM cache.stories AS s INDEXED BY stories_of_group
        WHERE s.group_id IS NOT NULL AND s.group_id IN (
            SELECT group_id FROM cache.stories WHERE id IN (SELECT value FROM json_each(?1))
        )
        """,
        (write_json(list(story_ids)),),
    ).fetchall()
    return {row["id"]: row["group_id"] for row in rows}


def _record(
    connection: sqlite3.Connection, groups: Mapping[int, int | None], named: int, now: datetime
) -> None:
    payload = {
        "stories": list(groups),
        "named": named,
        "before": _within(connection, groups),
        "groups": dict(groups),
    }
    journal.record(connection, now, "pairs", payload)


def _within(connection: sqlite3.Connection, story_ids: Iterable[int]) -> list[list[int]]:
    rows = connection.execute(
        f"SELECT one, other, together FROM main.pairs WHERE {_WITHIN} ORDER BY one, other",  # noqa: S608 - our own text
        (write_json(list(story_ids)),),
    ).fetchall()
    return [list(row) for row in rows]


def _forget_within(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    connection.execute(f"DELETE FROM main.pairs WHERE {_WITHIN}", (write_json(list(story_ids)),))  # noqa: S608 - our own text


def _hang_together(connection: sqlite3.Connection, story_ids: Iterable[int]) -> None:
    first, *others = sorted(story_ids) or [0]
    connection.executemany(
        "INSERT OR REPLACE INTO main.pairs VALUES (?, ?, 1)", [(first, other) for other in others]
    )


def _hung_together(connection: sqlite3.Connection, story_ids: Iterable[int]) -> list[set[int]]:
    """Give the sets of stories that were put together by hand."""
    found: list[set[int]] = []
    for one, other, together in _within(connection, story_ids):
        if together:
            touched = [each for each in found if one in each or other in each]
            found = [each for each in found if each not in touched]
            found.append({one, other}.union(*touched))
    return found


def _without(groups: Mapping[int, int | None], going: Iterable[int]) -> dict[int, int | None]:
    """Number groups again that some stories leave."""
    left: dict[int | None, list[int]] = {}
    for story_id, group in groups.items():
        if story_id not in going:
            left.setdefault(group, []).append(story_id)
    numbers: dict[int, int | None] = dict.fromkeys(going)
    for members in left.values():
        numbers |= dict.fromkeys(members, min(members) if len(members) > 1 else None)
    return numbers


def _set_groups(connection: sqlite3.Connection, groups: Mapping[int, int | None]) -> None:
    connection.executemany(
        "UPDATE cache.stories SET group_id = ? WHERE id = ?",
        [(group, story_id) for story_id, group in groups.items()],
    )
