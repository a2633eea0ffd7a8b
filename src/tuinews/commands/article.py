"""`clean`: the article pipeline on one page. Needs no library and makes no file."""

import re
from argparse import Namespace

from tuinews.commands.files import read_input
from tuinews.commands.objects import document_object
from tuinews.commands.session import Session
from tuinews.errors import BadStatus, TooLarge
from tuinews.urls import typed_url

_WEB_ADDRESS = re.compile(r"(?:https?|feed):", re.IGNORECASE)


async def clean(session: Session, options: Namespace) -> int:
    """Print the story of a page, cleaned."""
    from tuinews.jobs import render_page
    from tuinews.topics.mine import topics_of
    from tuinews.topics.prose import prose_of
    from tuinews.workshop import work

    base = typed_url(options.url) if options.url else ""
    if _WEB_ADDRESS.match(options.where):
        body, content_type, url = await _fetched(typed_url(options.where))
        document = await work(render_page, body, content_type, base or url)
    else:
        document = await work(render_page, _read(options.where), "text/html", base)
    if options.json:
        topics = await work(topics_of, document.title, prose_of(document.markdown), document.keywords)
        session.console.say_json(document_object(document, topics))
    else:
        from tuinews.commands.prose import page_as_markdown

        session.console.say(page_as_markdown(document))
    return 0


async def _fetched(url: str) -> tuple[bytes, str, str]:
    from tuinews.http import PAGE_ACCEPT, PAGE_LIMIT, Fetcher, NotModified

    fetcher = Fetcher()
    try:
        answer = await fetcher.get(url, accept=PAGE_ACCEPT, limit=PAGE_LIMIT)
    finally:
        await fetcher.aclose()
    if isinstance(answer, NotModified):
        raise BadStatus("The server says that the page has not changed, and sends no page.")
    return answer.body, answer.content_type, answer.url


def _read(where: str) -> bytes:
    from tuinews.http import PAGE_LIMIT

    content = read_input(where, PAGE_LIMIT)
    if len(content) > PAGE_LIMIT:
        raise TooLarge(f"“{where}” holds more than {PAGE_LIMIT // 1_000_000} MB, too much for one page.")
    return content
