"""The saved stories as one HTML page: to be read in any browser, printed, or put on a web server. It loads nothing from anywhere."""

import html
from collections.abc import Iterable

from tuinews.commands.prose import as_fragment
from tuinews.commands.times import day
from tuinews.library.saved import SavedStory
from tuinews.model import Document
from tuinews.text import drop_hazards

BEGINNING = "<!doctype html>\n<!-- The saved stories of tuinews.\n"
"""Of every page that is ours."""

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 Georgia, serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, nav, .by { font-family: system-ui, sans-serif; line-height: 1.25; }
.by, .note, nav span { opacity: .75; font-size: .9rem; }
article { border-top: 1px solid; margin-top: 3rem; padding-top: 1rem; }
pre, table { overflow-x: auto; display: block; }
blockquote { border-left: .2rem solid; margin-left: 0; padding-left: 1rem; }
@media print { article { break-before: page; } nav { display: none; } }
"""


def saved_page(stories: Iterable[tuple[SavedStory, Document]]) -> tuple[str, str]:
    """Write saved stories as a page, the newest first, with a list of them at its head.

    Nothing in a story can become an element or a script; pictures are links, so that the page asks no server for anything.

    Returns:
        The page in two parts, between which there is room for a line of a comment.
    """
    newest_first = sorted(
        stories, key=lambda pair: (pair[0].published or pair[0].first_seen, pair[0].id), reverse=True
    )
    head = [
        "-->",
        '<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Saved stories</title><style>\n{_STYLE}</style></head>",
        "<body><h1>Saved stories</h1>",
        "<nav><ul>",
        *(_line(story) for story, _ in newest_first),
        "</ul></nav>",
    ]
    articles = (_article(story, document) for story, document in newest_first)
    return BEGINNING, drop_hazards("\n".join([*head, *articles, "</body></html>", ""]))


def _line(story: SavedStory) -> str:
    about = f"{story.source} · {day(story.published or story.first_seen)}"
    return f'<li><a href="#s{story.id}">{html.escape(story.title)}</a> <span>{html.escape(about)}</span></li>'


def _article(story: SavedStory, document: Document) -> str:
    author = document.byline or story.author
    by = [f"By {author}" if author else "", story.source, day(story.published or story.first_seen)]
    parts = [
        f'<article id="s{story.id}"{_language(document)}>',
        f"<h2>{html.escape(story.title)}</h2>",
        f'<p class="by">{html.escape(" · ".join(part for part in by if part))}</p>',
    ]
    if document.dek:
        parts.append(f"<p><em>{html.escape(document.dek)}</em></p>")
    parts.append(
        as_fragment(document.markdown) if document.markdown else f"<p>{html.escape(story.summary)}</p>"
    )
    if story.note:
        parts.append(f'<p class="note">Note: {html.escape(story.note)}</p>')
    if story.tags:
        parts.append(f'<p class="note">{html.escape(" ".join(f"#{tag}" for tag in story.tags))}</p>')
    if story.url:
        parts.append(f'<p class="by"><a href="{html.escape(story.url)}">{html.escape(story.url)}</a></p>')
    return "\n".join([*parts, "</article>"])


def _language(document: Document) -> str:
    return f' lang="{html.escape(document.language)}"' if document.language else ""
