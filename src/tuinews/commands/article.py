"""`clean`: the article pipeline on one page. Needs no library and makes no file."""

import re
from argparse import Namespace
from collections.abc import Coroutine
from typing import Any

from tuinews.commands.files import read_input
from tuinews.commands.objects import document_object
from tuinews.commands.session import Session
from tuinews.errors import BadStatus, TooLarge
from tuinews.urls import typed_url

_WEB_ADDRESS = re.compile(r"(?:https?|feed):", re.IGNORECASE)


def clean(session: Session, options: Namespace) -> Coroutine[Any, Any, int]:
    """Print the story of a page, cleaned."""
    # Read here, since a running event loop would keep Ctrl-C to itself while stdin is waited for.
    content = None if _WEB_ADDRESS.match(options.where) else _read(options.where)
    return _clean(session, options, content)


async def _clean(session: Session, options: Namespace, content: bytes | None) -> int:
    from tuinews.jobs import render_page, topics_of_document
    from tuinews.workshop import work

    base = typed_url(options.url) if options.url else ""
    if content is None:
        body, content_type, url = await _fetched(typed_url(options.where))
        document = await work(render_page, body, content_type, base or url)
    else:
        document = await work(render_page, content, "text/html", base)
    if options.json:
        topics = await work(
            topics_of_document, document.title, document.markdown, document.keywords, document.site
        )
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
