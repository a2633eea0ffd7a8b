"""Every key, searchable."""

from collections.abc import Hashable

from msgspec import Struct
from textual.app import ComposeResult
from textual.color import Color
from textual.content import Content
from textual.widgets import Input, Static

from tuinews.ui.commands import GROUPS, Command, shown_key
from tuinews.ui.keymap import DEFAULT, Keymap
from tuinews.ui.screens.dialog import Dialog, Panel
from tuinews.ui.widgets.row_list import Lines, Pen, RowList
from tuinews.ui.widgets.wrap import padded, wrap

_KEY_CELLS = 25


class _Row(Struct, frozen=True):
    key: str
    heading: str = ""
    command: Command | None = None


class KeyList(RowList[_Row]):
    """Commands under the names of their groups."""

    def __init__(self, keymap: Keymap = DEFAULT, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._keymap = keymap

    def show_matching(self, words: str) -> None:
        """Show the commands in which every word occurs."""
        wanted = words.casefold().split()
        rows: list[_Row] = []
        for group in GROUPS:
            matching = [
                c
                for c in self._keymap.commands
                if c.group == group and all(w in _haystack(c) for w in wanted)
            ]
            if matching:
                rows.append(_Row(f"group:{group}", heading=group))
                rows += [_Row(command.id, command=command) for command in matching]
        if not rows:
            rows = [_Row("none", heading="No key does that")]
        self.replace_rows(rows, keep=False)

    def key_of(self, row: _Row) -> Hashable:
        """The command's id."""
        return row.key

    def selectable(self, row: _Row) -> bool:
        """Commands are."""
        return row.command is not None

    def height_of(self, row: _Row, width: int) -> int:
        """As many lines as the help takes."""
        return 1 if row.command is None else len(self._help(row.command, width))

    def paint(self, row: _Row, width: int, ground: Color, *, selected: bool) -> Lines:
        """Draw a command: its keys, then what it does."""
        pen = Pen(self.palette, ground, width).skip(1)
        if row.command is None:
            return [pen.write(row.heading, "ink-faint", bold=True).line]
        lines: Lines = []
        keys = " ".join(shown_key(key) for key in row.command.keys) or "palette"
        for number, text in enumerate(self._help(row.command, width)):
            pen = Pen(self.palette, ground, width).skip(1)
            pen.write(padded("" if number else keys, _KEY_CELLS), "primary", bold=True)
            lines.append(pen.write(text, "ink-strong" if selected else "foreground").line)
        return lines

    def _help(self, command: Command, width: int) -> list[str]:
        return wrap(command.help, max(8, width - _KEY_CELLS - 2), 4)


class Help(Dialog[str]):
    """Answers with the id of the command that was chosen, so that it can be run."""

    CSS = """
    Help > #panel { width: 84; height: 90%; }
    Help.-low > #panel { height: 100%; }
    """
    MOVES = "keys"

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keys = KeyList(keymap, id="keys")

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Panel():
            yield Static(Content("✦ Keys"), classes="title")
            yield Input(placeholder="Type to search: save, next, theme …", compact=True)
            yield self._keys
            yield Static(Content("↑ ↓ move · enter run · esc back"), classes="keys")

    def on_mount(self) -> None:
        """Show all."""
        self._keys.show_matching("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list down."""
        self._keys.show_matching(event.value)

    def on_input_submitted(self) -> None:
        """Run the command under the cursor."""
        self._keys.choose()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Run the command that was chosen."""
        if event.row.command is not None:
            self.dismiss(event.row.command.id)


def _haystack(command: Command) -> str:
    keys = " ".join(shown_key(key) for key in command.keys)
    return f"{command.title} {command.help} {command.group} {keys}".casefold()
