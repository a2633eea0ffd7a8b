"""The words around what was found."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.library.folding import fold
from tuinews.library.query import Term, read
from tuinews.library.snippets import CHARACTERS, pattern_of, snippet

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WORDS = st.sampled_from(
    ["dune", "Dunes", "Étoile", "part", "Two", "x", "don't", "スター", "한국", "—", "longest" * 30]
)


def marked(typed: str, text: str) -> list[str]:
    found, marks = snippet(text, pattern_of(read(typed, NOW).wanted))
    return [found[start:end] for start, end in marks]


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("dune", "Dune, dunes and sanddunes.", ["Dune", "dunes"]),
        ("dune ", "Dune, dunes and sanddunes.", ["Dune"]),
        ("etoile ", "L’Étoile; étoiles", ["Étoile"]),
        ("ÉTOILE", "L'etoile", ["etoile"]),
        ('"part two"', "Part: Two, part of two", ["Part: Two"]),
        ("a.b ", "A b a-b ab", ["A b", "a-b"]),
        ("한 ", "한 하 호", ["한"]),
        ("two part", "Part one of two", ["Part", "two"]),
        ("(.*) dune", "anything", []),
    ],
)
def test_hits_are_marked(typed: str, text: str, expected: list[str]) -> None:
    assert marked(typed, text) == expected


def test_the_part_with_most_hits_is_shown() -> None:
    text = f"One dune. {'Nothing here. ' * 30}A dune on a dune by a dune. {'Nothing there. ' * 30}"
    found, marks = snippet(text, pattern_of([Term("dune")]))
    assert found.startswith("…")
    assert "A dune on a dune by a dune." in found
    assert len(marks) == 3


def test_without_hits_the_opening_is_shown() -> None:
    assert snippet("", None) == ("", ())
    assert snippet("Short.", pattern_of([Term("dune")])) == ("Short.", ())
    found, marks = snippet("word " * 100, None)
    assert found == "word " * 34 + "word…"
    assert marks == ()


@given(words=st.lists(WORDS, max_size=80), typed=st.lists(WORDS, min_size=1, max_size=3))
def test_a_snippet_is_a_part_of_the_text_with_whole_hits(words: list[str], typed: list[str]) -> None:
    text, terms = " ".join(words), read(" ".join(typed), NOW).wanted
    pattern = pattern_of(terms) if terms else None
    found, marks = snippet(text, pattern)
    assert len(found) <= CHARACTERS
    assert found.strip("…") in text
    for start, end in marks:
        assert pattern is not None
        assert pattern.fullmatch(fold(found[start:end]))
    if pattern is not None and len(text) <= CHARACTERS:
        assert len(marks) == len(pattern.findall(fold(text)))
