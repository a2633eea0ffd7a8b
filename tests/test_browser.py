"""Opening an address: only web addresses, never through a shell, and nothing stays behind."""

import json
import os
import select
import sys
import threading
from pathlib import Path

import pytest

from tuinews.browser import open_url
from tuinews.errors import UsageError

URL = "https://example.com/story?a=1&b=2"


class Programs:
    """Fake programs on the PATH that write down how they were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, name: str) -> Path:
        program = self.folder / name
        pipe = self.folder / f"{name}.started"
        os.mkfifo(pipe)
        program.write_text(
            f"#!{sys.executable} -S\n"
            "import json, os, sys\n"
            "said = {'arguments': sys.argv[1:], 'leads': os.getsid(0) == os.getpid(), 'pid': os.getpid()}\n"
            "said['streams'] = [os.fstat(n).st_rdev == os.stat(os.devnull).st_rdev for n in range(3)]\n"
            f"open({str(pipe)!r}, 'w').write(json.dumps(said))\n"
        )
        program.chmod(0o755)
        return program

    def said(self, name: str) -> dict[str, object]:
        """Wait until a program has started; give what it wrote down."""
        descriptor = os.open(self.folder / f"{name}.started", os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as pipe:
            assert select.select([pipe], [], [], 20)[0], f"{name} was not started"
            os.set_blocking(descriptor, True)
            result: dict[str, object] = json.loads(pipe.read())
        return result


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    made = Programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(made.folder))
    monkeypatch.setattr(sys, "platform", "linux")
    return made


def refusal(url: str, *command: str) -> str:
    with pytest.raises(UsageError) as caught:
        open_url(url, command)
    assert caught.value.summary.isprintable()
    return caught.value.summary


def test_the_command_of_the_settings_is_used(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.add("mine")
    programs.add("other")
    monkeypatch.setenv("BROWSER", "other")
    open_url(URL, ["mine", "--new-tab"])
    said = programs.said("mine")
    assert said["arguments"] == ["--new-tab", URL]
    assert said["streams"] == [True, True, True]
    assert said["leads"] is True


def test_the_address_may_stand_anywhere(programs: Programs) -> None:
    programs.add("mine")
    open_url(URL, ["mine", "--url=%s", "--quiet"])
    assert programs.said("mine")["arguments"] == [f"--url={URL}", "--quiet"]


def test_no_shell_is_asked(programs: Programs, tmp_path: Path) -> None:
    programs.add("mine")
    url = f"https://example.com/$(touch%20{tmp_path}/x);touch"
    open_url(url, ["mine"])
    assert programs.said("mine")["arguments"] == [url]


@pytest.mark.parametrize(
    ("browser", "arguments"),
    [("mine", [URL]), ("mine --tab '%s' -q", ["--tab", URL, "-q"]), ("missing:mine", [URL])],
)
def test_the_environments_browser_is_used(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, browser: str, arguments: list[str]
) -> None:
    programs.add("mine")
    programs.add("xdg-open")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("BROWSER", browser)
    open_url(URL)
    assert programs.said("mine")["arguments"] == arguments


@pytest.mark.parametrize("display", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_the_desktops_browser_is_used(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    programs.add("xdg-open")
    monkeypatch.setenv(display, ":0")
    open_url(URL)
    assert programs.said("xdg-open")["arguments"] == [URL]


def test_macos_opens_it_itself(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.add("open")
    monkeypatch.setattr(sys, "platform", "darwin")
    open_url(URL)
    assert programs.said("open")["arguments"] == [URL]
    (programs.folder / "open").unlink()
    assert "There is no program “open”" in refusal(URL)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--help",
        "ssh://h",
        "http://user@h/",
        "https://h\\@evil/",
        "\x1b",
    ],
)
def test_what_is_no_web_address_is_not_opened(programs: Programs, url: str) -> None:
    programs.add("mine")
    assert "is not a web address" in refusal(url, "mine")


def test_no_browser_is_told_with_the_address(programs: Programs) -> None:
    programs.add("xdg-open")  # Without a display it would look for a browser in the terminal.
    assert refusal(URL) == f"No browser was found. The address is {URL}"


def test_a_missing_program_is_told_with_the_address(programs: Programs) -> None:
    summary = refusal(URL, "missing\x1b]0;x")
    assert summary.startswith("There is no program “missing]0;x”")
    assert summary.endswith(URL)


@pytest.mark.parametrize("name", ["w3m", "lynx", "links", "elinks"])
def test_a_browser_for_the_terminal_is_refused(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    program = programs.add(name)
    for command in (name, str(program)):
        assert "needs the terminal" in refusal(URL, command)
    monkeypatch.setenv("BROWSER", name)
    assert "needs the terminal" in refusal(URL)


def test_a_program_that_cannot_start_is_told(programs: Programs) -> None:
    program = programs.folder / "broken"
    program.write_text("#!/no/such/interpreter\n")
    program.chmod(0o755)
    assert "could not be started" in refusal(URL, "broken")


def test_an_unreadable_browser_variable_is_told(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "mine 'open")
    assert "mine 'open" in refusal(URL)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="NOT TESTED: processes are looked up in /proc")
def test_the_program_leaves_no_zombie(programs: Programs) -> None:
    programs.add("mine")
    open_url(URL, ["mine"])
    waiting = [thread for thread in threading.enumerate() if thread.name == "wait for mine"]
    pid = programs.said("mine")["pid"]
    for thread in waiting:
        thread.join(10)
    assert not Path(f"/proc/{pid}").exists()
