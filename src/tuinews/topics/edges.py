"""What a run of capitalised words loses at its ends: words that are capitalised for no other reason than where they stand."""

import re
from collections.abc import Sequence

from tuinews.topics.lexicon import CALENDAR, FUNCTION, MONTHS, ORDINALS, ROLES, is_common, smallness
from tuinews.topics.sentences import Token, Words

_DATE_BEFORE = re.compile(
    r"\b(?:in|last|this|next|since|by|until|till|from|of|early|late|mid|every|each|for|through|to|and|between|before|after|\d{1,2}(?:st|nd|rd|th)?) $",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"(?:’s|'s)? (?:is|was|has|had|will|would|won’t|won't|opens|opened|stars|arrives|arrived|premieres|premiered|follows|followed"
    r"|returns|returned|tells|says|said|added|adds|plans|announced|launched|raised|began|begins|ended|ends|made|makes|won)\b"
)


_SMALL_AFTER = re.compile(r" [a-z]")


class Edges:
    """Trims the runs of one sentence."""

    def __init__(self, line: str, words: Words, text: str) -> None:
        self.line = line
        self.words = words
        self.text = text

    def trimmed(self, run: Sequence[Token], *, initial: bool) -> tuple[list[Token], bool]:
        """Take off what is no part of a name at both ends."""
        kept = list(run)
        whole = self.line[run[0].start : run[-1].end]
        if initial and len(run) > 2 and self._stands_inside(whole):
            return kept, initial
        beginning = initial
        while kept and self._is_no_beginning(kept, initial=beginning):
            kept.pop(0)
            beginning = beginning and bool(kept) and self._may_go_on(kept[0])
        initial = initial and bool(kept) and kept[0] is run[0]
        while kept and self._is_no_end(kept, initial=initial):
            kept.pop()
        return kept, initial

    def _is_no_end(self, kept: Sequence[Token], *, initial: bool) -> bool:
        last = kept[-1]
        word = last.bare.casefold()
        if last.text[0].islower() or last.text in ("&", "–", ":"):
            return True
        if word in CALENDAR:
            # "It Was Always Thursday" ends so each time.
            return len(kept) < 3 or self.text.count(self.line[kept[0].start : last.end]) < 2
        if len(kept) > 1 and last.bare in ("TV", "CGI", "VFX", "CEO", "UK", "US"):
            return True
        if last.text == "I" and _SMALL_AFTER.match(self.line, last.end):
            return True
        return word in FUNCTION and word not in ORDINALS and (initial or len(kept) == 1)

    def _stands_inside(self, phrase: str) -> bool:
        """Tell whether a phrase stands somewhere in the middle of a sentence."""
        at = self.text.find(f" {phrase}")
        while at >= 0:
            before = self.text[at - 1 : at]
            if before == "," or "a" <= before <= "z":
                return True
            at = self.text.find(f" {phrase}", at + 1)
        return False

    def _may_go_on(self, token: Token) -> bool:
        return is_common(token.bare) and not self.words.capital[token.bare.casefold()]

    def _is_no_beginning(self, kept: Sequence[Token], *, initial: bool) -> bool:
        word = kept[0].bare.casefold().replace("’", "'").rstrip(".")
        if word in MONTHS and len(kept) > 1 and kept[1].text[0].isupper():
            return bool(_DATE_BEFORE.search(self.line[: kept[0].start]))
        if (
            kept[0].text[0].islower()
            or word in CALENDAR
            or word in ("mr", "mrs", "ms", "dr", "i", "i'm", "sir", "dame")
        ):
            return not (word == "i" and len(kept) > 2 and not initial)
        if word in ("the", "a", "an"):
            if len(kept) == 1:
                return True
            return initial and not self._stands_inside(f"{kept[0].text} {kept[1].text}")
        if word in FUNCTION:
            return initial or len(kept) == 1
        return initial and self._only_begins(kept)

    def _only_begins(self, kept: Sequence[Token]) -> bool:
        """Tell whether the first word of a sentence is capitalised for no other reason."""
        word = kept[0].bare.casefold()
        if self.words.capital[word]:
            return False
        small, share = self.words.small[word], smallness(word)
        if share is None:
            return small > 0 and len(kept) == 1
        if share <= 0.6:
            return False
        if len(kept) == 1 and word in self.words.headline and self._is_bare_subject(kept[0]):
            return False
        if (
            len(kept) == 1
            or word.endswith(("ing", "ed", "ly"))
            or word in ("former", "late", "longtime", "ex")
        ):
            return True
        if (
            word in ROLES
            and len(kept) > 2
            and not any(token.text == ":" or token.text.isdigit() for token in kept)
        ):
            return not is_common(kept[1].bare)
        # "Captain America" begins a sentence as a whole; in "Fans Netflix lost", the rest stands alone elsewhere.
        rest = self.line[kept[1].start : kept[-1].start] + kept[-1].bare
        whole = self.line[kept[0].start : kept[1].start] + rest
        return (
            len(kept) > 1
            and self.text.count(rest) > self.text.count(whole)
            and ":" not in rest
            and not rest[-1].isdigit()
        )

    def _is_bare_subject(self, token: Token) -> bool:
        """Tell whether a lone word is used as only names are: "Silo is the game of the year", without an article."""
        word = token.bare.casefold()
        if word.endswith(("ing", "ed", "ly", "ss")) or (word.endswith("s") and is_common(word[:-1])):
            return False
        return bool(_VERB_AFTER.match(self.line, token.end))
