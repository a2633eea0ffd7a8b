"""Which entries of a document are known again, and what is told of the others."""

import pickle
from datetime import UTC, datetime

from tuinews.feeds.entries import FULL_TEXT_WORDS, Statement, finished, make_entry
from tuinews.feeds.identity import gathered, identify
from tuinews.feeds.openings import SUMMARY_CHARACTERS
from tuinews.feeds.parse import parse_feed
from tuinews.model import Enclosure, Entry, ParsedFeed

URL = "https://reel.example/feed"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rss(*items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>Reel</title>{inside}</channel></rss>".encode()


def item(number: int, text: str = "Words") -> str:
    return f"<guid>{number}</guid><title>Story {number}</title><description>{text}</description>"


def read(body: bytes, of: ParsedFeed | None = None) -> ParsedFeed:
    """Read a document, by what is known of an earlier one."""
    known = {each.key: each.hash for each in of.identities} if of else {}
    return parse_feed(body, "", URL, known, now=NOW)


def test_only_what_is_new_or_edited_is_told_again() -> None:
    first = read(rss(item(1), item(2), item(3)))
    assert (len(first.entries), len(first.identities), first.unchanged) == (3, 3, ())
    again = read(rss(item(4), item(1), item(2, "Other words"), item(3)), first)
    assert [entry.title for entry in again.entries] == ["Story 4", "Story 2"]
    assert again.identities[1].key == first.identities[1].key
    assert again.identities[1].hash != first.identities[1].hash
    assert again.unchanged == (first.identities[0].key, first.identities[2].key)
    assert again.skipped == 0


def test_a_document_of_known_entries_is_not_empty() -> None:
    first = read(rss(item(1)))
    again = read(rss(item(1)), first)
    assert again.entries == ()
    assert not again.empty
    assert read(rss()).empty


def test_a_json_feed_is_told_apart_in_the_same_way() -> None:
    body = b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","content_text":"A"},{"id":"2","content_text":"B"}]}'
    first = read(body)
    again = read(body.replace(b'"B"', b'"C"'), first)
    assert ([entry.guid for entry in again.entries], len(again.unchanged)) == (["2"], 1)


def test_of_entries_with_one_key_the_stored_one_stands() -> None:
    twin = "<guid>1</guid><link>https://reel.example/1</link><title>{}</title>"
    first = read(rss(twin.format("First")))
    shared = read(rss(twin.format("First"), twin.format("Second")))
    known = {each.key: each.hash for each in (first.identities[0], shared.identities[0])}
    again = parse_feed(rss(twin.format("First"), twin.format("Second")), "", URL, known, now=NOW)
    assert again.entries == ()
    assert len(again.unchanged) == 1


def test_what_crosses_from_a_worker_is_what_was_read() -> None:
    entry = Entry(
        "g", URL, "Title", "Ann", NOW, NOW, "<p>a</p>", "<p>b</p>", "a", 1, ("Film",), (Enclosure(URL),), URL
    )
    feed = ParsedFeed("Reel", (entry,), identities=identify([entry]))
    crossed = pickle.loads(pickle.dumps(feed))
    assert crossed == feed
    assert crossed.identities == feed.identities


def test_an_opening_is_the_same_whether_its_text_is_long_or_short() -> None:
    hidden = f"<!-- {'x' * 3_000} --><script>{'y' * 3_000}</script>"
    for beginning in ("", hidden, "<p>" * 1_000, f'<a href="https://e.example/{"z" * 2_500}">'):
        entry = make_entry(Statement(guid="1", content=f"{beginning}<p>{'word ' * 2_000}</p>"), URL)
        assert entry is not None
        whole = finished(entry)
        assert whole.summary.startswith("word word")
        assert len(whole.summary) > SUMMARY_CHARACTERS - 10
        assert whole.words == 2_000
        assert entry.title == f"{'word ' * 14}word…"


def test_a_lone_description_of_many_words_is_the_story_itself() -> None:
    for words, is_story in ((FULL_TEXT_WORDS - 1, False), (FULL_TEXT_WORDS, True)):
        found = gathered([Statement(guid="1", summary="a " * words)], URL, {})
        assert bool(found.entries[0].content_html) is is_story
        assert found.entries[0].words == words


def test_an_opening_has_no_blanks_that_are_not_there() -> None:
    markup = "<p><i>Dune</i>’s <a href='/x' title='y'>end</a>, un<b class=\"z\">believ</b>able.</p><p>(<em>New</em>)<br/>So.</p>"
    (entry,) = gathered([Statement(guid="1", summary=markup)], URL, {}).entries
    assert entry.summary == "Dune’s end, unbelievable. (New) So."
    assert entry.title == entry.summary
