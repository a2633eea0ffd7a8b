"""Words typed into the search line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsstand import ids, keyed, opened, stocked, titles, update
from tuinews.library import Library
from tuinews.model import Document, View
from tuinews.paths import Home

TROUBLE = [
    "don't",
    "star-wars",
    "c++",
    "AT&T",
    "(",
    ")",
    '"',
    "*",
    "",
    "NOT",
    "a OR",
    "NEAR(",
    "title:",
    "^",
    "a\0b",
]


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
    ("query", "found"),
    [
        ("etoile", "É"),
        ("cafe amelie", "É"),
        ("vale", "É"),
        ("ren", "É"),
        ("renewed caf", "É"),
        ("re caf", ""),
        ("ca amelie", ""),
        ("star-wars", "S"),
        ("don't", "S"),
        ("AT&T", "S"),
        ("c++", "ÉS"),
        ("c++ and", "S"),
        ("hidden", ""),
        ("スター", "ス"),
        ("some words", "ÉSス"),
        ("renewed panic", ""),
        ("  ", "ÉSス"),
        ("*** ( ", "ÉSス"),
        ("\0", "ÉSス"),
    ],
)
def test_words_are_found(stock: Library, query: str, found: str) -> None:
    assert "".join(title[0] for title in titles(stock, View(query=query))) == found


def test_only_the_last_word_may_go_on(stock: Library) -> None:
    assert titles(stock, View(query="caf ame")) == []
    assert len(titles(stock, View(query="cafe ame"))) == 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.one_of(
        st.text(),
        st.text(alphabet=st.characters(categories=["Cs", "Cc", "L", "M", "N", "P", "S"])),
        st.lists(st.sampled_from([*TROUBLE, "star", "café"]), max_size=40).map(" ".join),
    )
)
def test_nothing_that_can_be_typed_raises(stock: Library, query: str) -> None:
    page = stock.page(View(query=query))
    assert stock.count(View(query=query)) == len(page.stories)


def test_a_very_long_query_is_no_trouble(stock: Library) -> None:
    assert stock.count(View(query="star " * 10_000)) == 1
    assert stock.count(View(query='"' * 10_000)) == 3


def test_the_words_of_a_page_are_found_once_it_was_read(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        document = Document(
            markdown="Read [the interview](https://secret.example/path) now.", dek="In the harbour"
        )
        library.keep_document(ids(library)["Story a"], document, [])
        assert titles(library, View(query="interview")) == ["Story a"]
        assert titles(library, View(query="harbour")) == ["Story a"]
        assert titles(library, View(query="secret")) == []
        assert titles(library, View(query="some words")) == ["Story b"]


def test_saved_stories_are_found_after_the_cache_was_lost(home: Home) -> None:
    with stocked(
        home, keyed("a", text="<p>otters</p>"), keyed("b", text="<p>otters</p>", minutes=1)
    ) as library:
        library.set_saved([ids(library)["Story b"]], True)
    home.cache_db.unlink()
    with opened(home) as library:
        assert titles(library, View(query="otters")) == ["Story b"]
        library.apply(update(keyed("a", text="<p>otters</p>"), keyed("b", text="<p>otters</p>", minutes=1)))
        assert titles(library, View(query="otters")) == ["Story a", "Story b"]
