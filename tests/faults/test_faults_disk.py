"""Disks without room, and disks that can't be written: what is said, what can still be read, and what comes after."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults import (
    FULL,
    NOW,
    answers,
    entry,
    fetch_much,
    fill,
    heard,
    is_done,
    is_stored,
    opened,
    quick_disk,
    save_many,
    saved_texts,
    sealed_disk,
    small_disk,
    sound,
    stocked,
    tuinews,
    update,
    used,
)
from loopback import Site, answer
from terminal import running
from tuinews.errors import Full
from tuinews.library import Library
from tuinews.library.opening import discard_cache
from tuinews.paths import Home

ROOM = 40
"""Pages that are given room for, one after the other, until the deed is done."""


# --- room for a page more, and a page more ------------------------------------------------------------------


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


@pytest.mark.parametrize(("database", "deed"), [("main", save_many), ("cache", fetch_much)])
def test_with_room_for_any_number_of_pages_all_is_stored_or_nothing(
    memory: Path, database: str, deed: Callable[[Library], None]
) -> None:
    with stocked(Home.below(memory), stories=40) as library:
        connection = library._database.connection
        connection.execute("PRAGMA main.cache_size = 10")
        connection.execute("PRAGMA cache.cache_size = 10")
        before = answers(library)
        (used_up,) = connection.execute(f"PRAGMA {database}.page_count").fetchone()
        for room in range(ROOM):
            connection.execute(f"PRAGMA {database}.max_page_count = {used_up + room}")
            if is_done(library, deed):
                break
            assert answers(library) == before
            sound(library)
        assert room > 0, "there was no need of room"
        connection.execute(f"PRAGMA {database}.max_page_count = {used_up + 1_000}")
        is_stored(library, deed)


SIZES = """
import resource

path = Path(sys.argv[1])
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

with stocked(Home.below(path), stories=40) as library:
    for deed in (save_many, fetch_much):
        before = answers(library)
        refused = 0
        size = 40_000
        while True:
            limit(size)
            done = is_done(library, deed)
            limit(hard)
            if done:
                break
            assert answers(library) == before
            sound(library)
            refused += 1
            size += 12_345
        is_stored(library, deed)
        print(refused)
"""


def test_with_any_limit_on_the_size_of_files_all_is_stored_or_nothing(memory: Path) -> None:
    assert all(int(refused) > 2 for refused in heard(SIZES, memory))


# --- a disk that is full ------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def test_on_a_full_disk_the_program_reads_on_and_says_what_was_not_stored(disk: Path, site: Site) -> None:
    home = Home.below(disk)
    used(home)
    document = (
        "<rss version='2.0'><channel><title>Reel</title><link>https://reel.example/</link><description>d</description>"
        "<item><title>A lost film is found</title><guid>1</guid></item></channel></rss>"
    )
    site.pages["/feed"] = answer(document.encode(), {"Content-Type": "application/rss+xml"})
    assert tuinews(home, "add", site.url("/feed")).code == 0
    with opened(home) as library:
        kept = saved_texts(library)
    larger = document.replace("<guid>", f"<description>{'words ' * 60_000}</description><guid>")
    site.pages["/feed"] = answer(larger.encode(), {"Content-Type": "application/rss+xml"})
    filler = fill(disk)

    done = tuinews(home, "refresh", "--force", "3")
    assert done.code != 0
    assert FULL in done.err
    done = tuinews(home, "save", "12")
    assert (done.code, done.out) == (4, "")
    assert FULL in done.err
    assert "tuinews doctor --drop-cache" in done.err

    # To read takes no more than the index of the logs, 32 KiB each.
    os.truncate(filler, filler.stat().st_size - 100_000)
    for argv in (["list"], ["list", "--saved"], ["show", "3"]):
        assert tuinews(home, *argv).out, argv

    filler.unlink()
    assert tuinews(home, "save", "12").code == 0
    assert tuinews(home, "refresh", "--force", "3").code == 0
    with opened(home) as library:
        assert saved_texts(library).keys() == kept.keys() | {12}
        sound(library)


def test_a_save_that_failed_shows_as_not_saved_and_works_when_there_is_room(disk: Path) -> None:
    home = Home.below(disk)
    used(home)
    with opened(home) as library:
        kept = saved_texts(library)
        filler = fill(disk)
        for _ in range(2):
            with pytest.raises(Full):
                library.set_saved([12], True)
            assert not library.story(12).saved
            assert saved_texts(library) == kept
            assert library.counts(NOW).saved == len(kept)
        filler.unlink()
        library.set_saved([12], True)
        assert library.story(12).saved
        sound(library)


def test_dropping_the_cache_makes_room_though_nothing_else_does(disk: Path) -> None:
    home = Home.below(disk)
    used(home)
    with opened(home) as library:
        library.apply(update(1, *(entry(f"new {n}", text="<p>Words.</p>" * 900) for n in range(60))))
        kept = saved_texts(library)
        fill(disk)
        with pytest.raises(Full):
            library.set_saved([12], True)
        discard_cache(home)
        use_the_room(library, kept)


def test_the_cache_can_be_dropped_though_there_is_no_room_to_open_it(disk: Path) -> None:
    home = Home.below(disk)
    used(home)
    with opened(home) as library:
        library.apply(update(1, *(entry(f"new {n}", text="<p>Words.</p>" * 900) for n in range(60))))
        kept = saved_texts(library)
    fill(disk)
    with pytest.raises(Full), opened(home):
        pass
    discard_cache(home)
    assert not home.cache_db.exists()
    with opened(home) as library:
        assert "so they are fetched again" in library.notice
        use_the_room(library, kept)


def use_the_room(library: Library, kept: dict[int, tuple[str, str]]) -> None:
    assert saved_texts(library) == kept
    (story_id,) = library.apply(update(1, entry("12", minutes=12))).stories
    library.set_saved([story_id], True)
    assert saved_texts(library).keys() == kept.keys() | {story_id}
    sound(library)


@pytest.mark.parametrize("state", ["new", "used"])
def test_without_a_byte_of_room_at_the_start_the_program_says_so(disk: Path, state: str) -> None:
    home = Home.below(disk / "home")
    if state == "used":
        used(home)
    filler = fill(disk)
    for argv in (["list"], ["list", "--saved"], ["refresh"], ["doctor"]):
        done = tuinews(home, *argv)
        said = done.out + done.err
        if done.code:
            assert done.code == 4, argv
            assert "disk is full" in said or "No space left" in said, argv
        else:
            # To look at what is there takes no room.
            assert state == "used"
            assert argv[0] != "refresh"
    filler.unlink()
    assert tuinews(home, "list").code == 0


# --- a disk that can't be written ---------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["home", "data", "cache", "state"])
def test_what_cannot_be_written_is_named_by_every_command(home: Home, part: str) -> None:
    used(home)
    folder = home.data.parent if part == "home" else home.data.with_name(part)
    before = home.library_db.read_bytes()
    with sealed_disk(folder):
        for argv in (["list"], ["save", "12"], ["refresh"], ["doctor"], ["search", "cinema"]):
            done = tuinews(home, *argv)
            assert done.code == 4, argv
            assert f"{folder}/" in done.out + done.err, argv
            assert "can't be written" in done.out + done.err, argv
    assert home.library_db.read_bytes() == before
    assert tuinews(home, "save", "12").code == 0


@pytest.mark.pty
def test_what_cannot_be_written_is_named_on_the_screen(home: Home) -> None:
    used(home)
    with (
        sealed_disk(home.data),
        running("--home", str(home.data.parent), columns=200) as terminal,
    ):
        shown = " ".join(terminal.until_match("can.t be opened").split())
        assert "library.db can't be written" in shown
        terminal.press("q")
        assert terminal.end() == 4
    assert b"Traceback" not in terminal.bytes
