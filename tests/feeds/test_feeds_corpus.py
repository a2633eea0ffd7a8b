"""Other people's feeds: the test suites of ten feed readers, and 55 feeds as their publishers sent them."""

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import fields

from tuinews.errors import FeedError
from tuinews.feeds.discover import find_feeds
from tuinews.feeds.opml import read_opml
from tuinews.feeds.parse import parse_feed
from tuinews.model import ParsedFeed
from tuinews.text import clean_markup, is_clean

pytestmark = pytest.mark.corpus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Document = tuple[str, str, str, bytes]
"""Corpus, kind, path, bytes."""
Outcome = tuple[str, str, str, ParsedFeed | str]
"""Corpus, kind, path, and the feed or the words of the failure."""
URL = "https://example.com/news/feed.xml"
REAL = "fastfeedparser/real200"


@pytest.fixture(scope="module")
def documents(shared: Path) -> list[Document]:
    """Every document of the archive."""
    archive = shared / "corpora" / "feeds.tar.gz"
    if not archive.is_file():
        pytest.skip(f"NOT TESTED: {archive} is missing; it holds 5,239 feed documents")
    with tarfile.open(archive) as tar:
        members = {}
        for member in tar:
            file = tar.extractfile(member)
            if file is not None:
                members[member.name.removeprefix("./").removeprefix("feeds/")] = file.read()
    rows = [line.split("\t") for line in members["manifest.tsv"].decode().splitlines()[1:] if line]
    return [(row[0], row[1], row[-1], members[row[-1]]) for row in rows]


def outcome(body: bytes) -> ParsedFeed | str:
    """Parse a document, or give the words of the failure."""
    try:
        return parse_feed(body, "", URL, now=NOW)
    except FeedError as error:
        return str(error)


@pytest.fixture(scope="module")
def outcomes(documents: list[Document]) -> list[Outcome]:
    """What becomes of every document that claims to be a feed, as XML or JSON."""
    return [
        (corpus, kind, path, outcome(body))
        for corpus, kind, path, body in documents
        if kind in ("feed", "json")
    ]


def strings(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Give every text inside a result, with the name of the field it stands in."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part, name)
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from strings(getattr(value, field.name), field.name)


def check(feed: ParsedFeed | str, path: str) -> None:
    for name, text in strings(feed):
        clean = clean_markup(text) == text if name.endswith("_html") else is_clean(text)
        assert clean, f"{path}: {name} = {text[:200]!r}"
        if name in ("url", "site_url", "image_url") and text:
            assert text.lower().startswith(("http://", "https://")), f"{path}: {name} = {text!r}"
    for entry in feed.entries if isinstance(feed, ParsedFeed) else ():
        assert entry.title, path
        assert len(entry.summary) <= 300, path
        assert len(entry.categories) <= 20, path


def test_every_feed_gives_clean_text_or_a_sentence(outcomes: list[Outcome]) -> None:
    feeds = [(feed, path) for _, kind, path, feed in outcomes if kind == "feed"]
    assert len(feeds) >= 5_152
    for feed, path in feeds:
        check(feed, path)
    # Of 5,152 documents 300 are no feeds at all (KML, OpenSearch), and 700 are empty: fragments that test one element.
    assert sum(isinstance(feed, ParsedFeed) for feed, _ in feeds) >= 4_100


def test_every_real_feed_gives_stories(outcomes: list[Outcome]) -> None:
    real = [(feed, path) for corpus, _, path, feed in outcomes if corpus == REAL]
    assert len(real) >= 55
    stories = 0
    for feed, path in real:
        assert isinstance(feed, ParsedFeed), f"{path}: {feed}"
        assert feed.title, path
        assert feed.entries, path
        assert feed.skipped == 0, path
        stories += len(feed.entries)
    assert stories >= 1_500


def test_json_feeds_give_their_items(outcomes: list[Outcome]) -> None:
    documents = [(feed, path) for _, kind, path, feed in outcomes if kind == "json"]
    for feed, path in documents:
        check(feed, path)
    feeds = [(feed, path) for feed, path in documents if isinstance(feed, ParsedFeed)]
    assert len(feeds) >= 25
    empty = [path for feed, path in feeds if not feed.entries]
    assert len(empty) <= 2, empty  # A list that is empty, and a document without a list.


def test_lists_of_subscriptions_are_read_or_refused(documents: list[Document]) -> None:
    sources = 0
    for _, kind, path, body in documents:
        if kind == "opml":
            check(outcome(body), path)
            try:
                outlines = read_opml(body)
            except FeedError as error:
                said: object = (error.summary, error.detail)
            else:
                said = outlines
                sources += len(outlines.sources)
            assert all(is_clean(text) for _, text in strings(said)), path
    assert sources >= 400


def test_pages_are_no_feeds_but_name_theirs(documents: list[Document]) -> None:
    found = 0
    for _, kind, path, body in documents:
        if kind == "html":
            assert isinstance(outcome(body), str), path
            feeds = find_feeds(body, "text/html", URL)
            assert all(is_clean(feed.title) for feed in feeds), path
            found += bool(feeds)
    assert found >= 6
