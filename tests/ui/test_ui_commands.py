"""The table of commands."""

from textual.keys import _character_to_key

from tuinews.ui.bindings import bindings_of
from tuinews.ui.commands import BY_ID, COMMANDS, GROUPS, shown_key


def test_ids_and_keys_are_unique() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(BY_ID) == len(COMMANDS)
    assert len(set(keys)) == len(keys)


def test_every_command_can_be_found_in_the_help() -> None:
    assert {command.group for command in COMMANDS} == set(GROUPS)
    assert all(command.help.endswith(".") and command.title for command in COMMANDS)


def test_keys_have_the_names_that_textual_gives_them() -> None:
    for command in COMMANDS:
        for key in command.keys:
            if len(shown_key(key)) == 1 and shown_key(key).isascii():
                assert _character_to_key(shown_key(key)) == key


def test_every_key_has_its_binding() -> None:
    bound = {binding.key: binding.action for binding in bindings_of()}
    assert bound == {key: f"command('{command.id}')" for command in COMMANDS for key in command.keys}
