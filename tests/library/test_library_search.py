"""Stories found by what they say, and what is in the index."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsstand import FEEDS, NOW, ids, index_all, keyed, opened, stocked, stories, titles, update
from tuinews.library import Library, files, search
from tuinews.library.query import read
from tuinews.library.spelling import spelled_out
from tuinews.model import Document, NewSource, Stance, Topic, View
from tuinews.paths import Home


@contextmanager
def both_files(home: Home) -> Iterator[sqlite3.Connection]:
    with closing(files.connect(home.library_db)) as connection:
        connection.execute("ATTACH ? AS cache", (files.address(home.cache_db),))
        yield connection


def found(library: Library, query: str) -> list[str]:
    return titles(library, View(query=query))


# --- words ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = Home.below(Path(tmp_path_factory.mktemp("search")))
    with stocked(
        home,
        keyed("1", title="Étoile renewed", text="<p>The café of <b>Amélie</b></p>", author="Ida Vale"),
        keyed(
            "2",
            title="Star-Wars: don't panic",
            minutes=1,
            text="<p>AT&amp;T and C++ <script>hidden</script></p>",
        ),
        keyed("3", title="スター・ウォーズ 新作", minutes=2),
    ) as library:
        yield library


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("etoile", "É"),
        ("cafe amelie", "É"),
        ("vale", "É"),
        ("r", "É"),
        ("ren", "É"),
        ("renewed caf", "É"),
        ("re caf", ""),
        ("ca amelie", ""),
        ("caf ", ""),
        ('"caf"', ""),
        ('"the caf', "É"),
        ('"café of amelie"', "É"),
        ('"amelie of"', ""),
        ("star-wars", "S"),
        ("star-wa", "S"),
        ("don't", "S"),
        ("AT&T", "S"),
        ("c++", "S"),
        ("c", "ÉS"),
        ("hidden", ""),
        ("スター", "ス"),
        ("title:etoile", "É"),
        ("title:amelie", ""),
        ("some words", "ÉSス"),
        ("some -panic", "Éス"),
        ("-title:panic -etoile", "ス"),
        ("renewed panic", ""),
        ("s1", ""),
        ("source:lot", "ÉSス"),
        ("source:backlot.example", "ÉSス"),
        ('source:"green room"', ""),
        ('-source:"green room" star', "S"),
        ("source:nobody", ""),
        ("-source:nobody", "ÉSス"),
        ("topic:nothing", ""),
        ("tag:nothing", ""),
        ("is:read is:unread", ""),
        ("since:99h before:2026-03-15", "ÉSス"),
        ("before:1h", ""),
        ("since:9999-12-30", ""),
        ("  ", "ÉSス"),
        ("*** ( ", "ÉSス"),
        ("\0", "ÉSス"),
    ],
)
def test_words_are_found(stock: Library, query: str, expected: str) -> None:
    assert "".join(title[0] for title in found(stock, query)) == expected
    assert stock.count(View(query=query)) == len(expected)


@settings(max_examples=150)
@given(
    query=st.one_of(
        st.text(),
        st.text(alphabet=st.characters(categories=["Cs", "Cc", "L", "M", "N", "P", "S"])),
        st.lists(
            st.sampled_from(["source:", "topic:", "tag:", "is:saved", "since:", '"', "-", "\0", "c", " "])
        ).map("".join),
    )
)
def test_nothing_that_can_be_typed_raises(stock: Library, query: str) -> None:
    page = stock.page(View(query=query))
    assert stock.count(View(query=query)) == len(page.stories)
    assert {hit.story.id for hit in stock.search(query)} == {story.id for story in page.stories}


def test_a_very_long_query_is_no_trouble(stock: Library) -> None:
    assert stock.count(View(query="star " * 10_000)) == 1
    assert stock.count(View(query='"' * 10_000)) == 3
    assert stock.search("-" * 10_000) != ()


def test_what_a_word_may_become_is_spelled_out_in_a_large_library(home: Home) -> None:
    # FTS5 cuts it in the middle of a character.
    endless = f"dune{'ス' * 20_000}"
    with stocked(
        home,
        keyed("1", text="<p>The dunes within reach</p>"),
        keyed("2", minutes=1, text="<p>A dune without end, Dunedin</p>"),
        keyed("3", minutes=2, text=f"<p>{endless} with her</p>"),
        keyed("4", minutes=3, text="<p>Dun, dünes-with, duned</p>"),
    ) as library:
        with both_files(home) as connection:
            connection.execute("UPDATE cache.counters SET stories = 400000")

            def becoming(typed: str) -> list[str]:
                (*_, last) = spelled_out(connection, read(typed, NOW)).wanted
                return [text for text in last.becoming if len(text) < 100]

            assert becoming("dune") == ["dune", "duned", "dunedin", "dunes"]
            assert becoming("the dune") == ["dune", "duned", "dunedin", "dunes"]
            assert becoming('"dunes-with') == ["dunes-with", "dunes-within", "dunes-without"]
            assert becoming("dunk") == []
            assert becoming("dun") == []
            assert becoming("dune ") == []
            assert becoming("düne") == []
        assert found(library, "DUNE") == ["Story 1", "Story 2", "Story 4"]
        assert found(library, "düne") == ["Story 1", "Story 2", "Story 3", "Story 4"]
        assert found(library, '"dunes with') == ["Story 1", "Story 4"]
        assert found(library, "end with") == ["Story 2"]
        assert found(library, "title:with") == []
        assert [hit.story.title for hit in library.search("end dunedi")] == ["Story 2"]


# --- what is in the index -------------------------------------------------------------------------------------


def test_stories_are_found_once_they_were_indexed_the_newest_of_them_first(home: Home) -> None:
    with opened(home) as library:
        library.add_sources(FEEDS)
        library.apply(update(*(keyed(str(number), minutes=number) for number in range(5))))
        assert found(library, "words") == []
        assert library.index_some(2) is True
        assert found(library, "words") == ["Story 0", "Story 1"]
        assert library.index_some(2) is True
        assert library.index_some(2) is False
        assert library.index_some(2) is False
        assert len(found(library, "words")) == 5


def test_the_index_merges_more_parts_at_a_time_than_fts5_does_by_itself(home: Home) -> None:
    with stocked(home, keyed("a")), both_files(home) as connection:
        rows = connection.execute("SELECT v FROM cache.search_config WHERE k = 'automerge'").fetchall()
        assert [tuple(row) for row in rows] == [(8,)]


def test_a_changed_story_is_found_by_its_new_words_at_its_new_place(home: Home) -> None:
    with stocked(
        home, keyed("a", text="<p>otters</p>"), keyed("b", minutes=1, text="<p>otters</p>")
    ) as library:
        library.apply(update(changed=[keyed("a", minutes=5, text="<p>badgers and otters</p>", version="2")]))
        assert found(library, "otters") == ["Story b", "Story a"]
        assert found(library, "badgers") == []
        index_all(library)
        assert found(library, "badgers") == ["Story a"]
        assert found(library, "otters") == ["Story b", "Story a"]


def test_what_waits_for_a_story_that_went_is_forgotten(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        with both_files(home) as connection:
            connection.execute("INSERT INTO cache.pending VALUES (4711)")
            assert search.pending(connection)
        assert library.index_some() is False


def test_a_place_is_forgotten_and_moved(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        (place,) = (story.place for story in stories(library))
        with both_files(home) as connection:
            search.move(connection, place, 7)
            assert connection.execute("SELECT rowid FROM cache.search").fetchall()[0][0] == 7
            search.move(connection, place, 8)
            search.remove(connection, 7)
            assert connection.execute("SELECT count(*) FROM cache.search").fetchone()[0] == 0


def test_the_words_of_a_page_are_found_once_it_was_read(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        document = Document(
            markdown="Read [the **inter**view](https://secret.example/path), _now_.", dek="In the harbour"
        )
        library.keep_document(ids(library)["Story a"], document, [])
        index_all(library)
        assert found(library, '"harbour read the interview now"') == ["Story a"]
        assert found(library, "secret") == []
        assert found(library, "some words") == ["Story b"]
        assert library.search("interview")[0].snippet == "In the harbour Read the interview, now."


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# Dune\n\n> A *sand* story\n\n- one\n- two\n\n---", "Dune A sand story one two"),
        ("[Film](https://a.example/x)[TV](/y) ![A worm](w.jpg)", "Film TV A worm"),
        (r"snow\_white and a_b `code` \*5", "snow_white and a_b code 5"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("<https://a.example> or x-ray -5", "or x-ray -5"),
    ],
)
def test_markdown_goes_in_as_words(markdown: str, words: str) -> None:
    assert search.words_of_document(Document(markdown=markdown)) == words


def test_saved_stories_are_found_after_the_cache_was_lost(home: Home) -> None:
    with stocked(
        home, keyed("a", text="<p>otters</p>"), keyed("b", text="<p>otters</p>", minutes=1)
    ) as library:
        library.set_saved([ids(library)["Story b"]], True)
    home.cache_db.unlink()
    with opened(home) as library:
        index_all(library)
        assert found(library, "otters") == ["Story b"]
        library.apply(update(keyed("a", text="<p>otters</p>"), keyed("b", text="<p>otters</p>", minutes=1)))
        index_all(library)
        assert found(library, "otters") == ["Story a", "Story b"]


def test_a_saved_copy_that_is_damaged_is_found_by_what_the_cache_has(home: Home) -> None:
    with stocked(home, keyed("a", text="<p>otters</p>")) as library:
        library.set_saved(list(ids(library).values()), True)
        with both_files(home) as connection:
            connection.execute("UPDATE main.saved SET body = '{'")
            connection.execute("INSERT INTO cache.pending SELECT id FROM cache.stories")
        assert library.index_some() is False
        assert found(library, "otters") == ["Story a"]


def test_a_damaged_text_in_the_cache_costs_only_the_cache(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        library.set_saved([ids(library)["Story b"]], True)
        with both_files(home) as connection:
            connection.execute("UPDATE cache.bodies SET body = '{'")
            connection.execute("INSERT INTO cache.pending SELECT id FROM cache.stories WHERE saved = 0")
        index_all(library)
        assert found(library, "words") == ["Story b"]
        assert "fetched again" in library.notice


# --- conditions -----------------------------------------------------------------------------------------------


def test_what_is_not_listed_is_not_found(home: Home) -> None:
    entries = [keyed(name, minutes=minutes, text="<p>otters</p>") for minutes, name in enumerate("abcd")]
    with stocked(home, *entries) as library:
        of = ids(library)
        library.apply(update(keyed("e", text="<p>otters</p>"), source_id=2))
        index_all(library)
        library.set_hidden([of["Story a"]], True)
        library.set_stance(Stance("word", "Story b", "mute"))
        library.set_saved([of["Story c"]], True)
        library.remove_source(1)
        assert found(library, "otters") == ["Story e", "Story c"]
        assert found(library, "otters is:saved") == ["Story c"]
        library.set_hidden([of["Story c"]], True)
        assert found(library, "otters") == ["Story e"]
        assert found(library, "otters is:saved") == ["Story c"]
        assert titles(library, View(saved=True, query="otters ")) == ["Story c"]
        assert titles(library, View(aside=True, query="otters ")) == ["Story a", "Story b", "Story c"]
        assert [hit.story.title for hit in library.search("otters")] == ["Story e"]


def test_a_name_means_what_is_called_so_or_else_what_begins_so(home: Home) -> None:
    dune, duncan = Topic("Dune: Part Two", 1.0), Topic("Duncan Jones", 1.0)
    with stocked(
        home,
        keyed("a", topics=[dune], beats=["film"]),
        keyed("b", minutes=1, topics=[duncan, Topic("Dune", 0.5)]),
    ) as library:
        assert found(library, "topic:dune") == ["Story b"]
        assert found(library, "topic:dun") == ["Story a", "Story b"]
        assert found(library, 'topic:"dune: p') == ["Story a"]
        assert found(library, "topic:FILM") == ["Story a"]
        assert found(library, "-topic:dune") == ["Story a"]
        assert found(library, "topic:dun topic:dune words") == ["Story b"]
        a, b = (story.id for story in stories(library))
        library.set_saved([a, b], True)
        library.set_tags(a, ["Read later"])
        library.set_tags(b, ["Read"])
        assert found(library, "tag:read") == ["Story b"]
        assert found(library, "tag:#re words") == ["Story a", "Story b"]
        assert found(library, 'tag:"read later"') == ["Story a"]
        assert found(library, "-tag:read words") == ["Story a"]


def test_a_title_means_its_source_or_else_a_part_of_it_does(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        library.add_sources([NewSource("https://extra.example/feed", "Backlot Extra", "Stage")])
        library.apply(update(keyed("b", minutes=1), source_id=3))
        index_all(library)
        assert found(library, "source:backlot words") == ["Story a"]
        assert found(library, "source:lot words") == ["Story a", "Story b"]
        assert found(library, "source:lot") == ["Story a", "Story b"]
        assert found(library, "source:extra.ex words") == ["Story b"]
        assert titles(library, View(source_id=1, query="source:extra words")) == []
        assert titles(library, View(folder="Stage", query="words")) == ["Story b"]
        assert titles(library, View(folder="Nowhere", query="words")) == []
        assert titles(library, View(topic="Nothing", query="words")) == []
