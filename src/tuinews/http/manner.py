"""How one source is to be asked, where that differs from all others, and what each request says of us."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tuinews import __version__

USER_AGENT = f"tuinews/{__version__} (terminal feed reader)"
_OURS = frozenset(
    (
        "host",
        "connection",
        "accept-encoding",
        "if-none-match",
        "if-modified-since",
        "content-length",
        "transfer-encoding",
        "te",
        "trailer",
        "expect",
        "upgrade",
        "range",
        "cookie",
    )
)
"""Headers that no source may have of its own: they are what keeps an exchange sound and polite."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one source is to be asked, where that differs from all others."""

    headers: tuple[tuple[str, str], ...] = ()
    """Sent besides our own; `User-Agent` and `Accept` take the place of ours."""
    user: str = ""
    password: str = ""


Manners = Callable[[str], Awaitable[Manner]]
"""Gives the manner of an address that somebody subscribed to."""

PLAIN = Manner()


def headers_of(accept: str, manner: Manner) -> list[tuple[bytes, bytes]]:
    """Give the headers of a request that are the same whatever is known of the document.

    Args:
        accept: The media types that are wanted.
        manner: How the source is to be asked.

    Raises:
        UnicodeEncodeError: A header of the source's own can't be sent.
    """
    ours = {"User-Agent": USER_AGENT, "Accept": accept}
    for name, value in manner.headers:
        if name.lower() not in _OURS:
            ours = {kept: each for kept, each in ours.items() if kept.lower() != name.lower()} | {name: value}
    ours |= {"Accept-Encoding": "gzip", "Connection": "close"}
    if manner.user or manner.password:
        # UTF-8 (RFC 7617 2.1): most servers that look beyond ASCII at all expect that.
        pair = f"{manner.user}:{manner.password}".encode()
        ours["Authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in ours.items()]
