"""The dates that pages state, read with care: anything not believable is no date."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LEEWAY = timedelta(hours=48)
"""How far ahead of the clock a date may be: a page for tomorrow's paper, or a wrong time zone."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?(?!\d)",
    re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTH = rf"({'|'.join(_MONTH_NAMES)})[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+(\d{{4}})\b", re.IGNORECASE
)
_NAMES_ELSEWHERE = (
    ("januar", "janvier", "enero", "gennaio", "janeiro", "januari"),
    ("februar", "février", "febrero", "febbraio", "fevereiro", "februari"),
    ("märz", "mars", "marzo", "março", "maart"),
    ("april", "avril", "abril", "aprile"),
    ("mai", "mayo", "maggio", "maio", "mei"),
    ("juni", "juin", "junio", "giugno", "junho"),
    ("juli", "juillet", "julio", "luglio", "julho"),
    ("august", "août", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "settembre", "setembro"),
    ("oktober", "octobre", "octubre", "ottobre", "outubro"),
    ("november", "novembre", "noviembre", "novembro"),
    ("dezember", "décembre", "diciembre", "dicembre", "dezembro", "december"),
)
"""German, French, Spanish, Italian, Portuguese and Dutch, where they differ."""
_MONTHS_ELSEWHERE = {name: number for number, names in enumerate(_NAMES_ELSEWHERE, start=1) for name in names}
_ELSEWHERE = re.compile(
    rf"\b(\d{{1,2}})(?:er|º|°|\.)?\s+(?:de\s+)?({'|'.join(_MONTHS_ELSEWHERE)})\s+(?:de[l]?\s+)?(\d{{4}})\b",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})(?:([/.-])(\d{1,2})\2(\d{1,2})|[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일])(?!\d)"
)
_YEAR_LAST = re.compile(r"(?<![\d.])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_BEFORE_CLOCK = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s+(?:[A-Z]{{2,4}}\s+|[+-]\d{{4}}\s+)?(\d{{4}})\b",
    re.IGNORECASE,
)
"""As `date` and C's asctime write it."""
_LEADING_WORDS = re.compile(
    r"\A\s*(?:published|posted|updated|last updated|date|on|at|[:\s])+", re.IGNORECASE
)


def read_date(text: str) -> datetime | None:
    """Read a date in ISO 8601, in the form of mails, or as pages of eight languages write it.

    Of 3/4/2024 nobody knows what is the month, so it is no date; 13/4/2024 and 3.4.2024 are.

    Args:
        text: Anything; 100 characters of it are looked at.

    Returns:
        The moment in UTC; a time without a zone is taken for UTC, a day without a time for its beginning. None where
        nothing can be read, or what is read lies before 1990 or more than 48 hours ahead.
    """
    text = _LEADING_WORDS.sub("", text[:100]).strip()
    try:
        moment = _iso(text) or _mail(text) or _english(text) or _elsewhere(text) or _numbers(text)
        if moment is None:
            return None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= datetime.now(UTC) + LEEWAY else None


_AGO = re.compile(
    r"\b(?:\d+|an?)\s+(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago\b", re.IGNORECASE
)


def dates_in(text: str) -> str:
    """Give a text without the dates and times in it, to see whether anything else is there."""
    for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _ELSEWHERE, _YEAR_FIRST, _AGO, _CLOCK):
        text = pattern.sub(" ", text)
    return text


_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}\b)?|\b\d{1,2}\s*[ap]\.?m\b\.?", re.IGNORECASE
)


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    moment = datetime(
        year, month, day, int(found[4] or 0), int(found[5] or 0), min(59, int(found[6] or 0)), tzinfo=UTC
    )
    zone = found[7]
    if zone and zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        moment = moment - offset if zone[0] == "+" else moment + offset
    return moment


def _mail(text: str) -> datetime | None:
    if "," not in text[:12] and not text[:1].isdigit():
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _english(text: str) -> datetime | None:
    if found := _MONTH_FIRST.search(text):
        month, day, year = found[1], found[2], found[3]
    elif found := _DAY_FIRST.search(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _BEFORE_CLOCK.search(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    return datetime(int(year), _MONTHS[month[:3].lower()], int(day), tzinfo=UTC)


def _elsewhere(text: str) -> datetime | None:
    found = _ELSEWHERE.search(text)
    return (
        datetime(int(found[3]), _MONTHS_ELSEWHERE[found[2].lower()], int(found[1]), tzinfo=UTC)
        if found
        else None
    )


def _numbers(text: str) -> datetime | None:
    if found := _YEAR_FIRST.search(text):
        year, month, day = int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
    elif found := _YEAR_LAST.search(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] != ".":
            if month <= 12 and day <= 12 and day != month:
                return None
            if month > 12:
                day, month = month, day
    else:
        return None
    return datetime(year, month, day, tzinfo=UTC)
