"""What a feed carries of a story, as the one text that is kept of it.

It is written in the worker process that reads the feed, so that neither the event loop nor the library's thread has to
touch the texts of thousands of stories.
"""

import json

from tuinews.model import Body, Entry

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_body(body: Body | Entry) -> str:
    """Write what the feed carries of a story, as compact JSON."""
    # Its texts one by one, for which the encoder takes half the time that it takes for a dictionary of them.
    enclosures = [
        {"url": file.url, "media_type": file.media_type, "length": file.length, "title": file.title}
        for file in body.enclosures
    ]
    return (
        f'{{"summary_html":{_write(body.summary_html)},"content_html":{_write(body.content_html)},'
        f'"categories":{_write(body.categories)},"enclosures":{_write(enclosures)},'
        f'"image_url":{_write(body.image_url)}}}'
    )


def words_of_body(body: str) -> tuple[str, tuple[str, ...]]:
    """Read what topics are looked for in: the mark-up of the text, and the categories. Nothing of a damaged one."""
    try:
        stored = json.loads(body)
        return stored["content_html"] or stored["summary_html"], tuple(stored["categories"])
    except (ValueError, TypeError, KeyError):
        return "", ()
