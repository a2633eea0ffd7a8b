"""Takes out of the story's element what does not belong to the story, and says what and why."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, pairwise

from lxml.html import HtmlElement

from tuinews.article.embeds import MARK
from tuinews.article.extract import Block, Story, block_of
from tuinews.article.islands import stranded
from tuinews.article.junk_names import NAME_RULES, NameRule
from tuinews.article.junk_phrases import BIO, BIO_ANYBODY, PHRASE_RULES, PhraseRule
from tuinews.article.metadata import Facts
from tuinews.article.page_dates import dates_in
from tuinews.article.reasons import why_of
from tuinews.article.tails import trailing_links
from tuinews.article.tree import BLOCKS, HEADINGS, leaves, names_of, text_of
from tuinews.model import Dropped
from tuinews.text import clean_line, shorten

RECORDED = 200
OPENING = 80
_STORY_ITSELF = 0.25
"""Share of the vouched text above which an element, or all that one rule finds, is the story, whatever it is called."""
_MOST_TEXT = 0.5
"""Share of the vouched text that even a sure rule may not reach."""
_WHOLE_STORY = 0.7
"""Share of the vouched text of an element that wraps the story: its names say what the page has, not what it is."""
_MUCH_PROSE = 1_200
"""Characters of vouched text that no box beside a story has."""
_SOME_PROSE = 150
"""Characters of vouched text that what is hidden, or found by a rule that does not know this site, may lose."""
_LAST_PART = 0.15
"""Share of the words that may follow a line that ends the story."""
_OPENED_BLOCKS = 15
"""Blocks that a heading over links may rule over."""
_LABEL_WORDS = 6
"""Words of a section's name above the headline."""
_PHRASE_CHARACTERS = 2_000
"""Characters of a block that may be a phrase, however few words it has: on one word of megabytes an expression takes a gigabyte."""
_BESIDE = 30
"""Elements beside one that is alone with its words; to compare the words of more would take for ever."""
_BIO_BLOCKS = 8
_BIO_WORDS = 130
_IN_QUOTATIONS = frozenset({"form", "hidden text", "advertising"})
"""The rules that hold inside quotations: their attribution looks like a byline or a credit."""
_BYLINE_WORDS = re.compile(
    r"\b(?:written|by|published|posted|updated|last|first|on|at|in|and|edited|reviewed|reported|words|story|photos?|min(?:utes?|s)?|read"
    r"|ago|hours?|days?|am|pm|edt|est|et|pdt|pst|pt|gmt|utc|bst|cet|ist|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun(?:day)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|staff|editor|writer|reporter|contributor|senior|author|publish|date|comments?|views?|shares?|publicado|por|às|de|von|le|par|il|il y a|am|um|uhr|el)\b|\d+|\W+",
    re.IGNORECASE,
)
_KEY = re.compile(r"\w+")


def clean(story: Story, facts: Facts, *, fragment: bool = False) -> tuple[Dropped, ...]:
    """Drop from a story's element what is not the story.

    Args:
        story: Where the story is; its tree is changed.
        facts: Headline, byline and the sentence under the headline, which are shown apart and so not repeated.
        fragment: Whether it is a feed's own text, all of which is the story unless a rule says otherwise.

    Returns:
        What was dropped, in the order of finding.
    """
    sweep = _Sweep(story, facts, fragment=fragment)
    sweep.by_name()
    sweep.by_phrase()
    sweep.repeats()
    if not fragment:
        for element, reason in stranded(story, sweep.blocks()):
            sweep.drop(element, reason)
        sweep.bare_captions()
        sweep.repeats()  # What stood above the story may have hidden the headline.
        for block in trailing_links(sweep.blocks()):
            sweep.drop(block.element, "related stories")
    sweep.writer_cards()
    sweep.bare_headings()
    return tuple(sweep.dropped)


class _Sweep:
    """One pass of cleaning over one story."""

    def __init__(self, story: Story, facts: Facts, *, fragment: bool) -> None:
        self.dropped: list[Dropped] = []
        self._story = story
        self._facts = facts
        self._fragment = fragment
        self._gone: set[HtmlElement] = set()
        self._strangers: set[str] = set()
        self._measured: list[Block] | None = None
        self._followers = _followers(story)

    def blocks(self) -> list[Block]:
        """Give what is left, in reading order, as it was measured once the named boxes were gone."""
        if self._measured is None:
            blocks = map(block_of, leaves(self._story.root))
            self._measured = [block for block in blocks if block.words or _shows(block.element)]
        self._measured = [block for block in self._measured if block.element not in self._gone]
        return list(self._measured)

    def drop(self, element: HtmlElement, reason: str, why: str = "") -> None:
        """Take an element out, and remember what it said, and why when that is more than the reason's usual."""
        if element in self._gone or element is self._story.root:
            return
        self._gone.update(element.iter())
        text = " ".join(piece.strip() for piece in element.itertext() if piece.strip())
        if text and len(self.dropped) < RECORDED:
            opening = shorten(clean_line(text[:1_000]), OPENING)
            self.dropped.append(Dropped(reason, opening, why or why_of(reason)))
        if element.getparent() is not None:
            element.drop_tree()

    # --- by the names of elements ---------------------------------------------------------------------------

    def by_name(self) -> None:
        """Apply the rules about tags, roles and names, from the outside in."""
        found = {
            element: rule
            for element in self._story.root.iterdescendants()
            if (rule := _named(str(element.tag), (element.get("role") or "").lower(), names_of(element)))
            and (not rule.inside or next(element.iterancestors(*rule.inside), None) is not None)
        }
        self._strangers = self._rules_that_take_the_story(found)
        for element in list(self._story.root.iterdescendants()):
            if element in self._gone:
                continue
            rule = found.get(element)
            if rule is not None and self._applies(rule, element):
                self.drop(element, rule.name, rule.why)
            elif _is_hidden(element) and self._weight(element) <= _SOME_PROSE:
                self.drop(element, "hidden")

    def _weight(self, element: HtmlElement) -> int:
        return self._story.weights.get(element, 0)

    def _is_story(self, weight: int) -> bool:
        return weight >= max(1.0, _STORY_ITSELF * self._weight(self._story.root))

    def _rules_that_take_the_story(self, found: dict[HtmlElement, NameRule]) -> set[str]:
        """Find the rules whose words mean something else on this site: `shop` for each product of a review."""
        whole = _WHOLE_STORY * self._weight(self._story.root)
        parts = {element: rule.name for element, rule in found.items() if self._weight(element) < whole}
        weights: dict[str, int] = {}
        for element, name in parts.items():
            if not any(parts.get(ancestor) == name for ancestor in element.iterancestors()):
                weights[name] = weights.get(name, 0) + self._weight(element)
        return {name for name, weight in weights.items() if self._is_story(weight)}

    def _applies(self, rule: NameRule, element: HtmlElement) -> bool:
        weight = self._weight(element)
        if rule.surely:
            return weight < _MOST_TEXT * self._weight(self._story.root)
        if element.get(MARK) or self._is_story(weight) or weight >= _MUCH_PROSE:
            return False
        if (rule.weak and weight) or rule.name in self._strangers:
            return False
        if element.tag == "button" and next(element.iterancestors(*HEADINGS), None) is not None:
            return False  # A heading that opens its section when pressed.
        if rule.name not in _IN_QUOTATIONS and next(element.iterancestors("blockquote"), None) is not None:
            return False
        if rule.spares_media and (next(element.iter("img"), None) is not None or _marked(element)):
            return False
        if rule.inline or element.tag in BLOCKS or next(element.iterdescendants(*BLOCKS), None) is not None:
            return True
        parent = element.getparent()
        return parent is not None and len(parent) <= _BESIDE and text_of(parent) == text_of(element)

    # --- what is shown apart --------------------------------------------------------------------------------

    def repeats(self) -> None:
        """Drop headline, byline, date and the sentence under the headline where the story begins with them."""
        title, dek = _key(self._facts.title), _key(self._facts.dek)
        for element in list(self._story.root.iter(*HEADINGS)):
            if title and _key(text_of(element)) == title:
                self.drop(element, "headline")
        begun = False
        for place, block in enumerate(self.blocks()):
            text = text_of(block.element)
            if self._is_story_text(block, dek) or block.element.get(MARK):
                break
            if not text or block.element.tag in ("td", "th", "figcaption"):
                continue
            key = _key(text)
            if key and key in (title, dek):
                self.drop(block.element, "headline" if key == title else "standfirst")
            elif block.element.tag == "h1" and not begun and self._is_headline(key):
                self.drop(block.element, "headline")
            elif place < _OPENED_BLOCKS and (
                self._is_byline(text) or _is_dateline(text) or self._is_own_address(text)
            ):
                self.drop(block.element, "byline")
            elif not self._fragment and block.link_share > 0.9 and len(block.words) <= _LABEL_WORDS:
                self.drop(block.element, "navigation")
            else:
                begun = True

    def _is_headline(self, key: str) -> bool:
        """Tell whether a first heading says what the headline or the site's name says, in other words or fewer."""
        words = set(key.split())
        known = set(f"{_key(self._facts.title)} {_key(self._facts.site)}".split())
        return not known or not words or len(words & known) >= len(words) / 2

    def _is_story_text(self, block: Block, dek: str) -> bool:
        return len(block.words) >= 20 and block.link_share < 0.5 and _key(text_of(block.element)) != dek

    def _is_byline(self, text: str) -> bool:
        """Tell whether a short text is made of nothing but name, date, and the words around them."""
        if len(text) > 200:
            return False
        rest = dates_in(text)
        names = [*self._facts.byline.split(", "), self._facts.byline, self._facts.site]
        named = False
        for name in names:
            if name and name.lower() in rest.lower():
                named = True
                rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
        if not _BYLINE_WORDS.sub("", rest):
            return named or dates_in(text) != text
        return (
            bool(re.match(r"\A(?:by|written by|words by)\s+[A-Z]", text, re.IGNORECASE))
            and len(text.split()) <= 8
        )

    def _is_own_address(self, text: str) -> bool:
        """Tell whether a line is nothing but where the page stands, as on pages made for printing."""
        return " " not in text and text.rstrip("/") == self._facts.base.rstrip("/")

    # --- by what blocks say ---------------------------------------------------------------------------------

    def by_phrase(self) -> None:
        """Apply the rules about phrases, with what follows a heading that rules over links."""
        blocks = self.blocks()
        total = sum(len(block.words) for block in blocks)
        after = total
        last_part = max(_LAST_PART * total, min(_BIO_WORDS / 2, total / 3))
        for place, block in enumerate(blocks):
            after -= len(block.words)
            if block.element in self._gone:
                continue
            rule = self._said(block)
            if rule is None:
                continue
            following = blocks[place + 1 :] if rule.opens or rule.ends else []
            if (
                rule.opens
                and block.element.tag in HEADINGS
                and self._rules_over_prose(following)
                and not rule.ends
            ):
                continue
            self.drop(block.element, rule.name, rule.why)
            if (
                rule.name == "author box"
                and place
                and text_of(block.element).startswith(_short(blocks[place - 1]))
            ):
                self.drop(blocks[place - 1].element, rule.name)  # The name, once more, over the card.
            if rule.ends and after <= last_part:
                self._drop_all(following, rule.name)
            elif rule.opens:
                if after <= last_part and not any(self._is_long_prose(other) for other in following):
                    self._drop_all(following, rule.name)
                else:
                    self._drop_opened(following, rule.name)

    def _said(self, block: Block) -> PhraseRule | None:
        element = block.element
        if element.get(MARK) or element.tag == "pre" or _in_grid(element):
            return None
        if any(ancestor.get(MARK) for ancestor in element.iterancestors()):
            return None
        if element.tag == "li" and element in self._story.vouched and block.link_share < 0.5:
            return None
        if not block.words or block.characters > _PHRASE_CHARACTERS:
            return None
        rule = spoken(text_of(element), len(block.words), block.link_share)
        if rule is not None and rule.name == "credit" and element.tag == "figcaption":
            return None  # A caption may say no more; the figure decides.
        if (
            rule is not None
            and rule.name != "sharing"
            and next(element.iterancestors("blockquote"), None) is not None
        ):
            return None
        return rule

    def _rules_over_prose(self, following: list[Block]) -> bool:
        first = next((block for block in following if block.words), None)
        return first is not None and self._is_long_prose(first)

    def _is_long_prose(self, block: Block) -> bool:
        return len(block.words) >= 25 and block.link_share < 0.4 and block.element in self._story.vouched

    def _drop_all(self, blocks: Iterable[Block], reason: str) -> None:
        for block in blocks:
            if not self._keeps_marked(block.element):
                self.drop(block.element, reason)

    def _keeps_marked(self, element: HtmlElement) -> bool:
        return bool(element.get(MARK)) or any(ancestor.get(MARK) for ancestor in element.iterancestors())

    def _drop_opened(self, following: list[Block], reason: str) -> None:
        for block in following[:_OPENED_BLOCKS]:
            element = block.element
            short = len(block.words) < 15 and not text_of(element).endswith((".", "”", '"', "!", "?"))
            linked = block.link_share >= 0.5 or next(element.iterancestors("a"), None) is not None
            if element.tag in HEADINGS and not linked:
                return
            if self._keeps_marked(element) or not (linked or (short and element not in self._story.vouched)):
                return
            self.drop(element, reason)

    # --- the end --------------------------------------------------------------------------------------------

    def writer_cards(self) -> None:
        """Drop what is said of the writer under the story, and what follows it."""
        blocks = self.blocks()
        names = [name for name in self._facts.byline.split(", ") if name]
        words = sum(len(block.words) for block in blocks)
        tail = blocks[max(1, len(blocks) - _BIO_BLOCKS) :]
        for place, block in enumerate(tail):
            text = text_of(block.element)
            named = any(
                text == name or (text.startswith((name, name.split()[0] + " ")) and _about(text, name))
                for name in names
            )
            anybody = bool(BIO_ANYBODY.search(text)) and place >= len(tail) // 2
            rest = sum(len(other.words) for other in tail[place:])
            if (named or anybody) and len(block.words) <= _BIO_WORDS and rest <= max(_BIO_WORDS, words // 10):
                if words - rest < rest:
                    return
                self._drop_all(tail[place:], "author box")
                return

    def bare_captions(self) -> None:
        """Drop captions whose picture, player or table is not there."""
        for caption in list(self._story.root.iter("figcaption")):
            figure = next(caption.iterancestors("figure"), None)
            if figure is not None and not any(
                other.tag in ("img", "table", "pre", "blockquote") or other.get(MARK)
                for other in figure.iter()
            ):
                self.drop(caption, "caption without its picture")

    def bare_headings(self) -> None:
        """Drop headings at the end, and those whose text was dropped."""
        blocks = self.blocks()
        for place in range(len(blocks) - 1, -1, -1):
            element = blocks[place].element
            if element.tag not in HEADINGS:
                continue
            following = blocks[place + 1].element if place + 1 < len(blocks) else None
            lost = self._followers.get(element) in self._gone
            if following is None or (lost and following.tag in HEADINGS and following.tag <= element.tag):
                self.drop(element, "heading over nothing")
                del blocks[place]


def _is_dateline(text: str) -> bool:
    """Tell whether a short line holds a whole date, in whatever language: a year, a day, and a clock or a known label."""
    if len(text.split()) > _DATELINE_WORDS or text.endswith("."):
        return False
    return bool(_YEAR.search(text) and (_CLOCK.search(text) or _NUMBERED_DATE.search(text)))


_DATELINE_WORDS = 16
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b[0-2]?\d[:.h][0-5]\d\b")
_NUMBERED_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b"
)


def _about(text: str, name: str) -> bool:
    """Tell whether a text speaks of a writer as of a writer: a verb of the trade soon after the name."""
    opening = text[: len(name) + 60]
    return bool(BIO.search(opening)) and bool(_TRADE.search(text))


_TRADE = re.compile(
    r"\b(?:writ(?:er|es|ing|ten)|editor|journalis[mt]|reporter|critic|contribut\w+|columnist|author|cover(?:s|ing|ed)|gaming since|you can (?:find|follow)|follow (?:him|her|them)|freelanc\w+|spare time|free time|"
    r"loves|enjoys|passion\w*|based in|lives in|fan of|degree|graduate\w*|when (?:he|she|they)(?:'|’)?(?:s|re| is| are)? not|blog\w*|podcast\w*)\b",
    re.IGNORECASE,
)


def _followers(story: Story) -> dict[HtmlElement, HtmlElement]:
    order = [block.element for block in story.blocks if block.words]
    return dict(pairwise(order))


def _short(block: Block) -> str:
    """Give the words of a block that may be a name; a longer one is none."""
    return text_of(block.element) if len(block.words) <= 5 else "\n"


def _in_grid(element: HtmlElement) -> bool:
    """Tell whether a cell has others beside or below it: one alone is only a box."""
    if element.tag not in ("td", "th"):
        return False
    table = next(element.iterancestors("table"), None)
    return table is not None and len(list(islice(table.iter("td", "th"), 2))) > 1


def _marked(element: HtmlElement) -> bool:
    return any(line.get(MARK) for line in element.iter("p", "blockquote"))


def _shows(element: HtmlElement) -> bool:
    return bool(element.get(MARK)) or element.tag == "hr" or next(element.iter("img"), None) is not None


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    return "hidden" in element.attrib and element.get("hidden") != "until-found"


def _key(text: str) -> str:
    return " ".join(_KEY.findall(text.lower()))


@lru_cache(maxsize=4_096)
def _named(tag: str, role: str, names: str) -> NameRule | None:
    return next((rule for rule in NAME_RULES if _matches(rule, tag, role, names)), None)


def _matches(rule: NameRule, tag: str, role: str, names: str) -> bool:
    if tag in rule.tags or (role and role in rule.roles):
        return True
    return bool(names) and rule.names is not None and rule.names.search(names) is not None


def spoken(text: str, words: int, link_share: float) -> PhraseRule | None:
    """Give the first rule about phrases that a block fits: its text, its number of words, its share of links."""
    fitting = (rule for rule in PHRASE_RULES if words <= rule.longest and link_share >= rule.links)
    return next((rule for rule in fitting if rule.phrase.search(text)), None)
