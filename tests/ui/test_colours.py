"""Terminals with few colours, or none."""

import re

import pytest

from terminal import running
from tuinews.paths import Home

pytestmark = pytest.mark.pty

# Colours beyond the sixteen of the terminal: 38;2;R;G;B and 38;5;N, and the same for grounds.
_MIXED = re.compile(rb"\x1b\[[\d;]*[34]8;[25];")


def test_a_terminal_of_sixteen_colours_gets_only_its_own(home: Home) -> None:
    place = str(home.data.parent)
    few = {"TERM": "xterm", "COLORTERM": ""}
    with running("--home", place, "demo", columns=120, rows=30, environment=few) as terminal:
        terminal.until("● “The Lighthouse")
        terminal.press("\r")
        terminal.until("By Mara Okonkwo")
        # The theme is chosen by itself: there is nothing to complain of.
        assert "There is no theme" not in terminal.picture()
        terminal.press("?")
        terminal.until("Type to search")
        assert not _MIXED.search(terminal.bytes)
        terminal.press("\x1b")
        terminal.press("\x11")
        assert terminal.end() == 0


def test_without_colour_everything_can_be_told_apart(home: Home) -> None:
    place = str(home.data.parent)
    with running("--home", place, "demo", columns=120, rows=30, environment={"NO_COLOR": "1"}) as terminal:
        terminal.until("● “The Lighthouse")
        terminal.press("s")
        picture = terminal.until("★ “The Lighthouse")
        # Cursor, unread and saved each have a sign of their own.
        assert "▌" in picture
        assert "●" in picture
        terminal.press("\r")
        terminal.until("By Mara Okonkwo")
        colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.bytes)
        assert all(red == green == blue for red, green, blue in colours)
        terminal.press("\x11")
        assert terminal.end() == 0
