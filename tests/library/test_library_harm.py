"""Harm done to the files from outside: whatever is said to be done is done, and no more is lost than was harmed."""

import logging
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from newsstand import FEEDS, NOW, ids, keyed, opened, python, stocked, stories, titles, update
from tuinews.cli import main
from tuinews.errors import Damaged, Full, LibraryError, NotFound
from tuinews.library import Library
from tuinews.library.failures import failure_of
from tuinews.library.restore import Fit, fit
from tuinews.library.schema import CACHE, LIBRARY, Schema
from tuinews.model import Body, Change, Document, Validators, View
from tuinews.paths import Home

LOST = "so they are fetched again. Everything you saved or marked is kept."
PAGE = 4096


def with_connection(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def twenty_stories(home: Home) -> None:
    """Stories 1 to 20, the first three saved."""
    with stocked(home, *(keyed(str(number), minutes=number) for number in range(20))) as library:
        library.set_saved([1, 2, 3], True)


# --- marks that are not set ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [Library.set_read, Library.set_saved])
@pytest.mark.parametrize("value", [True, False])
def test_a_story_that_is_not_there_is_no_mark_that_was_so_already(
    home: Home, mark: Callable[[Library, list[int], bool], Change], value: bool
) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        library.set_saved([1], not value)
        library.set_read([1], not value)
        before = stories(library)
        with pytest.raises(NotFound, match="no story with the number 999"):
            mark(library, [1, 999, 2], value)
        assert stories(library) == before


def test_a_mark_that_a_damaged_cache_forgot_the_story_of_is_not_said_to_be_set(home: Home) -> None:
    twenty_stories(home)
    whole = home.cache_db.read_bytes()
    mended = 0
    for page in range(1, len(whole) // PAGE):
        home.cache_db.write_bytes(whole[: page * PAGE] + bytes(PAGE) + whole[(page + 1) * PAGE :])
        with opened(home) as library:
            try:
                done = library.set_saved([5], True) == Change(frozenset({5}), frozenset({1}))
            except NotFound:
                done = False
                assert LOST in library.notice
                mended += 1
        with closing(sqlite3.connect(home.library_db)) as connection:
            saved = [row[0] for row in connection.execute("SELECT id FROM saved ORDER BY id")]
        assert saved == ([1, 2, 3, 5] if done else [1, 2, 3]), page
        with opened(home) as library:
            if done:
                library.set_saved([5], False)
    assert mended


@pytest.mark.parametrize("command", ["save", "read", "unread"])
def test_a_command_whose_story_is_lost_says_so(
    home: Home, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    twenty_stories(home)
    with opened(home) as library:
        library.set_read([5], command == "unread")
    spoil_counters(home)
    assert main([command, "5"]) == 5
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no story with the number 5." in said.err
    assert LOST in said.err


def test_a_saved_story_is_let_go_though_the_cache_is_damaged(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    twenty_stories(home)
    spoil_counters(home)
    assert main(["unsave", "2"]) == 0
    said = capsys.readouterr()
    assert "No longer saved" in said.out
    assert LOST in said.err
    with opened(home) as library:
        assert {story.id for story in stories(library, View(saved=True))} == {1, 3}


def spoil_counters(home: Home) -> None:
    """Damage what only a change of marks needs."""
    with closing(sqlite3.connect(home.cache_db)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'counters'").fetchone()
    spoil_page(home.cache_db, page)


def spoil_page(path: Path, number: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: (number - 1) * PAGE] + bytes(PAGE) + whole[number * PAGE :])


# --- one saved copy -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["body", "document"])
@pytest.mark.parametrize("harm", ["json", "utf-8"])
@pytest.mark.parametrize("cached", [True, False])
def test_a_flipped_byte_in_a_saved_copy_spoils_only_that(
    home: Home, column: str, harm: str, cached: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1), keyed("c", minutes=2)) as library:
        if column == "document":
            library.keep_document(2, Document(markdown="The page.", words=2), [])
        library.set_saved([2], True)
        before = library.body(2), library.document(2)
        assert library.story(2).title == "Story b"
    flipped = home.library_db.read_bytes()
    start = b'{"summary_html"' if column == "body" else b'{"markdown"'
    assert flipped.count(start) == 1
    flipped = flipped.replace(start, b"z" + start[1:] if harm == "json" else start[:3] + b"\xff" + start[4:])
    home.library_db.write_bytes(flipped)
    if not cached:
        home.cache_db.unlink()
    with opened(home) as library:
        opening = library.notice
        if not cached:
            library.apply(update(keyed("a"), keyed("c", minutes=2)))
        with caplog.at_level(logging.WARNING):
            found = library.body(2), library.document(2)
        if not cached and harm == "json":
            before = (Body(), None) if column == "body" else (before[0], None)
        elif not cached and column == "document":
            before = before[0], None
        assert found == before
        assert (harm == "utf-8") or "saved story 2" in caplog.text
        story = library.story(2)
        assert (story.title, story.url, story.summary) == (
            "Story b",
            "https://backlot.example/b",
            "Some words.",
        )
        library.keep_document(2, Document(markdown="Again.", words=1), [])
        assert library.document(2) is not None
        assert titles(library) == ["Story a", "Story b", "Story c"]
        assert library.notice == opening
        library.set_saved([2], False)
        library.undo()
        assert library.story(2).saved


def test_a_saved_title_that_is_no_text_any_more_is_shown_as_far_as_it_goes(home: Home) -> None:
    twenty_stories(home)
    home.library_db.write_bytes(home.library_db.read_bytes().replace(b"Story 1", b"Story \xff"))
    home.cache_db.unlink()
    with opened(home) as library:
        assert len(titles(library)) == 3
        assert any("\ufffd" in title for title in titles(library))


# --- a full disk --------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files the POSIX way")
def test_a_disk_without_room_to_open_the_library_is_said_to_be_full(home: Home) -> None:
    script = """
import resource
from pathlib import Path
from tuinews.errors import LibraryError
from tuinews.paths import Home
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    Library.open(Home.below(Path(sys.argv[1])))
except LibraryError as error:
    print(type(error).__name__, error)
"""
    twenty_stories(home)
    done = subprocess.run(python(script, str(home.data.parent)), check=True, capture_output=True, text=True)
    assert done.stdout.startswith(
        "Full The disk is full, so nothing was stored. Free some space and try again."
    )


@pytest.mark.parametrize("name", ["SHMOPEN", "SHMMAP", "TRUNCATE", "FSYNC"])
def test_a_failure_on_a_disk_without_room_is_a_full_disk(
    home: Home, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.make()
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = f"SQLITE_IOERR_{name}"
    assert type(failure_of(error, home.library_db)) is LibraryError
    usage = shutil.disk_usage(home.data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    assert isinstance(failure_of(error, home.library_db), Full)


# --- a library that is missing ------------------------------------------------------------------------------


def test_a_library_that_is_missing_is_not_made_anew_in_silence(home: Home) -> None:
    twenty_stories(home)
    copy = home.library_db.read_bytes()
    home.library_db.unlink()
    before = contents(home)
    with pytest.raises(Damaged):
        Library.open(home)
    with pytest.raises(Damaged) as caught:
        Library.open(home)
    assert contents(home) == before
    assert f"The library {home.library_db} is missing: it held 2 sources and 3 saved" in caught.value.summary
    marker = home.data / "library.db.marker"
    assert str(marker) in caught.value.summary
    home.library_db.write_bytes(copy)
    with opened(home) as library:
        assert library.notice == ""
        assert len(titles(library)) == 20
    home.library_db.unlink()
    marker.unlink()
    with opened(home) as library:
        assert titles(library) == []


def contents(home: Home) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (*home.data.iterdir(), *home.cache.iterdir())}


# --- tables that are not whole ------------------------------------------------------------------------------


CACHE_TABLES = [
    "stories",
    "bodies",
    "documents",
    "folders",
    "names",
    "mentions",
    "pending",
    "leases",
    "counters",
    "quarters",
    "meta",
    "search",
    "search_data",
    "search_config",
]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM meta",
        *(f"DROP TABLE {table}" for table in CACHE_TABLES),
        "DROP INDEX stories_unread",
        "DROP TRIGGER story_came",
        "ALTER TABLE mentions DROP COLUMN weight",
    ],
)
def test_a_cache_that_is_not_whole_is_made_anew(home: Home, statement: str) -> None:
    twenty_stories(home)
    with_connection(home.cache_db, statement)
    with opened(home) as library:
        library.page(View(query="story"))
        library.topics(1)
        library.counts(NOW)
        library.apply(update(keyed("d")))
        assert LOST in library.notice
        assert library.count(View(saved=True)) == 3
        assert ids(library)["Story d"]
        assert fit(library._database.connection) is Fit.SOUND


LIBRARY_TABLES = [
    "meta",
    "sources",
    "marks",
    "saved",
    "tags",
    "stances",
    "searches",
    "journal",
    "preferences",
]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM meta",
        *(f"DROP TABLE {table}" for table in LIBRARY_TABLES),
        "DROP INDEX marks_by_key",
    ],
)
def test_a_library_that_is_not_whole_is_damaged(home: Home, statement: str) -> None:
    twenty_stories(home)
    with_connection(home.library_db, statement)
    before = contents(home)
    with pytest.raises(Damaged) as caught:
        Library.open(home)
    assert str(home.library_db) in caught.value.summary
    # Looking into it may leave the files of a reader beside it.
    after = contents(home)
    assert {name: after[name] for name in before} == before
    assert main(["list"]) == 4


@pytest.mark.parametrize("schema", [LIBRARY, CACHE], ids=["library", "cache"])
def test_every_part_of_a_schema_is_looked_for(schema: Schema) -> None:
    assert len(schema.names) == sum("CREATE" in statement for statement in schema.statements)


# --- a cache that missed the last transaction ---------------------------------------------------------------


def test_what_the_cache_missed_is_fetched_again_at_once(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.apply(update(source_id=2, failure="Too many requests."))
        asked = library.source(2).next_check
    earlier = home.cache_db.read_bytes()
    with opened(home) as library:
        library.apply(update(keyed("a"), validators=Validators("etag"), body_hash="hash"))
        assert library.source(1).next_check is not None
    home.cache_db.write_bytes(earlier)
    with opened(home) as library:
        assert titles(library) == []
        assert library.source(1).next_check is None
        assert library.source(2).next_check == asked


# --- what is said about it ----------------------------------------------------------------------------------


def test_a_cache_made_anew_in_use_is_announced_once(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    twenty_stories(home)
    with_connection(home.cache_db, "UPDATE stories SET title = CAST(x'ff41' AS TEXT)")
    with opened(home) as library:
        assert library.notice == ""
    assert main(["list"]) == 0
    assert capsys.readouterr().err.count(LOST) == 1
    assert main(["list"]) == 0
    assert LOST not in capsys.readouterr().err
