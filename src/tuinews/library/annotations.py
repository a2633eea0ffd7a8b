"""Tags and a note: what the user writes on saved stories."""

import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from tuinews.errors import NotFound, UsageError
from tuinews.library import journal
from tuinews.library.values import write_json
from tuinews.model import Change
from tuinews.text import clean_line, clean_text

MOST_TAGS = 30
"""On one story."""
TAG_CELLS = 60
NOTE_CHARACTERS = 20_000


def set_tags(connection: sqlite3.Connection, story_id: int, tags: Sequence[str], now: datetime) -> Change:
    """Put these tags on a saved story in place of those that it had; one journal entry, none when nothing changes.

    Raises:
        NotFound: It is not saved.
        UsageError: They are too many.
    """
    _require_saved(connection, story_id)
    wanted = _tidied(tags)
    before = tags_of(connection, story_id)
    if wanted == before:
        return Change()
    journal.record(connection, now, "tags", {"story": story_id, "before": before})
    return write_tags(connection, story_id, wanted)


def set_note(connection: sqlite3.Connection, story_id: int, note: str, now: datetime) -> Change:
    """Write a note on a saved story in place of the one that it had; one journal entry, none when nothing changes.

    Raises:
        NotFound: It is not saved.
    """
    _require_saved(connection, story_id)
    wanted, before = clean_text(note, NOTE_CHARACTERS).strip(), note_of(connection, story_id)
    if wanted == before:
        return Change()
    journal.record(connection, now, "note", {"story": story_id, "before": before})
    return write_note(connection, story_id, wanted)


def tags_of(connection: sqlite3.Connection, story_id: int) -> list[str]:
    """Give the tags of a story by name."""
    rows = connection.execute("SELECT tag FROM main.tags WHERE story_id = ? ORDER BY folded", (story_id,))
    return [row["tag"] for row in rows.fetchall()]


def note_of(connection: sqlite3.Connection, story_id: int) -> str:
    """Give the note on a story, empty when there is none."""
    row = connection.execute("SELECT note FROM main.saved WHERE id = ?", (story_id,)).fetchone()
    return row["note"] if row is not None else ""


def unwritten(connection: sqlite3.Connection, story_ids: Iterable[int]) -> list[int]:
    """Give those of the stories that have neither tags nor a note."""
    rows = connection.execute(
        """
        SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM main.tags WHERE story_id = value)
        AND NOT EXISTS (SELECT 1 FROM main.saved WHERE id = value AND note <> '')
        """,
        (write_json(list(story_ids)),),
    )
    return [row["value"] for row in rows.fetchall()]


def all_tags(connection: sqlite3.Connection) -> dict[str, int]:
    """Give every tag with the number of stories that have it, by name."""
    rows = connection.execute(
        "SELECT min(tag) AS tag, count(*) AS stories FROM main.tags GROUP BY folded ORDER BY folded"
    )
    return {row["tag"]: row["stories"] for row in rows.fetchall()}


def write_tags(connection: sqlite3.Connection, story_id: int, tags: Iterable[str]) -> Change:
    """Store the tags of a saved story; nothing when it is not saved."""
    if _is_saved(connection, story_id):
        connection.execute("DELETE FROM main.tags WHERE story_id = ?", (story_id,))
        connection.executemany(
            "INSERT INTO main.tags (folded, story_id, tag) VALUES (?, ?, ?)",
            [(tag.casefold(), story_id, tag) for tag in tags],
        )
    return Change(frozenset((story_id,)))


def write_note(connection: sqlite3.Connection, story_id: int, note: str) -> Change:
    """Store the note on a saved story; nothing when it is not saved."""
    connection.execute("UPDATE main.saved SET note = ? WHERE id = ?", (note, story_id))
    return Change(frozenset((story_id,)))


def _tidied(tags: Iterable[str]) -> list[str]:
    """Make tags one line each, without a leading #; of two that differ in case only, the first stands."""
    by_fold: dict[str, str] = {}
    for tag in tags:
        # Composed, as a search reads what is typed; a quotation mark would end the tag there.
        if (
            clean := clean_line(unicodedata.normalize("NFC", tag.replace('"', "")), TAG_CELLS)
            .lstrip("#")
            .strip()
        ):
            by_fold.setdefault(clean.casefold(), clean)
    if len(by_fold) > MOST_TAGS:
        raise UsageError(
            f"A story takes {MOST_TAGS} tags at most, and these are {len(by_fold)}. Nothing was changed."
        )
    return [tag for _, tag in sorted(by_fold.items())]


def _is_saved(connection: sqlite3.Connection, story_id: int) -> bool:
    return connection.execute("SELECT 1 FROM main.saved WHERE id = ?", (story_id,)).fetchone() is not None


def _require_saved(connection: sqlite3.Connection, story_id: int) -> None:
    if not _is_saved(connection, story_id):
        raise NotFound(f"The story {story_id} is not saved, so it takes no tags and no note. Save it first.")
