from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.feeds.dates import EARLIEST, LEEWAY, believable, read_date

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 10, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 22 Nov 2026 10:19:00 +0000",
        "Sun, 22 Nov 2026 10:19:00 GMT",
        "22 Nov 2026 05:19 EST",
        "Sun, 22 Nov 2026 11:19:00 CET",
        "Sun, 22 Nov 26 10:19:00 Z",
        "2026-11-22T10:19:00Z",
        "2026-11-22T10:19:00.123456Z",
        "2026-11-22T11:19:00+01:00",
        "2026-11-22T11:19:00+0100",
        "2026-11-22 11:19 +01",
        "2026-11-22 10:19:00 UTC",
        "1795342740",
        "1795342740000",
        "  2026-11-22T10:19Z\n",
        "Sun, 22 Nov 2026 12:19:00 +02:00",
        "Sun, 22 Nov 2026 12:19:00 GMT+0200",
        "Sun, 22 Nov 2026 12:19:00 UTC+2",
        "Sun Nov 22 2026 11:19:00 GMT+0100 (Central European Standard Time)",
        "Sun, 22 Nov 2026 05:19:00 AM EST",
        "Sun, 22 Nov 2026 03:49:00 PM +0530",
        "November 22, 2026 10:19 am",
        "22nd November 2026 10:19",
        "11/22/2026 10:19:00 AM",
        "2026/11/22 10:19:00",
        "22.11.2026 10:19",
        "22/11/2026 10:19",
        "20261122T101900Z",
        "20261122T111900+0100",
        "2026-11-22T10:19:00Z[UTC]",
        "2026-11-22 05:19:00 EST",
        "2026-11-22T11:19:00 CET",
        "2026-11-22T05:19:00\u221205:00",
    ],
)
def test_forms_that_feeds_use_mean_the_same_moment(text: str) -> None:
    moment = read_date(text)
    assert moment is not None
    assert moment.replace(microsecond=0) == MORNING


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026/11/22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("22.11.2026", datetime(2026, 11, 22, tzinfo=UTC)),
        ("November 22, 2026", datetime(2026, 11, 22, tzinfo=UTC)),
        ("11/22/2026 12:00:00 AM", datetime(2026, 11, 22, tzinfo=UTC)),
        ("11/22/2026 12:00 p.m.", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("2026-11-21T24:00:00Z", datetime(2026, 11, 22, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 24:00:00 GMT", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T10:19:60Z", datetime(2026, 11, 22, 10, 19, 59, tzinfo=UTC)),
    ],
)
def test_parts_that_are_left_out_or_run_over(text: str, meaning: datetime) -> None:
    assert read_date(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2024-13-01",
        "2024-02-30T10:00:00Z",
        "0000-00-00",
        "-0001-11-30T00:00:00+00:00",
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "2026-W48-4",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "9" * 99,
        "٣",
    ],
)
def test_what_is_no_date_is_none_whatever_feedparser_guessed(text: str) -> None:
    guess = (2025, 1, 1, 0, 0, 0, 0, 1, 0)
    assert read_date(text, guess if text and text[0].isdigit() and "-" in text else None) is None


def test_a_form_that_only_feedparser_knows_is_taken_from_it() -> None:
    assert read_date("Κυρ, 22 Νοέ 2026", (2026, 11, 22, 10, 19, 0, 6, 326, 0)) == MORNING


@pytest.mark.parametrize(
    "guess", [(-1, 11, 30, 0, 0, 0, 0, 1, 0), (10000, 1, 1, 0, 0, 0, 0, 1, 0), (2026, 2, 31)]
)
def test_an_impossible_guess_is_none(guess: tuple[int, ...]) -> None:
    assert read_date("nineteenth of never", guess) is None


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (EARLIEST, True),
        (EARLIEST - timedelta(seconds=1), False),
        (NOW + LEEWAY, True),
        (NOW + LEEWAY + timedelta(seconds=1), False),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), False),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), False),
    ],
)
def test_believable_is_from_1990_to_two_days_ahead(moment: datetime, believed: bool) -> None:
    assert (believable(moment, NOW) is not None) is believed


def test_believable_gives_utc() -> None:
    assert believable(datetime(2026, 11, 22, 10, 19), NOW) == MORNING  # noqa: DTZ001 - zones are missing in feeds
    paris = datetime(2026, 11, 22, 11, 19, tzinfo=timezone(timedelta(hours=1)))
    moment = believable(paris, NOW)
    assert moment == MORNING
    assert moment.tzinfo is UTC


@given(st.text(max_size=60), st.none() | st.lists(st.integers(-(10**20), 10**20), max_size=9))
def test_no_text_makes_it_fail(text: str, guess: list[int] | None) -> None:
    moment = read_date(text, guess)
    assert moment is None or moment.utcoffset() == timedelta()


@given(st.integers(0, 2**31))
def test_iso_dates_are_read_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert (
        read_date(moment.isoformat()) == read_date(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")) == moment
    )


@given(
    st.datetimes(EARLIEST.replace(tzinfo=None), NOW.replace(tzinfo=None)),
    st.sampled_from(["GMT", "+0000", "-0000", "-0800", "+0530"]),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S", "%d %b %Y %H:%M:%S"]),
)
def test_usual_dates_are_read_as_the_standard_library_reads_them(
    moment: datetime, zone: str, form: str
) -> None:
    text = f"{moment:{form}} {zone}"
    meant = parsedate_to_datetime(text)
    assert read_date(text) == (meant if meant.tzinfo else meant.replace(tzinfo=UTC))
