"""The table of commands."""

import string

from textual.keys import _character_to_key

from tuinews.ui.bindings import bindings_of
from tuinews.ui.commands import COMMANDS, GROUPS, LEADER, key_named, shown_key
from tuinews.ui.keymap import DEFAULT


def test_ids_and_keys_are_unique() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(DEFAULT.by_id) == len(COMMANDS)
    assert len(set(keys)) == len(keys)


def test_every_command_can_be_found_in_the_help() -> None:
    assert {command.group for command in COMMANDS} == set(GROUPS)
    assert all(command.help.endswith(".") and command.title for command in COMMANDS)


def test_keys_have_the_names_that_textual_gives_them() -> None:
    for command in COMMANDS:
        for key in (part for keys in command.keys for part in keys.split(" ")):
            if len(shown_key(key)) == 1 and shown_key(key).isascii():
                assert _character_to_key(shown_key(key)) == key
    # The blank and what follows it have names of their own.
    for sign in string.printable[:-6] + "öé¿":
        assert key_named(sign) == _character_to_key(sign)


def test_every_key_has_its_binding() -> None:
    bound = {binding.key: binding.action for binding in bindings_of(DEFAULT)}
    single = {key: command.id for command in COMMANDS for key in command.keys if " " not in key}
    assert bound == {key: f"command('{name}')" for key, name in single.items()}


def test_two_key_commands_begin_with_the_leader() -> None:
    pairs = [key.split(" ") for command in COMMANDS for key in command.keys if " " in key]
    assert pairs
    assert all(len(pair) == 2 and pair[0] in DEFAULT.by_id[LEADER].keys for pair in pairs)
    assert {DEFAULT.second_key(shown_key(second)) for _, second in pairs} == {
        command.id for _, command in DEFAULT.after_leader()
    }
