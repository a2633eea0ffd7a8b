"""Where `tuinews demo` keeps its library: nowhere, unless a home is named."""

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
def test_a_demo_without_a_home_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUINEWS_HOME")
    folder = tmp_path / "temporary"
    folder.mkdir()
    assert look_around("demo", folder=folder) == 0
    assert list(folder.glob("tuinews*")) == []
    assert list((tmp_path / "user").iterdir()) == []


@pytest.mark.pty
@pytest.mark.parametrize("by_option", [True, False])
def test_a_demo_in_a_named_home_is_kept_beside_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_option: bool
) -> None:
    named = tmp_path / "named"
    if not by_option:
        monkeypatch.setenv("TUINEWS_HOME", str(named))
    assert look_around(*(["--home", str(named)] if by_option else []), "demo", folder=tmp_path) == 0
    assert Home.below(named / "demo").library_db.exists()
    assert not Home.below(named).library_db.exists()
    assert run("--home", str(named / "demo"), "doctor").code == 0
