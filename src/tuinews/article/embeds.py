"""Videos, posts and players that pages embed: each becomes one line that says what it is and links to it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from lxml import html
from lxml.html import HtmlElement

from tuinews import urls
from tuinews.article.tree import names_of, parse, text_of
from tuinews.text import clean_line

MARK = "data-embed"
"""The attribute by which later steps know a line that stands for something embedded."""

_TITLE_CELLS = 120
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
    _service("Post on Reddit", r"(?:embed\.|old\.)?(?:redditmedia|reddit)\.com/(r/\w+/comments/\w+(?:/\w+)?)", r"https://www.reddit.com/\1"),
    _service("Animation on Giphy", r"(?:media\.)?giphy\.com/(?:embed|media|gifs)/(?:[\w-]*-)?(\w+)", r"https://giphy.com/gifs/\1"),
    _service("Episode on Spotify", r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(?:intl-\w+/)?(episode)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Album on Spotify", r"open\.spotify\.com/(?:embed/)?(?:intl-\w+/)?(album)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Playlist on Spotify", r"open\.spotify\.com/(?:embed/)?(?:intl-\w+/)?(playlist)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Music on Spotify", r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(?:intl-\w+/)?(track|artist|show)/(\w+)", r"https://open.spotify.com/\1/\2"),
    _service("Music on Apple Music", r"(?:embed\.)?music\.apple\.com/([^?#]+)", r"https://music.apple.com/\1"),
    _service("Podcast on Apple Podcasts", r"(?:embed\.)?podcasts\.apple\.com/([^?#]+)", r"https://podcasts.apple.com/\1"),
)  # fmt: skip
# Frames that carry the address of what they show.
_CARRIERS = (
    ("w.soundcloud.com", "url", "Music on SoundCloud"),
    ("facebook.com/plugins/video", "href", "Video on Facebook"),
    ("facebook.com/plugins/post", "href", "Post on Facebook"),
    ("facebook.com/v", "href", "Video on Facebook"),
    ("cdn.embedly.com", "src", ""),
    ("cdn.iframe.ly", "url", ""),
)
_WORTHLESS = re.compile(
    r"googletagmanager|doubleclick|googlesyndication|adservice|amazon-adsystem|adsystem|recaptcha|disqus|taboola|outbrain"
    r"|facebook\.com/plugins/(?:like|share|page|comments|follow)|facebook\.com/tr|platform\.twitter\.com/widgets|list-manage"
    r"|mailchimp|convertkit|substack\.com/embed|criteo|/ads?[/.]|consent|onetrust|accounts\.google|paypal|jetpack\.wordpress"
    r"|public-api\.wordpress|sharethis|addthis|hotjar|jotform|typeform|google\.com/afs",
    re.IGNORECASE,
)
_FRAME_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-litespeed-src",
    "data-cookieblock-src",
    "data-rocket-src",
    "data-url",
    "src",
)
_BY_ID = (
    # Elements that carry only the id of the thing, the attributes that may hold it, and the address to put it into.
    ("lite-youtube", ("videoid", "video-id"), "https://www.youtube.com/watch?v={}"),
    ("lite-vimeo", ("videoid", "video-id"), "https://vimeo.com/{}"),
    ("youtube-video", ("data-video-id", "videoid"), "https://www.youtube.com/watch?v={}"),
    ("amp-youtube", ("data-videoid",), "https://www.youtube.com/watch?v={}"),
    ("amp-vimeo", ("data-videoid",), "https://vimeo.com/{}"),
    ("amp-dailymotion", ("data-videoid",), "https://www.dailymotion.com/video/{}"),
    ("amp-twitter", ("data-tweetid",), "https://x.com/i/status/{}"),
    ("amp-instagram", ("data-shortcode",), "https://www.instagram.com/p/{}/"),
    ("amp-tiktok", ("data-src",), "https://www.tiktok.com/embed/{}"),
    ("amp-soundcloud", ("data-trackid",), "https://api.soundcloud.com/tracks/{}"),
)
_ID = re.compile(r"[\w-]{4,40}")
_YOUTUBE_HOLDERS = re.compile(r"\b(?:youtube|yt-(?:video|player|embed)|rll-youtube-player|lyte)\b")
_BARE_ADDRESS = re.compile(r"https?://\S+")
_SHARED_BY = re.compile(r"shared by\s+(.{2,80}?)\s*(?:\(@([\w.]+)\))?\s*(?:on\b.*)?\Z", re.IGNORECASE)
_PICTURE_LINK = re.compile(r"(?:https?://)?pic\.(?:twitter|x)\.com/\w+")


def resolve_embeds(body: HtmlElement, base: str) -> None:
    """Put one marked line in the place of everything that is embedded; what is worth nothing goes.

    Args:
        body: The tree to change.
        base: The address that relative ones belong to.
    """
    for quote in list(body.iter("blockquote")):
        _resolve_quote(quote)
    for name, attributes, address in _BY_ID:
        for element in list(body.iter(name)):
            identity = next((element.get(key) for key in attributes if element.get(key)), "") or ""
            whole = address.format(identity) if _ID.fullmatch(identity) else identity
            _replace(
                element,
                whole,
                element.get("playlabel") or element.get("title") or element.get("data-title") or "",
            )
    for element in list(body.iter("div", "a", "section")):
        if (
            element.get("data-oembed-url")
            or element.get("data-href")
            or element.get("data-id")
            or element.get("data-youtube-id")
        ):
            _resolve_holder(element)
    for element in list(body.iter("iframe", "amp-iframe", "embed", "object")):
        _resolve_frame(element, base)
    for element in list(body.iter("video", "audio", "amp-video", "amp-audio")):
        _resolve_player(element, base)
    for element in list(body.iter("p", "div")):
        text = (element.text or "").strip()
        if len(element) == 0 and _BARE_ADDRESS.fullmatch(text) and _known(text):
            _replace(element, text, "")


def _known(address: str) -> tuple[str, str] | None:
    """Name what an address shows, with the address for people, where the service is known."""
    for service in _SERVICES:
        if found := service.pattern.match(address):
            return service.what, service.address(found)
    return None


def _carried(address: str) -> tuple[str, str] | None:
    for place, parameter, what in _CARRIERS:
        if place in address:
            inner = parse_qs(urlsplit(address).query).get(parameter, [""])[0]
            if inner.startswith("//"):
                inner = "https:" + inner
            if known := _known(inner):
                return known
            if inner and urls.web_url(inner):
                return what or "Embedded page", inner
    return None


def _line(what: str, title: str, address: str) -> HtmlElement | None:
    checked = urls.web_url(address)
    if checked is None:
        return None
    title = clean_line(_TITLE_PREFIX.sub("", clean_line(title, _TITLE_CELLS)), _TITLE_CELLS)
    line = html.Element("p")
    line.set(MARK, what)
    link = html.Element("a")
    link.set("href", checked)
    link.text = f"{what}: {title}" if title and not _NO_TITLE.match(title) else what
    line.append(link)
    return line


def _put(element: HtmlElement, line: HtmlElement | None) -> None:
    """Put a line in an element's place; with no line the element just goes."""
    parent = element.getparent()
    if parent is None:
        return
    if line is None:
        element.drop_tree()
        return
    line.tail, element.tail = element.tail, None
    parent.replace(element, line)


def _replace(element: HtmlElement, address: str, title: str) -> None:
    known = _known(address)
    _put(element, _line(known[0], title, known[1]) if known else None)


def _resolve_frame(frame: HtmlElement, base: str) -> None:
    sources = [frame.get(name) or "" for name in _FRAME_SOURCES] + [frame.get("data") or ""]
    sources += [inner.get("src") or "" for inner in frame.iter("embed") if inner is not frame]
    address = next(
        (found for found in (urls.join(base, text) for text in sources if text.strip()) if found), None
    )
    tiny = [re.match(r"\s*(\d+)", frame.get(name) or "") for name in ("width", "height")]
    if address is None or _WORTHLESS.search(address) or any(int(size[1][:6]) <= 2 for size in tiny if size):
        _put(frame, None)
        return
    # What is written inside a frame is for browsers without frames; the parser leaves it as text.
    written = frame.text or ""
    inside = parse(written) if "<a" in written[:2_000] else frame
    inner = next((link for link in inside.iter("a") if link.get("href")), None)
    title = frame.get("title") or frame.get("aria-label") or (text_of(inner) if inner is not None else "")
    known = _known(address) or _carried(address)
    if known is None and urls.host(address).endswith("bandcamp.com"):
        known = ("Music on Bandcamp", (inner.get("href") if inner is not None else None) or address)
    if known is None and frame.tag in ("embed", "object"):
        _put(frame, None)  # A plugin that no browser runs any more.
        return
    what, address = known or (f"Embedded page from {urls.host(address)}", address)
    _put(frame, _line(what, title, urls.without_tracking(address)))


def _resolve_player(player: HtmlElement, base: str) -> None:
    sources = [
        player.get("src") or "",
        player.get("data-src") or "",
        *(source.get("src") or "" for source in player.iter("source")),
    ]
    address = next(
        (found for found in (urls.join(base, text) for text in sources if text.strip()) if found), None
    )
    what = "Recording" if str(player.tag).endswith("audio") else "Video"
    title = player.get("title") or player.get("aria-label") or ""
    _put(player, _line(what, title, urls.without_tracking(address)) if address else None)


def _resolve_holder(element: HtmlElement) -> None:
    """Resolve an empty box that a script would fill with a player."""
    if len(text_of(element)) > _TITLE_CELLS or next(element.iter("iframe", "p"), None) is not None:
        return
    address = element.get("data-oembed-url") or element.get("data-href") or ""
    identity = element.get("data-youtube-id") or element.get("data-id") or ""
    is_youtube = element.get("data-youtube-id") or _YOUTUBE_HOLDERS.search(names_of(element))
    if not address and is_youtube and _ID.fullmatch(identity):
        address = f"https://www.youtube.com/watch?v={identity}"
    if "facebook.com" in address and re.search(r"\bfb-(?:post|video)\b", names_of(element)):
        what = "Video on Facebook" if "video" in names_of(element) else "Post on Facebook"
        _put(element, _line(what, "", address))
    elif _known(address):
        _replace(
            element,
            address,
            element.get("data-title") or element.get("title") or element.get("data-alt") or "",
        )


def _resolve_quote(quote: HtmlElement) -> None:
    names = names_of(quote)
    addresses = [
        quote.get("data-instgrm-permalink") or "",
        quote.get("data-text-post-permalink") or "",
        quote.get("cite") or "",
        *(link.get("href") or "" for link in reversed(list(quote.iter("a")))),
    ]
    known = next((found for found in map(_known, addresses) if found), None)
    if known is None:
        return
    what, address = known
    if re.search(r"\btwitter-(?:tweet|video)\b|\bbluesky-embed\b|\breddit-(?:embed|card)\b", names):
        _resolve_post(quote, what, address)
    elif re.search(r"\binstagram-media\b", names) or "data-instgrm-permalink" in quote.attrib:
        shared = next(
            (found for found in map(_SHARED_BY.search, map(text_of, quote.iter("p", "a", "div"))) if found),
            None,
        )
        by = f"{shared[1]} (@{shared[2]})" if shared and shared[2] else shared[1] if shared else ""
        _put(quote, _line(f"{what} by {clean_line(by, _TITLE_CELLS)}" if by else what, "", address))
    elif re.search(r"\btiktok-embed\b|\btext-post-media\b", names):
        by = next((text for text in map(text_of, quote.iter("a")) if text.startswith("@")), "")
        caption = next((text for text in map(text_of, quote.iter("p")) if text), "")
        _put(quote, _line(f"{what} by {clean_line(by, _TITLE_CELLS)}" if by else what, caption, address))


def _resolve_post(quote: HtmlElement, what: str, address: str) -> None:
    """Keep the words of a post as a quotation, with one line under it that says whose it is and links to it."""
    whole = text_of(quote)
    words = [paragraph for paragraph in quote.iter("p") if text_of(paragraph)]
    by, _, _ = whole.rpartition("—")[2].partition("pic.twitter.com")
    by = clean_line(by, _TITLE_CELLS).strip(" -—") if "—" in whole else ""
    day = text_of(next(reversed(list(quote.iter("a")))))
    if day and by.endswith(f") {day}"):
        by = f"{by.removesuffix(day).rstrip()}, {day}"
    for paragraph in words:
        paragraph.tail = None
        for link in list(paragraph.iter("a")):
            if _PICTURE_LINK.fullmatch(text_of(link)):
                link.drop_tree()
    tail, names = quote.tail, quote.get("class") or ""
    quote.clear()
    quote.tail = tail
    quote.set("class", names)
    quote.set(MARK, what)
    quote.extend(words)
    line = _line(f"{what} by {by}" if by else what, "", address)
    if line is not None:
        quote.append(line)
