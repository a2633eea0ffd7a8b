"""Servers that fail in every way at once, no network at all, and feeds and lists that are far too long (F27, F28, F32)."""

import errno
import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from loopback import (
    Page,
    Site,
    answer,
    closed_early,
    cut_gzip,
    drip,
    endless,
    gzip_bomb,
    head_of,
    raw,
    redirect,
    reset_midway,
    silent,
    slow_headers,
)
from refreshing import MINUTE, Reader, feed, play
from tuinews.http import Fetcher, Pace
from tuinews.model import View
from tuinews.paths import Home
from tuinews.schedule import OFFLINE

QUICK = Pace(connect=2, read=0.5, total=1)
BOMB_FEED = f"<rss version='2.0'><channel><title>T</title><item><author>{'a.' * 75_000}@</author></item></channel></rss>"
DEEP_FEED = f"<rss version='2.0'><channel>{'<x>' * 50_000}"

# A slow machine may run out of time before it has taken in what is too much.
_TOO_MUCH = "refused or slow"
FAULTS: dict[str, tuple[Page, str]] = {
    "error": (answer(b"", status=502), "server"),
    "reset midway": (reset_midway(feed(1)), "connection"),
    "no answer": (silent(), "slow"),
    "slow headers": (slow_headers(), "slow"),
    "a byte at a time": (drip(), "slow"),
    "endless": (endless(), _TOO_MUCH),
    "half a gzip": (cut_gzip(feed(1) * 50), "connection"),
    "a wrong length": (closed_early(feed(1), 10_000), "connection"),
    "a picture": (answer(b"\x89PNG\r\n", {"Content-Type": "image/png"}), "document"),
    "a login page": (
        answer(b"<!doctype html><title>Sign in</title>", {"Content-Type": "text/html"}),
        "document",
    ),
    "nothing": (answer(b""), "document"),
    "no stories": (answer(feed()), "document"),
    "unchanged without cause": (answer(b"", status=304), "address"),
    "another packing": (answer(b"x", {"Content-Encoding": "br"}), "refused"),
    "a bomb": (gzip_bomb(200_000_000), _TOO_MUCH),
    "in circles": (redirect("/feed"), "refused"),
    "no protocol": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "connection"),
    "too many headers": (raw(head_of(200, {f"X-{n}": "y" * 900 for n in range(90)})), "refused"),
    "a hostile author": (answer(BOMB_FEED.encode()), ""),
    "a hostile depth": (answer(DEEP_FEED.encode()), "document"),
}


def test_each_broken_server_costs_its_own_source_only(home: Home) -> None:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in (*FAULTS, "well")}
        for site in sites.values():
            site.pages["/feed"] = answer(feed(1))

        async def scene(reader: Reader) -> None:
            await reader.follow(*(site.url("/feed") for site in sites.values()))
            await reader.refresh()
            assert (await reader.newsroom.counts()).all == len(sites)
            for name, (page, _) in FAULTS.items():
                sites[name].pages["/feed"] = page
            sites["well"].pages["/feed"] = answer(feed(1, 2))
            reader.newsroom._fetcher = Fetcher(pace=QUICK, now=lambda: reader.now)
            reader.now += 2 * MINUTE
            report = await reader.by_hand()
            assert len(report.outcomes) == len(sites)
            by_address = {source.url: source for source in await reader.newsroom.sources()}
            for name, (_, trouble) in FAULTS.items():
                source = by_address[sites[name].url("/feed")]
                assert source.trouble in trouble.split(" or "), (name, source.last_error)
                assert bool(source.last_error) == bool(source.trouble)
                assert not source.last_error or source.last_error.endswith((".", "“tuinews import”."))
                assert source.stories >= 1
            assert by_address[sites["well"].url("/feed")].stories == 2

        play(home, scene)


def test_without_a_network_everything_can_be_read_and_nobody_waits_longer(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = answer(feed(1))
    other = site.url("/feed", host="localhost")
    site.pages["/story"] = answer(b"<p>x</p>")
    resolve: Callable[..., Any] = socket.getaddrinfo

    def unreachable(*_: Any, **__: Any) -> Any:
        # What the resolver says when no name server can be asked, and what connecting says without a route.
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"), other)
        await reader.refresh()
        (story, *_) = (await reader.newsroom.page(View())).stories
        monkeypatch.setattr(socket, "getaddrinfo", unreachable)
        for _ in range(4):
            reader.now += 26 * 60 * MINUTE
            await reader.refresh()
            away = await reader.source(2)
            assert (away.trouble, away.next_reason) == ("offline", "retry")
            assert await reader.wait(2) == OFFLINE
        assert (await reader.newsroom.page(View())).stories
        assert (await reader.newsroom.read(story.id, offline=True)).document is not None
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        reader.now += OFFLINE
        await reader.refresh()
        assert (await reader.source(2)).streak == 0

    play(home, scene)


def test_a_missing_route_is_our_own_trouble() -> None:
    from tuinews.http.explaining import explained

    for number in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        error = explained(OSError(number, os.strerror(number)), "reel.example", proxied=False)
        assert error.trouble == "offline"
        assert "no way to reel.example from here" in error.summary


def test_of_ten_thousand_stories_the_newest_thousand_are_kept(home: Home, site: Site) -> None:
    items = "".join(
        f"<item><title>Story {number}</title><guid>{number}</guid><pubDate>"
        f"{1 + number // 1440:02} Mar 2026 {number // 60 % 24:02}:{number % 60:02}:00 GMT</pubDate></item>"
        for number in range(10_000)
    )
    site.pages["/feed"] = answer(
        f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 1_000
        (newest, *_) = (await reader.newsroom.page(View())).stories
        assert newest.title == "Story 9999"

    play(home, scene)
