"""Videos, posts and players that pages embed: each becomes one line that says what it is and links to it."""

import re
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from tuinews import urls
from tuinews.article.posts import resolve_post
from tuinews.article.services import MARK as MARK
from tuinews.article.services import TITLE_CELLS, known, line_of, put
from tuinews.article.tree import names_of, parse, text_of

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


def resolve_embeds(body: HtmlElement, base: str) -> None:
    """Put one marked line in the place of everything that is embedded; what is worth nothing goes.

    Args:
        body: The tree to change.
        base: The address that relative ones belong to.
    """
    for quote in list(body.iter("blockquote")):
        resolve_post(quote)
    for name, attributes, address in _BY_ID:
        for element in list(body.iter(name)):
            if element.find(f".//*[@{MARK}]") is not None:
                element.drop_tag()  # What stands in until scripts run says it already, and more.
                continue
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
        if len(element) == 0 and _BARE_ADDRESS.fullmatch(text) and known(text):
            _replace(element, text, "")


def _carried(address: str) -> tuple[str, str] | None:
    for place, parameter, what in _CARRIERS:
        if place in address:
            inner = parse_qs(urlsplit(address).query).get(parameter, [""])[0]
            if inner.startswith("//"):
                inner = "https:" + inner
            if shown := known(inner):
                return shown
            if inner and urls.web_url(inner):
                return what or "Embedded page", inner
    return None


def _replace(element: HtmlElement, address: str, title: str) -> None:
    shown = known(address)
    put(element, line_of(shown[0], title, shown[1]) if shown else None)


def _resolve_frame(frame: HtmlElement, base: str) -> None:
    sources = [frame.get(name) or "" for name in _FRAME_SOURCES] + [frame.get("data") or ""]
    sources += [inner.get("src") or "" for inner in frame.iter("embed") if inner is not frame]
    address = next(
        (found for found in (urls.join(base, text) for text in sources if text.strip()) if found), None
    )
    tiny = [re.match(r"\s*(\d+)", frame.get(name) or "") for name in ("width", "height")]
    if address is None or _WORTHLESS.search(address) or any(int(size[1][:6]) <= 2 for size in tiny if size):
        put(frame, None)
        return
    # What is written inside a frame is for browsers without frames; the parser leaves it as text.
    written = frame.text or ""
    inside = parse(written) if "<a" in written[:2_000] else frame
    inner = next((link for link in inside.iter("a") if link.get("href")), None)
    title = frame.get("title") or frame.get("aria-label") or (text_of(inner) if inner is not None else "")
    shown = known(address) or _carried(address)
    if shown is None and urls.host(address).endswith("bandcamp.com"):
        shown = ("Music on Bandcamp", (inner.get("href") if inner is not None else None) or address)
    if shown is None and frame.tag in ("embed", "object"):
        put(frame, None)  # A plugin that no browser runs any more.
        return
    what, address = shown or (f"Embedded page from {urls.host(address)}", address)
    put(frame, line_of(what, title, urls.without_tracking(address)))


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
    put(player, line_of(what, title, urls.without_tracking(address)) if address else None)


def _resolve_holder(element: HtmlElement) -> None:
    """Resolve an empty box that a script would fill with a player."""
    if len(text_of(element)) > TITLE_CELLS or next(element.iter("iframe", "p"), None) is not None:
        return
    address = element.get("data-oembed-url") or element.get("data-href") or ""
    identity = element.get("data-youtube-id") or element.get("data-id") or ""
    is_youtube = element.get("data-youtube-id") or _YOUTUBE_HOLDERS.search(names_of(element))
    if not address and is_youtube and _ID.fullmatch(identity):
        address = f"https://www.youtube.com/watch?v={identity}"
    if "facebook.com" in address and re.search(r"\bfb-(?:post|video)\b", names_of(element)):
        what = "Video on Facebook" if "video" in names_of(element) else "Post on Facebook"
        put(element, line_of(what, "", address))
    elif known(address):
        _replace(
            element,
            address,
            element.get("data-title") or element.get("title") or element.get("data-alt") or "",
        )
