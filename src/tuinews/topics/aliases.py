"""The names of one thing in one text: a surname, initials, a subtitle, a number stand for the whole."""

import re
from collections.abc import Mapping, Sequence

from tuinews.topics import lexicon
from tuinews.topics.candidates import Candidate, Candidates, kind_of
from tuinews.topics.lexicon import DEMONYMS, is_common

_NUMBERED = re.compile(r"(.+?) (\d+)")
_PART = r"(?:chapter|part|season|vol|volume|episode|act|book)"
_LEGAL_WORDS = """
    pictures studios studio films film entertainment animation co inc company corp records music games productions television group
"""
_LEGAL = frozenset(_LEGAL_WORDS.split())


def merge(candidates: Candidates) -> None:
    """Count short forms for the whole names that they stand for, and drop them.

    A short form that could stand for two names is counted for neither, and is no topic by itself: of two people of one
    surname, "Hemsworth" could be either. A number keeps sequels apart.
    """
    by_key = candidates.by_key
    order = sorted(by_key, key=lambda key: (-len(key.split()), key))
    wholes: dict[str, str] = {}
    unclear: list[str] = []
    for key in order:
        hosts = _hosts(by_key[key], by_key)
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
            by_key[whole].take(by_key.pop(key), short=True)
    for key in unclear:
        by_key.pop(key, None)


def _hosts(found: Candidate, by_key: Mapping[str, Candidate]) -> Sequence[str]:
    """Give the whole names that a name may be short for."""
    key, words = found.key, found.words
    if key in lexicon.institutions():
        return ()
    if numbered := _NUMBERED.fullmatch(key):
        pattern = re.compile(rf"{re.escape(numbered[1])} {_PART} {numbered[2]}\b.*")
        hosts = [other for other in by_key if other != key and pattern.fullmatch(other)]
        if hosts:
            return [max(hosts, key=lambda other: (by_key[other].count, len(other)))]
    if re.search(r" \d+$", key):
        longer = [
            other
            for other in by_key
            if other.startswith(f"{key} ") and re.search(r"\d\S* ?[:–-] ", by_key[other].name)
        ]
        return longer if len(longer) == 1 else ()
    subtitles = [
        other
        for other in by_key
        if other != key and other.endswith(f" {key}") and _has_subtitle(by_key[other], key)
    ]
    if subtitles and len(words) > 1:
        return [max(subtitles, key=lambda other: (by_key[other].count, other))]
    if subtitles and found.quoted + found.marked == 0:
        return subtitles
    if found.is_named_by_mark and not _is_surname(found):
        return ()
    if len(words) == 1:
        return _hosts_of_word(found, by_key)
    if f"{key}s" in by_key:
        return [f"{key}s"]
    middle = [
        other
        for other, host in by_key.items()
        if len(host.words) == 3 == len(words) + 1 and len(host.words[1]) == 1 and host.words[::2] == words
    ]
    if middle:
        return middle
    ends = [
        other
        for other, host in by_key.items()
        if other != key
        and other.endswith(f" {key}")
        and not host.is_named_by_mark
        and 1 <= len(host.words) - len(words) <= 2
        and _may_be_person(host)
    ]
    return ends if len(ends) == 1 else ()


def _hosts_of_word(found: Candidate, by_key: Mapping[str, Candidate]) -> Sequence[str]:
    key = found.key
    others = [host for other, host in by_key.items() if other != key and len(host.words) > 1]
    legal = [
        host.key for host in others if host.words[0] == key and all(word in _LEGAL for word in host.words[1:])
    ]
    if len(legal) == 1 and not found.is_named_by_mark:
        return legal
    if lexicon.kind_by_ending(found.name) in ("org", "event"):
        # "The festival", capitalised, is the one that was named in full.
        return [host.key for host in others if host.words[-1] == key and not host.is_named_by_mark]
    surnames = [host for host in others if host.words[-1] == key and _may_be_person(host)]
    if surnames:
        return [host.key for host in _surely(surnames)]
    firsts = [
        host for host in others if host.words[0] == key and _may_be_person(host) and len(host.words) <= 3
    ]
    if (
        firsts
        and found.work == 0
        and (
            key in lexicon.first_names()
            or (
                not is_common(key)
                and all(kind_of(host) == "person" or _came_first(host, found) for host in firsts)
            )
        )
    ):
        return [host.key for host in _surely(firsts)]
    particles = [
        host.key
        for host in others
        if f" {key}" in host.key and key == host.words[-1] and not host.is_named_by_mark
    ]
    if (
        len(particles) == 1
        and len(by_key[particles[0]].words) <= 3
        and not is_common(key)
        and not re.search(r"\d", particles[0])
    ):
        return particles
    if 2 <= len(key) <= 6 and any(form.isupper() for form in found.forms):
        spelled = [
            host.key for host in others if _initials(host) == key or _initials(host, all_words=True) == key
        ]
        if spelled:
            return spelled
    return ()


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
        and not re.search(r"\d", host.key)
        and not re.search(r"[:&]", host.name)
        and host.key not in lexicon.institutions()
        and lexicon.kind_by_ending(host.name) is None
        and host.key not in lexicon.places()
        and words[0] not in DEMONYMS
        and not (is_common(words[0]) and not host.role and words[0] not in lexicon.first_names())
        and not is_common(words[-1])
    )


def _has_subtitle(host: Candidate, key: str) -> bool:
    """Tell whether a name is the other's part after a colon or a dash."""
    return any(
        (match := re.search(r"(?::|–) (.+)$", form)) is not None and lexicon.key_of(match[1]) == key
        for form in host.forms
    )


def _initials(host: Candidate, *, all_words: bool = False) -> str:
    words = host.name.split()
    if words and words[0] in ("The", "A", "An"):
        words = words[1:]
    return "".join(word[0] for word in words if all_words or word[0].isupper()).casefold()
