"""From a story to its text: the feed's own words, or the page when those are only a teaser.

Both are kept once both are known; the better one is shown, and the reader may ask for the other.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from tuinews.article.escape import escape_address, escape_text
from tuinews.errors import FetchError, LibraryError, TuinewsError, WorkTimeout
from tuinews.http import PAGE_ACCEPT, PAGE_LIMIT, Fetcher, NotModified
from tuinews.jobs import render_fragment, render_page, topics_of_document
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import Body, Change, Document, Reading, Story, Topic
from tuinews.urls import web_url
from tuinews.workshop import work

WHOLE_STORY_WORDS = 250
"""A feed body of this length without a teaser's ending is taken for the whole story."""
BRIEF_STORY_WORDS = 120
"""`content` of this length may be a whole short story; a mere `description` may not."""
KEEPING_SECONDS = 0.5
"""How long a text waits to be kept before it is shown all the same."""

SURER = 0.3
"""How much surer a feed's text must be of being the story than the page's before it is preferred to a longer page."""
_SHARED = 0.5
"""Share of the feed's runs of words that its page has too, unless the page shows something else than the story."""
_RUN = 4
"""Words in a row that are compared."""
_TELLING_RUNS = 20

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
    other: Document | None = None
    """The text of the other origin, where it was fetched or made on the way."""
    settled: bool = True
    """Whether it is worth keeping: nothing better is to be had by trying again."""


def is_teaser(body: Body, document: Document) -> bool:
    """Tell whether a feed's own text is only the opening of the story.

    Args:
        body: What the feed carries.
        document: The same, cleaned.
    """
    if is_cut_off(document):
        return True
    least = BRIEF_STORY_WORDS if body.content_html else WHOLE_STORY_WORDS
    return document.words < least


def is_cut_off(document: Document) -> bool:
    """Tell whether a text ends as one does that goes on elsewhere."""
    return bool(_CUT_OFF.search(_LINK_TARGET.sub("]", document.markdown[-200:])))


def page_is_better(page: Document, own: Document) -> bool:
    """Choose between the page's text of a story and its feed's.

    Behind a wall the longer one is better. So it is otherwise, unless the page shows something else than what the feed
    tells, or the feed's text is whole and much surer to be the story.
    """
    if page.wall or not own.words or page.words < own.words:
        return page.words >= own.words
    if is_cut_off(own):
        return True
    tells_otherwise = _shared(own.markdown, page.markdown) < _SHARED
    return page.quality + (0 if tells_otherwise else SURER) >= own.quality


def _shared(part: str, whole: str) -> float:
    """Give the share of a text's runs of words that another has too; 1 where there are too few to tell."""
    runs = _runs(part)
    return len(runs & _runs(whole)) / len(runs) if len(runs) >= _TELLING_RUNS else 1.0


def _runs(markdown: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", _LINK_TARGET.sub("]", markdown).lower())
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


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
    return await _kept_reading(library, story, body, text, announce)


async def read_other(
    library: LibraryThread,
    story: Story,
    shown: Document,
    other: Document | None,
    fetcher: Callable[[], Awaitable[Fetcher]],
    announce: Callable[[Change], None],
) -> Reading:
    """Show the page's text of a story in place of its feed's, or the feed's in place of the page's, and keep both.

    Args:
        library: Where they are kept.
        story: The story.
        shown: What was shown so far.
        other: The other text, where it is kept already.
        fetcher: Gives the way to its page, when that is needed.
        announce: Told each committed change.

    Returns:
        The other text; what was shown, with a sentence, where there is no other.
    """
    body = await library.read(Library.body, story.id)
    try:
        if other is None and shown.origin == "page":
            other = await _own(story, body)
        elif other is None and story.url:
            other = await _page(await fetcher(), story.url, await library.read(Library.feed_of, story.id))
    except TuinewsError as error:
        notice = f"{error.summary} So the {_NAMES[shown.origin]} stays."
        return Reading(story, shown, await library.read(Library.topics, story.id), notice)
    if other is None or not other.markdown:
        notice = _NO_OWN_TEXT if shown.origin == "page" else _NO_PAGE
        return Reading(story, shown, await library.read(Library.topics, story.id), notice)
    return await _kept_reading(library, story, body, Text(other, shown), announce)


async def _kept_reading(
    library: LibraryThread, story: Story, body: Body, text: Text, announce: Callable[[Change], None]
) -> Reading:
    document = text.document
    if text.settled:
        clues = (*body.categories, *document.keywords)
        topics = await _topics_of(story, document, clues, await library.read(Library.kept_apart))
        if not await _kept(library, story.id, text, topics, announce):
            shown = await library.read(Library.as_shown, topics)
            return Reading(story, document, shown, document.notice)
        story = await library.read(Library.story, story.id)
    return Reading(story, document, await library.read(Library.topics, story.id), document.notice)


async def _topics_of(
    story: Story, document: Document, clues: tuple[str, ...], apart: frozenset[str]
) -> tuple[Topic, ...]:
    try:
        return await work(topics_of_document, story.title, document.markdown, clues, story.source, apart)
    except WorkTimeout as error:
        # A story without topics can be read all the same.
        _log.warning("topics of story %d: %s", story.id, error)
        return ()


async def _kept(
    library: LibraryThread,
    story_id: int,
    text: Text,
    topics: Sequence[Topic],
    announce: Callable[[Change], None],
) -> bool:
    """Keep a text; tell whether that is done."""
    keeping = asyncio.ensure_future(
        library.write(announce, Library.keep_document, story_id, text.document, topics, text.other)
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
        The page's text or the feed's, whichever is better, both when both are known. A page that can't be had costs
        nothing but a sentence, and where there is no text at all, what is known of the story stands in for it.
    """
    trouble = ""
    try:
        own = await _own(story, body)
    except TuinewsError as error:
        own, trouble = Document("", origin="feed"), error.summary
    if own.markdown and not (story.url and (full or is_teaser(body, own))):
        return Text(own)
    if not story.url:
        return _alone(
            story, own, trouble or "This story came without any text, and without a link to a page."
        )
    if fetcher is None:
        return _alone(story, own, trouble or "The text of this story has not been fetched yet.")
    try:
        page = await _page(fetcher, story.url, feed_url)
    except FetchError as error:
        return _without_page(story, own, error, settled=False)
    except TuinewsError as error:
        return _without_page(story, own, error, settled=True)
    if page_is_better(page, own):
        return Text(page, own if own.markdown else None)
    if page.wall:
        own = replace(own, notice=_WALLED)
    elif is_teaser(body, own):
        own = replace(own, notice=_LITTLE)
    return Text(own, page)


_NAMES = {"feed": "feed’s text", "page": "page’s text"}
_NO_OWN_TEXT = "The feed carries no text of its own, so the page’s text stays."
_NO_PAGE = "This story came without a link to a page, so the feed’s text stays."
_WALLED = "This is what the feed carries; the rest of the story is only for those who subscribe or sign in on its site."
_LITTLE = "This is what the feed carries; the page shows no more of the story. Your browser may fare better with it."


async def _own(story: Story, body: Body) -> Document:
    """Make the feed's own text readable; the summary where there is nothing else to read."""
    own = await work(render_fragment, body.content_html or body.summary_html, story.url)
    if not own.words and body.content_html and body.summary_html:
        summary = await work(render_fragment, body.summary_html, story.url)
        if summary.words:
            return summary
    return own


async def _page(fetcher: Fetcher, url: str, feed_url: str) -> Document:
    answer = await fetcher.get(url, accept=PAGE_ACCEPT, limit=PAGE_LIMIT, found_in=feed_url)
    if isinstance(answer, NotModified):
        raise FetchError(
            "The page's server said that nothing has changed, though this is the first time we ask."
        )
    return await work(render_page, answer.body, answer.content_type, answer.url)


def _without_page(story: Story, own: Document, error: TuinewsError, *, settled: bool) -> Text:
    if own.markdown:
        return Text(replace(own, notice=f"{error.summary} Here is what the feed carries."), settled=settled)
    return _alone(story, own, f"{error.summary} Your browser may fare better with it.")


def _alone(story: Story, own: Document, notice: str) -> Text:
    """Give the feed's own text, or what is known of a story that has none. It is sought again the next time."""
    if own.markdown:
        return Text(own, settled=False)
    parts = [escape_text(story.summary, line_start=True)] if story.summary else []
    address = web_url(story.url)
    if address:
        parts.append(f"[{escape_text(address)}]({escape_address(address)})")
    return Text(replace(own, markdown="\n\n".join(parts), notice=notice), settled=False)
