"""Libraries to harm, disks to fill, and what must hold of a library whatever was done to it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tuinews.errors import Full, LibraryError, NotFound, TuinewsError
from tuinews.library import Library
from tuinews.model import Document, Entry, FeedUpdate, KeyedEntry, NewSource, Validators, View
from tuinews.paths import Home
from tuinews.text import fingerprint

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
PAGE = 4096
PROGRAM = Path(sysconfig.get_path("scripts")) / "tuinews"
TEXT = "<p>The harbour cinema reopened with a print that nobody had seen since the flood.</p>"
SAVED = View(saved=True)
FULL = "The disk is full, so nothing was stored. Free some space and try again."
HERE = Path(__file__).parent

AGREEMENT = {
    "marks": """
        SELECT s.id FROM cache.stories AS s LEFT JOIN main.marks AS m ON m.id = s.id
        WHERE s.read <> coalesce(m.read, 0) OR s.hidden <> coalesce(m.hidden, 0)
        OR s.saved <> EXISTS (SELECT 1 FROM main.saved AS v WHERE v.id = s.id)
    """,
    "saved stories that no list shows": """
        SELECT id FROM main.saved WHERE id NOT IN (SELECT id FROM cache.stories WHERE saved = 1)
    """,
    "counters": """
        SELECT c.source_id FROM cache.counters AS c LEFT JOIN (
            SELECT source_id, sum(listed) AS stories, sum(listed AND NOT read) AS unread, sum(saved) AS saved
            FROM cache.stories GROUP BY source_id
        ) AS s ON s.source_id = c.source_id
        WHERE (c.stories, c.unread, c.saved)
        <> (coalesce(s.stories, 0), coalesce(s.unread, 0), coalesce(s.saved, 0))
    """,
    "stories without a body": "SELECT id FROM cache.stories WHERE id NOT IN (SELECT story_id FROM cache.bodies)",
    "ids beyond those that were given out": """
        SELECT id FROM cache.stories WHERE id > (SELECT reserved_id FROM main.meta)
    """,
}
"""What both files say of the same things: each query finds where they differ."""


def entry(name: str, *, minutes: float = 0, text: str = TEXT, version: str = "1") -> KeyedEntry:
    """A story of that name, published so many minutes before NOW."""
    title = f"Story {name}"
    told = Entry(
        guid=name,
        url=f"https://backlot.example/{name}",
        title=title,
        author="Ann Archer",
        published=NOW - timedelta(minutes=minutes),
        content_html=text,
        summary="A teaser.",
        words=14,
    )
    return KeyedEntry(
        fingerprint(name), fingerprint(told.url, title), fingerprint(name, version), told, ("film",)
    )


def update(source_id: int, *new: KeyedEntry, etag: str = "") -> FeedUpdate:
    """What a source said at NOW."""
    return FeedUpdate(
        source_id, NOW, NOW + timedelta(hours=1), new, validators=Validators(etag) if etag else None
    )


def feeds(count: int) -> list[NewSource]:
    """Sources to subscribe to."""
    return [
        NewSource(f"https://backlot.example/{number}/feed", f"Source {number}", "Film")
        for number in range(1, count + 1)
    ]


@contextmanager
def opened(home: Home, now: Callable[[], datetime] = lambda: NOW) -> Iterator[Library]:
    library = Library.open(home, now=now)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def stocked(home: Home, *, sources: int = 2, stories: int = 20) -> Iterator[Library]:
    """A library with so many stories in its first source, numbered from the newest on."""
    with opened(home) as library:
        library.add_sources(feeds(sources))
        # The newest of a feed stands first and gets the highest number.
        library.apply(update(1, *(entry(str(n), minutes=n) for n in reversed(range(1, stories + 1)))))
        while library.index_some(1_000):
            pass
        yield library


def used(home: Home) -> None:
    """Leave a library with something in each of its tables: of stories 1 to 40, five are saved and five read."""
    with stocked(home, stories=40) as library:
        library.keep_document(3, Document("The whole page of it. " * 40, words=200), ())
        library.set_saved([1, 2, 3, 4, 5], True)
        library.set_tags(2, ["Oscars", "later"])
        library.set_note(3, "A note.")
        library.set_read([4, 5, 6, 7, 8], True)
        library.set_hidden([9], True)
        library.keep_search("Sequels", "sequel")
        library.set_preference("theme", "matinee")
        library.set_saved([1], False)
        library.undo()


def saved_texts(library: Library) -> dict[int, tuple[str, str]]:
    """Title and body of each saved story."""
    return {
        story.id: (story.title, library.body(story.id).content_html)
        for story in library.page(SAVED, limit=10_000).stories
    }


def save_many(library: Library) -> None:
    library.set_saved(range(1, 31), True)


def fetch_much(library: Library) -> None:
    long = "<p>Some words.</p>" * 300
    library.apply(update(1, *(entry(f"new {number}", text=long) for number in range(20)), etag="new"))


def answers(library: Library) -> tuple[object, ...]:
    """What a reader would show."""
    return (
        library.page(View(), limit=1_000),
        library.page(SAVED, limit=1_000),
        library.counts(NOW),
    )


def is_done(library: Library, deed: Callable[[Library], None]) -> bool:
    """Do one of the two above, unless the disk is full, which must be said."""
    try:
        deed(library)
    except Full as error:
        if not error.summary.startswith(FULL):
            raise
        return False
    return True


def is_stored(library: Library, deed: Callable[[Library], None]) -> None:
    """Make sure that one of the two above was done: if the cache had no room for it, it catches up with the next deed."""
    library.set_preference("room", "there is")
    sound(library)
    if deed is save_many:
        assert saved_texts(library).keys() == set(range(1, 31))
    else:
        titles = {story.title for story in library.page(View(), limit=1_000).stories}
        (state,) = library.fetch_states([1])
        # What the cache could not take, the source is asked for again.
        assert "Story new 7" in titles or state.validators == Validators()


def sound(library: Library) -> None:
    """Make sure that every page and index of both files is as it should be, and that they agree."""
    connection = library._database.connection
    for database in ("main", "cache"):
        assert connection.execute(f"PRAGMA {database}.integrity_check").fetchone()[0] == "ok"
        assert connection.execute(f"PRAGMA {database}.foreign_key_check").fetchone() is None
    for what, query in AGREEMENT.items():
        found = [tuple(row) for row in connection.execute(query)]
        assert found == [], (what, found)


def use(library: Library) -> list[TuinewsError]:
    """Do everything that a reader does; give what could not be done, which must be said in our own words."""
    deeds: Sequence[Callable[[], object]] = (
        library.sources,
        library.fetch_states,
        lambda: library.page(View()),
        lambda: library.page(View(unread=True)),
        lambda: library.page(SAVED),
        lambda: library.page(View(source_id=1)),
        lambda: library.page(View(query="harbour is:unread")),
        lambda: library.search("cinema"),
        lambda: library.counts(NOW),
        *(
            lambda story_id=story_id, read=read: read(library, story_id)
            for story_id in (2, 3, 11)
            for read in (Library.story, Library.body, Library.document, Library.topics, Library.tags)
        ),
        library.stances,
        library.searches,
        library.all_tags,
        lambda: library.preference("theme"),
        lambda: library.set_read([2, 11], True),
        lambda: library.set_saved([12], True),
        lambda: library.set_saved([2], False),
        library.undo,
        lambda: library.set_tags(3, ["later"]),
        lambda: library.known(1, [fingerprint("1")], []),
        lambda: library.apply(update(1, entry("new"), etag="2")),
        library.index_some,
        lambda: library.mark_view_read(View(source_id=1)),
        library.undo,
    )
    failures: list[TuinewsError] = []
    for deed in deeds:
        try:
            deed()
        except (LibraryError, NotFound) as error:
            failures.append(error)
    assert all(error.summary.endswith(".") for error in failures), failures
    return failures


def contents_of(home: Home) -> dict[Path, bytes]:
    """The files of a home that last: both databases and the marker."""
    return {
        path: path.read_bytes()
        for folder in (home.data, home.cache)
        for path in folder.iterdir()
        if path.suffix in (".db", ".marker")
    }


def python(script: str, *arguments: object) -> list[str]:
    """The command that runs a script with everything of this file at hand."""
    head = (
        f"import logging, sys; logging.disable(); sys.path.insert(0, {str(HERE)!r}); from faults import *\n"
    )
    return [sys.executable, "-c", head + script, *map(str, arguments)]


def heard(script: str, *arguments: object) -> list[str]:
    """Run a script to its end, which must be a good one; give the lines that it prints."""
    done = subprocess.run(
        python(script, *arguments), capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stderr, done.returncode) == ("", 0), done.stderr
    return done.stdout.splitlines()


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of the installed program left."""

    code: int
    out: str
    err: str


def tuinews(home: Home | None, *argv: object, environ: dict[str, str] | None = None) -> Ran:
    """Run the installed program; whatever goes wrong, it must end with sentences."""
    place = ["--home", str(home.data.parent)] if home else []
    done = subprocess.run(
        [PROGRAM, *place, *map(str, argv)],
        capture_output=True,
        timeout=60,
        env=dict(os.environ) if environ is None else environ,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err
    assert done.returncode >= 0, "it died of a signal"
    return Ran(done.returncode, out, err)


@contextmanager
def quick_disk(folder: Path) -> Iterator[Path]:
    """A folder in memory where there is one, else on the disk, for libraries that are opened by the hundred.

    A killed process leaves its writes to the system, so that waiting for a disk would show nothing more.
    """
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield folder
        return
    place = Path(tempfile.mkdtemp(prefix="tuinews-", dir=memory))
    try:
        yield place
    finally:
        shutil.rmtree(place)


@contextmanager
def small_disk(folder: Path, size: str = "3m") -> Iterator[Path]:
    """A file system of its own, of so many bytes."""
    folder.mkdir()
    with _mounted(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], folder):
        yield folder


@contextmanager
def sealed_disk(folder: Path) -> Iterator[Path]:
    """A folder that nobody may write to, not even root."""
    with (
        _mounted(["mount", "--bind", str(folder), str(folder)], folder),
        _mounted(["mount", "-o", "remount,ro,bind", str(folder)], None),
    ):
        yield folder


@contextmanager
def _mounted(command: list[str], folder: Path | None) -> Iterator[None]:
    if sys.platform != "linux":
        pytest.skip("NOT TESTED: disks are mounted the Linux way")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT TESTED: this needs the right to mount a disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        if folder:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take the last byte of a disk; give the file that holds it."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (65_536, PAGE, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return filler
