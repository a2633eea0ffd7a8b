"""What is typed to search for, and what is understood of it."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.library.query import MOST_CHARACTERS, MOST_PARTS, Name, Query, Term, expression, read

NEW_YORK = timezone(timedelta(hours=-5))
NOW = datetime(2026, 3, 31, 9, 30, tzinfo=NEW_YORK)
PIECES = [
    *("title:", "source:", "topic:", "tag:", "is:", "since:", "before:", "is:saved", "is:unread", "is:read"),
    *("since:3d", "since:99999m", "before:0001-01-01", "before:9999-12-31", "since:2026-02-30", "since:1m"),
    *(
        '"',
        '""',
        '"part two',
        "-",
        "--",
        '-"',
        "-is:",
        "-title:",
        "*",
        "^",
        "(",
        ")",
        "NEAR(a b, 2)",
        "{title}:",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "a\0b",
        "\ud800",
        "don't",
        "c++",
        "AT&T",
        "dune",
        "Étoile",
        "スター",
        "🎬",
        " ",
        "\t",
    ),
]
TYPED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "L", "M", "N", "P", "S", "Z"]), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


def asked(typed: str) -> Query:
    return read(typed, NOW)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5 (title, author, text, filed, tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.execute("INSERT INTO search VALUES ('Dune: Part Two', 'Ida Vale', 'A café', 'every s1')")
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dune villeneuve ", [Term("dune"), Term("villeneuve")]),
        ("dune vill", [Term("dune"), Term("vill", going_on=True)]),
        ("dune!", [Term("dune!")]),
        ('"part two" dune', [Term("part two"), Term("dune", going_on=True)]),
        ('"part two"', [Term("part two")]),
        ('"part tw', [Term("part tw", going_on=True)]),
        ('"part two ', [Term("part two ")]),
        ('say"part two"', [Term("say"), Term("part two")]),
        ("star-wars", [Term("star-wars", going_on=True)]),
        ("title:dune ", [Term("dune", in_title=True)]),
        ("TITLE:du", [Term("du", going_on=True, in_title=True)]),
        ('title:"part two" ', [Term("part two", in_title=True)]),
        ("e\u0301toile ", [Term("étoile")]),
        ("a\0b ", [Term("a"), Term("b")]),
        ("a\ud800b ", [Term("a"), Term("b")]),
        ("AND OR NOT ", [Term("AND"), Term("OR"), Term("NOT")]),
    ],
)
def test_words_and_phrases(typed: str, wanted: list[Term]) -> None:
    assert asked(typed) == Query(wanted=tuple(wanted))


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Query()),
        ("  \t\n", Query()),
        ("*** ( -", Query()),
        ("-trailer", Query(unwanted=(Term("trailer"),))),
        ('-"first look" ', Query(unwanted=(Term("first look"),))),
        ("-title:review", Query(unwanted=(Term("review", in_title=True),))),
        ("is:unread", Query(read=False)),
        ("-is:unread", Query(read=True)),
        ("is:READ ", Query(read=True)),
        ("is:saved", Query(saved=True)),
        ("-is:saved", Query(saved=False)),
        ("source:variety", Query(names=(Name("source", "variety"),))),
        ('-source:"Green  Room"', Query(names=(Name("source", "Green Room", denied=True),))),
        ("topic:dune", Query(names=(Name("topic", "dune"),))),
        ("tag:later", Query(names=(Name("tag", "later"),))),
        ("iſ:saved ", Query(wanted=(Term("iſ:saved"),))),
        ("https://a.example ", Query(wanted=(Term("https://a.example"),))),
    ],
)
def test_operators(typed: str, understood: Query) -> None:
    assert asked(typed) == understood


def test_what_contradicts_itself_is_noticed() -> None:
    assert asked("is:read is:unread").never
    assert asked("is:saved -is:saved").never
    assert not asked("is:saved is:saved is:read").never


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("since:3d", NOW - timedelta(days=3)),
        ("since:12h", NOW - timedelta(hours=12)),
        ("since:2W", NOW - timedelta(days=14)),
        ("since:1m", datetime(2026, 2, 28, 9, 30, tzinfo=NEW_YORK)),
        ("since:13m", datetime(2025, 2, 28, 9, 30, tzinfo=NEW_YORK)),
        ("since:4m", datetime(2025, 11, 30, 9, 30, tzinfo=NEW_YORK)),
        ("since:2026-01-02", datetime(2026, 1, 2, 5, 0, tzinfo=UTC)),
        ("since:2026-1-2", datetime(2026, 1, 2, 5, 0, tzinfo=UTC)),
        ("since:9d since:3d since:5d", NOW - timedelta(days=3)),
        ("-before:3d", NOW - timedelta(days=3)),
    ],
)
def test_times_begin_where_the_days_of_the_user_do(typed: str, moment: datetime) -> None:
    understood = asked(typed)
    assert understood == Query(since=moment)
    assert understood.since is not None
    assert understood.since.tzinfo is UTC


def test_the_earliest_end_counts() -> None:
    assert asked("before:3d before:2026-01-01 -since:1d").before == datetime(2026, 1, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "is:nice ",
            "is: ",
            "title: ",
            'title:"" ',
            "source:  ",
            'topic:""',
            "tag: ",
            "since: ",
            "before:soon ",
        ),
        *(
            "since:3x",
            "since:2026-02-30 ",
            "since:2026-13-01",
            "since:0000-01-01 ",
            "since:99999m",
            "since:123456d",
        ),
        *("before:0001-01-01T", "since:3d4", "is:unreadable", "is:saved,"),
    ],
)
def test_what_cannot_be_an_operator_is_words(typed: str) -> None:
    understood = asked(typed)
    assert [term.text.rstrip() for term in understood.wanted] == [typed.strip().replace('"', "")]
    assert understood == Query(wanted=understood.wanted)


@pytest.mark.parametrize(
    "typed",
    [
        *("is:", "is:u", "is:unrea", "-is:s", "title:", "-title:", 'title:"', "source:", "topic:", "tag:"),
        *("since:", "since:3", "since:2026", "since:2026-", "since:2026-0", "since:2026-01-", "before:20"),
    ],
)
def test_an_operator_that_is_still_being_typed_waits(typed: str) -> None:
    assert asked(f"dune {typed}") == Query(wanted=(Term("dune"),))


def test_each_key_of_a_query_leaves_something_to_be_understood() -> None:
    typed = 'dune is:unread since:2026-01-15 -source:"Green Room" title:"part two"'
    for end in range(len(typed) + 1):
        understood = asked(typed[:end])
        assert not any(":" in term.text for term in (*understood.wanted, *understood.unwanted)), typed[:end]


def test_only_so_much_counts() -> None:
    assert len(asked("dune " * 10_000).wanted) == MOST_PARTS
    assert asked("x" * 10_000) == Query(wanted=(Term("x" * MOST_CHARACTERS, going_on=True),))
    assert asked('"' * 10_000) == Query()


@given(typed=TYPED)
def test_nothing_that_is_typed_raises_or_is_syntax(typed: str, index: sqlite3.Connection) -> None:
    understood = asked(typed)
    match = expression(understood)
    assert bool(match) is understood.worded
    if match:
        index.execute("SELECT rowid FROM search WHERE search MATCH ?", (match,)).fetchall()
    for moment in (understood.since, understood.before):
        assert moment is None or moment.tzinfo is UTC


@given(words=st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), max_size=8))
def test_plain_words_are_words(words: list[str]) -> None:
    understood = asked(" ".join(words) + " ")
    assert len(understood.wanted) == len(words)
    assert understood == Query(wanted=understood.wanted)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dune ", True),
        ("DUNE cafe ", True),
        ("du", True),
        ("du ", False),
        ('"part two"', True),
        ('"two part"', False),
        ('"part tw', True),
        ("title:part ", True),
        ("title:cafe ", False),
        ("dune -vale", False),
        ("dune -val", True),
        ("-vale", False),
        ("-trailer", True),
        ("-title:vale", True),
        ("s1 ", False),
        ("every ", False),
    ],
)
def test_the_expression_finds_what_was_asked_for(typed: str, found: bool, index: sqlite3.Connection) -> None:
    match = expression(asked(typed))
    rows = index.execute("SELECT rowid FROM search WHERE search MATCH ?", (match,)).fetchall()
    assert bool(rows) is found
