"""What newsboat keeps: its list of feeds (`urls`), and which articles were read (`cache.db`).

Read as https://newsboat.org/releases/2.38/docs/newsboat.html describes the one, and as newsboat itself makes the other.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tuinews.errors import FeedError, UsageError
from tuinews.model import NewSource
from tuinews.text import clean_line, shorten
from tuinews.urls import typed_url, without_login

SOURCES = 10_000
ARTICLES = 1_000_000
"""Read articles that are looked at; newsboat's own default keeps every one for ever."""
_STEPS, _TICKS = 1_000_000, 2_000
"""Steps of SQLite between two looks, and how many of those: a file that only looks like a cache must come to an end."""
_SQLITE = b"SQLite format 3\0"
_NAME_CELLS = 100
_SHOWN = 60
# A word, or words in quotes in which a backslash takes the next character as it is.
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|(\S+)')
_SPECIAL = {
    "query:": "It is a search of newsboat’s; “tuinews search” and S in the reader make such lists.",
    "filter:": "It runs a program, and tuinews runs none.",
    "exec:": "It runs a program, and tuinews runs none.",
}
_BEGINS = re.compile(r"\s*\"?(?:https?://|feed:|file://|query:|filter:|exec:)", re.IGNORECASE)


class ReadArticle(NamedTuple):
    """An article that newsboat calls read."""

    feed: str
    url: str
    title: str


def is_cache(file: Path) -> bool:
    """Tell whether a file is a database, which OPML and `urls` are not."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False  # Whoever reads it says why it can't be read.


def is_urls(document: bytes) -> bool:
    """Tell whether a file is newsboat's list of feeds: its first line that is no comment begins as one of them does."""
    for line in document.decode("utf-8-sig", "replace").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return bool(_BEGINS.match(line))
    return False


def read_urls(document: bytes) -> tuple[tuple[NewSource, ...], tuple[str, ...]]:
    """Read the list of feeds. The first tag of a feed is its folder, `~` begins its title.

    Returns:
        Each feed once, in the order of the file, and a sentence for each line that could not be used.
    """
    sources: dict[str, NewSource] = {}
    skipped: list[str] = []
    for number, line in enumerate(document.decode("utf-8-sig", "replace").splitlines(), 1):
        words = _words(line)
        if not words:
            continue
        if len(sources) == SOURCES:
            skipped.append(f"Only the first {SOURCES:,} feeds were read; the file has more.")
            break
        address, *tags = words
        shown = shorten(without_login(clean_line(address)), _SHOWN) or "nothing"
        special = next((why for start, why in _SPECIAL.items() if address.lower().startswith(start)), "")
        if special:
            skipped.append(f"Line {number}, “{shown}”, was left out. {special}")
            continue
        # Of “!” and what begins with it, newsboat only hides feeds.
        folder = next((tag for tag in tags if not tag.startswith(("~", "!"))), "")
        title = next((tag[1:] for tag in tags if tag.startswith("~")), "")
        try:
            source = NewSource(
                typed_url(address), clean_line(title, _NAME_CELLS), clean_line(folder, _NAME_CELLS)
            )
        except UsageError as error:
            skipped.append(f"Line {number}, “{shown}”, was left out. {error.summary}")
            continue
        sources.setdefault(source.url, source)
    return tuple(sources.values()), tuple(skipped)


def read_articles(file: Path) -> Iterator[ReadArticle]:
    """Give the articles that were read. The file is not written to, also while newsboat runs.

    Raises:
        FeedError: It is no cache of newsboat, or can't be read just now.
    """
    shown = clean_line(str(file))
    try:
        uri = f"{file.expanduser().absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            ticks = count()
            connection.set_progress_handler(lambda: next(ticks) >= _TICKS, _STEPS)
            # What a damaged text has instead of characters must not end the import.
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            rows = connection.execute(
                "SELECT feedurl, url, title FROM rss_item WHERE unread = 0 ORDER BY id DESC LIMIT ?",
                (ARTICLES,),
            )
            for row in rows:
                yield ReadArticle(*(value if isinstance(value, str) else "" for value in row))
    except (sqlite3.Error, ValueError) as error:
        raise FeedError(
            f"{shown} is no cache of newsboat that can be read: {clean_line(str(error))}.", repr(error)
        ) from error


def _words(line: str) -> list[str]:
    """Divide a line as newsboat does; what follows a # is a comment."""
    words = []
    for found in _TOKEN.finditer(line):
        quoted, bare = found.groups()
        if bare is not None and bare.startswith("#"):
            break
        words.append(bare if bare is not None else re.sub(r"\\(.)", r"\1", quoted))
    return words
