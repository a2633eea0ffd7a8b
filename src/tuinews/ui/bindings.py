"""Key bindings made from the table of commands. Screens answer them in `action_command`."""

from collections.abc import Iterable

from textual.binding import Binding

from tuinews.ui.commands import COMMANDS, Command


def bindings_of(commands: Iterable[Command] = COMMANDS, *, at_once: bool = False) -> list[Binding]:
    """Make one binding for each key of each command.

    Args:
        commands: Which.
        at_once: Whether they are carried out before the next key is looked at, as `action_at_once`. Otherwise a key
            waits in the queue of the widget with the focus, and what is typed after it in one go arrives there too,
            also when the first key was to move the focus elsewhere.
    """
    action = "at_once" if at_once else "command"
    return [
        Binding(
            key,
            f"{action}('{command.id}')",
            command.title,
            show=False,
            tooltip=command.help,
            priority=at_once,
        )
        for command in commands
        for key in command.keys
    ]


def moving(*, letters: bool = True) -> list[Binding]:
    """Make the bindings of the Move group and of Enter, for dialogs with a list.

    Args:
        letters: Whether the letter keys move as well; a dialog with a text field needs them for itself.
    """
    commands = [command for command in COMMANDS if command.group == "Move" or command.id == "pane.in"]
    bindings = bindings_of(commands)
    if letters:
        return bindings
    return [binding for binding in bindings if binding.key in ("down", "up", "pagedown", "pageup", "enter")]
