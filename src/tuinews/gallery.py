"""From the address of a picture to what is drawn of it: a bounded download, a check in a worker process, and a short memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from tuinews import jobs, workshop
from tuinews.errors import ArticleError, FetchError
from tuinews.http import Fetcher, Response
from tuinews.model import Mosaic, Plate, Sixels, SixelScreen

LIMIT: Final = 5_000_000
"""Bytes of one picture."""
KEPT: Final = 20_000_000
"""Bytes of pictures that are remembered, so that a window may be resized without asking again."""
ACCEPT: Final = "image/webp,image/png,image/jpeg,image/gif;q=0.9"


class Gallery:
    """Fetches pictures of stories.

    Args:
        network: Gives the way to the network.
    """

    def __init__(self, network: Callable[[], Awaitable[Fetcher]]) -> None:
        self._network = network
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    async def picture(
        self,
        url: str,
        found_in: str,
        columns: int,
        rows: int,
        ground: tuple[int, int, int],
        *,
        whole: bool = False,
        sixels: SixelScreen | None = None,
    ) -> Mosaic | Plate | Sixels | None:
        """Give a picture; None when it can't be had or is none.

        Args:
            url: Its address.
            found_in: The feed or page that led to it.
            columns: Cells that it is to take.
            rows: Lines that it is to take.
            ground: Red, green and blue of what lies behind it.
            whole: Whether the terminal keeps pictures and draws them.
            sixels: The terminal, if it draws sixels. Without either it gets coloured cells.
        """
        try:
            body = self._bodies.get(url) or await self._fetch(url, found_in)
            if whole:
                return await workshop.work(jobs.plate, body, columns, rows, ground)
            if sixels is not None:
                return await workshop.work(jobs.sixels, body, columns, rows, ground, sixels)
            return await workshop.work(jobs.mosaic, body, columns, rows, ground)
        except (FetchError, ArticleError):
            return None

    async def _fetch(self, url: str, found_in: str) -> bytes:
        fetcher = await self._network()
        answer = await fetcher.get(url, accept=ACCEPT, limit=LIMIT, found_in=found_in)
        body = answer.body if isinstance(answer, Response) else b""
        self._bodies[url] = body
        while sum(map(len, self._bodies.values())) > KEPT:
            self._bodies.popitem(last=False)
        return body
