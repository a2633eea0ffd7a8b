"""The saved stories as whole copies."""

from contextlib import closing
from pathlib import Path

from shelves import filled, run
from tuinews.library import files, saved
from tuinews.library.schema import CACHE
from tuinews.model import Body, Document, Topic


def copies(path: Path, after: int = 0, limit: int = 100) -> tuple[saved.SavedStory, ...]:
    cache = path.with_name("cache.db")
    files.make(cache, CACHE)
    with closing(files.connect(path)) as connection:
        connection.execute("ATTACH ? AS cache", (files.address(cache),))
        return saved.copies(connection, after, limit)


def test_a_copy_has_everything_that_was_saved(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=1, text="A text. ")
    run(
        library,
        "INSERT INTO tags VALUES ('later', 1, 'Later')",
        "UPDATE saved SET note = 'See it.' WHERE id = 1",
    )
    (story,) = copies(library)
    assert (story.id, story.title, story.source, story.author, story.read) == (
        1,
        "Story 1",
        "Source 2",
        "Ann Archer",
        True,
    )
    assert (story.tags, story.note, story.topics) == (("Later", "Oscars"), "See it.", (Topic("Dune", 1.0),))
    assert story.body == Body(content_html="A text. " * 200)
    assert story.document == Document("A text. " * 200, origin="feed")


def test_pages_of_copies_give_each_once(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=7)
    given: list[int] = []
    while page := copies(library, given[-1] if given else 0, 3):
        given.extend(story.id for story in page)
    assert given == [1, 2, 3, 4, 5, 6, 7]


def test_a_part_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    library = filled(tmp_path / "library.db", saved=2)
    run(
        library,
        "UPDATE saved SET document = '{', topics = 'x', body = '[]', title = CAST(x'41ff42' AS TEXT) WHERE id = 1",
        "UPDATE saved SET document = NULL WHERE id = 2",
    )
    broken, whole = copies(library)
    assert (broken.title, broken.document, broken.topics, broken.body) == ("A\ufffdB", None, (), Body())
    assert (whole.title, whole.document, whole.topics) == ("Story 2", None, (Topic("Dune", 1.0),))
