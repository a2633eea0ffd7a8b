"""Pages that show the opening of a story and ask for money or a name before the rest."""

import re
from collections.abc import Sequence
from typing import Literal

from lxml.html import HtmlElement

from tuinews.article.extract import Block, Story
from tuinews.article.metadata import Facts
from tuinews.article.tree import names_of, text_of

Teaser = Literal["", "subscription", "sign-in"]

_NOTE_WORDS = 60
"""A note of a wall is not longer."""
_BETWEEN_WORDS = 60
"""Words of other things that may stand between the story's last paragraph and the wall."""
_NEAR_BLOCKS = 80
_AFTER_SHARE = 0.1
"""Share of the story's words that may follow the wall: what was overlooked around it."""
_SHORT_SHARE = 0.6
"""Below this share of the words that the page states for the whole, the rest is missing."""
_OPENING_WORDS = 250
"""An opening is not longer where nothing but the page's own word speaks for a wall."""

_THIS = r"(?:this|the (?:full|whole|rest|complete))"
_PIECE = r"(?:stor(?:y|ies)|articles?|posts?|reports?|pieces?|interviews?|reviews?|episodes?|features?|content|issue|analysis)"
_PAYING = r"(?:paid |paying |premium |digital |annual |free )?(?:subscribers?|members?|patrons?|supporters?|subscriptions?|membership)"
_STRONG = re.compile(
    rf"\b{_THIS} (?:\w+ )?{_PIECE} (?:is|are) (?:\w+ )?(?:for|exclusive(?:ly)?(?: for| to)?|only (?:for|to)|reserved for|available (?:only )?(?:to|for)|limited to|restricted to)\b.{{0,40}}\b{_PAYING}\b"
    rf"|\b(?:to|and) (?:read|continue reading|keep reading|finish|access|unlock|view|see) {_THIS}(?: (?:of )?(?:this|the|\w+))? {_PIECE}\b"
    rf"|\b(?:subscribe|sign ?up|sign ?in|log ?in|register|join|upgrade|pay)(?: now| today| here)? (?:to|and) (?:continue|keep) reading\b(?! (?:more|other|stories|articles))"
    rf"|\Ato (?:continue|keep) reading\b|\A(?:continue|keep) reading (?:this|with a|for free|for just|by)\b"
    rf"|\bunlock (?:this|the (?:full|rest|whole)) (?:\w+ )?{_PIECE}\b|\bthe rest of this {_PIECE}\b.{{0,60}}\b{_PAYING}"
    rf"|\byou(?:'ve|’ve| have) (?:reached|used|hit|read)\b.{{0,40}}\b(?:limit|last|all|free)\b.{{0,30}}\b{_PIECE}"
    rf"|\A(?:for )?(?:subscribers|members) only\W*\Z|\b{_PIECE} (?:is|are) locked\b|\bsubscription (?:is )?required\b"
    rf"|\b(?:dieser|der) (?:artikel|beitrag|text) ist (?:nur )?für (?:\w+ )?abonnent|\b(?:jetzt|sofort) weiterlesen\b|\bweiterlesen mit\b|\bum (?:diesen artikel |den artikel )?weiterzulesen"
    rf"|\b(?:article|contenu) (?:est )?réservé aux (?:abonn|membre)|\bpour lire la suite\b|\bil vous reste \d+ ?% de cet article"
    rf"|\b(?:contenido|artículo|noticia) exclusiv[oa] para (?:suscriptor|socio|registrad)|\bpara (?:seguir|continuar) leyendo\b|\bper continuare a leggere\b|\b(?:contenuto|articolo) riservato agli abbonati"
    rf"|\b(?:conteúdo|matéria) exclusiv[oa] para assinantes|\bpara continuar lendo\b|\bverder lezen\?|\bdit artikel is (?:exclusief|alleen) voor abonnees",
    re.IGNORECASE,
)  # fmt: skip
"""Says by itself that the rest of this story is kept back."""
_WEAK = re.compile(
    r"\balready (?:a|an|have an?) (?:\w+ )?(?:subscriber|member|account|subscription)\b|\A(?:subscribe|log ?in|sign ?in|register|join)(?: now| today| here)?\W*\Z"
    r"|\b(?:start|try|get) (?:your |a )?(?:free|\d+[- ]day) (?:\w+ )?trial\b|\bbecome a (?:\w+ )?(?:member|subscriber|patron)\b|\bcancel any ?time\b|\bsubscribe (?:for|from) (?:just |only )?[$£€]"
    r"|\b(?:bereits|schon) (?:abonnent|registriert)|\bdéjà abonné|\bya (?:eres|soy) suscriptor|\bgià abbonato|\bjá é assinante",
    re.IGNORECASE,
)
"""Stands on every page of a site that has subscribers: something else must speak for a wall too."""
_METER = re.compile(
    rf"\b(?:free )?{_PIECE} (?:left|remaining)\b|\bread \w+ (?:out )?of (?:your )?\w+ (?:free )?{_PIECE}\b",
    re.IGNORECASE,
)
"""Counts what may still be read for free: this story is not kept back yet."""
_WALL_NAMES = re.compile(
    r"(?<!\w)(?:pay-?wall(?!-?(?:content|article|free|open))|reg-?wall|meter-?wall|subscriber-only|piano-(?:offer|paywall)|leaky-paywall|locked-content|content-lock(?:ed)?|restricted-(?:content|story|message)|premium-content-(?:gate|logged-out-view))"
)
_SIGNING_IN = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?up for free|register|registration|create (?:an|your|a free) account|free account)\b",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\])\W*\Z")
_SENTENCE_END = re.compile(r"[.!?:。！？][\"'”’»)\]*_]*\s*\Z")


def teaser_of(story: Story, facts: Facts) -> Teaser:
    """Tell whether a page shows only the opening of its story, and what it asks for.

    A site that merely advertises a subscription beside, or under, a whole story is no wall.

    Args:
        story: Where the story is, cleaned: what was taken out of it is still among its blocks.
        facts: What the page says of itself.
    """
    kept = set(story.root.iter())
    words = sum(len(block.words) for block in story.blocks if block.element in kept)
    places = [place for place, block in enumerate(story.blocks) if block.is_prose and block.element in kept]
    if not places:
        return ""
    short = 0 < words < _SHORT_SHARE * facts.word_count
    notes = _notes(story.blocks, kept, places, words)
    strong = [text for text, _ in notes if _STRONG.search(text)]
    if any(_METER.search(text) for text, _ in notes):
        strong = []  # As long as something is left, what follows is only an offer.
    named = [text for text, in_wall in notes if in_wall]
    weak = [text for text, _ in notes if _WEAK.search(text)]
    end = text_of(story.blocks[places[-1]].element)
    cut_off = bool(_CUT_OFF.search(end))
    breaks_off = cut_off or not _SENTENCE_END.search(end)
    closed = facts.free is False
    kept_back = short or cut_off or (closed and (breaks_off or words < _OPENING_WORDS))
    stated = closed and (short or (breaks_off and words < _OPENING_WORDS))
    if not (strong or (named and (breaks_off or kept_back)) or (weak and kept_back) or stated):
        return ""
    said = " ".join(strong or named or weak)
    paid = re.search(_PAYING.replace("free ", ""), said, re.IGNORECASE)
    return "sign-in" if said and _SIGNING_IN.search(said) and not paid else "subscription"


def _notes(
    blocks: Sequence[Block], kept: set[HtmlElement], places: Sequence[int], words: int
) -> list[tuple[str, bool]]:
    """Give what is said right behind the story's end and does not belong to it, and whether it stands in a wall by name."""
    last = places[-1]
    following = 0
    for place in reversed(places):
        following += len(blocks[place].words)
        if following > _AFTER_SHARE * words:
            last = place
            break
    notes: list[tuple[str, bool]] = []
    between = 0
    for block in blocks[last + 1 : last + 1 + _NEAR_BLOCKS]:
        if not block.words or block.element in kept:
            continue
        named = _in_wall(block.element)
        text = text_of(block.element)
        if len(block.words) <= _NOTE_WORDS and not _is_hidden(block.element):
            notes.append((text, named))
        if not named and not _STRONG.search(text) and not _WEAK.search(text):
            between += len(block.words)
        if between > _BETWEEN_WORDS:
            break
    return notes


def _in_wall(element: HtmlElement) -> bool:
    around = [element, *element.iterancestors()][:6]
    return any(
        _WALL_NAMES.search(names_of(each)) for each in around if each.tag not in ("body", "html", "main")
    )


def _is_hidden(element: HtmlElement) -> bool:
    for each in (element, *element.iterancestors()):
        style = (each.get("style") or "").replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style or "hidden" in each.attrib:
            return True
        if each.get("aria-hidden") == "true":
            return True
    return False


def sentence(teaser: Teaser) -> str:
    """Give the words for the reader."""
    if teaser == "subscription":
        return "Only the opening of this story is open to all; the rest is for subscribers of the site."
    if teaser == "sign-in":
        return "Only the opening of this story is open to all; the rest is shown to those who sign in on the site."
    return ""
