"""A web server with many feeds, one for each address of 127.0.0.0/8, for `refresh.py`: it answers late, and as it is told.

`GET /control?edition=2&validators=1` on any address says what it serves from then on. Edition n has n - 1 stories more
than the first. With validators it answers 304 to whoever has the edition.
"""

import argparse
import asyncio
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from urllib.parse import parse_qs, urlsplit

NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wo",
    "xi",
    "yo",
    "za",
    "bri",
    "cla",
    "dre",
    "flo",
    "gra",
]
_WORDS = [first + second for first in _SYLLABLES for second in _SYLLABLES]


def words(chance: random.Random, number: int) -> str:
    """Write invented words; some begin with a capital."""
    return " ".join(
        word.capitalize() if chance.random() < 0.15 else word for word in chance.choices(_WORDS, k=number)
    )


@lru_cache(maxsize=64)
def texts(kind: int, entry: int) -> tuple[str, str, str]:
    """Give (title, teaser, body of about 4.5 kB) of an entry."""
    chance = random.Random(f"{kind} {entry}")
    body = "".join(
        f'<p>{words(chance, 45)} <a href="https://site.example/{chance.random()}">{words(chance, 3)}</a> {words(chance, 40)}</p>'
        for _ in range(8)
    )
    return words(chance, 9), words(chance, 40), body


def document(source: int, entries: int, edition: int) -> bytes:
    """Write a feed as a common blog program does.

    Args:
        source: Its number; feeds of one kind (source modulo 20) have the same words.
        entries: Stories in it.
        edition: How many stories came since the first edition, from 1.
    """
    items = []
    for place in range(entries):
        number = entries + edition - 1 - place
        title, teaser, body = texts(source % 20, number % 60)
        moment = NEWEST + timedelta(minutes=number * 10)
        items.append(
            f"<item><title>{title} {number}</title><link>https://s{source}.example/{number}</link>"
            f"<dc:creator><![CDATA[Ann Archer]]></dc:creator><pubDate>{format_datetime(moment)}</pubDate>"
            f'<category><![CDATA[Film]]></category><guid isPermaLink="false">https://s{source}.example/?p={number}</guid>'
            f"<description><![CDATA[<p>{teaser}</p>]]></description><content:encoded><![CDATA[{body}]]></content:encoded>"
            f'<media:thumbnail url="https://s{source}.example/{number}.jpg" /></item>\n'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<title>{escape(f'Source {source}')}</title><link>https://s{source}.example</link>"
        f"<description>Words</description><language>en-US</language>{''.join(items)}</channel></rss>"
    ).encode()


def address(source: int) -> str:
    """Give the loopback address of a source: each is a host of its own."""
    return f"127.1.{source // 250}.{source % 250 + 1}"


class Server:
    """Answers after a while."""

    def __init__(self, entries: int, latency: float) -> None:
        self.entries = entries
        self.latency = latency
        self.edition = 1
        self.validators = True
        self.requests = 0
        self._written: dict[tuple[int, int], bytes] = {}

    def _document(self, source: int) -> bytes:
        key = (source, self.edition)
        if key not in self._written:
            self._written[key] = document(source, self.entries, self.edition)
        return self._written[key]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(await self._reply(head.decode("latin-1")))
                await writer.drain()
                if b"connection: close" in head.lower():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _reply(self, head: str) -> bytes:
        target = urlsplit(head.split(" ", 2)[1])
        if target.path == "/control":
            said = parse_qs(target.query)
            self.edition = int(said["edition"][0])
            self.validators = said["validators"] == ["1"]
            sources = int(said["sources"][0])
            for source in range(sources):
                self._document(source)
            for key in [key for key in self._written if key[1] != self.edition]:
                del self._written[key]
            number, self.requests = self.requests, 0
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%d" % (len(str(number)), number)
        self.requests += 1
        await asyncio.sleep(self.latency)
        tag = f'"edition {self.edition}"'
        lines = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head.splitlines()}
        if self.validators and lines.get("if-none-match") == tag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        body = self._document(int(target.path[1:]))
        etag = f"ETag: {tag}\r\n" if self.validators else ""
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{etag}Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


async def serve(entries: int, latency: float) -> None:
    """Serve until killed; the port is printed first."""
    server = await asyncio.start_server(Server(entries, latency).answer, "0.0.0.0", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=50)
    options.add_argument("--latency", type=float, default=0.1)
    given = options.parse_args()
    asyncio.run(serve(given.entries, given.latency))
