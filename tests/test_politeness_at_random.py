"""Days with servers of every kind, drawn by a seed: what no server must ever see, whatever came before."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from urllib.parse import urlsplit

import pytest
from msgspec import Struct

from refreshing import DAY, HOUR, SECOND, START, feed
from tuinews.model import NewSource
from tuinews.newsroom import Newsroom
from tuinews.paths import Home
from tuinews.schedule import LONGEST, LONGEST_SILENCE, SHORTEST, SPREAD

Answer = tuple[int, Mapping[str, str], bytes]
KINDS = (
    *(
        "tag",
        "date",
        "nothing",
        "fresh",
        "expires",
        "busy",
        "away",
        "too many",
        "failing",
        "redirect",
        "moved",
    ),
    *("missing", "barred", "wishes", "flipping", "login"),
)
WISHES = (
    "<ttl>300</ttl><skipHours><hour>3</hour><hour>4</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
)
LONGEST_PAUSE = timedelta(minutes=45)
"""Between two looks of the reader at what is due."""


class Exchange(Struct, frozen=True):
    at: datetime
    url: str
    conditions: tuple[str, str]
    status: int
    headers: Mapping[str, str]
    is_feed: bool


class Servers:
    """Some sources at a few hosts, each of a kind of its own; some lead to a host of their own."""

    def __init__(self, random: Random) -> None:
        self.now = START
        self.exchanges: list[Exchange] = []
        self._random = random
        self._editions: dict[str, int] = {}
        self.kinds = {
            f"https://host{random.randrange(6)}.example/{number}": random.choice(KINDS)
            for number in range(30)
        }

    def serve(self, url: str, headers: Mapping[str, str]) -> Answer:
        sent = headers.get("if-none-match", ""), headers.get("if-modified-since", "")
        status, own, body = self._answer(url, self.kinds.get(url, "tag"))
        if (
            status == 200
            and (sent[0] or sent[1])
            and sent == (own.get("ETag", ""), own.get("Last-Modified", ""))
        ):
            status, body = 304, b""
        self.exchanges.append(Exchange(self.now, url, sent, status, own, b"<rss" in body))
        return status, own, body

    def _answer(self, url: str, kind: str) -> Answer:
        draw = self._random.random
        edition = self._editions[url] = self._editions.get(url, 1) + (draw() < 0.2)
        tag = {"ETag": f'W/"{edition}"'}
        body = feed(*range(edition), more=WISHES if kind == "wishes" else "")
        elsewhere = {"Location": f"https://own{urlsplit(url).path[1:]}.example/feed"}
        in_a_while = format_datetime(self.now + timedelta(hours=5), usegmt=True)
        match kind:
            case "date":
                return 200, {"Last-Modified": f"number {edition}"}, body
            case "nothing":
                return 200, {}, body
            case "flipping":
                return 200, tag if draw() < 0.7 else {}, body
            case "fresh":
                age = self._random.choice((60, 7_200, 20_000, 999_999))
                return 200, tag | {"Cache-Control": f"public, max-age={age}"}, body
            case "expires":
                return 200, tag | {"Expires": self._random.choice((in_a_while, "0"))}, body
            case "login" if draw() < 0.3:
                return 200, {"ETag": '"login"'}, b"<html>Please log in</html>"
            case "busy" if draw() < 0.3:
                return 429, {"Retry-After": str(self._random.choice((0, 30, 5_000, 90_000, 10**9)))}, b""
            case "away" if draw() < 0.5:
                return 503, {"Retry-After": self._random.choice(("60", in_a_while))}, b""
            case "too many" if draw() < 0.4:
                return 429, {}, b""
            case "failing" if draw() < 0.6:
                return 500, {}, b""
            case "redirect":
                return 302, elsewhere, b""
            case "moved":
                return 301, elsewhere, b""
            case "missing":
                return 404, {}, b""
            case "barred":
                return 403, {}, b""
        return 200, tag, body


@pytest.mark.parametrize("seed", [1, 2])
def test_days_with_servers_of_every_kind(home: Home, seed: int) -> None:
    random = Random(seed)
    servers = Servers(random)

    async def days() -> None:
        newsroom = await Newsroom.open(home, serve=servers.serve, now=lambda: servers.now)
        await newsroom.add_sources([NewSource(url) for url in servers.kinds])
        while servers.now < START + 5 * DAY:
            await newsroom.refresh()
            servers.now += random.choice((timedelta(minutes=7), timedelta(minutes=20), LONGEST_PAUSE))
            if random.random() < 0.05:
                await newsroom.aclose()
                newsroom = await Newsroom.open(home, serve=servers.serve, now=lambda: servers.now)
        await newsroom.aclose()

    asyncio.run(days())
    assert len(servers.exchanges) > 200
    last: dict[str, Exchange] = {}
    known: dict[str, tuple[str, str]] = {}
    silent: dict[str, datetime] = {}
    for each in servers.exchanges:
        host = urlsplit(each.url).netloc
        assert each.at >= silent.get(host, START), each
        assert each.conditions == known.get(each.url, ("", "")), each
        if earlier := last.get(each.url):
            gap = each.at - earlier.at
            assert gap >= least_gap(earlier), (earlier, each)
            if not silent.get(host, START) > earlier.at and each.url in servers.kinds:
                longest = 2 * DAY if servers.kinds[each.url] == "wishes" else LONGEST
                assert gap <= longest * (1 + SPREAD) + 2 * HOUR + LONGEST_PAUSE, (earlier, each)
            if servers.kinds.get(each.url) == "wishes":
                assert each.at.weekday() != 6
                assert each.at.hour not in (3, 4)
        if each.status == 429:
            silent[host] = each.at + retry_after(each, 3_600)
        if each.status == 200 and each.is_feed:
            known[each.url] = each.headers.get("ETag", ""), each.headers.get("Last-Modified", "")
        last[each.url] = each


def least_gap(earlier: Exchange) -> timedelta:
    """Give how long a source must be left alone after an exchange, whatever else is known of it."""
    least = max(SHORTEST, retry_after(earlier, 0))
    if earlier.status in (200, 304) and "Cache-Control" in earlier.headers:
        fresh = int(earlier.headers["Cache-Control"].partition("max-age=")[2])
        least = max(least, min(fresh * SECOND, LONGEST))
    return least


def retry_after(exchange: Exchange, otherwise: int) -> timedelta:
    value = exchange.headers.get("Retry-After", str(otherwise))
    return min(int(value) * SECOND, LONGEST_SILENCE) if value.isdigit() else 5 * HOUR - SECOND
