"""Whether there is a way to the network at all, found out without telling anybody anything."""

import socket
import threading

SECONDS = 2.0
"""A name server that takes longer is as good as none to somebody who waits for a first picture."""
_NAME = "example.com"
"""Reserved for examples (RFC 2606): asking for its address gives nothing away."""


def network_in_reach(seconds: float = SECONDS) -> bool:
    """Tell whether feeds can probably be fetched: through a proxy, or since names are resolved.

    Args:
        seconds: How long to wait for the name server. Blocks for at most that long.
    """
    from urllib.request import (
        getproxies,
    )  # It brings half of the standard library, and the first picture waits for none of it.

    if any(scheme in getproxies() for scheme in ("http", "https", "all")):
        return True
    resolved = threading.Event()

    def resolve() -> None:
        try:
            socket.getaddrinfo(_NAME, 443)
        except OSError:
            return
        resolved.set()

    # getaddrinfo can't be stopped; a daemon thread does not keep the program from leaving.
    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(seconds)
    return resolved.is_set()
