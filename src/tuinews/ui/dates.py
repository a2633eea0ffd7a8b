"""Dates in the future as people write them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from tuinews.ui.format import MONTHS, WEEKDAYS

EXAMPLES: Final = "24 Dec, 2027-01-31, friday, 3 weeks"

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?\s*([a-z]{3,9})\.?,?(?:\s*([0-9]{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?(?:,?\s*([0-9]{4}))?")
_SPAN = re.compile(r"(?:in\s+)?([0-9]{1,4}|an?)\s*(d|days?|w|weeks?|months?|years?)")
_DAYS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}


def day_in_future(text: str, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """Read a day to come: `2027-01-31`, `24 Dec`, `December 24 2027`, `friday`, `tomorrow`, `3 weeks`.

    Args:
        text: What somebody typed; case does not matter.
        now: The present, aware.
        zone: Whose days count; None for the system's.

    Returns:
        The first moment of that day; None when it is no day, or not to come. A day without a year is the next one that
        there is.
    """
    today = now.astimezone(zone).date()
    for day in _days(" ".join(text.lower().split()), today):
        if day is not None and day > today:
            try:
                # Aware by way of the naive one: it is the midnight of that day, whatever the clocks do until then.
                return datetime.combine(day, time()).replace(tzinfo=zone).astimezone(zone)
            except (OverflowError, ValueError):
                return None
    return None


def _days(text: str, today: date) -> Iterator[date | None]:
    """Give the days that a text may mean, the likeliest first."""
    if text == "tomorrow":
        yield today + timedelta(days=1)
    elif found := _ISO.fullmatch(text):
        yield _date(int(found[1]), int(found[2]), int(found[3]))
    elif found := _SPAN.fullmatch(text):
        number = 1 if found[1].startswith("a") else int(found[1])
        yield _later(today, number * _DAYS[found[2][0]])
    elif weekday := _number_of(text, WEEKDAYS):
        yield today + timedelta(days=(weekday - 1 - today.weekday()) % 7 or 7)
    elif found := _DAY_FIRST.fullmatch(text):
        yield from _of_year(found[3], _number_of(found[2], MONTHS), int(found[1]), today)
    elif found := _MONTH_FIRST.fullmatch(text):
        yield from _of_year(found[3], _number_of(found[1], MONTHS), int(found[2]), today)


def _of_year(year: str | None, month: int, day: int, today: date) -> Iterator[date | None]:
    # A 29 February is at most eight years away.
    years = [int(year)] if year else range(today.year, today.year + 9)
    return (_date(each, month, day) for each in years)


def _number_of(name: str, names: tuple[str, ...]) -> int:
    """Give the number of a month or weekday from 1, by at least three letters; 0 where there is none."""
    if len(name) < 3:
        return 0
    return next((number for number, each in enumerate(names, 1) if each.lower().startswith(name)), 0)


def _later(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
