"""clean: the article pipeline on one page."""

from pathlib import Path

from cli_newsstand import HTML, page, run, run_program, serve
from loopback import Site, answer
from tuinews.paths import Home


def story(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(page("The cinema reopens"))
    return file


def test_a_file_becomes_markdown_and_nothing_is_left_behind(home: Home, tmp_path: Path) -> None:
    cleaned = run("clean", str(story(tmp_path)))
    assert (cleaned.code, cleaned.err) == (0, "")
    assert cleaned.out.startswith("# The cinema reopens\n")
    assert cleaned.out.count("The harbour cinema reopened") == 12
    assert "All rights reserved" not in cleaned.out
    assert not home.data.parent.exists()


def test_stdin_and_an_address_give_the_same(site: Site, tmp_path: Path) -> None:
    file = story(tmp_path)
    url = serve(site, "/story", file.read_text(), HTML)
    expected = run("clean", url)
    assert expected.code == 0
    assert run("clean", str(file), "--url", url).out == expected.out
    assert run_program("clean", "-", "--url", url, stdin=file.read_bytes()).out == expected.out


def test_json_says_everything(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    text = page("The cinema reopens").replace("<p>0.", "<p>See <a href='/more'>the programme</a>. 0.")
    file.write_text(text)
    told = run("clean", str(file), "--url", "https://reel.example/story", "--json").json
    assert list(told) == [
        *("title", "byline", "published", "modified", "language", "site", "dek", "lead_image", "markdown"),
        *("words", "minutes", "topics", "links", "media", "items", "quality", "wall", "notice", "dropped"),
    ]
    assert told["title"] == "The cinema reopens"
    assert told["byline"] is None
    assert told["words"] > 300
    assert "https://reel.example/more" in {link["url"] for link in told["links"]}
    assert 0 < told["quality"] <= 1
    assert all(list(topic) == ["topic", "weight"] for topic in told["topics"])
    assert told["dropped"]
    for block in told["dropped"]:
        assert list(block) == ["reason", "why", "text"]
        assert block["why"]


def test_what_is_no_story_is_told_in_a_sentence(site: Site, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("")
    huge = tmp_path / "huge.html"
    with huge.open("wb") as file:
        file.truncate(20_000_000)
    site.pages["/picture"] = answer(b"\x89PNG", {"Content-Type": "image/png"})
    for where, code in (
        (str(empty), 3),
        (str(huge), 3),
        (site.url("/picture"), 3),
        (site.url("/missing"), 3),
        (str(tmp_path / "none.html"), 2),
        (str(tmp_path), 2),
        ("\x00", 2),
    ):
        failed = run("clean", where)
        assert (failed.code, failed.out) == (code, ""), where
        assert failed.err.strip().endswith("."), where
