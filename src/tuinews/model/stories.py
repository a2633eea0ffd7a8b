"""Stories: their rows in a list, their texts, and which of them a list shows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct, field

from tuinews.model.feeds import Enclosure, Topic

BEATS = ("film", "tv", "music", "games", "stage", "books", "awards", "streaming", "people", "business")
"""The fields of entertainment news; each has a colour of its own in every theme."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


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
    others: int = 0
    """How many other listed stories tell the same event."""

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


class Body(Struct, frozen=True):
    """What the feed itself carries of a story."""

    summary_html: str = ""
    content_html: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image_url: str = ""


class View(Struct, frozen=True):
    """Which stories a list shows; every condition given must hold."""

    unread: bool = False
    saved: bool = False
    source_id: int | None = None
    folder: str | None = None
    topic: str | None = None
    """A topic or a beat, without regard to case."""
    tag: str | None = None
    """A tag of saved stories, without regard to case."""
    alike: int | None = None
    """The id of a story: it, and what tells the same event."""
    query: str = ""
    """What was typed to search for; see `library.query`."""
    since: datetime | None = None
    aside: bool = False
    """What was hidden, or is muted, in place of what is listed."""


class Page(Struct, frozen=True):
    """A run of stories, newest first."""

    stories: tuple[Story, ...]
    more: bool
    """Whether there are more in the direction that was read."""

    @property
    def after(self) -> int | None:
        """Where the page of older stories begins, None at the end of the list."""
        return self.stories[-1].place if self.more and self.stories else None


class Counts(Struct, frozen=True):
    """What the sources pane shows."""

    all: int = 0
    unread: int = 0
    saved: int = 0
    today_unread: int = 0
    aside: int = 0
    """Hidden or muted."""
    unread_by_source: Mapping[int, int] = field(default_factory=dict)
    muted: int = 0
    """Those of them that are muted; some may be hidden as well, or saved and listed all the same."""


class Picture(Struct, frozen=True):
    """A picture of a story."""

    url: str
    alt: str = ""
    caption: str = ""


class Mosaic(NamedTuple):
    """A picture as coloured cells, each with one pixel in its upper and one in its lower half."""

    columns: int
    rows: int
    pixels: bytes
    """Red, green, blue of each pixel, line by line from the top: `columns` times 2 `rows` of them."""


class Plate(NamedTuple):
    """A picture for terminals that keep pictures and draw them where they are told to."""

    columns: int
    rows: int
    png: bytes
    """The file, in the shape of so many cells."""


class SixelScreen(NamedTuple):
    """What has to be known of a terminal to draw sixels in it."""

    width: int
    """Pixels of a cell."""
    height: int
    """Pixels of a cell."""
    colours: int = 256
    """How many it knows at a time."""


class Sixels(NamedTuple):
    """A picture for terminals that draw sixels: its cells as in `Mosaic`, and what is drawn over each line of them."""

    columns: int
    rows: int
    pixels: bytes
    """Red, green, blue of each pixel of the cells, as in `Mosaic`."""
    screen: SixelScreen
    """What it was made for."""
    lines: tuple[tuple[tuple[int, str], ...], ...]
    """The pieces of each line: the cell that each begins at, and its sixels."""


class Link(Struct, frozen=True):
    """A link in a story."""

    url: str
    text: str = ""


class Dropped(Struct, frozen=True):
    """A block that was left out of a story, and why."""

    reason: str
    """The name of the rule."""
    text: str
    """Its opening, at most 80 characters."""
    why: str = ""
    """What the rule takes it for, in a few words."""


class Document(Struct, frozen=True):
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
    items: int = 0
    """Items of a list or gallery that are in the text, 0 where it is none."""
    items_in_all: int = 0
    """Items that the list has in all, those that stand elsewhere counted in."""
    dropped: tuple[Dropped, ...] = ()
    origin: Literal["feed", "page"] = "page"
    wall: Literal["", "subscription", "sign-in"] = ""
    """What the rest of the story lies behind, where only its opening is shown."""
    notice: str = ""
    """One sentence for the reader when this is not the whole story, or not the page that was asked for."""

    @property
    def minutes(self) -> int:
        """Minutes to read it, at 230 words a minute (Brysbaert 2019: adults read 238 silently)."""
        return max(1, round(self.words / 230))


class Reading(Struct, frozen=True):
    """Everything that the reader pane shows of a story."""

    story: Story
    document: Document
    topics: tuple[Topic, ...] = ()
    notice: str = ""
    """One sentence when the text is not what it should be: that of the document, or what is true only just now."""


class Related(Struct, frozen=True):
    """A story that is near to another."""

    story: Story
    score: float
    """0 to 1."""
    reason: str
    """What both have in common, as a sentence without its full stop."""


class StoryGroup(Struct, frozen=True):
    """Reports of one event."""

    id: int
    stories: tuple[Story, ...]
    """The fullest first."""


class Tale(NamedTuple):
    """A story of the library, as far as it matters for its group."""

    id: int
    seconds: int
    """When it came, since 1970 UTC."""
    title: str
    text: str
    topics: tuple[str, ...]
    group: int | None = None
    """Its group until now: the smallest id in it."""
    source_id: int = 0
    """0 for one that is not known."""


class Pair(NamedTuple):
    """What the user says of two stories."""

    one: int
    """The smaller id."""
    other: int
    together: bool
    """Whether they tell the same."""


class Material(NamedTuple):
    """A story of the library, as far as its topics are found in it."""

    id: int
    place: int
    title: str
    outlet: str
    markdown: str | None
    """Its cleaned text, None when there is none yet."""
    markup: str
    """What its feed carries."""
    categories: tuple[str, ...]
