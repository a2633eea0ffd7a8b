"""What holds for every test: no network but this machine's own, no files but the test's own, no surprises from outside."""

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from forking import forked_workers
from loopback import Site
from tuinews.paths import Home

SHARED = Path(__file__).resolve().parents[2] / "shared"

# What a developer's shell may carry that changes what the program does or draws.
SHELL_NAMES = frozenset(
    {
        *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES"),
        *("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "STY"),
        *("XTERM_VERSION", "MLTERM", "WT_SESSION", "TERM_PROGRAM"),
        *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    }
)
SHELL_PREFIXES = ("TUINEWS_", "TEXTUAL", "XDG_")

# Nor whether bytecode is kept: without it, each of the hundreds of processes that tests start would compile every library anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Nor whether Ctrl-C is heard: a shell lets what it starts in the background ignore it, and all of its children with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A run that must pass gives the same answer each time; at a desk every run tries something new.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session", autouse=True)
def this_machine_only() -> Iterator[None]:
    """Let no test of this process past the loopback interface: names are unknown, other addresses fail the test."""
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(self, rest[-1])
        return sendto(self, data, *rest)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is not None and not _is_this_machine(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket.socket, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_workers() -> Iterator[None]:
    """Let worker processes begin with their libraries at hand."""
    with forked_workers():
        yield


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give every test an empty home and an environment without the developer's habits."""
    for name in tuple(os.environ):
        if name.upper() in SHELL_NAMES or name.startswith(SHELL_PREFIXES):
            monkeypatch.delenv(name)
    user = tmp_path / "user"
    user.mkdir()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("HOME", str(user))
    monkeypatch.setenv("TUINEWS_HOME", str(tmp_path / "home"))
    for name, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(name, str(user / folder))


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the reader says stand until it was seen: a machine that is busy takes longer to look than a person."""
    for name in ("SAID_SECONDS", "TOLD_SECONDS", "COMPLAINED_SECONDS"):
        monkeypatch.setattr(f"tuinews.ui.screens.saying.{name}", 600.0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An installation of the test's own; its folders are not made yet."""
    return Home.below(tmp_path / "home")


@pytest.fixture
def public_home() -> Iterator[Home]:
    """An installation that other users can look into, which those of pytest's own folders are not."""
    with tempfile.TemporaryDirectory(prefix="tuinews-") as folder:
        Path(folder).chmod(0o755)
        yield Home.below(Path(folder) / "home")


@pytest.fixture
def site() -> Iterator[Site]:
    """A scripted web server on this machine."""
    with Site() as served:
        yield served


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and designs beside the checkout; it is not part of the product."""
    if not SHARED.is_dir():
        pytest.skip(f"NOT TESTED: {SHARED} is missing; it holds the corpora and labelled articles")
    return SHARED


def _check(connection: socket.socket, address: Any) -> None:
    if connection.family in (socket.AF_INET, socket.AF_INET6) and not _is_this_machine(address[0]):
        raise AssertionError(f"a test tried to reach {address[0]}; only this machine may be reached")


def _is_this_machine(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
