"""`config`, `keys` and `themes`: what is in force, and where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from cli_newsstand import run, run_program
from tuinews.config import Config, load_config
from tuinews.paths import Home
from tuinews.settings import SETTINGS, Setting


@pytest.fixture
def file(home: Home) -> Path:
    home.config.mkdir(parents=True)
    return home.config_file


def rows(*argv: str) -> dict[str, tuple[str, str]]:
    done = run(*argv)
    assert done.code == 0
    return {
        name: (value, origin) for name, value, origin in (line.split("\t") for line in done.out.splitlines())
    }


def test_without_a_file_everything_is_the_default(home: Home) -> None:
    shown = rows("config")
    assert set(shown) == {setting.name for setting in SETTINGS if not setting.table}
    assert {origin for _, origin in shown.values()} == {"default"}
    assert shown["theme"] == ('"late-show"', "default")
    assert not home.config.exists()


def test_flags_go_before_the_environment_and_that_before_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('# mine\ntheme = "vinyl"\nmotion = true\n')
    assert rows("config", "show")["theme"] == ('"vinyl"', f"line 2 of {file}")
    monkeypatch.setenv("TUINEWS_THEME", "arcade")
    assert rows("config")["theme"] == ('"arcade"', "TUINEWS_THEME")
    assert rows("config", "--theme", "matinee")["theme"] == ('"matinee"', "--theme")
    assert rows("config")["motion"] == ("true", f"line 3 of {file}")
    assert rows("--no-motion", "config")["motion"] == ("false", "--no-motion")
    assert rows("config")["markers"] == ('"auto"', "default")


def test_entries_of_tables_stand_as_they_would_in_the_file(file: Path) -> None:
    file.write_text(
        '[keys]\npreset = "newsboat"\n"story.save" = ["ctrl-s", "B"]\n[open]\nbrowser = ["firefox", "%s"]\n'
        '[refresh.sources]\n"https://a.example/f" = { user_agent = "Me", headers = { "X-Key" = "secret" } }\n'
        '[retention.sources]\n"https://a.example/f" = { unread_days = 0 }\n'
    )
    shown = rows("config")
    assert shown['keys."story.save"'] == ('["ctrl-s", "B"]', f"line 3 of {file}")
    assert shown["keys.preset"][0] == '"newsboat"'
    assert shown["open.browser"][0] == '["firefox", "%s"]'
    assert shown['retention.sources."https://a.example/f"'][0] == "{ unread_days = 0 }"
    # The values of headers may be passwords, and this is what people paste into questions.
    manner = shown['refresh.sources."https://a.example/f"'][0]
    assert manner == '{ user_agent = "Me", headers = { X-Key = "…" } }'
    assert "secret" not in run("config", "--json").out
    for name, (value, _) in shown.items():
        assert tomllib.loads(f"{name} = {value}")


def test_json_has_every_field(file: Path) -> None:
    file.write_text("motion = false\n")
    shown = {each["setting"]: each for each in run("config", "--json").json}
    assert shown["motion"] == {"setting": "motion", "value": False, "origin": f"line 1 of {file}"}
    assert shown["theme"] == {"setting": "theme", "value": "late-show", "origin": None}
    assert shown["open.player"]["value"] == []


def test_the_default_file_changes_nothing_and_each_line_of_it_can_be_used(file: Path) -> None:
    printed = run("config", "show", "--default")
    assert (printed.code, printed.err) == (0, "")
    file.write_text(printed.out)
    assert load_config(file, {}) == (Config(), ())
    whole, changed = re.subn(r"^#(?=\S)", "", printed.out, flags=re.MULTILINE)
    assert changed == len(SETTINGS)
    file.write_text(whole)
    config, warnings = load_config(file, {})
    assert warnings == ()
    assert replace(config, origins={}) == Config(
        keys={"story.save": ("ctrl-s",)},
        headers_by_source={"https://example.com/feed": (("User-Agent", "Mozilla/5.0"), ("X-Key", "abc"))},
        days_by_source={"https://example.com/feed": (7, 0)},
    )


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_example_of_a_setting_sets_it(file: Path, setting: Setting) -> None:
    table = setting.name if setting.table else setting.name.rpartition(".")[0]
    file.write_text((f"[{table}]\n" if table else "") + setting.example + "\n")
    config, warnings = load_config(file, {})
    assert warnings == ()
    assert getattr(config, setting.field) != getattr(Config(), setting.field)
    assert len(config.origins) == 1


def test_default_goes_with_show_alone(home: Home) -> None:
    for argv in (("config", "check", "--default"), ("config", "--default", "--json")):
        assert run(*argv).code == 2


def test_the_path_is_told_whatever_is_in_the_file(file: Path, tmp_path: Path) -> None:
    told = run("config", "path")
    assert (told.code, told.out) == (0, f"{file}\n")
    assert "no such file yet" in told.err
    file.write_bytes(b"\xff = broken")
    told = run_program("config", "path")
    assert (told.code, told.out, told.err) == (0, f"{file}\n", "")
    other = tmp_path / "other.toml"
    other.write_text("")
    assert run("--config", str(other), "config", "path", "--json").json == {
        "path": str(other),
        "exists": True,
    }


def test_check_names_file_line_key_and_the_nearest_one(file: Path) -> None:
    content = 'thme = "vinyl"\n\n[keys]\n"story.save" = "n"\n"story.sve" = "x"\n[open]\nbrowser = "firefox"\n'
    file.write_text(content)
    checked = run_program("config", "check")
    assert (checked.code, checked.err) == (2, "")
    lines = checked.out.splitlines()
    assert lines[0].startswith(f"{file}, line 1: “thme” is not a setting")
    assert lines[0].endswith("The nearest that is: “theme”.")
    assert lines[1].startswith(f"{file}, line 7: “open.browser” must be a list of words")
    assert sorted(line[: line.index(":")] for line in lines[2:]) == [
        f"Line 4 of {file}",
        f"Line 5 of {file}",
    ]
    assert file.read_text() == content
    assert run("config", "check", "--json").json["complaints"] == lines


def test_check_says_that_there_is_no_such_theme(file: Path) -> None:
    file.write_text('\ntheme = "vinyll"\n')
    checked = run("config", "check")
    assert checked.code == 2
    assert checked.out.startswith(f"Line 2 of {file}: There is no theme file for “vinyll”.")


def test_check_of_what_is_in_order(file: Path) -> None:
    assert run("config", "check").out == f"There is no {file}, so everything has its default.\n"
    file.write_text('theme = "vinyl"\n')
    checked = run("config", "check")
    assert (checked.code, checked.out) == (0, f"{file} is in order.\n")


def test_a_file_that_is_no_toml_is_a_finding_of_check_and_an_error_of_show(file: Path) -> None:
    file.write_text("theme = \n")
    checked = run("config", "check")
    assert checked.code == 2
    assert "line 1" in checked.out
    shown = run("config")
    assert (shown.code, shown.out) == (2, "")
    assert "line 1" in shown.err


def test_keys_say_what_is_in_force_and_why(file: Path) -> None:
    usual = {each["id"]: each for each in run("keys", "--json").json}
    assert usual["story.save"] == {
        "id": "story.save",
        "keys": ["s"],
        "group": "Story",
        "help": "Keep the story, or let it go again.",
        "origin": None,
    }
    file.write_text('[keys]\npreset = "newsboat"\n"story.save" = "ctrl-s"\n"app.hlp" = "f1"\n')
    done = run("keys")
    assert done.code == 0
    shown = {cells[1]: cells for cells in (line.split("\t") for line in done.out.splitlines())}
    assert set(shown) == set(usual)
    assert shown["story.save"][:3] == ["ctrl-s", "story.save", f"line 3 of {file}"]
    assert shown["story.read"][:3] == ["N", "story.read", "preset newsboat"]
    assert shown["move.down"][2] == ""
    assert "“app.hlp”" in done.err


def test_themes_say_which_is_in_force_and_why(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUINEWS_THEME", "vinyl")
    chosen = [each for each in run("themes", "--json").json if each["configured"]]
    assert [(each["theme"], each["origin"], each["yours"]) for each in chosen] == [
        ("vinyl", "TUINEWS_THEME", False)
    ]
    assert "configured\tvinyl\tVinyl\tdark\tbundled\tTUINEWS_THEME\n" in run("themes").out
