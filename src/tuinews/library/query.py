"""What was typed to search for, understood: words, phrases and operators. Pure; nothing that is typed is an error.

    dune villeneuve            both words, anywhere; the last one may go on
    "part two"                 these words in a row
    -trailer                   not this
    title:dune                 in the headline
    source:variety topic:dune tag:later
    is:unread is:read is:saved
    since:3d before:2026-01-01 hours, days, weeks, months (h, d, w, m) back from now, or the beginning of a day

All of it must hold. A minus turns any of it round, and a value with blanks stands in quotes. What can't be an operator is
words; an operator that is still being typed waits for the rest of it.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

MOST_CHARACTERS = 500
"""What comes after them is passed over."""
MOST_PARTS = 32
"""Words, phrases and operators that count; FTS5 takes expressions of a limited depth."""

EVERY = "every"
"""Is filed of every story, so that those without some word can be found by it."""

Kind = Literal["source", "topic", "tag"]

# FTS5 reads its question up to the first NUL, and SQLite refuses surrogates.
_BREAKS = re.compile("[\x00\ud800-\udfff]")
_PART = re.compile(
    r"""
    (?P<minus> -)?
    (?: (?P<name> (?a: title|source|topic|tag|is|since|before )) : )?
    (?: " (?P<quoted> [^"]*) (?P<closed> "?) | (?P<plain> [^\s"]*) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AGO = re.compile(r"([0-9]{1,5})([hdwm])", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_UNFINISHED_TIME = re.compile(r"[0-9]{0,5}|[0-9]{4}-(?:[0-9]{0,2}|[0-9]{1,2}-)")
_STATES = {"unread": ("read", False), "read": ("read", True), "saved": ("saved", True)}


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several in a row."""

    text: str
    """As it was typed, without quotes; what counts of it are its letters and digits."""
    going_on: bool = False
    """Whether its last word is still being typed, so that longer words are meant too."""
    in_title: bool = False
    becoming: tuple[str, ...] = ()
    """What it may become, if that is known; see `spelling`."""


@dataclass(frozen=True, slots=True)
class Name:
    """Of which source, topic or tag a story must be, or must not."""

    kind: Kind
    value: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a story must be like. All of it must hold; the empty query holds for every story."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    names: tuple[Name, ...] = ()
    read: bool | None = None
    saved: bool | None = None
    since: datetime | None = None
    """In UTC; not earlier than this."""
    before: datetime | None = None
    """In UTC; earlier than this."""
    never: bool = False
    """Whether it contradicts itself: `is:read is:unread`."""

    @property
    def worded(self) -> bool:
        """Whether the full text must be asked."""
        return bool(self.wanted or self.unwanted)

    @property
    def going_on(self) -> bool:
        """Whether a word is still being typed."""
        return any(term.going_on for term in self.wanted)


def read(typed: str, now: datetime) -> Query:
    """Understand what was typed.

    Args:
        typed: Anything.
        now: The time, in the time zone in which the user's days begin.
    """
    reader = _Reader(now)
    text = unicodedata.normalize("NFC", _BREAKS.sub(" ", typed[:MOST_CHARACTERS]))
    position = parts = 0
    while position < len(text) and parts < MOST_PARTS:
        if text[position].isspace():
            position += 1
            continue
        found = _PART.match(text, position)
        assert found is not None
        position = found.end()
        parts += 1
        reader.take(found, at_end=position == len(text) and not found["closed"])
    return reader.query()


def expression(query: Query) -> str:
    """Write the words of a query as an FTS5 expression (https://sqlite.org/fts5.html#full_text_query_syntax).

    Every word stands in quotes, so that nothing that was typed is syntax.

    Returns:
        The expression; empty when there are no words in the query.
    """
    wanted = " AND ".join(map(_expression_of, query.wanted)) or f'filed : "{EVERY}"'
    if query.unwanted:
        return f"({wanted}) NOT ({' OR '.join(map(_expression_of, query.unwanted))})"
    return wanted if query.wanted else ""


def filed(source_id: int) -> str:
    """Give what is filed of the stories of a source."""
    return f"s{source_id}"


def _expression_of(term: Term) -> str:
    if term.becoming:
        text = " OR ".join(f'"{each}"' for each in term.becoming)
    else:
        text = f'"{term.text}"{" *" if term.going_on else ""}'
    return f"{'title' if term.in_title else '{title author text}'} : ({text})"


class _Reader:
    """Gathers a query part by part."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._wanted: list[Term] = []
        self._unwanted: list[Term] = []
        self._names: list[Name] = []
        self._states: dict[str, set[bool]] = {"read": set(), "saved": set()}
        self._since: list[datetime] = []
        self._before: list[datetime] = []

    def query(self) -> Query:
        """Give everything that was gathered."""
        return Query(
            tuple(self._wanted),
            tuple(self._unwanted),
            tuple(self._names),
            read=next(iter(self._states["read"]), None),
            saved=next(iter(self._states["saved"]), None),
            since=max(self._since, default=None),
            before=min(self._before, default=None),
            never=any(len(values) > 1 for values in self._states.values()),
        )

    def take(self, part: re.Match[str], *, at_end: bool) -> None:
        """Take one part; `at_end` tells that more of it may follow."""
        quoted = part["quoted"] is not None
        value = part["quoted"] if quoted else part["plain"]
        denied, name = part["minus"] is not None, (part["name"] or "").lower()
        if not name or not self._operator(name, value, denied, at_end):
            text = f"{part['name']}:{value}" if name else value
            self._word(text, denied, at_end)

    def _operator(self, name: str, value: str, denied: bool, at_end: bool) -> bool:
        """Take an operator; False tells that it is none."""
        if name in ("since", "before"):
            return self._time(name, value, denied) or (at_end and bool(_UNFINISHED_TIME.fullmatch(value)))
        if name == "is":
            return self._state(value.lower(), denied) or (
                at_end and any(state.startswith(value.lower()) for state in _STATES)
            )
        if not value.strip():
            return at_end
        if name == "title":
            return self._word(value, denied, at_end, in_title=True)
        self._names.append(Name(cast(Kind, name), " ".join(value.split()), denied))
        return True

    def _state(self, value: str, denied: bool) -> bool:
        if value not in _STATES:
            return False
        state, holds = _STATES[value]
        self._states[state].add(holds is not denied)
        return True

    def _time(self, name: str, value: str, denied: bool) -> bool:
        moment = _moment(value, self._now)
        if moment is None:
            return False
        ((self._since) if (name == "since") is not denied else self._before).append(moment)
        return True

    def _word(self, text: str, denied: bool, at_end: bool, *, in_title: bool = False) -> bool:
        """Take words; False tells that there are none in it."""
        if not any(map(str.isalnum, text)):
            return False
        # What is not wanted counts only when it stands there whole: the first letter must not empty the list.
        going_on = at_end and not denied and unicodedata.category(text[-1])[0] in "LMN"
        (self._unwanted if denied else self._wanted).append(Term(text, going_on, in_title))
        return True


def _moment(value: str, now: datetime) -> datetime | None:
    """Give the time that a date or a time span back from now means; None for nonsense."""
    try:
        if span := _AGO.fullmatch(value):
            return _ago(int(span[1]), span[2].lower(), now).astimezone(UTC)
        if date := _DATE.fullmatch(value):
            return datetime(int(date[1]), int(date[2]), int(date[3]), tzinfo=now.tzinfo).astimezone(UTC)
    except (ValueError, OverflowError):
        # There is no such day, or it lies before the first or after the last year.
        pass
    return None


def _ago(count: int, unit: str, now: datetime) -> datetime:
    if unit != "m":
        hours = {"h": 1, "d": 24, "w": 7 * 24}[unit]
        return now - timedelta(hours=count * hours)
    year, month = divmod(now.year * 12 + now.month - 1 - count, 12)
    # A month back from the 31st is the last day of a shorter month.
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
