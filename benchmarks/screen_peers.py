"""Other readers in a terminal, each with a library of as many stories in its own form, as far as they are installed.

newsboat is what Debian packages. rss-cli wants an environment of its own: `--peer rss-cli=FOLDER/bin/rss` says where it is. lazyfeed 0.5.9 does not
start with what its requirements bring today (selectolax 1.0 has dropped what it imports, and it refuses its own template of settings), and
worldnews-cli 0.4.4 has no library that could be filled: it reads what the network gives.
"""

import json
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from made_library import Words

FEEDS = 100
_BEGIN = 1_770_000_000
"""When the newest story came, in seconds since 1970."""


@dataclass(frozen=True)
class Peer:
    """A reader with its library."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mark: str
    """What its first picture with rows shows."""
    to_list: str
    """The keys that lead from there to a list of stories."""


def peers(folder: Path, stories: int, installed: Mapping[str, str]) -> list[Peer]:
    """Make each reader that is here a library, and say how it is started.

    Args:
        folder: Where their files go.
        stories: How many of them.
        installed: The program of each reader that is not found by its name.
    """
    found: list[Peer] = []
    for name, (program, make) in _READERS.items():
        path = installed.get(name) or shutil.which(program)
        if path is None:
            print(f"left out: {name}, which is not installed")
            continue
        home = folder / f"{name.replace(' ', '-')}-{stories}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        found.append(make(name, path, home, stories))
    return found


def _rows(stories: int) -> Iterator[tuple[int, str, str, str, int]]:
    """Give a number, a title, a feed's address, a body and a time, of each story."""
    words = Words(stories).words
    for number in range(stories):
        title = " ".join(words[(number * 11 + place * 17) % 5_000] for place in range(9))
        text = " ".join(words[(number * 7 + place * 13) % 5_000] for place in range(60))
        yield number, title, _feed(number % FEEDS), f"<p>{text}</p>", _BEGIN - 60 * number


def _feed(number: int) -> str:
    return f"http://127.0.0.1:1/{number}"


def _newsboat(name: str, path: str, home: Path, stories: int) -> Peer:
    (home / "urls").write_text("".join(f"{_feed(number)}\n" for number in range(FEEDS)))
    (home / "config").write_text("auto-reload no\nreload-only-visible-feeds no\n")
    command = (path, f"-u{home / 'urls'}", f"-c{home / 'cache.db'}", f"-C{home / 'config'}")
    environment = {"HOME": str(home)}
    # It makes its tables itself; the rows come as if it had fetched them.
    subprocess.run([*command, "-x", "print-unread"], env=environment, check=True, capture_output=True)
    with closing(sqlite3.connect(home / "cache.db")) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO rss_feed (rssurl, url, title) VALUES (?, ?, ?)",
            [(_feed(number), _feed(number), f"Outlet {number}") for number in range(FEEDS)],
        )
        connection.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread) VALUES (?, ?, '', ?, ?, ?, ?, 1)",
            (
                (f"guid-{number}", title, f"http://127.0.0.1:1/story/{number}", feed, when, text)
                for number, title, feed, text, when in _rows(stories)
            ),
        )
        if "ANALYZE" in name:
            connection.execute("ANALYZE")
    return Peer(name, command, environment, "Outlet", "\r")


def _rss_cli(name: str, path: str, home: Path, stories: int) -> Peer:
    environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    subprocess.run([path, "list"], env=environment, check=True, capture_output=True)
    place = home / "rss-cli"
    (place / "feeds.txt").write_text("".join(f"{_feed(number)}\n" for number in range(FEEDS)))
    (place / "config.toml").write_text("[settings]\ncache_ttl_seconds = 100000000\n")
    columns = "link, title, description, content, author, pub_date, tags, feed_title, feed_url"
    with closing(sqlite3.connect(place / "articles.db")) as connection, connection:
        connection.execute("CREATE TABLE cache_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.execute("INSERT INTO cache_meta VALUES ('cached_at', ?)", (str(time.time()),))
        connection.execute(
            f"CREATE TABLE articles ({columns.replace(',', ' TEXT,').replace('link TEXT', 'link TEXT PRIMARY KEY')} TEXT)"
        )
        connection.executemany(
            f"INSERT INTO articles ({columns}) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?)",
            (
                (
                    f"http://127.0.0.1:1/story/{number}",
                    title,
                    text,
                    text,
                    time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(when)),
                    json.dumps([]),
                    f"Outlet {number % FEEDS}",
                    feed,
                )
                for number, title, feed, text, when in _rows(stories)
            ),
        )
    return Peer(name, (path, "read"), environment, "Outlet", "")


_Make = Callable[[str, str, Path, int], Peer]
_READERS: Mapping[str, tuple[str, _Make]] = {
    "newsboat": ("newsboat", _newsboat),
    "newsboat ANALYZEd": ("newsboat", _newsboat),
    "rss-cli": ("rss", _rss_cli),
}
