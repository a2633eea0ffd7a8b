"""How good topics are, on invented stories of every style and, where they are at hand, on real ones."""

import json
from pathlib import Path

import pytest

from scoring import Labelled, judged, means, own_stories
from tuinews.topics.mine import topics_of

STYLES = ("trade", "gossip", "list", "review", "interview", "recap", "games", "music", "hard")


def names(story: Labelled) -> list[str]:
    return [topic.name for topic in topics_of(story.title, story.text, outlet=story.outlet)]


def test_there_are_stories_of_every_style() -> None:
    stories = own_stories()
    assert len(stories) >= 60
    assert {story.style for story in stories} == set(STYLES)


@pytest.mark.parametrize("style", STYLES)
def test_topics_of_invented_stories(style: str) -> None:
    stories = [story for story in own_stories() if story.style == style]
    precision, recall = means(judged(names(story), story) for story in stories)
    assert precision >= 0.92, style
    assert recall >= 0.80, style


@pytest.mark.corpus
def test_topics_of_real_stories(shared: Path) -> None:
    articles = json.loads((shared / "topics" / "articles.json").read_text(encoding="utf-8"))
    stories = [
        Labelled(each["title"], each["text"], tuple(each["core"]), tuple(each["ok"]), outlet=each["outlet"])
        for each in articles
    ]
    precision, recall = means(judged(names(story), story) for story in stories)
    assert precision >= 0.92
    assert recall >= 0.80


@pytest.mark.corpus
def test_the_page_that_it_began_with(shared: Path) -> None:
    articles = json.loads((shared / "topics" / "articles.json").read_text(encoding="utf-8"))
    seed = next(each for each in articles if each["id"] == "seed")
    found = names(Labelled(seed["title"], seed["text"], tuple(seed["core"]), tuple(seed["ok"])))
    label = Labelled("", "", tuple(seed["core"]), tuple(seed["ok"]))
    assert judged(found[:8], label)[0] == 1.0, "nothing wrong among the first eight"
    missing = [core for core in seed["core"] if not set(core.split("|")) & set(found[:16])]
    assert len(missing) <= 1, missing
