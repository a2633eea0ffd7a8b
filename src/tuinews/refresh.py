"""Asking sources for news: what an answer means, and the way from a source's address to the library.

`decide` is pure: it alone says what is new, what changed and when to ask again. The rest only carries.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import anyio
from msgspec import Struct
from msgspec.structs import replace

from tuinews.errors import DamagedFeed, LibraryError, Silent, TuinewsError, WorkTimeout
from tuinews.http import FEED_ACCEPT, FEED_LIMIT, Fetcher, NotModified
from tuinews.jobs import READING, parse_feed, topics_of_bodies
from tuinews.library import Library
from tuinews.library.thread import LibraryThread
from tuinews.model import (
    Change,
    FeedUpdate,
    FetchState,
    KeyedEntry,
    Known,
    ParsedFeed,
    RefreshReport,
    SourceOutcome,
    Validators,
    Wishes,
)
from tuinews.schedule import after_failure, after_success, has_moved
from tuinews.storing import Storing
from tuinews.topics.beats import beats_of
from tuinews.workshop import work

UNSTORED = 16
"""Documents that may wait to be read and stored while further ones are asked for; each has up to 10 MB."""
_NOT_STORED = "What it sent could not be stored. The log has the details."

_log = logging.getLogger(__name__)


class Fetched(Struct, frozen=True):
    """A document came, and was read."""

    feed: ParsedFeed
    validators: Validators
    body_hash: str
    max_age: int | None = None
    moved_to: str = ""
    """Where its server says that it has moved for good."""


class Unchanged(Struct, frozen=True):
    """The server said so, or the same bytes came again."""

    validators: Validators | None = None
    max_age: int | None = None
    moved_to: str = ""


class Silenced(Struct, frozen=True):
    """The server said to another of its sources that it wants to be left alone; this one was not asked."""

    until: datetime


class Failed(Struct, frozen=True):
    """Nothing usable came."""

    error: TuinewsError


Outcome = Fetched | Unchanged | Failed
Progress = Callable[[int, int, str], None]
"""Told (sources done, sources in all, title of the source just done)."""


def decide(state: FetchState, known: Known, outcome: Outcome, now: datetime) -> FeedUpdate:
    """Say what an attempt at a source means for the library.

    Args:
        state: The source as it was before the attempt.
        known: Its stories in the library.
        outcome: How the attempt went.
        now: When.

    Returns:
        New and changed stories, the next check, and the failure as a sentence if there was one. A document without
        entries is a failure: it never takes stories away, and never passes for "no news".
    """
    if isinstance(outcome, Fetched) and outcome.feed.empty:
        outcome = Failed(DamagedFeed("The feed came without a single story. Those that you have are kept."))
    if isinstance(outcome, Failed):
        plan = after_failure(state, outcome.error, now)
        return FeedUpdate(
            source_id=state.source_id,
            checked_at=now,
            next_check=plan.next_check,
            next_reason=plan.reason,
            failure=outcome.error.summary,
            trouble=outcome.error.trouble,
            silent_until=plan.silent_until,
            silent_server=plan.silent_server,
            stopped=plan.stopped,
        )
    if isinstance(outcome, Unchanged):
        plan = after_success(
            state, now, news=False, edited=False, max_age=outcome.max_age, wishes=state.wishes
        )
        return FeedUpdate(
            source_id=state.source_id,
            checked_at=now,
            next_check=plan.next_check,
            next_reason=plan.reason,
            interval=plan.interval,
            validators=outcome.validators,
            cache=state.cache,
            moved_to=outcome.moved_to,
            move=has_moved(state, outcome.moved_to, now),
        )
    new: list[KeyedEntry] = []
    changed: list[KeyedEntry] = []
    for keyed in _keyed(outcome.feed, known, state.folder):
        if keyed.key in known.hashes:
            if known.hashes[keyed.key] != keyed.hash:
                changed.append(keyed)
        elif keyed.key not in known.gone and (keyed.alias not in known.gone or _is_later(keyed, state)):
            new.append(keyed)
    feed = outcome.feed
    wishes = Wishes(feed.ttl_minutes or 0, feed.skip_hours, feed.skip_days)
    plan = after_success(
        state, now, news=bool(new), edited=bool(changed), max_age=outcome.max_age, wishes=wishes
    )
    return FeedUpdate(
        source_id=state.source_id,
        checked_at=now,
        next_check=plan.next_check,
        next_reason=plan.reason,
        interval=plan.interval,
        wishes=wishes,
        new=tuple(new),
        changed=tuple(changed),
        # What was read of a document that broke off must not count as all of it: the next request asks for it anew.
        validators=Validators() if feed.broken_off else outcome.validators,
        body_hash="" if feed.broken_off else outcome.body_hash,
        read_by=READING,
        feed_title=feed.title,
        site_url=feed.site_url,
        cache=state.cache,
        moved_to=outcome.moved_to,
        move=has_moved(state, outcome.moved_to, now),
    )


async def refresh(
    library: LibraryThread,
    fetcher: Fetcher,
    states: Sequence[FetchState],
    now: Callable[[], datetime],
    announce: Callable[[Change], None],
    progress: Progress | None = None,
) -> RefreshReport:
    """Ask sources for news and store what they say. One source's failure is that source's own.

    Args:
        library: Where stories are kept.
        fetcher: The way to the network; it limits how many requests run at a time.
        states: The sources to ask.
        now: The clock.
        announce: Told each committed change.
        progress: Told after each source.

    Raises:
        LibraryError: The library can't be written; sources not yet asked are left alone.
    """
    outcomes: list[SourceOutcome] = []
    storing = Storing(library, announce)
    pile = _Pile()

    async def one(state: FetchState) -> None:
        outcome = await _fetch(library, fetcher, pile, state)
        if isinstance(outcome, Silenced):
            result = SourceOutcome(state.source_id, state.title, skipped=True, silent_until=outcome.until)
        else:
            result = await store(library, storing, state, outcome, now())
        pile.drop(state.source_id)
        outcomes.append(result)
        if progress:
            progress(len(outcomes), len(states), state.title)

    try:
        async with anyio.create_task_group() as tasks:
            for state in states:
                tasks.start_soon(one, state)
    except BaseExceptionGroup as group:
        raise _first(group) from None
    return RefreshReport(tuple(sorted(outcomes, key=lambda outcome: outcome.source.casefold())))


def hash_of(body: bytes) -> str:
    """Give what stands for a document, to know it again: SHA-256, which processors have instructions for."""
    return hashlib.sha256(body).hexdigest()


async def store(
    library: LibraryThread, storing: Storing, state: FetchState, outcome: Outcome, now: datetime
) -> SourceOutcome:
    """Say what the outcome of one attempt means, and store that."""
    known = Known()
    if isinstance(outcome, Fetched) and (identities := outcome.feed.identities):
        known = await library.read(
            Library.known,
            state.source_id,
            [each.key for each in identities],
            [each.alias for each in identities],
        )
    update = decide(state, known, outcome, now)
    if known.topics_are_muted:
        # What is muted must not be seen even for a moment. Otherwise topics are found out behind the list.
        apart = await library.read(Library.kept_apart)
        new, changed = await _with_topics(update.new, apart), await _with_topics(update.changed, apart)
        update = replace(update, new=new, changed=changed)
    try:
        change = await storing.apply(update)
    except LibraryError as error:
        if type(error) is not LibraryError:
            raise  # The library itself can't be used: that is no matter of one source.
        _log.exception("source %d", state.source_id)
        update = decide(state, known, Failed(TuinewsError(_NOT_STORED, str(error))), now)
        change = await storing.apply(update)
    return SourceOutcome(state.source_id, state.title, new=change.new, failure=update.failure)


class _Pile:
    """Documents that came and are not stored yet: while they are many, no further ones are asked for."""

    def __init__(self) -> None:
        self._sources: set[int] = set()
        self._lower = asyncio.Event()

    async def room(self) -> None:
        """Wait until the pile is low enough."""
        while len(self._sources) >= UNSTORED:
            self._lower.clear()
            await self._lower.wait()

    def put(self, source_id: int) -> None:
        """Put the document of a source on it."""
        self._sources.add(source_id)

    def drop(self, source_id: int) -> None:
        """Take it off again, if it is there."""
        self._sources.discard(source_id)
        self._lower.set()


async def _fetch(
    library: LibraryThread, fetcher: Fetcher, pile: _Pile, state: FetchState
) -> Outcome | Silenced:
    try:
        return await _exchange(library, fetcher, pile, state)
    except Silent as error:
        return Silenced(error.until)
    except LibraryError:
        raise
    except TuinewsError as error:
        _log.info("source %d: %s", state.source_id, error)
        return Failed(error)
    except Exception as error:  # noqa: BLE001 - one source must never stop the others; this is where it ends.
        _log.exception("source %d", state.source_id)
        return Failed(
            TuinewsError(
                "Something unexpected went wrong with this source; the log has the details.", repr(error)
            )
        )


async def _exchange(library: LibraryThread, fetcher: Fetcher, pile: _Pile, state: FetchState) -> Outcome:
    # What an earlier reading made of a document may lack what this one would find in it.
    read = state.read_by == READING
    validators = state.validators if read else Validators()
    answer = await fetcher.get(
        state.url, accept=FEED_ACCEPT, validators=validators, limit=FEED_LIMIT, room=pile.room
    )
    if isinstance(answer, NotModified) and not state.has_stories:
        # Whatever the server takes us to have, we don't.
        answer = await fetcher.get(state.url, accept=FEED_ACCEPT, limit=FEED_LIMIT, room=pile.room)
    if isinstance(answer, NotModified):
        return Unchanged(answer.validators, answer.max_age, answer.moved_to)
    hashed = hash_of(answer.body)
    if read and hashed == state.body_hash and state.has_stories:
        return Unchanged(answer.validators, answer.max_age, answer.moved_to)
    pile.put(state.source_id)
    known = await library.read(Library.newest, state.source_id) if read and state.has_stories else {}
    feed = await work(parse_feed, answer.body, answer.content_type, answer.url, known)
    return Fetched(feed, answer.validators, hashed, answer.max_age, answer.moved_to)


async def _with_topics(keyed: tuple[KeyedEntry, ...], apart: frozenset[str]) -> tuple[KeyedEntry, ...]:
    if not keyed:
        return keyed
    try:
        topics = await work(topics_of_bodies, tuple((item.entry.title, item.body) for item in keyed), apart)
    except WorkTimeout as error:
        # Stories without topics are stories; each gets its own when it is opened.
        _log.warning("topics of %d entries: %s", len(keyed), error)
        return keyed
    return tuple(replace(item, topics=found) for item, found in zip(keyed, topics, strict=True))


def _keyed(feed: ParsedFeed, known: Known, folder: str) -> list[KeyedEntry]:
    """Give each entry its key: its own, or that which it had before the feed changed all its GUIDs overnight."""
    present = {*feed.unchanged, *(identity.key for identity in feed.identities)}
    keyed: dict[int, KeyedEntry] = {}
    bodies = feed.bodies or [""] * len(feed.entries)
    for entry, identity, body in zip(feed.entries, feed.identities, bodies, strict=True):
        key = identity.key
        earlier = known.aliases.get(identity.alias) if identity.alias else None
        if earlier is not None and key not in known.hashes and earlier not in present:
            key = earlier
        if key not in keyed:
            beats = beats_of(folder, entry.categories, entry.title)
            keyed[key] = KeyedEntry(key, identity.alias, identity.hash, entry, beats, body=body)
    return list(keyed.values())


def _is_later(keyed: KeyedEntry, state: FetchState) -> bool:
    """Tell whether a story came after the last visit: then it is none that was let go, whatever it is called."""
    published = keyed.entry.published
    return bool(published and state.last_success and published > state.last_success)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
