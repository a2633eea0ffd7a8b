"""topics and stories with corrections: what they say, and that it holds for what comes."""

from datetime import UTC, datetime

import pytest

from cli_newsstand import feed, ids, item, run, serve
from loopback import Site
from tuinews.paths import Home

TODAY = datetime.now(UTC).strftime("%d %b %Y")
CALLOWAY = "Inês Calloway sings in the barn of the Pentland Hills, and Nightjar is what Streamline calls the film of it."
SHORT = "The film is called “Nightjar.” Calloway is in it, and Calloway is good in it, says Streamline."
OWLS = "Streamline has renewed the owl drama Nightjar, and Ilse Brandt returns to the barn in the Pentland Hills."


@pytest.fixture
def library(site: Site) -> dict[str, int]:
    """Two stories of one singer, and one event that two outlets tell.

    Returns:
        The ids by title.
    """
    reel = feed(
        item(1, "Inês Calloway sings", text=CALLOWAY),
        item(2, "Streamline has a film", text=SHORT),
        item(3, "Nightjar renewed for a third season", text=OWLS),
    )
    room = feed(item(4, "Nightjar is renewed for its third season", text=OWLS), title="Green Room")
    assert run("add", serve(site, "/reel", reel.replace("14 Mar 2026", TODAY))).code == 0
    assert run("add", serve(site, "/room", room.replace("14 Mar 2026", TODAY))).code == 0
    return ids()


def names(story_id: int) -> list[str]:
    return [topic["topic"] for topic in run("topics", str(story_id), "--json").json]


def groups() -> list[set[int]]:
    return [
        {story["id"] for story in group["stories"]}
        for group in run("stories", "--since", "2026-01-01", "--json").json
    ]


def test_a_topic_is_corrected_and_the_correction_listed_and_taken_back(library: dict[str, int]) -> None:
    whole, short = library["Inês Calloway sings"], library["Streamline has a film"]
    assert "Inês Calloway" in names(whole)
    assert "Calloway" in names(short)
    told = run("topics", "merge", "Calloway", "Inês Calloway")
    assert told.out == "“Calloway” is “Inês Calloway” from now on. That changed 1 story.\n"
    assert "Inês Calloway" in names(short)
    assert "Calloway" not in names(short)
    assert "Nothing to do" in run("topics", "merge", "Calloway", "Inês Calloway").out
    assert run("topics", "corrections", "--json").json == [
        {"deed": "merge", "topic": "Calloway", "target": "Inês Calloway"}
    ]
    assert "Inês Calloway" in run("topics", "corrections").out
    done = run("topics", "restore", "calloway", "--json").json
    assert done == {"deed": "restore", "topic": "calloway", "target": None, "stories": [short]}
    assert "Calloway" in names(short)
    assert "No topic was corrected" in run("topics", "corrections").err


def test_hide_rename_and_split_say_what_they_did(library: dict[str, int]) -> None:
    whole = library["Inês Calloway sings"]
    assert "is no topic any more" in run("topics", "hide", "Streamline").out
    assert "Streamline" not in names(whole)
    assert "is called “Nightjar (film)”" in run("topics", "rename", "Nightjar", "Nightjar (film)").out
    assert "Nightjar (film)" in names(whole)
    assert "a topic of its own" in run("topics", "split", "Nightjar").out
    assert "Nightjar" in names(whole)
    assert "No story here had it." in run("topics", "hide", "Nobody at all").out


def test_a_correction_outlives_finding_all_topics_anew(library: dict[str, int]) -> None:
    run("topics", "hide", "Nightjar")
    assert run("doctor", "--reindex").code == 0
    assert all("Nightjar" not in names(story_id) for story_id in library.values())


@pytest.mark.parametrize(
    "argv",
    [
        ["topics", "owls"],
        ["topics", "1", "2"],
        ["topics", "merge", "A"],
        ["topics", "merge", "A", "B", "C"],
        ["topics", "hide"],
        ["topics", "hide", "film"],
        ["topics", "corrections", "x"],
        ["topics", "restore"],
        ["stories", "42"],
        ["stories", "group", "1"],
        ["stories", "group", "1", "1"],
        ["stories", "ungroup"],
        ["stories", "ungroup", "owl"],
    ],
)
def test_what_makes_no_sense_is_told(library: dict[str, int], argv: list[str]) -> None:
    told = run(*argv)
    assert told.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_what_is_not_there_is_told(library: dict[str, int]) -> None:
    for argv in (["topics", "4711"], ["stories", "group", "1", "4711"], ["stories", "ungroup", "4711"]):
        assert run(*argv).code == 5


def test_a_group_is_taken_apart_and_put_together(library: dict[str, int]) -> None:
    one, other = (
        library["Nightjar renewed for a third season"],
        library["Nightjar is renewed for its third season"],
    )
    far = {library["Inês Calloway sings"], library["Streamline has a film"]}
    assert groups() == [{one, other}, far]
    told = run("stories", "ungroup", str(one))
    assert told.out == "“Nightjar renewed for a third season” stands alone from now on.\n"
    assert all(one not in group for group in groups())
    assert "No group has it." in run("stories", "ungroup", str(one)).out
    changed = run("stories", "group", str(one), str(max(far)), "--json").json
    assert {one, *far} <= {story["id"] for story in changed}
    assert {story["story"] for story in changed} == {min(story["id"] for story in changed)}
    (group,) = groups()
    assert group >= {one, *far}
    assert "one group already" in run("stories", "group", str(min(far)), str(one)).out
    run("stories", "ungroup", *map(str, library.values()))
    assert groups() == []
    assert (
        run("stories", "group", *map(str, library.values())).out == "4 stories are one group from now on.\n"
    )
    assert groups() == [set(library.values())]


def test_to_read_a_story_marks_its_group_where_that_is_wanted(library: dict[str, int], home: Home) -> None:
    one, other = (
        library["Nightjar renewed for a third season"],
        library["Nightjar is renewed for its third season"],
    )
    run("stories", "group", str(one), str(other))
    assert [story["id"] for story in run("read", str(one), "--json").json] == [one]
    run("unread", str(one))
    home.config.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text("[reading]\nmark_group_read = true\n")
    marked = {story["id"] for story in run("read", str(one), "--json").json}
    assert {one, other} <= marked
    assert [story["id"] for story in run("unread", str(other), "--json").json] == [other]
