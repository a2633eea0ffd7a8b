"""Addresses: what the user types, what a feed says, what may be fetched and opened."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from tuinews.errors import UsageError
from tuinews.text import clip, is_clean, one_line

URL_CHARACTERS = 2_048
HOST_CHARACTERS = 253
"""Characters of a host's name (RFC 1035, 2.3.4, written without its length bytes and last dot)."""

# Parameters that only tell the publisher where a reader came from. Sources: the vendors' own documentation of their
# campaign parameters (Google Analytics utm_*, Meta fbclid, Microsoft msclkid, Mailchimp mc_*, HubSpot _hs*, …).
_TRACKING = re.compile(
    r"(?:utm_\w+|mc_[ce]id|_hs\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|twclid|ttclid|ref_src"
    r"|ref_url|cmpid|ncid|ocid|mkt_tok|vero_id|oly_\w+|wickedid|_openstat|spm|smid|sr_share|at_\w+|ns_\w+)\Z",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\s\"<>^`{|}]")
_LINE_ENDS = re.compile(r"[\t\r\n]")
# What no host name holds, before or after its letters are written in ASCII (WHATWG URL, forbidden domain code points).
_NO_HOST = re.compile(r"[\x00-\x20\x7f-\x9f\s\"#%&'()*+,/:;<=>?@\[\\\]^`{|}!$~]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d+(?:[/?#]|$))")
# An address to which a base adds nothing, and of which joining would change nothing.
_COMPLETE = re.compile(r"https?://[^/?#;\s]+(?:/[^?#;\s]*)?(?:\?[^#;\s]+)?")
# An address as most are, of which `web_url` would change nothing.
_USUAL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]+(?:/[\w.~!$&'()*+,;=:@%/-]*)?"
    r"(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?",
    re.ASCII,
)
# The name ends at the first colon, the password at the last @ before the host (WHATWG URL, authority state).
_LOGIN = re.compile(
    r"((?:feeds?:(?://)?)?https?://)([^/?#:\s\\]*)(?::([^/?#\s\\]*))?@(?=[^/?#@]+(?:[/?#]|\Z))", re.IGNORECASE
)
# What readers have registered for themselves, and what podcast directories write, in place of http or in front of it.
_FEED_SCHEME = re.compile(
    r"(?:feeds?|rss|podcast|pcast|itpc):(?://)?(?!\d+(?:[/?#]|\Z))(https?:)?", re.IGNORECASE
)
_EXAMPLE = "Try something like https://example.com/feed."


def web_url(text: str) -> str | None:
    """Check an address that may be fetched, shown as a link or handed to the browser.

    Args:
        text: Anything.

    Returns:
        The address, percent-encoded where it holds blanks, quotes or control characters, and without line ends, as
        browsers read it; or None unless it is http or https with a believable host, without a user name, without
        characters that are not for showing, and no longer than 2,048 characters.
    """
    if len(text) <= HOST_CHARACTERS and _USUAL.fullmatch(text):
        return text
    text = text.strip()
    if len(text) > URL_CHARACTERS or "\\" in text:
        return None
    text = _UNSAFE.sub(lambda found: quote(found[0]), _LINE_ENDS.sub("", text))
    parts = _split(text)
    if parts is None or parts.scheme.lower() not in ("http", "https") or not _is_host(parts):
        return None
    if "@" in parts.netloc or not is_clean(text) or len(text) > URL_CHARACTERS:
        return None
    return text


def join(base: str, reference: str) -> str | None:
    """Resolve a reference found in a feed or page.

    Returns:
        An address that `web_url` accepts, or None.
    """
    if len(reference) > URL_CHARACTERS:
        return None
    if _COMPLETE.fullmatch(reference):
        return web_url(reference)
    try:
        return web_url(urljoin(base, reference.strip()))
    except ValueError:
        return None


def typed_url(text: str) -> str:
    """Turn what somebody typed or pasted into an address: `feed:` schemes and bare host names are understood.

    Raises:
        UsageError: It can't be an address; the summary says why.
    """
    wanted = one_line(text[: 2 * URL_CHARACTERS])
    shown = clip(without_login(wanted), 100)
    bare = re.sub(r"\A<(.*)>\Z", r"\1", wanted).strip()
    bare = without_feed_scheme(bare)
    if not bare:
        raise UsageError(f"No address was given. {_EXAMPLE}")
    if "\\" in bare:
        raise UsageError(f"“{shown}” holds a backslash, which no web address does.")
    is_complete = bool(_SCHEME.match(bare))
    if not is_complete:
        bare = "https://" + bare.removeprefix("//")
    parts = _split(bare)
    if parts is None:
        raise UsageError(f"“{shown}” is not a web address. {_EXAMPLE}")
    if parts.scheme.lower() not in ("http", "https"):
        raise UsageError(
            f"“{shown}” starts with {clip(parts.scheme, 20)}:, but only http and https addresses can be read."
        )
    if "@" in parts.netloc:
        raise UsageError(
            "An address with a user name or password in it has to be added by itself, with “tuinews add” or ctrl-a."
        )
    name = parts.hostname or ""
    if not is_complete and _is_nearby(name):
        # A device of the user's own network seldom has a certificate.
        parts = parts._replace(scheme="http")
    # A single word is an address only when the rest of it says so.
    is_word = "." not in name and ":" not in name and name != "localhost"
    address = web_url(urlunsplit(parts._replace(fragment="")))
    if address is None or (is_word and not is_complete and parts.port is None):
        raise UsageError(f"“{shown}” is not a web address. {_EXAMPLE}")
    return address


def without_feed_scheme(text: str) -> str:
    """Give a web address for one that is to be opened in a reader of feeds, as in `feed://host/` or `feed:https://host/`."""
    found = _FEED_SCHEME.match(text)
    return f"{found[1] or 'https://'}{text[found.end() :]}" if found else text


def split_login(text: str) -> tuple[str, str, str]:
    """Part what somebody typed into an address and the name and password in it, as in `https://name:password@host/`.

    Returns:
        The text without them, the name and the password; both empty unless a whole web address holds them.
    """
    found = _LOGIN.match(text.strip())
    if not found or not (user := unquote(found[2])):
        return text, "", ""
    return f"{found[1]}{text.strip()[found.end() :]}", user, unquote(found[3] or "")


def without_login(text: str) -> str:
    """Give what somebody typed without what may be a name and password, for a sentence about it."""
    scheme, mark, rest = text.rpartition("://") if "://" in text else ("", "", text)
    login, at, place = rest.rpartition("@")
    return f"{scheme}{mark}…@{place}" if at and ":" in login else text


def without_tracking(url: str) -> str:
    """Drop the parameters that only say where a reader came from; leave every other byte of the address alone."""
    if "?" not in url:
        return url
    parts = _split(url)
    if parts is None or not parts.query:
        return url
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _TRACKING.match(pair.partition("=")[0])]
    if len(kept) == len(pairs):
        return url
    return urlunsplit(parts._replace(query="&".join(kept)))


def likeness(url: str) -> str:
    """Give what stays of an address when its site turns to https, drops `www.` or adds a slash at the end."""
    return f"https://{url.partition('://')[2].removeprefix('www.').rstrip('/')}"


def host(url: str) -> str:
    """Name the host of an address for people: without port and `www.`. Empty when there is none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def origin(url: str) -> str:
    """Give scheme, host and port of an address, to tell servers apart. Empty when there is none."""
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts and parts.netloc else ""


def server(url: str) -> str:
    """Give host and port of an address, in lower case, to tell whom a request bothers. Empty when there is none."""
    parts = _split(url)
    return parts.netloc.rpartition("@")[2].lower() if parts else ""


def redacted(url: str) -> str:
    """Give an address as it may stand in a message or a log: without user name, password and query."""
    parts = _split(url)
    if parts is None or not parts.netloc:
        return "(no address)"
    netloc = parts.netloc.rpartition("@")[2]
    return clip(one_line(urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", ""))), 200)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # Reading it checks it.
    except ValueError:
        return None
    return parts


def _is_host(parts: SplitResult) -> bool:
    name = parts.hostname or ""
    if "[" not in parts.netloc:
        return bool(name.strip(".")) and len(name) <= HOST_CHARACTERS and not _NO_HOST.search(name)
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _is_nearby(name: str) -> bool:
    """Tell whether a name has no place in the public name system: one word, or a number."""
    try:
        return "." not in name or bool(ip_address(name))
    except ValueError:
        return False
