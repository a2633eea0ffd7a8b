from pathlib import Path

import pytest

from tuinews.feeds.starter import PACKS, Pack
from tuinews.text import is_clean
from tuinews.urls import typed_url, web_url

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "starter-packs.md"


def test_the_packs_are_the_fields_and_everything() -> None:
    assert [pack.key for pack in PACKS] == ["film", "tv", "games", "music", "stage", "everything"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_every_source_can_be_subscribed_to(pack: Pack) -> None:
    assert len({source.url for source in pack.sources}) == len(pack.sources) >= 8
    for source in pack.sources:
        assert typed_url(source.url) == source.url
        assert web_url(source.site_url) == source.site_url
        assert source.title
        assert is_clean(source.title)
        assert source.folder


def test_everything_holds_every_other_pack() -> None:
    *fields, everything = PACKS
    assert {source for pack in fields for source in pack.sources} < set(everything.sources)
    assert len(everything.sources) >= 30


def test_the_document_names_the_origin_of_every_address() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if "| https://" in line
    ]
    documented = {url: (title, origin) for title, url, _, origin in rows}
    assert set(documented) == {source.url for source in PACKS[-1].sources}
    for source in PACKS[-1].sources:
        title, origin = documented[source.url]
        assert title == source.title
        assert origin
