"""Libraries of any size, made by the product's own code from invented words.

Each story goes the way of a fetched one (`Library.apply`, then `index_some`), so what is measured is what a user would
have after years of reading. The same size always gives the same library.
"""

import itertools
import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuinews.library import Library
from tuinews.model import Entry, FeedUpdate, KeyedEntry, NewSource, Topic, View
from tuinews.paths import Home
from tuinews.text import fingerprint

NOW = datetime(2026, 3, 14, 18, tzinfo=UTC)
SOURCES = 200
FOLDERS = (
    "Film",
    "TV",
    "Music",
    "Games",
    "Stage",
    "Books",
    "Awards",
    "Trade",
    "Gossip",
    "Local",
    "World",
    "Blogs",
)
BEATS = ("film", "tv", "music", "games", "stage", "books", "awards", "streaming", "people", "business")
DAYS = 170
"""The stories are spread over so many days before NOW. A few sources bring many of them, as in life (Zipf's law)."""
READ = 0.7
SAVED = 1 / 400
SAVED_LEAST = 120
VOCABULARY = 60_000
TOPICS = 20_000
MEDIAN_WORDS = 60
"""Of a story's text; log-normal with sigma 1, so the mean is 100 words and one in a hundred has 600."""

_ROUND = 2_000
"""Stories between two visits to each source."""
_SHARES = list(itertools.accumulate((rank + 1) ** -1.3 for rank in range(SOURCES)))
_SYLLABLES = [
    first + vowel + last for first in "bcdfghjklmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "s")
]


class Words:
    """Words by Zipf's law, topics likewise."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        shuffled = random.Random(1)
        made = {
            "".join(shuffled.choices(_SYLLABLES, k=shuffled.choice((1, 2, 2, 3, 3, 4))))
            for _ in range(VOCABULARY * 3)
        }
        self.words = sorted(made, key=lambda word: len(word) + shuffled.random() * 6)[:VOCABULARY]
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))
        self._topic_weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(TOPICS)))
        self.topics = [" ".join(shuffled.choices(self.words[200:20_000], k=2)).title() for _ in range(TOPICS)]

    def some(self, count: int) -> str:
        """Give so many words."""
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=count))

    def entry(self, number: int, published: datetime) -> KeyedEntry:
        """Give a story."""
        title = self.some(self._random.randint(6, 12)).capitalize()
        length = min(3_000, max(8, round(self._random.lognormvariate(math.log(MEDIAN_WORDS), 1))))
        text = self.some(length)
        url = f"https://outlet.example/{published:%Y/%m/%d}/{number}-{title.lower().replace(' ', '-')}"
        names = self._random.choices(
            range(TOPICS), cum_weights=self._topic_weights, k=self._random.randint(2, 6)
        )
        entry = Entry(
            guid=url,
            url=url,
            title=title,
            author=self.some(2).title(),
            published=published,
            content_html=f"<p>{text}</p>",
            summary=text[:300],
            words=length,
        )
        topics = {
            self.topics[name]: Topic(self.topics[name], 1 - place / 10) for place, name in enumerate(names)
        }
        beats = tuple(dict.fromkeys(self._random.choices(BEATS, k=2)))
        return KeyedEntry(
            fingerprint(url),
            fingerprint(url, title),
            fingerprint(url, text),
            entry,
            beats,
            tuple(topics.values()),
        )


def made(folder: Path, stories: int) -> Home:
    """Give a home with a library of so many stories, making it if it is not there."""
    home = Home.below(folder / str(stories))
    finished = home.data / "made"
    if finished.exists():
        return home
    words = Words(stories)
    with_clock = _Clock(NOW - timedelta(days=DAYS))
    library = Library.open(home, now=with_clock)
    try:
        library.add_sources(
            [
                NewSource(
                    f"https://outlet{number}.example/feed", f"Outlet {number}", FOLDERS[number % len(FOLDERS)]
                )
                for number in range(SOURCES)
            ]
        )
        for round_of_updates in _updates(words, stories):
            for update in round_of_updates:
                with_clock.time = update.checked_at
                library.apply(update)
            while library.index_some(1_000):
                pass
        with_clock.time = NOW
        _read_some(library, max(SAVED, SAVED_LEAST / stories))
    finally:
        library.close()
    finished.touch()
    return home


class _Clock:
    def __init__(self, time: datetime) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time


def _updates(words: Words, stories: int) -> Iterator[tuple[FeedUpdate, ...]]:
    """Give the updates that bring so many stories: rounds in the order of time, an update for each source in each."""
    step = timedelta(days=DAYS) / stories
    chance = random.Random(2)
    for first in range(0, stories, _ROUND):
        numbers = range(first, min(first + _ROUND, stories))
        checked = NOW - timedelta(days=DAYS) + step * numbers[-1]
        of_source: dict[int, list[KeyedEntry]] = {}
        for number in numbers:
            published = checked - step * (numbers[-1] - number) - timedelta(minutes=chance.randint(0, 120))
            (source_id,) = chance.choices(range(1, SOURCES + 1), cum_weights=_SHARES)
            of_source.setdefault(source_id, []).append(words.entry(number, published))
        yield tuple(
            FeedUpdate(source_id, checked, checked + timedelta(hours=1), tuple(new))
            for source_id, new in of_source.items()
        )


def _read_some(library: Library, saved: float) -> None:
    chance = random.Random(3)
    after: int | None = None
    while True:
        page = library.page(View(), after, 5_000)
        ids = [story.id for story in page.stories]
        library.set_read([story_id for story_id in ids if chance.random() < READ], True)
        library.set_saved([story_id for story_id in ids if chance.random() < saved], True)
        after = page.after
        if after is None:
            return
