"""Real pages, which live beside the checkout: none may crash, and what comes out is safe."""

import json
import random
import tarfile
from pathlib import Path

import pytest

from reading_back import assert_safe
from round_trip import assert_round_trip
from test_article_round_trip import composed
from tuinews.article.decode import decode_page
from tuinews.article.markdown import to_markdown
from tuinews.article.render import render_page
from tuinews.errors import TuinewsError

PAGES = 40
SEED = 20_240
LONGEST = 400_000

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def pages(shared: Path) -> list[tuple[str, bytes, str]]:
    """A sample of the corpus: address, bytes and the plain text of the story where it is known."""
    archive = shared / "corpora" / "pages.tar.xz"
    if not archive.is_file():
        pytest.skip(f"NOT TESTED: {archive} is missing; it holds real pages")
    with tarfile.open(archive) as members:
        files = {member.name.partition("/")[2]: member for member in members if member.isfile()}
        index = members.extractfile(files["index.jsonl"])
        assert index is not None
        rows = [json.loads(line) for line in index.read().decode().split("\n") if line]
        chosen = random.Random(SEED).sample([row for row in rows if files[row["file"]].size < LONGEST], PAGES)
        wanted = {row["file"]: row for row in chosen}
        found = []
        for name in sorted(wanted, key=lambda name: files[name].offset):
            content = members.extractfile(files[name])
            assert content is not None
            found.append((wanted[name]["url"], content.read(), wanted[name].get("body", "")))
    return found


def test_real_pages(pages: list[tuple[str, bytes, str]]) -> None:
    recalled = []
    told: list[str] = []
    for url, body, gold in pages:
        try:
            document = render_page(body, "text/html", url)
        except TuinewsError as error:
            told.append(error.summary)
            continue
        text = assert_safe(document.markdown).text
        assert 0 <= document.quality <= 1
        assert document.words > 0
        words = gold.lower().split()
        if len(words) > 100:
            ours = set(text.lower().split())
            recalled.append(sum(word in ours for word in words) / len(words))
    assert all(sentence.endswith(".") for sentence in told)
    assert len(recalled) >= PAGES // 2
    assert sum(recalled) / len(recalled) > 0.9


def test_whole_real_pages_come_back(pages: list[tuple[str, bytes, str]]) -> None:
    for url, body, _ in pages:
        composition = composed(decode_page(body, "text/html"), url)
        assert_round_trip(composition, to_markdown(composition))
