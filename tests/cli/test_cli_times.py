from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.commands.times import age, day, iso, parse_since

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


def test_iso_is_utc_with_z_to_the_second() -> None:
    moment = datetime(2026, 3, 14, 10, 30, 5, 999, tzinfo=timezone(timedelta(hours=2)))
    assert iso(moment) == "2026-03-14T08:30:05Z"
    assert iso(None) is None


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=-90), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=1), "1d"),
        (timedelta(days=6, hours=23), "6d"),
    ],
)
def test_age(ago: timedelta, said: str) -> None:
    assert age(NOW - ago, NOW) == said


def test_age_is_a_date_after_a_week() -> None:
    then = NOW - timedelta(days=30)
    assert age(then, NOW) == day(then) == then.astimezone().date().isoformat()


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("3d", timedelta(days=3)),
        (" 2W ", timedelta(weeks=2)),
        ("0d", timedelta(0)),
    ],
)
def test_since_a_span(text: str, ago: timedelta) -> None:
    assert parse_since(text, NOW) == NOW - ago


def test_since_a_date_is_local_midnight() -> None:
    assert parse_since("2026-03-01", NOW) == datetime(2026, 3, 1).astimezone()
    for text in ("2026-03-01T12:00Z", "2026-03-01 12:00:00+00:00", "2026-03-01T14:00:00.5+0200"):
        assert parse_since(text, NOW).replace(microsecond=0) == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "3", "d", "3x", "-3d", "yesterday", "2026-13-01", "999999w", "٣d"),
        *("20260314", "20260314x10", "2026-03-14x10:00", "2026-03-14T10", "2026-W11-6", "1" * 29),
    ],
)
def test_since_explains_what_it_takes(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no time\. Write 30m, 12h, 3d or 2w"):
        parse_since(text, NOW)


@given(st.text(max_size=30))
def test_since_never_fails_in_another_way(text: str) -> None:
    with suppress(ValueError):
        assert parse_since(text, NOW).tzinfo is not None
