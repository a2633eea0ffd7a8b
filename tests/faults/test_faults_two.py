"""Two programs on one library, at once."""

import subprocess

import pytest

from faults import SAVED, opened, python, saved_texts, sound, stocked, update, used
from loopback import Site, answer
from tuinews.errors import Locked
from tuinews.library import Library
from tuinews.model import NewSource, View
from tuinews.paths import Home

STORIES = 200

SAVE_AND_REFRESH = """
import asyncio
from tuinews.newsroom import Newsroom

async def main(folder, first):
    newsroom = await Newsroom.open(Home.below(folder), now=lambda: NOW)
    print("ready", flush=True)
    sys.stdin.readline()
    asked = 0
    for number in range(first, 401, 2):
        await newsroom.set_saved([number], True)
        if number % 50 < 2:
            report = await newsroom.refresh()
            asked += sum(not outcome.skipped for outcome in report.outcomes)
            assert not any(outcome.failure for outcome in report.outcomes), report
    await newsroom.aclose()
    print(asked)

if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


def feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Story {number} {item}</title><guid>{number} {item}</guid></item>"
        for item in range(STORIES)
    )
    return f"<rss version='2.0'><channel><title>Reel {number}</title>{items}</channel></rss>".encode()


def start(home: Home, first: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        python(SAVE_AND_REFRESH, home.data.parent, first),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_programs_save_two_hundred_stories_each_and_ask_each_feed_once(home: Home, site: Site) -> None:
    with stocked(home, sources=1, stories=2 * STORIES) as library:
        library.apply(update(1))  # It is not due.
        library.add_sources([NewSource(site.url(f"/{number}"), f"Reel {number}") for number in range(3)])
    for number in range(3):
        site.pages[f"/{number}"] = answer(feed(number), {"Content-Type": "application/rss+xml"})
    processes = [start(home, first) for first in (1, 2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=120) for process in processes]
    assert [error for _, error in ends] == ["", ""]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(int(out) for out, _ in ends) == 3
    assert [len(site.asked(f"/{number}")) for number in range(3)] == [1, 1, 1]
    with opened(home) as library:
        assert library.count(SAVED) == 2 * STORIES
        assert library.count(View()) == 5 * STORIES
        assert library.notice == ""
        sound(library)


HOLD = """
from tuinews.library import files
with opened(Home.below(Path(sys.argv[1]))) as library:
    connection = files.connect(Path(sys.argv[1], "data", "library.db"))
    connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.readline()
    connection.execute("ROLLBACK")
    connection.close()
"""


def test_what_another_program_holds_can_be_read_and_is_written_when_that_one_lets_go(home: Home) -> None:
    used(home)
    holder = subprocess.Popen(
        python(HOLD, home.data.parent), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    library = Library.open(home, busy_ms=50)
    try:
        for _ in range(2):
            with pytest.raises(Locked, match="Another program is using the library just now"):
                library.set_saved([12], True)
            assert len(saved_texts(library)) == 5
            assert not library.story(12).saved
        holder.communicate("go\n")
        library.set_saved([12], True)
        assert library.story(12).saved
    finally:
        library.close()
        holder.kill()
        holder.communicate()
