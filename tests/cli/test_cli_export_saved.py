"""`export --saved`: the saved stories as files."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli_library import filled, mark
from cli_newsstand import REEL, ids, run, run_program, serve
from loopback import Site
from tuinews.commands.saved import STEM_BYTES, file_stem, markdown_file, saved_object
from tuinews.commands.saved_page import saved_page
from tuinews.library import Library
from tuinews.library.saved import SavedStory
from tuinews.model import Body, Document, Picture, Topic
from tuinews.paths import Home
from tuinews.text import drop_hazards

MOMENT = datetime(2026, 3, 14, 8, 1, tzinfo=UTC)


def story(**changes: Any) -> SavedStory:
    values: dict[str, Any] = {
        "id": 42,
        "source_id": 1,
        "source": "Reel Harbour",
        "source_url": "https://reel.example/feed",
        "title": "A lost film is found",
        "url": "https://reel.example/1",
        "author": "Ann Archer",
        "summary": "It was in the cellar.",
        "published": MOMENT,
        "first_seen": MOMENT,
        "saved_at": MOMENT,
        "read": True,
        "words": 5,
        "group": None,
        "topics": (Topic("Dune", 1.0), Topic("Oscars", 0.5)),
        "tags": ("Best Picture",),
        "note": "Show this\nto Ann: “yes”",
        "body": Body(),
        "document": None,
    }
    return SavedStory(**{**values, **changes})


def front_matter(content: bytes) -> dict[str, Any]:
    """Read a front matter: every value that we write in quotes, or in a list, is JSON as well as YAML."""
    head = content.decode().split("---\n")[1]
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return {name: json.loads(value) if value[0] in '"[' else value for name, value in fields.items()}


def all_saved(home: Home, *titles: str, read: bool = True) -> dict[str, int]:
    numbers = filled(home, *titles, read=read)
    mark(home, saved=dict.fromkeys(numbers.values(), True))
    return numbers


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- one file -----------------------------------------------------------------------------------------------


def test_the_front_matter_says_what_was_saved() -> None:
    document = Document(
        "The text.", byline="Bo Bell", dek="A dek.", lead_image=Picture("https://reel.example/1.jpg")
    )
    content = markdown_file(story(), document)
    fields = front_matter(content)
    assert fields.pop("fingerprint")
    assert fields == {
        "id": "42",
        "title": "A lost film is found",
        "source": "Reel Harbour",
        "url": "https://reel.example/1",
        "author": "Bo Bell",
        "published": "2026-03-14T08:01:00Z",
        "saved": "2026-03-14T08:01:00Z",
        "image": "https://reel.example/1.jpg",
        "topics": ["Dune", "Oscars"],
        "tags": ["Best-Picture"],
        "note": "Show this\nto Ann: “yes”",
    }
    text = content.decode().split("---\n")[2]
    assert text.startswith("\n# A lost film is found\n\nBy Bo Bell · Reel Harbour · 2026-03-14")
    assert text.endswith("\n\n*A dek.*\n\nThe text.\n")


def test_what_is_absent_is_left_out() -> None:
    bare = story(url="", author="", published=None, topics=(), tags=(), note="")
    fields = front_matter(markdown_file(bare, Document("")))
    assert list(fields) == ["id", "title", "source", "saved", "fingerprint"]
    assert markdown_file(bare, Document("")).decode().endswith("It was in the cellar.\n")


@given(st.text(), st.text())
@example("a\u2028b", "c\u2029d")
def test_no_title_and_no_note_breaks_the_front_matter(title: str, note: str) -> None:
    content = markdown_file(story(title=title, note=note), Document("Text."))
    fields = front_matter(content)
    assert fields.get("title", "") == drop_hazards(title)
    assert fields.get("note", "") == drop_hazards(note)
    assert content.decode().count("\nfingerprint: ") == 1


@given(st.text(max_size=300), st.integers(1, 2**30))
def test_a_file_name_is_safe_and_names_one_story(title: str, number: int) -> None:
    stem = file_stem(title, number)
    assert stem == file_stem(title, number)
    assert stem.endswith(f"-{number}")
    assert len(stem.encode()) <= STEM_BYTES
    assert all(character.isalnum() or character == "-" for character in stem)
    assert stem[0] != "-"


def test_file_names_can_be_read() -> None:
    assert file_stem("A lost film, found: “Dune”/Part 2?", 7) == "a-lost-film-found-dune-part-2-7"
    assert file_stem("Amélie — 映画", 7) == "amélie-映画-7"
    assert file_stem("../../etc/passwd", 7) == "etc-passwd-7"
    assert file_stem("CON", 7) == "con-7"
    assert file_stem("???", 7) == "story-7"


def test_the_object_has_the_fields_of_every_story() -> None:
    found = saved_object(story(), Document("The text.", words=2))
    common = {
        "id",
        "title",
        "url",
        "source",
        "source_id",
        "author",
        "published",
        "first_seen",
        "read",
        "saved",
        "topics",
    }
    assert common | {"story", "words", "summary", "markdown", "saved_at", "tags", "note"} == found.keys()
    assert found["saved"] is True
    assert found["topics"] == ["Dune", "Oscars"]
    assert saved_object(story(url="", note=""), Document(""))["url"] is None


# --- a folder -----------------------------------------------------------------------------------------------


def test_each_story_gets_a_file_and_doing_it_again_writes_none(home: Home, tmp_path: Path) -> None:
    numbers = all_saved(home)
    folder = tmp_path / "notes" / "news"
    done = run_program("export", "--saved", str(folder))
    assert (done.code, done.out) == (0, "")
    assert done.err == f"Wrote 3 saved stories to {folder}; 0 were up to date.\n"
    before = files(folder)
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert sorted(before) == sorted(f"{file_stem(title, number)}.md" for title, number in numbers.items())
    for title, number in numbers.items():
        assert f"The text of {number}." in before[f"{file_stem(title, number)}.md"].decode()
    done = run("export", "--saved", str(folder))
    assert done.err == f"Wrote 0 saved stories to {folder}; 3 were up to date.\n"
    assert files(folder) == before
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == times


def test_a_story_that_was_never_opened_comes_with_what_its_feed_carried(
    home: Home, site: Site, tmp_path: Path
) -> None:
    assert run("add", serve(site, "/feed", REEL)).code == 0
    assert run("save", *map(str, ids().values())).code == 0
    assert run("export", "--saved", str(tmp_path)).code == 0
    texts = [path.read_text() for path in tmp_path.glob("*.md")]
    assert sorted(text.count("The harbour cinema reopened") for text in texts) == [1, 1, 12]


def test_what_somebody_changed_is_never_written_over(home: Home, tmp_path: Path) -> None:
    all_saved(home)
    folder = tmp_path / "notes"
    run("export", "--saved", str(folder))
    changed, foreign, gone = sorted(folder.iterdir())
    changed.write_text(changed.read_text() + "\nMy own words.\n")
    foreign.write_text("Something else")
    gone.unlink()
    done = run("export", "--saved", str(folder))
    assert done.code == 0
    assert "Wrote 1 saved story" in done.err
    assert changed.name in done.err
    assert foreign.name in done.err
    assert changed.read_text().endswith("\nMy own words.\n")
    assert foreign.read_text() == "Something else"
    assert gone.exists()


def test_a_copy_that_only_we_wrote_is_brought_up_to_date(home: Home, tmp_path: Path) -> None:
    (number,) = all_saved(home, "A lost film is found").values()
    run("export", "--saved", str(tmp_path / "out"))
    library = Library.open(home)
    library.set_note(number, "See it.")
    library.close()
    assert "Wrote 1 saved story" in run("export", "--saved", str(tmp_path / "out")).err
    (content,) = files(tmp_path / "out").values()
    assert front_matter(content)["note"] == "See it."


def test_all_stories_in_one_json_file(home: Home, tmp_path: Path) -> None:
    numbers = all_saved(home)
    folder = tmp_path / "out"
    for _ in range(2):
        done = run("export", "--saved", str(folder), "--format", "json")
        assert (done.code, done.out) == (0, "")
        assert list(files(folder)) == ["saved-stories.json"]
    stories = json.loads(files(folder)["saved-stories.json"])
    assert {story["title"]: story["id"] for story in stories} == numbers
    assert all(story["markdown"] == f"The text of {story['id']}." for story in stories)
    assert {story["published"][:11] for story in stories} == {"2026-03-14T"}


def test_another_programs_json_stays(home: Home, tmp_path: Path) -> None:
    all_saved(home)
    (tmp_path / "saved-stories.json").write_text('[{"id": 1}]')
    done = run("export", "--saved", str(tmp_path), "--format", "json")
    assert done.code == 2
    assert "is not ours" in done.err
    assert (tmp_path / "saved-stories.json").read_text() == '[{"id": 1}]'


class Elements(HTMLParser):
    """The elements of a page, and the addresses that it would load or leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "poster")]
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_all_stories_in_one_page(home: Home, tmp_path: Path) -> None:
    numbers = all_saved(home)
    folder = tmp_path / "out"
    before = b""
    for _ in range(2):
        done = run("export", "--saved", str(folder), "--format", "html")
        assert (done.code, done.out) == (0, "")
        assert done.err == f"Wrote 3 saved stories to {folder / 'saved-stories.html'}.\n"
        ((name, content),) = files(folder).items()
        assert name == "saved-stories.html"
        assert before in (b"", content)
        before = content
    page = before.decode()
    elements = Elements(page)
    assert elements.loads == []
    assert elements.names.count("article") == 3
    for title, number in numbers.items():
        assert f'<a href="#s{number}">{title}</a>' in page
        assert f'<article id="s{number}">\n<h2>{title}</h2>' in page
        assert f"<p>The text of {number}.</p>" in page


def test_nothing_of_a_story_becomes_an_element_and_nothing_is_loaded() -> None:
    hostile = '<script>alert(1)</script> ![a"b](https://x.example/p.png) [y](javascript:alert(1)) <img src=x>'
    beginning, rest = saved_page(
        [
            (
                story(
                    title="</title><script>",
                    note="<b>",
                    tags=("<i>",),
                    source="-->",
                    url="https://e.example/?a&b",
                ),
                Document(hostile, dek="<u>", byline="<s>", language='"><script>'),
            ),
            (story(id=43, summary="<script>"), Document("")),
        ]
    )
    elements = Elements(beginning + rest)
    assert elements.loads == []
    assert not {"script", "img", "b", "i", "u", "s", "iframe"} & set(elements.names)
    assert set(elements.links) == {
        "#s42", "#s43", "https://x.example/p.png", "https://e.example/?a&b", "https://reel.example/1"
    }  # fmt: skip
    assert "default-src 'none'" in rest


def test_a_page_that_somebody_changed_stays(home: Home, tmp_path: Path) -> None:
    all_saved(home)
    page = tmp_path / "saved-stories.html"
    run("export", "--saved", str(tmp_path), "--format", "html")
    for content in (page.read_bytes().replace(b"Saved stories", b"My stories"), b"<html>another's</html>"):
        page.write_bytes(content)
        done = run("export", "--saved", str(tmp_path), "--format", "html")
        assert done.code == 2
        assert "was changed, or is not ours" in done.err
        assert page.read_bytes() == content


def test_hostile_titles_stay_titles(home: Home, tmp_path: Path) -> None:
    numbers = all_saved(
        home, "--- x: y", "[[wiki]] #tag", "../up", 'a "b": c', "<script>", "null", "ab" * 300
    )
    done = run("export", "--saved", str(tmp_path / "out"))
    assert "Wrote 7 saved stories" in done.err
    found = {front_matter(content)["title"] for content in files(tmp_path / "out").values()}
    assert found == numbers.keys()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["export", "--format", "json"], "needs --saved DIR"),
        (["export", "x.opml", "--saved", "out"], "Give either"),
        (["export", "--saved", "file"], "can't be made"),
        (["export", "--saved", "out", "--format", "pdf"], "choose from"),
        (["export", "--saved", ""], "empty"),
    ],
)
def test_what_makes_no_sense_is_said(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    done = run(*argv)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert not Path("out").exists()


def test_without_saved_stories_nothing_is_written(home: Home, tmp_path: Path) -> None:
    done = run("export", "--saved", str(tmp_path / "out"))
    assert (done.code, done.err) == (0, f"Wrote 0 saved stories to {tmp_path / 'out'}; 0 were up to date.\n")
