"""Topics, related stories and groups against labels: `python benchmarks/topics.py [--quick] [--json FILE] [--folder DIR]`.

The labelled articles and events lie beside the checkout in `../shared/topics` and are no part of it; without them only the
invented stories of the tests are scored. Times are of one core (process time), medians and percentiles over rounds.
"""

import argparse
import itertools
import json
import math
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from made_library import NOW, Words, made
from tuinews.library import Library
from tuinews.model import Entry, FeedUpdate, KeyedEntry, View
from tuinews.text import fingerprint
from tuinews.topics.features import Features, Rarity, features_of, resemblance
from tuinews.topics.groups import COPY, WINDOW, Grouping, Report
from tuinews.topics.mine import topics_of
from tuinews.topics.related import Comparison, ranked

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = CHECKOUT.parent / "shared" / "topics"
sys.path.append(str(CHECKOUT / "tests" / "topics"))

from scoring import Labelled, judged, means, own_stories  # noqa: E402 - beside the tests, which judge by it too

LIBRARY = 100_000
"""Stories of the library that a new one comes to."""
IN_WINDOW = 2_200
"""Stories of four days in a library of 100,000 that keeps them for 180."""


@dataclass(frozen=True)
class Told:
    """An article with the event that it tells."""

    features: Features
    event: str
    topic: int


@dataclass(frozen=True)
class Figure:
    """One measured number."""

    metric: str
    value: float
    goal: float
    unit: str = "share"
    least: bool = True
    """Whether the goal is the least that will do, or the most."""

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        return self.value >= self.goal if self.least else self.value <= self.goal


def names(story: Labelled) -> list[str]:
    """Give the topics that are shown for a story."""
    return [topic.name for topic in topics_of(story.title, story.text)]


def real_stories() -> list[Labelled]:
    """Read the labelled articles."""
    articles = json.loads((SHARED / "articles.json").read_text(encoding="utf-8"))
    return [Labelled(a["title"], a["text"], tuple(a["core"]), tuple(a["ok"])) for a in articles]


def told_events() -> list[Told]:
    """Read the articles whose events are known."""
    found = []
    for each in json.loads((SHARED / "events.json").read_text(encoding="utf-8")):
        lines = [line for line in each["sentences"] if not re.match(r"\s*(?:http|www\.)", line)]
        title = lines[0] if lines else ""
        text = "\n".join(lines[1:]) or title
        topics = [topic.name for topic in topics_of(title, text)]
        found.append(Told(features_of(title, text, topics), each["event"], each["topic"]))
    return found


def rarities(features: Sequence[Features]) -> tuple[Rarity, Rarity]:
    """Give how rare words and topics are among some stories."""
    words: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for each in features:
        words.update(each.words.keys())
        topics.update(each.topics.keys())
    total = len(features) + 1
    return (
        lambda word: math.log(total / (words[word] + 0.5)),
        lambda topic: math.log(total / (topics[topic] + 0.5)),
    )


def b_cubed(wanted: Sequence[str], found: Sequence[int]) -> float:
    """Give the F1 of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    of_event, of_group = defaultdict(set), defaultdict(set)
    for number, (event, group) in enumerate(zip(wanted, found, strict=True)):
        of_event[event].add(number)
        of_group[group].add(number)
    shared = [len(of_event[e] & of_group[g]) for e, g in zip(wanted, found, strict=True)]
    precision = statistics.mean(s / len(of_group[g]) for s, g in zip(shared, found, strict=True))
    recall = statistics.mean(s / len(of_event[e]) for s, e in zip(shared, wanted, strict=True))
    return 2 * precision * recall / (precision + recall)


def grouped(told: Sequence[Told], rare: tuple[Rarity, Rarity], seeds: Sequence[int]) -> float:
    """Group articles in random orders; give the mean F1."""
    scores = []
    for seed in seeds:
        order = list(told)
        random.Random(seed).shuffle(order)
        grouping = Grouping(None)
        found = [grouping.add(Report.of(each.features, 0, *rare)) for each in order]
        scores.append(b_cubed([each.event for each in order], found))
    return statistics.mean(scores)


def ndcg(told: Sequence[Told], rare: tuple[Rarity, Rarity]) -> float:
    """Give the mean nDCG@10 of related articles: 2 for the same event, 1 for the same topic."""
    scores = []
    for number, own in enumerate(told):
        others = [(other, each.features) for other, each in enumerate(told) if other != number]
        gains = {
            other: 2 if each.event == own.event else int(each.topic == own.topic)
            for other, each in enumerate(told)
            if other != number
        }
        best = ranked(Comparison(own.features, *rare), others, 10)
        reached = _discounted([gains[other] for other, _ in best])
        scores.append(reached / _discounted(sorted(gains.values(), reverse=True)[:10]))
    return float(statistics.mean(scores))


def _discounted(gains: Sequence[int]) -> float:
    return sum((2.0**gain - 1) / math.log2(rank + 2) for rank, gain in enumerate(gains))


def copies(told: Sequence[Told]) -> tuple[float, int]:
    """Give the share of pairs taken for copies that tell one event, and how many pairs there are."""
    pairs = [
        one.event == other.event
        for one, other in itertools.combinations(told, 2)
        if resemblance(one.features.sketch, other.features.sketch) >= COPY
    ]
    return (statistics.mean(pairs) if pairs else 1.0), len(pairs)


def quality(*, quick: bool) -> list[Figure]:
    """Score everything that has labels."""
    own = own_stories()
    precision, recall = means(judged(names(story), story) for story in own)
    figures = [
        Figure("invented stories, P@8", precision, 0.92),
        Figure("invented stories, R@12", recall, 0.80),
    ]
    if not SHARED.is_dir():
        print(f"{SHARED} is missing: real stories and events are not scored.")
        return figures
    precision, recall = means(judged(names(story), story) for story in real_stories())
    figures += [Figure("real stories, P@8", precision, 0.92), Figure("real stories, R@12", recall, 0.80)]
    told = told_events()
    if quick:
        told = told[:120]
    rare = rarities([each.features for each in told])
    seeds = (1,) if quick else (1, 2, 3)
    early = [each for each in told if not each.event.endswith("plus")]
    late = [each for each in told if each.event.endswith("plus")]
    within = sum(len(part) * grouped(part, rare, seeds) for part in (early, late) if part) / len(told)
    share, pairs = copies(told)
    return [
        *figures,
        Figure("same story, B3 F1 without a window", grouped(told, rare, seeds), 0.90),
        Figure("same story, B3 F1 with a window", within, 0.95),
        Figure(f"copies, precision over {pairs} pairs", share, 0.99),
        Figure("related, nDCG@10", ndcg(told, rare), 0.95),
    ]


def timed(run: Callable[[], object]) -> float:
    """Give milliseconds of this process."""
    began = time.process_time()
    run()
    return (time.process_time() - began) * 1_000


def speed(folder: Path | None, *, quick: bool) -> list[Figure]:
    """Time the topics of a story, and all that is done for a new one."""
    stories = real_stories() if SHARED.is_dir() else own_stories()
    for story in stories:
        names(story)
    rounds = 1 if quick else 7
    topics = sorted(
        statistics.median(timed(lambda story=story: names(story)) for _ in range(rounds))  # type: ignore[misc]
        for story in stories
    )
    with tempfile.TemporaryDirectory() as made_here:
        steps, related = map(sorted, _steps(stories, folder or Path(made_here), quick=quick))
    return [
        Figure("topics of a story, mean", statistics.mean(topics), 4.0, "ms", least=False),
        Figure("topics of a story, p95", topics[int(len(topics) * 0.95)], 8.0, "ms", least=False),
        Figure(
            f"all steps of a new story, {LIBRARY:,} here, p95",
            steps[int(len(steps) * 0.95)],
            15.0,
            "ms",
            least=False,
        ),
        Figure(
            f"related stories, {LIBRARY:,} here, p95",
            related[int(len(related) * 0.95)],
            50.0,
            "ms",
            least=False,
        ),
    ]


def _steps(stories: Sequence[Labelled], folder: Path, *, quick: bool) -> tuple[list[float], list[float]]:
    """Time what is done for a story that comes (topics, storing, search, group), and finding what is related to one.

    Returns:
        Milliseconds for each story, twice.
    """
    window = 200 if quick else IN_WINDOW
    words = Words(7)
    others = [words.entry(number, NOW) for number in range(window)]
    looked_at = [
        features_of(each.entry.title, each.entry.summary, [topic.name for topic in each.topics])
        for each in others
    ]
    looked_at += [features_of(each.title, each.text[:300], names(each)) for each in stories]
    rare = rarities(looked_at)
    grouping = Grouping(WINDOW)
    for number, each in enumerate(looked_at):
        grouping.add(Report.of(each, number * timedelta(days=4).total_seconds() / window, *rare))
    now = timedelta(days=4).total_seconds()

    library = Library.open(made(folder, 2_000 if quick else LIBRARY), now=lambda: NOW)
    try:
        newest = library.page(View(), limit=len(stories)).stories

        def whole(story: Labelled) -> None:
            found = topics_of(story.title, story.text)
            entry = Entry(
                "", "", story.title, published=NOW, summary=story.text[:300], content_html=story.text
            )
            keyed = KeyedEntry(fingerprint(story.title), 0, fingerprint(story.text), entry, (), found)
            library.apply(FeedUpdate(newest[0].source_id, NOW, NOW + timedelta(hours=1), (keyed,)))
            library.index_some(1)
            looked_at = features_of(story.title, entry.summary, [topic.name for topic in found])
            grouping.add(Report.of(looked_at, now, *rare))

        whole(stories[-1])  # The first one opens what the others find open.
        coming = [timed(lambda story=story: whole(story)) for story in stories]  # type: ignore[misc]
        opening = [timed(lambda story=story: library.related(story.id)) for story in newest]  # type: ignore[misc]
        return coming, opening
    finally:
        library.close()


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it works")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path, help="keep the made library here, so that the next run has it")
    options = parser.parse_args()
    figures = [*quality(quick=options.quick), *speed(options.folder, quick=options.quick)]
    for figure in figures:
        sign = "≥" if figure.least else "≤"
        print(
            f"{figure.metric:<44}{figure.value:9.3f} {figure.unit:<6}{sign} {figure.goal:<6}"
            f"{'holds' if figure.holds else 'missed'}"
        )
    if options.json:
        records = [
            {
                "metric": figure.metric,
                "value": round(figure.value, 4),
                "unit": figure.unit,
                "goal": figure.goal,
                "holds": figure.holds,
                "peers": {},
            }
            for figure in figures
        ]
        options.json.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    main()
