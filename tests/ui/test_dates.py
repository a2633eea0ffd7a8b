"""Days to come as people write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.ui.dates import EXAMPLES, day_in_future

NOW = datetime(2025, 3, 14, 18, 5, tzinfo=UTC)  # A Friday.


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-15", "2025-03-15"),
        (" 2027-1-31 ", "2027-01-31"),
        ("tomorrow", "2025-03-15"),
        ("Friday", "2025-03-21"),
        ("sat", "2025-03-15"),
        ("24 Dec", "2025-12-24"),
        ("24. december", "2025-12-24"),
        ("Dec 24th", "2025-12-24"),
        ("december 24, 2026", "2026-12-24"),
        ("1 March", "2026-03-01"),
        ("29 feb", "2028-02-29"),
        ("3 weeks", "2025-04-04"),
        ("in 10 days", "2025-03-24"),
        ("a week", "2025-03-21"),
        ("2d", "2025-03-16"),
    ],
)
def test_days_to_come(text: str, day: str) -> None:
    assert day_in_future(text, NOW, UTC) == datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2025-03-14",
        "2024-12-24",
        "24 dec 2024",
        "31 june",
        "2025-13-01",
        "0 days",
        "fr",
        "9999 years",
        "24.12.",
        "٣ days",
    ],
)
def test_what_is_no_day_to_come(text: str) -> None:
    assert day_in_future(text, NOW, UTC) is None


def test_every_example_is_a_day() -> None:
    assert all(day_in_future(each, NOW, UTC) for each in EXAMPLES.split(", "))


def test_a_day_begins_where_the_user_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # Clocks go forward in between.
    assert day_in_future("1 april", NOW, berlin) == datetime(2025, 3, 31, 22, tzinfo=UTC)
    east = timezone(timedelta(hours=14))
    assert day_in_future("tomorrow", NOW, east) == datetime(2025, 3, 15, 10, tzinfo=UTC)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_day_to_come_or_none(text: str) -> None:
    day = day_in_future(text, NOW, UTC)
    assert day is None or day > NOW
