"""What is said of a source's health."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from tuinews.health import cure_of, of_commands, of_reader, times_failed, why_then
from tuinews.model import Reason, Source, Trouble

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WELL = Source(7, "https://reel.example/feed", "Reel", site_url="https://reel.example/")


@pytest.mark.parametrize("trouble", [each for each in get_args(Trouble) if each])
def test_every_trouble_has_its_cure(trouble: Trouble) -> None:
    failing = Source(7, "https://reel.example/feed", "Reel", streak=1, trouble=trouble)
    for ways in (of_commands(failing), of_reader()):
        cure = cure_of(failing, ways, NOW)
        assert cure.endswith(".")
        assert "{" not in cure


def test_what_fails_since_before_troubles_were_told_apart_has_a_cure_too() -> None:
    old = Source(7, "https://reel.example/feed", "Reel", streak=1)
    assert "refresh --force 7" in cure_of(old, of_commands(old), NOW)


def test_what_is_missing_for_a_week_has_probably_moved() -> None:
    for days, words in ((6, "Wait a few days"), (7, "missing for 7 days, so it has probably moved")):
        missing = Source(
            7,
            WELL.url,
            "Reel",
            site_url=WELL.site_url,
            streak=9,
            trouble="missing",
            failing_since=NOW - timedelta(days=days),
        )
        cure = cure_of(missing, of_reader(), NOW)
        assert words in cure
        assert "https://reel.example/" in cure


@pytest.mark.parametrize("reason", [each for each in get_args(Reason) if each])
def test_every_reason_is_told(reason: Reason) -> None:
    asked = Source(7, WELL.url, "Reel", next_reason=reason, next_check=NOW)
    assert why_then(asked)


def test_a_source_that_is_well_needs_no_cure() -> None:
    assert cure_of(WELL, of_reader(), NOW) == ""
    assert why_then(WELL) == ""
    assert times_failed(Source(7, WELL.url, "Reel", streak=3)) == "3 times in a row"
