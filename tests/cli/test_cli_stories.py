"""list, show, the marks, open and topics, on a library that one feed filled."""

import json
import os
import select
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli_newsstand import HTML, LONG, REEL, feed, ids, item, page, run, serve
from loopback import Site
from tuinews.paths import Home

NEWEST_FIRST = [
    "Second season of Tides announced",
    "The prize goes to a first film",
    "A lost film is found",
]

TODAY = datetime.now(UTC).strftime("%d %b %Y")
OWLS = "Streamline has renewed the owl drama Nightjar, and Ilse Brandt returns to the barn in the Pentland Hills."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template") / "home"


@pytest.fixture
def library(template: Path, home: Home, site: Site) -> dict[str, int]:
    """A library with the three stories of a feed whose server has gone.

    Returns:
        The ids by title.
    """
    if not template.exists():
        assert run("--home", str(template), "add", serve(site, "/feed", REEL)).code == 0
    shutil.copytree(template, home.data.parent)
    return ids()


def titles(*argv: str) -> list[str]:
    return [story["title"] for story in run("list", *argv, "--json").json]


def test_list_has_every_field_newest_first(library: dict[str, int]) -> None:
    listed = run("list", "--json").json
    assert [story["title"] for story in listed] == NEWEST_FIRST
    for story in listed:
        assert list(story) == [
            *("id", "title", "url", "source", "source_id", "author", "published", "first_seen"),
            *("read", "saved", "topics", "story", "words", "summary"),
        ]
    assert listed[1]["author"] == "Ann Archer"
    assert listed[0]["published"] == "2026-03-14T08:03:00Z"
    assert datetime.fromisoformat(listed[0]["first_seen"]) <= datetime.now(UTC)
    assert (listed[0]["read"], listed[0]["saved"]) == (False, False)


def test_list_filters(library: dict[str, int]) -> None:
    run("read", str(library["A lost film is found"]))
    run("save", str(library["The prize goes to a first film"]))
    assert titles("--unread") == NEWEST_FIRST[:2]
    assert titles("--saved") == NEWEST_FIRST[1:2]
    assert titles("--limit", "1") == NEWEST_FIRST[:1]
    assert titles("lost", "film") == NEWEST_FIRST[2:]
    assert titles("--source", "Reel Harbour", "season") == NEWEST_FIRST[:1]
    assert titles("--since", "2026-03-14T08:02:00Z") == NEWEST_FIRST[:2]
    assert titles("--since", "2999-01-01") == []
    assert run("list", "--source", "Nobody").code == 5


def test_list_in_a_pipe_is_a_line_a_story(library: dict[str, int]) -> None:
    story_id = library["A lost film is found"]
    run("save", str(story_id))
    lines = run("list").out.splitlines()
    assert len(lines) == 3
    assert lines[2].split("\t") == [
        *(str(story_id), "2026-03-14T08:01:00Z", "unread,saved", "Reel Harbour", "A lost film is found")
    ]


def test_an_empty_list_says_why(library: dict[str, int], tmp_path: Path) -> None:
    none = run("list", "zebra")
    assert (none.code, none.out, none.err) == (0, "", "No story matches.\n")
    fresh = run("--home", str(tmp_path / "fresh"), "list")
    assert (fresh.code, fresh.out) == (0, "")
    assert "tuinews add" in fresh.err
    assert run("--home", str(tmp_path / "fresh"), "list", "--json").json == []


def test_strange_queries_find_nothing_and_break_nothing(library: dict[str, int]) -> None:
    for query in (
        '"',
        "*",
        "(",
        "don't",
        "c++",
        "AT&T",
        "NEAR(",
        "-",
        "\x00",
        "\udcff",
        "'; DROP TABLE story;",
    ):
        assert run("list", "--json", "--", query).code == 0
    assert len(titles()) == 3


def test_marks_say_what_changed_and_are_idempotent(library: dict[str, int]) -> None:
    title = "A lost film is found"
    story_id = str(library[title])
    for command, done, already in (
        ("save", f"Saved “{title}”.", f"“{title}” was saved already."),
        ("unsave", f"No longer saved: “{title}”.", f"“{title}” was not saved."),
        ("read", f"Marked as read: “{title}”.", f"“{title}” was read already."),
        ("unread", f"Marked as unread: “{title}”.", f"“{title}” was unread already."),
    ):
        first, second = run(command, story_id), run(command, story_id)
        assert (first.code, first.out) == (0, done + "\n")
        assert (second.code, second.out) == (0, already + "\n")


def test_marks_as_json_are_the_changed_stories(library: dict[str, int]) -> None:
    one, two, three = sorted(library.values())
    assert run("save", str(one), "--json").json == [{"id": one, "read": False, "saved": True}]
    assert run("read", str(one), str(two), str(one), "--json").json == [
        {"id": one, "read": True, "saved": True},
        {"id": two, "read": True, "saved": False},
    ]
    assert run("read", str(one), str(two), str(three), "--json").json == [
        {"id": three, "read": True, "saved": False}
    ]


def test_an_unknown_id_changes_nothing(library: dict[str, int]) -> None:
    story_id = library["A lost film is found"]
    for unknown in ("4711", "9999999999999999999"):
        failed = run("save", str(story_id), unknown)
        assert (failed.code, failed.out) == (5, "")
        assert failed.err.strip().endswith(".")
    assert titles("--saved") == []
    for argv in (["show", "4711"], ["open", "4711"], ["topics", "4711"]):
        assert run(*argv).code == 5


def test_show_in_every_form(library: dict[str, int]) -> None:
    story_id = str(library["The prize goes to a first film"])
    markdown = run("show", story_id)
    assert markdown.code == 0
    assert markdown.out.startswith(
        "# The prize goes to a first film\n\nBy Ann Archer · Reel Harbour · 2026-03-14"
    )
    assert "The harbour cinema reopened" in markdown.out
    text = run("show", story_id, "--format", "text").out
    assert text.startswith("The prize goes to a first film\n\nBy Ann Archer · Reel Harbour · 2026-03-14")
    assert "<h1>The prize goes to a first film</h1>" in run("show", story_id, "--format", "html").out
    told = run("show", story_id, "--format", "json").json
    assert told["id"] == int(story_id)
    assert told["origin"] == "feed"
    assert told["notice"] is None
    assert told["markdown"] in markdown.out
    assert {"byline", "site", "language", "dek", "lead_image", "links", "media", "quality"} < set(told)


def test_show_stays_off_the_network_unless_it_is_asked_for_the_page(home: Home, site: Site) -> None:
    run("add", serve(site, "/feed", REEL))
    story_id = str(ids()["A lost film is found"])
    serve(site, "/1", page("A lost film is found"), HTML)
    teaser = run("show", story_id, "--format", "json").json
    assert site.asked("/1") == []
    assert "fish market" in teaser["markdown"]
    full = run("show", story_id, "--full", "--format", "json").json
    assert len(site.asked("/1")) == 1
    assert full["origin"] == "page"
    assert full["words"] > teaser["words"]
    assert "All rights reserved" not in full["markdown"]


def test_show_full_falls_back_to_the_feed_and_says_why(library: dict[str, int]) -> None:
    shown = run("show", str(library["A lost film is found"]), "--full")
    assert shown.code == 0
    assert "fish market" in shown.out
    assert shown.err.strip().endswith(".")


def test_open_hands_the_link_to_the_configured_browser(
    library: dict[str, int], home: Home, tmp_path: Path
) -> None:
    pipe = tmp_path / "opened"
    os.mkfifo(pipe)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{pipe}"\n')
    browser.chmod(0o700)
    home.config.mkdir()
    home.config_file.write_text(f"[open]\nbrowser = {json.dumps([str(browser)])}\n")
    story_id = str(library["A lost film is found"])
    url = run("show", story_id, "--format", "json").json["url"]
    with os.fdopen(os.open(pipe, os.O_RDWR), "rb", buffering=0) as reading:
        done = run("open", story_id)
        assert (done.code, done.out) == (0, f"Opened {url}.\n")
        assert select.select([reading], [], [], 20)[0]
        assert reading.read(1000).decode() == url


def test_open_media_hands_the_first_video_or_sound_to_the_player(
    home: Home, site: Site, tmp_path: Path
) -> None:
    pipe = tmp_path / "played"
    os.mkfifo(pipe)
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\nprintf "%s " "$@" > "{pipe}"\n')
    player.chmod(0o700)
    home.config.mkdir(parents=True)
    home.config_file.write_text(
        f'[open]\nbrowser = ["none"]\nplayer = {json.dumps([str(player), "--url=%s", "--quiet"])}\n'
    )
    video = "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
    run("add", serve(site, "/feed", feed(item(1, "With a video", text=LONG + video), item(2, "Without"))))
    numbers = ids()
    with os.fdopen(os.open(pipe, os.O_RDWR), "rb", buffering=0) as reading:
        done = run("open", str(numbers["With a video"]), "--media")
        assert (done.code, done.err) == (0, "")
        url = done.out.removeprefix("Opened ").removesuffix(".\n")
        assert "abcdefghijk" in url
        assert select.select([reading], [], [], 20)[0]
        assert reading.read(1000).decode() == f"--url={url} --quiet "
    refused = run("open", str(numbers["Without"]), "--media")
    assert (refused.code, refused.out) == (5, "")
    assert "No video or sound is known of “Without”" in refused.err


def test_topics_are_weighed(library: dict[str, int]) -> None:
    everything = run("topics", "--json")
    assert everything.code == 0
    for story_id in library.values():
        for topic in run("topics", str(story_id), "--json").json:
            assert list(topic) == ["topic", "weight", "stories"]
            assert 0 < topic["weight"] <= 1


def test_search_gives_the_best_first_with_the_words_around(library: dict[str, int]) -> None:
    found = run("search", "film", "--json").json
    # In two headlines it stands, and the newer of them is the better; in the third story it is one word of many.
    assert [each["title"] for each in found] == [NEWEST_FIRST[1], NEWEST_FIRST[2], NEWEST_FIRST[0]]
    assert all("film" in each["snippet"] for each in found)
    assert list(found[0])[-1] == "snippet"
    lines = run("search", "film", "--limit", "1").out.splitlines()
    assert [line.split("\t")[3] for line in lines] == [NEWEST_FIRST[1]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("title:film -lost", {NEWEST_FIRST[1]}),
        ('"first film"', {NEWEST_FIRST[1]}),
        ("source:reel is:unread seas", {NEWEST_FIRST[0]}),
        ("is:saved", set()),
        ("owl", set()),
        ('"', set(NEWEST_FIRST)),
    ],
)
def test_search_understands_operators(library: dict[str, int], query: str, found: set[str]) -> None:
    done = run("search", query, "--json")
    assert done.code == 0
    assert {each["title"] for each in done.json} == found


def test_search_that_finds_nothing_says_so(library: dict[str, int]) -> None:
    done = run("search", "owl")
    assert (done.code, done.out) == (0, "")
    assert "Nothing found" in done.err


def test_related_stories_come_with_the_reason(library: dict[str, int]) -> None:
    for story_id in library.values():
        told = run("related", str(story_id), "--json")
        assert told.code == 0
        for related in told.json:
            assert related["id"] != story_id
            assert 0 < related["score"] <= 1
            assert related["reason"]
    assert run("related", "4711").code == 5


def test_stories_of_several_outlets_are_shown_as_one(library: dict[str, int], site: Site) -> None:
    assert run("stories", "--since", "2026-01-01", "--json").json == []
    assert "more than one source" in run("stories").err
    both = [
        feed(item(1, "Nightjar renewed for a third season", text=text), title=title)
        for title, text in (("Backlot", OWLS), ("Green Room", f"{OWLS} {OWLS}"))
    ]
    for number, document in enumerate(both):
        assert run("add", serve(site, f"/owls{number}", document.replace("14 Mar 2026", TODAY))).code == 0
    (group,) = run("stories", "--json").json
    assert [story["source"] for story in group["stories"]] == ["Green Room", "Backlot"]
    assert {story["story"] for story in group["stories"]} == {group["story"]}
    assert "Green Room" in run("stories").out
