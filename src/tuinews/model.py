"""The things that tuinews speaks of, as frozen values.

All text in them is cleaned (`text.clean_text`), all times are aware and UTC, all addresses are absolute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

BEATS = ("film", "tv", "music", "games", "stage", "books", "awards", "streaming", "people", "business")
"""The fields of entertainment news; each has a colour of its own in every theme."""

Serve = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""An edition that answers in place of the network: (address, lower-case request headers) -> (status, headers, body)."""


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

    hashes: Mapping[str, str] = field(default_factory=dict)
    """Entry key -> hash of what was stored."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Alias (link and title) -> entry key: recognises stories of a feed that changed its GUIDs."""


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

    key: str
    alias: str
    hash: str
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


# --- stories ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    """A row of the story list: everything but the text."""

    id: int
    source_id: int
    source: str
    title: str
    url: str
    author: str
    published: datetime | None
    first_seen: datetime
    read: bool = False
    saved: bool = False
    beats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    words: int | None = None
    """Words in the text that the library has, None while unknown."""
    summary: str = ""
    group: int | None = None
    """The id shared by stories that tell the same event, None while alone."""

    @property
    def sort_time(self) -> datetime:
        """The earlier of published and first seen: a date in the future can't pin a story to the top."""
        return min(self.published, self.first_seen) if self.published else self.first_seen


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
    query: str = ""
    """Words to be found in title, byline, summary or text."""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after a story in a list, newest first."""

    sort_time: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """A run of stories, newest first."""

    stories: tuple[Story, ...]
    after: Cursor | None
    """Where the next page begins, None at the end."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the sources pane shows."""

    all: int = 0
    unread: int = 0
    saved: int = 0
    today_unread: int = 0
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
