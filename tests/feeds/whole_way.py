"""Every document of an archive of feeds through the whole way: `python tests/feeds/whole_way.py [--corpus FILE]`.

Each is read, decided upon, stored, listed, and each of its stories is cleaned, typeset and printed. Nothing may fail but with
a sentence, no text may carry what a terminal acts on, no document and no story of it may take two seconds of CPU, and none
may make the process grow by more than 64 MB. Without the archive, which lives beside the checkout, it says so and ends well.
"""

import argparse
import resource
import signal
import sys
import tarfile
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from fuzz import look
from tuinews.article.render import render_fragment
from tuinews.commands.prose import as_text
from tuinews.errors import FeedError, TuinewsError
from tuinews.feeds.parse import packed, parse_feed
from tuinews.library import Library
from tuinews.model import FetchState, NewSource, ParsedFeed, Reading, Story, Validators, View
from tuinews.paths import Home
from tuinews.refresh import Failed, Fetched, Outcome, decide
from tuinews.text import is_clean
from tuinews.ui.widgets.markdown_lines import lay_out, parse

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "feeds.tar.gz"
SLOWEST = 2.0
"""Seconds of CPU for one document until it is listed, and for one of its stories."""
STOPPED = 20
"""Seconds of CPU after which a document is given up."""
GROWTH = 64_000
"""Kilobytes that one document may add to the largest size so far."""
MEMORY = Path("/dev/shm")
COLUMNS = 80
STORIES = 25
"""Of one document, which are opened; all are stored and listed."""
TOGETHER = 250
"""Documents in one library."""


class Walk:
    """A library that each document is stored in, and how it fared."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.stories = 0
        self.refused = 0

    def take(self, number: int, body: bytes) -> None:
        """Take a document through the whole way."""
        with quick_enough("the document"):
            listed = self._store(number, body)
        for story in listed[:STORIES]:
            with quick_enough(f"story {story.title!r}"):
                self._show(story)

    def _store(self, number: int, body: bytes) -> tuple[Story, ...]:
        url = f"https://source{number}.example/feed"
        _, (source_id,) = self.library.add_sources([NewSource(url)])
        state = FetchState(source_id, url, url)
        outcome = self._read(body, url)
        feed = outcome.feed if isinstance(outcome, Fetched) else ParsedFeed("", ())
        keys, aliases = [each.key for each in feed.identities], [each.alias for each in feed.identities]
        known = self.library.known(state.source_id, keys, aliases)
        update = decide(state, known, outcome, NOW)
        look(update.failure)
        change = self.library.apply(update)
        assert change.new == len(update.new), "not all were stored"
        if isinstance(outcome, Fetched):
            self._again(state, body, url)
        listed = self.library.page(View(source_id=state.source_id), limit=2_000).stories
        assert len(listed) == change.new, "not all are listed"
        self.stories += len(listed)
        self.refused += bool(update.failure)
        return listed

    def _read(self, body: bytes, url: str) -> Outcome:
        try:
            feed = parse_feed(body, "", url, now=NOW)
        except FeedError as error:
            return Failed(error)
        look(feed)
        return Fetched(packed(feed), Validators(), "hash")

    def _again(self, state: FetchState, body: bytes, url: str) -> None:
        """See that the same document brings nothing a second time."""
        feed = parse_feed(body, "", url, self.library.newest(state.source_id), now=NOW)
        keys, aliases = [each.key for each in feed.identities], [each.alias for each in feed.identities]
        known = self.library.known(state.source_id, keys, aliases)
        update = decide(state, known, Fetched(feed, Validators(), "hash"), NOW)
        assert not update.new, "the same document brings new stories"
        assert not update.changed, "the same document changes stories"

    def _show(self, story: Story) -> None:
        look(story.title, "title")
        body = self.library.body(story.id)
        document = render_fragment(body.content_html or body.summary_html, story.url)
        self.library.keep_document(story.id, document, ())
        kept = self.library.document(story.id)
        assert kept is not None
        for printed in as_text(Reading(story, kept), COLUMNS).splitlines():
            assert is_clean(printed), f"printed: {printed!r}"
        links: list[str] = []
        for block in parse(kept.markdown, links):
            for line in lay_out(block, COLUMNS):
                assert all(is_clean(text) for text, _ in line), f"on screen: {line!r}"


@contextmanager
def quick_enough(name: str) -> Iterator[None]:
    """See that a block takes no more than its time of CPU."""
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    assert spent <= SLOWEST, f"{name} took {spent:.1f} s"


@contextmanager
def bounded() -> Iterator[None]:
    """End a block with an error when it takes very long."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"stopped after {STOPPED} s of CPU")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, STOPPED)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def trouble_with(walk: Walk, number: int, body: bytes) -> str:
    """Take a document through the whole way; give what is wrong with it, empty when all is well."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with bounded():
            walk.take(number, body)
    except TuinewsError as error:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - to find these is what this is for
        return traceback.format_exc()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - size
    return f"grew by {grown / 1000:.0f} MB" if grown > GROWTH else ""


def documents_of(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of every file of an archive."""
    with tarfile.open(corpus) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file and member.size:
                yield member.name, file.read()


def main() -> int:
    """Take all of them through."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--corpus", type=Path, default=CORPUS, help="an archive of feeds (tar)")
    options.add_argument("--every", type=int, default=1, help="only every so many of its documents")
    given = options.parse_args()
    if not given.corpus.is_file():
        print(
            f"NOT TESTED: {given.corpus.name} is missing beside the checkout; it holds 5,239 feed documents"
        )
        return 0
    documents = list(documents_of(given.corpus))[:: given.every]
    failed = stories = refused = 0
    for begin in range(0, len(documents), TOGETHER):
        # In memory where that is possible: thousands of commits would wait for the disk.
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            library = Library.open(Home.below(Path(folder)), now=lambda: NOW)
            walk = Walk(library)
            for number, (name, body) in enumerate(documents[begin : begin + TOGETHER]):
                if trouble := trouble_with(walk, number, body):
                    failed += 1
                    print(f"{name}: {trouble}", file=sys.stderr)
            library.close()
        stories, refused = stories + walk.stories, refused + walk.refused
    print(
        f"{len(documents):,} documents, {refused:,} without a story that can be read, {stories:,} stories: {failed} failed"
    )
    return 1 if failed or not documents else 0


if __name__ == "__main__":
    sys.exit(main())
