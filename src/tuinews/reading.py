"""From a story to its text: the feed's own words, or the page when those are only a teaser."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tuinews.errors import FetchError, LibraryError, TuinewsError, WorkTimeout
from tuinews.http import PAGE_ACCEPT, PAGE_LIMIT, Fetcher, NotModified
from tuinews.jobs import render_fragment, render_page, topics_of_document
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Body, Change, Document, Reading, Story, Topic
from tuinews.workshop import work

WHOLE_STORY_WORDS = 250
"""A feed body of this length without a teaser's ending is taken for the whole story."""
BRIEF_STORY_WORDS = 120
"""`content` of this length may be a whole short story; a mere `description` may not."""
KEEPING_SECONDS = 0.5
"""How long a text waits to be kept before it is shown all the same."""

_log = logging.getLogger(__name__)
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\]|(?:read|see|show) (?:more|the full (?:story|article|post))|continue reading"
    r"|full (?:story|article))[\s\]\).»→>*_]*\Z",
    re.IGNORECASE,
)
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")


@dataclass(frozen=True, slots=True)
class Text:
    """The text to show for a story."""

    document: Document
    notice: str = ""
    """One sentence when it is not what it should be."""
    settled: bool = True
    """Whether it is worth keeping: nothing better is to be had by trying again."""


def is_teaser(body: Body, document: Document) -> bool:
    """Tell whether a feed's own text is only the opening of the story.

    Args:
        body: What the feed carries.
        document: The same, cleaned.
    """
    if _CUT_OFF.search(_LINK_TARGET.sub("]", document.markdown[-200:])):
        return True
    least = BRIEF_STORY_WORDS if body.content_html else WHOLE_STORY_WORDS
    return document.words < least


async def read_anew(
    library: LibraryThread,
    story: Story,
    fetcher: Fetcher | None,
    announce: Callable[[Change], None],
    *,
    full: bool = False,
) -> Reading:
    """Find the text of a story, mine its topics, and keep both when they are worth it.

    Args:
        library: Where they are kept. One that can't be written just now keeps nobody from reading.
        story: The story.
        fetcher: The way to its page; None stays off the network.
        announce: Told each committed change.
        full: Fetch the page even when the feed seems to carry the whole story.
    """
    body = await library.read(Library.body, story.id)
    text = await text_of(story, body, await library.read(Library.feed_of, story.id), fetcher, full=full)
    if text.settled:
        clues = (*body.categories, *text.document.keywords)
        topics = await _topics_of(story, text.document, clues)
        if not await _kept(library, story.id, text.document, topics, announce):
            return Reading(story, text.document, topics, text.notice)
        story = await library.read(Library.story, story.id)
    return Reading(story, text.document, await library.read(Library.topics, story.id), text.notice)


async def _topics_of(story: Story, document: Document, clues: tuple[str, ...]) -> tuple[Topic, ...]:
    try:
        return await work(topics_of_document, story.title, document.markdown, clues, story.source)
    except WorkTimeout as error:
        # A story without topics can be read all the same.
        _log.warning("topics of story %d: %s", story.id, error)
        return ()


async def _kept(
    library: LibraryThread,
    story_id: int,
    document: Document,
    topics: Sequence[Topic],
    announce: Callable[[Change], None],
) -> bool:
    """Keep a text; tell whether that is done."""
    keeping = asyncio.ensure_future(
        library.write(announce, Library.keep_document, story_id, document, topics)
    )
    # A failure is in the log already; nobody may be here any more to hear of it.
    keeping.add_done_callback(lambda task: None if task.cancelled() else task.exception())
    done, _ = await asyncio.wait({keeping}, timeout=KEEPING_SECONDS)
    if not done:
        return False
    try:
        keeping.result()
    except LibraryError:
        return False
    return True


async def text_of(
    story: Story, body: Body, feed_url: str, fetcher: Fetcher | None, *, full: bool = False
) -> Text:
    """Find the best text for a story.

    Args:
        story: The story.
        body: What its feed carries.
        feed_url: The feed's address: what the user did not give must not lead into the user's own network.
        fetcher: The way to its page; None stays off the network.
        full: Fetch the page even when the feed seems to carry the whole story.

    Returns:
        The page's text or the feed's, whichever says more. A page that can't be had costs nothing but a sentence.
    """
    try:
        own = await work(render_fragment, body.content_html or body.summary_html, story.url)
    except TuinewsError as error:
        own = Document(markdown="", origin="feed")
        trouble = error.summary
    else:
        trouble = ""
    wanted = full or is_teaser(body, own)
    if not wanted or not story.url:
        if own.markdown:
            return Text(own)
        return Text(
            own, trouble or "This story came without any text, and without a link to a page.", settled=False
        )
    if fetcher is None:
        return Text(
            own,
            trouble or ("" if own.markdown else "The text of this story has not been fetched yet."),
            settled=False,
        )
    try:
        page = await _page(fetcher, story.url, feed_url)
    except FetchError as error:
        return Text(own, _instead(error.summary, own), settled=False)
    except TuinewsError as error:
        return Text(own, _instead(error.summary, own))
    if page.words < own.words:
        return Text(own)
    return Text(page)


async def _page(fetcher: Fetcher, url: str, feed_url: str) -> Document:
    answer = await fetcher.get(url, accept=PAGE_ACCEPT, limit=PAGE_LIMIT, found_in=feed_url)
    if isinstance(answer, NotModified):
        raise FetchError(
            "The page's server said that nothing has changed, though this is the first time we ask."
        )
    return await work(render_page, answer.body, answer.content_type, answer.url)


def _instead(summary: str, own: Document) -> str:
    rest = "Here is what the feed carries." if own.markdown else "Your browser may fare better with it."
    return f"{summary} {rest}"
