"""What feeds say, the sources that carry them, and what a fetch means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

Serve = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""An edition that answers in place of the network: (address, lower-case request headers) -> (status, headers, body)."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry: a trailer, a podcast episode, a picture."""

    url: str
    media_type: str = ""
    length: int | None = None
    """Bytes, as the feed claims."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as the feed states it."""

    guid: str
    """The feed's own id, empty when it gives none."""
    url: str
    """The link to the story, empty when there is none."""
    title: str
    """Never empty: made from the text when the feed gives none."""
    author: str = ""
    published: datetime | None = None
    """None when absent or not believable."""
    updated: datetime | None = None
    summary_html: str = ""
    content_html: str = ""
    summary: str = ""
    """Plain text of the opening, at most 300 characters."""
    words: int = 0
    """Words in the longer of the two bodies."""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document."""

    title: str
    entries: tuple[Entry, ...]
    site_url: str = ""
    description: str = ""
    language: str = ""
    format: str = ""
    """`rss20`, `atom10`, `json11` …, as feedparser names versions."""
    ttl_minutes: int | None = None
    skipped: int = 0
    """Items that were there but could not be used."""
    broken_off: bool = False
    """Whether the document is not whole: more may have stood in it."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with, kept byte for byte."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class NewSource:
    """A subscription to be made."""

    url: str
    title: str = ""
    folder: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A subscription with its health."""

    id: int
    url: str
    title: str
    """What to show: the user's title, else the feed's, else the host."""
    folder: str = ""
    site_url: str = ""
    added: datetime | None = None
    last_success: datetime | None = None
    last_checked: datetime | None = None
    last_error: str = ""
    """The sentence of the newest failure, empty while all is well."""
    streak: int = 0
    """Failures in a row."""
    next_check: datetime | None = None
    unread: int = 0
    stories: int = 0

    @property
    def failing(self) -> bool:
        """Whether the newest attempt failed."""
        return self.streak > 0


@dataclass(frozen=True, slots=True)
class Known:
    """The stories of a source that the library has, for telling new from old."""

    hashes: Mapping[int, int] = field(default_factory=dict)
    """Entry key -> hash of what was stored."""
    aliases: Mapping[int, int] = field(default_factory=dict)
    """Alias (link and title) -> entry key: recognises stories of a feed that changed its GUIDs."""
    gone: frozenset[int] = frozenset()
    """Keys of stories that grew too old and were taken away: they don't come back."""


@dataclass(frozen=True, slots=True)
class FetchState:
    """What a refresh needs to know of a source."""

    source_id: int
    url: str
    title: str
    folder: str = ""
    validators: Validators = Validators()
    body_hash: str = ""
    streak: int = 0
    last_success: datetime | None = None
    last_checked: datetime | None = None
    next_check: datetime | None = None
    cache: str = ""
    """Names the cache that holds the stories which the validators speak of."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a story is about: a person, a title, a studio."""

    name: str
    weight: float
    """1 for the strongest of the story, falling towards 0."""
    stories: int = 0
    """Stories in the library that share it, this one included; 0 while not counted."""


@dataclass(frozen=True, slots=True)
class KeyedEntry:
    """An entry with its identity inside its source, and what was found out about it."""

    key: int
    """Fingerprint of the GUID, or of what stands in for it."""
    alias: int
    """Fingerprint of link and title, 0 without a link."""
    hash: int
    """Fingerprint of everything that is stored."""
    entry: Entry
    beats: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """What one attempt at a source means for the library. Applied in one transaction."""

    source_id: int
    checked_at: datetime
    next_check: datetime
    new: tuple[KeyedEntry, ...] = ()
    changed: tuple[KeyedEntry, ...] = ()
    failure: str = ""
    """A sentence, empty on success."""
    validators: Validators | None = None
    """To store in place of the old ones; None leaves them."""
    body_hash: str | None = None
    feed_title: str = ""
    site_url: str = ""
    cache: str = ""
    """`FetchState.cache` as it was: for another cache, the validators are worth nothing."""
