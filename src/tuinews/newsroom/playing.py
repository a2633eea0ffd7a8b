"""What of a story can be played: trailers and other videos, podcasts, music."""

import re
from collections.abc import Iterator

from tuinews.model import Body, Document, Enclosure, Link, Story
from tuinews.urls import host, web_url

_FILES = {"audio": "Recording", "video": "Video"}
_ENDINGS = {
    "Recording": re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|flac|wav)(?:\?|\Z)", re.IGNORECASE),
    "Video": re.compile(r"\.(?:mp4|m4v|webm|mov|mkv|m3u8)(?:\?|\Z)", re.IGNORECASE),
}
_NOT_PLAYED = ("Post on", "Animation on", "Embedded page")
"""How `article.services` and `article.embeds` begin the lines of what is read or looked at instead."""
_VIDEO_PAGE = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?|shorts/|live/)|youtu\.be/|vimeo\.com/\d)",
    re.IGNORECASE,
)


def playable(story: Story, body: Body, document: Document | None) -> tuple[Link, ...]:
    """Give what can be played of a story, each once: what it is itself, what its feed encloses, what its page embeds.

    Args:
        story: Which.
        body: What its feed carries.
        document: Its text, None while there is none.
    """
    found: dict[str, Link] = {}
    for link in _all(story, body, document):
        address = web_url(link.url)
        if address is not None:
            found.setdefault(address, Link(address, link.text))
    return tuple(found.values())


def _all(story: Story, body: Body, document: Document | None) -> Iterator[Link]:
    if _VIDEO_PAGE.match(story.url):
        yield Link(story.url, "Video: the story itself")
    for enclosure in body.enclosures:
        if kind := _kind_of(enclosure):
            yield Link(
                enclosure.url, f"{kind}: {enclosure.title or host(enclosure.url) or 'without a title'}"
            )
    for link in document.media if document is not None else ():
        if not link.text.startswith(_NOT_PLAYED):
            yield link


def _kind_of(enclosure: Enclosure) -> str:
    """Tell what a file is by its type, else by the end of its address; empty for what is not played."""
    kind = _FILES.get(enclosure.media_type.partition("/")[0].strip().lower(), "")
    return kind or next((each for each, ending in _ENDINGS.items() if ending.search(enclosure.url)), "")
