"""When to ask again: Retry-After and freshness."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.http.headers import LONGEST_RETRY_AFTER, max_age, retry_after

NOW = datetime(1994, 11, 6, 8, 47, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("604801", LONGEST_RETRY_AFTER),
        ("9" * 5000, LONGEST_RETRY_AFTER),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 120),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 120),
        ("Sun Nov  6 08:49:37 1994", 120),
        ("Sun, 06 Nov 1994 10:49:37 +0200", 120),
        ("Sun, 06 Nov 1993 08:49:37 GMT", 0),
        ("Sun, 06 Nov 2094 08:49:37 GMT", LONGEST_RETRY_AFTER),
        ("Sun, 06 Nov 9999 23:59:59 -2300", LONGEST_RETRY_AFTER),
        ("Sun, 06 Nov 99999 08:49:37 GMT", None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=300"}, 300),
        ({"Cache-Control": 'public, MAX-AGE="300", must-revalidate'}, 300),
        ({"Cache-Control": "max-age = 300"}, 300),
        ({"Cache-Control": "private; max-age=300; must-revalidate"}, 300),
        ({"Cache-Control": "no-cache, no-store,max-age=300"}, 300),
        ({"Cache-Control": "x-max-age=300"}, None),
        ({"Cache-Control": "max-age=3e5"}, None),
        ({"Cache-Control": "max-age=300", "Age": "100"}, 200),
        ({"Cache-Control": "max-age=300", "Age": "400"}, 0),
        ({"Cache-Control": "max-age=300", "Age": "old"}, 300),
        ({"Cache-Control": "max-age=300", "Expires": "0"}, 300),
        ({"Cache-Control": "max-age=0"}, 0),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "s-maxage=60"}, None),
        ({"Expires": "0"}, 0),
        ({"Expires": "Sun, 06 Nov 1994 08:49:37 GMT"}, 120),
        ({"Expires": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:48:37 GMT"}, 60),
        ({"Expires": "Sun, 06 Nov 1993 08:49:37 GMT"}, 0),
    ],
)
def test_max_age(headers: dict[str, str], seconds: int | None) -> None:
    assert max_age(headers, NOW) == seconds


@given(st.text())
def test_no_header_breaks_anything(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or 0 <= wait <= LONGEST_RETRY_AFTER
    for name in ("Cache-Control", "Expires", "Date", "Age"):
        age = max_age({"Expires": "Sun, 06 Nov 1994 08:49:37 GMT", name: value}, NOW)
        assert age is None or age >= 0
    max_age({"Cache-Control": f"max-age={value}", "Age": value}, NOW)
