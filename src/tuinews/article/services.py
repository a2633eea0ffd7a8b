"""The places whose videos, posts and players are known, and the line that stands for each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

from tuinews import urls
from tuinews.text import clean_line

MARK = "data-embed"
"""The attribute by which later steps know a line that stands for something embedded."""

TITLE_CELLS = 120
_NO_TITLE = re.compile(
    r"\A(?:(?:youtube|vimeo|dailymotion|spotify|twitter|facebook|tiktok|instagram|bandcamp|soundcloud|audio|video)?"
    r"[\s-]*(?:video|embed(?:ded)?|iframe|media)?[\s-]*(?:player|embed|content|post|tweet|iframe|frame)?|blank|"
    r"(?:play|watch|playing):?(?: video)?|(?:x|twitter) (?:tweet|post))\Z",
    re.IGNORECASE,
)
_TITLE_PREFIX = re.compile(
    r"\A(?:spotify embed|embedded (?:video|player)|youtube video|vimeo video|play(?:ing)?|watch)\s*:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Service:
    """A place whose embedded things are known."""

    what: str
    pattern: re.Pattern[str]
    """Matches the address of the frame, or of the thing itself."""
    address: Callable[[re.Match[str]], str]


def _service(what: str, pattern: str, address: str) -> _Service:
    return _Service(
        what,
        re.compile(r"https?://(?:www\.|m\.)?" + pattern, re.IGNORECASE),
        lambda found: found.expand(address),
    )


_SERVICES = (
    _service("Playlist on YouTube", r"youtube(?:-nocookie)?\.com/(?:embed/videoseries|playlist)\?(?:[^#]*&)?list=([\w-]+)", r"https://www.youtube.com/playlist?list=\1"),
    _service("Video on YouTube", r"(?:youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/|youtube\.com/watch\?(?:[^#]*&)?v=|youtu\.be/)([\w-]{6,20})", r"https://www.youtube.com/watch?v=\1"),
    _service("Video on Vimeo", r"(?:player\.)?vimeo\.com/(?:video/)?(\d+)", r"https://vimeo.com/\1"),
    _service("Video on Dailymotion", r"(?:geo\.)?dailymotion\.com/(?:embed/video/|video/|player[^?]*\?(?:[^#]*&)?video=)(\w+)", r"https://www.dailymotion.com/video/\1"),
    _service("Clip on Twitch", r"clips\.twitch\.tv/(?:embed\?(?:[^#]*&)?clip=)?([\w-]+)", r"https://clips.twitch.tv/\1"),
    _service("Video on Twitch", r"player\.twitch\.tv/\?(?:[^#]*&)?video=v?(\d+)", r"https://www.twitch.tv/videos/\1"),
    _service("Channel on Twitch", r"player\.twitch\.tv/\?(?:[^#]*&)?channel=(\w+)", r"https://www.twitch.tv/\1"),
    _service("Video on TikTok", r"tiktok\.com/(@[\w.-]+/video/\d+)", r"https://www.tiktok.com/\1"),
    _service("Video on TikTok", r"tiktok\.com/(?:embed|player)/(?:v\d/)?(\d+)", r"https://www.tiktok.com/embed/\1"),
    _service("Post on Instagram", r"instagram\.com/(?:[\w.]+/)?(p|reel|tv)/([\w-]+)", r"https://www.instagram.com/\1/\2/"),
    _service("Post on X", r"platform\.(?:twitter|x)\.com/embed/[^?]*\?(?:[^#]*&)?id=(\d+)", r"https://x.com/i/status/\1"),
    _service("Post on X", r"(twitter|x)\.com/(\w+)/status(?:es)?/(\d+)", r"https://\1.com/\2/status/\3"),
    _service("Post on Threads", r"threads\.(net|com)/(@[\w.]+/post|t)/([\w-]+)", r"https://www.threads.\1/\2/\3"),
    _service("Post on Bluesky", r"embed\.bsky\.app/embed/([\w:.-]+)/app\.bsky\.feed\.post/(\w+)", r"https://bsky.app/profile/\1/post/\2"),
    _service("Post on Bluesky", r"bsky\.app/profile/([\w:.-]+)/post/(\w+)", r"https://bsky.app/profile/\1/post/\2"),
    _service("Post on Mastodon", r"([\w.-]+\.\w+)/(@[\w.-]+(?:@[\w.-]+)?)/(\d{15,20})(?:/embed)?\b", r"https://\1/\2/\3"),
    _service("Post on Reddit", r"(?:embed\.|old\.)?(?:redditmedia|reddit)\.com/(r/\w+/comments/\w+(?:/\w+)?)", r"https://www.reddit.com/\1"),
    _service("Animation on Giphy", r"(?:media\.)?giphy\.com/(?:embed|media|gifs)/(?:[\w-]*-)?(\w+)", r"https://giphy.com/gifs/\1"),
    _service("Episode on Spotify", r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(?:intl-\w+/)?(episode)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Album on Spotify", r"open\.spotify\.com/(?:embed/)?(?:intl-\w+/)?(album)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Playlist on Spotify", r"open\.spotify\.com/(?:embed/)?(?:intl-\w+/)?(playlist)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Music on Spotify", r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(?:intl-\w+/)?(track|artist|show)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Music on Apple Music", r"(?:embed\.)?music\.apple\.com/([^?#]+)", r"https://music.apple.com/\1"),
    _service("Podcast on Apple Podcasts", r"(?:embed\.)?podcasts\.apple\.com/([^?#]+)", r"https://podcasts.apple.com/\1"),
)  # fmt: skip


def known(address: str) -> tuple[str, str] | None:
    """Name what an address shows, with the address for people, where the service is known."""
    for service in _SERVICES:
        if found := service.pattern.match(address):
            return service.what, service.address(found)
    return None


def line_of(what: str, title: str, address: str) -> HtmlElement | None:
    """Make the marked line that stands for something embedded; None where the address is none that may be opened."""
    checked = urls.web_url(address)
    if checked is None:
        return None
    title = clean_line(_TITLE_PREFIX.sub("", clean_line(title, TITLE_CELLS)), TITLE_CELLS)
    line = html.Element("p")
    line.set(MARK, what)
    link = html.Element("a")
    link.set("href", checked)
    link.text = f"{what}: {title}" if title and not _NO_TITLE.match(title) else what
    line.append(link)
    return line


def put(element: HtmlElement, line: HtmlElement | None) -> None:
    """Put a line in an element's place; with no line the element just goes."""
    parent = element.getparent()
    if parent is None:
        return
    if line is None:
        element.drop_tree()
        return
    line.tail, element.tail = element.tail, None
    parent.replace(element, line)
