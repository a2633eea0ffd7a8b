"""What the user wants more of, and less: topics that are followed or muted, stories that are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tuinews.model import Stance, Story
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.format import count, day_and_hour
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.flow import Flow
from tuinews.ui.screens.listing import Listing
from tuinews.ui.screens.storing import storing
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_FOR_EVER: Final = "for ever"
_LENGTHS: Final = {"day": ("For a day", timedelta(days=1)), "week": ("For a week", timedelta(days=7))}
_NAME_CHARACTERS: Final = 32
_TITLE_CHARACTERS: Final = 100
_NOTHING_CHOSEN: Final = "Put the cursor on a topic or a story first"


class Stances:
    """Follows and mutes topics, and hides stories.

    Args:
        screen: The main screen.
        newsroom: The open library.
        listing: What is listed.
        flow: Knows which story is meant.
        known: Gives what is followed and muted, as the screen shows it.
    """

    def __init__(
        self,
        screen: MainScreen,
        newsroom: Newsroom,
        listing: Listing,
        flow: Flow,
        known: Callable[[], Sequence[Stance]],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._listing = listing
        self._flow = flow
        self._known = known

    # --- topics

    def follow(self) -> None:
        """Follow the topic under the cursor, or one of the story's; or no longer."""
        self._with_topic("✦ Follow a topic", "follow", self._follow)

    def mute(self) -> None:
        """Mute the topic under the cursor, or one of the story's; or no longer."""
        self._with_topic("✦ Mute a topic", "mute", self._mute)

    def _with_topic(self, question: str, stance: str, then: Callable[[str], None]) -> None:
        """Call a function with the topic that is meant, once that is known."""
        topic = self._topic_under_cursor()
        if topic is not None:
            then(topic)
            return
        story, topics = self._story_with_topics()
        if story is None:
            self._screen.say(_NOTHING_CHOSEN)
            return
        if not topics:
            self._screen.say("No topics are known for this story yet")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                then(name)

        choices = [Choice(name, name, self._state(name, stance)) for name in topics]
        self._screen.app.push_screen(
            Choose(question, shorten(story.title, _TITLE_CHARACTERS), choices), chosen
        )

    def list_topic(self, then: Callable[[str], None]) -> None:
        """Call a function with one of the story's topics, which the user chooses."""
        story, topics = self._story_with_topics()
        if story is None:
            self._screen.say("Choose a story first")
        elif not topics:
            self._screen.say("No topics are known for this story yet")
        else:
            choices = [Choice(name, name, self._state(name, "")) for name in topics]
            question = Choose("✦ Topics of this story", shorten(story.title, _TITLE_CHARACTERS), choices)
            self._screen.app.push_screen(question, lambda name: None if name is None else then(name))

    def _topic_under_cursor(self) -> str | None:
        if self._screen.pane == "sources":
            row = self._screen.sources.current
            return row.view.topic if row is not None and row.view is not None else None
        if self._screen.pane == "context":
            about = self._screen.context.current
            return about.topic.name if about is not None and about.topic is not None else None
        return None

    def _story_with_topics(self) -> tuple[Story | None, list[str]]:
        """Give the story that is meant, and the names of its topics and beats, strongest first."""
        story: Story | None = None
        names: list[str] = []
        if self._screen.pane == "stories":
            story = self._screen.stories.story
        elif self._screen.pane == "context":
            row = self._screen.context.current
            story = row.story if row is not None else None
        elif self._screen.pane == "reader" and self._screen.article.reading is not None:
            reading = self._screen.article.reading
            story, names = reading.story, [topic.name for topic in reading.topics]
        if story is None:
            return None, []
        by_fold: dict[str, str] = {}
        for name in (*(names or story.topics), *story.beats):
            by_fold.setdefault(name.casefold(), name)
        return story, list(by_fold.values())

    def _stance_on(self, topic: str) -> Stance | None:
        folded = topic.casefold()
        return next(
            (each for each in self._known() if each.kind == "topic" and each.name.casefold() == folded), None
        )

    def _state(self, topic: str, wanted: str) -> str:
        stance = self._stance_on(topic)
        if stance is None:
            return ""
        state = "followed" if stance.stance == "follow" else "muted"
        return f"{state} · enter ends it" if stance.stance == wanted else state

    def _follow(self, topic: str) -> None:
        stance = self._stance_on(topic)
        if stance is not None and stance.stance == "follow":
            self._screen.start(self._leave(topic, "No longer following", "topics.follow"), "deed")
        else:
            self._screen.start(self._begin_to_follow(topic), "deed")

    async def _begin_to_follow(self, topic: str) -> None:
        with storing(self._screen, "Not followed", "topics.follow"):
            await self._newsroom.set_stance(Stance("topic", topic, "follow"))
            self._screen.say(f"Following {_named(topic)} · {self._screen.key('app.undo')} undoes it")

    def _mute(self, topic: str) -> None:
        stance = self._stance_on(topic)
        if stance is not None and stance.stance == "mute":
            self._screen.start(self._leave(topic, "No longer muted:", "topics.mute"), "deed")
            return
        now = self._screen.now()
        choices = [
            Choice(key, label, f"until {day_and_hour(now + length)}")
            for key, (label, length) in _LENGTHS.items()
        ]
        choices.append(Choice(_FOR_EVER, "For ever", "until you end it"))

        def chosen(length: str | None) -> None:
            if length is not None:
                self._screen.start(self._begin_to_mute(topic, length), "deed")

        about = "Its stories are set aside and come back when the mute ends. Saved ones stay."
        self._screen.app.push_screen(Choose(f"✦ Mute {_named(topic)}", about, choices, at=_FOR_EVER), chosen)

    async def _begin_to_mute(self, topic: str, length: str) -> None:
        until = None if length == _FOR_EVER else self._screen.now() + _LENGTHS[length][1]
        with storing(self._screen, "Not muted", "topics.mute"):
            change = await self._newsroom.set_stance(Stance("topic", topic, "mute", until))
            number = len(change.stories)
            aside = f"{count(number, 'story', 'stories')} set aside · " if number else ""
            self._screen.tell(f"{aside}{self._screen.key('app.undo')} undoes it", f"Muted {_named(topic)}")

    async def _leave(self, topic: str, done: str, command: str) -> None:
        with storing(self._screen, "Not stored", command):
            await self._newsroom.clear_stance("topic", topic)
            self._screen.say(f"{done} {_named(topic)} · {self._screen.key('app.undo')} undoes it")

    # --- stories

    async def hide(self) -> None:
        """Hide the story; where hidden ones are listed, show it again."""
        story = await self._flow.target()
        view = self._listing.view
        if story is None:
            self._screen.say("Choose a story first")
            return
        # A list that a story leaves knows one direction: a second press must not take back what the first one did.
        leaves = self._screen.pane == "stories" and not view.saved
        hidden = not view.aside if leaves else not story.hidden
        if hidden == story.hidden:
            if story.muted:
                self._screen.say(
                    f"A topic that you muted sets it aside · {self._screen.key('topics.mute')} ends that"
                )
            return
        with storing(self._screen, "Not hidden" if hidden else "Still hidden", "story.hide"):
            await self._newsroom.set_hidden([story.id], hidden)
            self._screen.say(
                f"{'Hidden' if hidden else 'Shown again'} · {self._screen.key('app.undo')} undoes it"
            )


def _named(topic: str) -> str:
    return f"“{shorten(topic, _NAME_CHARACTERS)}”"
