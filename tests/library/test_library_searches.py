"""Searches that are kept as lists of their own."""

from contextlib import closing
from datetime import timedelta

import pytest

from newsstand import NOW, keyed, opened, stocked, titles
from tuinews.errors import NotFound, UsageError
from tuinews.library import Library, files
from tuinews.library.query import MOST_CHARACTERS
from tuinews.model import Change, View
from tuinews.paths import Home


def kept(library: Library) -> list[tuple[str, str]]:
    return [(search.name, search.query) for search in library.searches()]


def undone(library: Library) -> str | None:
    deed = library.undo()
    return deed and deed[0]


def test_a_search_is_kept_by_its_name_and_stays(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1, text="<p>otters</p>")) as library:
        assert library.keep_search("Otters", "otters is:unread").subscriptions
        assert library.keep_search("amber", '-"old news"').subscriptions
    with opened(home) as library:
        assert kept(library) == [("amber", '-"old news"'), ("Otters", "otters is:unread")]
        assert titles(library, View(query=library.searches()[1].query)) == ["Story b"]


def test_it_is_called_as_it_reads_when_it_has_no_name(home: Home) -> None:
    with opened(home) as library:
        library.keep_search(" ", "  title:dune\tsince:3d  ")
        library.keep_search("", "x" * 10_000)
        (dune, long) = kept(library)
        assert dune == ("title:dune since:3d", "title:dune since:3d ")
        assert long[0].endswith("x…")
        assert long[1] == "x" * MOST_CHARACTERS


def test_nothing_is_no_search(home: Home) -> None:
    with opened(home) as library:
        for nothing in ("", "  \t", "\x1b\x00"):
            with pytest.raises(UsageError, match="Type what to look for first"):
                library.keep_search("Name", nothing)
        assert library.searches() == ()
        assert library.undo() is None


def test_keeping_is_taken_back_step_by_step(home: Home) -> None:
    with opened(home) as library:
        library.keep_search("Dune", "dune")
        assert library.keep_search("Dune", "dune ").subscriptions
        assert library.keep_search("Dune", "dune ") == Change()
        assert kept(library) == [("Dune", "dune ")]
        assert undone(library) == "The search “Dune” is as it was"
        assert kept(library) == [("Dune", "dune")]
        assert undone(library) == "The search “Dune” is no longer kept"
        assert kept(library) == []
        assert undone(library) is None


def test_dropping_is_taken_back_over_a_restart(home: Home) -> None:
    with opened(home) as library:
        library.keep_search("Dune", "dune")
        before = library.searches()
        assert library.drop_search(before[0].id).subscriptions
        assert library.searches() == ()
        with pytest.raises(NotFound, match="no kept search"):
            library.drop_search(before[0].id)
    with opened(home, lambda: NOW + timedelta(days=1)) as library:
        assert undone(library) == "The search “Dune” is kept again"
        assert library.searches() == before


def test_what_means_nothing_any_more_is_passed_over(home: Home) -> None:
    with opened(home) as library:
        library.keep_search("Fern", "fern")
        library.keep_search("Dune", "dune")
        library.drop_search(library.searches()[0].id)
        with closing(files.connect(home.library_db)) as connection:
            connection.execute("UPDATE searches SET name = 'Dune'")
        assert undone(library) == "The search “Dune” is no longer kept"
        assert undone(library) is None
        assert kept(library) == []
