"""Following and muting, step by step: what, for how long, and that it was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from tuinews.model import Stance
from tuinews.newsroom import Newsroom
from tuinews.ui.dates import EXAMPLES, day_in_future
from tuinews.ui.format import count, day_and_hour, full_day
from tuinews.ui.screens.ask_line import AskLine
from tuinews.ui.screens.choose import Choose
from tuinews.ui.screens.storing import storing
from tuinews.ui.screens.subjects import Subject, words
from tuinews.ui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_FOR_EVER: Final = "for ever"
_DATE: Final = "date"
_END: Final = "end"
_LENGTHS: Final = {"day": ("For a day", timedelta(days=1)), "week": ("For a week", timedelta(days=7))}
_BACK_AGAIN: Final = "Its stories are set aside and come back when the mute ends. Saved ones stay."


class Muting:
    """Asks what is to be known, and stores it.

    Args:
        screen: The main screen, whose dialogs these are.
        newsroom: The open library.
    """

    def __init__(self, screen: MainScreen, newsroom: Newsroom) -> None:
        self._screen = screen
        self._newsroom = newsroom

    def follow(self, subject: Subject) -> None:
        """Follow it."""
        self._screen.start(self._follow(subject), "deed")

    def end(self, subject: Subject, stance: Literal["follow", "mute"]) -> None:
        """Neither follow nor mute it any longer."""
        self._screen.start(self._end(subject, stance), "deed")

    def mute(self, subject: Subject, *, ends: bool = False) -> None:
        """Ask for how long, and mute it.

        Args:
            subject: What.
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
        if ends:
            choices += [Choice("", ""), Choice(_END, "End it now")]

        def chosen(length: str | None) -> None:
            if length == _DATE:
                self._ask_date(subject)
            elif length == _END:
                self.end(subject, "mute")
            elif length is not None:
                until = None if length == _FOR_EVER else self._screen.now() + _LENGTHS[length][1]
                self._screen.start(self._mute(subject, until), "deed")

        dialog = Choose(f"✦ Mute {subject.named}", _BACK_AGAIN, choices, at=_FOR_EVER)
        self._screen.app.push_screen(dialog, chosen)
        if not ends:
            self._screen.start(self._tell_count(dialog, subject), "ask")

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

    def _ask_date(self, subject: Subject) -> None:
        async def look(line: str) -> tuple[bool, str]:
            day = day_in_future(line, self._screen.now())
            if day is None:
                return False, f"That is no day to come. Days are written like {EXAMPLES}."
            return True, f"Muted until {full_day(day)} begins."

        def answered(line: str | None) -> None:
            day = None if line is None else day_in_future(line, self._screen.now())
            if day is not None:
                self._screen.start(self._mute(subject, day), "deed")

        dialog = AskLine(f"✦ Mute {subject.named} until", _BACK_AGAIN, EXAMPLES, look)
        self._screen.app.push_screen(dialog, answered)

    async def _tell_count(self, dialog: Choose, subject: Subject) -> None:
        number = await self._newsroom.count(subject.view)
        if number:
            dialog.tell(f"{count(number, 'story', 'stories')} now. {_BACK_AGAIN}")

    async def _follow(self, subject: Subject) -> None:
        with storing(self._screen, "Not followed", "topics.follow"):
            await self._newsroom.set_stance(Stance(subject.kind, subject.name, "follow"))
            self._screen.say(f"Following {subject.named} · {self._screen.key('app.undo')} undoes it")

    async def _mute(self, subject: Subject, until: datetime | None) -> None:
        with storing(self._screen, "Not muted", "topics.mute"):
            change = await self._newsroom.set_stance(Stance(subject.kind, subject.name, "mute", until))
            number = len(change.stories)
            aside = f"{count(number, 'story', 'stories')} set aside · " if number else ""
            self._screen.tell(f"{aside}{self._screen.key('app.undo')} undoes it", f"Muted {subject.named}")

    async def _end(self, subject: Subject, stance: Literal["follow", "mute"]) -> None:
        done = "No longer following" if stance == "follow" else "No longer muted:"
        with storing(self._screen, "Not stored", f"topics.{stance}"):
            await self._newsroom.clear_stance(subject.kind, subject.name)
            self._screen.say(f"{done} {subject.named} · {self._screen.key('app.undo')} undoes it")
