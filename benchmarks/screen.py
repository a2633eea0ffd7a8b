"""The reader in a real terminal: `python benchmarks/screen.py [--quick] [--json FILE] [--folder FOLDER] [--rounds N] [--stories N] [--peer NAME=PROGRAM]`.

A key is written, and the last byte of the answer is waited for. Beside the reader stand a bare Textual app (the floor), Textual's own Markdown
widget, and other readers with as many stories (`screen_peers.py`), in turns, so that a machine whose speed drifts drifts for all of them. What
counts are the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from grown_library import BASE, grown
from made_library import Words, made
from refresh import serving
from screen_peers import Peer, peers
from terminals import Program
from tuinews.library import Library
from tuinews.model import Document, Entry, FeedUpdate, KeyedEntry, NewSource, View
from tuinews.paths import Home
from tuinews.text import fingerprint

COLUMNS, ROWS = 120, 35
LENGTHS = (1_000, 5_000, 20_000)
"""Words of the stories that are opened."""
READER = str(Path(sysconfig.get_path("scripts")) / "tuinews")
_LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)
ENTRIES, LATENCY = 50, 0.1
"""Stories of each source that is asked, and the seconds that its server takes, as in `refresh.py`."""
SERVER_NICENESS = 15
CURSOR = "▌"
"""What stands at the cursor of the list, and in no other line that changes while sources are asked."""
LARGE = 100_000
"""Stories from which on newsboat is the measure of a start: with fewer it is in its list before Python is there."""
SETTINGS = """\
motion = false
[refresh]
on_start = false
[retention]
read_days = 0
unread_days = 0
"""

# The floor: one line on the screen, written anew with each key; "o" hands a text to Textual's Markdown widget.
BARE = """
import sys
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static

class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("j", "next", ""), ("o", "open", ""), ("c", "close", "")]
    def compose(self):
        self.count = 0
        self.line = Static("READY")
        self.text = Markdown("")
        yield self.line
        with VerticalScroll():
            yield self.text
    def action_next(self):
        self.count += 1
        self.line.update(f"line {self.count} of some words that are written anew")
    async def action_open(self):
        await self.text.update(open(sys.argv[1]).read())
    async def action_close(self):
        await self.text.update("")

Bare().run()
"""


@dataclass
class Figure:
    """One figure with its goal."""

    metric: str
    value: float
    unit: str
    goal: str
    holds: bool | None
    peers: dict[str, float] = field(default_factory=dict)


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return statistics.median(values) if values else float("nan")


def high(values: Sequence[float]) -> float:
    """Give the 95th percentile."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)] if values else float("nan")


def text_of(words: int) -> str:
    """Make a story of so many words, with headings, quotes, lists and links as stories have them."""
    source = Words(words)
    parts, written, number = [f"OPENING{words}"], 0, 0
    while written < words:
        sentence = " ".join(source.words[(written * 7 + place * 13) % 5_000] for place in range(60))
        number += 1
        kind = {0: "## ", 3: "> ", 5: "- "}.get(number % 8, "")
        parts.append(
            f"{kind}{sentence[:60] if kind == '## ' else sentence} [link](https://a.example/{number})"
        )
        written += 60
    return "\n\n".join(parts)


def prepared(folder: Path, stories: int) -> Home:
    """Give a home to measure in: a made library whose newest stories are as long as they are to be opened."""
    kept = made(folder, stories) if stories <= BASE else grown(folder, stories)
    home = Home.below(folder / f"{stories}-on-screen")
    shutil.rmtree(folder / f"{stories}-on-screen", ignore_errors=True)
    for source, target in ((kept.data, home.data), (kept.cache, home.cache)):
        shutil.copytree(source, target)
    home.config.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text(SETTINGS)
    library = Library.open(home)
    newest = library.page(View(), None, len(LENGTHS)).stories
    for story, words in zip(newest, LENGTHS, strict=True):
        library.keep_document(story.id, Document(text_of(words), words=words), ())
    library.close()
    return home


@contextmanager
def reader(home: Home) -> Iterator[Program]:
    """Open the reader on a home, and wait for its rows."""
    with Program([READER, "--home", str(home.data.parent)], COLUMNS, ROWS) as program:
        program.until("Outlet")
        program.settle(0.5)
        yield program


@contextmanager
def bare(text: Path) -> Iterator[Program]:
    """Open the bare app."""
    with Program([sys.executable, "-c", BARE, str(text)], COLUMNS, ROWS) as program:
        program.until("READY")
        program.settle(0.5)
        yield program


def starts(
    commands: Mapping[str, tuple[Sequence[str], str, Mapping[str, str]]], rounds: int
) -> dict[str, tuple[float, float]]:
    """Start programs in turns; give milliseconds until their mark is drawn and megabytes once they rest, as medians."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    sizes: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, (command, mark, environment) in commands.items():
            with Program(command, COLUMNS, ROWS, environment) as program:
                took = program.until(mark) - program.began
                # The first time fills the caches of the disk, and the reader does what it does once a day.
                program.settle(0.5 if turn else 8)
                if turn:
                    times[name].append(1000 * took)
                    sizes[name].append(program.resident_megabytes)
    return {name: (middle(times[name]), middle(sizes[name])) for name in commands}


def presses(programs: dict[str, Program], key: str, number: int, block: int = 10) -> dict[str, list[float]]:
    """Press a key in all programs in turns; give the milliseconds of each answer."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(max(1, number // block)):
        for name, program in programs.items():
            taken[name] += [1000 * program.answer(key) for _ in range(block)]
    return {name: [each for each in some if each] for name, some in taken.items()}


@contextmanager
def _in_its_list(peer: Peer) -> Iterator[Program]:
    """Open another reader, and go to a list of its stories."""
    with Program(peer.command, COLUMNS, ROWS, peer.environment) as program:
        program.until(peer.mark)
        program.settle(0.5)
        if peer.to_list:
            program.press(peer.to_list)
            program.settle(0.5)
        yield program


def openings(home: Home, folder: Path, rounds: int) -> dict[int, tuple[float, float]]:
    """Open stories of several lengths in the reader and in the Markdown widget; give both medians in milliseconds."""
    results: dict[int, tuple[float, float]] = {}
    for number, words in enumerate(LENGTHS):
        text = folder / f"{words}.md"
        text.write_text(text_of(words))
        ours: list[float] = []
        theirs: list[float] = []
        with reader(home) as program, bare(text) as widget:
            for _ in range(rounds + 1):
                # From the list, with another story open, so that the text is drawn anew.
                program.press("2gg" + "j" * len(LENGTHS) + "\r")
                program.settle(0.4)
                program.press("2gg" + "j" * number)
                program.settle(0.2)
                ours.append(_until(program, "\r", f"OPENING{words}"))
                program.settle(0.5)
                theirs.append(_until(widget, "o", f"OPENING{words}"))
                # It goes on drawing for a while after the first lines are there.
                widget.settle(1.5)
                widget.press("c")
                widget.settle(1.5)
        results[words] = (middle(ours[1:]), middle(theirs[1:]))
    return results


def _until(program: Program, key: str, mark: str) -> float:
    start = time.perf_counter()
    program.press(key)
    return 1000 * (program.until(mark) - start)


def while_refreshing(folder: Path, sources: int) -> tuple[list[float], list[float]]:
    """Press j in a library at rest, then while its sources are asked; give the milliseconds of both."""
    home = Home.below(folder / "refreshing")
    shutil.rmtree(folder / "refreshing", ignore_errors=True)
    with serving(sources, ENTRIES, LATENCY) as server:
        server.serve(1, validators=True)
        # It stands for other people's machines, so it must not take the reader's processors.
        os.setpriority(os.PRIO_PROCESS, server.process_id, SERVER_NICENESS)
        home.config.mkdir(parents=True, exist_ok=True)
        home.config_file.write_text(SETTINGS)
        shutil.copytree(made(folder, 1_000).data, home.data)
        shutil.copytree(made(folder, 1_000).cache, home.cache)
        library = Library.open(home)
        for source in library.sources():
            library.remove_source(source.id)
        ids = library.add_sources(
            [NewSource(url, f"Outlet {number}") for number, url in enumerate(server.urls())]
        )[1]
        assert len(ids) == sources
        for number, source_id in enumerate(ids):
            library.apply(
                FeedUpdate(source_id, _LONG_AGO, _LONG_AGO, tuple(_old(number, entry) for entry in range(5)))
            )
        library.close()
        with Program([READER, "--home", str(home.data.parent)], COLUMNS, ROWS) as program:
            program.until("Outlet")
            program.settle(2)
            idle = [1000 * program.answer_with("j", CURSOR) for _ in range(100)]
            program.press("r")
            program.until("━")
            busy = [1000 * program.answer_with("j", CURSOR) for _ in range(sources // 2)]
            return idle, busy


def _old(source: int, number: int) -> KeyedEntry:
    key = f"{source}-{number}"
    when = _LONG_AGO - timedelta(minutes=5 * source + number)
    entry = Entry(
        key, f"http://127.0.0.1/{key}", f"Old story {key}", published=when, summary="Some words.", words=2
    )
    return KeyedEntry(fingerprint(key), fingerprint("alias", key), fingerprint("1", key), entry)


def measure(
    folder: Path, rounds: int, keys: int, sizes: Sequence[int], sources: int, installed: Mapping[str, str]
) -> list[Figure]:
    """Measure everything."""
    figures: list[Figure] = []
    homes = {size: prepared(folder, size) for size in sizes}
    text = folder / "text.md"
    text.write_text(text_of(LENGTHS[0]))

    commands: dict[str, tuple[Sequence[str], str, Mapping[str, str]]] = {
        "bare Textual": ([sys.executable, "-c", BARE, str(text)], "READY", {})
    }
    commands |= {
        f"{size:,}": ([READER, "--home", str(home.data.parent)], "Outlet", {}) for size, home in homes.items()
    }
    others = {size: peers(folder / "peers", size, installed) for size in sizes}
    for size, found in others.items():
        commands |= {f"{peer.name} {size:,}": (peer.command, peer.mark, peer.environment) for peer in found}
    begun = starts(commands, rounds)
    floor_ms, floor_mb = begun["bare Textual"]
    for size in sizes:
        milliseconds, megabytes = begun[f"{size:,}"]
        beside = {peer.name: begun[f"{peer.name} {size:,}"] for peer in others[size]}
        figures += [
            Figure(f"first paint with rows, {size:,} stories", milliseconds, "ms", "<= 1.35 x bare Textual",
                   milliseconds <= 1.35 * floor_ms,
                   {"bare Textual": floor_ms} | {name: found[0] for name, found in beside.items()}),
            Figure(f"memory at rest, {size:,} stories", megabytes, "MB", "<= 1.4 x bare Textual",
                   megabytes <= 1.4 * floor_mb,
                   {"bare Textual": floor_mb} | {name: found[1] for name, found in beside.items()}),
        ]  # fmt: skip
        if "newsboat ANALYZEd" in beside and size >= LARGE:
            theirs = beside["newsboat ANALYZEd"][0]
            figures.append(
                Figure(f"first paint beside newsboat, {size:,}", milliseconds, "ms", "<= 0.5 x newsboat ANALYZEd",
                       milliseconds <= 0.5 * theirs, {"newsboat ANALYZEd": theirs})
            )  # fmt: skip
    small_ms, large_ms = begun[f"{sizes[0]:,}"][0], begun[f"{sizes[-1]:,}"][0]
    figures.append(
        Figure(f"first paint, {sizes[-1]:,} against {sizes[0]:,}", large_ms, "ms", "<= 1.1 x the smaller",
               large_ms <= 1.1 * small_ms, {f"{sizes[0]:,}": small_ms})
    )  # fmt: skip

    with ExitStack() as stack:
        programs = {
            "floor": stack.enter_context(bare(text)),
            "small": stack.enter_context(reader(homes[sizes[0]])),
            "large": stack.enter_context(reader(homes[sizes[-1]])),
        }
        for peer in others[sizes[0]]:
            programs[peer.name] = stack.enter_context(_in_its_list(peer))
        taken = presses(programs, "j", keys)
        base = middle(taken["floor"])
        measured = {sizes[0]: "small", sizes[-1]: "large"}
        for size, name in measured.items():
            keyed = {"one Static p50": base, "one Static p95": high(taken["floor"])}
            keyed |= {f"{peer.name} p50": middle(taken[peer.name]) for peer in others[sizes[0]]}
            figures += [
                Figure(f"j, p50, {size:,} stories", middle(taken[name]), "ms", "<= 1.25 x one Static repainted",
                       middle(taken[name]) <= 1.25 * base, keyed),
                Figure(f"j, p95, {size:,} stories", high(taken[name]), "ms", "<= 2 x the median of one Static",
                       high(taken[name]) <= 2 * base, keyed),
            ]  # fmt: skip

    for (words, (ours, theirs)), goal in zip(
        openings(homes[sizes[0]], folder, rounds).items(), (0.25, 0.12, 0.10), strict=True
    ):
        figures.append(
            Figure(f"open a kept story of {words:,} words", ours, "ms", f"<= {goal} x the Markdown widget",
                   ours <= goal * theirs, {"Textual Markdown": theirs})
        )  # fmt: skip

    with reader(homes[sizes[0]]) as program:
        program.press("gg" + "j" * (len(LENGTHS) - 1) + "\r")
        program.settle(1)
        memory = program.resident_megabytes
        scrolled = presses({"reader": program}, "j", keys)["reader"]
    figures += [
        Figure("memory with a story of 20,000 words", memory, "MB", "<= 2 x bare Textual", memory <= 2 * floor_mb,
               {"bare Textual": floor_mb}),
        Figure("scroll by a line, p50", middle(scrolled), "ms", "<= 5 ms", middle(scrolled) <= 5),
    ]  # fmt: skip

    idle, busy = while_refreshing(folder, sources)
    figures += [
        Figure(f"j while {sources} sources are asked, p95", high(busy), "ms", "<= 2.5 x p95 at rest",
               high(busy) <= 2.5 * high(idle), {"at rest p95": high(idle)}),
        Figure(f"j while {sources} sources are asked, longest", max(busy, default=0), "ms", "<= 50 ms",
               max(busy, default=0) <= 50),
    ]  # fmt: skip
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and write the figures where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that it works")
    parser.add_argument("--rounds", type=int, default=7, help="starts and openings of each program")
    parser.add_argument("--keys", type=int, default=200, help="presses of each key")
    parser.add_argument("--stories", type=int, default=10_000, help="in the larger library")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--folder", type=Path, help="where the made libraries are kept")
    parser.add_argument("--peer", action="append", default=[], help="NAME=PROGRAM of another reader")
    options = parser.parse_args(arguments)
    installed = dict(given.split("=", 1) for given in options.peer)
    run: Callable[[Path], list[Figure]] = (
        (lambda folder: measure(folder, 1, 10, (1_000,), 5, installed))
        if options.quick
        else lambda folder: measure(
            folder,
            options.rounds,
            options.keys,
            (1_000, options.stories),
            200,
            installed,
        )
    )
    if options.folder:
        figures = run(options.folder)
    else:
        with tempfile.TemporaryDirectory() as folder:
            figures = run(Path(folder))
    for each in figures:
        peers = ", ".join(f"{name} {value:.1f}" for name, value in each.peers.items())
        state = "holds" if each.holds else "MISSED"
        print(f"{each.metric:<48} {each.value:>9.1f} {each.unit:<3} {state:<7} {each.goal:<34} {peers}")
    if options.json:
        options.json.write_text(json.dumps([vars(each) for each in figures], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
