"""Finding words in the open story, and following its links by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.find_bar import FindBar

if TYPE_CHECKING:
    from tuinews.ui.screens.main import MainScreen

_LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The keys of links, those under the fingers first."""


class Finding:
    """Carries out `find.story`, its n and N, and `story.links`.

    Args:
        screen: The main screen.
        article: The open story.
        bar: Where one types.
    """

    def __init__(self, screen: MainScreen, article: ArticleView, bar: FindBar) -> None:
        self._screen = screen
        self._article = article
        self._bar = bar
        self._urls: dict[str, str] = {}
        self._typed = ""

    # --- words

    @property
    def active(self) -> bool:
        """Whether n and N go from match to match."""
        return self._bar.display

    def begin(self) -> None:
        """Let the user type what to find."""
        if self._article.reading is None:
            self._screen.say("Open a story first")
            return
        self._screen.show_pane("reader")
        # Not by a rule of the style sheet, which comes a moment later: what is typed next belongs to the field.
        self._bar.display = True
        self._screen.progress.display = False
        self._bar.field.select_all()
        self._screen.set_focus(self._bar.field)
        self._screen.refresh_chrome()

    def typed(self, words: str) -> None:
        """Find while the user types."""
        self._article.find(words)
        self.tell()

    def done_typing(self) -> None:
        """Give the keys back to the story; what was found stays marked."""
        if not self._bar.field.value.strip():
            self.close()
        self._screen.set_focus(self._article)

    def step(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1)."""
        self._article.find_next(step)
        self.tell()

    def close(self) -> None:
        """End the search in the story."""
        if not self.active:
            return
        self._bar.display = False
        self._screen.progress.display = True
        if self._article.search.needle.empty is False:
            self._article.find("")
        if self._screen.focused is self._bar.field:
            self._screen.set_focus(self._article)
        self._screen.refresh_chrome()

    def story_shown(self, *, another: bool) -> None:
        """Go on with a story that came while one types; a search that was done ends with its story.

        Args:
            another: Whether it is not the one that was open before.
        """
        if not self.active or not another:
            return
        if self._screen.focused is self._bar.field:
            self.typed(self._bar.field.value)
        else:
            self.close()

    def tell(self) -> None:
        """Say how much was found."""
        search = self._article.search
        more = "" if self._article.searched_all else "+"
        if search.needle.empty:
            self._bar.say("")
        elif search.matches and search.at is not None:
            self._bar.say(f"{search.at + 1} of {len(search.matches)}{more}")
        elif search.matches:
            self._article.find_next(1)
            self._bar.say(f"1 of {len(search.matches)}{more}")
        else:
            self._bar.say("Looking …" if more else "Not in this story")

    # --- links

    def label_links(self) -> None:
        """Give every link on the screen a key; the one that is pressed opens it."""
        if self._article.reading is None:
            self._screen.say("Open a story first")
            return
        self._screen.show_pane("reader")
        links = self._article.visible_links()
        if not links:
            self._screen.say("There is no link on this page of the story")
            return
        labels = _labels(len(links))
        self._urls = {label: url for label, (_, url) in zip(labels, links, strict=True)}
        self._typed = ""
        self._article.label_links(
            {place: label for label, (place, _) in zip(labels, links, strict=True)},
        )
        self._screen.say("Press the letters of a link · any other key goes back")
        self._screen.leading.take_next(self._choose)

    def _choose(self, key: str) -> None:
        typed = self._typed + key
        if typed in self._urls:
            self._end()
            self._screen.follow(self._urls[typed])
        elif any(label.startswith(typed) for label in self._urls):
            self._typed = typed
            self._screen.leading.take_next(self._choose)
        else:
            self._end()

    def _end(self) -> None:
        self._article.label_links({})
        self._screen.say("")


def _labels(number: int) -> list[str]:
    """Give labels of equal length, so that none is the beginning of another."""
    if number <= len(_LETTERS):
        return list(_LETTERS[:number])
    return [first + second for first in _LETTERS for second in _LETTERS][:number]
