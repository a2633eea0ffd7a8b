"""What can be followed and muted: topics, words of headlines, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tuinews.library.stances import Kind
from tuinews.model import BEATS, Source, Stance, Story, View
from tuinews.text import shorten
from tuinews.ui.widgets.choice_list import Choice
from tuinews.ui.widgets.source_list import headlines_with

WORDS: Final = "words"
"""The key of the choice that asks for words."""
_LABEL_CHARACTERS: Final = 32
_TOPICS_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Subject:
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
