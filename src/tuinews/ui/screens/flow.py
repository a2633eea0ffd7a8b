"""Reading: opening stories one after the other, and what is done to them."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from tuinews.browser import open_url
from tuinews.errors import UsageError
from tuinews.model import Change, Document, Reading, Story
from tuinews.newsroom import Newsroom
from tuinews.ui.format import count
from tuinews.ui.screens.listing import Listing
from tuinews.ui.screens.places import Places
from tuinews.ui.screens.storing import storing
from tuinews.ui.widgets.article_head import NOTHING, Jotting
from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.typesetting import Place
from tuinews.urls import web_url

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_SKIM_SECONDS: Final = 0.06
"""A story that is passed over faster is not opened."""
_AT_ONCE_SECONDS: Final = 0.03
"""How long the screen stands still for a story that is here already."""
_PATIENCE_SECONDS: Final = 0.15
"""A story that takes longer shows its head first."""
REPEAT_SECONDS: Final = 0.2
"""Two presses closer together are one key held down; keys repeat every 30 to 100 ms."""
SETTLE_SECONDS: Final = 0.7
"""A held key begins to repeat after 250 to 660 ms; until then nobody has read a new story to its end."""


Wanted = Literal["best", "full", "other"]
"""Which of a story's two texts is meant."""


class Flow:
    """Opens stories in the reader and carries out the commands that are about a story."""

    def __init__(
        self,
        screen: "MainScreen",
        newsroom: Newsroom,
        listing: Listing,
        article: ArticleView,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._listing = listing
        self._article = article
        self._clock = clock
        self._now = now
        self._last_space = float("-inf")
        self.wanted: int | None = None
        """The id of the story that is open, or on its way."""
        self._arrived = False
        """Whether the text of the wanted story is on the screen, not only its head."""
        self.places = Places(screen, newsroom)

    # --- opening

    def open(self, story: Story, *, skimming: bool = False, text: Wanted = "best") -> None:
        """Open a story in the reader and mark it read.

        Args:
            story: Which.
            skimming: Whether the user may be passing over it.
            text: `best` what is kept, or the better one; `full` its page's even if the feed seems to carry everything;
                `other` the one that is not shown so far.
        """
        self.wanted = story.id
        self._arrived = False
        self._listing.skipped = None
        self._screen.stories.go_to(story.id)
        self._screen.show_pane("reader")
        self._screen.start(self._open(story, skimming=skimming, text=text), "open", exclusive=True)

    async def _open(self, story: Story, *, skimming: bool, text: Wanted) -> None:
        if skimming:
            await asyncio.sleep(_SKIM_SECONDS)
        newsroom = self._newsroom
        reading = asyncio.ensure_future(
            newsroom.read_other(story.id) if text == "other" else newsroom.read(story.id, full=text == "full")
        )
        try:
            with self._screen.in_one_picture():
                # The pane comes to the front with the story in it, not first the one and then the other.
                await asyncio.wait({reading}, timeout=0 if skimming else _AT_ONCE_SECONDS)
                if reading.done():
                    await self._arrive(story, await reading)
            if not self._arrived:
                done, _ = await asyncio.wait({reading}, timeout=_PATIENCE_SECONDS)
                if not done and self.wanted == story.id:
                    shown = self._article.reading if text != "best" else None
                    self._show(_waiting(story, shown, self._screen.key("next.unread")))
                await self._arrive(story, await reading)
        finally:
            reading.cancel()
        if self._arrived and self.wanted == story.id and not story.read:
            with storing(self._screen, "Not marked as read", "story.read"):
                await self._newsroom.set_read([story.id], True)

    async def _arrive(self, story: Story, result: Reading) -> None:
        """Show the text of a story, unless another one is wanted by now."""
        jotting = await self._jotting(story.id) if result.story.saved else NOTHING
        place = await self.places.of(story.id)
        if self.wanted != story.id:
            return
        self._show(result, jotting, place)
        self._arrived = True
        if place is not None and self._article.place != Place(0, 0.0):
            self._screen.say(f"Where you stopped reading · {self._screen.key('move.top')} goes to the top")

    def _show(self, reading: Reading, jotting: Jotting = NOTHING, place: Place | None = None) -> None:
        before = self._article.reading
        self._screen.reader_says(None)
        self._article.show(reading, self._now(), jotting, place=place)
        self._screen.finding.story_shown(another=before is None or before.story.id != reading.story.id)
        self._screen.story_shown(reading)

    async def _jotting(self, story_id: int) -> Jotting:
        return Jotting(await self._newsroom.tags(story_id), await self._newsroom.note(story_id))

    async def absorb(self, change: Change) -> None:
        """Show what was written on the open story, wherever that was done."""
        reading = self._article.reading
        if reading is None or not (change.elsewhere or reading.story.id in change.stories):
            return
        jotting = await self._jotting(reading.story.id)
        if self._article.reading is reading and self._arrived and jotting != self._article.jotting:
            self._article.show(reading, self._now(), jotting)

    def note_place(self) -> None:
        """Remember where the user is in the open story."""
        reading = self._article.reading
        if reading is not None and self._arrived and reading.story.id == self.wanted:
            place = self._article.place
            begun = place != Place(0, 0.0) and not self._article.at_end
            self.places.note(reading.story.id, place if begun else None)

    # --- reading on

    def read_on(self) -> None:
        """A page down; at the end the next unread story. A held key stops at the end."""
        now = self._clock()
        held = now - self._last_space < REPEAT_SECONDS
        self._last_space = now
        under_cursor = self._screen.stories.story
        elsewhere = self._screen.pane == "stories" and under_cursor is not None
        if under_cursor is not None and (
            self.wanted is None or (elsewhere and under_cursor.id != self.wanted)
        ):
            if not held:
                self.open(under_cursor)
            return
        if not self._arrived:
            return  # On its way, or all caught up.
        if not self._article.at_end:
            self._article.page(1)
            return
        painted = self._article.painted_at
        if not held and painted is not None and now - painted >= SETTLE_SECONDS:
            self.next_unread(1)

    def next_unread(self, step: int) -> None:
        """Open the next unread story below (1) or above (-1)."""
        here = self._screen.stories.story
        if here is not None and not here.read and self.wanted is None:
            self.open(here, skimming=True)
            return
        self._screen.start(self._go_on(step, unread=True), "neighbour", exclusive=True)

    def next_story(self, step: int) -> None:
        """Open the story below (1) or above (-1)."""
        self._screen.start(self._go_on(step, unread=False), "neighbour", exclusive=True)

    async def _go_on(self, step: int, *, unread: bool) -> None:
        story = await self._listing.neighbour(step, unread=unread)
        if story is not None:
            self.open(story, skimming=True)
        elif not self._listing.stories:
            self._screen.say("There are no stories here yet")
        elif unread:
            await self._caught_up()
        else:
            self._screen.say("That was the last story here." if step > 0 else "This is the first story here.")

    async def _caught_up(self) -> None:
        counts = await self._newsroom.counts()
        here = self._listing.title
        if counts.unread:
            more = f"{count(counts.unread, 'unread story is', 'unread stories are')} elsewhere: press `{self._screen.key('pane.sources')}` to choose."
        else:
            more = f"Press `{self._screen.key('sources.refresh')}` to ask your sources for more."
        self.wanted = None
        self._arrived = False
        self._article.clear()
        self._screen.show_pane("reader")
        self._screen.reader_says(("All caught up", f"Nothing unread is left in {here}. {more}", "curtain"))
        self._screen.story_shown(None)

    # --- what is done to stories

    def target_id(self) -> int | None:
        """Give the id of the story that a command means: the one under the cursor of the pane, else the open one."""
        return self._screen.story_under_cursor() or self.wanted

    async def target(self) -> Story | None:
        """Give the story that a command means."""
        story_id = self.target_id()
        return None if story_id is None else await self._newsroom.story(story_id)

    async def save(self) -> None:
        """Save the story, or let it go."""
        story = await self.target()
        if story is not None:
            with storing(self._screen, "Still saved" if story.saved else "Not saved", "story.save"):
                await self._newsroom.set_saved([story.id], not story.saved)
                self._screen.say(
                    f"No longer saved · {self._screen.key('app.undo')} undoes it"
                    if story.saved
                    else "Saved for later"
                )

    async def toggle_read(self) -> None:
        """Mark the story read, or unread."""
        story = await self.target()
        if story is not None:
            with storing(self._screen, "Not marked", "story.read"):
                await self._newsroom.set_read([story.id], not story.read)
                self._screen.say("Marked as unread" if story.read else "Marked as read")

    async def browse(self, url: str | None = None) -> None:
        """Open the story, or an address in it, in the browser."""
        if url is None:
            story = await self.target()
            if story is None:
                return
            url = story.url
        if not web_url(url):
            self._screen.complain("This story came without a link.")
            return
        try:
            await asyncio.to_thread(open_url, url, self._screen.config.browser)
        except UsageError as error:
            self._screen.complain(error.summary)
        else:
            self._screen.say("Opened in the browser")

    async def copy(self) -> None:
        """Copy what is selected in the story, else its address."""
        selected = self._screen.get_selected_text()
        if selected:
            self._screen.app.copy_to_clipboard(selected)
            self._screen.say("Selection copied")
            return
        story = await self.target()
        if story is None:
            return
        url = web_url(story.url)
        if url is None:
            self._screen.complain("This story came without a link.")
        else:
            self._screen.app.copy_to_clipboard(url)
            self._screen.say("Link copied")

    async def copy_markdown(self) -> None:
        """Copy the whole story as Markdown: headline, address and text."""
        story = await self.target()
        if story is None:
            return
        shown = self._article.reading
        same = shown is not None and shown.story.id == story.id
        reading = shown if shown is not None and same else await self._newsroom.read(story.id, offline=True)
        source = f"[{story.source}]({url})" if (url := web_url(story.url)) else story.source
        text = f"# {story.title}\n\n{source}\n\n{reading.document.markdown.strip()}\n"
        self._screen.app.copy_to_clipboard(text)
        self._screen.say("Story copied as Markdown")

    async def other_text(self) -> None:
        """Show the page's text in place of the feed's, or the feed's in place of the page's."""
        story = await self.target()
        if story is not None:
            self.open(story, text="other" if story.id == self.wanted else "full")

    async def mark_all_read(self) -> None:
        """Mark everything in the list read."""
        with storing(self._screen, "Not marked", "list.read"):
            change = await self._newsroom.mark_view_read(self._listing.view)
            if change.stories:
                self._screen.tell(
                    f"{count(len(change.stories), 'story', 'stories')} marked as read. Press {self._screen.key('app.undo')} to undo."
                )
                if self._listing.view.unread:
                    await self._listing.reload()
            else:
                self._screen.say("Nothing is unread here")

    async def undo(self) -> None:
        """Take the newest thing back."""
        with storing(self._screen, "Not taken back", "app.undo"):
            sentence = await self._newsroom.undo()
            self._screen.say(sentence or "Nothing to take back")


def _waiting(story: Story, shown: Reading | None, key: str) -> Reading:
    """What to show while a story is fetched: what there is of it."""
    notice = f"Fetching the story … {key} goes on without it."
    if shown is not None and shown.story.id == story.id:
        return Reading(story, shown.document, shown.topics, notice)
    return Reading(story, Document(markdown="", byline=story.author, origin="feed"), notice=notice)
