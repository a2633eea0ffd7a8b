"""The page cleaner beside other extractors: `python benchmarks/extraction.py [--quick] [--json FILE] [--pages PATH]`.

Runs over labelled pages of three public sets, which live beside the checkout. Every extractor gets each page in turn, in the same process; what is scored of
ours is the Markdown, read back. `--floors` scores ours alone and fails where it falls below what is committed here.
"""

import argparse
import itertools
import json
import multiprocessing
import resource
import statistics
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import page_peers
from markdown_back import as_html, as_text
from page_quality import pairs_in_order, rank_correlation
from page_scores import (
    KINDS,
    f1_of,
    kept_structure,
    mean,
    overlap_of_runs,
    overlap_of_words,
    same_words,
    share_of_snippets,
    tree_of,
)  # fmt: skip
from tuinews.article.decode import decode_page
from tuinews.article.render import render_page
from tuinews.commands.prose import page_as_markdown
from tuinews.errors import TuinewsError
from tuinews.model import Document

PAGES = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "pages.tar.xz"
OURS = "tuinews"
WITH_CAPTIONS = "tuinews, captions scored"
QUICK = 12
"""Pages of each set that a quick run looks at."""

CPU = "CPU of a page, in trafilatura's"
MILLISECONDS = "CPU of a page, milliseconds"

GOALS: dict[str, float] = {
    "scrapinghub F1": 0.975, "scrapinghub accuracy": 0.50,
    "WCXB F1": 0.945, "WCXB wanted snippets": 0.93, "WCXB leaked snippets": 0.03,
    "paragraphs": 0.98, "headings": 0.92, "list items": 0.90, "links": 0.93, "images": 0.85, "quotes": 0.95,
    "tables": 0.85, "code": 0.98, "embeds": 1.0,
    "quality: rank correlation with F1": 0.4, "quality: good above bad": 0.8,
    CPU: 5.0, "memory of the worker": 150.0,
}  # fmt: skip
"""What is to be reached. Of time only the ratio to trafilatura's in the same run says anything: 60 ms where it takes 12."""
FLOORS: dict[str, float] = {
    "scrapinghub F1": 0.983, "scrapinghub accuracy": 0.58, "WCXB F1": 0.949, "WCXB wanted snippets": 0.962, "WCXB leaked snippets": 0.029,
    "paragraphs": 0.969, "headings": 0.905, "list items": 0.869, "links": 0.91, "images": 0.918, "quotes": 0.928, "tables": 0.66, "code": 1.0,
    "embeds": 0.958, "quality: rank correlation with F1": 0.38, "quality: good above bad": 0.78, "memory of the worker": 150.0,
}  # fmt: skip
"""What may not be lost again: below it (leaks: above it) the run fails."""
_LESS_IS_BETTER = ("leaked", "CPU", "memory")


@dataclass
class Scores:
    """What one extractor reached on each page."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    words_f1: list[float] = field(default_factory=list)
    wanted: list[tuple[int, int]] = field(default_factory=list)
    leaked: list[tuple[int, int]] = field(default_factory=list)
    structure: list[dict[str, tuple[int, int]]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    quality: list[tuple[float, float]] = field(default_factory=list)
    """For each page the score that we give ourselves, and the F1 that was reached."""


@dataclass(frozen=True)
class Page:
    """A labelled page."""

    row: dict[str, Any]
    body: bytes
    expected: str


@dataclass(frozen=True)
class Result:
    """What every extractor made of a page."""

    key: tuple[str, str]
    texts: dict[str, str]
    markups: dict[str, str]
    seconds: dict[str, float]
    quality: float
    """Our own score of what we made of it."""
    memory: int
    """KiB of the worker at its largest so far."""


def read_pages(path: Path) -> list[Page]:
    """Read the pages from an archive, or from the folder that it unpacks to."""
    if path.is_dir():
        files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*.*")}
    else:
        with tarfile.open(path) as archive:
            files = {
                member.name.partition("/")[2]: content.read()
                for member in archive
                if member.isfile() and (content := archive.extractfile(member)) is not None
            }
    rows = [json.loads(line) for line in files["index.jsonl"].decode().split("\n") if line]
    return [
        Page(row, files[row["file"]], files[row["expected"]].decode() if "expected" in row else "")
        for row in rows
    ]


def look_at(page: Page, *, alone: bool) -> Result:
    """Put one page before every extractor."""
    texts: dict[str, str] = {}
    markups: dict[str, str] = {}
    seconds: dict[str, float] = {}
    url = page.row["url"]
    started = time.process_time()
    document = Document("")
    with suppress(TuinewsError):
        document = render_page(page.body, "text/html", url)
    seconds[OURS] = time.process_time() - started
    texts[OURS], texts[WITH_CAPTIONS] = as_text(document.markdown), as_text(document.markdown, captions=True)
    # What `tuinews clean` prints: headline and dek stand over the text, and the reference has them among its headings.
    markups[OURS] = as_html(page_as_markdown(document))
    if not alone:
        text = decode_page(page.body, "text/html")
        structure = page.row["set"] == "readability"
        for name, extract in (page_peers.markups() if structure else page_peers.texts()).items():
            started = time.process_time()
            (markups if structure else texts)[name] = _asked(extract, text, url)
            seconds[name] = time.process_time() - started
    memory = _peak_memory()
    return Result((page.row["set"], page.row["id"]), texts, markups, seconds, document.quality, memory)


def _peak_memory() -> int:
    """Give the largest resident size of this process in KiB, itself: Linux hands `ru_maxrss` on from a parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().split("\n") if line.startswith("VmHWM:"))
        return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _asked(extract: Callable[[str, str], str], text: str, url: str) -> str:
    try:
        return extract(text, url)
    except Exception:  # noqa: BLE001 - a peer that fails on a page has found nothing on it
        return ""


def _alone(page: Page) -> Result:
    return look_at(page, alone=True)


def _with_peers(page: Page) -> Result:
    return look_at(page, alone=False)


def results_of(pages: list[Page], *, alone: bool, processes: int) -> Iterator[tuple[Page, Result]]:
    """Look at all pages, in fresh processes."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from zip(pages, pool.imap(_alone if alone else _with_peers, pages, chunksize=4), strict=True)


def score(found: Iterator[tuple[Page, Result]]) -> tuple[dict[str, Scores], int]:
    """Score what was found; gives also the largest worker's memory in KiB."""
    scores: dict[str, Scores] = {}
    memory = 0
    for page, result in found:
        memory = max(memory, result.memory)
        for name, seconds in result.seconds.items():
            scores.setdefault(name, Scores()).cpu.append(seconds * 1_000)
        if page.row["set"] == "readability":
            expected = tree_of(page.expected)
            for name, markup in result.markups.items():
                kept = kept_structure(tree_of(markup), expected, page.row["url"])
                scores.setdefault(name, Scores()).structure.append(kept)
            continue
        for name, text in result.texts.items():
            f1 = _score_text(scores.setdefault(name, Scores()), page.row, text)
            if name == OURS:
                scores[name].quality.append((result.quality, f1))
    return scores, memory


def _score_text(scores: Scores, row: dict[str, Any], text: str) -> float:
    """Score one text; gives its F1."""
    if row["set"] == "scrapinghub":
        overlap = overlap_of_runs(text, row["body"])
        scores.precision.append(overlap.precision)
        scores.recall.append(overlap.recall)
        scores.exact.append(same_words(text, row["body"]))
        return overlap.f1
    scores.words_f1.append(overlap_of_words(text, row["body"]).f1)
    scores.wanted.append(share_of_snippets(text, row["must"]))
    scores.leaked.append(share_of_snippets(text, row["must_not"], whole_words=True))
    return scores.words_f1[-1]


def figures_of(scores: Scores) -> dict[str, float]:
    """Give the figures of one extractor by their names."""
    figures: dict[str, float] = {}
    if scores.exact:
        figures["scrapinghub F1"] = f1_of(mean(scores.precision), mean(scores.recall))
        figures["scrapinghub accuracy"] = mean(scores.exact)
    if scores.words_f1:
        figures["WCXB F1"] = mean(scores.words_f1)
        figures["WCXB wanted snippets"] = _share(scores.wanted)
        figures["WCXB leaked snippets"] = _share(scores.leaked)
    if scores.quality:
        figures["quality: rank correlation with F1"] = rank_correlation(scores.quality)
        figures["quality: good above bad"] = pairs_in_order(scores.quality)
    for kind in KINDS if scores.structure else ():
        figures[kind] = _share([page[kind] for page in scores.structure])
    if scores.cpu:
        figures[MILLISECONDS] = statistics.median(scores.cpu)
    return figures


def _share(counted: list[tuple[int, int]]) -> float:
    total = sum(expected for _, expected in counted)
    return sum(found for found, _ in counted) / total if total else 0.0


def report(figures: dict[str, dict[str, float]]) -> list[dict[str, object]]:
    """Print the table; give it as records with the goals."""
    names = [*GOALS, MILLISECONDS]
    for heading, group in itertools.groupby(names, key=_group):
        columns = list(group)
        print(f"\n{heading:<28}" + "".join(f"{_short(name):>14}" for name in columns))
        rows = [(name, [found.get(column) for column in columns]) for name, found in figures.items()]
        rows.append(("goal", [GOALS.get(column) for column in columns]))
        for name, values in rows:
            if any(value is not None for value in values):
                print(
                    f"{name:<28}"
                    + "".join(f"{'' if value is None else _written(value):>14}" for value in values)
                )
    records: list[dict[str, object]] = []
    for name, goal in GOALS.items():
        value = figures[OURS].get(name)
        if value is None:
            continue
        peers = {
            other: round(found[name], 4)
            for other, found in figures.items()
            if other != OURS and name in found
        }
        records.append(
            {
                "metric": name,
                "value": round(value, 4),
                "unit": _unit(name),
                "goal": goal,
                "holds": reaches(name, value, goal),
                "peers": peers,
            }
        )
    missed = [record for record in records if not record["holds"]]
    print()
    for record in missed:
        print(f"missed: {record['metric']}: {record['value']} {record['unit']}, goal {record['goal']}")
    print(f"{len(records) - len(missed)} of {len(records)} goals reached")
    return records


def reaches(name: str, value: float, mark: float) -> bool:
    """Tell whether a figure is as good as a mark, to the digits that are shown."""
    return value <= mark if any(word in name for word in _LESS_IS_BETTER) else value >= mark


def _group(name: str) -> str:
    return next(
        (word for word in ("scrapinghub", "WCXB", "quality", "CPU", "memory") if name.startswith(word)),
        "structure kept",
    )


def _short(name: str) -> str:
    return (
        name.removeprefix("scrapinghub ")
        .removeprefix("WCXB ")
        .removeprefix("quality: ")
        .removesuffix(" with F1")
        .removesuffix(" snippets")
        .removeprefix("CPU of a page, ")
        .removesuffix(" of the worker")
    )


def _unit(name: str) -> str:
    return "times" if name.startswith("CPU") else "MB" if name.startswith("memory") else "share"


def _written(value: float) -> str:
    return f"{value:.4f}" if value <= 1 else f"{value:.1f}"


def fallen(figures: dict[str, float]) -> list[str]:
    """Name the figures below their floor."""
    return [
        f"{name}: {figures[name]:.4f}, floor {floor}"
        for name, floor in FLOORS.items()
        if not reaches(name, figures[name], floor)
    ]


def main() -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK} pages of each set, to see that it works"
    )
    parser.add_argument("--floors", action="store_true", help="ours alone; fail below the committed floors")
    parser.add_argument("--pages", type=Path, default=PAGES, help="an archive or folder with index.jsonl")
    parser.add_argument("--set", help="one of the sets only")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not options.pages.exists():
        print(f"NOT MEASURED: {options.pages} is missing; it holds the labelled pages")
        return 0
    pages = read_pages(options.pages)
    if options.set:
        pages = [page for page in pages if page.row["set"] == options.set]
    if options.quick:
        by_set = itertools.groupby(pages, key=lambda page: page.row["set"])
        pages = [page for _, group in by_set for page in itertools.islice(group, QUICK)]
    own, memory = score(results_of(pages, alone=True, processes=options.processes))
    figures = {name: figures_of(scores) for name, scores in own.items()}
    figures[OURS]["memory of the worker"] = memory / 1024
    if not options.floors:
        others, _ = score(results_of(pages, alone=False, processes=options.processes))
        figures |= {name: figures_of(scores) for name, scores in others.items() if name not in own}
        figures[OURS][MILLISECONDS] = figures_of(others[OURS])[MILLISECONDS]
        if yardstick := figures.get(page_peers.YARDSTICK):
            for found in figures.values():
                if MILLISECONDS in found:
                    found[CPU] = found[MILLISECONDS] / yardstick[MILLISECONDS]
    records = report(figures)
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")
    if options.floors and not options.quick and not options.set:
        failed = fallen(figures[OURS])
        for line in failed:
            print(f"BELOW THE FLOOR: {line}")
        return 1 if failed else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
