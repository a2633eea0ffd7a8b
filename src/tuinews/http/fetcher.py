"""Fetching over HTTP: bounded, polite, and with every failure told in one sentence.

Nothing is remembered between two requests but when a host was last asked: no cookies, no connections, no cache. The
caller keeps the validators. References: RFC 9110 (semantics), RFC 9111 (freshness).
"""

import asyncio
import math
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import truststore

from tuinews import urls
from tuinews.errors import BadStatus, Refused, Silent, TooLarge, Unreachable
from tuinews.http import words
from tuinews.http.explaining import explained
from tuinews.http.gunzip import Gunzip
from tuinews.http.headers import LONGEST_RETRY_AFTER, is_packed, max_age, retry_after
from tuinews.http.lean import httpx
from tuinews.http.manner import PLAIN, Manner, Manners, headers_of
from tuinews.http.own_network import Watch, is_this_machine
from tuinews.model import Serve, Validators
from tuinews.text import clean_line, is_clean

Room = Callable[[], Awaitable[None]]
"""Waits until there is room for one more answer."""
FEED_LIMIT = 10_000_000
"""Bytes that a feed may have, unpacked."""
PAGE_LIMIT = 3_000_000
"""Bytes that a page may have, unpacked."""
FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/xml;q=0.8, */*;q=0.1"
)
PAGE_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
REDIRECTS = 5
HEADER_BYTES = 64 * 1024
VALIDATOR_CHARACTERS = 2_048
SILENCE = 3_600
"""Seconds for which a host is left alone that says "too many requests" and not until when."""
PROXY_SECONDS = 5.0
"""For how long proxies are taken to be what they were: to look for them takes as long as a quarter of a request."""
NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True)
class Response:
    """A successful answer, whole and unpacked."""

    url: str
    """Where it came from in the end."""
    status: int
    content_type: str
    """The header as it was sent, empty when absent."""
    body: bytes
    validators: Validators
    max_age: int | None = None
    """Seconds for which the server calls it fresh, None when it does not say."""
    moved_to: str = ""
    """Where it has moved for good: the final address when each hop on the way was a permanent one (301, 308), and none
    led into the user's own network."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """What we have is still what the server has."""

    validators: Validators | None = None
    """To keep in place of the old ones, None when the answer carried none."""
    max_age: int | None = None
    moved_to: str = ""
    """As for a Response."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait for a server, and how much to ask at once. Times are seconds."""

    connect: float = 10
    read: float = 15
    """Of silence."""
    total: float = 30
    """For one `get` with its redirects, not counting the time spent waiting for its turn."""
    at_once: int = 8
    """Requests under way; a single host never sees more than one."""
    spacing: float = 1
    """Between two requests to one host."""


@dataclass(slots=True)
class _Turn:
    """Whose turn it is at one host."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0
    """By the monotonic clock."""
    silent_until: datetime | None = None
    """After "too many requests"."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """One request to be made."""

    url: str
    elsewhere: str
    """The same, where it is not the address that was asked first."""
    accept: str
    validators: Validators
    limit: int
    manner: Manner
    watch: Watch


@dataclass(frozen=True, slots=True)
class _Moved:
    """An answer that sends us elsewhere."""

    location: str
    permanent: bool


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _always() -> None:
    """There is room for every answer."""


class Fetcher:
    """Gets documents over HTTP. One is enough for a program; it belongs to one event loop.

    Args:
        serve: Answers instead of the network.
        pace: Waits and bounds; the default is polite, and without spacing when there is no network.
        manners: How single sources are to be asked.
        now: The clock by which a server's silence ends, aware.
    """

    def __init__(
        self,
        serve: Serve | None = None,
        pace: Pace | None = None,
        manners: Manners | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._now = now
        self._serve = serve
        self._manners = manners
        self._pace = pace or (Pace(spacing=0) if serve else Pace())
        self._slots = asyncio.Semaphore(self._pace.at_once)
        self._turns: dict[str, _Turn] = {}
        self._roads: dict[str, httpx.AsyncBaseTransport] = {}
        self._known_proxies: Mapping[str, str] = {}
        self._look_for_proxies_at = -math.inf

    async def get(
        self,
        url: str,
        *,
        accept: str,
        validators: Validators = NOTHING_KNOWN,
        limit: int,
        found_in: str = "",
        manner: Manner | None = None,
        room: Room = _always,
    ) -> Response | NotModified:
        """Get a document, following redirects.

        Args:
            url: An http or https address.
            accept: The media types that are wanted.
            validators: What the document came with last time; sent back byte for byte.
            limit: Bytes that it may have, packed and unpacked.
            found_in: The feed or page that led to this address, empty when the user gave it. What the user did not
                give may lead into the user's own network only from inside that network.
            manner: How it is to be asked; None asks `manners`.
            room: Waited for before each request, once it is its turn.

        Raises:
            Unreachable: Name, connection, certificate or time failed, or the answer broke off.
            BadStatus: The server answered with an error.
            TooLarge: The document exceeds the limit.
            Refused: The address, a redirect or the encoding is not one that we follow.
            Silent: The server said "too many requests" a while ago, and was not asked.
        """
        here = urls.web_url(url)
        if here is None:
            raise Refused(f"“{urls.redacted(url)}” is not a web address that can be fetched.")
        here = first = here.partition("#")[0]
        left = self._pace.total
        source = found_in or here
        own = manner or PLAIN
        if manner is None and self._manners:
            own = await self._manners(url)
        permanent = True
        server = ""
        for hop in range(REDIRECTS + 1):
            # Another document, though older than the one that is known, would be called unchanged by its date.
            asked = validators if here == (validators.url or first) else NOTHING_KNOWN
            # A password goes to the very server that it is for.
            manner = own if urls.server(here) == urls.server(url) else PLAIN
            watch = Watch(here, source)
            errand = _Errand(here, here if here != first else "", accept, asked, limit, manner, watch)
            moving = urls.server(here) != server
            server = urls.server(here)
            async with self._turn(here, room, on_the_way=hop > 0, pause=moving) as turn:
                started = time.monotonic()
                try:
                    answer = await self._run(errand, left)
                except BadStatus as error:
                    if error.status == 429:
                        turn.silent_until = self._now() + timedelta(seconds=error.retry_after or SILENCE)
                    raise
                left -= time.monotonic() - started
            if not isinstance(answer, _Moved):
                # What is said of a source elsewhere goes by its address, which therefore stays.
                same = urls.host(here) == urls.host(url)
                moved = bool(hop) and permanent and (same or not watch.private) and own == PLAIN
                return replace(answer, moved_to=here) if moved else answer
            permanent = permanent and answer.permanent
            here = _next(here, answer.location)
        raise Refused(
            f"{_name(url)} sends every request on to another address, {REDIRECTS} times and more. Check the address."
        )

    async def aclose(self) -> None:
        """Close every connection."""
        while self._roads:
            await self._roads.popitem()[1].aclose()

    @asynccontextmanager
    async def _turn(self, url: str, room: Room, *, on_the_way: bool, pause: bool) -> AsyncIterator[_Turn]:
        """Wait for the host's turn, then for a slot: in this order, so that a busy host holds no slots.

        Raises:
            Silent: The host wants to be left alone.
            BadStatus: The same, where another host was asked and sent us there.
        """
        turn = self._turns.setdefault(urls.server(url), _Turn())
        async with turn.lock:
            now, until = self._now(), turn.silent_until
            # Beyond the longest silence it is a wrong clock that speaks.
            if until and 0 < (left := (until - now).total_seconds()) <= LONGEST_RETRY_AFTER:
                if on_the_way:
                    raise BadStatus(
                        words.status(_name(url), 429, ""), "", 429, math.ceil(left), urls.server(url)
                    )
                raise Silent(words.SILENT.format(_name(url)), "", until)
            if pause:
                await asyncio.sleep(max(0.0, turn.free_at - time.monotonic()))
            try:
                async with self._slots:
                    await room()
                    yield turn
            finally:
                # A server on this very machine needs no rest.
                rest = 0.0 if is_this_machine(url) and self._serve is None else self._pace.spacing
                turn.free_at = time.monotonic() + rest

    async def _run(self, errand: _Errand, seconds: float) -> Response | NotModified | _Moved:
        """Make one request, and give its every failure as a FetchError."""
        proxy = "" if self._serve else _proxy(errand.url, self._proxies())
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await self._exchange(errand, proxy)
        # OSError holds those of ssl and socket and TimeoutError, ValueError those of idna and of encoding a header.
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise explained(error, _name(errand.url), proxied=bool(proxy)) from error

    async def _exchange(self, errand: _Errand, proxy: str) -> Response | NotModified | _Moved:
        headers = headers_of(errand.accept, errand.manner)
        if errand.validators.etag:
            headers.append((b"If-None-Match", errand.validators.etag.encode("latin-1")))
        if errand.validators.last_modified:
            headers.append((b"If-Modified-Since", errand.validators.last_modified.encode("latin-1")))
        pace = self._pace
        timeout = httpx.Timeout(connect=pace.connect, read=pace.read, write=pace.read, pool=None)
        extensions: dict[str, object] = {"timeout": timeout.as_dict()}
        if proxy:
            # A proxy looks names up itself, and the address that we connect to is its own: only numbers tell.
            await errand.watch.look_at_name()
        else:
            extensions["trace"] = errand.watch
        request = httpx.Request("GET", errand.url, headers=headers, extensions=extensions)
        response = await self._road(proxy).handle_async_request(request)
        try:
            return await _taken(response, errand, self._now())
        finally:
            await response.aclose()

    def _proxies(self) -> Mapping[str, str]:
        """Give the proxies that the environment, or the system's settings, name by scheme."""
        now = time.monotonic()
        if now >= self._look_for_proxies_at:
            self._known_proxies, self._look_for_proxies_at = getproxies(), now + PROXY_SECONDS
        return self._known_proxies

    def _road(self, proxy: str) -> httpx.AsyncBaseTransport:
        """Give the way to the network, made at its first use.

        Transports and not a client: a client keeps cookies, follows redirects and adds headers of its own.
        """
        if proxy not in self._roads:
            self._roads[proxy] = _Served(self._serve) if self._serve else _pave(proxy, self._pace.at_once)
        return self._roads[proxy]


def _proxy(url: str, proxies: Mapping[str, str]) -> str:
    """Name the proxy that the environment wants for an address, empty for none."""
    parts = urlsplit(url)
    proxy = proxies.get(parts.scheme.lower()) or proxies.get("all", "")
    if not proxy or proxy_bypass(parts.hostname or ""):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _pave(proxy: str, at_once: int) -> httpx.AsyncBaseTransport:
    trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    secure = proxy.lower().startswith("https:")
    try:
        return httpx.AsyncHTTPTransport(
            verify=trust,
            proxy=httpx.Proxy(proxy, ssl_context=trust if secure else None) if proxy else None,
            limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=0),
        )
    except (ValueError, httpx.InvalidURL, ImportError) as error:
        # ImportError: a SOCKS proxy, without the package that speaks it. Its address may hold a password.
        raise Unreachable(words.NO_PROXY.format("the network"), type(error).__name__, "proxy") from error


class _Served(httpx.AsyncBaseTransport):
    """A function in place of the network."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, sent, body = self._serve(str(request.url), headers)
        return httpx.Response(status, headers=dict(sent), stream=httpx.ByteStream(body))


async def _taken(response: httpx.Response, errand: _Errand, now: datetime) -> Response | NotModified | _Moved:
    """Read an answer, whose head has come."""
    name = _name(errand.url)
    headers = response.headers
    number = response.status_code
    if sum(len(key) + len(value) for key, value in headers.raw) > HEADER_BYTES:
        raise Refused(f"{name} answered with more headers than an honest server sends.")
    if number in (301, 302, 303, 307, 308):
        # Of several, browsers follow the first.
        return _Moved(next(iter(headers.get_list("Location")), ""), number in (301, 308))
    if number == 304 and errand.validators != NOTHING_KNOWN:
        return NotModified(
            _renewed(errand.validators, _validators(headers, errand.elsewhere)), max_age(headers, now)
        )
    if not 200 <= number < 300 or number == 206:
        raise BadStatus(
            words.status(name, number, response.reason_phrase),
            urls.redacted(errand.url),
            number,
            retry_after(headers.get("Retry-After", ""), now),
            urls.server(errand.url),
        )
    return Response(
        url=errand.url,
        status=number,
        content_type=clean_line(headers.get("Content-Type", "")),
        body=await _body(response, name, errand.limit),
        validators=_validators(headers, errand.elsewhere),
        max_age=max_age(headers, now),
    )


async def _body(response: httpx.Response, name: str, limit: int) -> bytes:
    """Read and unpack a body. Raises TooLarge, Refused, Unreachable."""
    encoding = response.headers.get("Content-Encoding", "")
    packed = is_packed(encoding)
    if packed is None:
        raise Refused(
            f"{name} sent its answer packed in a way that was not asked for ({clean_line(encoding, 30)})."
        )
    too_large = TooLarge(f"The answer of {name} is larger than the {limit / 1_000_000:g} MB that are read.")
    claimed = response.headers.get("Content-Length", "")
    if claimed.isascii() and claimed.isdigit() and int(claimed[:15]) > limit:
        raise too_large
    unpacker = Gunzip() if packed else None
    body: list[bytes] = []
    came = size = 0
    async for block in response.aiter_raw():
        came += len(block)
        try:
            piece = unpacker.feed(block, limit + 1 - size) if unpacker else block
        except zlib.error as error:
            raise Refused(words.NO_UNPACKING.format(name)) from error
        body.append(piece)
        size += len(piece)
        if max(came, size) > limit:
            raise too_large
    if unpacker and came and not unpacker.finished:
        raise Unreachable(words.BROKEN_OFF.format(name))
    return b"".join(body)


def _validators(headers: httpx.Headers, url: str) -> Validators:
    found: dict[bytes, str] = {}
    for key, value in headers.raw:
        # Latin-1 gives every byte back as it came. What is not clean text was made to harm somebody.
        text = value.decode("latin-1")
        if len(text) <= VALIDATOR_CHARACTERS and is_clean(text):
            found.setdefault(key.lower(), text)
    etag, last_modified = found.get(b"etag", ""), found.get(b"last-modified", "")
    return Validators(etag, last_modified, url if etag or last_modified else "")


def _renewed(old: Validators, new: Validators) -> Validators | None:
    """Merge what a 304 carried into what we had (RFC 9111 4.3.4)."""
    if not (new.etag or new.last_modified):
        return None
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified, new.url)


def _next(here: str, location: str) -> str:
    """Resolve a redirect. Raises Refused."""
    there = urls.join(here, location) if location.strip() else None
    if there is None:
        raise Refused(
            f"{_name(here)} sends us on, but not to a web address. Check the address.",
            urls.redacted(location),
        )
    there = there.partition("#")[0]
    if here.lower().startswith("https:") and not there.lower().startswith("https:"):
        raise Refused(f"{_name(here)} sends us on from a secure to an insecure address ({_name(there)}).")
    return there


def _name(url: str) -> str:
    """Name a server in a sentence."""
    return clean_line(urls.host(url), 100)
