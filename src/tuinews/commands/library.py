"""`backup` and `restore`: the whole library as one file."""

from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tuinews.commands.session import Session
from tuinews.errors import NotFound, UsageError
from tuinews.text import clean_line

if TYPE_CHECKING:
    from tuinews.library.backup import BackupInfo
    from tuinews.library.merge import Merged


def backup(session: Session, options: Namespace) -> int:
    """Copy the library into one file, whoever uses it meanwhile."""
    from tuinews.library.backup import back_up
    from tuinews.log import start_log

    if str(options.file) == "-":
        raise UsageError("A backup needs a file of its own: give its name in place of “-”.")
    start_log(session.home, session.log_level)
    holds = back_up(session.home.library_db, options.file)
    session.console.say(f"Wrote {holds} to {clean_line(str(options.file))}.")
    return 0


def restore(session: Session, options: Namespace) -> int:
    """Put a backup in the place of the library, add it, or save what can be read of a damaged one."""
    from tuinews.log import start_log

    start_log(session.home, session.log_level)
    now = datetime.now(UTC)
    if options.salvage and options.file is None:
        if options.merge:
            raise UsageError("With --merge, --salvage needs the name of the damaged file.")
        return _rescue(session, now)
    file = options.file or _newest(session, now).path
    if options.merge:
        return _merge(session, file, now, salvaging=options.salvage)
    from tuinews.library.replace import put_back

    done = put_back(session.home, file, now, salvaging=options.salvage)
    session.console.say(f"The library holds {done.holds} now.")
    if done.kept:
        session.console.note(f"The library that was there is kept as {clean_line(str(done.kept))}.")
    return 0


def _rescue(session: Session, now: datetime) -> int:
    from tuinews.library.replace import rescue

    done = rescue(session.home, now)
    if done is None:
        session.console.say("The library is whole, so there is nothing to save from it.")
        return 0
    marks = "1 mark" if done.found.marks == 1 else f"{done.found.marks:,} marks"
    session.console.say(f"Saved {done.found.holds}, and {marks}.")
    if done.held.sources + done.held.saved:
        session.console.note(
            f"It held {done.held} when it was last whole. What is missing may be in a backup:"
        )
        session.console.note("“tuinews restore --merge” adds what the newest one has besides.")
    session.console.note(f"The damaged library is kept as {clean_line(str(done.kept))}.")
    return 0


def _merge(session: Session, file: Path, now: datetime, *, salvaging: bool) -> int:
    from tuinews.library.merge import merge_copy

    merged, kept = merge_copy(session.home, file, now, salvaging=salvaging)
    if not merged:
        session.console.say("The library has all of it already.")
        return 0
    session.console.say(f"Added {added(merged)}.")
    session.console.note(f"The library as it was before is kept as {clean_line(str(kept))}.")
    return 0


def added(merged: "Merged") -> str:
    """Say what a merge added, such as "12 saved stories, 340 read marks and 3 sources"."""
    parts = [
        f"{number:,} {one if number == 1 else many}"
        for number, one, many in (
            (merged.saved, "saved story", "saved stories"),
            (merged.read, "read mark", "read marks"),
            (merged.sources, "source", "sources"),
            (merged.rest, "other thing", "other things"),
        )
        if number
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _newest(session: Session, now: datetime) -> "BackupInfo":
    from tuinews.library.backup import newest_good, newest_snapshot

    found = newest_good(session.home, now)
    if found is None:
        sentence = (
            "There is no backup that could be put back. Give the name of a file if you have one elsewhere."
        )
        if snapshot := newest_snapshot(session.home, now):
            sentence += (
                f" Your sources are listed in {clean_line(str(snapshot))}, which “tuinews import” reads."
            )
        raise NotFound(sentence)
    session.console.note(f"The newest backup is of {long_date(found.day)} and holds {found.holds}.")
    return found


def long_date(day: date) -> str:
    """Write a date as in a letter."""
    return f"{day.day} {day:%B %Y}"
