"""Politeness where redirects lead to other addresses, and where servers say what makes no sense."""

from datetime import timedelta

import pytest

from loopback import Request, Site, answer, conditional, in_turn, redirect
from refreshing import DAY, HOUR, MINUTE, START, Reader, feed, play
from tuinews.paths import Home

DATE = "Sat, 14 Mar 2026 08:00:00 GMT"
BOTH = {"ETag": 'W/"a, b"-gzip', "Last-Modified": DATE}


def conditions(request: Request) -> tuple[str | None, str | None]:
    return request.headers.get("if-none-match"), request.headers.get("if-modified-since")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_p6_validators_go_back_to_where_they_came_from_and_nowhere_else(
    home: Home, site: Site, host: str
) -> None:
    site.pages["/feed"] = redirect(site.url("/there", host))
    site.pages["/there"] = in_turn(
        conditional(feed(1), BOTH), conditional(feed(1), BOTH), answer(b"", {"ETag": '"new"'}, status=304)
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(4):
            await reader.refresh()
            await reader.restart()
            await reader.pass_until_due()

    play(home, scene)
    assert [conditions(request) for request in site.asked("/feed")] == [(None, None)] * 4
    both = (BOTH["ETag"], DATE)
    assert [conditions(request) for request in site.asked("/there")] == [
        *((None, None), both, both),
        ('"new"', DATE),
    ]


def test_p6_another_document_at_the_address_is_not_missed_for_being_older(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(
        redirect("/there"), conditional(feed(1, 2), {"Last-Modified": DATE}), redirect("/elsewhere")
    )
    site.pages["/there"] = answer(feed(1), {"Last-Modified": DATE})
    site.pages["/elsewhere"] = conditional(feed(1, 2, 3), {"Last-Modified": DATE})

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for stories in (1, 2, 3):
            await reader.refresh()
            await reader.pass_until_due()
            assert (await reader.newsroom.counts()).all == stories

    play(home, scene)


def test_p6_validators_outlive_a_move_that_is_believed(home: Home, site: Site) -> None:
    site.pages["/feed"] = redirect("/there", status=301)
    site.pages["/there"] = conditional(feed(1), BOTH)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        while (await reader.source()).url != site.url("/there"):
            assert len(site.requests) < 100
            await reader.refresh()
            await reader.pass_until_due()
        await reader.refresh()

    play(home, scene)
    assert [bool(conditions(request)[0]) for request in site.asked("/there")].count(False) == 1


@pytest.mark.parametrize(
    ("status", "value"),
    [(503, "30"), (429, "0"), (429, "30"), (404, "5"), (500, "Sun, 06 Nov 1994 08:49:37 GMT")],
)
def test_p15_p16_p20_a_short_retry_after_makes_no_wait_shorter(
    home: Home, site: Site, status: int, value: str
) -> None:
    site.pages["/feed"] = answer(b"", {"Retry-After": value}, status=status)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for hours in (1, 2, 4, 8, 16, 24, 24):
            await reader.refresh()
            assert hours * HOUR <= await reader.wait() <= hours * HOUR * 1.1
            await reader.pass_until_due()

    play(home, scene)


def test_p21_a_short_retry_after_does_not_let_us_ask_for_what_is_closed(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(b"", {"Retry-After": "5"}, status=401)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        assert await reader.wait() >= DAY

    play(home, scene)


def test_p14_the_host_that_said_too_many_requests_is_silent_and_not_the_one_that_led_there(
    home: Home, site: Site
) -> None:
    there = site.url("/there", "localhost")
    site.pages["/a"] = site.pages["/b"] = redirect(there)
    site.pages["/there"] = in_turn(answer(b"", {"Retry-After": "7200"}, status=429), answer(feed(1)))
    site.pages["/c"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/a"), site.url("/b"))
        for _ in range(4):
            await reader.refresh()
            reader.now += MINUTE
        # What would have been led to the silent host rests as long as that one wants.
        assert [len(site.asked(path)) for path in ("/a", "/b", "/there")] == [1, 1, 1]
        for source_id in (1, 2):
            source = await reader.source(source_id)
            assert (source.trouble, source.next_reason) == ("silence", "silence")
            assert source.next_check is not None
            assert START + 2 * HOUR <= source.next_check <= START + 2.1 * HOUR
        await reader.follow(site.url("/c"), site.url("/d", "localhost"))
        await reader.restart()
        await reader.refresh()
        assert [len(site.asked(path)) for path in ("/c", "/d")] == [1, 0]
        reader.now = START + 3 * HOUR
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 3

    play(home, scene)


def test_p14_a_clock_that_was_wrong_silences_no_host_for_years(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(answer(b"", status=429), answer(feed(1)))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        reader.now = START + timedelta(days=3650)
        await reader.refresh()
        reader.now = START
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 1

    play(home, scene)


def test_p2_a_feed_with_faults_is_asked_whether_it_has_changed_all_the_same(home: Home, site: Site) -> None:
    document = b"\n " + feed(1).replace(b"Story 1", b"Q & A&nbsp;1")
    site.pages["/feed"] = conditional(document, BOTH)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(2):
            await reader.refresh()
            await reader.pass_until_due()
        assert (await reader.newsroom.counts()).all == 1

    play(home, scene)
    assert [conditions(request) for request in site.requests] == [(None, None), (BOTH["ETag"], DATE)]
