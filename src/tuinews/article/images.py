"""Pictures: the real address behind lazy loading, and captions told by name."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tuinews import urls
from tuinews.article.tree import BLOCKS, names_of, text_of

CAPTION_CHARACTERS = 600
_CLOSE = 12
"""Elements that something may have inside so that all of it still belongs together."""
_LAZY = (
    "data-src", "data-lazy-src", "data-original", "data-original-src", "data-src-large", "data-hi-res-src",
    "data-full-src", "data-image-src", "data-img-src", "data-image", "data-url", "data-srcs", "data-actualsrc",
    "data-echo", "data-cfsrc", "data-large-file", "data-defer-src", "data-orig-file",
)  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-sizes-srcset")
_WIDEST = 2_000
"""Pixels; a wider candidate of a set is taken only where there is no other."""
_STAND_IN = re.compile(
    r"\b(?:spacer|blank|transparent|placeholder|grey|gray|pixel|clear|loading|loader|lazy(?:load)?|1x1|empty|dummy)"
    r"[\w-]*\.(?:gif|png|svg|jpe?g|webp)\b",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"feedburner|feedsportal|doubleclick|scorecardresearch|quantserve|pixel\.(?:wp|quantserve)|stats\.wordpress|/count(?:er)?\.|"
    r"google-analytics|/beacon|[/.]pixel[/.?]|feeds\.wordpress\.com|piwik|matomo|/tracking[/.]|facebook\.com/tr\b|b\.gif\b",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"\b(?:emoji|wp-smiley|smiley|emoticon)\b")
_DECORATION = re.compile(
    r"\b(?:avatar|gravatar|logo|icon|author-(?:photo|image|img)|profile-(?:photo|pic|image))\b"
)
_CAPTION = re.compile(
    r"\b(?:caption|captions|figcaption|wp-caption-text|cutline|image-?(?:text|description)|photo-caption)\b"
)
_PORTRAIT_FILE = re.compile(r"(?:\A|[-_])(?:avatar|gravatar|headshot|author|byline|mugshot)(?:[-_]|\d|\Z)")
_SIZE_SUFFIX = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|[-_@]\d{3,4}w?|-scaled|@2x)+\Z", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?)([wx]))?\s*(?:,|\Z)")


def resolve_images(body: HtmlElement, base: str) -> None:
    """Leave every `img` with nothing but an absolute `src` and its `alt`, and drop those that show nothing.

    Args:
        body: The tree to change.
        base: The address that relative ones belong to.
    """
    for image in list(body.iter("amp-img")):
        image.tag = "img"
    for image in list(body.iter("img")):
        if image.getparent() is not None:
            _resolve(image, base)
    for element in list(body.iter("noscript")):
        _unwrap_noscript(element)
    for picture in list(body.iter("picture")):
        for source in list(picture.iter("source")):
            source.drop_tag()
        picture.drop_tag()
    name_captions(body)


def same_picture(one: str, other: str) -> bool:
    """Tell whether two addresses are sizes of the same picture, by its file's name."""
    first, second = _stem(one), _stem(other)
    return bool(first) and first == second


def name_captions(body: HtmlElement) -> None:
    """Turn what is named a caption and stands beside a picture into a figure with a `figcaption`."""
    for element in list(body.iter("p", "div", "span", "small", "em", "dd", "figcaption")):
        if element.tag == "figcaption" or not (element.get("class") and _CAPTION.search(names_of(element))):
            continue
        holder = element.getparent()
        for _ in range(2):
            if (
                holder is None
                or holder is body
                or holder.tag == "figure"
                or holder.find(".//img") is not None
            ):
                break
            holder = holder.getparent()
        if (
            holder is None
            or len(holder) > _CLOSE
            or holder.find(".//img") is None
            or element.find(".//img") is not None
        ):
            continue
        if len(text_of(element)) > CAPTION_CHARACTERS or len(text_of(holder)) > 2 * CAPTION_CHARACTERS:
            continue
        element.tag = "figcaption"
        if holder.tag in BLOCKS - {"body", "td", "li", "article", "figure", "a"}:
            holder.tag = "figure"


def _resolve(image: HtmlElement, base: str) -> None:
    if _EMOJI.search(names_of(image)):
        image.tail = (image.get("alt") or "")[:8] + (image.tail or "")
        image.drop_tree()
        return
    address = _address(image, base)
    if address is None or _is_dot(image) or _COUNTERS.search(address) or _is_ornament(image, address):
        following = image.getnext()
        if address is not None or following is None or following.tag != "noscript":
            image.drop_tree()
        else:
            image.attrib.clear()
        return
    alt = image.get("alt") or ""
    image.attrib.clear()
    image.set("src", address)
    image.set("alt", alt)


def _is_ornament(image: HtmlElement, address: str) -> bool:
    return bool(_DECORATION.search(names_of(image)) or _PORTRAIT_FILE.search(_stem(address)))


def _address(image: HtmlElement, base: str) -> str | None:
    found = [image.get(name) for name in _LAZY]
    sets = [image.get(name) for name in _SETS]
    picture = next(image.iterancestors("picture"), None)
    if picture is not None:
        sets += [source.get(name) for source in picture.iter("source") for name in _SETS]
    source = image.get("src")
    # A picture of a set comes before a `src` that only holds the place.
    found += [None if source and _STAND_IN.search(source) else source]
    found += [_largest(candidates) for candidates in sets if candidates]
    for text in found:
        if text and not text.lstrip().startswith(("data:", "blob:", "about:", "#", "{", "[")):
            address = urls.join(base, text)
            if address:
                return urls.without_tracking(address)
    return None


def _largest(candidates: str) -> str | None:
    """Choose of a `srcset` the widest picture up to 2,000 pixels (HTML Standard, section 4.8.4.2.1)."""
    best: tuple[float, str] | None = None
    for found in _CANDIDATE.finditer(candidates[:10_000]):
        width = float(found[2]) * (1 if found[3] == "w" else 1_000) if found[2] else 1.0
        worth = width if width <= _WIDEST else 1 / width
        if best is None or worth > best[0]:
            best = (worth, found[1])
    return best[1] if best else None


def _is_dot(image: HtmlElement) -> bool:
    sizes = [re.match(r"\s*(\d+)", image.get(name) or "") for name in ("width", "height")]
    return any(int(size[1][:6]) <= 2 for size in sizes if size)


def _unwrap_noscript(element: HtmlElement) -> None:
    """Keep what stands in for scripts only where it shows a picture or player that is not there already."""
    parent = element.getparent()
    if parent is None:
        return
    inner = list(element.iter("img", "iframe"))
    near = [parent] if len(parent) <= _CLOSE else [element.getprevious(), element.getnext()]
    beside = [
        image
        for place in near if place is not None
        for image in place.iter("img", "iframe") if image not in inner
    ]  # fmt: skip
    for empty in [image for image in beside if image.tag == "img" and not image.get("src")]:
        beside.remove(empty)
        empty.drop_tree()
    wanted = [
        image for image in inner
        if image.get("src") and not any(_shows_same(image, other) for other in beside)
    ]  # fmt: skip
    if wanted and len(inner) <= 3 and len(text_of(element)) < CAPTION_CHARACTERS:
        element.drop_tag()
    else:
        element.drop_tree()


def _shows_same(one: HtmlElement, other: HtmlElement) -> bool:
    if one.tag != other.tag:
        return False
    if one.tag == "iframe":
        return True
    return (
        same_picture(one.get("src") or "", other.get("src") or "")
        or len(list(other.itersiblings("noscript"))) > 0
    )


def _stem(url: str) -> str:
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""
    return _SIZE_SUFFIX.sub("", name.rpartition(".")[0] or name).lower()
