"""The only room that knows the network: one exchange with a server, bounded, polite and told in plain words.

httpx comes in with the first thing that fetches, not with what only says how sources are asked.
"""

from typing import TYPE_CHECKING

from tuinews.http.manner import Manner, Manners

if TYPE_CHECKING:
    from tuinews.http.fetcher import (
        FEED_ACCEPT,
        FEED_LIMIT,
        PAGE_ACCEPT,
        PAGE_LIMIT,
        Fetcher,
        NotModified,
        Pace,
        Response,
    )

__all__ = [
    "FEED_ACCEPT",
    "FEED_LIMIT",
    "PAGE_ACCEPT",
    "PAGE_LIMIT",
    "Fetcher",
    "Manner",
    "Manners",
    "NotModified",
    "Pace",
    "Response",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tuinews.http import fetcher

    return getattr(fetcher, name)
