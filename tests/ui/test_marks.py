"""The signs for what a terminal can show."""

import pytest

from tuinews.ui.widgets.marks import ASCII, UNICODE, Marks, marks_for


@pytest.mark.parametrize(
    ("environ", "encoding", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, "utf-8", UNICODE),
        ({"LANG": "ja_JP.UTF-8"}, "utf-8", ASCII),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, "utf-8", UNICODE),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, "utf-8", ASCII),
        ({"LANG": "C"}, "ascii", ASCII),
    ],
)
def test_auto_looks_at_the_terminal(environ: dict[str, str], encoding: str, expected: Marks) -> None:
    assert marks_for("auto", environ, encoding) == expected


def test_a_setting_is_obeyed() -> None:
    assert marks_for("ascii", {}, "utf-8") == ASCII
    assert marks_for("unicode", {"TERM": "linux"}, "ascii") == UNICODE


def test_numbers_become_bars() -> None:
    assert UNICODE.bar((0, 1, 2, 4, 8), 8) == " ▁▂▄█"
    assert UNICODE.bar((0, 0, 1), 1) == "  █"
    assert UNICODE.bar((0, 0, 1), 4) == "  ▂"
    assert UNICODE.bar((1, 1_000_000), 1_000_000) == "▁█"
    assert ASCII.bar((0, 1, 7), 7) == " .#"
    assert UNICODE.bar((0, -3), 0) == "  "
    assert UNICODE.bar((), 0) == ""
