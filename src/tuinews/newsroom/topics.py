"""What stories are about, and which of them belong together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from tuinews.errors import Locked, WorkTimeout
from tuinews.library import Library
from tuinews.library.stances import Kind as StanceKind
from tuinews.model import Change, Correction, Related, Stance, StoryGroup, Topic
from tuinews.newsroom.room import Room, load

_log = logging.getLogger(__name__)


class Topics(Room):
    """Topics, related stories and groups; what is followed and muted."""

    async def index(self) -> None:
        """Find out what new stories are about and take them into the search, in small steps that key presses go between.

        Another program that holds the library ends it: what is left comes with the next call.
        """
        await load("tuinews.subjects")
        from tuinews import subjects

        if await subjects.follow(self._library, _unheard):
            # Once and at the end: whoever hears it reads the trending topics anew.
            self._announce(Change(topics=True))

    async def topics(self, story_id: int) -> tuple[Topic, ...]:
        """Give the topics of a story by weight.

        Raises:
            NotFound: There is none with that id.
        """
        await self._library.read(Library.story, story_id)
        return await self._library.read(Library.topics, story_id)

    async def related(self, story_id: int, limit: int = 10) -> tuple[Related, ...]:
        """Give the stories that are nearest to one, nearest first, with the reason.

        Raises:
            NotFound: There is none with that id.
        """
        return await self._library.read(Library.related, story_id, limit)

    async def group(self) -> None:
        """Find out which stories of the last days tell the same. In a worker process: it may take seconds.

        What can't be had just now comes with the next call.
        """
        await load("tuinews.reindexing")
        from tuinews import reindexing

        try:
            await reindexing.group(self._library, self._announce, self._now() - reindexing.GROUPED)
        except (Locked, WorkTimeout) as error:
            _log.info("groups come later: %s", error)

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Find the topics and groups of all stories anew; give how many stories there are.

        Args:
            progress: Told how many were looked at.

        Raises:
            LibraryError: The library can't be written.
        """
        await load("tuinews.reindexing")
        from tuinews import reindexing

        looked_at = await reindexing.find_anew(self._library, self._announce, progress=progress)
        await reindexing.group_anew(self._library, self._announce, again=True)
        return looked_at

    async def groups(self, since: datetime) -> tuple[StoryGroup, ...]:
        """Give the groups of stories that tell the same, since a moment, newest first."""
        return await self._library.read(Library.groups, since)

    async def group_of(self, story_id: int) -> StoryGroup | None:
        """Give the group of a story, the fullest copy first; None while it is alone.

        Raises:
            NotFound: There is none with that id.
        """
        return await self._library.read(Library.group_of, story_id)

    async def put_together(self, story_ids: Sequence[int]) -> Change:
        """Make one group of stories and of all in their groups, for ever; one step of undo.

        Raises:
            NotFound: There is none with one of the ids.
            UsageError: It is only one story, or they are too many.
        """
        return await self._library.write(self._announce, Library.put_together, story_ids)

    async def take_out(self, story_ids: Sequence[int]) -> Change:
        """Take stories out of their groups, for ever; one step of undo.

        Raises:
            NotFound: There is none with one of the ids.
        """
        return await self._library.write(self._announce, Library.take_out, story_ids)

    async def corrections(self) -> tuple[Correction, ...]:
        """Give what the user said of topics, the newest first."""
        return await self._library.read(Library.corrections)

    async def correct_topic(self, correction: Correction) -> Change:
        """Correct a topic in all stories that are here and that come, for ever; one step of undo.

        Raises:
            UsageError: One of the names is empty, or is that of a field of entertainment.
        """
        change = await self._library.write(self._announce, Library.correct_topic, correction)
        await self._catch_up(change)
        return change

    async def forget_correction(self, name: str) -> Change:
        """Let a topic be as its texts have it; one step of undo."""
        change = await self._library.write(self._announce, Library.forget_correction, name)
        await self._catch_up(change)
        return change

    async def trending(self, since: datetime, limit: int = 12) -> tuple[Topic, ...]:
        """Give the topics that most stories share since a time."""
        return await self._library.read(Library.trending, since, limit)

    async def stances(self) -> tuple[Stance, ...]:
        """Give what is followed and muted, the newest first."""
        return await self._library.read(Library.stances)

    async def expire_stances(self) -> None:
        """End the mutes and follows whose time has come; where another program holds the library, next time."""
        if not await self._library.read(Library.stances_are_over):
            return
        try:
            await self._library.attempt(self._announce, Library.expire_stances)
        except Locked as error:
            _log.info("mutes end later: %s", error)

    async def stance_on(self, kind: StanceKind, name: str) -> Stance | None:
        """Give the stance on something, in whatever spelling; None when there is none."""
        return await self._library.read(Library.stance_on, kind, name)

    async def set_stance(self, stance: Stance) -> Change:
        """Follow or mute a topic, words of headlines or a source."""
        return await self._library.write(self._announce, Library.set_stance, stance)

    async def clear_stance(self, kind: StanceKind, name: str) -> Change:
        """Neither follow nor mute it any longer."""
        return await self._library.write(self._announce, Library.clear_stance, kind, name)


def _unheard(_: Change) -> None:
    """Told later, with the rest."""
