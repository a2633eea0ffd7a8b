"""The library as topics, related stories and groups see it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from tuinews.library import corrections, kindred, naming, pairs, remaking, shortened, stances, subjects
from tuinews.library.face import Face
from tuinews.model import (
    Change,
    Correction,
    Material,
    Pair,
    Related,
    Stance,
    StoryGroup,
    Tale,
    Topic,
)


class TopicsFace(Face):
    """What stories are about, and which belong together."""

    def untold(self, limit: int, below: int) -> tuple[tuple[int, int] | None, dict[int, tuple[str, str]]]:
        """Give those of the next stories for the full text index that have no topics yet.

        Args:
            limit: How many of the index's stories are looked at, the newest first.
            below: The number that theirs are below.

        Returns:
            Lowest and highest number of those that were looked at, None when there are none; and by number the title, and
            the text as `bodies.write_body` writes it.
        """
        return self._database.read(lambda connection: subjects.untold(connection, limit, below))

    def tell(self, topics: Mapping[int, Sequence[Topic]]) -> Change:
        """Note what stories are about that have no topics yet."""

        def tell(connection: sqlite3.Connection) -> Change:
            subjects.tell(connection, topics)
            return Change(topics=True)

        return self._database.write(tell, "derived")

    def name_in_full(self, in_short: Mapping[str, Sequence[int]]) -> Change:
        """Count names in short for what they mean; see `shortened.name_in_full`."""
        return self._database.write(
            lambda connection: shortened.name_in_full(connection, in_short), "derived"
        )

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

    def newest_before(self, moment: datetime | None) -> datetime | None:
        """Give when the newest story before a moment came, of all when it is None; None where there is none."""
        return self._database.read(lambda connection: kindred.newest_before(connection, moment))

    def tales(self, since: datetime, until: datetime | None = None) -> tuple[Tale, ...]:
        """Give what groups are found by, of the stories since a moment and before another, oldest first."""
        return self._database.read(lambda connection: kindred.tales(connection, since, until))

    def pairs(self) -> frozenset[Pair]:
        """Give what the user said of stories: which tell the same, and which don't."""
        return self._database.read(pairs.pairs)

    def set_groups(
        self, groups: Mapping[int, int | None], by_hand: frozenset[Pair] = frozenset()
    ) -> Change | None:
        """Note which group each story belongs to, None for those that are alone.

        Args:
            groups: Story id -> number of its group.
            by_hand: `pairs` as it was when they were found.

        Returns:
            What changed; None when `pairs` says something else by now, so that they must be found anew.
        """
        return self._database.write(
            lambda connection: kindred.set_groups(connection, groups, by_hand), "derived"
        )

    def group_of(self, story_id: int) -> StoryGroup | None:
        """Give the group of a story, the fullest copy first; None while it is alone.

        Raises:
            NotFound: There is no such story.
        """
        return self._database.read(lambda connection: kindred.group_of(connection, story_id))

    def put_together(self, story_ids: Sequence[int]) -> Change:
        """Make one group of stories and of all in their groups, for ever; one step of undo, none if they are one.

        Raises:
            NotFound: One of them is not here.
            UsageError: It is only one story, or they are too many.
        """
        return self._database.write(lambda connection: pairs.put_together(connection, story_ids, self._now()))

    def take_out(self, story_ids: Sequence[int]) -> Change:
        """Take stories out of their groups, for ever; one step of undo, none if they stand alone.

        Raises:
            NotFound: One of them is not here.
        """
        return self._database.write(lambda connection: pairs.take_out(connection, story_ids, self._now()))

    def groups(self, since: datetime) -> tuple[StoryGroup, ...]:
        """Give the groups of stories since a moment, newest first."""
        return self._database.read(lambda connection: kindred.groups(connection, since))

    def materials(self, before: int | None, limit: int, *, outdated: bool = False) -> tuple[Material, ...]:
        """Give what topics are found in, the newest stories first; see `remaking.materials`."""
        return self._database.read(
            lambda connection: remaking.materials(connection, before, limit, outdated=outdated)
        )

    def set_topics(self, found: Mapping[int, Sequence[Topic]]) -> Change:
        """Put these topics in place of what stories had."""
        return self._database.write(lambda connection: remaking.set_topics(connection, found), "derived")

    def corrections(self) -> tuple[Correction, ...]:
        """Give what the user said of topics, the newest first."""
        return self._database.read(corrections.corrections)

    def kept_apart(self) -> frozenset[str]:
        """Give the folded names that stand for themselves in every text, as the user says."""
        return self._database.read(corrections.kept_apart)

    def as_shown(self, topics: Sequence[Topic]) -> tuple[Topic, ...]:
        """Give topics that were found in a text as they are shown."""
        return self._database.read(lambda connection: naming.shown_topics(connection, topics))

    def correct_topic(self, correction: Correction) -> Change:
        """Correct a topic everywhere and for ever; one step of undo, none when nothing changes.

        Raises:
            UsageError: One of the names is empty, or is that of a field of entertainment.
        """
        return self._database.write(
            lambda connection: corrections.correct(connection, correction, self._now())
        )

    def forget_correction(self, name: str) -> Change:
        """Let a topic be as its texts have it; one step of undo, none when nothing was said of it."""
        return self._database.write(lambda connection: corrections.forget(connection, name, self._now()))

    def set_stance(self, stance: Stance) -> Change:
        """Follow or mute a topic, words of headlines or a source; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.take(connection, stance, self._now()))

    def clear_stance(self, kind: stances.Kind, name: str) -> Change:
        """Neither follow nor mute it any longer; one step of undo, none when nothing changes."""
        return self._database.write(lambda connection: stances.leave(connection, kind, name, self._now()))

    def stance_on(self, kind: stances.Kind, name: str) -> Stance | None:
        """Give the stance on something, in whatever spelling; None when there is none."""
        return self._database.read(lambda connection: stances.on(connection, kind, name))

    def stances(self) -> tuple[Stance, ...]:
        """Give what is followed and muted, the newest first."""
        return self._database.read(stances.stances)

    def stances_are_over(self) -> bool:
        """Tell whether the time of a mute or follow has come."""
        return self._database.read(lambda connection: stances.are_over(connection, self._now()))

    def expire_stances(self) -> Change:
        """End the mutes and follows whose time has come."""
        return self._database.write(lambda connection: stances.expire(connection, self._now()))
