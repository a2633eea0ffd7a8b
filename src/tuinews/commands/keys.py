"""`keys`: which keys the reader obeys."""

from argparse import Namespace

from tuinews.commands.session import Session
from tuinews.commands.settings import key_complaints
from tuinews.commands.tables import table


def list_keys(session: Session, options: Namespace) -> int:
    """List the commands of the reader with the keys that are in force."""
    from tuinews.ui.commands import shown_key
    from tuinews.ui.keymap import PRESETS, keymap_of

    config = session.config
    keymap, _ = keymap_of(config.keys_preset, config.keys)
    usual, _ = keymap_of("default", {})
    preset, _ = keymap_of(config.keys_preset, {})
    rows = []
    for command in keymap.commands:
        origin = ""
        if command.keys != preset.by_id[command.id].keys:
            origin = config.origins.get(f"keys.{command.id}") or config.origins.get("keys.go.to", "")
        elif command.keys != usual.by_id[command.id].keys and config.keys_preset in PRESETS:
            origin = f"preset {config.keys_preset}"
        rows.append((command, [shown_key(key) for key in command.keys], origin))
    if options.json:
        session.console.say_json(
            [
                {
                    "id": command.id,
                    "keys": keys,
                    "group": command.group,
                    "help": command.help,
                    "origin": origin or None,
                }
                for command, keys, origin in rows
            ]
        )
    else:
        cells = [
            (" · ".join(keys) or "palette", command.id, origin, command.help)
            for command, keys, origin in rows
        ]
        heading = ("keys", "command", "from", "does")
        session.console.say(table(cells, session.console, heading=heading, clipped=(0, 2)))
    for sentence in key_complaints(config):
        session.console.note(sentence)
    return 0
