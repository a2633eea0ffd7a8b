"""The JSON objects that commands print. Their field names are a contract: absent values are null, never missing."""

from collections.abc import Sequence
from datetime import datetime

from tuinews.commands.times import iso
from tuinews.health import cure_of, of_commands
from tuinews.model import (
    Correction,
    Document,
    Found,
    Link,
    Picture,
    Reading,
    RefreshReport,
    Related,
    Source,
    Stance,
    Story,
    StoryGroup,
    Topic,
)

Object = dict[str, object]


def story_object(story: Story) -> Object:
    """Describe a story without its text."""
    return {
        "id": story.id,
        "title": story.title,
        "url": story.url or None,
        "source": story.source,
        "source_id": story.source_id,
        "author": story.author or None,
        "published": iso(story.published),
        "first_seen": iso(story.first_seen),
        "read": bool(story.read),
        "saved": bool(story.saved),
        "topics": list(story.topics),
        "story": story.group,
        "words": story.words,
        "summary": story.summary or None,
    }


def found_object(found: Found) -> Object:
    """Describe a story that a search found."""
    return story_object(found.story) | {"snippet": found.snippet or None}


def state_object(story: Story) -> Object:
    """Describe the marks of a story."""
    return {"id": story.id, "read": bool(story.read), "saved": bool(story.saved)}


def reading_object(reading: Reading) -> Object:
    """Describe a story with its text."""
    document = reading.document
    story = story_object(reading.story)
    if reading.topics:
        story["topics"] = [topic.name for topic in reading.topics]
    return story | {
        "words": document.words or reading.story.words,
        "markdown": document.markdown,
        "byline": document.byline or None,
        "site": document.site or None,
        "language": document.language or None,
        "dek": document.dek or None,
        "lead_image": _picture_object(document.lead_image),
        "links": _link_objects(document.links),
        "media": _link_objects(document.media),
        "items": _items_object(document),
        "origin": document.origin,
        "quality": document.quality,
        "wall": document.wall or None,
        "notice": reading.notice or None,
    }


def document_object(document: Document, topics: Sequence[Topic]) -> Object:
    """Describe a page that went through the article pipeline, with what was left out of it."""
    return {
        "title": document.title or None,
        "byline": document.byline or None,
        "published": iso(document.published),
        "modified": iso(document.modified),
        "language": document.language or None,
        "site": document.site or None,
        "dek": document.dek or None,
        "lead_image": _picture_object(document.lead_image),
        "markdown": document.markdown,
        "words": document.words,
        "minutes": document.minutes,
        "topics": [{"topic": topic.name, "weight": topic.weight} for topic in topics],
        "links": _link_objects(document.links),
        "media": _link_objects(document.media),
        "items": _items_object(document),
        "quality": document.quality,
        "wall": document.wall or None,
        "notice": document.notice or None,
        "dropped": [
            {"reason": block.reason, "why": block.why or None, "text": block.text}
            for block in document.dropped
        ],
    }


def _items_object(document: Document) -> Object | None:
    return {"here": document.items, "in_all": document.items_in_all} if document.items else None


def source_object(source: Source, now: datetime) -> Object:
    """Describe a subscription with its health.

    Args:
        source: The subscription.
        now: The present, aware.
    """
    return {
        "id": source.id,
        "url": source.url,
        "title": source.title,
        "folder": source.folder or None,
        "site_url": source.site_url or None,
        "added": iso(source.added),
        "last_success": iso(source.last_success),
        "last_checked": iso(source.last_checked),
        "last_error": source.last_error or None,
        "streak": source.streak,
        "failing_since": iso(source.failing_since),
        "trouble": source.trouble or None,
        "cure": cure_of(source, of_commands(source), now) or None,
        "next_check": iso(source.next_check),
        "next_reason": source.next_reason or None,
        "stopped": source.stopped,
        "unread": source.unread,
        "stories": source.stories,
    }


def topic_object(topic: Topic) -> Object:
    """Describe a topic."""
    return {"topic": topic.name, "weight": topic.weight, "stories": topic.stories}


def correction_object(correction: Correction) -> Object:
    """Describe what the user said of a topic."""
    return {"deed": correction.deed, "topic": correction.name, "target": correction.target or None}


def stance_object(stance: Stance, sources: Sequence[Source]) -> Object:
    """Describe what is followed or muted.

    Args:
        stance: It.
        sources: The subscriptions, which it may name.
    """
    title = next((each.title for each in sources if str(each.id) == stance.name), None)
    return {
        "stance": stance.stance,
        "kind": stance.kind,
        "name": title or stance.name if stance.kind == "source" else stance.name,
        "source_id": int(stance.name) if stance.kind == "source" else None,
        "until": iso(stance.until),
        "only_source": stance.only_source,
        "only_folder": stance.only_folder,
        "stories": stance.stories,
    }


def related_object(related: Related) -> Object:
    """Describe a story that is near to another."""
    return story_object(related.story) | {"score": round(related.score, 3), "reason": related.reason}


def group_object(group: StoryGroup) -> Object:
    """Describe the stories that tell the same."""
    return {"story": group.id, "stories": [story_object(story) for story in group.stories]}


def refresh_object(report: RefreshReport) -> Object:
    """Describe how a refresh went, source by source."""
    return {
        "new": report.new,
        "failed": len(report.failed),
        "sources": [
            {
                "source_id": outcome.source_id,
                "source": outcome.source,
                "new": outcome.new,
                "failure": outcome.failure or None,
                "skipped": outcome.skipped,
            }
            for outcome in report.outcomes
        ],
    }


def _picture_object(picture: Picture | None) -> Object | None:
    if picture is None:
        return None
    return {"url": picture.url, "alt": picture.alt or None, "caption": picture.caption or None}


def _link_objects(links: Sequence[Link]) -> list[Object]:
    return [{"url": link.url, "text": link.text or None} for link in links]
