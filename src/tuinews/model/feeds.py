"""What feeds say, the sources that carry them, and what a fetch means."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

Serve = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""An edition that answers in place of the network: (address, lower-case request headers) -> (status, headers, body)."""


class Enclosure(Struct, frozen=True):
    """A file that comes with an entry: a trailer, a podcast episode, a picture."""

    url: str
    media_type: str = ""
    length: int | None = None
    """Bytes, as the feed claims."""
    title: str = ""


class Entry(Struct, frozen=True):
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


class Identity(Struct, frozen=True):
    """By what a story is known again inside its source."""

    key: int
    """Fingerprint of its GUID, else of its link, else of its words."""
    alias: int
    """Fingerprint of title and link, else of title and file or date, 0 without any: finds a story whose GUID was changed."""
    hash: int
    """Fingerprint of everything that is stored."""


class Wishes(Struct, frozen=True):
    """When a feed asks to be left alone, as its document says."""

    minutes: int = 0
    """Between two requests, at least: RSS `ttl`, or the syndication module's update period."""
    hours: frozenset[int] = frozenset()
    """Hours of the day in UTC, 0 to 23, in which nothing new comes (RSS `skipHours`)."""
    days: frozenset[int] = frozenset()
    """Days of the week in UTC, Monday is 0 (RSS `skipDays`)."""


class ParsedFeed(Struct, frozen=True):
    """A feed document."""

    title: str
    entries: tuple[Entry, ...]
    site_url: str = ""
    description: str = ""
    language: str = ""
    format: str = ""
    """`rss20`, `atom10`, `json11` …, as feedparser names versions."""
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    """See `Wishes.hours`."""
    skip_days: frozenset[int] = frozenset()
    """See `Wishes.days`."""
    skipped: int = 0
    """Items that were there but could not be used."""
    broken_off: bool = False
    """Whether the document is not whole: more may have stood in it."""
    identities: tuple[Identity, ...] = ()
    """Of each entry. They follow from the entries."""
    bodies: tuple[str, ...] = ()
    """Of each entry, its part that is kept as one text (`KeyedEntry.body`), if that is written already."""
    unchanged: tuple[int, ...] = ()
    """Keys of further entries, which the reader was told of beforehand and which are as they were."""

    @property
    def empty(self) -> bool:
        """Whether no entry stood in it."""
        return not (self.entries or self.unchanged)


class Validators(Struct, frozen=True):
    """What a server gave to ask "has it changed?" with, kept byte for byte."""

    etag: str = ""
    last_modified: str = ""
    url: str = ""
    """Whose they are, where a redirect led away from the address that was asked; only there do they mean anything."""


Trouble = Literal[
    "",
    "name",
    "offline",
    "slow",
    "certificate",
    "connection",
    "proxy",
    "server",
    "silence",
    "password",
    "barred",
    "missing",
    "gone",
    "address",
    "refused",
    "document",
    "unexpected",
]
"""What a failure is about; empty when there is none. `document`: what came is no feed, or none that can be read.
`silence`: the server asked to be left alone. `address`: the server knows nothing to do with it."""

Reason = Literal["", "interval", "server", "feed", "retry", "silence", "gone"]
"""Why a source is asked again when it is: its own rhythm, the wish of its server or of its document, another try after a
failure, a silence that the server asked for. `gone`: it is not asked any more."""


class NewSource(Struct, frozen=True):
    """A subscription to be made."""

    url: str
    title: str = ""
    folder: str = ""
    site_url: str = ""


class Source(Struct, frozen=True):
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
    trouble: Trouble = ""
    """What the newest failure is about."""
    failing_since: datetime | None = None
    """When the first of the failures in a row was."""
    next_reason: Reason = ""
    """Why `next_check` is when it is."""
    stopped: bool = False
    """Whether it is asked only when the user asks for it: its server says that it is gone for good."""
    silent_until: datetime | None = None
    """Until when the server does not want to be asked, not even by hand."""

    @property
    def failing(self) -> bool:
        """Whether the newest attempt failed."""
        return self.streak > 0


class Known(Struct, frozen=True):
    """The stories of a source that the library has, for telling new from old."""

    hashes: Mapping[int, int] = field(default_factory=dict)
    """Entry key -> hash of what was stored."""
    aliases: Mapping[int, int] = field(default_factory=dict)
    """Alias (link and title) -> entry key: recognises stories of a feed that changed its GUIDs."""
    gone: frozenset[int] = frozenset()
    """Keys of stories that grew too old and were taken away: they don't come back."""
    topics_are_muted: bool = False
    """Whether stories must be asked for their topics before they are shown."""


class FetchState(Struct, frozen=True):
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
    interval: int = 0
    """Seconds of its own rhythm, 0 while it has none."""
    wishes: Wishes = Wishes()
    """When its document asks to be left alone."""
    silent_until: datetime | None = None
    """Until when its server does not want to be asked, not even by hand."""
    stopped: bool = False
    """Whether it is asked only when the user names it."""
    moved_to: str = ""
    """Where its server says that it has moved for good; not believed at once."""
    moved_since: datetime | None = None
    """When that was first said. None with an address: the user went back to the old one, so it is not heard any more."""
    read_by: int = 0
    """The reading (`jobs.READING`) of the document that the validators speak of."""
    has_stories: bool = True
    """Whether anything that its validators could speak of was ever stored."""


class Topic(Struct, frozen=True):
    """What a story is about: a person, a title, a studio."""

    name: str
    weight: float
    """1 for the strongest of the story, falling towards 0."""
    stories: int = 0
    """Stories in the library that share it, this one included; 0 while not counted."""
    shortened: bool = False
    """Whether it may be short for a name that the text does not give: a lone surname, a number. Not kept with the story."""


class KeyedEntry(Struct, frozen=True):
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
    body: str = ""
    """The entry's summary and content in HTML, categories, enclosures and picture, as `bodies.write_body` writes them;
    of these `entry` then has the categories only. Empty as long as all stand there."""


class FeedUpdate(Struct, frozen=True):
    """What one attempt at a source means for the library. Applied in one transaction."""

    source_id: int
    checked_at: datetime
    next_check: datetime | None
    """None: it is not asked again by itself."""
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
    trouble: Trouble = ""
    """What the failure is about."""
    next_reason: Reason = "interval"
    interval: int = 0
    """Seconds of the source's own rhythm from now on; 0 leaves it."""
    wishes: Wishes | None = None
    """To store in place of the old ones; None leaves them."""
    silent_until: datetime | None = None
    """Until when the server does not want to be asked."""
    silent_server: str = ""
    """Whose sources `silent_until` is for (`urls.server`), empty for this source alone."""
    stopped: bool = False
    moved_to: str = ""
    """Where the server says that the feed has moved for good, empty when it says nothing of that."""
    move: bool = False
    """Whether that is to be believed now."""
    read_by: int = 0
    """The reading (`jobs.READING`) that made this of the document; 0 when none was read."""
