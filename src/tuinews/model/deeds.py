"""What the user wants and what happened: stances, kept searches, how long stories stay; changes and reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from tuinews.model.stories import Story


class Stance(Struct, frozen=True):
    """What is followed, or not to be seen."""

    kind: Literal["topic", "word", "source"]
    name: str
    """A topic, a word or words of a headline, or the id of a source."""
    stance: Literal["follow", "mute"]
    until: datetime | None = None
    """When it ends by itself; None is never."""
    stories: int = 0
    """How many it is about just now."""
    only_source: int | None = None
    """The source whose stories alone it is about."""
    only_folder: str | None = None
    """The folder whose stories alone it is about; with neither it holds everywhere."""


class Correction(Struct, frozen=True):
    """What the user says of a topic, for ever."""

    deed: Literal["merge", "rename", "hide", "split"]
    """It is another one; it is called otherwise; it is none; it is one of its own, whatever it was taken for."""
    name: str
    target: str = ""
    """The name that is shown instead, for the first two."""


class SavedSearch(Struct, frozen=True):
    """A search that is kept as a list of its own."""

    id: int
    name: str
    query: str


class Found(Struct, frozen=True):
    """A story that a search found, with the words around what was found."""

    story: Story
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()
    """Where the found words stand in the snippet: [start, end) in characters."""


class Retention(Struct, frozen=True):
    """How long stories that are not saved are kept, in days since they were first seen; 0 is for ever."""

    read: int = 60
    unread: int = 180
    by_source: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Feed address -> days for (read, unread); None takes the general ones."""


class Change(Struct, frozen=True):
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
    topics: bool = False
    """Whether it became known what stories are about."""
    outdated: bool = False
    """Whether topics of stories are to be found anew."""


class SourceOutcome(Struct, frozen=True):
    """How one source fared in a refresh."""

    source_id: int
    source: str
    new: int = 0
    failure: str = ""
    skipped: bool = False
    """Not asked, because it was not yet due."""
    silent_until: datetime | None = None
    """Why it was not asked: its server wants to be left alone until then."""


class RefreshReport(Struct, frozen=True):
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


class ImportReport(Struct, frozen=True):
    """How an import of subscriptions went."""

    added: int = 0
    known: int = 0
    """Subscriptions that were there already."""
    skipped: tuple[str, ...] = ()
    """A sentence for each outline that could not be used."""
