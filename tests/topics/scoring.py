"""How topics are judged against labels: what is right among the first eight, what is found among the first twelve."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

STORIES = Path(__file__).parent / "stories"
SHOWN = 8
FOUND = 12

_MARKS = re.compile(r"[^\w+&!' ]+")


@dataclass(frozen=True)
class Labelled:
    """A story with what must be found in it, and what may be."""

    title: str
    text: str
    core: tuple[str, ...]
    ok: tuple[str, ...] = ()
    style: str = ""
    event: str = ""
    outlet: str = ""


def own_stories() -> list[Labelled]:
    """Read the invented stories beside this file."""
    return [
        Labelled(
            each["title"],
            each["text"].strip(),
            tuple(each["core"]),
            tuple(each["ok"]),
            file.stem,
            each.get("event", ""),
        )
        for file in sorted(STORIES.glob("*.toml"))
        for each in tomllib.loads(file.read_text(encoding="utf-8"))["story"]
    ]


def judged(names: Sequence[str], story: Labelled) -> tuple[float, float]:
    """Give the share of right names among the first 8, and the share of the core among the first 12.

    A name is right once: a second form of the same thing is an error.
    """
    labels = [*map(_forms, story.core), *map(_forms, story.ok)]
    seen: set[int] = set()
    right = 0
    for rank, name in enumerate(names[:FOUND]):
        hit = next((number for number, forms in enumerate(labels) if _level(name) in forms), None)
        if hit is not None:
            right += rank < SHOWN and hit not in seen
            seen.add(hit)
    shown = min(SHOWN, len(names))
    return (right / shown if shown else 0.0), sum(hit < len(story.core) for hit in seen) / len(story.core)


def means(judgements: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Give the mean of each of the two over stories."""
    precision, recall = zip(*judgements, strict=True)
    return sum(precision) / len(precision), sum(recall) / len(recall)


def _forms(label: str) -> set[str]:
    return set(map(_level, label.split("|")))


def _level(name: str) -> str:
    text = name.replace("’", "'").replace("‘", "'").replace("–", "-").casefold()
    text = re.sub(r"'s$|'$", "", text.strip(' .,;:!"-'))
    text = " ".join(_MARKS.sub(" ", text).split())
    text = re.sub(r"^(?:the|a|an) (?=\S)", "", text)
    return _SAME.get(text, text)


_SAME = {
    other: name
    for name, others in {
        "academy awards": "oscars oscar",
        "emmy awards": "emmys emmy",
        "grammy awards": "grammys grammy",
        "tony awards": "tonys tony",
        "baftas": "bafta",
    }.items()
    for other in others.split()
}
