"""What stands above the text of a story: chips, headline, byline, what the user wrote on it, picture."""

from datetime import datetime, tzinfo

from msgspec import Struct

from tuinews.model import BEATS, Document, Reading
from tuinews.ui.format import ago, full_time
from tuinews.ui.widgets.markdown_lines import PLAIN, Block, Look, Span
from tuinews.urls import web_url

NO_GAP = None
GAP: tuple[Span, ...] = ()

_OPENING_CHARACTERS = 2_000
_BETWEEN: Span = ("  ·  ", Look("ink-faint"))
_NOTE_BAR: Span = ("▌  ", Look("ink-faint"))


class Jotting(Struct, frozen=True):
    """What the user wrote on a saved story."""

    tags: tuple[str, ...] = ()
    note: str = ""


NOTHING = Jotting()


def head_of(
    reading: Reading,
    now: datetime,
    links: list[str],
    jotting: Jotting,
    *,
    roomy: bool,
    zone: tzinfo | None = None,
) -> list[Block]:
    """Make the head of a story.

    Args:
        reading: The story with its text.
        now: The present.
        links: The story's table of links; that of the picture is added.
        jotting: What the user wrote on it.
        roomy: Whether there is room for empty lines.
        zone: The reader's; None for the system's.
    """
    story, document = reading.story, reading.document
    space = GAP if roomy else NO_GAP
    blocks: list[Block] = []
    chips = [beat for beat in story.beats if beat in BEATS]
    if chips:
        spans: list[Span] = []
        for beat in chips:
            topic = f"topic-{beat}"
            spans += [(f" {beat.upper()} ", Look(topic, bold=True, ground=topic)), (" ", PLAIN)]
        blocks.append(Block("line", tuple(spans)))
    headline = Look("ink-strong", bold=True)
    blocks.append(Block("text", ((story.title, headline),), gap=space if blocks else NO_GAP))
    if document.dek:
        blocks.append(Block("text", ((document.dek, Look("ink-soft", italic=True)),), gap=space))
    blocks.append(Block("text", tuple(_byline(reading, now, zone)), gap=space))
    if story.published:
        when = full_time(story.published, zone)
    else:
        when = f"{full_time(story.first_seen, zone)}, when it was first seen; the feed gives no date"
    blocks.append(Block("text", ((when + _whose(reading), Look("ink-faint")),)))
    if jotting.tags:
        spans = []
        for tag in jotting.tags:
            spans += [("#", Look("ink-faint")), (tag, Look("ink-soft")), _BETWEEN]
        blocks.append(Block("text", tuple(spans[:-1]), gap=space))
    blocks.append(Block("rule"))
    if jotting.note:
        note = (jotting.note, Look("ink-soft", italic=True))
        blocks.append(Block("text", (note,), first=(_NOTE_BAR,), rest=(_NOTE_BAR,), gap=GAP))
    for notice in filter(None, (reading.notice, _missing_items(document))):
        mark: Span = ("! ", Look("warning", bold=True))
        blocks.append(
            Block("text", ((notice, Look("ink-soft")),), first=(mark,), rest=(("  ", PLAIN),), gap=GAP)
        )
    picture = document.lead_image
    # Where the text begins with the same picture, once is enough.
    if picture is not None and picture.url not in document.markdown[:_OPENING_CHARACTERS]:
        look = Look("ink-faint", italic=True)
        if web_url(picture.url):
            blocks.append(Block("picture", gap=GAP, picture=picture.url))
            links.append(picture.url)
            look = look._replace(link=len(links) - 1)
        caption = picture.caption or picture.alt or "The story’s picture"
        blocks.append(Block("text", ((f"▣ {caption}", look),), gap=GAP))
    return blocks


def _missing_items(document: Document) -> str:
    if document.items >= document.items_in_all:
        return ""
    return f"{document.items} of {document.items_in_all} here. The rest may be on the site’s next pages; press o to see the story in your browser."


def _whose(reading: Reading) -> str:
    """Say whose text this is, and how to see the other."""
    if not reading.document.words or not web_url(reading.story.url):
        return ""
    if reading.document.origin == "page":
        return "  ·  the page’s text, x for the feed’s"
    return "  ·  the feed’s text, x for the page’s"


def _byline(reading: Reading, now: datetime, zone: tzinfo | None) -> list[Span]:
    story = reading.story
    author = story.author or reading.document.byline
    spans: list[Span] = []
    if author:
        spans += [
            ("By ", Look("ink-faint")),
            (author.removeprefix("By ").removeprefix("by "), PLAIN),
            _BETWEEN,
        ]
    spans += [(story.source, Look("primary")), _BETWEEN, (ago(story.sort_time, now, zone), Look("ink-soft"))]
    if reading.document.words:
        spans += [_BETWEEN, (f"{reading.document.minutes} min read", Look("ink-soft"))]
    return spans
