"""The stories of the edition, read from the text files in `stories/` and `sources.toml`.

A story file holds any number of stories. Each begins with `=== slug`, then `name: value` lines, a blank line, and the
text in a small part of Markdown, one block a paragraph:

    ## heading                    > quotation, with a last line "> — who said it"
    - item  /  1. item            | a | table |, the first row being its head
    ![alt](name "caption")        several in one block make a gallery
    @youtube id title             @x handle id text             @instagram handle id
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

_FEED_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "rss091": "text/xml",
    "rdf": "application/rdf+xml; charset=utf-8",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
_AGE = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_PICTURE = re.compile(r'!\[(?P<alt>[^\]]*)\]\((?P<name>[\w-]+)(?: "(?P<caption>.*)")?\)')
_MARKS = re.compile(r"\*+|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet: what it calls itself and the habits of its web server."""

    key: str
    title: str
    folder: str
    host: str
    feed: str
    """Path of its feed."""
    page: str
    """Path of a story, with {slug} or {number} in it."""
    format: Literal["rss", "rss091", "rdf", "atom", "json"]
    skin: str
    """The file in `skins/` that its pages are made with."""
    strapline: str
    full: bool = False
    """Whether its feed carries whole stories."""
    guid: Literal["permalink", "number", "none"] = "permalink"
    media: Literal["content", "enclosure", "none"] = "none"
    offset: int = 0
    """Minutes that its clock is ahead of UTC."""

    @property
    def home(self) -> str:
        """Address of its front page."""
        return f"https://{self.host}/"

    @property
    def feed_url(self) -> str:
        """Address of its feed."""
        return f"https://{self.host}{self.feed}"

    @property
    def feed_type(self) -> str:
        """Content type of its feed."""
        return _FEED_TYPES[self.format]


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture."""

    name: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, with inline marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a story."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words set apart, and who said them."""

    text: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """A picture, or several as a gallery."""

    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class Embed:
    """A video or a post of another site."""

    site: Literal["youtube", "x", "instagram"]
    id: str
    text: str
    """A video's title, a post's words or a photographer's name."""
    handle: str = ""


Block = Paragraph | Heading | Quote | Listing | Table | Pictures | Embed


@dataclass(frozen=True, slots=True)
class DemoStory:
    """A story as the edition's newsroom filed it."""

    outlet: Outlet
    slug: str
    number: int
    """What an outlet that counts its stories calls this one."""
    title: str
    author: str
    age: timedelta
    """Time since publication when the edition opens."""
    dek: str
    tags: tuple[str, ...]
    blocks: tuple[Block, ...]
    event: str = ""
    """Shared by the stories of several outlets that tell the same event."""
    lead: Shot | None = None

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"https://{self.outlet.host}{self.outlet.page.format(slug=self.slug, number=self.number)}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The plain text of every paragraph, heading, quotation and list item, in order."""
        texts: list[str] = []
        for block in self.blocks:
            match block:
                case Paragraph(text) | Heading(text) | Quote(text):
                    texts.append(text)
                case Listing(items):
                    texts.extend(items)
                case _:
                    pass
        return tuple(_MARKS.sub(r"\1", text) for text in texts)

    @property
    def words(self) -> int:
        """Words of the text."""
        return sum(len(text.split()) for text in self.paragraphs)


@cache
def outlets() -> tuple[Outlet, ...]:
    """Read the outlets, in the order of the table of contents."""
    table = tomllib.loads(_data("sources.toml"))
    return tuple(Outlet(key=key, **values) for key, values in table.items())


@cache
def stories() -> tuple[DemoStory, ...]:
    """Read every story, newest first."""
    found = [
        story for outlet in outlets() for story in read_stories(outlet, _data(f"stories/{outlet.key}.md"))
    ]
    return tuple(sorted(found, key=lambda story: (story.age, story.slug)))


def read_stories(outlet: Outlet, document: str) -> tuple[DemoStory, ...]:
    """Read a story file.

    Args:
        outlet: Whose stories they are.
        document: The file's text.

    Returns:
        The stories in the order of the file.
    """
    parts = re.split(r"^=== (.+)$", document, flags=re.MULTILINE)
    count = len(parts) // 2
    return tuple(
        _read_story(outlet, slug.strip(), 4000 + 17 * (count - place), text)
        for place, (slug, text) in enumerate(zip(parts[1::2], parts[2::2], strict=True))
    )


def _read_story(outlet: Outlet, slug: str, number: int, document: str) -> DemoStory:
    head, _, text = document.strip().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    lead = _PICTURE.fullmatch(fields["lead"]) if "lead" in fields else None
    return DemoStory(
        outlet=outlet,
        slug=slug,
        number=number,
        title=fields["title"],
        author=fields["author"],
        age=sum(
            (timedelta(**{_UNITS[unit]: int(amount)}) for amount, unit in _AGE.findall(fields["age"])),
            timedelta(),
        ),
        dek=fields["dek"],
        tags=tuple(fields["tags"].split(", ")),
        blocks=tuple(_read_block(block.strip().splitlines()) for block in re.split(r"\n{2,}", text)),
        event=fields.get("event", ""),
        lead=_shot(lead) if lead else None,
    )


def _read_block(lines: Sequence[str]) -> Block:
    first = lines[0]
    if first.startswith("## "):
        return Heading(first[3:])
    if first.startswith("> "):
        *text, last = [line.removeprefix("> ") for line in lines]
        return Quote(" ".join(text), last[2:]) if last.startswith("— ") else Quote(" ".join([*text, last]))
    if first.startswith("- "):
        return Listing(tuple(line[2:] for line in lines))
    if re.match(r"\d+\. ", first):
        return Listing(tuple(line.split(". ", 1)[1] for line in lines), numbered=True)
    if first.startswith("| "):
        return Table(tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines))
    if pictures := [found for line in lines if (found := _PICTURE.fullmatch(line))]:
        return Pictures(tuple(map(_shot, pictures)))
    if first.startswith("@"):
        return _read_embed(first)
    return Paragraph(" ".join(lines))


def _read_embed(line: str) -> Embed:
    site, _, rest = line[1:].partition(" ")
    if site == "youtube":
        identity, _, title = rest.partition(" ")
        return Embed("youtube", identity, title)
    handle, identity, text = (rest + " ").split(" ", 2)
    return Embed("x" if site == "x" else "instagram", identity, text.strip(), handle)


def _shot(found: re.Match[str]) -> Shot:
    return Shot(found["name"], found["alt"], found["caption"] or "")


def _data(path: str) -> str:
    return files("tuinews.demo").joinpath(path).read_text("utf-8")
