"""Clocks that are wrong, and zones that change."""

import os

import pytest

from faults import heard
from tuinews.paths import Home

ORDER = """
import os, time
from msgspec.structs import replace

def at(zone):
    os.environ["TZ"] = zone
    time.tzset()

def undated(number):
    told = entry(str(number))
    return replace(told, entry=replace(told.entry, published=None))

# Europe/Berlin sets its clocks back at 01:00 UTC of that day, and 02:30 comes twice.
backwards = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
present = [backwards]
library = Library.open(Home.below(Path(sys.argv[1])), now=lambda: present[0])
library.add_sources(feeds(1))
for number, zone in enumerate(("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC0", "XXX+12")):
    at(zone)
    present[0] = backwards + timedelta(minutes=30 * number)
    library.apply(FeedUpdate(1, present[0], present[0] + timedelta(hours=1), (undated(number),)))
for zone in ("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC0", "XXX+12"):
    at(zone)
    page = library.page(View())
    midnight = present[0].astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    print(
        [story.title[-1] for story in page.stories],
        page.stories[-1].first_seen.isoformat(),
        library.counts(midnight).unread,
    )
library.close()
"""


@pytest.mark.skipif(
    os.name != "posix", reason="NOT TESTED: only POSIX systems change their zone in a running process"
)
def test_the_order_is_the_same_in_every_zone_and_when_an_hour_comes_twice(home: Home) -> None:
    assert heard(ORDER, home.data.parent) == ["['4', '3', '2', '1', '0'] 2026-10-25T00:30:00+00:00 5"] * 5
