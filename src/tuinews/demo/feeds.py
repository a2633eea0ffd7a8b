"""The edition's feeds, each in its outlet's own format and with its outlet's habits."""

import json
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from html import escape

from tuinews.demo.pages import Desk, picture_url
from tuinews.demo.stories import DemoStory, Outlet


def render_feed(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> bytes:
    """Write an outlet's feed.

    Args:
        outlet: Whose.
        stories: What is in it, newest first.
        desk: Makes the full texts and knows the dates.

    Returns:
        The document as UTF-8.
    """
    write: dict[str, Callable[[Outlet, Sequence[DemoStory], Desk], str]] = {
        "rss": _rss,
        "rss091": _rss091,
        "rdf": _rdf,
        "atom": _atom,
        "json": _json,
    }
    return write[outlet.format](outlet, stories, desk).encode()


def _rss(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> str:
    items = "".join(_rss_item(story, desk) for story in stories)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/">\n<channel>'
        + _tag("title", outlet.title)
        + _tag("link", outlet.home)
        + _tag("description", outlet.strapline)
        + f'<atom:link href="{escape(outlet.feed_url)}" rel="self" type="application/rss+xml"/>'
        + _tag("language", "en")
        + _tag("lastBuildDate", format_datetime(desk.published(stories[0])))
        + _tag("ttl", "60")
        + items
        + "</channel>\n</rss>\n"
    )


def _rss_item(story: DemoStory, desk: Desk) -> str:
    outlet = story.outlet
    tracked = "&" if "?" in story.url else "?"
    parts = [
        _tag("title", story.title),
        _tag("link", f"{story.url}{tracked}utm_source=rss&utm_medium=feed"),
        _tag("dc:creator", story.author, cdata=True),
        _tag("pubDate", format_datetime(desk.published(story))),
        *(_tag("category", tag, cdata=True) for tag in story.tags),
    ]
    match outlet.guid:
        case "number":
            parts.append(f'<guid isPermaLink="false">{outlet.home}?p={story.number}</guid>')
        case "permalink":
            parts.append(_tag("guid", story.url))
        case "none":
            pass
    parts.append(_tag("description", story.dek, cdata=True))
    if outlet.full:
        parts.append(_tag("content:encoded", desk.fragment(story), cdata=True))
    if story.lead:
        picture = escape(picture_url(outlet, story.lead))
        match outlet.media:
            case "content":
                alt = _tag("media:title", story.lead.alt, type="plain")
                parts.append(
                    f'<media:content url="{picture}" medium="image" width="1024">{alt}</media:content>'
                )
            case "enclosure":
                parts.append(f'<enclosure url="{picture}" length="2048" type="image/png"/>')
            case "none":
                pass
    return "\n<item>" + "".join(parts) + "</item>"


def _rss091(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> str:
    items = "".join(
        "\n<item>"
        + _tag("title", story.title)
        + _tag("link", story.url)
        + _tag("description", story.dek)
        + _tag("author", f"newsdesk@{outlet.host} ({story.author})")
        + _tag("pubDate", format_datetime(desk.published(story)))
        + "</item>"
        for story in stories
    )
    return (
        '<?xml version="1.0"?>\n<rss version="0.91">\n<channel>'
        + _tag("title", outlet.title)
        + _tag("link", outlet.home)
        + _tag("description", outlet.strapline)
        + _tag("language", "en-us")
        + items
        + "</channel>\n</rss>\n"
    )


def _rdf(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> str:
    contents = "".join(f'<rdf:li rdf:resource="{escape(story.url)}"/>' for story in stories)
    items = "".join(
        f'\n<item rdf:about="{escape(story.url)}">'
        + _tag("title", story.title)
        + _tag("link", story.url)
        + _tag("description", story.dek)
        + _tag("dc:creator", story.author)
        + _tag("dc:date", desk.published(story).isoformat())
        + "".join(_tag("dc:subject", tag) for tag in story.tags)
        + "</item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{escape(outlet.feed_url)}">'
        + _tag("title", outlet.title)
        + _tag("link", outlet.home)
        + _tag("description", outlet.strapline)
        + f"<items><rdf:Seq>{contents}</rdf:Seq></items></channel>"
        + items
        + "\n</rdf:RDF>\n"
    )


def _atom(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> str:
    entries = "".join(
        "\n<entry>"
        + _tag("id", f"tag:{outlet.host},2019:{story.number}")
        + _tag("title", story.title, type="text")
        + f'<link rel="alternate" type="text/html" href="{escape(story.url)}"/>'
        + f"<author>{_tag('name', story.author)}</author>"
        + _tag("published", desk.published(story).isoformat())
        + _tag("updated", desk.published(story).isoformat())
        + "".join(f'<category term="{escape(tag)}"/>' for tag in story.tags)
        + _tag("summary", story.dek, type="text")
        + (_tag("content", desk.fragment(story), type="html") if outlet.full else "")
        + "</entry>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        + _tag("id", outlet.home)
        + _tag("title", outlet.title)
        + _tag("subtitle", outlet.strapline)
        + f'<link rel="self" href="{escape(outlet.feed_url)}"/><link rel="alternate" href="{escape(outlet.home)}"/>'
        + _tag("updated", desk.published(stories[0]).isoformat())
        + entries
        + "\n</feed>\n"
    )


def _json(outlet: Outlet, stories: Sequence[DemoStory], desk: Desk) -> str:
    items = []
    for story in stories:
        item = {
            "id": str(story.number),
            "url": story.url,
            "title": story.title,
            "summary": story.dek,
            "content_html": desk.fragment(story),
            "date_published": desk.published(story).isoformat(),
            "authors": [{"name": story.author}],
            "tags": list(story.tags),
        }
        if story.lead:
            item["image"] = picture_url(outlet, story.lead)
        items.append(item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": outlet.home,
        "feed_url": outlet.feed_url,
        "description": outlet.strapline,
        "language": "en",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _tag(name: str, text: str, *, cdata: bool = False, **attributes: str) -> str:
    inner = f"<![CDATA[{text}]]>" if cdata else escape(text, quote=False)
    extra = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{extra}>{inner}</{name}>"
