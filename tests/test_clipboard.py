"""Handing a text to the program that keeps the clipboard."""

import os
from pathlib import Path

import pytest

from tuinews import clipboard


def program(folder: Path, name: str, *, code: int = 0) -> Path:
    """Make a program that keeps what it was given beside itself."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "$@" > {path}.words\ncat > {path}.text\nexit {code}\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that goes before all others."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_tmux_takes_the_text(programs: Path) -> None:
    path = program(programs, "tmux")
    assert clipboard.copy("Inês – [x]\n$HOME", {"TMUX": "/tmp/x"})
    assert path.with_name("tmux.text").read_text() == "Inês – [x]\n$HOME"
    assert path.with_name("tmux.words").read_text() == "load-buffer -w -\n"


def test_the_next_program_is_asked_when_one_fails(programs: Path) -> None:
    program(programs, "wl-copy", code=1)
    path = program(programs, "xclip")
    assert clipboard.copy("a", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"})
    assert path.with_name("xclip.text").read_text() == "a"


def test_over_ssh_only_the_terminal_is_near(programs: Path) -> None:
    path = program(programs, "xclip")
    assert not clipboard.copy("a", {"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"})
    assert not path.with_name("xclip.text").exists()


def test_nothing_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not clipboard.copy(
        "a", {"DISPLAY": ":0", "TMUX": "x", "WAYLAND_DISPLAY": "w", "WSL_DISTRO_NAME": "u"}
    )
    assert not clipboard.copy("a", {})
