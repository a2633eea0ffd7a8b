"""What can be followed and muted: topics, words of headlines, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tuinews.library.stances import Kind
from tuinews.model import BEATS, Source, Stance, Story, View
from tuinews.text import shorten
from tuinews.ui.widgets.choice_list import Choice
from tuinews.ui.widgets.source_list import headlines_with

WORDS: Final = "words"
"""The key of the choice that asks for words."""
_LABEL_CHARACTERS: Final = 32
_TOPICS_SHOWN: Final = 8


class Subject(Struct, frozen=True):
    """Something to follow or to mute."""

    kind: Kind
    name: str
    """As `Stance.name`."""
    label: str
    """What it is called on the screen."""

    @property
    def key(self) -> str:
        """Tells it from all others."""
        return f"{self.kind}:{self.name}"

    @property
    def view(self) -> View:
        """The stories that it is about."""
        if self.kind == "source":
            return View(source_id=int(self.name))
        return View(topic=self.name) if self.kind == "topic" else headlines_with(self.name)

    @property
    def short(self) -> str:
        """Its name where there is little room."""
        return shorten(self.label, _LABEL_CHARACTERS)

    @property
    def named(self) -> str:
        """Its name inside a sentence."""
        return f"“{self.short}”"

    def is_of(self, stance: Stance) -> bool:
        """Tell whether a stance is about it."""
        return stance.kind == self.kind and stance.name.casefold() == self.name.casefold()


class Scope(Struct, frozen=True):
    """Where something is muted: everywhere, or in one folder or source only."""

    folder: str | None = None
    source: Source | None = None

    @property
    def label(self) -> str:
        """What it is called on the screen."""
        if self.source is not None:
            return f"only in {shorten(self.source.title, _LABEL_CHARACTERS)}"
        return "everywhere" if self.folder is None else f"only in {shorten(self.folder, _LABEL_CHARACTERS)}"

    def within(self, view: View) -> View:
        """Give the part of a view that lies in it."""
        if self.source is not None:
            return replace(view, source_id=self.source.id)
        return view if self.folder is None else replace(view, folder=self.folder)


EVERYWHERE: Final = Scope()


def scope_of(stance: Stance, sources: Iterable[Source]) -> Scope:
    """Give where a stance holds."""
    if stance.only_source is not None:
        gone = Source(stance.only_source, "", "a source that you no longer have")
        return Scope(source=next((each for each in sources if each.id == stance.only_source), gone))
    return Scope(stance.only_folder)


def scopes(sources: Sequence[Source]) -> dict[str, Scope]:
    """Give all scopes by a key: everywhere, then folders, then sources."""
    folders = sorted({source.folder for source in sources} - {""}, key=str.casefold)
    by_title = sorted(sources, key=lambda source: source.title.casefold())
    return {
        "everywhere": EVERYWHERE,
        **{f"folder:{folder}": Scope(folder) for folder in folders},
        **{f"source:{source.id}": Scope(source=source) for source in by_title},
    }


def topic(name: str) -> Subject:
    """Give a topic as a subject."""
    return Subject("topic", name, name)


def words(text: str) -> Subject:
    """Give words of headlines as a subject."""
    return Subject("word", text, text)


def subject_of(stance: Stance, sources: Iterable[Source]) -> Subject:
    """Give what a stance is about."""
    if stance.kind == "source":
        title = next((source.title for source in sources if str(source.id) == stance.name), "")
        return Subject("source", stance.name, title or "A source that you no longer have")
    return topic(stance.name) if stance.kind == "topic" else words(stance.name)


def subjects_of(story: Story, topics: Sequence[str], stances: Iterable[Stance]) -> list[Subject]:
    """Give what can be followed and muted of a story: its topics, strongest first, its source, words of its headline.

    Args:
        story: Which.
        topics: What it is about.
        stances: What is followed and muted: those of their words that its headline has are among what is given.
    """
    by_fold: dict[str, str] = {}
    for name in (*(topics or story.topics), *story.beats):
        by_fold.setdefault(name.casefold(), name)
    title = story.title.casefold()
    spoken = [words(each.name) for each in stances if each.kind == "word" and each.name.casefold() in title]
    source = Subject("source", str(story.source_id), story.source)
    return [*map(topic, by_fold.values()), source, *spoken]


def choices_of(subjects: Sequence[Subject], states: Sequence[str]) -> list[Choice]:
    """Give subjects as choices, and one that asks for words.

    Args:
        subjects: Those of a story.
        states: What is said of each; the weakest topics of which nothing is said are left out.
    """
    pairs = list(zip(subjects, states, strict=True))
    topics = [(each, state) for each, state in pairs if each.kind == "topic"]
    shown = [
        pair
        for number, pair in enumerate(topics)
        if number < _TOPICS_SHOWN or pair[1] or pair[0].name in BEATS
    ]
    others = [(each, state) for each, state in pairs if each.kind != "topic"]
    return [
        *(Choice(each.key, each.short, state) for each, state in shown),
        Choice("", ""),
        *(
            Choice(each.key, each.short, " · ".join(filter(None, (each.kind, state))))
            for each, state in others
        ),
        Choice(WORDS, "Words of headlines …"),
    ]
