"""Saving what can still be read of a damaged library."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shelves import (
    NOW,
    TABLES,
    alias_of,
    at_every_line,
    content,
    filled,
    key_of,
    link_of,
    names,
    rows,
    run,
    small_disk,
    sound,
    url_of,
)
from tuinews.errors import Damaged, Full, NotFound
from tuinews.library import files
from tuinews.library.marker import Marker
from tuinews.library.pages import LOST, Pages
from tuinews.library.replace import rescue
from tuinews.library.salvage import salvage
from tuinews.library.schema import CACHE, LIBRARY
from tuinews.library.values import read_body
from tuinews.model import Body
from tuinews.paths import Home

PAGE = 4096
RESCUE_DYING = """
from tuinews.library.replace import rescue
from tuinews.paths import Home
home = Home.below(Path(sys.argv[1]))
damaged = home.library_db.read_bytes()

def check(finished):
    kept = home.data / "library.db.corrupt-2026-03-14"
    if home.library_db.exists() and home.library_db.read_bytes() != damaged:
        assert sound(home.library_db)
        assert len(rows(home.library_db, "SELECT id FROM saved")) == 6
        assert kept.read_bytes() == damaged
    else:
        assert not finished
        # Between two names the old library is still there, and the next try goes on from it.
        assert kept.exists() or home.library_db.read_bytes() == damaged

print(die_at_every_line({"replace"}, home.data, lambda: rescue(home, NOW), check, step=3))
"""


def harm(path: Path, *numbers: int, filling: bytes = b"\xa5") -> None:
    """Write garbage over pages."""
    whole = bytearray(path.read_bytes())
    for number in numbers:
        whole[(number - 1) * PAGE : number * PAGE] = filling * PAGE
    path.write_bytes(whole)


def root_of(path: Path, name: str) -> int:
    ((root,),) = rows(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{name}'")
    assert isinstance(root, int)
    return root


def salvaged(tmp_path: Path, library: Path) -> Path:
    """Salvage into a file of its own, which must be sound, with the damaged one untouched."""
    before = library.read_bytes()
    draft = tmp_path / "draft.db"
    draft.touch()
    salvage(library, draft, NOW)
    assert library.read_bytes() == before
    assert sound(draft)
    assert names(tmp_path) & {"draft.db-wal", "draft.db-shm"} == set()
    return draft


@pytest.mark.parametrize("size", [(3, 30, 6), (300, 9_000, 40)], ids=["small", "large"])
@pytest.mark.parametrize(
    "harmed",
    [
        lambda whole: b"\0" * 100 + whole[100:],
        lambda whole: b"\xa5" * 100 + whole[100:],
        lambda whole: os.urandom(PAGE) + whole[PAGE:],
    ],
    ids=["header zero", "header garbage", "schema page"],
)
def test_nothing_is_lost_with_the_first_page(
    tmp_path: Path, size: tuple[int, int, int], harmed: Callable[[bytes], bytes]
) -> None:
    sources, stories, saved = size
    library = filled(tmp_path / "library.db", sources=sources, stories=stories, saved=saved)
    before, meta = content(library), rows(library, "SELECT library_id, reserved_id FROM meta")
    library.write_bytes(harmed(library.read_bytes()))
    with pytest.raises(sqlite3.DatabaseError):
        content(library)
    draft = salvaged(tmp_path, library)
    ids = max(1_000, stories)
    assert content(draft) == before
    assert rows(draft, "SELECT library_id, reserved_id FROM meta") == [(meta[0][0], ids)]


def test_every_page_may_be_garbage_and_costs_only_what_stood_in_it(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", sources=40, stories=300, saved=6)
    whole, before = library.read_bytes(), content(library)
    saved = 0
    for number in range(1, len(whole) // PAGE + 1):
        library.write_bytes(whole)
        harm(library, number)
        (tmp_path / "draft.db").unlink(missing_ok=True)
        draft = salvaged(tmp_path, library)
        after = content(draft)
        # What a page of sources or marks held, an index knows; a story's heading stands in one page only.
        assert len(after["sources"]) >= 40, number
        assert len(after["marks"]) >= 300, number
        assert len(after["saved"]) >= 5, number
        assert {row[0] for row in after["saved"]} <= {row[0] for row in before["saved"]}
        saved += len(after["saved"])
    assert saved > 5.5 * number


def test_a_tables_root_may_be_garbage(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", sources=200, stories=9_000, saved=40)
    before = content(library)
    harm(library, *(root_of(library, table) for table in ("sources", "marks", "saved")))
    assert content(salvaged(tmp_path, library)) == before


def test_what_tables_lost_their_indexes_still_know(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", sources=3, stories=60)
    before = content(library)
    assert len(library.read_bytes()) // PAGE < 60
    harm(library, root_of(library, "sources"), root_of(library, "marks"))
    after = content(salvaged(tmp_path, library))
    assert after["marks"] == before["marks"]
    assert [(row[0], row[1], row[2]) for row in after["sources"]] == [
        (number, url_of(number), f"source{number}.example") for number in (1, 2, 3)
    ]


def test_a_saved_story_needs_neither_its_mark_nor_its_source(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=6)
    before = content(library)
    harm(
        library,
        1,
        *(
            root_of(library, name)
            for name in ("sources", "sqlite_autoindex_sources_1", "marks", "marks_by_key")
        ),
    )
    draft = salvaged(tmp_path, library)
    after = content(draft)
    assert after["saved"] == before["saved"]
    assert after["tags"] == before["tags"]
    found = rows(
        draft,
        "SELECT m.id, m.alias, o.url, o.unsubscribed_at FROM marks AS m JOIN sources AS o ON o.id = source_id",
    )
    assert found == [(number, alias_of(number), url_of(number % 3 + 1), None) for number in range(1, 7)]


def test_a_saved_story_does_not_even_need_to_tell_its_source(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=6)
    run(library, "UPDATE saved SET source_url = '', source_title = '' WHERE id IN (1, 4)")
    before = content(library)
    with closing(files.connect(library)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    harm(library, 1, root_of(library, "sources"), root_of(library, "sqlite_autoindex_sources_1"))
    draft = salvaged(tmp_path, library)
    assert content(draft)["saved"] == before["saved"]
    unknown = rows(draft, "SELECT url, unsubscribed_at IS NULL FROM sources WHERE url NOT LIKE 'http%'")
    assert unknown == [("lost:", 0)]


def test_the_heading_of_a_story_outlives_its_text(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=1, text="A long text. " * 50)
    # The pages that only go on with what does not fit elsewhere begin with the next one's number.
    whole = library.read_bytes()
    texts = [
        number
        for number in range(2, len(whole) // PAGE + 1)
        if b"A long text. A long text. " in whole[(number - 1) * PAGE : number * PAGE]
        and whole[(number - 1) * PAGE] == 0
    ]
    assert texts
    harm(library, *texts)
    draft = salvaged(tmp_path, library)
    ((title, url, body, document),) = rows(draft, "SELECT title, url, body, document FROM saved")
    assert (title, url, document) == ("Story 1", link_of(1), None)
    assert read_body(body) == Body()


def test_a_file_that_was_cut_gives_what_stands_in_it(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", sources=100, stories=6_000, saved=60)
    before = content(library)
    os.truncate(library, library.stat().st_size * 3 // 4 + 100)
    after = content(salvaged(tmp_path, library))
    assert 0 < len(after["saved"]) < 60
    # Of some, the text stood behind the cut.
    headings = [{row[:14] for row in each["saved"]} for each in (after, before)]
    assert headings[0] <= headings[1]
    assert {row for row in after["saved"] if row[16] is not None} <= set(before["saved"])
    assert {row[1] for row in after["sources"]} <= {row[1] for row in before["sources"]}


def test_what_was_deleted_stays_deleted(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", sources=100, stories=6_000, saved=60)
    run(
        library,
        "DELETE FROM tags WHERE story_id > 5",
        "DELETE FROM saved WHERE id > 5",
        "DELETE FROM marks WHERE id > 90",
    )
    with closing(files.connect(library)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 20
    before = content(library)
    harm(library, root_of(library, "journal"))
    after = content(salvaged(tmp_path, library))
    assert after["journal"] == []
    assert {table: after[table] for table in TABLES if table != "journal"} == {
        table: before[table] for table in TABLES if table != "journal"
    }


def test_what_a_crash_left_in_the_log_is_read_too(tmp_path: Path) -> None:
    library = filled(tmp_path / "home" / "library.db")
    taken = tmp_path / "taken.db"
    with closing(files.connect(library)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO preferences VALUES ('late', '1')")
        connection.execute("INSERT INTO searches (name, query, added) VALUES ('Late', 'late', 1)")
        before = content(library)
        taken.write_bytes(library.read_bytes())
        log = files.beside(library, "-wal").read_bytes()
        # Frames that nobody committed, and such as belong to an earlier turn of the log.
        files.beside(taken, "-wal").write_bytes(log + log[32 : 32 + 24 + PAGE] + os.urandom(9_000))
    harm(taken, 1)
    draft = tmp_path / "draft.db"
    draft.touch()
    salvage(taken, draft, NOW)
    assert content(draft) == before


def test_a_garbage_log_is_passed_over(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    before = content(library)
    harm(library, 1)
    files.beside(library, "-wal").write_bytes(os.urandom(50_000))
    assert content(salvaged(tmp_path, library)) == before


@pytest.mark.parametrize("garbage", [b"", b"Dear diary", b"\0" * 50_000, b"\xa5" * 50_000], ids=repr)
def test_where_nothing_can_be_read_nothing_is_done(home: Home, garbage: bytes) -> None:
    home.make()
    home.library_db.write_bytes(garbage[:60_000])
    with pytest.raises(Damaged, match="was left as it is"):
        rescue(home, NOW)
    assert home.library_db.read_bytes() == garbage
    assert {name for name in names(home.data) if name != "backups"} == {"library.db"}


def test_random_bytes_are_no_trouble(home: Home) -> None:
    filled(home.library_db)
    whole = home.library_db.read_bytes()
    for seed in range(30):
        harmed = bytearray(whole)
        for place in range(seed, len(whole), 97 + seed * 13):
            harmed[place] = (place * 31 + seed) % 256
        home.library_db.write_bytes(harmed)
        pages = Pages(home.library_db)
        with closing(pages):
            for record in pages.records():
                assert all(
                    value is LOST or value is None or isinstance(value, int | float | str | bytes)
                    for value in record.values
                )


def test_an_earlier_versions_damaged_library_is_not_guessed_at(home: Home) -> None:
    filled(home.library_db)
    run(home.library_db, "PRAGMA user_version = 1")
    harm(home.library_db, 5)
    with pytest.raises(Damaged, match="earlier version"):
        rescue(home, NOW)


# --- in the place of the damaged one ------------------------------------------------------------------------


def test_the_damaged_library_is_kept_and_the_new_one_takes_its_place(home: Home) -> None:
    filled(home.library_db)
    Marker(3, 8).write(home.library_db)
    before = content(home.library_db)
    harm(home.library_db, 1)
    damaged = home.library_db.read_bytes()
    found = rescue(home, NOW)
    assert found is not None
    assert (found.found.holds, found.found.marks, found.held) == (Marker(3, 6), 30, Marker(3, 8))
    assert found.kept == home.data / "library.db.corrupt-2026-03-14"
    assert found.kept.read_bytes() == damaged
    assert content(home.library_db) == before
    assert home.library_db.stat().st_mode & 0o777 == 0o600
    assert Marker.read(home.library_db) == Marker(3, 6)
    assert rescue(home, NOW) is None
    assert content(home.library_db) == before


def test_a_second_damaged_library_gets_a_name_of_its_own(home: Home) -> None:
    filled(home.library_db)
    for kept in ("library.db.corrupt-2026-03-14", "library.db.corrupt-2026-03-14-2"):
        harm(home.library_db, 1)
        found = rescue(home, NOW)
        assert found is not None
        assert found.kept.name == kept


def test_the_cache_stays_of_use(home: Home) -> None:
    home.make()
    filled(home.library_db)
    files.make(home.cache_db, CACHE)
    run(home.cache_db, "UPDATE meta SET library_id = 'known', changes = 40, last_id = 5000")
    harm(home.library_db, 1, root_of(home.library_db, "meta"))
    rescue(home, NOW)
    assert rows(home.library_db, "SELECT library_id, changes, reserved_id FROM meta") == [("known", 41, 5000)]


def test_without_a_library_there_is_nothing_to_save(home: Home) -> None:
    with pytest.raises(NotFound):
        rescue(home, NOW)


def test_a_death_at_any_line_loses_nothing(home: Home) -> None:
    filled(home.library_db)
    Marker(3, 6).write(home.library_db)
    harm(home.library_db, 1)
    assert at_every_line(RESCUE_DYING, home.data.parent) > 40


def test_a_full_disk_leaves_the_damaged_library(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        home = Home.below(disk)
        filled(home.library_db)
        harm(home.library_db, 1)
        before = home.library_db.read_bytes()
        (disk / "ballast").write_bytes(
            b"x" * (os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize - 100_000)
        )
        with pytest.raises(Full):
            rescue(home, NOW)
        assert home.library_db.read_bytes() == before
        (disk / "ballast").unlink()
        assert rescue(home, NOW) is not None
        assert sound(home.library_db)


def test_the_version_is_read_where_there_is_one(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db")
    with closing(Pages(library)) as pages:
        assert pages.version == LIBRARY.version
    harm(library, 1)
    with closing(Pages(library)) as pages:
        assert pages.version is None


def test_an_entry_is_found_by_the_name_of_its_index(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", stories=2_000)
    with closing(Pages(library)) as pages:
        found = {record.values for record in pages.entries("marks_by_key")}
        assert list(pages.entries("nothing")) == []
    assert found == {(number % 3 + 1, key_of(number), number) for number in range(1, 2_001)}
