"""Taking back what the user did, one journal entry at a time."""

import sqlite3

from tuinews.library import journal, marks, sources
from tuinews.model import Change
from tuinews.text import shorten

_TITLE_CHARACTERS = 80


def undo(connection: sqlite3.Connection) -> tuple[str, Change] | None:
    """Take back the newest entry that still means something.

    Returns:
        What came back as a sentence, and what changed; None when there is nothing to take back.
    """
    while deed := journal.take_newest(connection):
        if done := _take_back(connection, deed):
            return done
    return None


def _take_back(connection: sqlite3.Connection, deed: journal.Deed) -> tuple[str, Change] | None:
    payload = deed.payload
    if deed.kind == "read":
        picked = marks.marked(connection, payload["stories"], payload["read"])
        if not picked:
            return None
        state = "unread again" if payload["read"] else "read again"
        return _sentence(connection, picked, state), marks.write_read(connection, picked, not payload["read"])
    if deed.kind == "saved":
        taken = [copy["id"] for copy in marks.take_copies(connection, payload["stories"])]
        if not taken:
            return None
        return _sentence(connection, taken, "no longer saved"), marks.change_of(connection, taken)
    if deed.kind == "unsaved":
        change = marks.put_copies(connection, payload["copies"])
        return _sentence(connection, [copy["id"] for copy in payload["copies"]], "saved again"), change
    if deed.kind == "removed":
        title = sources.bring_back(connection, payload["source"])
        if title is None:
            return None
        change = Change(sources=frozenset((payload["source"],)), subscriptions=True)
        return f"Subscribed to {title} again", change
    raise AssertionError(f"unknown kind of journal entry: {deed.kind}")


def _sentence(connection: sqlite3.Connection, story_ids: list[int], state: str) -> str:
    if len(story_ids) > 1:
        return f"{len(story_ids):,} stories are {state}"
    row = connection.execute("SELECT title FROM cache.stories WHERE id = ?", story_ids).fetchone()
    if row is None:
        return f"1 story is {state}"
    return f"“{shorten(row['title'], _TITLE_CHARACTERS)}” is {state}"
