"""Two hundred feeds of other people through the command line: import, refresh, list, show, and again without network."""

import tarfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest

from cli_newsstand import run
from loopback import Site, answer
from tuinews.text import is_clean

FEEDS = 200
REAL = "fastfeedparser/real200"
SHOWN = 3


def chosen_feeds(archive: Path) -> Mapping[str, bytes]:
    """Take all real feeds of the corpus, and an even choice of the others.

    Returns:
        Path in the archive -> document.
    """
    with tarfile.open(archive) as documents:
        manifest = documents.extractfile("feeds/manifest.tsv")
        assert manifest
        rows = [line.split("\t") for line in manifest.read().decode().splitlines()[1:]]
        real = [row[-1] for row in rows if row[0] == REAL]
        others = [row[-1] for row in rows if row[0] != REAL and row[1] == "feed"]
        wanted = {f"feeds/{path}" for path in [*real, *others[:: len(others) // (FEEDS - len(real))]][:FEEDS]}
        chosen = {}
        for member in documents:
            if member.name in wanted:
                file = documents.extractfile(member)
                assert file
                chosen[member.name] = file.read()
        return chosen


def opml(addresses: Mapping[str, str]) -> str:
    outlines = "".join(
        f'<outline type="rss" text="{escape(name)}" xmlUrl="{escape(url)}"/>'
        for name, url in addresses.items()
    )
    return f'<opml version="2.0"><body><outline text="Corpus">{outlines}</outline></body></opml>'


@pytest.mark.corpus
def test_two_hundred_real_feeds(shared: Path, tmp_path: Path) -> None:
    feeds = chosen_feeds(shared / "corpora" / "feeds.tar.gz")
    assert len(feeds) == FEEDS
    subscriptions = tmp_path / "subscriptions.opml"
    with Site() as site:
        addresses = {}
        for number, (name, document) in enumerate(feeds.items()):
            site.pages[f"/{number}"] = answer(document, {"Content-Type": "application/xml"})
            addresses[name] = site.url(f"/{number}")
        subscriptions.write_text(opml(addresses))
        assert run("import", str(subscriptions)).out == f"{FEEDS} added, 0 there already, 0 skipped.\n"
        refreshed = run("refresh", "--force", "--json")
        assert refreshed.code in (0, 3)
        report = refreshed.json
        assert len(report["sources"]) == FEEDS
        failures = {source["source"]: source["failure"] for source in report["sources"] if source["failure"]}
        assert len(failures) == report["failed"]
        assert all(is_clean(failure) and failure.endswith(".") for failure in failures.values())
        assert not {name for name in failures if "fastfeedparser" in name}
        before = check_stories(report["new"])
    gone = run("refresh", "--force", "--json")
    assert gone.code == 3
    assert (gone.json["new"], gone.json["failed"]) == (0, FEEDS)
    assert check_stories(report["new"]) == before
    assert run("doctor").code == 0


def check_stories(number: int) -> list[object]:
    stories = run("list", "--json", "--limit", "1000")
    assert stories.code == 0
    listed: list[object] = stories.json
    assert len(listed) == min(1000, number)
    assert len(listed) > 500
    for story in stories.json[:: len(listed) // SHOWN]:
        shown = run("show", str(story["id"]), "--format", "json")
        assert shown.code == 0
        assert shown.json["title"] == story["title"]
        assert shown.json["markdown"] or shown.json["summary"] is None or shown.json["notice"]
    return [story["id"] for story in stories.json]
