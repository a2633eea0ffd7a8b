"""An invented paper for tests: its feed, its pages, and a newsroom that reads them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import anyio

from tuinews.newsroom import Newsroom
from tuinews.paths import Home

Result = TypeVar("Result")
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

PARAGRAPH = (
    "The harbour cinema reopened on Friday with a print that nobody had seen since the flood, and the queue reached"
    " as far as the fish market, where the choir of the film school sang two songs from its closing scene."
)
LONG = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(12))


def rss(*items: str, title: str = "Reel Harbour") -> bytes:
    return (
        f"<rss version='2.0'><channel><title>{title}</title><link>https://reel.example/</link>"
        f"<description>d</description>{''.join(items)}</channel></rss>"
    ).encode()


def item(
    number: int, *, link: str = "", text: str = "A teaser.", date: str = "Sat, 14 Mar 2026 08:00:00 GMT"
) -> str:
    return (
        f"<item><title>Story number {number}</title><guid isPermaLink='false'>g{number}</guid>"
        f"<link>{link or f'https://reel.example/{number}'}</link><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    )


def page(headline: str) -> bytes:
    return (
        f"<html><head><title>{headline}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{headline}</h1>{LONG}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


XML = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def in_newsroom(home: Home, journey: Callable[[Newsroom], Awaitable[Result]], now: datetime = NOW) -> Result:
    async def run() -> Result:
        newsroom = await Newsroom.open(home, now=lambda: now)
        try:
            return await journey(newsroom)
        finally:
            await newsroom.aclose()

    return anyio.run(run)
