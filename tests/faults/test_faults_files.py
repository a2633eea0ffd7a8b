"""Files that are damaged: what is harmed may be refused or lost, but in our words, and never unnoticed."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults import PAGE, contents_of, opened, quick_disk, saved_texts, sound, tuinews, use, used
from tuinews.errors import LibraryError
from tuinews.library import Library
from tuinews.library.examine import Examination
from tuinews.library.opening import discard_cache
from tuinews.library.schema import LIBRARY
from tuinews.paths import Home

FLIPS = 300
CUTS = 30
SEED = "1914"
REFUSED, TOLD, UNTOLD = "refused", "told", "untold"


@dataclass(frozen=True)
class Whole:
    """A home in good order, to be harmed again and again."""

    home: Home
    contents: dict[Path, bytes]
    saved: dict[int, tuple[str, str]]

    def path(self, name: str) -> Path:
        return self.home.library_db if name == "library" else self.home.cache_db

    def harm(self, name: str, harmed: bytes) -> None:
        """Put everything back as it was, but for one file."""
        shutil.rmtree(self.home.data.parent)
        self.home.make()
        for path, content in self.contents.items():
            path.write_bytes(harmed if path == self.path(name) else content)

    def live_with_it(self) -> str:
        """Open, use, examine, and use again. Give whether all that was wrong was said."""
        try:
            library = Library.open(self.home)
        except LibraryError as error:
            return REFUSED if str(self.home.data) in error.summary else error.summary
        with closing(library):
            failures = use(library)
            try:
                library.act_on(Examination(self.home).look(full=True))
            except LibraryError as error:
                failures.append(error)
            told = bool(library.notice) or any(isinstance(error, LibraryError) for error in failures)
            if told:
                use(library)
        return TOLD if told else UNTOLD


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def whole(memory: Path) -> Whole:
    home = Home.below(memory / "home")
    used(home)
    with opened(home) as library:
        saved = saved_texts(library)
    assert len(saved) == 5
    return Whole(home, contents_of(home), saved)


def flips(content: bytes) -> Iterator[bytes]:
    """One bit wrong, or one byte, somewhere."""
    chance = random.Random(SEED)
    for number in range(FLIPS):
        harmed = bytearray(content)
        harmed[chance.randrange(len(content))] ^= 1 << chance.randrange(8) if number % 2 else 0xFF
        yield bytes(harmed)


def pages(content: bytes) -> Iterator[bytes]:
    """One page of garbage, each in turn."""
    chance = random.Random(SEED)
    for start in range(0, len(content), PAGE):
        yield content[:start] + chance.randbytes(PAGE) + content[start + PAGE :]


def heads(content: bytes) -> Iterator[bytes]:
    """One page whose first bytes are another's, each in turn: it looks sound, and is not."""
    for start in range(PAGE, len(content), PAGE):
        yield content[:start] + content[PAGE : PAGE + 64] + content[start + 64 :]


def cuts(content: bytes) -> Iterator[bytes]:
    """Cut somewhere."""
    chance = random.Random(SEED)
    for _ in range(CUTS):
        yield content[: chance.randrange(1, len(content))]


HARMS: list[Callable[[bytes], Iterator[bytes]]] = [flips, pages, heads, cuts]


@pytest.mark.parametrize("harms", HARMS)
def test_whatever_is_wrong_with_the_cache_costs_nothing_of_the_users(
    whole: Whole, harms: Callable[[bytes], Iterator[bytes]]
) -> None:
    ends = []
    for harmed in harms(whole.contents[whole.home.cache_db]):
        whole.harm("cache", harmed)
        ends.append(whole.live_with_it())
        assert ends[-1] in (TOLD, UNTOLD)
        with opened(whole.home) as library:
            if ends[-1] == UNTOLD:
                assert_no_page_is_wrong(whole.home)
            # Its copies of titles may be wrong where SQLite can't tell; made anew, they are those of the library.
            discard_cache(whole.home)
            now = saved_texts(library)
            assert {story_id: now.get(story_id) for story_id in whole.saved} == whole.saved
            sound(library)
    assert TOLD in ends


@pytest.mark.parametrize("harms", HARMS)
def test_whatever_is_wrong_with_the_library_is_said_where_it_can_be_known(
    whole: Whole, harms: Callable[[bytes], Iterator[bytes]]
) -> None:
    ends = []
    for harmed in harms(whole.contents[whole.home.library_db]):
        whole.harm("library", harmed)
        ends.append(whole.live_with_it())
        assert ends[-1] in (REFUSED, TOLD, UNTOLD)
        if ends[-1] == UNTOLD:
            assert_no_page_is_wrong(whole.home)
        elif ends[-1] == REFUSED:
            assert whole.home.library_db.read_bytes() == harmed
    assert REFUSED in ends


def assert_no_page_is_wrong(home: Home) -> None:
    for path in (home.library_db, home.cache_db):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


# --- through the program ------------------------------------------------------------------------------------


def overwrite_header(path: Path) -> None:
    path.write_bytes(b"\xa5" * 100 + path.read_bytes()[100:])


def with_statement(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)


REFUSALS: dict[str, tuple[Callable[[Path], object], str]] = {
    "emptied": (lambda path: os.truncate(path, 0), "was emptied: it held 2 sources and 5 saved stories."),
    "gone": (Path.unlink, "is missing: it held 2 sources and 5 saved stories."),
    "header": (overwrite_header, "is damaged and was left as it is."),
    "half": (lambda path: os.truncate(path, path.stat().st_size // 2), "is damaged and was left as it is."),
    "newer": (
        lambda path: with_statement(path, f"PRAGMA user_version = {LIBRARY.version + 1}"),
        "A later version of tuinews wrote",
    ),
    "foreign": (
        lambda path: with_statement(path, "PRAGMA application_id = 7"),
        "belongs to another program and was left as it is.",
    ),
}


@pytest.mark.parametrize("state", REFUSALS)
def test_a_library_that_is_refused_is_left_to_the_byte_by_every_command(home: Home, state: str) -> None:
    used(home)
    harm, words = REFUSALS[state]
    harm(home.library_db)
    before = contents_of(home)
    for argv in (["list"], ["save", "12"], ["refresh"], ["doctor"], ["export", "-"], ["backup", "b.db"]):
        done = tuinews(home, *argv)
        assert done.code in ((4,) if argv[0] != "backup" else (4, 5)), argv
        said = done.out + done.err
        if argv[0] != "backup":
            assert words in said, argv
            assert str(home.library_db) in said, argv
    assert contents_of(home) == before
    assert not Path("b.db").exists()


@pytest.mark.parametrize("name", ["library", "cache"])
def test_a_garbage_log_beside_a_good_file_is_passed_over(home: Home, name: str) -> None:
    used(home)
    path = home.library_db if name == "library" else home.cache_db
    path.with_name(f"{path.name}-wal").write_bytes(random.Random(SEED).randbytes(50_000))
    done = tuinews(home, "list", "--saved")
    assert (done.code, done.out.count("\n"), done.err) == (0, 5, "")


def test_a_command_leaves_one_whole_file_of_each(home: Home, tmp_path: Path) -> None:
    used(home)
    assert tuinews(home, "save", "12").code == 0
    assert {path.name for path in home.data.iterdir() if path.suffix.startswith(".db")} == {"library.db"}
    assert {path.name for path in home.cache.iterdir()} == {"cache.db"}
    copy = Home.below(tmp_path / "copy")
    copy.make()
    shutil.copy(home.library_db, copy.library_db)
    with opened(copy) as library:
        assert saved_texts(library).keys() >= {1, 2, 3, 4, 5, 12}
