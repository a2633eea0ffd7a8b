"""What stands above the text of a story."""

from datetime import UTC, datetime

import pytest

from made import made_story
from tuinews.model import Document, Reading
from tuinews.ui.widgets.article_head import NOTHING, head_of

NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)


def sentences(document: Document, notice: str = "") -> list[str]:
    reading = Reading(made_story(id=1, title="The 25 best lamps", first_seen=NOW), document, notice=notice)
    return [
        "".join(text for text, _ in block.spans) for block in head_of(reading, NOW, [], NOTHING, roomy=True)
    ]


@pytest.mark.parametrize(("here", "in_all"), [(0, 0), (25, 25)])
def test_nothing_is_said_of_a_whole_list(here: int, in_all: int) -> None:
    assert not any(
        " here." in sentence for sentence in sentences(Document("Text.", items=here, items_in_all=in_all))
    )


def test_a_part_of_a_list_is_called_that() -> None:
    told = sentences(Document("Text.", items=12, items_in_all=25), "The page could not be reached.")
    assert told[-2:] == [
        "The page could not be reached.",
        "12 of 25 here. The rest may be on the site’s next pages; press o to see the story in your browser.",
    ]
