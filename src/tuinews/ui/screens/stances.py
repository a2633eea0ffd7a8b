"""What the user wants more of, and less: what is followed or muted, stories that are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from tuinews.model import Source, Stance, Story
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.flow import Flow
from tuinews.ui.screens.listing import Listing
from tuinews.ui.screens.muting import Muting
from tuinews.ui.screens.storing import storing
from tuinews.ui.screens.subjects import WORDS, Subject, choices_of, subjects_of, topic, words
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_TITLE_CHARACTERS: Final = 100
_NOTHING_CHOSEN: Final = "Put the cursor on a topic, a source or a story first"


class Stances:
    """Follows and mutes, and hides stories.

    Args:
        screen: The main screen.
        newsroom: The open library.
        listing: What is listed.
        flow: Knows which story is meant.
        known: Gives what is followed and muted, as the screen shows it.
        sources: Gives the sources.
    """

    def __init__(
        self,
        screen: MainScreen,
        newsroom: Newsroom,
        listing: Listing,
        flow: Flow,
        known: Callable[[], Sequence[Stance]],
        sources: Callable[[], Sequence[Source]],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._listing = listing
        self._flow = flow
        self._known = known
        self._muting = Muting(screen, newsroom, sources)

    # --- following and muting

    def follow(self) -> None:
        """Follow what is under the cursor, or something of the story; or no longer."""
        self._with_subject("✦ Follow", "follow", self._follow)

    def mute(self) -> None:
        """Mute what is under the cursor, or something of the story; or no longer."""
        self._with_subject("✦ Mute", "mute", self._mute)

    def manage(self) -> None:
        """Show what is followed and muted."""
        # Imported here for the sake of the first picture.
        from tuinews.ui.screens.stance_list import StanceList

        aside_key = self._screen.key("go.aside")
        self._screen.app.push_screen(StanceList(self._newsroom, self._muting, aside_key))

    def _with_subject(
        self, question: str, wanted: Literal["follow", "mute"], then: Callable[[Subject], None]
    ) -> None:
        """Call a function with what is meant, once that is known."""
        subject = self._under_cursor()
        if subject is not None:
            then(subject)
            return
        story, topics = self._story_with_topics()
        if story is None:
            self._screen.say(_NOTHING_CHOSEN)
            return
        subjects = subjects_of(story, topics, self._known())
        by_key = {subject.key: subject for subject in subjects}

        def chosen(key: str | None) -> None:
            if key == WORDS:
                self._muting.ask_words(wanted, then)
            elif key is not None:
                then(by_key[key])

        choices = choices_of(subjects, [self._state(subject, wanted) for subject in subjects])
        # Whoever comes to end something finds it under the cursor.
        at = next((each.key for each in subjects if self._is(each, wanted)), "")
        self._screen.app.push_screen(
            Choose(question, shorten(story.title, _TITLE_CHARACTERS), choices, at=at), chosen
        )

    def list_topic(self, then: Callable[[str], None]) -> None:
        """Call a function with one of the story's topics, which the user chooses."""
        story, topics = self._story_with_topics()
        subjects = subjects_of(story, topics, ()) if story is not None else []
        names = [subject for subject in subjects if subject.kind == "topic"]
        if story is None:
            self._screen.say("Choose a story first")
        elif not names:
            self._screen.say("No topics are known for this story yet")
        else:
            choices = [Choice(subject.name, subject.label, self._state(subject, "")) for subject in names]
            question = Choose("✦ Topics of this story", shorten(story.title, _TITLE_CHARACTERS), choices)
            self._screen.app.push_screen(question, lambda name: None if name is None else then(name))

    def _under_cursor(self) -> Subject | None:
        if self._screen.pane == "sources":
            row = self._screen.sources.current
            if row is None or row.view is None:
                return None
            followed = next(
                (each for each in self._known() if row.key == f"follow-word:{each.name.casefold()}"), None
            )
            if followed is not None:
                return words(followed.name)
            if row.view.source_id is not None:
                return Subject("source", str(row.view.source_id), row.label)
            return topic(row.view.topic) if row.view.topic is not None else None
        if self._screen.pane == "context":
            about = self._screen.context.current
            return topic(about.topic.name) if about is not None and about.topic is not None else None
        return None

    def _story_with_topics(self) -> tuple[Story | None, list[str]]:
        """Give the story that is meant, and the names of its topics, where they are at hand."""
        if self._screen.pane == "stories":
            return self._screen.stories.story, []
        if self._screen.pane == "context":
            row = self._screen.context.current
            return (row.story if row is not None else None), []
        reading = self._screen.article.reading
        if self._screen.pane == "reader" and reading is not None:
            return reading.story, [topic.name for topic in reading.topics]
        return None, []

    def _stance_on(self, subject: Subject) -> Stance | None:
        return next((each for each in self._known() if subject.is_of(each)), None)

    def _is(self, subject: Subject, wanted: str) -> bool:
        stance = self._stance_on(subject)
        return stance is not None and stance.stance == wanted

    def _state(self, subject: Subject, wanted: str) -> str:
        stance = self._stance_on(subject)
        if stance is None:
            return ""
        state = "followed" if stance.stance == "follow" else "muted"
        return f"{state} · enter ends it" if stance.stance == wanted else state

    def _follow(self, subject: Subject) -> None:
        if self._is(subject, "follow"):
            self._muting.end(subject, "follow")
        else:
            self._muting.follow(subject)

    def _mute(self, subject: Subject) -> None:
        if self._is(subject, "mute"):
            self._muting.end(subject, "mute")
        else:
            self._muting.mute(subject)

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
                    f"Something that you muted sets it aside · {self._screen.key('topics.stances')} shows what"
                )
            return
        with storing(self._screen, "Not hidden" if hidden else "Still hidden", "story.hide"):
            await self._newsroom.set_hidden([story.id], hidden)
            self._screen.say(
                f"{'Hidden' if hidden else 'Shown again'} · {self._screen.key('app.undo')} undoes it"
            )
