"""Key bindings made from the table of commands. Screens answer them in `action_command`."""

from textual.binding import Binding, BindingsMap

from tuinews.ui.keymap import Keymap


def bindings_of(keymap: Keymap, *, at_once: bool = False) -> list[Binding]:
    """Make one binding for each key of each command.

    Args:
        keymap: The keys in force.
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
        for command in keymap.commands
        for key in command.keys
        if " " not in key
    ]


def moving(keymap: Keymap, *, letters: bool) -> list[Binding]:
    """Make the bindings of the Move group and of Enter, for dialogs with a list.

    Args:
        keymap: The keys in force.
        letters: Whether the keys that write something move as well; a dialog with a text field needs them for itself.
    """
    moves = [command for command in keymap.commands if command.group == "Move" or command.id == "pane.in"]
    bindings = bindings_of(Keymap(tuple(moves)))
    if not letters:
        return [each for each in bindings if each.key in ("down", "up", "pagedown", "pageup", "enter")]
    taken = {binding.key for binding in bindings}
    # A dialog shows no strip of second keys: the first one goes to the top at once.
    leaders = [key.partition(" ")[0] for key in keymap.by_id["move.top"].keys if " " in key]
    top = [Binding(key, "command('move.top')", "Top", show=False) for key in leaders if key not in taken]
    return bindings + top


def joined(under: BindingsMap, over: BindingsMap) -> BindingsMap:
    """Give the bindings of both; for a key that both have, those of `over`."""
    return BindingsMap.from_keys(under.key_to_bindings | over.key_to_bindings)
