"""What the stories pane lists: a view of the library, read page by page, kept up to date without ever moving the cursor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from tuinews.errors import NotFound
from tuinews.model import Change, Cursor, Story, View
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.story_list import StoryList

PAGE: Final = 200
_AT_ONCE: Final = 40
"""Stories that are looked up one by one; more are read as a page."""

Filter = Literal["all", "unread", "saved"]
_FILTERS: Final[tuple[Filter, ...]] = ("all", "unread", "saved")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A view with the name that it has on the screen."""

    view: View
    title: str


TOP: Final = Shelf(View(), "Top stories")


class Listing:
    """Fills the story list.

    Args:
        newsroom: Where stories come from.
        stories: The list.
        now: The clock.
        changed: Called when title, emptiness or the number of new stories has changed.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        stories: StoryList,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._newsroom = newsroom
        self._list = stories
        self._now = now
        self._changed = changed
        self._after: Cursor | None = None
        self._loading = False
        self._filling = False
        self.shelf = TOP
        self.behind: Shelf | None = None
        """What was listed before a topic or a search, to go back to."""
        self.filter: Filter = "all"
        self.stories: dict[int, Story] = {}
        """What is listed, by id, newest first."""
        self.fresh: tuple[Story, ...] = ()
        """What has arrived and waits to be pulled in."""
        self.ready = False
        """Whether the list shows what the library has."""

    @property
    def view(self) -> View:
        """The view with the filter."""
        view = self.shelf.view
        if self.filter == "unread":
            return replace(view, unread=True)
        return replace(view, saved=True) if self.filter == "saved" else view

    @property
    def title(self) -> str:
        """What is listed, in words."""
        return self.shelf.title if self.filter == "all" else f"{self.shelf.title} · {self.filter}"

    async def show(self, shelf: Shelf, *, aside: bool = False) -> None:
        """List another view, from its first story.

        Args:
            shelf: What to list.
            aside: Whether Back should lead to what is listed now.
        """
        if aside:
            self.behind = self.behind or self.shelf
        else:
            self.behind = None
        self.shelf = shelf
        self.filter = "all"
        await self.reload()

    async def turn_filter(self) -> None:
        """Go on to the next filter."""
        self.filter = _FILTERS[(_FILTERS.index(self.filter) + 1) % len(_FILTERS)]
        await self.reload()

    async def reload(self) -> None:
        """Read the view anew, from its first story."""
        view = self.view
        page = await self._newsroom.page(view, limit=PAGE)
        if view != self.view:
            return
        self.stories = {story.id: story for story in page.stories}
        self._after = page.after
        self.fresh = ()
        self.ready = True
        self._filling = not page.stories
        self._list.show(page.stories, self._now(), keep=False)
        self._changed()

    async def more(self) -> bool:
        """Read the next page of the view; tell whether there was one."""
        if self._loading or self._after is None:
            return False
        view, after = self.view, self._after
        self._loading = True
        try:
            page = await self._newsroom.page(view, after=after, limit=PAGE)
        finally:
            self._loading = False
        if view != self.view or after != self._after:
            return False
        self._after = page.after
        older = [story for story in page.stories if story.id not in self.stories]
        self.stories.update((story.id, story) for story in older)
        self._list.extend(older)
        return bool(older)

    async def absorb(self, change: Change) -> None:
        """Take up what has changed in the library."""
        if not self.ready:
            return
        known = [story_id for story_id in change.stories if story_id in self.stories]
        if change.subscriptions and not change.new and self.stories:
            await self._reread(keep_gone=False)
        elif len(known) > _AT_ONCE:
            await self._reread(keep_gone=True)
        else:
            for story_id in known:
                await self._look_up(story_id)
        if change.new:
            await self._look_for_new()
        elif len(known) < len(change.stories):
            await self._bring_back()
        self._changed()

    def pull_in(self) -> bool:
        """Put what has arrived into the list; tell whether there was anything."""
        if not self.fresh:
            return False
        self._merge(self.fresh)
        self.fresh = ()
        self._changed()
        return True

    async def neighbour(self, step: int, *, unread: bool) -> Story | None:
        """Find the story next to the cursor.

        Args:
            step: 1 for below, -1 for above.
            unread: Whether read ones are passed over; then the search goes round at the end.
        """
        here = self._list.story
        while True:
            order = list(self.stories.values())
            at = next((i for i, story in enumerate(order) if here and story.id == here.id), -1)
            way = order[at + 1 :] if step > 0 else order[: max(0, at)][::-1]
            found = next((story for story in way if not (unread and story.read)), None)
            if found is not None:
                return found
            if step < 0 or not await self.more():
                break
        if not unread:
            return None
        rest = order[: max(0, at)] if step > 0 else order[at + 1 :][::-1]
        return next((story for story in rest if not story.read), None)

    # --- inside

    async def _look_up(self, story_id: int) -> None:
        try:
            story = await self._newsroom.story(story_id)
        except NotFound:
            return
        if story_id in self.stories:
            self.stories[story_id] = story
            self._list.update_story(story)

    async def _reread(self, *, keep_gone: bool) -> None:
        """Read everything that is listed once more.

        Args:
            keep_gone: Whether what no longer belongs into the view stays, in its new state, until another is shown.
        """
        view = self.view
        wide = replace(view, unread=False, saved=False) if keep_gone else view
        page = await self._newsroom.page(wide, limit=max(PAGE, 2 * len(self.stories)))
        if view != self.view:
            return
        found = {story.id: story for story in page.stories}
        if keep_gone:
            self.stories = {story_id: found.get(story_id, story) for story_id, story in self.stories.items()}
        else:
            self.stories = found
            self._after = page.after
        self._list.show(tuple(self.stories.values()), self._now(), keep=True)

    async def _look_for_new(self) -> None:
        view = self.view
        page = await self._newsroom.page(view, limit=PAGE)
        if view != self.view:
            return
        if self._filling and not self._list.touched:
            # Nobody has begun to read this list: it fills by itself.
            self.stories = {story.id: story for story in page.stories}
            self._after = page.after
            self._list.show(page.stories, self._now(), keep=False)
            return
        self._filling = False
        self.fresh = tuple(self._unlisted(page.stories))

    async def _bring_back(self) -> None:
        """Stories that belong here again after something was taken back need no asking."""
        view = self.view
        page = await self._newsroom.page(view, limit=PAGE)
        if view == self.view:
            waiting = {story.id for story in self.fresh}
            returned = [story for story in self._unlisted(page.stories) if story.id not in waiting]
            if returned:
                self._merge(returned)

    def _unlisted(self, stories: Iterable[Story]) -> Iterable[Story]:
        last = next(reversed(self.stories.values()), None) if self._after else None
        for story in stories:
            if story.id not in self.stories and (last is None or _order(story) > _order(last)):
                yield story

    def _merge(self, more: Iterable[Story]) -> None:
        merged = self.stories | {story.id: story for story in more}
        self.stories = {story.id: story for story in sorted(merged.values(), key=_order, reverse=True)}
        self._list.show(tuple(self.stories.values()), self._now(), keep=True)


def _order(story: Story) -> tuple[datetime, int]:
    return story.sort_time, story.id
