"""Stories made for tests, without a library."""

from collections.abc import Sequence
from datetime import datetime

from tuinews.library.values import place_of, to_micros, to_micros_or_none
from tuinews.model import Story


def made_story(
    *,
    id: int,  # noqa: A002 - the field's own name
    first_seen: datetime,
    published: datetime | None = None,
    source_id: int = 1,
    source: str = "Reel",
    title: str = "T",
    url: str = "",
    author: str = "",
    read: bool = False,
    saved: bool = False,
    hidden: bool = False,
    muted: bool = False,
    words: int | None = None,
    group: int | None = None,
    beats: Sequence[str] = (),
    topics: Sequence[str] = (),
    summary: str = "",
    others: int = 0,
) -> Story:
    """A row of the list as the library would give it."""
    seen, dated = to_micros(first_seen), to_micros_or_none(published)
    return Story(
        place=place_of(seen if dated is None else min(dated, seen), id),
        id=id,
        source_id=source_id,
        source=source,
        title=title,
        url=url,
        author=author,
        published_at=dated,
        first_seen_at=seen,
        read=read,
        saved=saved,
        hidden=hidden,
        muted=muted,
        words=words,
        group=group,
        beat_lines="\n".join(beats),
        topic_lines="\n".join(topics),
        summary=summary,
        others=others,
    )
