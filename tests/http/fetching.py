"""Fetching in tests: one Fetcher for one document, and a look at every sentence that a failure gives."""

import asyncio
import re
from typing import Any, TypeVar

import pytest

from tuinews.errors import FetchError
from tuinews.http import FEED_ACCEPT, Fetcher, NotModified, Pace, Response

LIMIT = 100_000
BODY = b"<rss>news</rss>" * 100
QUICK = Pace(connect=0.3, read=0.3, total=0.5)

Failure = TypeVar("Failure", bound=FetchError)


def fetched(url: str, pace: Pace | None = None, **options: Any) -> Response | NotModified:
    async def visit() -> Response | NotModified:
        fetcher = Fetcher(pace=pace)
        try:
            return await fetcher.get(url, **{"accept": FEED_ACCEPT, "limit": LIMIT, **options})
        finally:
            await fetcher.aclose()

    return asyncio.run(visit())


def document(url: str, **options: Any) -> Response:
    result = fetched(url, **options)
    assert isinstance(result, Response)
    return result


def failure(kind: type[Failure], url: str, pace: Pace | None = None, **options: Any) -> Failure:
    """Give the error of a `get` that must fail, after a look at its sentence."""
    with pytest.raises(kind) as caught:
        fetched(url, pace, **options)
    sentence = caught.value.summary
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert not re.search(r"!|\w(Error|Exception)\b|httpx|httpcore|Errno|Traceback|\bNone\b|[{}]", sentence)
    return caught.value
