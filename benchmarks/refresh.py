"""Refreshing 200 and 1,000 sources, beside newsboat and the `reader` library: `python benchmarks/refresh.py [--quick]`.

A server in a process of its own has 50 stories (about 240 kB) a source, each source on a loopback address of its own, and
answers after 100 ms. Every program runs as a process of its own from its start until the stories are listed; its CPU is
that of all its processes. Ours runs from bytecode, as what is installed does. The rounds go through the programs in turns, so that a machine whose speed drifts drifts for
all. newsboat is what Debian packages; `--reader PYTHON` names an interpreter that has `reader`. What isn't there is left out.

Cases: (a) cold, (b) all 304, (c) all 200 with an unchanged body and no validators, (d) one new story each.
"""

import argparse
import asyncio
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from feed_server import address
from tuinews.model import NewSource
from tuinews.newsroom import Newsroom
from tuinews.paths import Home

CASES = ("cold", "304", "unchanged", "one new")
HERE = Path(__file__).parent


@dataclass
class Measured:
    """What one run of a program took."""

    wall: float
    cpu: float
    memory: float = 0
    """Megabytes of its main process at most."""
    stories: int = 0


@dataclass
class Server:
    """The server, from outside."""

    port: int
    sources: int
    process_id: int

    def urls(self) -> list[str]:
        return [f"http://{address(number)}:{self.port}/{number}" for number in range(self.sources)]

    def serve(self, edition: int, *, validators: bool) -> int:
        """Say what is served from now on; give how many requests came since the last time."""
        query = f"edition={edition}&validators={int(validators)}&sources={self.sources}"
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control?{query}") as answer:
            return int(answer.read())


@contextmanager
def serving(sources: int, entries: int, latency: float) -> Iterator[Server]:
    """Run the server for the length of a block."""
    command = [sys.executable, str(HERE / "feed_server.py"), f"--entries={entries}", f"--latency={latency}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Server(int(process.stdout.readline()), sources, process.pid)
    finally:
        process.kill()
        process.wait()


def timed(command: Sequence[str], environ: dict[str, str]) -> tuple[Measured, str]:
    """Run a program to its end; give what it took, and its output."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environ})
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    wall = time.perf_counter() - started
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000), out


class Program:
    """A reader, run on a folder of its own."""

    name = ""

    def __init__(self, folder: Path, server: Server, at_once: int) -> None:
        self.folder = folder
        self.server = server
        self.at_once = at_once

    def subscribe(self) -> None:
        """Make a library that has the sources, and nothing else."""

    def refresh(self) -> Measured:
        """Ask all sources."""
        raise NotImplementedError


class Tuinews(Program):
    """Ours, until the stories are listed."""

    name = "tuinews"

    def subscribe(self) -> None:
        async def add() -> None:
            newsroom = await Newsroom.open(Home.below(self.folder))
            await newsroom.add_sources([NewSource(url, f"Source {url}") for url in self.server.urls()])
            await newsroom.aclose()

        asyncio.run(add())

    def refresh(self) -> Measured:
        command = [sys.executable, str(HERE / "refresh_run.py"), str(self.folder), str(self.at_once)]
        measured, out = timed(command, {})
        said = json.loads(out)
        return Measured(measured.wall, measured.cpu + said["workers"], said["memory"], said["stories"])


@contextmanager
def bytecode() -> Iterator[None]:
    """Have Python keep bytecode for the length of a block, as it does for an installed package, and make it."""
    kept = os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with tempfile.TemporaryDirectory(prefix="tuinews-bytecode-") as folder:
            os.environ["PYTHONPYCACHEPREFIX"] = folder
            with serving(2, 2, 0.0) as server:
                follow_up(Path(folder) / "home", server)
            yield
    finally:
        os.environ.pop("PYTHONPYCACHEPREFIX", None)
        if kept is not None:
            os.environ["PYTHONDONTWRITEBYTECODE"] = kept


def follow_up(folder: Path, server: Server) -> list[dict[str, object]]:
    """Measure how long topics and search take behind the list of a cold refresh, and whether anything stands still."""
    server.serve(1, validators=True)
    ours = Tuinews(folder, server, 8)
    ours.subscribe()
    _, out = timed([sys.executable, str(HERE / "refresh_run.py"), str(folder), "8", "behind"], {})
    said = json.loads(out)
    return [
        {
            "metric": f"topics and search of {said['stories']:,} new stories, behind the list",
            "value": round(said["behind"], 1),
            "unit": "s",
            "goal": 40,
            "holds": said["behind"] <= 40,
            "peers": {},
        },
        {
            # On two processors that nobody else uses, 80 seconds of CPU are 40 of the clock.
            "metric": "CPU of that, of all processes",
            "value": round(said["behind_cpu"], 1),
            "unit": "s",
            "goal": 80,
            "holds": said["behind_cpu"] <= 80,
            "peers": {},
        },
        {
            "metric": "the longest that the event loop stands still meanwhile",
            "value": round(said["stall"] * 1000),
            "unit": "ms",
            "goal": 250,
            "holds": said["stall"] <= 0.25,
            "peers": {},
        },
    ]


class Newsboat(Program):
    """What Debian packages."""

    name = "newsboat"
    analyzed = False

    def subscribe(self) -> None:
        self.folder.mkdir()
        (self.folder / "urls").write_text("\n".join(self.server.urls()))
        (self.folder / "config").write_text(f"reload-threads {self.at_once}\ndownload-retries 1\n")

    def refresh(self) -> Measured:
        cache = self.folder / "cache.db"
        if self.analyzed and cache.exists():
            with closing(sqlite3.connect(cache)) as connection:
                connection.execute("ANALYZE")
                connection.commit()
        given = [f"-{letter}{self.folder / name}" for letter, name in (("u", "urls"), ("C", "config"))]
        measured, _ = timed(
            ["newsboat", *given, f"-c{cache}", "-x", "reload"], {"HOME": str(self.folder), "LANG": "C.UTF-8"}
        )
        with closing(sqlite3.connect(cache)) as connection:
            (measured.stories,) = connection.execute("SELECT count(*) FROM rss_item").fetchone()
        return measured


class AnalyzedNewsboat(Newsboat):
    """The same, after the ANALYZE that it does not do by itself and that makes its queries quick."""

    name = "newsboat, ANALYZEd"
    analyzed = True


class Reader(Program):
    """The `reader` library, with threads."""

    name = "reader"
    python = ""
    _SCRIPT = """
import sys, json
from reader import make_reader
reader = make_reader(sys.argv[1])
urls = json.loads(sys.argv[3])
for url in urls:
    reader.add_feed(url, exist_ok=True)
if not urls:
    reader.update_feeds(workers=int(sys.argv[2]), scheduled=False)
    print(reader.get_entry_counts().total)
"""

    def subscribe(self) -> None:
        self.folder.mkdir()
        self._call(self.server.urls())

    def refresh(self) -> Measured:
        measured, out = self._call([])
        measured.stories = int(out)
        return measured

    def _call(self, urls: list[str]) -> tuple[Measured, str]:
        command = [
            self.python,
            "-c",
            self._SCRIPT,
            str(self.folder / "db"),
            str(self.at_once),
            json.dumps(urls),
        ]
        return timed(command, {})


@dataclass
class Table:
    """All that was measured, by case and program."""

    runs: dict[tuple[str, str], list[Measured]] = field(default_factory=dict)

    def add(self, case: str, program: str, measured: Measured) -> None:
        self.runs.setdefault((case, program), []).append(measured)

    def median(self, case: str, program: str, what: Callable[[Measured], float]) -> float | None:
        runs = self.runs.get((case, program))
        return statistics.median(map(what, runs)) if runs else None


def play(programs: Sequence[Program], server: Server, table: Table, entries: int) -> None:
    """Run every case once with every program, which has a new library."""
    for program in programs:
        program.subscribe()
    edition = 1
    for case in CASES:
        validators = case != "unchanged"
        edition += case == "one new"
        for program in programs:
            if case == "one new":
                # Their libraries know the edition before; what they were given last had no validators.
                server.serve(edition - 1, validators=True)
                program.refresh()
            if case == "unchanged":
                # Without validators from now on; the first answer tells them so.
                server.serve(edition, validators=False)
                program.refresh()
            server.serve(edition, validators=validators)
            measured = program.refresh()
            asked = server.serve(edition, validators=validators)
            expected = server.sources * (entries + edition - 1)
            if measured.stories != expected or asked != server.sources:
                print(
                    f"  {program.name}, {case}: {measured.stories} stories of {expected}, {asked} requests",
                    file=sys.stderr,
                )
            table.add(case, program.name, measured)


def show(table: Table, names: Sequence[str], title: str) -> None:
    """Print the medians."""
    print(f"\n{title}\n{'':12}" + "".join(f"{name:>26}" for name in names))
    for case in CASES:
        cells = []
        for name in names:
            wall = table.median(case, name, lambda run: run.wall)
            cpu = table.median(case, name, lambda run: run.cpu)
            memory = table.median(case, name, lambda run: run.memory)
            cells.append(
                "" if wall is None else f"{wall:7.2f} s {cpu:6.2f} s {memory:5.0f} MB"  # wall, CPU, memory
            )
        print(f"{case:12}" + "".join(f"{cell:>26}" for cell in cells))


@dataclass(frozen=True)
class Goal:
    """A ratio to reach."""

    metric: str
    case: str
    what: str
    """`wall` or `cpu`."""
    beside: tuple[str, str]
    """Case and program to compare with."""
    goal: float


GOALS = {
    200: (
        Goal("cold, wall", "cold", "wall", ("cold", "newsboat"), 0.7),
        Goal("cold, CPU", "cold", "cpu", ("cold", "newsboat"), 1.0),
        Goal("all 304, CPU beside stock", "304", "cpu", ("304", "newsboat"), 0.35),
        Goal("all 304, CPU", "304", "cpu", ("304", "newsboat, ANALYZEd"), 1.5),
        Goal("unchanged beside 304, wall", "unchanged", "wall", ("304", "tuinews"), 2.0),
        Goal("unchanged beside 304, CPU", "unchanged", "cpu", ("304", "tuinews"), 2.0),
        Goal("one new each, wall", "one new", "wall", ("one new", "newsboat"), 1.0),
        Goal("one new each, CPU", "one new", "cpu", ("one new", "newsboat"), 1.0),
    ),
    1000: (
        Goal("1,000 cold, wall", "cold", "wall", ("cold", "newsboat"), 0.4),
        Goal("1,000 all 304, wall", "304", "wall", ("304", "newsboat, ANALYZEd"), 0.5),
    ),
}


def judged(table: Table, goals: Sequence[Goal], sources: int) -> list[dict[str, object]]:
    """Hold what was measured against the goals."""
    found: list[dict[str, object]] = []
    for goal in goals:

        def what(run: Measured, name: str = goal.what) -> float:
            return float(getattr(run, name))

        ours, theirs = table.median(goal.case, "tuinews", what), table.median(*goal.beside, what)
        if ours is None or theirs is None:
            continue
        peers = {
            program: round(value, 3)
            for (case, program) in table.runs
            if case == goal.case and program != "tuinews"
            for value in [table.median(case, program, what)]
            if value is not None
        }
        ratio = ours / theirs
        found.append(
            {
                "metric": f"refresh of {sources:,}: {goal.metric}, of that of {goal.beside[1]}",
                "value": round(ratio, 3),
                "unit": "ratio",
                "goal": goal.goal,
                "holds": ratio <= goal.goal,
                "peers": {"tuinews (s)": round(ours, 3), **peers},
            }
        )
    memory = table.median("cold", "tuinews", lambda run: run.memory)
    if memory is not None:
        found.append(
            {
                "metric": f"refresh of {sources:,}: main process",
                "value": round(memory),
                "unit": "MB",
                "goal": 120,
                "holds": memory <= 120,
                "peers": {},
            }
        )
    return found


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--quick", action="store_true", help="only see that it works")
    options.add_argument("--json", type=Path, help="write the goals with what was reached")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--sources", type=int, nargs="*", default=[200, 1000])
    options.add_argument("--at-once", type=int, default=8, help="requests at a time, for every program")
    options.add_argument("--reader", default="", help="an interpreter that has the reader library")
    given = options.parse_args()
    Reader.python = given.reader
    kinds: list[type[Program]] = [Tuinews]
    if shutil.which("newsboat"):
        kinds += [Newsboat, AnalyzedNewsboat]
    if given.reader:
        kinds.append(Reader)
    found: list[dict[str, object]] = []
    with bytecode():
        for sources in [8] if given.quick else given.sources:
            entries, rounds = (
                (5, 1) if given.quick else (50, given.rounds if sources <= 200 else min(3, given.rounds))
            )
            table = Table()
            with serving(sources, entries, 0.1) as server:
                for number in range(rounds):
                    with tempfile.TemporaryDirectory(prefix="tuinews-refresh-") as folder:
                        programs = [
                            kind(Path(folder) / str(place), server, given.at_once)
                            for place, kind in enumerate(kinds)
                        ]
                        turned = programs[number % len(programs) :] + programs[: number % len(programs)]
                        play(turned, server, table, entries)
            with serving(sources, entries, 0.1) as server, tempfile.TemporaryDirectory() as folder:
                found += follow_up(Path(folder) / "home", server) if sources <= 200 else []
            show(
                table,
                [kind.name for kind in kinds],
                f"{sources:,} sources, {given.at_once} at once: wall, CPU, memory",
            )
            found += judged(table, GOALS.get(sources, GOALS[200]), sources)
    print()
    for row in found:
        print(
            f"{'holds' if row['holds'] else 'MISSED':6} {row['value']:>8} {row['unit']} (goal {row['goal']}) {row['metric']}"
        )
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
