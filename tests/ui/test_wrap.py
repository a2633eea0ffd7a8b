"""Breaking text into lines of cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuinews.text import clean_line, clean_text
from tuinews.ui.widgets.wrap import chop, fit, padded, wrap, wrap_spans

_TEXT = st.text(
    alphabet=st.sampled_from("ab c-—é世界，。あ한👩‍🚀🏽\u0301א ש\nfi[]/"),
    max_size=60,
).map(clean_text)


def _plain(lines: list[list[tuple[str, int]]]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("the quiet film to ever make", 10, 9) == ["the quiet", "film to", "ever make"]


def test_what_is_left_out_is_shown() -> None:
    assert wrap("the quiet film to ever make a room", 10, 2) == ["the quiet", "film to e…"]


def test_a_word_of_several_looks_is_not_broken() -> None:
    lines = wrap_spans([("un", 0), ("believ", 1), ("able story", 0)], 12)
    assert lines == [[("un", 0), ("believ", 1), ("able", 0)], [("story", 0)]]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert _plain(wrap_spans([("abcdefghij kl", 0)], 4)) == ["abcd", "efgh", "ij", "kl"]


def test_ideographs_break_anywhere_but_not_before_a_closing_mark() -> None:
    assert _plain(wrap_spans([("你好世界，测试", 0)], 8)) == ["你好世", "界，测试"]


def test_lines_break_after_hyphens_and_dashes_inside_words() -> None:
    assert _plain(wrap_spans([("salt-stung drama—again", 0)], 12)) == ["salt-stung", "drama—again"]
    assert _plain(wrap_spans([("feather-light", 0)], 9)) == ["feather-", "light"]


def test_newlines_break_lines() -> None:
    assert _plain(wrap_spans([("one\ntwo", 0)], 20)) == ["one", "two"]


@given(_TEXT, st.integers(1, 30))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = _plain(wrap_spans([(text, 0)], width))
    assert all(cell_len(line) <= width for line in lines)
    if width > 1:
        assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(_TEXT, st.integers(1, 30), st.integers(1, 4))
def test_wrapped_titles_keep_their_bounds(text: str, width: int, lines: int) -> None:
    wrapped = wrap(clean_line(text), width, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(cell_len(line) <= width for line in wrapped)


@given(_TEXT, st.integers(0, 30))
def test_fit_chop_and_padded_keep_their_widths(text: str, width: int) -> None:
    line = clean_line(text)
    assert cell_len(fit(line, width)) <= width
    head, rest = chop(line, width)
    assert cell_len(head) <= width
    assert head + rest == line
    assert cell_len(padded(line, width)) == width


def test_joined_pictures_and_marked_letters_are_not_taken_apart() -> None:
    assert chop("a👩‍🚀", 2) == ("a", "👩‍🚀")
    assert chop("ae\u0301b", 2) == ("ae\u0301", "b")
    assert fit("ab👩‍🚀c", 4) == "ab…"
