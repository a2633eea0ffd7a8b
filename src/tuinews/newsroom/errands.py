"""What a reader and its backroom say to each other: one message a line, as JSON, over the backroom's standard streams."""

from msgspec import Struct

from tuinews.model import Change, RefreshReport, Retention


class Opening(Struct, frozen=True):
    """The first line: which library the backroom works on, and how."""

    config: str
    data: str
    state: str
    cache: str
    """The folders of the home."""
    headers: dict[str, tuple[tuple[str, str], ...]]
    """Headers of their own for some sources, by the address of their feed."""
    log_level: int
    """As `logging` numbers them."""


class Refresh(Struct, frozen=True, tag=True):
    """Ask sources for news; see `Newsroom.refresh`. Its answer is a report."""

    source_ids: tuple[int, ...] | None
    force: bool
    rest: float
    """Seconds."""


class Index(Struct, frozen=True, tag=True):
    """Find out what new stories are about and take them into the search."""


class Group(Struct, frozen=True, tag=True):
    """Find out which stories tell the same."""


class KeepHouse(Struct, frozen=True, tag=True):
    """Do what is due once a day; see `Newsroom.keep_house`. Its answer is a sentence."""

    policy: Retention


class Errand(Struct, frozen=True, tag=True):
    """Something to do."""

    number: int
    """By which answers name it."""
    work: Refresh | Index | Group | KeepHouse


class Dropped(Struct, frozen=True, tag=True):
    """Nobody waits for an errand any more."""

    number: int


class Open(Struct, frozen=True, tag=True):
    """The stories that are being read from now on, which must stay."""

    story_ids: tuple[int, ...]


class Changed(Struct, frozen=True, tag=True):
    """A change of the library that is committed."""

    change: Change


class Heard(Struct, frozen=True, tag=True):
    """Something that the user should know; see `room.Hearer`."""

    sentence: str
    lost: bool


class Progressed(Struct, frozen=True, tag=True):
    """How far a refresh is."""

    number: int
    done: int
    total: int
    title: str


class Done(Struct, frozen=True, tag=True):
    """An errand is done."""

    number: int
    report: RefreshReport | None = None
    sentence: str = ""


class Failed(Struct, frozen=True, tag=True):
    """An errand can't be done."""

    number: int
    error: str
    """The name of a class in `errors`."""
    summary: str
    detail: str


Asked = Errand | Dropped | Open
"""What the reader says after the opening."""
Told = Changed | Heard | Progressed | Done | Failed
"""What the backroom says."""
