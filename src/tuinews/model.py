"""The things that tuinews speaks of, as frozen values.

All text in them is cleaned (`text.clean_text`), all times are aware and UTC, all addresses are absolute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

BEATS = ("film", "tv", "music", "games", "stage", "books", "awards", "streaming", "people", "business")
"""The fields of entertainment news; each has a colour of its own in every theme."""

Serve = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""An edition that answers in place of the network: (address, lower-case request headers) -> (status, headers, body)."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


# --- what a feed says ---------------------------------------------------------------------------------------


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


# --- sources and their fetching -----------------------------------------------------------------------------


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


# --- stories ------------------------------------------------------------------------------------------------


class Story(NamedTuple):
    """A row of the story list: everything but the text.

    A row of the database as it stands, since a list has hundreds and shows a few: what needs work to be read is worked
    out when it is asked for.
    """

    place: int
    """The position in every list: later stories have the greater one."""
    id: int
    source_id: int
    source: str
    title: str
    url: str
    author: str
    published_at: int | None
    """Microseconds since 1970 UTC."""
    first_seen_at: int
    """Microseconds since 1970 UTC."""
    read: bool
    saved: bool
    hidden: bool
    muted: bool
    words: int | None
    """Words in the text that the library has, None while unknown."""
    group: int | None
    """The id shared by stories that tell the same event, None while alone."""
    beat_lines: str
    topic_lines: str
    summary: str

    @property
    def published(self) -> datetime | None:
        """When it was published, as its feed says; None when that is not believable."""
        return None if self.published_at is None else _EPOCH + self.published_at * _MICROSECOND

    @property
    def first_seen(self) -> datetime:
        """When it came into the library."""
        return _EPOCH + self.first_seen_at * _MICROSECOND

    @property
    def sort_time(self) -> datetime:
        """The earlier of published and first seen: a date in the future can't pin a story to the top."""
        published, seen = self.published_at, self.first_seen_at
        return _EPOCH + (seen if published is None or published > seen else published) * _MICROSECOND

    @property
    def beats(self) -> tuple[str, ...]:
        """Its fields of entertainment."""
        return tuple(self.beat_lines.split("\n")) if self.beat_lines else ()

    @property
    def topics(self) -> tuple[str, ...]:
        """Names of what it is about, strongest first."""
        return tuple(self.topic_lines.split("\n")) if self.topic_lines else ()


@dataclass(frozen=True, slots=True)
class Body:
    """What the feed itself carries of a story."""

    summary_html: str = ""
    content_html: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Which stories a list shows; every condition given must hold."""

    unread: bool = False
    saved: bool = False
    source_id: int | None = None
    folder: str | None = None
    topic: str | None = None
    """A topic or a beat, without regard to case."""
    tag: str | None = None
    """A tag of saved stories, without regard to case."""
    query: str = ""
    """What was typed to search for; see `library.query`."""
    since: datetime | None = None
    aside: bool = False
    """What was hidden, or is muted, in place of what is listed."""


@dataclass(frozen=True, slots=True)
class Page:
    """A run of stories, newest first."""

    stories: tuple[Story, ...]
    more: bool
    """Whether there are more in the direction that was read."""

    @property
    def after(self) -> int | None:
        """Where the page of older stories begins, None at the end of the list."""
        return self.stories[-1].place if self.more and self.stories else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the sources pane shows."""

    all: int = 0
    unread: int = 0
    saved: int = 0
    today_unread: int = 0
    aside: int = 0
    """Hidden or muted."""
    unread_by_source: Mapping[int, int] = field(default_factory=dict)


# --- the text of a story ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a story."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a story."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block that was left out of a story, and why."""

    reason: str
    """The name of the rule."""
    text: str
    """Its opening, at most 80 characters."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a story, cleaned, as Markdown."""

    markdown: str
    title: str = ""
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    site: str = ""
    dek: str = ""
    """The sentence under the headline."""
    lead_image: Picture | None = None
    words: int = 0
    media: tuple[Link, ...] = ()
    """Videos, posts and players that were embedded."""
    links: tuple[Link, ...] = ()
    keywords: tuple[str, ...] = ()
    """What the page itself says it is about; not to be shown unproven."""
    quality: float = 0.0
    """0 (nothing) to 1 (surely the whole story)."""
    dropped: tuple[Dropped, ...] = ()
    origin: Literal["feed", "page"] = "page"

    @property
    def minutes(self) -> int:
        """Minutes to read it, at 230 words a minute (Brysbaert 2019: adults read 238 silently)."""
        return max(1, round(self.words / 230))


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the reader pane shows of a story."""

    story: Story
    document: Document
    topics: tuple[Topic, ...] = ()
    notice: str = ""
    """One sentence when the text is not what it should be (page unreachable, nothing extracted)."""


# --- what the user thinks of it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stance:
    """What is followed, or not to be seen."""

    kind: Literal["topic", "word", "source"]
    name: str
    """A topic, a word or words of a headline, or the id of a source."""
    stance: Literal["follow", "mute"]
    until: datetime | None = None
    """When it ends by itself; None is never."""
    stories: int = 0
    """How many it is about just now."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept as a list of its own."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a search found, with the words around what was found."""

    story: Story
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()
    """Where the found words stand in the snippet: [start, end) in characters."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long stories that are not saved are kept, in days since they were first seen; 0 is for ever."""

    read: int = 60
    unread: int = 180
    by_source: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Feed address -> days for (read, unread); None takes the general ones."""


# --- what happened ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """Something in the library changed. Screens reload what it touches."""

    stories: frozenset[int] = frozenset()
    """Stories whose state changed."""
    sources: frozenset[int] = frozenset()
    """Sources whose stories or health changed."""
    new: int = 0
    subscriptions: bool = False
    """Whether sources were added, removed or renamed."""
    elsewhere: bool = False
    """Whether another window or command changed the library: anything may be different."""


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How one source fared in a refresh."""

    source_id: int
    source: str
    new: int = 0
    failure: str = ""
    skipped: bool = False
    """Not asked, because it was not yet due."""


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """How a refresh went."""

    outcomes: tuple[SourceOutcome, ...] = ()

    @property
    def new(self) -> int:
        """New stories in all."""
        return sum(o.new for o in self.outcomes)

    @property
    def failed(self) -> tuple[SourceOutcome, ...]:
        """The sources that failed."""
        return tuple(o for o in self.outcomes if o.failure)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import of subscriptions went."""

    added: int = 0
    known: int = 0
    """Subscriptions that were there already."""
    skipped: tuple[str, ...] = ()
    """A sentence for each outline that could not be used."""
