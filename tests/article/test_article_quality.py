"""The score that a document gives itself: what raises it, what lowers it, and that it stays between 0 and 1."""

from hypothesis import given
from hypothesis import strategies as st

from tuinews.article.quality import score
from tuinews.article.witness import Witness

SENTENCE = "The river rose in the night and took the stage with it, down to the last lamp."
STORY = [SENTENCE] * 20
WORDS = 17 * 20
SURE = Witness(" ".join(STORY))


def test_nothing_is_worth_nothing() -> None:
    assert score([], 0) == 0.0
    assert score([], 0, SURE) == 0.0


def test_a_whole_story_that_all_agree_on_is_sure() -> None:
    assert score(STORY, WORDS, SURE) == 1.0
    assert score(STORY, WORDS) == 1.0


def test_what_lowers_it() -> None:
    whole = score(STORY, WORDS, SURE)

    assert score(STORY, WORDS, Witness("Something else entirely stood on that page, they say.")) < 0.6 * whole
    assert score(STORY, WORDS, SURE, linked=sum(map(len, STORY)) // 2) < whole
    assert score([SENTENCE.rstrip(".")] * 20, WORDS, SURE) < whole
    assert score(STORY[:2], 34, Witness(" ".join(STORY[:2]))) < 0.7 * whole
    assert score(STORY[:5], 85) < score(STORY[:10], 170) < score(STORY, WORDS)


@given(
    st.lists(st.text(max_size=60), max_size=8),
    st.integers(0, 10**6),
    st.none() | st.text(max_size=200).map(Witness),
    st.integers(0, 10**6),
)
def test_it_stays_between_nothing_and_certainty(
    paragraphs: list[str], words: int, witness: Witness | None, linked: int
) -> None:
    assert 0.0 <= score(paragraphs, words, witness, linked=linked) <= 1.0
