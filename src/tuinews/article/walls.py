"""Pages that show something else than their story: what they are, in words for the reader."""

import re
from collections.abc import Sequence
from typing import Literal

from lxml.html import HtmlElement

from tuinews.article.tree import body_of, text_of
from tuinews.article.witness import words_of

Wall = Literal["", "login", "cookies", "robot", "script", "missing"]

STORY_WORDS = 160
"""A text of so many words is a story, whatever it says about cookies."""
_LOOKED_AT = 20_000
_SIGNS: tuple[tuple[Wall, re.Pattern[str]], ...] = (
    (
        "robot",
        re.compile(
            r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|not a robot|checking your browser|unusual (?:traffic|activity) from|access denied|"
            r"captcha|request (?:was )?blocked|you have been blocked|attention required",
            re.IGNORECASE,
        ),
    ),
    (
        "script",
        re.compile(
            r"(?:enable|turn on|requires?|need(?:s)? to enable|without) javascript|javascript (?:is|must be|has been|seems to be)\b.{0,40}\b(?:enabled|disabled|required)|browser (?:is )?(?:not|un)supported|outdated browser",
            re.IGNORECASE,
        ),
    ),
    (
        "cookies",
        re.compile(
            r"(?:accept|allow|consent to|agree to|manage|reject) (?:all |the use of )?cookies|we (?:and our (?:\d+ )?partners )?(?:use|store).{0,60}\bcookies|we value your privacy|cookie consent|before you continue",
            re.IGNORECASE,
        ),
    ),
    (
        "login",
        re.compile(
            r"(?:log|sign) ?in (?:to|with|or)\b|forgot(?:ten)? (?:your )?password|create (?:an|your) account|subscribers? only|subscribe to (?:continue|read)|already a (?:subscriber|member)",
            re.IGNORECASE,
        ),
    ),
    (
        "missing",
        re.compile(
            r"page (?:not found|can(?:no|['’])t be found|does(?: not|n['’]t) exist)|\b404\b|no longer available",
            re.IGNORECASE,
        ),
    ),
)
_SENTENCES: dict[Wall, str] = {
    "": "No story could be found on this page. Open it in the browser to see what is there.",
    "login": "This page shows its story only to those who are signed in. Open it in the browser to read it.",
    "cookies": "This page asks about cookies before it shows its story. Open it in the browser to read it.",
    "robot": "This site wants to check that a person is reading before it shows the page. Open it in the browser to read it.",
    "script": "This page builds its story with scripts, which are not run here. Open it in the browser to read it.",
    "missing": "The site says that this page is not there, or no longer. It may have moved.",
}


def kind_of(root: HtmlElement) -> Wall:
    """Guess what a page would be if it had no story.

    Args:
        root: The page, with forms and scripts.
    """
    body = body_of(root)
    shown = [element for element in body if element.tag not in ("script", "style")]
    text = " ".join(text_of(element) for element in shown)[:_LOOKED_AT]
    for wall, signs in _SIGNS:
        if signs.search(text):
            return wall
    if body.find(".//input[@type='password']") is not None:
        return "login"
    return "script" if body.find(".//script") is not None and len(text) < 200 else ""


def is_wall(wall: Wall, paragraphs: Sequence[str]) -> bool:
    """Tell whether what was taken for a story is only the wall itself.

    Args:
        wall: What the page may be.
        paragraphs: What was found.
    """
    text = " ".join(paragraphs)
    if not wall or len(words_of(text)) >= STORY_WORDS:
        return False
    return any(kind == wall and signs.search(text) for kind, signs in _SIGNS) or (
        wall == "login" and len(words_of(text)) < 60
    )


def sentence(wall: Wall) -> str:
    """Give the words for the reader."""
    return _SENTENCES[wall]
