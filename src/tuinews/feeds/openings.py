"""The first words of a story, as they stand below its headline in the list: without what feeds put around every story."""

import re

from tuinews.text import is_spoiler, plain_text, shorten

SUMMARY_CHARACTERS = 300

_MARKUP = 2_000
"""Characters, of which most texts need no more to fill their opening."""
_WITH_CLASS = re.compile(
    r"""<(?:a|b|em|i|mark|s|span|strong|u)\s[^<>]{0,500}?\bclass=["']?([^<>"']{0,200})""", re.IGNORECASE
)
# What browsers show only where they can't play something.
_PLAYER = re.compile(r"<(video|audio)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# WordPress ends every story so: "The post HEADLINE appeared first on OUTLET." Those are its own translations.
_NOTICE_CHARACTERS = 500
"""A headline and the name of an outlet."""
_NOTICES = (
    ("The post ", (" appeared first on ", " first appeared on ")),
    ("Der Beitrag ", (" erschien zuerst auf ",)),
    ("L’article ", (" est apparu en premier sur ",)),
    ("La entrada ", (" se publicó primero en ", " apareció primero en ")),
    ("El cargo ", (" apareció primero en ",)),
    ("L'articolo ", (" proviene da ", " sembra essere il primo su ")),
    ("O post ", (" apareceu primeiro em ",)),
    ("Het bericht ", (" verscheen eerst op ",)),
)
_INVITATION = re.compile(
    r"(?:\s|…|\.\.\.)*\b(?:continue reading|read more|weiterlesen|lire la suite|leer más)\W*\Z", re.IGNORECASE
)


def opening_of(summary: str, content: str) -> str:
    """Give the first words of a text in HTML, of the content when the summary has none.

    Args:
        summary: What the feed gives as a teaser.
        content: What it gives as the story.

    Returns:
        At most 300 characters on one line; "" when neither has words.
    """
    for markup in (summary, content):
        # Where the beginning, up to a tag that is cut in two, has more words than are wanted, the rest is not looked at.
        if "poile" in markup:
            markup = _before_spoilers(markup)
        beginning = markup[:_MARKUP]
        if beginning.rfind("<") > beginning.rfind(">"):
            beginning = beginning[: beginning.rfind("<")]
        text = _words(beginning)
        if len(markup) > _MARKUP and len(text) <= 2 * SUMMARY_CHARACTERS:
            text = _words(markup)
        if text:
            return shorten(text, SUMMARY_CHARACTERS)
    return ""


def _words(markup: str) -> str:
    if "</video" in markup or "</audio" in markup:
        markup = _PLAYER.sub(" ", markup)
    return _without_notice(plain_text(markup))


def _without_notice(text: str) -> str:
    """Cut the notice off that a feed's maker puts below every story, and the invitation before it."""
    end = text[-_NOTICE_CHARACTERS:]
    for begins, goes_on in _NOTICES:
        if begins not in end:
            continue
        before, _, notice = text.rpartition(begins)
        if not notice[:1].islower() and any(words in notice for words in goes_on):
            rest = before.rstrip()
            shorter = _INVITATION.sub("", rest)
            return rest if shorter == rest else f"{shorter}…"
    return text


def _before_spoilers(markup: str) -> str:
    """Cut a text where words begin that give something away."""
    for tag in _WITH_CLASS.finditer(markup):
        if is_spoiler(tag[1]):
            return f"{markup[: tag.start()]}…"
    return markup
