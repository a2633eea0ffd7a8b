"""Two processes at once, and processes that die."""

import random
import signal
import subprocess

from newsstand import FEEDS, keyed, opened, python, stocked, stories, titles, update
from tuinews.model import View
from tuinews.paths import Home

KILLS = 20

TOGGLE = """
from pathlib import Path
from tuinews.paths import Home
with opened(Home.below(Path(sys.argv[1]))) as library:
    wanted = [story.id for story in stories(library) if not story.saved]
    print("ready", flush=True)
    for story_id in wanted:
        library.set_saved([story_id], True)
        print(story_id, flush=True)
"""

MARK = """
from pathlib import Path
from tuinews.paths import Home
with opened(Home.below(Path(sys.argv[1]))) as library:
    print("ready", flush=True)
    sys.stdin.readline()
    for story_id in range(int(sys.argv[2]), 201, 2):
        library.set_read([story_id], True)
        library.set_saved([story_id], True)
    library.apply(update(*(keyed(f"new {number}") for number in range(20))))
"""

OPEN = """
from pathlib import Path
from tuinews.paths import Home
sys.stdin.readline()
with opened(Home.below(Path(sys.argv[1]))) as library:
    library.add_sources(FEEDS)
    library.apply(update(*(keyed(str(number)) for number in range(50))))
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        python(script, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def let_go(processes: list[subprocess.Popen[str]]) -> None:
    """Let all begin at once; each must end well and without a word."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * len(processes)
    assert [process.returncode for process in processes] == [0] * len(processes)


def test_every_acknowledged_save_outlives_a_kill(home: Home) -> None:
    chance = random.Random(14)
    acknowledged: set[int] = set()
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(600))):
        pass
    for _ in range(KILLS):
        process = start(TOGGLE, str(home.data.parent))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(chance.randrange(1, 12)):
            acknowledged.add(int(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate()
        # What was said whole before the signal came counts too.
        acknowledged |= {int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")}
        assert errors == ""
    with opened(home) as library:
        assert library.notice == ""
        saved = {story.id for story in stories(library, View(saved=True))}
        assert acknowledged <= saved
        assert all(library.body(story_id).content_html for story_id in saved)
        assert library.counts(stories(library)[0].first_seen).saved == len(saved)
        for database in ("main", "cache"):
            (finding,) = library._database.connection.execute(f"PRAGMA {database}.integrity_check").fetchone()
            assert finding == "ok"


def test_two_processes_mark_at_once(home: Home) -> None:
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(200))):
        pass
    processes = [start(MARK, str(home.data.parent), str(first)) for first in (1, 2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    let_go(processes)
    with opened(home) as library:
        assert library.notice == ""
        assert library.count(View(saved=True)) == 200
        assert library.count(View(unread=True)) == 20
        assert len(stories(library)) == 220
        assert {library.undo() is not None for _ in range(400)} == {True}
        assert library.count(View(saved=True)) == 0


def test_two_processes_make_one_library(home: Home) -> None:
    processes = [start(OPEN, str(home.data.parent)) for _ in range(3)]
    let_go(processes)
    with opened(home) as library:
        assert [source.url for source in library.sources()] == [feed.url for feed in FEEDS]
        assert len(titles(library)) == 50
        assert library.apply(update(keyed("1"))).new == 0
