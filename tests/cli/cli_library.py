"""A library to back up and to export, filled without a network."""

from datetime import UTC, datetime, timedelta

from tuinews.library import Library
from tuinews.model import Document, Entry, FeedUpdate, KeyedEntry, NewSource, View
from tuinews.paths import Home
from tuinews.text import fingerprint

MOMENT = datetime(2026, 3, 14, 8, 1, tzinfo=UTC)
TITLES = ("A lost film is found", "The prize goes to a first film", "Second season of Tides announced")


def filled(home: Home, *titles: str, read: bool = True) -> dict[str, int]:
    """Store stories of one source with their texts.

    Returns:
        Their ids by title.
    """
    entries = [
        KeyedEntry(
            fingerprint(title),
            0,
            fingerprint(title, "1"),
            Entry(
                guid=title,
                url=f"https://reel.example/{number}",
                title=title,
                published=MOMENT,
                summary="A teaser.",
            ),
        )
        for number, title in enumerate(titles or TITLES)
    ]
    library = Library.open(home, now=lambda: MOMENT)
    try:
        library.add_sources([NewSource("https://reel.example/feed", "Reel Harbour", "Film")])
        library.apply(FeedUpdate(1, MOMENT, MOMENT + timedelta(hours=1), tuple(entries)))
        ids = {story.title: story.id for story in library.page(View(), limit=1_000).stories}
        if read:
            for story_id in ids.values():
                library.keep_document(story_id, Document(f"The text of {story_id}.", words=4), ())
    finally:
        library.close()
    return ids


def mark(home: Home, *, saved: dict[int, bool] | None = None, read: dict[int, bool] | None = None) -> None:
    """Save stories or let them go, mark them read or unread."""
    library = Library.open(home)
    try:
        for story_id, value in (saved or {}).items():
            library.set_saved([story_id], value)
        for story_id, value in (read or {}).items():
            library.set_read([story_id], value)
    finally:
        library.close()


def saved(home: Home) -> set[str]:
    """Give the titles of the saved stories."""
    library = Library.open(home)
    try:
        return {story.title for story in library.page(View(saved=True), limit=1_000).stories}
    finally:
        library.close()
