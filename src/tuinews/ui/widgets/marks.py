"""The signs for the state of a story or source."""

import locale
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct


class Marks(Struct, frozen=True):
    """One cell each. State never rests on colour alone."""

    unread: str
    saved: str
    followed: str
    """A topic that is followed."""
    aside: str
    """What is hidden or muted."""
    heights: str
    """From low to high, for how much there was of something day by day."""

    def bar(self, numbers: Sequence[int], most: int) -> str:
        """Draw numbers side by side, a cell each; a blank stands for none.

        Args:
            numbers: At most `most` each.
            most: The number that is as high as the cell.
        """
        steps = len(self.heights)
        return "".join(
            self.heights[-(-number * steps // most) - 1] if number > 0 else " " for number in numbers
        )


UNICODE = Marks("●", "★", "✧", "◌", "▁▂▃▄▅▆▇█")
ASCII = Marks("*", "+", "=", "x", ".:-=+*#")

_WIDE_LOCALES = ("zh", "ja", "ko")


def marks_for(
    wanted: Literal["auto", "unicode", "ascii"],
    environ: Mapping[str, str],
    encoding: str = "",
) -> Marks:
    """Choose the signs for a terminal.

    ● and ★ are of ambiguous width (UAX 11): CJK locales may draw them two cells wide, the Linux console has no glyph
    for them, and a terminal that is not UTF-8 can't be sent them.

    Args:
        wanted: The user's setting; `auto` looks at the terminal.
        environ: The environment.
        encoding: The encoding of the terminal; that of stdout when empty.
    """
    if wanted != "auto":
        return ASCII if wanted == "ascii" else UNICODE
    tongue = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    spoken = encoding or getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)
    if environ.get("TERM") == "linux" or tongue[:2] in _WIDE_LOCALES:
        return ASCII
    return UNICODE if spoken.lower().replace("-", "") in ("utf8", "utf16") else ASCII
