"""Topics found anew: only what is outdated behind the screen, everything on request, and what the user said before all."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime

import pytest

from harbour import NOW, XML, in_newsroom, rss
from loopback import Site, answer
from tuinews import reindexing
from tuinews.library import kindred
from tuinews.model import Correction, Retention, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.topics.version import GROUPS, VERSION

TEXT = (
    "Inês Calloway sings in the barn. Then Calloway sings again, and Calloway dances with “Nightjar” in it."
)
ITEMS = [
    f"<item><title>Story {number}</title><guid>{number}</guid><link>https://reel.example/{number}</link>"
    f"<description>{TEXT}</description></item>"
    for number in range(3)
]


def outdate(home: Home, *story_ids: int) -> None:
    """Let topics stand as if an earlier version had found them, and found something else."""
    with closing(sqlite3.connect(home.cache_db)) as cache, cache:
        cache.execute("UPDATE stories SET topics_by = ?", (VERSION,))
        for story_id in story_ids:
            cache.execute("UPDATE stories SET topics_by = ? WHERE id = ?", (VERSION - 1, story_id))
    with closing(sqlite3.connect(home.library_db)) as library, library:
        library.execute("DELETE FROM preferences")


async def filled(newsroom: Newsroom, site: Site) -> dict[str, int]:
    site.pages["/feed"] = answer(rss(*ITEMS), XML)
    await newsroom.add(site.url("/feed"))
    await newsroom.index()
    return {story.title: story.id for story in (await newsroom.page(View())).stories}


async def names(newsroom: Newsroom, story_id: int) -> list[str]:
    return [topic.name for topic in await newsroom.topics(story_id)]


def test_only_what_is_outdated_is_found_anew_behind_the_screen(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        ids = await filled(newsroom, site)
        outdate(home, ids["Story 1"])
        changed: set[int] = set()
        newsroom.subscribe(lambda change: changed.update(change.stories))
        await newsroom.correct_topic(Correction("hide", "Inês Calloway"))
        changed.clear()
        with closing(sqlite3.connect(home.cache_db)) as cache, cache:
            cache.execute("UPDATE originals SET topics = '[[\"Old\",1.0]]'")
        await newsroom.keep_house(Retention())
        assert changed == {ids["Story 1"]}
        assert await names(newsroom, ids["Story 1"]) == ["Story 1", "Nightjar"]
        changed.clear()
        assert await newsroom.reindex() == 3
        assert changed == {ids["Story 0"], ids["Story 2"]}
        assert await names(newsroom, ids["Story 2"]) == ["Story 2", "Nightjar"]

    in_newsroom(home, journey)


def test_what_is_split_is_found_in_the_texts_at_once(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        ids = await filled(newsroom, site)
        assert "Calloway" not in await names(newsroom, ids["Story 1"])
        await newsroom.correct_topic(Correction("split", "Calloway"))
        assert {"Calloway", "Inês Calloway"} <= set(await names(newsroom, ids["Story 1"]))
        site.pages["/feed"] = answer(
            rss(*ITEMS, ITEMS[0].replace("Story 0", "Story 9").replace(">0<", ">9<")), XML
        )
        await newsroom.refresh(force=True)
        await newsroom.index()
        new = next(story.id for story in (await newsroom.page(View())).stories if story.title == "Story 9")
        assert {"Calloway", "Inês Calloway"} <= set(await names(newsroom, new))
        assert await newsroom.undo() == "The topic “Calloway” is as it was"
        for story_id in (*ids.values(), new):
            assert "Calloway" not in await names(newsroom, story_id)

    in_newsroom(home, journey)


REPORTS = ("Nightjar renewed for a third season", "Nightjar gets a third season", "Stonewarden has a date")
OPENINGS = (
    "Streamline wants more owls: Nightjar by Ilse Brandt goes on.",
    "More owls by Ilse Brandt: Nightjar goes on at Streamline.",
    "The gate of Stonewarden opens in February, its makers in Leeds say.",
)
WEEKS = (0, 3, 30)
"""How old the reports are that come three at a time."""


def reports() -> list[str]:
    found = []
    for week in WEEKS:
        for number, (title, opening) in enumerate(zip(REPORTS, OPENINGS, strict=True)):
            moment = format_datetime(NOW - timedelta(weeks=week, hours=number + 1))
            found.append(
                f"<item><title>{title}</title><guid>{week} {number}</guid><pubDate>{moment}</pubDate>"
                f"<link>https://reel.example/{week}/{number}</link><description>{opening}</description></item>"
            )
    return found


def groups_in(home: Home) -> list[list[str]]:
    """Give the titles in each group, those of the newest first."""
    with closing(sqlite3.connect(home.cache_db)) as cache:
        rows = cache.execute(
            "SELECT group_id, title FROM stories WHERE group_id IS NOT NULL ORDER BY place DESC"
        ).fetchall()
    found: dict[int, list[str]] = {}
    for group, title in rows:
        found.setdefault(group, []).append(title)
    return [sorted(titles) for titles in found.values()]


def group_badly(home: Home, *, version: str) -> None:
    """Let groups stand as another version may have found them."""
    with closing(sqlite3.connect(home.cache_db)) as cache, cache:
        cache.execute("UPDATE stories SET group_id = NULL")
        cache.execute(
            "UPDATE stories SET group_id = (SELECT min(id) FROM stories) WHERE title LIKE 'Stonewarden%' OR id ="
            " (SELECT min(id) FROM stories)"
        )
    with closing(sqlite3.connect(home.library_db)) as library, library:
        library.execute("DELETE FROM preferences")
        library.execute("INSERT INTO preferences VALUES ('groups-version', ?)", (version,))


def with_reports(home: Home, site: Site, journey: Callable[[Newsroom], Awaitable[None]]) -> None:
    async def whole(newsroom: Newsroom) -> None:
        site.pages["/feed"] = answer(rss(*reports()), XML)
        await newsroom.add(site.url("/feed"))
        await newsroom.index()
        await journey(newsroom)

    in_newsroom(home, whole)


def test_groups_of_all_times_are_found_anew_on_request(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        group_badly(home, version=str(GROUPS))
        await newsroom.reindex()
        assert groups_in(home) == [sorted(REPORTS[:2])] * len(WEEKS)
        assert not await reindexing.are_groups_due(newsroom._library)

    with_reports(home, site, journey)


@pytest.mark.parametrize("version", [str(GROUPS - 1), f"{GROUPS} down to", f"{GROUPS} down to 2026-03-14"])
def test_groups_of_another_version_are_found_anew_behind_the_screen(
    home: Home, site: Site, version: str
) -> None:
    async def journey(newsroom: Newsroom) -> None:
        group_badly(home, version=version)
        await newsroom.keep_house(Retention())
        assert groups_in(home) == [sorted(REPORTS[:2])] * len(WEEKS)
        group_badly(home, version=str(GROUPS))
        before = groups_in(home)
        await newsroom.keep_house(Retention())
        assert groups_in(home) == before, "what this version found is left as it is"

    with_reports(home, site, journey)


def test_what_is_left_of_the_groups_comes_the_next_time(home: Home, site: Site) -> None:
    async def journey(newsroom: Newsroom) -> None:
        library = newsroom._library
        group_badly(home, version=str(GROUPS - 1))
        changed: set[int] = set()
        for stretch in range(len(WEEKS)):
            assert await reindexing.are_groups_due(library)
            await reindexing.group_anew(library, lambda change: changed.update(change.stories), 1)
            found = [titles for titles in groups_in(home) if titles == sorted(REPORTS[:2])]
            assert len(found) == stretch + 1
        await reindexing.group_anew(library, lambda change: changed.update(change.stories), 1)
        assert not await reindexing.are_groups_due(library)
        assert len(changed) >= 3 * len(WEEKS) - 1

    with_reports(home, site, journey)


def test_a_library_without_stories_has_no_groups_to_find(home: Home) -> None:
    async def journey(newsroom: Newsroom) -> None:
        await newsroom.reindex()
        assert not await reindexing.are_groups_due(newsroom._library)

    in_newsroom(home, journey)


def test_where_very_many_stories_came_at_once_each_is_looked_at(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kindred, "TALES", 2)
    monkeypatch.setattr(reindexing, "TALES", 2)

    async def journey(newsroom: Newsroom) -> None:
        group_badly(home, version=str(GROUPS - 1))
        await newsroom.reindex()
        assert groups_in(home) == [sorted(REPORTS[:2])] * len(WEEKS)

    with_reports(home, site, journey)
