"""Whole pictures, in Kitty's graphics protocol."""

import asyncio
import base64
import io
import re
import unicodedata
from pathlib import Path

import pytest
from PIL import Image
from rich.cells import cell_len
from rich.style import Style

import staged
from reading_room import Room, reader
from terminal import running
from test_pictures_in_story import LEAD, Camera, config, half_blocks, ready
from tuinews.model import Plate
from tuinews.pictures import CELL
from tuinews.ui import kitty

MESSAGE = re.compile("\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\\\")


def messages(sequence: str) -> list[tuple[dict[str, str], str]]:
    """The messages of a sequence, and nothing else is in it."""
    assert MESSAGE.sub("", sequence) == ""
    return [
        (dict(pair.split("=") for pair in keys.split(",")), payload)
        for keys, payload in MESSAGE.findall(sequence)
    ]


@pytest.mark.parametrize(
    ("environ", "whether"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-ghostty"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, False),
        ({"TERM": "xterm-kitty", "STY": "1.pts"}, False),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, False),
        ({}, False),
    ],
)
def test_which_terminals_are_asked_whether_they_draw_pictures(environ: dict[str, str], whether: bool) -> None:
    assert kitty.possible(environ) is whether


@pytest.mark.parametrize(
    ("version", "whether"),
    [
        ("kitty(0.36.1)", True),
        ("kitty(0.28.0)", True),
        ("kitty(0.26.5)", False),
        ("kitty(1.0.0)", True),
        ("ghostty 1.1.3", True),
        ("ghostty 0.9.0", False),
        ("XTerm(379)", False),
        ("WezTerm 20240203", False),
        ("", False),
        ("kitty", False),
    ],
)
def test_which_versions_know_placeholders(version: str, whether: bool) -> None:
    assert kitty.known_to(version) is whether


def test_a_picture_is_sent_in_pieces_that_make_the_file_again() -> None:
    png = bytes(range(256)) * 40
    parts = messages(kitty.sent(77, Plate(20, 5, png)))
    *pieces, (placement, nothing) = parts
    assert base64.b64decode("".join(piece for _, piece in pieces)) == png
    assert all(len(piece) <= 4096 for _, piece in pieces)
    assert [keys["m"] for keys, _ in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    assert pieces[0][0] == {"a": "t", "f": "100", "t": "d", "i": "77", "q": "2", "m": "1"}
    assert placement == {"a": "p", "U": "1", "i": "77", "c": "20", "r": "5", "q": "2"}
    assert nothing == ""


def test_a_line_of_placeholders_is_as_wide_as_its_picture() -> None:
    number = kitty.number_of(LEAD, 78, 14)
    assert 0 < number <= 0xFF_FFFF
    for columns in (1, 20, kitty.WIDEST):
        segment = kitty.line(number, 13, columns, Style(bgcolor="black"))
        assert cell_len(segment.text) == columns
        cells = [segment.text[at : at + 3] for at in range(0, len(segment.text), 3)]
        assert len(set(cells)) == columns
        assert all(cell[0] == "\U0010eeee" for cell in cells)
        assert all(unicodedata.combining(mark) == 230 for cell in cells for mark in cell[1:])
        assert segment.style is not None
        assert segment.style.color is not None
        triplet = segment.style.color.triplet
        assert triplet is not None
        assert triplet.red << 16 | triplet.green << 8 | triplet.blue == number


def placeholders(room: Room) -> int:
    """Lines of the article that the terminal draws."""
    article = room.main.article
    return sum("\U0010eeee" in article.render_line(y).text for y in range(article.size.height))


def test_kitty_is_sent_the_pictures_of_the_open_story_and_forgets_those_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    camera = Camera()
    staged.stage(tmp_path)

    async def play() -> None:
        written: list[str] = []
        async with reader(
            tmp_path,
            answers=camera.serve,
            first=(),
            config=config(),
            filled=False,
            drawing="kitty",
            now=staged.now,
        ) as room:
            await ready(room)
            assert room.app.console.color_system == "truecolor"
            driver = room.app._driver
            assert driver is not None
            monkeypatch.setattr(driver, "write", written.append)
            await room.open_first()
            await room.until(lambda: placeholders(room) == 14)
            assert half_blocks(room) == 0
            columns = min(room.main.article._measure, kitty.WIDEST)
            parts = messages("".join(written))
            number = str(kitty.number_of(LEAD, columns, 14))
            assert {keys["i"] for keys, _ in parts if "i" in keys} == {number}
            file = base64.b64decode("".join(payload for _, payload in parts))
            with Image.open(io.BytesIO(file)) as image:
                assert image.size == (columns * CELL[0], 14 * CELL[1])
            # Another story's pictures take the place of these.
            written.clear()
            await room.press("G")
            await room.until(lambda: len(room.main.desk.pictures._sent) == 2)  # type: ignore[union-attr]
            written.clear()
        forgotten = [keys for keys, _ in messages("".join(written))]
        assert all(keys["a"] == "d" and keys["d"] == "I" for keys in forgotten)
        assert len(forgotten) == 2

    asyncio.run(play())


@pytest.mark.parametrize(
    ("version", "whether"), [("kitty(0.36.1)", True), ("kitty(0.26.5)", False), (None, False)]
)
def test_the_terminal_is_asked_before_the_reader_begins(
    tmp_path: Path, version: str | None, whether: bool
) -> None:
    environment = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
    with running("--home", str(tmp_path), "demo", environment=environment) as terminal:
        terminal.child.expect_exact("\x1b[>0q\x1b[16t\x1b[?1;1;0S\x1b[?2;1;0S\x1b[c")
        said = f"\x1bP>|{version}\x1b\\" if version else ""
        terminal.press(f"{said}\x1b[?62;c")
        terminal.until("Lighthouse")
        terminal.press("\r")
        terminal.until("Okonkwo")
        terminal.press("x")  # Only its page brings pictures.
        for _ in range(100):
            if b"\x1b_Ga=t,f=100" in terminal.bytes or "▀▀▀" in terminal.read_on():
                break
        assert (b"\x1b_Ga=t,f=100" in terminal.bytes) is whether
        terminal.press("qq")
        terminal.end()
