"""Sites whose pages don't say where their feeds are, though the sites do."""

import re
from urllib.parse import parse_qs, quote, urlsplit

_YOUTUBE = frozenset(("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"))
_REDDIT = frozenset(
    ("reddit.com", *(f"{name}.reddit.com" for name in ("www", "old", "new", "np", "m", "i", "sh", "amp")))
)
_VIDEOS = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = re.compile(r"/channel/(UC[\w-]{22})(?:/|\Z)")
_USER = re.compile(r"/user/([\w.-]{1,60})(?:/|\Z)")
_PLAYLIST = re.compile(r"[\w-]{12,64}")
# https://www.reddit.com/wiki/rss: any listing with .rss at its end.
_LISTING = re.compile(
    r"(/(?:r/[\w+.-]{2,200}(?:/comments(?:/\w+(?:/[^/]+)?)?|/search)?|(?:user|u)/[\w-]{2,40}(?:/m/\w+|/submitted|/comments)?"
    r"|domain/[\w.-]{3,200})(?:/(?:best|new|top|rising|hot|controversial|gilded))?)/?"
)


def feed_of_site(url: str) -> str | None:
    """Give the feed of a YouTube channel or playlist, or of a listing of Reddit, as the sites document them.

    Args:
        url: A web address.

    Returns:
        The address of its feed, None for all others.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in _YOUTUBE:
        channel = _CHANNEL.match(parts.path)
        if channel:
            return f"{_VIDEOS}?channel_id={channel[1]}"
        (playlist, *_) = parse_qs(parts.query).get("list", [""])
        if user := _USER.match(parts.path):
            return f"{_VIDEOS}?user={user[1]}"
        if parts.path.rstrip("/") == "/playlist" and _PLAYLIST.fullmatch(playlist):
            return f"{_VIDEOS}?playlist_id={quote(playlist)}"
    elif host in _REDDIT:
        listing = _LISTING.fullmatch(parts.path)
        if listing and not listing[1].endswith((".rss", ".json")):
            # What a search looks for, and of which days the best is wanted.
            query = f"?{parts.query}" if parts.query else ""
            end = ".rss" if listing[1].endswith("/search") else "/.rss"
            return f"https://www.reddit.com{listing[1]}{end}{query}"
    return None
