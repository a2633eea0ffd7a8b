"""How the Fetcher behaves: to hosts, and when it is told to stop."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from itertools import pairwise

import pytest

from fetching import BODY, LIMIT
from loopback import (
    Request,
    Site,
    Wire,
    answer,
    head_of,
    silent,
)
from tuinews.errors import FetchError
from tuinews.http import FEED_ACCEPT, Fetcher, Pace

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


def test_a_host_that_others_lead_to_rests_too() -> None:
    times: list[float] = []

    def serve(url: str, _: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        if "hub.example" not in url:
            return 302, {"Location": "https://hub.example/feed"}, b""
        times.append(asyncio.get_running_loop().time())
        return 200, {}, BODY

    gather(
        Fetcher(serve, Pace(spacing=0.1)),
        [f"https://{name}.example/feed" for name in ("one", "two", "three")],
    )
    assert len(times) == 3
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))


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
