"""What other feed readers expect of their own test documents, through our parser."""

import datetime as datetime_module
import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tuinews.errors import FeedError
from tuinews.feeds.entries import GUID_CHARACTERS, clean_title
from tuinews.feeds.parse import equipped_feedparser, parse_feed, prepared
from tuinews.model import Entry
from tuinews.text import clean_line
from tuinews.urls import join, without_tracking

pytestmark = pytest.mark.corpus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.com/feed.xml"
DIFFERENCES = Path(__file__).parent / "gofeed-differences.tsv"
GOFEED = "mmcdole+gofeed/testdata/"
GOFEED_AGREES = 0.99
"""Share of titles, addresses, ids and dates that must be as gofeed has them; each other one stands in DIFFERENCES."""
FEEDPARSER = "kurtmckee+feedparser/"
SERVER = "http://127.0.0.1:8097/"
"""Where feedparser's own tests fetch from."""
FEEDPARSER_HOLDS = 2_092
"""Of 2,106. The others:

- Ten belong to a later version of feedparser than 6.0.14, which fails them too: four of Atom links without `href`, six of
  `itunes:explicit` as a truth value, which nothing here reads.
- Three look at ETag and Last-Modified in feedparser's result, which has them only where it has fetched by itself.
- One (`encoding/bozo_http_i18n.xml`) wants a header believed that says `us-ascii` about a document in UTF-8.
"""


@pytest.fixture(scope="module")
def documents(shared: Path) -> Mapping[str, bytes]:
    """Every document by its path."""
    archive = shared / "corpora" / "feeds.tar.gz"
    if not archive.is_file():
        pytest.skip(f"NOT TESTED: {archive} is missing; it holds 5,239 feed documents")
    found = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is not None:
                found[member.name.removeprefix("./").removeprefix("feeds/")] = file.read()
    return found


# --- gofeed -----------------------------------------------------------------------------------------------------


def wanted(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what gofeed expects of an item: title, url, guid, published and updated, where it has them."""
    links = item.get("links") or [""]
    first = links[0].get("href", "") if isinstance(links[0], dict) else links[0]
    guid = item.get("guid") or item.get("id") or ""
    yield "title", item.get("title") or ""
    yield "url", item.get("link") or first
    yield "guid", guid.get("value", "") if isinstance(guid, dict) else guid
    yield (
        "published",
        item.get("publishedParsed") or item.get("pubDateParsed") or item.get("updatedParsed") or "",
    )
    yield "updated", item.get("updatedParsed") or ""


def agrees(entry: Entry | None, field: str, value: str) -> bool:
    if entry is None:
        return False
    if field == "title":
        return entry.title in (clean_title(value), clean_title(value, markup=True))
    if field == "url":
        return entry.url == without_tracking(join(URL, value) or "")
    if field == "guid":
        return entry.guid == clean_line(value, GUID_CHARACTERS)
    moment = entry.published if field == "published" else entry.updated
    return moment == datetime.fromisoformat(value).astimezone(UTC)


def test_gofeed_s_titles_links_ids_and_dates_are_ours(documents: Mapping[str, bytes]) -> None:
    looked_at: Counter[str] = Counter()
    differences = set()
    for path, expected in documents.items():
        body = documents.get(path.removesuffix(".json") + ".xml")
        if not path.startswith(GOFEED) or not path.endswith(".json") or body is None:
            continue
        whole = json.loads(expected)
        items = (whole.get("items") or whole.get("entries") or []) if isinstance(whole, dict) else []
        try:
            entries = parse_feed(body, "", URL, now=NOW).entries if items else ()
        except FeedError:
            entries = ()
        for number, item in enumerate(items):
            entry = entries[number] if number < len(entries) else None
            for field, value in wanted(item):
                looked_at[field] += bool(value)
                if value and not agrees(entry, field, value):
                    differences.add(
                        (path.removeprefix(GOFEED).removesuffix(".json") + ".xml", str(number), field)
                    )
    differing = Counter(field for _, _, field in differences)
    agreeing = looked_at - differing
    for field, number in looked_at.items():
        print(f"{field}: {agreeing[field]} of {number} as gofeed has them")
    share = agreeing.total() / looked_at.total()
    print(f"together: {share:.2%}")
    assert share >= GOFEED_AGREES
    rows = [line.split("\t") for line in DIFFERENCES.read_text().splitlines()[1:]]
    assert differences == {(row[0], row[1], row[2]) for row in rows}
    assert all(row[3] for row in rows)


# --- feedparser -------------------------------------------------------------------------------------------------

_EXPECT = re.compile(r"Expect:\s+(.+?)\s*\Z", re.DOTALL)
_HEADER = re.compile(r"^Header:\s+(\S+?):\s*(.*?)\s*$", re.MULTILINE)


def expectation(body: bytes) -> tuple[str, dict[str, str]] | None:
    """Give the expression that a document of feedparser's must make true, and the headers that it came with."""
    for encoding in (
        "utf-8",
        "utf-16",
        "utf-32",
        "cp037",
        "utf-16-be",
        "utf-16-le",
        "utf-32-be",
        "utf-32-le",
        "latin-1",
    ):
        try:
            comment = re.search("<!--(.*?)-->", body.decode(encoding), re.DOTALL)
        except UnicodeError:
            continue
        found = _EXPECT.search(comment[1]) if comment else None
        if comment and found:
            return found[1], {name.lower(): value for name, value in _HEADER.findall(comment[1])}
    return None


def holds(path: str, body: bytes, expected: str, headers: Mapping[str, str]) -> bool:
    # As we give documents to feedparser, but with what our own cleaning makes needless; and as if from its own server.
    location = {}
    if "base/http_" in path or "wellformed/http/" in path:
        address = f"{SERVER}{path.removeprefix(FEEDPARSER)}"
        named = feedparser.urls.make_safe_absolute_uri(address, headers.get("content-location", ""))
        location = {"content-location": named or address}
    given, ours = prepared(body, headers.get("content-type", ""))
    result = equipped_feedparser().parse(
        io.BytesIO(given),
        response_headers={**headers, **location, **ours},
        sanitize_html=True,
        resolve_relative_uris=True,
    )
    try:
        return bool(eval(expected, {"feedparser": feedparser, "datetime": datetime_module}, result))
    except Exception:  # noqa: BLE001 - an expression that fails does not hold
        return False


def test_feedparser_s_own_expectations_hold(documents: Mapping[str, bytes]) -> None:
    expectations = {
        path: found
        for path, body in documents.items()
        if path.startswith(FEEDPARSER) and (found := expectation(body))
    }
    kept = [
        path
        for path, (expected, headers) in expectations.items()
        if holds(path, documents[path], expected, headers)
    ]
    missing = sorted(set(expectations) - set(kept))
    assert len(kept) >= FEEDPARSER_HOLDS, (len(kept), len(expectations), missing)
