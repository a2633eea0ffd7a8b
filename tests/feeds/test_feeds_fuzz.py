"""A few of the mutated feeds that `make fuzz` reads by the ten thousand."""

from fuzz import documents_of, mutated, trouble_with


def test_mutated_feeds_give_clean_text_or_a_sentence() -> None:
    documents = documents_of(None)
    found = {number: trouble_with(mutated(7, number, documents)) for number in range(300)}
    assert {number: trouble for number, trouble in found.items() if trouble} == {}


def test_a_seed_makes_the_same_documents_again() -> None:
    documents = documents_of(None)
    assert [mutated(3, number, documents) for number in range(20)] == [
        mutated(3, number, documents) for number in range(20)
    ]
