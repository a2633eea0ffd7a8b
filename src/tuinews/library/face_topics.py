"""The library as topics, related stories and groups see it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from tuinews.library import kindred, remaking, stances, subjects
from tuinews.library.face import Face
from tuinews.library.values import read_body
from tuinews.model import Body, Change, Material, Related, Stance, StoryGroup, Tale, Topic


class TopicsFace(Face):
    """What stories are about, and which belong together."""

    def untold(self, limit: int, below: int) -> tuple[tuple[int, int] | None, dict[int, tuple[str, Body]]]:
        """Give those of the next stories for the full text index that have no topics yet.

        Args:
            limit: How many of the index's stories are looked at, the newest first.
            below: The number that theirs are below.

        Returns:
            Lowest and highest number of those that were looked at, None when there are none; and title and text by
            number.
        """
        between, rows = self._database.read(lambda connection: subjects.untold(connection, limit, below))
        return between, {story_id: (title, read_body(body)) for story_id, (title, body) in rows.items()}

    def tell(self, topics: Mapping[int, Sequence[Topic]]) -> Change:
        """Note what stories are about that have no topics yet."""

        def tell(connection: sqlite3.Connection) -> Change:
            subjects.tell(connection, topics)
            return Change(topics=True)

        return self._database.write(tell, "derived")

    def topics(self, story_id: int) -> tuple[Topic, ...]:
        """Give a story's topics, strongest first, with the number of stories that share each."""
        return self._database.read(lambda connection: subjects.of_story(connection, story_id))

    def trending(self, since: datetime, limit: int = 12) -> tuple[Topic, ...]:
        """Give the topics of the stories since a moment, those of most stories first."""
        return self._database.read(lambda connection: subjects.trending(connection, since, limit))

    def related(self, story_id: int, limit: int = 10) -> tuple[Related, ...]:
        """Give the stories that are nearest to one, nearest first, with the reason.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: kindred.related(connection, story_id, limit))

    def tales(self, since: datetime) -> tuple[Tale, ...]:
        """Give what groups are found by, of the stories since a moment, oldest first."""
        return self._database.read(lambda connection: kindred.tales(connection, since))

    def set_groups(self, groups: Mapping[int, int | None]) -> Change:
        """Note which group each story belongs to, None for those that are alone."""
        return self._database.write(lambda connection: kindred.set_groups(connection, groups), "derived")

    def groups(self, since: datetime) -> tuple[StoryGroup, ...]:
        """Give the groups of stories since a moment, newest first."""
        return self._database.read(lambda connection: kindred.groups(connection, since))

    def materials(self, before: int | None, limit: int) -> tuple[Material, ...]:
        """Give what topics are found in, of stories before a place (None begins with the newest)."""
        return self._database.read(lambda connection: remaking.materials(connection, before, limit))

    def set_topics(self, found: Mapping[int, Sequence[Topic]]) -> Change:
        """Put these topics in place of what stories had."""
        return self._database.write(lambda connection: remaking.set_topics(connection, found), "derived")

    def set_stance(self, stance: Stance) -> Change:
        """Follow or mute a topic, words of headlines or a source; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.take(connection, stance, self._now()))

    def clear_stance(self, kind: stances.Kind, name: str) -> Change:
        """Neither follow nor mute it any longer; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.leave(connection, kind, name, self._now()))

    def stances(self) -> tuple[Stance, ...]:
        """Give what is followed and muted, the newest first."""
        return self._database.read(stances.stances)

    def expire_stances(self) -> Change:
        """End the mutes and follows whose time has come."""
        return self._database.write(lambda connection: stances.expire(connection, self._now()))
