"""Taking over the subscriptions of another reader: an OPML file, by its path."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tuinews.errors import TuinewsError, UsageError
from tuinews.model import ImportReport
from tuinews.newsroom import Newsroom
from tuinews.text import clean_line
from tuinews.ui.screens.dialog import Panel
from tuinews.ui.screens.working_dialog import WorkingDialog

_LARGEST: Final = 20_000_000
"""Bytes; as many as are taken for a list of subscriptions."""
_CHARACTERS: Final = 4_096
_ESCAPED: Final = re.compile(r"\\(.)")


class ImportFile(WorkingDialog[ImportReport]):
    """Takes a path, reads the file and subscribes to everything in it, or says why not."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._input = Input(
            placeholder="~/Downloads/subscriptions.opml", id="path", compact=True, max_length=_CHARACTERS
        )

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Import subscriptions"), classes="title")
            yield Static(
                Content("The path of an OPML file. Other readers call it “export subscriptions”."),
                classes="lead",
            )
            yield self._input
            yield self.said
            yield Static(Content("enter import · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Ask."""
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the file."""
        event.stop()
        self.say("Reading the file …")
        self.start(self._import(event.value), exclusive=True)

    async def _import(self, typed: str) -> None:
        try:
            document = await asyncio.to_thread(read_file, typed)
            report = await self._newsroom.import_opml(document)
        except TuinewsError as error:
            self.say(error.summary, trouble=True)
            return
        if not report.added and not report.known:
            first = f" {report.skipped[0]}" if report.skipped else ""
            self.say(f"No feeds were found in the file.{first}", trouble=True)
            return
        self.dismiss(report)


def read_file(typed: str) -> bytes:
    """Read the file of a path that was typed, or dropped on the terminal: in quotes, escaped, or as a `file:` address.

    Raises:
        UsageError: It can't be read; the summary says why.
    """
    path = path_of(typed)
    shown = f"“{clean_line(str(path), 200)}”"
    try:
        # Asked before it is opened: to open a named pipe would wait for a writer for ever.
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise UsageError(f"{shown} is a folder. Type the path of the file in it.")
        if not stat.S_ISREG(kind):
            raise UsageError(f"{shown} is no file that can be read.")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown}. Check how the path is written.") from None
    except PermissionError:
        raise UsageError(f"You may not read {shown}. Change its permissions, or copy it.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no path"
        raise UsageError(f"{shown} can’t be read ({reason}).") from error
    if not content:
        raise UsageError(f"{shown} is empty. Export the subscriptions once more.")
    if len(content) > _LARGEST:
        raise UsageError(f"{shown} is too large to be a list of subscriptions.")
    return content


def path_of(typed: str) -> Path:
    """Give the path that somebody typed.

    Raises:
        UsageError: Nothing was typed, or a home that there is not.
    """
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif text.startswith("file:"):
        text = unquote(urlsplit(text).path)
    elif not os.path.exists(text):  # noqa: PTH110 - says no to what can be no path, where Path raises
        text = _ESCAPED.sub(r"\1", text)
    if not text:
        raise UsageError("Type the path of a file.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"“{clean_line(text, 200)}” begins with a user that there is not.") from None
