"""The Fetcher and servers that are broken, hostile, or not there."""

import errno
import gzip
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetching import BODY, LIMIT, QUICK, document, failure
from loopback import (
    Page,
    Request,
    Site,
    Wire,
    answer,
    closed_early,
    cut_gzip,
    drip,
    endless,
    gzip_bomb,
    gzipped,
    head_of,
    raw,
    redirect,
    reset_midway,
    silent,
    slow_headers,
)
from tuinews.errors import FetchError, Refused, TooLarge, Unreachable
from tuinews.http import Pace

# --- bodies that are not what they claim ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (closed_early(BODY, 2 * len(BODY)), "broke off"),
        (reset_midway(BODY), "broke off"),
        (cut_gzip(BODY), "broke off"),
        (raw(b""), "broke off"),
        (raw(head_of(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nfir"), "broke off"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "web server"),
        (raw(b"HTTP/1.1 200 OK\r\nbroken header\r\n\r\n"), "web server"),
        (raw(head_of(200, {"Content-Length": "soon"}) + BODY), "web server"),
        (raw(head_of(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\n"), "web server"),
        (raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 300_000 + b"\r\n\r\n"), "web server"),
    ],
)
def test_a_broken_answer_is_told(site: Site, page: Page, words: str) -> None:
    site.pages["/feed"] = page
    assert words in failure(Unreachable, site.url("/feed")).summary


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "compress", "\x1b]0;x\x07"[4:]])
def test_an_encoding_that_was_not_asked_for_is_refused(site: Site, encoding: str) -> None:
    site.pages["/feed"] = answer(BODY, {"Content-Encoding": encoding.replace("\x07", "")})
    assert "not asked for" in failure(Refused, site.url("/feed")).summary


@pytest.mark.parametrize("encoding", ["UTF-8", "none", "binary", " ", "identity, UTF-8"])
def test_an_encoding_that_is_none_does_no_harm(site: Site, encoding: str) -> None:
    site.pages["/feed"] = answer(BODY, {"Content-Encoding": encoding})
    assert document(site.url("/feed")).body == BODY
    site.pages["/feed"] = answer(gzip.compress(BODY), {"Content-Encoding": f"GZIP, {encoding}"})
    assert document(site.url("/feed")).body == BODY


@pytest.mark.parametrize(
    "body", [BODY, b"xx", gzip.compress(BODY)[:-8] + b"checksum"], ids=["text", "short", "checksum"]
)
def test_a_body_that_is_no_gzip_is_refused(site: Site, body: bytes) -> None:
    site.pages["/feed"] = answer(body, {"Content-Encoding": "gzip"})
    assert "could not be unpacked" in failure(Refused, site.url("/feed")).summary


def test_many_headers_are_refused(site: Site) -> None:
    site.pages["/feed"] = answer(BODY, {f"X-{number}": "x" * 900 for number in range(80)})
    assert "headers" in failure(Refused, site.url("/feed")).summary


@pytest.mark.parametrize(
    "page",
    [
        endless(),
        endless({"Content-Encoding": "gzip"}, block=gzip.compress(b"") * 3000),
        answer(b"x" * (LIMIT + 1)),
        raw(head_of(200, {"Content-Length": "999999999999999999"})),
        gzip_bomb(50_000_000),
    ],
    ids=["endless", "endless empty members", "one byte too many", "claimed", "bomb"],
)
def test_more_than_the_limit_is_too_large(site: Site, page: Page) -> None:
    site.pages["/feed"] = page
    assert "0.1 MB" in failure(TooLarge, site.url("/feed")).summary


def test_the_limit_itself_is_not_too_large(site: Site) -> None:
    site.pages["/plain"] = answer(b"x" * LIMIT)
    site.pages["/packed"] = gzipped(b"x" * LIMIT)
    assert len(document(site.url("/plain")).body) == LIMIT
    assert len(document(site.url("/packed")).body) == LIMIT


# --- servers that can't be reached ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [silent(), slow_headers(), drip(), drip({"Content-Length": "50000"})],
    ids=["silent", "head", "body", "long"],
)
def test_a_slow_answer_ends(site: Site, page: Page) -> None:
    site.pages["/feed"] = page
    assert "127.0.0.1 took too long" in failure(Unreachable, site.url("/feed"), QUICK).summary


def test_redirects_share_one_deadline(site: Site) -> None:
    def page(_: Request, wire: Wire) -> None:
        wire.wait(0.2)
        wire.send(head_of(302, {"Location": "/feed", "Content-Length": "0"}))

    site.pages["/feed"] = page
    error = failure(Unreachable, site.url("/feed"), Pace(total=0.5, read=5))
    assert "too long" in error.summary
    assert len(site.requests) <= 3


def test_an_unknown_name_is_told() -> None:
    error = failure(Unreachable, "https://www.no-such-name.example/feed?token=secret")
    assert error.summary.startswith("No server named no-such-name.example could be found.")
    assert "secret" not in str(error)


def test_a_closed_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for host in ("127.0.0.1", "localhost"):
        assert "does not take connections" in failure(Unreachable, f"http://{host}:{port}/feed").summary


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENETUNREACH, "There is no way to 127.0.0.1 from here."),
        (errno.ECONNRESET, "127.0.0.1 broke off"),
        (errno.EMFILE, "127.0.0.1 could not be reached."),
    ],
)
def test_trouble_below_http_is_told(monkeypatch: pytest.MonkeyPatch, number: int, words: str) -> None:
    def connect(_: socket.socket, address: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert words in failure(Unreachable, "http://127.0.0.1:9/feed").summary


def test_every_address_of_a_name_is_tried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*addresses: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, site.port)) for each in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    site.pages["/feed"] = answer(BODY)
    resolve("127.0.0.2", "127.0.0.1")
    assert document(f"http://two.example:{site.port}/feed").body == BODY
    resolve("127.0.0.2", "127.0.0.3")
    assert "does not take connections" in failure(Unreachable, f"http://two.example:{site.port}/feed").summary


def test_a_name_that_turns_out_to_be_in_the_own_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"story.example": "127.0.0.1", "feed.example": "198.41.0.4", "lan.example": "192.168.0.9"}

    def resolve(host: str | bytes, *_: object, **__: object) -> list[object]:
        name = host.decode() if isinstance(host, bytes) else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found[name], site.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.pages["/story"] = answer(BODY)
    story = f"http://story.example:{site.port}/story"
    assert (
        "feed.example may not lead" in failure(Refused, story, found_in="https://feed.example/feed").summary
    )
    assert not site.requests
    assert document(story, found_in="https://lan.example/feed").body == BODY
    assert document(story).body == BODY


@pytest.mark.parametrize("url", ["http://☃.net/feed", f"http://{'x' * 70}.example/feed", "http://a..b/feed"])
def test_an_impossible_name_is_told(url: str) -> None:
    failure(FetchError, url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://h/x",
        "http://user:pw@h/",
        "-x",
        "http://h/\n"[:-1] + "\\",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    failure(Refused, url)


# --- certificates -----------------------------------------------------------------------------------------------


def certificate(folder: Path, days: int = 1) -> str:
    """Make a self-signed certificate for 127.0.0.1 in `cert.pem`; give the path of a file that holds its key too."""
    if shutil.which("openssl") is None:
        pytest.skip("NOT TESTED: there is no openssl program to make certificates with")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for command in (
        "req -new -newkey rsa:2048 -nodes -subj /CN=tuinews -keyout key.pem -out request",
        f"x509 -req -in request -signkey key.pem -days {days} -extfile names -out cert.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    path = folder / "server.pem"
    path.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return str(path)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server with a certificate that this computer trusts."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with Site(path) as site:
        yield site


def test_a_trusted_certificate_is_accepted(trusted: Site) -> None:
    trusted.pages["/feed"] = answer(BODY)
    assert document(trusted.url("/feed")).body == BODY


def test_a_certificate_for_another_name_is_told(trusted: Site) -> None:
    trusted.pages["/feed"] = answer(BODY)
    error = failure(Unreachable, trusted.url("/feed", host="localhost"))
    assert "certificate of another site" in error.summary
    assert not trusted.requests


def test_a_certificate_of_its_own_making_is_told(tmp_path: Path) -> None:
    with Site(certificate(tmp_path)) as site:
        assert "its own making" in failure(Unreachable, site.url("/feed")).summary
        assert not site.requests


def test_an_expired_certificate_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path, days=-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with Site(path) as site:
        assert "expired" in failure(Unreachable, site.url("/feed")).summary


def test_no_redirect_leaves_tls(trusted: Site, site: Site) -> None:
    trusted.pages["/feed"] = redirect(site.url("/feed"))
    assert "insecure" in failure(Refused, trusted.url("/feed")).summary
    assert not site.requests


def test_a_server_that_speaks_no_tls_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_plain_text() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(head_of(400, {}))

        server = threading.Thread(target=answer_in_plain_text)
        server.start()
        error = failure(Unreachable, f"https://127.0.0.1:{listener.getsockname()[1]}/feed")
        server.join(10)
    assert "No secure connection to 127.0.0.1" in error.summary


# --- proxies ----------------------------------------------------------------------------------------------------


def test_the_environments_proxy_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{site.port}")
    site.pages["http://example.com/feed"] = answer(BODY)
    assert document("http://example.com/feed").body == BODY
    assert site.requests[0].headers["host"] == "example.com"


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.1", "[::1]", "localhost"])
def test_a_proxy_is_not_asked_for_the_own_network_by_a_stranger(
    site: Site, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{site.port}")
    monkeypatch.setenv("no_proxy", "")
    site.pages["http://198.41.0.4/feed"] = redirect(f"http://{host}/admin")
    assert "own network" in failure(Refused, "http://198.41.0.4/feed").summary
    assert [request.target for request in site.requests] == ["http://198.41.0.4/feed"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_proxy_is_asked_for_the_own_network_by_who_lives_there(
    site: Site, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{site.port}")
    monkeypatch.setenv("no_proxy", "")
    site.pages[f"http://{host}/admin"] = answer(BODY)
    assert document(f"http://{host}/admin").body == BODY


def test_no_proxy_is_honoured(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.pages["/feed"] = answer(BODY)
    assert document(site.url("/feed")).body == BODY


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_is_used_and_looks_names_up_itself(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    asked: list[bytes] = []

    def exchange(connection: socket.socket) -> None:
        connection.recv(64)  # RFC 1928 section 3: which ways to prove oneself there are.
        connection.sendall(b"\x05\x00")
        asked.append(connection.recv(512))
        connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        asked.append(connection.recv(65536))
        connection.sendall(head_of(200, {"Content-Length": str(len(BODY))}) + BODY)

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve_once() -> None:
            connection, _ = listener.accept()
            with connection:
                exchange(connection)

        server = threading.Thread(target=serve_once)
        server.start()
        monkeypatch.setenv("all_proxy", f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
        assert document("http://example.com/feed").body == BODY
        server.join(10)
    assert b"\x0bexample.com\x00\x50" in asked[0]
    assert asked[1].startswith(b"GET /feed HTTP/1.1\r\nHost: example.com\r\n")


@pytest.mark.parametrize(
    "proxy",
    ["http://127.0.0.1:1", "::nonsense", "http://[", "gopher://h", "socks5://127.0.0.1:1", "http://h:port"],
)
def test_a_bad_proxy_is_told(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    assert "HTTP_PROXY" in failure(Unreachable, "http://example.com/feed").summary
