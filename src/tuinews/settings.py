"""Every setting once: what it is called, what it may be, what it does.

The reader of the file, its complaints, `tuinews config` and the documentation are made from this table.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from tuinews.text import clean_line

MOST_DAYS = 36_500
"""A hundred years: beyond what a clock can go back."""
_DAYS = f"a number of days from 0 (for ever) to {MOST_DAYS}"
# RFC 9110 5.6.2 (tokens) and 5.5 (values).
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\xa0-\xff]{0,1000}[\x21-\x7e\xa0-\xff])?")


class Setting(Struct, frozen=True):
    """One key of the file, or a table of entries that the user names."""

    name: str
    """Its table and itself, with a dot between them."""
    field: str
    """What it is in `Config`."""
    about: str
    """What it does, in a sentence or two."""
    example: str
    """A line of TOML that sets it to something else than its default."""
    accepts: Callable[[Any], bool]
    """Whether its value can be used; of a table, whether the value of one entry can."""
    wanted: str
    """What its value (of a table, that of an entry) must be, to follow “must be”."""
    make: Callable[[Any], Any] = lambda value: value
    """Makes what stands in `Config` of what stands in the file; of a table, for one entry."""
    table: str = ""
    """For a table: what it must be, to follow “must be”."""


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(clean_line(value))


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_command(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(word, str) and word and "\0" not in word for word in value
    )


def _is_days(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS


def _are_keys(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(key, str) for key in value))


def _are_days(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"read_days", "unread_days"}
        and all(map(_is_days, value.values()))
    )


def _is_manner(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"user_agent", "headers"}
        and isinstance(value.get("headers", {}), dict)
        and all(
            _HEADER.fullmatch(name) and _is_header(text) for name, text in value.get("headers", {}).items()
        )
        and _is_header(value.get("user_agent", "-"))
    )


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and bool(_HEADER_VALUE.fullmatch(value))


def _headers(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return (
        *(("User-Agent", value["user_agent"]) for _ in range("user_agent" in value)),
        *value.get("headers", {}).items(),
    )


def _days(value: Mapping[str, int]) -> tuple[int | None, int | None]:
    return value.get("read_days"), value.get("unread_days")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "theme",
        "The colours. “tuinews themes” lists the names.",
        'theme = "matinee"',
        _is_name,
        'a name in quotes, such as "late-show"',
        clean_line,
    ),
    Setting(
        "motion",
        "motion",
        "Whether anything moves on the screen.",
        "motion = false",
        _is_switch,
        "true or false",
    ),
    Setting(
        "markers",
        "markers",
        'How unread and saved stories are marked: "unicode" with ● and ★, "ascii" with * and +, "auto" with what the'
        " terminal can show.",
        'markers = "ascii"',
        lambda value: value in ("auto", "unicode", "ascii"),
        '"auto", "unicode" or "ascii"',
    ),
    Setting(
        "pictures",
        "pictures",
        'Whether pictures are fetched and drawn in the open story: "on", "off", or "auto", which is on where Pillow is'
        " installed, and off over SSH. Kitty, Ghostty and terminals with sixel graphics draw them whole, others as"
        ' coloured cells; with "cells" all do that.',
        'pictures = "off"',
        lambda value: value in ("auto", "on", "cells", "off"),
        '"auto", "on", "cells" or "off"',
    ),
    Setting(
        "keys.preset",
        "keys_preset",
        'The keys to begin with: "default", or "newsboat" for those of newsboat as far as it has them.',
        'preset = "newsboat"',
        lambda value: isinstance(value, str),
        'the name of a preset in quotes, such as "newsboat"',
    ),
    Setting(
        "keys",
        "keys",
        "Other keys for single commands, by the ids of the page of keys: one key, two with a blank between them, or a list;"
        " [] for none.",
        '"story.save" = "ctrl-s"',
        _are_keys,
        'a key such as "ctrl-s", or a list of them',
        lambda value: (value,) if isinstance(value, str) else tuple(value),
        'a table of commands with their keys, such as "story.save" = "ctrl-s", or the name of a preset',
    ),
    Setting(
        "open.browser",
        "browser",
        "The program that opens web pages, with its arguments; the address comes last, or where %s stands. No shell reads it."
        " Empty leaves the choice to the system.",
        'browser = ["firefox", "--new-tab"]',
        _is_command,
        'a list of words, such as ["firefox"]',
        tuple,
    ),
    Setting(
        "open.player",
        "player",
        "The same for trailers, videos and podcasts, which e in the reader and “tuinews open --media” play. Empty takes the browser.",
        'player = ["mpv"]',
        _is_command,
        'a list of words, such as ["mpv"]',
        tuple,
    ),
    Setting(
        "reading.mark_group_read",
        "mark_group_read",
        "Whether to read a story marks all that tell the same.",
        "mark_group_read = true",
        _is_switch,
        "true or false",
    ),
    Setting(
        "refresh.on_start",
        "refresh_on_start",
        "Whether the reader asks the sources that are due when it opens, and while it is open.",
        "on_start = false",
        _is_switch,
        "true or false",
    ),
    Setting(
        "refresh.sources",
        "headers_by_source",
        "How single sources are asked, by the address of their feed: with a user agent or headers of their own.",
        '"https://example.com/feed" = { user_agent = "Mozilla/5.0", headers = { "X-Key" = "abc" } }',
        _is_manner,
        'a user agent or headers, such as { user_agent = "Mozilla/5.0" }',
        _headers,
        "feed addresses, each with its user agent or headers, such as"
        ' "https://example.com/feed" = { user_agent = "Mozilla/5.0" }',
    ),
    Setting(
        "retention.read_days",
        "read_days",
        "For how many days stories are kept that you read and did not save; 0 keeps them for ever.",
        "read_days = 14",
        _is_days,
        _DAYS,
    ),
    Setting(
        "retention.unread_days",
        "unread_days",
        "The same for unread stories.",
        "unread_days = 0",
        _is_days,
        _DAYS,
    ),
    Setting(
        "retention.sources",
        "days_by_source",
        "Other numbers for single sources, by the address of their feed.",
        '"https://example.com/feed" = { read_days = 7, unread_days = 0 }',
        _are_days,
        "days, such as { read_days = 7 }, each from 0 (for ever) to " + str(MOST_DAYS),
        _days,
        'feed addresses, each with its days, such as "https://example.com/feed" = { read_days = 7 }',
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
TABLES = tuple(dict.fromkeys(setting.name.partition(".")[0] for setting in SETTINGS if "." in setting.name))
"""What must be a table in the file, in its order."""
