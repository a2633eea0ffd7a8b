"""Whole pictures in terminals that draw sixels."""

import asyncio
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.widgets._toast import Toast

import staged
from reading_room import Room, reader
from terminal import Terminal, running
from test_pictures_in_story import Camera, config, ready
from tuinews.model import SixelScreen
from tuinews.ui import sixel
from tuinews.ui.screens import painting
from tuinews.ui.screens.painting import Painter
from tuinews.ui.sixel import SixelTerminal
from tuinews.ui.terminal_answers import Answers, WindowSize, answers_in

QUESTIONS = "\x1b[>0q\x1b[16t\x1b[?1;1;0S\x1b[?2;1;0S\x1b[c"
ANSWERS = "\x1bP>|foot(1.13.1)\x1b\\\x1b[6;20;10t\x1b[?1;0;1024S\x1b[?62;4;22c"
ROWS = 14


# --- which terminals


@pytest.mark.parametrize(
    ("environ", "whether"),
    [
        ({"TERM": "foot"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "mlterm"}, True),
        ({"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "foot", "TMUX": "/tmp/tmux"}, False),
        ({"TERM": "foot", "STY": "1.pts"}, False),
        ({"TERM": "foot", "NO_COLOR": "1"}, False),
        ({"TERM": "foot", "SSH_TTY": "/dev/pts/1"}, False),
        ({"TERM": "foot", "SSH_CONNECTION": "1 2 3 4"}, False),
        ({}, False),
    ],
)
def test_which_terminals_are_asked_whether_they_draw_sixels(environ: dict[str, str], whether: bool) -> None:
    assert sixel.possible(environ) is whether


# What terminals answered, and the system said of their windows.
XTERM = b"\x1bP>|XTerm(379)\x1b\\\x1b[?1;0;1024S\x1b[?2;0;880;440S\x1b[?63;1;2;4;6;9;15;16;22;28c"
XTERM_WINDOW = WindowSize(20, 80, 884, 444)
XTERM_16 = b"\x1bP>|XTerm(379)\x1b\\\x1b[?1;0;1024S\x1b[?2;0;1000;972S\x1b[?63;1;2;4;6;9;15;16;22;28c"
XTERM_16_WINDOW = WindowSize(36, 120, 1564, 976)
PLAIN_XTERM = b"\x1bP>|XTerm(379)\x1b\\\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"
MLTERM = b"\x1b[6;22;10t\x1b[?1;0;1024S\x1b[?1;3;0S\x1b[?63;1;2;3;4;6;7;15;18;22;29c"
MLTERM_WINDOW = WindowSize(20, 80, 800, 440)
FOOT = b"\x1bP>|foot(1.13.1)\x1b\\\x1b[6;16;7t\x1b[?1;0;1024S\x1b[?2;0;1491;992S\x1b[?62;4;22c"
FOOT_WINDOW = WindowSize(62, 213, 1491, 992)
KONSOLE = b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[6;18;8t\x1b[?1;0;256S\x1b[?2;0;16384;16384S\x1b[?62;1;4c"
KONSOLE_WINDOW = WindowSize(28, 110, 882, 504)


@pytest.mark.parametrize(
    ("said", "window", "screen"),
    [
        (XTERM, XTERM_WINDOW, SixelScreen(11, 22, 256)),
        (PLAIN_XTERM, XTERM_WINDOW, None),
        (MLTERM, MLTERM_WINDOW, SixelScreen(10, 22, 256)),
        (FOOT, FOOT_WINDOW, SixelScreen(7, 16, 256)),
        (KONSOLE, KONSOLE_WINDOW, None),
        # xterm with a broad border, and in a window that is larger than its largest picture.
        (b"\x1b[?2;0;880;440S\x1b[?63;4c", WindowSize(20, 80, 920, 480), SixelScreen(11, 22)),
        (b"\x1b[?2;0;880;528S\x1b[?63;4c", WindowSize(24, 80, 910, 558), SixelScreen(11, 22)),
        (b"\x1b[?2;0;1000;440S\x1b[?63;4c", WindowSize(20, 150, 1654, 444), SixelScreen(11, 22)),
        # Few colours, too few, no word on them.
        (b"\x1b[6;20;10t\x1b[?1;0;16S\x1b[?62;4c", WindowSize(24, 80, 0, 0), SixelScreen(10, 20, 16)),
        (b"\x1b[6;20;10t\x1b[?1;0;4S\x1b[?62;4c", WindowSize(24, 80, 0, 0), None),
        (b"\x1b[6;20;10t\x1b[?62;4c", WindowSize(24, 80, 0, 0), SixelScreen(10, 20)),
        # No size of a cell, or one that can't be right.
        (b"\x1b[?62;4c", WindowSize(24, 80, 0, 0), None),
        (b"\x1b[?62;4c", None, None),
        (b"\x1b[?62;4c", WindowSize(0, 0, 800, 600), None),
        (b"\x1b[6;0;0t\x1b[?62;4c", WindowSize(24, 80, 0, 0), None),
        (b"\x1b[6;9999;9999t\x1b[?62;4c", WindowSize(24, 80, 0, 0), None),
        # 4 is the kind of terminal here, not what it can.
        (b"\x1b[6;20;10t\x1b[?4c", WindowSize(24, 80, 0, 0), None),
        (b"\x1b[6;20;10t\x1b[?62;14;44c", WindowSize(24, 80, 0, 0), None),
        (b"", WindowSize(24, 80, 800, 480), None),
        (b"\xff\x1b[?;;c\x1bP>|\xff\x1b\\", WindowSize(24, 80, 800, 480), None),
    ],
)
def test_what_a_terminal_answers_tells_whether_and_how_sixels_are_drawn(
    said: bytes, window: WindowSize | None, screen: SixelScreen | None
) -> None:
    assert SixelTerminal(answers_in(said), lambda: window).screen == screen


@pytest.mark.parametrize(
    ("said", "first", "then", "cell"),
    [
        # Another size of the window, the same font.
        (XTERM, XTERM_WINDOW, WindowSize(50, 120, 1324, 1104), (11, 22)),
        (FOOT, FOOT_WINDOW, WindowSize(31, 100, 700, 496), (7, 16)),
        # A window with some pixels to spare, as many as there are lines.
        (XTERM, XTERM_WINDOW, WindowSize(20, 80, 893, 464), (11, 22)),
        # Another font, which leaves xterm its lines and foot its pixels; xterm then counts its border no longer.
        (XTERM_16, XTERM_16_WINDOW, WindowSize(36, 120, 1200, 684), (10, 19)),
        (XTERM_16, XTERM_16_WINDOW, WindowSize(36, 120, 240, 180), None),
        (XTERM, XTERM_WINDOW, WindowSize(20, 80, 1044, 504), (13, 25)),
        (FOOT, FOOT_WINDOW, WindowSize(49, 165, 1491, 992), (9, 20)),
        # The system is told of other pixels than we are: as long as the cells stay, that is no matter.
        (FOOT, WindowSize(62, 213, 2982, 1984), WindowSize(31, 100, 1400, 992), (7, 16)),
        (FOOT, WindowSize(62, 213, 2982, 1984), WindowSize(31, 100, 1800, 1240), None),
        # It is told of none: then nobody knows.
        (FOOT, WindowSize(62, 213, 0, 0), WindowSize(62, 213, 0, 0), (7, 16)),
        (FOOT, WindowSize(62, 213, 0, 0), WindowSize(62, 212, 0, 0), None),
        (FOOT, FOOT_WINDOW, None, None),
    ],
)
def test_another_font_makes_other_sixels(
    said: bytes, first: WindowSize, then: WindowSize | None, cell: tuple[int, int] | None
) -> None:
    windows: list[WindowSize | None] = [first]
    terminal = SixelTerminal(answers_in(said), lambda: windows[-1])
    assert terminal.screen is not None
    windows.append(then)
    assert terminal.screen == (SixelScreen(*cell) if cell is not None else None)
    windows.append(first)
    assert terminal.screen is not None


def test_nobody_answers_without_a_terminal() -> None:
    assert SixelTerminal(Answers(), lambda: None).screen is None


# --- what is painted


def listen(painter: Painter, room: Room, written: list[str]) -> None:
    """Have what is painted written to a list: without a terminal, a screen writes nothing."""
    over = painter.over

    def noted(update: RenderableType) -> RenderableType:
        made = over(update)
        if made is not update:
            assert isinstance(made, CompositorUpdate)
            written.append(made.render_segments(room.app.console))
        return made

    painter.over = noted  # type: ignore[method-assign]


def lines_in(sequence: str) -> list[int]:
    """The lines of the screen, from 0, that a sequence paints."""
    return [int(line) - 1 for line in re.findall(r"\x1b\[(\d+);\d+H\x1bP7;1q", sequence)]


def test_only_lines_that_stand_free_are_painted_and_only_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged.stage(tmp_path)
    window = WindowSize(30, 110, 1100, 600)

    async def play() -> None:
        written: list[str] = []
        async with reader(
            tmp_path,
            size=(110, 30),
            answers=Camera().serve,
            first=(),
            config=config(),
            filled=False,
            now=staged.now,
            drawing=SixelTerminal(answers_in(ANSWERS.encode()), lambda: window),
        ) as room:
            painter = room.app._painter
            assert painter is not None
            listen(painter, room, written)
            await ready(room)
            await room.open_first()
            await room.until(lambda: written != [])
            assert len(lines_in(written[-1])) == ROWS
            room.app.notify("Over the picture\n\n\nand long", timeout=600)
            await room.sees("Over the picture")
            covered = {
                line for rack in room.main.query(Toast) for line in range(rack.region.y, rack.region.bottom)
            }
            written.clear()
            await room.press("j")
            await room.until(lambda: written != [])
            top, *rest = lines_in(written[-1])
            assert [top, *rest] == [line for line in range(top, top + ROWS) if line not in covered]
            assert len(rest) < ROWS - 1
            # A held key shows half blocks; at rest all is painted once.
            monkeypatch.setattr(painting, "REST_SECONDS", 3_600.0)
            written.clear()
            await room.hold("j", 5)
            assert written == []
            painter._rest()
            await room.until(lambda: written != [])
            assert len(written) == 1

    asyncio.run(play())


@contextmanager
def reading(
    folder: Path,
    *,
    columns: int = 120,
    rows: int = 35,
    answers: str = ANSWERS,
    cell: tuple[int, int] = (0, 0),
) -> Iterator[Terminal]:
    """The demo edition, with a story that has a picture open."""
    names = {"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"}
    with running("--home", str(folder), "demo", columns=columns, rows=rows, environment=names) as terminal:
        terminal.child.expect_exact(QUESTIONS)
        if all(cell):
            terminal.resize(columns, rows, cell)
        terminal.press(answers)
        terminal.until("Lighthouse")
        terminal.press("\r")
        terminal.until("Okonkwo")
        terminal.press("x")  # Only its page brings pictures.
        yield terminal


Painted = dict[tuple[int, int], bytes]


def lines_of(painted: Painted) -> list[tuple[int, int, int, bytes]]:
    """What is painted, line by line: row, first cell, number of cells, the sixels. No line has a gap."""
    lines = []
    for row in sorted({row for row, _ in painted}):
        cells = sorted(column for other, column in painted if other == row)
        assert cells == list(range(cells[0], cells[-1] + 1)), "there is a gap"
        sixels = {painted[row, column] for column in cells}
        assert len(sixels) == 1, "a line of two pictures"
        lines.append((row, cells[0], len(cells), sixels.pop()))
    return lines


def rows_of(painted: Painted) -> list[int]:
    return [row for row, *_ in lines_of(painted)]


def whole(painted: Painted) -> bool:
    return len({row for row, _ in painted}) == ROWS


def nothing(painted: Painted) -> bool:
    return not painted


def test_a_picture_is_painted_over_its_cells_line_by_line(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.until_painted(whole)
        lines = lines_of(terminal.painted)
        rows = [row for row, *_ in lines]
        assert rows == list(range(rows[0], rows[0] + ROWS))
        assert len({(first, columns) for _, first, columns, _ in lines}) == 1
        # Below the pixels stand the cells that every terminal shows.
        assert terminal.picture().count("▀▀▀▀▀▀▀▀▀▀▀▀") >= ROWS
        picture = [sixels for *_, sixels in lines]
        assert len(set(picture)) > 1
        # What has moved is painted anew where it is.
        terminal.press("jj")
        terminal.until_painted(lambda painted: whole(painted) and rows_of(painted)[0] == rows[0] - 2)
        assert [sixels for *_, sixels in lines_of(terminal.painted)] == picture
        # What has left the screen at its edge is no longer painted, the rest is.
        terminal.press("j" * 18)
        terminal.until_painted(lambda painted: 0 < len(rows_of(painted)) < ROWS)
        seen = [sixels for *_, sixels in lines_of(terminal.painted)]
        assert seen == picture[-len(seen) :]
        terminal.press("G")
        terminal.until_painted(lambda painted: picture[0] not in painted.values())
        terminal.press("gg")
        terminal.until_painted(lambda painted: whole(painted) and rows_of(painted) == rows)
        terminal.press("qq")
        assert terminal.end() == 0


def test_what_lies_over_a_picture_leaves_no_pixel_of_it(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.until_painted(whole)
        before = lines_of(terminal.painted)

        def comes_back(painted: Painted) -> bool:
            return whole(painted) and lines_of(painted) == before

        for keys, words, back in (
            ("?", "Type to search", "\x1b"),
            ("\x10", "Search for commands", "\x1b"),
            ("T", "Matinee", "\x1b"),
            ("4", "RELATED", "\x1b"),
            ("i", "Pictures off", "i"),
        ):
            terminal.press(keys)
            terminal.until(words)
            terminal.until_painted(nothing)
            terminal.press(back)
            terminal.until_painted(comes_back)
        # The story moves to the middle and back.
        terminal.press("z")
        terminal.until_painted(lambda painted: whole(painted) and not comes_back(painted))
        terminal.press("z")
        terminal.until_painted(comes_back)


def test_a_reader_that_was_stopped_is_drawn_anew_when_it_goes_on(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.until_painted(whole)
        before, picture = lines_of(terminal.painted), terminal.picture()
        terminal.child.kill(signal.SIGTSTP)
        left = len(terminal.bytes)
        for _ in range(50):
            terminal.read_on()
            if b"\x1b[?1049l" in terminal.bytes[left:] and terminal.has_stopped():
                break
        terminal.blank()
        terminal.child.kill(signal.SIGCONT)
        terminal.until_painted(lambda painted: whole(painted) and lines_of(painted) == before)
        assert terminal.picture() == picture


def test_a_message_over_a_part_of_a_picture_cuts_it_and_goes_without_a_trace(tmp_path: Path) -> None:
    with reading(tmp_path, columns=110, rows=33) as terminal:
        terminal.until_painted(whole)
        before = lines_of(terminal.painted)
        terminal.press("A")
        terminal.until("marked as read")
        terminal.until_painted(lambda painted: 0 < len(painted) < len(before) * before[0][2])
        terminal.until_gone("marked as read")
        terminal.until_painted(lambda painted: whole(painted) and lines_of(painted) == before)


def test_another_story_has_none_of_the_pixels_of_the_last(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.until_painted(whole)
        first = set(terminal.painted.values())
        terminal.press("J")
        terminal.until_painted(lambda painted: not first & set(painted.values()))
        terminal.press("K")
        terminal.until_painted(lambda painted: whole(painted) and set(painted.values()) == first)


def test_another_size_of_the_window_paints_anew_what_is_known_of_it(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.until_painted(whole)
        # A window of which the system knows no pixels: perhaps there is another font now.
        terminal.resize(100, 40)
        terminal.until_match(r"▀▀▀▀▀▀▀▀")
        terminal.press("jkjk")
        terminal.read_on()
        terminal.until_painted(nothing)
        terminal.resize(120, 35)
        terminal.until_painted(whole)


def test_another_font_in_a_window_of_as_many_cells_has_other_sixels(tmp_path: Path) -> None:
    with reading(tmp_path, cell=(10, 20), answers="\x1bP>|XTerm(379)\x1b\\\x1b[?62;4c") as terminal:
        terminal.until_painted(whole)
        before = lines_of(terminal.painted)
        terminal.resize(120, 35, (8, 16))
        terminal.until_painted(lambda painted: whole(painted) and lines_of(painted) != before)
        assert [line[:3] for line in lines_of(terminal.painted)] == [line[:3] for line in before]
        assert re.match(rb'7;1q"1;1;(\d+);16', lines_of(terminal.painted)[0][3])


@pytest.mark.parametrize(
    "answers",
    ["\x1b[?62;c", "\x1b[6;20;10t\x1b[?62;22c", "\x1bP>|Konsole 22.12.3\x1b\\\x1b[6;18;8t\x1b[?62;1;4c"],
    ids=["nothing", "a cell", "Konsole"],
)
def test_who_draws_no_sixels_gets_none(tmp_path: Path, answers: str) -> None:
    with reading(tmp_path, answers=answers) as terminal:
        terminal.until("▀▀▀▀▀▀▀▀")
        terminal.press("jk")
        terminal.until("▀▀▀▀▀▀▀▀")
        terminal.press("qq")
        terminal.end()
        assert b"\x1bP" not in terminal.bytes


def test_with_cells_wanted_nobody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('pictures = "cells"\n')
    names = {"XTERM_VERSION": "XTerm(379)"}
    with running("--home", str(tmp_path), "demo", environment=names) as terminal:
        terminal.until("Lighthouse")
        assert b"\x1b[>0q" not in terminal.bytes
