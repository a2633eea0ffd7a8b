"""What is opened on a new machine."""

import socket

import pytest

from tuinews.first_run import command
from tuinews.paths import Home
from tuinews.reach import network_in_reach


def resolving(*_: object, **__: object) -> list[object]:
    return []


def test_without_names_there_is_no_network() -> None:
    assert not network_in_reach()  # The tests' own guard resolves nothing beyond this machine.


def test_names_that_resolve_mean_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    assert network_in_reach()


def test_a_proxy_means_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert network_in_reach()


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    silent = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: silent.wait(60))
    assert not network_in_reach(0.05)
    silent.set()


def test_the_demo_comes_first_only_without_library_and_network(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command() == "demo"
    home.make()
    home.library_db.touch()
    assert command() == ""
    home.library_db.unlink()
    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    assert command() == ""
