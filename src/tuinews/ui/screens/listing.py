"""What the stories pane lists: a view of the library, read page by page, kept up to date without ever moving the cursor."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tuinews.model import Change, Story, View
from tuinews.newsroom import Newsroom
from tuinews.ui.widgets.story_list import StoryList

PAGE: Final = 200
_AT_ONCE: Final = 40
"""Stories that are drawn one by one; when there are more, the list is laid out anew."""
_MOST_READ: Final = 2_000
"""Stories that are read to find those that came back."""

Filter = Literal["all", "unread", "saved"]
_FILTERS: Final[tuple[Filter, ...]] = ("all", "unread", "saved")


class Shelf(Struct, frozen=True):
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
        self._after: int | None = None
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
        self.skipped: int | None = None
        """The id of the story that the cursor fell on when its own left the list: the next one to read."""
        self._falls: list[tuple[int, int]] = []
        """Ids of stories that left the list under the cursor, and of those that it fell on; the last is the newest."""
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
        """Go on to the next filter. What is set aside is not filtered by what was saved: that is a list of its own."""
        filters = _FILTERS[:2] if self.shelf.view.aside else _FILTERS
        self.filter = filters[(filters.index(self.filter) + 1) % len(filters)]
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
        self.skipped = None
        self._falls = []
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
        if change.elsewhere:
            await self._compare()
            await self._look_for_new()
            self._changed()
            return
        known = [story_id for story_id in change.stories if story_id in self.stories]
        if change.subscriptions and change.sources and not change.new and self.stories:
            await self._reread()
        elif known:
            await self._look_up(known)
        if change.new:
            await self._look_for_new()
        elif change.subscriptions or len(known) < len(change.stories):
            await self._bring_back(len(change.stories))
        self._changed()

    def pull_in(self) -> bool:
        """Put what has arrived into the list; tell whether there was anything."""
        if not self.fresh:
            return False
        self._merge(self.fresh)
        self.fresh = ()
        self._changed()
        return True

    async def refill(self) -> None:
        """Put whatever the library has for this view into the list at once; the cursor stays."""
        await self._look_for_new()
        self.pull_in()

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
            below = at if here and here.id == self.skipped else at + 1
            way = order[below:] if step > 0 else order[: max(0, at)][::-1]
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

    async def _look_up(self, known: Sequence[int]) -> None:
        """Take up the new state of some stories that are listed; what was set aside leaves the list."""
        view = self.view
        found: dict[int, Story] = {}
        for start in range(0, len(known), PAGE):
            stories = await self._newsroom.stories(known[start : start + PAGE])
            found.update((story.id, story) for story in stories)
        if view != self.view:
            return
        regrouped = {
            group
            for story in found.values()
            if (old := self.stories.get(story.id)) is not None and old.group != story.group
            for group in (old.group, story.group)
            if group is not None
        }
        if regrouped:
            # Whoever was in the group before has other company now.
            beside = [
                story.id
                for story in self.stories.values()
                if story.group in regrouped and story.id not in found
            ]
            found.update((story.id, story) for story in await self._newsroom.stories(beside[:PAGE]))
            if view != self.view:
                return
        gone = {story.id for story in found.values() if not _belongs(story, view)}
        self.stories.update((id_, story) for id_, story in found.items() if id_ in self.stories)
        if not gone.isdisjoint(self.stories):
            await self._take_out(gone)
        elif len(found) > _AT_ONCE:
            self._list.show(tuple(self.stories.values()), self._now(), keep=True)
        else:
            for story in found.values():
                self._list.update_story(story)

    async def _take_out(self, gone: Collection[int]) -> None:
        """Take stories out of the list; a cursor that stood on one goes to the next."""
        here = self._list.story
        left = {story_id: story for story_id, story in self.stories.items() if story_id not in gone}
        if len(left) <= 1:
            await self.reload()
        else:
            self.stories = left
            if self._after is not None:
                self._after = next(reversed(left.values())).place
            self._list.show(tuple(left.values()), self._now(), keep=True)
        onto = self._list.story
        if here is not None and here.id in gone and onto is not None:
            self._falls.append((here.id, onto.id))
            self.skipped = onto.id if onto.place < here.place else None

    async def _reread(self) -> None:
        """Read everything that is listed once more."""
        view = self.view
        page = await self._newsroom.page(view, limit=max(PAGE, 2 * len(self.stories)))
        if view != self.view:
            return
        self.stories = {story.id: story for story in page.stories}
        self._after = page.after
        self._list.show(page.stories, self._now(), keep=True)

    async def _compare(self) -> None:
        """Take up what another window or command did to the stories that are listed.

        As after the user's own deeds, a story stays until another view is shown; but one that is not to be had any
        more goes, unless it is the one under the cursor.
        """
        subscribed = {source.id for source in await self._newsroom.sources()}
        ids = list(self.stories)
        gone: set[int] = set()
        for start in range(0, len(ids), PAGE):
            some = ids[start : start + PAGE]
            here = {
                story.id: story
                for story in await self._newsroom.stories(some)
                if _is_listed(story, subscribed, self.view)
            }
            gone.update(story_id for story_id in some if story_id not in here)
            for story in here.values():
                if self.stories.get(story.id, story) != story:
                    self.stories[story.id] = story
                    self._list.update_story(story)
        if self._list.story is not None:
            gone.discard(self._list.story.id)
        if gone.isdisjoint(self.stories):
            return
        await self._take_out(gone)

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

    async def _bring_back(self, number: int) -> None:
        """Stories that belong here again after something was taken back need no asking.

        Args:
            number: How many there may be.
        """
        view = self.view
        limit = max(PAGE, min(len(self.stories) + number, _MOST_READ))
        page = await self._newsroom.page(view, limit=limit)
        if view == self.view:
            waiting = {story.id for story in self.fresh}
            returned = [story for story in self._unlisted(page.stories) if story.id not in waiting]
            if returned:
                self._merge(returned)
                self._rise({story.id for story in returned})

    def _rise(self, returned: Collection[int]) -> None:
        """Put the cursor back on the story that it fell from, unless it was moved meanwhile."""
        if self._falls and self._falls[-1][0] in returned:
            left, onto = self._falls.pop()
            if self._list.story is not None and self._list.story.id == onto:
                self._list.go_to(left)
                self.skipped = None

    def _unlisted(self, stories: Iterable[Story]) -> Iterable[Story]:
        last = next(reversed(self.stories.values()), None) if self._after else None
        for story in stories:
            if story.id not in self.stories and (last is None or story.place > last.place):
                yield story

    def _merge(self, more: Iterable[Story]) -> None:
        merged = self.stories | {story.id: story for story in more}
        self.stories = {
            story.id: story for story in sorted(merged.values(), key=lambda story: story.place, reverse=True)
        }
        self._list.show(tuple(self.stories.values()), self._now(), keep=True)


def _belongs(story: Story, view: View) -> bool:
    """Tell whether a story stays in a list, by whether it was set aside or brought back; as the library does."""
    if view.saved or view.tag is not None:
        return story.saved or not story.hidden
    if view.aside:
        return story.hidden or story.muted
    return not story.hidden and (story.saved or not story.muted)


def _is_listed(story: Story, subscribed: Collection[int], view: View) -> bool:
    """Tell whether a list shows a story at all, whatever else the view asks for; as the library does."""
    return _belongs(story, view) and bool(view.aside or story.saved or story.source_id in subscribed)
