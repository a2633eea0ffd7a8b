"""The only room that knows the network: one exchange with a server, bounded, polite and told in plain words."""

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
from tuinews.http.manner import Manner, Manners

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
