"""The JSON shapes are a contract: exactly these names, null for what is absent."""

from datetime import UTC, datetime

from made import made_story
from tuinews.commands.objects import (
    document_object,
    reading_object,
    refresh_object,
    source_object,
    story_object,
    topic_object,
)
from tuinews.model import (
    Document,
    Dropped,
    Link,
    Picture,
    Reading,
    RefreshReport,
    Source,
    SourceOutcome,
    Topic,
)

WHEN = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
BARE = made_story(
    id=7, source_id=1, source="Reel", title="T", url="", author="", published=None, first_seen=WHEN
)
BARE_OBJECT = {
    "id": 7,
    "title": "T",
    "url": None,
    "source": "Reel",
    "source_id": 1,
    "author": None,
    "published": None,
    "first_seen": "2026-03-14T09:30:00Z",
    "read": False,
    "saved": False,
    "topics": [],
    "story": None,
    "words": None,
    "summary": None,
}


def test_a_bare_story() -> None:
    assert story_object(BARE) == BARE_OBJECT


def test_a_full_story() -> None:
    story = made_story(
        id=8,
        source_id=2,
        source="Reel",
        title="T",
        url="https://reel.example/8",
        author="Ann",
        published=WHEN,
        first_seen=WHEN,
        read=True,
        saved=True,
        beats=("film",),
        topics=("Dune", "Ann"),
        words=0,
        summary="S",
        group=3,
    )
    assert story_object(story) == {
        "id": 8,
        "title": "T",
        "url": "https://reel.example/8",
        "source": "Reel",
        "source_id": 2,
        "author": "Ann",
        "published": "2026-03-14T09:30:00Z",
        "first_seen": "2026-03-14T09:30:00Z",
        "read": True,
        "saved": True,
        "topics": ["Dune", "Ann"],
        "story": 3,
        "words": 0,
        "summary": "S",
    }


def test_a_reading_is_a_story_with_its_text() -> None:
    assert reading_object(Reading(BARE, Document("", origin="feed"))) == BARE_OBJECT | {
        "markdown": "",
        "byline": None,
        "site": None,
        "language": None,
        "dek": None,
        "lead_image": None,
        "links": [],
        "media": [],
        "items": None,
        "origin": "feed",
        "quality": 0.0,
        "wall": None,
        "notice": None,
    }


def test_a_reading_knows_the_words_and_topics_of_its_text() -> None:
    told = reading_object(
        Reading(BARE, Document("x", words=12, lead_image=Picture("https://p")), (Topic("Dune", 1.0),), "N")
    )
    assert told["words"] == 12
    assert told["topics"] == ["Dune"]
    assert told["notice"] == "N"
    assert told["lead_image"] == {"url": "https://p", "alt": None, "caption": None}


def test_a_page() -> None:
    document = Document(
        "x",
        words=460,
        links=(Link("https://l"),),
        dropped=(Dropped("newsletter", "Sign up", "an invitation to subscribe"),),
        quality=0.5,
    )
    assert document_object(document, (Topic("Dune", 1.0),)) == {
        "title": None,
        "byline": None,
        "published": None,
        "modified": None,
        "language": None,
        "site": None,
        "dek": None,
        "lead_image": None,
        "markdown": "x",
        "words": 460,
        "minutes": 2,
        "topics": [{"topic": "Dune", "weight": 1.0}],
        "links": [{"url": "https://l", "text": None}],
        "media": [],
        "items": None,
        "quality": 0.5,
        "wall": None,
        "notice": None,
        "dropped": [{"reason": "newsletter", "why": "an invitation to subscribe", "text": "Sign up"}],
    }


def test_a_source() -> None:
    assert source_object(Source(1, "https://s", "S", streak=2, last_error="E", last_checked=WHEN), WHEN) == {
        "id": 1,
        "url": "https://s",
        "title": "S",
        "folder": None,
        "site_url": None,
        "added": None,
        "last_success": None,
        "last_checked": "2026-03-14T09:30:00Z",
        "last_error": "E",
        "streak": 2,
        "failing_since": None,
        "trouble": None,
        "cure": "To try again: “tuinews refresh --force 1”. If it stays so, the log has the details.",
        "next_check": None,
        "next_reason": None,
        "stopped": False,
        "unread": 0,
        "stories": 0,
    }


def test_a_refresh() -> None:
    report = RefreshReport(
        (
            SourceOutcome(1, "A", new=2),
            SourceOutcome(2, "B", failure="F"),
            SourceOutcome(3, "C", skipped=True),
        )
    )
    assert refresh_object(report) == {
        "new": 2,
        "failed": 1,
        "sources": [
            {
                "source_id": 1,
                "source": "A",
                "new": 2,
                "failure": None,
                "skipped": False,
            },
            {"source_id": 2, "source": "B", "new": 0, "failure": "F", "skipped": False},
            {"source_id": 3, "source": "C", "new": 0, "failure": None, "skipped": True},
        ],
    }


def test_a_topic() -> None:
    assert topic_object(Topic("Dune", 0.5, 3)) == {"topic": "Dune", "weight": 0.5, "stories": 3}
