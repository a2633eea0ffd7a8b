"""A real web server on 127.0.0.1 that does as it is told: honest answers, and everything a hostile one may do.

    site.pages["/feed"] = answer(b"<rss/>", {"ETag": '"1"'})
    site.url("/feed")            # http://127.0.0.1:PORT/feed
    site.requests                # what was asked, in order

A page is a function of the request and the wire; the makers below give the usual ones. Whatever waits, waits on the
wire, so that it ends at once when the test does.
"""

import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Self

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came over the wire."""

    time: float
    """`time.monotonic()` at the end of its head."""
    method: str
    target: str
    """As in the request line, with its query."""
    header_lines: tuple[tuple[str, str], ...]
    """Names and values as sent, in order."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def headers(self) -> dict[str, str]:
        """Values by lower-case name."""
        return {name.lower(): value for name, value in self.header_lines}


class Wire:
    """The server's end of one connection."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.connection = connection
        self.stopping = stopping

    def send(self, data: bytes) -> None:
        """Send bytes. Raises OSError when the client has gone."""
        self.connection.sendall(data)

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises ConnectionAbortedError when the server is being stopped."""
        if self.stopping.wait(seconds):
            raise ConnectionAbortedError("the server is being stopped")

    def until_gone(self) -> None:
        """Wait until the client closes its end, or the server is stopped."""
        self.connection.settimeout(0.02)
        while not self.stopping.is_set():
            try:
                if not self.connection.recv(4096):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def reset(self) -> None:
        """Close with a reset instead of a farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


Page = Callable[[Request, Wire], None]


class Site:
    """The server. Use as a context; `pages` may be changed at any time.

    Args:
        certificate: Path of a PEM file with key and certificate, to speak TLS.
    """

    def __init__(self, certificate: str = "") -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.most_at_once = 0
        """The largest number of requests that were being answered at one moment."""
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._at_once = 0
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    @property
    def port(self) -> int:
        """The port it listens on."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Give the address of a path; `host` may be another name of this machine."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """Give the requests for a path, in order."""
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        with socket.socket() as knock:
            knock.connect(("127.0.0.1", self.port))  # Ends the wait for the next one.
        while self._threads:
            self._threads.pop(0).join(10)  # The accepting one first: it starts the others.
        self._listener.close()

    def _start(self, function: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=function, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopping.is_set():
                connection.close()
                return
            self._start(self._answer, connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            request = _read(connection)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                self._at_once += 1
                self.most_at_once = max(self.most_at_once, self._at_once)
            try:
                self.pages.get(request.path, answer(b"", status=404))(
                    request, Wire(connection, self._stopping)
                )
            finally:
                with self._lock:
                    self._at_once -= 1
        except OSError:
            return  # The client has gone, or did not like our certificate: both are what tests try.
        finally:
            connection.close()


def _read(connection: socket.socket) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65536)
        if not more:
            return None
        head += more
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    return Request(
        time.monotonic(), method, target, tuple((name, value.removeprefix(" ")) for name, _, value in pairs)
    )


def head_of(status: int, headers: Mapping[str, str], reason: str = "") -> bytes:
    """Give the head of an answer; header values are written as Latin-1, so that any byte can be sent."""
    lines = [f"HTTP/1.1 {status} {reason}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


# --- honest pages -------------------------------------------------------------------------------------------


def answer(
    body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS, *, status: int = 200, reason: str = ""
) -> Page:
    """Answer with a body and its true length, unless `headers` states another one."""

    def page(_: Request, wire: Wire) -> None:
        wire.send(head_of(status, {"Content-Length": str(len(body)), **headers}, reason) + body)

    return page


def gzipped(body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> Page:
    """Answer with a compressed body."""
    return answer(gzip.compress(body, mtime=0), {"Content-Encoding": "gzip", **headers})


def redirect(to: str, *, status: int = 302) -> Page:
    """Send the client elsewhere."""
    return answer(b"", {"Location": to}, status=status)


def conditional(body: bytes, headers: Mapping[str, str]) -> Page:
    """Answer 304 when the client's validators are those in `headers` (If-None-Match wins, RFC 9110 13.2.2)."""

    def page(request: Request, wire: Wire) -> None:
        sent = request.headers
        if "if-none-match" in sent:
            fresh = sent["if-none-match"] == headers.get("ETag")
        else:
            fresh = "if-modified-since" in sent and sent["if-modified-since"] == headers.get("Last-Modified")
        answer(b"" if fresh else body, headers, status=304 if fresh else 200)(request, wire)

    return page


def in_turn(*pages: Page) -> Page:
    """Be another page at each request; the last one stays."""
    waiting = list(pages)
    lock = threading.Lock()

    def page(request: Request, wire: Wire) -> None:
        with lock:
            current = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        current(request, wire)

    return page


def held(release: threading.Event, then: Page) -> Page:
    """Answer only once `release` is set."""

    def page(request: Request, wire: Wire) -> None:
        while not release.wait(0.01):
            wire.wait(0)
        then(request, wire)

    return page


# --- hostile pages ------------------------------------------------------------------------------------------


def raw(data: bytes) -> Page:
    """Send these bytes, whatever they are, and close."""
    return lambda _, wire: wire.send(data)


def silent(arrived: threading.Event | None = None, left: threading.Event | None = None) -> Page:
    """Never answer. Sets `arrived` when asked and `left` when the client has gone."""

    def page(_: Request, wire: Wire) -> None:
        if arrived:
            arrived.set()
        wire.until_gone()
        if left:
            left.set()

    return page


def slow_headers(pause: float = 0.01) -> Page:
    """Send one header after another, for ever."""

    def page(_: Request, wire: Wire) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\n")
        number = 0
        while True:
            wire.send(b"X-Header-%d: drip\r\n" % number)
            number += 1
            wire.wait(pause)

    return page


def drip(headers: Mapping[str, str] = NO_HEADERS, *, byte: bytes = b" ", pause: float = 0.01) -> Page:
    """Send the head at once and then one byte after another, for ever."""

    def page(_: Request, wire: Wire) -> None:
        wire.send(head_of(200, headers))
        while True:
            wire.send(byte)
            wire.wait(pause)

    return page


def endless(headers: Mapping[str, str] = NO_HEADERS, *, block: bytes = b"x" * 65536) -> Page:
    """Send as fast as it goes, for ever."""

    def page(_: Request, wire: Wire) -> None:
        wire.send(head_of(200, headers))
        while not wire.stopping.is_set():
            wire.send(block)

    return page


def reset_midway(body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> Page:
    """Promise twice the body, send it once, and reset the connection when the client has had time to read it."""

    def page(_: Request, wire: Wire) -> None:
        wire.send(head_of(200, {"Content-Length": str(2 * len(body)), **headers}) + body)
        wire.wait(0.05)
        wire.reset()

    return page


def closed_early(body: bytes, claimed: int) -> Page:
    """Claim a length that the body does not have, and close."""
    return answer(body, {"Content-Length": str(claimed)})


def cut_gzip(body: bytes) -> Page:
    """Send the first half of a compressed body as if it were all."""
    packed = gzip.compress(body)
    return answer(packed[: len(packed) // 2], {"Content-Encoding": "gzip"})


def gzip_bomb(size: int) -> Page:
    """Send a small body that unpacks to `size` blanks."""

    @cache
    def packed() -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        block = b" " * 1_000_000
        return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()

    return lambda request, wire: answer(packed(), {"Content-Encoding": "gzip"})(request, wire)
