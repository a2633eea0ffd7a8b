"""How values stand in the tables: times, lists of words, texts."""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import asdict

from tuinews.model import Body, Document, Dropped, Enclosure, Link, Picture, Topic

ID_BITS = 30
_LAST_SECOND = (1 << (63 - ID_BITS)) - 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_Value = TypeVar("_Value")

_log = logging.getLogger(__name__)


class UnsoundError(Exception):
    """A stored text is not what was written there: the file is damaged."""


@contextmanager
def as_far_as_legible(connection: sqlite3.Connection) -> Iterator[None]:
    """Read texts of the user's own copies, though bytes in them be no UTF-8: those become U+FFFD.

    A copy exists nowhere else, so one bad byte must cost no more than itself. Everywhere else such a text is an error.
    """
    strict = connection.text_factory
    connection.text_factory = _read_text
    try:
        yield
    finally:
        connection.text_factory = strict


def to_micros(moment: datetime) -> int:
    """Give the microseconds since 1970 UTC of an aware time."""
    return (moment - _EPOCH) // _MICROSECOND


def to_micros_or_none(moment: datetime | None) -> int | None:
    """Like to_micros, for a time that may be unknown."""
    return None if moment is None else to_micros(moment)


def to_moment(micros: int) -> datetime:
    """Give the UTC time of microseconds since 1970."""
    return _EPOCH + micros * _MICROSECOND


def to_moment_or_none(micros: int | None) -> datetime | None:
    """Like to_moment, for a time that may be unknown."""
    return None if micros is None else to_moment(micros)


def place_of(sort_time: int, story_id: int) -> int:
    """Give a story's position in every list: newest last, the later id last within a second.

    Args:
        sort_time: Microseconds since 1970 UTC; the lists go by its whole seconds.
        story_id: Below 2^30, so that 33 bits are left for the seconds: from 1970 to 2242, and the nearest of them for
            times beyond.
    """
    return max(0, min(sort_time // 1_000_000, _LAST_SECOND)) << ID_BITS | story_id


def id_at(place: int) -> int:
    """Give the id of the story at a place."""
    return place & ((1 << ID_BITS) - 1)


def join_words(words: Iterable[str]) -> str:
    """Put one-line texts into one column."""
    return "\n".join(words)


def split_words(column: str) -> tuple[str, ...]:
    """Read what join_words wrote."""
    return tuple(column.split("\n")) if column else ()


def write_json(value: object) -> str:
    """Write plain values and times as compact JSON."""
    return _encode(value)


def read_body(column: str) -> Body:
    """Read what `bodies.write_body` wrote.

    Raises:
        UnsoundError: It is something else.
    """
    try:
        stored = json.loads(column)
        stored["categories"] = tuple(stored["categories"])
        stored["enclosures"] = tuple(_make(Enclosure, each) for each in stored["enclosures"])
        return _make(Body, stored)
    except (ValueError, TypeError, KeyError) as error:
        raise UnsoundError("body") from error


def read_texts(column: str) -> tuple[str, str]:
    """Read content and summary in HTML of what `bodies.write_body` wrote, in a third of the time of the whole.

    Raises:
        UnsoundError: It is something else.
    """
    try:
        stored = json.loads(column)
        content, summary = stored["content_html"], stored["summary_html"]
    except (ValueError, TypeError, KeyError) as error:
        raise UnsoundError("body") from error
    if not (isinstance(content, str) and isinstance(summary, str)):
        raise UnsoundError("body")
    return content, summary


def write_document(document: Document) -> str:
    """Write the text of a story."""
    return write_json(document)


def read_document(column: str) -> Document:
    """Read what write_document wrote, by this version or by one whose documents had other fields.

    Raises:
        UnsoundError: It is something else.
    """
    try:
        stored = json.loads(column)
        for name in ("published", "modified"):
            stored[name] = datetime.fromisoformat(stored[name]) if stored.get(name) else None
        stored["lead_image"] = _make(Picture, stored["lead_image"]) if stored.get("lead_image") else None
        stored["media"] = tuple(_make(Link, each) for each in stored.get("media", ()))
        stored["links"] = tuple(_make(Link, each) for each in stored.get("links", ()))
        stored["keywords"] = tuple(stored.get("keywords", ()))
        stored["dropped"] = tuple(_make(Dropped, each) for each in stored.get("dropped", ()))
        return _make(Document, stored)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnsoundError("document") from error


def write_topics(topics: Iterable[Topic]) -> str:
    """Write the topics of a story."""
    return write_json([(topic.name, topic.weight) for topic in topics])


def read_topics(column: str) -> tuple[Topic, ...]:
    """Read what write_topics wrote.

    Raises:
        UnsoundError: It is something else.
    """
    try:
        return tuple(Topic(name, weight) for name, weight in json.loads(column))
    except (ValueError, TypeError) as error:
        raise UnsoundError("topics") from error


def legible(read: Callable[[str], _Value], row: sqlite3.Row, column: str) -> _Value | None:
    """Read a text of a saved copy, None when there is none.

    One that is damaged stays as it is, and keeps nothing else from being read.
    """
    if row[column] is None:
        return None
    try:
        return read(row[column])
    except UnsoundError as error:
        _log.warning("saved story %d: unreadable %s", row["id"], error)
        return None


def _make(kind: type[_Value], stored: dict[str, Any]) -> _Value:
    names = cast(type[Struct], kind).__struct_fields__  # `fields()` works out their types anew each time.
    return kind(**{name: value for name, value in stored.items() if name in names})


def _read_text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Struct):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} can't be stored")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
