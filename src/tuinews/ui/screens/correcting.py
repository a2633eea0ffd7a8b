"""What the user puts right: what a topic is, and which stories tell the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuinews.model import BEATS, Correction, Story
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.format import count
from tuinews.ui.screens.ask_line import AskLine
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.flow import Flow
from tuinews.ui.screens.listing import Listing
from tuinews.ui.screens.storing import storing
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_CHARACTERS: Final = 32
_TITLE_CHARACTERS: Final = 100
_SAID: Final = {"hide": "hidden", "split": "kept apart", "rename": "called", "merge": "taken for"}


class Correcting:
    """Asks what is to be put right, and stores it for ever.

    Args:
        screen: The main screen.
        newsroom: The open library.
        flow: Knows which story is meant.
        listing: What is listed.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom, flow: Flow, listing: Listing) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._flow = flow
        self._listing = listing

    async def correct(self) -> None:
        """Put right the topic under the cursor, else what is known of the story that is meant."""
        name = self._topic_under_cursor()
        if name is not None:
            self._ask_about(name)
            return
        story = await self._flow.target()
        if story is None:
            self._screen.say("Put the cursor on a topic or a story first")
        else:
            await self._ask_about_story(story)

    async def show_corrections(self) -> None:
        """Show what was said of topics, to take single ones back."""
        corrections = await self._newsroom.corrections()
        if not corrections:
            self._screen.say(
                f"No topic was corrected yet · {self._screen.key('topics.correct')} corrects one"
            )
            return
        by_name = {each.name: each for each in corrections}

        def chosen(name: str | None) -> None:
            if name is not None:
                self._screen.start(self._forget(name), "deed")

        choices = [
            Choice(name, shorten(name, _CHARACTERS), f"{_SAID[each.deed]} {each.target}".rstrip())
            for name, each in by_name.items()
        ]
        about = "Enter takes a correction back: the topic is again as its texts have it."
        self._screen.app.push_screen(Choose("✦ Corrected topics", about, choices), chosen)

    # --- topics

    def _topic_under_cursor(self) -> str | None:
        if self._screen.pane == "context":
            row = self._screen.context.current
            return row.topic.name if row is not None and row.topic is not None else None
        if self._screen.pane == "sources":
            here = self._screen.sources.current
            return here.view.topic if here is not None and here.view is not None else None
        return None

    def _ask_about(self, name: str) -> None:
        if name.lower() in BEATS:
            self._screen.say(f"{_named(name)} is a field of news, and stays as it is")
            return

        def chosen(deed: str | None) -> None:
            if deed in ("hide", "split"):
                self._screen.start(self._store(Correction(deed, name)), "deed")  # type: ignore[arg-type]
            elif deed is not None:
                self._ask_name(name, merge=deed == "merge")

        choices = [
            Choice("rename", "It is called otherwise …"),
            Choice("merge", "It is another topic …", "both become one"),
            Choice("split", "It stands for itself", "never one with another"),
            Choice("hide", "It is no topic", "no story has it any more"),
        ]
        about = "This holds for all stories, those to come as well."
        self._screen.app.push_screen(Choose(f"✦ Correct {_named(name)}", about, choices), chosen)

    def _ask_name(self, name: str, *, merge: bool) -> None:
        async def look(line: str) -> tuple[bool, str]:
            if not line:
                return False, "Type a name."
            if line.lower() in BEATS:
                return False, f"{_named(line)} is a field of news and no topic."
            return True, f"{_named(name)} becomes {_named(line)}."

        def answered(line: str | None) -> None:
            if line is not None:
                deed = Correction("merge" if merge else "rename", name, line)
                self._screen.start(self._store(deed), "deed")

        question = f"✦ {_named(name)} is" if merge else f"✦ {_named(name)} is called"
        about = "The name of the topic that it is." if merge else "The name to show from now on."
        self._screen.app.push_screen(AskLine(question, about, name, look), answered)

    async def _store(self, correction: Correction) -> None:
        with storing(self._screen, "Not corrected", "topics.correct"):
            await self._newsroom.correct_topic(correction)
            self._screen.say(
                f"Corrected {_named(correction.name)} · {self._screen.key('app.undo')} undoes it"
            )

    async def _forget(self, name: str) -> None:
        with storing(self._screen, "Still corrected", "topics.corrections"):
            await self._newsroom.forget_correction(name)
            self._screen.say(
                f"{_named(name)} is as its texts have it · {self._screen.key('app.undo')} undoes it"
            )

    # --- stories

    async def _ask_about_story(self, story: Story) -> None:
        topics = await self._newsroom.topics(story.id)
        other = await self._open_story_apart_from(story)
        choices: list[Choice] = []
        if story.others:
            reports = count(story.others, "other report")
            choices.append(Choice("apart", f"It tells something else than {reports}"))
        if other is not None:
            choices.append(Choice("together", "It tells the same as the open story"))
        if choices and topics:
            choices.append(Choice("", ""))
        choices += [Choice(f"topic:{each.name}", each.name) for each in topics]
        if not choices:
            self._screen.say("Nothing is known of this story that could be put right")
            return

        def chosen(key: str | None) -> None:
            if key == "apart":
                self._screen.start(self._take_out(story), "deed")
            elif key == "together" and other is not None:
                self._screen.start(self._put_together(story.id, other), "deed")
            elif key is not None:
                self._ask_about(key.removeprefix("topic:"))

        self._screen.app.push_screen(
            Choose("✦ Correct", shorten(story.title, _TITLE_CHARACTERS), choices), chosen
        )

    async def _open_story_apart_from(self, story: Story) -> int | None:
        """Give the id of the open story, unless that is this one or is known to tell the same."""
        opened = self._screen.article.reading
        if opened is None or opened.story.id == story.id:
            return None
        other = await self._newsroom.story(opened.story.id)
        return other.id if other.group is None or other.group != story.group else None

    async def _take_out(self, story: Story) -> None:
        with storing(self._screen, "Not corrected", "topics.correct"):
            await self._newsroom.take_out([story.id])
            self._screen.say(f"It stands alone now · {self._screen.key('app.undo')} undoes it")
            if self._listing.view.alike == story.id:
                self._screen.step_out()  # Its reports are none of its own any more.
            elif self._listing.view.alike is not None:
                await self._listing.reload()

    async def _put_together(self, story_id: int, other: int) -> None:
        with storing(self._screen, "Not corrected", "topics.correct"):
            await self._newsroom.put_together([story_id, other])
            self._screen.say(f"They tell the same now · {self._screen.key('app.undo')} undoes it")


def _named(name: str) -> str:
    return f"“{shorten(name, _CHARACTERS)}”"
