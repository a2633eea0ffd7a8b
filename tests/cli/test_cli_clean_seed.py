"""`clean` on a page that was saved from the web with all its junk, against exact lists of what must stay and what must go."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from cli_newsstand import run

URL = "https://www.reelpixel.example/ballerina-release-date/"

pytestmark = pytest.mark.corpus


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def seed(shared: Path) -> Path:
    folder = shared / "seed"
    if not (folder / "page.html").is_file():
        pytest.skip(f"NOT TESTED: {folder} is missing; it holds a saved page and what is to come of it")
    return folder


@pytest.fixture
def expected(seed: Path) -> dict[str, Any]:
    lists: dict[str, Any] = json.loads((seed / "expect.json").read_text())
    return lists


@pytest.fixture(scope="module")
def told(seed: Path) -> dict[str, Any]:
    """What `clean --json` says of the page."""
    cleaned = run("clean", str(seed / "page.html"), "--url", URL, "--json")
    assert (cleaned.code, cleaned.err) == (0, "")
    said: dict[str, Any] = cleaned.json
    return said


def shown(markdown: str) -> str:
    reader = _Words()
    reader.feed(MarkdownIt("commonmark").enable("table").render(markdown))
    return " ".join("".join(reader.words).split())


def test_the_story_is_whole_and_in_order(told: dict[str, Any], expected: dict[str, Any]) -> None:
    text = shown(told["markdown"])

    assert (told["title"], told["dek"]) == (expected["title"], expected["dek"])
    place = 0
    for paragraph in expected["body"]:
        found = text.find(" ".join(paragraph.split()), place)
        assert found >= 0, paragraph
        place = found + 1
    assert [words for words in (*expected["extra_body"], expected["tweet"]) if words not in text] == []


def test_nothing_of_what_stood_around_it_is_left(told: dict[str, Any], expected: dict[str, Any]) -> None:
    text = shown(told["markdown"])

    assert [words for words in expected["boiler"] if words in text or words in told["markdown"]] == []
    assert told["title"] not in text
    assert told["dek"] not in text
    assert all(block["why"] for block in told["dropped"])
    assert (told["wall"], told["notice"]) == (None, None)


def test_pictures_links_and_players_are_kept(told: dict[str, Any], expected: dict[str, Any]) -> None:
    assert [name for name in expected["imgs"] if name not in told["markdown"]] == []
    links = {link["url"] for link in told["links"]}
    assert set(expected["links"]) <= links
    media = [link["url"] for link in told["media"]]
    assert [key for key in expected["embeds"].values() if not any(key in url for url in media)] == []


def test_as_markdown_it_reads_as_a_story(seed: Path, expected: dict[str, Any]) -> None:
    printed = run("clean", str(seed / "page.html"), "--url", URL).out

    assert printed.startswith(f"# {expected['title']}\n")
    assert printed.index(expected["dek"]) < printed.index(expected["body"][0])
    assert expected["body"][-1] in shown(printed)
