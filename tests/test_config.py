"""The settings: what is read, what is complained about, and that the file is never touched."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tuinews.config import Config, load_config
from tuinews.errors import ConfigError
from tuinews.model import Retention
from tuinews.settings_file import LARGEST_FILE, read_settings_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_no_file_leaves_the_defaults(file: Path) -> None:
    assert load_config(file, {}) == (Config(), ())
    assert load_config(file.parent / "missing" / "config.toml", {}) == (Config(), ())
    assert not file.exists()


@pytest.mark.parametrize("head", ["", "\ufeff", "# comment\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_key_is_read(file: Path, head: str, end: str) -> None:
    lines = [
        *(head + 'theme = "matinee"', "motion = false", 'markers = "ascii"'),
        *("[open]", 'browser = ["firefox", "--new-tab", "%s"]', "[refresh]", "on_start = false"),
        *("[retention]", "read_days = 7", "unread_days = 0", "[retention.sources]"),
        *('"https://a.example/feed" = { read_days = 0 }', '"https://b.example/" = { unread_days = 9 }', ""),
    ]
    file.write_bytes(end.join(lines).encode())
    by_source = {"https://a.example/feed": (0, None), "https://b.example/": (None, 9)}
    expected = Config("matinee", False, "ascii", ("firefox", "--new-tab", "%s"), False, 7, 0, by_source)
    config, complaints = load_config(file, {})
    assert (replace(config, origins={}), complaints) == (expected, ())
    assert expected.retention == Retention(7, 0, by_source)


def test_the_days_that_are_kept_are_those_of_the_library() -> None:
    assert Config().retention == Retention()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('colour = "x"', "“colour” is not a setting and was passed over. Settings are theme, motion"),
        ('themes = "x"', "“themes” is not a setting and was passed over. The nearest that is: “theme”."),
        (
            "[open]\nbrowsers = []",
            "“open.browsers” is not a setting and was passed over. The nearest that is: “open.browser”",
        ),
        ("on_start = true", "The nearest that is: “refresh.on_start”."),
        ("[refresh]\n[refresh.on]\n", "“refresh.on” is not a setting"),
        ("[keys]\nq = 1", "“q” under “keys” must be a key such as"),
        ('open = "firefox"', "“open” must be a table, written [open]. It was passed over."),
        ('"a\\u001b]0;x\\u0007" = 1', "“a]0;x” is not a setting"),
        ("theme = 1", "“theme” must be a name in quotes"),
        ('theme = " "', "“theme” must be a name in quotes"),
        ("motion = 1", "“motion” must be true or false"),
        ("motion = nan", "“motion” must be true or false"),
        ('markers = "emoji"', "“markers” must be"),
        ("markers = []", "“markers” must be"),
        ('[open]\nbrowser = "firefox"', "“open.browser” must be a list of words"),
        ('[open]\nbrowser = ["firefox", 1]', "“open.browser” must be a list of words"),
        ('[open]\nbrowser = [""]', "“open.browser” must be a list of words"),
        ('[open]\nbrowser = ["a\\u0000"]', "“open.browser” must be a list of words"),
        ("[retention]\nread_days = -1", "“retention.read_days” must be a number of days from 0"),
        ("[retention]\nread_days = true", "“retention.read_days” must be a number of days"),
        ("[retention]\nunread_days = 1e3", "“retention.unread_days” must be a number of days"),
        ("[retention]\nunread_days = 36501", "“retention.unread_days” must be a number of days"),
        ("[retention]\ndays = 1", "“retention.days” is not a setting"),
        ("keys = 1", "“keys” must be a table of commands with their keys"),
        ("[keys]\npreset = 1", "“keys.preset” must be the name of a preset"),
        ('[open]\nplayer = "mpv"', "“open.player” must be a list of words"),
        ("[refresh]\nsources = 1", "“refresh.sources” must be feed addresses"),
        ("[retention]\nsources = 1", "“retention.sources” must be feed addresses"),
        (
            '[retention.sources]\n"https://a.example" = 1',
            "“https://a.example” under “retention.sources” must be days",
        ),
        ('[retention.sources]\n"https://a.example" = { days = 1 }', "must be days"),
        ('[retention.sources]\n"https://a.example" = { read_days = "1" }', "must be days"),
        ('[refresh]\non_start = "yes"', "“refresh.on_start” must be true or false"),
        ("[reading]\nmark_group_read = 1", "“reading.mark_group_read” must be true or false"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_and_the_others_count(file: Path, text: str, words: str) -> None:
    before = 'markers = "ascii"\n' if "markers" not in text else 'theme = "x"\n'
    file.write_text(before + text)
    config, (warning,) = load_config(file, {})
    assert replace(config, origins={}) == (
        Config(markers="ascii") if "markers" not in text else Config(theme="x")
    )
    line = before.count("\n") + 1 + text.count("\n", 0, text.rstrip().rfind("\n") + 1)
    assert warning.startswith(f"{file}, line {line}: ")
    assert words in warning
    assert warning.endswith(".")
    assert warning.isprintable()
    assert file.read_text() == before + text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'theme = "x"\nmotion', "at end of document"),
        (b'theme = "x"\nmotion = maybe\n', "at line 2, column 10"),
        (b'theme = "x"\ntheme = "y"\n', "not valid TOML"),
        (b'\ntheme = "caf\xe9"\n', ", line 2: the file must be saved as UTF-8"),
        ('theme = "x"'.encode("utf-16"), ", line 1: the file must be saved as UTF-8"),
        (b"theme = \x1b[2J", "not valid TOML"),
        (b"#" * (LARGEST_FILE + 1), "larger than 64,000 bytes"),
        (b"x = " + b"[" * 50_000, "nested too deeply"),
        (b"x = " + b"9" * 5_000, "a number in it is too long"),
        (b"# so many\n" + b"a." * 30_000 + b"a = 1", ", line 2: a name in it has too many dots"),
        (b'"=".' + b"a." * 30_000 + b"a = 1", ", line 1: a name in it has too many dots"),
    ],
    ids=[
        *("cut off", "no value", "twice", "latin-1", "utf-16", "escape", "too large", "too deep", "number"),
        *("dots", "dots after a quoted name"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_config(file, {})
    assert str(file) in caught.value.summary
    assert words in caught.value.summary
    assert caught.value.summary.isprintable()
    assert file.read_bytes() == content


def test_a_folder_in_its_place_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        load_config(file, {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT TESTED: this system has no named pipes")
def test_only_files_are_read(file: Path) -> None:
    os.mkfifo(file)  # To open it would wait for a writer for ever.
    for path in (file, Path("/dev/zero")):
        with pytest.raises(ConfigError, match="is no file"):
            load_config(path, {})


def test_many_keys_that_cannot_be_used_are_told_in_few_sentences(file: Path) -> None:
    file.write_text(
        "".join(f"key{number} = 1\n" for number in range(1_010)) + "motion = 1\nmarkers = 'ascii'\n"
    )
    config, warnings = load_config(file, {})
    assert replace(config, origins={}) == Config(markers="ascii")
    assert len(warnings) == 11
    assert "“key9”" in warnings[9]
    assert warnings[10] == f"{file}: 1,001 more settings could not be used."


def test_the_largest_file_is_read(file: Path) -> None:
    file.write_bytes(b"#" * LARGEST_FILE)
    assert load_config(file, {}) == (Config(), ())


def test_the_environment_goes_before_the_file(file: Path) -> None:
    file.write_text('theme = "file"\nmotion = true')
    assert load_config(file, {"TUINEWS_THEME": "named"})[0].theme == "named"
    assert load_config(file, {"TUINEWS_THEME": ""})[0].theme == "file"
    assert not load_config(file, {"TEXTUAL_ANIMATIONS": "NONE"})[0].motion
    assert load_config(file, {"TEXTUAL_ANIMATIONS": "full"})[0].motion


def test_a_link_is_read_and_stays(file: Path) -> None:
    target = file.with_name("dotfiles.toml")
    target.write_text("motion = false")
    file.symlink_to(target)
    assert not load_config(file, {})[0].motion
    assert file.is_symlink()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_content_breaks_anything(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        load_config(file, {})
    except ConfigError as error:
        told = error.summary
    else:
        told = f"{file}"
    assert str(file) in told


def test_headers_of_single_sources(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[refresh.sources]\n"https://e.com/f" = { user_agent = "Mozilla/5.0 (X)", headers = { "X-Key" = "é 1" } }\n'
        '"https://e.com/g" = {}\n'
    )
    config, warnings = load_config(path, {})
    assert warnings == ()
    assert config.headers_by_source == {
        "https://e.com/f": (("User-Agent", "Mozilla/5.0 (X)"), ("X-Key", "é 1")),
        "https://e.com/g": (),
    }


@pytest.mark.parametrize(
    "value",
    [
        "3",
        '{ user_agent = "a\\nb" }',
        '{ user_agent = "" }',
        "{ user_agent = 3 }",
        '{ headers = { "X Y" = "a" } }',
        '{ headers = { "X" = "\u4e2d" } }',
        '{ headers = ["X"] }',
        '{ cookie = "a" }',
    ],
)
def test_headers_that_can_not_be_sent_are_told(tmp_path: Path, value: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[refresh.sources]\n"https://e.com/f" = {value}\n')
    config, (warning,) = load_config(path, {})
    assert config.headers_by_source == {}
    assert "refresh.sources" in warning


def test_one_entry_of_a_table_that_cannot_be_used_leaves_the_others(file: Path) -> None:
    file.write_text(
        '[keys]\n"story.save" = 3\nstory.open = "O"\n\n[retention.sources]\n"https://a.example" = 1\n'
        '"https://b.example" = { read_days = 1 }\n[refresh.sources."https://a.example"]\ncookie = "x"\n'
        '[refresh.sources."https://b.example"]\nuser_agent = "b"\n'
    )
    config, warnings = load_config(file, {})
    assert config.keys == {"story.open": ("O",)}
    assert config.days_by_source == {"https://b.example": (1, None)}
    assert config.headers_by_source == {"https://b.example": (("User-Agent", "b"),)}
    assert [warning.split(": “")[0] for warning in warnings] == [f"{file}, line {line}" for line in (2, 6, 8)]


def test_where_each_value_comes_from(file: Path) -> None:
    file.write_text(
        '\n\ntheme = "a"\nmotion = true\n[open]\nbrowser = [\n  "x",\n]\n[keys]\nstory.save = "B"\n'
    )
    origins = load_config(file, {"TUINEWS_THEME": "b", "TEXTUAL_ANIMATIONS": "none"})[0].origins
    assert origins == {
        "theme": "TUINEWS_THEME",
        "motion": "TEXTUAL_ANIMATIONS",
        "open.browser": f"line 6 of {file}",
        "keys.story.save": f"line 10 of {file}",
    }


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2", ("b",), 2),
        ("# x\n\n[t]\na = 1", ("t", "a"), 4),
        ("[t]\na = 1\n[u]\na = 1", ("u", "a"), 4),
        ('a = """\nb = 1\n"""\nb = 2', ("b",), 4),
        ("a = [\n  1,\n  # ]\n]\nb = 2", ("b",), 5),
        ("[x.y]\nz.w = 1", ("x", "y", "z", "w"), 2),
        ("t = { a = { b = 1 } }", ("t", "a", "b"), 1),
        ("[[t]]\na = 1\n[[t]]\nb = 1", ("t", "b"), 4),
        ('"a.b" = 1', ("a.b",), 1),
        ("[t]\n", ("t", "unknown"), 1),
        ("[a.b.c.d.e]\nx = 1\n[f]\nx = 1", ("a", "b", "c", "d", "e", "x"), 1),
        ("[a.b.c.d.e]\nx = 1\n[f]\nx = 1", ("f", "x"), 4),
        ("\n" + "a." * 900 + "a = 1", ("a", "a"), 2),
        (f"a = [{'1,' * 3}\n{'1,' * 3}\n" + "1,\n" * 60 + "]\nb = 1", ("b",), None),
    ],
)
def test_the_line_of_a_key(file: Path, text: str, path: tuple[str, ...], line: int | None) -> None:
    for end in ("\n", "\r\n"):
        file.write_bytes(text.replace("\n", end).encode())
        assert read_settings_file(file).line(*path) == line


names = st.sampled_from(["a", "b", '"c.d"', "e-f", "'g'"])
values = st.sampled_from(["1", "'x'", "[1,\n2]", "{ h = 1 }", "true", "[]"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(names, values), unique_by=lambda pair: pair[0]))
def test_every_key_of_a_small_file_has_its_line(file: Path, pairs: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for name, value in pairs:
        expected[name.strip("\"'")] = text.count("\n") + 1
        text += f"{name} = {value}\n"
    file.write_text(text)
    read = read_settings_file(file)
    assert {name: read.line(name) for name in read.values} == expected
