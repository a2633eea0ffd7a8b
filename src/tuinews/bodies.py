"""What a feed carries of a story, as the one text that is kept of it.

It is written in the worker process that reads the feed, so that neither the event loop nor the library's thread has to
touch the texts of thousands of stories.
"""

import json

import msgspec

from tuinews.model import Body, Entry

_write = msgspec.json.Encoder().encode
_write_anything = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_body(body: Body | Entry) -> str:
    """Write what the feed carries of a story, as compact JSON."""
    kept = Body(body.summary_html, body.content_html, body.categories, body.enclosures, body.image_url)
    try:
        return _write(kept).decode()
    except (UnicodeEncodeError, OverflowError):
        # msgspec takes a fifth of the time of `json`, but neither half characters nor endless numbers. Such a body can't be
        # stored either, which is the library's to say.
        return _write_anything(msgspec.to_builtins(kept))


def markup_of_body(body: str) -> tuple[str, tuple[str, ...]]:
    """Read what topics are looked for in: the mark-up of the text, and the categories. Nothing of a damaged one."""
    try:
        stored = json.loads(body)
        return stored["content_html"] or stored["summary_html"], tuple(stored["categories"])
    except (ValueError, TypeError, KeyError):
        return "", ()
