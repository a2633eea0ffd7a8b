"""Settings that can't be used, and an environment that says nothing: through the program as it is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults import tuinews, used
from tuinews.paths import Home
from tuinews.settings_file import LARGEST_FILE

NEWLINE = b"\n"
NONE = "No sources yet. “tuinews add URL” follows one.\n"


@pytest.fixture
def file(home: Home) -> Path:
    home.config.mkdir(parents=True)
    return home.config_file


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'thme = "matinee"\n', "“thme” is not a setting and was passed over. The nearest that is: “theme”."),
        (b"motion = nan\n", "“motion” must be true or false."),
        (b"theme = 7\n", "“theme” must be a name in quotes"),
        (b"[retention]\nread_days = nan\n", "“retention.read_days” must be a number of days"),
        (b"\xef\xbb\xbfmotion = 1\r\n", "“motion” must be true or false."),
    ],
    ids=["unknown", "nan", "type", "nan days", "bom and crlf"],
)
def test_a_setting_that_cannot_be_used_is_told_and_everything_runs(
    home: Home, file: Path, content: bytes, words: str
) -> None:
    used(home)
    file.write_bytes(content)
    done = tuinews(home, "list")
    assert (done.code, done.out.count("\n") > 30) == (0, True)
    assert f"{file}, line {content.count(NEWLINE)}: " in done.err
    assert words in done.err
    assert file.read_bytes() == content


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_mark_of_byte_order_are_no_mistake(
    home: Home, file: Path, head: bytes, end: bytes
) -> None:
    file.write_bytes(head + b'theme = "matinee"' + end + b"motion = false" + end)
    done = tuinews(home, "themes")
    assert (done.code, done.err) == (0, "")
    assert "configured\tmatinee" in done.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'theme = "x"\nmotion = \n', "(at line 2, column 10)"),
        (b'\ntheme = "caf\xe9"\n', ", line 2: the file must be saved as UTF-8."),
        (b"# " + b"x" * 100_000_000, f"is larger than {LARGEST_FILE:,} bytes"),
        (None, "can't be read: Is a directory."),
    ],
    ids=["toml", "latin-1", "100 MB", "directory"],
)
def test_a_file_that_cannot_be_read_ends_it_with_a_sentence(
    home: Home, file: Path, content: bytes | None, words: str
) -> None:
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    done = tuinews(home, "list")
    assert (done.code, done.out) == (2, "")
    assert str(file) in done.err
    assert words in done.err
    if content is not None:
        assert file.stat().st_size == len(content)


def test_a_linked_file_that_nobody_may_write_is_read_and_stays(
    home: Home, file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text('theme = "matinee"')
    target.chmod(0o444)
    file.symlink_to(target)
    done = tuinews(home, "themes")
    assert (done.code, done.err) == (0, "")
    assert "configured\tmatinee" in done.out
    assert file.is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ('theme = "matinee"', 0o444)


# --- where files are ----------------------------------------------------------------------------------------

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="NOT TESTED: the XDG folders are those of Linux"
)


def surroundings(**names: str) -> dict[str, str]:
    """An environment that says nothing of where files are, but for these."""
    said = {
        name: value
        for name, value in os.environ.items()
        if name not in ("HOME", "TUINEWS_HOME") and not name.startswith("XDG_")
    }
    return {**said, **names}


@linux_only
def test_without_xdg_folders_the_usual_ones_are_made(tmp_path: Path) -> None:
    done = tuinews(None, "list", environ=surroundings(HOME=str(tmp_path / "me")))
    assert (done.code, done.err) == (0, NONE)
    assert (tmp_path / "me/.local/share/tuinews/library.db").exists()
    assert (tmp_path / "me/.cache/tuinews/cache.db").exists()


@linux_only
def test_a_relative_xdg_folder_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environ = surroundings(HOME=str(tmp_path / "me"), XDG_DATA_HOME="relative", XDG_CACHE_HOME="")
    done = tuinews(None, "list", environ=environ)
    assert (done.code, done.err) == (0, NONE)
    assert (tmp_path / "me/.local/share/tuinews/library.db").exists()
    assert not (tmp_path / "relative").exists()


@pytest.mark.parametrize("home", ["", "not/absolute", None])
def test_a_home_that_is_no_place_puts_nothing_where_it_happens_to_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = surroundings() if home is None else surroundings(HOME=home)
    # Only asked, since what the system says of the user is the real home of whoever runs the tests.
    done = subprocess.run(
        [sys.executable, "-c", "from tuinews.paths import Home; print(Home.find().data)"],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )
    if done.returncode:
        assert "Set HOME, or use --home." in done.stderr
    else:
        place = Path(done.stdout.strip())
        assert place.is_absolute()
        assert not place.is_relative_to(tmp_path)


@linux_only
def test_without_home_the_folders_that_are_named_are_used(tmp_path: Path) -> None:
    names = ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    done = tuinews(None, "list", environ=surroundings(**{name: str(tmp_path / name) for name in names}))
    assert (done.code, done.err) == (0, NONE)
    assert (tmp_path / "XDG_DATA_HOME/tuinews/library.db").exists()
    assert (tmp_path / "XDG_CACHE_HOME/tuinews/cache.db").exists()
