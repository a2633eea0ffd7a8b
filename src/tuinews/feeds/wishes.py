"""When a feed asks to be left alone: minutes, hours of the day, days of the week (RSS 2.0; mod_syndication)."""

import re

LONGEST_TTL = 7 * 24 * 60
"""Minutes. A feed that asks to be left alone for longer is mistaken."""

_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UPDATE_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


def minutes_of(ttl: str, period: str, frequency: str) -> int | None:
    """Give the minutes that a feed asks to be left alone: RSS `ttl`, or the syndication module's update period."""
    minutes = []
    if ttl.isdecimal():
        minutes.append(int(ttl[:9]))
    if length := _UPDATE_PERIODS.get(period.strip().lower()):
        frequency = frequency.strip()
        minutes.append(length // max(1, int(frequency[:9]) if frequency.isdecimal() else 1))
    return min(max(minutes), LONGEST_TTL) if minutes else None


# feedparser keeps only the last hour and the last day. Whatever else could look like these elements costs a later visit
# at worst, so they are found without a parser.


def skipped_hours(body: bytes) -> frozenset[int]:
    """Give the hours that RSS wants left out; versions before 2.0 count to 24, which is midnight."""
    block = _SKIP_HOURS.search(body)
    hours = (int(hour) for hour in _NUMBER.findall(block[1])) if block else ()
    return frozenset(hour % 24 for hour in hours if hour <= 24)


def skipped_days(body: bytes) -> frozenset[int]:
    """Give the days that RSS wants left out, from 0 for Monday."""
    block = _SKIP_DAYS.search(body)
    names = block[1].decode("ascii", "ignore").lower() if block else ""
    return frozenset(number for number, day in enumerate(_WEEK) if day in names)
