"""Reading the headers that say when to ask again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_RETRY_AFTER = 7 * 24 * 3600

# What servers say that take the field for something else; RFC 9110 8.4.1 knows none of them as a coding.
_NO_CODINGS = frozenset(
    ("", "identity", "none", "binary", "text", "7bit", "8bit", "utf-8", "utf8", "iso-8859-1", "us-ascii")
)

# With the blanks and semicolons that servers put there, though the grammar has none.
_MAX_AGE = re.compile(r"""(?:\A|[,;\s])max-age\s*=\s*"?([0-9]+)(?=[\s",;]|\Z)""", re.IGNORECASE)


def retry_after(value: str, now: datetime) -> int | None:
    """Read a Retry-After header: seconds, or a date in any of the three forms of RFC 9110 5.6.7.

    Returns:
        Seconds from `now`, at most seven days, or None when it says nothing that can be read.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:10]), LONGEST_RETRY_AFTER)
    moment = _http_date(value)
    return None if moment is None else min(max(0, int((moment - now).total_seconds())), LONGEST_RETRY_AFTER)


def is_packed(value: str) -> bool | None:
    """Tell from a Content-Encoding header whether a body is packed by gzip; None when in another way, or twice."""
    codings = [name for part in value.split(",") if (name := part.strip().lower()) not in _NO_CODINGS]
    if not codings:
        return False
    return True if codings in (["gzip"], ["x-gzip"]) else None


def max_age(headers: Mapping[str, str], now: datetime) -> int | None:
    """Read how long an answer stays fresh: `max-age` less `Age`, else `Expires` less `Date` (RFC 9111 4.2).

    Returns:
        Seconds, at least 0, or None when the server does not say.
    """
    if found := _MAX_AGE.search(headers.get("Cache-Control", "")):
        age = headers.get("Age", "").strip()
        return max(0, int(found[1][:10]) - (int(age[:10]) if age.isascii() and age.isdigit() else 0))
    if "Expires" not in headers:
        return None
    # An unreadable date, often 0, means that it has expired (RFC 9111 5.3).
    expires = _http_date(headers["Expires"])
    sent = _http_date(headers.get("Date", "")) or now
    return max(0, int((expires - sent).total_seconds())) if expires else 0


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
