"""What the user follows, and does not want to see: topics, words of headlines, sources; each with an end, if wanted.

Muting hides nothing for ever: muted stories are set aside (`View.aside`), saved ones stay listed, and all come back when
the mute ends or is taken back.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from tuinews.library import journal, naming
from tuinews.library.folding import words_of
from tuinews.library.values import id_at, to_micros, to_micros_or_none, to_moment_or_none, write_json
from tuinews.model import Change, Stance

Kind = Literal["topic", "word", "source"]


@dataclass(frozen=True, slots=True)
class Mutes:
    """What is muted just now."""

    topics: frozenset[str]
    words: tuple[str, ...]
    """Folded, with single blanks between words."""
    sources: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.topics or self.words or self.sources)

    def hit(self, source_id: int, title: str, topics: Iterable[str]) -> bool:
        """Tell whether a story is muted."""
        if source_id in self.sources or not self.topics.isdisjoint(topics):
            return True
        heading = f" {folded_words(title)} "
        return any(f" {words} " in heading for words in self.words)


def folded_words(text: str) -> str:
    """Give the words of a text without case and accents, a blank between each two."""
    return " ".join(words_of(text))


def stances(connection: sqlite3.Connection) -> tuple[Stance, ...]:
    """Give everything that is followed or muted, the newest first, with the number of stories that it is about."""
    rows = connection.execute("SELECT * FROM main.stances ORDER BY since DESC, kind, folded").fetchall()
    return tuple(
        Stance(
            cast(Kind, row["kind"]),
            row["name"],
            row["stance"],
            to_moment_or_none(row["until"]),
            _count(connection, row["kind"], row["folded"], row["name"]),
        )
        for row in rows
    )


def _count(connection: sqlite3.Connection, kind: str, folded: str, name: str) -> int:
    """Count the stories that a stance is about, without looking at each where an index can tell."""
    if kind == "word":
        return len(_about(connection, kind, folded, name))
    query = {
        "topic": f"SELECT count(*) FROM cache.mentions WHERE topic_id = {naming.OF_NAME}",  # noqa: S608 - our own text
        "source": "SELECT count(*) FROM cache.stories INDEXED BY stories_by_key WHERE source_id = CAST(? AS INTEGER)",
    }[kind]
    (stories,) = connection.execute(query, (folded,)).fetchone()
    return int(stories)


def mutes(connection: sqlite3.Connection) -> Mutes:
    """Give what is muted."""
    rows = connection.execute("SELECT kind, folded FROM main.stances WHERE stance = 'mute'").fetchall()
    by_kind: dict[str, list[str]] = {"topic": [], "word": [], "source": []}
    for row in rows:
        by_kind[row["kind"]].append(row["folded"])
    return Mutes(
        _spellings(connection, by_kind["topic"]),
        tuple(by_kind["word"]),
        frozenset(int(each) for each in by_kind["source"]),
    )


def _spellings(connection: sqlite3.Connection, topics: Iterable[str]) -> frozenset[str]:
    """Give the folded names of topics with all names that are shown as the same."""
    rows = connection.execute(
        """
        SELECT n.folded FROM cache.names AS n WHERE coalesce(n.head, n.id) IN (
            SELECT coalesce(head, id) FROM cache.names WHERE folded IN (SELECT value FROM json_each(?1))
        ) AND n.head IS NOT 0
        UNION SELECT value FROM json_each(?1)
        """,
        (write_json(list(topics)),),
    )
    return frozenset(row["folded"] for row in rows.fetchall())


def followed(connection: sqlite3.Connection, places: Iterable[int]) -> set[int]:
    """Give those of the places whose story somebody follows: its topic, a word of its headline, or its source."""
    wanted = write_json(list(places))
    rows = connection.execute("SELECT kind, folded FROM main.stances WHERE stance = 'follow'").fetchall()
    by_kind = {
        kind: [row["folded"] for row in rows if row["kind"] == kind] for kind in ("topic", "word", "source")
    }
    found = connection.execute(
        """
        SELECT m.place FROM json_each(?1) AS j CROSS JOIN cache.mentions AS m ON m.place = j.value
        WHERE m.topic_id IN (
            SELECT coalesce(head, id) FROM cache.names WHERE folded IN (SELECT value FROM json_each(?2))
        )
        UNION
        SELECT s.place FROM json_each(?1) AS j CROSS JOIN cache.stories AS s ON s.place = j.value
        WHERE s.source_id IN (SELECT value FROM json_each(?3))
        """,
        (wanted, write_json(by_kind["topic"]), write_json([int(each) for each in by_kind["source"]])),
    ).fetchall()
    headlines = connection.execute(
        "SELECT s.place, s.title FROM json_each(?) AS j CROSS JOIN cache.stories AS s ON s.place = j.value",
        (wanted if by_kind["word"] else "[]",),
    ).fetchall()
    return {row["place"] for row in found} | {
        row["place"]
        for row in headlines
        if any(f" {words} " in f" {folded_words(row['title'])} " for words in by_kind["word"])
    }


def take(connection: sqlite3.Connection, stance: Stance, now: datetime) -> Change:
    """Follow or mute; it takes the place of an earlier stance on the same thing. One journal entry, none if the same."""
    folded = _folded(stance.kind, stance.name)
    if not folded:
        return Change()
    row = {
        "kind": stance.kind,
        "folded": folded,
        "name": stance.name,
        "stance": stance.stance,
        "since": to_micros(now),
        "until": to_micros_or_none(stance.until),
    }
    before = stored(connection, stance.kind, folded)
    if before and {**before, "since": row["since"], "name": row["name"]} == row:
        return Change()
    journal.record(connection, now, "stance", {"kind": stance.kind, "folded": folded, "before": before})
    return put(connection, stance.kind, folded, row)


def leave(connection: sqlite3.Connection, kind: Kind, name: str, now: datetime) -> Change:
    """Neither follow nor mute any longer; one journal entry, none if it was so already."""
    folded = _folded(kind, name)
    before = stored(connection, kind, folded)
    if before is None:
        return Change()
    journal.record(connection, now, "stance", {"kind": kind, "folded": folded, "before": before})
    return put(connection, kind, folded, None)


def put(connection: sqlite3.Connection, kind: str, folded: str, row: dict[str, Any] | None) -> Change:
    """Store a stance as it stands in its table, or none."""
    connection.execute("DELETE FROM main.stances WHERE kind = ? AND folded = ?", (kind, folded))
    if row is not None:
        connection.execute(
            "INSERT INTO main.stances VALUES (:kind, :folded, :name, :stance, :since, :until)", row
        )
    return settle(connection)


def expire(connection: sqlite3.Connection, now: datetime) -> Change:
    """End the stances whose time has come."""
    ended = connection.execute("DELETE FROM main.stances WHERE until <= ?", (to_micros(now),))
    return settle(connection) if ended.rowcount else Change()


def settle(connection: sqlite3.Connection) -> Change:
    """Set aside exactly the stories that are muted now.

    Returns:
        The stories that went or came back.
    """
    muted = connection.execute("SELECT kind, folded, name FROM main.stances WHERE stance = 'mute'").fetchall()
    wanted = {place for row in muted for place in _about(connection, row["kind"], row["folded"], row["name"])}
    present = {
        row["place"]
        for row in connection.execute(
            "SELECT place FROM cache.stories INDEXED BY stories_aside WHERE (hidden = 1 OR muted = 1) AND muted = 1"
        )
    }
    _set_muted(connection, wanted - present, True)
    _set_muted(connection, present - wanted, False)
    return Change(stories=frozenset(map(id_at, wanted ^ present)))


def judge(connection: sqlite3.Connection, place: int) -> None:
    """Mute a story whose headline or topics were written anew, or no longer."""
    muted = mutes(connection)
    row = connection.execute(
        "SELECT source_id, title, muted FROM cache.stories WHERE place = ?", (place,)
    ).fetchone()
    topics = connection.execute(
        "SELECT n.folded FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id WHERE m.place = ?",
        (place,),
    ).fetchall()
    wanted = bool(muted) and muted.hit(row["source_id"], row["title"], [topic["folded"] for topic in topics])
    if wanted != bool(row["muted"]):
        _set_muted(connection, [place], wanted)


def _set_muted(connection: sqlite3.Connection, places: Iterable[int], muted: bool) -> None:
    connection.executemany(
        """
        UPDATE cache.stories SET muted = ?1, listed = NOT hidden AND (saved OR (NOT ?1 AND EXISTS (
            SELECT 1 FROM main.sources AS o WHERE o.id = stories.source_id AND o.unsubscribed_at IS NULL
        ))) WHERE place = ?2
        """,
        [(muted, place) for place in places],
    )


def _about(connection: sqlite3.Connection, kind: str, folded: str, name: str) -> list[int]:
    """Give the places of the stories that a stance is about."""
    if kind == "topic":
        rows = connection.execute(
            f"SELECT place FROM cache.mentions WHERE topic_id = {naming.OF_NAME}",  # noqa: S608 - our own text
            (folded,),
        )
        return [row["place"] for row in rows]
    if kind == "source":
        rows = connection.execute("SELECT place FROM cache.stories WHERE source_id = ?", (int(folded),))
        return [row["place"] for row in rows]
    quoted = name.replace('"', " ")
    # The index only says which headlines to look at: it may be behind, and has its own idea of letters.
    rows = connection.execute(
        """
        SELECT s.place, s.title FROM cache.search AS f CROSS JOIN cache.stories AS s ON s.place = f.rowid
        WHERE f.search MATCH ?
        UNION
        SELECT s.place, s.title FROM cache.pending AS p CROSS JOIN cache.stories AS s ON s.id = p.story_id
        """,
        (f'title : "{quoted}"',),
    )
    return [row["place"] for row in rows if f" {folded} " in f" {folded_words(row['title'])} "]


def _folded(kind: str, name: str) -> str:
    if kind == "topic":
        return naming.fold(name)
    return name if kind == "source" else folded_words(name)


def stored(connection: sqlite3.Connection, kind: str, folded: str) -> dict[str, Any] | None:
    """Give a stance as it stands in its table, None when there is none."""
    row = connection.execute(
        "SELECT * FROM main.stances WHERE kind = ? AND folded = ?", (kind, folded)
    ).fetchone()
    return dict(row) if row is not None else None
