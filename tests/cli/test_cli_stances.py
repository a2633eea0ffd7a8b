"""follow, mute and what ends them, as the command line says it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli_newsstand import feed, ids, item, run, serve
from loopback import Site
from tuinews.library import Library
from tuinews.model import Stance
from tuinews.paths import Home

OWLS = "Streamline has renewed the owl drama Nightjar, and Ilse Brandt returns to the barn in the Pentland Hills."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template") / "home"


@pytest.fixture
def library(template: Path, home: Home, site: Site) -> dict[str, int]:
    """Two sources with a story on Nightjar each, the first of them in the folder Film.

    Returns:
        The ids by title.
    """
    if not template.exists():
        at = ("--home", str(template))
        reel = feed(item(1, "Nightjar returns", text=OWLS), item(2, "A lost film is found"))
        room = feed(item(3, "Nightjar, the finale", text=OWLS), title="Green Room")
        assert run(*at, "add", serve(site, "/reel", reel), "--folder", "Film").code == 0
        assert run(*at, "add", serve(site, "/room", room)).code == 0
    shutil.copytree(template, home.data.parent)
    return ids()


def listed() -> set[str]:
    return {story["title"] for story in run("list", "--json").json}


ALL = {"Nightjar returns", "A lost film is found", "Nightjar, the finale"}


def test_a_topic_is_muted_and_comes_back(library: dict[str, int]) -> None:
    told = run("mute", "nightjar")
    assert told.out == "Muted “nightjar”. 2 stories are about it; saved ones stay listed.\n"
    assert listed() == {"A lost film is found"}
    assert "is muted so already" in run("mute", "Nightjar").out
    (found,) = run("mute", "--json").json
    assert found == {
        "stance": "mute",
        "kind": "topic",
        "name": "nightjar",
        "source_id": None,
        "until": None,
        "only_source": None,
        "only_folder": None,
        "stories": 2,
    }
    assert "for ever" in run("mute").out
    assert run("unfollow", "Nightjar").out == "“Nightjar” was not followed.\n"
    assert listed() == {"A lost film is found"}
    assert run("unmute", "NIGHTJAR").out == "“nightjar” is no longer muted.\n"
    assert listed() == ALL
    assert "Nothing is muted" in run("mute").err


def test_a_mute_has_an_end_and_a_place(library: dict[str, int]) -> None:
    (done,) = run("mute", "Nightjar", "--until", "week", "--only", "Film", "--json").json
    assert listed() == ALL - {"Nightjar returns"}
    until = datetime.fromisoformat(done["until"])
    assert timedelta(days=6) < until - datetime.now(UTC) < timedelta(days=8)
    assert (done["only_folder"], done["only_source"], done["stories"]) == ("Film", None, 1)
    assert "only in “Green Room”" in run("mute", "Nightjar", "--only", "Green Room").out
    assert listed() == ALL - {"Nightjar, the finale"}
    tomorrow = (datetime.now() + timedelta(days=2)).date().isoformat()  # noqa: DTZ005 - as people write it
    assert tomorrow in run("mute", "Nightjar", "--until", tomorrow).out
    assert run("mute", "Nightjar", "--until", "ever", "--json").json[0]["until"] is None


def test_what_is_over_is_over_for_commands_too(library: dict[str, int], home: Home) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with_end = Library.open(home, now=lambda: yesterday - timedelta(days=1))
    with_end.set_stance(Stance("topic", "Nightjar", "mute", yesterday))
    with_end.close()
    assert listed() == ALL
    assert run("mute", "--json").json == []


def test_words_and_sources_are_muted_and_followed(library: dict[str, int]) -> None:
    assert "1 story is about it" in run("mute", "--word", "The FINALE").out
    assert listed() == ALL - {"Nightjar, the finale"}
    run("unmute", "--word", "the finale")
    told = run("mute", "--source", "Green Room")
    assert told.out.startswith("Muted “Green Room”.")
    assert listed() == ALL - {"Nightjar, the finale"}
    (found,) = run("mute", "--json").json
    assert (found["name"], found["source_id"]) == ("Green Room", 2)
    assert run("follow", "--source", "2").out == "Following “Green Room”.\n"
    assert listed() == ALL, "to follow takes the place of a mute"
    assert "Green Room" in run("follow").out
    assert run("unfollow", "--source", "Green Room", "--json").json[0]["stance"] == "follow"


@pytest.mark.parametrize(
    "argv",
    [
        ["mute", "Owls", "--until", "2020-01-01"],
        ["mute", "Owls", "--until", "soon"],
        ["mute", "--word", "--source", "x"],
        ["mute", "--source", "1", "--only", "Film"],
        ["unmute"],
        ["follow", ""],
    ],
)
def test_what_makes_no_sense_is_told(library: dict[str, int], argv: list[str]) -> None:
    told = run(*argv)
    assert (told.code, told.out) == (2, "")


def test_what_is_not_there_is_told(library: dict[str, int]) -> None:
    for argv in (
        ["mute", "--source", "4711"],
        ["mute", "Owls", "--only", "Nowhere"],
        ["unmute", "--source", "x"],
    ):
        assert run(*argv).code == 5
    assert run("unmute", "Owls").out == "“Owls” was not muted.\n"
