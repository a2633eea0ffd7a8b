"""From what somebody typed to a source with its stories: the address itself, or the feeds that its page names."""

from collections.abc import Callable
from datetime import datetime

from tuinews.errors import NotAFeed, SeveralFeeds, UsageError
from tuinews.feeds.discover import FoundFeed
from tuinews.feeds.known_sites import feed_of_site
from tuinews.http import FEED_ACCEPT, FEED_LIMIT, Fetcher, Manner, NotModified, Response
from tuinews.jobs import find_feeds, parse_feed
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Change, NewSource
from tuinews.refresh import Fetched, hash_of, store
from tuinews.storing import Storing
from tuinews.urls import host, server, typed_url
from tuinews.workshop import work


async def find_feed(
    fetcher: Fetcher, typed: str, pick: int | None = None, manner: Manner | None = None
) -> tuple[str, Fetched]:
    """Find the feed behind an address.

    Args:
        fetcher: The way to the network.
        typed: What the user typed: a feed's address, or that of a page.
        pick: Which of the page's feeds to take, from 1.
        manner: How the address is to be asked, and what it leads to on the same server.

    Returns:
        The feed's address and what it holds.

    Raises:
        UsageError: No address, or no feed of that number.
        SeveralFeeds: The page names several, and none was picked.
        FetchError: The address can't be reached.
        FeedError: There is no feed.
    """
    url = typed_url(typed)
    url = feed_of_site(url) or url
    answer = await _get(fetcher, url, manner=manner)
    try:
        return url, await _read(answer)
    except NotAFeed as error:
        found = await work(find_feeds, answer.body, answer.content_type, answer.url)
        if not found and host(answer.url) == "consent.youtube.com":
            raise NotAFeed(
                "YouTube asks for consent before it shows this page, which only a browser can give. Open the channel there,"
                " choose “Share” and “Copy channel ID”, and add https://www.youtube.com/channel/ with that ID behind it.",
                str(error),
            ) from error
        if not found:
            raise NotAFeed(
                f"{host(answer.url)} answered, but neither with a feed nor with a page that names one."
                " Look on the site for a link called RSS or Feed, and try that address.",
                str(error),
            ) from error
    chosen = _chosen(found, pick, answer.url)
    there = manner if server(chosen.url) == server(url) else None
    return chosen.url, await _read(await _get(fetcher, chosen.url, answer.url, there))


async def subscribe(
    library: LibraryThread,
    new: NewSource,
    fetched: Fetched,
    now: datetime,
    announce: Callable[[Change], None],
) -> int:
    """Subscribe to a feed and store what it holds.

    Args:
        library: Where it is kept.
        new: The source.
        fetched: What `find_feed` found.
        now: The present.
        announce: Told each committed change.

    Returns:
        The source's id.
    """
    _, (source_id,) = await library.write(announce, Library.add_sources, [new])
    announce(Change(subscriptions=True))
    (state,) = await library.read(Library.fetch_states, [source_id])
    await store(library, Storing(library, announce), state, fetched, now)
    return source_id


def _chosen(found: tuple[FoundFeed, ...], pick: int | None, page: str) -> FoundFeed:
    if pick is None:
        if len(found) == 1:
            return found[0]
        raise SeveralFeeds(
            f"{host(page)} offers {len(found)} feeds. Choose one of them.",
            feeds=tuple(NewSource(feed.url, feed.title) for feed in found),
        )
    if not 1 <= pick <= len(found):
        raise UsageError(f"{host(page)} offers {len(found)} feeds, so there is no number {pick}.")
    return found[pick - 1]


async def _get(fetcher: Fetcher, url: str, found_in: str = "", manner: Manner | None = None) -> Response:
    answer = await fetcher.get(url, accept=FEED_ACCEPT, limit=FEED_LIMIT, found_in=found_in, manner=manner)
    if isinstance(answer, NotModified):
        raise NotAFeed(f"{host(url)} sent no document, only the word that nothing has changed.")
    return answer


async def _read(answer: Response) -> Fetched:
    feed = await work(parse_feed, answer.body, answer.content_type, answer.url, {})
    return Fetched(feed, answer.validators, hash_of(answer.body), answer.max_age, answer.moved_to)
