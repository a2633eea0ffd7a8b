"""Which keys are in force: those of the table of commands, changed by a preset and by the user's settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tuinews.ui.commands import COMMANDS, LEADER, Command, shown_key


@dataclass(frozen=True)
class Keymap:
    """Commands with the keys in force."""

    commands: tuple[Command, ...] = COMMANDS
    by_id: dict[str, Command] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {command.id: command for command in self.commands})

    def key(self, command: str) -> str:
        """Give the key of a command as people know it; its name where it has none, as the palette shows it."""
        return (
            shown_key(self.by_id[command].keys[0]) if self.by_id[command].keys else self.by_id[command].title
        )

    def after_leader(self) -> Sequence[tuple[str, Command]]:
        """Give the second keys of the two-key commands, in Textual's names, in the order of the table."""
        return [
            (key.partition(" ")[2], command)
            for command in self.commands
            for key in command.keys
            if " " in key and key.partition(" ")[0] in self.by_id[LEADER].keys
        ]

    def second_key(self, key: str) -> str | None:
        """Give the command of a second key.

        Args:
            key: The character that was typed, or the name of the key in Textual.
        """
        return next((each.id for name, each in self.after_leader() if key in (name, shown_key(name))), None)


DEFAULT = Keymap()
