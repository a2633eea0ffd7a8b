"""Politeness over HTTP, row by row: what a server sees of a reader over hours, days and restarts."""

import asyncio
import threading
from contextlib import ExitStack
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from loopback import Page, Request, Site, Wire, answer, conditional, held, in_turn, redirect, silent
from refreshing import DAY, HOUR, MINUTE, SECOND, START, Reader, feed, play
from tuinews.model import View
from tuinews.paths import Home
from tuinews.schedule import INTERVAL, LONGEST, SHORTEST, SPREAD

RSS = {"Content-Type": "application/rss+xml"}
ETAG = {"ETag": 'W/"a, b"-gzip', "Last-Modified": "Sat, 14 Mar 2026 08:00:00 GMT"}


def conditions(request: Request) -> tuple[str | None, str | None]:
    return request.headers.get("if-none-match"), request.headers.get("if-modified-since")


# --- what is asked (P1-P7) ------------------------------------------------------------------------------------


def test_p1_the_first_visit_is_one_plain_request(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(feed(1), RSS)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()

    play(home, scene)
    (request,) = site.requests
    assert (request.method, request.target, conditions(request)) == ("GET", "/feed", (None, None))


def test_p2_p3_p4_validators_go_back_as_they_came_and_each_whole_answer_replaces_both(
    home: Home, site: Site
) -> None:
    site.pages["/feed"] = in_turn(
        answer(feed(1), ETAG),
        answer(feed(1, 2), {"ETag": '"only this"'}),
        answer(feed(1, 2, 3), {}),
        answer(feed(1, 2, 3, 4), {"Last-Modified": "yesterday, or so"}),
        answer(b"", {"ETag": '"renewed"'}, status=304),
        answer(b"", {}, status=304),
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(6):
            await reader.refresh()
            await reader.pass_until_due()

    play(home, scene)
    assert [conditions(request) for request in site.requests] == [
        (None, None),
        ('W/"a, b"-gzip', "Sat, 14 Mar 2026 08:00:00 GMT"),
        ('"only this"', None),
        (None, None),
        (None, "yesterday, or so"),
        ('"renewed"', "yesterday, or so"),
    ]


@pytest.mark.parametrize("body", [b"", b"<html><body>Please log in</body></html>", feed(), feed(1)[:60]])
def test_p5_a_document_that_was_not_stored_leaves_the_old_validators(
    home: Home, site: Site, body: bytes
) -> None:
    site.pages["/feed"] = in_turn(
        answer(feed(1), {"ETag": '"good"'}), answer(body, {"ETag": '"bad"'}), answer(feed(1, 2))
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(3):
            await reader.refresh()
            await reader.pass_until_due()
        assert (await reader.newsroom.counts()).all == 2

    play(home, scene)
    assert [conditions(request)[0] for request in site.requests] == [None, '"good"', '"good"']


def test_p6_another_reading_of_feeds_asks_for_the_whole_once(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = conditional(feed(1), ETAG)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        monkeypatch.setattr("tuinews.refresh.READING", 99)
        for _ in range(2):
            await reader.pass_until_due()
            await reader.refresh()

    play(home, scene)
    assert [bool(conditions(request)[0]) for request in site.requests] == [False, False, True]


def test_p6_a_cleared_cache_asks_for_the_whole_once(home: Home, site: Site) -> None:
    site.pages["/feed"] = conditional(feed(1), ETAG)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        await reader.close()
        home.cache_db.unlink()
        await reader.open()
        await reader.refresh()
        await reader.pass_until_due()
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 1

    play(home, scene)
    assert [bool(conditions(request)[0]) for request in site.requests] == [False, False, True]


def test_p7_unchanged_without_stories_is_asked_once_for_the_whole(home: Home, site: Site) -> None:
    def page(request: Request, wire: Wire) -> None:
        # A server that always says so, as a broken cache in front of it does.
        answer(b"", status=304)(request, wire)

    site.pages["/feed"] = in_turn(
        answer(feed(1), ETAG), answer(b"", status=304), answer(feed(1, 2)), answer(feed(3), ETAG), page
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        forget_stories(reader)
        await reader.pass_until_due()
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 2
        await reader.pass_until_due()
        await reader.refresh()
        forget_stories(reader)
        await reader.pass_until_due()
        await reader.refresh()
        failing = await reader.source()
        assert "304" in failing.last_error
        assert await reader.wait() >= INTERVAL

    play(home, scene)
    assert [bool(conditions(request)[0]) for request in site.requests] == [
        *(False, True, False),
        *(False, True, False),
    ]


def forget_stories(reader: Reader) -> None:
    """Lose the stories, and nothing that says so."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(reader.home.cache_db, isolation_level=None)) as cache:
        cache.execute("DELETE FROM stories")


# --- when it is asked (P8-P13) --------------------------------------------------------------------------------


def test_p8_restarts_send_nothing_early(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(20):
            await reader.refresh()
            await reader.restart()
            reader.now += 3 * SECOND
        reader.now = START + INTERVAL - SECOND
        await reader.refresh()
        assert len(site.requests) == 1
        reader.now = START + INTERVAL * (1 + SPREAD)
        await reader.refresh()
        assert len(site.requests) == 2

    play(home, scene)


def test_p8_a_source_that_always_has_news_is_asked_every_half_hour_at_most(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(*(answer(feed(*range(number))) for number in range(1, 9)))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        waits = []
        for _ in range(8):
            await reader.refresh()
            waits.append(await reader.pass_until_due())
        assert INTERVAL <= waits[0] <= INTERVAL * (1 + SPREAD)
        assert all(SHORTEST <= wait <= SHORTEST * (1 + SPREAD) for wait in waits[1:])

    play(home, scene)


def test_p9_sources_don_t_stay_in_step(home: Home, site: Site) -> None:
    for number in range(20):
        site.pages[f"/{number}"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(*(site.url(f"/{number}") for number in range(20)))
        await reader.refresh()
        waits = {await reader.wait(number) for number in range(1, 21)}
        assert len(waits) == 20
        assert all(INTERVAL <= wait <= INTERVAL * (1 + SPREAD) for wait in waits)

    play(home, scene)


def test_p10_a_server_without_validators_is_asked_half_as_often_while_nothing_changes(
    home: Home, site: Site
) -> None:
    site.pages["/feed"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        waits = []
        for _ in range(8):
            await reader.refresh()
            waits.append(await reader.pass_until_due())
        for wait, hours in zip(waits, (1, 2, 4, 8, 16, 24, 24, 24), strict=True):
            assert hours * HOUR <= wait <= hours * HOUR * (1 + SPREAD)
        site.pages["/feed"] = answer(feed(1, 2))
        await reader.refresh()
        assert 12 * HOUR <= await reader.wait() <= 12 * HOUR * (1 + SPREAD)

    play(home, scene)


def test_asking_by_hand_does_not_make_a_source_rarer(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        for _ in range(5):
            reader.now += 2 * MINUTE
            await reader.by_hand()
        assert len(site.requests) == 6
        assert await reader.wait() <= INTERVAL * (1 + SPREAD)
        site.pages["/feed"] = answer(b"", status=500)
        for _ in range(5):
            reader.now += 2 * MINUTE
            await reader.by_hand()
        assert (await reader.source()).streak == 5
        assert await reader.wait() <= INTERVAL * (1 + SPREAD)

    play(home, scene)


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Cache-Control": "public, max-age=10800"}, 3 * HOUR),
        ({"Cache-Control": "max-age=10800", "Age": "3600"}, 2 * HOUR),
        ({"Expires": format_datetime(START + 5 * HOUR), "Date": format_datetime(START)}, 5 * HOUR),
        ({"Cache-Control": "max-age=99999999"}, LONGEST),
        # P12: leave to ask sooner is no wish to be asked sooner.
        ({"Cache-Control": "no-store"}, INTERVAL),
        ({"Cache-Control": "max-age=0"}, INTERVAL),
        ({"Expires": "0"}, INTERVAL),
    ],
)
def test_p11_p12_the_server_s_word_lengthens_and_never_shortens(
    home: Home, site: Site, headers: dict[str, str], least: timedelta
) -> None:
    site.pages["/feed"] = answer(feed(1), headers)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        assert least <= await reader.wait() <= least * (1 + SPREAD)
        assert (await reader.source()).next_reason == ("server" if least > INTERVAL else "interval")

    play(home, scene)


@pytest.mark.parametrize(
    ("wish", "least"),
    [
        ("<ttl>240</ttl>", 4 * HOUR),
        ("<ttl>5</ttl>", INTERVAL),
        (
            "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>",
            DAY,
        ),
        # From 9:30 on a Saturday: an hour later is 10:30, in an hour or on a day that is left out.
        ("<skipHours><hour>10</hour><hour>11</hour></skipHours>", 2 * HOUR + 30 * MINUTE),
        ("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>", 38 * HOUR + 30 * MINUTE),
        (f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in range(24))}</skipHours>", INTERVAL),
    ],
)
def test_p13_what_the_document_wishes_lengthens_also_when_it_does_not_come_again(
    home: Home, site: Site, wish: str, least: timedelta
) -> None:
    site.pages["/feed"] = conditional(feed(1, more=wish), ETAG)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for _ in range(2):
            reader.now = START
            await reader.refresh(force=True)
            assert await reader.wait() >= least

    play(home, scene)
    assert len(site.requests) == 2


# --- when it goes wrong (P14-P17, P20, P21) -------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    ["7200", "Sat, 14 Mar 2026 11:30:00 GMT", "Saturday, 14-Mar-26 11:30:00 GMT", "Sat Mar 14 11:30:00 2026"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_p14_retry_after_is_kept_also_by_hand_and_after_a_restart(
    home: Home, site: Site, value: str, status: int
) -> None:
    site.pages["/feed"] = in_turn(answer(b"", {"Retry-After": value}, status=status), answer(feed(1)))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        await reader.restart()
        reader.now = START + 2 * HOUR - SECOND
        (outcome,) = (await reader.by_hand(1)).outcomes
        assert outcome.skipped
        assert outcome.silent_until == START + 2 * HOUR
        assert len(site.requests) == 1
        reader.now = START + 2 * HOUR
        await reader.refresh()
        assert (await reader.newsroom.counts()).all == 1

    play(home, scene)


def test_p14_only_too_many_requests_silences_the_whole_host(home: Home, site: Site) -> None:
    for status, asked in ((503, 3), (429, 1)):
        with Site() as host:
            host.pages["/a"] = answer(b"", {"Retry-After": "7200"}, status=status)
            host.pages["/b"] = host.pages["/c"] = answer(feed(1))

            async def scene(reader: Reader, host: Site = host) -> None:
                await reader.follow(host.url("/a"), host.url("/b"), host.url("/c"))
                await reader.refresh()

            play(Home.below(home.data.parent / str(status)), scene)
            assert len(host.requests) == asked


def test_p14_a_silence_of_the_host_outlives_the_program_and_ends(home: Home, site: Site) -> None:
    site.pages["/a"] = answer(b"", {"Retry-After": "7200"}, status=429)
    site.pages["/b"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/a"), site.url("/b"))
        await reader.refresh()
        await reader.restart()
        reader.now += 2 * HOUR - SECOND
        report = await reader.by_hand()
        assert [outcome.silent_until for outcome in report.outcomes] == [START + 2 * HOUR] * 2
        reader.now += SECOND
        await reader.by_hand(2)
        assert [request.path for request in site.requests] == ["/a", "/b"]

    play(home, scene)


def test_p14_a_silence_lasts_a_week_at_most(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(b"", {"Retry-After": "99999999"}, status=503)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        assert await reader.wait() == 7 * DAY

    play(home, scene)


def test_p15_too_many_requests_without_a_time_waits_longer_each_time(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(b"", status=429)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for hours in (1, 2, 4, 8, 16, 24, 24):
            await reader.refresh()
            assert hours * HOUR <= await reader.wait()
            before = len(site.requests)
            reader.now += MINUTE
            await reader.by_hand(1)
            assert len(site.requests) == before
            await reader.pass_until_due()

    play(home, scene)


@pytest.mark.parametrize(
    "page",
    [
        answer(b"", status=500),
        answer(b"", status=404),
        answer(b"<html></html>"),
        lambda _, wire: wire.reset(),
    ],
    ids=["error", "missing", "no feed", "broken off"],
)
def test_p16_failures_wait_from_an_hour_to_a_day_one_request_each(home: Home, site: Site, page: Page) -> None:
    site.pages["/feed"] = page

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for number, hours in enumerate((1, 2, 4, 8, 16, 24, 24), 1):
            await reader.refresh()
            assert len(site.requests) == number
            assert hours * HOUR <= await reader.wait() <= LONGEST * (1 + SPREAD)
            assert (await reader.source()).streak == number
            await reader.pass_until_due()
        site.pages["/feed"] = answer(feed(1))
        await reader.refresh()
        well = await reader.source()
        assert (well.streak, well.last_error, well.trouble, well.failing_since) == (0, "", "", None)
        assert await reader.wait() <= INTERVAL * (1 + SPREAD)

    play(home, scene)


def test_p17_by_hand_a_source_is_asked_before_its_time_conditionally_and_once_a_minute(
    home: Home, site: Site
) -> None:
    site.pages["/feed"] = conditional(feed(1), ETAG)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        for _ in range(5):
            await reader.by_hand(1)
        assert len(site.requests) == 1
        reader.now += MINUTE
        await reader.by_hand(1)

    play(home, scene)
    assert [bool(conditions(request)[0]) for request in site.requests] == [False, True]


def test_p20_what_is_gone_is_asked_only_by_name_and_keeps_its_stories(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(answer(feed(1)), answer(b"", status=410))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        await reader.refresh()
        await reader.pass_until_due()
        await reader.refresh()
        gone = await reader.source()
        assert (gone.stopped, gone.next_check, gone.next_reason, gone.trouble) == (True, None, "gone", "gone")
        await reader.restart()
        reader.now += 30 * DAY
        await reader.refresh()
        await reader.by_hand()
        assert len(site.requests) == 2
        assert (await reader.newsroom.counts()).all == 1
        site.pages["/feed"] = answer(feed(1, 2))
        await reader.by_hand(1)
        back = await reader.source()
        assert (back.stopped, back.streak, back.stories) == (False, 0, 2)
        assert back.next_check is not None

    play(home, scene)


@pytest.mark.parametrize(("status", "trouble"), [(401, "password"), (403, "barred"), (451, "barred")])
def test_p21_what_is_closed_is_asked_once_a_day(home: Home, site: Site, status: int, trouble: str) -> None:
    site.pages["/feed"] = answer(b"", status=status)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        for number in range(1, 4):
            await reader.refresh()
            assert len(site.requests) == number
            assert (await reader.source()).trouble == trouble
            assert LONGEST <= await reader.pass_until_due() <= LONGEST * (1 + SPREAD)

    play(home, scene)


# --- moving (P18, P19) ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 308])
def test_p18_a_feed_that_moved_for_good_is_believed_after_a_day(home: Home, site: Site, status: int) -> None:
    site.pages["/old"] = redirect("/new", status=status)
    site.pages["/new"] = in_turn(
        answer(feed(1)), answer(feed(1, 2)), answer(feed(1, 2)), answer(feed(1, 2, 3))
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/old"))
        await reader.refresh()
        (story,) = (await reader.newsroom.page(View())).stories
        await reader.newsroom.set_saved([story.id], True)
        await reader.newsroom.set_read([story.id], True)
        reader.now += DAY - MINUTE
        await reader.refresh()
        assert (await reader.source()).url == site.url("/old")
        reader.now += 2 * DAY
        await reader.refresh()
        assert (await reader.source()).url == site.url("/new")
        reader.now += 2 * DAY
        await reader.refresh()
        assert [request.path for request in site.requests][-1] == "/new"
        assert len(site.asked("/old")) == 3
        kept = await reader.newsroom.story(story.id)
        assert (kept.saved, kept.read) == (True, True)
        assert (await reader.newsroom.counts()).all == 3
        # The user takes it back, and it is not tried again.
        assert await reader.newsroom.undo() == "Reel is asked at its old address again"
        for _ in range(3):
            reader.now += 2 * DAY
            await reader.refresh()
            assert (await reader.source()).url == site.url("/old")

    play(home, scene)


@pytest.mark.parametrize("hops", [(302,), (303,), (307,), (301, 302), (302, 301), (307, 308)])
def test_p19_a_feed_that_moved_for_a_while_keeps_its_address(
    home: Home, site: Site, hops: tuple[int, ...]
) -> None:
    for number, status in enumerate(hops):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}", status=status)
    site.pages[f"/{len(hops)}"] = answer(feed(1))

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/0"))
        for _ in range(4):
            await reader.refresh()
            reader.now += 2 * DAY
        assert (await reader.source()).url == site.url("/0")
        assert reader.state().moved_to == ""

    play(home, scene)


def test_p18_what_does_not_lead_to_a_feed_or_into_the_own_network_is_not_believed(
    home: Home, site: Site
) -> None:
    site.pages["/page"] = answer(b"<html><body>A parked domain</body></html>")
    site.pages["/parked"] = redirect("/page", status=301)
    site.pages["/feed"] = answer(feed(1))
    site.pages["/near"] = redirect(site.url("/feed", host="localhost"), status=301)
    site.pages["/twin"] = redirect("/feed", status=301)

    async def scene(reader: Reader) -> None:
        await reader.follow(*(site.url(path) for path in ("/parked", "/near", "/twin", "/feed")))
        for _ in range(4):
            await reader.refresh()
            reader.now += 2 * DAY
        addresses = [(await reader.source(number)).url for number in (1, 2, 3)]
        assert addresses == [site.url(path) for path in ("/parked", "/near", "/twin")]

    play(home, scene)


def test_p18_a_server_that_changes_its_mind_begins_anew(home: Home, site: Site) -> None:
    site.pages["/a"], site.pages["/b"] = answer(feed(1)), answer(feed(1))
    site.pages["/old"] = in_turn(
        redirect("/a", status=301), redirect("/b", status=301), answer(feed(1)), redirect("/b", status=301)
    )

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/old"))
        for _ in range(4):
            await reader.refresh()
            assert (await reader.source()).url == site.url("/old")
            reader.now += 2 * DAY
        await reader.refresh()
        assert (await reader.source()).url == site.url("/b")

    play(home, scene)


# --- how many at once, and leaving (P24, P28, P29) ------------------------------------------------------------


def test_p24_eight_at_once_and_one_for_each_host(home: Home) -> None:
    with ExitStack() as stack:
        hosts = [stack.enter_context(Site()) for _ in range(12)]
        lock, release = threading.Lock(), threading.Event()
        now = most = 0

        def page(request: Request, wire: Wire) -> None:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
                if now == 8:
                    release.set()
            held(release, answer(feed(1)))(request, wire)
            with lock:
                now -= 1

        for host in hosts:
            host.pages["/a"] = host.pages["/b"] = page

        async def scene(reader: Reader) -> None:
            await reader.follow(*(host.url(path) for host in hosts for path in ("/a", "/b")))
            report = await reader.refresh()
            assert not report.failed

        play(home, scene)
        assert most == 8
        assert all(host.most_at_once == 1 for host in hosts)
        assert sum(len(host.requests) for host in hosts) == 24


def test_p28_an_address_that_is_followed_twice_is_asked_once(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(feed(1))
    opml = "".join(
        f"<outline text='{folder}'><outline type='rss' text='Reel' xmlUrl='{site.url('/feed')}'/></outline>"
        for folder in ("Film", "Stage")
    )

    async def scene(reader: Reader) -> None:
        await reader.newsroom.import_opml(f"<opml version='2.0'><body>{opml}</body></opml>".encode())
        await reader.refresh()

    play(home, scene)
    assert len(site.requests) == 1


def test_p29_leaving_ends_what_is_under_way(home: Home, site: Site) -> None:
    arrived, left = threading.Event(), threading.Event()
    site.pages["/feed"] = silent(arrived, left)

    async def scene(reader: Reader) -> None:
        await reader.follow(site.url("/feed"))
        refreshing = asyncio.ensure_future(reader.refresh())
        assert await asyncio.to_thread(arrived.wait, 10)
        refreshing.cancel()
        await asyncio.wait({refreshing})
        assert await asyncio.to_thread(left.wait, 10)

    play(home, scene)


# --- a week ---------------------------------------------------------------------------------------------------


def test_a_week_with_ten_sources(home: Home, site: Site) -> None:
    """Every hour somebody looks; some sources have news, some fail, some ask for silence. No request comes early."""
    clock: list[Reader] = []
    asked: dict[str, list[tuple[timedelta, bool]]] = {}
    silence: dict[str, timedelta] = {}
    early: list[str] = []

    def page_of(number: int) -> Page:
        path = f"/{number}"
        edition = 0

        def page(request: Request, wire: Wire) -> None:
            nonlocal edition
            since = clock[0].now - START
            asked.setdefault(path, []).append((since, bool(conditions(request)[0])))
            if since < silence.get(path, timedelta(0)):
                early.append(f"{path} at {since}")
            if number % 10 == 3 and len(asked[path]) % 3 == 2:
                silence[path] = since + 5 * HOUR
                answer(b"", {"Retry-After": "18000"}, status=503)(request, wire)
            elif number % 10 == 7 and len(asked[path]) % 2:
                answer(b"", status=500)(request, wire)
            else:
                edition += number % 5 == 0
                tag = {"ETag": f'"{edition}"', "Cache-Control": "max-age=7200" if number % 4 == 1 else ""}
                conditional(feed(*range(edition + 1)), tag)(request, wire)

        return page

    for number in range(10):
        site.pages[f"/{number}"] = page_of(number)

    async def scene(reader: Reader) -> None:
        clock.append(reader)
        await reader.follow(*(site.url(f"/{number}") for number in range(10)))
        for _ in range(7 * 24):
            await reader.refresh()
            reader.now += HOUR

    play(home, scene)
    assert not early
    for path, visits in asked.items():
        gaps = [later - earlier for (earlier, _), (later, _) in pairwise(visits)]
        least = 2 * HOUR if int(path[1:]) % 4 == 1 and int(path[1:]) % 10 not in (3, 7) else SHORTEST
        assert all(gap >= least for gap in gaps), path
        # Once it gave validators, each request carries them.
        begun = next((place for place, (_, with_tag) in enumerate(visits) if with_tag), len(visits))
        assert all(with_tag for _, with_tag in visits[begun:]), path
