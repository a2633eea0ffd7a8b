import json

import pytest

from cli_streams import Stream
from tuinews.commands.console import Console
from tuinews.commands.tables import table
from tuinews.text import cells

HOSTILE = "a\x1b]0;x\x07b\x9b31mc\u202ed\x00e\u200bf"
ROWS = [
    ("7", "3h", "The Harbour Courier and Evening Post", "A film found again"),
    ("12", "12m", "映画", "新作" * 60),
]


def console(*, terminal: bool, encoding: str = "utf-8") -> tuple[Console, Stream, Stream]:
    out, err = Stream(terminal=terminal, encoding=encoding), Stream(terminal=terminal, encoding=encoding)
    return Console(out, err), out, err


def test_layout_is_left_alone() -> None:
    screen, out, _ = console(terminal=True)
    laid_out = "  a\n\n\tb   c &amp; &#27; <i>"
    screen.say(laid_out)
    assert out.written() == laid_out + "\n"


def test_every_way_out_is_cleaned() -> None:
    screen, out, err = console(terminal=True)
    screen.say(HOSTILE)
    screen.note(HOSTILE)
    screen.say_json({"title": HOSTILE, "list": [HOSTILE]})
    screen.note_progress(1, 2, HOSTILE)
    screen.end_progress()
    both = out.written() + err.written()
    assert not set(both) & {"\x1b", "\x07", "\x9b", "\u202e", "\x00", "\u200b"}
    assert "\\u" not in both
    assert json.loads(out.written().partition("\n")[2])["list"] == ["a]0;xb31mcdef"]


def test_json_is_readable_where_the_encoding_allows_it_and_correct_elsewhere() -> None:
    modern, out, _ = console(terminal=False)
    modern.say_json(["Amélie"])
    assert "Amélie" in out.written()
    old, out, _ = console(terminal=False, encoding="ascii")
    old.say_json(["Amélie"])
    assert json.loads(out.written()) == ["Amélie"]


def test_text_that_the_encoding_lacks_is_replaced() -> None:
    old, out, _ = console(terminal=False, encoding="ascii")
    old.say("Amélie")
    assert out.written() == "Am?lie\n"


def test_progress_is_for_terminals_only() -> None:
    pipe, out, err = console(terminal=False)
    pipe.note_progress(1, 2, "Variety")
    pipe.end_progress()
    assert out.written() + err.written() == ""


def test_progress_leaves_a_clean_line_and_fits_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    screen, _, err = console(terminal=True)
    screen.note_progress(1, 4, "A source with a name that is far too long for the line")
    shown = err.written().removeprefix("\r")
    assert shown.startswith("[#####...............] 1/4 A source")
    assert cells(shown) == 49
    screen.note("done")
    assert err.written().endswith("\r" + " " * 49 + "\rdone\n")


def test_a_table_in_a_pipe_keeps_every_cell_whole_between_tabs() -> None:
    pipe, _, _ = console(terminal=False)
    lines = table([("1", "a\tb", ROWS[1][3])], pipe, heading=("id", "x", "y"), clipped=(1,))
    assert lines == f"1\ta b\t{ROWS[1][3]}"


def test_a_table_on_a_terminal_is_aligned_and_no_wider_than_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    screen, _, _ = console(terminal=True)
    lines = table(ROWS, screen, heading=("id", "age", "source", "title"), right=(0, 1), clipped=(2,)).split(
        "\n"
    )
    assert [line[:10] for line in lines] == ["id  age  s", " 7   3h  T", "12  12m  映"]
    assert all(cells(line) <= 70 for line in lines)
    assert lines[2].endswith("…")
    starts = {
        cells(line[: line.index(word)]) for line, word in zip(lines, ("title", "A film", "新"), strict=True)
    }
    assert len(starts) == 1
