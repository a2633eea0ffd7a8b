"""What stories are about: topics and beats, by story and by name."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from tuinews.library import naming
from tuinews.library.values import (
    id_at,
    place_of,
    read_topics,
    split_words,
    to_micros,
    write_json,
    write_topics,
)
from tuinews.model import Topic
from tuinews.topics.version import VERSION

TRENDING_STORIES = 3_000
"""Newest stories by which trending topics are chosen; to look through them takes some ten milliseconds."""
_CANDIDATES = 8
"""Topics that are counted in all for each one that is wanted."""
_Mention = tuple[int, int, float | None, bool, bool]
"""Number of the name, place, weight, whether the story is listed, and whether it is unread, too."""
_ABSENT = -1.0
"""No weight."""


@dataclass(frozen=True, slots=True)
class About:
    """A story that has no topics yet, and what its text is about."""

    place: int
    topics: Sequence[Topic]
    beats: Sequence[str]
    listed: bool
    read: bool


def write(connection: sqlite3.Connection, place: int, topics: Sequence[Topic], beats: Sequence[str]) -> None:
    """Put these topics, as the text has them, and beats in place of what the story at a place had."""
    row = connection.execute("SELECT listed, read FROM cache.stories WHERE place = ?", (place,)).fetchone()
    _clear(connection, place, topics)
    add(connection, [About(place, topics, beats, bool(row["listed"]), bool(row["read"]))])


def _clear(connection: sqlite3.Connection, place: int, topics: Sequence[Topic]) -> None:
    connection.execute("DELETE FROM cache.mentions WHERE place = ?", (place,))
    connection.execute("DELETE FROM cache.originals WHERE story_id = ?", (id_at(place),))
    connection.execute(
        "UPDATE cache.stories SET topics = ?, topics_by = ? WHERE place = ?",
        (naming.lines_of(topics), VERSION, place),
    )


def untold(
    connection: sqlite3.Connection, limit: int, below: int
) -> tuple[tuple[int, int] | None, dict[int, tuple[str, str]]]:
    """Give those of the next stories for the full text index that have no topics yet, though they have a text.

    Args:
        connection: Both files.
        limit: How many of the index's stories are looked at, the newest first.
        below: The number that theirs are below.

    Returns:
        Lowest and highest number of those that were looked at, None when there are none; and story id -> (title, body as
        `bodies.write_body` writes it).
    """
    ids = [
        row["story_id"]
        for row in connection.execute(
            "SELECT story_id FROM cache.pending WHERE story_id < ? ORDER BY story_id DESC LIMIT ?",
            (below, limit),
        ).fetchall()
    ]
    if not ids:
        return None, {}
    rows = connection.execute(
        """
        SELECT s.id, s.title, b.body
        FROM json_each(?) AS p
        CROSS JOIN cache.stories AS s ON s.id = p.value CROSS JOIN cache.bodies AS b ON b.story_id = s.id
        WHERE s.topics = '' AND NOT EXISTS (SELECT 1 FROM cache.documents AS d WHERE d.story_id = s.id)
        AND NOT EXISTS (SELECT 1 FROM cache.originals AS t WHERE t.story_id = s.id)
        """,
        (write_json(ids),),
    ).fetchall()
    return (ids[-1], ids[0]), {row["id"]: (row["title"], row["body"]) for row in rows}


def tell(connection: sqlite3.Connection, topics: Mapping[int, Sequence[Topic]]) -> None:
    """Note the topics of stories that have none; those that have some by now, or are gone, are left alone."""
    told: list[About] = []
    for story_id, found in topics.items():
        row = connection.execute(
            """
            SELECT place, beats, listed, read FROM cache.stories WHERE id = ?1 AND topics = ''
            AND NOT EXISTS (SELECT 1 FROM cache.originals WHERE story_id = ?1)
            """,
            (story_id,),
        ).fetchone()
        if row is None or not found:
            continue
        place = row["place"]
        _clear(connection, place, found)
        told.append(About(place, found, split_words(row["beats"]), bool(row["listed"]), bool(row["read"])))
    add(connection, told)


def add(connection: sqlite3.Connection, stories: Sequence[About]) -> list[int]:
    """Note what stories are about, all at once: they share names, and each name is counted up once.

    Args:
        connection: Both files.
        stories: Each with the topics that its text has, which stand in its row already.

    Returns:
        The places of those that show other names than their text has.
    """
    names = naming.shown(connection, _names_of(stories))
    mentions: list[_Mention] = []
    renamed: list[int] = []
    for story in stories:
        topics, weights = _as_shown(story, names)
        mentions += (
            (number, story.place, weight, story.listed, story.listed and not story.read)
            for number, weight in weights.items()
        )
        if _keep(connection, story, topics, names):
            renamed.append(story.place)
    _insert(connection, mentions)
    return renamed


def _names_of(stories: Iterable[About]) -> dict[str, str]:
    """Give all names of some stories, each by its folded form as it is written first."""
    found: dict[str, str] = {}
    for story in stories:
        for name in (*(topic.name for topic in story.topics), *story.beats):
            found.setdefault(naming.fold(name), name)
    return found


def _as_shown(
    story: About, names: Mapping[str, naming.Shown]
) -> tuple[dict[int, Topic], dict[int, float | None]]:
    """Give the topics that are shown of a story, and the weights of its mentions, each by the number of its name."""
    topics: dict[int, Topic] = {}
    for topic in story.topics:
        name = names[naming.fold(topic.name)]
        if name.id != naming.HIDDEN:
            topics.setdefault(name.id, Topic(name.name, topic.weight))
    # A beat can be a topic too ("Awards"): one row then stands for both, or the story would be listed twice.
    weights: dict[int, float | None] = {names[naming.fold(beat)].own: None for beat in story.beats}
    weights |= {number: topic.weight for number, topic in topics.items()}
    return topics, weights


def _keep(
    connection: sqlite3.Connection,
    story: About,
    topics: Mapping[int, Topic],
    names: Mapping[str, naming.Shown],
) -> bool:
    """Write what is shown into the row of a story whose text has it otherwise; tell whether its names are others."""
    if naming.lines_of(topics.values()) == naming.lines_of(story.topics):
        return False
    connection.execute(
        "UPDATE cache.stories SET topics = ? WHERE place = ?", (naming.lines_of(topics.values()), story.place)
    )
    if list(topics) == [names[naming.fold(topic.name)].own for topic in story.topics]:
        return False  # Only their case differs.
    connection.execute(
        "INSERT OR REPLACE INTO cache.originals VALUES (?, ?)",
        (id_at(story.place), write_topics(story.topics)),
    )
    return True


def _insert(connection: sqlite3.Connection, mentions: Sequence[_Mention]) -> None:
    connection.executemany(
        "INSERT INTO cache.mentions (topic_id, place, weight, listed, unread) VALUES (?, ?, ?, ?, ?)",
        sorted(mentions, key=itemgetter(0, 1)),
    )
    listed = Counter(number for number, _, _, is_listed, _ in mentions if is_listed)
    unread = Counter(number for number, _, _, _, is_unread in mentions if is_unread)
    # Not by a trigger, which would do it once for each story.
    connection.executemany(
        "UPDATE cache.names SET stories = stories + ?, unread = unread + ? WHERE id = ?",
        [(count, unread[number], number) for number, count in listed.items()],
    )


def name_anew(connection: sqlite3.Connection, called_otherwise: Iterable[int] = ()) -> list[int]:
    """Show the topics of all stories as the user wants them now; of each only what changes is written.

    Args:
        connection: Both files.
        called_otherwise: The numbers of names that are written otherwise than in the rows of their stories.

    Returns:
        The places of the stories that show other topics than before.
    """
    places = naming.places_of(connection, naming.settle(connection) | set(called_otherwise))
    stories = _abouts(connection, places)
    names = naming.shown(connection, _names_of(each.about for each in stories))
    changed: list[_Present] = []
    going: list[tuple[int, int]] = []
    coming: list[_Mention] = []
    for story in stories:
        about, before = story.about, story.weights
        topics, weights = _as_shown(about, names)
        lines = naming.lines_of(topics.values())
        place = about.place
        ends = [number for number in before if weights.get(number, _ABSENT) != before[number]]
        begins = [number for number in weights if before.get(number, _ABSENT) != weights[number]]
        if not ends and not begins and lines == story.lines:
            continue
        changed.append(story)
        going += ((number, place) for number in ends)
        is_unread = about.listed and not about.read
        coming += ((number, place, weights[number], about.listed, is_unread) for number in begins)
    connection.executemany("DELETE FROM cache.mentions WHERE topic_id = ? AND place = ?", going)
    connection.executemany(
        "DELETE FROM cache.originals WHERE story_id = ?", [(id_at(each.about.place),) for each in changed]
    )
    connection.executemany(
        "UPDATE cache.stories SET topics = ? WHERE place = ?",
        [(naming.lines_of(each.about.topics), each.about.place) for each in changed],
    )
    for story in changed:
        topics, _ = _as_shown(story.about, names)
        _keep(connection, story.about, topics, names)
    _insert(connection, coming)
    return [each.about.place for each in changed]


@dataclass(frozen=True, slots=True)
class _Present:
    """A story as it stands."""

    about: About
    """What its text is about."""
    weights: Mapping[int, float | None]
    """Of its mentions, by the number of their name."""
    lines: str
    """Its topics, as they are shown."""


def _abouts(connection: sqlite3.Connection, places: Sequence[int]) -> list[_Present]:
    wanted = (write_json(list(places)),)
    weights: defaultdict[int, dict[int, float | None]] = defaultdict(dict)
    topics: defaultdict[int, list[Topic]] = defaultdict(list)
    for place, number, weight, name in connection.execute(
        """
        SELECT m.place, m.topic_id, m.weight, n.name FROM json_each(?) AS j
        CROSS JOIN cache.mentions AS m ON m.place = j.value CROSS JOIN cache.names AS n ON n.id = m.topic_id
        ORDER BY m.weight DESC, n.name
        """,
        wanted,
    ).fetchall():
        weights[place][number] = weight
        if weight is not None:
            topics[place].append(Topic(name, weight))
    rows = connection.execute(
        """
        SELECT s.place, s.beats, s.listed, s.read, s.topics, o.topics AS original FROM json_each(?) AS j
        CROSS JOIN cache.stories AS s ON s.place = j.value LEFT JOIN cache.originals AS o ON o.story_id = s.id
        """,
        wanted,
    ).fetchall()
    return [
        _Present(
            About(
                row["place"],
                topics[row["place"]] if row["original"] is None else read_topics(row["original"]),
                split_words(row["beats"]),
                bool(row["listed"]),
                bool(row["read"]),
            ),
            weights[row["place"]],
            row["topics"],
        )
        for row in rows
    ]


def stored(connection: sqlite3.Connection, place: int) -> tuple[Topic, ...]:
    """Give the topics of the story at a place, strongest first, with the number of listed stories that share each."""
    rows = connection.execute(
        """
        SELECT n.name, m.weight, n.stories FROM cache.mentions AS m JOIN cache.names AS n ON n.id = m.topic_id
        WHERE m.place = ? AND m.weight IS NOT NULL ORDER BY m.weight DESC, n.name
        """,
        (place,),
    )
    return tuple(Topic(*row) for row in rows.fetchall())


def of_story(connection: sqlite3.Connection, story_id: int) -> tuple[Topic, ...]:
    """Give a story's topics, strongest first, with the number of listed stories that share each."""
    row = connection.execute("SELECT place FROM cache.stories WHERE id = ?", (story_id,)).fetchone()
    return stored(connection, row["place"]) if row else ()


def trending(connection: sqlite3.Connection, since: datetime, limit: int) -> tuple[Topic, ...]:
    """Give the topics of the stories since a moment, those of most stories first.

    Where there are very many stories, the topics are chosen by the newest 3,000 of them, and counted in all.

    Returns:
        Topics whose `stories` counts those stories, and whose weight is their sum of weights as a share of the largest
        sum.
    """
    place = place_of(to_micros(since), 0)
    newest = connection.execute(
        """
        SELECT topics FROM cache.stories INDEXED BY stories_all
        WHERE listed = 1 AND place >= ? ORDER BY place DESC LIMIT ?
        """,
        (place, TRENDING_STORIES),
    ).fetchall()
    mentioned = Counter(name.casefold() for row in newest for name in split_words(row["topics"]))
    rows = connection.execute(
        """
        SELECT n.name, sum(m.weight), count(*) AS stories
        FROM json_each(?) AS j CROSS JOIN cache.names AS n ON n.folded = j.value
        CROSS JOIN cache.mentions AS m ON m.topic_id = n.id
        WHERE m.place >= ? AND m.listed = 1 AND m.weight IS NOT NULL
        GROUP BY m.topic_id ORDER BY stories DESC, sum(m.weight) DESC, n.folded LIMIT ?
        """,
        (write_json([folded for folded, _ in mentioned.most_common(_CANDIDATES * limit)]), place, limit),
    ).fetchall()
    largest = max((total for _, total, _ in rows), default=0.0) or 1.0
    return tuple(Topic(name, total / largest, count) for name, total, count in rows)
