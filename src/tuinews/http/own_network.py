"""Whether an address lies inside the user's own network, and who may lead there."""

import asyncio
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from tuinews.errors import Refused
from tuinews.text import clean_line

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 as networks write them that have only IPv6 (RFC 6052)."""


class Watch:
    """Looks at the address that a name turned out to be, once connected and before anything is asked.

    A feed must not make a reader knock at the devices of its user's own network (server-side request forgery). Only
    the address of the finished connection tells: a name may resolve differently each time.

    Args:
        url: The address that is fetched.
        source: What led to it. A source inside the user's own network may lead there.
    """

    def __init__(self, url: str, source: str) -> None:
        self._host = urlsplit(url).hostname or ""
        self._source = urlsplit(source).hostname or ""
        self.private = False
        """Whether the address turned out to lie inside the user's own network."""

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take notice of an event of the connection, as httpcore's `trace` extension tells them.

        Raises:
            Refused: The source may not lead there; the connection is closed.
        """
        if event != "connection.connect_tcp.complete":
            return
        stream = info["return_value"]
        try:
            await self._look_at(stream.get_extra_info("server_addr")[0])
        except Refused:
            await stream.aclose()
            raise

    async def look_at_name(self) -> None:
        """Take notice of the host where nobody tells the address that it turned out to be.

        Raises:
            Refused: It is plainly inside the user's own network, where the source may not lead.
        """
        try:
            await self._look_at("127.0.0.1" if self._host == "localhost" else str(ip_address(self._host)))
        except ValueError:
            return  # A name.

    async def _look_at(self, address: str) -> None:
        self.private = is_private(address)
        if not self.private or self._host == self._source or await self._source_is_private():
            return
        host, source = clean_line(self._host, 100), clean_line(self._source, 100)
        raise Refused(
            f"{host} is in your own network, where {source} may not lead. Nothing was asked of it.",
            f"{host} is {address}",
        )

    async def _source_is_private(self) -> bool:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(self._source, None)
        except OSError:
            return False
        return any(is_private(str(info[4][0])) for info in found)


def is_this_machine(url: str) -> bool:
    """Tell whether an address plainly names this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Tell whether an IP address is one that the whole Internet does not share (IANA special-purpose registries)."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        if within is None and found in _TRANSLATED:
            within = IPv4Address(int(found) & 0xFFFF_FFFF)
        return not (within or found).is_global or found.is_site_local
    return not found.is_global
