"""Topics found anew: only what is outdated behind the screen, everything on request, and what the user said before all."""

import sqlite3
from contextlib import closing

from harbour import XML, in_newsroom, rss
from loopback import Site, answer
from tuinews.model import Correction, Retention, View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.topics.version import VERSION

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
