"""The matches of a search in the open story, found as far as its text has been laid out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from tuinews.ui.widgets.matching import Needle
from tuinews.ui.widgets.typesetting import Match, Stretch, Typesetting


class SearchInText:
    """Where some words stand, and which of the places is the current one."""

    def __init__(self) -> None:
        self.needle = Needle("")
        self.matches: list[Match] = []
        self.at: int | None = None
        """The index of the current match."""
        self._blocks = 0  # searched so far
        self._by_line: dict[int, list[tuple[Stretch, int]]] = {}

    def look_for(self, typed: str) -> None:
        """Look for other words; nothing ends the search."""
        self.needle = Needle(typed)
        self.forget()

    def forget(self) -> None:
        """Forget what was found, since the lines are new; the current match keeps its number."""
        self.matches = []
        self._blocks = 0
        self._by_line = {}
        if self.needle.empty:
            self.at = None

    def take_up(self, text: Typesetting) -> bool:
        """Search the blocks that have been laid out since; tell whether something was found."""
        before = len(self.matches)
        if not self.needle.empty:
            for block in range(self._blocks, len(text.starts)):
                for match in text.find(self.needle, block):
                    for stretch in match:
                        self._by_line.setdefault(stretch.line, []).append((stretch, len(self.matches)))
                    self.matches.append(match)
            self._blocks = len(text.starts)
        return len(self.matches) > before

    def start_at(self, line: int) -> int | None:
        """Make the first match from a line on the current one, else the first of all; give its line."""
        if not self.matches:
            self.at = None
            return None
        lines = [match[0].line for match in self.matches]
        self.at = bisect_left(lines, line) % len(lines)
        return lines[self.at]

    def step(self, step: int) -> int | None:
        """Go to the next match or to the one before, round again at the ends; give its line."""
        if not self.matches:
            return None
        self.at = ((self.at if self.at is not None else -1) + step) % len(self.matches)
        return self.matches[self.at][0].line

    def on_line(self, line: int) -> Iterator[tuple[Stretch, bool]]:
        """Give the matches of a line, each with whether it is the current one."""
        for stretch, number in self._by_line.get(line, ()):
            yield stretch, number == self.at
