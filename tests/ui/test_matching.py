"""Finding words in a text and in the lines it was broken into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuinews.ui.widgets.matching import Needle, spots
from tuinews.ui.widgets.search_in_text import SearchInText
from tuinews.ui.widgets.typesetting import Place, Typesetting


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("gull", "The Golden GULL flies", ["GULL"]),
        ("ines", "By Inês and INES", ["Inês", "INES"]),
        ("inês", "By Ines", ["Ines"]),
        ("ines", "By Ine\u0302s", ["Ine\u0302s"]),
        ("keeper's", "The Keeper’s daughter", ["Keeper’s"]),
        ('"fewer owls', "promises “fewer owls, more dread”", ["“fewer owls"]),
        ("lone  lamp", "a lone\nlamp", ["lone\nlamp"]),
        ("straße", "In der Straße", ["Straße"]),
        ("[/b]", "a [/b] c", ["[/b]"]),
        ("", "anything", []),
        ("   ", "anything", []),
        ("映画", "映画祭の映画", ["映画", "映画"]),
        ("\u0301", "e\u0301", []),
    ],
)
def test_case_accents_and_quotes_do_not_matter(typed: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Needle(typed).matches(text)] == found


def test_a_match_that_was_broken_is_found_in_both_lines() -> None:
    text = "a lamp for ships that never come"
    lines = ["a lamp for", "ships that", "never come"]
    assert list(spots(text, lines, Needle("for ships").matches(text))) == [[(0, 7, 10), (1, 0, 5)]]


def set_text(markdown: str, width: int) -> Typesetting:
    text = Typesetting((), markdown, [])
    text.begin(width)
    text.reach(10**6)
    return text


@given(
    st.lists(
        st.sampled_from(["lamp", "Gull", "世界の映画", "- one", "> two", "last-minute", "**Inês**"]),
        max_size=40,
    ),
    st.integers(1, 60),
)
def test_every_match_lies_on_its_words(words: list[str], width: int) -> None:
    text = set_text("\n\n".join(" ".join(words[n : n + 7]) for n in range(0, len(words), 7)), width)
    search = SearchInText()
    search.look_for("lamp")
    search.take_up(text)
    if width > 4:
        assert len(search.matches) == words.count("lamp")
    for match in search.matches:
        for line, start, end in match:
            assert 0 <= start < end <= cell_len(text.text(line))


def test_the_matches_of_a_story_come_as_its_text_is_laid_out() -> None:
    text = Typesetting((), "\n\n".join(["a lamp"] * 50), [])
    text.begin(40)
    text.reach(10)
    search = SearchInText()
    search.look_for("lamp")
    search.take_up(text)
    few = len(search.matches)
    assert 0 < few < 50
    text.reach(10**6)
    assert search.take_up(text)
    assert len(search.matches) == 50
    assert not search.take_up(text)
    assert search.start_at(5) == search.matches[search.at or 0][0].line
    last = search.step(-1)
    assert search.step(1) is not None
    assert last is not None


def test_tables_lists_quotes_and_code_are_searched() -> None:
    markdown = "## A lamp\n\n> a lamp in a quote\n\n1. a lamp\n\n```\n\tlamp\n```\n\n| lamp | x |\n|---|---|\n| y | lamp |\n"
    text = set_text(markdown, 50)
    search = SearchInText()
    search.look_for("lamp")
    search.take_up(text)
    assert len(search.matches) == 6
    for match in search.matches:
        (line, start, end) = match[0]
        assert text.text(line)[start:end] == "lamp"


@given(st.integers(0, 60), st.integers(12, 90), st.integers(12, 90))
def test_a_place_holds_at_every_width(block: int, width: int, other: int) -> None:
    markdown = "\n\n".join(f"Paragraph {n} " + "of some words " * (n % 9) for n in range(50))
    text = set_text(markdown, width)
    line = text.line_of(Place(block, 0.0))
    again = set_text(markdown, other)
    found = again.line_of(text.place_at(line))
    assert again.block_at(found)[0] == text.block_at(line)[0]


def test_odd_places_lead_somewhere() -> None:
    text = set_text("one\n\ntwo", 20)
    for place in (Place(0, 0.0), Place(99, 1.0), Place(-3, -1.0), Place(1, 5.0)):
        assert 0 <= text.line_of(place) <= len(text.lines) + 10
    assert Typesetting((), "", []).place_at(0) == Place(0, 0.0)


def test_selected_lines_are_joined_as_they_were() -> None:
    text = set_text("> a lamp lit for ships that never come\n\nand the last-minute end", 20)
    last = len(text.lines) - 1
    words = text.words_between((0, 0), (last, 0))
    assert "a lamp lit for ships that never come" in words
    assert "last-minute end" in words
    assert "▌" not in words
    first = next(n for n in range(last) if "lamp" in text.text(n))
    assert text.words_between((first, 5), (first, 9)) == text.text(first)[5:9]
