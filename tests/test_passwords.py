"""Names and passwords of sources: where they are kept, whom they are told, and where they never stand."""

import asyncio
import base64
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from loopback import Request, Site, Wire, answer, redirect
from tuinews.config import Config
from tuinews.errors import BadStatus
from tuinews.newsroom import Newsroom
from tuinews.passwords import Passwords
from tuinews.paths import Home
from tuinews.urls import split_login

FEED = b"<rss version='2.0'><channel><title>Reel</title><item><title>One</title><guid>1</guid></item></channel></rss>"
URL = "https://reel.example/feed"
SECRET = "s3cr&t:öx"


class Keyring(ModuleType):
    """A keyring that is installed. Each system has another one, and none can be had in a test."""

    def __init__(self, *, works: bool = True) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.works = works

    def get_password(self, service: str, name: str) -> str | None:
        if not self.works:
            raise RuntimeError("No recommended backend was available.")
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        if not self.works:
            raise RuntimeError("No recommended backend was available.")
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture(autouse=True)
def without_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    # A developer's own keyring is not for tests.
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("https://ann:pw@reel.example/feed", (URL, "ann", "pw")),
        (" feed:https://ann:p%40w%2F@reel.example/feed ", ("feed:" + URL, "ann", "p@w/")),
        ("http://ann@reel.example", ("http://reel.example", "ann", "")),
        ("HTTPS://ann:a:b@reel.example:8080/?q=@", ("HTTPS://reel.example:8080/?q=@", "ann", "a:b")),
        ("https://ann:p@ss:1@reel.example/f", ("https://reel.example/f", "ann", "p@ss:1")),
        ("feeds:https://ann%40x:pw@reel.example", ("feeds:https://reel.example", "ann@x", "pw")),
        ("https://ann@mail.example:pw@reel.example/", ("https://reel.example/", "ann@mail.example", "pw")),
        (URL, (URL, "", "")),
        ("ann@reel.example", ("ann@reel.example", "", "")),
        ("https://reel.example/@ann", ("https://reel.example/@ann", "", "")),
        ("http://h\\@evil.example/", ("http://h\\@evil.example/", "", "")),
        ("https://:pw@reel.example/", ("https://:pw@reel.example/", "", "")),
    ],
)
def test_a_login_is_parted_from_its_address(typed: str, parts: tuple[str, str, str]) -> None:
    assert split_login(typed) == parts


def test_without_a_keyring_they_stand_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "data" / "passwords.json"
    passwords = Passwords(file)
    assert passwords.of(URL) is None
    assert not passwords.keep(URL, "ann", SECRET)
    assert file.stat().st_mode & 0o777 == 0o600
    again = Passwords(file)
    assert again.knows(URL)
    assert again.of(URL) == ("ann", SECRET)
    again.keep_only({URL})
    assert again.of(URL)
    again.keep_only(set())
    assert Passwords(file).of(URL) is None
    assert SECRET not in file.read_text()


def test_a_keyring_keeps_them_and_the_file_only_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    file = tmp_path / "passwords.json"
    assert Passwords(file).keep(URL, "ann", SECRET)
    assert json.loads(file.read_text()) == {URL: {"user": "ann"}}
    assert Passwords(file).of(URL) == ("ann", SECRET)
    Passwords(file).keep_only(set())
    assert keyring.kept == {}


def test_a_keyring_that_does_not_work_is_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", Keyring(works=False))
    file = tmp_path / "passwords.json"
    assert not Passwords(file).keep(URL, "ann", SECRET)
    assert Passwords(file).of(URL) == ("ann", SECRET)


@pytest.mark.parametrize(
    "content", ["", "no json", "[]", '{"a": 3, "b": {"user": 1}, "c": {"user": "x", "password": 4}}']
)
def test_a_damaged_file_has_no_passwords(tmp_path: Path, content: str) -> None:
    file = tmp_path / "passwords.json"
    file.write_text(content)
    passwords = Passwords(file)
    assert not any(passwords.knows(url) for url in "abc")
    passwords.keep(URL, "ann", SECRET)
    assert Passwords(file).of(URL) == ("ann", SECRET)


def behind_a_door(request: Request, wire: Wire) -> None:
    wanted = f"Basic {base64.b64encode(f'ann:{SECRET}'.encode()).decode()}"
    page = answer(FEED) if request.headers.get("authorization") == wanted else answer(b"", status=401)
    page(request, wire)


def test_a_source_with_a_password_is_added_and_read_ever_after(home: Home, site: Site) -> None:
    site.pages["/feed"] = behind_a_door
    heard: list[str] = []

    async def play() -> None:
        newsroom = await Newsroom.open(home)
        newsroom.hear(lambda sentence, _: heard.append(sentence))
        with pytest.raises(BadStatus, match="password wanted"):
            await newsroom.add(site.url("/feed"))
        source = await newsroom.add(site.url("/feed").replace("://", "://ann:s3cr%26t:%C3%B6x@"))
        assert source.url == site.url("/feed")
        await newsroom.aclose()
        newsroom = await Newsroom.open(home)
        report = await newsroom.refresh(force=True)
        assert not report.failed
        assert b"s3cr" not in await newsroom.export_opml()
        await newsroom.aclose()

    asyncio.run(play())
    assert [("authorization" in request.headers) for request in site.requests] == [False, True, True]
    assert len(heard) == 1
    assert str(home.passwords) in heard[0]
    stored = b"".join(
        path.read_bytes() for path in home.data.parent.rglob("*") if path.is_file() and path != home.passwords
    )
    assert b"s3cr" not in stored


def test_a_password_goes_to_its_own_server_only(home: Home, site: Site) -> None:
    with Site() as other:
        site.pages["/feed"] = redirect(other.url("/feed"), status=301)
        other.pages["/feed"] = answer(FEED)

        async def play() -> None:
            newsroom = await Newsroom.open(home)
            await newsroom.add(site.url("/feed").replace("://", "://ann:pw@"))
            await newsroom.aclose()

        asyncio.run(play())
        assert "authorization" in site.requests[0].headers
        assert "authorization" not in other.requests[0].headers


def test_a_source_has_headers_of_its_own(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(FEED)
    site.pages["/other"] = answer(FEED)
    own = (
        ("User-Agent", "Reader 1"),
        ("X-Key", "k"),
        ("Cookie", "no"),
        ("If-None-Match", "no"),
        ("accept", "text/xml"),
    )
    config = Config(headers_by_source={site.url("/feed"): own})

    async def play() -> None:
        newsroom = await Newsroom.open(home, headers=config.headers_by_source)
        await newsroom.add(site.url("/feed"))
        await newsroom.add(site.url("/other"))
        await newsroom.refresh(force=True)
        await newsroom.aclose()

    asyncio.run(play())
    first, second = site.asked("/feed")
    for request in (second,):
        assert request.headers["user-agent"] == "Reader 1"
        assert request.headers["x-key"] == "k"
        assert request.headers["accept"] == "text/xml"
        assert not request.headers.keys() & {"cookie", "if-none-match"}
    assert first.headers.keys() == second.headers.keys()
    assert all("x-key" not in request.headers for request in site.asked("/other"))
