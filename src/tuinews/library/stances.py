"""What the user follows, and does not want to see: topics, words of headlines, sources; each with an end, if wanted.

Each holds everywhere, or only for the stories of one source or folder. Muting hides nothing for ever: muted stories are set
aside (`View.aside`), saved ones stay listed, and all come back when the mute ends or is taken back.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from tuinews.errors import UsageError
from tuinews.library import journal, naming
from tuinews.library.folding import words_of
from tuinews.library.values import id_at, to_micros, to_micros_or_none, to_moment_or_none, write_json
from tuinews.model import Change, Stance

Kind = Literal["topic", "word", "source"]


@dataclass(slots=True)
class _Things:
    """What is muted in one place."""

    topics: set[str] = field(default_factory=set)
    """Folded, in every spelling."""
    words: list[str] = field(default_factory=list)
    """Folded, with single blanks between words."""

    def hit(self, heading: str, topics: Iterable[str]) -> bool:
        return not self.topics.isdisjoint(topics) or any(f" {words} " in heading for words in self.words)


@dataclass(frozen=True, slots=True)
class Mutes:
    """What is muted just now."""

    sources: frozenset[int]
    everywhere: _Things
    by_source: dict[int, _Things]
    """What is muted in some sources only."""

    def __bool__(self) -> bool:
        return bool(self.sources or self.everywhere.words or self.by_source or self.topics)

    @property
    def topics(self) -> bool:
        """Whether a topic is muted anywhere."""
        return bool(self.everywhere.topics) or any(things.topics for things in self.by_source.values())

    def hit(self, source_id: int, title: str, topics: Iterable[str]) -> bool:
        """Tell whether a story is muted."""
        if source_id in self.sources:
            return True
        heading = f" {folded_words(title)} "
        named = frozenset(topics)
        own = self.by_source.get(source_id)
        return self.everywhere.hit(heading, named) or (own is not None and own.hit(heading, named))


def folded_words(text: str) -> str:
    """Give the words of a text without case and accents, a blank between each two."""
    return " ".join(words_of(text))


def stances(connection: sqlite3.Connection) -> tuple[Stance, ...]:
    """Give everything that is followed or muted, the newest first, with the number of stories that it is about."""
    return _those(connection, "true")


def on(connection: sqlite3.Connection, kind: Kind, name: str) -> Stance | None:
    """Give the stance on something, in whatever spelling; None when there is none."""
    found = _those(connection, "s.kind = ? AND s.folded = ?", kind, _folded(connection, kind, name))
    return found[0] if found else None


def _those(connection: sqlite3.Connection, condition: str, *values: str) -> tuple[Stance, ...]:
    rows = connection.execute(
        f"""
        SELECT s.*, h.name AS shown FROM main.stances AS s
        LEFT JOIN cache.names AS n ON s.kind = 'topic' AND n.folded = s.folded
        LEFT JOIN cache.names AS h ON h.id = n.head
        WHERE {condition} ORDER BY s.since DESC, s.kind, s.folded
        """,  # noqa: S608 - our own text
        values,
    ).fetchall()
    return tuple(
        Stance(
            cast(Kind, row["kind"]),
            row["shown"] or row["name"],
            row["stance"],
            to_moment_or_none(row["until"]),
            _count(connection, row),
            row["only_source"],
            row["only_folder"],
        )
        for row in rows
    )


def _count(connection: sqlite3.Connection, stance: sqlite3.Row) -> int:
    """Count the stories that a stance is about, without looking at each where an index can tell."""
    if stance["kind"] == "word" or _sources_of(connection, stance) is not None:
        return len(_about(connection, stance))
    query = {
        "topic": f"SELECT count(*) FROM cache.mentions WHERE topic_id = {naming.OF_NAME}",  # noqa: S608 - our own text
        "source": "SELECT count(*) FROM cache.stories INDEXED BY stories_by_key WHERE source_id = CAST(? AS INTEGER)",
    }[stance["kind"]]
    (stories,) = connection.execute(query, (stance["folded"],)).fetchone()
    return int(stories)


def mutes(connection: sqlite3.Connection) -> Mutes:
    """Give what is muted."""
    sources: set[int] = set()
    everywhere = _Things()
    by_source: dict[int, _Things] = {}
    for row in connection.execute("SELECT * FROM main.stances WHERE stance = 'mute'").fetchall():
        if row["kind"] == "source":
            sources.add(int(row["folded"]))
            continue
        only = _sources_of(connection, row)
        places = [everywhere] if only is None else [by_source.setdefault(each, _Things()) for each in only]
        spellings = _spellings(connection, row["folded"]) if row["kind"] == "topic" else ()
        for things in places:
            things.topics.update(spellings)
            if row["kind"] == "word":
                things.words.append(row["folded"])
    return Mutes(frozenset(sources), everywhere, by_source)


def _sources_of(connection: sqlite3.Connection, stance: sqlite3.Row) -> list[int] | None:
    """Give the sources that a stance is restricted to, None for all."""
    if stance["only_source"] is not None:
        return [stance["only_source"]]
    if stance["only_folder"] is None:
        return None
    rows = connection.execute("SELECT id FROM main.sources WHERE folder = ?", (stance["only_folder"],))
    return [row["id"] for row in rows.fetchall()]


def _spellings(connection: sqlite3.Connection, topic: str) -> list[str]:
    """Give the folded name of a topic with all names that are shown as the same."""
    rows = connection.execute(
        f"""
        SELECT folded FROM cache.names WHERE coalesce(head, id) = {naming.OF_NAME} AND head IS NOT {naming.HIDDEN}
        """,  # noqa: S608 - our own text
        (topic,),
    )
    return [topic, *(row["folded"] for row in rows.fetchall())]


def followed(connection: sqlite3.Connection, places: Iterable[int]) -> set[int]:
    """Give those of the places whose story somebody follows: its topic, a word of its headline, or its source."""
    wanted = list(places)
    rows = connection.execute(
        """
        SELECT s.place, s.source_id, s.title FROM json_each(?) AS j CROSS JOIN cache.stories AS s ON s.place = j.value
        """,
        (write_json(wanted),),
    ).fetchall()
    found: set[int] = set()
    for stance in connection.execute("SELECT * FROM main.stances WHERE stance = 'follow'").fetchall():
        only = _sources_of(connection, stance)
        within = [row for row in rows if only is None or row["source_id"] in only]
        if stance["kind"] == "topic":
            having = _having(connection, stance["folded"], [row["place"] for row in within])
            found.update(row["place"] for row in within if row["place"] in having)
        elif stance["kind"] == "source":
            found.update(row["place"] for row in within if row["source_id"] == int(stance["folded"]))
        else:
            found.update(row["place"] for row in within if _says(row["title"], stance["folded"]))
    return found


def _having(connection: sqlite3.Connection, topic: str, places: list[int]) -> set[int]:
    rows = connection.execute(
        f"""
        SELECT m.place FROM json_each(?2) AS j CROSS JOIN cache.mentions AS m
        ON m.topic_id = {naming.OF_NAME.replace("?", "?1")} AND m.place = j.value
        """,  # noqa: S608 - our own text
        (topic, write_json(places)),
    )
    return {row["place"] for row in rows.fetchall()}


def _says(title: str, words: str) -> bool:
    return f" {words} " in f" {folded_words(title)} "


def take(connection: sqlite3.Connection, stance: Stance, now: datetime) -> Change:
    """Follow or mute; it takes the place of an earlier stance on the same thing. One journal entry, none if the same.

    Raises:
        UsageError: A source is to be followed or muted only in some place.
    """
    folded = _folded(connection, stance.kind, stance.name)
    if not folded:
        return Change()
    if stance.kind == "source" and (stance.only_source, stance.only_folder) != (None, None):
        raise UsageError("A source is followed or muted as a whole.")
    row = {
        "kind": stance.kind,
        "folded": folded,
        "name": stance.name,
        "stance": stance.stance,
        "since": to_micros(now),
        "until": to_micros_or_none(stance.until),
        "only_source": stance.only_source,
        "only_folder": None if stance.only_source is not None else stance.only_folder,
    }
    before = stored(connection, stance.kind, folded)
    if before and {**before, "since": row["since"], "name": row["name"]} == row:
        return Change()
    journal.record(connection, now, "stance", {"kind": stance.kind, "folded": folded, "before": before})
    return put(connection, stance.kind, folded, row)


def leave(connection: sqlite3.Connection, kind: Kind, name: str, now: datetime) -> Change:
    """Neither follow nor mute any longer; one journal entry, none if it was so already."""
    folded = _folded(connection, kind, name)
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
            """
            INSERT INTO main.stances (kind, folded, name, stance, since, until, only_source, only_folder)
            VALUES (:kind, :folded, :name, :stance, :since, :until, :only_source, :only_folder)
            """,
            EVERYWHERE | row,
        )
    return settle(connection)


EVERYWHERE: dict[str, Any] = {"only_source": None, "only_folder": None}
"""What a stance that an earlier version noted in the journal lacks."""


def are_over(connection: sqlite3.Connection, now: datetime) -> bool:
    """Tell whether the time of a stance has come."""
    row = connection.execute(
        "SELECT 1 FROM main.stances WHERE until <= ? LIMIT 1", (to_micros(now),)
    ).fetchone()
    return row is not None


def expire(connection: sqlite3.Connection, now: datetime) -> Change:
    """End the stances whose time has come."""
    ended = connection.execute("DELETE FROM main.stances WHERE until <= ?", (to_micros(now),))
    return settle(connection) if ended.rowcount else Change()


def settle(connection: sqlite3.Connection) -> Change:
    """Set aside exactly the stories that are muted now.

    Returns:
        The stories that went or came back.
    """
    muted = connection.execute("SELECT * FROM main.stances WHERE stance = 'mute'").fetchall()
    wanted = {place for row in muted for place in _about(connection, row)}
    present = {
        row["place"]
        for row in connection.execute(
            "SELECT place FROM cache.stories INDEXED BY stories_aside WHERE (hidden = 1 OR muted = 1) AND muted = 1"
        )
    }
    _set_muted(connection, wanted - present, True)
    _set_muted(connection, present - wanted, False)
    return Change(stories=frozenset(map(id_at, wanted ^ present)))


def settle_folders(connection: sqlite3.Connection) -> Change:
    """Set aside what is muted now that a source stands in another folder."""
    row = connection.execute(
        "SELECT 1 FROM main.stances WHERE stance = 'mute' AND only_folder IS NOT NULL LIMIT 1"
    ).fetchone()
    return settle(connection) if row else Change()


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


def _about(connection: sqlite3.Connection, stance: sqlite3.Row) -> list[int]:
    """Give the places of the stories that a stance is about."""
    found = _everywhere(connection, stance["kind"], stance["folded"], stance["name"])
    only = _sources_of(connection, stance)
    if only is None or not found:
        return found
    rows = connection.execute(
        """
        SELECT s.place FROM json_each(?1) AS j CROSS JOIN cache.stories AS s ON s.place = j.value
        WHERE s.source_id IN (SELECT value FROM json_each(?2))
        """,
        (write_json(found), write_json(only)),
    )
    return [row["place"] for row in rows.fetchall()]


def _everywhere(connection: sqlite3.Connection, kind: str, folded: str, name: str) -> list[int]:
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
    return [row["place"] for row in rows if _says(row["title"], folded)]


def _folded(connection: sqlite3.Connection, kind: str, name: str) -> str:
    """Give a thing as it stands in the table: a topic that is followed or muted in another spelling as that."""
    if kind != "topic":
        return name if kind == "source" else folded_words(name)
    row = connection.execute(
        f"""
        SELECT s.folded FROM main.stances AS s JOIN cache.names AS n ON n.folded = s.folded
        WHERE s.kind = 'topic' AND coalesce(n.head, n.id) = {naming.OF_NAME} ORDER BY s.folded <> ? LIMIT 1
        """,  # noqa: S608 - our own text
        (naming.fold(name), naming.fold(name)),
    ).fetchone()
    return row["folded"] if row else naming.fold(name)


def stored(connection: sqlite3.Connection, kind: str, folded: str) -> dict[str, Any] | None:
    """Give a stance as it stands in its table, None when there is none."""
    row = connection.execute(
        "SELECT * FROM main.stances WHERE kind = ? AND folded = ?", (kind, folded)
    ).fetchone()
    return dict(row) if row is not None else None
