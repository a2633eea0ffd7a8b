"""Disks that are full or can't be written: real ones where the tests may mount them, limits of the process elsewhere."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuinews.library.database import Database
from tuinews.paths import Home

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts and limits the Linux way")

OPEN = """
import logging, os, sys
from pathlib import Path
from tuinews.errors import LibraryError
from tuinews.library.database import Database
from tuinews.library.opening import discard_cache
from tuinews.paths import Home

def describe(deed):
    try:
        print("done", deed())
    except LibraryError as error:
        print(type(error).__name__, error.summary)

home = Home.below(Path(sys.argv[1]))
logging.disable()

def add(name):
    def deed():
        source = f"INSERT INTO main.sources (url, title, added) VALUES ('https://{name}.example/', 'x', 0)"
        database.write(lambda connection: connection.execute(source))
        return count()
    return deed

def count():
    return database.read(lambda connection: connection.execute("SELECT count(*) FROM main.sources").fetchone()[0])

def fill_cache():
    row = "INSERT INTO cache.bodies (body) VALUES (?)"
    database.write(lambda connection: connection.executemany(row, [("x" * 9000,) for number in range(400)]), "fetched")

def open_and_close():
    Database(home).close()

def fill_disk():
    with open(Path(sys.argv[1], "filler"), "ab", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(bytes(size)) == size:
                    pass
            except OSError:
                pass
"""


def run(script: str, folder: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", OPEN + script, str(folder)], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"NOT TESTED: these tests may not mount a small disk here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def sealed(home: Home) -> Iterator[Home]:
    """A library on a disk that can only be read."""
    database = Database(home)
    database.write(
        lambda connection: connection.execute(
            "INSERT INTO main.sources (url, title, added) VALUES ('https://a.example/', 'x', 0)"
        )
    )
    database.close()
    root = str(home.data.parent)
    for command in (["mount", "--bind", root, root], ["mount", "-o", "remount,ro,bind", root]):
        mounted = subprocess.run(command, capture_output=True, text=True)
        if mounted.returncode:
            pytest.skip(f"NOT TESTED: these tests may not mount a sealed disk here: {mounted.stderr.strip()}")
    yield home
    subprocess.run(["umount", "-l", root], check=True)


def test_a_full_disk_is_said_to_be_full_and_works_again_after_that(small_disk: Path) -> None:
    lines = run(
        """
database = Database(home)
describe(add("a"))
describe(fill_cache)
describe(count)
fill_disk()
describe(add("b"))
describe(count)
Path(sys.argv[1], "filler").unlink()
describe(add("c"))
database.close()
""",
        small_disk,
    )
    full = "Full The disk is full, so nothing was stored. Free some space and try again."
    assert lines[0] == "done 1"
    assert lines[1].startswith(full)
    assert lines[2] == "done 1"
    assert lines[3].startswith(full)
    assert lines[4:] == ["done 1", "done 2"]


def test_dropping_the_cache_makes_room_on_a_full_disk(small_disk: Path) -> None:
    lines = run(
        """
database = Database(home)
row = "INSERT INTO cache.bodies (body) VALUES (?)"
database.write(lambda connection: connection.executemany(row, [("x" * 9000,) for number in range(60)]))
fill_disk()
describe(add("a"))
describe(lambda: discard_cache(home))
describe(add("b"))
database.close()
""",
        small_disk,
    )
    assert lines[0].startswith("Full The disk is full")
    assert "“tuinews doctor --drop-cache” frees" in lines[0]
    assert lines[1:] == ["done None", "done 1"]


def test_a_disk_without_a_single_byte_free_is_said_to_be_full_at_the_start(small_disk: Path) -> None:
    lines = run("fill_disk(); describe(open_and_close)", small_disk)
    assert len(lines) == 1
    assert lines[0].startswith(("Full The disk is full", "ReadOnly The folder"))
    assert "No space left" in lines[0] or "is full" in lines[0]
    Path(small_disk, "filler").unlink()
    assert run("describe(open_and_close)", small_disk) == ["done None"]
    lines = run("fill_disk(); describe(open_and_close)", small_disk)
    assert lines[0].startswith("Full The disk is full")
    Path(small_disk, "filler").unlink()
    assert run("describe(open_and_close)", small_disk) == ["done None"]


def test_a_disk_that_cannot_be_written_is_named(sealed: Home) -> None:
    (line,) = run("describe(open_and_close)", sealed.data.parent)
    assert line.startswith(f"ReadOnly The file {sealed.data}")
    assert "can't be written" in line


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives up being root")
def test_a_library_that_belongs_to_somebody_else_is_named(public_home: Home) -> None:
    home = public_home
    Database(home).close()
    for folder in (home.data.parent, home.data, home.cache, home.state):
        folder.chmod(0o755)
    (line,) = run("os.setgid(65534); os.setuid(65534); describe(open_and_close)", home.data.parent)
    assert line.startswith(f"ReadOnly The file {home.library_db} can't be written")


def test_a_limit_on_the_size_of_files_is_a_full_disk(home: Home) -> None:
    lines = run(
        """
import resource
database = Database(home)
describe(add("a"))
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
describe(fill_cache)
describe(count)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
describe(add("b"))
describe(fill_cache)
database.close()
""",
        home.data.parent,
    )
    assert lines[0] == "done 1"
    assert lines[1].startswith("Full The disk is full")
    assert lines[2:] == ["done 1", "done 2", "done None"]
