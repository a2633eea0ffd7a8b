"""Times as the command line writes and reads them."""

import re
from datetime import UTC, datetime, timedelta

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"(\d{1,6})([mhdw])")


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
    try:
        if span := _SPAN.fullmatch(text.strip().lower()):
            return now - int(span[1]) * _UNITS[span[2]]
        # A moment without an offset is local, as astimezone understands it.
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"“{text}” is no time. Write 30m, 12h, 3d or 2w for so long ago, or a date like 2026-03-14."
        ) from error
