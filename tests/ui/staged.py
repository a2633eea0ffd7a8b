"""A library set up by hand for pictures: whatever feeds, pages and topics are made of some day, it stays the same."""

import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuinews.library import Library
from tuinews.model import Document, Entry, FeedUpdate, KeyedEntry, NewSource, Picture, Story, Topic, View
from tuinews.paths import Home
from tuinews.text import fingerprint

NOW = datetime(2025, 3, 14, 18, 5, tzinfo=UTC)
FAILURE = "The server is busy (503). It is asked again later."

SOURCES = (
    NewSource("https://reeldaily.example/feed", "Reel Daily", "Film & TV"),
    NewSource("https://streamline.example/feed", "Streamline", "Film & TV"),
    NewSource("https://pitchandtone.example/feed", "Pitch & Tone", "Music"),
    NewSource("https://respawn.example/feed", "Respawn", "Games"),
    NewSource("https://pixelpost.example/feed", "Pixel Post", "Games"),
)

_STORIES = (
    (1, 12, ("film", "awards"), ("Golden Gull", "Inês Calloway"), "“The Lighthouse Keeper’s Daughter” takes the Golden Gull as the Lido festival closes in a storm"),
    (2, 26, ("tv", "streaming"), ("Nightjar",), "Nightjar renewed for a third season; showrunner promises “fewer owls, more dread”"),
    (3, 41, ("music",), ("Vesper Lane",), "Vesper Lane’s surprise album is eleven songs, one take each, and no choruses at all"),
    (4, 63, ("games",), ("Lanternfall",), "Lanternfall speedrun falls under an hour for the first time"),
    (1, 75, ("business", "streaming"), ("Golden Gull",), "Studios and composers reach a last-minute deal on streaming residuals"),
    (1, 130, ("film", "people"), ("Tilda Marchetti",), "First look: Tilda Marchetti as the Clockmaker in “Brass & Bone”"),
    (2, 200, ("stage", "people"), (), "The understudy who learned all nine parts"),
    (2, 320, ("film", "awards"), ("Golden Gull", "Inês Calloway"), "Golden Gull goes to a film that was lit by a lamp"),
    (3, 335, ("film", "music"), ("Golden Gull", "Vesper Lane"), "The Gull’s winner has a score by Vesper Lane, and no other music"),
    (3, 1_300, ("music", "awards"), ("Vesper Lane",), "How a village choir ended up on the year’s strangest dance record"),
    (4, 1_500, ("games",), (), "Review: “The Quiet Arcade” is a puzzle game about listening"),
    (1, 1_900, ("books", "tv"), (), "Saltmarsh Trilogy heads to television with the author in the writers’ room"),
)  # fmt: skip
COUNT = len(_STORIES)
FIRST_TITLE = _STORIES[0][4]
SAME = (0, 7, 8)
"""The numbers of the stories that tell the same."""

_TEXT = """\
The lights went out twice during the closing ceremony, and nobody on the Lido seemed to mind. By the time the jury read
the last envelope the rain was coming sideways, and *The Lighthouse Keeper’s Daughter* had everyone talking.

Director **Inês Calloway** accepted the prize by torchlight. “We made this film in the dark,” she said. “It seems right to
be handed it in the dark.”

## A film that almost wasn’t

Calloway spent six years looking for money. Two financiers walked away; a third asked for
[a happier ending](https://reeldaily.example/ending). She kept the ending and lost the budget.

> We had a lighthouse, a generator, and forty cans of film. When the generator died, we had a lighthouse.

## What happens next

- **Release:** cinemas on 6 November
- **Awards:** the early favourite
  - best film
  - best score

| Prize | Film | Winner |
|---|---|---|
| Golden Gull | The Lighthouse Keeper’s Daughter | Inês Calloway |
| Silver Gull | Orbit of Glass | Teo Marsh |

![The lighthouse at dusk](https://reeldaily.example/dusk.jpg)
*The lighthouse, before the storm.*

""" + "\n\n".join(
    [
        "The result is a spare, salt-stung drama about a woman who keeps a lamp lit for ships that no longer come."
    ]
    * 6
)


def now() -> datetime:
    """The hour of the pictures."""
    return NOW


def stage(folder: Path, *, stories: int = COUNT, then: Callable[[Library], None] | None = None) -> Path:
    """Set a library up.

    Args:
        folder: Its home.
        stories: How many stories there are.
        then: What is done to it at the end.
    """
    library = Library.open(Home.below(folder), now=now)
    library.add_sources(SOURCES)
    for source_id in range(1, len(SOURCES) + 1):
        entries = tuple(_entry(number) for number in range(stories) if _STORIES[number][0] == source_id)
        failure = FAILURE if source_id == len(SOURCES) else ""
        checked = NOW - timedelta(minutes=3)
        library.apply(FeedUpdate(source_id, checked, NOW + timedelta(hours=1), entries, failure=failure))
    for story in library.page(View()).stories:
        words = 480 + 10 * story.source_id
        picture = Picture(
            "https://reeldaily.example/lead.jpg", "The Lido", "The Lido, minutes before the lights failed."
        )
        document = Document(
            _TEXT,
            words=words,
            lead_image=picture if story.title == FIRST_TITLE else None,
            origin="feed" if story.source_id == 2 else "page",
        )
        library.keep_document(story.id, document, _topics(story))
    if stories == COUNT:
        library.set_saved([_id_of(library, "First look")], True)
        library.set_read([_id_of(library, "Lanternfall"), _id_of(library, "The Gull’s winner")], True)
        alike = [_id_of(library, _STORIES[number][4]) for number in SAME]
        library.set_groups(dict.fromkeys(alike, min(alike)))
    if then is not None:
        then(library)
    while library.index_some(1_000):
        pass
    library.close()
    return folder


def _topics(story: Story) -> tuple[Topic, ...]:
    number = next(number for number, row in enumerate(_STORIES) if row[4] == story.title)
    return tuple(Topic(name, 1.0, 0) for name in _STORIES[number][3])


def _id_of(library: Library, beginning: str) -> int:
    return next(story.id for story in library.page(View()).stories if story.title.startswith(beginning))


def _entry(number: int) -> KeyedEntry:
    source_id, minutes, beats, topics, title = _STORIES[number]
    key = f"story-{number}"
    entry = Entry(
        guid=key,
        url=f"{SOURCES[source_id - 1].url.removesuffix('feed')}{number}",
        title=title,
        author="Mara Okonkwo",
        published=NOW - timedelta(minutes=minutes),
        content_html=f"<p>{html.escape(title)}</p>",
        summary=title,
        words=9,
    )
    about = tuple(Topic(name, 1.0, 0) for name in topics)
    return KeyedEntry(fingerprint(key), fingerprint("alias", key), fingerprint("1", key), entry, beats, about)
