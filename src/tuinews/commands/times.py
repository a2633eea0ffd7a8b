"""Times as the command line writes and reads them."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"([0-9]{1,6})([mhdw])")
# datetime.fromisoformat takes more than anybody means: any character between date and time, weeks, no separators.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)


def iso(moment: datetime | None) -> str | None:
    """Write a time as ISO 8601 in UTC with `Z`, to the second; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def age(moment: datetime, now: datetime) -> str:
    """Say how long ago a time was in at most ten cells: `now`, `12m`, `3h`, `4d`, and a local date after a week."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return "now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)}m"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)}h"
    if passed < timedelta(days=7):
        return f"{passed.days}d"
    return day(moment)


def day(moment: datetime) -> str:
    """Write a time as a local date."""
    return moment.astimezone().date().isoformat()


def minute(moment: datetime) -> str:
    """Write a time as a local date and time with the zone's offset."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %z")


def parse_since(text: str, now: datetime) -> datetime:
    """Read the start of a span of time: `30m`, `12h`, `3d`, `2w` ago, or an ISO date (local midnight) or time.

    Raises:
        ValueError: It is none of these, or beyond the calendar; the message is a sentence for the screen.
    """
    moment = _parse(text, now, -1)
    if moment is None:
        raise ValueError(
            f"“{text}” is no time. Write 30m, 12h, 3d or 2w for so long ago, or a date like 2026-03-14."
        )
    return moment


def parse_until(text: str, now: datetime) -> datetime | None:
    """Read the end of a span of time: `day`, `week`, `12h`, `3d`, `2w` from now, an ISO date or time, or `ever` (None).

    Raises:
        ValueError: It is none of these, or past; the message is a sentence for the screen.
    """
    wanted = text.strip().casefold()
    if wanted == "ever":
        return None
    moment = _parse({"day": "1d", "week": "1w"}.get(wanted, text), now, 1)
    if moment is None:
        raise ValueError(
            f"“{text}” is no time. Write day, week, 12h or 3d for so long from now, a date like 2027-03-14, or ever."
        )
    if moment <= now:
        raise ValueError(f"“{text}” is past already.")
    return moment


def _parse(text: str, now: datetime, sign: int) -> datetime | None:
    wanted = text.strip()
    with suppress(ValueError, OverflowError):
        if span := _SPAN.fullmatch(wanted.lower()):
            return now + sign * int(span[1]) * _UNITS[span[2]]
        if _MOMENT.fullmatch(wanted):
            # A moment without an offset is local, as astimezone understands it.
            return datetime.fromisoformat(wanted.upper()).astimezone(UTC)
    return None
