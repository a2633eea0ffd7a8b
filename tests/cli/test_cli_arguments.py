from datetime import datetime
from pathlib import Path

import pytest

from tuinews.commands.arguments import parse
from tuinews.commands.program import command
from tuinews.errors import NotFound, UsageError

COMMANDS = (
    *(
        "demo",
        "add",
        "remove",
        "sources",
        "refresh",
        "list",
        "show",
        "save",
        "unsave",
        "read",
        "unread",
        "open",
    ),
    *("follow", "unfollow", "mute", "unmute"),
    *("clean", "topics", "related", "stories", "import", "export", "doctor", "themes"),
    *("search", "backup", "restore", "config", "keys", "completion", "man"),
)
LEAST = {"add": "a", "remove": "a", "show": "1", "save": "1", "unsave": "1", "read": "1", "unread": "1"} | {
    "open": "1",
    "clean": "-",
    "related": "1",
    "import": "-",
    "search": "a",
    "backup": "a",
    "completion": "bash",
    "unfollow": "a",
    "unmute": "a",
}
"""What a command needs at least."""


def test_no_command_is_the_reader() -> None:
    options = parse([])
    assert options.run == "reader.read_news"
    assert (options.home, options.config, options.theme, options.no_motion) == (None, None, None, False)


def test_globals_stand_before_or_after_the_command() -> None:
    for argv in (["--home", "h", "--no-motion", "list"], ["list", "--no-motion", "--home", "h"]):
        options = parse(argv)
        assert (options.home, options.no_motion) == (Path("h"), True)


def least(name: str) -> list[str]:
    """Give the fewest words that are this command."""
    return [name, *LEAST.get(name, "").split()]


def test_only_what_looks_into_the_config_runs_with_a_broken_one() -> None:
    assert [name for name in COMMANDS if parse(least(name)).diagnoses] == ["doctor", "config"]
    assert parse(["doctor"]).run == "doctor.examine"


def test_the_words_of_a_query_need_no_quotes() -> None:
    options = parse(["list", "dune", "two", "--unread", "--since", "3d"])
    assert options.query == ["dune", "two"]
    assert options.run == "stories.list_stories"
    assert isinstance(options.since, datetime)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_function(name: str) -> None:
    assert callable(command(parse(least(name)).run))


def test_these_are_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    listed = capsys.readouterr().out.partition("COMMAND\n    ")[2].partition("\n\n")[0]
    assert {line[4:].split()[0] for line in f"    {listed}".splitlines() if line[4] != " "} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse([command, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert "examples:\n  tuinews " in shown
    assert command in shown.partition("examples:")[2]
    assert "--home" not in shown.partition("examples:")[0].replace("With --home", "")


def test_the_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    shown = capsys.readouterr().out
    for name in COMMANDS:
        assert f"    {name} " in shown
    assert "130 interrupted" in shown
    assert "TUINEWS_HOME" in shown


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ("lsit", "lsit"),
        ("show", "The following arguments are required: ID."),
        ("show x", "“x” is no id. “tuinews list” shows the ids."),
        ("show -1", "-1"),
        ("show 1 --format pdf", "pdf"),
        ("list --limit 0", "“0” is no number from 1 up."),
        ("list --since 3x", "“3x” is no time."),
        ("list --unr", "--unr"),
        ("--log-level loud list", "loud"),
        ("--home= list", "the name is empty."),
        ("--config ~nobody-at-all/x list", "names no user's folder."),
        ("add", "URL"),
        ("add https://a.example --pick x", "“x” is no number"),
        ("list --source=", "it is empty."),
        ("list --topic=", "it is empty."),
        ("list --topic \udcff", "it is empty."),
        ("list --since 20260314x10", "is no time."),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(argv: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv.split())
    assert sentence in caught.value.summary
    assert caught.value.summary.endswith("--help” shows how it is used.")
    assert ".." not in caught.value.summary


@pytest.mark.parametrize("command", ["remove", "refresh", "--theme"])
def test_a_name_of_nothing_is_told(command: str) -> None:
    with pytest.raises(UsageError, match="it is empty"):
        parse([command, " "])


def test_words_are_cleaned_of_what_no_library_can_be_asked_for() -> None:
    options = parse(
        ["list", "du\udcffne", "--topic", "a\udcffwards", "--source", "The\udc80 Reel &amp; more"]
    )
    assert (options.query, options.topic, options.source) == (["dune"], "awards", "The Reel &amp; more")


def test_names_of_files_are_left_alone() -> None:
    assert parse(["import", "a\udcff.opml"]).file == "a\udcff.opml"
    assert parse(["clean", "a\udcff.html"]).where == "a\udcff.html"
    assert parse(["--home", "a\udcff", "list"]).home == Path("a\udcff")


def test_ids_are_what_the_library_can_hold() -> None:
    assert parse(["show", "9223372036854775807"]).id == 2**63 - 1
    assert parse(["show", f"{'0' * 5_000}42"]).id == 42


@pytest.mark.parametrize("typed", ["9223372036854775808", "99999999999999999999999"])
def test_an_id_beyond_them_is_not_found_as_it_was_typed(typed: str) -> None:
    with pytest.raises(NotFound, match=f"number {typed}\\."):
        parse(["show", typed])
    with pytest.raises(NotFound) as caught:
        parse(["save", "9" * 100_000])
    assert len(caught.value.summary) < 200
