"""The Fetcher and honest servers: what is sent, what comes back, where it leads."""

import asyncio
import gzip
from collections.abc import Mapping

import pytest

from fetching import BODY, LIMIT, document, failure, fetched
from loopback import (
    Request,
    Site,
    Wire,
    answer,
    conditional,
    head_of,
    in_turn,
    raw,
    redirect,
)
from tuinews import __version__
from tuinews.errors import BadStatus, Refused, TooLarge, Unreachable
from tuinews.http import FEED_ACCEPT, PAGE_ACCEPT, Fetcher, Manner, NotModified, Response
from tuinews.model import Validators

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


def test_a_password_in_a_redirect_is_not_logged(site: Site) -> None:
    site.pages["/old"] = redirect("https://user:sekret@example.com/feed?token=sekret")
    assert "sekret" not in str(failure(Refused, site.url("/old")))


def test_of_several_places_the_first_is_where_a_redirect_leads(site: Site) -> None:
    site.pages["/old"] = raw(
        b"HTTP/1.1 301 \r\nLocation: /new\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
    )
    site.pages["/new"] = answer(BODY)
    assert document(site.url("/old")).url == site.url("/new")


def test_what_keeps_an_exchange_sound_is_no_source_s_own(site: Site) -> None:
    site.pages["/feed"] = answer(BODY)
    own = (
        ("Transfer-Encoding", "chunked"),
        ("Expect", "100-continue"),
        ("Range", "bytes=0-1"),
        ("X-Key", "k"),
    )
    assert document(site.url("/feed"), manner=Manner(own)).body == BODY
    sent = site.requests[0].headers
    assert sent["x-key"] == "k"
    assert not sent.keys() & {"transfer-encoding", "expect", "range"}


def test_a_redirect_without_location_is_refused(site: Site) -> None:
    site.pages["/old"] = answer(BODY, status=301)
    failure(Refused, site.url("/old"))


def test_validators_go_to_the_address_that_they_came_from_only(site: Site) -> None:
    site.pages["/old"] = redirect("/new")
    site.pages["/new"] = redirect(site.url("/other", host="localhost"))
    site.pages["/other"] = answer(BODY, {"ETag": '"2"'})
    for url, sent in ("", (True, False, False)), (site.url("/other", host="localhost"), (False, False, True)):
        site.requests.clear()
        came = document(site.url("/old"), validators=Validators('"1"', "then", url))
        assert ["if-none-match" in request.headers for request in site.requests] == list(sent)
        assert ["if-modified-since" in request.headers for request in site.requests] == list(sent)
        assert came.validators == Validators('"2"', "", site.url("/other", host="localhost"))


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
