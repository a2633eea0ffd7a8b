"""From what somebody typed to a feed, where the way leads past the loopback server."""

import asyncio
from collections.abc import Mapping

import pytest

from tuinews.errors import NotAFeed
from tuinews.http import Fetcher
from tuinews.subscribing import find_feed

CONSENT = "https://consent.youtube.com/m?continue=https://www.youtube.com/@somebody"


def serve(url: str, _: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    if url == "https://www.youtube.com/@somebody":
        return 302, {"Location": CONSENT}, b""
    return 200, {"Content-Type": "text/html"}, b"<html><title>Before you continue</title></html>"


def test_youtube_s_question_for_consent_is_told_for_what_it_is() -> None:
    async def add() -> None:
        fetcher = Fetcher(serve)
        try:
            await find_feed(fetcher, "www.youtube.com/@somebody")
        finally:
            await fetcher.aclose()

    with pytest.raises(NotAFeed) as caught:
        asyncio.run(add())
    assert "Copy channel ID" in caught.value.summary
