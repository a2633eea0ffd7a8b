"""The edition as a small web server: give it an address, get the answer its host would give."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from hashlib import blake2s
from urllib.parse import urlsplit

from tuinews.demo.feeds import render_feed
from tuinews.demo.pages import Desk, skin
from tuinews.demo.pictures import paint
from tuinews.demo.stories import DemoStory, Outlet, outlets, stories
from tuinews.model import NewSource
from tuinews.urls import without_tracking

Answer = tuple[int, Mapping[str, str], bytes]

SOURCES: tuple[NewSource, ...] = tuple(
    NewSource(outlet.feed_url, outlet.title, outlet.folder, outlet.home) for outlet in outlets()
)
"""What the demo edition subscribes to."""

FRESH_SECONDS = 900
"""How long its feeds say that they may be kept."""

_MEDIA = re.compile(r"/media/([\w-]+?)(?:-\d+)?\.png\Z")


class Edition:
    """The edition, with every story as old as it should be at one moment.

    Args:
        now: When the edition opens; story dates lie before it. They don't move while it is open, so that feeds stay
            the same byte for byte.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC).replace(second=0, microsecond=0)
        self._desk = Desk({story.slug: story for story in stories()}, self.published)
        self._feeds = {_place(outlet.feed_url): outlet for outlet in outlets()}
        self._fronts = {_place(outlet.home): outlet for outlet in outlets()}
        self._pages = {_place(story.url): story for story in stories()}
        self._hosts = {outlet.host.removeprefix("www.") for outlet in outlets()}

    def stories(self) -> tuple[DemoStory, ...]:
        """Give every story of the edition, newest first."""
        return stories()

    def published(self, story: DemoStory) -> datetime:
        """Tell when a story came out, on its outlet's clock."""
        return (self.now - story.age).astimezone(timezone(timedelta(minutes=story.outlet.offset)))

    def serve(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Answer a request.

        Args:
            url: The address asked for.
            headers: Request headers, their names in lower case.

        Returns:
            Status, headers with names in lower case, and body.
        """
        place = _place(url)
        if outlet := self._feeds.get(place):
            return self._feed(outlet, headers)
        if story := self._pages.get(place):
            return 200, {"content-type": "text/html; charset=utf-8"}, self._desk.page(story).encode()
        if outlet := self._fronts.get(place):
            return 200, {"content-type": "text/html; charset=utf-8"}, self._desk.front(outlet).encode()
        host, path = place
        if host in self._hosts and (media := _MEDIA.match(path)):
            return 200, {"content-type": "image/png"}, paint(media[1])
        return 404, {"content-type": "text/html; charset=utf-8"}, skin("missing").make("page").encode()

    def _feed(self, outlet: Outlet, headers: Mapping[str, str]) -> Answer:
        own = [story for story in self.stories() if story.outlet is outlet]
        body = render_feed(outlet, own, self._desk)
        etag = f'"{blake2s(body, digest_size=12).hexdigest()}"'
        validators = {
            "etag": etag,
            "last-modified": format_datetime(self.published(own[0]).astimezone(UTC), usegmt=True),
            "cache-control": f"max-age={FRESH_SECONDS}",
        }
        # If-Modified-Since counts only without If-None-Match (RFC 9110, 13.1.3).
        if asked := headers.get("if-none-match"):
            unchanged = etag in asked or asked.strip() == "*"
        else:
            unchanged = headers.get("if-modified-since") == validators["last-modified"]
        if unchanged:
            return 304, validators, b""
        return 200, {**validators, "content-type": outlet.feed_type}, body


def serve(url: str, headers: Mapping[str, str]) -> Answer:
    """Answer a request from the edition that opened when the first request of this process came.

    Args:
        url: The address asked for.
        headers: Request headers, their names in lower case.

    Returns:
        Status, headers with names in lower case, and body.
    """
    return _today().serve(url, headers)


@cache
def _today() -> Edition:
    return Edition(datetime.now(UTC))


def _place(url: str) -> tuple[str, str]:
    """Give what tells addresses of the edition apart: the host without `www.`, and path and query."""
    parts = urlsplit(without_tracking(url))
    path = parts.path.rstrip("/") or "/"
    return (parts.hostname or "").removeprefix("www."), f"{path}?{parts.query}" if parts.query else path
