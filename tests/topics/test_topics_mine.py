"""Topics of a story: names that matter, and nothing that only looks like one."""

from hypothesis import given
from hypothesis import strategies as st

from tuinews.topics.mine import LIMIT, topics_of
from tuinews.topics.prose import prose_of

TITLE = "Nightjar renewed for a third season"
TEXT = """Nightjar will return for a third season, Streamline has learned. The owl drama, created by Tomasz Okafor,
is the most watched series that Lantern Television has made.

However, nobody expected it to last. “We had a barn and a budget for two owls,” Okafor said on Tuesday. The critics who
loved Nightjar say that Okafor has never worked with a better cast than Ilse Brandt and Ravi Menon.

Brandt plays a night warden. Menon, who also starred in “The Salt Road” for Lantern Television, joins her in May."""


def names(title: str, text: str, categories: tuple[str, ...] = ()) -> list[str]:
    return [topic.name for topic in topics_of(title, text, categories)]


def test_people_titles_and_companies_are_found() -> None:
    found = names(TITLE, TEXT)
    assert found[0] == "Nightjar"
    assert {"Tomasz Okafor", "Lantern Television", "Ilse Brandt", "Ravi Menon", "The Salt Road"} <= set(found)


def test_short_forms_count_for_the_whole_name() -> None:
    assert "Okafor" not in names(TITLE, TEXT)
    assert names(TITLE, TEXT).index("Tomasz Okafor") < names(TITLE, TEXT).index("The Salt Road")


def test_words_that_only_begin_a_sentence_are_no_topics() -> None:
    assert not {"However", "The", "We", "Tuesday", "May", "Brandt", "The critics"} & set(names(TITLE, TEXT))


def test_categories_count_only_when_the_text_uses_them() -> None:
    found = names(TITLE, TEXT, ("Television", "Ilse Brandt", "Exclusive Deals", "Barn Owls Weekly"))
    assert "Exclusive Deals" not in found
    assert "Barn Owls Weekly" not in found
    assert "Ilse Brandt" in found


def test_weights_fall_from_one() -> None:
    weights = [topic.weight for topic in topics_of(TITLE, TEXT, ())]
    assert weights[0] == 1
    assert weights == sorted(weights, reverse=True)


def test_a_possessive_ends_a_name() -> None:
    found = names("", "We met Vesper Lane's Tilda Marquez there. Later Tilda Marquez sang for Vesper Lane.")
    assert set(found) == {"Vesper Lane", "Tilda Marquez"}


def test_names_do_not_run_on_from_one_table_cell_to_the_next() -> None:
    table = prose_of(
        "| Prize | Winner |\n|---|---|\n| Best Film | Tilda Marquez |\n| Golden Gull | Tilda Marquez |"
    )
    assert "Best Film Tilda Marquez" not in names("", table)
    assert "Tilda Marquez" in names("", table)


def test_a_part_of_a_quoted_title_is_no_topic_of_its_own() -> None:
    text = (
        "The jury chose “The Keeper’s Daughter”. Nobody had seen The Keeper’s Daughter, said Inês Calloway."
    )
    assert "The Keeper’s Daughter" in names("", text)
    assert not {"Keeper", "The Keeper", "Daughter"} & set(names("", text))


def test_a_sentence_case_headline_gives_names_of_its_own() -> None:
    assert "Golden Gull" in names("Island drama takes the Golden Gull in a storm", "The jury was wet.")


def test_nothing_gives_nothing() -> None:
    assert topics_of("", "", ()) == ()


@given(st.text(max_size=300), st.text(max_size=600), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_is_taken(title: str, text: str, categories: list[str]) -> None:
    found = topics_of(title, text, categories)
    assert len(found) <= LIMIT
    assert len({topic.name for topic in found}) == len(found)
    assert all(0 < topic.weight <= 1 and topic.name.strip() for topic in found)


def test_prose_leaves_the_words_and_nothing_else() -> None:
    markdown = (
        "## A *small* heading\n\nSome **bold** [link](https://a.example/x_y) text.\n\n![alt](https://a.example/p.png)\n"
        "*A caption*\n\n- one\n- two\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n1\\. escaped"
    )
    assert prose_of(markdown) == (
        "A small heading\nSome bold link text.\nA caption\none\ntwo\nquoted\na\nb\nc\nd\n1. escaped"
    )
