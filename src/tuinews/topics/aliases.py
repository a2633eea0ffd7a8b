"""The names of one thing in one text: a surname, initials, a subtitle, a number stand for the whole."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from tuinews.topics import lexicon
from tuinews.topics.candidates import Candidate, Candidates, kind_of
from tuinews.topics.lexicon import DEMONYMS, FUNCTION, is_common

_NUMBERED = re.compile(r"(.+?) (\d+)")
_NUMBERED_TITLE = re.compile(r"\d\S* ?[:–-] ")
_PARTS_WORDS = "chapter part season vol volume episode act book"
_PARTS = frozenset(_PARTS_WORDS.split())
_PART = re.compile(rf" (?:{'|'.join(sorted(_PARTS))}) (\d+)\b")
_SUBTITLE = re.compile(r"(?::|–) (.+)$")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[:&]")
_LEGAL_WORDS = """
    pictures studios studio films film entertainment animation co inc company corp records music games productions television group
"""
_LEGAL = frozenset(_LEGAL_WORDS.split())
# What follows the first word of a title that is called by it. "And" joins two names, of which each may stand alone; "by"
# says who made it.
_GOES_ON = frozenset({"of", "in", "on", "to", "for", "with", "at", "from", "into", "over"})


def key_across_stories(name: str) -> str:
    """Give what all names of one thing have in common, wherever they are written: "Oscars" and "Academy Awards".

    Between stories less is certain than inside one: "The Batman" is a film, "Batman" its hero, so that the article of a
    lone word in the singular counts. An empty answer is never given.
    """
    key = lexicon.key_of(name)
    known = lexicon.institutions().get(key)
    if known:
        return lexicon.key_of(known.name)
    article = name.casefold().split(" ", 1)[0]
    if article in ("the", "a", "an") and " " not in key and not key.endswith("s"):
        return f"{article} {key}"
    return key or name.casefold()


def may_be_short(found: Candidate) -> bool:
    """Tell whether a name may be short for one that the text does not have: a surname, or a number in place of a part."""
    if found.key in lexicon.institutions():
        return False
    if _NUMBERED.fullmatch(found.key):
        return found.words[-2] not in _PARTS
    return _may_be_surname(found)


def _may_be_surname(found: Candidate) -> bool:
    """Tell whether a word stands for somebody whom the text does not name in full: it says or does what people do."""
    return (
        len(found.words) == 1
        and bool(found.acts or found.role)
        and kind_of(found) == "thing"
        and found.key not in lexicon.first_names()
        and found.key not in DEMONYMS
        and not is_common(found.key)
        and not _DIGIT.search(found.key)
        and not any(form.isupper() for form in found.forms)
    )


class ShortName:
    """A surname that stands alone, or a title with a number, against names in other stories."""

    def __init__(self, name: str) -> None:
        self.key = lexicon.key_of(name)
        self._numbered = _NUMBERED.fullmatch(self.key)
        self.in_common = self._numbered[1] if self._numbered else self.key
        """Words that every whole name has, as `lexicon.key_of` writes them."""
        self._first = self.in_common.partition(" ")[0]

    def may_be_in(self, names: str) -> bool:
        """Tell, quickly, whether names that stand in one text may have this one among them, or a whole one."""
        return self._first in lexicon.level(names).casefold()

    def is_other(self, name: str) -> bool:
        """Tell whether a name is the same word with perhaps another meaning; a number has but one."""
        return self._numbered is None and lexicon.key_of(name) == self.key

    def whole(self, name: str) -> str:
        """Give what is one for all names of the person or title that a name gives in full; "" for any other name."""
        key = lexicon.key_of(name)
        if self._numbered:
            title, number = self._numbered.groups()
            # Not "Stonewarden 3: The Siege": between stories that may be an addition to "Stonewarden 3".
            return key if _is_part(key, title, number) else ""
        return key.split()[0] if _is_person_in_full(name, key, self.key) else ""


def _is_person_in_full(name: str, key: str, surname: str) -> bool:
    words = key.split()
    return (
        2 <= len(words) <= 4
        and words[-1] == surname
        and key not in lexicon.institutions()
        and key not in lexicon.places()
        and not _DIGIT.search(key)
        and not _MARK.search(name)
        and words[0] not in DEMONYMS
        and words[0] not in FUNCTION
        and not any(is_common(word) and word not in lexicon.first_names() for word in words[:-1])
    )


def merge(candidates: Candidates, own_names: Collection[str] = ()) -> None:
    """Count short forms for the whole names that they stand for, and drop them; names of their own stay.

    A short form that could stand for two names is counted for neither, and is no topic by itself: of two people of one
    surname, "Hemsworth" could be either. A number keeps sequels apart.
    """
    by_key = candidates.by_key
    _divide(by_key)
    order = sorted(by_key, key=lambda key: (-len(key.split()), key))
    wholes: dict[str, str] = {}
    unclear: list[str] = []
    names = _Names(by_key)
    for key in order:
        if key in own_names:
            continue
        hosts = _hosts(by_key[key], names)
        if len(hosts) == 1:
            wholes[key] = hosts[0]
        elif len(hosts) > 1:
            unclear.append(key)
    for key in order:
        if key not in wholes:
            continue
        whole, seen = wholes[key], {key}
        while whole in wholes and whole not in seen:
            seen.add(whole)
            whole = wholes[whole]
        if whole != key and whole in by_key:
            by_key[whole].take(by_key.pop(key))
    for key in unclear:
        by_key.pop(key, None)


def _divide(by_key: dict[str, Candidate]) -> None:
    """Count what is only two names side by side for both: "The Doobie Brothers 50th Anniversary Tour"."""
    for key, found in list(by_key.items()):
        words = found.words
        if len(words) < 4 or found.is_named_by_mark or key in lexicon.institutions() or _may_be_person(found):
            continue
        for at in range(1, len(words)):
            parts = (by_key.get(" ".join(words[:at])), by_key.get(" ".join(words[at:])))
            if parts[0] and parts[1]:
                for part in parts:
                    if part:
                        part.count += found.count
                        part.first = min(part.first, found.first)
                        part.titled |= found.titled
                del by_key[key]
                break


class _Names:
    """Names of more than one word by their first and by their last."""

    def __init__(self, by_key: Mapping[str, Candidate]) -> None:
        self.by_key = by_key
        self.by_first: defaultdict[str, list[Candidate]] = defaultdict(list)
        self.by_last: defaultdict[str, list[Candidate]] = defaultdict(list)
        for found in by_key.values():
            if len(found.words) > 1:
                self.by_first[found.words[0]].append(found)
                self.by_last[found.words[-1]].append(found)


def _hosts(found: Candidate, names: _Names) -> Sequence[str]:
    """Give the whole names that a name may be short for."""
    key, words = found.key, found.words
    if key in lexicon.institutions():
        return ()
    first = [host for host in names.by_first.get(words[0], ()) if host is not found]
    last = [host for host in names.by_last.get(words[-1], ()) if host is not found]
    if len(words) == 1 and not first and not last and not _may_be_initials(found):
        return ()
    if numbered := _NUMBERED.fullmatch(key):
        name, number = numbered.groups()
        if hosts := [host for host in first if _is_part(host.key, name, number)]:
            return [max(hosts, key=lambda host: (host.count, len(host.key))).key]
        longer = [
            host.key for host in first if host.key.startswith(f"{key} ") and _NUMBERED_TITLE.search(host.name)
        ]
        return longer if len(longer) == 1 else ()
    wholes = [host for host in last if host.key.endswith(f" {key}")]
    subtitled = [host for host in wholes if _has_subtitle(host, key)]
    if subtitled and len(words) > 1:
        return [max(subtitled, key=lambda host: (host.count, host.key)).key]
    if subtitled and not found.is_named_by_mark:
        return [host.key for host in subtitled]
    if found.is_named_by_mark and not _is_surname(found):
        return ()
    if len(words) == 1:
        return _hosts_of_word(found, first, last, names)
    if f"{key}s" in names.by_key:
        return [f"{key}s"]
    # "Scott Gimple" and "Scott M. Gimple" are one.
    middle = [host.key for host in last if host.words[::2] == words and len(host.words[1]) == 1]
    if middle:
        return middle
    ends = [
        host.key
        for host in wholes
        if not host.is_named_by_mark and len(host.words) - len(words) <= 2 and _may_be_person(host)
    ]
    return ends if len(ends) == 1 else ()


def _hosts_of_word(
    found: Candidate, first: Sequence[Candidate], last: Sequence[Candidate], names: _Names
) -> Sequence[str]:
    key = found.key
    legal = [host.key for host in first if all(word in _LEGAL for word in host.words[1:])]
    if len(legal) == 1 and not found.is_named_by_mark:
        return legal
    if lexicon.kind_by_ending(found.name) in ("org", "event"):
        # "The festival", capitalised, is the one that was named in full; "the Guild" is that "of Screen Composers".
        of_something = [host for host in first if host.words[1] == "of"]
        return [host.key for host in (*last, *of_something) if not host.is_named_by_mark]
    if surnames := [host for host in last if _may_be_person(host)]:
        return [host.key for host in _surely(surnames)]
    firsts = [host for host in first if len(host.words) <= 3 and _may_be_person(host)]
    if firsts and not found.work and _introduced(found, firsts):
        return [host.key for host in _surely(firsts)]
    if len(first) == 1 and not last and _is_called_by(first[0], found):
        return [first[0].key]
    if len(last) == 1 and not last[0].is_named_by_mark and len(last[0].words) <= 3 and not is_common(key):
        return [last[0].key]
    if _may_be_initials(found):
        wholes = (host for hosts in names.by_first.values() for host in hosts)
        return [host.key for host in wholes if key in (_initials(host), _initials(host, all_words=True))]
    return ()


def _is_called_by(title: Candidate, found: Candidate) -> bool:
    """Tell whether a word is a title in short, or whom it is named for: "Orpheus" after "Orpheus on the Night Bus".

    Not where anything speaks for another sense: somebody of that name, a work of its own, a place, a company.
    """
    words = title.name.split()
    return (
        title.is_named_by_mark
        and len(words) > 2
        and words[1] in _GOES_ON
        and title.first < found.first
        and not (found.is_named_by_mark or found.titled or found.role or found.acts or found.met)
        and not is_common(found.key)
        and found.key not in lexicon.places()
        and found.key not in lexicon.first_names()
    )


def _introduced(found: Candidate, hosts: Sequence[Candidate]) -> bool:
    """Tell whether a first name stands for one of these people, who were named in full before."""
    if found.key in lexicon.first_names():
        return True
    return not is_common(found.key) and all(
        kind_of(host) == "person" or _came_first(host, found) for host in hosts
    )


def _surely(hosts: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out what only may be a person where somebody surely is one."""
    sure = [host for host in hosts if kind_of(host) == "person"]
    return sure or hosts


def _came_first(host: Candidate, found: Candidate) -> bool:
    """Tell whether a name of two words introduced the one that follows, as people are introduced."""
    return host.first <= found.first and not host.work and len(host.words) <= 3


def _is_surname(found: Candidate) -> bool:
    return len(found.words) == 1 and found.quoted + found.marked < found.count / 2


def _may_be_person(host: Candidate) -> bool:
    words = host.words
    return (
        2 <= len(words) <= 5
        and not host.is_named_by_mark
        and not _DIGIT.search(host.key)
        and not _MARK.search(host.name)
        and host.key not in lexicon.institutions()
        and lexicon.kind_by_ending(host.name) is None
        and host.key not in lexicon.places()
        and words[0] not in DEMONYMS
        and not (is_common(words[0]) and not host.role and words[0] not in lexicon.first_names())
        and not is_common(words[-1])
    )


def _is_part(key: str, name: str, number: str) -> bool:
    """Tell whether a key is that of "name: chapter number", whatever follows."""
    part = _PART.match(key, len(name)) if key.startswith(name) else None
    return part is not None and part[1] == number


def _has_subtitle(host: Candidate, key: str) -> bool:
    """Tell whether a name is the other's part after a colon or a dash."""
    return any(
        (match := _SUBTITLE.search(form)) is not None and lexicon.key_of(match[1]) == key
        for form in host.forms
    )


def _may_be_initials(found: Candidate) -> bool:
    return 2 <= len(found.key) <= 6 and any(form.isupper() for form in found.forms)


def _initials(host: Candidate, *, all_words: bool = False) -> str:
    words = host.name.split()
    if words and words[0] in ("The", "A", "An"):
        words = words[1:]
    return "".join(word[0] for word in words if all_words or word[0].isupper()).casefold()
