"""The strip that says where the second key of a two-key command leads."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tuinews.ui.commands import Command, shown_key
from tuinews.ui.keymap import Keymap
from tuinews.ui.widgets.wrap import fit, padded

_COLUMN, _NARROW_COLUMN = 22, 14
"""Cells that a key with its words takes at least, and where there are few."""


class LeaderStrip(Widget):
    """Second keys with what they do, in columns; each can be clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LeaderStrip { display: none; height: auto; max-height: 75%; padding: 0 1; background: $panel; border-top: hkey $primary; }
    """

    class Clicked(Message):
        """A key was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    rows: reactive[tuple[tuple[str, Command], ...]] = reactive[tuple[tuple[str, Command], ...]](
        (), layout=True
    )

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="leader")
        self.set_reactive(LeaderStrip.rows, tuple(keymap.after_leader()))

    def render(self) -> Content:
        """Draw the keys, column by column."""
        width = self.content_size.width or self.app.size.width
        columns, lines = self._shape(width)
        room = max(1, width // columns)
        parts: list[tuple[str, str]] = []
        for line in range(lines):
            for column in range(columns):
                number = column * lines + line
                if number < len(self.rows):
                    key, command = self.rows[number]
                    chip = f" {shown_key(key)} "
                    title = padded(f" {command.title}", max(0, room - cell_len(chip)))
                    parts += [(fit(chip, room), "bold $background on $primary"), (title, "$foreground")]
            parts.append(("\n", ""))
        return Content.assemble(*(part for part in parts[:-1] if part[0]))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the columns take."""
        return self._shape(width)[1]

    def _shape(self, width: int) -> tuple[int, int]:
        columns = max(1, min(4, width // _COLUMN), min(2, width // _NARROW_COLUMN))
        return columns, max(1, -(-len(self.rows) // columns))

    def on_click(self, event: events.Click) -> None:
        """Ask for the command that was clicked."""
        width = self.content_size.width
        columns, lines = self._shape(width)
        column = (event.x - 1) // max(1, width // columns)
        line = event.y - 1
        if 0 <= column < columns and 0 <= line < lines and column * lines + line < len(self.rows):
            self.post_message(self.Clicked(self.rows[column * lines + line][1].id))
