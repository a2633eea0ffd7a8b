"""Times and numbers as people read them."""

from datetime import datetime, tzinfo

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def age(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Say how old something is, in as few cells as a list has: `now`, `12m`, `3h`, `yesterday`, `4d`, `14 Mar`.

    Args:
        moment: When it happened, aware.
        now: The present, aware.
        zone: Whose days count; None for the system's.

    Returns:
        At most 11 ASCII characters. A moment in the future reads as `now`.
    """
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{int(seconds // 60)}m"
    days = _days_between(moment, now, zone)
    if days == 0 or seconds < 6 * 3600:
        return f"{int(seconds // 3600)}h"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"{days}d"
    local = moment.astimezone(zone)
    short = f"{local.day} {MONTHS[local.month - 1][:3]}"
    return short if local.year == now.astimezone(zone).year else f"{short} {local.year}"


def ago(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Say how old something is inside a sentence: `12m ago`, `just now`, `yesterday`, `14 Mar`."""
    short = age(moment, now, zone)
    if short == "now":
        return "just now"
    return f"{short} ago" if short[0].isdigit() and short[-1] in "mhd" else short


def day_heading(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Name the day of a story for the heading above it: `Today`, `Yesterday`, `Tuesday`, `14 March`, `14 March 2024`."""
    days = _days_between(moment, now, zone)
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    local = moment.astimezone(zone)
    if days < 7:
        return WEEKDAYS[local.weekday()]
    heading = f"{local.day} {MONTHS[local.month - 1]}"
    return heading if local.year == now.astimezone(zone).year else f"{heading} {local.year}"


def full_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """Give date, time and zone in full: `Friday 14 March 2025, 18:05 CET`."""
    local = moment.astimezone(zone)
    return f"{full_day(moment, zone)}, {local:%H:%M} {local.tzname() or ''}".rstrip()


def full_day(moment: datetime, zone: tzinfo | None = None) -> str:
    """Give the date in full: `Friday 14 March 2025`."""
    local = moment.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"


def day_and_hour(moment: datetime, zone: tzinfo | None = None) -> str:
    """Say when something within the next months is: `Friday 14 March, 18:05`."""
    local = moment.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """Say how many: `1 story`, `1,204 stories`. `many` defaults to `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def compact(number: int) -> str:
    """Give a number in at most four cells, for a narrow column: `0` is empty, `12`, `999`, `1.2k`, `34k`, `2.1M`."""
    if number <= 0:
        return ""
    if number < 1_000:
        return str(number)
    if number < 9_950:
        return f"{number / 1_000:.1f}k"
    if number < 999_500:
        return f"{round(number / 1_000)}k"
    return f"{number / 1_000_000:.1f}M" if number < 9_950_000 else f"{round(number / 1_000_000)}M"


def _days_between(moment: datetime, now: datetime, zone: tzinfo | None) -> int:
    return (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
