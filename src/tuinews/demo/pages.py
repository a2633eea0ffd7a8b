"""Web pages of the edition, made from stories with the templates in `skins/`.

A skin is one HTML file of named fragments, each begun by a line `<!-- @name -->`: `page` for the whole, one for every
kind of block, and `after N` for what the site pushes in after the Nth block of a text. Placeholders are those of
`string.Template`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from tuinews.demo.stories import (
    Block,
    DemoStory,
    Embed,
    Heading,
    Listing,
    Outlet,
    Paragraph,
    Pictures,
    Quote,
    Shot,
    Table,
)

# Strong before emphasis, since its marks are made of the other's.
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Skin:
    """A site's templates."""

    fragments: Mapping[str, Template]

    def make(self, fragment: str, **values: str) -> str:
        """Fill a fragment in; the values are HTML already."""
        return self.fragments[fragment].substitute(values)

    def after(self, count: int, **values: str) -> str:
        """Give what the site pushes in after that many blocks."""
        return self.make(f"after {count}", **values) if f"after {count}" in self.fragments else ""


@cache
def skin(name: str) -> Skin:
    """Read a skin."""
    document = files("tuinews.demo").joinpath(f"skins/{name}.html").read_text("utf-8")
    parts = re.split(r"^<!-- @(.+) -->\n", document, flags=re.MULTILINE)
    return Skin({title: Template(text) for title, text in zip(parts[1::2], parts[2::2], strict=True)})


@dataclass(frozen=True, slots=True)
class Desk:
    """What the making of pages needs to know of the edition."""

    stories: Mapping[str, DemoStory]
    """By slug."""
    published: Callable[[DemoStory], datetime]
    """When a story came out, on its outlet's clock."""

    def page(self, story: DemoStory) -> str:
        """Make the page of a story, with everything that a site puts round it."""
        look = skin(story.outlet.skin)
        return look.make(
            "page", **self._values(story), body=self._body(story, look), jsonld=self._jsonld(story)
        )

    def fragment(self, story: DemoStory) -> str:
        """Make the bare text of a story, as a feed carries it."""
        look = skin("feed")
        return "\n".join(self._block(block, story, look) for block in story.blocks)

    def front(self, outlet: Outlet) -> str:
        """Make an outlet's front page: its newest stories and where its feed is."""
        look = skin("front")
        cards = "".join(
            look.make("card", url=escape(other.url), title=escape(other.title), dek=escape(other.dek))
            for other in self._of(outlet)
        )
        return look.make(
            "page",
            site=escape(outlet.title),
            strapline=escape(outlet.strapline),
            feed=escape(outlet.feed_url),
            kind=outlet.feed_type.partition(";")[0],
            cards=cards,
        )

    def _values(self, story: DemoStory) -> dict[str, str]:
        """Give every placeholder that a page may use, escaped for HTML."""
        look, outlet, moment = skin(story.outlet.skin), story.outlet, self.published(story)
        others = [other for other in self._of(outlet) if other is not story]
        values = {
            "title": story.title,
            "dek": story.dek,
            "author": story.author,
            "author_slug": story.author.lower().replace(" ", "-"),
            "site": outlet.title,
            "strapline": outlet.strapline,
            "host": outlet.host.removeprefix("www."),
            "home": outlet.home,
            "url": story.url,
            "feed": outlet.feed_url,
            "number": str(story.number),
            "category": story.tags[0],
            "iso": moment.isoformat(),
            "date": f"{moment:%B} {moment.day}, {moment.year}",
            "year": str(moment.year),
            "minutes": str(max(1, round(story.words / 230))),
            "related_title": others[0].title,
            "related_url": others[0].url,
            "image": picture_url(outlet, story.lead) if story.lead else f"{outlet.home}media/logo.png",
        }
        made = {name: escape(value) for name, value in values.items()}
        made["tags"] = "".join(look.make("tag", tag=escape(tag)) for tag in story.tags)
        made["cards"] = "".join(
            look.make("card", url=escape(other.url), title=escape(other.title), dek=escape(other.dek))
            for other in others[1:4]
        )
        made["lead"] = self._pictures([story.lead], outlet, look) if story.lead else ""
        return made

    def _of(self, outlet: Outlet) -> list[DemoStory]:
        return [story for story in self.stories.values() if story.outlet is outlet]

    def _jsonld(self, story: DemoStory) -> str:
        """Describe the story for search engines (schema.org NewsArticle)."""
        about = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "description": story.dek,
            "datePublished": self.published(story).isoformat(),
            "author": {"@type": "Person", "name": story.author},
            "publisher": {"@type": "Organization", "name": story.outlet.title},
            "mainEntityOfPage": story.url,
            "keywords": list(story.tags),
        }
        return json.dumps(about, ensure_ascii=False).replace("</", "<\\/")

    def _body(self, story: DemoStory, look: Skin) -> str:
        values = self._values(story)
        made = []
        for count, block in enumerate(story.blocks, start=1):
            made.append(self._block(block, story, look))
            if count < len(story.blocks):
                made.append(look.after(count, **values))
        return "".join(made)

    def _block(self, block: Block, story: DemoStory, look: Skin) -> str:
        match block:
            case Paragraph(text):
                return look.make("p", text=self._inline(text))
            case Heading(text):
                return look.make("h2", text=self._inline(text))
            case Quote(text, cite):
                return look.make(
                    "quote",
                    text=self._inline(text),
                    cite=look.make("cite", text=self._inline(cite)) if cite else "",
                )
            case Listing(items, numbered):
                return look.make(
                    "ol" if numbered else "ul",
                    items="".join(f"<li>{self._inline(item)}</li>" for item in items),
                )
            case Table(rows):
                return look.make(
                    "table", head=_row(rows[0], "th"), rows="".join(_row(r, "td") for r in rows[1:])
                )
            case Pictures(shots):
                return self._pictures(shots, story.outlet, look)
            case Embed():
                return look.make(
                    block.site,
                    id=block.id,
                    text=escape(block.text),
                    handle=block.handle,
                    date=f"{self.published(story):%B} {self.published(story).day}, {self.published(story).year}",
                )

    def _pictures(self, shots: Sequence[Shot], outlet: Outlet, look: Skin) -> str:
        figures = "".join(
            look.make(
                "figure",
                image=picture_url(outlet, shot),
                small=picture_url(outlet, shot, 320),
                alt=escape(shot.alt),
                caption=look.make("caption", text=escape(shot.caption)) if shot.caption else "",
            )
            for shot in shots
        )
        return look.make("gallery", figures=figures) if len(shots) > 1 else figures

    def _inline(self, text: str) -> str:
        """Turn inline marks into HTML; a link's target is a slug of the edition."""
        made = _STRONG.sub(r"<strong>\1</strong>", escape(text, quote=False))
        made = _EMPHASIS.sub(r"<em>\1</em>", made)
        return _LINK.sub(lambda link: f'<a href="{escape(self.stories[link[2]].url)}">{link[1]}</a>', made)


def picture_url(outlet: Outlet, shot: Shot, width: int = 1024) -> str:
    """Give the address of a picture on an outlet's server."""
    return f"{outlet.home}media/{shot.name}-{width}.png"


def _row(cells: Sequence[str], element: str) -> str:
    return "<tr>" + "".join(f"<{element}>{escape(cell)}</{element}>" for cell in cells) + "</tr>"
