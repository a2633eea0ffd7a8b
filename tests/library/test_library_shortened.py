"""Names in short: counted for the one person or title that other stories name in full, or for nothing else."""

from datetime import timedelta

import pytest

from harbour import NOW, XML, in_newsroom, rss
from loopback import Site, answer
from tuinews.library import Library
from tuinews.model import Correction, Stance, Topic, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home

ALONE = "Back on the stage", "It was a long winter. Calloway said that the owls had been patient."
ADA = "A barn for Nightjar", "Ada Calloway wrote “Nightjar” in a barn, and Calloway liked it there."
BOB = "Owls in Leeds", "Bob Calloway met Ravi Menon. Then Calloway left for Oslo."


def feed(*stories: tuple[str, str], days: int = 0, apart: int = 0) -> bytes:
    """Write a feed: the newest story is some days old, each other one again so many days older."""
    items = []
    for number, (title, text) in enumerate(stories):
        moment = NOW - timedelta(days=days + apart * number, hours=1)
        items.append(
            f"<item><title>{title}</title><guid>{title}</guid><link>https://reel.example/{number}</link>"
            f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text}</description></item>"
        )
    return rss(*items)


async def take_in(newsroom: Newsroom, site: Site, body: bytes, path: str = "/feed") -> None:
    site.pages[path] = answer(body, XML)
    known = {source.url for source in await newsroom.sources()}
    if site.url(path) in known:
        await newsroom.refresh(force=True)
    else:
        await newsroom.add(site.url(path))
    await newsroom.index()


async def names(newsroom: Newsroom, title: str) -> set[str]:
    story = next(each for each in (await newsroom.page(View())).stories if each.title == title)
    assert set(story.topics) == {topic.name for topic in await newsroom.topics(story.id)}
    return set(story.topics)


@pytest.mark.parametrize("stories", [(ALONE, ADA), (ADA, ALONE)])
def test_a_lone_surname_counts_for_the_one_person_of_that_name(
    home: Home, site: Site, stories: tuple[tuple[str, str], ...]
) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(*stories, apart=2))
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}
        found = await newsroom.page(View(topic="Ada Calloway"))
        assert {story.title for story in found.stories} == {ALONE[0], ADA[0]}
        assert not (await newsroom.page(View(topic="Calloway"))).stories
        (ada,) = (
            topic for topic in await newsroom.topics(found.stories[0].id) if topic.name == "Ada Calloway"
        )
        assert ada.stories == 2
        await newsroom.reindex()
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}

    in_newsroom(home, journey)


def test_of_two_people_of_one_surname_it_is_neither(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA, BOB))
        assert await names(newsroom, ALONE[0]) == {"Calloway"}
        await newsroom.reindex()
        assert await names(newsroom, ALONE[0]) == {"Calloway"}

    in_newsroom(home, journey)


def test_who_was_named_long_before_is_not_meant(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA, apart=15))
        assert await names(newsroom, ALONE[0]) == {"Calloway"}

    in_newsroom(home, journey)


def test_of_two_people_the_one_is_meant_whom_the_stories_of_those_days_name(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA, apart=2))
        await take_in(newsroom, site, feed(BOB, days=40), "/old")
        await newsroom.reindex()
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}

    in_newsroom(home, journey)


@pytest.mark.parametrize(
    "text",
    [
        "The film Ferrari opens on Friday. Nobody has seen “Ferrari” yet.",
        "It is red, and Ferrari is what it is called. Ferrari costs a great deal.",
    ],
)
def test_what_is_called_like_somebody_is_not_that_person(home: Home, site: Site, text: str) -> None:
    async def journey(newsroom: Newsroom) -> None:
        other = "Races", "Enzo Ferrari built it, and Ferrari drove it."
        loud = "Roads", "It rained. Ferrari said that the owls had been patient."
        await take_in(newsroom, site, feed(("Cars", text), other, loud))
        assert "Ferrari" in await names(newsroom, "Cars")
        assert await names(newsroom, "Roads") == {"Ferrari"}, "who knows which"

    in_newsroom(home, journey)


def test_several_stories_may_speak_of_somebody_by_surname(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        second = "On owls", "“Never again,” says Calloway, who has a barn."
        await take_in(newsroom, site, feed(ALONE, second, ADA))
        for title in (ALONE[0], second[0]):
            assert await names(newsroom, title) == {"Ada Calloway"}

    in_newsroom(home, journey)


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("John Wick 4", "John Wick: Chapter 4"),
        ("The Lamplighters 2", "The Lamplighters: Part Two"),
        ("John Wick III", "John Wick: Chapter 3 – Parabellum"),
    ],
)
def test_a_number_stands_for_the_part_of_that_number(home: Home, site: Site, short: str, whole: str) -> None:
    async def journey(newsroom: Newsroom) -> None:
        brief = "In short", f"They saw “{short}” in Oslo."
        other = (
            "Before",
            "“John Wick: Chapter 2,” “The Lamplighters: Part One” and “John Wick 44” are others.",
        )
        await take_in(newsroom, site, feed(brief, ("At length", f"“{whole}” has a date."), other))
        assert await names(newsroom, "In short") == {whole, "Oslo"}

    in_newsroom(home, journey)


@pytest.mark.parametrize(
    "others",
    [
        ("Nightjar: Part 2", "Nightjar: Chapter 2"),
        ("Nightjar: Part 3",),
        ("Nightjar",),
        ("Nightjar: Part 22",),
        ("Nightjar 2: Owls",),
    ],
)
def test_a_number_that_may_mean_two_parts_or_none_stays(
    home: Home, site: Site, others: tuple[str, ...]
) -> None:
    async def journey(newsroom: Newsroom) -> None:
        brief = "In short", "They saw “Nightjar 2” in Oslo."
        at_length = [(f"At length {other}", f"“{other}” has a date.") for other in others]
        await take_in(newsroom, site, feed(brief, *at_length))
        assert await names(newsroom, "In short") == {"Nightjar 2", "Oslo"}

    in_newsroom(home, journey)


@pytest.mark.parametrize("surname", ["O’Connor", "Taylor-Joy", "Øverland"])
def test_surnames_of_all_kinds_are_looked_up(home: Home, site: Site, surname: str) -> None:
    async def journey(newsroom: Newsroom) -> None:
        lone = ALONE[0], ALONE[1].replace("Calloway", surname)
        whole = ADA[0], ADA[1].replace("Calloway", surname)
        await take_in(newsroom, site, feed(lone, whole))
        assert await names(newsroom, lone[0]) == {f"Ada {surname}"}

    in_newsroom(home, journey)


@pytest.mark.parametrize("name", ['"', "", "*", "a OR b", "NEAR(x", "title:x", "(", "x" * 5_000])
def test_any_name_may_be_looked_up(home: Home, site: Site, name: str) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA))
        (story, *_) = (await newsroom.page(View())).stories
        told = {story.id: (Topic(name, 1.0, shortened=True),)}
        await newsroom._library.attempt(newsroom._announce, Library.set_topics, told)
        alone = {name: [story.id, 4711]}
        await newsroom._library.attempt(newsroom._announce, Library.name_in_full, alone)

    in_newsroom(home, journey)


def test_what_the_user_keeps_apart_stays_apart(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA))
        await newsroom.correct_topic(Correction("split", "Calloway"))
        assert await names(newsroom, ALONE[0]) == {"Calloway"}
        await newsroom.undo()
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}

    in_newsroom(home, journey)


def test_who_is_renamed_or_muted_is_so_by_surname_too(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ALONE, ADA))
        await newsroom.correct_topic(Correction("rename", "Ada Calloway", "Ada C."))
        assert await names(newsroom, ALONE[0]) == {"Ada C."}
        await newsroom.undo()
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}
        await newsroom.set_stance(Stance("topic", "Ada Calloway", "mute"))
        assert not (await newsroom.page(View())).stories

    in_newsroom(home, journey)


def test_where_topics_are_muted_what_comes_is_named_in_full_at_once(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ADA))
        await newsroom.set_stance(Stance("topic", "Ada Calloway", "mute"))
        await take_in(newsroom, site, feed(ALONE), "/new")
        assert not (await newsroom.page(View())).stories
        await newsroom.undo()
        assert await names(newsroom, ALONE[0]) == {"Ada Calloway"}

    in_newsroom(home, journey)


def test_what_comes_together_is_looked_at_before_it_is_muted(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await take_in(newsroom, site, feed(ADA))
        await newsroom.set_stance(Stance("topic", "Ada Calloway", "mute"))
        await take_in(newsroom, site, feed(ALONE, BOB), "/new")
        assert {story.title for story in (await newsroom.page(View())).stories} == {ALONE[0], BOB[0]}

    in_newsroom(home, journey)
