"""Stories found by what they say, best first, with the words around what was found."""

from newsstand import keyed, stocked
from tuinews.library import Library
from tuinews.library.finding import WEIGHED
from tuinews.library.snippets import CHARACTERS
from tuinews.model import Found
from tuinews.paths import Home


def best(library: Library, query: str) -> list[str]:
    return [hit.story.title for hit in library.search(query)]


def marked(hit: Found) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.marks]


def test_headlines_come_first_then_what_speaks_of_it_most(home: Home) -> None:
    with stocked(
        home,
        keyed("1", title="In passing", text=f"<p>{'much else ' * 20} otters</p>"),
        keyed("2", title="At length", minutes=1, text="<p>otters otters otters otters</p>"),
        keyed("3", title="Of otters", minutes=2, text="<p>Nothing more.</p>"),
        keyed("4", title="By name", minutes=3, text="<p>Nothing more.</p>", author="Otters Club"),
    ) as library:
        assert best(library, "otters") == ["Of otters", "At length", "By name", "In passing"]


def test_the_newer_of_equals_comes_first_and_an_old_headline_before_a_new_mention(home: Home) -> None:
    day = 24 * 60
    with stocked(
        home,
        keyed("1", title="A mention", text="<p>otters</p>"),
        keyed("2", title="Otters in May", minutes=300 * day),
        keyed("3", title="Otters in June", minutes=270 * day),
    ) as library:
        assert best(library, "otters") == ["Otters in June", "Otters in May", "A mention"]


def test_words_in_a_row_come_before_the_same_words_apart(home: Home) -> None:
    with stocked(
        home,
        keyed("1", title="Two wars in part of space"),
        keyed("2", title="Space wars part two", minutes=60),
    ) as library:
        assert best(library, "part two") == ["Space wars part two", "Two wars in part of space"]


def test_an_older_headline_is_found_among_many_hits(home: Home) -> None:
    many = [keyed(str(number), minutes=number, text="<p>otters</p>") for number in range(WEIGHED + 50)]
    old = keyed("old", title="Otters", minutes=WEIGHED * 20)
    with stocked(home, *many, old) as library:
        hits = library.search("otters", limit=10)
        assert hits[0].story.title == "Otters"
        assert len(hits) == 10
        assert len(library.search("otters", limit=1_000)) == WEIGHED + 51


def test_the_words_around_a_hit_are_given_with_where_it_stands(home: Home) -> None:
    long = f"<p>{'Much was said before. ' * 40}Then Étoile, the OTTER’s star, came. {'And after. ' * 40}</p>"
    with stocked(home, keyed("1", title="Here", text=long), keyed("2", title="Otter", minutes=1)) as library:
        one, two = sorted(library.search("otter"), key=lambda hit: hit.story.title)
        assert marked(one) == ["OTTER"]
        assert one.snippet.startswith("…")
        assert one.snippet.endswith("…")
        assert "Then Étoile, the OTTER’s star, came." in one.snippet
        assert len(one.snippet) <= CHARACTERS
        assert two == Found(two.story, "Some words.", ())
        assert marked(library.search('"etoile the ot')[0]) == ["Étoile, the OTTER"]
        assert [marked(hit) for hit in library.search("star etoil")] == [["Étoile", "star"]]


def test_without_words_the_newest_are_the_best(home: Home) -> None:
    with stocked(home, keyed("a"), keyed("b", minutes=1)) as library:
        assert best(library, "is:unread") == ["Story a", "Story b"]
        assert best(library, "-nothing") == ["Story a", "Story b"]
        assert library.search("is:unread")[0].snippet == "Some words."
        assert library.search("is:saved") == ()
        assert library.search("words", limit=0) == ()


def test_a_story_that_repeats_itself_holds_nothing_up(home: Home) -> None:
    with stocked(home, keyed("a", text=f"<p>{'otter ' * 100_000}</p>")) as library:
        (hit,) = library.search("o")
        assert set(marked(hit)) == {"otter"}
