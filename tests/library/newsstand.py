"""Entries, updates and libraries to test with."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuinews.library import Library
from tuinews.model import Entry, FeedUpdate, KeyedEntry, Known, NewSource, Story, Topic, Validators, View
from tuinews.paths import Home
from tuinews.text import fingerprint

EVERYTHING = View()
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
FEEDS = (
    NewSource("https://backlot.example/feed", "Backlot", "Film"),
    NewSource("https://greenroom.example/feed", "Green Room", "Stage"),
)
SOURCE = "import sys; sys.path.insert(0, {folder!r}); from newsstand import *; "


def keyed(
    key: str,
    *,
    title: str = "",
    minutes: float = 0,
    dated: bool = True,
    text: str = "<p>Some words.</p>",
    version: str = "1",
    alias: str = "",
    beats: Sequence[str] = (),
    topics: Sequence[Topic] = (),
    author: str = "",
) -> KeyedEntry:
    """An entry that was published so many minutes before NOW."""
    entry = Entry(
        guid=key,
        url=f"https://backlot.example/{key}",
        title=title or f"Story {key}",
        author=author,
        published=NOW - timedelta(minutes=minutes) if dated else None,
        content_html=text,
        summary="Some words.",
        words=2,
    )
    return KeyedEntry(
        fingerprint(key),
        fingerprint(alias or f"alias {key}"),
        fingerprint(key, version),
        entry,
        tuple(beats),
        tuple(topics),
    )


def update(
    *new: KeyedEntry,
    source_id: int = 1,
    changed: Sequence[KeyedEntry] = (),
    at: datetime = NOW,
    failure: str = "",
    validators: Validators | None = None,
    body_hash: str | None = None,
    feed_title: str = "",
) -> FeedUpdate:
    return FeedUpdate(
        source_id,
        at,
        at + timedelta(hours=1),
        new,
        tuple(changed),
        failure,
        validators,
        body_hash,
        feed_title,
    )


@contextmanager
def opened(home: Home, now: Callable[[], datetime] = lambda: NOW) -> Iterator[Library]:
    library = Library.open(home, now=now)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def stocked(home: Home, *entries: KeyedEntry) -> Iterator[Library]:
    """A library with two sources and these stories in the first of them."""
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.apply(update(*entries))
        index_all(library)
        yield library


def index_all(library: Library) -> None:
    """Take everything that waits into the full text index."""
    while library.index_some(1_000):
        pass


def stories(library: Library, view: View = EVERYTHING) -> tuple[Story, ...]:
    return library.page(view, limit=10_000).stories


def known(library: Library, *entries: KeyedEntry, source_id: int = 1) -> Known:
    """What the library knows of these entries."""
    return library.known(source_id, [entry.key for entry in entries], [entry.alias for entry in entries])


def titles(library: Library, view: View = EVERYTHING) -> list[str]:
    return [story.title for story in stories(library, view)]


def ids(library: Library) -> dict[str, int]:
    """Story ids by title."""
    return {story.title: story.id for story in stories(library)}


def python(script: str, *arguments: str) -> list[str]:
    """The command that runs a script with everything of this file at hand."""
    return [sys.executable, "-c", SOURCE.format(folder=str(Path(__file__).parent)) + script, *arguments]
