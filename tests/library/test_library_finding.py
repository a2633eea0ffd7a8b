"""Whatever way is chosen to the stories that are asked for: all of them, in order, without a walk along everything."""

import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsstand import FEEDS, NOW, index_all, keyed, opened, stories, update
from tuinews.library import Library, files, finding
from tuinews.model import KeyedEntry, View
from tuinews.paths import Home

WORDS = [
    *("amber", "birch", "cedar", "dune", "ember", "fern", "grove", "harbour"),
    *("iris", "juniper", "kelp", "larch", "withy", "within", "without"),
]
STORIES = 1_200


@contextmanager
def both_files(home: Home) -> Iterator[sqlite3.Connection]:
    with closing(files.connect(home.library_db)) as connection:
        connection.execute("ATTACH ? AS cache", (files.address(home.cache_db),))
        yield connection


@dataclass(frozen=True)
class Known:
    """A story as this test knows it."""

    number: int
    title: tuple[str, ...]
    text: tuple[str, ...]
    source: int
    topic: str
    read: bool
    saved: bool

    def has(self, word: str, *, in_title: bool = False, going_on: bool = False) -> bool:
        words = self.title if in_title else (*self.title, *self.text)
        return any(each.startswith(word) if going_on else each == word for each in words)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Home, list[Known]]]:
    chance = random.Random(7)
    home = Home.below(Path(tmp_path_factory.mktemp("shelf")))
    made = [
        Known(
            number,
            tuple(chance.choices(WORDS, k=2)),
            tuple(chance.choices(WORDS[:3], k=2)) + tuple(chance.choices(WORDS, k=chance.randrange(5))),
            1 if chance.random() < 0.95 else 2,
            chance.choice(["film", "film", "film", "stage"]),
            chance.random() < 0.05,
            chance.random() < 0.05,
        )
        for number in range(STORIES)
    ]

    def entry(each: Known) -> KeyedEntry:
        title, text = " ".join((*each.title, f"n{each.number}")), f"<p>{' '.join(each.text)}</p>"
        return keyed(str(each.number), title=title, minutes=each.number, text=text, beats=[each.topic])

    with opened(home) as library:
        library.add_sources(FEEDS)
        for source in (1, 2):
            library.apply(update(*(entry(each) for each in made if each.source == source), source_id=source))
        index_all(library)
        by_number = {int(story.title.rpartition(" n")[2]): story.id for story in stories(library)}
        library.set_read([by_number[each.number] for each in made if each.read], True)
        library.set_saved([by_number[each.number] for each in made if each.saved], True)
        yield library, home, made


CONDITIONS: list[tuple[str, Callable[[Known], bool]]] = [
    *((f"{word} ", lambda each, word=word: each.has(word)) for word in WORDS),
    *((f"-{word} ", lambda each, word=word: not each.has(word)) for word in WORDS[:5]),
    *((f"title:{word} ", lambda each, word=word: each.has(word, in_title=True)) for word in WORDS[:5]),
    ('"birch cedar" ', lambda each: any(row(part, "birch", "cedar") for part in (each.title, each.text))),
    ("is:unread ", lambda each: not each.read),
    ("is:read ", lambda each: each.read),
    ("is:saved ", lambda each: each.saved),
    ("-is:saved ", lambda each: not each.saved),
    ("topic:stage ", lambda each: each.topic == "stage"),
    ("-topic:stage ", lambda each: each.topic != "stage"),
    ("source:green ", lambda each: each.source == 2),
    ("-source:green ", lambda each: each.source == 1),
    ("source:e ", lambda each: True),
    ("since:10h ", lambda each: each.number <= 600),
    ("before:2h ", lambda each: each.number > 120),
]
LAST: list[tuple[str, Callable[[Known], bool]]] = [
    ("", lambda each: True),
    *(
        (word, lambda each, word=word: each.has(word, going_on=True))
        for word in ("a", "du", "wit", "with", "withi")
    ),
    ("title:with", lambda each: each.has("with", in_title=True, going_on=True)),
]
VIEWS: list[tuple[View, Callable[[Known], bool]]] = [
    (View(), lambda each: True),
    (View(unread=True), lambda each: not each.read),
    (View(saved=True), lambda each: each.saved),
    (View(source_id=2), lambda each: each.source == 2),
    (View(folder="Film"), lambda each: each.source == 1),
    (View(topic="Stage"), lambda each: each.topic == "stage"),
    (View(topic="film", unread=True), lambda each: each.topic == "film" and not each.read),
    (View(since=NOW - timedelta(hours=3)), lambda each: each.number <= 180),
]


def row(words: Sequence[str], first: str, second: str) -> bool:
    return (first, second) in pairwise(words)


@settings(max_examples=200)
@given(
    view=st.sampled_from(VIEWS),
    conditions=st.lists(st.sampled_from(CONDITIONS), max_size=3),
    last=st.sampled_from(LAST),
)
def test_every_way_finds_exactly_what_holds(
    shelf: tuple[Library, Home, list[Known]],
    view: tuple[View, Callable[[Known], bool]],
    conditions: list[tuple[str, Callable[[Known], bool]]],
    last: tuple[str, Callable[[Known], bool]],
) -> None:
    library, _, made = shelf
    everything = (view, *conditions, last)
    wanted = [each.number for each in made if all(holds(each) for _, holds in everything)]
    asked = replace(view[0], query="".join(typed for typed, _ in (*conditions, last)))

    whole = stories(library, asked)
    assert [int(story.title.rpartition(" n")[2]) for story in whole] == wanted
    assert library.count(asked) == len(wanted)

    size = max(1, len(whole) // 3)
    downwards, after = list(library.page(asked, limit=size).stories), library.page(asked, limit=size).after
    while after is not None:
        page = library.page(asked, after, limit=size)
        downwards += page.stories
        after = page.after
    assert downwards == list(whole)
    upwards = library.page(asked, limit=size, backwards=True).stories
    assert upwards == whole[-size:]
    if upwards:
        above = library.page(asked, upwards[0].place, limit=size, backwards=True).stories
        assert above == whole[-2 * size : -size]


@pytest.mark.parametrize("view", [view for view, _ in VIEWS])
@pytest.mark.parametrize(
    "query",
    [
        *(
            "a",
            "du",
            "amber",
            "amber ",
            "with",
            "amber birch",
            '"amber birch"',
            "-amber",
            "-dune birch",
            "title:amber",
        ),
        *(
            "amber is:saved",
            "amber is:saved ",
            "amber is:read ",
            "is:saved",
            "is:read",
            "source:e",
            "source:e amber",
        ),
        *(
            "source:green",
            "topic:stage",
            "topic:stage amber ",
            "since:2h amber",
            "before:2h",
            "tag:x",
            "-topic:stage",
        ),
    ],
)
def test_no_key_walks_all_stories_or_sorts_them(
    shelf: tuple[Library, Home, list[Known]], view: View, query: str
) -> None:
    with both_files(shelf[1]) as connection:
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        finding.page(connection, replace(view, query=query), 2**62, 200, NOW)
        finding.best(connection, replace(view, query=query), 50, NOW)
        connection.set_trace_callback(None)
        for each in asked:
            if each.lstrip().startswith(("SELECT", "WITH")):
                for step in connection.execute(f"EXPLAIN QUERY PLAN {each}"):
                    assert "TEMP B-TREE" not in step["detail"], each
                    assert not re.match(
                        "SCAN (s|t|m|stories|mentions|names|tags)( USING|$)", step["detail"]
                    ), each


def test_counting_ends_somewhere(shelf: tuple[Library, Home, list[Known]]) -> None:
    with both_files(shelf[1]) as connection:
        assert finding.count(connection, View(query="n"), NOW) == STORIES
        assert finding.count(connection, View(query="n"), NOW, at_most=100) == 100
        assert len(finding.ids(connection, View(query="n"), NOW)) == STORIES
