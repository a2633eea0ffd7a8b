"""Which keys the bar at the bottom shows."""

from typing import Final

_KEYS: Final = {
    "sources": (
        "pane.in",
        "sources.add",
        "sources.refresh",
        "sources.manage",
        "find.search",
        "app.help",
        "topics.follow",
        "topics.mute",
    ),
    "stories": (
        "pane.in",
        "read.on",
        "next.unread",
        "story.save",
        "find.search",
        "app.help",
        "list.filter",
        "list.read",
    ),
    "reader": (
        "read.on",
        "next.unread",
        "story.save",
        "story.open",
        "story.links",
        "find.story",
        "app.zen",
        "app.help",
    ),
    "context": (
        "pane.in",
        "pane.out",
        "topics.follow",
        "topics.mute",
        "story.save",
        "find.search",
        "app.help",
    ),
}
_SEARCHING: Final = ("pane.in", "find.keep", *_KEYS["stories"][1:7])
_FINDING: Final = ("next.unread", "find.previous", "pane.out", "story.links", "story.open", "app.help")


def keys_for(pane: str, *, searching: bool, finding: bool) -> tuple[str, ...]:
    """Give at most eight commands for the key bar, the most important first.

    Args:
        pane: The pane with the keys.
        searching: Whether a search is listed.
        finding: Whether words are looked for in the open story.
    """
    if searching and pane == "stories":
        return _SEARCHING
    return _FINDING if finding and pane == "reader" else _KEYS[pane]
