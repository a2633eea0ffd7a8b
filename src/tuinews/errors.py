"""Every failure that tuinews expects, as one tree.

    TuinewsError
      ConfigError                      the config file can't be used
      ThemeError                       a theme file can't be used
      FetchError                       nothing usable came over the network
        Unreachable                      name, connection, certificate, time
        BadStatus                        the server answered with an error
        TooLarge                         more than the limit
        Refused                          we would not go there (scheme, redirect, encoding)
        Silent                           the server asked to be left alone, so it was not asked
      FeedError                        bytes came, but no feed
        NotAFeed
        DamagedFeed
      ArticleError                     bytes came, but no story
        NotHtml
        Unreadable
        WorkTimeout
      LibraryError                     the library can't do it
        Locked, Full, Damaged, TooNew, ReadOnly, Foreign
      BrokenOff                        work behind the screen ended before its end
      NotFound                         nothing has that id, address or title
      UsageError                       what was asked for can't be done as asked
        SeveralFeeds                     a page offers several feeds, and one must be chosen

`summary` is the sentence for the screen: what happened, why, and the cure. `str()` is for the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tuinews.model import NewSource, Trouble


class TuinewsError(Exception):
    """An expected failure.

    Args:
        summary: One plain sentence for the screen, cleaned of anything a terminal would act on.
        detail: What the log should know besides; never shown.
    """

    trouble: Trouble = "unexpected"
    """What it means to a source that fails with it."""

    def __init__(self, summary: str, detail: str = "") -> None:
        # Both go to args so that the error survives the way back from a worker process.
        super().__init__(summary, detail)
        self.summary = summary
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.summary} [{self.detail}]" if self.detail else self.summary


class ConfigError(TuinewsError):
    """The config file can't be read at all."""


class ThemeError(TuinewsError):
    """A theme file can't be used."""


class FetchError(TuinewsError):
    """Nothing usable came over the network."""

    trouble: Trouble = "refused"


class Unreachable(FetchError):
    """No answer: the name, the connection, the certificate or the time failed.

    Args:
        summary: See TuinewsError.
        detail: See TuinewsError.
        trouble: Which of these.
    """

    def __init__(self, summary: str, detail: str = "", trouble: Trouble = "connection") -> None:
        super().__init__(summary, detail)
        self.args = (summary, detail, trouble)
        self.trouble = trouble


class BadStatus(FetchError):
    """The server answered, with an error.

    Args:
        summary: See TuinewsError.
        detail: See TuinewsError.
        status: The HTTP status.
        retry_after: Seconds that the server asked us to stay away, if it did.
        server: Which one that was (`urls.server`); empty for the one that was asked first.
    """

    def __init__(
        self,
        summary: str,
        detail: str = "",
        status: int = 0,
        retry_after: int | None = None,
        server: str = "",
    ) -> None:
        super().__init__(summary, detail)
        self.args = (summary, detail, status, retry_after, server)
        self.status = status
        self.retry_after = retry_after
        self.server = server
        self.trouble = _TROUBLES.get(status) or ("server" if status >= 500 else "address")


_TROUBLES: dict[int, Trouble] = {
    401: "password",
    402: "barred",
    403: "barred",
    404: "missing",
    408: "server",
    410: "gone",
    421: "server",
    425: "server",
    429: "silence",
    451: "barred",
}


class TooLarge(FetchError):
    """The answer is larger than the limit."""


class Refused(FetchError):
    """We would not fetch this: its scheme, its redirects or its encoding."""


class Silent(FetchError):
    """The server said a while ago that it wants to be left alone, so it was not asked.

    Args:
        summary: See TuinewsError.
        detail: See TuinewsError.
        until: The end of the silence, aware.
    """

    trouble: Trouble = "silence"

    def __init__(self, summary: str, detail: str, until: datetime) -> None:
        super().__init__(summary, detail)
        self.args = (summary, detail, until)
        self.until = until


class FeedError(TuinewsError):
    """Bytes came, but no usable feed."""

    trouble: Trouble = "document"


class NotAFeed(FeedError):
    """The document is no feed of a kind that we read."""


class DamagedFeed(FeedError):
    """The document is a feed, but nothing could be read from it."""


class ArticleError(TuinewsError):
    """Bytes came, but no usable story."""


class NotHtml(ArticleError):
    """The address gives something other than a page."""


class Unreadable(ArticleError):
    """No story could be found in the page."""


class BadPicture(ArticleError):
    """It is no picture, or none that can be shown."""


class WorkTimeout(ArticleError):
    """A piece of work took too long, or too much memory, and was stopped."""

    trouble: Trouble = "document"


class LibraryError(TuinewsError):
    """The library can't do what was asked."""


class Locked(LibraryError):
    """Another program holds the library."""


class Full(LibraryError):
    """The disk, or the space allowed, is full."""


class Damaged(LibraryError):
    """The file is no longer a sound library."""


class TooNew(LibraryError):
    """A later version of tuinews wrote this library."""


class ReadOnly(LibraryError):
    """The library can't be written."""


class Foreign(LibraryError):
    """The file belongs to another program."""


class BrokenOff(TuinewsError):
    """Work behind the screen ended before its end."""


class NotFound(TuinewsError):
    """Nothing has that id, address or title."""


class UsageError(TuinewsError):
    """What was asked for can't be done as it was asked."""


class SeveralFeeds(UsageError):
    """A page offers several feeds, and one must be chosen.

    Args:
        summary: See TuinewsError.
        detail: See TuinewsError.
        feeds: What can be chosen from, in the page's order.
    """

    def __init__(self, summary: str, detail: str = "", feeds: tuple[NewSource, ...] = ()) -> None:
        super().__init__(summary, detail)
        self.args = (summary, detail, feeds)
        self.feeds = feeds
