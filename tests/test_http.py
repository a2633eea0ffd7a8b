"""The Fetcher against a real server on this machine: honest, broken, slow and hostile."""

import asyncio
import errno
import gzip
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from loopback import (
    Page,
    Request,
    Site,
    Wire,
    answer,
    closed_early,
    conditional,
    cut_gzip,
    drip,
    endless,
    gzip_bomb,
    gzipped,
    head_of,
    in_turn,
    raw,
    redirect,
    reset_midway,
    silent,
    slow_headers,
)
from tuinews import __version__
from tuinews.errors import BadStatus, FetchError, Refused, TooLarge, Unreachable
from tuinews.http import FEED_ACCEPT, PAGE_ACCEPT, Fetcher, NotModified, Pace, Response
from tuinews.model import Validators

LIMIT = 100_000
BODY = b"<rss>news</rss>" * 100
QUICK = Pace(connect=0.3, read=0.3, total=0.5)

Failure = TypeVar("Failure", bound=FetchError)


def fetched(url: str, pace: Pace | None = None, **options: Any) -> Response | NotModified:
    async def visit() -> Response | NotModified:
        fetcher = Fetcher(pace=pace)
        try:
            return await fetcher.get(url, **{"accept": FEED_ACCEPT, "limit": LIMIT, **options})
        finally:
            await fetcher.aclose()

    return asyncio.run(visit())


def document(url: str, **options: Any) -> Response:
    result = fetched(url, **options)
    assert isinstance(result, Response)
    return result


def failure(kind: type[Failure], url: str, pace: Pace | None = None, **options: Any) -> Failure:
    """Give the error of a `get` that must fail, after a look at its sentence."""
    with pytest.raises(kind) as caught:
        fetched(url, pace, **options)
    sentence = caught.value.summary
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert not re.search(r"!|\w(Error|Exception)\b|httpx|httpcore|Errno|Traceback|\bNone\b|[{}]", sentence)
    return caught.value


# --- what is sent ---------------------------------------------------------------------------------------------


def test_a_request_says_who_asks_and_nothing_else(site: Site) -> None:
    site.pages["/feed"] = answer(BODY)
    document(site.url("/feed"))
    (request,) = site.requests
    assert request.method == "GET"
    assert request.headers == {
        "host": f"127.0.0.1:{site.port}",
        "user-agent": f"tuinews/{__version__} (terminal feed reader)",
        "accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
        " text/xml;q=0.8, */*;q=0.1",
        "accept-encoding": "gzip",
        "connection": "close",
    }


def test_a_page_is_asked_for_as_a_page(site: Site) -> None:
    site.pages["/story"] = answer(BODY)
    document(site.url("/story"), accept=PAGE_ACCEPT)
    assert site.requests[0].headers["accept"] == "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"


def test_the_target_keeps_its_query_and_loses_its_fragment(site: Site) -> None:
    site.pages["/feed"] = answer(BODY)
    document(site.url("/feed?b=2&a=%20x&c#part"))
    assert site.requests[0].target == "/feed?b=2&a=%20x&c"


def test_cookies_are_neither_kept_nor_sent(site: Site) -> None:
    site.pages["/feed"] = in_turn(
        answer(b"", {"Set-Cookie": "id=1; Path=/", "Location": "/feed"}, status=302),
        answer(BODY, {"Set-Cookie": "id=2"}),
    )

    async def twice() -> None:
        fetcher = Fetcher()
        for _ in range(2):
            await fetcher.get(site.url("/feed"), accept=FEED_ACCEPT, limit=LIMIT)
        await fetcher.aclose()

    asyncio.run(twice())
    assert len(site.requests) == 3
    assert not any("cookie" in request.headers for request in site.requests)


@pytest.mark.parametrize(
    "etag",
    ['"plain"', 'W/"weak"', "unquoted", '"a", "b"', '"with-gzip"-gzip', '"in  ner"', '"\xe9\xff"', '""'],
)
@pytest.mark.parametrize(
    "modified", ["Sun, 06 Nov 1994 08:49:37 GMT", "yesterday, or so", "1994-11-06T08:49:37Z"]
)
def test_validators_go_back_byte_for_byte(site: Site, etag: str, modified: str) -> None:
    site.pages["/feed"] = answer(BODY, {"ETag": etag, "Last-Modified": modified})
    first = document(site.url("/feed"))
    document(site.url("/feed"), validators=first.validators)
    headers = site.requests[1].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == (etag, modified)


@pytest.mark.parametrize("etag", ['"\x1b[31m"', '"\x9d"', '"' + "x" * 3000 + '"'])
def test_a_validator_made_to_do_harm_is_forgotten(site: Site, etag: str) -> None:
    site.pages["/feed"] = answer(BODY, {"ETag": etag})
    try:
        first = document(site.url("/feed"))
    except Unreachable:
        return  # Control characters make it no HTTP at all.
    assert first.validators == Validators()


def test_an_answer_without_validators_gives_none(site: Site) -> None:
    site.pages["/feed"] = answer(BODY)
    assert document(site.url("/feed"), validators=Validators('"1"', "then")).validators == Validators()


# --- what comes back ------------------------------------------------------------------------------------------


def test_a_document_comes_whole(site: Site) -> None:
    site.pages["/feed"] = answer(BODY, {"Content-Type": "application/rss+xml; charset=utf-8"})
    result = document(site.url("/feed#top"))
    assert (result.status, result.body) == (200, BODY)
    assert result.content_type == "application/rss+xml; charset=utf-8"
    assert result.url == site.url("/feed#top").partition("#")[0]


def test_an_empty_document_is_a_document(site: Site) -> None:
    site.pages["/feed"] = answer(b"")
    site.pages["/packed"] = answer(b"", {"Content-Encoding": "gzip"})
    assert document(site.url("/feed")).body == b""
    assert document(site.url("/packed")).body == b""
    assert document(site.url("/feed")).content_type == ""


def test_a_chunked_document_comes_whole(site: Site) -> None:
    site.pages["/feed"] = raw(
        head_of(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nfirst\r\n7\r\n second\r\n0\r\n\r\n"
    )
    assert document(site.url("/feed")).body == b"first second"


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(BODY),
        gzip.compress(BODY[:700]) + gzip.compress(b"") + gzip.compress(BODY[700:]),
        gzip.compress(BODY) + b"\0" * 64,
    ],
    ids=["one member", "several members", "padding"],
)
@pytest.mark.parametrize("name", ["gzip", "x-gzip", " GZIP "])
def test_gzip_is_unpacked(site: Site, packed: bytes, name: str) -> None:
    site.pages["/feed"] = answer(packed, {"Content-Encoding": name})
    assert document(site.url("/feed")).body == BODY


def test_gzip_is_unpacked_whatever_the_size_of_the_pieces(site: Site) -> None:
    packed = gzip.compress(BODY[:700]) + gzip.compress(BODY[700:])

    def page(_: Request, wire: Wire) -> None:
        wire.send(head_of(200, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}))
        for byte in packed:
            wire.send(b"1\r\n%c\r\n" % byte)
        wire.send(b"0\r\n\r\n")

    site.pages["/feed"] = page
    assert document(site.url("/feed")).body == BODY


def test_unchanged_is_told(site: Site) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control": "max-age=60"}
    site.pages["/feed"] = conditional(BODY, headers)
    first = document(site.url("/feed"))
    assert first.validators == Validators('"1"', "Sun, 06 Nov 1994 08:49:37 GMT")
    again = fetched(site.url("/feed"), validators=first.validators)
    assert again == NotModified(first.validators, 60)


def test_unchanged_may_renew_a_validator_or_say_nothing(site: Site) -> None:
    site.pages["/feed"] = in_turn(answer(b"", {"ETag": '"2"'}, status=304), answer(b"", status=304))
    known = Validators('"1"', "then")
    assert fetched(site.url("/feed"), validators=known) == NotModified(Validators('"2"', "then"))
    assert fetched(site.url("/feed"), validators=known) == NotModified(None)


def test_unchanged_without_having_asked_is_an_error(site: Site) -> None:
    site.pages["/feed"] = answer(b"", status=304)
    assert failure(BadStatus, site.url("/feed")).status == 304


# --- redirects ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/new", "new", "?again", "http://{}/new#part"])
def test_redirects_are_followed(site: Site, status: int, location: str) -> None:
    to = location.format(f"127.0.0.1:{site.port}")
    site.pages["/old"] = in_turn(redirect(to, status=status), answer(BODY))
    site.pages["/new"] = answer(BODY)
    result = document(site.url("/old"))
    assert result.body == BODY
    assert result.url == site.url("/old?again" if location == "?again" else "/new")
    assert not any("referer" in request.headers for request in site.requests)


def test_five_redirects_are_followed_and_no_sixth(site: Site) -> None:
    for number in range(6):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}")
    site.pages["/6"] = answer(BODY)
    assert document(site.url("/1")).url == site.url("/6")
    site.requests.clear()
    assert "another address" in failure(Refused, site.url("/0")).summary
    assert [request.path for request in site.requests] == ["/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    "location",
    [
        "",
        "  ",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "file:///etc/passwd",
        "ftp://h/f",
        "http://user:pw@127.0.0.1/",
        "http://h\\@evil/",
        "http://[::1",
        "http://h:99999/",
        "x" * 3000,
    ],
)
def test_a_redirect_to_nowhere_is_refused(site: Site, location: str) -> None:
    site.pages["/old"] = answer(b"", {"Location": location}, status=302)
    assert "127.0.0.1 sends us on" in failure(Refused, site.url("/old")).summary
    assert len(site.requests) == 1


def test_a_redirect_without_location_is_refused(site: Site) -> None:
    site.pages["/old"] = answer(BODY, status=301)
    failure(Refused, site.url("/old"))


def test_validators_follow_to_the_same_server_only(site: Site) -> None:
    known = Validators('"1"', "then")
    site.pages["/old"] = redirect("/new")
    site.pages["/new"] = redirect(site.url("/other", host="localhost"))
    site.pages["/other"] = answer(BODY)
    fetched(site.url("/old"), validators=known)
    assert ["if-none-match" in request.headers for request in site.requests] == [True, True, False]
    assert "if-modified-since" not in site.requests[2].headers


def test_a_stranger_may_not_lead_into_the_users_own_network(site: Site) -> None:
    site.pages["/story"] = answer(BODY)
    error = failure(Refused, site.url("/story"), found_in="https://example.com/feed")
    assert "your own network" in error.summary
    assert not site.requests


def test_a_neighbour_may_lead_into_the_users_own_network(site: Site) -> None:
    site.pages["/story"] = answer(BODY)
    assert document(site.url("/story"), found_in="http://localhost/feed").body == BODY
    assert document(site.url("/story"), found_in=site.url("/feed")).body == BODY


# --- errors of the server -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "password"),
        (403, "not allowed"),
        (404, "not found"),
        (410, "gone"),
        (429, "less often"),
        (451, "legal"),
        (500, "later"),
        (503, "127.0.0.1 answered 503 (temporarily unavailable). Trying again later may help."),
        (418, "Check the address"),
        (300, "300"),
        (206, "206"),
        (999, "999"),
    ],
)
def test_an_error_status_is_told(site: Site, status: int, words: str) -> None:
    site.pages["/feed"] = answer(BODY, status=status)
    error = failure(BadStatus, site.url("/feed"))
    assert error.status == status
    assert words in error.summary
    assert error.retry_after is None


def test_a_reason_phrase_can_do_no_harm(site: Site) -> None:
    site.pages["/feed"] = answer(b"", status=520, reason="Web &#27;[31m server\x85 <b>down</b>")
    assert failure(BadStatus, site.url("/feed")).summary.startswith("127.0.0.1 answered 520 (Web [31m server")


def test_the_query_of_an_address_is_not_logged(site: Site) -> None:
    assert "secret" not in str(failure(BadStatus, site.url("/feed?token=secret")))
    assert "secret" not in str(failure(Refused, "http://user:secret@127.0.0.1/feed?token=secret"))


def test_retry_after_is_read(site: Site) -> None:
    site.pages["/feed"] = answer(b"", {"Retry-After": "120"}, status=429)
    assert failure(BadStatus, site.url("/feed")).retry_after == 120


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
    release = threading.Event()

    def page(_: Request, wire: Wire) -> None:
        wire.wait(0.2)
        wire.send(head_of(302, {"Location": "/feed", "Content-Length": "0"}))

    site.pages["/feed"] = page
    error = failure(Unreachable, site.url("/feed"), Pace(total=0.5, read=5))
    release.set()
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


def test_no_proxy_is_honoured(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.pages["/feed"] = answer(BODY)
    assert document(site.url("/feed")).body == BODY


@pytest.mark.parametrize(
    "proxy",
    ["http://127.0.0.1:1", "::nonsense", "http://[", "gopher://h", "socks5://127.0.0.1:1", "http://h:port"],
)
def test_a_bad_proxy_is_told(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    assert "HTTP_PROXY" in failure(Unreachable, "http://example.com/feed").summary


# --- politeness ---------------------------------------------------------------------------------------------------


def gather(fetcher: Fetcher, addresses: list[str]) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(fetcher.get(url, accept=FEED_ACCEPT, limit=LIMIT) for url in addresses))
        await fetcher.aclose()

    asyncio.run(all_of_them())


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        site.pages[path] = answer(BODY)
    gather(Fetcher(), [site.url(path) for path in paths])
    assert len(site.requests) == 6
    assert site.most_at_once == 1


def test_several_hosts_are_asked_at_once_up_to_the_bound() -> None:
    together = threading.Barrier(3)
    lock = threading.Lock()
    now = most = 0

    def page(request: Request, wire: Wire) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        together.wait(10)  # Breaks, unless three are asked at once.
        with lock:
            now -= 1
        answer(BODY)(request, wire)

    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in range(6)]
        for site in sites:
            site.pages["/feed"] = page
        gather(Fetcher(pace=Pace(at_once=3)), [site.url("/feed") for site in sites])
    assert most == 3


def test_a_host_gets_a_rest_between_two_visits() -> None:
    times: dict[str, list[float]] = {}

    def serve(url: str, _: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        times.setdefault(url, []).append(asyncio.get_running_loop().time())
        return (302, {"Location": "/b"}, b"") if url.endswith("/a") else (200, {}, BODY)

    async def visit() -> None:
        fetcher = Fetcher(serve, Pace(spacing=0.1))
        for path in "ab":
            await fetcher.get(f"https://one.example/{path}", accept=FEED_ACCEPT, limit=LIMIT)
        await fetcher.aclose()

    asyncio.run(visit())
    (first,), (hop, second) = times["https://one.example/a"], times["https://one.example/b"]
    assert hop - first < 0.1
    assert second - hop >= 0.1


# --- leaving ------------------------------------------------------------------------------------------------------


def test_cancelling_ends_the_request(site: Site) -> None:
    arrived, left = threading.Event(), threading.Event()
    site.pages["/feed"] = silent(arrived, left)

    async def leave() -> None:
        fetcher = Fetcher()
        task = asyncio.create_task(fetcher.get(site.url("/feed"), accept=FEED_ACCEPT, limit=LIMIT))
        await asyncio.to_thread(arrived.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(left.wait, 10)
        # The host's turn is free again.
        site.pages["/feed"] = answer(BODY)
        await fetcher.get(site.url("/feed"), accept=FEED_ACCEPT, limit=LIMIT)
        await fetcher.aclose()

    asyncio.run(leave())


@pytest.mark.parametrize(
    "head",
    [
        head_of(500, {"Content-Length": "5"}),
        head_of(302, {"Content-Length": "5", "Location": "/feed"}),
        head_of(200, {"Content-Length": "5"}) + b"whole",
        head_of(200, {"Content-Length": str(LIMIT + 1)}),
        head_of(200, {"Content-Encoding": "br"}),
        b"nonsense\r\n\r\n",
    ],
    ids=["error", "redirect", "success", "too large", "refused", "nonsense"],
)
def test_no_connection_outlives_its_request(site: Site, head: bytes) -> None:
    left = threading.Semaphore(0)

    def page(_: Request, wire: Wire) -> None:
        wire.send(head)
        wire.until_gone()
        left.release()

    site.pages["/feed"] = page

    async def visit() -> None:
        fetcher = Fetcher()
        with suppress(FetchError):
            await fetcher.get(site.url("/feed"), accept=FEED_ACCEPT, limit=LIMIT)
        for _ in site.requests:
            assert await asyncio.to_thread(left.acquire, timeout=10)
        await fetcher.aclose()

    asyncio.run(visit())


# --- in place of the network --------------------------------------------------------------------------------------


def test_served_answers_go_the_same_way() -> None:
    asked: list[tuple[str, Mapping[str, str]]] = []

    def serve(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        asked.append((url, headers))
        if url.endswith("/old"):
            return 301, {"Location": "/new"}, b""
        if url.endswith("/missing"):
            return 404, {}, b""
        if url.endswith("/big"):
            return 200, {}, b"x" * (LIMIT + 1)
        if "if-none-match" in headers:
            return 304, {}, b""
        return 200, {"ETag": '"1"', "Content-Encoding": "gzip"}, gzip.compress(BODY)

    async def visit() -> None:
        fetcher = Fetcher(serve)
        first = await fetcher.get("https://demo.example/old", accept=FEED_ACCEPT, limit=LIMIT)
        assert isinstance(first, Response)
        assert (first.url, first.body) == ("https://demo.example/new", BODY)
        again = await fetcher.get(
            "https://demo.example/new", accept=FEED_ACCEPT, limit=LIMIT, validators=first.validators
        )
        assert again == NotModified(None)
        with pytest.raises(BadStatus):
            await fetcher.get("https://demo.example/missing", accept=FEED_ACCEPT, limit=LIMIT)
        with pytest.raises(TooLarge):
            await fetcher.get("https://demo.example/big", accept=FEED_ACCEPT, limit=LIMIT)
        await fetcher.aclose()

    asyncio.run(visit())
    assert asked[0][1]["accept"] == FEED_ACCEPT
    assert all(name == name.lower() for _, headers in asked for name in headers)
