"""Write docs/keys.md from the table of commands: `uv run python docs/make_keys.py`."""

from pathlib import Path

from tuinews.ui.commands import COMMANDS, GROUPS, shown_key
from tuinews.ui.keymap import PRESETS

PAGE = Path(__file__).parent / "keys.md"

_TOP = """\
# Keys

Every key of the reader, with the ids that `[keys]` in `config.toml` takes. `?` shows the same in the reader, searchable, in the keys that
are in force; `ctrl-p` finds a command by its name. This page is made from the table in `src/tuinews/ui/commands.py`.
"""

_BOTTOM = """\
## Keys of your own

```toml
[keys]
preset = "newsboat"              # or "default"
"story.save" = "ctrl-s"          # one key
"go.saved" = ["g s", "B"]        # several; two with a blank between them are pressed one after the other
"app.demo" = []                  # none: it stays in the palette
```

Keys are written as on this page: `s`, `S`, `ctrl-f`, `alt-x`, `f5`, `esc`, `enter`, `space`, `pgdn`, `/`. The first of two keys is the one of
`go.to`. What you set takes the place of all keys of that command. An id that does not exist, something that is no key, and a key that
already means another command are told when the reader opens, and by `tuinews doctor`; that command then keeps its keys. To give a
key of one command to another, set both.

What the preset `newsboat` changes:

| command | keys |
|---|---|
"""


def page() -> str:
    """Give the page as Markdown."""
    parts = [_TOP]
    for group in GROUPS:
        parts += [f"## {group}\n", "| keys | | id |", "|---|---|---|"]
        for command in COMMANDS:
            if command.group == group:
                keys = " · ".join(f"`{shown_key(key)}`" for key in command.keys) or "palette"
                parts.append(f"| {keys} | {command.help} | `{command.id}` |")
        parts.append("")
    parts.append(_BOTTOM.rstrip())
    for name, keys in PRESETS["newsboat"].items():
        parts.append(f"| `{name}` | {' · '.join(f'`{shown_key(key)}`' for key in keys) or 'palette'} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
