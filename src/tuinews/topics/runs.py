"""Where a run of capitalised words ends that may be a name: at small words, numbers, subtitles and owners."""

import re
from collections.abc import Iterator, Sequence

from tuinews.topics import lexicon
from tuinews.topics.lexicon import (
    CALENDAR,
    COMMON,
    FUNCTION,
    NAME_PARTICLES,
    TITLE_PARTICLES,
    is_common,
    key_of,
    smallness,
)
from tuinews.topics.sentences import Token, Words, ends_sentence, is_beginning

CONTEXT = 28
"""Characters to the left and right of a phrase that tell what it is."""
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_NUMBER = re.compile(r"\d{1,4}")
_ORDER = re.compile(r"[\dIVX]+")
WORK_BEFORE = re.compile(
    r"\b(?:film|movie|series|sitcom|drama|dramedy|comedy|thriller|show|game|album|mixtape|EP|single|song|track|ballad"
    r"|novel|memoir|book|epic|biopic|documentary|musical|hit|opera|sequel|prequel|spinoff|spin-off|remake|reboot"
    r"|called|titled|entitled|named)s?,? $|\b(?:the|new|a|’s|'s) play,? $"
)
_LABEL_WORDS = """
    file photo image source watch read related exclusive update video credit credits by review recap interview listen
    note director cast writer starring genre plot rating verdict where when platform release runtime winner nominees
    plus warning spoiler trailer director's writers producers
    """
_LABEL = frozenset(_LABEL_WORDS.split())
# No list of names begins with one of these away from a sentence's beginning: "last week Only Fools and Horses".
_TITLE_OPENINGS_WORDS = """
    only all some now what who how when where it you i we they me us her him no not never once still both
"""
_TITLE_OPENINGS = frozenset(_TITLE_OPENINGS_WORDS.split())
_UNITS_WORDS = """
    years year months weeks days hours minutes times million billion episodes films movies songs albums people points
     percent seasons nominations awards copies dates shows stores theaters theatres locations tracks games
"""
_UNITS = frozenset(_UNITS_WORDS.split())


class Runs:
    """Follows runs of capitalised words through one sentence."""

    def __init__(
        self, line: str, words: Words, text: str, taken: Sequence[tuple[int, int]], *, headline: bool
    ) -> None:
        self.line = line
        self.words = words
        self.text = text
        self.taken = taken
        """What belongs to another phrase."""
        self.headline = headline

    def is_taken(self, position: int) -> bool:
        """Tell whether a place belongs to another phrase."""
        # Most sentences have nothing of the kind, and this is asked of every word.
        return bool(self.taken) and any(begin <= position < end for begin, end in self.taken)

    def end_of_run(self, found: Sequence[Token], begin: int) -> int:
        """Give the index of the last token of the run of capitalised words that begins here."""
        last = begin
        at = begin + 1
        while at < len(found):
            token, before = found[at], found[at - 1]
            gap = token.start - before.end
            if gap > 1 or self.is_taken(token.start) or ends_sentence(before) or _is_adjective(before):
                break
            if at - 1 == last and _is_possessive(before) and not self._is_title_with_owner(found, begin, at):
                break
            if gap == 1 and (token.capital or self._is_number_of_name(found, at, last)):
                last = at
            elif subtitle := self._subtitle(found, begin, at):
                at = subtitle
                last = subtitle
            elif after := self._after_particles(found, begin, at):
                at = after
                last = after
            else:
                break
            at += 1
        return last

    def _is_number_of_name(self, found: Sequence[Token], at: int, last: int) -> bool:
        if last != at - 1 or not _NUMBER.fullmatch(found[at].text) or _YEAR.fullmatch(found[at].text):
            return False
        if found[last].text.rstrip(".").casefold() in CALENDAR:
            return False
        following = found[at + 1].text.casefold() if at + 1 < len(found) else ""
        return following not in _UNITS and following not in ("%", "-")

    def _subtitle(self, found: Sequence[Token], begin: int, at: int) -> int | None:
        """Give the index of the first word of a subtitle: "X: Chapter 4", "Chapter 3 – Parabellum"."""
        mark, before = found[at], found[at - 1]
        if at + 1 >= len(found) or not found[at + 1].capital or found[at + 1].start - mark.end != 1:
            return None
        if mark.text == ":":
            if mark.start != before.end:
                return None
        elif mark.text != "–" or not _ORDER.fullmatch(before.text):
            return None
        head = found[begin:at]
        is_part = found[at + 1].text.casefold() in ("part", "chapter", "volume")
        if (
            self.headline
            and not is_part
            and self.text.count(self.line[head[0].start : found[at + 1].end]) < 2
        ):
            return None
        if head[-1].text.casefold() in _LABEL or (
            len(head) == 1 and is_beginning(found, begin) and is_common(head[0].text)
        ):
            return None
        first = found[at + 1].bare
        second = found[at + 2].text if at + 2 < len(found) else ""
        if first.casefold() in FUNCTION and not (
            second[:1].isupper()
            and first.casefold() in ("the", "a", "an", "into", "beyond", "no", "first", "last", "new")
        ):
            return None
        if (
            second
            and second[0].isalpha()
            and second[0].islower()
            and second not in ("of", "the", "and", "to")
        ):
            # A lone capital after a colon begins a clause, unless it is the whole subtitle.
            return None if is_common(first) or self.words.small[first.casefold()] else at + 1
        return at + 1

    def _after_particles(self, found: Sequence[Token], begin: int, at: int) -> int | None:
        """Give the index of the capitalised word that small words join to the run: "Lord of the Rings"."""
        end = at
        while (
            end < len(found)
            and end - at < 3
            and (found[end].text in NAME_PARTICLES or found[end].text in TITLE_PARTICLES)
        ):
            end += 1
        if end == at or end >= len(found) or not found[end].capital or self.is_taken(found[end].start):
            return None
        if any(found[index].start - found[index - 1].end > 1 for index in range(at, end + 1)):
            return None
        small = [token.text for token in found[at:end]]
        if all(word in NAME_PARTICLES or word in ("&", "vs", "vs.") for word in small):
            return end
        if found[at - 1].text.casefold().rstrip(".") in CALENDAR:
            return None
        if small[-1] in ("in", "at", "from", "on", "to") and found[end].bare.casefold() in lexicon.places():
            return None
        first = found[end].bare.casefold()
        if (
            small == ["of"]
            and at - begin == 2
            and not any(is_common(token.bare) for token in found[begin:at])
        ):
            # "Beatriz Lund of Ashgrove" works there.
            return None
        if small in (["of"], ["of", "the"], ["of", "a"], ["of", "an"]):
            if key_of(self.line[found[begin].start : found[at - 1].end]) in lexicon.institutions():
                return None
            owner = first in lexicon.places() or (
                self._is_name_word(first)
                and len(found[begin:at]) == 1
                and is_common(found[begin].text)
                and is_beginning(found, begin)
            )
            return None if owner else end
        if WORK_BEFORE.search(self.line[: found[begin].start][-CONTEXT:]) and "and" not in small:
            return end
        joined = self.line[found[begin].start : found[end].end]
        if (
            found[begin].text.casefold() in _TITLE_OPENINGS
            and not is_beginning(found, begin)
            and at - begin > 1
        ):
            return end
        if small == ["and", "the"] and " " not in self.line[found[begin].start : found[at - 1].end]:
            return end if self.text.count(joined) > 1 else None
        return (
            end
            if self.text.count(joined) > 1
            and self._alone(found[begin:at], joined)
            and self._alone(found[end : end + 1], joined)
            else None
        )

    def _alone(self, run: Sequence[Token], joined: str) -> bool:
        """Tell whether a part of a joined phrase never stands without the whole, as the parts of a list do."""
        part = self.line[run[0].start : run[-1].start] + run[-1].bare
        return self.text.count(part) <= self.text.count(joined)

    def _is_name_word(self, word: str) -> bool:
        share = smallness(word)
        return share is None or share <= COMMON

    def _stands_without(self, owner: str, owned: str) -> bool:
        """Tell whether a name stands somewhere without owning this."""
        text = self.text
        at = text.find(owner)
        while at >= 0:
            end = at + len(owner)
            # Otherwise it is a part of a longer word.
            if _is_edge(text, at) and _is_edge(text, end):
                if not text.startswith((f"’s {owned}", f"'s {owned}"), end):
                    return True
                at = text.find(owner, end)
            else:
                at = text.find(owner, at + 1)
        return False

    def _is_title_with_owner(self, found: Sequence[Token], begin: int, at: int) -> bool:
        """Tell "Dawson's Creek" from "Netflix's Ozark": in the one, the owner never stands alone."""
        owner = found[at - 1].bare
        following = found[at]
        if not following.capital or key_of(owner) in lexicon.institutions():
            return False
        while at - begin > 1 and found[begin].text != "The" and found[begin].text.casefold() in FUNCTION:
            begin += 1
        if at - begin > 1 and not (at - begin == 2 and found[begin].text == "The"):
            return False
        whole = self.line[found[begin].start : following.start] + following.bare
        if self._stands_without(owner, following.bare):
            return False
        if at - begin == 2 and is_common(owner):
            return True
        return self.text.count(whole) > 1 or all(
            smallness(word) is not None for word in _capitals_from(found, at)
        )


def _is_edge(text: str, at: int) -> bool:
    """Tell whether a word begins or ends here."""
    return _is_of_word(text[at - 1 : at] if at else "") != _is_of_word(text[at : at + 1])


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_adjective(token: Token) -> bool:
    """Tell whether a word is one like "Oscar-winning", which says something of what follows."""
    head, hyphen, tail = token.text.rpartition("-")
    return bool(hyphen and head and tail and tail.islower() and is_common(tail))


def _capitals_from(found: Sequence[Token], at: int) -> Iterator[str]:
    for token in found[at:]:
        if not token.capital:
            return
        yield token.bare


def _is_possessive(token: Token) -> bool:
    return token.text.endswith(("'s", "’s", "s'", "s’")) and token.bare.casefold() not in FUNCTION
