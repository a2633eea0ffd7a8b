"""Where files are, and how they are written."""

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tuinews.errors import ConfigError, ReadOnly
from tuinews.paths import Home, write_atomically


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_everything_lies_below_a_home(tmp_path: Path) -> None:
    home = Home.below(tmp_path / "h")
    places = (home.library_db, home.cache_db, home.config_file, home.themes, home.log_file)
    assert all(place.is_relative_to(tmp_path / "h") for place in places)
    assert len({home.config, home.data, home.state, home.cache}) == 4


def test_a_relative_home_and_a_tilde_are_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Home.below(Path("h")).data == tmp_path / "h" / "data"
    assert Home.below(Path("~/h")).data == Path(os.environ["HOME"]) / "h" / "data"


def test_nobodys_tilde_is_told() -> None:
    with pytest.raises(ConfigError, match="no user"):
        Home.below(Path("~no-such-user-here/h"))


def test_the_option_goes_before_the_environment_and_that_before_the_platform(tmp_path: Path) -> None:
    environ = {"TUINEWS_HOME": str(tmp_path / "b")}
    assert Home.find(tmp_path / "a", environ) == Home.below(tmp_path / "a")
    assert Home.find(None, environ) == Home.below(tmp_path / "b")
    assert Home.find(None, {"TUINEWS_HOME": ""}).data.name == "tuinews"


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: the XDG folders are those of Linux")
def test_the_xdg_folders_are_used_when_they_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert Home.find(None, {}).data == tmp_path / "data" / "tuinews"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert Home.find(None, {}).data == Path(os.environ["HOME"]) / ".local/share/tuinews"


def test_a_home_that_nobody_names_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(ConfigError, match="Set HOME"):
        Home.find(None, {})


def test_folders_are_made_for_the_user_alone(home: Home) -> None:
    home.make()
    home.make()
    assert [mode(folder) for folder in (home.data, home.state, home.cache)] == [0o700] * 3
    assert not home.config.exists()


def test_a_folder_that_cannot_be_made_is_told(home: Home) -> None:
    home.data.parent.mkdir()
    home.state.write_text("in the way")
    with pytest.raises(ReadOnly) as caught:
        home.make()
    assert str(home.state) in caught.value.summary
    assert "--home" in caught.value.summary


# --- writing ------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"old", b"a new one", b""):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert mode(path) == 0o600
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("before", [0o644, 0o640, 0o600])
def test_an_older_file_keeps_its_mode(tmp_path: Path, before: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(before)
    write_atomically(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", before)


def test_a_new_file_for_others_too_has_the_mode_that_the_user_gives_to_files(tmp_path: Path) -> None:
    usual, path = tmp_path / "usual", tmp_path / "file"
    usual.touch()
    write_atomically(path, b"new", private=False)
    assert mode(path) == mode(usual)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT TESTED: this system has no named pipes")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: this system has no /dev")
def test_a_descriptor_of_the_process_is_written_to(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    write_atomically(Path(f"/dev/fd/{writer}"), b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    os.close(writer)


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "elsewhere" / "target", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["file"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "file", b"new")


@pytest.mark.parametrize(("number", "written"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_folder_that_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, written: bool
) -> None:
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, "no")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    if written:
        write_atomically(tmp_path / "file", b"new")
    else:
        with pytest.raises(OSError, match="no"):
            write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    old, new = b"o" * 300_000, b"n" * 300_000
    code = (
        "import sys, pathlib; from tuinews.paths import write_atomically\n"
        "print(flush=True)\n"
        "while True:\n"
        "    for letter in b'on': write_atomically(pathlib.Path(sys.argv[1]), bytes([letter]) * 300_000)\n"
    )
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            while not path.exists():
                pass
            writer.send_signal(signal.SIGKILL)
        assert path.read_bytes() in (old, new)
