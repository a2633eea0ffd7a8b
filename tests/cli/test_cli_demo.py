"""Where `tuinews demo` keeps its library: nowhere, unless --home says where."""

import os
import re
from pathlib import Path

import pexpect
import pytest

from cli_newsstand import PROGRAM, run
from tuinews.demo.edition import SOURCES
from tuinews.paths import Home

LEAVE = "\x11"  # ctrl-q


def look_around(*argv: str, folder: Path) -> int | None:
    program = pexpect.spawn(
        str(PROGRAM),
        list(argv),
        env={**os.environ, "TERM": "xterm-256color", "TMPDIR": str(folder)},
        dimensions=(24, 80),
        timeout=60,
    )
    program.expect("|".join(re.escape(source.title) for source in SOURCES))  # A story has come.
    program.send(LEAVE)
    program.expect(pexpect.EOF)
    program.close()
    code: int | None = program.exitstatus
    return code


@pytest.mark.pty
def test_a_demo_without_a_home_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    assert look_around("demo", folder=folder) == 0
    assert list(folder.glob("tuinews*")) == []
    assert not home.data.parent.exists()
    assert list((tmp_path / "user").iterdir()) == []


@pytest.mark.pty
def test_a_demo_with_a_home_keeps_its_library_there(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert look_around("--home", str(kept), "demo", folder=tmp_path) == 0
    assert Home.below(kept).library_db.exists()
    assert run("--home", str(kept), "doctor").code == 0
