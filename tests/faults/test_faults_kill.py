"""kill -9 at any moment: whatever was said to be done is there, and nothing is there by half."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import HERE, PROGRAM, opened, quick_disk, stocked
from tuinews.model import Document, View
from tuinews.paths import Home

TRIALS = 300
SEED = "1914"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="NOT TESTED: deaths need fork here")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


def deaths(kind: str, folder: Path, trials: int) -> tuple[int, int]:
    """Let so many processes die; give how many deeds were said to be done, and how many did die."""
    done = subprocess.run(
        [sys.executable, HERE / "dying.py", kind, folder, str(trials), SEED],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said, died = map(int, done.stdout.split())
    return said, died


def test_no_kill_while_saving_takes_a_save_back_or_leaves_half_of_one(memory: Path) -> None:
    said, died = deaths("saving", memory, TRIALS)
    assert died >= TRIALS // 2
    assert said >= TRIALS


def test_no_kill_in_a_refresh_costs_a_mark_or_a_story_or_blocks_a_source(memory: Path) -> None:
    said, died = deaths("refresh", memory, TRIALS)
    assert died >= TRIALS // 2
    assert said >= TRIALS


def test_a_kill_in_the_first_import_leaves_all_of_it_or_nothing(memory: Path) -> None:
    _, died = deaths("import", memory, 60)
    assert died == 60


def test_a_kill_while_saved_stories_are_exported_leaves_only_whole_files(memory: Path) -> None:
    home = Home.below(memory / "home")
    with stocked(home, stories=40) as library:
        library.set_saved(range(1, 41), True)
        for number in range(1, 41):
            library.keep_document(number, Document("The whole page of it.", words=5), ())
    folder = memory / "notes"
    folder.mkdir()
    command = [str(PROGRAM), "--home", str(home.data.parent), "export", "--saved", str(folder)]
    for number in (1, 20):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and len(list(folder.glob("*.md"))) < number:
                pass
            process.send_signal(signal.SIGKILL)
    killed = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "were changed, or are not ours" not in done.stderr
    whole = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    assert len(whole) == 40
    assert killed.items() <= whole.items()
    with opened(home) as library:
        assert library.counts(library.page(View()).stories[0].first_seen).saved == 40
