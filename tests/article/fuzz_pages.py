"""Pages broken at random, by a seed: `python tests/article/fuzz_pages.py [--pages N] [--seed N]` ends with 1 where one does harm.

Each page must become a safe document or a sentence, within its time; what is broken are the pages beside this file, those of
the demo edition, and feed bodies.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import fields

from reading_back import assert_safe
from tuinews.article.render import render_fragment, render_page
from tuinews.demo.edition import Edition
from tuinews.errors import TuinewsError
from tuinews.library.values import read_document, write_document
from tuinews.model import Document
from tuinews.text import BODY_CHARACTERS, one_line

URL = "https://lamp.example/2024/fire"
LONGEST_SECONDS = 8.0
"""CPU of one page; the worker is stopped after 10 seconds."""
LONGEST_PAGE = 400_000
"""Bytes of a broken page."""
MISHAPS = 6
"""Mishaps of one page at most."""

_TAGS = ("div", "p", "a", "b", "table", "tr", "td", "ul", "ol", "li", "blockquote", "pre", "code", "figure", "img", "h1", "h2", "section",
         "article", "iframe", "form", "svg", "math", "template", "noscript", "picture", "dl", "dt", "details", "summary", "select", "frameset")  # fmt: skip
_TOKENS = (
    b"&#27;", b"&#0;", b"&#x1F;", b"&#xFFFE;", b"&#x202E;", b"&#99999999;", b"&#xD800;", b"&amp;amp;", b"&;", b"\x00", b"\x1b]0;x\x07", b"\xff\xfe",
    b"\xed\xa0\x80", b"\xe2\x80\xae", "e\u0301".encode() * 40, b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE html>", b"<?xml version='1.0'?>",
    b"<script>", b"</script>", b"<style>", b"<plaintext>", b"<base href='javascript:x'>", b"<meta charset=utf-7>", b"<meta charset=utf-16>",
    b"<a href='javascript:alert(1)'>x</a>", b"<a href='//h\\@evil/'>y</a>", b"<img src=data:image/png;base64,AA>", b"<svg onload=x>", b"[x](ssh://h)",
    b"# x", b"| a | b |", b"```", b"</body></html>", b"<html><body>", b"<noscript><img src='/x.jpg'></noscript>", b" style='display:none'", b"\r", b"\n\n",
    b'<script type="application/ld+json">{"@type":"Article","author":[[[[{"name":{"x":[1]}}]]]],"image":[{}],"wordCount":-1,"keywords":{}</script>',
)  # fmt: skip


def broken(random_: random.Random, page: bytes, others: Sequence[bytes]) -> bytes:
    """Let one to six mishaps befall a page."""
    for _ in range(random_.randint(1, MISHAPS)):
        page = _mishap(random_, page, others)[:LONGEST_PAGE]
    return page


def _mishap(random_: random.Random, page: bytes, others: Sequence[bytes]) -> bytes:
    start, end = sorted(random_.randint(0, len(page)) for _ in range(2))
    short = min(end, start + 400)
    tag = random_.choice(_TAGS).encode()
    match random_.randrange(13):
        case 0:
            return page[:start] + page[short:]
        case 1:
            return page[:start] + page[start:short] * random_.randint(2, 60) + page[short:]
        case 2:
            return page[:start]
        case 3:
            return page[:start] + random_.choice(_TOKENS) + page[start:]
        case 4:
            return page[:start] + random_.randbytes(random_.randint(1, 40)) + page[start:]
        case 5:
            depth = random_.choice((3, 60, 330, 3_000))
            return page[:start] + b"<" + tag + b">" * 1 + (b"<" + tag + b">") * depth + page[start:]
        case 6:
            return page[:start] + b"<" + tag + b">" + page[start:end] + b"</" + tag + b">" + page[end:]
        case 7:
            return page.replace(b"<" + tag, b"<" + random_.choice(_TAGS).encode())
        case 8:
            return page.replace(b"</" + tag + b">", b"")
        case 9:
            other = random_.choice(others)
            return page[:start] + other[random_.randint(0, len(other)) :]
        case 10:
            return page.replace(
                random_.choice((b'"', b">", b"=", b"</", b'class="', b'href="', b'src="')),
                random_.choice(_TOKENS),
                random_.randint(1, 9),
            )
        case 11:
            return page[start:] + page[:start]
        case _:
            middle = bytearray(page)
            for _ in range(min(len(middle), random_.randint(1, 60))):
                middle[random_.randrange(len(middle))] = random_.randrange(256)
            return bytes(middle)


def bases() -> list[bytes]:
    """Give the pages that are broken."""
    edition = Edition(datetime(2025, 5, 14, 9, 30, tzinfo=UTC))
    served = [edition.serve(story.url, {})[2] for story in edition.stories()[:12]]
    return [file.read_bytes() for file in sorted((Path(__file__).parent / "pages").glob("*.html"))] + served


def assert_harmless(page: bytes, url: str = URL) -> None:
    """Hold what must be true whatever came: a safe document that can be kept, or a sentence."""
    try:
        document = render_page(page, "text/html", url)
    except TuinewsError as error:
        _assert_kind(error)
    else:
        _assert_kept(document)
    _assert_kept(render_fragment(page.decode("utf-8", "replace"), url, title="The fire"))


def _assert_kind(error: TuinewsError) -> None:
    assert error.summary.endswith(".")


def _assert_kept(document: Document) -> None:
    assert_safe(document.markdown)
    assert len(document.markdown) <= BODY_CHARACTERS
    assert 0 <= document.quality <= 1
    assert document.words >= 0
    for field in fields(document):
        value = getattr(document, field.name)
        if isinstance(value, str) and field.name != "markdown":
            assert one_line(value) == value, field.name
    assert all(dropped.why and one_line(dropped.text) == dropped.text for dropped in document.dropped)
    assert read_document(write_document(document)) == document


def page_of(seed: int, number: int, pages: Sequence[bytes]) -> bytes:
    """Give the broken page of a seed and number."""
    random_ = random.Random(f"{seed}/{number}")
    return broken(random_, random_.choice(pages), pages)


def _tried(task: tuple[int, int]) -> tuple[int, float, str]:
    seed, number = task
    page = page_of(seed, number, _pages())
    started = time.process_time()
    trouble = ""
    try:
        assert_harmless(page)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        trouble = repr(error)[:300]
    return number, time.process_time() - started, trouble


_BASES: list[bytes] = []


def _pages() -> list[bytes]:
    if not _BASES:
        _BASES.extend(bases())
    return _BASES


def main() -> int:
    """Break pages, and tell which did harm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=20_250)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    harm = 0
    slowest = 0.0
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        tasks = [(options.seed, number) for number in range(options.pages)]
        for number, seconds, trouble in pool.imap_unordered(_tried, tasks, chunksize=20):
            slowest = max(slowest, seconds)
            if trouble or seconds > LONGEST_SECONDS:
                harm += 1
                print(f"page {number}: {trouble or f'{seconds:.1f} s of CPU'}")
    print(
        f"{options.pages} broken pages, seed {options.seed}: {harm} did harm; the slowest took {slowest:.1f} s of CPU"
    )
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main())
