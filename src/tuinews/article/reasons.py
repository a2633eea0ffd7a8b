"""Why blocks are left out of a story, in words, for the names under which they are."""

from functools import cache

from tuinews.article.junk_names import NAME_RULES
from tuinews.article.junk_phrases import PHRASE_RULES

_OWN = {
    "headline": "shown above the story already",
    "standfirst": "shown above the story already",
    "hidden": "the page does not show it either",
    "outside the story": "no other extractor and no mark of the page takes it for the story",
    "heading over nothing": "what stood under it is gone",
    "caption without its picture": "what it is about is not there",
    "longer than a book": "what comes after 450,000 characters",
    "its form, which could not be read": "its words are shown without it",
}
"""For what no rule of the table finds."""


@cache
def why_of(reason: str) -> str:
    """Say why blocks are left out under a name.

    Args:
        reason: The name of a rule, or of another reason.

    Returns:
        A few words; empty for a name that nobody knows.
    """
    if reason in _OWN:
        return _OWN[reason]
    return next((rule.why for rule in (*NAME_RULES, *PHRASE_RULES) if rule.name == reason), "")
