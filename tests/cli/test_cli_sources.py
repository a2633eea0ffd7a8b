"""add, remove, sources, refresh, import and export, against a server on this machine."""

import os
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli_newsstand import HTML, REEL, XML, feed, ids, item, page, run, run_program, serve
from loopback import Site, answer, in_turn
from tuinews.paths import Home

TWO_FEEDS = (
    "<link rel='alternate' type='application/rss+xml' title='News' href='/feed'>"
    "<link rel='alternate' type='application/rss+xml' title='Reviews' href='/reviews'>"
)


def test_a_feed_is_followed_once(site: Site) -> None:
    url = serve(site, "/feed", REEL)
    first = run("add", url, "--folder", "Film", "--title", "My Reel")
    assert (first.code, first.out, first.err) == (0, "Now following “My Reel”: 3 stories.\n", "")
    again = run("add", url)
    assert (again.code, again.out) == (0, "You follow “My Reel” already.\n")
    kept = "You follow “My Reel” already. It keeps its title and folder.\n"
    for wish in (("--folder", "TV"), ("--title", "Other")):
        assert run("add", url, *wish).out == kept
    (source,) = run("sources", "--json").json
    assert (source["title"], source["folder"], source["url"], source["stories"]) == (
        "My Reel",
        "Film",
        url,
        3,
    )


def test_add_prints_the_source_as_json(site: Site) -> None:
    told = run("add", serve(site, "/feed", REEL), "--json").json
    assert (told["title"], told["unread"], told["streak"], told["last_error"]) == ("Reel Harbour", 3, 0, None)


def test_a_page_with_one_feed_is_as_good_as_the_feed(site: Site) -> None:
    serve(site, "/feed", REEL)
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    assert run("add", serve(site, "/", f"<html><head>{link}</head></html>", HTML)).code == 0
    assert run("sources", "--json").json[0]["url"] == site.url("/feed")


def test_a_page_with_several_feeds_lists_them_and_takes_the_one_that_is_picked(site: Site) -> None:
    serve(site, "/feed", REEL)
    serve(site, "/reviews", feed(item(1, "A review"), title="Reviews"))
    url = serve(site, "/", f"<html><head>{TWO_FEEDS}</head></html>", HTML)
    asked = run("add", url)
    assert (asked.code, asked.out) == (2, "")
    assert f"  1  News  {site.url('/feed')}\n  2  Reviews  {site.url('/reviews')}\n" in asked.err
    assert "--pick" in asked.err
    as_json = run("add", url, "--json")
    assert as_json.code == 2
    assert as_json.json == [
        {"pick": 1, "url": site.url("/feed"), "title": "News"},
        {"pick": 2, "url": site.url("/reviews"), "title": "Reviews"},
    ]
    assert run("sources", "--json").json == []
    assert run("add", url, "--pick", "3").code == 2
    assert run("add", url, "--pick", "2").code == 0
    assert run("sources", "--json").json[0]["title"] == "Reviews"


def test_what_can_not_be_followed_is_told_in_a_sentence_and_leaves_nothing(site: Site) -> None:
    nothing = serve(site, "/nothing", page("No feed here"), HTML)
    for argv, code in (
        (["add", nothing], 3),
        (["add", site.url("/missing")], 3),
        (["add", "http://127.0.0.1:1/"], 3),
        (["add", "ftp://example.com/"], 2),
        (["add", "not an address"], 2),
    ):
        failed = run(*argv)
        assert (failed.code, failed.out) == (code, ""), argv
        assert failed.err.strip().endswith("."), argv
    assert run("sources", "--json").json == []


def test_a_source_is_removed_by_id_address_or_title_and_its_saved_stories_stay(
    site: Site, tmp_path: Path
) -> None:
    url = serve(site, "/feed", REEL)
    run("add", url)
    run("save", str(ids()["A lost film is found"]))
    kept = tmp_path / "kept.opml"
    run("export", str(kept))
    for wanted in ("1", url, "Reel Harbour"):
        removed = run("remove", wanted)
        assert (removed.code, removed.out) == (
            0,
            "No longer following “Reel Harbour”. Saved stories stay.\n",
        )
        assert run("sources", "--json").json == []
        assert [story["title"] for story in run("list", "--saved", "--json").json] == ["A lost film is found"]
        assert run("import", str(kept)).out == "1 added, 0 there already, 0 skipped.\n"
    run("remove", "1")
    assert run("remove", "Reel Harbour").code == 5


def test_refresh_tells_news_failures_and_what_is_not_due(site: Site) -> None:
    run("add", serve(site, "/feed", REEL))
    fine = run("refresh")
    assert (fine.code, fine.out) == (
        0,
        "No new stories from 0 sources, 1 not due yet (--force asks anyway).\n",
    )
    serve(site, "/broken", feed(item(1, "x"), title="Broken"))
    run("add", site.url("/broken"))
    serve(site, "/feed", REEL.replace("</channel>", item(4, "A fourth story") + "</channel>"))
    site.pages["/broken"] = answer(b"", status=500)
    report = run("refresh", "--force", "--json")
    assert report.code == 3
    by_title = {source["source"]: source for source in report.json["sources"]}
    assert (report.json["new"], report.json["failed"]) == (1, 1)
    assert by_title["Reel Harbour"] | {"source_id": 0} == {
        "source_id": 0,
        "source": "Reel Harbour",
        "new": 1,
        "failure": None,
        "skipped": False,
    }
    assert by_title["Broken"]["failure"]
    assert report.err == f"Broken: {by_title['Broken']['failure']}\n"
    assert "A fourth story" in ids()


def test_refresh_of_named_sources_leaves_the_others_alone(site: Site) -> None:
    run("add", serve(site, "/feed", REEL))
    run("add", serve(site, "/other", feed(item(1, "x"), title="Other")))
    site.requests.clear()
    assert run("refresh", "Other", "--force").code == 0
    assert [request.path for request in site.requests] == ["/other"]
    assert run("refresh", "Nobody").code == 5


def test_refresh_without_sources_says_what_to_do() -> None:
    empty = run("refresh")
    assert (empty.code, empty.out.count("tuinews add URL")) == (0, 1)
    assert run("refresh", "--json").json == {"new": 0, "failed": 0, "sources": []}


def test_sources_shows_health_in_a_pipe(site: Site) -> None:
    site.pages["/feed"] = in_turn(answer(REEL.encode(), XML), answer(b"", status=500))
    run("add", site.url("/feed"))
    assert run("sources").out.endswith("\tok\n")
    assert run("refresh", "--force").code == 3
    row = run("sources").out.rstrip("\n").split("\t")
    assert row[:4] == ["1", "Reel Harbour", "", "3/3"]
    assert row[5].endswith(("m", "h"))
    assert row[6].startswith("failed once: ")
    (source,) = run("sources", "--json").json
    assert (source["streak"], bool(source["last_error"])) == (1, True)


def test_subscriptions_go_out_and_come_back(site: Site, home: Home, tmp_path: Path) -> None:
    run("add", serve(site, "/feed", REEL), "--folder", "Film & TV")
    run("add", serve(site, "/other", feed(item(1, "x"), title="Other")))
    file = tmp_path / "out.opml"
    written = run("export", str(file))
    assert (written.code, written.out) == (0, "")
    assert run("export").out.endswith("</opml>\n")
    assert run("export", "-").out.endswith("</opml>\n")
    assert {outline.get("xmlUrl") for outline in ElementTree.parse(file).iter("outline")} >= {
        site.url("/feed"),
        site.url("/other"),
    }
    elsewhere = ("--home", str(tmp_path / "elsewhere"))
    assert run(*elsewhere, "import", str(file)).out == "2 added, 0 there already, 0 skipped.\n"
    assert run(*elsewhere, "import", str(file)).out == "0 added, 2 there already, 0 skipped.\n"
    folders = {source["url"]: source["folder"] for source in run(*elsewhere, "sources", "--json").json}
    assert folders == {site.url("/feed"): "Film & TV", site.url("/other"): None}


def test_an_import_tells_what_it_skipped_and_a_broken_file_imports_nothing(tmp_path: Path) -> None:
    file = tmp_path / "in.opml"
    file.write_text(
        "<opml version='2.0'><body><outline type='rss' xmlUrl='https://a.example/feed' text='A'/>"
        "<outline type='rss' xmlUrl='javascript:alert(1)' text='B'/></body></opml>"
    )
    report = run("import", str(file))
    assert (report.code, report.out) == (0, "1 added, 0 there already, 1 skipped.\n")
    assert "B" in report.err
    file.write_text("<opml><body><outline xmlUrl='https://c.example/feed'")
    broken = run("import", str(file))
    assert (broken.code, broken.out) == (3, "")
    assert broken.err.strip()
    assert [source["title"] for source in run("sources", "--json").json] == ["A"]


def test_files_that_can_not_be_read_or_written_are_named(tmp_path: Path) -> None:
    for argv in (
        ["import", str(tmp_path / "none.opml")],
        ["import", str(tmp_path)],
        ["export", str(tmp_path / "none" / "x.opml")],
    ):
        failed = run(*argv)
        assert failed.code == 2
        assert argv[1] in failed.err


@pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: this system has no /dev")
def test_an_export_goes_to_what_is_no_file_as_well(home: Home, tmp_path: Path) -> None:
    assert run_program("export", "/dev/fd/1").out.endswith("</opml>\n")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run("export", str(pipe)).code == 0
    assert os.read(reader, 10_000).endswith(b"</opml>\n")
    os.close(reader)
    assert pipe.is_fifo()


def test_an_export_is_a_file_like_others(tmp_path: Path) -> None:
    usual, new, old = tmp_path / "usual", tmp_path / "new", tmp_path / "old"
    usual.touch()
    old.touch(mode=0o640)
    for file in (new, old):
        assert run("export", str(file)).code == 0
    assert new.stat().st_mode == usual.stat().st_mode
    assert old.stat().st_mode & 0o777 == 0o640


def test_a_silence_is_told_with_its_end_and_by_sources(site: Site) -> None:
    site.pages["/feed"] = in_turn(
        answer(REEL.encode(), XML), answer(b"", {"Retry-After": "7200"}, status=429)
    )
    run("add", site.url("/feed"))
    assert run("refresh", "--force").code == 3
    again = run("refresh", "--force")
    assert again.code == 0
    assert "1 left alone, since its server asked for it (until " in again.out
    (source,) = run("sources", "--json").json
    assert (source["trouble"], source["next_reason"], source["streak"]) == ("silence", "silence", 1)
    assert source["cure"].startswith("Wait.")
    assert source["failing_since"]
    (finding,) = [each for each in run("doctor", "--json").json if each["check"] == "sources"]
    assert finding["cure"].startswith(source["cure"])
    assert "Next check: " in finding["cure"]


def test_what_is_gone_is_asked_once_more_by_name(site: Site) -> None:
    site.pages["/feed"] = in_turn(
        answer(REEL.encode(), XML), answer(b"", status=410), answer(REEL.encode(), XML)
    )
    run("add", site.url("/feed"))
    run("refresh", "--force")
    assert len(site.requests) == 2
    (gone,) = run("sources", "--json").json
    assert (gone["stopped"], gone["next_check"], gone["next_reason"]) == (True, None, "gone")
    run("refresh", "--force")
    assert len(site.requests) == 2
    assert run("refresh", "1").code == 0
    assert run("sources", "--json").json[0]["stopped"] is False


def test_adding_a_playlist_or_a_listing_asks_for_its_feed_at_once(site: Site) -> None:
    # No network in tests: what was asked for is told by the failure.
    told = run("add", "https://www.reddit.com/r/movies")
    assert told.code == 3
    assert "www.reddit.com" in told.err or "reddit.com" in told.err
