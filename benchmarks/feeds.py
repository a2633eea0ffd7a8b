"""What it costs to read a feed, beside expat that tells nobody and feedparser alone: `python benchmarks/feeds.py [--quick]`.

CPU of one process for all that a worker does: the job unpickled, the document read, its bodies written, the result pickled.
Two sets: feeds as `feed_server.py` makes them, 50 stories of 250 kB each, and 55 as their publishers sent them, which lie
beside the checkout in `../shared/corpora`; without them only the first is measured. The three go in turns, document by
document, so that a machine whose speed drifts drifts for all; what is told is the median over the rounds.
"""

import argparse
import contextlib
import io
import json
import pickle
import statistics
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.parsers import expat

from feed_server import document
from tuinews import jobs
from tuinews.errors import FeedError
from tuinews.feeds.parse import equipped_feedparser, prepared

ARCHIVE = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "feeds.tar.gz"
GOALS = {"made": 0.3, "real": 0.5}
"""Of the CPU that feedparser alone takes, which does without cleaning, hashes and counts."""
URL = "https://example.com/news/feed.xml"


def by_tuinews(body: bytes) -> None:
    """Read a document as a worker does."""
    request = pickle.dumps((jobs.parse_feed, (body, "application/rss+xml", URL, {})), pickle.HIGHEST_PROTOCOL)
    job, arguments = pickle.loads(request)
    with contextlib.suppress(FeedError):
        pickle.dumps(job(*arguments), pickle.HIGHEST_PROTOCOL)


def by_expat(body: bytes) -> None:
    """See whether a document is well-formed."""
    with contextlib.suppress(expat.ExpatError):
        expat.ParserCreate("utf-8", " ").Parse(body, True)


def by_feedparser(body: bytes) -> None:
    """Read a document as feedparser does for us: nothing cleaned, no address resolved."""
    mended, headers = prepared(body, "application/rss+xml")
    equipped_feedparser().parse(
        io.BytesIO(mended), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


READERS: dict[str, Callable[[bytes], None]] = {
    "tuinews": by_tuinews,
    "expat": by_expat,
    "feedparser": by_feedparser,
}


def real_feeds() -> list[bytes]:
    """Give the feeds that publishers sent, none where the corpora are not."""
    if not ARCHIVE.is_file():
        print(f"NOT MEASURED: {ARCHIVE} is missing; it holds 55 feeds as publishers sent them")
        return []
    with tarfile.open(ARCHIVE) as archive:
        members = {
            member.name.removeprefix("./").removeprefix("feeds/"): file.read()
            for member in archive
            if (file := archive.extractfile(member)) is not None
        }
    rows = (line.split("\t") for line in members["manifest.tsv"].decode().splitlines()[1:] if line)
    return [members[row[-1]] for row in rows if row[:2] == ["fastfeedparser/real200", "feed"]]


def measured(feeds: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Give the milliseconds of CPU that each reader takes for a document of a set, on average."""
    took: dict[str, list[float]] = {name: [] for name in READERS}
    for number in range(rounds + 1):
        spent = dict.fromkeys(READERS, 0.0)
        for body in feeds:
            for name, read in READERS.items():
                begun = time.process_time()
                read(body)
                spent[name] += time.process_time() - begun
        if number:  # The first round also imports and compiles.
            for name, seconds in spent.items():
                took[name].append(seconds * 1000 / len(feeds))
    return {name: statistics.median(times) for name, times in took.items()}


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="only see that it works")
    options.add_argument("--json", type=Path, help="write the goals with what was reached")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    sets = {"made": [document(number, 50, 1) for number in range(20)], "real": real_feeds()}
    found: list[dict[str, object]] = []
    for name, feeds in sets.items():
        some = feeds[:2] if given.quick else feeds
        if not some:
            continue
        took = measured(some, 1 if given.quick else given.rounds)
        ratio = took["tuinews"] / took["feedparser"]
        print(
            f"{name} feeds, {len(some)}: " + ", ".join(f"{who} {ms:.2f} ms" for who, ms in took.items()),
            f"({took['tuinews'] / took['expat']:.1f} x expat)",
        )
        found.append(
            {
                "metric": f"reading {name} feeds, CPU, of that of feedparser alone",
                "value": round(ratio, 3),
                "unit": "ratio",
                "goal": GOALS[name],
                "holds": ratio <= GOALS[name],
                "peers": {who: round(ms, 2) for who, ms in took.items()},
            }
        )
    for row in found:
        print(
            f"{'holds' if row['holds'] else 'MISSED':6} {row['value']:>8} {row['unit']} (goal {row['goal']}) {row['metric']}"
        )
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
