"""The installed program in processes of its own: streams, exit codes, imports, signals."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from array import array
from contextlib import closing
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD

import pytest

from cli_newsstand import (
    HTML,
    PROGRAM,
    REEL,
    SENTENCE,
    feed,
    item,
    page,
    run,
    run_on_terminal,
    run_program,
    serve,
)
from loopback import Site, answer, held, raw
from tuinews import __version__
from tuinews.paths import Home
from tuinews.text import is_clean


def test_version_and_module() -> None:
    assert run_program("--version").out == f"tuinews {__version__}\n"
    done = subprocess.run(
        [sys.executable, "-m", "tuinews", "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == f"tuinews {__version__}\n"


def test_the_reader_says_that_it_needs_a_terminal(home: Home) -> None:
    for argv in ([], ["demo"]):
        refused = run_program(*argv)
        assert (refused.code, refused.out) == (2, "")
        assert "needs a terminal" in refused.err
    code, shown = run_on_terminal(environ={"TERM": "dumb"})
    assert (code, "TERM=dumb" in shown) == (2, True)
    assert not home.data.parent.exists()


# --- streams ------------------------------------------------------------------------------------------------


def filled(site: Site, number: int = 3) -> None:
    stories = (item(place % 60, f"Story {place} {'of a long evening ' * 12}") for place in range(number))
    assert run("add", serve(site, "/feed", feed(*stories)), "--json").code == 0


def test_a_closed_pipe_is_silent(site: Site) -> None:
    filled(site, 400)  # More than a pipe and a buffer hold.
    for argv in (["--help"], ["--version"], ["list"], ["list", "--json"], ["export"]):
        ours, theirs = os.pipe()
        os.close(ours)
        with subprocess.Popen([PROGRAM, *argv], stdout=theirs, stderr=subprocess.PIPE) as process:
            os.close(theirs)
            assert process.stderr is not None
            assert (argv, process.stderr.read()) == (argv, b"")
            assert process.wait(60) == 0


def test_a_reader_that_leaves_in_the_middle_is_silent(site: Site) -> None:
    filled(site, 400)
    with subprocess.Popen([PROGRAM, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_closed_streams_are_no_trouble(home: Home) -> None:
    for redirection in (">&-", "2>&-", ">&- 2>&-", "<&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"{PROGRAM}" sources {redirection}'],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
        assert b"Error" not in done.stderr


def test_a_closed_stdin_has_nothing_to_read(home: Home) -> None:
    for command in ("import", "clean"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"{PROGRAM}" {command} - <&-'],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode() == "“-” can't be read: stdin is closed.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: arguments are text on this system")
def test_arguments_that_are_no_text_are_no_trouble(site: Site) -> None:
    filled(site)
    for argv in (["list", b"\xff"], ["list", "--topic", b"a\xff"], ["list", "--source", b"a\xff"], [b"\xff"]):
        done = subprocess.run([PROGRAM, *argv], capture_output=True, timeout=60, check=False)
        assert (argv, done.returncode in (0, 2, 5)) == (argv, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT TESTED: this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_a_sentence(home: Home) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, "sources", "--json"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "The output could not be written: No space left on device.\n"


def test_other_encodings_get_what_they_can_show(site: Site) -> None:
    run("add", serve(site, "/feed", feed(item(1, "Amélie in 東京"))))
    done = run_program("list", environ={"PYTHONIOENCODING": "ascii"})
    assert (done.code, done.out.split("\t")[-1]) == (0, "Am?lie in ??\n")
    done = run_program("list", "--json", environ={"PYTHONIOENCODING": "ascii"})
    assert done.json[0]["title"] == "Amélie in 東京"


# --- exit codes ---------------------------------------------------------------------------------------------


def test_a_config_with_a_typo_is_a_warning_and_one_that_is_no_toml_an_error(home: Home) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text("thme = 'matinee'\n")
    warned = run_program("sources", "--json")
    assert (warned.code, warned.json) == (0, [])
    assert "config.toml" in warned.err
    assert "thme" in warned.err
    assert "theme" in warned.err
    for content in (b"theme = ", b"\xff\xfe\x00", b"\x00" * 100):
        home.config_file.write_bytes(content)
        broken = run_program("sources", "--json")
        assert (broken.code, broken.out) == (2, "")
        assert "config.toml" in broken.err
        assert home.config_file.read_bytes() == content


def test_a_config_that_is_not_there_is_an_error_when_it_was_named(tmp_path: Path) -> None:
    failed = run("--config", str(tmp_path / "none.toml"), "sources")
    assert failed.code == 2
    assert "none.toml" in failed.err


def test_a_home_of_nobody_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUINEWS_HOME", "~nobody-at-all/x")
    failed = run("sources")
    assert failed.code == 2
    assert "~nobody-at-all/x" in failed.err


def test_a_library_of_a_later_version_is_refused_and_left_alone(home: Home, site: Site) -> None:
    filled(site)
    with closing(sqlite3.connect(home.library_db)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = home.library_db.read_bytes()
    for argv in (["list"], ["sources", "--json"], ["refresh"], ["save", "1"], ["export"]):
        refused = run_program(*argv)
        assert (refused.code, refused.out) == (4, "")
        assert "later version" in refused.err
    assert home.library_db.read_bytes() == before


def test_a_home_that_can_not_be_made_is_code_4(home: Home) -> None:
    home.data.parent.mkdir()
    home.data.write_text("")
    failed = run_program("list")
    assert (failed.code, failed.out) == (4, "")
    assert str(home.data) in failed.err


def test_what_nobody_expected_is_logged_and_told_without_a_traceback(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a bug")

    # The clock and the broken thing itself are all that a test may replace: nothing real fails unexpectedly on demand.
    monkeypatch.setattr("tuinews.ui.theme.read_themes", broken)
    failed = run("themes")
    assert (failed.code, failed.out) == (1, "")
    assert failed.err == f"Something unexpected happened. The details are in {home.log_file}.\n"
    assert "ZeroDivisionError: a bug" in home.log_file.read_text()
    shutil.rmtree(home.state)
    home.state.write_text("")
    failed = run("themes")
    assert failed.code == 1
    assert (
        failed.err
        == "Something unexpected happened, and the log can't be written: ZeroDivisionError('a bug')\n"
    )


def test_an_interrupt_is_a_newline_and_code_130(site: Site) -> None:
    filled(site)
    arrived, release = threading.Event(), threading.Event()

    def page_that_waits(request: object, wire: object) -> None:
        arrived.set()
        held(release, answer(b""))(request, wire)  # type: ignore[arg-type]

    site.pages["/feed"] = page_that_waits
    with subprocess.Popen(
        [PROGRAM, "refresh", "--force"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert arrived.wait(60)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, b"", b"\n")
    release.set()


LOOKS = 1_000_000
"""At a process until it is given up that it waits; each takes some microseconds."""


def waits_for_more(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a process has read all of its stdin and sleeps over it."""
    assert process.stdin is not None
    left = array("i", [0])
    ioctl(process.stdin, FIONREAD, left)
    state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    return left[0] == 0 and state == "S"


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: only Linux tells what a process waits for")
@pytest.mark.parametrize("command", ["import", "clean"])
def test_an_interrupt_while_stdin_is_read_needs_no_second_one(home: Home, command: str) -> None:
    with subprocess.Popen([PROGRAM, command, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b" " * 1_000_000)  # More than a pipe holds: when it is written, it is being read.
        process.stdin.flush()
        for _ in range(LOOKS):
            assert process.poll() is None
            if waits_for_more(process):
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b"\n"


EARLY = """\
import signal, sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
import tuinews
before = set(sys.modules)
from tuinews.cli import main
assert set(sys.modules) == before | {"tuinews.cli"}, set(sys.modules) - before
sys.exit(main(["list"]))
"""


@pytest.mark.parametrize("imported", ["argparse", "tuinews.errors", "tuinews.config", "asyncio", "sqlite3"])
def test_an_interrupt_at_the_very_start_is_one_too(home: Home, imported: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EARLY, imported], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"\n")


# --- what a terminal would act on ---------------------------------------------------------------------------

PAYLOAD = "\u202eX\x9b31m\u200b&#27;]0;pwned&#7;&amp;#27;[5n&amp;#x1b;]52;c;aGk=&amp;#7;"
HOSTILE = feed(
    item(
        1,
        f"Title {PAYLOAD}",
        text=f"<p>{SENTENCE} {PAYLOAD}</p>"
        * 12  # Long enough to be a whole story, which is cleaned only once.
        + f"<p>Text {PAYLOAD} <a href='https://x.example/{PAYLOAD}'>{PAYLOAD}</a> <img alt='{PAYLOAD}' src='/i'></p>",
        more=f"<author>a@b.example ({PAYLOAD})</author><category>{PAYLOAD}</category>",
    ),
    title=f"Source {PAYLOAD}",
)


def assert_clean(shown: str) -> None:
    for part in re.split("[\n\r\t]", shown):
        assert is_clean(part), repr(part)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_command_writes_what_a_terminal_would_act_on(home: Home, site: Site, tmp_path: Path) -> None:
    serve(site, "/feed", HOSTILE)
    serve(site, "/page", page(f"Page {PAYLOAD}", f"<p>{PAYLOAD} text</p>" * 40), HTML)
    serve(
        site,
        "/several",
        f"<link rel='alternate' type='application/rss+xml' title='{PAYLOAD}' href='/feed'>"
        f"<link rel='alternate' type='application/rss+xml' title='{PAYLOAD}' href='/other'>",
        HTML,
    )
    site.pages["/reason"] = raw(b"HTTP/1.1 500 \x1b]0;pwned\x07\r\nContent-Length: 0\r\n\r\n")
    site.pages["/type"] = answer(b"\x1b]0;pwned\x07", {"Content-Type": "text/\x1b]0;pwned\x07"})
    home.config.mkdir(parents=True)
    odd = "\\u001b]0;pwned\\u0007"
    home.config_file.write_text(
        f'"{odd}" = 1\nkeys."{odd}" = "{odd}"\nkeys."story.save" = "{odd}"\nopen.browser = ["{odd}"]\n'
        f'retention.sources."{odd}" = {{ read_days = 1 }}\nrefresh.sources."{odd}" = {{ user_agent = "x" }}\n'
    )
    home.themes.mkdir()
    (home.themes / "a\x1b]0;pwned\x07.toml").write_text("=")
    opml = tmp_path / "in.opml"
    opml.write_text(f"<opml><body><outline text='{PAYLOAD}' xmlUrl='x:{PAYLOAD}'/></body></opml>")
    urls = tmp_path / "urls"
    urls.write_text(f'https://a.example/f "~{PAYLOAD}" "{PAYLOAD}"\nhttps://{PAYLOAD}/ x\nexec:{PAYLOAD}\n')
    argument = "\x1b]0;pwned\x07\u202e"
    pipes: list[list[str]] = [
        ["add", site.url("/feed"), "--folder", argument],
        ["add", site.url("/feed"), "--json"],
        ["add", site.url("/several")],
        ["add", site.url("/reason")],
        ["add", site.url("/type")],
        ["add", argument],
        ["import", str(opml)],
        ["import", argument],
        ["sources"],
        ["sources", "--json"],
        ["list"],
        ["list", "--json"],
        ["list", "--since", argument],
        ["list", "--source", argument],
        ["show", "1"],
        ["show", "1", "--format", "text"],
        ["show", "1", "--format", "html"],
        ["show", "1", "--format", "json"],
        ["show", argument],
        ["save", "1"],
        ["save", "1", "--json"],
        ["read", "1"],
        ["topics", "1"],
        ["topics"],
        ["related", "1"],
        ["related", "1", "--json"],
        ["stories"],
        ["stories", "--since", argument],
        ["refresh", "--force"],
        ["export"],
        ["clean", site.url("/page")],
        ["clean", site.url("/page"), "--json"],
        ["clean", argument],
        ["themes"],
        ["themes", "--json"],
        ["config"],
        ["config", "--json"],
        ["config", "check"],
        ["config", "path", "--config", argument],
        ["keys"],
        ["keys", "--json"],
        ["import", str(urls)],
        ["open", "1", "--media"],
        ["export", "--saved", str(tmp_path / "saved"), "--format", "html"],
        ["doctor"],
        ["doctor", "--json"],
        ["remove", argument],
        [argument],
    ]
    for argv in pipes:
        done = run(*argv)
        assert done.code != 1, argv
        assert_clean(done.out + done.err)
    titles = [story["title"] for story in run("list", "--json").json]
    assert titles, "the hostile feed must have been read, or this shows nothing"
    for argv in (
        ["list"],
        ["sources"],
        ["show", "1"],
        ["refresh", "--force"],
        ["doctor"],
        ["config"],
        ["keys"],
        ["show", argument],
    ):
        code, shown = run_on_terminal(*argv)
        assert code != 1, argv
        assert_clean(shown)


def test_a_terminal_gets_aligned_columns_and_marks(site: Site) -> None:
    run("add", serve(site, "/feed", REEL))
    run("save", "1")
    code, shown = run_on_terminal("list")
    assert code == 0
    lines = shown.splitlines()
    assert len(lines) == 3
    assert len({line.index("Reel Harbour") for line in lines}) == 1
    assert sum("●★" in line for line in lines) == 1
    assert all(len(line) <= 80 for line in lines)


def test_a_terminal_sees_progress_and_then_a_clean_summary(site: Site) -> None:
    run("add", serve(site, "/feed", REEL))
    code, shown = run_on_terminal("refresh", "--force")
    assert code == 0
    assert "[####################] 1/1 Reel Harbour" in shown
    assert shown.rpartition("\r")[2] == "No new stories from 1 source.\n"


def test_the_platforms_folders_are_made_when_they_are_missing(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "user")
    listed = run_program("list", "--json", environ={"TUINEWS_HOME": ""})
    assert (listed.code, listed.json) == (0, [])
