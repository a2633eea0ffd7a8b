"""The installed program in a real pseudo-terminal: what a person would see and press."""

import json
import re
import subprocess

import pytest

from loopback import Site, answer
from terminal import PROGRAM, running
from tuinews.demo.stories import stories
from tuinews.paths import Home

pytestmark = pytest.mark.pty


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (160, 45)])
def test_two_stories_are_read_one_is_saved_and_found_again(home: Home, columns: int, rows: int) -> None:
    place = str(home.data.parent)
    with running("--home", place, "demo", columns=columns, rows=rows) as terminal:
        # What comes after a story was opened waits to be pulled in.
        terminal.until(f"{len(stories())} unread")
        terminal.until("● “The Lighthouse")
        terminal.press("\r")
        terminal.until("By Mara Okonkwo")
        terminal.press("s")
        terminal.until("Saved for later")
        terminal.press("J")
        terminal.until("All the winners at the Lido")
        terminal.until_match(r"By (?!Mara)\w+")
        terminal.press("\x11")
        assert terminal.end() == 0
    with running("--home", place, "demo", columns=columns, rows=rows) as terminal:
        terminal.until("★ “The Lighthouse")
        terminal.press("\x11")
        assert terminal.end() == 0


HOSTILE = (
    "[/b] closes nothing",
    "[@click=app.quit]x[/] quits nothing",
    "\x1b]0;PWNED\x07 names no window",
    "\x1b]52;c;UFdORUQ=\x07 fills no clipboard",
    "\x1b[5n\x1b[>q\x9b18t asks for nothing",
    "\u202egnihton \u2066sesrever\u200b",
    "NUL\x00 and DEL\x7f and C1\x85",
    "10 kB " + "x" * 10_000,
    "e" + "\u0301" * 500 + " stands alone",
)
PAYLOADS = (
    *(b"\x1b]0;", b"\x1b]52", b"\x1b[5n", b"\x1b[>q", b"\x9b18t", b"\x07", b"\x00"),
    *(character.encode() for character in ("\u202e", "\u2066", "\u200b", "\u0301" * 5)),
)
# Textual's own way to set the shape of the pointer; it ends with a BEL.
POINTER = re.compile(rb"\x1b\]22;\w*\x07")


def hostile_feed(title: str) -> bytes:
    items = [
        {
            "id": str(number),
            "title": words,
            "authors": [{"name": words}],
            "tags": [words],
            "content_html": f"<p>Text number {number}.</p><p>{words}</p>",
        }
        for number, words in enumerate(HOSTILE)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    ).encode()


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50)])
def test_no_headline_acts_on_the_terminal(home: Home, site: Site, columns: int, rows: int) -> None:
    kind = {"Content-Type": "application/feed+json"}
    site.pages["/feed"] = answer(hostile_feed(HOSTILE[2]), kind)
    site.pages["/failing"] = answer(status=503, reason=HOSTILE[2])
    outlines = home.data.parent / "failing.opml"
    outlines.parent.mkdir()
    outlines.write_text(
        f"<opml version='2.0'><body><outline text='{HOSTILE[1]}' xmlUrl='{site.url('/failing')}'/></body></opml>"
    )
    place = str(home.data.parent)
    for command in (["add", site.url("/feed")], ["import", str(outlines)]):
        subprocess.run([PROGRAM, "--home", place, *command], check=True, capture_output=True)
    with running("--home", place, columns=columns, rows=rows) as terminal:
        terminal.until("1 of 1 source failed")
        terminal.until("closes nothing")
        unseen = {str(number) for number in range(len(HOSTILE))}
        for key in "\r" + "J" * (len(HOSTILE) - 1):
            terminal.press(key)
            shown = terminal.until_match(rf"Text number (?:{'|'.join(unseen)})\.")
            unseen -= set(re.findall(r"Text number (\d+)\.", shown))
            terminal.press("s")
            terminal.until("Saved for later")
            terminal.press("s")
            terminal.until("No longer saved")
        terminal.press("4")
        terminal.until("RELATED TOPICS")
        terminal.press("12/pwned")
        terminal.until("“pwned”")
        terminal.press("\x1b")
        terminal.until("✦ tuinews Top stories")
        for keys, words in (
            ("?", "Type to search"),
            ("E", "✦ Sources"),
            ("T", "✦ Theme"),
            ("g", " s  Saved"),
        ):
            terminal.press(keys)
            terminal.until(words)
            terminal.press("\x1b")
            terminal.until_gone(words)
        terminal.press("E\r")
        terminal.until("✦ Edit a source")
        terminal.press("\x1b")
        terminal.until_gone("✦ Edit a source")
        terminal.press("\x1b")
        terminal.until_gone("✦ Sources")
        terminal.press("]]]]]]c")
        terminal.until_match("One line for each|Whole titles")
        terminal.press("\r\x06x")
        terminal.until_match(r"of \d|Not in this")
        terminal.press("\x11")
        assert terminal.end() == 0
    sent = POINTER.sub(b"", terminal.bytes)
    assert [payload for payload in PAYLOADS if payload in sent] == []


def test_the_terminals_cursor_stands_on_the_row_of_the_cursor(home: Home) -> None:
    with running("--home", str(home.data.parent), "demo", columns=80, rows=24) as terminal:
        terminal.until("● “The Lighthouse")
        for _ in range(3):
            terminal.press("j")
            terminal.until_match(r"(?s)▌.*▌")
        rows = terminal.picture().split("\n")
        for _ in range(50):
            row, _ = terminal.cursor
            if rows[row].startswith("▌") and not rows[row - 1].startswith("▌"):
                break
            rows = terminal.read_on().split("\n")
        row, _ = terminal.cursor
        assert rows[row].startswith("▌")
        assert not rows[row - 1].startswith("▌")
        terminal.press("?")
        terminal.until("Type to search")
        terminal.press("theme")
        terminal.until("Choose the colours.")
        for _ in range(50):
            row, column = terminal.cursor
            if terminal.picture().split("\n")[row][:column].rstrip().endswith("theme"):
                break
            terminal.read_on()
        row, column = terminal.cursor
        assert terminal.picture().split("\n")[row][:column].rstrip().endswith("theme")


def test_a_terminal_is_left_as_it_was_found(home: Home) -> None:
    with running("--home", str(home.data.parent), "demo") as terminal:
        terminal.until("● “The Lighthouse")
        terminal.press("\x11")
        assert terminal.end() == 0
        assert b"\x1b[?1049h" in terminal.bytes
        assert terminal.bytes.rindex(b"\x1b[?1049l") > terminal.bytes.rindex(b"\x1b[?1049h")
        assert terminal.bytes.rindex(b"\x1b[?25h") > terminal.bytes.rindex(b"\x1b[?25l")
