"""`doctor`: is everything in order, and what helps where it is not."""

import os
import platform
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal
from xml.parsers import expat

from tuinews import __version__
from tuinews.commands.session import Session
from tuinews.commands.sources import health
from tuinews.commands.times import minute
from tuinews.errors import (
    Damaged,
    Foreign,
    Full,
    LibraryError,
    Locked,
    ReadOnly,
    TooNew,
)
from tuinews.health import cure_of, of_commands, why_then
from tuinews.model import Source
from tuinews.paths import Home

_SAFE_EXPAT = (2, 4, 1)
"""The first expat that stops entity bombs (billion laughs) by itself: its changelog, CVE-2013-0340."""
_LEAST_COLUMNS, _LEAST_ROWS = 40, 12

CONFIG_PROBLEM = 2
LIBRARY_PROBLEM = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    status: Literal["ok", "warning", "problem"]
    message: str
    cure: str | None = None


async def examine(session: Session, options: Namespace) -> int:
    """Look at everything, and say the cure for each finding."""
    library, usable = await _library(session, drop_cache=options.drop_cache, reindex=options.reindex)
    findings = [
        *_versions(),
        *_config(session),
        *_keys(session),
        *_themes(session),
        *_terminal(session),
        *library,
    ]
    if options.json:
        session.console.say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            session.console.say(f"{finding.status:<8} {finding.check:<9} {finding.message}")
            if finding.cure:
                session.console.say(f"{'':<18} Cure: {finding.cure}")
    if not usable:
        return LIBRARY_PROBLEM
    return CONFIG_PROBLEM if session.config_problem else 0


def _versions() -> Iterator[Finding]:
    import sqlite3  # For its version only.

    yield Finding(
        "versions",
        "ok",
        f"tuinews {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {expat.EXPAT_VERSION.replace('_', ' ')}",
    )
    if expat.version_info < _SAFE_EXPAT:
        yield Finding(
            "versions",
            "warning",
            "This expat, which reads feeds, does not stop documents that blow up to gigabytes.",
            "Install a Python with expat 2.4.1 or later.",
        )


def _config(session: Session) -> Iterator[Finding]:
    if session.config_problem:
        yield Finding(
            "config",
            "problem",
            session.config_problem.summary,
            f"Correct or remove {session.config_file}; without it, everything has its default.",
        )
    elif not session.config_file.exists():
        yield Finding("config", "ok", f"No {session.config_file}, so everything has its default.")
    elif not session.config_warnings:
        yield Finding("config", "ok", f"{session.config_file} is in order.")
    for warning in session.config_warnings:
        yield Finding("config", "warning", warning, f"Correct it in {session.config_file}.")


def _keys(session: Session) -> Iterator[Finding]:
    from tuinews.commands.settings import key_complaints

    config = session.config
    complaints = key_complaints(config)
    for complaint in complaints:
        yield Finding("keys", "warning", complaint, f"Correct it under [keys] in {session.config_file}.")
    if not complaints:
        yield Finding(
            "keys", "ok", f"The keys are those of “{config.keys_preset}”, {len(config.keys)} of them changed."
        )


def _themes(session: Session) -> Iterator[Finding]:
    from tuinews.ui.theme import read_themes

    themes, errors = read_themes(session.home)
    names = [theme.name for theme in themes]
    theme = session.config.theme
    if theme in names:
        yield Finding("themes", "ok", f"{len(names)} themes, {theme} configured.")
    else:
        yield Finding(
            "themes",
            "warning",
            f"There is no theme file for “{theme}”. Unless Textual brings a theme of that name, it is passed over.",
            f"Choose one of {', '.join(names)}.",
        )
    for error in errors:
        yield Finding("themes", "warning", error.summary, "Correct the file, or remove it.")


def _terminal(session: Session) -> Iterator[Finding]:
    console = session.console
    if not console.out_is_terminal:
        yield Finding("terminal", "ok", "The output goes to a file or a pipe, so no terminal was looked at.")
        return
    size = os.get_terminal_size()
    name = os.environ.get("TERM", "")
    true_colour = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    colours = "true colour" if true_colour else "256 colours" if "256" in name else "few colours"
    yield Finding(
        "terminal",
        "ok",
        f"{name or 'no TERM'}, {size.columns}x{size.lines}, {colours}, {console.encoding}",
    )
    if name in ("", "dumb"):
        yield Finding(
            "terminal",
            "warning",
            "TERM says that this terminal can't move its cursor, which the reader needs.",
            "Use another terminal, or set TERM to what this one is.",
        )
    if not console.speaks_unicode:
        yield Finding(
            "terminal",
            "warning",
            f"The output is encoded as {console.encoding}, which lacks many characters.",
            "Set LANG to a UTF-8 locale such as C.UTF-8.",
        )
    if size.columns < _LEAST_COLUMNS or size.lines < _LEAST_ROWS:
        yield Finding(
            "terminal",
            "warning",
            "This window is very small for the reader.",
            f"Make it at least {_LEAST_COLUMNS} columns wide and {_LEAST_ROWS} lines high.",
        )


async def _library(session: Session, *, drop_cache: bool, reindex: bool) -> tuple[Sequence[Finding], bool]:
    """Look at the library and its sources, without making one that is not there."""
    file = session.home.library_db
    if not session.home.data.exists():
        return [
            Finding("library", "ok", "There is none yet. It is made when you follow the first source.")
        ], True
    try:
        if drop_cache:
            # Before anything is opened: a disk that is full to the last byte does not even let it be read.
            from tuinews.library.opening import discard_cache

            discard_cache(session.home)
        async with session.newsroom() as newsroom:
            renewed = await newsroom.reindex() if reindex else None
            sources = await newsroom.sources()
            counts = await newsroom.counts()
            notice = newsroom.notice
    except LibraryError as error:
        cure = next((cure for kind, cure in _CURES.items() if isinstance(error, kind)), _CURE)
        return [Finding("library", "problem", error.summary, cure)], False
    size = file.stat().st_size / 1_000_000
    summary = (
        f"Sound. {len(sources)} sources, {counts.all} stories, {counts.saved} saved, {size:.1f} MB in {file}."
    )
    findings = [Finding("library", "ok", summary)]
    if renewed is not None:
        findings.append(Finding("topics", "ok", f"Found anew for {renewed} stories."))
    if notice:
        findings.append(Finding("library", "warning", notice, "Nothing to do: it was repaired."))
    return [*findings, _backups(session.home), *_failing(sources)], True


def _backups(home: Home) -> Finding:
    from tuinews.library import backup

    newest = backup.newest_good(home, datetime.now(UTC))
    if newest is None:
        message = "None yet. The reader and “tuinews refresh” make one a day."
    else:
        message = f"The newest is of {newest.day}: {newest.holds}, in {newest.path}."
    return Finding("backups", "ok", message)


def _failing(sources: Sequence[Source]) -> Iterator[Finding]:
    failing = [source for source in sources if source.failing]
    if not failing:
        yield Finding("sources", "ok", "None is failing.")
    for source in failing:
        yield Finding(
            "sources",
            "warning",
            f"{source.title} (id {source.id}) {health(source)}",
            cure_of(source, of_commands(source), datetime.now(UTC)) + _when(source),
        )


def _when(source: Source) -> str:
    if source.next_check is None:
        return ""
    return f" Next check: {minute(source.next_check)} ({why_then(source)})."


_CURE = "See what the log says, or choose another place with --home."
_CURES: dict[type[LibraryError], str] = {
    Locked: "Close the other program that holds the library, and try again.",
    Full: "Make room on the disk, and try again.",
    Damaged: "Move the file away, and put a backup in its place.",
    TooNew: "Install the newest version of tuinews.",
    ReadOnly: "Check the permissions of the folder, or choose another place with --home.",
    Foreign: "Choose another place with --home, or move the file away.",
}
