"""Times and numbers as people read them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tuinews.ui.format import age, ago, compact, count, day_and_hour, day_heading, full_time

NOW = datetime(2025, 3, 14, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(seconds=-300), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=18), "18h"),
        (timedelta(hours=19), "yesterday"),
        (timedelta(days=1, hours=18), "yesterday"),
        (timedelta(days=2), "2d"),
        (timedelta(days=6), "6d"),
        (timedelta(days=7), "7 Mar"),
        (timedelta(days=400), "8 Feb 2024"),
    ],
)
def test_age(before: timedelta, expected: str) -> None:
    assert age(NOW - before, NOW, UTC) == expected


def test_an_hour_before_midnight_is_still_told_in_hours() -> None:
    midnight = datetime(2025, 3, 14, 0, 30, tzinfo=UTC)
    assert age(midnight - timedelta(hours=1), midnight, UTC) == "1h"


def test_days_are_those_of_the_readers_zone() -> None:
    tokyo = timezone(timedelta(hours=9))
    # 18:05 UTC is already the 15th in Tokyo, so noon UTC was yesterday there.
    assert day_heading(datetime(2025, 3, 14, 12, tzinfo=UTC), NOW, UTC) == "Today"
    assert day_heading(datetime(2025, 3, 14, 12, tzinfo=UTC), NOW, tokyo) == "Yesterday"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, "Today"),
        (0, "Today"),
        (1, "Yesterday"),
        (3, "Tuesday"),
        (20, "22 February"),
        (400, "8 February 2024"),
    ],
)
def test_day_heading(days: int, expected: str) -> None:
    assert day_heading(NOW - timedelta(days=days), NOW, UTC) == expected


def test_ago_reads_well_in_a_sentence() -> None:
    said = [ago(NOW - timedelta(minutes=minutes), NOW, UTC) for minutes in (0, 12, 1440, 20_000)]
    assert said == ["just now", "12m ago", "yesterday", "28 Feb"]


def test_full_time_names_the_zone() -> None:
    assert full_time(NOW, ZoneInfo("Europe/Berlin")) == "Friday 14 March 2025, 19:05 CET"


def test_day_and_hour_are_those_of_the_reader() -> None:
    assert day_and_hour(NOW + timedelta(hours=5), ZoneInfo("Europe/Berlin")) == "Saturday 15 March, 00:05"


def test_count() -> None:
    assert [count(1, "story", "stories"), count(1204, "story", "stories"), count(2, "source")] == [
        "1 story",
        "1,204 stories",
        "2 sources",
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, ""),
        (999, "999"),
        (1_000, "1.0k"),
        (9_949, "9.9k"),
        (9_950, "10k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (23_000_000, "23M"),
    ],
)
def test_compact_takes_four_cells_at_most(number: int, expected: str) -> None:
    assert compact(number) == expected
    assert len(compact(number)) <= 4
