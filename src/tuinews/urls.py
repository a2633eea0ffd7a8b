"""Addresses: what the user types, what a feed says, what may be fetched and opened."""

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from tuinews.errors import UsageError
from tuinews.text import clean_line, is_clean

URL_CHARACTERS = 2_048

# Parameters that only tell the publisher where a reader came from. Sources: the vendors' own documentation of their
# campaign parameters (Google Analytics utm_*, Meta fbclid, Microsoft msclkid, Mailchimp mc_*, HubSpot _hs*, …).
_TRACKING = re.compile(
    r"(?:utm_\w+|mc_[ce]id|_hs\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|twclid|ttclid|ref_src"
    r"|ref_url|cmpid|ncid|ocid|mkt_tok|vero_id|oly_\w+|wickedid|_openstat|spm|smid|sr_share|at_\w+|ns_\w+)\Z",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\s\"<>\\^`{|}]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d+(?:/|$))")


def web_url(text: str) -> str | None:
    """Check an address that may be fetched, shown as a link or handed to the browser.

    Args:
        text: Anything.

    Returns:
        The address, percent-encoded where it holds blanks or quotes, or None unless it is http or https with a host,
        without control characters, without a user name and no longer than 2,048 characters.
    """
    text = text.strip()
    if not text or len(text) > URL_CHARACTERS or text.startswith("-") or "\\" in text:
        return None
    text = _UNSAFE.sub(lambda found: quote(found[0]), text)
    parts = _split(text)
    if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    if "@" in parts.netloc or not is_clean(text):
        return None
    return text


def join(base: str, reference: str) -> str | None:
    """Resolve a reference found in a feed or page.

    Returns:
        An address that `web_url` accepts, or None.
    """
    if len(reference) > URL_CHARACTERS:
        return None
    try:
        return web_url(urljoin(base, reference.strip()))
    except ValueError:
        return None


def typed_url(text: str) -> str:
    """Turn what somebody typed or pasted into an address: `feed:` schemes and bare host names are understood.

    Raises:
        UsageError: It can't be an address; the summary says why.
    """
    wanted = clean_line(text, URL_CHARACTERS)
    bare = re.sub(r"\A<(.*)>\Z", r"\1", wanted.strip())
    bare = re.sub(r"\Afeed:(?://)?(?=https?:)", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"\Afeed:(?://)?", "https://", bare, flags=re.IGNORECASE)
    if not bare:
        raise UsageError("No address was given. Try something like https://example.com/feed.")
    if "\\" in bare:
        raise UsageError(f"“{wanted}” holds a backslash, which no web address does.")
    if not _SCHEME.match(bare):
        bare = "https://" + bare.removeprefix("//")
    parts = _split(bare)
    if parts is None or not parts.hostname:
        raise UsageError(f"“{wanted}” is not a web address. Try something like https://example.com/feed.")
    if parts.scheme.lower() not in ("http", "https"):
        raise UsageError(
            f"“{wanted}” starts with {parts.scheme}:, but only http and https addresses can be read."
        )
    if "@" in parts.netloc:
        raise UsageError("An address with a user name or password in it can't be used yet.")
    if "." not in parts.hostname and ":" not in parts.hostname and parts.hostname != "localhost":
        raise UsageError(f"“{wanted}” is not a web address. Try something like https://example.com/feed.")
    address = web_url(urlunsplit(parts._replace(fragment="")))
    if address is None:
        raise UsageError(f"“{wanted}” is not a web address. Try something like https://example.com/feed.")
    return address


def without_tracking(url: str) -> str:
    """Drop the parameters that only say where a reader came from; leave every other byte of the address alone."""
    parts = _split(url)
    if parts is None or not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    if len(kept) == len(pairs):
        return url
    return urlunsplit(parts._replace(query=urlencode(kept)))


def host(url: str) -> str:
    """Name the host of an address for people: without port and `www.`. Empty when there is none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def origin(url: str) -> str:
    """Give scheme, host and port of an address, to tell servers apart. Empty when there is none."""
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts and parts.netloc else ""


def redacted(url: str) -> str:
    """Give an address as it may stand in a message or a log: without user name, password and query."""
    parts = _split(url)
    if parts is None:
        return "(no address)"
    netloc = parts.netloc.rpartition("@")[2]
    return clean_line(urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", "")), 200)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # Reading it checks it.
    except ValueError:
        return None
    return parts
