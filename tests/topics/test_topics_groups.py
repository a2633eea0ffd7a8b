"""One story told by many outlets, and related stories: what belongs together, what never does, and why."""

import itertools
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import own_stories
from tuinews.topics.features import (
    Features,
    Numbers,
    features_of,
    genre_of,
    gist_of,
    numbers_of,
    resemblance,
    sketch_of,
    stem_of,
)
from tuinews.topics.groups import WINDOW, Group, Grouping, Report, nearness
from tuinews.topics.mine import topics_of
from tuinews.topics.related import Comparison, ranked

DAY = timedelta(days=1).total_seconds()
TEXT = (
    "Streamline has renewed the owl drama Nightjar. Tomasz Okafor wrote it. Ilse Brandt and Ravi Menon return to the"
    " barn in the Pentland Hills in March, the company said on Tuesday, and nobody expected the owls to come back."
)


def looked_at(title: str, text: str) -> Features:
    return features_of(title, text, [topic.name for topic in topics_of(title, text)])


def rarity(_: str) -> float:
    return 3.0


def grouped(*stories: tuple[str, str], hours: float = 1, window: timedelta | None = WINDOW) -> list[int]:
    """Group stories that come some hours apart."""
    grouping = Grouping(window)
    return [
        grouping.add(Report.of(looked_at(title, text), number * hours * 3600, rarity, rarity))
        for number, (title, text) in enumerate(stories)
    ]


def test_a_copy_under_another_headline_is_the_same_story() -> None:
    assert grouped(("Nightjar renewed", TEXT), ("Owls to return for more", TEXT)) == [0, 0]


def test_other_news_begins_a_group_of_its_own() -> None:
    other = (
        "Ironpetal has dated Stonewarden for February. Lena Aho promised that the siege would not move again."
    )
    assert grouped(("Nightjar renewed", TEXT), ("Stonewarden has a date", other)) == [0, 1]


def test_the_same_words_a_week_later_are_another_story() -> None:
    twice = ("Nightjar renewed", TEXT), ("Nightjar renewed", TEXT)
    assert grouped(*twice, hours=7 * 24) == [0, 1]
    assert grouped(*twice, hours=7 * 24, window=None) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nightjar renewed for season 2", "Nightjar renewed for season 3"),
        ("Nightjar season 2, episode 7 recap", "Nightjar season 2, episode 8 recap"),
        ("Nightjar S2E7 recap", "Nightjar S2E8 recap"),
        ("Nightjar Season 2 finale recap", "Nightjar Season 2, Episode 7 recap"),
        ("The Lamplighters: Part One gets a date", "The Lamplighters: Part Two gets a date"),
        ("Nightjar's second season begins", "Nightjar's third season begins"),
    ],
)
def test_other_numbers_are_other_stories_however_alike_the_words(one: str, other: str) -> None:
    assert grouped((one, TEXT), (other, TEXT)) == [0, 1]


def test_one_number_in_two_spellings_is_one_story() -> None:
    assert grouped(
        ("Nightjar renewed for Season Three", TEXT), ("Nightjar's third season is coming", TEXT)
    ) == [0, 0]


def test_numbers_of_sequels_keep_apart_what_the_headlines_name() -> None:
    three = numbers_of("Stonewarden III has a date", "", ["Stonewarden III"])
    four = numbers_of("Stonewarden 4 has a date", "", ["Stonewarden 4"])
    assert three.contradict(four)
    assert not four.contradict(numbers_of("Stonewarden IV is out", "", ["Stonewarden IV"]))
    assert not four.contradict(Numbers())


def test_a_gist_is_what_features_say_of_words_and_topics() -> None:
    whole = features_of("Nightjar renewed", TEXT, ["Nightjar", "Ilse Brandt"])
    gist = gist_of("Nightjar renewed", TEXT, ["Nightjar", "Ilse Brandt"])
    assert (gist.words, gist.topics) == (whole.words, whole.topics)


def test_a_review_is_no_report_though_it_names_the_same() -> None:
    assert genre_of("Nightjar review: owls at their best") == "review"
    assert genre_of("Nightjar is renewed") == ""
    same = "Nightjar is back. Ilse Brandt trusts the owls and the barn, and Ravi Menon is better than ever."
    report = Report.of(looked_at("Nightjar is back", same), 0, rarity, rarity)
    review = Report.of(looked_at("Nightjar review", same.replace("and", "while")), 0, rarity, rarity)
    news = Group(0, 0)
    news.add(replace(report, sketch=frozenset()))
    assert nearness(review, news) < nearness(replace(review, genre=""), news)


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("Bess Aldous: ‘Kings don’t know that they are kings’", "interview"),
        ("Five minutes with Okonjo", "interview"),
        ("The 6 best films to stream this weekend", "list"),
        ("Every Stonewarden Game, Ranked From Worst to Best", "list"),
        ("Nightjar Season 2 Finale Recap: Feathers Fly", "recap"),
        ("Nightjar: Streamline orders more", ""),
    ],
)
def test_what_a_headline_calls_its_text(title: str, genre: str) -> None:
    assert genre_of(title) == genre


def test_one_source_seldom_tells_an_event_twice() -> None:
    report = Report.of(looked_at("Nightjar renewed", TEXT), 0, rarity, rarity, source=1)
    group = Group(0, 0)
    group.add(replace(report, sketch=frozenset()))
    assert nearness(report, group) < nearness(replace(report, source=2), group)


def test_invented_events_are_found_again_among_all_stories() -> None:
    stories = own_stories()
    features = [looked_at(story.title, story.text) for story in stories]
    words: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for each in features:
        words.update(each.words.keys())
        topics.update(each.topics.keys())
    total = len(stories) + 1
    grouping = Grouping()
    numbers = [
        grouping.add(
            Report.of(
                each,
                0,
                lambda word: math.log(total / (words[word] + 0.5)),
                lambda topic: math.log(total / (topics[topic] + 0.5)),
            )
        )
        for each in features
    ]
    together = {
        (one, other)
        for one, other in itertools.combinations(range(len(stories)), 2)
        if numbers[one] == numbers[other]
    }
    wanted = {
        (one, other)
        for one, other in itertools.combinations(range(len(stories)), 2)
        if stories[one].event and stories[one].event == stories[other].event
    }
    assert wanted <= together, [(stories[a].title, stories[b].title) for a, b in wanted - together]
    # All of them are about the same few people, as no four days of news are, and yet most are told apart.
    assert len(together - wanted) <= 40


def test_related_stories_say_why() -> None:
    own = looked_at("Nightjar renewed", TEXT)
    near = looked_at("Ilse Brandt on owls", "Ilse Brandt talks of Nightjar, of owls and of Tomasz Okafor.")
    far = looked_at("Stonewarden has a date", "Ironpetal has dated Stonewarden for February.")
    found = ranked(Comparison(own, rarity, rarity), [(1, far), (2, near)], 5)
    assert [number for number, _ in found] == [2]
    assert found[0][1].reason.startswith("Both name ")
    assert set(found[0][1].shared) == {"Nightjar", "Ilse Brandt", "Tomasz Okafor"}


def test_what_shares_no_name_says_so_plainly() -> None:
    one = looked_at("", "the barn burned and the owls flew over the frozen river")
    other = looked_at("", "owls over the frozen river, and the barn burned again")
    ((_, kinship),) = ranked(Comparison(one, rarity, rarity), [(1, other)], 5)
    assert kinship.reason == "Tells of similar things"


def test_resemblance_is_of_wording_not_of_words() -> None:
    words = TEXT.casefold().split()
    mixed = words[:]
    random.Random(1).shuffle(mixed)
    assert resemblance(sketch_of(words), sketch_of(words)) == 1
    assert resemblance(sketch_of(words), sketch_of(mixed)) < 0.1
    assert resemblance(sketch_of([]), sketch_of(words)) == 0


@pytest.mark.parametrize(
    "forms",
    [
        "renew renews renewed renewing",
        "movie movies",
        "story stories",
        "cast casts casting",
        "stop stopped stopping",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem_of(form) for form in forms.split()}) == 1


@given(st.text(max_size=200), st.text(max_size=400), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_is_compared(title: str, text: str, topics: list[str]) -> None:
    features = features_of(title, text, topics)
    assert 0 <= Comparison(features, rarity, rarity).with_(features).score <= 1.000001
    grouping = Grouping()
    first = grouping.add(Report.of(features, 0, rarity, rarity))
    assert first == 0
