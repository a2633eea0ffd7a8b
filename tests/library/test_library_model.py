"""Any order of updates, marks, losses and steps back, against a model of a few dictionaries."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from newsstand import FEEDS, NOW, index_all, keyed, known, stories, update
from tuinews.errors import NotFound
from tuinews.library import Library
from tuinews.model import Change, View
from tuinews.paths import Home

MEMORY = Path("/dev/shm")
"""Where writing waits for no disk: what outlives a loss of power is not asked here."""
SOURCES = st.sampled_from([1, 2])
KEYS = st.sampled_from("abcdef")
SOME_KEYS = st.lists(st.tuples(SOURCES, KEYS), max_size=5)

Identity = tuple[int, str]


@dataclass
class Modelled:
    """A story as it should be."""

    version: int
    read: bool = False
    saved: bool = False
    hidden: bool = False
    cached: bool = True


class Reader(RuleBasedStateMachine):
    """A reader at work; after each step the library must look as the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="tuinews-model-", dir=MEMORY if MEMORY.is_dir() else None))
        self.home = Home.below(self.folder)
        self.library = Library.open(self.home, now=lambda: NOW)
        self.stories: dict[Identity, Modelled] = {}
        self.ids: dict[Identity, int] = {}
        self.subscribed = {1: True, 2: True}
        self.done: list[Callable[[], bool]] = []
        """How to take each step back in the model; False when that means nothing any more."""

    @initialize()
    def subscribe(self) -> None:
        self.library.add_sources(FEEDS)

    @rule(source=SOURCES, keys=st.sets(KEYS), version=st.integers(1, 3))
    def fetch(self, source: int, keys: set[str], version: int) -> None:
        entries = [
            keyed(
                key,
                title=f"{key}{version}",
                minutes=ord(key) % 3 + version,
                version=str(version),
                beats=("film", "tv")[: version - 1],
            )
            for key in sorted(keys)
        ]
        hashes = known(self.library, *entries, source_id=source).hashes
        new = [entry for entry in entries if entry.key not in hashes]
        changed = [entry for entry in entries if hashes.get(entry.key, entry.hash) != entry.hash]
        change = self.library.apply(update(*new, changed=changed, source_id=source))
        if not self.subscribed[source]:
            assert not change.stories
            return
        assert change.new == len(new)
        # A saved story stays as it was saved, whatever its feed makes of it.
        edited = [
            entry
            for entry in changed
            if not ((mine := self.stories.get((source, entry.entry.guid))) and mine.saved)
        ]
        assert len(change.stories) == len(new) + len(edited)
        for entry in (*new, *edited):
            story = self.stories.setdefault((source, entry.entry.guid), Modelled(version))
            story.version, story.cached = version, True

    @rule(picked=SOME_KEYS, read=st.booleans())
    def mark(self, picked: list[Identity], read: bool) -> None:
        changing = {each for each in picked if self.seen(each) and self.stories[each].read is not read}
        change = self._set(Library.set_read, picked, read)
        assert change.stories == {self.ids[each] for each in changing}
        self._mark(changing, read)

    @rule(unread_of=SOURCES)
    def mark_source_read(self, unread_of: int) -> None:
        changing = {each for each in self.listed() if each[0] == unread_of and not self.stories[each].read}
        change = self.library.mark_view_read(View(source_id=unread_of))
        assert change.stories == {self.ids[each] for each in changing}
        self._mark(changing, True)

    @rule(picked=SOME_KEYS, saved=st.booleans())
    def save(self, picked: list[Identity], saved: bool) -> None:
        changing = {each for each in picked if self.seen(each) and self.stories[each].saved is not saved}
        change = self._set(Library.set_saved, picked, saved)
        assert change.stories == {self.ids[each] for each in changing}
        if not changing:
            return
        for each in changing:
            self.stories[each].saved = saved

        def back() -> bool:
            for each in changing:
                self.stories[each].saved = not saved
                self.stories[each].cached |= not saved
            return True

        self.done.append(back)

    @rule(picked=SOME_KEYS, hidden=st.booleans())
    def hide(self, picked: list[Identity], hidden: bool) -> None:
        changing = {each for each in picked if self.seen(each) and self.stories[each].hidden is not hidden}
        change = self._set(Library.set_hidden, picked, hidden)
        assert change.stories == {self.ids[each] for each in changing}
        if not changing:
            return
        for each in changing:
            self.stories[each].hidden = hidden

        def back() -> bool:
            for each in changing:
                self.stories[each].hidden = not hidden
            return True

        self.done.append(back)

    @rule(source=SOURCES)
    def remove(self, source: int) -> None:
        if not self.subscribed[source]:
            return
        self.library.remove_source(source)
        self.subscribed[source] = False

        def back() -> bool:
            changes = not self.subscribed[source]
            self.subscribed[source] = True
            return changes

        self.done.append(back)

    @rule(source=SOURCES)
    def subscribe_again(self, source: int) -> None:
        report, (source_id,) = self.library.add_sources([FEEDS[source - 1]])
        assert (report.added, source_id) == (int(not self.subscribed[source]), source)
        self.subscribed[source] = True

    @rule()
    def take_back(self) -> None:
        undone = self.library.undo()
        while self.done:
            if self.done.pop()():
                assert undone is not None
                return
        assert undone is None

    @rule()
    def restart(self) -> None:
        self.library.close()
        self.library = Library.open(self.home, now=lambda: NOW)
        assert self.library.notice == ""

    @precondition(lambda self: self.stories)
    @rule(emptied=st.booleans())
    def lose_the_cache(self, emptied: bool) -> None:
        self.library.close()
        self.home.cache_db.write_bytes(b"") if emptied else self.home.cache_db.unlink()
        self.library = Library.open(self.home, now=lambda: NOW)
        assert self.library.notice
        for story in self.stories.values():
            story.cached = story.saved

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        index_all(self.library)
        found = stories(self.library)
        shown = {(story.source_id, story.title[0]): story for story in found}
        assert list(found) == sorted(found, key=lambda story: (story.sort_time, story.id), reverse=True)
        assert [story.place for story in found] == sorted((story.place for story in found), reverse=True)
        assert len(shown) == len(found)
        assert set(shown) == self.listed()
        for each, story in shown.items():
            assert (story.read, story.saved) == (self.stories[each].read, self.stories[each].saved), each
            marked_before = self.ids.setdefault(each, story.id)
            if self.stories[each].saved:
                assert marked_before == story.id
            self.ids[each] = story.id
        counts = self.library.counts(NOW)
        assert (counts.all, counts.unread) == (len(found), sum(not story.read for story in found))
        shelf = {(story.source_id, story.title[0]) for story in stories(self.library, View(saved=True))}
        assert shelf == {each for each, story in self.stories.items() if story.saved}
        assert counts.saved == self.library.count(View(saved=True)) == len(shelf)
        aside = stories(self.library, View(aside=True))
        assert counts.aside == len(aside)
        assert {(story.source_id, story.title[0]) for story in aside} == {
            each for each, story in self.stories.items() if story.cached and story.hidden
        }
        for view in (
            View(unread=True),
            View(source_id=1),
            View(unread=True, source_id=2),
            View(folder="Film"),
            View(unread=True, folder="Stage"),
            View(topic="film"),
            View(unread=True, topic="film"),
        ):
            wanted = tuple(
                story
                for story in found
                if not (view.unread and story.read)
                and view.source_id in (None, story.source_id)
                and view.folder in (None, FEEDS[story.source_id - 1].folder)
                and view.topic in (None, *story.beats)
            )
            assert stories(self.library, view) == wanted
            assert stories(self.library, replace(view, query="some")) == wanted
            assert self.library.count(view) == len(wanted)
        assert len(set(self.ids.values())) == len(self.ids)

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.folder)

    def listed(self) -> set[Identity]:
        return {
            each
            for each, story in self.stories.items()
            if story.cached and not story.hidden and (story.saved or self.subscribed[each[0]])
        }

    def seen(self, each: Identity) -> bool:
        """Whether it can be marked: its id is known from some list, and it is here."""
        return each in self.ids and self.stories[each].cached

    def _set(
        self, mark: Callable[[Library, list[int], bool], Change], picked: list[Identity], value: bool
    ) -> Change:
        """Mark those that are here, after making sure that one that is not stops them all."""
        lost = [self.ids[each] for each in picked if each in self.ids and not self.seen(each)]
        here = [self.ids[each] for each in picked if self.seen(each)]
        if lost:
            with pytest.raises(NotFound):
                mark(self.library, [*here, *lost], value)
        return mark(self.library, here, value)

    def _mark(self, changing: set[Identity], read: bool) -> None:
        if not changing:
            return
        for each in changing:
            self.stories[each].read = read

        def back() -> bool:
            for each in changing:
                self.stories[each].read = not read
            return True

        self.done.append(back)


TestReader = Reader.TestCase
TestReader.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
