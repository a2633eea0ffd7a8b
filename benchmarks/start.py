"""How long commands take from nothing: `python benchmarks/start.py [--quick] [--json FILE]`.

The installed program is started in turns with a Python that does nothing, in a process of its own each time, and what counts
is the ratio within one run; newsboat stands beside it where it is installed. The library holds a few stories, so that what is
measured is the start and not the work.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuinews.library import Library
from tuinews.model import Entry, FeedUpdate, KeyedEntry, NewSource
from tuinews.paths import Home
from tuinews.text import fingerprint

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "tuinews")
BARE = [sys.executable, "-c", "pass"]
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "--version": ([PROGRAM, "--version"], 2.0),
    "--help": ([PROGRAM, "--help"], 12.0),
    "config": ([PROGRAM, "config"], None),
    "themes": ([PROGRAM, "themes"], None),
    "list": ([PROGRAM, "list"], None),
    "show 1": ([PROGRAM, "show", "1"], None),
    "keys": ([PROGRAM, "keys"], None),
}
"""What is started, and how often the time of a bare Python it may take."""
VERSION_MILLISECONDS = 80.0


def filled(home: Home) -> None:
    """Put a few stories into a library."""
    now = datetime.now(UTC)
    entries = tuple(
        KeyedEntry(
            fingerprint(str(number)),
            0,
            fingerprint(str(number), "1"),
            Entry(
                guid=str(number), url=f"https://reel.example/{number}", title=f"Story {number}", published=now
            ),
        )
        for number in range(20)
    )
    library = Library.open(home)
    try:
        library.add_sources([NewSource("https://reel.example/feed", "Reel")])
        library.apply(FeedUpdate(1, now, now + timedelta(hours=1), entries))
    finally:
        library.close()


def measure(programs: dict[str, list[str]], rounds: int, home: Path) -> dict[str, list[float]]:
    """Start each program in turns; give its milliseconds, those of the first turn left out."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    environ = {**os.environ, "TUINEWS_HOME": str(home)}
    for turn in range(rounds + 1):
        for name, argv in programs.items():
            begun = time.perf_counter()
            done = subprocess.run(argv, env=environ, capture_output=True, timeout=60, check=False)
            if turn:  # The first time fills the caches of the disk.
                times[name].append(1000 * (time.perf_counter() - begun))
            if done.returncode:
                raise SystemExit(f"{name} ended with {done.returncode}: {done.stderr.decode()}")
    return times


def report(times: dict[str, list[float]]) -> list[dict[str, object]]:
    """Print a table; give the goals with what was reached."""
    medians = {name: statistics.median(each) for name, each in times.items()}
    bare = medians["python -c pass"]
    peers = {name: round(value, 1) for name, value in medians.items() if name not in COMMANDS}
    records: list[dict[str, object]] = []
    print(f"{'':<20}{'median ms':>12}{'x bare Python':>16}")
    for name, value in medians.items():
        print(f"{name:<20}{value:12.1f}{value / bare:16.2f}")
        goal = COMMANDS[name][1] if name in COMMANDS else None
        if goal is not None:
            records.append(_judged(f"{name}, against a bare Python", value / bare, "x", goal, peers))
    records.append(_judged("--version", medians["--version"], "ms", VERSION_MILLISECONDS, peers))
    reached = sum(bool(record["holds"]) for record in records)
    print(f"{reached} of {len(records)} goals reached")
    return records


def _judged(metric: str, value: float, unit: str, goal: float, peers: dict[str, float]) -> dict[str, object]:
    return {
        "metric": metric,
        "value": round(value, 3),
        "unit": unit,
        "goal": goal,
        "holds": value <= goal,
        "peers": peers,
    }


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    programs = {"python -c pass": BARE} | {name: argv for name, (argv, _) in COMMANDS.items()}
    if newsboat := shutil.which("newsboat"):
        programs["newsboat --version"] = [newsboat, "--version"]
    with tempfile.TemporaryDirectory() as folder:
        filled(Home.below(Path(folder)))
        times = measure(programs, 2 if options.quick else options.rounds, Path(folder))
    records = report(times)
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    main()
