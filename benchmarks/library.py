"""The library at 1 k, 10 k, 100 k and 1 M stories: `python benchmarks/library.py [--quick] [--json FILE]`.

Each operation runs in turns over all sizes in one process, so that a machine whose speed drifts drifts for all of them;
what counts are the ratios. Lists and counts are read twice, and the second time counts: both they and the raw query then
find their pages in memory, and what is compared is the work. What the first time costs is the row "from the disk". Making the libraries takes about ten minutes for the largest; `--folder` keeps them.
"""

import argparse
import itertools
import json
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from made_library import FOLDERS, NOW, SOURCES, Words, made
from tuinews.library import Library, views
from tuinews.model import FeedUpdate, View
from tuinews.paths import Home

ROWS = 50
"""Of each page: what a window shows. All pages are full, at every size and depth."""
Run = Callable[[], object]


@dataclass
class Sized:
    """A library of one size, open."""

    size: int
    home: Home
    library: Library
    raw: sqlite3.Connection
    chance: random.Random
    words: Words
    places: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    number: int = 10_000_000

    @classmethod
    def opened(cls, folder: Path, size: int) -> "Sized":
        """Open a copy of a made library, so that what is measured leaves the kept one as it is."""
        kept = made(folder, size)
        home = Home.below(folder / f"{size}-in-use")
        shutil.rmtree(folder / f"{size}-in-use", ignore_errors=True)
        for source, target in ((kept.data, home.data), (kept.cache, home.cache)):
            shutil.copytree(source, target)
        library = Library.open(home, now=lambda: NOW)
        raw = sqlite3.connect(f"{home.cache_db.as_uri()}?mode=ro", uri=True)
        made_of = cls(size, home, library, raw, random.Random(size), Words(7))
        made_of._look_around()
        return made_of

    def _look_around(self) -> None:
        first, last = self.raw.execute("SELECT min(place), max(place) FROM stories").fetchone()
        self.places = [first + (last - first) * step // 100 for step in range(10, 100)]
        enough = ROWS + ROWS // 10
        self.topics = self._column("SELECT folded FROM names WHERE unread > ? LIMIT 500", enough)
        self.sources = self._column("SELECT source_id FROM counters WHERE unread > ?", enough)
        self.folders = [
            name for name in FOLDERS if self.library.count(View(folder=name, unread=True)) > enough
        ]
        vocabulary = self.words.words
        ranks = [0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000]
        self.asked = [vocabulary[rank] for rank in ranks]
        self.asked += [f"{vocabulary[a]} {vocabulary[b]}" for a, b in itertools.pairwise(ranks)]

        # Four in a row, here and there, are taken for reports of one event.
        for place in self.places:
            rows = self.raw.execute("SELECT id FROM stories WHERE place > ? LIMIT 4", (place,)).fetchall()
            ids = [row[0] for row in rows]
            self.library.set_groups(dict.fromkeys(ids, min(ids)))

    def _column(self, query: str, *parameters: int) -> list[Any]:
        return [row[0] for row in self.raw.execute(query, parameters).fetchall()]

    def deep(self, view: View) -> int:
        """A place anywhere in a list that a whole page comes after."""
        query, parameters = views.select(view).page(None, 1)
        total = self.library.count(view)
        offset = self.chance.randint(0, total - ROWS - 1)
        connection = self.library._database.connection
        return int(connection.execute(f"{query} OFFSET {offset}", parameters).fetchone()["place"])

    def page(self, view: View, after: int | None = None, *, backwards: bool = False) -> Run:
        return lambda: self.library.page(view, after, ROWS, backwards=backwards)

    def raw_page(self) -> Run:
        """The same number of rows of the same columns from the index that covers them all: the table by its own key."""
        columns = views.OWN.replace("coalesce(o.title, '')", "s.key")
        query = f"SELECT {columns} FROM stories AS s WHERE s.place < ? ORDER BY s.place DESC LIMIT ?"
        after = self.chance.choice(self.places)
        return lambda: self.raw.execute(query, (after, ROWS)).fetchall()

    def views(self) -> dict[str, View]:
        """One view of each kind."""
        pick = self.chance
        source, folder, topic = pick.choice(self.sources), pick.choice(self.folders), pick.choice(self.topics)
        return {
            "all": View(),
            "unread": View(unread=True),
            "saved": View(saved=True),
            "source": View(source_id=source),
            "source unread": View(source_id=source, unread=True),
            "folder": View(folder=folder),
            "folder unread": View(folder=folder, unread=True),
            "topic": View(topic=topic),
            "topic unread": View(topic=topic, unread=True),
        }

    def some_ids(self, count: int, condition: str) -> list[int]:
        place = self.chance.choice(self.places)
        rows = self.raw.execute(
            f"SELECT id FROM stories WHERE place > ? AND {condition} LIMIT ?",
            (place, count),
        ).fetchall()
        return [row[0] for row in rows]

    def around(self) -> Run:
        """What the context pane shows of a story: saved ones, other reports, and what is near."""
        (story_id,) = self.some_ids(1, "1")

        def run() -> None:
            self.library.page(View(saved=True), None, 30)
            assert len(self.library.page(View(alike=story_id), None, 200).stories) > 1
            self.library.related(story_id, 6)

        return run

    def save(self) -> Run:
        story_ids = self.some_ids(1, "saved = 0")
        return lambda: self.library.set_saved(story_ids, True)

    def mark(self) -> Run:
        story_ids = self.some_ids(1, "read = 0")
        return lambda: self.library.set_read(story_ids, True)

    def apply(self) -> Run:
        entries = tuple(self.words.entry(self.number + each, NOW) for each in range(50))
        self.number += 50
        source = self.chance.randint(1, SOURCES)

        def run() -> None:
            known = self.library.known(
                source, [each.key for each in entries], [each.alias for each in entries]
            )
            assert not known.hashes
            self.library.apply(FeedUpdate(source, NOW, NOW, entries))

        return run

    def open(self) -> Run:
        """The time until a library can be used; closing it is not part of it."""
        opened: list[Library] = []
        self.after = lambda: opened.pop().close()
        return lambda: opened.append(Library.open(self.home, now=lambda: NOW))

    after: Run = field(default=lambda: None)

    def typed(self, text: str) -> Run:
        return lambda: self.library.page(View(query=text), None, ROWS)

    def best(self, text: str) -> Run:
        return lambda: self.library.search(text, 50)


def timed(run: Run) -> float:
    """Give the milliseconds of one run."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1_000


def fsync(folder: Path) -> Run:
    """What the disk itself takes to keep 4 KiB."""
    page = os.urandom(4_096)

    def run() -> None:
        with (folder / "fsync").open("r+b" if (folder / "fsync").exists() else "wb") as file:
            file.write(page)
            file.flush()
            os.fdatasync(file.fileno())

    return run


def measure(libraries: list[Sized], rounds: int, folder: Path) -> dict[str, dict[int, list[float]]]:
    """Run everything in turns; give milliseconds by operation and size."""
    times: dict[str, dict[int, list[float]]] = {}

    def note(name: str, sized: Sized, run: Run, *, again: bool = False) -> None:
        if again:
            run()
        times.setdefault(name, {}).setdefault(sized.size, []).append(timed(run))

    read = partial(note, again=True)

    disk = fsync(folder)
    for number in range(rounds):
        for sized in libraries:
            read("raw covering query", sized, sized.raw_page())
            note("fdatasync of 4 KiB", sized, disk)
            for name, view in sized.views().items():
                read(f"first page: {name}", sized, sized.page(view))
                read(f"next page: {name}", sized, sized.page(view, sized.deep(view)))
                read(f"last page: {name}", sized, sized.page(view, backwards=True))
                read(f"count: {name}", sized, partial(sized.library.count, view))
            read("counts of the sources pane", sized, partial(sized.library.counts, NOW))
            note("around a story", sized, sized.around())
            note("mark read", sized, sized.mark())
            note("save", sized, sized.save())
            note("apply 50 new stories", sized, sized.apply())
            source = View(source_id=sized.chance.choice(sized.sources))
            note("from the disk: first page of a source", sized, sized.page(source))
            if number % 5 == 0:
                note("open", sized, sized.open())
                sized.after()
        asked = libraries[0].asked[number % len(libraries[0].asked)]
        for sized in libraries:
            for end in range(1, len(asked) + 1):
                note("search while typing, newest first", sized, sized.typed(asked[:end]))
            note("search, best first", sized, sized.best(asked))
    return times


def report(times: dict[str, dict[int, list[float]]], sizes: list[int]) -> list[dict[str, object]]:
    """Print the table; give it as records with the goals."""
    small, large = min(sizes), max(sizes)
    heading = "".join(f"{f'{size:,} p50':>15}{'p95':>9}" for size in sizes)
    print(f"{'milliseconds':<36}{heading}{'growth':>9}")
    records: list[dict[str, object]] = []
    raw95 = _p95(times["raw covering query"][large])
    for name, by_size in times.items():
        cells = "".join(
            f"{statistics.median(by_size[size]):15.3f}{_p95(by_size[size]):9.3f}" for size in sizes
        )
        growth = statistics.median(by_size[large]) / statistics.median(by_size[small])
        print(f"{name:<36}{cells}{growth:9.2f}")
        records += _judged(name, by_size, small, large, growth, raw95)
    failed = [record for record in records if not record["holds"]]
    for record in failed:
        print(f"missed: {record['metric']}: {record['value']} {record['unit']}, goal {record['goal']}")
    print(f"{len(records) - len(failed)} of {len(records)} goals reached")
    return records


def _judged(
    name: str, by_size: dict[int, list[float]], small: int, large: int, growth: float, raw95: float
) -> list[dict[str, object]]:
    peers = {f"{size:,} stories": round(statistics.median(times), 4) for size, times in by_size.items()}
    middle = statistics.median(by_size[large])
    found: list[tuple[str, float, str, float]] = []
    listed = name.startswith(("first page", "next page", "last page"))
    if listed or name.startswith(("count", "mark")):
        found.append(("growth", growth, "x", 2.0))
        found.append(("median", middle, "ms", 1.0))
    if listed:
        found.append(("p95 against the raw query", _p95(by_size[large]) / raw95, "x", 2.0))
    if name.startswith("apply"):
        found.append(("median", middle, "ms", 10.0))
    if name == "open":
        found.append(("median", middle, "ms", 30.0))
    if name.startswith("search while typing"):
        size = 100_000 if 100_000 in by_size else large
        found.append((f"median at {size:,}", statistics.median(by_size[size]), "ms", 5.0))
        found.append((f"p95 at {size:,}", _p95(by_size[size]), "ms", 20.0))
    if name.startswith("around"):
        size = 100_000 if 100_000 in by_size else large
        found.append((f"p95 at {size:,}", _p95(by_size[size]), "ms", 50.0))
    if name.startswith("search, best"):
        found.append(("p95", _p95(by_size[large]), "ms", 50.0))
    return [
        {
            "metric": f"{name}, {what}",
            "value": round(value, 3),
            "unit": unit,
            "goal": goal,
            "holds": value <= goal,
            "peers": peers,
        }
        for what, value, unit, goal in found
    ]


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")])
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument(
        "--quick", action="store_true", help="small libraries and few rounds, to see that it works"
    )
    parser.add_argument("--folder", type=Path, help="where libraries are made and kept")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sizes = options.sizes or ([1_000, 2_000] if options.quick else [1_000, 10_000, 100_000, 1_000_000])
    rounds = 3 if options.quick else options.rounds
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        libraries = [Sized.opened(folder, size) for size in sizes]
        times = measure(libraries, rounds, folder)
        records = report(times, sizes)
        for sized in libraries:
            with closing(sized.raw):
                sized.library.close()
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    main()
