"""What the user writes on saved stories: tags and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuinews.model import Story
from tuinews.newsroom import Newsroom
from tuinews.text import shorten
from tuinews.ui.screens.flow import Flow
from tuinews.ui.screens.storing import storing

if TYPE_CHECKING:
    from tuinews.ui.screens.jotting import Jot, Note, Tags
    from tuinews.ui.screens.main import MainScreen

_TITLE_CHARACTERS: Final = 100


class Annotate:
    """Asks for tags and notes, and stores them.

    Args:
        screen: The main screen.
        newsroom: The open library.
        flow: Knows which story is meant.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom, flow: Flow) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._flow = flow

    def tags(self) -> None:
        """Ask for the tags of the story, and put them on it."""
        # Imported here for the sake of the first picture.
        from tuinews.ui.screens.jotting import Tags

        story_id = self._flow.target_id()
        if story_id is None:
            self._screen.say("Choose a story first")
            return

        def answered(line: str | None) -> None:
            if line is not None:
                self._screen.start(self._keep_tags(story_id, line.split(",")), "deed")

        dialog = Tags()
        self._screen.app.push_screen(dialog, answered)
        self._screen.start(self._fill_tags(dialog, story_id), "ask")

    def note(self) -> None:
        """Ask for the note on the story, and write it down."""
        from tuinews.ui.screens.jotting import Note

        story_id = self._flow.target_id()
        if story_id is None:
            self._screen.say("Choose a story first")
            return

        def answered(note: str | None) -> None:
            if note is not None:
                self._screen.start(self._keep_note(story_id, note), "deed")

        dialog = Note()
        self._screen.app.push_screen(dialog, answered)
        self._screen.start(self._fill_note(dialog, story_id), "ask")

    async def _fill_tags(self, dialog: Tags, story_id: int) -> None:
        story = await self._saved(dialog, story_id)
        if story is not None:
            tags = await self._newsroom.tags(story_id)
            dialog.offer(await self._newsroom.all_tags())
            dialog.fill(_titled(story), "".join(f"{tag}, " for tag in tags))

    async def _fill_note(self, dialog: Note, story_id: int) -> None:
        story = await self._saved(dialog, story_id)
        if story is not None:
            dialog.fill(_titled(story), await self._newsroom.note(story_id))

    async def _saved(self, dialog: Jot, story_id: int) -> Story | None:
        """Give the story if it is saved; else say what to do first."""
        story = await self._newsroom.story(story_id)
        if story.saved:
            return story
        dialog.dismiss(None)
        self._screen.say(f"Save it first with {self._screen.key('story.save')}")
        return None

    async def _keep_tags(self, story_id: int, parts: list[str]) -> None:
        tags = [tag for part in parts if (tag := part.strip())]
        with storing(self._screen, "Tags not kept", "story.tags"):
            change = await self._newsroom.set_tags(story_id, tags)
            if change.stories:
                self._screen.say(
                    f"{'Tagged' if tags else 'Tags taken off'} · {self._screen.key('app.undo')} undoes it"
                )

    async def _keep_note(self, story_id: int, note: str) -> None:
        with storing(self._screen, "Note not kept", "story.note"):
            change = await self._newsroom.set_note(story_id, note)
            if change.stories:
                self._screen.say(
                    f"{'Note kept' if note.strip() else 'Note taken off'} · {self._screen.key('app.undo')} undoes it"
                )


def _titled(story: Story) -> str:
    return shorten(story.title, _TITLE_CHARACTERS)
