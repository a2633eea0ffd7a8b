"""What a refresh brings, stored several sources at a time."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest

from newsstand import FEEDS, NOW, keyed, opened, stories, update
from tuinews.errors import Locked, NotFound
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, FeedUpdate
from tuinews.paths import Home
from tuinews.storing import SOURCES, STORIES, Storing


def transactions(home: Home) -> int:
    with closing(sqlite3.connect(home.library_db)) as connection:
        return int(connection.execute("SELECT changes FROM meta").fetchone()[0])


def with_storing(home: Home, play: Callable[[Storing, LibraryThread], Awaitable[None]]) -> list[Change]:
    """Play with a library that has two sources; give what was announced."""
    heard: list[Change] = []

    async def run() -> None:
        thread = await LibraryThread.open(home, lambda: NOW)
        try:
            await play(Storing(thread, heard.append), thread)
        finally:
            await thread.aclose()

    with opened(home) as library:
        library.add_sources(FEEDS)
    asyncio.run(run())
    return heard


async def all_of(storing: Storing, *updates: FeedUpdate) -> list[Change | BaseException]:
    return await asyncio.gather(*map(storing.apply, updates), return_exceptions=True)


def test_what_waits_together_goes_in_one_transaction_and_each_hears_of_its_own(home: Home) -> None:
    async def play(storing: Storing, _: LibraryThread) -> None:
        before = transactions(home)
        changes = await all_of(storing, update(keyed("a"), keyed("b")), update(keyed("c"), source_id=2))
        assert [change.new for change in changes if isinstance(change, Change)] == [2, 1]
        assert [change.sources for change in changes if isinstance(change, Change)] == [{1}, {2}]
        assert transactions(home) == before + 1

    heard = with_storing(home, play)
    assert [change.new for change in heard] == [2, 1]
    with opened(home) as library:
        assert len(stories(library)) == 3


def test_what_one_of_them_lacks_costs_the_others_nothing(home: Home) -> None:
    async def play(storing: Storing, _: LibraryThread) -> None:
        first, unknown, last = await all_of(
            storing, update(keyed("a")), update(keyed("b"), source_id=99), update(keyed("c"), source_id=2)
        )
        assert isinstance(first, Change)
        assert isinstance(unknown, NotFound)
        assert isinstance(last, Change)

    assert [change.new for change in with_storing(home, play)] == [1, 1]
    with opened(home) as library:
        assert {story.title for story in stories(library)} == {"Story a", "Story c"}


def test_a_transaction_has_an_end(home: Home) -> None:
    async def play(storing: Storing, _: LibraryThread) -> None:
        before = transactions(home)
        half = [
            update(*(keyed(f"{part} {number}") for number in range(STORIES // 2)), source_id=1 + part % 2)
            for part in range(4)
        ]
        await all_of(storing, *half)
        assert transactions(home) == before + 2
        await all_of(storing, *(update(source_id=1 + number % 2) for number in range(2 * SOURCES)))
        assert transactions(home) == before + 4

    with_storing(home, play)
    with opened(home) as library:
        assert len(stories(library)) == STORIES // 2 * 4


def test_nothing_is_stored_that_nobody_waits_for_any_more(home: Home) -> None:
    async def play(storing: Storing, _: LibraryThread) -> None:
        given_up = asyncio.ensure_future(storing.apply(update(keyed("a"))))
        kept = asyncio.ensure_future(storing.apply(update(keyed("b"))))
        await asyncio.sleep(0)
        given_up.cancel()
        assert (await kept).new == 1

    with_storing(home, play)
    with opened(home) as library:
        assert [story.title for story in stories(library)] == ["Story b"]


def test_a_library_that_cannot_be_written_is_told_to_all_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def locked(_: Library, updates: list[FeedUpdate]) -> tuple[Change, ...]:
        asked.append(len(updates))
        raise Locked("Another program holds the library.")

    async def play(storing: Storing, thread: LibraryThread) -> None:
        monkeypatch.setattr("tuinews.library.thread.PATIENCE_SECONDS", 0.0)
        monkeypatch.setattr(Library, "apply_all", locked)
        outcomes = await all_of(storing, update(keyed("a")), update(keyed("b"), source_id=2))
        assert [type(outcome) for outcome in outcomes] == [Locked, Locked]

    with_storing(home, play)
    assert asked == [2]
