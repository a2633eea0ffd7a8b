"""Processes that are killed at their work, three hundred in a row on one library.

    python dying.py KIND FOLDER TRIALS SEED

KIND is `saving`, `refresh` or `import`. Each trial forks this process, which has no threads and everything imported, so
that a death costs milliseconds. The child says after each deed that it is done; it dies at a counted SQL statement, or
is killed by the clock. Then the library must be as after the last deed that was said, or as after the one begun.
Prints how many deeds were said to be done, and how many children died.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from traceback import print_exc

from faults import NOW, SAVED, entry, feeds, opened, sound, update
from tuinews.library import Library, files
from tuinews.model import KeyedEntry, View
from tuinews.paths import Home

ROUND = 2
"""Stories that a source has more of each time."""
SOURCES = 3
STORIES = 42
EVERYTHING = View()


@dataclass(frozen=True)
class State:
    """What the user made, and how far each source was read."""

    read: frozenset[int] = frozenset()
    saved: frozenset[int] = frozenset()
    sources: int = 0
    rounds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """One deed, and the state that it leads to."""

    deed: Callable[[Library], object]
    after: State


class Chronicle:
    """A library that lives through many deaths."""

    def __init__(self, home: Home, chance: random.Random) -> None:
        self.home = home
        self.chance = chance
        self.state = State()
        self.said = 0
        self.deaths = 0

    def live(self, steps: Sequence[Step], *, statement: int = 0, seconds: float = 0) -> int:
        """Let a child take the steps, to die at its n-th statement or after some seconds; check what it leaves.

        Args:
            steps: What it does.
            statement: At which it dies; 0 for none.
            seconds: After which it is killed; 0 for never.

        Returns:
            How many statements it got to, where it was not to die.
        """
        listening, saying = os.pipe()
        child = os.fork()
        if not child:
            os.close(listening)
            _end_in(lambda: _work(self.home, steps, saying, statement))
        os.close(saying)
        if seconds:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
        said = b""
        while more := os.read(listening, 65_536):
            said += more
        os.close(listening)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status)
        assert died or status == 0, status
        assert died or len(said.split()) == len(steps) + 1
        self.deaths += died
        done = said.count(b".\n")
        self.said += done
        states = [self.state, *(step.after for step in steps)]
        self._look(states[done : done + 2])
        return 0 if died else int(said.split()[-1])

    def _look(self, possible: Sequence[State]) -> None:
        with opened(self.home) as library:
            assert library.notice == "", "no death may cost the cache"
            found = state_of(library)
            assert found in possible, (found, possible)
            sound(library)
            later = NOW + timedelta(hours=1)
        with opened(self.home, lambda: later) as library:
            wanted = [source.id for source in library.sources()]
            free = library.lease(wanted, "next", later + timedelta(minutes=5))
            assert list(free) == wanted, "a source is being asked for ever"
            library.release(wanted, "next")
        self.state = found


def _end_in(work: Callable[[], None]) -> None:
    code = 1
    try:
        work()
        code = 0
    finally:
        if code:
            print_exc()
            sys.stderr.flush()
        os._exit(code)


def _work(home: Home, steps: Sequence[Step], saying: int, statement: int) -> None:
    """Take the steps; die at the n-th statement from the opening on."""
    passed = 0
    connect = files.connect

    def count(_: str) -> None:
        nonlocal passed
        passed += 1
        if passed == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(path: Path, mode: str = "rw") -> object:
        connection = connect(path, mode)
        connection.set_trace_callback(count)
        return connection

    files.connect = traced  # type: ignore[assignment]
    with opened(home) as library:
        for step in steps:
            step.deed(library)
            os.write(saying, b".\n")
    os.write(saying, b"%d\n" % passed)


def state_of(library: Library) -> State:
    """Read the state; a source is as far as its stories are, and what it will be asked with may not say more."""
    connection = library._database.connection
    rounds = []
    for source in library.sources():
        here = {story.title for story in library.page(View(source_id=source.id), limit=10_000).stories}
        read_to = len(here) // ROUND
        assert here == {each.entry.title for each in document(source.id, read_to)}, "half of a document"
        (state,) = library.fetch_states([source.id])
        assert state.validators.etag in ("", str(read_to)), (
            "asked with this, the source would withhold stories"
        )
        rounds.append(read_to)
    saved = frozenset(story.id for story in library.page(SAVED, limit=10_000).stories)
    for story_id in saved:
        assert library.body(story_id).content_html
    read = frozenset(row["id"] for row in connection.execute("SELECT id FROM main.marks WHERE read = 1"))
    return State(read, saved, len(rounds), tuple(rounds))


def document(source_id: int, read_to: int) -> list[KeyedEntry]:
    """All that a source had to say up to a round."""
    return [_entry(source_id, number) for number in range(1, read_to * ROUND + 1)]


@cache
def _entry(source_id: int, number: int) -> KeyedEntry:
    return entry(f"{source_id} {number}", minutes=number)


def saving(chronicle: Chronicle) -> list[Step]:
    """Twenty stories saved, or no longer."""
    steps: list[Step] = []
    state = chronicle.state
    for story_id in chronicle.chance.choices(range(1, STORIES + 1), k=20):
        value = story_id not in state.saved
        state = replace(state, saved=state.saved ^ {story_id})
        steps.append(Step(partial(Library.set_saved, story_ids=[story_id], saved=value), state))
    return steps


def refreshing(chronicle: Chronicle) -> list[Step]:
    """Every source asked once, with the user reading and saving in between."""
    steps: list[Step] = []
    state = chronicle.state

    def fetch(library: Library, source_id: int, read_to: int) -> None:
        until = NOW + timedelta(minutes=5)
        # What a killed window had taken is left to run out.
        library.lease([source_id], f"process {os.getpid()}", until)
        entries = document(source_id, read_to)
        known = library.known(source_id, [each.key for each in entries], [each.alias for each in entries])
        new = [each for each in entries if each.key not in known.hashes]
        library.apply(update(source_id, *new, etag=str(read_to)))
        library.release([source_id], f"process {os.getpid()}")

    for source_id in chronicle.chance.sample(range(1, SOURCES + 1), k=SOURCES):
        rounds = list(state.rounds)
        rounds[source_id - 1] += 1
        state = replace(state, rounds=tuple(rounds))
        read_to = rounds[source_id - 1]
        steps.append(Step(partial(fetch, source_id=source_id, read_to=read_to), state))
        story_id = chronicle.chance.randrange(1, ROUND * SOURCES)
        value = story_id not in state.saved
        state = replace(state, saved=state.saved ^ {story_id})
        steps.append(Step(partial(Library.set_saved, story_ids=[story_id], saved=value), state))
        value = story_id not in state.read
        state = replace(state, read=state.read ^ {story_id})
        steps.append(Step(partial(Library.set_read, story_ids=[story_id], read=value), state))
    return steps


def importing(chronicle: Chronicle) -> list[Step]:
    """A list of sources taken in whole."""
    count = 30
    after = replace(chronicle.state, sources=count, rounds=(0,) * count)
    return [Step(lambda library: library.add_sources(feeds(count)), after)]


def filled(home: Home, chance: random.Random, *rounds: int) -> Chronicle:
    """A library whose sources were read so far."""
    chronicle = Chronicle(home, chance)
    with opened(home) as library:
        library.add_sources(feeds(SOURCES))
        for source_id, read_to in enumerate(rounds, 1):
            library.apply(update(source_id, *document(source_id, read_to), etag=str(read_to)))
        chronicle.state = state_of(library)
    return chronicle


def many_deaths(chronicle: Chronicle, make: Callable[[Chronicle], list[Step]], trials: int) -> None:
    """Let it live once in peace, then die half of the times at a statement, half of the times by the clock."""
    began = time.monotonic()
    statements = chronicle.live(make(chronicle))
    seconds = time.monotonic() - began
    for trial in range(trials):
        if trial % 2:
            chronicle.live(make(chronicle), statement=chronicle.chance.randint(1, statements))
        else:
            chronicle.live(make(chronicle), seconds=chronicle.chance.uniform(0, seconds))


def deaths_at_import(folder: Path, chance: random.Random, trials: int) -> tuple[int, int]:
    """Die in the first start and import of as many libraries, at statements all along the way."""

    def begun(name: str) -> Chronicle:
        return Chronicle(Home.below(folder / name), chance)

    first = begun("whole")
    statements = first.live(importing(first))
    said = deaths = 0
    for trial in range(trials):
        chronicle = begun(str(trial))
        chronicle.live(importing(chronicle), statement=1 + trial * statements // trials)
        said += chronicle.said
        deaths += chronicle.deaths
    return said, deaths


def main(kind: str, folder: Path, trials: int, seed: str) -> None:
    chance = random.Random(seed)
    if kind == "import":
        print(*deaths_at_import(folder, chance, trials))
        return
    home = Home.below(folder)
    if kind == "saving":
        chronicle, make = filled(home, chance, STORIES // ROUND), saving
    else:
        chronicle, make = filled(home, chance, *[1] * SOURCES), refreshing
    many_deaths(chronicle, make, trials)
    print(chronicle.said, chronicle.deaths)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
