"""Which fields of entertainment a story belongs to, from what its feed says of it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tuinews.model import BEATS

_WORDS = {
    "film": "film films movie movies cinema box-office screenings documentary documentaries",
    "tv": "tv television series show shows episode season recap recaps sitcom showrunner broadcast",
    "music": "music album albums song songs single singles tour tours band bands concert concerts rap pop rock jazz",
    "games": "game games gaming esports xbox playstation nintendo switch steam speedrun pc console consoles",
    "stage": "stage theatre theater broadway musical musicals play plays opera dance ballet west-end",
    "books": "book books novel novels publishing author authors comics comic page",
    "awards": "awards award oscars oscar emmys emmy grammys grammy tonys baftas bafta prize prizes festival festivals",
    "streaming": "streaming streamer streamers netflix hulu disney+ stream",
    "people": "people celebrity celebrities interview interviews profile profiles obituary obituaries obituaries",
    "business": "business industry deals deal labor labour finance economy earnings market markets",
}
_BEAT_OF = {word: beat for beat, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*\+?")
_LIMIT = 3


def beats_of(folder: str, categories: Sequence[str], title: str) -> tuple[str, ...]:
    """Name the beats of a story, the surest first: its categories, then its headline, then its source's folder.

    Args:
        folder: The folder of its source.
        categories: The entry's categories.
        title: The headline.

    Returns:
        At most three of `model.BEATS`, each once.
    """
    found: dict[str, None] = {}
    for beats in (*map(_known, categories), _beats_in(title), _known(folder)):
        found.update(dict.fromkeys(beats))
    return tuple(found)[:_LIMIT]


def _beats_in(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text.casefold().replace("box office", "box-office").replace("west end", "west-end"))
    found = {_BEAT_OF[word] for word in words if word in _BEAT_OF}
    return tuple(beat for beat in BEATS if beat in found)


# Folders and categories come again with every entry; headlines do not.
_known = lru_cache(maxsize=1_024)(_beats_in)
