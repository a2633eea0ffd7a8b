"""The library's thread seen from the event loop: other programs that hold the files, callers that stop waiting, repairs."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing

import pytest

from newsstand import FEEDS, NOW, ids, keyed, opened, stocked, update
from tuinews.errors import LibraryError, Locked
from tuinews.library import Library
from tuinews.library.thread import PATIENCE_SECONDS, TELL_SECONDS, LibraryThread
from tuinews.model import Change
from tuinews.paths import Home

STEP = 2.0


class Time:
    """Seconds that pass only while somebody waits, some at a time, and what happens meanwhile."""

    def __init__(self, step: float = STEP) -> None:
        self.step = step
        self.seconds = 0.0
        self.meanwhile: Callable[[], None] = lambda: None

    def clock(self) -> float:
        return self.seconds

    async def pause(self, seconds: float) -> None:
        self.seconds += max(seconds, self.step)
        self.meanwhile()
        await asyncio.sleep(0)


class Heard:
    """Everything that a thread tells."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.sentences: list[tuple[str, bool]] = []

    def change(self, change: Change) -> None:
        self.changes.append(change)

    def sentence(self, sentence: str, lost: bool) -> None:
        self.sentences.append((sentence, lost))


@asynccontextmanager
async def thread_of(home: Home, time: Time, heard: Heard) -> AsyncIterator[LibraryThread]:
    thread = await LibraryThread.open(home, lambda: NOW, clock=time.clock, pause=time.pause)
    thread.hear(heard.sentence)
    try:
        yield thread
    finally:
        await thread.aclose()


def other_program(home: Home) -> sqlite3.Connection:
    """Another program that holds the library's write lock until it says otherwise."""
    connection = sqlite3.connect(home.library_db, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_a_write_waits_for_another_program_while_reading_goes_on(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story_id = ids(library)["Story a"]
    time, heard = Time(), Heard()
    read_meanwhile: list[bool] = []

    async def play(other: sqlite3.Connection) -> None:
        async with thread_of(home, time, heard) as thread:

            async def look() -> None:
                while not read_meanwhile or len(read_meanwhile) < 5:
                    read_meanwhile.append((await thread.read(Library.story, story_id)).saved)

            looking = asyncio.ensure_future(look())
            time.meanwhile = lambda: other.rollback() if looking.done() and time.seconds > 10 else None
            await thread.write(heard.change, Library.set_saved, [story_id], True)
            assert (await thread.read(Library.story, story_id)).saved
            await looking

    with closing(other_program(home)) as other:
        asyncio.run(play(other))
    assert read_meanwhile == [False] * 5
    assert [change.stories for change in heard.changes] == [{story_id}]
    waits, free = heard.sentences
    assert "Another program is using the library" in waits[0]
    assert "stored" in free[0]
    assert time.seconds < PATIENCE_SECONDS


def test_a_wait_is_told_only_when_it_is_long(home: Home) -> None:
    with stocked(home):
        pass
    time, heard = Time(step=0), Heard()

    async def play(other: sqlite3.Connection) -> None:
        async with thread_of(home, time, heard) as thread:
            time.meanwhile = lambda: other.rollback() if time.seconds > TELL_SECONDS / 2 else None
            await thread.write(heard.change, Library.set_preference, "theme", "marquee")
            assert await thread.read(Library.preference, "theme") == "marquee"

    with closing(other_program(home)) as other:
        asyncio.run(play(other))
    assert heard.sentences == []
    assert time.seconds > 0


def test_a_write_gives_up_after_half_a_minute_and_works_again_later(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story_id = ids(library)["Story a"]
    time, heard = Time(), Heard()

    async def play(other: sqlite3.Connection) -> None:
        async with thread_of(home, time, heard) as thread:
            with pytest.raises(Locked) as caught:
                await thread.write(heard.change, Library.set_saved, [story_id], True)
            assert "not stored" in caught.value.summary
            assert PATIENCE_SECONDS <= time.seconds < PATIENCE_SECONDS + 2 * STEP
            assert heard.changes == []
            assert not (await thread.read(Library.story, story_id)).saved
            other.rollback()
            await thread.write(heard.change, Library.set_saved, [story_id], True)
            assert (await thread.read(Library.story, story_id)).saved

    with closing(other_program(home)) as other:
        asyncio.run(play(other))
    # The second write did not wait, so nobody needs to hear that it is done.
    assert len(heard.sentences) == 1


def test_writes_keep_their_order_while_they_wait(home: Home) -> None:
    with stocked(home):
        pass
    time, heard = Time(), Heard()

    async def play(other: sqlite3.Connection) -> None:
        async with thread_of(home, time, heard) as thread:
            time.meanwhile = lambda: other.rollback() if time.seconds > 5 else None
            values = [str(number) for number in range(20)]
            await asyncio.gather(
                *(thread.write(heard.change, Library.set_preference, "n", value) for value in values)
            )
            assert await thread.read(Library.preference, "n") == values[-1]

    with closing(other_program(home)) as other:
        asyncio.run(play(other))


def test_all_that_wait_give_up_together(home: Home) -> None:
    with stocked(home):
        pass
    time, heard = Time(), Heard()

    async def play() -> None:
        async with thread_of(home, time, heard) as thread:
            results = await asyncio.gather(
                *(
                    thread.write(heard.change, Library.set_preference, "n", str(number))
                    for number in range(5)
                ),
                return_exceptions=True,
            )
            assert [type(result) for result in results] == [Locked] * 5

    with closing(other_program(home)):
        asyncio.run(play())
    assert time.seconds < PATIENCE_SECONDS + 2 * STEP
    assert len(heard.sentences) == 1


def test_leaving_does_not_wait_for_the_other_program(home: Home) -> None:
    with stocked(home):
        pass

    async def play() -> None:
        thread = await LibraryThread.open(home, lambda: NOW)
        writing = asyncio.ensure_future(thread.write(lambda _: None, Library.set_preference, "n", "1"))
        await thread.read(Library.sources)
        await thread.aclose()
        with pytest.raises(Locked):
            await writing

    with closing(other_program(home)):
        asyncio.run(play())


def test_background_work_gives_way_at_once(home: Home) -> None:
    with stocked(home):
        pass
    time, heard = Time(), Heard()

    async def play() -> None:
        async with thread_of(home, time, heard) as thread:
            with pytest.raises(Locked):
                await thread.attempt(heard.change, Library.set_preference, "n", "1")

    with closing(other_program(home)):
        asyncio.run(play())
    assert time.seconds == 0
    assert heard.sentences == []


def count_for_ever(library: Library, begun: threading.Event) -> int:
    """What no library has enough stories for: a question that takes minutes."""
    begun.set()
    return library._database.read(
        lambda connection: int(
            connection.execute(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000000000)
                SELECT max(n) FROM numbers
                """
            ).fetchone()[0]
        )
    )


def test_a_read_that_nobody_waits_for_any_more_stops(home: Home) -> None:
    with stocked(home, keyed("a")):
        pass

    async def play() -> None:
        async with thread_of(home, Time(), Heard()) as thread:
            begun, never = threading.Event(), threading.Event()
            running = asyncio.ensure_future(thread.read(count_for_ever, begun))
            queued = asyncio.ensure_future(thread.read(count_for_ever, never))
            await asyncio.to_thread(begun.wait)
            queued.cancel()
            running.cancel()
            # This one comes behind both.
            assert len(await thread.read(Library.sources)) == len(FEEDS)
            assert running.cancelled()
            assert queued.cancelled()
            assert not never.is_set()

    asyncio.run(asyncio.wait_for(play(), 60))


def test_stopping_a_read_hits_nobody_else(home: Home) -> None:
    with stocked(home, *(keyed(str(number)) for number in range(50))) as library:
        story_ids = list(ids(library).values())
    heard = Heard()

    async def play() -> None:
        async with thread_of(home, Time(), heard) as thread:
            for story_id in story_ids:
                begun = threading.Event()
                long = asyncio.ensure_future(thread.read(count_for_ever, begun))
                await asyncio.to_thread(begun.wait)
                writing = asyncio.ensure_future(
                    thread.write(heard.change, Library.set_saved, [story_id], True)
                )
                reading = asyncio.ensure_future(thread.read(Library.sources))
                await asyncio.sleep(0)
                long.cancel()
                await writing
                assert len(await reading) == len(FEEDS)

    asyncio.run(asyncio.wait_for(play(), 60))
    with opened(home) as library:
        assert library.counts(NOW).saved == len(story_ids)


def test_a_cancelled_write_is_stored_and_announced(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story_id = ids(library)["Story a"]
    heard = Heard()

    async def play() -> None:
        async with thread_of(home, Time(), heard) as thread:
            begun = threading.Event()
            long = asyncio.ensure_future(thread.read(count_for_ever, begun))
            writing = asyncio.ensure_future(thread.write(heard.change, Library.set_saved, [story_id], True))
            await asyncio.to_thread(begun.wait)
            writing.cancel()
            long.cancel()
            assert (await thread.read(Library.story, story_id)).saved
            assert writing.cancelled()

    asyncio.run(asyncio.wait_for(play(), 60))
    assert [change.stories for change in heard.changes] == [{story_id}]


def test_leaving_stops_what_is_being_read(home: Home) -> None:
    with stocked(home):
        pass

    async def play() -> None:
        thread = await LibraryThread.open(home, lambda: NOW)
        begun = threading.Event()
        long = asyncio.ensure_future(thread.read(count_for_ever, begun))
        await asyncio.to_thread(begun.wait)
        never = threading.Event()
        queued = asyncio.ensure_future(thread.read(count_for_ever, never))
        await asyncio.sleep(0)
        await thread.aclose()
        for left in (long, queued):
            with pytest.raises(LibraryError, match="closed"):
                await left
        assert not never.is_set()

    asyncio.run(asyncio.wait_for(play(), 60))


def test_a_repair_in_use_is_told_once(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.set_saved(list(ids(library).values()), True)
        library.apply(update(keyed("b")))
    heard = Heard()

    async def play() -> None:
        async with thread_of(home, Time(), heard) as thread:
            assert thread.notice == ""
            with closing(sqlite3.connect(home.cache_db)) as vandal:
                vandal.execute("DROP TABLE counters")
            assert (await thread.read(Library.counts, NOW)).all == 1
            assert (await thread.read(Library.counts, NOW)).saved == 1
            assert thread.notice == heard.sentences[0][0]

    asyncio.run(play())
    ((sentence, lost),) = heard.sentences
    assert lost
    assert "fetched again" in sentence


def test_two_windows_write_at_once(home: Home) -> None:
    with stocked(home, *(keyed(str(number)) for number in range(200))) as library:
        story_ids = list(ids(library).values())

    async def play() -> None:
        windows = [await LibraryThread.open(home, lambda: NOW) for _ in range(2)]

        async def save(window: LibraryThread, own: list[int]) -> None:
            for story_id in own:
                await window.write(lambda _: None, Library.set_saved, [story_id], True)

        await asyncio.gather(save(windows[0], story_ids[::2]), save(windows[1], story_ids[1::2]))
        for window in windows:
            await window.aclose()

    asyncio.run(play())
    with opened(home) as library:
        assert library.counts(NOW).saved == 200
