"""Following and muting, step by step: what, for how long, and that it was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from tuinews.model import Source, Stance, View
from tuinews.newsroom import Newsroom
from tuinews.ui.dates import EXAMPLES, day_in_future
from tuinews.ui.format import count, day_and_hour, full_day
from tuinews.ui.screens.ask_line import AskLine
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.storing import storing
from tuinews.ui.screens.subjects import EVERYWHERE, Scope, Subject, scopes, words
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_FOR_EVER: Final = "for ever"
_DATE: Final = "date"
_END: Final = "end"
_WHERE: Final = "where"
_LENGTHS: Final = {"day": ("For a day", timedelta(days=1)), "week": ("For a week", timedelta(days=7))}
_BACK_AGAIN: Final = "Its stories are set aside and come back when the mute ends. Saved ones stay."


class Muting:
    """Asks what is to be known, and stores it.

    Args:
        screen: The main screen, whose dialogs these are.
        newsroom: The open library.
        sources: Gives the sources, in which alone something may be muted.
    """

    def __init__(
        self, screen: MainScreen, newsroom: Newsroom, sources: Callable[[], Sequence[Source]]
    ) -> None:
        self._screen = screen
        self._newsroom = newsroom
        self._sources = sources

    def follow(self, subject: Subject) -> None:
        """Follow it."""
        self._screen.start(self._follow(subject), "deed")

    def end(self, subject: Subject, stance: Literal["follow", "mute"]) -> None:
        """Neither follow nor mute it any longer."""
        self._screen.start(self._end(subject, stance), "deed")

    def mute(self, subject: Subject, *, scope: Scope = EVERYWHERE, ends: bool = False) -> None:
        """Ask for how long, and mute it.

        Args:
            subject: What.
            scope: Where.
            ends: Whether it is muted already, so that to end that is among the choices.
        """
        now = self._screen.now()
        choices = [
            Choice(key, label, f"until {day_and_hour(now + length)}")
            for key, (label, length) in _LENGTHS.items()
        ]
        choices += [
            Choice(_DATE, "Until a date …"),
            Choice(_FOR_EVER, "For ever", "until you end it"),
        ]
        choices.append(Choice("", ""))
        if subject.kind != "source":
            choices.append(Choice(_WHERE, "Where …", scope.label))
        if ends:
            choices.append(Choice(_END, "End it now"))

        def chosen(length: str | None) -> None:
            if length == _DATE:
                self._ask_date(subject, scope)
            elif length == _WHERE:
                self._ask_where(subject, ends=ends, at=scope)
            elif length == _END:
                self.end(subject, "mute")
            elif length is not None:
                until = None if length == _FOR_EVER else self._screen.now() + _LENGTHS[length][1]
                self._screen.start(self._mute(subject, until, scope), "deed")

        dialog = Choose(f"✦ Mute {subject.named}", _BACK_AGAIN, choices, at=_FOR_EVER)
        self._screen.app.push_screen(dialog, chosen)
        if not ends:
            self._screen.start(self._tell_count(dialog, scope.within(subject.view)), "ask")

    def ask_words(self, stance: Literal["follow", "mute"], then: Callable[[Subject], None]) -> None:
        """Ask for words of headlines, and call a function with them."""

        async def look(line: str) -> tuple[bool, str]:
            if not any(character.isalnum() for character in line):
                return False, "Type a word, or several that stand together."
            number = await self._newsroom.count(words(line).view)
            return (
                True,
                f"{count(number, 'story has', 'stories have') if number else 'No story has'} them now.",
            )

        title = "✦ Follow words" if stance == "follow" else "✦ Mute words"
        about = "Headlines with this word, or with these words in a row."
        dialog = AskLine(title, about, "box office", look)
        self._screen.app.push_screen(dialog, lambda line: None if line is None else then(words(line)))

    def _ask_date(self, subject: Subject, scope: Scope) -> None:
        async def look(line: str) -> tuple[bool, str]:
            day = day_in_future(line, self._screen.now())
            if day is None:
                return False, f"That is no day to come. Days are written like {EXAMPLES}."
            return True, f"Muted until {full_day(day)} begins."

        def answered(line: str | None) -> None:
            day = None if line is None else day_in_future(line, self._screen.now())
            if day is not None:
                self._screen.start(self._mute(subject, day, scope), "deed")

        dialog = AskLine(f"✦ Mute {subject.named} until", _BACK_AGAIN, EXAMPLES, look)
        self._screen.app.push_screen(dialog, answered)

    def _ask_where(self, subject: Subject, *, ends: bool, at: Scope) -> None:
        offered = scopes(self._sources())
        at_key = next((key for key, scope in offered.items() if scope == at), "")

        def chosen(key: str | None) -> None:
            self.mute(subject, scope=at if key is None else offered[key], ends=ends)

        choices = [Choice(key, scope.label) for key, scope in offered.items()]
        dialog = Choose(
            f"✦ Mute {subject.named} where", "Other places still show its stories.", choices, at=at_key
        )
        self._screen.app.push_screen(dialog, chosen)

    async def _tell_count(self, dialog: Choose, view: View) -> None:
        number = await self._newsroom.count(view)
        if number:
            dialog.tell(f"{count(number, 'story', 'stories')} now. {_BACK_AGAIN}")

    async def _follow(self, subject: Subject) -> None:
        with storing(self._screen, "Not followed", "topics.follow"):
            await self._newsroom.set_stance(Stance(subject.kind, subject.name, "follow"))
            self._screen.say(f"Following {subject.named} · {self._screen.key('app.undo')} undoes it")

    async def _mute(self, subject: Subject, until: datetime | None, scope: Scope) -> None:
        with storing(self._screen, "Not muted", "topics.mute"):
            stance = Stance(
                subject.kind,
                subject.name,
                "mute",
                until,
                only_source=scope.source.id if scope.source is not None else None,
                only_folder=scope.folder,
            )
            change = await self._newsroom.set_stance(stance)
            number = len(change.stories)
            aside = f"{count(number, 'story', 'stories')} set aside · " if number else ""
            self._screen.tell(
                f"{aside}{self._screen.key('app.undo')} undoes it",
                f"Muted {subject.named}{'' if scope == EVERYWHERE else f' {scope.label}'}",
            )

    async def _end(self, subject: Subject, stance: Literal["follow", "mute"]) -> None:
        done = "No longer following" if stance == "follow" else "No longer muted:"
        with storing(self._screen, "Not stored", f"topics.{stance}"):
            await self._newsroom.clear_stance(subject.kind, subject.name)
            self._screen.say(f"{done} {subject.named} · {self._screen.key('app.undo')} undoes it")
