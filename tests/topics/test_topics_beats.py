"""Beats: the fields of entertainment that a story belongs to."""

import pytest

from tuinews.topics.beats import beats_of


@pytest.mark.parametrize(
    ("folder", "categories", "title", "expected"),
    [
        ("Film & TV", ["Movies"], "A quiet title", ("film", "tv")),
        ("", ["Box Office"], "Orbit of Glass holds", ("film",)),
        ("Games", [], "Speedrun falls under an hour", ("games",)),
        ("", ["TV"], "Album of the year", ("tv", "music")),
        ("", [], "Nothing that helps", ()),
        ("Everything", ["Film", "TV", "Music", "Games"], "", ("film", "tv", "music")),
    ],
)
def test_beats_come_from_categories_then_headline_then_folder(
    folder: str, categories: list[str], title: str, expected: tuple[str, ...]
) -> None:
    assert beats_of(folder, categories, title) == expected


def test_a_word_inside_another_does_not_count() -> None:
    assert beats_of("", [], "Filmore and Bookends") == ()
