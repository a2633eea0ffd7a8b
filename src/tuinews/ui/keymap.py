"""Which keys are in force: those of the table of commands, changed by a preset and by the user's settings.

Textual takes an unknown id or key without a word and leaves the command without any, so everything is looked at here
before it is bound.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace
from textual.keys import Keys

from tuinews.text import clean_line
from tuinews.ui.commands import COMMANDS, LEADER, SIGNS, Command, key_named, shown_key

PRESETS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "default": {},
    # newsboat 2.21, "Newsboat Configuration Commands", default key bindings; what it has no word for keeps our keys.
    "newsboat": {
        "sources.refresh": ("R",),
        "sources.refresh_one": ("r",),
        "story.read": ("N",),
        "find.previous": ("M",),
        "sources.next": ("J", "right_square_bracket"),
        "sources.previous": ("K", "left_square_bracket"),
        "next.story": ("ctrl+n",),
        "previous.story": ("ctrl+b",),
        "story.links": ("u", "f"),
        "app.undo": ("ctrl+z", "U"),
        "story.hide": ("D",),
        "app.demo": (),
        "list.read": ("A", "C"),
        "list.filter": ("l", "a"),
        "pane.right": ("right",),
        "pane.left": ("left",),
        "app.quit": ("ctrl+q", "Q"),
    },
}
"""Command id -> its keys, where they differ from the table."""

_SPECIAL: Final = frozenset(
    key.value
    for key in Keys
    if len(key.value) > 1 and not key.value.startswith("<") and key is not Keys.ControlC
)


@dataclass(frozen=True)
class Keymap:
    """Commands with the keys in force."""

    commands: tuple[Command, ...] = COMMANDS
    by_id: dict[str, Command] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {command.id: command for command in self.commands})

    def key(self, command: str) -> str:
        """Give the key of a command as people know it; its title where it has none, to be looked up in the palette."""
        known = self.by_id[command]
        return shown_key(known.keys[0]) if known.keys else f"“{known.title}”"

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


def keymap_of(preset: str, wanted: Mapping[str, Sequence[str]]) -> tuple[Keymap, tuple[str, ...]]:
    """Make the keymap of the settings.

    Args:
        preset: The name of a preset.
        wanted: Command id -> keys, as people write them: `s`, `ctrl-f`, `esc`, `g s`; none takes the command its keys.

    Returns:
        The keymap, and a sentence for each setting that can't be used; such a command keeps the keys of the preset.
    """
    complaints: list[str] = []
    base = {command.id: command.keys for command in COMMANDS}
    if preset in PRESETS:
        base |= PRESETS[preset]
    else:
        names = " and ".join(f"“{name}”" for name in PRESETS)
        complaints.append(f"There is no preset “{clean_line(preset, 40)}” of keys; there are {names}.")
    own: dict[str, tuple[str, ...]] = {}
    for name, written in wanted.items():
        shown = clean_line(name, 60)
        if name not in base:
            near = difflib.get_close_matches(name, base, n=1)
            hint = f" The nearest is “{near[0]}”." if near else ""
            complaints.append(f"There is no command “{shown}”, so its keys were passed over.{hint}")
            continue
        keys = [_read(key) for key in written]
        bad = [
            clean_line(key, 40)
            for key, read in zip(written, keys, strict=True)
            if read is None or (name == LEADER and " " in read)
        ]
        if bad:
            complaints.append(
                f"“{bad[0]}” is no key, so “{shown}” keeps its own. Keys look like s, ctrl-f, esc or g s."
            )
        else:
            own[name] = tuple(dict.fromkeys(key for key in keys if key is not None))
    in_force, clashes = _settled(base, own)
    return Keymap(tuple(replace(command, keys=in_force[command.id]) for command in COMMANDS)), (
        *complaints,
        *clashes,
    )


def _settled(
    base: Mapping[str, tuple[str, ...]], own: dict[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Take the user's keys up as far as none means two commands."""
    complaints: list[str] = []
    while True:
        in_force = {name: own.get(name, keys) for name, keys in base.items()}
        in_force = _with_leader(in_force, base[LEADER][0])
        trouble = next(_troubles(in_force, own), None)
        if trouble is None:
            return in_force, complaints
        name, sentence = trouble
        complaints.append(sentence)
        del own[name]


def _with_leader(keys: Mapping[str, tuple[str, ...]], usual: str) -> dict[str, tuple[str, ...]]:
    """Let two-key commands begin with the leader in force; without one they have only their other keys."""
    leaders = keys[LEADER]

    def led(key: str) -> str | None:
        first, _, second = key.partition(" ")
        if not second or first in leaders:
            return key
        return f"{leaders[0]} {second}" if leaders and first == usual else None if first == usual else key

    return {
        name: tuple(each for key in some if (each := led(key)) is not None) for name, some in keys.items()
    }


def _troubles(
    keys: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Give the user's commands whose keys can't be, each with a sentence."""
    owners: dict[str, list[str]] = {}
    for name, some in keys.items():
        for key in some:
            owners.setdefault(key, []).append(name)
            if " " in key and key.partition(" ")[0] not in keys[LEADER]:
                first = shown_key(key.partition(" ")[0])
                yield (
                    name,
                    f"“{shown_key(key)}” can’t be pressed: “{first}” is no first key, so “{name}” keeps its own.",
                )
    for key, names in owners.items():
        mine = [name for name in names if name in own]
        if len(names) > 1 and mine:
            other = next(name for name in names if name != mine[-1])
            yield (
                mine[-1],
                f"“{shown_key(key)}” already means “{other}”, so “{mine[-1]}” keeps its own keys.",
            )


def _read(written: str) -> str | None:
    """Give a key, or two with a blank between them, in Textual's names; None when there is no such key."""
    parts = written.split(" ") if written.strip() == written and written else [written]
    if len(parts) > 2:
        return None
    names = [_read_one(part) for part in parts]
    return None if None in names else " ".join(name for name in names if name is not None)


def _read_one(written: str) -> str | None:
    name = key_named(written)
    if len(name) == 1 or (len(written) == 1 and written.isprintable() and not written.isspace()):
        return name
    modifier, _, letter = name.rpartition("+")
    if modifier in ("ctrl", "alt") and len(letter) == 1 and letter.isalnum():
        return None if name == "ctrl+c" else name
    return name if name in _SPECIAL or name in SIGNS else None
