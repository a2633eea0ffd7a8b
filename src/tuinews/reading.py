"""From a story to its text: the feed's own words, or the page when those are only a teaser."""

import re
from dataclasses import dataclass

from tuinews.errors import FetchError, TuinewsError
from tuinews.http import PAGE_ACCEPT, PAGE_LIMIT, Fetcher, NotModified
from tuinews.jobs import render_fragment, render_page
from tuinews.model import Body, Document, Story
from tuinews.workshop import work

WHOLE_STORY_WORDS = 250
"""A feed body of this length without a teaser's ending is taken for the whole story."""
BRIEF_STORY_WORDS = 120
"""`content` of this length may be a whole short story; a mere `description` may not."""

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
