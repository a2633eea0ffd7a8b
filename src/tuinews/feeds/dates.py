"""Dates as feeds write them: lenient about the form, strict about the sense.

Real feeds write RFC 822, ISO 8601, seconds since 1970, and mixtures. A parser that accepts all of them also reads
the year 1763 out of `1763823600`, and January 2025 out of `2024-13-01`; a story so dated would sit at one end of
every list for good.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there was nothing to syndicate."""
LEEWAY = timedelta(hours=48)
"""How far in the future a date may lie: clocks are wrong, and zones are left out or written backwards."""

_LONGEST = 100
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?"
    r"(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[A-Z]{1,5}|[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
# A date that was never set (Go's zero time, -0001 of MySQL and PHP); email.utils takes the year 0001 for 2001. And dates
# by weeks, which feedparser takes for the first of a month.
_NO_DATE = re.compile(r"(?<![+\-:\d])0\d{3}(?![:\d])|(?:\A|\s)-\d{3,4}(?:-|\s+\d{1,2}:)|\A\d{4}-?W\d")
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\Z")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_HALF_DAY = re.compile(r"\b(\d{1,2})((?::\d{2}){1,2})\s*([ap])\.?m\b\.?", re.IGNORECASE)
# A distance from Greenwich in any of its forms, behind a time: `+2`, `GMT+02:00`, `UTC -0500`.
_ZONE = re.compile(r"(:\d{2}(?:[.,]\d+)?)\s*(?:GMT|UTC?|Z)?\s*([+-])(\d{1,2}?)(?::?(\d{2}))?\Z")
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)[T\s](\d\d):?(\d\d)(?::?(\d\d))?")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\b,?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b,?")
# RFC 822 (and 1123) and RFC 3339 as nearly every feed writes them, read in a tenth of the time that email.utils takes.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([12]\d{3})"
    r" (\d{2}:\d{2}:\d{2}) (GMT|[+-]\d{4})",
    re.ASCII,
)
_USUAL_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})", re.ASCII)
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
# Zones that RFC 822 does not have but publishers use, in hours east. Ambiguous ones (IST) are left out.
_ZONES = {
    zone: hours
    for hours, zones in {
        1: "BST WEST CET",
        2: "CEST EET",
        3: "EEST MSK",
        9: "JST KST",
        10: "AEST",
        11: "AEDT",
        12: "NZST",
        13: "NZDT",
    }.items()
    for zone in zones.split()
}


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Let a date through only if a story may carry it.

    Args:
        moment: A date; without a zone it is taken as UTC.
        now: The present, aware.

    Returns:
        The date in UTC when it lies between 1990 and 48 hours from now, else None.
    """
    if moment is None:
        return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # The first and the last hours of the calendar leave it in another zone.
        return None
    return moment if EARLIEST <= moment <= now + LEEWAY else None


def read_date(text: str, guess: Sequence[int] | None = None) -> datetime | None:
    """Read a date in any form that feeds use.

    Args:
        text: The date as it stands in the feed.
        guess: What feedparser made of it, a struct_time in UTC. Used only for forms that are not known here
            (Greek, Hungarian, Korean …), since it is too lenient with the others.

    Returns:
        An aware date in UTC, not yet checked by `believable`, or None.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        if usual := _USUAL.fullmatch(text):
            day, month, year, time, zone = usual.groups()
            return _written(f"{year}-{_MONTHS[month]}-{day:0>2}", time, zone)
        if usual := _USUAL_ISO.fullmatch(text):
            return _written(*usual.groups())
        text = _levelled(text)
        if epoch := _EPOCH.fullmatch(text):
            seconds = int(epoch[1]) if epoch[1] else int(epoch[2]) / 1000
            return datetime.fromtimestamp(seconds, UTC)
        if iso := _ISO.fullmatch(text):
            return _moment(
                *(int(iso[part] or 1) for part in ("year", "month", "day")),
                *(int(iso[part] or 0) for part in ("hour", "minute", "second")),
                offset=_distance(iso["zone"] or ""),
            )
        if _NO_DATE.search(text):
            return None
        from email.utils import (
            parsedate_tz,
        )  # With all that it imports, only for the few that write dates otherwise.

        if parts := parsedate_tz(text) or (None if ":" in text else parsedate_tz(f"{text} 00:00:00")):
            # email.utils knows the zones of RFC 822 and takes any other for UTC.
            hours = _ZONES.get(text.rpartition(" ")[2].upper())
            offset = timedelta(seconds=parts[9] or 0) if hours is None else timedelta(hours=hours)
            return _moment(*parts[:6], offset=offset)
        if guess is not None:
            return _moment(*guess[:6])
    except (ValueError, OverflowError, IndexError, TypeError):
        # No such day, no such year, or a shape that email.utils stumbles over.
        return None
    return None


def _levelled(text: str) -> str:
    """Write an unusual date more usually: hours to 24, years first where there are no names of months, zones in full."""
    text = _ORDINAL.sub("", _REMARK.sub("", text.replace("\u2212", "-")))
    half_day = _HALF_DAY.search(text)
    if half_day:
        to_24 = int(half_day[1]) % 12 + (12 if half_day[3] in "pP" else 0)
        if int(half_day[1]) <= 12:
            text = f"{text[: half_day.start()]}{to_24:02}{half_day[2]}{text[half_day.end() :]}"
    text = _ZONE.sub(lambda zone: f"{zone[1]} {zone[2]}{zone[3]:0>2}{zone[4] or '00'}", text)
    if basic := _BASIC.match(text):
        year, month, day, hour, minute, second = basic.groups("00")
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{text[basic.end() :]}"
    if points := _POINTS.match(text):
        return f"{points[3]}-{points[2]}-{points[1]}{text[points.end() :]}"
    if slashes := _SLASHES.match(text):
        one, other, year = slashes.groups()
        if int(one) > 12:
            return f"{year}-{other}-{one}{text[slashes.end() :]}"
        # Where both may be months, only those who count their hours to twelve surely write the month first.
        if int(other) > 12 or half_day:
            return f"{year}-{one}-{other}{text[slashes.end() :]}"
    return text


def _distance(zone: str) -> timedelta:
    """Give how far east of Greenwich a zone is, by its number or its name; unknown ones are taken for Greenwich."""
    if not zone.isalpha() or zone.upper() in ("Z", "UTC", "GMT"):
        return _offset(zone)
    from email.utils import parsedate_tz

    hours = _ZONES.get(zone.upper())
    parts = parsedate_tz(f"1 Jan 2000 00:00:00 {zone}") if hours is None else None
    return timedelta(hours=hours or 0, seconds=(parts and parts[9]) or 0)


def _written(day: str, time: str, zone: str) -> datetime:
    """Make a date of `2026-11-22`, `10:19:00` and a zone."""
    if time < "24" and time[-2:] < "60":
        moment = datetime.fromisoformat(f"{day}T{time}+00:00")
    else:
        year, month, day_of_month = map(int, day.split("-"))
        hour, minute, second = map(int, time.split(":"))
        moment = _moment(year, month, day_of_month, hour, minute, second)
    offset = _offset(zone)
    return moment - offset if offset else moment


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, *, offset: timedelta = timedelta()
) -> datetime:
    """Make a date, with midnight at the end of a day (24:00) and leap seconds (:60) as publishers mean them."""
    whole_day = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    hour = 0 if whole_day else hour
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) + whole_day - offset


@lru_cache(maxsize=64)
def _offset(zone: str) -> timedelta:
    found = _OFFSET.fullmatch(zone)
    if not found:
        return timedelta()
    distance = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return -distance if found[1] == "-" else distance
