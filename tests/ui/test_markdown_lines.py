"""Markdown as blocks and lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuinews.ui.widgets.markdown_lines import Look, lay_out, parse, slices


def drawn(markdown: str, width: int = 40) -> list[str]:
    return [
        "".join(text for text, _ in line).rstrip()
        for block in parse(markdown, [])
        for line in lay_out(block, width)
    ]


def looks(markdown: str) -> dict[str, Look]:
    return {
        text: look for block in parse(markdown, []) for line in lay_out(block, 200) for text, look in line
    }


def test_paragraphs_are_set_apart() -> None:
    assert drawn("one\n\ntwo") == ["one", "", "two"]


def test_quotes_have_a_bar_that_does_not_break_between_paragraphs() -> None:
    assert drawn("> one\n>\n> two\n\nthree") == ["▌  one", "▌", "▌  two", "", "three"]


def test_nested_lists_are_indented_and_numbers_count_on() -> None:
    markdown = "- a\n  - b\n- c\n\n8. d\n9. e\n10. f\n\n    more of f"
    assert drawn(markdown) == [
        "• a",
        "  • b",
        "• c",
        "",
        "8. d",
        "9. e",
        "",
        "10. f",
        "",
        "    more of f",
    ] or drawn(markdown) == ["• a", "  • b", "• c", "", "8. d", "", "9. e", "", "10. f", "", "    more of f"]


def test_continuation_lines_of_an_item_stand_under_its_text() -> None:
    assert drawn("- one two three four", 10) == ["• one two", "  three", "  four"]


def test_tables_have_thin_rules() -> None:
    assert drawn("| Prize | Film |\n|---|---|\n| Gull | Orbit |") == [
        "Prize │ Film",
        "──────┼──────",
        "Gull  │ Orbit",
    ]


def test_a_table_too_wide_for_the_pane_becomes_fields() -> None:
    head = "| " + " | ".join(f"column {n}" for n in range(8)) + " |"
    row = "| " + " | ".join(f"value {n}" for n in range(8)) + " |"
    lines = drawn(f"{head}\n{'|---' * 8}|\n{row}", 30)
    assert lines[0] == "column 0: value 0"
    assert len(lines) == 8


def test_pictures_are_a_line_with_their_words() -> None:
    assert drawn("![The Lido](https://a.example/p.jpg)") == ["▣ The Lido"]
    assert drawn("![The Lido](https://a.example/p.jpg)\n*At night.*") == ["▣ The Lido", "At night."]


def test_code_keeps_its_blanks_and_loses_no_letter() -> None:
    assert drawn("```\na   b\n\tc\n0123456789abc\n```", 10) == ["a   b", "    c", "0123456789", "abc"]


def test_looks_are_those_of_the_text() -> None:
    found = looks("## Two\n\n*slanted* **strong** `code` ~~gone~~\n\n> quoted *upright*")
    assert found["Two"].ink == "primary"
    assert found["slanted"].italic
    assert found["strong"].bold
    assert found["code"].ground == "panel"
    assert found["gone"].strike
    assert found["quoted "].italic
    assert not found["upright"].italic


def test_only_web_addresses_become_links() -> None:
    links: list[str] = []
    parse("[a](https://a.example/x) [b](ssh://b) [c](javascript:alert(1)) <https://d.example/>", links)
    assert links == ["https://a.example/x", "https://d.example/"]


@pytest.mark.parametrize("hostile", ["[/b]", "[@click=app.quit]x[/]", "<b>x</b>", "[link=https://x]y[/link]"])
def test_nothing_is_taken_for_markup(hostile: str) -> None:
    assert hostile in "".join(drawn(hostile, 100))


def test_slices_join_to_the_whole_and_never_cut_a_fence() -> None:
    fence = "```\n" + "\n\n".join(["code"] * 400) + "\n```"
    markdown = "\n\n".join(["A paragraph of some words."] * 100 + [fence] + ["Another paragraph."] * 100)
    pieces = list(slices(markdown, 1000))
    assert "".join(pieces) == markdown
    assert len(pieces) > 3
    whole = [line for line in drawn(markdown) if line]
    assert [line for piece in pieces for line in drawn(piece) if line] == whole


def test_an_endless_paragraph_is_cut_between_words() -> None:
    pieces = list(slices("word " * 50_000, 1000))
    assert "".join(pieces) == "word " * 50_000
    assert max(map(len, pieces)) <= 4_001


@given(
    st.lists(
        st.sampled_from(
            [
                "# h",
                "> q",
                "- a",
                "  - b",
                "1. c",
                "| a | b |",
                "|---|---|",
                "| 世界 | 👩‍🚀 |",
                "```",
                "x" * 30,
                "",
                "**b",
                "![i](u)",
                "é\u0301",
            ]
        ),
        max_size=20,
    ),
    st.integers(1, 60),
)
def test_no_line_is_wider_than_asked(rows: list[str], width: int) -> None:
    for block in parse("\n".join(rows), []):
        for line in lay_out(block, width):
            # A gap inside a quote in a pane of a few cells may be its bar alone.
            assert sum(cell_len(text) for text, _ in line) <= max(width, 6)
