from datetime import datetime
from pathlib import Path

import pytest

from tuinews.commands import doctor, reader, stories
from tuinews.commands.arguments import parse
from tuinews.errors import UsageError

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
    *("clean", "topics", "import", "export", "doctor", "themes"),
)


def test_no_command_is_the_reader() -> None:
    options = parse([])
    assert options.run is reader.read_news
    assert (options.home, options.config, options.theme, options.no_motion) == (None, None, None, False)


def test_globals_stand_before_or_after_the_command() -> None:
    for argv in (["--home", "h", "--no-motion", "list"], ["list", "--no-motion", "--home", "h"]):
        options = parse(argv)
        assert (options.home, options.no_motion) == (Path("h"), True)


def test_only_doctor_runs_with_a_broken_config() -> None:
    assert [name for name in ("doctor", "list a", "show 1") if parse(name.split()).diagnoses] == ["doctor"]
    assert parse(["doctor"]).run is doctor.examine


def test_the_words_of_a_query_need_no_quotes() -> None:
    options = parse(["list", "dune", "two", "--unread", "--since", "3d"])
    assert options.query == ["dune", "two"]
    assert options.run is stories.list_stories
    assert isinstance(options.since, datetime)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse([command, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert "examples:\n  tuinews " in shown
    assert command in shown.partition("examples:")[2]
    assert "--home" not in shown.partition("examples:")[0].replace("unless --home", "")


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
        ("show 99999999999999999999999", "is no id"),
        ("show 1 --format pdf", "pdf"),
        ("list --limit 0", "“0” is no number from 1 up."),
        ("list --since 3x", "“3x” is no time."),
        ("list --unr", "--unr"),
        ("--log-level loud list", "loud"),
        ("--home= list", "the name is empty."),
        ("--config ~nobody-at-all/x list", "names no user's folder."),
        ("add", "URL"),
        ("add https://a.example --pick x", "“x” is no number"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(argv: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv.split())
    assert sentence in caught.value.summary
    assert caught.value.summary.endswith("--help” shows how it is used.")
    assert ".." not in caught.value.summary


def test_ids_are_what_sqlite_can_hold() -> None:
    assert parse(["show", "9999999999999999999"]).id == 2**63 - 1
