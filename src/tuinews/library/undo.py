"""Taking back what the user did, one journal entry at a time."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tuinews.library import (
    annotations,
    corrections,
    journal,
    marks,
    pairs,
    polling,
    searches,
    sources,
    stances,
)
from tuinews.library.values import to_micros
from tuinews.model import Change
from tuinews.text import shorten

Payload = dict[str, Any]
Undone = tuple[str, Change] | None
"""What came back as a sentence, and what changed; None when the entry means nothing any more."""

_TITLE_CHARACTERS = 80


def undo(connection: sqlite3.Connection, now: datetime) -> tuple[str, Change] | None:
    """Take back the newest entry that still means something.

    Args:
        connection: Both files.
        now: When; what would have ended by itself does not come back.

    Returns:
        What came back as a sentence, and what changed; None when there is nothing to take back.
    """
    while deed := journal.take_newest(connection):
        if done := _take_back(connection, deed, now):
            return done
    return None


def _take_back(
    connection: sqlite3.Connection, deed: journal.Deed, now: datetime
) -> tuple[str, Change] | None:
    if deed.kind == "stance":
        return _stance(connection, deed.payload, now)
    undo = _UNDO.get(deed.kind)
    if undo is None:
        raise AssertionError(f"unknown kind of journal entry: {deed.kind}")
    return undo(connection, deed.payload)


def _read(connection: sqlite3.Connection, payload: Payload) -> Undone:
    return _mark(connection, "read", payload, ("unread again", "read again"))


def _hidden(connection: sqlite3.Connection, payload: Payload) -> Undone:
    return _mark(connection, "hidden", payload, ("shown again", "hidden again"))


def _mark(
    connection: sqlite3.Connection, mark: marks.Mark, payload: Payload, states: tuple[str, str]
) -> Undone:
    value = payload[mark]
    picked = marks.marked(connection, mark, payload["stories"], value)
    if not picked:
        return None
    state = states[0] if value else states[1]
    return _sentence(connection, picked, state), marks.write(connection, mark, picked, not value)


def _saved(connection: sqlite3.Connection, payload: Payload) -> Undone:
    # What carries tags or a note now, got them from elsewhere since: a step back must not cost them.
    plain = annotations.unwritten(connection, payload["stories"])
    taken = [copy["id"] for copy in marks.take_copies(connection, plain)]
    if not taken:
        return None
    return _sentence(connection, taken, "no longer saved"), marks.change_of(connection, taken)


def _unsaved(connection: sqlite3.Connection, payload: Payload) -> Undone:
    change = marks.put_copies(connection, payload["copies"])
    if not change.stories:
        return None
    return _sentence(connection, sorted(change.stories), "saved again"), change


def _tags(connection: sqlite3.Connection, payload: Payload) -> Undone:
    change = annotations.write_tags(connection, payload["story"], payload["before"])
    return f"The tags of {_named(connection, payload['story'])} are back", change


def _note(connection: sqlite3.Connection, payload: Payload) -> Undone:
    change = annotations.write_note(connection, payload["story"], payload["before"])
    return f"The note on {_named(connection, payload['story'])} is as it was", change


def _stance(connection: sqlite3.Connection, payload: Payload, now: datetime) -> Undone:
    before, name = payload["before"] and stances.EVERYWHERE | payload["before"], payload["folded"]
    if before and before["until"] is not None and before["until"] <= to_micros(now):
        # It would have ended by now.
        before = None
    if stances.stored(connection, payload["kind"], name) == before:
        return None
    change = stances.put(connection, payload["kind"], name, before)
    if payload["kind"] == "source":
        row = connection.execute("SELECT title FROM main.sources WHERE id = ?", (int(name),)).fetchone()
        name = row["title"] if row else name
    if before is None:
        return f"“{name}” is neither followed nor muted", change
    return f"“{name}” is {'followed' if before['stance'] == 'follow' else 'muted'} again", change


def _topic(connection: sqlite3.Connection, payload: Payload) -> Undone:
    if corrections.is_so(connection, payload["before"]):
        return None
    return f"The topic “{payload['name']}” is as it was", corrections.put(connection, payload["before"])


def _pairs(connection: sqlite3.Connection, payload: Payload) -> Undone:
    change = pairs.put_back(connection, payload["stories"], payload["before"], payload["groups"])
    if change is None:
        return None
    return f"{_named(connection, payload['named'])} is in its group as before", change


def _removed(connection: sqlite3.Connection, payload: Payload) -> Undone:
    title = sources.bring_back(connection, payload["source"])
    if title is None:
        return None
    change = Change(sources=frozenset((payload["source"],)), subscriptions=True)
    return f"Subscribed to {title} again", change


def _moved(connection: sqlite3.Connection, payload: Payload) -> Undone:
    title = polling.move_back(connection, payload["source"], payload["from"])
    if title is None:
        return None
    change = Change(sources=frozenset((payload["source"],)), subscriptions=True)
    return f"{title} is asked at its old address again", change


_UNDO: dict[str, Callable[[sqlite3.Connection, Payload], Undone]] = {
    "read": _read,
    "hidden": _hidden,
    "saved": _saved,
    "unsaved": _unsaved,
    "tags": _tags,
    "note": _note,
    "removed": _removed,
    "moved": _moved,
    "edited": sources.undo_edit,
    "topic": _topic,
    "pairs": _pairs,
    "search kept": searches.undo_keep,
    "search dropped": searches.undo_drop,
}


def _named(connection: sqlite3.Connection, story_id: int) -> str:
    row = connection.execute("SELECT title FROM cache.stories WHERE id = ?", (story_id,)).fetchone()
    return f"“{shorten(row['title'], _TITLE_CHARACTERS)}”" if row else "a story"


def _sentence(connection: sqlite3.Connection, story_ids: list[int], state: str) -> str:
    if len(story_ids) > 1:
        return f"{len(story_ids):,} stories are {state}"
    row = connection.execute("SELECT title FROM cache.stories WHERE id = ?", story_ids).fetchone()
    if row is None:
        return f"1 story is {state}"
    return f"“{shorten(row['title'], _TITLE_CHARACTERS)}” is {state}"
