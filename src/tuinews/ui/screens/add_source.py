"""Subscribing to an address that is typed or pasted."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tuinews.errors import SeveralFeeds, TuinewsError
from tuinews.model import Source
from tuinews.newsroom import Newsroom
from tuinews.text import clean_line
from tuinews.ui.screens.dialog import Panel
from tuinews.ui.screens.working_dialog import WorkingDialog
from tuinews.ui.widgets.choice_list import Choice, ChoiceList
from tuinews.urls import URL_CHARACTERS, host

_OFFERED_ROWS = 10


class AddSource(WorkingDialog[Source]):
    """Takes an address, looks for its feed and subscribes; where a page has several, it asks which."""

    MOVES = "keys"

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._typed = ""
        self._input = Input(placeholder="https://example.com or a feed’s address", id="address", compact=True)
        self._feeds = ChoiceList(id="feeds")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Add a source"), classes="title")
            yield Static(Content("The address of a site or a feed."), classes="lead")
            yield self._input
            yield self.said
            yield self._feeds
            yield Static(Content("enter add · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Ask."""
        self._feeds.display = False
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look at the address."""
        event.stop()
        self._typed = clean_line(event.value, URL_CHARACTERS)
        self._offer(())
        self._look(None)

    def on_row_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take one of a page's feeds."""
        event.stop()
        self._look(int(event.row.key))

    def _look(self, pick: int | None) -> None:
        self.say(f"Looking at {host(self._typed) or self._typed} …")
        self.start(self._add(pick), exclusive=True)

    async def _add(self, pick: int | None) -> None:
        try:
            source = await self._newsroom.add(self._typed, pick=pick)
        except SeveralFeeds as several:
            self.say(several.summary)
            self._offer(
                tuple(
                    Choice(str(number), feed.title or feed.url, feed.url if feed.title else "")
                    for number, feed in enumerate(several.feeds, 1)
                )
            )
        except TuinewsError as error:
            self.say(error.summary, trouble=True)
            self._input.focus()
        else:
            self.dismiss(source)

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        self._feeds.display = bool(choices)
        self._feeds.styles.max_height = min(_OFFERED_ROWS, len(choices))
        self._feeds.replace_rows(choices, keep=False)
        if choices:
            self.call_after_refresh(self._feeds.focus)
