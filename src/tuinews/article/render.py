"""The way from bytes to a story: the two doors of this package."""

import re

from lxml import html
from lxml.html import HtmlElement
from msgspec.structs import replace

from tuinews import urls
from tuinews.article import walls
from tuinews.article.captions import without_credit
from tuinews.article.clean import clean
from tuinews.article.compose import Composition, compose
from tuinews.article.decode import decode_page
from tuinews.article.embeds import resolve_embeds
from tuinews.article.escape import escape_text
from tuinews.article.extract import find_fragment, find_story
from tuinews.article.images import resolve_images, same_picture
from tuinews.article.listicles import NO_LIST, promise_of, shape_items
from tuinews.article.markdown import to_markdown
from tuinews.article.metadata import Facts, read_facts
from tuinews.article.paragraphs import make_paragraphs
from tuinews.article.quality import score
from tuinews.article.reasons import why_of
from tuinews.article.spans import plain, spans_of
from tuinews.article.teasers import Teaser, sentence, teaser_of
from tuinews.article.tree import body_of, flatten, leaves, parse, prune_unseen, text_of
from tuinews.article.witness import Witness, ask, words_of
from tuinews.errors import Unreadable
from tuinews.model import Document, Dropped, Picture
from tuinews.text import BODY_CHARACTERS, clean_line, clean_markup, count_words, plain_text

_FEWEST_WORDS = 15
"""A page with fewer words has no story that is worth showing apart from its headline."""
_STATED_WORDS = 80
"""Words that the machine-readable text of a story needs to stand in for what the page does not show."""
_OPENING_WORDS = 12
"""Words by which a standfirst is known again at the beginning of the story."""
_OPENING_QUALITY = 0.4
"""An opening is never surely the whole story, however cleanly it was found."""
_FORM = "its form, which could not be read"
_TAIL = "longer than a book"
_TAG = re.compile(r"<[a-zA-Z!/]")


def render_page(body: bytes, content_type: str, url: str) -> Document:
    """Make the story of a page readable.

    Args:
        body: The page as it came; 3 MB of it are looked at.
        content_type: The header's value, empty when there was none.
        url: The page's final address.

    Returns:
        The story, with origin `page`.

    Raises:
        NotHtml: The bytes are no page.
        Unreadable: No story was found; the summary says what the page seems to be instead.
    """
    text = decode_page(body, content_type)
    if not _TAG.search(text):
        text = _marked_up(text)
    root = parse(text)
    facts = read_facts(root, url)
    witness = ask(root)
    promise = promise_of(root)
    page = body_of(root)
    _prepare(page, facts.base)
    stated = _shown_lead(page, facts.image)
    story = find_story(page, witness)
    composition: Composition | None = None
    count = NO_LIST
    dropped: tuple[Dropped, ...] = ()
    teaser: Teaser = ""
    if story is not None:
        facts = replace(facts, title=facts.title or _first_line(story.root))
        dropped = clean(story, facts)
        teaser = teaser_of(story, facts)
        count = shape_items(story.root, facts.title, promise)
        flatten(story.root)
        composition = compose(story.root, facts.base)
    if composition is None or composition.words < _FEWEST_WORDS:
        stated_text = _stated(facts)
        if stated_text is not None:
            composition, teaser = stated_text, ""
    if composition is None or (composition.words < walls.STORY_WORDS and not teaser):
        # Looked at only now, and in a tree with its forms and scripts: most pages are no wall.
        wall = walls.kind_of(parse(text))
        if composition is None or walls.is_wall(wall, composition.paragraphs):
            raise Unreadable(walls.sentence(wall), "no story")
    if composition.words < _FEWEST_WORDS:
        raise Unreadable(walls.sentence(walls.kind_of(parse(text))), f"{composition.words} words")
    quality = score(composition.paragraphs, composition.words, witness, linked=_linked(composition))
    document = _document(composition, facts, dropped, quality, _lead(stated, composition.pictures))
    document = replace(document, items=count.here, items_in_all=count.in_all)
    if teaser:
        document = replace(
            document, wall=teaser, notice=sentence(teaser), quality=min(quality, _OPENING_QUALITY)
        )
    return document


def render_fragment(markup: str, url: str, *, title: str = "") -> Document:
    """Make the HTML that a feed carries readable. No story is searched for: all of it is one.

    Args:
        markup: Anything: HTML, broken HTML or plain text.
        url: The address that relative ones belong to.
        title: The story's headline, which is not repeated.

    Returns:
        The text, with origin `feed`; empty Markdown when there is none.
    """
    try:
        return _fragment(markup, url, title)
    except Exception as error:  # noqa: BLE001 - a feed's own text is always shown, in its plainest form if need be
        text = plain_text(markup)
        return Document(
            escape_text(text, line_start=True),
            title=clean_line(title),
            words=count_words(text),
            dropped=(Dropped(_FORM, clean_line(repr(error), 80), why_of(_FORM)),),
            origin="feed",
        )


def _fragment(markup: str, url: str, title: str) -> Document:
    markup = markup[:BODY_CHARACTERS]
    root = parse(markup if _TAG.search(markup) else _marked_up(markup))
    page = body_of(root)
    _prepare(page, url)
    facts = Facts(title=clean_line(title), site=urls.host(url), base=url)
    story = find_fragment(page)
    dropped = clean(story, facts, fragment=True)
    count = shape_items(story.root, facts.title)
    flatten(story.root)
    composition = compose(story.root, url)
    quality = score(composition.paragraphs, composition.words, linked=_linked(composition))
    document = _document(composition, facts, dropped, quality, _lead(None, composition.pictures))
    return replace(document, site="", origin="feed", items=count.here, items_in_all=count.in_all)


def _prepare(page: HtmlElement, base: str) -> None:
    """Bring pictures, embedded things and loose words into one form."""
    prune_unseen(page)
    resolve_images(page, base)
    resolve_embeds(page, base)
    make_paragraphs(page)


def _marked_up(text: str) -> str:
    """Give plain text as paragraphs: parted by empty lines, or by every line end where there are no empty lines."""
    text = clean_markup(text).strip()
    parts = re.split(r"\n[^\S\n]*\n\s*", text)
    if len(parts) == 1:
        parts = text.split("\n")
    return "".join(f"<p>{part.replace('<', '&lt;')}</p>" for part in parts if part.strip())


def _first_line(root: HtmlElement) -> str:
    """Give the first block of a page that states no title, where it reads like a headline."""
    first = next(filter(None, map(text_of, leaves(root))), "")
    return clean_line(first) if 2 <= len(first.split()) <= 20 and first[-1] not in ".:;," else ""


def _stated(facts: Facts) -> Composition | None:
    """Compose the text that a page states for machines, where it shows none to people."""
    if count_words(facts.body) < _STATED_WORDS:
        return None
    root = html.document_fromstring(
        _marked_up(plain_text(facts.body) if _TAG.search(facts.body) else facts.body)
    )
    return compose(body_of(root), facts.base)


def _document(
    composition: Composition, facts: Facts, dropped: tuple[Dropped, ...], quality: float, lead: Picture | None
) -> Document:
    cut = (Dropped(_TAIL, "", why_of(_TAIL)),) if composition.cut else ()
    return Document(
        markdown=to_markdown(composition),
        title=facts.title,
        byline=facts.byline,
        published=facts.published,
        modified=facts.modified,
        language=facts.language,
        site=facts.site,
        dek=_dek(facts.dek, composition.paragraphs),
        lead_image=lead,
        words=composition.words,
        media=tuple(composition.media.values()),
        links=tuple(composition.links.values()),
        keywords=facts.keywords,
        quality=quality,
        dropped=dropped + cut,
    )


def _linked(composition: Composition) -> int:
    """Count the characters of links, each address once."""
    return sum(len(link.text) for link in composition.links.values())


def _dek(dek: str, paragraphs: list[str]) -> str:
    """Give the sentence under the headline, unless the story says the same in its first lines."""
    opening = " ".join(paragraphs[:3])
    wanted = words_of(dek)
    begins = words_of(opening)[: len(wanted[:_OPENING_WORDS])] == wanted[:_OPENING_WORDS]
    return "" if begins or Witness(opening).vouches(wanted) else dek


def _shown_lead(page: HtmlElement, address: str) -> Picture | None:
    """Find the picture that stands for the story as the page itself shows it, with its words."""
    for image in page.iter("img"):
        shown = image.get("src") or ""
        if address and same_picture(shown, address):
            figure = next(image.iterancestors("figure"), None)
            caption = figure.find(".//figcaption") if figure is not None else None
            spans = spans_of(caption, lambda _: None) if caption is not None else []
            return Picture(
                address, clean_line(image.get("alt") or ""), clean_line(plain(without_credit(spans)))
            )
    return Picture(address) if address else None


def _lead(stated: Picture | None, pictures: list[Picture]) -> Picture | None:
    """Give the picture that stands for the story; one that is also in the text is given exactly as it is there."""
    if stated is None:
        return pictures[0] if pictures else None
    return next((picture for picture in pictures if same_picture(picture.url, stated.url)), stated)
